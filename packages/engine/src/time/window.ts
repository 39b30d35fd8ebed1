import { civilDateOf, dayNumber, isDay, weekdayOf, type Day } from "./calendar.ts";
import {
  FAR_FUTURE,
  FAR_PAST,
  MS_PER_DAY,
  MS_PER_MINUTE,
  TimeError,
  type Instant,
} from "./instant.ts";
import { isZone, offsetMsAt, startOfDayNumber } from "./zone.ts";

/**
 * When something counts. Days include both ends. Weekdays: 1 is Monday, 7 is Sunday. Hours compare the wall clock, `to`
 * exclusive ("24:00" is the end of the day); hours over midnight belong to the day they start on. All that is given must hold.
 */
export type WindowSpec = {
  from?: Day | undefined;
  through?: Day | undefined;
  weekdays?: readonly number[] | undefined;
  hours?: { from: string; to: string } | undefined;
  months?: readonly number[] | undefined;
  monthDays?: readonly number[] | undefined;
};

export type InWindow = (instant: Instant) => boolean;

type Hours = { fromMs: number; toMs: number };

const WALL_TIME = /^([01]\d|2[0-3]):([0-5]\d)$/;

function wallTimeMs(text: string): number | null {
  if (text === "24:00") return MS_PER_DAY;
  const match = WALL_TIME.exec(text);
  if (match === null) return null;
  return (Number(match[1]) * 60 + Number(match[2])) * MS_PER_MINUTE;
}

function listProblems(name: string, values: readonly number[] | undefined, max: number): string[] {
  if (values === undefined) return [];
  if (values.length === 0) return [`${name} is empty, so nothing would ever count: leave it out.`];
  return values
    .filter((value) => !Number.isInteger(value) || value < 1 || value > max)
    .map((value) => `${value} in ${name} must be a whole number from 1 to ${max}.`);
}

function hoursProblems(hours: WindowSpec["hours"]): string[] {
  if (hours === undefined) return [];
  const problems = [hours.from, hours.to]
    .filter((text) => wallTimeMs(text) === null)
    .map((text) => `"${text}" is not a time of day: write it as 08:00.`);
  if (hours.from === "24:00") problems.push('A day starts at "00:00", not at "24:00".');
  if (hours.from === hours.to)
    problems.push("The hours start and end at once: for all day, leave them out.");
  return problems;
}

/** What is wrong with a window, in words for the one who wrote it; empty where it can be compiled. */
export function windowProblems(spec: WindowSpec): string[] {
  const days = [spec.from, spec.through].filter((day) => day !== undefined);
  const badDays = days.filter((day) => !isDay(day));
  const problems = badDays.map((day) => `"${day}" is not a day: write it as 2026-11-21.`);
  const bothGood = days.length === 2 && badDays.length === 0;
  if (bothGood && dayNumber(spec.from ?? "") > dayNumber(spec.through ?? "")) {
    problems.push(`The window ends (${spec.through}) before it starts (${spec.from}).`);
  }
  return [
    ...problems,
    ...listProblems("weekdays", spec.weekdays, 7),
    ...listProblems("months", spec.months, 12),
    ...listProblems("monthDays", spec.monthDays, 31),
    ...hoursProblems(spec.hours),
  ];
}

function readHours(hours: WindowSpec["hours"]): Hours | null {
  if (hours === undefined) return null;
  return { fromMs: wallTimeMs(hours.from) ?? 0, toMs: wallTimeMs(hours.to) ?? MS_PER_DAY };
}

/** A table instead of a list, so that a test is one look-up. Index 0 is not used. */
function asTable(values: readonly number[] | undefined): readonly boolean[] | null {
  if (values === undefined) return null;
  const table: boolean[] = Array.from({ length: 32 }, () => false);
  for (const value of values) table[value] = true;
  return table;
}

/** The dates as one half-open stretch of instants. */
function dateSpan(spec: WindowSpec, zone: string): { start: Instant; end: Instant } {
  return {
    start: spec.from === undefined ? FAR_PAST : startOfDayNumber(dayNumber(spec.from), zone),
    end:
      spec.through === undefined ? FAR_FUTURE : startOfDayNumber(dayNumber(spec.through) + 1, zone),
  };
}

function compileDays(spec: WindowSpec): (wallDay: number) => boolean {
  const weekdays = asTable(spec.weekdays);
  const months = asTable(spec.months);
  const monthDays = asTable(spec.monthDays);
  if (weekdays === null && months === null && monthDays === null) return () => true;
  return (wallDay) => {
    if (weekdays !== null && weekdays[weekdayOf(wallDay)] !== true) return false;
    if (months === null && monthDays === null) return true;
    const { month, day } = civilDateOf(wallDay);
    return (
      (months === null || months[month] === true) && (monthDays === null || monthDays[day] === true)
    );
  };
}

/** Days before and after the dates are shut out by their numbers, since the night belongs to the day before. */
function compileNight(spec: WindowSpec, hours: Hours, zone: string): InWindow {
  const first = spec.from === undefined ? -Infinity : dayNumber(spec.from);
  const last = spec.through === undefined ? Infinity : dayNumber(spec.through);
  const onDay = compileDays(spec);
  return (instant) => {
    const local = instant + offsetMsAt(instant, zone);
    const wallDay = Math.floor(local / MS_PER_DAY);
    const timeOfDay = local - wallDay * MS_PER_DAY;
    if (timeOfDay >= hours.toMs && timeOfDay < hours.fromMs) return false;
    const startedOn = timeOfDay >= hours.fromMs ? wallDay : wallDay - 1;
    return startedOn >= first && startedOn <= last && onDay(startedOn);
  };
}

/**
 * Turns a window into a test on instants; compile once, ask for every event. Dates become one half-open stretch of
 * instants, everything that recurs compares the wall clock: 02:00-03:00 lasts two hours on the night clocks are set
 * back and does not occur on the night they are set forward.
 *
 * @throws {TimeError} where `windowProblems` finds any, or for an unknown zone.
 */
export function compileWindow(spec: WindowSpec, zone: string): InWindow {
  const problems = windowProblems(spec);
  if (problems.length > 0) throw new TimeError(problems.join(" "));
  if (!isZone(zone))
    throw new TimeError(`"${zone}" is not a time zone: use a name such as Europe/Stockholm.`);
  const hours = readHours(spec.hours);
  if (hours !== null && hours.fromMs > hours.toMs) return compileNight(spec, hours, zone);
  const { start, end } = dateSpan(spec, zone);
  const recurs =
    hours !== null ||
    spec.weekdays !== undefined ||
    spec.months !== undefined ||
    spec.monthDays !== undefined;
  if (!recurs) return (instant) => instant >= start && instant < end;
  const onDay = compileDays(spec);
  const { fromMs, toMs } = hours ?? { fromMs: 0, toMs: MS_PER_DAY };
  return (instant) => {
    if (!(instant >= start && instant < end)) return false;
    const local = instant + offsetMsAt(instant, zone);
    const wallDay = Math.floor(local / MS_PER_DAY);
    const timeOfDay = local - wallDay * MS_PER_DAY;
    return timeOfDay >= fromMs && timeOfDay < toMs && onDay(wallDay);
  };
}
