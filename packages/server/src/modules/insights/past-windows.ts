/**
 * A campaign that is still to come, tried on days that have been: its window is moved back by whole weeks, so that its
 * weekdays stay, by a year where a year of the club is known (the same season), else to the latest days there are. All
 * that comes is moved by as much, so that windows that follow each other still do.
 */
import type { ProgrammeSource } from "@trofast/engine/programme/schema";

type Rule = NonNullable<ProgrammeSource["rules"]>[number];
type During = Exclude<NonNullable<Rule["during"]>, readonly unknown[]>;

const DAY_MS = 86_400_000;
const WEEK_DAYS = 7;
const YEAR_WEEKS = 52;

/** Days that coming rules are tried on; days are YYYY-MM-DD, both included. */
export interface AsIf {
  readonly from: string;
  readonly through: string;
  readonly weeksBack: number;
  readonly rules: readonly string[];
}

/** A calendar day so many days after another. */
export const dayAfter = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);

const daysBetween = (from: string, to: string): number =>
  Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY_MS);

/** The rules of `after` that are news and begin today or later. */
export function comingRules(
  { before, after }: { readonly before: ProgrammeSource; readonly after: ProgrammeSource },
  today: string,
): Rule[] {
  const known = new Set((before.rules ?? []).map((rule) => JSON.stringify(rule)));
  return (after.rules ?? []).filter(
    (rule) => !known.has(JSON.stringify(rule)) && windowsOf(rule).every(isComing(today)),
  );
}

const isComing =
  (today: string) =>
  ({ from }: During): boolean =>
    from !== undefined && from >= today;

/** A rule without a window is always on. */
function windowsOf({ during }: Rule): During[] {
  if (during === undefined) return [{}];
  return Array.isArray(during) ? during : [during];
}

/**
 * On which days coming rules are tried.
 *
 * @param known.first the first day that anything is known of.
 * @param known.since the first day of the months asked for: a year is gone back within these alone.
 */
export function asIfOf(
  rules: readonly Rule[],
  known: { readonly today: string; readonly first: string; readonly since: string },
): AsIf {
  const windows = rules.flatMap(windowsOf);
  const from = windows.map((window) => window.from ?? known.today).toSorted()[0] ?? known.today;
  const last = dayAfter(known.today, -1);
  // What has no end is tried on as many days as are asked for.
  const open = dayAfter(from, Math.max(0, daysBetween(known.since, last)));
  const through =
    windows
      .map((window) => window.through ?? open)
      .toSorted()
      .at(-1) ?? open;
  const earliest = known.first > known.since ? known.first : known.since;
  const isYearKnown =
    dayAfter(from, -YEAR_WEEKS * WEEK_DAYS) >= earliest &&
    dayAfter(through, -YEAR_WEEKS * WEEK_DAYS) <= last;
  const weeksBack = isYearKnown ? YEAR_WEEKS : Math.ceil(daysBetween(last, through) / WEEK_DAYS);
  const days = -weeksBack * WEEK_DAYS;
  return {
    from: dayAfter(from, days),
    through: dayAfter(through, days),
    weeksBack,
    rules: rules.map(({ id }) => id),
  };
}

/** The programme as if its coming rules had been on in days that have been. */
export function movedBack(source: ProgrammeSource, { rules, weeksBack }: AsIf): ProgrammeSource {
  const days = -weeksBack * WEEK_DAYS;
  const moved = (during: During): During => {
    const { months, ...same } = during;
    return {
      ...same,
      ...(same.from !== undefined && { from: dayAfter(same.from, days) }),
      ...(same.through !== undefined && { through: dayAfter(same.through, days) }),
      // In another season no month of its own would hold.
      ...(weeksBack === YEAR_WEEKS && months !== undefined && { months }),
    };
  };
  return {
    ...source,
    rules: (source.rules ?? []).map((rule) =>
      rules.includes(rule.id) && rule.during !== undefined
        ? {
            ...rule,
            during: Array.isArray(rule.during) ? rule.during.map(moved) : moved(rule.during),
          }
        : rule,
    ),
  };
}

/** Whether two programmes are the same but for these rules. */
export function isSameBut(
  left: ProgrammeSource,
  right: ProgrammeSource,
  rules: readonly string[],
): boolean {
  const rest = ({ rules: all, ...same }: ProgrammeSource): string =>
    JSON.stringify({ ...same, rules: (all ?? []).filter(({ id }) => !rules.includes(id)) });
  return rest(left) === rest(right);
}
