/** Why a condition was not met: the first part of a conjunction that is false, and how much is missing. */

import {
  ceilUnits,
  compareExact,
  exactFromDouble,
  floorUnits,
  subtractExact,
  type Exact,
} from "./amount.ts";
import { asAmount, asRatio } from "./arithmetic.ts";
import { fieldRead } from "../told.ts";
import { EvaluationError, type Span } from "./errors.ts";
import type { BoolNode, Context, Run, Sound } from "./nodes.ts";

export type MissingKind = "int" | "double" | "amount" | "ratio" | "timestamp" | "duration";

export type ComparisonOperator = "<" | "<=" | ">" | ">=" | "==" | "!=";

/**
 * The first condition that is not met. For a comparison between a path and a constant also: the operator as if the
 * path stood on the left, what is needed, what there is, and `shortBy`, the least that has to be added (`>`, `>=`) or
 * taken away (`<`, `<=`). Amounts are in minor units, moments and lengths of time in milliseconds.
 */
export type Missing = Span & {
  readonly conjunct: string;
  readonly path?: string;
  readonly operator?: ComparisonOperator;
  readonly kind?: MissingKind;
  readonly need?: Exact;
  readonly have?: Exact;
  readonly shortBy?: Exact;
};

/** A path compared with a constant; both sides in one unit. */
type Comparison = {
  readonly path: string;
  readonly operator: ComparisonOperator;
  readonly kind: MissingKind;
  readonly have: Run<Exact>;
  readonly need: Run<Exact>;
};

export type Conjunct = {
  readonly node: BoolNode;
  readonly text: string;
  readonly comparison: Comparison | null;
};

const MIRRORED: ReadonlyMap<string, ComparisonOperator> = new Map<string, ComparisonOperator>([
  ["<", ">"],
  ["<=", ">="],
  [">", "<"],
  [">=", "<="],
  ["==", "=="],
  ["!=", "!="],
]);

const DIRECT: ReadonlyMap<string, ComparisonOperator> = new Map<string, ComparisonOperator>(
  [...MIRRORED.values()].map((operator) => [operator, operator]),
);

function inUnitOf(kind: MissingKind, node: Sound): Run<Exact> | null {
  if (kind === "amount") return asAmount(node);
  if (kind === "ratio") return asRatio(node);
  if (node.kind === "timestamp" || node.kind === "duration") return node.run;
  return node.kind === "int" || node.kind === "double" ? node.run : null;
}

function comparedKind(node: Sound): MissingKind | null {
  if (node.kind === "int" || node.kind === "double") return node.kind;
  if (node.kind === "amount" || node.kind === "ratio") return node.kind;
  return node.kind === "timestamp" || node.kind === "duration" ? node.kind : null;
}

/** What a comparison says about a path, or null where it is not one between a path and a constant. */
export function comparisonOf(operator: string, left: Sound, right: Sound): Comparison | null {
  const forwards = left.path !== null && right.constant;
  const backwards = right.path !== null && left.constant;
  if (!forwards && !backwards) return null;
  const [asked, constant] = forwards ? [left, right] : [right, left];
  const written = (forwards ? DIRECT : MIRRORED).get(operator);
  const kind = comparedKind(asked);
  if (written === undefined || kind === null || asked.path === null) return null;
  // What a member has told is not handed on with a reason, and is nothing to have more of.
  if (fieldRead(asked.path) !== null) return null;
  const [have, need] = [inUnitOf(kind, asked), inUnitOf(kind, constant)];
  return have === null || need === null
    ? null
    : { path: asked.path, operator: written, kind, have, need };
}

/** The least change that makes the comparison true: a whole step for counts and money, the distance for the rest. */
function distance(
  kind: MissingKind,
  operator: ComparisonOperator,
  need: Exact,
  have: Exact,
): Exact | null {
  if (operator === "==" || operator === "!=") return null;
  const strict = operator === "<" || operator === ">";
  if (kind === "double" && typeof need === "number" && typeof have === "number") {
    return Math.abs(subtractDoubles(need, have));
  }
  const upwards = operator === ">" || operator === ">=";
  const gap = upwards ? subtractExact(need, have) : subtractExact(have, need);
  if (kind === "ratio") return gap;
  return strict ? floorUnits(gap, 1) + 1 : ceilUnits(gap, 1);
}

function subtractDoubles(need: number, have: number): number {
  // Exactly, so that 0.3 is short of 0.4 by 0.1 and not by 0.10000000000000003.
  const gap = subtractExact(exactFromDouble(need), exactFromDouble(have));
  return typeof gap === "number" ? gap : Number(gap.n) / Number(gap.d);
}

/** Says of a comparison how far its path is from what is needed. */
function measured(
  { node: { start, end }, text: conjunct }: Conjunct,
  comparison: Comparison,
  context: Context,
  locals: unknown[],
): Missing {
  const { path, operator, kind } = comparison;
  try {
    const need = comparison.need(context, locals);
    const have = comparison.have(context, locals);
    const shortBy = distance(kind, operator, need, have);
    return shortBy === null || compareExact(shortBy, 0) < 0
      ? { conjunct, start, end, path, operator, kind, need, have }
      : { conjunct, start, end, path, operator, kind, need, have, shortBy };
  } catch (error) {
    // Numbers too large to be told apart exactly: the condition itself is still said.
    if (error instanceof EvaluationError) return { conjunct, start, end, path, operator, kind };
    throw error;
  }
}

function isFalse(node: BoolNode, context: Context, locals: unknown[]): boolean {
  try {
    return !node.run(context, locals);
  } catch (error) {
    // `error && false` is false, and it is the false part that explains it.
    if (error instanceof EvaluationError) return false;
    throw error;
  }
}

/**
 * The first conjunct that is false, with its numbers, of a conjunction that is not met: so where all before the last are
 * met it is that one, unasked. Null where there are none.
 */
export function firstMissing(conjuncts: readonly Conjunct[], context: Context): Missing | null {
  const locals: unknown[] = [];
  const last = conjuncts.at(-1);
  for (const conjunct of conjuncts) {
    const { node, text, comparison } = conjunct;
    if (conjunct !== last && !isFalse(node, context, locals)) continue;
    if (comparison) return measured(conjunct, comparison, context, locals);
    return { conjunct: text, start: node.start, end: node.end };
  }
  return null;
}
