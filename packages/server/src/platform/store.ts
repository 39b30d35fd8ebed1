/** Opens the database: PostgreSQL where an address is given, else PGlite in a folder or in memory. */
import { PGlite } from "@electric-sql/pglite";
import { Kysely, PostgresDialect } from "kysely";
import pg from "pg";
import type { Pool, PoolConfig } from "pg";
import type { Db } from "./db.ts";
import { oid, parsers } from "./db-values.ts";
import { OperatorError } from "./errors.ts";
import { pgliteDialect, Turnstile } from "./pglite.ts";
import { ensureAppRole, appRole } from "./roles.ts";
import { QuickDialect } from "./raw-sql.ts";
import { quickPool } from "./statements.ts";
import type { Tables } from "./tables.gen.ts";

export interface Store {
  readonly kind: "postgres" | "pglite";
  /** Works as `trofast_app`: may not change history, whatever the code asks for. */
  readonly db: Db;
  /** Runs `work` as the owner of the tables, on one connection; for migrations, restore and tests. */
  asOwner<T>(work: (owner: Db) => Promise<T>): Promise<T>;
  /**
   * Runs SQL text (several statements where `values` is empty) as the owner, with the drivers' usual types;
   * for the job queue.
   */
  executeAsOwner(text: string, values?: readonly unknown[]): Promise<{ rows: unknown[] }>;
  close(): Promise<void>;
}

export interface StoreOptions {
  readonly poolSize: number;
  readonly statementTimeoutMs: number;
  /** Told of a connection lost while idle; the next query opens a new one. */
  readonly onLostConnection: (error: Error) => void;
}

const connectTimeoutMs = 5_000;
const idleTransactionTimeoutMs = 60_000;

/** Opens a store on PostgreSQL. Connects lazily: the server may start before the database does. */
export function openPostgres(databaseUrl: string, options: StoreOptions): Store {
  const appPool = openPool(databaseUrl, options, {
    max: options.poolSize,
    pipeline: true,
    settings: {
      role: appRole,
      TimeZone: "UTC",
      statement_timeout: String(options.statementTimeoutMs),
      idle_in_transaction_session_timeout: String(idleTransactionTimeoutMs),
    },
  });
  const ownerPool = openPool(databaseUrl, options, { max: 2, settings: { TimeZone: "UTC" } });
  const db = new Kysely<Tables>({
    dialect: new QuickDialect({ pool: quickPool(appPool, getTypeParser) }),
  });
  const owner = new Kysely<Tables>({ dialect: new PostgresDialect({ pool: ownerPool }) });
  return {
    kind: "postgres",
    db,
    async asOwner(work) {
      return await owner.connection().execute(work);
    },
    async executeAsOwner(text, values) {
      const answer: unknown =
        values === undefined || values.length === 0
          ? await ownerPool.query({ text, types: pg.types })
          : await ownerPool.query({ text, values: [...values], types: pg.types });
      return { rows: (Array.isArray(answer) ? answer : [answer]).flatMap(rowsOf) };
    },
    async close() {
      await Promise.all([appPool.end(), ownerPool.end()]);
    },
  };
}

function rowsOf(result: unknown): unknown[] {
  return typeof result === "object" &&
    result !== null &&
    "rows" in result &&
    Array.isArray(result.rows)
    ? result.rows
    : [];
}

function openPool(
  databaseUrl: string,
  options: StoreOptions,
  pool: { max: number; pipeline?: boolean; settings: Record<string, string> },
): Pool {
  const config: PoolConfig = {
    connectionString: withSettings(databaseUrl, pool.settings),
    max: pool.max,
    pipeline: pool.pipeline,
    connectionTimeoutMillis: connectTimeoutMs,
    keepAlive: true,
    application_name: "trofast",
    types: { getTypeParser },
  };
  const opened = new pg.Pool(config);
  opened.on("error", options.onLostConnection);
  // A connection in use loses the pool's own listener, and an error without a listener ends the process.
  opened.on("connect", (client) => {
    client.on("error", options.onLostConnection);
  });
  return opened;
}

/** Session settings ride in the connection's start message and cost no extra round trip. */
function withSettings(databaseUrl: string, settings: Record<string, string>): string {
  let url: URL;
  try {
    url = new URL(databaseUrl);
  } catch (cause) {
    throw new OperatorError(
      "DATABASE_URL is not an address. Write it as postgres://user:password@host:5432/database.",
      { cause },
    );
  }
  const given = url.searchParams.get("options");
  const flags = Object.entries(settings).map(([name, value]) => `-c ${name}=${value}`);
  url.searchParams.set("options", [...(given === null ? [] : [given]), ...flags].join(" "));
  return url.href;
}

function getTypeParser(typeOid: number, format?: string): (text: string) => unknown {
  if (format !== "binary") {
    const own = parsers[typeOid];
    if (own !== undefined) return own;
  }
  return pg.types.getTypeParser(typeOid);
}

/**
 * Opens a store on PGlite.
 *
 * @param source a folder (made when missing), or a copy of a store to open in memory, or nothing: an empty
 * store in memory.
 */
export async function openPglite(source?: string | Blob): Promise<Store> {
  const pglite = new PGlite({
    ...(typeof source === "string" ? { dataDir: source } : {}),
    ...(source instanceof Blob ? { loadDataDir: source } : {}),
    parsers,
  });
  await pglite.waitReady;
  return await pgliteStore(pglite);
}

const usualParsers = {
  [oid.timestamptz]: (text: string) => new Date(text),
  [oid.timestamp]: (text: string) => new Date(`${text}Z`),
};

/** A store on an opened PGlite; closing the one closes the other. */
export async function pgliteStore(pglite: PGlite): Promise<Store> {
  const turnstile = new Turnstile();
  const db = new Kysely<Tables>({ dialect: pgliteDialect(pglite, turnstile) });
  const owner = new Kysely<Tables>({ dialect: pgliteDialect(pglite, null) });
  const asOwner = async <T>(work: (owner: Db) => Promise<T>): Promise<T> => {
    const leave = await turnstile.enter();
    try {
      await pglite.exec("reset role");
      return await work(owner);
    } finally {
      if (!pglite.closed) await pglite.exec(`rollback; set role ${appRole}`);
      leave();
    }
  };
  await pglite.exec("set time zone 'UTC'");
  await ensureAppRole(owner);
  await pglite.exec(`set role ${appRole}`);
  return {
    kind: "pglite",
    db,
    asOwner,
    async executeAsOwner(text, values) {
      return await asOwner(async () => {
        if (values !== undefined && values.length > 0) {
          return await pglite.query(text, [...values], { parsers: usualParsers });
        }
        const results = await pglite.exec(text, { parsers: usualParsers });
        return { rows: results.flatMap((result) => result.rows) };
      });
    },
    async close() {
      const leave = await turnstile.enter();
      await pglite.close();
      leave();
    },
  };
}
