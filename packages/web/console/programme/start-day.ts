/** From when a draft is to be in force: now, or from the start of a day in the club. */
import { isDay, startOfDay } from "@trofast/engine/time";
import { useState } from "react";
import { first } from "../../ui/first.ts";
import { locale } from "../../ui/format.ts";
import { dayAfter } from "./campaign.ts";
import { clubDay, useClubNow } from "./club-day.ts";
import type { ProblemSaid } from "./problem-words.ts";

export interface StartDay {
  /** YYYY-MM-DD; empty: now. */
  readonly day: string;
  readonly choose: (day: string) => void;
  /** The first day that can be chosen; null while the club's clock is not known. */
  readonly today: string | null;
  /** It has passed, or there is no such day. */
  readonly isWrong: boolean;
  /** The instant; undefined: now. */
  readonly effectiveAt: string | undefined;
}

export function useStartDay(): StartDay {
  const [day, choose] = useState("");
  const now = useClubNow();
  const today = now === null ? null : clubDay(now);
  const isWrong = day !== "" && (!isDay(day) || (today !== null && day < today));
  // The start of today has passed.
  const isNow = day === "" || isWrong || day === today;
  return { day, choose, today, isWrong, effectiveAt: isNow ? undefined : startOf(day) };
}

const startOf = (day: string): string =>
  new Date(startOfDay(day, first.club.markets[0]?.timezone ?? "UTC")).toISOString();

export const isTooSoon = ({ code }: ProblemSaid): boolean => code === "notice_too_short";

const DAY = /\d{4}-\d{2}-\d{2}/;

/**
 * The first day on which no promise of notice is broken, as the check tells it.
 *
 * @param day that has been chosen: the first hour that is late enough may be later in it.
 * @returns null where another day alone does not help.
 */
export function firstDayFor(problems: readonly ProblemSaid[], day: string): string | null {
  const told = problems.filter(isTooSoon).map(({ advice }) => DAY.exec(advice ?? "")?.[0]);
  const days = told.filter((each) => each !== undefined);
  const last = days.toSorted().at(-1);
  if (last === undefined || days.length < told.length) return null;
  return last > day ? last : dayAfter(day, 1);
}

/** "23 December 2026", of a day in the club. */
export const dayInWords = (day: string): string =>
  new Intl.DateTimeFormat(locale(), { dateStyle: "long", timeZone: "UTC" }).format(new Date(day));
