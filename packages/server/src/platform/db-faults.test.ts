import { sql } from "kysely";
import { expect, test } from "vitest";
import { health, ready } from "@trofast/contract/system";
import { openClub } from "../club.ts";
import { buildHttp } from "../http-app.ts";
import { startPostgres } from "../testing/postgres.ts";
import { transaction } from "./db.ts";
import { isUnknownOutcome } from "./db-errors.ts";
import { migrate } from "./migrations.ts";

test("a killed database is answered with 503, and served again once it is back", async () => {
  // What was committed must outlive the kill: without waiting for the disk the schema itself would be lost.
  const server = await startPostgres({ durable: true });
  const club = await openClub({ databaseUrl: server.url, config: { logLevel: "silent" } });
  await migrate(club.store);
  const app = buildHttp(club);
  expect((await app.inject({ url: ready.path })).statusCode).toBe(200);

  const caught = transaction(club.db, async (tx) => {
    await sql`select 1`.execute(tx);
    server.kill();
    await sql`select pg_sleep(30)`.execute(tx);
  });
  await expect(caught).rejects.toSatisfy((error) => isUnknownOutcome(error));
  const away = await app.inject({ url: ready.path });
  expect(away.json()).toMatchObject({ status: 503, code: "store_unavailable" });
  expect(away.headers["retry-after"]).toBe("2");
  expect((await app.inject({ url: health.path })).statusCode).toBe(200);

  await server.restart();
  await expect
    .poll(async () => (await app.inject({ url: ready.path })).json())
    .toMatchObject({ status: "ready" });
  await app.close();
  await club.close();
  await server.stop();
});
