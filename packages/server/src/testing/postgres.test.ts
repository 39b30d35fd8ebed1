import { existsSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "pg";
import { describe, expect, inject, test } from "vitest";
import { createDatabase, dropDatabase } from "./databases.ts";
import { findPostgres } from "./installations.ts";
import { startPostgres } from "./postgres.ts";

async function ask(url: string, sql: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  // A server that is killed while we hold a connection tells us so by an event.
  client.on("error", () => undefined);
  try {
    const answer = await client.query<Record<string, unknown>>(sql);
    return answer.rows.map((row) => Object.values(row)[0]);
  } finally {
    await client.end();
  }
}

test("every server of the run answers and is the version it says", async () => {
  const servers = inject("postgres");
  expect(servers.length).toBeGreaterThan(0);
  for (const server of servers) {
    const [said] = await ask(server.url, "show server_version");
    expect(String(said).startsWith(server.version)).toBe(true);
  }
});

describe.each(inject("postgres"))("on PostgreSQL $version", ({ url }) => {
  test("a database made from another has its rows, and is gone once dropped", async () => {
    const first = await createDatabase(url);
    await ask(first.url, "create table kept as select 7 as seven");
    const copy = await createDatabase(url, { template: first.name });
    expect(await ask(copy.url, "select seven from kept")).toEqual([7]);
    await Promise.all([dropDatabase(url, copy.name), dropDatabase(url, first.name)]);
    await dropDatabase(url, first.name);
    await expect(ask(first.url, "select 1")).rejects.toThrow(/does not exist/u);
  });

  test("databases are made at the same time without getting in each other's way", async () => {
    const made = await Promise.all(Array.from({ length: 4 }, () => createDatabase(url)));
    expect(new Set(made.map((database) => database.name)).size).toBe(4);
    await Promise.all(made.map((database) => dropDatabase(url, database.name)));
  });

  test("letters outside ASCII have their capitals", async () => {
    const database = await createDatabase(url);
    expect(await ask(database.url, "select upper('åäöæøé')")).toEqual(["ÅÄÖÆØÉ"]);
    await dropDatabase(url, database.name);
  });
});

describe.each(await findPostgres())("a server of one's own, $version", (installation) => {
  test("keeps what was committed when it is killed, and leaves nothing when it is stopped", async () => {
    const server = await startPostgres({ installation, durable: true });
    try {
      await ask(server.url, "create table kept as select 42 as answer");
      const before = server.pid;
      server.kill();
      await expect(untilGone(server.url)).resolves.toBe("gone");
      await server.restart();
      expect(server.pid).not.toBe(before);
      expect(await ask(server.url, "select answer from kept")).toEqual([42]);
      expect(await ask(server.url, "show fsync")).toEqual(["on"]);
    } finally {
      await server.stop();
    }
    expect(existsSync(server.dataDir)).toBe(false);
    await server.stop();
  });
});

test("a server starts again on the same address while it runs", async () => {
  const server = await startPostgres({ settings: { work_mem: "7MB" } });
  try {
    await server.restart();
    expect(await ask(server.url, "show work_mem")).toEqual(["7MB"]);
  } finally {
    await server.stop();
  }
});

test("a setting the server does not know is told in the server's own words", async () => {
  const attempt = startPostgres({ settings: { no_such_setting: "1" } });
  await expect(attempt).rejects.toThrow(/no_such_setting/u);
});

async function untilGone(url: string): Promise<string> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const answered = await ask(url, "select 1").then(
      () => true,
      () => false,
    );
    if (!answered) return "gone";
    await sleep(25);
  }
  return "still there";
}
