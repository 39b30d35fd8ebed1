/** Days, weeks, months and years without a zone: plain arithmetic on the proleptic Gregorian calendar. */

import { daysInMonth, TimeError } from "./instant.ts";

/** A calendar day, written "2026-11-21". */
export type Day = string;

/** A step in calendar units. Months and years are added first and clamped, then weeks and days. */
export type DayStep = {
  days?: number | undefined;
  weeks?: number | undefined;
  months?: number | undefined;
  years?: number | undefined;
};

export type RoundTo = "month" | "quarter" | "year";

export type CivilDate = { year: number; month: number; day: number };

const DAYS_PER_ERA = 146_097;
const DAYS_0000_03_01_TO_1970 = 719_468;

/** Days 0 to 84,371 are 1970 to 2200: their texts are kept, about 5 MB if every one of them is asked for. */
const DAY_TEXTS_KEPT_MAX = 84_372;
const keptDayTexts: string[] = [];

/** Days since 1970-01-01 of a date that exists. */
export function dayNumberFrom(year: number, month: number, day: number): number {
  // Years start in March, so that the leap day is the last of its year (H. Hinnant, "chrono-compatible low-level date algorithms").
  const marchYear = month <= 2 ? year - 1 : year;
  const era = Math.floor(marchYear / 400);
  const yearOfEra = marchYear - era * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  const dayOfEra =
    yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * DAYS_PER_ERA + dayOfEra - DAYS_0000_03_01_TO_1970;
}

/** The date of a day number. */
export function civilDateOf(number: number): CivilDate {
  const shifted = number + DAYS_0000_03_01_TO_1970;
  const era = Math.floor(shifted / DAYS_PER_ERA);
  const dayOfEra = shifted - era * DAYS_PER_ERA;
  const leapsGone =
    Math.floor(dayOfEra / 1_460) - Math.floor(dayOfEra / 36_524) + Math.floor(dayOfEra / 146_096);
  const yearOfEra = Math.floor((dayOfEra - leapsGone) / 365);
  const dayOfYear =
    dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const marchMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
  const day = dayOfYear - Math.floor((153 * marchMonth + 2) / 5) + 1;
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day };
}

/** The weekday of a day number: 1 is Monday, 7 is Sunday. 1970-01-01 was a Thursday. */
export function weekdayOf(number: number): number {
  return ((((number + 3) % 7) + 7) % 7) + 1;
}

function digitsAt(text: string, from: number, to: number): number {
  let value = 0;
  for (let index = from; index < to; index++) {
    const digit = text.charCodeAt(index) - 48;
    if (!(digit >= 0 && digit <= 9)) return Number.NaN;
    value = value * 10 + digit;
  }
  return value;
}

function readDay(text: string): CivilDate | null {
  if (text.length !== 10 || text[4] !== "-" || text[7] !== "-") return null;
  const year = digitsAt(text, 0, 4);
  const month = digitsAt(text, 5, 7);
  const day = digitsAt(text, 8, 10);
  const exists =
    year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month);
  return exists ? { year, month, day } : null;
}

/** True where the text is a day that exists, written "2026-11-21". */
export function isDay(text: string): boolean {
  return readDay(text) !== null;
}

function civilDate(day: Day): CivilDate {
  const date = readDay(day);
  if (date === null) {
    throw new TimeError(`"${day}" is not a day: write it as 2026-11-21, and check that it exists.`);
  }
  return date;
}

/**
 * Days since 1970-01-01.
 *
 * @throws {TimeError} where the text is not a day that exists.
 */
export function dayNumber(day: Day): number {
  const { year, month, day: dayOfMonth } = civilDate(day);
  return dayNumberFrom(year, month, dayOfMonth);
}

const FIRST_DAY = dayNumberFrom(1, 1, 1);
const LAST_DAY = dayNumberFrom(9999, 12, 31);

function checkedNumber(number: number): number {
  if (number >= FIRST_DAY && number <= LAST_DAY) return number;
  throw new TimeError(`Day number ${number} lies outside the years 1 to 9999.`);
}

function writeDay(number: number): Day {
  const { year, month, day } = civilDateOf(checkedNumber(number));
  return `${String(year).padStart(4, "0")}-${month < 10 ? "0" : ""}${month}-${day < 10 ? "0" : ""}${day}`;
}

/**
 * The day of a day number: the inverse of `dayNumber`.
 *
 * @throws {TimeError} outside the years 1 to 9999.
 */
export function dayFromNumber(number: number): Day {
  if (!Number.isInteger(number)) throw new TimeError(`${number} is not a whole day number.`);
  if (number < 0 || number >= DAY_TEXTS_KEPT_MAX) return writeDay(number);
  return (keptDayTexts[number] ??= writeDay(number));
}

/**
 * Adds to a day. Months and years are added to the anchor and then clamped (31 January + 1 month is the last of
 * February, + 2 months is 31 March), so never add step by step. Weeks and days come after. Steps may be negative.
 *
 * @throws {TimeError} for a bad day, a fraction, or a result outside the years 1 to 9999.
 */
export function addToDay(day: Day, step: DayStep): Day {
  const { days = 0, weeks = 0, months = 0, years = 0 } = step;
  if (![days, weeks, months, years].every((amount) => Number.isSafeInteger(amount))) {
    throw new TimeError("A calendar step needs whole numbers of days, weeks, months and years.");
  }
  return dayFromNumber(addToDayNumber(dayNumber(day), months + years * 12, days + weeks * 7));
}

/** `addToDay` in day numbers, for whole numbers of months and days. */
export function addToDayNumber(number: number, months: number, days: number): number {
  const date = civilDateOf(number);
  // Months counted from year 0, so that adding months is adding numbers.
  const total = date.year * 12 + (date.month - 1) + months;
  const year = Math.floor(total / 12);
  const month = total - year * 12 + 1;
  const day = Math.min(date.day, daysInMonth(year, month));
  return checkedNumber(dayNumberFrom(year, month, day) + days);
}

const MONTHS_PER_PERIOD: Readonly<Record<RoundTo, number>> = { month: 1, quarter: 3, year: 12 };

/**
 * The last day of the month, quarter or year the day lies in.
 *
 * @throws {TimeError} where the text is not a day that exists.
 */
export function roundUpToEnd(day: Day, roundTo: RoundTo): Day {
  return dayFromNumber(roundUpNumberToEnd(dayNumber(day), roundTo));
}

/** `roundUpToEnd` in day numbers. */
export function roundUpNumberToEnd(number: number, roundTo: RoundTo): number {
  const { year, month } = civilDateOf(number);
  const length = MONTHS_PER_PERIOD[roundTo];
  const lastMonth = Math.ceil(month / length) * length;
  return dayNumberFrom(year, lastMonth, daysInMonth(year, lastMonth));
}
