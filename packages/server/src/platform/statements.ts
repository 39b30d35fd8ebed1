/**
 * How statements travel to PostgreSQL: several may be on their way at once on one connection, what only opens or closes
 * something goes along with the statement after it, and a text that comes again is parsed once for each connection.
 */
import { hash } from "node:crypto";
import type { PostgresCursor, PostgresPool, PostgresPoolClient, PostgresQueryResult } from "kysely";
import type { Pool, PoolClient } from "pg";

/** A text is prepared from this use on: what is asked once would only fill the server's memory. */
const PREPARED_FROM_USE = 3;
const PREPARED_CHARACTERS_MAX = 10_000;
const TEXTS_MAX = 1_000;
/** So old may a plan be: a club that fills from nothing soon needs others, and the statistics tell of it much later. */
const PLAN_MS_MAX = 5_000;

/**
 * Nobody waits for these: where one fails, the next statement is told, and so the transaction fails. The start of a
 * transaction that may write is waited for: statements sent along with one that failed would stand alone and stay.
 */
const notAwaited =
  /^(?:start transaction .*\bread only$|set local\b|savepoint\b|release savepoint\b)/u;

/** The pool, for Kysely. */
export function quickPool(pool: Pool): PostgresPool {
  const names = new Names();
  const known = new WeakMap<PoolClient, QuickClient>();
  return {
    options: pool.options,
    async connect() {
      const client = await pool.connect();
      const quick = known.get(client) ?? new QuickClient(client, names);
      known.set(client, quick);
      quick.renewPlans();
      return quick;
    },
    end: async () => await pool.end(),
  };
}

/** What the texts that come again are called on every connection. */
class Names {
  readonly #texts = new Map<string, { uses: number; readonly name: string }>();

  /** Undefined for a text that is not to be prepared. */
  of(text: string): string | undefined {
    const known = this.#texts.get(text);
    if (known) {
      known.uses += 1;
      return known.uses < PREPARED_FROM_USE ? undefined : known.name;
    }
    if (this.#texts.size < TEXTS_MAX && text.length <= PREPARED_CHARACTERS_MAX)
      this.#texts.set(text, { uses: 1, name: hash("sha256", text, "base64url").slice(0, 22) });
    return undefined;
  }
}

/** One connection, as long as the pool keeps it. */
class QuickClient implements PostgresPoolClient {
  readonly #client: PoolClient;
  readonly #names: Names;
  #plannedAt = performance.now();
  #isGathering = false;
  #failure: { readonly error: unknown } | undefined;

  constructor(client: PoolClient, names: Names) {
    this.#client = client;
    this.#names = names;
  }

  renewPlans(): void {
    const now = performance.now();
    if (now - this.#plannedAt < PLAN_MS_MAX) return;
    this.#plannedAt = now;
    this.#sendAlong("discard plans");
  }

  query<R>(text: string, values: readonly unknown[]): Promise<PostgresQueryResult<R>>;
  query<R>(cursor: PostgresCursor<R>): PostgresCursor<R>;
  query<R>(
    asked: string | PostgresCursor<R>,
    values: readonly unknown[] = [],
  ): Promise<PostgresQueryResult<R>> | PostgresCursor<R> {
    if (typeof asked === "string") return this.#query<R>(asked, values);
    throw new Error("Use a cursor inside of a transaction: `declare … cursor`.");
  }

  async #query<R>(text: string, values: readonly unknown[]): Promise<PostgresQueryResult<R>> {
    if (notAwaited.test(text)) {
      this.#sendAlong(text);
      return { command: "SELECT", rowCount: 0, rows: [] };
    }
    const name = values.length === 0 ? undefined : this.#names.of(text);
    const config = { text, values: [...values] };
    this.#gather();
    const { command, rowCount, rows } = await this.#client.query(
      name === undefined ? config : { ...config, name },
    );
    if (this.#failure && text !== "rollback") throw this.#failure.error;
    this.#failure = undefined;
    return { command: commandOf(command), rowCount: rowCount ?? 0, rows };
  }

  /** What is asked for in one go leaves in one piece: a write is what a statement costs most here, and a read over there. */
  #gather(): void {
    if (this.#isGathering) return;
    this.#isGathering = true;
    const { stream } = this.#client.connection;
    stream.cork();
    process.nextTick(() => {
      this.#isGathering = false;
      stream.uncork();
    });
  }

  #sendAlong(text: string): void {
    this.#gather();
    this.#client.query(text).catch((error: unknown) => {
      this.#failure ??= { error };
    });
  }

  release(destroy?: boolean): void {
    this.#failure = undefined;
    this.#client.release(destroy);
  }
}

const commands = ["UPDATE", "DELETE", "INSERT", "MERGE", "COMMIT", "ROLLBACK"] as const;
const commandOf = (command: string) => commands.find((each) => each === command) ?? "SELECT";
