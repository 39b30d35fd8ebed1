/** Which lots can be used, and in which order. Availability is a function of time, never of a job having run. */
import type { LotUse } from "./effects.ts";
import type { Lot, WalletState } from "./state.ts";
import type { Instant } from "./time.ts";

/** A lot is usable at t when availableAt <= t < expiresAt. */
export function isUsable(lot: Readonly<Lot>, at: Instant): boolean {
  return lot.availableAt <= at && (lot.expiresAt === null || at < lot.expiresAt);
}

/** Of lots in spending order, those of a unit that can be used. */
export function usableLots(
  lots: readonly Readonly<Lot>[],
  unit: string,
  at: Instant,
): Readonly<Lot>[] {
  return lots.filter((lot) => lot.unit === unit && lot.remaining > lot.held && isUsable(lot, at));
}

/**
 * The spending order: soonest expiry first, as members judge us by the points they lose. Those that never
 * expire come last; then the earliest available; then the lowest number.
 */
export function bySoonestExpiry(left: Readonly<Lot>, right: Readonly<Lot>): number {
  return (
    (left.expiresAt ?? Infinity) - (right.expiresAt ?? Infinity) ||
    left.availableAt - right.availableAt ||
    left.no - right.no
  );
}

/** Puts a lot where it belongs in spending order; a new lot mostly belongs at the end. */
export function insertLot(lots: Lot[], lot: Lot): void {
  let place = lots.length;
  for (; place > 0; place -= 1) {
    const before = lots[place - 1];
    if (!before || bySoonestExpiry(before, lot) <= 0) break;
  }
  if (place === lots.length) lots.push(lot);
  else lots.splice(place, 0, lot);
}

/**
 * Chooses lots of a unit for an amount, from the first that can be used. With `preferred` (a hold's lots) those are
 * taken first, whatever their dates: a lot that ends during its hold stays usable by the hold.
 *
 * @param lots in spending order.
 * @returns the uses, and how much is missing.
 */
export function chooseLots(
  lots: readonly Readonly<Lot>[],
  unit: string,
  at: Instant,
  amount: number,
  preferred: readonly LotUse[] = [],
): { uses: LotUse[]; missing: number } {
  const uses: [lot: number, amount: number][] = [];
  let missing = amount;
  for (const [no, held] of preferred) {
    const part = Math.min(missing, held);
    if (part > 0) uses.push([no, part]);
    missing -= part;
  }
  for (const lot of lots) {
    if (missing <= 0) break;
    if (lot.unit !== unit || !isUsable(lot, at)) continue;
    const part = Math.min(missing, lot.remaining - lot.held - amountOf(lot.no, preferred));
    if (part <= 0) continue;
    const begun = preferred.length > 0 ? uses.find(([no]) => no === lot.no) : undefined;
    if (begun) begun[1] += part;
    else uses.push([lot.no, part]);
    missing -= part;
  }
  return { uses, missing };
}

function amountOf(no: number, uses: readonly LotUse[]): number {
  for (const [lot, amount] of uses) if (lot === no) return amount;
  return 0;
}

/** A unit's balance at an instant, told apart as people ask for it. */
export type Balance = {
  /** Usable now: in open, available, unexpired lots and not held. Zero while in arrears. */
  readonly available: number;
  readonly pending: number;
  readonly held: number;
  readonly arrears: number;
  /** Available, pending and held, less what is owed. */
  readonly total: number;
};

/** Balance of a spendable unit at `at`; lots past their end count for nothing, booked or not. */
export function balanceOf(wallet: WalletState, unit: string, at: Instant): Balance {
  let available = 0;
  let pending = 0;
  let held = 0;
  for (const lot of wallet.open) {
    if (lot.unit !== unit) continue;
    held += lot.held;
    if (lot.expiresAt !== null && lot.expiresAt <= at) continue;
    if (lot.availableAt > at) pending += lot.remaining - lot.held;
    else available += lot.remaining - lot.held;
  }
  const arrears = wallet.arrears[unit] ?? 0;
  return {
    available: arrears < 0 ? 0 : available,
    pending,
    held,
    arrears,
    total: available + pending + held + arrears,
  };
}
