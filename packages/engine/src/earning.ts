/**
 * Rules to postings. Every rule is asked in its order; what it would give is kept as an exact number until
 * limits, exclusive groups and multipliers are settled; then it is rounded down, once per posting.
 */
import { isHeldOut, whyNot, type Asked } from "./targeting.ts";
import type { Claim, Reason } from "./claims.ts";
import type { Draft, Earned } from "./draft.ts";
import { EvaluationError } from "./expressions/errors.ts";
import type { Compiled } from "./expressions/compile.ts";
import { roomsOf, useRoom, type Room } from "./limits.ts";
import {
  addExact,
  compareExact,
  divExact,
  exactFromDecimal,
  floorExact,
  mulExact,
  subExact,
  toSafeInteger,
  type Exact,
} from "./numbers.ts";
import type { CompiledGive, CompiledRule, CompiledUnit } from "./programme/compiled.ts";
import type { View } from "./views.ts";

/** Units a single posting may give; more is refused by the rule, with a reason. */
export const POSTING_UNITS_MAX = 1_000_000_000_000;

type Part = { unit: CompiledUnit; exact: Exact; by?: "quantity"; whole: boolean };
/** A rule that would give, before exclusivity and rounding. */
type Candidate = {
  rule: CompiledRule;
  /** Matched lines; null for all. */
  lines: readonly number[] | null;
  parts: Part[];
  rooms: Room[];
  baseMinor: number;
  trimmed: boolean;
};

/** Asks every rule that the event's trigger wakes, and writes what they give into the draft. */
export function earn(
  draft: Draft,
  asked: Asked,
  rules: readonly CompiledRule[],
  reasons: Reason[],
  claims: Claim[],
): void {
  const candidates: Candidate[] = [];
  for (const rule of rules) {
    try {
      const candidate = candidateOf(rule, draft, asked, candidates, reasons);
      if (candidate) candidates.push(candidate);
    } catch (error) {
      if (!(error instanceof EvaluationError)) throw error;
      reasons.push(skipped(rule, "expression_error", { detail: error.message }));
    }
  }
  for (const candidate of bestOfGroups(candidates, draft, reasons))
    give(candidate, draft, asked, reasons, claims);
}

function candidateOf(
  rule: CompiledRule,
  draft: Draft,
  asked: Asked,
  earlier: readonly Candidate[],
  reasons: Reason[],
): Candidate | null {
  const no = whyNot(rule, asked);
  if (no) return skip(rule, no, reasons);
  const { view } = asked;
  if (rule.when && rule.when.evaluate(view) !== true)
    return skip(rule, "when", reasons, whyFalse(rule.when, view));
  const lines = rule.items ? matchedLines(rule.items, view) : null;
  if (lines?.length === 0)
    return skip(rule, "items", reasons, { condition: rule.items?.source ?? "" });
  const candidate: Candidate = {
    rule,
    lines,
    parts: [],
    rooms: [],
    baseMinor: paidOn(view, lines),
    trimmed: false,
  };
  const code = rule.multiply
    ? multiply(candidate, rule.multiply, earlier, view, draft)
    : measureGives(candidate, asked);
  if (code) return skip(rule, code, reasons);
  if (rule.limits.length > 0) {
    candidate.rooms = roomsOf(rule, draft, asked.facts, asked.market);
    const full = fitIntoRooms(candidate);
    if (full) return skip(rule, "limit", reasons, { detail: full.key });
  }
  if (!isHeldOut(rule, draft.person)) return candidate;
  draft.add({ do: "withhold", rule: rule.id });
  reasons.push({ rule: rule.id, outcome: "withheld", code: "holdout" });
  return null;
}

function skip(
  rule: CompiledRule,
  code: Reason["code"],
  reasons: Reason[],
  more: Partial<Reason> = {},
): null {
  reasons.push(skipped(rule, code, more));
  return null;
}

function skipped(rule: CompiledRule, code: Reason["code"], more: Partial<Reason> = {}): Reason {
  return { rule: rule.id, outcome: "skipped", code, ...more };
}

/** Which part of a condition failed, and by how much where that is a number. */
export function whyFalse(condition: Compiled, view: View): Partial<Reason> {
  const missing = condition.missing(view);
  if (!missing) return { condition: condition.source };
  const { path, need, have, shortBy, kind } = missing;
  if (path === undefined || typeof need !== "number" || typeof have !== "number")
    return { condition: missing.conjunct };
  const by = typeof shortBy === "number" ? shortBy : 0;
  return {
    condition: missing.conjunct,
    missing: { path, need, have, shortBy: by, kind: kind ?? "number" },
  };
}

export function matchedLines(items: Compiled, view: View): number[] {
  const matched: number[] = [];
  const all = view.basket?.items ?? [];
  for (let index = 0; index < all.length; index += 1) {
    view.item = all[index];
    if (items.evaluate(view) === true) matched.push(index);
  }
  view.item = undefined;
  return matched;
}

function paidOn(view: View, lines: readonly number[] | null): number {
  const { basket } = view;
  if (!basket) return Number(view.contract?.["premium"] ?? 0);
  if (!lines) return basket.paid;
  return lines.reduce((sum, line) => sum + (basket.items[line]?.paid ?? 0), 0);
}

function quantityOn(view: View, lines: readonly number[] | null): number {
  const { basket } = view;
  if (!basket) return 0;
  if (!lines) return basket.quantity;
  return lines.reduce((sum, line) => sum + (basket.items[line]?.quantity ?? 0), 0);
}

function measureGives(candidate: Candidate, asked: Asked): Reason["code"] | null {
  for (const given of candidate.rule.gives) {
    const part = measure(given, candidate, asked);
    if (part === "currency") return "currency";
    candidate.parts.push(part);
  }
  return null;
}

function measure(given: CompiledGive, candidate: Candidate, asked: Asked): Part | "currency" {
  const { unit } = given;
  switch (given.kind) {
    case "fixed":
      return { unit, exact: given.amount, whole: false };
    case "value": {
      const exact = exactOfValue(given.value.evaluate(asked.view), given.value.type);
      const negative = compareExact(exact, 0) < 0;
      const scaled = given.value.type === "amount" ? divExact(exact, asked.view.scale) : exact;
      return { unit, exact: negative ? 0 : scaled, whole: false };
    }
    case "each": {
      const whole = given.of.startsWith("basket");
      const lines = whole ? null : candidate.lines;
      if (given.perPieces !== undefined) {
        const pieces = quantityOn(asked.view, lines);
        return {
          unit,
          exact: divExact(pieces * given.units, given.perPieces),
          by: "quantity",
          whole,
        };
      }
      const perMinor = given.perMinor?.get(asked.market.currency);
      if (perMinor === undefined) return "currency";
      const minor = paidOn(asked.view, lines);
      return { unit, exact: divExact(mulExact(minor, given.units), perMinor), whole };
    }
  }
}

function exactOfValue(value: unknown, type: string): Exact {
  if (typeof value === "number") {
    if (!Number.isFinite(value)) throw new EvaluationError("not_finite", "The value is not finite.");
    return type === "double" ? exactFromDecimal(value) : value;
  }
  if (typeof value === "object" && value !== null && "n" in value && "d" in value) {
    const { n, d } = value;
    if (typeof n === "bigint" && typeof d === "bigint") return { n, d };
  }
  throw new EvaluationError("conversion", "The value is not a number.");
}

/** Multipliers add: x2 and x3 give x4 (base + 1 + 2), under the programme's cap. */
function multiply(
  candidate: Candidate,
  multiplied: NonNullable<CompiledRule["multiply"]>,
  earlier: readonly Candidate[],
  view: View,
  draft: Draft,
): Reason["code"] | null {
  let room = draft.programme.extraMax;
  for (const other of earlier)
    if (other.rule.multiply?.unit === multiplied.unit)
      room = subExact(room, other.rule.multiply.extra);
  if (compareExact(room, 0) <= 0) return "limit";
  candidate.trimmed = compareExact(multiplied.extra, room) > 0;
  const extra = candidate.trimmed ? room : multiplied.extra;
  let base: Exact = 0;
  for (const other of earlier) {
    if (other.rule.multiply || multiplied.rules?.has(other.rule.id) === false) continue;
    for (const part of other.parts)
      if (part.unit === multiplied.unit)
        base = addExact(base, shareOnLines(part, other, candidate, view));
  }
  if (compareExact(base, 0) <= 0) return "nothing_to_multiply";
  candidate.parts.push({ unit: multiplied.unit, exact: mulExact(base, extra), whole: false });
  return null;
}

/** The part of what another rule gave that falls on the multiplier's own lines, by money paid. */
function shareOnLines(part: Part, other: Candidate, candidate: Candidate, view: View): Exact {
  if (!candidate.lines) return part.exact;
  const theirs = part.whole ? null : other.lines;
  const common = theirs
    ? candidate.lines.filter((line) => theirs.includes(line))
    : candidate.lines;
  const weigh = part.by === "quantity" ? quantityOn : paidOn;
  const total = weigh(view, theirs);
  return total === 0 ? 0 : divExact(mulExact(part.exact, weigh(view, common)), total);
}

/** Trims what is given to the room that is left; returns the room that leaves nothing. */
function fitIntoRooms(candidate: Candidate): Room | null {
  for (const room of candidate.rooms) {
    const wanted = wantedOf(candidate, room);
    if (compareExact(wanted, room.left) <= 0) continue;
    if (room.left <= 0 || room.limit.over === "refuse") return room;
    const share = divExact(room.left, wanted);
    for (const part of candidate.parts) part.exact = mulExact(part.exact, share);
    candidate.trimmed = true;
  }
  return null;
}

/** What a limit measures: the application, the first unit's amount, or the money it rests on. */
function wantedOf(candidate: Candidate, room: Room): Exact {
  if (room.limit.of === "times") return 1;
  if (room.limit.of === "money") return candidate.baseMinor;
  const first = candidate.parts[0];
  return first ? floorExact(first.exact) : 0;
}

/** In each exclusive group the best for the member stays: highest worth, then most units, then first in order. */
function bestOfGroups(candidates: Candidate[], draft: Draft, reasons: Reason[]): Candidate[] {
  const best = new Map<string, Candidate>();
  for (const candidate of candidates) {
    const group = candidate.rule.source.exclusive;
    if (group === undefined) continue;
    const rival = best.get(group);
    if (!rival || compareExact(worthOf(candidate, draft), worthOf(rival, draft)) > 0)
      best.set(group, candidate);
  }
  if (best.size === 0) return candidates;
  return candidates.filter((candidate) => {
    const group = candidate.rule.source.exclusive;
    if (group === undefined || best.get(group) === candidate) return true;
    reasons.push(skipped(candidate.rule, "exclusive", { detail: best.get(group)?.rule.id ?? "" }));
    return false;
  });
}

function worthOf(candidate: Candidate, draft: Draft): Exact {
  const market = draft.programme.markets.size === 1 ? draft.programme.marketDefault.id : "";
  let worth: Exact = 0;
  for (const part of candidate.parts) {
    const each = part.unit.worthMinor.get(market) ?? [...part.unit.worthMinor.values()][0] ?? 1;
    if (part.unit.spendable) worth = addExact(worth, mulExact(part.exact, each));
  }
  return worth;
}

function give(
  candidate: Candidate,
  draft: Draft,
  asked: Asked,
  reasons: Reason[],
  claims: Claim[],
): void {
  const { rule } = candidate;
  const given: Record<string, number> = {};
  let first = 0;
  for (const [index, part] of candidate.parts.entries()) {
    const floor = floorExact(part.exact);
    if (compareExact(floor, POSTING_UNITS_MAX) > 0) {
      skip(rule, "too_large", reasons, { detail: `more than ${POSTING_UNITS_MAX} ${part.unit.id}` });
      continue;
    }
    const amount = toSafeInteger(floor);
    if (index === 0) first = amount;
    if (amount <= 0) continue;
    draft.give(part.unit, amount, earnedBy(candidate, part));
    given[part.unit.id] = (given[part.unit.id] ?? 0) + amount;
  }
  const others = giveThings(candidate, draft);
  if (Object.keys(given).length === 0 && !others) {
    skip(rule, rule.source.badge ? "already_had" : "rounds_to_nothing", reasons);
    return;
  }
  for (const room of candidate.rooms) {
    const by = room.limit.of === "times" ? 1 : room.limit.of === "units" ? first : moneyUsed(candidate, room);
    useRoom(draft, rule.id, room, by, claims);
  }
  reasons.push({
    rule: rule.id,
    outcome: "gave",
    code: candidate.trimmed ? "trimmed" : "applied",
    given,
  });
}

function moneyUsed(candidate: Candidate, room: Room): number {
  return Math.min(candidate.baseMinor, room.left);
}

function earnedBy(candidate: Candidate, part: Part): Earned {
  const { rule } = candidate;
  return {
    rule: rule.id,
    ...(candidate.lines && !part.whole && { lines: candidate.lines }),
    ...(part.by && { by: part.by }),
    ...(rule.onReturn !== "share" && { onReturn: rule.onReturn }),
  };
}

/** Badges, rewards and messages of a rule; true where any was given. */
function giveThings(candidate: Candidate, draft: Draft): boolean {
  const { badge, reward, tell, id } = candidate.rule.source;
  let gave = false;
  if (badge !== undefined && !draft.person.badges.includes(badge)) {
    draft.add({ do: "badge", badge });
    gave = true;
  }
  if (reward !== undefined) {
    draft.add({ do: "grant", reward, count: 1, rule: id });
    gave = true;
  }
  if (tell !== undefined) {
    draft.add({ do: "tell", message: tell, rule: id });
    gave = true;
  }
  return gave;
}

/** What one rule would give for what is left of a purchase: asked when a return re-evaluates it. */
export function unitsOf(rule: CompiledRule, asked: Asked, unit: string): number {
  if (rule.when && rule.when.evaluate(asked.view) !== true) return 0;
  const lines = rule.items ? matchedLines(rule.items, asked.view) : null;
  if (lines?.length === 0) return 0;
  const candidate: Candidate = {
    rule,
    lines,
    parts: [],
    rooms: [],
    baseMinor: 0,
    trimmed: false,
  };
  if (measureGives(candidate, asked)) return 0;
  const parts = candidate.parts.filter((part) => part.unit.id === unit);
  return parts.reduce((sum, part) => sum + toSafeInteger(floorExact(part.exact)), 0);
}
