/** Rows of a sales file, typed: what one line of one invoice says, or the reason why it cannot be used. */
import { payloads } from "@trofast/engine/events";
import {
  exactFromDecimal,
  mulExact,
  roundExact,
  toSafeInteger,
  type Exact,
} from "@trofast/engine/numbers";
import type { Instant } from "@trofast/engine/time";
import { externalId } from "@trofast/contract/common";
import type { CsvRow } from "../platform/csv.ts";
import type { Mapping } from "./mapping.ts";

/** What is known of a row's invoice, whatever becomes of the row. */
export interface InvoiceHead {
  readonly invoice: string;
  readonly isCancelled: boolean;
  readonly at: Instant;
  readonly member: string | null;
  readonly store: string | undefined;
}
/** One line of goods. */
export interface Item {
  readonly article: string;
  /** Whole pieces, above zero; `isReturned` says the direction. */
  readonly pieces: number;
  readonly isReturned: boolean;
  /** What was paid for the whole line, minor units; 0 where it comes back. */
  readonly paidMinor: number;
  /** The price has more decimals than the currency. */
  readonly isFine: boolean;
}
export type SalesRow = { readonly line: number; readonly head: InvoiceHead | null } & (
  | { readonly item: Item; readonly left: null }
  | { readonly item: null; readonly left: Left }
);
/** Why a row is not booked. `detail` is set where something is wrong with the file. */
export type Left = { readonly reason: string; readonly detail?: string };

const PRICES_REMEMBERED_MAX = 20_000;
const purchaseLine = payloads.purchase.shape.lines.element;

type Cells = ReadonlyMap<string, string>;

/** A function that reads rows by a mapping. Prices repeat, so what they come to is remembered. */
export function rowReader(mapping: Mapping): (row: CsvRow) => SalesRow {
  const minorOf = moneyReader(mapping);
  const readHead = headReader(mapping);
  return (row) => {
    const { line } = row;
    if (row.cells === null)
      return {
        line,
        head: null,
        item: null,
        left: { reason: "wrong_cell_count", detail: row.fault },
      };
    const head = readHead(row.cells);
    if ("reason" in head) return { line, head: null, item: null, left: head };
    const read = itemOf(row.cells, head, mapping, minorOf);
    return "reason" in read
      ? { line, head, item: null, left: read }
      : { line, head, item: read, left: null };
  };
}

/** The rows of one invoice repeat its head, which is then read once. */
function headReader(mapping: Mapping): (cells: Cells) => InvoiceHead | Left {
  const { columns } = mapping;
  const none = new Set(["", ...mapping.members.none]);
  let last: { texts: HeadTexts; head: InvoiceHead | Left } | null = null;
  return (cells) => {
    const texts: HeadTexts = {
      invoice: cells.get(columns.invoice) ?? "",
      time: cells.get(columns.time) ?? "",
      member: cells.get(columns.member) ?? "",
      store: columns.store === undefined ? "" : (cells.get(columns.store) ?? ""),
    };
    if (last && isSame(last.texts, texts)) return last.head;
    const head = headOf(texts, mapping, none);
    last = { texts, head };
    return head;
  };
}

type HeadTexts = Record<"invoice" | "time" | "member" | "store", string>;

function isSame(left: HeadTexts, right: HeadTexts): boolean {
  return (
    left.invoice === right.invoice &&
    left.time === right.time &&
    left.member === right.member &&
    left.store === right.store
  );
}

function headOf(texts: HeadTexts, mapping: Mapping, none: ReadonlySet<string>): InvoiceHead | Left {
  const { invoice, time, member, store } = texts;
  if (!externalId.safeParse(invoice).success)
    return fault("no_invoice", "There is no usable invoice number", invoice);
  const at = mapping.timeOf(time);
  if (at === null)
    return fault(
      "unreadable_time",
      "This is no time in timeFormat, in the years 1970 to 2200",
      time,
    );
  const place = store === "" ? mapping.store : store;
  const memberOrNone = none.has(member) ? null : member;
  for (const id of [memberOrNone ?? "0", place ?? "0"])
    if (!externalId.safeParse(id).success)
      return fault("unreadable_id", "An id has at most 255 plain characters", id);
  return {
    invoice,
    isCancelled: mapping.isCancelled(invoice),
    at,
    member: memberOrNone,
    store: place,
  };
}

function itemOf(
  cells: Cells,
  head: InvoiceHead,
  mapping: Mapping,
  minorOf: (text: string) => Exact | null,
): Item | Left {
  const { columns } = mapping;
  if (head.member === null) return { reason: "no_member" };
  const code = cells.get(columns.article) ?? "";
  const article = mapping.articles === "upper case" ? code.toUpperCase() : code;
  const left = mapping.leftOutAs(article);
  if (left !== null) return { reason: left };
  const quantity = cells.get(columns.quantity) ?? "";
  if (!/^[+-]?\d{1,15}(?:[.,]0+)?$/u.test(quantity))
    return fault("unreadable_quantity", "A quantity is a whole number of pieces", quantity);
  const signed = Number.parseInt(quantity, 10);
  if (signed === 0) return { reason: "zero_quantity" };
  const money = cells.get(columns.price ?? columns.amount ?? "") ?? "";
  const minor = minorOf(money);
  if (minor === null) return fault("unreadable_price", "This is no amount of money", money);
  return itemIn({ article, signed, minor, money }, mapping);
}

type Parts = { article: string; signed: number; minor: Exact; money: string };

function itemIn({ article, signed, minor, money }: Parts, mapping: Mapping): Item | Left {
  const isReturned = signed < 0;
  const pieces = Math.abs(signed);
  // The whole line's amount is written with the line's sign; a price of one piece has none.
  const whole =
    mapping.columns.price === undefined
      ? mulExact(minor, isReturned ? -1 : 1)
      : mulExact(minor, pieces);
  const rounded = roundExact(whole, "half_up");
  if (typeof rounded !== "number")
    return fault("amount_out_of_range", "The amount is too large", money);
  const paidMinor = isReturned ? 0 : toSafeInteger(rounded);
  if (rounded < 0) return { reason: "negative_price" };
  const checked = purchaseLine.safeParse({ article, quantity: pieces, paidMinor });
  if (!checked.success)
    return faultOf(checked.error.issues[0]?.path[0], { article, signed, money });
  if (rounded === 0 && mapping.freeItems === "leave out") return { reason: "free_item" };
  return {
    article,
    pieces,
    isReturned,
    paidMinor,
    isFine: !isReturned && typeof minor !== "number",
  };
}

function faultOf(place: unknown, { article, signed, money }: Omit<Parts, "minor">): Left {
  if (place === "article")
    return fault(
      "unusable_article",
      "An article code has letters, digits and simple marks",
      article,
    );
  if (place === "quantity")
    return fault("quantity_out_of_range", "So many pieces are a typing error", String(signed));
  return fault("amount_out_of_range", "The amount is too large", money);
}

const SHOWN_MAX = 40;

function fault(reason: string, what: string, text: string): Left {
  return { reason, detail: `${what}: "${text.slice(0, SHOWN_MAX)}".` };
}

/** Exact minor units, or null where the text is no amount. */
function moneyReader({ decimals, minorPerMajor }: Mapping): (text: string) => Exact | null {
  const shape =
    decimals === "comma" ? /^-?\d{1,3}(?:[. \u00A0]?\d{3})*(?:,\d+)?$/u : /^-?\d+(?:\.\d+)?$/u;
  const known = new Map<string, Exact | null>();
  const read = (text: string): Exact | null => {
    if (text.length > SHOWN_MAX || !shape.test(text)) return null;
    const plain =
      decimals === "comma" ? text.replaceAll(/[. \u00A0]/gu, "").replace(",", ".") : text;
    return mulExact(exactFromDecimal(plain), minorPerMajor);
  };
  return (text) => {
    const remembered = known.get(text);
    if (remembered !== undefined) return remembered;
    const minor = read(text);
    if (known.size < PRICES_REMEMBERED_MAX) known.set(text, minor);
    return minor;
  };
}
