import {
  addToDayNumber,
  dayFromNumber,
  roundUpNumberToEnd,
  type Day,
  type RoundTo,
} from "./calendar.ts";
import { MS_PER_DAY, MS_PER_HOUR, MS_PER_MINUTE, MS_PER_SECOND, type Instant } from "./instant.ts";
import { atSameTimeOn, dayNumberOf, startOfDayNumber } from "./zone.ts";

/** A length of time: calendar units follow the wall's dates, clock units are exact milliseconds. */
export type Duration =
  | { kind: "calendar"; months: number; days: number }
  | { kind: "clock"; ms: number };

/** Why a text is no duration, in words for the one who wrote it. */
export type DurationProblem = { kind: "problem"; message: string };

/** A hundred years: longer promises are slips of the pen. */
export const DURATION_DAYS_MAX = 36_525;

type Unit = { kind: "calendar"; months: number; days: number } | { kind: "clock"; ms: number };

const UNITS: ReadonlyMap<string, Unit> = new Map<string, Unit>([
  ["year", { kind: "calendar", months: 12, days: 0 }],
  ["month", { kind: "calendar", months: 1, days: 0 }],
  ["week", { kind: "calendar", months: 0, days: 7 }],
  ["day", { kind: "calendar", months: 0, days: 1 }],
  ["hour", { kind: "clock", ms: MS_PER_HOUR }],
  ["minute", { kind: "clock", ms: MS_PER_MINUTE }],
  ["second", { kind: "clock", ms: MS_PER_SECOND }],
]);

const DAYS_PER_MONTH_MEAN = 30.4375;

function lengthDays(duration: Duration): number {
  if (duration.kind === "clock") return duration.ms / MS_PER_DAY;
  return duration.months * DAYS_PER_MONTH_MEAN + duration.days;
}

function times(unit: Unit, amount: number): Duration {
  if (unit.kind === "clock") return { kind: "clock", ms: unit.ms * amount };
  return { kind: "calendar", months: unit.months * amount, days: unit.days * amount };
}

function problem(text: string, advice: string): DurationProblem {
  return { kind: "problem", message: `"${text.slice(0, 40)}" is not a duration: ${advice}` };
}

/**
 * Reads "12 months", "30 days", "2 weeks", "1 year", "90 minutes", "24 hours". One whole number and one unit, singular
 * or plural. "24 hours" is clock time and "1 day" a calendar day: they differ on the nights clocks change.
 */
export function parseDuration(text: string): Duration | DurationProblem {
  const match = /^(\d{1,9}) ([a-z]+)$/.exec(text.trim());
  if (match === null) return problem(text, 'write a whole number and a unit, such as "12 months".');
  const [, amount = "", written = ""] = match;
  const unit = UNITS.get(written.endsWith("s") ? written.slice(0, -1) : written);
  if (unit === undefined) return problem(text, `use one of ${[...UNITS.keys()].join("s, ")}s.`);
  const duration = times(unit, Number(amount));
  if (lengthDays(duration) > DURATION_DAYS_MAX) return problem(text, "use at most 100 years.");
  return duration;
}

/**
 * The same time of day after a calendar duration (in the way of `fromCivil` where clocks change), or the exact
 * moment after a clock duration. For the end of something valid through a day, use `validThrough`.
 *
 * @throws {TimeError} for an unknown zone or a result outside the years 1 to 9999.
 */
export function addDuration(instant: Instant, duration: Duration, zone: string): Instant {
  if (duration.kind === "clock") return instant + duration.ms;
  return atSameTimeOn(lastDayNumber(instant, duration, zone), instant, zone);
}

function lastDayNumber(
  anchor: Instant,
  { months, days }: Extract<Duration, { kind: "calendar" }>,
  zone: string,
): number {
  return addToDayNumber(dayNumberOf(anchor, zone), months, days);
}

/**
 * The exclusive end of what is valid for a duration from an anchor. Calendar durations are added to the anchor's local
 * date and rounded up to the end of a month, quarter or year where asked; the end is the first instant of the day
 * after. "Valid through 31 March" is 1 April 00:00 local. A clock duration ends exactly, unless it is rounded.
 *
 * @throws {TimeError} for an unknown zone or a result outside the years 1 to 9999.
 */
export function validThrough(
  anchor: Instant,
  duration: Duration,
  zone: string,
  roundTo?: RoundTo,
): Instant {
  if (duration.kind === "clock" && roundTo === undefined) return anchor + duration.ms;
  const last =
    duration.kind === "clock"
      ? dayNumberOf(anchor + duration.ms - 1, zone)
      : lastDayNumber(anchor, duration, zone);
  const rounded = roundTo === undefined ? last : roundUpNumberToEnd(last, roundTo);
  return startOfDayNumber(rounded + 1, zone);
}

/**
 * The last local day on which something with this exclusive end is still valid: what people are shown.
 *
 * @throws {TimeError} for an unknown zone.
 */
export function lastDayBefore(end: Instant, zone: string): Day {
  return dayFromNumber(dayNumberOf(end - 1, zone));
}
