/** Numbers kept by key: counters of limits, grants, debts, sums. All are changed in place. */
import type { Count } from "./effects.ts";
import { assert } from "./invariants.ts";
import type { Instant } from "./time.ts";

/** A counter and the end of its period. */
export type Counter = [value: number, until: Instant];

/** Counters are kept this long after their period, so that late events find them (live events: at most 90 days late). */
const COUNTER_GRACE_MS = 100 * 86_400_000;

/**
 * A record whose keys are named from outside, such as periods and categories. Without a prototype: "constructor" is a
 * name like any other then, and a key that few members have does not give the record a shape of its own, which would
 * cost more than all else that is done with it.
 */
export function emptyRecord<T>(): Record<string, T> {
  const record: Record<string, T> = Object.create(null);
  return record;
}

/** The same entries in a record without a prototype. */
export function ownRecord<T>(from: Readonly<Record<string, T>>): Record<string, T> {
  return Object.assign(emptyRecord<T>(), from);
}

/** Adds to a number in a record and drops the key at zero, so that equal states look equal. */
export function addTo(record: Record<string, number>, key: string, amount: number): void {
  const next = (record[key] ?? 0) + amount;
  if (next === 0) delete record[key];
  else record[key] = next;
}

/** Counts the use of a limit. */
export function applyCount(counts: Record<string, Counter>, count: Count): void {
  const before = counts[count.key];
  if (!before && count.by <= 0) return; // The counter of a period long gone: nothing counts there any more.
  const next = (before?.[0] ?? 0) + count.by;
  assert(next >= 0, "no counter goes below zero");
  if (next === 0) delete counts[count.key];
  else if (before) before[0] = next;
  else counts[count.key] = [next, count.until];
}

/** Drops the counters of periods that not even a late event can lie in. */
export function forgetOldCounters(counts: Record<string, Counter>, bookedAt: Instant): void {
  for (const key in counts) {
    if ((counts[key]?.[1] ?? 0) + COUNTER_GRACE_MS < bookedAt) delete counts[key];
  }
}
