/**
 * The accounting of an import: every row of the file ends under exactly one name, so the counts add up to the
 * rows. `reasons` says in words what each name means; a mapping adds names of its own for codes that are no goods.
 */
import { assert } from "@trofast/engine/invariants";
import type { Instant } from "@trofast/engine/time";

/** What can become of a row, and what that means. The first six are the rows that count. */
export const reasons = {
  bought: "booked as a line of a purchase",
  returned: "booked as returned goods",
  returned_in_part: "returned; some of the pieces match no earlier purchase and are parked",
  parked: "returned, but no earlier purchase is known: parked",
  already_there: "booked by an earlier run",
  not_reached: "read, but the import stopped before they were booked",
  no_member: "name no member",
  free_item: "cost nothing, and the mapping leaves such lines out",
  zero_quantity: "of no pieces",
  negative_price: "have a price below zero",
  other_member: "name another member than the invoice's first row",
  invoice_scattered: "belong to an invoice whose other rows came long before",
  invoice_too_long: "belong to an invoice of more lines than a purchase may have",
  wrong_cell_count: "have more or fewer cells than the header",
  no_invoice: "have no usable invoice number",
  unreadable_time: "have a time that the mapping's timeFormat does not read",
  unreadable_id: "have a member's or a store's id that cannot be used",
  unreadable_quantity: "have a quantity that is no whole number",
  unreadable_price: "have a price that is no amount",
  unusable_article: "have an article code that cannot be used",
  quantity_out_of_range: "have a quantity beyond belief",
  amount_out_of_range: "have an amount beyond belief",
  unknown_member: "name a member nobody knows",
  member_erased: "name a member who asked to be forgotten",
} as const;

/** Names of rows that are in the books afterwards. */
const bookedReasons = [
  "bought",
  "returned",
  "returned_in_part",
  "parked",
  "already_there",
] as const;

/** Rows with something wrong that are described one by one; the counts are always complete. */
const ROWS_DESCRIBED_MAX = 100;

export interface DescribedRow {
  readonly line: number;
  readonly reason: string;
  readonly detail: string;
}

/** Units that purchases gave and returns took, by unit. */
export type UnitSums = Record<string, { given: number; taken: number }>;

/** Counts that are not rows but say more about them. */
export interface Notes {
  /** Invoices in the file, whatever became of their rows. */
  invoices: number;
  cancelledInvoices: number;
  invoicesWithTwoTimes: number;
  invoicesOutOfOrder: number;
  invoiceLinesMax: number;
  piecesMax: number;
  members: number;
  freeItems: number;
  finePrices: number;
  purchases: number;
  returns: number;
  /** Returns of which no piece matches an earlier purchase. */
  returnsParked: number;
  /** Events answered as booked by an earlier run. */
  eventsThere: number;
  eventsRefused: number;
  piecesParked: number;
  firstAt: Instant | null;
  lastAt: Instant | null;
}

/** Opened for one import. */
export class Accounting {
  readonly #rows = new Map<string, number>();
  readonly described: DescribedRow[] = [];
  readonly units: UnitSums = {};
  rowsRead = 0;
  readonly notes: Notes = {
    invoices: 0,
    cancelledInvoices: 0,
    invoicesWithTwoTimes: 0,
    invoicesOutOfOrder: 0,
    invoiceLinesMax: 0,
    piecesMax: 0,
    members: 0,
    freeItems: 0,
    finePrices: 0,
    purchases: 0,
    returns: 0,
    returnsParked: 0,
    eventsThere: 0,
    eventsRefused: 0,
    piecesParked: 0,
    firstAt: null,
    lastAt: null,
  };

  /** Puts rows under a name. */
  count(reason: string, rows = 1): void {
    if (rows > 0) this.#rows.set(reason, (this.#rows.get(reason) ?? 0) + rows);
  }

  /** Puts a row with something wrong under a name, and describes it while there is room. */
  describe(row: DescribedRow): void {
    this.count(row.reason);
    if (this.described.length < ROWS_DESCRIBED_MAX) this.described.push(row);
  }

  addUnits(given: Readonly<Record<string, number>>): void {
    for (const [unit, change] of Object.entries(given)) {
      const sums = (this.units[unit] ??= { given: 0, taken: 0 });
      if (change > 0) sums.given += change;
      else sums.taken -= change;
    }
  }

  noteTime(at: Instant): void {
    const { notes } = this;
    if (notes.firstAt === null || at < notes.firstAt) notes.firstAt = at;
    if (notes.lastAt === null || at > notes.lastAt) notes.lastAt = at;
  }

  /** How many rows have a name by now. */
  get accounted(): number {
    return [...this.#rows.values()].reduce((sum, rows) => sum + rows, 0);
  }

  /**
   * The rows by name: first those in the books, then the others, most first. Adds up to the rows read.
   *
   * @param isWhole the file was read and booked to its end.
   */
  close(isWhole: boolean): Record<string, number> {
    if (!isWhole) this.count("not_reached", this.rowsRead - this.accounted);
    assert(this.accounted === this.rowsRead, "every row has exactly one name");
    const names: readonly string[] = bookedReasons;
    const rank = (name: string): number =>
      names.includes(name) ? names.indexOf(name) : names.length;
    const sorted = [...this.#rows].toSorted(
      ([left, leftRows], [right, rightRows]) => rank(left) - rank(right) || rightRows - leftRows,
    );
    return Object.fromEntries(sorted);
  }
}

/** What a name means, in words. */
export function wordsOf(reason: string): string {
  const words: Readonly<Record<string, string>> = reasons;
  return (
    words[reason] ??
    (reason.startsWith("refused_") ? "were refused by the club" : "left out by the mapping")
  );
}
