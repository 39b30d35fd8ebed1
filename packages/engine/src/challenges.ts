/** Stamp cards, challenges, streaks: progress that comes from doing, and what a reached goal gives. */
import type { Reason } from "./claims.ts";
import type { Draft, Writable } from "./draft.ts";
import { emptyRecord } from "./counters.ts";
import type { Stamp, Welcome } from "./effects.ts";
import { EvaluationError } from "./expressions/errors.ts";
import { matchedLines, quantityOn } from "./measuring.ts";
import type { CompiledCard, CompiledChallenge, Market } from "./programme/compiled.ts";
import { noLine, skipped, skippedFor, unmet } from "./reasons.ts";
import { CHALLENGE_KEYS_MAX, type ChallengeState } from "./state.ts";
import { dayNumber, dayOf, periodOf } from "./time.ts";
import type { View } from "./views.ts";

/** Stamps every card that the event's trigger wakes. */
export function stamp(
  draft: Draft,
  view: View,
  cards: readonly CompiledCard[],
  reasons: Reason[],
): void {
  for (const card of cards) {
    try {
      stampOne(draft, view, card, reasons);
    } catch (error) {
      if (!(error instanceof EvaluationError)) throw error;
      reasons.push(skippedFor(`card:${card.id}`, "expression_error", error.message));
    }
  }
}

function stampOne(draft: Draft, view: View, card: CompiledCard, reasons: Reason[]): void {
  const rule = `card:${card.id}`;
  const lines = card.items ? matchedLines(card.items, view) : null;
  if (lines?.length === 0) {
    reasons.push(noLine(rule, card.items));
    return;
  }
  const by = card.count === "events" ? 1 : Math.min(quantityOn(view, lines), card.perEventMax);
  const before = draft.card(card.id);
  const grants = Math.max(0, Math.floor((before.stamps + by) / card.goal) - before.granted);
  const effect: Writable<Stamp> = { do: "stamp", card: card.id, by };
  if (grants > 0) effect.grants = grants;
  if (card.count === "items" && lines) effect.lines = lines;
  if (card.count === "items" && card.perEventMax < Number.MAX_SAFE_INTEGER)
    effect.perEventMax = card.perEventMax;
  draft.add(effect);
  if (grants > 0) draft.add({ do: "grant", reward: card.grants, count: grants, rule });
  reasons.push({ rule, outcome: "gave", code: "applied", given: { stamps: by } });
}

/** Moves every challenge that the event's trigger wakes, and gives what a reached goal promises. */
export function challenge(
  draft: Draft,
  view: View,
  challenges: readonly CompiledChallenge[],
  market: Market,
  reasons: Reason[],
): void {
  for (const each of challenges) {
    try {
      advanceOne(draft, view, each, market, reasons);
    } catch (error) {
      if (!(error instanceof EvaluationError)) throw error;
      reasons.push(skippedFor(`challenge:${each.id}`, "expression_error", error.message));
    }
  }
}

function advanceOne(
  draft: Draft,
  view: View,
  each: CompiledChallenge,
  market: Market,
  reasons: Reason[],
): void {
  const rule = `challenge:${each.id}`;
  const at = draft.event.occurredAt;
  if (each.windows.get(market.zone)?.(at) === false) {
    reasons.push(skipped(rule, "window"));
    return;
  }
  if (each.when && each.when.evaluate(view) !== true) {
    reasons.push(unmet(rule, each.when, view));
    return;
  }
  const period = periodOf(at, each.every, draft.zone).key;
  const held = draft.person.challenges[each.id];
  const state = held?.period === period ? held : { period, seen: emptyRecord<number>(), wins: 0 };
  if (held && held.period > period && each.every !== "ever") {
    reasons.push(skippedFor(rule, "window", "The period of this late event is closed."));
    return;
  }
  const keys = keysOf(each, view, at, draft.zone);
  const wins = winsNow(each, state, keys);
  keys.forEach((key, index) => {
    const progress = { do: "progress", challenge: each.id, period, key, by: 1 } as const;
    draft.add(index === 0 && wins > 0 ? { ...progress, wins } : progress);
  });
  if (wins > 0) win(draft, each, rule);
  reasons.push({ rule, outcome: "gave", code: "applied", given: { progress: keys.length } });
}

/** Wins that these keys bring; a key of days, weeks or categories brings one only when it is new. */
function winsNow(each: CompiledChallenge, state: ChallengeState, keys: readonly string[]): number {
  if (each.count !== "events") {
    if (state.wins >= DISTINCT_WINS_MAX) return 0;
    if (keys.every((key) => state.seen[key] !== undefined)) return 0;
  }
  return Math.max(0, reachedWith(each, state.seen, keys) - state.wins);
}

/** Gives what a won challenge promises; of units, with where they went. */
export function win(draft: Draft, each: CompiledChallenge, rule: string): Welcome[] {
  const gifts: Welcome[] = [];
  for (const { unit, amount } of each.give) {
    gifts.push([
      draft.nextPosting,
      unit.spendable ? draft.nextLot : 0,
      amount,
      unit.id,
      draft.event.id,
    ]);
    draft.give(unit, amount, { rule, onReturn: "keep" });
  }
  if (each.badge !== undefined && !draft.person.badges.includes(each.badge))
    draft.add({ do: "badge", badge: each.badge, rule });
  if (each.reward !== undefined) draft.add({ do: "grant", reward: each.reward, count: 1, rule });
  return gifts;
}

function keysOf(each: CompiledChallenge, view: View, at: number, zone: string): readonly string[] {
  switch (each.count) {
    case "events":
      return ["all"];
    case "categories":
      return (view.basket?.categories ?? []).slice(0, CHALLENGE_KEYS_MAX);
    case "days":
    case "streak of days":
      return [dayOf(at, zone)];
    case "weeks":
    case "streak of weeks":
      return [periodOf(at, "week", zone).key];
    case "streak of months":
      return [periodOf(at, "month", zone).key];
  }
}

/** Distinct things and streaks win once a period. */
const DISTINCT_WINS_MAX = 1;

/** How often the goal is reached: again and again for counts of events, once a period for distinct things and streaks. */
export function reachedTimes(each: CompiledChallenge, seen: ChallengeState["seen"]): number {
  return reachedWith(each, seen, []);
}

/** How often it is reached when each of some keys, told apart, has come once more. */
function reachedWith(
  each: CompiledChallenge,
  seen: ChallengeState["seen"],
  more: readonly string[],
): number {
  if (each.count === "events") return Math.floor(((seen["all"] ?? 0) + more.length) / each.goal);
  const keys = Object.keys(seen);
  for (const key of more) if (seen[key] === undefined) keys.push(key);
  // A run cannot be longer than the list it is in.
  if (keys.length < each.goal) return 0;
  if (each.count === "days" || each.count === "weeks" || each.count === "categories")
    return DISTINCT_WINS_MAX;
  return longestRun(keys.map(ordinalOf)) >= each.goal ? DISTINCT_WINS_MAX : 0;
}

const ORDINALS_KEPT_MAX = 10_000;
const keptOrdinals = new Map<string, number>();

/** A day, ISO week or month as a number that grows by one from each to the next. */
export function ordinalOf(key: string): number {
  const kept = keptOrdinals.get(key);
  if (kept !== undefined) return kept;
  const ordinal = readOrdinal(key);
  if (keptOrdinals.size >= ORDINALS_KEPT_MAX) keptOrdinals.clear();
  keptOrdinals.set(key, ordinal);
  return ordinal;
}

function readOrdinal(key: string): number {
  const week = /^(\d{4})-W(\d{2})$/.exec(key);
  if (week) {
    const fourth = dayNumber(`${week[1]}-01-04`); // always in ISO week 1
    return Math.floor((fourth + 3) / 7) + Number(week[2]);
  }
  const month = /^(\d{4})-(\d{2})$/.exec(key);
  if (month) return Number(month[1]) * 12 + Number(month[2]);
  return dayNumber(key);
}

function longestRun(ordinals: number[]): number {
  ordinals.sort((left, right) => left - right);
  let run = 0;
  let longest = 0;
  let before = -Infinity;
  for (const ordinal of ordinals) {
    run = ordinal === before + 1 ? run + 1 : 1;
    longest = Math.max(longest, run);
    before = ordinal;
  }
  return longest;
}
