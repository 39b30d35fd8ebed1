/**
 * How statements travel to PostgreSQL: those that are asked for in one go travel together and are answered together,
 * what only opens or closes something goes along with the statement after it, and a text that comes again is parsed and
 * described once for each connection.
 */
import { hash } from "node:crypto";
import type { PostgresCursor, PostgresPool, PostgresPoolClient, PostgresQueryResult } from "kysely";
import type { Pool, PoolClient } from "pg";
import { Flight, Prepared, wireValues, type Answer, type Statement } from "./flight.ts";

/** A text is prepared from this use on: what is asked once would only fill the server's memory. */
const PREPARED_FROM_USE = 3;
const PREPARED_CHARACTERS_MAX = 10_000;
const TEXTS_MAX = 1_000;
/**
 * So old may a plan be, at first, and each time twice as old: a club that fills from nothing soon needs others, and the
 * statistics, which throw plans away too, tell of it much later.
 */
const PLAN_MS_FIRST = 5_000;
const PLAN_MS_MAX = 60_000;

/**
 * Nobody waits for these: where one fails, so does what travels with it, and the next statement is told. The start of a
 * transaction that may write is waited for: sent along, it made the checkout collapse under load (decision 15).
 */
const notAwaited =
  /^(?:start transaction .*\bread only$|set local\b|savepoint\b|release savepoint\b)/u;
const opens = /^start transaction\b/u;
const opensReading = /^start transaction .*\bread only$/u;
/** Nothing of another transaction travels with these. */
const endsFlight = /^(?:commit|rollback|discard plans)$/u;
/** These give no rows, so that whatever they name, they can be prepared. */
const givesNothing =
  /^(?:start transaction|set local|savepoint|release savepoint|commit|rollback)\b/u;

type Parser = (text: string) => unknown;

/** The pool, for Kysely. */
export function quickPool(pool: Pool, parserOf: (typeOid: number) => Parser): PostgresPool {
  const names = new Names();
  const known = new WeakMap<PoolClient, QuickClient>();
  return {
    options: pool.options,
    async connect() {
      const client = await pool.connect();
      const quick = known.get(client) ?? new QuickClient(client, names, parserOf);
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

  /** Empty for a text that is not to be prepared. */
  of(text: string): string {
    const known = this.#texts.get(text);
    if (known) {
      known.uses += 1;
      return known.uses < PREPARED_FROM_USE ? "" : known.name;
    }
    if (this.#texts.size < TEXTS_MAX && text.length <= PREPARED_CHARACTERS_MAX)
      this.#texts.set(text, { uses: 1, name: hash("sha256", text, "base64url").slice(0, 22) });
    return "";
  }
}

/** One connection, as long as the pool keeps it. */
class QuickClient implements PostgresPoolClient {
  readonly #client: PoolClient;
  readonly #names: Names;
  readonly #prepared: Prepared;
  #plannedAt = performance.now();
  #planMs = PLAN_MS_FIRST;
  /** What leaves together at the end of this turn. */
  #boarding: Statement[] = [];
  #failure: { readonly error: unknown } | undefined;
  /** In a transaction that only reads: nobody needs to wait for its end, nor need it leave before what comes next. */
  #isReading = false;
  /** Whether a transaction's start succeeds, while that is not known yet. */
  #opening: Promise<boolean> | null = null;

  constructor(client: PoolClient, names: Names, parserOf: (typeOid: number) => Parser) {
    this.#client = client;
    this.#names = names;
    this.#prepared = new Prepared(parserOf);
  }

  renewPlans(): void {
    this.#isReading = false;
    const now = performance.now();
    if (now - this.#plannedAt < this.#planMs) return;
    this.#plannedAt = now;
    this.#planMs = Math.min(this.#planMs * 2, PLAN_MS_MAX);
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
    if (opensReading.test(text)) this.#isReading = true;
    if (notAwaited.test(text) || (this.#isReading && text === "commit")) {
      this.#sendAlong(text);
      return { command: "SELECT", rowCount: 0, rows: [] };
    }
    const { command, rowCount, rows } = await this.#send(text, values);
    if (this.#failure && text !== "rollback") throw this.#failure.error;
    this.#failure = undefined;
    return { command: commandOf(command), rowCount: rowCount ?? 0, rows };
  }

  #sendAlong(text: string): void {
    const sent = this.#send(text, []).then(
      () => true,
      (error: unknown) => {
        this.#failure ??= { error };
        return false;
      },
    );
    if (opens.test(text)) this.#opening = sent;
  }

  async #send(text: string, values: readonly unknown[]): Promise<Answer> {
    // Several statements in one text, which only the simple protocol takes.
    if (values.length === 0 && text.includes(";")) {
      this.#depart();
      await this.#opening;
      return await this.#client.query(text);
    }
    const mayBePrepared = values.length > 0 || givesNothing.test(text);
    const name = mayBePrepared ? this.#names.of(text) : "";
    const sent = wireValues(values);
    return await new Promise((resolve, reject) => {
      this.#board({ text, values: sent, name, answered: resolve, failed: reject });
    });
  }

  #board(statement: Statement): void {
    const last = this.#boarding.at(-1);
    if (last && endsFlight.test(last.text)) this.#depart();
    this.#boarding.push(statement);
    const { text } = statement;
    if (this.#isReading && text === "commit") {
      this.#isReading = false;
      setImmediate(() => this.#depart());
    } else if (endsFlight.test(text)) this.#depart();
    else if (this.#boarding.length === 1) process.nextTick(() => this.#depart());
  }

  /** Flights of one turn leave in one write. */
  #depart(): void {
    if (this.#boarding.length === 0) return;
    const flight = this.#boarding;
    this.#boarding = [];
    const opening = this.#opening;
    if (opening === null) this.#fly(flight);
    else if (flight.some(({ text }) => opens.test(text))) {
      this.#fly(flight);
      void opening.finally(() => {
        if (this.#opening === opening) this.#opening = null;
      });
    } else void this.#flyWhenOpen(flight, opening);
  }

  /** What was to be in a transaction that did not open would stand alone, and stay. */
  async #flyWhenOpen(flight: readonly Statement[], opening: Promise<boolean>): Promise<void> {
    if (await opening) this.#fly(flight);
    else for (const { failed } of flight) failed(this.#failure?.error);
  }

  #fly(flight: readonly Statement[]): void {
    const { stream } = this.#client.connection;
    stream.cork();
    process.nextTick(() => stream.uncork());
    this.#client.query(new Flight(flight, this.#prepared));
  }

  release(destroy?: boolean): void {
    this.#failure = undefined;
    this.#client.release(destroy);
  }
}

const commands = ["UPDATE", "DELETE", "INSERT", "MERGE", "COMMIT", "ROLLBACK"] as const;
const commandOf = (command: string) => commands.find((each) => each === command) ?? "SELECT";
