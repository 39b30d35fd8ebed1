/**
 * Units as money: how many of a unit pay for how much of a basket. Every unit pays its worth in the market; the
 * minor units that a number of units is worth are rounded down, so that nobody pays with value that is not there.
 */
import {
  compareExact,
  divExact,
  floorExact,
  mulExact,
  roundExact,
  toSafeInteger,
} from "./numbers.ts";
import type { CompiledUnit } from "./programme/compiled.ts";

/** Units that pay, and what they pay, minor units. */
export type Tender = { readonly amount: number; readonly worthMinor: number };

/**
 * What a number of units pays of an amount that is due. No more units are taken than are needed for what is due in
 * whole units, so that paying with units never costs the member value.
 *
 * @param wanted "most": as many as there are and as the amount takes.
 * @returns null where the unit has no worth in this market, so that it cannot pay.
 */
export function tenderOf(
  unit: CompiledUnit,
  market: string,
  asked: {
    readonly dueMinor: number;
    readonly wanted: number | "most";
    readonly available: number;
  },
): Tender | null {
  const worth = unit.worthMinor.get(market);
  if (!unit.spendable || worth === undefined || compareExact(worth, 0) <= 0) return null;
  const fitting = toSafeInteger(floorExact(divExact(asked.dueMinor, worth)));
  const wanted = asked.wanted === "most" ? Math.max(0, asked.available) : asked.wanted;
  const amount = Math.min(wanted, fitting);
  return { amount, worthMinor: toSafeInteger(floorExact(mulExact(amount, worth))) };
}

/**
 * What a part of a tender takes, where less had to be paid than was reserved: the fewest units that cover it, rounded
 * up, so that what was paid is never more than what the units are worth.
 *
 * @param usedMinor what was paid with it.
 */
export function partOfTender(whole: Tender, usedMinor: number): Tender {
  if (usedMinor >= whole.worthMinor) return whole;
  if (usedMinor <= 0) return { amount: 0, worthMinor: 0 };
  const share = divExact(mulExact(usedMinor, whole.amount), whole.worthMinor);
  return { amount: toSafeInteger(roundExact(share, "ceil")), worthMinor: usedMinor };
}
