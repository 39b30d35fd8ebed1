/** Where a drill plays: a database, servers, and wires between them and to the senders. */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "pg";
import { type Club, openClub } from "../../packages/server/src/club.ts";
import * as programmes from "../../packages/server/src/modules/programmes/service.ts";
import { transaction } from "../../packages/server/src/platform/db.ts";
import { migrate } from "../../packages/server/src/platform/migrations.ts";
import { createDatabase, dropDatabase } from "../../packages/server/src/testing/databases.ts";
import type { PostgresServer } from "../../packages/server/src/testing/postgres.ts";
import { type Chance, chanceOf } from "./chance.ts";
import { drillProgramme } from "./programme.ts";
import { openProxy, type Proxy } from "./proxy.ts";
import { makeKey, type ServerProcess, startServer } from "./server.ts";

export interface Stage {
  readonly key: string;
  readonly chance: Chance;
  readonly servers: readonly ServerProcess[];
  /** From senders to each server. */
  readonly wires: readonly Proxy[];
  /** Opens the club from this process: with its own way to the database, past all wires. */
  openClub(): Promise<Club>;
  close(): Promise<void>;
}

export interface PostgresStage extends Stage {
  readonly postgres: PostgresServer;
  /** From the servers to the database. */
  readonly toDatabase: Proxy;
  /** A connection of the operator's own; the caller ends it. */
  connect(): Promise<Client>;
}

// Few, so that a drill runs into them.
const POOL_SIZE = 6;

/** Servers on a database of their own on `postgres`, which outlives the stage. */
export async function postgresStage(
  postgres: PostgresServer,
  seed: string,
  serverCount = 2,
): Promise<PostgresStage> {
  const closing = new Closing();
  try {
    const chance = chanceOf(`${seed}/stage`);
    const { name, url } = await createDatabase(postgres.url);
    closing.add(() => dropDatabase(postgres.url, name));
    const home = await closing.folder();
    await prepare(() => openClub({ home, databaseUrl: url, logLevel: "silent" }));
    const key = await makeKey({ home, databaseUrl: url });
    const toDatabase = await openProxy(Number(new URL(url).port), chance);
    closing.add(() => toDatabase.close());
    const wired = new URL(url);
    wired.port = String(toDatabase.port);
    const options = { home, databaseUrl: wired.href, poolSize: POOL_SIZE };
    const { servers, wires } = await startServers(closing, serverCount, options, chance);
    return {
      key,
      chance,
      servers,
      wires,
      postgres,
      toDatabase,
      openClub: () => openClub({ home, databaseUrl: url, logLevel: "silent" }),
      connect: () => connected(url),
      close: () => closing.close(),
    };
  } catch (error) {
    await closing.close();
    throw error;
  }
}

/** One server on the embedded store in a new folder. */
export async function embeddedStage(seed: string): Promise<Stage> {
  const closing = new Closing();
  try {
    const chance = chanceOf(`${seed}/stage`);
    const home = await closing.folder();
    const config = { home, databaseUrl: undefined, logLevel: "silent" } as const;
    const open = (): Promise<Club> => openClub({ config });
    await prepare(open);
    const { servers, wires } = await startServers(closing, 1, { home }, chance);
    const key = (await readFile(join(home, "admin.key"), "utf8")).trim();
    return { key, chance, servers, wires, openClub: open, close: () => closing.close() };
  } catch (error) {
    await closing.close();
    throw error;
  }
}

async function prepare(open: () => Promise<Club>): Promise<void> {
  const club = await open();
  try {
    await migrate(club.store);
    const publication = { document: drillProgramme, publishedBy: "drill", now: club.clock.now() };
    await transaction(club.db, (tx) => programmes.publish(club, tx, publication));
  } finally {
    await club.close();
  }
}

async function startServers(
  closing: Closing,
  count: number,
  options: Parameters<typeof startServer>[0],
  chance: Chance,
): Promise<Pick<Stage, "servers" | "wires">> {
  const starting = await Promise.allSettled(
    Array.from({ length: count }, async () => await startServer(options)),
  );
  const servers = starting.flatMap((start) => (start.status === "fulfilled" ? [start.value] : []));
  for (const server of servers) closing.add(() => server.stop());
  for (const start of starting) if (start.status === "rejected") throw start.reason;
  const wires: Proxy[] = [];
  for (const server of servers) {
    const wire = await openProxy(server.port, chance);
    closing.add(() => wire.close());
    wires.push(wire);
  }
  return { servers, wires };
}

async function connected(url: string): Promise<Client> {
  const client = new Client({ connectionString: url });
  // The drill may end this connection too; whoever uses it next hears of it.
  client.on("error", () => {});
  await client.connect();
  return client;
}

/** What must be undone, last first, whatever happens to the rest. */
class Closing {
  readonly #steps: (() => Promise<unknown>)[] = [];

  add(step: () => Promise<unknown>): void {
    this.#steps.push(step);
  }

  async folder(): Promise<string> {
    const folder = await mkdtemp(join(tmpdir(), "trofast-drill-"));
    this.add(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
    return folder;
  }

  async close(): Promise<void> {
    const failures: unknown[] = [];
    for (const step of this.#steps.splice(0).toReversed())
      await step().catch((error: unknown) => failures.push(error));
    if (failures.length > 0) throw failures[0];
  }
}
