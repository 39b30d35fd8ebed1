/**
 * Counters that forget: an event counts 1 at first and half as much after each half-life. They decay when touched, never
 * by a job. Every sum stands at the instant `at`, which is no fact about the member; for these sums the order of
 * events does not matter, up to rounding. In a steady state the sum is rate * half-life / ln 2.
 */

import { MS_PER_DAY, type Instant } from "../time.ts";

/** An answer that may be inexact: then the statistics must be rebuilt from the log. */
export type Reckoned<T> = { readonly value: T; readonly exact: boolean };

/** What remains of 1 after a time; 1 where no time has gone. */
export function remainingShare(elapsedMs: number, halfLifeDays: number): number {
  return elapsedMs <= 0 ? 1 : 2 ** (-elapsedMs / (halfLifeDays * MS_PER_DAY));
}

/** A sum standing at one instant as it stands at a later one. */
export function decayTo(sum: number, at: Instant, later: Instant, halfLifeDays: number): number {
  return sum * remainingShare(later - at, halfLifeDays);
}

/** Two numbers compared on their own scale, small ones absolutely: what the nightly audit holds below 1e-9. */
export function scaledDifference(a: number, b: number): number {
  return Math.abs(a - b) / Math.max(1, Math.abs(a), Math.abs(b));
}
