/**
 * Expressions of a programme: CEL, type-checked when a programme is checked and compiled once into closures, so that a
 * rule costs well under a microsecond. What always holds: an accepted expression can only answer or throw
 * `EvaluationError`; it always ends; it reads nothing but what its shape declares.
 */

import { ParseError, type ASTNode, type Environment } from "@marcbachmann/cel-js";
import type { Exact } from "./amount.ts";
import { checkGuards, NO_ANSWERS, type Answers } from "./answers.ts";
import type { Equality, Order } from "./comparisons.ts";
import { asCondition, compileNode, logicalNode } from "./closures.ts";
import { EvaluationError, problemAt, type ExpressionProblem } from "./errors.ts";
import { checkerProblem, syntaxProblem } from "./explain.ts";
import { createEnvironment, EXPRESSION_DEPTH_MAX, EXPRESSION_NODES_MAX } from "./library.ts";
import { LOOPS_NESTED_MAX } from "./macros.ts";
import { comparisonOf, firstMissing, type Conjunct, type Missing } from "./missing.ts";
import {
  broken,
  textOf,
  typeOf,
  type BoolNode,
  type Build,
  type Context,
  type Node,
  type Run,
  type Sound,
} from "./nodes.ts";
import { objectType, typeInWords, typeName, type ObjectType, type Shape } from "./types.ts";

export { EvaluationError, EXPRESSION_DEPTH_MAX, EXPRESSION_NODES_MAX, LOOPS_NESTED_MAX };
export type { Answers, Context, Exact, ExpressionProblem, Missing, Shape };
export type { Fraction } from "./amount.ts";
export type { EvaluationCode } from "./errors.ts";
export type { ComparisonOperator, MissingKind } from "./missing.ts";
export type { ScalarName, ShapeType } from "./types.ts";

/** Longer than any rule a person can read. */
export const EXPRESSION_LENGTH_MAX = 2_000;

/** Everything a shape needs to compile expressions; made once and used for many. */
export type Scope = {
  readonly root: ObjectType;
  readonly environment: Environment;
  readonly answers: Answers;
};

/** Amounts are in minor units. */
export type Value = boolean | string | Exact;

export type Wanted = "bool" | "int" | "number" | "string";

export type Compiled = {
  readonly source: string;
  /** "bool", "int", "double", "string", "amount" or "ratio". */
  readonly type: string;
  /** @throws {EvaluationError} where there is no value. */
  readonly evaluate: (context: Context) => Value;
  /** Dotted paths read, such as "basket.paid", in alphabetical order. */
  readonly uses: readonly string[];
  /** After a condition was false: which part, and how much is missing. Null for other types. */
  readonly missing: (context: Context) => Missing | null;
};

export type Compilation =
  | { readonly ok: true; readonly compiled: Compiled }
  | { readonly ok: false; readonly problems: ExpressionProblem[] };

/**
 * A scope for expressions over the variables of a shape.
 *
 * @param answers which of them may be untold, and what some of them can be.
 * @throws {TypeError} for a shape with a type or a name that cannot be used.
 */
export function createScope(shape: Shape, answers: Answers = NO_ANSWERS): Scope {
  const root = objectType(shape, "");
  try {
    return { root, environment: createEnvironment(root), answers };
  } catch (error) {
    throw new TypeError("A name in the shape cannot be used as a variable.", { cause: error });
  }
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

function isTree(value: unknown): value is ASTNode {
  return typeof value === "object" && value !== null && "op" in value && "args" in value;
}

/** How deep a tree goes; a chain of one operator (`a && b && c`) is one level, however long. */
function depthOf(value: unknown, parentOperator: string): number {
  if (isTree(value)) {
    const chained = value.op === parentOperator && ["&&", "||", "+", "*"].includes(value.op);
    return depthOf(value.args, value.op) + (chained ? 0 : 1);
  }
  if (!isList(value)) return 0;
  return Math.max(0, ...value.map((part) => depthOf(part, parentOperator)));
}

const WANTED_KINDS: ReadonlyMap<Wanted, readonly string[]> = new Map<Wanted, readonly string[]>([
  ["bool", ["bool"]],
  ["int", ["int"]],
  ["number", ["int", "double", "amount", "ratio"]],
  ["string", ["string"]],
]);

const WANTED_WORDS: ReadonlyMap<Wanted, string> = new Map([
  ["bool", "true or false"],
  ["int", "a whole number"],
  ["number", "a number or an amount of money"],
  ["string", "a text"],
]);

function wantedProblem(node: Sound, wanted: Wanted): ExpressionProblem | null {
  if (WANTED_KINDS.get(wanted)?.includes(node.kind) ?? false) return null;
  const [found, words] = [typeInWords(typeOf(node)), WANTED_WORDS.get(wanted) ?? wanted];
  const hint = wanted === "int" ? "floor(...) rounds down to a whole number." : undefined;
  return problemAt(node, "wrong_result", `This gives ${found}; ${words} is needed.`, hint);
}

/** The parts of a conjunction, left to right. */
function conjunctTrees(ast: ASTNode): ASTNode[] {
  if (ast.op !== "&&") return [ast];
  return [...conjunctTrees(ast.args[0]), ...conjunctTrees(ast.args[1])];
}

function isComparison(ast: ASTNode): ast is Extract<ASTNode, { op: Order | Equality }> {
  return ["<", "<=", ">", ">=", "==", "!="].includes(ast.op);
}

function conjunctOf(build: Build, ast: ASTNode, node: BoolNode): Conjunct {
  const plain = { node, text: textOf(build, ast), comparison: null };
  if (!isComparison(ast)) return plain;
  const left = build.compile(ast.args[0], new Map());
  const right = build.compile(ast.args[1], new Map());
  if (left.kind === "broken" || right.kind === "broken") return plain;
  return { ...plain, comparison: comparisonOf(ast.op, left, right) };
}

/** A conjunction is compiled part by part, so that each part can say later whether it was met. */
function compileRoot(build: Build, ast: ASTNode): { node: Node; conjuncts: readonly Conjunct[] } {
  const trees = conjunctTrees(ast);
  const nodes = trees.map((tree) => build.compile(tree, new Map()));
  const [only] = nodes;
  if (nodes.length === 1 && only !== undefined && only.kind !== "bool") {
    return { node: only, conjuncts: [] };
  }
  const conditions = nodes.map((node) => asCondition(build, node));
  const sound = conditions.filter((node) => node !== null);
  if (sound.length < trees.length) return { node: broken(ast), conjuncts: [] };
  const conjuncts = trees.flatMap((tree, index) => {
    const node = sound[index];
    return node === undefined ? [] : [conjunctOf(build, tree, node)];
  });
  return { node: sound.reduce((left, right) => logicalNode(ast, "&&", left, right)), conjuncts };
}

function finite(value: Value): Value {
  if (typeof value !== "number" || Number.isFinite(value)) return value;
  throw new EvaluationError("not_finite", "The result is not a finite number.");
}

const NO_LOCALS: unknown[] = [];

/** Null where the result is of no use to a rule. */
function evaluatorOf(node: Sound, slots: number): ((context: Context) => Value) | null {
  if (node.kind === "double") {
    const { run } = node;
    return (context) => finite(run(context, []));
  }
  const simple = node.kind === "bool" || node.kind === "int" || node.kind === "string";
  if (!simple && node.kind !== "amount" && node.kind !== "ratio") return null;
  const run: Run<Value> = node.run;
  if (slots === 0) return (context) => run(context, NO_LOCALS);
  // Locals are made anew each time, since a value of the context may be computed by this very expression.
  return (context) => run(context, []);
}

function parse(scope: Scope, source: string): ASTNode | ExpressionProblem {
  try {
    const ast = scope.environment.parse(source).ast;
    if (depthOf(ast, "") <= EXPRESSION_DEPTH_MAX) return ast;
    const message = "The expression is nested too deeply: split the rule in two.";
    return problemAt(ast, "too_large", message);
  } catch (error) {
    if (error instanceof ParseError) return syntaxProblem(error, source);
    throw error;
  }
}

function refused(problems: readonly ExpressionProblem[]): Compilation {
  return { ok: false, problems: [...problems] };
}

/**
 * Checks an expression against a scope and compiles it. All problems found are told, in words for whoever wrote it.
 *
 * What is accepted: CEL as of cel-spec, without bytes, unsigned numbers, `type()`, `dyn()` and optional values, with the
 * types `amount` and `ratio` and the functions min, max, floor, ceil and round. Patterns: see `patterns.ts`.
 */
export function compileExpression(scope: Scope, source: string, wanted: Wanted): Compilation {
  if (source.length > EXPRESSION_LENGTH_MAX) {
    const message = `The expression has ${source.length} characters; ${EXPRESSION_LENGTH_MAX} are allowed.`;
    return refused([problemAt({ start: 0, end: source.length }, "too_large", message)]);
  }
  const ast = parse(scope, source);
  if (!("op" in ast)) return refused([ast]);
  const build: Build = {
    root: scope.root,
    source,
    problems: [],
    uses: new Set(),
    answers: scope.answers,
    slots: 0,
    loops: 0,
    compile: (tree, variables) => compileNode(build, tree, variables),
  };
  const { node, conjuncts } = compileRoot(build, ast);
  if (build.problems.length === 0) checkGuards(build, ast);
  if (node.kind === "broken" || build.problems.length > 0) return refused(build.problems);
  const evaluate = evaluatorOf(node, build.slots);
  const wrong = wantedProblem(node, wanted);
  if (wrong !== null || evaluate === null) return refused(wrong === null ? [] : [wrong]);
  // The library has the last word: what it refuses is refused, whatever we made of it.
  const checked = scope.environment.check(source);
  if (checked.error !== undefined) return refused([checkerProblem(checked.error, source)]);
  const compiled: Compiled = {
    source,
    type: typeName(typeOf(node)),
    evaluate,
    uses: [...build.uses].toSorted(),
    missing: (context) => firstMissing(conjuncts, context),
  };
  return { ok: true, compiled };
}
