/**
 * Rolling periods: what was counted at an instant counts for a length of time, whatever the calendar says. Sums are
 * kept in buckets of local months, or days where the length is told in days, and a bucket falls out as a whole: at the
 * first instant of the local month (or day) after the one in which its length is over. So a state stays small, nothing
 * falls out before its time, and what counts at an instant follows from the buckets alone.
 */
import { assert } from "./invariants.ts";
import { dayNumber, dayNumberOf, periodOf, startOfDay, startOfDayNumber } from "./time.ts";
import type { Instant, Period } from "./time.ts";

/** How long what is counted counts, in the months or days that its buckets are. */
export type RollingWindow = { readonly grain: "day" | "month"; readonly length: number };

/** Longest lengths: what a level needs to know of its past is two of them, and a state must stay small. */
export const ROLLING_DAYS_MAX = 100;
export const ROLLING_MONTHS_MAX = 36;
/** Buckets of a wallet's unit that are kept apart: two of the longest lengths, and what late events add. */
export const BUCKETS_MAX = 210;

const MONTHS_PER_YEAR = 12;
const KEY = /^r(\d{4})-(\d{2})(-\d{2})?$/;

/** Is this the key of a bucket, such as "r2026-11" or "r2026-11-23"? */
export const isBucket = (key: string): boolean => key.startsWith("r");

/** Reads "rolling 12 months" or "rolling 90 days"; null for any other period. */
export function rollingOf(period: string): RollingWindow | null {
  const [, count, unit] = /^rolling (\d{1,3}) (day|week|month|year)s?$/.exec(period) ?? [];
  if (count === undefined) return null;
  const length = Number(count);
  if (unit === "day" || unit === "week")
    return { grain: "day", length: unit === "week" ? length * 7 : length };
  return { grain: "month", length: unit === "year" ? length * MONTHS_PER_YEAR : length };
}

/** How long a unit counts: asked of rolling ones alone. */
export function windowOf({ rolling }: { readonly rolling: RollingWindow | null }): RollingWindow {
  assert(rolling !== null, "a rolling unit has a length");
  return rolling;
}

/** The bucket that an instant lies in. */
export function bucketOf(window: RollingWindow, at: Instant, zone: string): Period {
  const { key, start, end } = periodOf(at, window.grain, zone);
  return { key: `r${key}`, start, end };
}

/** The place of an instant among the buckets: a number that grows by one from each to the next. */
export function placeAt({ grain }: RollingWindow, at: Instant, zone: string): number {
  if (grain === "day") return dayNumberOf(at, zone);
  return placeOfKey(grain, `r${periodOf(at, grain, zone).key}`) ?? 0;
}

/** The first instant of a bucket by its place. */
export function startOfPlace({ grain }: RollingWindow, place: number, zone: string): Instant {
  if (grain === "day") return startOfDayNumber(place, zone);
  const year = String(Math.floor(place / MONTHS_PER_YEAR)).padStart(4, "0");
  const month = String((place % MONTHS_PER_YEAR) + 1).padStart(2, "0");
  return startOfDay(`${year}-${month}-01`, zone);
}

/** The place of a bucket by its key; null for one of another grain. */
export const placeOfBucket = ({ grain }: RollingWindow, key: string): number | null =>
  placeOfKey(grain, key);

/** Buckets of another grain, from before the programme changed, count no more. */
function placeOfKey(grain: RollingWindow["grain"], key: string): number | null {
  const [, year, month, day] = KEY.exec(key) ?? [];
  if (year === undefined || (day === undefined) !== (grain === "month")) return null;
  if (grain === "day") return dayNumber(key.slice(1));
  return Number(year) * MONTHS_PER_YEAR + Number(month) - 1;
}

/** What was counted per bucket, and what of it counts from one bucket to the next. */
export class Buckets {
  readonly #window: RollingWindow;
  readonly #amounts = new Map<number, number>();
  /** The newest bucket with anything in it; -1 where there is none. */
  readonly newest: number = -1;

  /** @param periods sums of a counting unit per period; what is no bucket of this window's grain is left out. */
  constructor(window: RollingWindow, periods: Readonly<Record<string, number>>) {
    this.#window = window;
    for (const key in periods) {
      const place = placeOfKey(window.grain, key);
      if (place === null) continue;
      this.#amounts.set(place, periods[key] ?? 0);
      if (place > this.newest) this.newest = place;
    }
  }

  /** What counts in a bucket: its own amount and those of the length before it. */
  sumAt(place: number): number {
    let sum = 0;
    for (const [at, amount] of this.#amounts)
      if (at <= place && at >= place - this.#window.length) sum += amount;
    return sum;
  }

  /** The highest sum of the buckets from one to another, both included. */
  highest(from: number, to: number): number {
    let sum = this.sumAt(from);
    let highest = sum;
    for (let place = from + 1; place <= to; place += 1) {
      sum += this.#at(place) - this.#at(place - this.#window.length - 1);
      if (sum > highest) highest = sum;
    }
    return highest;
  }

  /**
   * The first bucket of the stretch in which less than so much counts: the one that a bucket lies in, looked for back to
   * another, or else the next to come. Nothing is counted in times to come, so there is one.
   */
  shortFrom(needed: number, { present, earliest }: { present: number; earliest: number }): number {
    let place = present;
    let sum = this.sumAt(place);
    while (sum < needed && place > earliest) {
      const before = sum - this.#at(place) + this.#at(place - 1 - this.#window.length);
      if (before >= needed) return place;
      sum = before;
      place -= 1;
    }
    while (sum >= needed) {
      place += 1;
      sum += this.#at(place) - this.#at(place - this.#window.length - 1);
    }
    return place;
  }

  #at(place: number): number {
    return this.#amounts.get(place) ?? 0;
  }
}
