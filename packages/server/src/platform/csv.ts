/** Reads tables that people export: CSV in UTF-8 with a header line, cells separated by comma, semicolon or tab. */
import { createReadStream } from "node:fs";
import { pipeline, Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { CsvError, parse } from "csv-parse";
import { errorCode } from "./db-errors.ts";
import { DomainError, OperatorError } from "./errors.ts";

const COLUMNS_MAX = 1_000;
/** A row longer than this is an unclosed quote or another kind of file. */
export const ROW_LENGTH_MAX = 128_000;
const headerLengthMax = 64_000;

/** One row: its cells by column, or the reason why it has none. */
export type CsvRow = { readonly line: number } & (
  | { readonly cells: ReadonlyMap<string, string> }
  | { readonly cells: null; readonly fault: string }
);

export interface CsvTable {
  /** As `nameOf` calls them; those it calls "" are left out. */
  readonly columns: readonly string[];
  readonly rows: AsyncIterable<CsvRow>;
}

export interface CsvOptions {
  /** The name of a column by what its header says, without surrounding space; in lower case unless given. */
  readonly nameOf?: (header: string) => string;
}

/**
 * Opens a table: reads its header and then, as they are asked for, its rows. Empty lines are passed over. What begins
 * as gzip does is inflated.
 * `line` is the last line of a row, counted from 1.
 *
 * @throws DomainError `invalid_csv` with the line, here or from `rows`, where it cannot be read any further.
 */
export async function openCsv(
  source: AsyncIterable<Uint8Array | string>,
  options: CsvOptions = {},
): Promise<CsvTable> {
  const text = withHeader(decoded(inflated(source)));
  const first = await text.next();
  const parser = parse({
    delimiter: delimiterOf(first.done === true ? "" : first.value),
    relax_column_count: true,
    skip_empty_lines: true,
    trim: true,
    info: true,
    max_record_size: ROW_LENGTH_MAX,
  });
  const whole = async function* (): AsyncGenerator<string> {
    if (first.done !== true) yield first.value;
    yield* text;
  };
  pipeline(Readable.from(whole()), parser, () => {});
  const records = recordsOf(parser);
  const header = await records.next();
  if (header.done === true)
    throw invalid("The table is empty: its first line must name the columns.");
  const columns = columnsOf(header.value.cells, options);
  return { columns: columns.filter((name) => name !== ""), rows: rowsOf(records, columns) };
}

/** Opens a table in a file. */
export async function openCsvFile(path: string, options: CsvOptions = {}): Promise<CsvTable> {
  try {
    return await openCsv(createReadStream(path), options);
  } catch (error) {
    throw fileError(path, error);
  }
}

function fileError(path: string, error: unknown): unknown {
  if (error instanceof DomainError) return error;
  const reasons: Record<string, string> = {
    ENOENT: "there is no such file",
    EISDIR: "it is a folder",
    EACCES: "it may not be read",
  };
  const reason = reasons[errorCode(error) ?? ""];
  if (reason === undefined) return error;
  return new OperatorError(`${path} cannot be opened: ${reason}.`, { cause: error });
}

function invalid(detail: string, cause?: unknown): DomainError {
  return new DomainError("invalid_csv", detail, { cause });
}

const gzipMark = Buffer.from([0x1f, 0x8b]);

/** The same bytes, inflated where their beginning says so: what a file is called tells nothing. */
async function* inflated(source: AsyncIterable<Uint8Array | string>): AsyncGenerator<Uint8Array> {
  const pieces = bytesOf(source);
  let head = Buffer.alloc(0);
  while (head.length < gzipMark.length) {
    const piece = await pieces.next();
    if (piece.done === true) break;
    head = Buffer.concat([head, piece.value]);
  }
  const whole = async function* (): AsyncGenerator<Uint8Array> {
    yield head;
    yield* pieces;
  };
  const isGzip = head.subarray(0, gzipMark.length).equals(gzipMark);
  yield* isGzip ? pipeline(Readable.from(whole()), createGunzip(), () => {}) : whole();
}

async function* bytesOf(source: AsyncIterable<Uint8Array | string>): AsyncGenerator<Uint8Array> {
  for await (const piece of source) yield typeof piece === "string" ? Buffer.from(piece) : piece;
}

async function* decoded(source: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let line = 1;
  try {
    for await (const chunk of source) {
      const text = decoder.decode(chunk, { stream: true });
      if (text.includes("\u0000")) throw new TypeError("NUL");
      line += text.split("\n").length - 1;
      yield text;
    }
    yield decoder.decode();
  } catch (cause) {
    if (cause instanceof TypeError) {
      throw invalid(
        `Line ${line} or one soon after it is not UTF-8 text. Save the table as CSV in UTF-8.`,
        cause,
      );
    }
    if (errorCode(cause)?.startsWith("Z_") === true) {
      throw invalid(`The compressed file breaks off or is damaged after line ${line}.`, cause);
    }
    throw cause;
  }
}

/** The same text, its first piece holding at least the whole header line. */
async function* withHeader(text: AsyncGenerator<string>): AsyncGenerator<string> {
  let head = "";
  for (;;) {
    const piece = await text.next();
    if (piece.done === true) break;
    head += piece.value;
    if (/[\r\n]/.test(head) || head.length > headerLengthMax) break;
  }
  const clean = head.replace(/^\uFEFF/, "");
  if (clean !== "") yield clean;
  yield* text;
}

/** Nordic spreadsheets write semicolons, others commas: the header, which holds no numbers, tells. */
function delimiterOf(head: string): string {
  const header = head.split(/[\r\n]/, 1)[0] ?? "";
  const count = (mark: string): number => header.split(mark).length - 1;
  return [",", ";", "\t"].reduce((best, mark) => (count(mark) > count(best) ? mark : best));
}

interface CsvRecord {
  readonly cells: readonly string[];
  readonly line: number;
}

async function* recordsOf(parser: AsyncIterable<unknown>): AsyncGenerator<CsvRecord> {
  try {
    for await (const item of parser) {
      if (isRecord(item)) yield { cells: item.record, line: item.info.lines };
    }
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause;
    throw invalid(`Line ${lineOf(cause)}: ${reasonOf(cause)}`, cause);
  }
}

function isRecord(item: unknown): item is { record: string[]; info: { lines: number } } {
  return typeof item === "object" && item !== null && "record" in item && "info" in item;
}

function lineOf(error: CsvError): string {
  const line: unknown = Reflect.get(error, "lines");
  return typeof line === "number" ? String(line) : "unknown";
}

function reasonOf(error: CsvError): string {
  switch (error.code) {
    case "CSV_QUOTE_NOT_CLOSED":
      return "a quote is opened and never closed.";
    case "CSV_MAX_RECORD_SIZE":
      return `the row is longer than ${ROW_LENGTH_MAX} characters. Is a quote left open before it, or is this no CSV?`;
    case "INVALID_OPENING_QUOTE":
      return 'a quote stands inside a cell that is not quoted. Write the cell in quotes and double the quote: "5"" pipe".';
    case "CSV_INVALID_CLOSING_QUOTE":
      return 'text follows a closing quote. Inside a quoted cell a quote is doubled: "5"" pipe".';
    default:
      return "the row cannot be read.";
  }
}

function columnsOf(header: readonly string[], { nameOf }: CsvOptions): string[] {
  if (header.length > COLUMNS_MAX) {
    throw invalid(
      `Line 1: ${header.length} columns are more than the ${COLUMNS_MAX} that are read.`,
    );
  }
  const columns = header.map(nameOf ?? ((name) => name.toLowerCase()));
  const repeated = columns.find((name, index) => name !== "" && columns.indexOf(name) !== index);
  if (repeated !== undefined)
    throw invalid(`Line 1: two columns are named ${repeated.slice(0, 60)}.`);
  return columns;
}

async function* rowsOf(
  records: AsyncIterable<CsvRecord>,
  columns: readonly string[],
): AsyncGenerator<CsvRow> {
  for await (const { cells, line } of records) {
    if (cells.length !== columns.length) {
      yield {
        line,
        cells: null,
        fault: `The row has ${cells.length} cells, the header ${columns.length}.`,
      };
      continue;
    }
    const named = columns.map((name, index): [string, string] => [name, cells[index] ?? ""]);
    yield { line, cells: new Map(named.filter(([name]) => name !== "")) };
  }
}

/** Why a row cannot be used. `code` groups the reasons; no personal data may be in it. */
export interface RowFault {
  readonly code: string;
  readonly column: string;
  readonly detail: string;
}

/** What became of the rows of a table so far. */
export interface RowTally {
  rows: number;
  /** How many rows were refused, per code. */
  readonly refused: Record<string, number>;
  /** The first refused rows one by one. */
  readonly errors: (RowFault & { readonly line: number })[];
}

/** Refused rows described one by one; the counts are always complete. */
const ROWS_DESCRIBED_MAX = 1_000;

export function newTally(): RowTally {
  return { rows: 0, refused: {}, errors: [] };
}

export function refuseRow(tally: RowTally, line: number, fault: RowFault): void {
  tally.refused[fault.code] = (tally.refused[fault.code] ?? 0) + 1;
  if (tally.errors.length < ROWS_DESCRIBED_MAX) tally.errors.push({ line, ...fault });
}

export function refusedRows(tally: RowTally): number {
  return Object.values(tally.refused).reduce((sum, count) => sum + count, 0);
}

/** What `read` makes of a row, or `null` where the row is refused; counts it either way. */
export function takeRow<T extends object>(
  tally: RowTally,
  row: CsvRow,
  read: (cells: ReadonlyMap<string, string>) => T | RowFault,
): T | null {
  tally.rows += 1;
  const taken =
    row.cells === null
      ? { code: "wrong_cell_count", column: "", detail: row.fault }
      : read(row.cells);
  if (!isFault(taken)) return taken;
  refuseRow(tally, row.line, taken);
  return null;
}

function isFault(taken: object): taken is RowFault {
  return "code" in taken && "detail" in taken;
}
