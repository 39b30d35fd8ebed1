/**
 * Rows to invoices, and invoices to purchases and returns in order of time. An invoice's rows may stand apart
 * and invoices may be somewhat out of order: as many rows as `ROWS_HELD_MAX` are held back to put that right,
 * and no more, so memory stays flat whatever the file's length.
 */
import { LINES_PER_PURCHASE_MAX } from "@trofast/engine/events";
import type { Instant } from "@trofast/engine/time";
import type { Submitted } from "../modules/activity/domain.ts";
import type { Accounting } from "./accounting.ts";
import { Distinct } from "./distinct.ts";
import type { Mapping } from "./mapping.ts";
import type { InvoiceHead, Item, SalesRow } from "./rows.ts";

export const ROWS_HELD_MAX = 20_000;
/** An invoice that got a row this recently is not complete yet. */
const ROWS_RECENT = 5_000;
const ROWS_BETWEEN_LOOKS = 1_000;

interface Invoice {
  readonly number: string;
  readonly isCancelled: boolean;
  readonly store: string | undefined;
  member: string | null;
  firstAt: Instant;
  lastAt: Instant;
  rows: number;
  lastRow: number;
  readonly items: Item[];
  /** Lines beyond what is kept: the invoice is too long to be booked. */
  itemsBeyond: number;
}

/** An event to book, and the lines it is made of. */
export interface PlannedEvent {
  readonly event: Submitted;
  readonly items: readonly Item[];
}

/** Opened for one file. Every row is counted in `accounting`, here or when its event is settled. */
export class Grouping {
  readonly #mapping: Mapping;
  readonly #accounting: Accounting;
  readonly #open = new Map<string, Invoice>();
  readonly #seen = new Distinct();
  readonly #members = new Distinct();
  #lastHead: InvoiceHead | null = null;
  #rowsHeld = 0;
  #rowNumber = 0;
  #newestAt = -Infinity;

  constructor(mapping: Mapping, accounting: Accounting) {
    this.#mapping = mapping;
    this.#accounting = accounting;
  }

  /** Takes a row in, and gives the events that are complete by now, oldest first. */
  add(row: SalesRow): PlannedEvent[] {
    const accounting = this.#accounting;
    accounting.rowsRead += 1;
    this.#rowNumber += 1;
    const invoice = row.head && this.#invoiceOf(row.head);
    if (row.left) this.#leave(row, row.left);
    else if (invoice && row.head) this.#take(row, invoice, row.head, row.item);
    else accounting.count("invoice_scattered");
    if (this.#rowNumber % ROWS_BETWEEN_LOOKS > 0 || this.#rowsHeld <= ROWS_HELD_MAX) return [];
    return this.#release(ROWS_HELD_MAX - ROWS_RECENT, this.#rowNumber - ROWS_RECENT);
  }

  /** The file is at its end: everything that was held back. */
  end(): PlannedEvent[] {
    return this.#release(0, Infinity);
  }

  #leave({ line }: SalesRow, { reason, detail }: NonNullable<SalesRow["left"]>): void {
    if (detail === undefined) this.#accounting.count(reason);
    else this.#accounting.describe({ line, reason, detail });
  }

  /** The open invoice of a row; null where the invoice went out long ago. */
  #invoiceOf(head: InvoiceHead): Invoice | null {
    const { notes } = this.#accounting;
    if (head !== this.#lastHead) this.#noteHead(head);
    let invoice = this.#open.get(head.invoice);
    if (!invoice) {
      if (!this.#seen.add(head.invoice)) return null;
      invoice = opened(head);
      this.#open.set(head.invoice, invoice);
      notes.invoices += 1;
      if (head.isCancelled) notes.cancelledInvoices += 1;
    }
    if (head.at !== invoice.firstAt && invoice.firstAt === invoice.lastAt)
      notes.invoicesWithTwoTimes += 1;
    invoice.firstAt = Math.min(invoice.firstAt, head.at);
    invoice.lastAt = Math.max(invoice.lastAt, head.at);
    invoice.rows += 1;
    invoice.lastRow = this.#rowNumber;
    this.#rowsHeld += 1;
    notes.invoiceLinesMax = Math.max(notes.invoiceLinesMax, invoice.rows);
    return invoice;
  }

  /** Once for each head: the reader gives equal neighbours the same object. */
  #noteHead(head: InvoiceHead): void {
    this.#lastHead = head;
    this.#accounting.noteTime(head.at);
    if (head.member !== null && this.#members.add(head.member)) this.#accounting.notes.members += 1;
  }

  #take({ line }: SalesRow, invoice: Invoice, head: InvoiceHead, item: Item): void {
    invoice.member ??= head.member;
    if (invoice.member !== head.member) {
      const detail = `The invoice ${invoice.number.slice(0, 40)} names two members; it is booked for the first.`;
      this.#accounting.describe({ line, reason: "other_member", detail });
      return;
    }
    const { notes } = this.#accounting;
    notes.piecesMax = Math.max(notes.piecesMax, item.pieces);
    if (item.isFine) notes.finePrices += 1;
    if (!item.isReturned && item.paidMinor === 0) notes.freeItems += 1;
    // Twice: an invoice may hold a whole purchase and a whole return.
    if (invoice.items.length < 2 * LINES_PER_PURCHASE_MAX) invoice.items.push(item);
    else invoice.itemsBeyond += 1;
  }

  /** Sends invoices out, oldest first, until no more than `keep` rows are held; those touched after `before` stay. */
  #release(keep: number, before: number): PlannedEvent[] {
    const oldestFirst = [...this.#open.values()].toSorted(
      (left, right) => left.firstAt - right.firstAt,
    );
    const events: PlannedEvent[] = [];
    for (const invoice of oldestFirst) {
      if (this.#rowsHeld <= keep) break;
      if (invoice.lastRow > before) continue;
      this.#open.delete(invoice.number);
      this.#rowsHeld -= invoice.rows;
      if (invoice.firstAt < this.#newestAt) this.#accounting.notes.invoicesOutOfOrder += 1;
      this.#newestAt = Math.max(this.#newestAt, invoice.firstAt);
      events.push(...this.#eventsOf(invoice));
    }
    return events;
  }

  /** A purchase of what was bought and a return of what came back; nearly always one of them. */
  #eventsOf(invoice: Invoice): PlannedEvent[] {
    const { items, itemsBeyond, isCancelled } = invoice;
    const [bought, returned] = [
      items.filter((item) => !item.isReturned),
      items.filter((item) => item.isReturned),
    ];
    if (itemsBeyond > 0 || Math.max(bought.length, returned.length) > LINES_PER_PURCHASE_MAX) {
      this.#accounting.count("invoice_too_long", items.length + itemsBeyond);
      return [];
    }
    const { currency } = this.#mapping;
    const events: PlannedEvent[] = [];
    if (bought.length > 0) {
      const lines = bought.map(({ article, pieces, paidMinor }) => ({
        article,
        quantity: pieces,
        paidMinor,
      }));
      const id = isCancelled ? `${invoice.number}#bought` : invoice.number;
      events.push(this.#event(invoice, id, { kind: "purchase", currency, lines }, bought));
    }
    if (returned.length > 0) {
      const lines = returned.map(({ article, pieces }) => ({ article, quantity: pieces }));
      const id = isCancelled ? invoice.number : `${invoice.number}#returned`;
      events.push(this.#event(invoice, id, { kind: "return", currency, lines }, returned));
    }
    return events;
  }

  #event(
    invoice: Invoice,
    id: string,
    payload: Submitted["payload"],
    items: readonly Item[],
  ): PlannedEvent {
    const { source, members, channel } = this.#mapping;
    const event: Submitted = {
      source,
      id,
      member: { source: members.source, id: invoice.member ?? "" },
      occurredAt: invoice.firstAt,
      ...(channel !== undefined && { channel }),
      ...(invoice.store !== undefined && { store: invoice.store }),
      unknownMember: members.unknown,
      history: true,
      payload,
    };
    return { event, items };
  }
}

function opened({ invoice, isCancelled, at, store }: InvoiceHead): Invoice {
  return {
    number: invoice,
    isCancelled,
    store,
    member: null,
    firstAt: at,
    lastAt: at,
    rows: 0,
    lastRow: 0,
    items: [],
    itemsBeyond: 0,
  };
}
