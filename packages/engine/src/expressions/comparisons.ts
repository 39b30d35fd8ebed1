/** `< <= > >= == != in`, chosen once by the types of the two sides. */

import { compareExact, isExact, type Exact } from "./amount.ts";
import { asAmount, asRatio } from "./arithmetic.ts";
import type { Span } from "./errors.ts";
import { mismatch } from "./explain.ts";
import {
  broken,
  isFields,
  NO_CONTEXT,
  placed,
  typeOf,
  type Build,
  type ListNode,
  type Mapping,
  type Node,
  type Run,
  type Sound,
} from "./nodes.ts";
import { entryOf } from "./paths.ts";
import { commonType, type Type } from "./types.ts";

export type Order = "<" | "<=" | ">" | ">=";
export type Equality = "==" | "!=";

const ORDER_NUMBERS: Readonly<Record<Order, (x: Run<number>, y: Run<number>) => Run<boolean>>> = {
  "<": (x, y) => (c, l) => x(c, l) < y(c, l),
  "<=": (x, y) => (c, l) => x(c, l) <= y(c, l),
  ">": (x, y) => (c, l) => x(c, l) > y(c, l),
  ">=": (x, y) => (c, l) => x(c, l) >= y(c, l),
};

const ORDER_TO_CONSTANT: Readonly<Record<Order, (x: Run<number>, limit: number) => Run<boolean>>> =
  {
    "<": (x, limit) => (c, l) => x(c, l) < limit,
    "<=": (x, limit) => (c, l) => x(c, l) <= limit,
    ">": (x, limit) => (c, l) => x(c, l) > limit,
    ">=": (x, limit) => (c, l) => x(c, l) >= limit,
  };

const ORDER_TEXTS: Readonly<Record<Order, (x: Run<string>, y: Run<string>) => Run<boolean>>> = {
  "<": (x, y) => (c, l) => x(c, l) < y(c, l),
  "<=": (x, y) => (c, l) => x(c, l) <= y(c, l),
  ">": (x, y) => (c, l) => x(c, l) > y(c, l),
  ">=": (x, y) => (c, l) => x(c, l) >= y(c, l),
};

/** Whole on both sides is the everyday case: plain numbers, compared without a detour. */
const ORDER_EXACT: Readonly<Record<Order, (x: Run<Exact>, y: Run<Exact>) => Run<boolean>>> = {
  "<": (x, y) => (c, l) => {
    const a = x(c, l);
    const b = y(c, l);
    return typeof a === "number" && typeof b === "number" ? a < b : compareExact(a, b) < 0;
  },
  "<=": (x, y) => (c, l) => {
    const a = x(c, l);
    const b = y(c, l);
    return typeof a === "number" && typeof b === "number" ? a <= b : compareExact(a, b) <= 0;
  },
  ">": (x, y) => (c, l) => {
    const a = x(c, l);
    const b = y(c, l);
    return typeof a === "number" && typeof b === "number" ? a > b : compareExact(a, b) > 0;
  },
  ">=": (x, y) => (c, l) => {
    const a = x(c, l);
    const b = y(c, l);
    return typeof a === "number" && typeof b === "number" ? a >= b : compareExact(a, b) >= 0;
  },
};

type Plain = Extract<Sound, { kind: "int" | "double" | "timestamp" | "duration" }>;

/** The piece, where its value is a plain number. */
export function plainNumber(node: Sound): Plain | null {
  if (node.kind === "int" || node.kind === "double") return node;
  return node.kind === "timestamp" || node.kind === "duration" ? node : null;
}

/** Both sides as exact numbers of one unit, or null where they have none in common. */
function exactPair(left: Sound, right: Sound): { x: Run<Exact>; y: Run<Exact> } | null {
  const kinds = [left.kind, right.kind];
  const money = kinds.includes("amount");
  if (!money && !kinds.includes("ratio")) return null;
  const x = money ? asAmount(left) : asRatio(left);
  const y = money ? asAmount(right) : asRatio(right);
  return x === null || y === null ? null : { x, y };
}

function orderRun(operator: Order, left: Sound, right: Sound): Run<boolean> | null {
  const [a, b] = [plainNumber(left), plainNumber(right)];
  if (a !== null && b !== null) {
    const times = a.kind === "timestamp" || a.kind === "duration";
    const timesToo = b.kind === "timestamp" || b.kind === "duration";
    if ((times || timesToo) && a.kind !== b.kind) return null;
    return b.constant
      ? ORDER_TO_CONSTANT[operator](a.run, b.run(NO_CONTEXT, []))
      : ORDER_NUMBERS[operator](a.run, b.run);
  }
  if (left.kind === "string" && right.kind === "string") {
    return ORDER_TEXTS[operator](left.run, right.run);
  }
  if (left.kind === "bool" && right.kind === "bool") {
    const [x, y] = [left.run, right.run];
    return ORDER_NUMBERS[operator](
      (c, l) => Number(x(c, l)),
      (c, l) => Number(y(c, l)),
    );
  }
  const pair = exactPair(left, right);
  return pair === null ? null : ORDER_EXACT[operator](pair.x, pair.y);
}

/** `left < right` and its like. */
export function orderNode(
  build: Build,
  at: Span,
  operator: Order,
  left: Sound,
  right: Sound,
): Node {
  const run = orderRun(operator, left, right);
  if (run !== null) return { kind: "bool", ...placed(at, run, [left, right]) };
  build.problems.push(mismatch(at, operator, typeOf(left), typeOf(right)));
  return broken(at);
}

type Equal = (a: unknown, b: unknown) => boolean;

function equalLists(element: Equal): Equal {
  return (a, b) => {
    if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false;
    for (let index = 0; index < a.length; index++) {
      if (!element(a[index], b[index])) return false;
    }
    return true;
  };
}

/** The names of a table's own entries. */
export function keysOf(map: Mapping): string[] {
  return map instanceof Map ? [...map.keys()] : Object.keys(map);
}

function equalMaps(element: Equal): Equal {
  return (a, b) => {
    if (!isFields(a) || !isFields(b)) return false;
    const keys = keysOf(a);
    if (keysOf(b).length !== keys.length) return false;
    return keys.every((key) => element(entryOf(a, key), entryOf(b, key)));
  };
}

/** How two values of a type are told apart, or null for types that are not compared. */
function equalFor(type: Type): Equal | null {
  if (type.kind === "object") return null;
  if (type.kind === "amount" || type.kind === "ratio") {
    return (a, b) => isExact(a) && isExact(b) && compareExact(a, b) === 0;
  }
  if (type.kind !== "list" && type.kind !== "map") return (a, b) => a === b;
  const element = equalFor(type.of);
  if (element === null) return null;
  return type.kind === "list" ? equalLists(element) : equalMaps(element);
}

function equalRun(left: Sound, right: Sound): Run<boolean> | null {
  if (left.kind === "string" && right.kind === "string") {
    const [x, y] = [left.run, right.run];
    if (!right.constant) return (c, l) => x(c, l) === y(c, l);
    const wanted = y(NO_CONTEXT, []);
    return (c, l) => x(c, l) === wanted;
  }
  const [a, b] = [plainNumber(left), plainNumber(right)];
  if (a !== null && b !== null) {
    const [x, y] = [a.run, b.run];
    return a.kind === b.kind ? (c, l) => x(c, l) === y(c, l) : null;
  }
  const pair = exactPair(left, right);
  if (pair !== null) {
    const { x, y } = pair;
    return (c, l) => compareExact(x(c, l), y(c, l)) === 0;
  }
  const type = commonType(typeOf(left), typeOf(right));
  const equal = type === null ? null : equalFor(type);
  if (equal === null) return null;
  const [x, y] = [left.run, right.run];
  return (c, l) => equal(x(c, l), y(c, l));
}

/** `left == right` and `left != right`. */
export function equalityNode(
  build: Build,
  at: Span,
  operator: Equality,
  left: Sound,
  right: Sound,
): Node {
  const equal = equalRun(left, right);
  if (equal === null) {
    build.problems.push(mismatch(at, operator, typeOf(left), typeOf(right)));
    return broken(at);
  }
  const run: Run<boolean> = operator === "==" ? equal : (c, l) => !equal(c, l);
  return { kind: "bool", ...placed(at, run, [left, right]) };
}

const COMPARED_BY_IDENTITY: readonly string[] = ["string", "int", "bool", "timestamp", "duration"];

function inList(left: Sound, right: ListNode): Run<boolean> | null {
  const type = commonType(typeOf(left), right.of);
  const equal = type === null ? null : equalFor(type);
  if (type === null || equal === null) return null;
  const [wanted, items] = [left.run, right.run];
  if (!COMPARED_BY_IDENTITY.includes(type.kind)) {
    return (c, l) => {
      const value = wanted(c, l);
      return items(c, l).some((item) => equal(item, value));
    };
  }
  if (right.constant) {
    const known = new Set(items(NO_CONTEXT, []));
    return (c, l) => known.has(wanted(c, l));
  }
  if (left.constant) {
    const value = wanted(NO_CONTEXT, []);
    return (c, l) => items(c, l).includes(value);
  }
  return (c, l) => {
    const value = wanted(c, l);
    return items(c, l).includes(value);
  };
}

/** `left in right`. */
export function membershipNode(build: Build, at: Span, left: Sound, right: Sound): Node {
  const inputs = [left, right];
  if (right.kind === "list") {
    const run = inList(left, right);
    if (run !== null) return { kind: "bool", ...placed(at, run, inputs) };
  }
  if (right.kind === "map" && left.kind === "string") {
    const [key, map] = [left.run, right.run];
    const run: Run<boolean> = (c, l) => {
      const wanted = key(c, l);
      const value = entryOf(map(c, l), wanted);
      return value !== undefined && value !== null;
    };
    return { kind: "bool", ...placed(at, run, inputs) };
  }
  build.problems.push(mismatch(at, "in", typeOf(left), typeOf(right)));
  return broken(at);
}
