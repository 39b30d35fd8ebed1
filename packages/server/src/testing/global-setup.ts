/**
 * Brings up the PostgreSQL servers of a test run, and tells the tests where they are:
 * `inject("postgres")` is a list of `{ url, version }`, never empty.
 *
 * Runs on the oldest PostgreSQL the machine has and on the newest there is, packaged or the
 * machine's own; or on the one server that TEST_DATABASE_URL names.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Client } from "pg";
import type { TestProject } from "vitest/node";
import { findPostgres, type Installation } from "./installations.ts";
import { type PostgresServer, startPostgres } from "./postgres.ts";

declare module "vitest" {
  interface ProvidedContext {
    postgres: { url: string; version: string }[];
  }
}

/** Called by vitest once before the first test file that asks for it. Answers with the end of it. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env["TEST_DATABASE_URL"];
  const servers = given === undefined || given === "" ? await startServers() : [];
  const places =
    given === undefined || given === ""
      ? servers.map(({ url, version }) => ({ url, version }))
      : [{ url: given, version: await askVersion(given) }];
  project.provide("postgres", places);
  report(places.map((place) => place.version));
  return async () => {
    await Promise.all(servers.map((server) => server.stop()));
  };
}

async function startServers(): Promise<PostgresServer[]> {
  const chosen = oldestAndNewest(await findPostgres());
  // One that is asked for by none is started all the same: it fails with what to do about it.
  if (chosen.length === 0) return [await startPostgres()];
  const outcomes = await Promise.allSettled(
    chosen.map((installation) => startPostgres({ installation })),
  );
  const servers = outcomes.flatMap((outcome) => {
    return outcome.status === "fulfilled" ? [outcome.value] : [];
  });
  const failure = outcomes.find((outcome) => outcome.status === "rejected");
  if (failure === undefined) return servers;
  await Promise.all(servers.map((server) => server.stop()));
  throw failure.reason;
}

function oldestAndNewest(installations: readonly Installation[]): Installation[] {
  const newest = installations.at(-1);
  const oldest = installations.find((installation) => installation.origin === "machine");
  return [...new Set([oldest, newest])].filter((installation) => installation !== undefined);
}

async function askVersion(url: string): Promise<string> {
  const client = new Client({ connectionString: url });
  try {
    await client.connect();
    const answer = await client.query<{ version: string }>(
      "select split_part(current_setting('server_version'), ' ', 1) as version",
    );
    return answer.rows[0]?.version ?? "unknown";
  } catch (error) {
    throw new Error("The server that TEST_DATABASE_URL names does not answer.", { cause: error });
  } finally {
    await client.end();
  }
}

// `npm test` names the versions in its last lines; vitest alone has no place for them.
function report(versions: readonly string[]): void {
  const folder = process.env["TROFAST_TEST_REPORT"];
  if (folder !== undefined) writeFileSync(join(folder, "postgres.json"), JSON.stringify(versions));
}
