/**
 * All civil time of the project: days, zones, durations, periods and windows are computed here and nowhere else
 * (the database stores and compares instants). What always holds: local day D runs from the first instant whose local
 * date is D to the first of D + 1; ends are exclusive; months are added to the anchor and clamped.
 */

export {
  daysInMonth,
  FAR_FUTURE,
  FAR_PAST,
  formatInstant,
  isLeapYear,
  MS_PER_DAY,
  MS_PER_HOUR,
  MS_PER_MINUTE,
  MS_PER_SECOND,
  parseInstant,
  TimeError,
  type Instant,
} from "./time/instant.ts";
export {
  addToDay,
  dayFromNumber,
  dayNumber,
  isDay,
  roundUpToEnd,
  weekdayOf,
  type Day,
  type DayStep,
  type RoundTo,
} from "./time/calendar.ts";
export {
  dayNumberOf,
  dayOf,
  fromCivil,
  isZone,
  offsetMsAt,
  startOfDay,
  startOfDayNumber,
  toCivil,
  type Civil,
  type LocalTime,
} from "./time/zone.ts";
export {
  addDuration,
  DURATION_DAYS_MAX,
  lastDayBefore,
  parseDuration,
  validThrough,
  type Duration,
  type DurationProblem,
} from "./time/duration.ts";
export { membershipYearOf, periodOf, type Period, type PeriodKind } from "./time/period.ts";
export { compileWindow, windowProblems, type InWindow, type WindowSpec } from "./time/window.ts";
