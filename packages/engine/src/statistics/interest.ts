/**
 * What a member shows interest in: per category and signal a fast and a slow counter and the plain count. Counters hold
 * events; weights come in when they are read, so that changed weights need no rebuild.
 */

import type { Instant } from "../time.ts";
import { decayTo, remainingShare, scaledDifference, type Reckoned } from "./counters.ts";

export const SIGNALS = ["view", "search", "wishlist", "basket", "purchase"] as const;
export type Signal = (typeof SIGNALS)[number];
export type SignalWeights = Readonly<Record<Signal, number>>;

export const SIGNAL_WEIGHTS: SignalWeights = {
  view: 1,
  search: 1.5,
  wishlist: 3,
  basket: 4,
  purchase: 8,
};
export const FAST_HALF_LIFE_DAYS = 2;
export const SLOW_HALF_LIFE_DAYS = 90;

/** Pairs of category and signal kept per member: about 6 kB as JSON. Beyond it the faintest is forgotten. */
export const INTERESTS_PER_MEMBER_MAX = 60;

export type InterestCounter = {
  readonly at: Instant;
  readonly fast: number;
  readonly slow: number;
  readonly count: number;
};

/** Keys are "signal:category". `forgotten` counts pairs dropped at the limit, `latestAt` is the latest event. */
export type InterestStatistics = {
  readonly pairs: Readonly<Record<string, InterestCounter>>;
  readonly latestAt: Instant | null;
  readonly forgotten: number;
};

/** One pair, decayed to the moment of reading; `fast` and `slow` are events, `score` is the slow counter weighted. */
export type Interest = {
  category: string;
  signal: Signal;
  count: number;
  fast: number;
  slow: number;
  score: number;
};

export const NO_INTEREST: InterestStatistics = { pairs: {}, latestAt: null, forgotten: 0 };

function keyOf(signal: Signal, category: string): string {
  return `${signal}:${category}`;
}

function readKey(key: string): { signal: Signal; category: string } {
  const colon = key.indexOf(":");
  const written = key.slice(0, colon);
  const signal = SIGNALS.find((known) => known === written) ?? "view";
  return { signal, category: key.slice(colon + 1) };
}

function standAt(counter: InterestCounter, instant: Instant): InterestCounter {
  if (instant <= counter.at) return counter;
  return {
    at: instant,
    fast: decayTo(counter.fast, counter.at, instant, FAST_HALF_LIFE_DAYS),
    slow: decayTo(counter.slow, counter.at, instant, SLOW_HALF_LIFE_DAYS),
    count: counter.count,
  };
}

function addTo(counter: InterestCounter, at: Instant, amount: 1 | -1): InterestCounter {
  const standing = standAt(counter, at);
  const late = standing.at - at;
  return {
    at: standing.at,
    fast: standing.fast + amount * remainingShare(late, FAST_HALF_LIFE_DAYS),
    slow: standing.slow + amount * remainingShare(late, SLOW_HALF_LIFE_DAYS),
    count: standing.count + amount,
  };
}

/** Keys from the faintest to the strongest by weighted slow counter, alike ones by key. */
function faintestFirst(
  pairs: Readonly<Record<string, InterestCounter>>,
  now: Instant,
): { key: string; score: number }[] {
  return Object.entries(pairs)
    .map(([key, counter]) => {
      return { key, score: standAt(counter, now).slow * SIGNAL_WEIGHTS[readKey(key).signal] };
    })
    .toSorted((a, b) => a.score - b.score || (a.key < b.key ? -1 : 1));
}

/** Forgets down to the limit. What is spared goes last, or nothing new could ever be learnt. */
function forget(interest: InterestStatistics, spared: readonly string[]): InterestStatistics {
  const excess = Object.keys(interest.pairs).length - INTERESTS_PER_MEMBER_MAX;
  if (excess <= 0) return interest;
  const order = faintestFirst(interest.pairs, interest.latestAt ?? 0).map(({ key }) => key);
  const others = order.filter((key) => !spared.includes(key));
  const dropped = new Set([...others, ...order].slice(0, excess));
  const kept = Object.entries(interest.pairs).filter(([key]) => !dropped.has(key));
  const pairs = Object.fromEntries(kept);
  return { ...interest, pairs, forgotten: interest.forgotten + dropped.size };
}

/** A signal seen at one instant, in one or several categories. */
type SignalAt = { at: Instant; signal: Signal; categories: readonly string[] };

/** Counts a signal once per category. Inexact only where it is late and something has been forgotten since. */
export function addInterest(
  interest: InterestStatistics,
  seen: SignalAt,
): Reckoned<InterestStatistics> {
  const { at, signal, categories } = seen;
  const latestAt = Math.max(interest.latestAt ?? at, at);
  const pairs: Record<string, InterestCounter> = { ...interest.pairs };
  const keys = [...new Set(categories)].map((category) => keyOf(signal, category));
  for (const key of keys)
    pairs[key] = addTo(pairs[key] ?? { at, fast: 0, slow: 0, count: 0 }, at, 1);
  const value = forget({ ...interest, pairs, latestAt }, keys);
  return { value, exact: at === latestAt || value.forgotten === 0 };
}

/** Takes a signal away again. Inexact where a pair is not there, or any has been forgotten. */
export function removeInterest(
  interest: InterestStatistics,
  seen: SignalAt,
): Reckoned<InterestStatistics> {
  const keys = new Set(seen.categories.map((category) => keyOf(seen.signal, category)));
  const left = Object.entries(interest.pairs).map(([key, counter]): [string, InterestCounter] => {
    return [key, keys.has(key) ? addTo(counter, seen.at, -1) : counter];
  });
  const pairs = Object.fromEntries(left.filter(([, { count }]) => count > 0));
  const known = [...keys].every((key) => interest.pairs[key] !== undefined);
  return { value: { ...interest, pairs }, exact: known && interest.forgotten === 0 };
}

function later(a: Instant | null, b: Instant | null): Instant | null {
  if (a === null || b === null) return a ?? b;
  return Math.max(a, b);
}

function sumCounters(a: InterestCounter, b: InterestCounter): InterestCounter {
  const at = Math.max(a.at, b.at);
  const [x, y] = [standAt(a, at), standAt(b, at)];
  return { at, fast: x.fast + y.fast, slow: x.slow + y.slow, count: x.count + y.count };
}

/** Adds two members' interests. Inexact where one of them has forgotten something, or the sum must. */
export function mergeInterest(
  a: InterestStatistics,
  b: InterestStatistics,
): Reckoned<InterestStatistics> {
  const pairs: Record<string, InterestCounter> = { ...a.pairs };
  for (const [key, counter] of Object.entries(b.pairs)) {
    const known = pairs[key];
    pairs[key] = known === undefined ? counter : sumCounters(known, counter);
  }
  const joined = {
    pairs,
    latestAt: later(a.latestAt, b.latestAt),
    forgotten: a.forgotten + b.forgotten,
  };
  const value = forget(joined, []);
  return { value, exact: value.forgotten === 0 };
}

/** Every pair as it stands at `now`, the strongest first. Reading before the latest event shows the latest standing. */
export function readPairs(
  interest: InterestStatistics,
  now: Instant,
  weights: SignalWeights,
): Interest[] {
  return Object.entries(interest.pairs)
    .map(([key, counter]) => {
      const { signal, category } = readKey(key);
      const { fast, slow, count } = standAt(counter, now);
      return { category, signal, count, fast, slow, score: slow * weights[signal] };
    })
    .toSorted(
      (a, b) =>
        b.score - a.score || (keyOf(a.signal, a.category) < keyOf(b.signal, b.category) ? -1 : 1),
    );
}

const NO_COUNTER: InterestCounter = { at: 0, fast: 0, slow: 0, count: 0 };

/** The largest scaled difference of any counter, compared as they stand at the later of the two instants. */
export function interestDistance(a: InterestStatistics, b: InterestStatistics): number {
  let distance = 0;
  for (const key of new Set([...Object.keys(a.pairs), ...Object.keys(b.pairs)])) {
    const [left, right] = [a.pairs[key] ?? NO_COUNTER, b.pairs[key] ?? NO_COUNTER];
    const at = Math.max(left.at, right.at);
    const [x, y] = [standAt(left, at), standAt(right, at)];
    distance = Math.max(
      distance,
      scaledDifference(x.fast, y.fast),
      scaledDifference(x.slow, y.slow),
      scaledDifference(x.count, y.count),
    );
  }
  return distance;
}
