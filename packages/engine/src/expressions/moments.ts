/** Moments and lengths of time as CEL knows them: literals at check time, calendar fields by zone. */

import { daysInMonth, TimeError, toCivil, type Civil } from "../time.ts";
import { EvaluationError } from "./errors.ts";
import type { Run } from "./nodes.ts";

const NANOS_PER_MS = 1_000_000n;

const UNIT_NANOS: ReadonlyMap<string, bigint> = new Map([
  ["h", 3_600_000_000_000n],
  ["m", 60_000_000_000n],
  ["s", 1_000_000_000n],
  ["ms", NANOS_PER_MS],
  ["us", 1_000n],
  ["µs", 1_000n],
  ["ns", 1n],
]);

const DURATION = /^([+-]?)((?:\d+(?:\.\d{1,9})?(?:ms|us|µs|ns|h|m|s))+)$/u;
const DURATION_PART = /(\d+)(?:\.(\d{1,9}))?(ms|us|µs|ns|h|m|s)/gu;
const DECIMALS = 1_000_000_000n;

/** Milliseconds of a CEL duration such as "24h", "1h30m" or "-2.5s"; null where it is none, or not whole milliseconds. */
export function readDuration(text: string): number | null {
  const match = DURATION.exec(text);
  if (match === null || text.length > 60) return null;
  let nanos = 0n;
  for (const [, whole = "0", decimals = "", unit = ""] of (match[2] ?? "").matchAll(
    DURATION_PART,
  )) {
    const unitNanos = UNIT_NANOS.get(unit) ?? 0n;
    nanos += BigInt(whole) * unitNanos;
    nanos += (BigInt(decimals.padEnd(9, "0")) * unitNanos) / DECIMALS;
  }
  const ms = Number(nanos / NANOS_PER_MS);
  if (nanos % NANOS_PER_MS !== 0n || !Number.isSafeInteger(ms)) return null;
  return match[1] === "-" ? 0 - ms : ms;
}

function dayOfYear({ year, month, day }: Civil): number {
  let days = day;
  for (let earlier = 1; earlier < month; earlier++) days += daysInMonth(year, earlier);
  return days;
}

/** CEL counts months, days of the month (`getDayOfMonth`) and days of the year from 0, and Sunday is 0. */
const CALENDAR_FIELDS: ReadonlyMap<string, (civil: Civil) => number> = new Map([
  ["getFullYear", (civil: Civil) => civil.year],
  ["getMonth", (civil: Civil) => civil.month - 1],
  ["getDate", (civil: Civil) => civil.day],
  ["getDayOfMonth", (civil: Civil) => civil.day - 1],
  ["getDayOfWeek", (civil: Civil) => civil.weekday % 7],
  ["getDayOfYear", (civil: Civil) => dayOfYear(civil) - 1],
  ["getHours", (civil: Civil) => civil.hour],
  ["getMinutes", (civil: Civil) => civil.minute],
  ["getSeconds", (civil: Civil) => civil.second],
]);

/** The names of the calendar's fields. */
export const calendarFieldNames: readonly string[] = [...CALENDAR_FIELDS.keys()];

/** Reads a calendar field of a moment in a zone, or null where there is no such field. */
export function calendarField(
  name: string,
  moment: Run<number>,
  zone: Run<string>,
): Run<number> | null {
  const field = CALENDAR_FIELDS.get(name);
  if (field === undefined) return null;
  return (c, l) => {
    const instant = moment(c, l);
    const place = zone(c, l);
    try {
      return field(toCivil(instant, place));
    } catch (error) {
      if (error instanceof TimeError) throw new EvaluationError("unknown_time_zone", error.message);
      throw error;
    }
  };
}

const MS_OF_UNIT: ReadonlyMap<string, number> = new Map([
  ["getHours", 3_600_000],
  ["getMinutes", 60_000],
  ["getSeconds", 1_000],
]);

/** The whole hours, minutes or seconds of a length of time, towards zero; null where there is no such field. */
export function durationField(name: string, duration: Run<number>): Run<number> | null {
  const unitMs = MS_OF_UNIT.get(name);
  if (unitMs === undefined) return null;
  return (c, l) => Math.trunc(duration(c, l) / unitMs) + 0;
}
