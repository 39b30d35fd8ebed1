/** The import of a sales file: streams it, books its purchases and returns in order of time, accounts for every row. */
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import type { EventAnswer } from "@trofast/contract/events";
import type { Club } from "../club.ts";
import * as activity from "../modules/activity/service.ts";
import { openCsv, type CsvTable } from "../platform/csv.ts";
import { errorCode } from "../platform/db-errors.ts";
import { DomainError, OperatorError } from "../platform/errors.ts";
import { Accounting, type DescribedRow, type Notes, type UnitSums } from "./accounting.ts";
import { Grouping, type PlannedEvent } from "./grouping.ts";
import { checkColumns, type Mapping } from "./mapping.ts";
import { rowReader, type Item } from "./rows.ts";

/** A batch is one transaction: large enough to share its commit, small enough to keep memory flat. */
const BATCH_EVENTS_MAX = 500;
const BATCH_LINES_MAX = 12_000;
const ROWS_BETWEEN_PROGRESS = 2_000;

export interface ImportOptions {
  readonly path: string;
  readonly mapping: Mapping;
  /** Where the events go; null accounts for the file and books nothing. */
  readonly club: Club | null;
  /** Stops after the batch under way. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (share: number, rows: number) => void;
}

export interface ImportReport {
  readonly rows: number;
  /** Rows by what became of them; adds up to `rows`. */
  readonly outcomes: Record<string, number>;
  readonly notes: Notes;
  readonly units: UnitSums;
  readonly described: readonly DescribedRow[];
  readonly seconds: number;
  /** Why the import ended before the end of the file; null where it did not. */
  readonly stopped: { readonly why: "interrupted" | "failed"; readonly detail: string } | null;
}

/**
 * Imports a sales file. Run again, it finds what is booked and goes on: an invoice number is booked once for ever.
 *
 * @throws OperatorError where the file cannot be opened or lacks columns. What goes wrong later (a damaged file,
 * a database that goes away) is in the report, since what came before it is booked.
 */
export async function importPurchases(options: ImportOptions): Promise<ImportReport> {
  const startedAt = performance.now();
  const accounting = new Accounting();
  const stopped = await withFile(options.path, async (table, shareRead) => {
    checkColumns(options.mapping, table.columns);
    return await run(table, shareRead, accounting, options);
  });
  const outcomes = accounting.close(stopped === null);
  const { rowsRead: rows, notes, units, described } = accounting;
  const seconds = (performance.now() - startedAt) / 1000;
  return { rows, outcomes, notes, units, described, seconds, stopped };
}

/** Opens the file and closes it whatever happens. */
async function withFile<T>(
  path: string,
  work: (table: CsvTable, shareRead: () => number) => Promise<T>,
): Promise<T> {
  const bytes = await sizeOf(path);
  const file = createReadStream(path);
  try {
    const table = await openCsv(file, { nameOf: (header) => header });
    return await work(table, () => file.bytesRead / Math.max(1, bytes));
  } finally {
    file.destroy();
  }
}

/** @throws OperatorError where there is no file to read. */
export async function checkFile(path: string): Promise<void> {
  await sizeOf(path);
}

async function sizeOf(path: string): Promise<number> {
  const found = await stat(path).catch((cause: unknown) => {
    const code = errorCode(cause);
    const reason = code === "ENOENT" ? "there is no such file" : String(code);
    throw new OperatorError(`${path} cannot be opened: ${reason}.`, { cause });
  });
  if (found.isDirectory()) throw new OperatorError(`${path} cannot be opened: it is a folder.`);
  return found.size;
}

async function run(
  table: CsvTable,
  shareRead: () => number,
  accounting: Accounting,
  { mapping, club, signal, onProgress }: ImportOptions,
): Promise<ImportReport["stopped"]> {
  const grouping = new Grouping(mapping, accounting);
  const readRow = rowReader(mapping);
  const booking = new Booking(club, accounting);
  const isStopped = (): boolean => signal?.aborted ?? false;
  try {
    for await (const row of table.rows) {
      for (const planned of grouping.add(readRow(row))) await booking.add(planned);
      if (accounting.rowsRead % ROWS_BETWEEN_PROGRESS === 0)
        onProgress?.(shareRead(), accounting.rowsRead);
      if (isStopped()) break;
    }
    for (const planned of isStopped() ? [] : grouping.end()) {
      await booking.add(planned);
      if (isStopped()) break;
    }
    await booking.end(isStopped());
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    await booking.settled();
    return { why: "failed", detail: error.detail };
  }
  return isStopped() ? { why: "interrupted", detail: "Stopped on request." } : null;
}

/** Gathers events into batches and books one while the file is read on for the next. */
class Booking {
  readonly #club: Club | null;
  readonly #accounting: Accounting;
  #batch: PlannedEvent[] = [];
  #lines = 0;
  #underWay: Promise<void> = Promise.resolve();

  constructor(club: Club | null, accounting: Accounting) {
    this.#club = club;
    this.#accounting = accounting;
  }

  async add(planned: PlannedEvent): Promise<void> {
    const lines = planned.items.length;
    if (this.#batch.length > 0 && this.#lines + lines > BATCH_LINES_MAX) await this.#send();
    this.#batch.push(planned);
    this.#lines += lines;
    if (this.#batch.length >= BATCH_EVENTS_MAX) await this.#send();
  }

  /** Books what is left, or on request leaves it; returns when nothing is under way any more. */
  async end(isStopped: boolean): Promise<void> {
    if (!isStopped && this.#batch.length > 0) await this.#send();
    await this.#underWay;
  }

  /** Waits for what is under way, however it ends: a failure was told before. */
  async settled(): Promise<void> {
    await this.#underWay.catch(() => {});
  }

  async #send(): Promise<void> {
    await this.#underWay;
    const batch = this.#batch;
    this.#batch = [];
    this.#lines = 0;
    this.#underWay = this.#book(batch);
    // It is awaited before the next batch; until then a failure is not unheard.
    this.#underWay.catch(() => {});
  }

  async #book(batch: readonly PlannedEvent[]): Promise<void> {
    if (this.#club === null) {
      for (const planned of batch) settle(this.#accounting, planned, null);
      return;
    }
    const answers = await activity.submitMany(
      this.#club,
      batch.map(({ event }) => event),
    );
    batch.forEach((planned, index) => {
      const answer = answers[index];
      if (answer) settle(this.#accounting, planned, answer);
    });
  }
}

/** Counts the rows of an event under what became of it; without an answer, as if it were booked in full. */
function settle(
  accounting: Accounting,
  { event, items }: PlannedEvent,
  answer: EventAnswer | null,
): void {
  const { notes } = accounting;
  const isReturn = event.payload.kind === "return";
  switch (answer?.outcome) {
    case undefined:
    case "booked":
    case "parked":
      if (isReturn) notes.returns += 1;
      else notes.purchases += 1;
      if (answer?.outcome === "parked") notes.returnsParked += 1;
      accounting.addUnits(answer?.given ?? {});
      if (isReturn) countReturned(accounting, items, answer?.parked ?? []);
      else accounting.count("bought", items.length);
      return;
    case "duplicate":
      notes.eventsThere += 1;
      return accounting.count("already_there", items.length);
    case "erased":
      notes.eventsRefused += 1;
      return accounting.count("member_erased", items.length);
    default: {
      notes.eventsRefused += 1;
      const code = answer?.problem?.code ?? "invalid";
      accounting.count(code === "unknown_member" ? code : `refused_${code}`, items.length);
    }
  }
}

/** Returned lines whose pieces were all parked, some of them, or none. The later lines miss theirs first. */
function countReturned(
  accounting: Accounting,
  items: readonly Item[],
  parked: NonNullable<EventAnswer["parked"]>,
): void {
  const missing = new Map<string, number>();
  for (const { article = "", quantity } of parked)
    missing.set(article, (missing.get(article) ?? 0) + quantity);
  for (const { article, pieces } of items.toReversed()) {
    const without = Math.min(pieces, missing.get(article) ?? 0);
    missing.set(article, (missing.get(article) ?? 0) - without);
    accounting.notes.piecesParked += without;
    if (without === 0) accounting.count("returned");
    else accounting.count(without === pieces ? "parked" : "returned_in_part");
  }
}
