/** Which lots can be used, and in which order. Availability is a function of time, never of a job having run. */
import type { LotUse } from "./effects.ts";
import type { Lot, WalletState } from "./state.ts";
import type { Instant } from "./time.ts";

/** A lot is usable at t when availableAt <= t < expiresAt. */
export function isUsable(lot: Readonly<Lot>, at: Instant): boolean {
  return lot.availableAt <= at && (lot.expiresAt === null || at < lot.expiresAt);
}

/**
 * Usable lots of a unit, soonest expiry first: members judge us by the points they lose. Those that
 * never expire come last; then the earliest available; then the lowest number.
 */
export function spendingOrder(
  lots: readonly Readonly<Lot>[],
  unit: string,
  at: Instant,
): Readonly<Lot>[] {
  return lots
    .filter((lot) => lot.unit === unit && lot.remaining > lot.held && isUsable(lot, at))
    .toSorted(bySoonestExpiry);
}

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
  lots.splice(place, 0, lot);
}

/**
 * Chooses lots for an amount. With `preferred` (a hold's lots) those are taken first, whatever their dates:
 * a lot that ends during its hold stays usable by the hold.
 *
 * @returns the uses, and how much is missing.
 */
export function chooseLots(
  ordered: readonly Readonly<Lot>[],
  amount: number,
  preferred: readonly LotUse[] = [],
): { uses: LotUse[]; missing: number } {
  const uses = new Map<number, number>();
  let missing = amount;
  const take = (no: number, available: number): void => {
    const part = Math.min(missing, available);
    if (part <= 0) return;
    uses.set(no, (uses.get(no) ?? 0) + part);
    missing -= part;
  };
  for (const [no, held] of preferred) take(no, held);
  for (const lot of ordered) take(lot.no, lot.remaining - lot.held);
  return { uses: [...uses], missing };
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
