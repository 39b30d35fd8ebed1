/** Orders that codes of ours have paid: which they are, and the units that are spent with them. */
import type { SpendingException } from "@trofast/contract/shop-spending";
import { largestRemainder } from "@trofast/engine/numbers";
import { partOfTender } from "@trofast/engine/tender";
import type { Club } from "../../club.ts";
import type { Tx } from "../../platform/db.ts";
import { submitOne } from "./submitting.ts";
import type { Connection, OrderLine, OrderReading, Settlement } from "./domain.ts";
import { minorOf } from "./money.ts";
import { giftCardsOfOrder } from "./shop-codes.ts";
import { hashOf, release, spendingEvent } from "./spending.ts";
import * as store from "./spending-store.ts";
import { ended, holdOf, isOpen, type ShopTender, type Spending } from "./spendings.ts";

const HOUR_MS = 3_600_000;

/**
 * The order with what codes of ours have paid of it: beside the price of each line, and out of what was paid in money
 * where the shop counts a gift card as money.
 *
 * @throws DomainError `shop_unavailable` where the shop must be asked for gift cards and does not answer.
 */
export async function withTenders(
  club: Club,
  connection: Connection,
  order: OrderReading,
): Promise<OrderReading> {
  const { codes = [], asksGiftCards = false, ...rest } = order;
  const { shop } = connection;
  const mayBeOurs = asksGiftCards && (await store.hasGiftCards(club.db, shop));
  const cards = mayBeOurs ? await giftCardsOfOrder(club, connection, order.order) : [];
  if (codes.length === 0 && cards.length === 0) return rest;
  const hashes = await Promise.all(codes.map(({ code }) => hashOf(club, shop, code)));
  const refs = cards.map(({ ref }) => ref);
  const named = await store.spendingsNamed(club.db, shop, { hashes, refs });
  let { lines } = rest;
  const tenders: ShopTender[] = [];
  for (const spending of named) {
    const code = codes[hashes.indexOf(spending.codeHash)];
    const paidMinor = cards
      .filter(({ ref }) => ref === spending.shopRef)
      .reduce((sum, { amount }) => sum + minorOf(amount, order.currency), 0);
    const usedMinor = Math.min(code?.minor ?? paidMinor, spending.worthMinor);
    lines = code ? withDiscount(lines, usedMinor, code.byLine) : withPayment(lines, usedMinor);
    tenders.push({ spending: spending.id, memberId: spending.memberId, usedMinor });
  }
  return { ...rest, lines, tenders };
}

/** A discount is off the lines already: its shares are what the shop says, or follow what was taken off each line. */
function withDiscount(
  lines: readonly OrderLine[],
  usedMinor: number,
  byLine: ReadonlyMap<string, number> | null,
): OrderLine[] {
  const weights = lines.map(
    ({ line, listMinor, paidMinor }) => byLine?.get(line) ?? (byLine ? 0 : listMinor - paidMinor),
  );
  return shared(lines, usedMinor, weights).map(({ line, share }) => ({
    ...line,
    tenderMinor: (line.tenderMinor ?? 0) + share,
  }));
}

/** What a gift card has paid is no money: it earns nothing. */
function withPayment(lines: readonly OrderLine[], usedMinor: number): OrderLine[] {
  const weights = lines.map(({ paidMinor }) => paidMinor);
  const most = weights.reduce((sum, weight) => sum + weight, 0);
  return shared(lines, Math.min(usedMinor, most), weights).map(({ line, share }) => ({
    ...line,
    paidMinor: line.paidMinor - share,
    tenderMinor: (line.tenderMinor ?? 0) + share,
  }));
}

function shared(lines: readonly OrderLine[], totalMinor: number, weights: readonly number[]) {
  const isAny = weights.some((weight) => weight > 0);
  const shares = isAny ? largestRemainder(totalMinor, weights) : weights.map(() => 0);
  return lines.map((line, index) => ({ line, share: shares[index] ?? 0 }));
}

export interface Spend {
  readonly row: Spending;
  readonly usedMinor: number;
  readonly unit: string;
  readonly amount: number;
  readonly worthMinor: number;
  readonly hold?: string;
}

/** What the order's first purchase spends; rows that are settled, or another order's, are left out and noted. */
export async function spendsOf(
  tx: Tx,
  order: string,
  tenders: readonly ShopTender[],
): Promise<{ spends: Spend[]; twice: Spending[] }> {
  const spends: Spend[] = [];
  const twice: Spending[] = [];
  for (const { spending, usedMinor } of tenders.toSorted(byId)) {
    const row = await store.lockSpending(tx, spending);
    if (!row) continue;
    // A code that was given free again by an order without money may be used in another.
    if (row.state === "used") {
      if (row.order !== order) twice.push(row);
    } else {
      const part = partOfTender({ amount: row.amount, worthMinor: row.worthMinor }, usedMinor);
      const hold = isOpen(row) ? { hold: holdOf(row, row.holds) } : {};
      if (part.amount > 0) spends.push({ row, usedMinor, unit: row.unit, ...part, ...hold });
    }
  }
  return { spends, twice };
}

const byId = (left: ShopTender, right: ShopTender): number =>
  left.spending < right.spending ? -1 : 1;

/** Writes down that the order's purchase has spent them. */
export async function noteUsed(
  club: Club,
  tx: Tx,
  order: string,
  spends: readonly Spend[],
  exception: SpendingException | null = null,
): Promise<void> {
  const now = club.clock.now();
  for (const { row, amount, usedMinor } of spends) {
    const isCovered = exception !== "points_not_covered";
    // A gift card with something left on it has to be taken out; a discount works once by itself.
    const isShopDone = row.kind === "discount" || usedMinor >= row.worthMinor;
    await store.saveSpending(tx, row, {
      ...ended("used", now, isShopDone),
      state: "used",
      order,
      usedAmount: isCovered ? amount : 0,
      usedMinor,
      // The order that was missing has come, and the units for it were there.
      ...(row.exception !== null && { exception: null, exceptionMinor: 0 }),
      ...(exception !== null && { exception }),
      ...(!isCovered && { exceptionMinor: usedMinor }),
    });
  }
}

/** An order that was booked before its code was known: the units are spent beside it. */
export async function spendApart(
  club: Club,
  tx: Tx,
  input: {
    readonly connection: Connection;
    readonly order: string;
    readonly spends: readonly Spend[];
  },
): Promise<SpendingException | null> {
  const now = club.clock.now();
  let worst: SpendingException | null = null;
  for (const spend of input.spends) {
    const { row, unit, amount, hold } = spend;
    const frame = spendingEvent(input.connection, row, "apart", now);
    const payload = { kind: "spend", unit, amount } as const;
    const held = { ...payload, ...(hold !== undefined && { hold }) };
    let answer = await submitOne(club, tx, { ...frame, payload: held });
    if (answer.problem && hold !== undefined)
      answer = await submitOne(club, tx, { ...frame, payload });
    const exception = answer.problem ? "points_not_covered" : "spent_apart";
    await noteUsed(club, tx, input.order, [spend], exception);
    if (worst !== "points_not_covered") worst = exception;
  }
  return worst;
}

/** An order that is not paid yet keeps its units; one that is cancelled gives them back. */
export async function noteUnpaid(
  club: Club,
  tx: Tx,
  input: {
    readonly connection: Connection;
    readonly order: string;
    readonly tenders: readonly ShopTender[];
    readonly isCancelled: boolean;
  },
): Promise<void> {
  const { connection, order, isCancelled } = input;
  const now = club.clock.now();
  const named = await Promise.all(
    input.tenders.toSorted(byId).map(({ spending }) => store.lockSpending(tx, spending)),
  );
  const ofOrder = isCancelled ? await store.spendingsOfOrder(tx, connection.shop, order) : [];
  const rows = new Map([...named, ...ofOrder].flatMap((row) => (row ? [[row.id, row]] : [])));
  for (const row of rows.values()) {
    if (!isOpen(row)) continue;
    if (isCancelled) {
      if (row.order !== null && row.order !== order) continue;
      await release(club, tx, connection, row);
      await store.saveSpending(tx, row, ended("order_cancelled", now, false));
    } else if (row.order !== order) {
      const nextAt = Math.max(now, row.holdUntil - HOUR_MS);
      await store.saveSpending(tx, row, { state: "ordered", order, nextAt });
    }
  }
}

/** A second order that names a code: it got money for nothing, which somebody must look at. */
export async function noteTwice(tx: Tx, rows: readonly Spending[]): Promise<void> {
  for (const row of rows) {
    if (row.exception !== null) continue;
    await store.saveSpending(tx, row, {
      exception: "code_used_twice",
      exceptionMinor: row.worthMinor,
    });
  }
}

const details: Readonly<Record<SpendingException, string>> = {
  points_not_covered:
    "The order was paid with a code whose points were gone. The order is booked without them; see the shop's spendings.",
  code_used_twice: "A second order names a code that was used before; see the shop's spendings.",
  spent_apart:
    "The points were spent beside the order's booking, so a return does not give them back by itself; see the shop's spendings.",
  used_without_order: "The shop says that a code was used, and no order has come.",
  hold_lost: "The points for an order that is not paid yet are not held any more.",
};

/** A booked delivery that somebody must look at. */
export function forPerson(settlement: Settlement, exception: SpendingException | null): Settlement {
  if (exception === null || settlement.outcome === "failed") return settlement;
  return { outcome: "for_a_person", reason: exception, detail: details[exception] };
}
