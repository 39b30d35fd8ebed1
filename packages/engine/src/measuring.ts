/** What a rule would give, as exact numbers: nothing is rounded here. */
import type { Reason } from "./claims.ts";
import { EvaluationError } from "./expressions/errors.ts";
import type { Compiled } from "./expressions/compile.ts";
import type { Room } from "./limits.ts";
import {
  addExact,
  compareExact,
  divExact,
  exactFromDecimal,
  floorExact,
  mulExact,
  toSafeInteger,
  type Exact,
} from "./numbers.ts";
import type { CompiledGive, CompiledRule, CompiledUnit } from "./programme/compiled.ts";
import type { Asked } from "./targeting.ts";
import type { View } from "./views.ts";

/**
 * An amount of one unit, `top / bottom`: kept apart, since most amounts are only ever rounded down, and whole
 * numbers can do that fast. `whole`: carried by all lines, though the rule matched some.
 */
export type Part = {
  readonly unit: CompiledUnit;
  top: Exact;
  bottom: Exact;
  readonly by: "quantity" | undefined;
  readonly whole: boolean;
};
/** A rule that would give, before limits, exclusivity and rounding. */
export type Candidate = {
  rule: CompiledRule;
  /** Matched lines; null for all. */
  lines: readonly number[] | null;
  parts: readonly Part[];
  rooms: readonly Room[];
  /** The money that it rests on. */
  baseMinor: number;
  trimmed: boolean;
};

export function exactPart(part: Part): Exact {
  return part.bottom === 1 ? part.top : divExact(part.top, part.bottom);
}

/** The part in whole units, rounded down. */
export function wholePart({ top, bottom }: Part): Exact {
  if (typeof top === "number" && typeof bottom === "number" && top >= 0)
    return (top - (top % bottom)) / bottom;
  return floorExact(divExact(top, bottom));
}

const NO_ROOMS: readonly Room[] = [];
const NO_PARTS: readonly Part[] = [];

export function newCandidate(
  rule: CompiledRule,
  lines: readonly number[] | null,
  view: View,
): Candidate {
  const baseMinor = paidOn(view, lines);
  return { rule, lines, parts: NO_PARTS, rooms: NO_ROOMS, baseMinor, trimmed: false };
}

/** Written over by each question: a list that grows takes room for far more lines than baskets have. */
const scratch: number[] = [];

/** Numbers of the lines that an expression is true of. */
export function matchedLines(items: Compiled, view: View): number[] {
  let count = 0;
  const all = view.basket?.items ?? [];
  for (let index = 0; index < all.length; index += 1) {
    view.item = all[index];
    if (items.evaluate(view) !== true) continue;
    scratch[count] = index;
    count += 1;
  }
  view.item = undefined;
  return scratch.slice(0, count);
}

function paidOn(view: View, lines: readonly number[] | null): number {
  const { basket } = view;
  if (!basket) return Number(view.contract?.["premium"] ?? 0);
  if (!lines) return basket.paid;
  let paid = 0;
  for (const line of lines) paid += basket.items[line]?.paid ?? 0;
  return paid;
}

/** Pieces on some lines, or on all. */
export function quantityOn(view: View, lines: readonly number[] | null): number {
  const { basket } = view;
  if (!basket) return 0;
  if (!lines) return basket.quantity;
  let quantity = 0;
  for (const line of lines) quantity += basket.items[line]?.quantity ?? 0;
  return quantity;
}

/** Fills a candidate's parts from what its rule gives; a code where it cannot give here. */
export function measureGives(candidate: Candidate, asked: Asked): Reason["code"] | null {
  for (const given of candidate.rule.gives) {
    const part = measure(given, candidate, asked);
    if (!part) return "currency";
    // Most rules give one unit, and a list of one needs no room to grow.
    candidate.parts = candidate.parts.length > 0 ? [...candidate.parts, part] : [part];
  }
  return null;
}

function measure(given: CompiledGive, candidate: Candidate, asked: Asked): Part | null {
  const { unit } = given;
  switch (given.kind) {
    case "fixed":
      return { unit, top: given.amount, bottom: 1, by: undefined, whole: false };
    case "value": {
      const exact = exactOfValue(given.value.evaluate(asked.view));
      const top = compareExact(exact, 0) > 0 ? exact : 0;
      const bottom = given.value.type === "amount" ? asked.view.scale : 1;
      return { unit, top, bottom, by: undefined, whole: false };
    }
    case "each": {
      const whole = given.of === "basket.paid" || given.of === "basket.quantity";
      const lines = whole ? null : candidate.lines;
      if (given.perPieces !== undefined) {
        const top = mulExact(quantityOn(asked.view, lines), given.units);
        return { unit, top, bottom: given.perPieces, by: "quantity", whole };
      }
      const perMinor = given.perMinor?.get(asked.market.currency);
      if (perMinor === undefined) return null;
      const minor = whole ? paidOn(asked.view, null) : candidate.baseMinor;
      const top = mulExact(minor, given.units);
      return { unit, top, bottom: perMinor, by: undefined, whole };
    }
  }
}

function exactOfValue(value: unknown): Exact {
  if (typeof value === "number") {
    if (!Number.isFinite(value))
      throw new EvaluationError("not_finite", "The value is not finite.");
    return exactFromDecimal(value);
  }
  if (typeof value === "object" && value !== null && "n" in value && "d" in value) {
    const { n, d } = value;
    if (typeof n === "bigint" && typeof d === "bigint") return { n, d };
  }
  throw new EvaluationError("conversion", "The value is not a number.");
}

/**
 * What a multiplier adds to what others give: `extra` times the base, where the base is what falls on its own
 * lines. Rivals of its exclusive group are not multiplied: only one of them can stay.
 */
export function multiplied(
  candidate: Candidate,
  extra: Exact,
  others: readonly Candidate[],
  view: View,
): Part | null {
  const { multiply } = candidate.rule;
  if (!multiply) return null;
  const group = candidate.rule.exclusive;
  const base: Quotient = { top: 0, bottom: 1 };
  for (const other of others) {
    if (other.rule.multiply || multiply.rules?.has(other.rule.id) === false) continue;
    if (group !== undefined && other.rule.exclusive === group) continue;
    for (const part of other.parts)
      if (part.unit === multiply.unit) addTo(base, shareOnLines(part, other, candidate, view));
  }
  if (compareExact(base.top, 0) <= 0) return null;
  const { unit } = multiply;
  const top = mulExact(base.top, extra);
  return { unit, top, bottom: base.bottom, by: undefined, whole: false };
}

/** `top / bottom`, not reduced: amounts of money mostly share one bottom, and then only tops are added. */
type Quotient = { top: Exact; bottom: Exact };

function addTo(sum: Quotient, { top, bottom }: Readonly<Quotient>): void {
  if (bottom === sum.bottom) {
    sum.top = addExact(sum.top, top);
    return;
  }
  sum.top = addExact(mulExact(sum.top, bottom), mulExact(top, sum.bottom));
  sum.bottom = mulExact(sum.bottom, bottom);
}

/** The part of what another rule gave that falls on the multiplier's own lines, by money paid. */
function shareOnLines(
  part: Part,
  other: Candidate,
  candidate: Candidate,
  view: View,
): Readonly<Quotient> {
  if (!candidate.lines) return part;
  const theirs = part.whole ? null : other.lines;
  const common = theirs ? candidate.lines.filter((line) => theirs.includes(line)) : candidate.lines;
  const weigh = part.by === "quantity" ? quantityOn : paidOn;
  const total = weigh(view, theirs);
  if (total === 0) return { top: 0, bottom: 1 };
  return { top: mulExact(part.top, weigh(view, common)), bottom: mulExact(part.bottom, total) };
}

/** What one rule would give by itself for these goods: asked when a return re-evaluates it. */
export function givesOf(rule: CompiledRule, asked: Asked, unit: string): number {
  const candidate = metBy(rule, asked);
  if (!candidate || measureGives(candidate, asked)) return 0;
  let units = 0;
  for (const part of candidate.parts)
    if (part.unit.id === unit) units += toSafeInteger(wholePart(part));
  return units;
}

/** Whether these goods are what the rule asks for. */
export const isMetBy = (rule: CompiledRule, asked: Asked): boolean => metBy(rule, asked) !== null;

function metBy(rule: CompiledRule, { view }: Asked): Candidate | null {
  if (rule.when && rule.when.evaluate(view) !== true) return null;
  const lines = rule.items ? matchedLines(rule.items, view) : null;
  return lines?.length === 0 ? null : newCandidate(rule, lines, view);
}
