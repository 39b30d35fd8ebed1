/** Use cases of the ledger: append what a batch decided, and answer questions about balances. */
import { ledgerTotals } from "@trofast/contract/ledger";
import type { Effect } from "@trofast/engine/effects";
import { assert } from "@trofast/engine/invariants";
import { bySoonestExpiry } from "@trofast/engine/lots";
import type { Lot, WalletState } from "@trofast/engine/state";
import { perClub, type Club } from "../../club.ts";
import type { Db, Tx } from "../../platform/db.ts";
import { DomainError } from "../../platform/errors.ts";
import { keptFigure } from "../../platform/figures.ts";
import * as members from "../members/service.ts";
import * as programmes from "../programmes/service.ts";
import { totalsOf, type LedgerRows, type UnitTotals } from "./domain.ts";
import { KeptLots } from "./kept-lots.ts";
import * as store from "./store.ts";

export { LedgerRows, worthOf } from "./domain.ts";
export { KeptLots } from "./kept-lots.ts";

/** What this process keeps of busy wallets. */
export const keptLotsOf = perClub(() => new KeptLots());

/**
 * Writes what a batch of events means for the books, one statement per table.
 *
 * @param wallets the folded states of every wallet in the batch, whose lots give the remainders.
 */
export async function append(
  tx: Tx,
  rows: LedgerRows,
  wallets: ReadonlyMap<string, WalletState>,
): Promise<void> {
  rows.settle(wallets);
  const changes = rows.lotChanges;
  const [found] = await Promise.all([
    store.updateLots(tx, changes),
    store.insertPostings(tx, rows.postings),
    store.insertLots(tx, rows.newLots),
    store.insertLotUses(tx, rows.lotUses),
    // Ended before the new ones are there: a new hold may bear the name of one that ended in this batch.
    store.endHolds(tx, rows.endedHolds),
    store.insertHolds(tx, rows.holds),
  ]);
  assert(found === changes.length, "every touched lot has its row");
}

/** Open lots of each wallet, for the states that a batch works on; in spending order. */
export async function openLots(db: Db, walletIds: readonly string[]): Promise<Map<string, Lot[]>> {
  const lots = new Map<string, Lot[]>();
  for (const { member_id: id, unit, ...lists } of await store.openLots(db, walletIds)) {
    const open = lots.get(id) ?? [];
    for (const [index, no] of lists.nos.entries())
      open.push({
        no,
        unit,
        remaining: lists.remaining[index] ?? 0,
        held: lists.held[index] ?? 0,
        availableAt: lists.available[index] ?? 0,
        expiresAt: lists.expires[index] ?? null,
      });
    lots.set(id, open);
  }
  for (const open of lots.values()) open.sort(bySoonestExpiry);
  return lots;
}

/**
 * The lots that were read, and those that are kept where the members' rows say that they still hold; where they say
 * otherwise, the lots are read now. `tx` holds these rows, or reads on the snapshot that showed them.
 *
 * @param rows which transaction wrote each wallet's row.
 * @param found the lots of the wallets that were asked about, who may have none.
 */
export async function withKept(
  tx: Tx,
  kept: KeptLots,
  rows: readonly { readonly member_id: string; readonly written: string }[],
  found: { readonly asked: readonly string[]; readonly lots: ReadonlyMap<string, Lot[]> },
): Promise<Map<string, Lot[]>> {
  const asked = new Set(found.asked);
  const lots = new Map(found.lots);
  const changed: string[] = [];
  for (const { member_id: id, written } of rows) {
    if (asked.has(id)) continue;
    const open = kept.of(id, written);
    if (open) lots.set(id, open);
    else changed.push(id);
  }
  const read = await openLots(tx, changed);
  for (const { member_id: id, written } of rows) {
    const open = found.lots.get(id) ?? read.get(id);
    if (!open) continue;
    lots.set(id, open);
    kept.keep(id, written, open);
  }
  return lots;
}

/** An event, as far as it says which lots it spent of. */
export interface Spending {
  readonly id: string;
  readonly wallet_id: string;
  readonly effects: readonly Effect[];
}

/**
 * What the books know of purchases that come back: their lots' dates and ends, and what was taken before.
 *
 * @param walletIds where something of them may stand: their own wallets, and those of who became one with the buyer.
 */
export async function purchaseBooks(
  db: Db,
  walletIds: readonly string[],
  purchases: readonly Spending[],
): Promise<Map<string, PurchaseBooks>> {
  const books = new Map<string, PurchaseBooks>();
  if (purchases.length === 0) return books;
  const eventIds = purchases.map(({ id }) => id);
  for (const id of eventIds) books.set(id, { taken: {}, expired: {}, lots: {} });
  const [lots, taken] = await Promise.all([
    store.lotsOfPurchases(db, walletIds, eventIds, purchases.flatMap(spentBy)),
    store.takenBack(db, walletIds, eventIds),
  ]);
  for (const row of lots) {
    const book = books.get(row.event_id);
    if (!book) continue;
    book.lots[row.no] = [row.available_at, row.expires_at];
    if (row.expired > 0) book.expired[row.no] = row.expired;
  }
  for (const row of taken) {
    const book = books.get(row.of_event);
    if (book) book.taken[row.of_no] = row.amount;
  }
  return books;
}

function spentBy({ id, wallet_id: walletId, effects }: Spending): store.SpentLot[] {
  const nos = effects.flatMap((effect) => (effect.do === "post" ? (effect.uses ?? []) : []));
  return nos.map(([no]) => ({ event_id: id, member_id: walletId, no }));
}

export interface PurchaseBooks {
  readonly taken: Record<string, number>;
  readonly expired: Record<string, number>;
  readonly lots: Record<string, [availableAt: number, expiresAt: number | null]>;
}

/**
 * The wallet a member uses.
 *
 * @throws DomainError `unknown_member`, or `erased`.
 */
export async function walletOf(club: Club, ref: members.MemberRef): Promise<string> {
  const { db, config } = club;
  const member = (await members.resolve(db, [ref], config.phoneCountry)).get(members.refKey(ref));
  if (!member)
    throw new DomainError("unknown_member", `Nobody is known as ${ref.id} in ${ref.source}.`);
  if (member.status === "erased")
    throw new DomainError("erased", "The member asked to be forgotten.");
  return member.walletId;
}

/** What the books said of a wallet at an instant, per unit. */
export async function unitsAt(
  db: Db,
  walletId: string,
  at: number,
): Promise<Record<string, { total: number; arrears: number }>> {
  const units: Record<string, { total: number; arrears: number }> = {};
  for (const { unit, account, amount } of await store.balanceAt(db, walletId, at)) {
    const known = (units[unit] ??= { total: 0, arrears: 0 });
    known.total += amount;
    if (account === "arrears") known.arrears += amount;
  }
  return units;
}

/** Where summing all postings takes longer, sums are kept and told with their time. */
const TOTALS_AT_ONCE_MS = 100;

const keptTotals = keptFigure<Record<string, UnitTotals>>({
  part: "ledger.totals",
  shape: ledgerTotals.answer.shape.units,
  count: (club, now) => countTotals(club.db, now),
  atOnceMs: TOTALS_AT_ONCE_MS,
  restMsMin: 0,
});

/** The club's totals per unit, with what is outstanding by month of expiry and its worth; in a large club as of lately. */
export async function totals(club: Club) {
  return await keptTotals.newest(club);
}

/** Sums them where it is time. @throws DomainError `no_programme`. */
export const refreshTotals = keptTotals.refresh;

/** What lies in members' lots, by unit, the member's market and the month of its last day in the zone. */
export async function outstandingByMonth(
  db: Db,
  at: { readonly at: number; readonly zone: string },
): Promise<store.OutstandingRow[]> {
  return await store.outstandingByMonth(db, { ...at, markets: members.marketsTable });
}

async function countTotals(db: Db, at: number): Promise<Record<string, UnitTotals>> {
  const timeline = await programmes.timeline(db, programmes.newTimelineCache());
  if (!timeline) throw new DomainError("no_programme", "The club has no published programme.");
  const programme = timeline.at(at);
  const accounts = await store.contraTotals(db);
  const { zone } = programme.marketDefault;
  const rows = await outstandingByMonth(db, { at, zone });
  const result: Record<string, UnitTotals> = {};
  for (const unit of programme.units.values()) {
    const own = accounts.filter((row) => row.unit === unit.id);
    const open = rows.filter((row) => row.unit === unit.id);
    result[unit.id] = totalsOf(unit, own, open, programme);
  }
  return result;
}

export const history = store.history;
export const lotMoves = store.lotMoves;
export const sumsTakenFor = store.sumsTakenFor;
export type { LotMove } from "./store.ts";
export const contraTotals = store.contraTotals;
