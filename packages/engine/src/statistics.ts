/**
 * Sufficient statistics of one member: what the models of repeat buying, interest and habit need, in a few kilobytes of
 * plain JSON. Floats live here and nowhere near points. Updates are O(1) in the number of purchases; where an update
 * cannot be exact (a late purchase between two others, some refunds) the statistics say `stale`, hold their best
 * approximation, and the caller queues a rebuild from the log. Not in here: which events were already counted; the caller knows by
 * the event's claim.
 */

import { dayNumberOf, type Instant } from "./time.ts";
import { scaledDifference } from "./statistics/counters.ts";
import {
  addHour,
  hoursDistance,
  mergeHours,
  NO_HOURS,
  readSlots,
  type HourStatistics,
} from "./statistics/hours.ts";
import {
  addInterest,
  interestDistance,
  mergeInterest,
  NO_INTEREST,
  readPairs,
  removeInterest,
  SIGNAL_WEIGHTS,
  type Interest,
  type InterestStatistics,
  type Signal,
  type SignalWeights,
} from "./statistics/interest.ts";
import {
  addToSums,
  mergeOccasions,
  mergeSums,
  NO_OCCASIONS,
  NO_SUMS,
  occasionOn,
  occasionsOf,
  removeOccasion,
  replaceInSums,
  type PurchaseStatistics,
} from "./statistics/purchases.ts";

export {
  DAY_PARTS,
  daySlot,
  HOURS_HALF_LIFE_DAYS,
  type HourStatistics,
} from "./statistics/hours.ts";
export {
  FAST_HALF_LIFE_DAYS,
  INTERESTS_PER_MEMBER_MAX,
  SIGNAL_WEIGHTS,
  SIGNALS,
  SLOW_HALF_LIFE_DAYS,
  type Interest,
  type InterestStatistics,
  type Signal,
  type SignalWeights,
} from "./statistics/interest.ts";
export type { PurchaseStatistics } from "./statistics/purchases.ts";

export type Statistics = {
  readonly purchases: PurchaseStatistics;
  readonly interest: InterestStatistics;
  readonly hours: HourStatistics;
  readonly stale: boolean;
};

/** A purchase as the statistics see it. Margin and revenue in major units; margin is null where the cost is unknown. */
export type PurchaseSeen = {
  at: Instant;
  zone: string;
  categories: readonly string[];
  margin: number | null;
  revenue: number;
};

/** A sign of interest that is no purchase. */
export type SignalSeen = {
  at: Instant;
  zone: string;
  category: string;
  signal: Exclude<Signal, "purchase">;
};

type Paid = { margin: number | null; revenue: number };

/**
 * The log of one member as the statistics see it. A `refund` names the purchase it undoes by its own data (`at`, zone and
 * categories of the purchase; margin and revenue still standing); a `partial_refund` changes only what was paid.
 */
export type StatisticsEvent =
  | ({ kind: "purchase" } & PurchaseSeen)
  | ({ kind: "signal" } & SignalSeen)
  | ({ kind: "refund" } & PurchaseSeen)
  | { kind: "partial_refund"; before: Paid; after: Paid };

const EMPTY: Statistics = {
  purchases: { ...NO_SUMS, ...NO_OCCASIONS },
  interest: NO_INTEREST,
  hours: NO_HOURS,
  stale: false,
};

/** The statistics of a member nothing is known about. */
export function emptyStatistics(): Statistics {
  return EMPTY;
}

function addHabits(statistics: Statistics, purchase: PurchaseSeen): Statistics {
  const { at, zone, categories } = purchase;
  const { value, exact } = addInterest(statistics.interest, { at, signal: "purchase", categories });
  const hours = addHour(statistics.hours, { at, zone, amount: 1 });
  return { ...statistics, interest: value, hours, stale: statistics.stale || !exact };
}

/**
 * Counts a purchase. Any order is exact but one: a purchase on a day strictly between the first and the last occasion
 * makes the statistics stale, since it is not known which days between them had purchases.
 */
export function addPurchase(statistics: Statistics, purchase: PurchaseSeen): Statistics {
  const before = statistics.purchases;
  const day = dayNumberOf(purchase.at, purchase.zone);
  const occasions = mergeOccasions(before, occasionOn(day));
  const { occasions: count, firstDay, lastDay, litt } = occasions.value;
  const purchases = {
    ...addToSums(before, purchase, 1),
    occasions: count,
    firstDay,
    lastDay,
    litt,
  };
  const habits = addHabits(statistics, purchase);
  return { ...habits, purchases, stale: habits.stale || !occasions.exact };
}

/**
 * Undoes a purchase that was refunded in full; give it as it was counted, with the margin and revenue still standing.
 * Sums, interest and hours are always undone; occasions where what remains is certain, otherwise the result is stale.
 */
export function removePurchase(statistics: Statistics, purchase: PurchaseSeen): Statistics {
  const before = statistics.purchases;
  const { at, zone, categories } = purchase;
  const interest = removeInterest(statistics.interest, { at, signal: "purchase", categories });
  const occasions = removeOccasion(before, dayNumberOf(at, zone));
  const sums = before.purchases <= 1 ? NO_SUMS : addToSums(before, purchase, -1);
  return {
    purchases: { ...sums, ...occasions.value },
    interest: interest.value,
    hours: addHour(statistics.hours, { at, zone, amount: -1 }),
    stale: statistics.stale || !occasions.exact || !interest.exact,
  };
}

/** A part of a purchase was refunded: only margin and revenue change, and always exactly. */
export function refundPart(
  statistics: Statistics,
  change: { before: Paid; after: Paid },
): Statistics {
  const sums = replaceInSums(statistics.purchases, change.before, change.after);
  return { ...statistics, purchases: { ...statistics.purchases, ...sums } };
}

/** Counts a view, a search, a wish or a basket, and the hour it came. */
export function addSignal(statistics: Statistics, seen: SignalSeen): Statistics {
  const { value, exact } = addInterest(statistics.interest, {
    at: seen.at,
    signal: seen.signal,
    categories: [seen.category],
  });
  const hours = addHour(statistics.hours, { at: seen.at, zone: seen.zone, amount: 1 });
  return { ...statistics, interest: value, hours, stale: statistics.stale || !exact };
}

/**
 * The statistics of two members who turned out to be one. Sums and counters always add up; occasions only where one
 * member's purchases all come before the other's, otherwise the result is stale.
 */
export function mergeStatistics(a: Statistics, b: Statistics): Statistics {
  const occasions = mergeOccasions(a.purchases, b.purchases);
  const interest = mergeInterest(a.interest, b.interest);
  const { occasions: count, firstDay, lastDay, litt } = occasions.value;
  return {
    purchases: {
      ...mergeSums(a.purchases, b.purchases),
      occasions: count,
      firstDay,
      lastDay,
      litt,
    },
    interest: interest.value,
    hours: mergeHours(a.hours, b.hours),
    stale: a.stale || b.stale || !occasions.exact || !interest.exact,
  };
}

function purchaseKey({ at, zone, categories }: PurchaseSeen): string {
  return JSON.stringify([at, zone, [...new Set(categories)].toSorted()]);
}

/** Purchases that were not refunded in full: each refund takes away one purchase with the same data. */
function purchasesKept(events: readonly StatisticsEvent[]): PurchaseSeen[] {
  const refunds = new Map<string, number>();
  for (const event of events) {
    if (event.kind !== "refund") continue;
    const key = purchaseKey(event);
    refunds.set(key, (refunds.get(key) ?? 0) + 1);
  }
  return events
    .filter((event) => event.kind === "purchase")
    .filter((purchase) => {
      const key = purchaseKey(purchase);
      const left = refunds.get(key) ?? 0;
      if (left > 0) refunds.set(key, left - 1);
      return left === 0;
    });
}

/**
 * The statistics of a member's whole log, never stale. Purchases and signals are counted in the order of their instants, and
 * what was refunded in full counts as if it had not happened.
 */
export function rebuildStatistics(events: readonly StatisticsEvent[]): Statistics {
  const kept = purchasesKept(events);
  const signals = events.filter((event) => event.kind === "signal");
  const habits = [
    ...kept.map((purchase) => ({
      at: purchase.at,
      count: (to: Statistics) => addHabits(to, purchase),
    })),
    ...signals.map((signal) => ({
      at: signal.at,
      count: (to: Statistics) => addSignal(to, signal),
    })),
  ]
    .toSorted((a, b) => a.at - b.at)
    .reduce((statistics, { count }) => count(statistics), EMPTY);
  let sums = NO_SUMS;
  for (const event of events) {
    if (event.kind === "purchase") sums = addToSums(sums, event, 1);
    if (event.kind === "refund") sums = addToSums(sums, event, -1);
    if (event.kind === "partial_refund") sums = replaceInSums(sums, event.before, event.after);
  }
  const occasions = occasionsOf(kept.map(({ at, zone }) => dayNumberOf(at, zone)));
  const purchases = { ...(kept.length === 0 ? NO_SUMS : sums), ...occasions };
  return { ...habits, purchases, stale: false };
}

/**
 * The largest difference between any two figures, each on its own scale (absolute below 1); counters are compared as they
 * stand at one instant. Infinity where one knows a first or last day and the other does not. `stale` is not compared.
 */
export function statisticsDistance(a: Statistics, b: Statistics): number {
  const [x, y] = [a.purchases, b.purchases];
  if ((x.firstDay === null) !== (y.firstDay === null)) return Infinity;
  return Math.max(
    scaledDifference(x.purchases, y.purchases),
    scaledDifference(x.unknownMargin, y.unknownMargin),
    scaledDifference(x.marginSum, y.marginSum),
    scaledDifference(x.marginSquareSum, y.marginSquareSum),
    scaledDifference(x.revenueSum, y.revenueSum),
    scaledDifference(x.occasions, y.occasions),
    scaledDifference(x.firstDay ?? 0, y.firstDay ?? 0),
    scaledDifference(x.lastDay ?? 0, y.lastDay ?? 0),
    scaledDifference(x.litt, y.litt),
    interestDistance(a.interest, b.interest),
    hoursDistance(a.hours, b.hours),
  );
}

/**
 * What the models of repeat buying take, in days: repeats x, recency t_x (first to last occasion), age T (first occasion to
 * `today`) and litt. Null without purchases: then x is not 0 but unknown.
 */
export function readPurchases(
  statistics: Statistics,
  today: number,
): { repeats: number; recencyDays: number; ageDays: number; litt: number } | null {
  const { occasions, firstDay, lastDay, litt } = statistics.purchases;
  if (firstDay === null || lastDay === null) return null;
  return {
    repeats: occasions - 1,
    recencyDays: lastDay - firstDay,
    ageDays: Math.max(today - firstDay, lastDay - firstDay),
    litt,
  };
}

/** Every interest as it stands at `now`, the strongest first; see `Interest`. */
export function readInterest(
  statistics: Statistics,
  now: Instant,
  weights: SignalWeights = SIGNAL_WEIGHTS,
): Interest[] {
  return readPairs(statistics.interest, now, weights);
}

/** The 42 day-parts (see `daySlot`) as they stand at `now`. */
export function readHours(statistics: Statistics, now: Instant): number[] {
  return readSlots(statistics.hours, now);
}
