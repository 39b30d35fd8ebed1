/**
 * Civil time in a zone. Intl is asked once per zone and stretch of days; after that every answer is arithmetic on
 * cached intervals of constant offset, so that an event costs well under a microsecond.
 */

import {
  civilDateOf,
  dayFromNumber,
  dayNumber,
  dayNumberFrom,
  weekdayOf,
  type Day,
} from "./calendar.ts";
import {
  daysInMonth,
  MS_PER_DAY,
  MS_PER_HOUR,
  MS_PER_MINUTE,
  MS_PER_SECOND,
  TimeError,
  type Instant,
} from "./instant.ts";

/** What the clock and the calendar on the wall show. Weekday 1 is Monday, 7 is Sunday; month 1 is January. */
export type Civil = {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  weekday: number;
};

/** A local date and time; what is left out is zero. */
export type LocalTime = {
  year: number;
  month: number;
  day: number;
  hour?: number;
  minute?: number;
  second?: number;
};

/** A half-open stretch with one offset. `firstDay` keeps local days from running backwards (see `dayNumberOf`). */
type Stretch = { from: Instant; to: Instant; offsetMs: number; firstDay: number };

type Zone = { clock: Intl.DateTimeFormat; recent: Stretch; blocks: Map<number, Stretch[]> };

const BLOCK_MS = 64 * MS_PER_DAY;
/** 64 days a block: 4,096 blocks span seven centuries. */
const BLOCKS_KEPT_PER_ZONE_MAX = 4_096;
const ZONES_KEPT_MAX = 1_024;
/** No zone has ever been this far from UTC. */
const OFFSET_MS_MAX = 16 * MS_PER_HOUR;

const NO_STRETCH: Stretch = { from: 0, to: 0, offsetMs: 0, firstDay: -Infinity };

const zones = new Map<string, Zone>();
let recentName = "";
let recentZone: Zone | null = null;

function openClock(name: string): Intl.DateTimeFormat | null {
  // Intl also takes fixed offsets such as "+01:00"; those are not places, and they know no summer time.
  if (!/^[A-Za-z]/.test(name)) return null;
  try {
    return new Intl.DateTimeFormat("en-US", {
      timeZone: name,
      calendar: "gregory",
      numberingSystem: "latn",
      hourCycle: "h23",
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
    });
  } catch {
    return null;
  }
}

function findZone(name: string): Zone | null {
  const known = zones.get(name);
  if (known !== undefined) return known;
  const clock = openClock(name);
  if (clock === null) return null;
  if (zones.size >= ZONES_KEPT_MAX) zones.clear();
  const zone = { clock, recent: NO_STRETCH, blocks: new Map<number, Stretch[]>() };
  zones.set(name, zone);
  return zone;
}

function zoneNamed(name: string): Zone {
  if (name === recentName && recentZone !== null) return recentZone;
  const zone = findZone(name);
  if (zone === null) {
    throw new TimeError(
      `"${name}" is not a time zone: use an IANA name such as Europe/Stockholm or UTC.`,
    );
  }
  recentName = name;
  recentZone = zone;
  return zone;
}

/** True for an IANA zone name such as "Europe/Stockholm" or "UTC"; fixed offsets are refused. */
export function isZone(name: string): boolean {
  return findZone(name) !== null;
}

const CLOCK_TEXT = /^(\d+)\/(\d+)\/(\d+), (\d+):(\d+):(\d+)$/;

function askOffsetMs(zone: Zone, instant: Instant): number {
  if (!Number.isFinite(instant)) throw new TimeError(`${instant} is not an instant.`);
  const wholeSecond = Math.floor(instant / MS_PER_SECOND) * MS_PER_SECOND;
  const match = CLOCK_TEXT.exec(zone.clock.format(wholeSecond));
  if (match === null) throw new TimeError(`This runtime cannot tell local time at ${instant}.`);
  const [month, day, year, hour, minute, second] = match.slice(1).map(Number);
  const days = dayNumberFrom(year ?? 0, month ?? 0, day ?? 0);
  const local = days * MS_PER_DAY + timeOfDayMs(hour ?? 0, minute ?? 0, second ?? 0);
  return local - wholeSecond;
}

function timeOfDayMs(hour: number, minute: number, second: number): number {
  return hour * MS_PER_HOUR + minute * MS_PER_MINUTE + second * MS_PER_SECOND;
}

/** The first instant in (from, to] with another offset than `from` has. */
function findTransition(zone: Zone, from: Instant, to: Instant, offsetMs: number): Instant {
  let before = from / MS_PER_SECOND;
  let after = to / MS_PER_SECOND;
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (askOffsetMs(zone, middle * MS_PER_SECOND) === offsetMs) before = middle;
    else after = middle;
  }
  return after * MS_PER_SECOND;
}

/** The local day that must not be left again, where a clock set back would return to the day before. */
function firstDayAfter(transition: Instant, offsetBefore: number, offsetAfter: number): number {
  const reached = Math.floor((transition - 1 + offsetBefore) / MS_PER_DAY);
  return Math.floor((transition + offsetAfter) / MS_PER_DAY) < reached ? reached : -Infinity;
}

/** Asks once a day: no zone has changed its clocks twice within 24 hours. */
function buildBlock(zone: Zone, start: Instant): Stretch[] {
  const end = start + BLOCK_MS;
  const stretches: Stretch[] = [];
  // One day early, since a change just before the block may still hold its first hours to a local day.
  let day = start - MS_PER_DAY;
  let current: Stretch = {
    from: day,
    to: end,
    offsetMs: askOffsetMs(zone, day),
    firstDay: -Infinity,
  };
  for (; day < end; day += MS_PER_DAY) {
    const offsetMs = askOffsetMs(zone, day + MS_PER_DAY);
    if (offsetMs === current.offsetMs) continue;
    const at = findTransition(zone, day, day + MS_PER_DAY, current.offsetMs);
    stretches.push({ ...current, to: at });
    const firstDay = firstDayAfter(at, current.offsetMs, offsetMs);
    current = { from: at, to: end, offsetMs, firstDay };
  }
  stretches.push(current);
  return stretches
    .map((stretch) => ({ ...stretch, from: Math.max(stretch.from, start) }))
    .filter((stretch) => stretch.from < stretch.to && stretch.from < end);
}

function stretchAt(zone: Zone, instant: Instant): Stretch {
  const { recent } = zone;
  if (instant >= recent.from && instant < recent.to) return recent;
  const index = Math.floor(instant / BLOCK_MS);
  let block = zone.blocks.get(index);
  if (block === undefined) {
    if (zone.blocks.size >= BLOCKS_KEPT_PER_ZONE_MAX) zone.blocks.clear();
    block = buildBlock(zone, index * BLOCK_MS);
    zone.blocks.set(index, block);
  }
  const found = block.find((stretch) => instant < stretch.to);
  if (found === undefined) throw new TimeError(`${instant} is not an instant.`);
  zone.recent = found;
  return found;
}

/**
 * Milliseconds that local time is ahead of UTC.
 *
 * @throws {TimeError} for an unknown zone or an instant that is not a number.
 */
export function offsetMsAt(instant: Instant, zone: string): number {
  return stretchAt(zoneNamed(zone), instant).offsetMs;
}

/**
 * What the wall shows at an instant.
 *
 * @throws {TimeError} for an unknown zone or an instant that is not a number.
 */
export function toCivil(instant: Instant, zone: string): Civil {
  const local = instant + offsetMsAt(instant, zone);
  const number = Math.floor(local / MS_PER_DAY);
  const date = civilDateOf(number);
  const seconds = Math.floor((local - number * MS_PER_DAY) / MS_PER_SECOND);
  return {
    year: date.year,
    month: date.month,
    day: date.day,
    hour: Math.floor(seconds / 3_600),
    minute: Math.floor(seconds / 60) % 60,
    second: seconds % 60,
    weekday: weekdayOf(number),
  };
}

/**
 * The local day of an instant as days since 1970-01-01. A local day runs from its first instant to the first of the
 * next day: where clocks are set back over midnight (St. John's until 2011, at 00:01) the repeated minutes before
 * midnight belong to the new day, so a day never returns.
 *
 * @throws {TimeError} for an unknown zone or an instant that is not a number.
 */
export function dayNumberOf(instant: Instant, zone: string): number {
  const stretch = stretchAt(zoneNamed(zone), instant);
  const wallDay = Math.floor((instant + stretch.offsetMs) / MS_PER_DAY);
  return wallDay < stretch.firstDay ? stretch.firstDay : wallDay;
}

/** The local day of an instant; see `dayNumberOf`. */
export function dayOf(instant: Instant, zone: string): Day {
  return dayFromNumber(dayNumberOf(instant, zone));
}

/** The first instant at which the wall shows `local` (milliseconds, read as if UTC) or later. */
function firstAtOrAfter(zone: Zone, local: number): Instant {
  let from = local - OFFSET_MS_MAX;
  for (;;) {
    const stretch = stretchAt(zone, from);
    const candidate = Math.max(stretch.from, local - stretch.offsetMs);
    if (candidate < stretch.to) return candidate;
    from = stretch.to;
  }
}

/** `startOfDay` for a day number. */
export function startOfDayNumber(number: number, zone: string): Instant {
  return firstAtOrAfter(zoneNamed(zone), number * MS_PER_DAY);
}

/**
 * The first instant of a local day: where midnight does not exist, the first instant after the gap; where the zone
 * skipped the whole day (Pacific/Apia, 30 December 2011), the first instant of the next day there was.
 *
 * @throws {TimeError} for an unknown zone or a day that does not exist.
 */
export function startOfDay(day: Day, zone: string): Instant {
  return startOfDayNumber(dayNumber(day), zone);
}

function localMs(local: LocalTime): number {
  const { year, month, day, hour = 0, minute = 0, second = 0 } = local;
  const whole = [year, month, day, hour, minute, second].every((field) => Number.isInteger(field));
  const dateExists =
    year >= 1 &&
    year <= 9999 &&
    month >= 1 &&
    month <= 12 &&
    day >= 1 &&
    day <= daysInMonth(year, month);
  const timeExists =
    hour >= 0 && hour <= 23 && minute >= 0 && minute <= 59 && second >= 0 && second <= 59;
  if (!whole || !dateExists || !timeExists) {
    const written = `${year}-${month}-${day} ${hour}:${minute}:${second}`;
    throw new TimeError(`${written} is not a local time: check that the date and the hour exist.`);
  }
  return dayNumberFrom(year, month, day) * MS_PER_DAY + timeOfDayMs(hour, minute, second);
}

function resolveLocalMs(zone: Zone, local: number): Instant {
  const first = firstAtOrAfter(zone, local);
  if (first + stretchAt(zone, first).offsetMs === local) return first;
  return local - stretchAt(zone, first - 1).offsetMs;
}

/**
 * The instant of a local time. In an overlap the earlier instant counts. A time in a gap moves forward by the length
 * of the gap (02:30 on the night of summer time is 03:30), as in iCalendar (RFC 5545, section 3.3.5).
 *
 * @throws {TimeError} for an unknown zone or a local time no calendar has.
 */
export function fromCivil(local: LocalTime, zone: string): Instant {
  return resolveLocalMs(zoneNamed(zone), localMs(local));
}

/** The instant on another local day with the same time of day, milliseconds included. */
export function atSameTimeOn(dayNumberWanted: number, instant: Instant, zone: string): Instant {
  const place = zoneNamed(zone);
  const local = instant + stretchAt(place, instant).offsetMs;
  const timeOfDay = local - Math.floor(local / MS_PER_DAY) * MS_PER_DAY;
  return resolveLocalMs(place, dayNumberWanted * MS_PER_DAY + timeOfDay);
}
