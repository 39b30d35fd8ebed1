/** What a chart says in one sentence, computed from the very array it draws. */

interface Week {
  readonly week: string;
  readonly active: number;
  readonly bought: number;
  readonly share: number | null;
}

const WEEKS_COMPARED = 4;

/** The share of the last weeks and of as many before them, members of all those weeks together. */
export function returningShares(
  weeks: readonly Week[],
): { readonly now: number; readonly before: number | null } | null {
  const shareOf = (part: readonly Week[]): number | null => {
    const active = part.reduce((sum, week) => sum + week.active, 0);
    return active === 0 ? null : part.reduce((sum, week) => sum + week.bought, 0) / active;
  };
  const now = shareOf(weeks.slice(-WEEKS_COMPARED));
  if (now === null) return null;
  const earlier = weeks.slice(-2 * WEEKS_COMPARED, -WEEKS_COMPARED);
  return { now, before: earlier.length === WEEKS_COMPARED ? shareOf(earlier) : null };
}

interface Cohort {
  readonly month: string;
  readonly joined: number;
  readonly bought: readonly (number | null)[];
}

/** The cohort whose month after joining was seen longest: who of them bought in their last whole month. */
export function oldestCohort(
  cohorts: readonly Cohort[],
): { readonly month: string; readonly after: number; readonly share: number } | null {
  const cohort = cohorts.find(({ joined }) => joined > 0);
  if (!cohort) return null;
  const after = cohort.bought.findLastIndex((count) => count !== null);
  const bought = cohort.bought[after];
  if (after < 1 || bought === null || bought === undefined) return null;
  return { month: cohort.month, after, share: bought / cohort.joined };
}

interface Month {
  readonly month: string | null;
  readonly amount: number;
}

const SOON_MONTHS = 3;

/** How much there is, and how much of it ends in the first three months. */
export function owed(
  months: readonly Month[],
  thisMonth: string,
): { readonly all: number; readonly soon: number } {
  const last = monthAfter(thisMonth, SOON_MONTHS - 1);
  const soon = months.filter(({ month }) => month !== null && month <= last);
  const sum = (part: readonly Month[]): number =>
    part.reduce((total, { amount }) => total + amount, 0);
  return { all: sum(months), soon: sum(soon) };
}

/** "2027-01" is two months after "2026-11". */
export function monthAfter(month: string, count: number): string {
  const [year = 0, number = 1] = month.split("-").map(Number);
  const index = year * 12 + number - 1 + count;
  return `${Math.floor(index / 12)}-${String((index % 12) + 1).padStart(2, "0")}`;
}

/** How many of the last ten minutes' events there were. */
export const lastMinutes = (byMinute: readonly number[], count: number): number =>
  byMinute.slice(-count).reduce((sum, each) => sum + each, 0);
