/** A moment: milliseconds since 1970-01-01T00:00:00Z. */
export type Instant = number;

/** Bad time input: a day, zone, window or instant that cannot be read. The message says what and what to do. */
export class TimeError extends RangeError {
  override readonly name = "TimeError";
}

export const MS_PER_SECOND = 1_000;
export const MS_PER_MINUTE = 60_000;
export const MS_PER_HOUR = 3_600_000;
export const MS_PER_DAY = 86_400_000;

/** 0001-01-01T00:00:00Z: before everything a club can know. Both databases can store it. */
export const FAR_PAST: Instant = -62_135_596_800_000;
/** 9999-12-31T23:59:59.999Z: the end of what never ends. */
export const FAR_FUTURE: Instant = 253_402_300_799_999;

/** 1970-01-01T00:00:00Z. */
const INSTANT_MIN: Instant = 0;
/** The last millisecond of the year 2200. */
const INSTANT_MAX: Instant = 7_289_654_399_999;

const RFC_3339 =
  /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(?:[Zz]|([+-])(\d\d):(\d\d))$/;

const FEBRUARY = 2;
const SHORT_MONTHS: readonly number[] = [4, 6, 9, 11];

/** True for a leap year of the Gregorian calendar. */
export function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

/** The number of days in a month (1-12) of a Gregorian year. */
export function daysInMonth(year: number, month: number): number {
  if (month === FEBRUARY) return isLeapYear(year) ? 29 : 28;
  return SHORT_MONTHS.includes(month) ? 30 : 31;
}

/**
 * Reads an RFC 3339 date-time with its offset, or answers null. Refused: a missing offset, days that do not exist,
 * second 60, hour 24, and anything outside the years 1970 to 2200. Fractions finer than a millisecond are cut.
 */
export function parseInstant(text: string): Instant | null {
  const match = RFC_3339.exec(text);
  if (match === null) return null;
  const field = (index: number): number => Number(match[index] ?? "0");
  const [year, month, day] = [field(1), field(2), field(3)];
  const [hour, minute, second] = [field(4), field(5), field(6)];
  if (year < 1970 || year > 2200 || month < 1 || month > 12) return null;
  if (day < 1 || day > daysInMonth(year, month)) return null;
  if (hour > 23 || minute > 59 || second > 59) return null;
  const [offsetHours, offsetMinutes] = [field(9), field(10)];
  if (offsetHours > 23 || offsetMinutes > 59) return null;
  const ms = Number((match[7] ?? "").padEnd(3, "0").slice(0, 3));
  const offsetMs = offsetHours * MS_PER_HOUR + offsetMinutes * MS_PER_MINUTE;
  const written = Date.UTC(year, month - 1, day, hour, minute, second, ms);
  const instant = match[8] === "-" ? written + offsetMs : written - offsetMs;
  return instant >= INSTANT_MIN && instant <= INSTANT_MAX ? instant : null;
}

/**
 * Writes an instant as RFC 3339 in UTC, with milliseconds only where they are not zero.
 *
 * @throws {TimeError} where the number is not an instant.
 */
export function formatInstant(instant: Instant): string {
  if (!Number.isInteger(instant) || instant < FAR_PAST || instant > FAR_FUTURE) {
    throw new TimeError(`${instant} is not an instant: give whole milliseconds since 1970 in UTC.`);
  }
  const text = new Date(instant).toISOString();
  return text.endsWith(".000Z") ? `${text.slice(0, -5)}Z` : text;
}
