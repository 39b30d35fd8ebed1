/** What postings and holds do to a wallet's lots, debts and sums, in place. */
import { addTo, emptyRecord } from "./counters.ts";
import type { HoldLots, LotUse, Post } from "./effects.ts";
import { assert } from "./invariants.ts";
import { insertLot } from "./lots.ts";
import { BUCKETS_MAX, isBucket } from "./rolling.ts";
import type { Lot, UnitSum, WalletState } from "./state.ts";
import type { Instant } from "./time.ts";

const SUM_PERIODS_MAX = 16;

/** Moves what a posting moves; its number, its amount and its lots must fit the wallet. */
export function applyPost(wallet: WalletState, post: Post): void {
  const { no, unit, from, to, amount } = post;
  assert(no === wallet.postings + 1, "postings are numbered without gaps");
  assert(Number.isSafeInteger(amount) && amount > 0, "a posting moves a whole amount");
  wallet.postings = no;
  if (from === "lots") takeFromLots(wallet, post.uses ?? [], amount);
  if (from === "arrears") addTo(wallet.arrears, unit, -amount);
  if (from === "sum") addToSum(wallet, post, -amount);
  if (to === "sum") addToSum(wallet, post, amount);
  if (to === "arrears") addTo(wallet.arrears, unit, amount);
  if (to !== "lots") return;
  if (post.uses) giveBack(wallet, post);
  else openLot(wallet, post);
}

function openLot(wallet: WalletState, { lot, unit, amount }: Post): void {
  assert(lot !== undefined && lot.no === wallet.lots + 1, "lots are numbered without gaps");
  const { no, availableAt, expiresAt } = lot;
  wallet.lots = no;
  insertLot(wallet.open, { no, unit, remaining: amount, held: 0, availableAt, expiresAt });
}

function takeFromLots(wallet: WalletState, uses: readonly LotUse[], amount: number): void {
  let taken = 0;
  let usedUp = 0;
  let place = 0;
  // By number: who empties a wallet of hundreds of lots names each of them.
  for (let index = 0; index < uses.length; index += 1) {
    const use = uses[index];
    if (!use) continue;
    const part = use[1];
    // Mostly the next one: lots are taken in the order in which they stand.
    place = placeOf(wallet, use[0], place);
    const lot = wallet.open[place];
    if (!lot) assert(false, `lot ${use[0]} is open`);
    lot.remaining -= part;
    taken += part;
    assert(lot.remaining >= lot.held, "no lot goes below what is held of it");
    if (lot.remaining === 0) usedUp += 1;
  }
  assert(taken === amount, "a debit names its lots in full");
  if (usedUp > 0) closeUsedUp(wallet.open, usedUp);
}

/** Lots that have been used up stand near the front, so the search is short, and all the others move up once. */
function closeUsedUp(open: Lot[], usedUp: number): void {
  let kept = 0;
  let seen = 0;
  for (const lot of open) {
    if (kept + usedUp === seen) break;
    seen += 1;
    if (lot.remaining === 0) continue;
    open[kept] = lot;
    kept += 1;
  }
  open.splice(kept, seen - kept);
}

function giveBack(wallet: WalletState, post: Post): void {
  for (const [no, part] of post.uses ?? []) {
    const open = wallet.open.find((lot) => lot.no === no);
    if (open) {
      open.remaining += part;
      continue;
    }
    const dates = post.back?.find(([lot]) => lot === no);
    assert(dates !== undefined, "a closed lot comes back with its dates");
    const [, availableAt, expiresAt] = dates;
    const { unit } = post;
    insertLot(wallet.open, { no, unit, remaining: part, held: 0, availableAt, expiresAt });
  }
}

/** A sliding unit's lot gets a later end, and another place in the order. */
export function extendLot(wallet: WalletState, no: number, expiresAt: Instant): void {
  const lot = lotOf(wallet, no);
  lot.expiresAt = expiresAt;
  wallet.open.splice(wallet.open.indexOf(lot), 1);
  insertLot(wallet.open, lot);
}

function addToSum(wallet: WalletState, post: Post, amount: number): void {
  const sum = (wallet.sums[post.unit] ??= { before: 0, periods: emptyRecord() });
  const period = post.period ?? "ever";
  const isNew = sum.periods[period] === undefined;
  addTo(sum.periods, period, amount);
  if (!isNew) return;
  const isRolling = isBucket(period);
  const keys = Object.keys(sum.periods).filter((key) => isBucket(key) === isRolling);
  if (keys.length <= (isRolling ? BUCKETS_MAX : SUM_PERIODS_MAX)) return;
  const oldest = keys.toSorted(byPeriod)[0];
  if (oldest === undefined) return;
  sum.before += sum.periods[oldest] ?? 0;
  delete sum.periods[oldest];
}

/** All that a unit that only counts has ever counted. */
export function totalOf(sum: UnitSum | undefined): number {
  if (!sum) return 0;
  let total = sum.before;
  for (const period in sum.periods) total += sum.periods[period] ?? 0;
  return total;
}

/** Keys of one kind of period in order of time: "m9" before "m10", "2026-Q1" before "2026-Q2". */
function byPeriod(left: string, right: string): number {
  return left.length - right.length || (left < right ? -1 : 1);
}

/** Reserves parts of lots. */
export function applyHold(wallet: WalletState, effect: HoldLots): void {
  for (const [no, part] of effect.uses) {
    const lot = lotOf(wallet, no);
    lot.held += part;
    assert(lot.held <= lot.remaining, "no more is held than remains");
  }
  wallet.holds.push({
    hold: effect.hold,
    unit: effect.unit,
    until: effect.until,
    uses: effect.uses.map(([no, part]) => [no, part]),
  });
}

/** Frees what a hold reserves. */
export function endHold(wallet: WalletState, hold: string): void {
  const open = wallet.holds.find((candidate) => candidate.hold === hold);
  assert(open !== undefined, "a hold ends once");
  for (const [no, part] of open.uses) lotOf(wallet, no).held -= part;
  wallet.holds = wallet.holds.filter((candidate) => candidate !== open);
}

function lotOf(wallet: WalletState, no: number): Lot {
  for (const lot of wallet.open) if (lot.no === no) return lot;
  assert(false, `lot ${no} is open`);
}

/** The place of an open lot, looked for from one on and then before it; -1 where it is not open. */
function placeOf({ open }: WalletState, no: number, from: number): number {
  for (let place = from; place < open.length; place += 1) if (open[place]?.no === no) return place;
  return open.findIndex((lot) => lot.no === no);
}
