/**
 * Rules to postings. Every rule is asked in its order; what it would give is kept as an exact number until
 * limits, exclusive groups and multipliers are settled; then it is rounded down, once per posting.
 */
import type { Claim, Reason } from "./claims.ts";
import type { Draft, Earned } from "./draft.ts";
import { EvaluationError } from "./expressions/errors.ts";
import { roomsOf, useRoom, type Room } from "./limits.ts";
import {
  matchedLines,
  measureGives,
  multiplied,
  newCandidate,
  wholePart,
  type Candidate,
  type Part,
} from "./measuring.ts";
import { compareExact, toSafeInteger } from "./numbers.ts";
import type { CompiledRule, Things } from "./programme/compiled.ts";
import { noLine, skipped, skippedFor, unmet, unmetForGood } from "./reasons.ts";
import { bestOfGroups, fitIntoRooms, settleMultipliers } from "./stacking.ts";
import { isHeldOut, whyNot, type Asked } from "./targeting.ts";

/** Units a single posting may give; more is refused by the rule, with a reason. */
export const POSTING_UNITS_MAX = 1_000_000_000_000;

/**
 * Asks every rule that the event's trigger wakes, and writes what they give into the draft. Multipliers are
 * asked last, wherever they stand: they multiply what the others give.
 */
export function earn(
  draft: Draft,
  asked: Asked,
  rules: readonly CompiledRule[],
  reasons: Reason[],
  claims: Claim[],
): void {
  const candidates: Candidate[] = [];
  for (const rule of rules) if (!rule.multiply) ask(rule, draft, asked, candidates, reasons);
  const givers = candidates.length;
  for (const rule of rules) if (rule.multiply) ask(rule, draft, asked, candidates, reasons);
  const multipliers = candidates.length > givers;
  const best = bestOfGroups(candidates, asked.market, reasons);
  const settled = multipliers ? settleMultipliers(best, draft, asked.view, reasons) : best;
  for (const candidate of settled) give(candidate, draft, reasons, claims);
}

/** Asks one rule: what it would give joins the candidates; why it gives nothing joins the reasons. */
function ask(
  rule: CompiledRule,
  draft: Draft,
  asked: Asked,
  candidates: Candidate[],
  reasons: Reason[],
): void {
  try {
    const reason = consider(rule, draft, asked, candidates);
    if (reason) reasons.push(reason);
  } catch (error) {
    if (!(error instanceof EvaluationError)) throw error;
    reasons.push(skippedFor(rule.id, "expression_error", error.message));
  }
}

function consider(
  rule: CompiledRule,
  draft: Draft,
  asked: Asked,
  candidates: Candidate[],
): Reason | null {
  const no = whyNot(rule, asked);
  if (no) return skipped(rule.id, no);
  const { view } = asked;
  if (rule.when && rule.when.evaluate(view) !== true) {
    const reason = unmet(rule.id, rule.when, view);
    return !reason.missing || mayStillGive(rule, draft, asked) ? reason : unmetForGood(reason);
  }
  const lines = rule.items ? matchedLines(rule.items, view) : null;
  if (lines?.length === 0) return noLine(rule.id, rule.items);
  const candidate = newCandidate(rule, lines, view);
  const code = rule.multiply
    ? measureMultiplier(candidate, candidates, asked)
    : measureGives(candidate, asked);
  if (code) return skipped(rule.id, code);
  if (rule.limits.length > 0) {
    candidate.rooms = roomsOf(rule, draft, asked.facts, asked.market);
    const full = fitIntoRooms(candidate);
    if (full) return skippedFor(rule.id, "limit", full.key);
  }
  if (isHeldOut(rule, draft.person)) {
    draft.add({ do: "withhold", rule: rule.id });
    return { rule: rule.id, outcome: "withheld", code: "holdout" };
  }
  candidates.push(candidate);
  return null;
}

/** Whether more would wake the rule: what cannot give any more, or not to this member, is nothing to buy more for. */
function mayStillGive(rule: CompiledRule, draft: Draft, { facts, market }: Asked): boolean {
  if (isHeldOut(rule, draft.person)) return false;
  if (rule.limits.length === 0) return true;
  return roomsOf(rule, draft, facts, market).every(({ left }) => left > 0);
}

/** What the multiplier would add alone, for the contest in its group; `settleMultipliers` has the last word. */
function measureMultiplier(
  candidate: Candidate,
  others: readonly Candidate[],
  asked: Asked,
): Reason["code"] | null {
  const part = multiplied(candidate, candidate.rule.multiply?.extra ?? 0, others, asked.view);
  if (!part) return "nothing_to_multiply";
  candidate.parts = [part];
  return null;
}

function give(candidate: Candidate, draft: Draft, reasons: Reason[], claims: Claim[]): void {
  const { rule, parts } = candidate;
  const tooLarge = parts.find(isTooLarge);
  if (tooLarge) {
    const detail = `more than ${POSTING_UNITS_MAX} ${tooLarge.unit.id}`;
    reasons.push(skippedFor(rule.id, "too_large", detail));
    return;
  }
  const given: Record<string, number> = {};
  let gave = false;
  for (const part of parts) {
    const amount = toSafeInteger(wholePart(part));
    if (amount <= 0) continue;
    draft.give(part.unit, amount, earnedBy(candidate, part));
    given[part.unit.id] = amount + (gave ? (given[part.unit.id] ?? 0) : 0);
    gave = true;
  }
  if (rule.things && giveThings(rule.things, rule.id, draft)) gave = true;
  if (!gave) {
    const code = rule.things?.badge === undefined ? "rounds_to_nothing" : "already_had";
    reasons.push(skipped(rule.id, code));
    return;
  }
  const firstUnits = parts[0] ? toSafeInteger(wholePart(parts[0])) : 0;
  for (const room of candidate.rooms)
    useRoom(draft, rule.id, room, usedOf(room, candidate, firstUnits), claims);
  const code = candidate.trimmed ? "trimmed" : "applied";
  reasons.push({ rule: rule.id, outcome: "gave", code, given });
}

const isTooLarge = (part: Part): boolean => compareExact(wholePart(part), POSTING_UNITS_MAX) > 0;

function usedOf(room: Room, candidate: Candidate, firstUnits: number): number {
  if (room.limit.of === "times") return 1;
  if (room.limit.of === "units") return firstUnits;
  return Math.min(candidate.baseMinor, room.left);
}

function earnedBy(candidate: Candidate, part: Part): Earned {
  const { rule } = candidate;
  return {
    rule: rule.id,
    lines: part.whole ? undefined : (candidate.lines ?? undefined),
    by: part.by,
    onReturn: rule.onReturn === "share" ? undefined : rule.onReturn,
  };
}

/** Badges, rewards and messages of a rule; true where any was given. */
function giveThings({ badge, reward, tell }: Things, rule: string, draft: Draft): boolean {
  let gave = false;
  if (badge !== undefined && !draft.person.badges.includes(badge)) {
    draft.add({ do: "badge", badge, rule });
    gave = true;
  }
  if (reward !== undefined) {
    draft.add({ do: "grant", reward, count: 1, rule });
    gave = true;
  }
  if (tell !== undefined) {
    draft.add({ do: "tell", message: tell, rule });
    gave = true;
  }
  return gave;
}
