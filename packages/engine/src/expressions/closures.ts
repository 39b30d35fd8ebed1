/** From the library's syntax tree to closures: one function per kind of piece, chosen here. No code is generated. */

import type { ASTNode } from "@marcbachmann/cel-js";
import { checkChoices } from "./answers.ts";
import { arithmeticNode, negatedNode, type ArithmeticOperator } from "./arithmetic.ts";
import {
  equalityNode,
  membershipNode,
  plainNumber,
  orderNode,
  type Equality,
  type Order,
} from "./comparisons.ts";
import { EvaluationError, type Span } from "./errors.ts";
import { compileCall, compileMethod } from "./functions.ts";
import { compileMacro, isMacro } from "./macros.ts";
import {
  broken,
  literal,
  placed,
  refuse,
  typeOf,
  type BoolNode,
  type Build,
  type Mapping,
  type Node,
  type Run,
  type Sound,
  type Variables,
} from "./nodes.ts";
import { compileField, compileHas, compileIndex, compileName } from "./paths.ts";
import { commonType, typeInWords, type Type } from "./types.ts";

function literalNode(build: Build, ast: Extract<ASTNode, { op: "value" }>): Node {
  const value = ast.args;
  if (value === null) return { kind: "null", ...literal(ast, null) };
  if (typeof value === "string") return { kind: "string", ...literal(ast, value) };
  if (typeof value === "boolean") return { kind: "bool", ...literal(ast, value) };
  if (typeof value === "number") return { kind: "double", ...literal(ast, value) };
  if (typeof value !== "bigint") {
    return refuse(build, ast, "unsupported", "Not supported here: bytes and unsigned numbers.");
  }
  const number = Number(value);
  if (Number.isSafeInteger(number)) return { kind: "int", ...literal(ast, number) };
  const message = `${value} is too large: ${Number.MAX_SAFE_INTEGER} is the limit.`;
  return refuse(build, ast, "too_large", message);
}

/** An error on the left is forgotten where the right decides alone; else it is the answer (CEL). */
function decidedByRight(error: unknown, right: boolean, deciding: boolean): boolean {
  if (right === deciding && error instanceof EvaluationError) return deciding;
  throw error;
}

function andRun(x: Run<boolean>, y: Run<boolean>): Run<boolean> {
  return (c, l) => {
    let left: boolean;
    try {
      left = x(c, l);
    } catch (error) {
      return decidedByRight(error, y(c, l), false);
    }
    return left && y(c, l);
  };
}

function orRun(x: Run<boolean>, y: Run<boolean>): Run<boolean> {
  return (c, l) => {
    let left: boolean;
    try {
      left = x(c, l);
    } catch (error) {
      return decidedByRight(error, y(c, l), true);
    }
    return left || y(c, l);
  };
}

/** A piece that has to be true or false; others are refused with what they are. */
export function asCondition(build: Build, node: Node): BoolNode | null {
  if (node.kind === "bool") return node;
  if (node.kind === "broken") return null;
  const found = typeInWords(typeOf(node));
  refuse(build, node, "not_a_condition", `This must be true or false, but it is ${found}.`);
  return null;
}

/** `left && right` and `left || right` of two compiled pieces. */
export function logicalNode(
  at: Span,
  operator: "&&" | "||",
  left: BoolNode,
  right: BoolNode,
): BoolNode {
  const run = operator === "&&" ? andRun(left.run, right.run) : orRun(left.run, right.run);
  return { kind: "bool", ...placed(at, run, [left, right]) };
}

function compileLogical(
  build: Build,
  ast: Extract<ASTNode, { op: "&&" | "||" }>,
  variables: Variables,
): Node {
  const left = asCondition(build, build.compile(ast.args[0], variables));
  const right = asCondition(build, build.compile(ast.args[1], variables));
  return left === null || right === null ? broken(ast) : logicalNode(ast, ast.op, left, right);
}

function compileUnary(
  build: Build,
  ast: Extract<ASTNode, { op: "!_" | "-_" }>,
  variables: Variables,
): Node {
  const node = build.compile(ast.args, variables);
  if (node.kind === "broken") return node;
  if (ast.op === "!_") {
    const value = asCondition(build, node);
    if (value === null) return broken(ast);
    const { run } = value;
    return { kind: "bool", ...placed(ast, (c, l) => !run(c, l), [value]) };
  }
  const found = typeInWords(typeOf(node));
  return (
    negatedNode(ast, node) ?? refuse(build, ast, "type_mismatch", `There is no minus for ${found}.`)
  );
}

function chosen<T>(question: Run<boolean>, yes: Run<T>, no: Run<T>): Run<T> {
  return (c, l) => (question(c, l) ? yes(c, l) : no(c, l));
}

function choiceNode(at: Span, question: BoolNode, yes: Sound, no: Sound): Node | null {
  const inputs = [question, yes, no];
  const ask = question.run;
  if (yes.kind === "bool" && no.kind === "bool") {
    return { kind: "bool", ...placed(at, chosen(ask, yes.run, no.run), inputs) };
  }
  if (yes.kind === "string" && no.kind === "string") {
    return { kind: "string", ...placed(at, chosen(ask, yes.run, no.run), inputs) };
  }
  if (yes.kind === "null" && no.kind === "null") {
    return { kind: "null", ...placed(at, chosen(ask, yes.run, no.run), inputs) };
  }
  if (yes.kind === "list" && no.kind === "list") {
    const of = commonType(yes.of, no.of);
    if (of === null) return null;
    return { kind: "list", of, ...placed(at, chosen(ask, yes.run, no.run), inputs) };
  }
  if (yes.kind === "map" && no.kind === "map") {
    const of = commonType(yes.of, no.of);
    if (of === null) return null;
    return { kind: "map", of, ...placed(at, chosen(ask, yes.run, no.run), inputs) };
  }
  if (yes.kind === "object" && no.kind === "object" && yes.type === no.type) {
    const run = chosen(ask, yes.run, no.run);
    return { kind: "object", type: yes.type, steps: null, ...placed(at, run, inputs) };
  }
  return numberChoiceNode(at, question, yes, no);
}

function numberChoiceNode(at: Span, question: BoolNode, yes: Sound, no: Sound): Node | null {
  const inputs = [question, yes, no];
  const ask = question.run;
  if (yes.kind !== no.kind) return null;
  if (yes.kind === "amount" || yes.kind === "ratio") {
    if (no.kind !== "amount" && no.kind !== "ratio") return null;
    return { kind: yes.kind, ...placed(at, chosen(ask, yes.run, no.run), inputs) };
  }
  const [a, b] = [plainNumber(yes), plainNumber(no)];
  if (a === null || b === null) return null;
  return { kind: a.kind, ...placed(at, chosen(ask, a.run, b.run), inputs) };
}

function compileChoice(
  build: Build,
  ast: Extract<ASTNode, { op: "?:" }>,
  variables: Variables,
): Node {
  const question = asCondition(build, build.compile(ast.args[0], variables));
  const yes = build.compile(ast.args[1], variables);
  const no = build.compile(ast.args[2], variables);
  if (question === null || yes.kind === "broken" || no.kind === "broken") return broken(ast);
  const node = choiceNode(ast, question, yes, no);
  if (node !== null) return node;
  const [yesWords, noWords] = [typeInWords(typeOf(yes)), typeInWords(typeOf(no))];
  const message = `Both answers must be of one kind, but they are ${yesWords} and ${noWords}.`;
  return refuse(build, ast, "type_mismatch", message);
}

/** The one type of the parts of a list or table literal; the first odd one out is told. */
function partsType(build: Build, parts: readonly Sound[]): Type | null {
  let type: Type = { kind: "nothing" };
  for (const part of parts) {
    const common = commonType(type, typeOf(part));
    if (common === null) {
      const [before, found] = [typeInWords(type), typeInWords(typeOf(part))];
      const message = `All parts must be of one kind: this is ${found}, the others are ${before}.`;
      refuse(build, part, "mixed_parts", message);
      return null;
    }
    type = common;
  }
  return type;
}

function soundParts(nodes: readonly Node[]): Sound[] | null {
  const sound = nodes.filter((node) => node.kind !== "broken");
  return sound.length === nodes.length ? sound : null;
}

function compileList(
  build: Build,
  ast: Extract<ASTNode, { op: "list" }>,
  variables: Variables,
): Node {
  const parts = soundParts(ast.args.map((part) => build.compile(part, variables)));
  const of = parts === null ? null : partsType(build, parts);
  if (parts === null || of === null) return broken(ast);
  if (parts.length === 0) return { kind: "list", of, ...literal(ast, []) };
  const runs: readonly Run<unknown>[] = parts.map((part) => part.run);
  const run: Run<readonly unknown[]> = (c, l) => runs.map((part) => part(c, l));
  return { kind: "list", of, ...placed(ast, run, parts) };
}

function compileMap(
  build: Build,
  ast: Extract<ASTNode, { op: "map" }>,
  variables: Variables,
): Node {
  const keys: string[] = [];
  for (const [key] of ast.args) {
    if (key.op !== "value" || typeof key.args !== "string") {
      const message = "Not supported here: names of a table's entries that are not written texts.";
      return refuse(build, key, "unsupported", message, 'Write { "gold": 2, "silver": 1 }.');
    }
    if (keys.includes(key.args)) {
      return refuse(build, key, "twice", `The entry "${key.args}" stands here twice.`);
    }
    keys.push(key.args);
  }
  const parts = soundParts(ast.args.map(([, value]) => build.compile(value, variables)));
  const of = parts === null ? null : partsType(build, parts);
  if (parts === null || of === null) return broken(ast);
  if (parts.length === 0) return { kind: "map", of, ...literal(ast, {}) };
  const runs: readonly Run<unknown>[] = parts.map((part) => part.run);
  // A Map, so that no entry can be mistaken for something every object has.
  const run: Run<Mapping> = (c, l) =>
    new Map(keys.map((key, index) => [key, runs[index]?.(c, l)] as const));
  return { kind: "map", of, ...placed(ast, run, parts) };
}

function compileBinary(
  build: Build,
  ast: Extract<ASTNode, { op: Order | Equality | ArithmeticOperator | "in" }>,
  variables: Variables,
): Node {
  const left = build.compile(ast.args[0], variables);
  const right = build.compile(ast.args[1], variables);
  if (left.kind === "broken" || right.kind === "broken") return broken(ast);
  checkChoices(build, ast, left, right);
  if (ast.op === "in") return membershipNode(build, ast, left, right);
  if (ast.op === "==" || ast.op === "!=") return equalityNode(build, ast, ast.op, left, right);
  if (ast.op === "<" || ast.op === "<=" || ast.op === ">" || ast.op === ">=") {
    return orderNode(build, ast, ast.op, left, right);
  }
  return arithmeticNode(build, ast, ast.op, left, right);
}

/** Any piece of the syntax tree. */
export function compileNode(build: Build, ast: ASTNode, variables: Variables): Node {
  switch (ast.op) {
    case "value":
      return literalNode(build, ast);
    case "id":
      return compileName(build, ast, variables);
    case ".":
      return compileField(build, ast, variables);
    case "[]":
      return compileIndex(build, ast, variables);
    case "call":
      if (ast.args[0] === "has") return compileHas(build, ast, ast.args[1], variables);
      return compileCall(build, ast, variables);
    case "rcall":
      return isMacro(ast.args[0], ast.args[2].length)
        ? compileMacro(build, ast, variables)
        : compileMethod(build, ast, variables);
    case "list":
      return compileList(build, ast, variables);
    case "map":
      return compileMap(build, ast, variables);
    case "?:":
      return compileChoice(build, ast, variables);
    case "&&":
    case "||":
      return compileLogical(build, ast, variables);
    case "!_":
    case "-_":
      return compileUnary(build, ast, variables);
    case ".?":
    case "[?]":
      return refuse(build, ast, "unsupported", "Not supported here: .? and [?]; ask with has().");
    case "==":
    case "!=":
    case "<":
    case "<=":
    case ">":
    case ">=":
    case "in":
    case "+":
    case "-":
    case "*":
    case "/":
    case "%":
      return compileBinary(build, ast, variables);
    default:
      // A later version of the library may know more than this one.
      return refuse(build, ast, "unsupported", "Not supported here.");
  }
}
