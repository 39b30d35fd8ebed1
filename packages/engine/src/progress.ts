/** How far somebody is in a challenge: the states say what was done, this says what it is worth today. */
import { ordinalOf } from "./challenges.ts";
import type { CompiledChallenge } from "./programme/compiled.ts";
import type { ChallengeState } from "./state.ts";
import { periodOf, type Instant } from "./time.ts";

export interface ChallengeProgress {
  /** Of the goal: in this round for counts of events, in the unbroken row for streaks. */
  readonly done: number;
  readonly goal: number;
  /** How often it was won in the running period. */
  readonly wins: number;
  /** First instant at which `done` begins anew; null where it never does. */
  readonly until: Instant | null;
}

const streakUnits = {
  "streak of days": "day",
  "streak of weeks": "week",
  "streak of months": "month",
} as const;

/**
 * Progress at an instant.
 *
 * @param state what is kept of the member; undefined: nothing yet. What belongs to an earlier period counts as nothing.
 * @param zone whose days, weeks and months count.
 */
export function challengeProgress(
  challenge: CompiledChallenge,
  state: ChallengeState | undefined,
  { at, zone }: { readonly at: Instant; readonly zone: string },
): ChallengeProgress {
  const { goal, count, every } = challenge;
  const period = periodOf(at, every, zone);
  const { seen = {}, wins = 0 } = state?.period === period.key ? state : {};
  const ends = every === "ever" ? null : period.end;
  if (count === "events") return { done: (seen["all"] ?? 0) % goal, goal, wins, until: ends };
  if (wins > 0) return { done: goal, goal, wins, until: ends };
  if (count === "days" || count === "weeks" || count === "categories")
    return { done: Math.min(goal, Object.keys(seen).length), goal, wins, until: ends };
  const { run, breaksAt } = runningRow(seen, streakUnits[count], { at, zone });
  const until = breaksAt === null ? ends : Math.min(breaksAt, ends ?? breaksAt);
  return { done: Math.min(goal, run), goal, wins, until };
}

/** The row that still goes on: its newest link is the running day, week or month, or the one before. */
function runningRow(
  seen: ChallengeState["seen"],
  unit: "day" | "week" | "month",
  { at, zone }: { readonly at: Instant; readonly zone: string },
): { readonly run: number; readonly breaksAt: Instant | null } {
  const running = periodOf(at, unit, zone);
  const now = ordinalOf(running.key);
  const done = new Set(Object.keys(seen).map(ordinalOf));
  const newest = done.has(now) ? now : now - 1;
  let run = 0;
  while (done.has(newest - run)) run += 1;
  if (run === 0) return { run, breaksAt: null };
  const breaksAt = newest === now ? periodOf(running.end, unit, zone).end : running.end;
  return { run, breaksAt };
}
