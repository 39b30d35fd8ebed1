/** A checked piece of an expression: its type, known before anything is evaluated, and the closure that computes it. */

import type { ASTNode } from "@marcbachmann/cel-js";
import type { Exact } from "./amount.ts";
import type { Answers } from "./answers.ts";
import { EvaluationError, problemAt, type ExpressionProblem, type Span } from "./errors.ts";
import type { ObjectType, Type } from "./types.ts";

/** What the caller gives: variable -> value, and `scale`, the minor units in one unit of the event's currency. */
export type Context = { readonly [name: string]: unknown };

/** The variables of the macros around, one slot each; made anew for each evaluation. */
export type Locals = unknown[];

export type Run<T> = (context: Context, locals: Locals) => T;

export type Fields = { readonly [name: string]: unknown };

export type Mapping = ReadonlyMap<unknown, unknown> | Fields;

/** `path` is the dotted path where the piece is nothing but a read; `constant` pieces need no context. */
type Placed = Span & { readonly constant: boolean; readonly path: string | null };

type Of<Kind extends Type["kind"] | "broken", T> = Placed & {
  readonly kind: Kind;
  readonly run: Run<T>;
};

export type BoolNode = Of<"bool", boolean>;
export type IntNode = Of<"int", number>;
export type DoubleNode = Of<"double", number>;
export type StringNode = Of<"string", string>;
export type NullNode = Of<"null", null>;
export type TimestampNode = Of<"timestamp", number>;
export type DurationNode = Of<"duration", number>;
export type AmountNode = Of<"amount", Exact>;
export type RatioNode = Of<"ratio", Exact>;
export type ListNode = Of<"list", readonly unknown[]> & { readonly of: Type };
export type MapNode = Of<"map", Mapping> & { readonly of: Type };
/** `steps`: the names from the context's root, where that is all the object is. */
export type ObjectNode = Of<"object", Fields> & {
  readonly type: ObjectType;
  readonly steps: readonly string[] | null;
};
/** A piece with a problem already told: whatever contains it keeps silent. */
export type BrokenNode = Of<"broken", never>;

/** Every piece with a value. */
export type Sound =
  | BoolNode
  | IntNode
  | DoubleNode
  | StringNode
  | NullNode
  | TimestampNode
  | DurationNode
  | AmountNode
  | RatioNode
  | ListNode
  | MapNode
  | ObjectNode;

export type Node = Sound | BrokenNode;

/** A macro's variable: where it stands at run time and, for `uses`, what it is an element of. */
export type Variable = { readonly type: Type; readonly slot: number; readonly path: string | null };

export type Variables = ReadonlyMap<string, Variable>;

/** One compilation. `compile` is handed over so that the files of each idea need not know one another. */
export type Build = {
  readonly root: ObjectType;
  readonly source: string;
  readonly problems: ExpressionProblem[];
  readonly uses: Set<string>;
  readonly answers: Answers;
  slots: number;
  /** Macros open around the piece that is being compiled. */
  loops: number;
  readonly compile: (ast: ASTNode, variables: Variables) => Node;
};

export const NO_CONTEXT: Context = {};

/** True for anything with fields. */
export function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null;
}

export function typeOf(node: Sound): Type {
  if (node.kind === "object") return node.type;
  if (node.kind === "list" || node.kind === "map") return { kind: node.kind, of: node.of };
  return { kind: node.kind };
}

/** Tells a problem and answers with a piece that keeps its surroundings silent. */
export function refuse(
  build: Build,
  at: Span,
  code: string,
  message: string,
  hint?: string,
): BrokenNode {
  build.problems.push(problemAt(at, code, message, hint));
  return broken(at);
}

function cannotRun(): never {
  throw new TypeError("An expression with problems cannot be evaluated.");
}

export function broken(at: Span): BrokenNode {
  const { start, end } = at;
  return { kind: "broken", start, end, constant: false, path: null, run: cannotRun };
}

/** The text of a piece, as it was written. */
export function textOf(build: Build, at: Span): string {
  return build.source.slice(at.start, at.end);
}

/** The place and the closure of a piece; what needs no context is computed here, once. */
export function placed<T>(
  at: Span,
  run: Run<T>,
  inputs: readonly Node[],
): Placed & { readonly run: Run<T> } {
  const open = { start: at.start, end: at.end, constant: false, path: null, run };
  if (inputs.length === 0 || !inputs.every((input) => input.constant)) return open;
  try {
    const value = run(NO_CONTEXT, []);
    return { ...open, constant: true, run: () => value };
  } catch (error) {
    // `1 / 0` is an error only where it is reached: `true || 1 / 0 > 1` is true.
    if (error instanceof EvaluationError) return open;
    throw error;
  }
}

/** A value that stands in the text itself. */
export function literal<T>(at: Span, value: T): Placed & { readonly run: Run<T> } {
  return { start: at.start, end: at.end, constant: true, path: null, run: () => value };
}

/** The minor units in one unit of the event's currency: 100 for SEK, 1 for JPY. */
export function scaleOf(context: Context): number {
  const scale = context["scale"];
  if (typeof scale === "number" && scale >= 1) return scale;
  throw new EvaluationError("no_such_key", "The context does not say the currency's scale.");
}
