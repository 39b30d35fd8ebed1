/** Where the mark of a visit stands on a line of time: pure. */
const DAY_MS = 86_400_000;

/**
 * Each day with its place from 0, the first of them, to 1, the day it was counted.
 *
 * @param days civil days such as 2026-03-31.
 * @param at the instant it was counted; a day that is later in its own zone stands at the end.
 */
export function placesOfDays(
  days: readonly string[],
  at: string,
): { readonly day: string; readonly place: number }[] {
  const numbers = days.map((day) => Date.parse(day) / DAY_MS);
  const first = Math.min(...numbers);
  const last = Math.max(Math.floor(Date.parse(at) / DAY_MS), ...numbers);
  const span = Math.max(1, last - first);
  return days.map((day, index) => ({ day, place: ((numbers[index] ?? first) - first) / span }));
}
