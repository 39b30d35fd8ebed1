/** The database as the rest of the server sees it: `Db` to read, `Tx` to write together, the same on both stores. */
import {
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  sql,
  Transaction,
} from "kysely";
import type { RawBuilder } from "kysely";
import { isCertainAbort } from "./db-errors.ts";
import type { Tables } from "./tables.gen.ts";

/** Reads, and writes that stand alone. A `Tx` may be passed where a `Db` is taken, never the other way round. */
export type Db = Kysely<Tables>;

/** An open transaction: what is written through it happens together or not at all. */
export type Tx = Transaction<Tables>;

/**
 * Behind `(date_part('epoch', instant)`: epoch milliseconds. `date_part` gives a float, exact to the microsecond until the
 * year 2255, where `extract` gives a slow numeric.
 */
export const MILLISECONDS = sql.raw("* 1000)::bigint");

const triesMax = 6;
const retryDelayMsMax = 50;

/**
 * Runs `work` in one READ COMMITTED transaction. A deadlock or serialisation failure, which certainly undid
 * everything, runs `work` again (at most 6 times); so `work` must not keep results of an earlier run.
 */
export async function transaction<T>(db: Db, work: (tx: Tx) => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await db.transaction().setIsolationLevel("read committed").execute(work);
    } catch (error) {
      if (tries >= triesMax || !isCertainAbort(error)) throw error;
      await pause(Math.random() * retryDelayMsMax * tries);
    }
  }
}

/**
 * Lets `work` ask for several statements at once: they are sent together, and carried out one after another in the order
 * they were asked for. Once one has failed, those on their way behind it fail too, and no other is sent: the transaction
 * may be undone by then, and a statement sent after that would stand alone and stay.
 *
 *     const [members, claims] = await inTurn(tx, (tx) => Promise.all([readMembers(tx), readClaims(tx)]));
 *
 * @throws the first failure.
 */
export async function inTurn<T>(tx: Tx, work: (tx: Tx) => Promise<T>): Promise<T> {
  const executor = tx.getExecutor();
  return await executor.provideConnection(async (connection) => {
    const turns = new Turns();
    const unqueued = executor.withConnectionProvider({
      provideConnection: async (consume) => await turns.take(async () => await consume(connection)),
    });
    try {
      return await work(new Transaction({ ...statementsOnly, executor: unqueued }));
    } finally {
      await turns.end();
    }
  });
}

/** What is asked for when all turns are over fails like this. Made once: an error is slow to make, and few are met. */
const LATE = { failure: new Error("This transaction is over: nothing more can be asked of it.") };

/** Each is sent when it is asked for, and the store carries them out in that order; after a failure none is sent. */
class Turns {
  readonly #open = new Set<Promise<unknown>>();
  #over: { readonly failure: unknown } | undefined;

  async take<T>(work: () => Promise<T>): Promise<T> {
    if (this.#over) throw this.#over.failure;
    const mine = work();
    this.#open.add(mine);
    try {
      return await mine;
    } catch (failure) {
      // What was on its way behind the first failure failed for that reason, whatever else the store says of it.
      this.#over ??= { failure };
      throw this.#over.failure;
    } finally {
      this.#open.delete(mine);
    }
  }

  /** Nothing is taken any more, and what is under way has ended. */
  async end(): Promise<void> {
    this.#over ??= LATE;
    await Promise.allSettled(this.#open);
  }
}

/** What a transaction needs besides its executor: it neither begins nor ends anything by itself. */
const dialect = {
  createAdapter: () => new PostgresAdapter(),
  createDriver: () => new DummyDriver(),
  createIntrospector: (db: Kysely<unknown>) => new PostgresIntrospector(db),
  createQueryCompiler: () => new PostgresQueryCompiler(),
};
const statementsOnly = { config: { dialect }, dialect, driver: dialect.createDriver() };

/** Runs `work` so that an error undoes what it wrote, and leaves the rest of the transaction as it was. */
export async function undoable<T>(tx: Tx, work: () => Promise<T>): Promise<T> {
  await sql`savepoint undoable`.execute(tx);
  try {
    return await work();
  } catch (error) {
    await sql`rollback to savepoint undoable`.execute(tx);
    throw error;
  } finally {
    // Another of the same name may be open outside of this one.
    await sql`release savepoint undoable`.execute(tx);
  }
}

/** Runs `work` on one unchanging snapshot of the database, without writing; for reports and exports. */
export async function snapshot<T>(db: Db, work: (tx: Tx) => Promise<T>): Promise<T> {
  return await db
    .transaction()
    .setIsolationLevel("repeatable read")
    .setAccessMode("read only")
    .execute(work);
}

/**
 * For the rest of the transaction the store keeps one plan for each statement, whatever its values: for short statements by
 * key, which take far less time than their planning. Not for reports, whose best plan depends on what is asked.
 */
export async function keepPlans(tx: Tx): Promise<void> {
  await sql`set local plan_cache_mode = force_generic_plan`.execute(tx);
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
}

/** The column types a row set knows, each with the JavaScript value it takes. */
interface ColumnValues {
  uuid: string;
  text: string;
  bool: boolean;
  int2: number;
  int4: number;
  int8: number;
  float8: number;
  numeric: string | number;
  /** `YYYY-MM-DD`. */
  date: string;
  /** Epoch milliseconds, or RFC 3339 text. */
  timestamptz: number | string;
  /** JSON text as `JSON.stringify` writes it; kept as it is. */
  json: string;
  /** The same, taken apart for questions about what is in it. */
  jsonb: string;
  "text[]": readonly string[];
  "uuid[]": readonly string[];
  "int8[]": readonly number[];
}

export type ColumnType = keyof ColumnValues;
export type Columns = Readonly<Record<string, ColumnType>>;
export type RowOf<C extends Columns> = {
  readonly [K in keyof C]: ColumnValues[C[K]] | null | undefined;
};

/** Types that cannot be elements of the sent array travel as text and are cast on arrival. */
const sentAsText = new Set<ColumnType>(["json", "jsonb", "text[]", "uuid[]", "int8[]"]);

/**
 * A table made of `rows`, for `from` and `insert .. select`: one parameter per column whatever the number of
 * rows, so the statement's text (and its plan) stays the same.
 *
 *     sql`update ledger_lot l set remaining = i.remaining from ${rowSet(columns, rows)} as i where …`
 */
export function rowSet<C extends Columns>(
  columns: C,
  rows: readonly RowOf<C>[],
): RawBuilder<unknown> {
  const { entries, pieces } = shapeOf(columns);
  return sql(pieces, ...entries.map(([name, type]) => columnText(name, type, rows)));
}

/** What a row set of these columns is, whatever its rows: put together once, as statements are many and columns few. */
interface RowShape {
  readonly entries: readonly (readonly [name: string, type: ColumnType])[];
  /** The columns' names, as SQL. */
  readonly names: string;
  /** The row set's SQL around its parameters, one for each column. */
  readonly pieces: TemplateStringsArray;
}

const shapes = new Map<string, RowShape>();

function shapeOf(columns: Columns): RowShape {
  const key = JSON.stringify(columns);
  let shape = shapes.get(key);
  if (!shape) shapes.set(key, (shape = newShape(Object.entries(columns))));
  return shape;
}

function newShape(entries: readonly (readonly [string, ColumnType])[]): RowShape {
  const named = entries.map(([name]) => `"${name}"`);
  const outputs = entries.map(([name, type]) =>
    sentAsText.has(type) ? `"${name}"::${type} as "${name}"` : `"${name}"`,
  );
  const casts = entries.map(([, type]) => `::${sentAsText.has(type) ? "text" : type}[]`);
  const names = named.join(", ");
  const pieces = casts.map((cast, index) =>
    index === casts.length - 1 ? `${cast}) as sent(${names}))` : `${cast}, `,
  );
  pieces.unshift(`(select ${outputs.join(", ")} from unnest(`);
  return { entries, names, pieces: Object.assign(pieces, { raw: pieces }) };
}

/**
 * Inserts all `rows` with one statement.
 *
 * @param options.onConflict SQL after `on conflict`, such as sql`do nothing`.
 * @returns how many rows were written.
 */
export async function insertMany<C extends Columns>(
  tx: Db,
  table: keyof Tables,
  columns: C,
  rows: readonly RowOf<C>[],
  options: { readonly onConflict?: RawBuilder<unknown> } = {},
): Promise<number> {
  if (rows.length === 0) return 0;
  const { names } = shapeOf(columns);
  const into = sql.raw(`insert into "${table}" (${names}) select ${names} from `);
  const conflict =
    options.onConflict === undefined ? sql`` : sql` on conflict ${options.onConflict}`;
  const result = await sql`${into}${rowSet(columns, rows)} as input${conflict}`.execute(tx);
  return Number(result.numAffectedRows ?? 0);
}

type Sent = string | number | boolean | null | undefined | readonly (string | number)[];

/** PostgreSQL's array literal, written here once because both drivers' own writers are slower and differ. */
export function arrayText(values: readonly Sent[]): string {
  return `{${values.map(elementText).join(",")}}`;
}

/** One column of `rows` as an array literal: the hottest loop of the intake, hence by the column's type. */
function columnText(
  name: string,
  type: ColumnType,
  rows: readonly Readonly<Record<string, Sent>>[],
): string {
  const write = writerOf(type);
  let text = "{";
  for (let index = 0; index < rows.length; index += 1) {
    if (index > 0) text += ",";
    text += write(rows[index]?.[name]);
  }
  return `${text}}`;
}

function writerOf(type: ColumnType): (value: Sent) => string {
  if (type === "timestamptz") return instantWriter();
  return type === "json" || type === "jsonb" ? jsonElement : elementText;
}

/** Most rows of a batch share their instants with the row before. */
function instantWriter(): (value: Sent) => string {
  let last = Number.NaN;
  let text = "";
  return (value) => {
    if (typeof value !== "number") return elementText(value);
    if (value !== last) text = new Date(value).toISOString();
    last = value;
    return text;
  };
}

/** JSON text holds no raw control characters, so JSON's own quoting, which is native, is PostgreSQL's as well. */
function jsonElement(value: Sent): string {
  return typeof value === "string" ? JSON.stringify(value) : elementText(value);
}

const plainElement = /^(?!null$)[0-9a-z_:.+-]+$/i;

function elementText(value: Sent): string {
  if (value === null || value === undefined) return "NULL";
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  const text = typeof value === "string" ? value : arrayText(value);
  if (plainElement.test(text)) return text;
  return `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
}
