/**
 * A challenge that neither of two had won, but both together have, is won when they become one; it is lost when they
 * part, unless what the one who keeps it has done since is enough. What was used of its gifts stays given.
 */
import { reachedTimes, win } from "./challenges.ts";
import { addTo, emptyRecord, ownRecord } from "./counters.ts";
import type { Draft } from "./draft.ts";
import type { Portion, PortionWin } from "./portion.ts";
import type { ChallengeState } from "./state.ts";
import { periodOf } from "./time.ts";
import { takeUnused } from "./welcomes.ts";

/** Wins what the progress of both completes in the period that runs; one that is over keeps its wins. */
export function winTogether(draft: Draft, portion: Portion): void {
  for (const id of new Set(portion.progress.map(({ challenge }) => challenge))) {
    const each = draft.programme.challengesById.get(id);
    const state = stateOf(draft, id);
    if (!each || !state) continue;
    const { period, seen, wins: won } = state;
    if (period !== periodOf(draft.event.bookedAt, each.every, draft.zone).key) continue;
    const wins = Math.max(0, reachedTimes(each, seen) - won);
    const [key] = Object.keys(seen).toSorted();
    if (wins === 0 || key === undefined) continue;
    const rule = `challenge:${id}`;
    const together = Array.from({ length: wins }, () => win(draft, each, rule)).flat();
    draft.add({ do: "progress", challenge: id, period, key, by: 0, wins, together });
  }
}

/** Loses what only both had won, where what is left does not win it. */
export function loseTogether(draft: Draft, { won = [] }: Portion): void {
  for (const each of won) loseOne(draft, each);
}

function loseOne(
  draft: Draft,
  { challenge: id, period, key, wins: most, gifts }: PortionWin,
): void {
  const each = draft.programme.challengesById.get(id);
  const state = stateOf(draft, id);
  if (!each || state?.period !== period) return;
  const wins = Math.min(most, Math.max(0, state.wins - reachedTimes(each, state.seen)));
  if (wins === 0) return;
  const rule = `challenge:${id}`;
  takeUnused(draft, rule, { gifts, reward: each.reward });
  const { badge } = each;
  if (badge !== undefined && draft.person.badges.includes(badge))
    draft.add({ do: "badge", badge, lost: true, rule });
  draft.add({ do: "progress", challenge: id, period, key, by: 0, wins: -wins, together: [] });
}

/** How far the person is in a challenge, with what this decision adds to its newest period. */
function stateOf(draft: Draft, id: string): ChallengeState | null {
  const before = draft.person.challenges[id];
  let state = before ? { ...before, seen: ownRecord(before.seen) } : null;
  for (const effect of draft.effects) {
    if (effect.do !== "progress" || effect.challenge !== id) continue;
    const { period, key, by, wins = 0 } = effect;
    if (state?.period !== period) state = { period, seen: emptyRecord<number>(), wins: 0 };
    addTo(state.seen, key, by);
    state.wins += wins;
  }
  return state;
}
