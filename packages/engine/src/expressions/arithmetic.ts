/** `+ - * / %` and unary minus, chosen once by the types of the two sides. */

import {
  addExact,
  divideExact,
  exactFromDouble,
  multiplyExact,
  negateExact,
  safeInteger,
  subtractExact,
  type Exact,
} from "./amount.ts";
import { EvaluationError, type Span } from "./errors.ts";
import { mismatch } from "./explain.ts";
import {
  broken,
  NO_CONTEXT,
  placed,
  scaleOf,
  typeOf,
  type Build,
  type Node,
  type Run,
  type Sound,
} from "./nodes.ts";
import { FAR_FUTURE, FAR_PAST } from "../time.ts";
import { commonType } from "./types.ts";

export type ArithmeticOperator = "+" | "-" | "*" | "/" | "%";

function divisionByZero(): never {
  throw new EvaluationError("division_by_zero", "Nothing can be divided by zero.");
}

/** The exact value of a number without a unit, or null where the piece is none. */
export function asRatio(node: Sound): Run<Exact> | null {
  if (node.kind === "int" || node.kind === "ratio") return node.run;
  if (node.kind !== "double") return null;
  const { run } = node;
  return placed<Exact>(node, (c, l) => exactFromDouble(run(c, l)), [node]).run;
}

/** A constant in minor units, computed once for each run of events in one currency. */
function constantAmount(major: Exact): Run<Exact> {
  let knownScale = 0;
  let minor: Exact = 0;
  return (context) => {
    const scale = scaleOf(context);
    if (scale !== knownScale) {
      minor = multiplyExact(major, scale);
      knownScale = scale;
    }
    return minor;
  };
}

/** The minor units of a piece: a bare number beside an amount means major units of the event's currency. */
export function asAmount(node: Sound): Run<Exact> | null {
  if (node.kind === "amount") return node.run;
  if (node.kind !== "int" && node.kind !== "double") return null;
  const major = asRatio(node);
  if (major === null) return null;
  const folded = placed(node, major, [node]);
  if (folded.constant) return constantAmount(folded.run(NO_CONTEXT, []));
  return (c, l) => multiplyExact(major(c, l), scaleOf(c));
}

type OfNumbers = (x: Run<number>, y: Run<number>) => Run<number>;

/** Whole numbers never lose a digit: what does not fit is an error. */
const INT_ARITHMETIC: Readonly<Record<ArithmeticOperator, OfNumbers>> = {
  "+": (x, y) => (c, l) => safeInteger(x(c, l) + y(c, l)),
  "-": (x, y) => (c, l) => safeInteger(x(c, l) - y(c, l)),
  "*": (x, y) => (c, l) => safeInteger(x(c, l) * y(c, l)),
  "/": (x, y) => (c, l) => {
    const a = x(c, l);
    const b = y(c, l);
    return b === 0 ? divisionByZero() : Math.trunc(a / b) + 0;
  },
  "%": (x, y) => (c, l) => {
    const a = x(c, l);
    const b = y(c, l);
    return b === 0 ? divisionByZero() : (a % b) + 0;
  },
};

const DOUBLE_ARITHMETIC: ReadonlyMap<ArithmeticOperator, OfNumbers> = new Map<
  ArithmeticOperator,
  OfNumbers
>([
  ["+", (x, y) => (c, l) => x(c, l) + y(c, l)],
  ["-", (x, y) => (c, l) => x(c, l) - y(c, l)],
  ["*", (x, y) => (c, l) => x(c, l) * y(c, l)],
  ["/", (x, y) => (c, l) => x(c, l) / y(c, l)],
]);

type Step = (a: Exact, b: Exact) => Exact;

const EXACT_STEPS: ReadonlyMap<string, Step> = new Map<string, Step>([
  ["+", addExact],
  ["-", subtractExact],
  ["*", multiplyExact],
  ["/", divideExact],
]);

/** Which unit the two sides of an exact operation are taken in, and the unit of the outcome. */
function exactUnits(
  operator: ArithmeticOperator,
  left: Sound,
  right: Sound,
): { left: Run<Exact> | null; right: Run<Exact> | null; result: "amount" | "ratio" } {
  const [leftMoney, rightMoney] = [left.kind === "amount", right.kind === "amount"];
  if (!leftMoney && !rightMoney) {
    return { left: asRatio(left), right: asRatio(right), result: "ratio" };
  }
  if (operator === "+" || operator === "-") {
    return { left: asAmount(left), right: asAmount(right), result: "amount" };
  }
  if (operator === "/" && leftMoney && rightMoney) {
    return { left: asAmount(left), right: asAmount(right), result: "ratio" };
  }
  // Neither amount * amount nor 100 / amount is money; kronor squared are not a thing.
  const leftFactor = operator === "*" && rightMoney ? asRatio(left) : null;
  return {
    left: leftMoney ? asAmount(left) : leftFactor,
    right: rightMoney && !leftMoney ? asAmount(right) : asRatio(right),
    result: "amount",
  };
}

function exactNode(at: Span, operator: ArithmeticOperator, left: Sound, right: Sound): Node | null {
  const kinds = [left.kind, right.kind];
  if (!kinds.includes("amount") && !kinds.includes("ratio")) return null;
  const step = EXACT_STEPS.get(operator);
  const { left: x, right: y, result } = exactUnits(operator, left, right);
  if (step === undefined || x === null || y === null) return null;
  const run: Run<Exact> = (c, l) => step(x(c, l), y(c, l));
  return { kind: result, ...placed(at, run, [left, right]) };
}

function inTime(value: number): number {
  if (value >= FAR_PAST && value <= FAR_FUTURE) return value;
  throw new EvaluationError("overflow", "The moment lies outside the years 1 to 9999.");
}

function timeNode(at: Span, operator: ArithmeticOperator, left: Sound, right: Sound): Node | null {
  const sign = operator === "-" ? -1 : 1;
  if (operator !== "+" && operator !== "-") return null;
  const inputs = [left, right];
  if (left.kind === "timestamp" && right.kind === "timestamp" && operator === "-") {
    const [x, y] = [left.run, right.run];
    return { kind: "duration", ...placed(at, (c, l) => x(c, l) - y(c, l), inputs) };
  }
  if (left.kind === "duration" && right.kind === "duration") {
    const [x, y] = [left.run, right.run];
    const run: Run<number> = (c, l) => safeInteger(x(c, l) + sign * y(c, l));
    return { kind: "duration", ...placed(at, run, inputs) };
  }
  // duration + timestamp is left out: the library takes its result for a duration.
  if (left.kind !== "timestamp" || right.kind !== "duration") return null;
  const [x, y] = [left.run, right.run];
  const run: Run<number> = (c, l) => inTime(x(c, l) + sign * y(c, l));
  return { kind: "timestamp", ...placed(at, run, inputs) };
}

function plainNode(at: Span, operator: ArithmeticOperator, left: Sound, right: Sound): Node | null {
  const inputs = [left, right];
  if (left.kind === "int" && right.kind === "int") {
    return { kind: "int", ...placed(at, INT_ARITHMETIC[operator](left.run, right.run), inputs) };
  }
  if (left.kind === "double" && right.kind === "double") {
    const run = DOUBLE_ARITHMETIC.get(operator)?.(left.run, right.run);
    return run === undefined ? null : { kind: "double", ...placed(at, run, inputs) };
  }
  if (operator !== "+") return null;
  if (left.kind === "string" && right.kind === "string") {
    const [x, y] = [left.run, right.run];
    return { kind: "string", ...placed(at, (c, l) => x(c, l) + y(c, l), inputs) };
  }
  if (left.kind === "list" && right.kind === "list") {
    const common = commonType(left.of, right.of);
    const [x, y] = [left.run, right.run];
    const run: Run<readonly unknown[]> = (c, l) => [...x(c, l), ...y(c, l)];
    return common === null ? null : { kind: "list", of: common, ...placed(at, run, inputs) };
  }
  return null;
}

/** `left operator right`. */
export function arithmeticNode(
  build: Build,
  at: Span,
  operator: ArithmeticOperator,
  left: Sound,
  right: Sound,
): Node {
  const node =
    plainNode(at, operator, left, right) ??
    exactNode(at, operator, left, right) ??
    timeNode(at, operator, left, right);
  if (node !== null) return node;
  build.problems.push(mismatch(at, operator, typeOf(left), typeOf(right)));
  return broken(at);
}

/** `-value`, or null where the value has no opposite. */
export function negatedNode(at: Span, value: Sound): Node | null {
  if (value.kind === "int") {
    const { run } = value;
    return { kind: "int", ...placed(at, (c, l) => 0 - run(c, l), [value]) };
  }
  if (value.kind === "double") {
    const { run } = value;
    return { kind: "double", ...placed(at, (c, l) => -run(c, l), [value]) };
  }
  if (value.kind !== "amount" && value.kind !== "ratio") return null;
  const { run } = value;
  return { kind: value.kind, ...placed(at, (c, l) => negateExact(run(c, l)), [value]) };
}
