/** How far one is in the club's challenges: pure. */
import type { PublicClub } from "../ui/first.ts";
import type { Standing } from "./worth.ts";

export type ChallengeStanding = Standing["challenges"][string];
type Challenge = PublicClub["challenges"][string];

const counts = {
  events: "events",
  days: "days",
  weeks: "weeks",
  categories: "categories",
  "streak of days": "rowOfDays",
  "streak of weeks": "rowOfWeeks",
  "streak of months": "rowOfMonths",
} as const;
type Count = (typeof counts)[keyof typeof counts];
const known: Readonly<Record<string, Count | undefined>> = counts;

/** What is counted, as far as there are words for it. */
export const countOf = (count: string): Count => known[count] ?? "events";

const periods = {
  day: "day",
  week: "week",
  month: "month",
  quarter: "quarter",
  year: "year",
} as const;
type Period = (typeof periods)[keyof typeof periods] | "ever";
const knownPeriods: Readonly<Record<string, Period | undefined>> = periods;

export const periodOf = (every: string): Period => knownPeriods[every] ?? "ever";

/** Whether nothing is left to do in this period; a count of events begins anew at once. */
export const isReached = (count: string, { done, goal, wins }: ChallengeStanding): boolean =>
  countOf(count) !== "events" && wins > 0 && done >= goal;

export interface NearChallenge {
  readonly id: string;
  readonly challenge: Challenge;
  readonly standing: ChallengeStanding;
}

/** The begun challenge of which the largest part is done, the one that ends first before others; null: none. */
export function nearestChallenge(
  challenges: PublicClub["challenges"],
  standings: Standing["challenges"],
): NearChallenge | null {
  const begun = Object.entries(challenges).flatMap(([id, challenge]) => {
    const standing = standings[id];
    return standing === undefined || standing.done === 0 || isReached(challenge.count, standing)
      ? []
      : [{ id, challenge, standing }];
  });
  const [nearest] = begun.toSorted(
    ({ standing: a }, { standing: b }) =>
      b.done / b.goal - a.done / a.goal || (a.lastDay ?? "9999").localeCompare(b.lastDay ?? "9999"),
  );
  return nearest ?? null;
}
