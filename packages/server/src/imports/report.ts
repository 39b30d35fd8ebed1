/** What an import says at its end, for people. */
import { dayOf } from "@trofast/engine/time";
import { wordsOf } from "./accounting.ts";
import type { Mapping } from "./mapping.ts";
import type { ImportReport } from "./purchases.ts";

const DESCRIBED_SHOWN_MAX = 10;

export interface ReportContext {
  readonly file: string;
  readonly mapping: Mapping;
  readonly isDryRun: boolean;
}

/** The lines of a report: the rows by what became of them, then what they came to, then what to do next. */
export function reportLines(report: ImportReport, context: ReportContext): string[] {
  return [
    headline(report, context),
    "",
    ...rowLines(report),
    ...describedLines(report),
    "",
    ...noteLines(report, context),
    ...endLines(report, context),
  ];
}

export function count(number: number): string {
  return number.toLocaleString("en");
}

/** A number with its thing, in the plural where it is one. */
function of(number: number, one: string, many = `${one}s`): string {
  return `${count(number)} ${number === 1 ? one : many}`;
}

function headline({ rows, seconds }: ImportReport, { file, isDryRun }: ReportContext): string {
  const speed = count(Math.round(rows / Math.max(0.001, seconds)));
  const did = isDryRun ? "Dry run, nothing is booked. " : "";
  return `${did}${file}: ${of(rows, "row")} in ${seconds.toFixed(1)} s (${speed} rows/s)`;
}

function rowLines({ rows, outcomes }: ImportReport): string[] {
  const width = Math.max(count(rows).length, 4);
  const nameWidth = Math.max(0, ...Object.keys(outcomes).map((name) => name.length));
  return [
    ...Object.entries(outcomes).map(
      ([name, number]) =>
        `  ${count(number).padStart(width)}  ${name.padEnd(nameWidth)}  ${wordsOf(name)}`,
    ),
    `  ${"-".repeat(width)}`,
    `  ${count(rows).padStart(width)}  rows, each under one name`,
  ];
}

function describedLines({ described }: ImportReport): string[] {
  if (described.length === 0) return [];
  const shown = described.slice(0, DESCRIBED_SHOWN_MAX);
  return [
    "",
    "Rows with something wrong, the first of them:",
    ...shown.map(({ line, reason, detail }) => `  line ${line}, ${reason}: ${detail}`),
  ];
}

function noteLines({ notes, outcomes, units }: ImportReport, { mapping }: ReportContext): string[] {
  const day = (at: number): string => dayOf(at, mapping.timezone);
  const unmatched = (outcomes["parked"] ?? 0) + (outcomes["returned_in_part"] ?? 0);
  const { firstAt, lastAt } = notes;
  const lines: (string | false)[] = [
    `${of(notes.invoices, "invoice")}, of which ${count(notes.cancelledInvoices)} cancelled${firstAt === null || lastAt === null ? "" : `, from ${day(firstAt)} to ${day(lastAt)}`}`,
    `${of(outcomes["no_member"] ?? 0, "row")} without a member; ${of(notes.members, "member")}`,
    `${of(notes.purchases, "purchase")} and ${of(notes.returns, "return")}${notes.returnsParked > 0 ? `, ${count(notes.returnsParked)} of them wholly parked` : ""}`,
    notes.eventsThere > 0 &&
      `${of(notes.eventsThere, "event")} booked by an earlier run, left as they are`,
    notes.eventsRefused > 0 && `${of(notes.eventsRefused, "event")} refused; see the names above`,
    unmatched > 0 &&
      `${of(unmatched, "returned line")} (${of(notes.piecesParked, "piece")}) match no earlier purchase: parked, and nothing is taken for them`,
    notes.invoicesWithTwoTimes > 0 &&
      `${of(notes.invoicesWithTwoTimes, "invoice")} with two times: booked at the earlier`,
    notes.invoicesOutOfOrder > 0 &&
      `${of(notes.invoicesOutOfOrder, "invoice")} out of order of time: booked at the time of the member's newest event, so expiry may differ; sort the file by time to avoid it`,
    notes.invoiceLinesMax > 0 &&
      `Longest invoice: ${of(notes.invoiceLinesMax, "line")}; largest line booked: ${of(notes.piecesMax, "piece")}`,
    notes.freeItems > 0 && `${of(notes.freeItems, "line")} given away, booked at 0`,
    notes.finePrices > 0 &&
      `${of(notes.finePrices, "price")} finer than the currency: the line's amount is rounded`,
    ...Object.entries(units).map(
      ([unit, { given, taken }]) =>
        `${unit}: ${count(given)} given, ${count(taken)} taken back by returns`,
    ),
  ];
  return lines.filter((line) => line !== false).map((line) => `  ${line}`);
}

function afterStop(why: "interrupted" | "failed", isDryRun: boolean): string {
  const first = why === "failed" ? "Mend what is said here, then run" : "Run";
  if (isDryRun) return `Nothing was booked. ${first} the same command again.`;
  return `What is counted as booked stays. ${first} the same command again: it goes on from there, and nothing is booked twice.`;
}

function endLines({ stopped }: ImportReport, { mapping, isDryRun }: ReportContext): string[] {
  if (stopped) return ["", stopped.detail, afterStop(stopped.why, isDryRun)];
  if (isDryRun) return ["", "To book it, run the same command without --dry-run."];
  const next: [string, string][] = [
    ["trofast verify", "prove that the books are right"],
    [`trofast explain ${mapping.source} <invoice>`, "why a purchase gave what it gave"],
    ['trofast simulate --what-if "double points in December"', "what other rules would have given"],
  ];
  const width = Math.max(...next.map(([command]) => command.length));
  return ["", "Next:", ...next.map(([command, why]) => `  ${command.padEnd(width)}  ${why}`)];
}
