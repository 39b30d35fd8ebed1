/**
 * Purchases of one member, summed up. An occasion is a local day with at least one purchase: models of repeat buying
 * count occasions, not receipts (Fader, Hardie & Lee 2005 count them so). Days are whole day numbers since 1970-01-01
 * in the store's zone; gaps between occasions are in days and therefore never below 1.
 */

import type { Reckoned } from "./counters.ts";

/** `litt` is the sum of ln(gap in days) between neighbouring occasions. Margins and revenue are in major units (kronor). */
export type PurchaseSums = {
  readonly purchases: number;
  readonly unknownMargin: number;
  readonly marginSum: number;
  readonly marginSquareSum: number;
  readonly revenueSum: number;
};

/** `firstDay` and `lastDay` are null exactly where there is no occasion. */
export type Occasions = {
  readonly occasions: number;
  readonly firstDay: number | null;
  readonly lastDay: number | null;
  readonly litt: number;
};

export type PurchaseStatistics = PurchaseSums & Occasions;

export const NO_OCCASIONS: Occasions = { occasions: 0, firstDay: null, lastDay: null, litt: 0 };
export const NO_SUMS: PurchaseSums = {
  purchases: 0,
  unknownMargin: 0,
  marginSum: 0,
  marginSquareSum: 0,
  revenueSum: 0,
};

type Paid = { margin: number | null; revenue: number };

/** Adds a purchase to the sums, or takes one away with direction -1. */
export function addToSums(sums: PurchaseSums, paid: Paid, direction: 1 | -1): PurchaseSums {
  const { margin } = paid;
  const known = margin ?? 0;
  return {
    purchases: sums.purchases + direction,
    unknownMargin: sums.unknownMargin + (margin === null ? direction : 0),
    marginSum: sums.marginSum + direction * known,
    marginSquareSum: sums.marginSquareSum + direction * known * known,
    revenueSum: sums.revenueSum + direction * paid.revenue,
  };
}

/** A part of a purchase was refunded: what it paid before gives way to what it pays now; the purchase stays one. */
export function replaceInSums(sums: PurchaseSums, before: Paid, after: Paid): PurchaseSums {
  return addToSums(addToSums(sums, before, -1), after, 1);
}

export function mergeSums(a: PurchaseSums, b: PurchaseSums): PurchaseSums {
  return {
    purchases: a.purchases + b.purchases,
    unknownMargin: a.unknownMargin + b.unknownMargin,
    marginSum: a.marginSum + b.marginSum,
    marginSquareSum: a.marginSquareSum + b.marginSquareSum,
    revenueSum: a.revenueSum + b.revenueSum,
  };
}

/** Occasions from all purchase days, in any order and with repeats. */
export function occasionsOf(days: Iterable<number>): Occasions {
  const sorted = [...new Set(days)].toSorted((a, b) => a - b);
  const [firstDay = null] = sorted;
  const lastDay = sorted.at(-1) ?? null;
  let litt = 0;
  for (const [index, day] of sorted.entries()) {
    if (index > 0) litt += Math.log(day - (sorted[index - 1] ?? day));
  }
  return { occasions: sorted.length, firstDay, lastDay, litt };
}

/**
 * Joins two stretches of occasions. Exact where they do not overlap, since then only one gap is new. Where they do, the
 * days they share and the neighbours are unknown: the count is an upper bound, and the answer says it is inexact.
 */
export function mergeOccasions(a: Occasions, b: Occasions): Reckoned<Occasions> {
  if (a.firstDay === null || a.lastDay === null) return { value: b, exact: true };
  if (b.firstDay === null || b.lastDay === null) return { value: a, exact: true };
  const [earlier, later] = a.firstDay <= b.firstDay ? [a, b] : [b, a];
  const gap = (later.firstDay ?? 0) - (earlier.lastDay ?? 0);
  // A single day that is either end of the other stretch is an occasion already counted.
  if (isOneDayOf(a, b)) return { value: b, exact: true };
  if (isOneDayOf(b, a)) return { value: a, exact: true };
  const value = {
    occasions: a.occasions + b.occasions - (gap === 0 ? 1 : 0),
    firstDay: Math.min(a.firstDay, b.firstDay),
    lastDay: Math.max(a.lastDay, b.lastDay),
    litt: a.litt + b.litt + (gap > 0 ? Math.log(gap) : 0),
  };
  return { value, exact: gap >= 0 };
}

function isOneDayOf(one: Occasions, other: Occasions): boolean {
  return one.occasions === 1 && (one.firstDay === other.firstDay || one.firstDay === other.lastDay);
}

export function occasionOn(day: number): Occasions {
  return { occasions: 1, firstDay: day, lastDay: day, litt: 0 };
}

/**
 * Takes away one purchase of a day. Exact where what remains is certain: other purchases on the only day, the other one
 * of two single purchases, or nothing. Otherwise it is unknown whether the day keeps another purchase and who its
 * neighbours are: occasions stay as they are, and the answer says it is inexact.
 */
export function removeOccasion(before: PurchaseStatistics, day: number): Reckoned<Occasions> {
  const { purchases, occasions, firstDay, lastDay, litt } = before;
  const unchanged = { occasions, firstDay, lastDay, litt };
  if (purchases <= 1) return { value: NO_OCCASIONS, exact: day === firstDay };
  if (occasions === 1) return { value: unchanged, exact: day === firstDay };
  const certain = purchases === 2 && (day === firstDay || day === lastDay);
  const remaining = day === firstDay ? lastDay : firstDay;
  if (!certain || remaining === null) return { value: unchanged, exact: false };
  return { value: occasionOn(remaining), exact: true };
}
