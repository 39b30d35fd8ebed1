/**
 * Statements that travel to PostgreSQL in one piece and are answered in one: the extended protocol with a single `Sync`
 * behind the last, where the driver sends one behind each. A write here and a read over there is what a short statement
 * costs most, on both sides. After a failure the server passes over the rest, and those who wait are told the same.
 *
 * Source: PostgreSQL documentation, "Frontend/Backend Protocol", extended query and pipelining.
 */
import pg from "pg";
import { serialize } from "pg-protocol";
import type { Connection, FieldDef, QueryResult } from "pg";
import { arrayText } from "./db.ts";

/** A statement, and who waits for its answer. */
export interface Statement {
  readonly text: string;
  /** As they travel: texts, bytes and null. */
  readonly values: readonly (string | Buffer | null)[];
  /** What it is prepared as; empty where it is not. */
  readonly name: string;
  readonly answered: (answer: Answer) => void;
  readonly failed: (error: unknown) => void;
}
/** `command` is its first word, such as INSERT. */
export type Answer = Pick<QueryResult, "command" | "rowCount" | "rows">;

type Parser = (text: string) => unknown;
type Column = { readonly name: string; readonly parse: Parser };
/** `sent` until it has been answered; `unsure` where a failure came before it was told whether the name is taken. */
type Known = readonly Column[] | "sent" | "unsure";

/** The statements that one connection has parsed, and the columns that each of them gives. */
export class Prepared {
  readonly #known = new Map<string, Known>();
  readonly #parserOf: (typeOid: number) => Parser;

  constructor(parserOf: (typeOid: number) => Parser) {
    this.#parserOf = parserOf;
  }

  /** The messages of a statement. */
  *messagesOf({ name, text, values }: Statement): Generator<Buffer> {
    const known = this.#known.get(name);
    if (known === "unsure") yield serialize.close({ type: "S", name });
    if (known === undefined || known === "unsure") {
      yield serialize.parse({ name, text });
      if (name !== "") this.#known.set(name, "sent");
    }
    yield serialize.bind({ statement: name, values: [...values] });
    if (typeof known !== "object") yield serialize.describe({ type: "P" });
    yield serialize.execute();
  }

  columnsOf(name: string): readonly Column[] {
    const known = this.#known.get(name);
    return typeof known === "object" ? known : [];
  }

  columns(fields: readonly FieldDef[]): Column[] {
    return fields.map(({ name, dataTypeID }) => ({ name, parse: this.#parserOf(dataTypeID) }));
  }

  /** The statement has run, and gives these columns. */
  learn(name: string, columns: readonly Column[]): void {
    if (name !== "") this.#known.set(name, columns);
  }

  /** It has failed, or was passed over. */
  doubt(name: string): void {
    if (name !== "") this.#known.set(name, "unsure");
  }
}

/** What the driver sees as one query. It calls the methods as answers come. */
export class Flight extends pg.Query {
  readonly #statements: readonly Statement[];
  readonly #prepared: Prepared;
  /** Which statement is being answered. */
  #place = 0;
  #columns: readonly Column[] | null = null;
  #rows: Answer["rows"] = [];
  #unreadable: { readonly error: unknown } | null = null;

  constructor(statements: readonly Statement[], prepared: Prepared) {
    super("");
    this.#statements = statements;
    this.#prepared = prepared;
  }

  override readonly submit = ({ stream }: Connection): void => {
    const messages = this.#statements.flatMap((statement) => [
      ...this.#prepared.messagesOf(statement),
    ]);
    // One piece: of many small ones each costs the system as much as a large one.
    stream.write(Buffer.concat([...messages, serialize.sync()]));
  };

  handleRowDescription({ fields }: { readonly fields: readonly FieldDef[] }): void {
    this.#columns = this.#prepared.columns(fields);
  }

  handleDataRow({ fields }: { readonly fields: readonly (string | null)[] }): void {
    const columns = (this.#columns ??= this.#prepared.columnsOf(this.#current?.name ?? ""));
    const row: Record<string, unknown> = {};
    try {
      for (const [index, { name, parse }] of columns.entries()) {
        const text = fields[index] ?? null;
        row[name] = text === null ? null : parse(text);
      }
    } catch (error) {
      this.#unreadable ??= { error };
    }
    this.#rows.push(row);
  }

  handleCommandComplete({ text }: { readonly text: string }): void {
    const statement = this.#current;
    if (!statement) return;
    const { name, answered, failed } = statement;
    this.#prepared.learn(name, this.#columns ?? this.#prepared.columnsOf(name));
    const [command = "", ...counts] = text.split(" ");
    if (this.#unreadable) failed(this.#unreadable.error);
    else answered({ command, rowCount: Number(counts.at(-1) ?? 0), rows: this.#rows });
    this.#place += 1;
    this.#columns = null;
    this.#rows = [];
    this.#unreadable = null;
  }

  handleEmptyQuery(): void {
    this.handleCommandComplete({ text: "" });
  }

  /** A failure, of the statement or of the connection: those behind it fail for the same reason. */
  handleError(error: unknown): void {
    for (const { name, failed } of this.#statements.slice(this.#place)) {
      this.#prepared.doubt(name);
      failed(error);
    }
    this.#place = this.#statements.length;
  }

  handleReadyForQuery(): void {
    if (this.#current) this.handleError(new Error("PostgreSQL did not answer a statement."));
  }

  get #current(): Statement | undefined {
    return this.#statements[this.#place];
  }
}

/** Values as they travel: lists as PostgreSQL's own array literals, documents as JSON. */
export function wireValues(values: readonly unknown[]): (string | Buffer | null)[] {
  return values.map(wireValue);
}

function wireValue(value: unknown): string | Buffer | null {
  if (typeof value === "string") return value;
  if (value === null || value === undefined) return null;
  if (value instanceof Uint8Array) return Buffer.from(value);
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return arrayText(value.map(elementOf));
  if (typeof value === "bigint") return String(value);
  // Numbers and truth values are written as in JSON.
  return JSON.stringify(value);
}

function elementOf(value: unknown): string | null {
  const sent = wireValue(value);
  if (Buffer.isBuffer(sent)) throw new TypeError("A list of bytes has no literal here.");
  return sent;
}
