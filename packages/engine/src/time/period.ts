import {
  addToDay,
  civilDateOf,
  dayFromNumber,
  dayNumber,
  dayNumberFrom,
  weekdayOf,
} from "./calendar.ts";
import { FAR_FUTURE, FAR_PAST, type Instant } from "./instant.ts";
import { dayNumberOf, startOfDayNumber } from "./zone.ts";

type BoundedKind = "day" | "week" | "month" | "quarter" | "year";

export type PeriodKind = BoundedKind | "ever";

/** A stretch of local days with a name: "2026-11-21", "2026-W47", "2026-11", "2026-Q4", "2026" or "ever". */
export type Period = { readonly key: string; readonly start: Instant; readonly end: Instant };

/** First day and the first day after, as day numbers. */
type DaySpan = { key: string; first: number; next: number };

/** By the number of each day that has been asked for. */
type KeptPeriods = { recent: Period; byDay: Map<number, Period> };

const EVER: Period = { key: "ever", start: FAR_PAST, end: FAR_FUTURE };

/** Ten years of days per zone and kind. */
const DAYS_KEPT_MAX = 4_096;
const ZONES_KEPT_MAX = 1_024;

const kept: Readonly<Record<BoundedKind, Map<string, KeptPeriods>>> = {
  day: new Map(),
  week: new Map(),
  month: new Map(),
  quarter: new Map(),
  year: new Map(),
};

function yearText(year: number): string {
  return String(year).padStart(4, "0");
}

/** Weeks by ISO 8601: they start on Monday and belong to the year their Thursday lies in. */
function weekSpan(number: number): DaySpan {
  const first = number - weekdayOf(number) + 1;
  const thursday = first + 3;
  const { year } = civilDateOf(thursday);
  const week = Math.floor((thursday - dayNumberFrom(year, 1, 1)) / 7) + 1;
  return { key: `${yearText(year)}-W${String(week).padStart(2, "0")}`, first, next: first + 7 };
}

function monthsSpan(key: string, year: number, firstMonth: number, months: number): DaySpan {
  const lastMonth = firstMonth + months - 1;
  const first = dayNumberFrom(year, firstMonth, 1);
  const next =
    lastMonth === 12 ? dayNumberFrom(year + 1, 1, 1) : dayNumberFrom(year, lastMonth + 1, 1);
  return { key, first, next };
}

function daySpan(kind: BoundedKind, number: number): DaySpan {
  if (kind === "day") return { key: dayFromNumber(number), first: number, next: number + 1 };
  if (kind === "week") return weekSpan(number);
  const { year, month } = civilDateOf(number);
  const written = yearText(year);
  if (kind === "year") return monthsSpan(written, year, 1, 12);
  if (kind === "month") {
    return monthsSpan(`${written}-${String(month).padStart(2, "0")}`, year, month, 1);
  }
  const quarter = Math.ceil(month / 3);
  return monthsSpan(`${written}-Q${quarter}`, year, quarter * 3 - 2, 3);
}

function keptPeriods(kind: BoundedKind, zone: string): KeptPeriods {
  const byZone = kept[kind];
  const found = byZone.get(zone);
  if (found !== undefined) return found;
  if (byZone.size >= ZONES_KEPT_MAX) byZone.clear();
  const periods: KeptPeriods = {
    recent: { key: "", start: 0, end: 0 },
    byDay: new Map<number, Period>(),
  };
  byZone.set(zone, periods);
  return periods;
}

/**
 * The period an instant lies in, in local days of the zone: `start <= instant < end`. Weeks are ISO weeks.
 *
 * @throws {TimeError} for an unknown zone or an instant that is not a number.
 */
export function periodOf(instant: Instant, kind: PeriodKind, zone: string): Period {
  if (kind === "ever") return EVER;
  const periods = keptPeriods(kind, zone);
  const { recent } = periods;
  if (instant >= recent.start && instant < recent.end) return recent;
  const day = dayNumberOf(instant, zone);
  const period = periods.byDay.get(day) ?? keepPeriod(periods, kind, day, zone);
  periods.recent = period;
  return period;
}

/** The period of a day that has not been asked for, one and the same for all of its days. */
function keepPeriod({ byDay }: KeptPeriods, kind: BoundedKind, day: number, zone: string): Period {
  const { key, first, next } = daySpan(kind, day);
  if (byDay.size >= DAYS_KEPT_MAX) byDay.clear();
  const period = byDay.get(first) ?? {
    key,
    start: startOfDayNumber(first, zone),
    end: startOfDayNumber(next, zone),
  };
  byDay.set(first, period);
  byDay.set(day, period);
  return period;
}

/**
 * The membership year an instant lies in: "m0" from the local day of joining to the first anniversary, then "m1" and
 * so on. Who joined on 29 February has anniversaries on 28 February in common years. Before joining: "m-1".
 *
 * @throws {TimeError} for an unknown zone or an instant that is not a number.
 */
export function membershipYearOf(instant: Instant, joinedAt: Instant, zone: string): Period {
  const joined = dayFromNumber(dayNumberOf(joinedAt, zone));
  const anniversary = (years: number): number => dayNumber(addToDay(joined, { years }));
  const today = dayNumberOf(instant, zone);
  const guess = civilDateOf(today).year - civilDateOf(dayNumber(joined)).year;
  const years = today < anniversary(guess) ? guess - 1 : guess;
  return {
    key: `m${years}`,
    start: startOfDayNumber(anniversary(years), zone),
    end: startOfDayNumber(anniversary(years + 1), zone),
  };
}
