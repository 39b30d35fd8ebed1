/** When a member is active: 7 weekdays of 6 day-parts (four hours each) by the wall clock, with a half-life of 180 days. */

import { toCivil, type Instant } from "../time.ts";
import { remainingShare, scaledDifference } from "./counters.ts";

export const HOURS_HALF_LIFE_DAYS = 180;
export const DAY_PARTS = 6;
const HOURS_PER_DAY_PART = 24 / DAY_PARTS;
const SLOTS = 7 * DAY_PARTS;

/** All slots stand at one instant; `at` is null and `sums` empty where nothing was ever counted. */
export type HourStatistics = { readonly at: Instant | null; readonly sums: readonly number[] };

export const NO_HOURS: HourStatistics = { at: null, sums: [] };

/** The slot of an instant, 0 to 41: Monday 00:00-04:00 is 0, Sunday 20:00-24:00 is 41. */
export function daySlot(at: Instant, zone: string): number {
  const { weekday, hour } = toCivil(at, zone);
  return (weekday - 1) * DAY_PARTS + Math.floor(hour / HOURS_PER_DAY_PART);
}

/** All 42 slots as they stand at `now`; reading before the latest event shows the latest standing. */
export function readSlots(hours: HourStatistics, now: Instant): number[] {
  const { at, sums } = hours;
  if (at === null) return Array.from({ length: SLOTS }, () => 0);
  const share = remainingShare(now - at, HOURS_HALF_LIFE_DAYS);
  return sums.map((sum) => sum * share);
}

/** Counts one sign of life at an instant, or takes it away with amount -1. */
export function addHour(
  hours: HourStatistics,
  input: { at: Instant; zone: string; amount: 1 | -1 },
): HourStatistics {
  const at = Math.max(hours.at ?? input.at, input.at);
  const sums = readSlots(hours, at);
  const slot = daySlot(input.at, input.zone);
  const share = remainingShare(at - input.at, HOURS_HALF_LIFE_DAYS);
  sums[slot] = (sums[slot] ?? 0) + input.amount * share;
  return { at, sums };
}

export function mergeHours(a: HourStatistics, b: HourStatistics): HourStatistics {
  if (a.at === null) return b;
  if (b.at === null) return a;
  const at = Math.max(a.at, b.at);
  const right = readSlots(b, at);
  return { at, sums: readSlots(a, at).map((sum, slot) => sum + (right[slot] ?? 0)) };
}

export function hoursDistance(a: HourStatistics, b: HourStatistics): number {
  const at = Math.max(a.at ?? 0, b.at ?? 0);
  const right = readSlots(b, at);
  return readSlots(a, at).reduce(
    (distance, sum, slot) => Math.max(distance, scaledDifference(sum, right[slot] ?? 0)),
    0,
  );
}
