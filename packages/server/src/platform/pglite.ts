/**
 * PGlite under Kysely. PGlite is one session, so a connection is handed to one caller at a time and held for
 * the length of a transaction. Kysely's own PGlite driver keeps one shared transaction state instead, by which
 * two concurrent requests would write into each other's transaction; hence this one.
 */
import { AbortedTransactionError, CompiledQuery } from "kysely";
import type { DatabaseConnection, Dialect, Driver, QueryResult, TransactionSettings } from "kysely";
import { PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler } from "kysely";
import type { PGlite, Results } from "@electric-sql/pglite";

/** Hands out the one session in order of asking. */
export class Turnstile {
  #tail: Promise<void> = Promise.resolve();

  /** Resolves when it is the caller's turn, with the function that ends it. */
  async enter(): Promise<() => void> {
    const before = this.#tail;
    let leave: () => void = () => {};
    this.#tail = new Promise((resolve) => {
      leave = resolve;
    });
    await before;
    return leave;
  }
}

class PgliteConnection implements DatabaseConnection {
  readonly #pglite: PGlite;
  readonly leave: () => void;
  failed = false;

  constructor(pglite: PGlite, leave: () => void) {
    this.#pglite = pglite;
    this.leave = leave;
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    try {
      const result = await this.#run<R>(query);
      if (query.sql.startsWith("rollback to")) this.failed = false;
      return { rows: result.rows, numAffectedRows: BigInt(result.affectedRows ?? 0) };
    } catch (error) {
      this.failed = true;
      throw error;
    }
  }

  async #run<R>(query: CompiledQuery): Promise<Results<R>> {
    if (query.parameters.length > 0 || !query.sql.includes(";")) {
      return await this.#pglite.query<R>(query.sql, [...query.parameters]);
    }
    // Several statements at once, as `pg` allows where there are no parameters; they give no rows.
    const results = await this.#pglite.exec(query.sql);
    return { rows: [], fields: [], affectedRows: results.at(-1)?.affectedRows ?? 0 };
  }

  // oxlint-disable-next-line require-yield -- The interface asks for a generator; PGlite has nothing to give.
  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error("the embedded store cannot stream; use a cursor inside a transaction");
  }
}

class PgliteDriver implements Driver {
  readonly #pglite: PGlite;
  readonly #turnstile: Turnstile | null;
  readonly #connections = new WeakMap<DatabaseConnection, PgliteConnection>();

  constructor(pglite: PGlite, turnstile: Turnstile | null) {
    this.#pglite = pglite;
    this.#turnstile = turnstile;
  }

  async init(): Promise<void> {
    await this.#pglite.waitReady;
  }

  async acquireConnection(): Promise<DatabaseConnection> {
    const leave = this.#turnstile === null ? () => {} : await this.#turnstile.enter();
    const connection = new PgliteConnection(this.#pglite, leave);
    this.#connections.set(connection, connection);
    return connection;
  }

  async beginTransaction(connection: DatabaseConnection, settings: TransactionSettings) {
    const isolation =
      settings.isolationLevel === undefined ? "" : ` isolation level ${settings.isolationLevel}`;
    const access = settings.accessMode === undefined ? "" : ` ${settings.accessMode}`;
    await connection.executeQuery(CompiledQuery.raw(`start transaction${isolation}${access}`));
    this.#own(connection).failed = false;
  }

  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    // COMMIT of an aborted transaction rolls back without a word; the caller must hear of it.
    if (this.#own(connection).failed) {
      await connection.executeQuery(CompiledQuery.raw("rollback"));
      throw new AbortedTransactionError();
    }
    await connection.executeQuery(CompiledQuery.raw("commit"));
  }

  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw("rollback"));
  }

  async savepoint(connection: DatabaseConnection, name: string): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw(`savepoint ${quoted(name)}`));
  }

  async rollbackToSavepoint(connection: DatabaseConnection, name: string): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw(`rollback to savepoint ${quoted(name)}`));
    this.#own(connection).failed = false;
  }

  async releaseSavepoint(connection: DatabaseConnection, name: string): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw(`release savepoint ${quoted(name)}`));
  }

  async releaseConnection(connection: DatabaseConnection): Promise<void> {
    this.#own(connection).leave();
  }

  async destroy(): Promise<void> {
    // The store closes PGlite; two Kysely instances may share it.
  }

  #own(connection: DatabaseConnection): PgliteConnection {
    const own = this.#connections.get(connection);
    if (own === undefined) throw new Error("connection of another driver");
    return own;
  }
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A Kysely dialect over `pglite`; without a turnstile the caller already holds the session. */
export function pgliteDialect(pglite: PGlite, turnstile: Turnstile | null): Dialect {
  return {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new PgliteDriver(pglite, turnstile),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  };
}
