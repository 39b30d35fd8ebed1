/** The year of a roastery: which days are busy. */
import { dayNumberOf, startOfDayNumber, toCivil } from "@trofast/engine/time";
import { ZONE } from "./domain.ts";

export interface DemoDay {
  readonly startsAt: number;
  /** 0 is Monday. */
  readonly weekday: number;
  /** 1 to 12. */
  readonly month: number;
  /** How busy it is, 1 on an ordinary day. */
  readonly season: number;
}

const DAYS_PER_YEAR = 365.25;
/** Around 20 January coffee is drunk most, half a year later least. */
const PEAK_DAY = 20;
const SWING = 0.1;
const JULY = 0.84;
const ADVENT = 1.35;
const PAYDAY = 1.12;

/** The local days from one instant through another. */
export function daysBetween(from: number, through: number): DemoDay[] {
  const first = dayNumberOf(from, ZONE);
  const last = dayNumberOf(through, ZONE);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => dayAt(first + index));
}

function dayAt(number: number): DemoDay {
  const startsAt = startOfDayNumber(number, ZONE);
  const { month, day, weekday } = toCivil(startsAt, ZONE);
  return { startsAt, weekday: weekday - 1, month, season: seasonOf(month, day) };
}

/** A slow wave, the summer's holidays, the weeks before Christmas, and the days after wages are paid. */
function seasonOf(month: number, day: number): number {
  const ofYear = (month - 1) * 30.44 + day;
  const wave = 1 + SWING * Math.cos((2 * Math.PI * (ofYear - PEAK_DAY)) / DAYS_PER_YEAR);
  const summer = month === 7 ? JULY : 1;
  const advent = (month === 11 && day >= 24) || (month === 12 && day <= 23) ? ADVENT : 1;
  const paid = day >= 25 && day <= 28 ? PAYDAY : 1;
  return wave * summer * advent * paid;
}
