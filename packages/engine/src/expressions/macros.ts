/** all, exists, exists_one, filter, map: a loop with a variable of its own, always over something finite. */

import type { ASTNode } from "@marcbachmann/cel-js";
import { keysOf } from "./comparisons.ts";
import { EvaluationError, type Span } from "./errors.ts";
import {
  broken,
  refuse,
  textOf,
  typeOf,
  type BoolNode,
  type Build,
  type Node,
  type Run,
  type Sound,
  type Variables,
} from "./nodes.ts";
import { typeInWords, type Type } from "./types.ts";

/** Two lists against one another; a third would cost a thousand times a thousand lines. */
export const LOOPS_NESTED_MAX = 2;

type Range = {
  readonly items: Run<readonly unknown[]>;
  readonly of: Type;
  readonly path: string | null;
};

/** What a macro runs over: a list's elements or a table's keys. */
function rangeOf(node: Sound): Range | null {
  if (node.kind === "list") return { items: node.run, of: node.of, path: node.path };
  if (node.kind !== "map") return null;
  const { run } = node;
  return { items: (c, l) => keysOf(run(c, l)), of: { kind: "string" }, path: null };
}

/** An error that a later element may make irrelevant; anything else is a fault and goes on its way. */
function absorbed(error: unknown): EvaluationError {
  if (error instanceof EvaluationError) return error;
  throw error;
}

/** `exists` ends at the first true, `all` at the first false; an error counts only where none is found (CEL). */
function quantifier(
  items: Run<readonly unknown[]>,
  slot: number,
  holds: Run<boolean>,
  ending: boolean,
): Run<boolean> {
  return (c, l) => {
    const values = items(c, l);
    let failure: EvaluationError | null = null;
    for (let index = 0; index < values.length; index++) {
      l[slot] = values[index];
      try {
        if (holds(c, l) === ending) return ending;
      } catch (error) {
        failure ??= absorbed(error);
      }
    }
    if (failure !== null) throw failure;
    return !ending;
  };
}

function existsOne(
  items: Run<readonly unknown[]>,
  slot: number,
  holds: Run<boolean>,
): Run<boolean> {
  return (c, l) => {
    const values = items(c, l);
    let count = 0;
    for (let index = 0; index < values.length; index++) {
      l[slot] = values[index];
      if (holds(c, l)) count += 1;
    }
    return count === 1;
  };
}

function filtered(
  items: Run<readonly unknown[]>,
  slot: number,
  holds: Run<boolean>,
): Run<readonly unknown[]> {
  return (c, l) => {
    const kept: unknown[] = [];
    for (const value of items(c, l)) {
      l[slot] = value;
      if (holds(c, l)) kept.push(value);
    }
    return kept;
  };
}

function mapped(
  items: Run<readonly unknown[]>,
  slot: number,
  holds: Run<boolean> | null,
  made: Run<unknown>,
): Run<readonly unknown[]> {
  return (c, l) => {
    const values: unknown[] = [];
    for (const value of items(c, l)) {
      l[slot] = value;
      if (holds === null || holds(c, l)) values.push(made(c, l));
    }
    return values;
  };
}

/** macro -> how many arguments it may have. */
const MACROS: ReadonlyMap<string, readonly number[]> = new Map([
  ["all", [2]],
  ["exists", [2]],
  ["exists_one", [2]],
  ["filter", [2]],
  ["map", [2, 3]],
]);

/** True where `value.name(...)` is a macro. */
export function isMacro(name: string, argumentCount: number): boolean {
  return MACROS.get(name)?.includes(argumentCount) ?? false;
}

function condition(build: Build, ast: ASTNode, variables: Variables): BoolNode | null {
  const node = build.compile(ast, variables);
  if (node.kind === "broken") return null;
  if (node.kind === "bool") return node;
  const found = typeInWords(typeOf(node));
  refuse(build, ast, "not_a_condition", `This must be true or false, but it is ${found}.`);
  return null;
}

function loopNode(at: Span, name: string, range: Range, slot: number, holds: BoolNode): Node {
  const place = { start: at.start, end: at.end, constant: false, path: null };
  const { items } = range;
  switch (name) {
    case "exists":
      return { ...place, kind: "bool", run: quantifier(items, slot, holds.run, true) };
    case "all":
      return { ...place, kind: "bool", run: quantifier(items, slot, holds.run, false) };
    case "exists_one":
      return { ...place, kind: "bool", run: existsOne(items, slot, holds.run) };
    default:
      return { ...place, kind: "list", of: range.of, run: filtered(items, slot, holds.run) };
  }
}

function mapNode(
  build: Build,
  at: Span,
  range: Range,
  slot: number,
  [first, second]: readonly ASTNode[],
  inner: Variables,
): Node {
  if (first === undefined) return broken(at);
  const holds = second === undefined ? null : condition(build, first, inner);
  const made = build.compile(second ?? first, inner);
  if (made.kind === "broken" || (second !== undefined && holds === null)) return broken(at);
  return {
    kind: "list",
    start: at.start,
    end: at.end,
    constant: false,
    path: null,
    of: typeOf(made),
    run: mapped(range.items, slot, holds === null ? null : holds.run, made.run),
  };
}

/** `value.all(x, ...)` and its like. */
export function compileMacro(
  build: Build,
  ast: Extract<ASTNode, { op: "rcall" }>,
  variables: Variables,
): Node {
  const [name, receiver, [element, ...bodies]] = ast.args;
  const value = build.compile(receiver, variables);
  if (value.kind === "broken" || element === undefined) return broken(ast);
  const range = rangeOf(value);
  if (range === null) {
    const what = `${textOf(build, value)} is ${typeInWords(typeOf(value))}`;
    return refuse(build, ast, "not_a_list", `${what}: .${name}() needs a list.`);
  }
  if (range.of.kind === "nothing") {
    return refuse(
      build,
      ast,
      "empty_list",
      `An empty list has no elements: .${name}() has no use.`,
    );
  }
  if (element.op !== "id") {
    const example = `.${name}(x, ...)`;
    return refuse(build, element, "not_a_name", `Give each element a plain name: ${example}.`);
  }
  if (build.loops >= LOOPS_NESTED_MAX) {
    const message = `.${name}() stands inside ${LOOPS_NESTED_MAX} others; more are not allowed.`;
    return refuse(build, ast, "too_large", message);
  }
  return compileLoop(build, ast, variables, range, element.args, bodies);
}

function compileLoop(
  build: Build,
  ast: Extract<ASTNode, { op: "rcall" }>,
  variables: Variables,
  range: Range,
  element: string,
  bodies: readonly ASTNode[],
): Node {
  const [name] = ast.args;
  const slot = build.slots;
  build.slots += 1;
  const variable = { type: range.of, slot, path: range.path };
  const inner = new Map([...variables, [element, variable] as const]);
  build.loops += 1;
  const node =
    name === "map"
      ? mapNode(build, ast, range, slot, bodies, inner)
      : conditionLoop(build, ast, range, slot, bodies, inner);
  build.loops -= 1;
  return node;
}

function conditionLoop(
  build: Build,
  ast: Extract<ASTNode, { op: "rcall" }>,
  range: Range,
  slot: number,
  [body]: readonly ASTNode[],
  inner: Variables,
): Node {
  const [name] = ast.args;
  const holds = body === undefined ? null : condition(build, body, inner);
  return holds === null ? broken(ast) : loopNode(ast, name, range, slot, holds);
}
