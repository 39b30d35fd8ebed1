/** Function calls: sizes, conversions, least and greatest, rounding, moments. Macros are in `macros.ts`. */

import type { ASTNode } from "@marcbachmann/cel-js";
import { isZone, parseInstant } from "../time.ts";
import {
  ceilUnits,
  compareExact,
  floorUnits,
  roundUnits,
  safeInteger,
  type Exact,
} from "./amount.ts";
import { asAmount, asRatio } from "./arithmetic.ts";
import { keysOf } from "./comparisons.ts";
import { EvaluationError, type Span } from "./errors.ts";
import { listed, nearest } from "./explain.ts";
import { calendarField, calendarFieldNames, durationField, readDuration } from "./moments.ts";
import {
  broken,
  literal,
  NO_CONTEXT,
  placed,
  refuse,
  scaleOf,
  textOf,
  typeOf,
  type Build,
  type Node,
  type Run,
  type Sound,
  type Variables,
} from "./nodes.ts";
import { textFunctionNames, textMethod, textSize } from "./texts.ts";
import { typeInWords } from "./types.ts";

type Call = { readonly build: Build; readonly at: Span; readonly name: string };

function cannotConvert(text: string, into: string): never {
  throw new EvaluationError("conversion", `"${text.slice(0, 40)}" cannot be read as ${into}.`);
}

function sizeNode({ at }: Call, [value]: readonly Sound[]): Node | null {
  if (value?.kind === "string") {
    const { run } = value;
    return { kind: "int", ...placed(at, (c, l) => textSize(run(c, l)), [value]) };
  }
  if (value?.kind === "list") {
    const { run } = value;
    return { kind: "int", ...placed(at, (c, l) => run(c, l).length, [value]) };
  }
  if (value?.kind === "map") {
    const { run } = value;
    return { kind: "int", ...placed(at, (c, l) => keysOf(run(c, l)).length, [value]) };
  }
  return null;
}

function intFromText(text: string): number {
  return /^[+-]?\d{1,19}$/.test(text)
    ? safeInteger(Number(text))
    : cannotConvert(text, "a whole number");
}

function intFromDouble(value: number): number {
  if (Number.isNaN(value)) throw new EvaluationError("overflow", "This is not a number.");
  return safeInteger(Math.trunc(value));
}

function intNode({ at }: Call, [value]: readonly Sound[]): Node | null {
  if (value?.kind === "int") return value;
  if (value?.kind === "double") {
    const { run } = value;
    return { kind: "int", ...placed(at, (c, l) => intFromDouble(run(c, l)), [value]) };
  }
  if (value?.kind !== "string") return null;
  const { run } = value;
  return { kind: "int", ...placed(at, (c, l) => intFromText(run(c, l)), [value]) };
}

function doubleFromText(text: string): number {
  const value = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : Number.NaN;
  return Number.isFinite(value) ? value : cannotConvert(text, "a decimal number");
}

function doubleNode({ at }: Call, [value]: readonly Sound[]): Node | null {
  if (value?.kind === "double") return value;
  if (value?.kind === "int") return { kind: "double", ...placed(at, value.run, [value]) };
  if (value?.kind !== "string") return null;
  const { run } = value;
  return { kind: "double", ...placed(at, (c, l) => doubleFromText(run(c, l)), [value]) };
}

function textFromDouble(value: number): string {
  if (value === Number.POSITIVE_INFINITY) return "+Inf";
  return value === Number.NEGATIVE_INFINITY ? "-Inf" : String(value);
}

function stringNode({ at }: Call, [value]: readonly Sound[]): Node | null {
  if (value?.kind === "string") return value;
  if (value?.kind === "double") {
    const { run } = value;
    return { kind: "string", ...placed(at, (c, l) => textFromDouble(run(c, l)), [value]) };
  }
  if (value?.kind !== "int" && value?.kind !== "bool") return null;
  const { run } = value;
  return { kind: "string", ...placed(at, (c, l) => String(run(c, l)), [value]) };
}

const TRUE_TEXTS: readonly string[] = ["1", "t", "true", "TRUE", "True"];
const FALSE_TEXTS: readonly string[] = ["0", "f", "false", "FALSE", "False"];

function boolFromText(text: string): boolean {
  if (TRUE_TEXTS.includes(text)) return true;
  return FALSE_TEXTS.includes(text) ? false : cannotConvert(text, "true or false");
}

function boolNode({ at }: Call, [value]: readonly Sound[]): Node | null {
  if (value?.kind === "bool") return value;
  if (value?.kind !== "string") return null;
  const { run } = value;
  return { kind: "bool", ...placed(at, (c, l) => boolFromText(run(c, l)), [value]) };
}

function extremeNode({ at, name }: Call, [left, right]: readonly Sound[]): Node | null {
  if (left === undefined || right === undefined) return null;
  const inputs = [left, right];
  const sign = name === "min" ? 1 : -1;
  if (left.kind === "int" && right.kind === "int") {
    const [x, y] = [left.run, right.run];
    const run: Run<number> =
      name === "min" ? (c, l) => Math.min(x(c, l), y(c, l)) : (c, l) => Math.max(x(c, l), y(c, l));
    return { kind: "int", ...placed(at, run, inputs) };
  }
  const kinds = [left.kind, right.kind];
  const result = kinds.includes("amount") ? "amount" : "ratio";
  if (result === "ratio" && (left.kind !== "ratio" || right.kind !== "ratio")) return null;
  const x = result === "amount" ? asAmount(left) : asRatio(left);
  const y = result === "amount" ? asAmount(right) : asRatio(right);
  if (x === null || y === null) return null;
  const run: Run<Exact> = (c, l) => {
    const a = x(c, l);
    const b = y(c, l);
    return compareExact(a, b) * sign <= 0 ? a : b;
  };
  return { kind: result, ...placed(at, run, inputs) };
}

const ROUNDINGS: ReadonlyMap<string, (value: Exact, unit: number) => number> = new Map([
  ["floor", floorUnits],
  ["ceil", ceilUnits],
  ["round", roundUnits],
]);

function roundedNode({ at, name }: Call, [value]: readonly Sound[]): Node | null {
  const rounding = ROUNDINGS.get(name);
  if (rounding === undefined || value === undefined || value.kind === "int") return null;
  if (value.kind === "amount") {
    const { run } = value;
    return { kind: "int", ...placed(at, (c, l) => rounding(run(c, l), scaleOf(c)), [value]) };
  }
  const exact = asRatio(value);
  if (exact === null) return null;
  return { kind: "int", ...placed(at, (c, l) => rounding(exact(c, l), 1), [value]) };
}

function constantText(value: Sound | undefined): string | null {
  return value?.kind === "string" && value.constant ? value.run(NO_CONTEXT, []) : null;
}

function timestampNode({ build, at }: Call, [value]: readonly Sound[]): Node | null {
  const text = constantText(value);
  const advice =
    'Write timestamp("2026-12-01T00:00:00Z"), with its offset from UTC, from 1970 to 2200.';
  if (text === null) {
    const message = "Not supported here: timestamp() of anything but a written moment.";
    return refuse(build, at, "unsupported", message, advice);
  }
  const instant = parseInstant(text);
  if (instant === null) return refuse(build, at, "bad_moment", `"${text}" is no moment.`, advice);
  return { kind: "timestamp", ...literal(at, instant) };
}

function durationNode({ build, at }: Call, [value]: readonly Sound[]): Node | null {
  const text = constantText(value);
  const advice = 'Write duration("24h"), with h, m, s or ms; a day is 24h.';
  if (text === null) {
    const message = "Not supported here: duration() of anything but a written length of time.";
    return refuse(build, at, "unsupported", message, advice);
  }
  const ms = readDuration(text);
  if (ms === null) {
    return refuse(build, at, "bad_duration", `"${text}" is no length of time.`, advice);
  }
  return { kind: "duration", ...literal(at, ms) };
}

type Maker = (call: Call, args: readonly Sound[]) => Node | null;

/** name -> how many arguments, and what it makes of them. */
const FUNCTIONS: ReadonlyMap<string, readonly [number, Maker]> = new Map<
  string,
  readonly [number, Maker]
>([
  ["size", [1, sizeNode]],
  ["int", [1, intNode]],
  ["double", [1, doubleNode]],
  ["string", [1, stringNode]],
  ["bool", [1, boolNode]],
  ["min", [2, extremeNode]],
  ["max", [2, extremeNode]],
  ["floor", [1, roundedNode]],
  ["ceil", [1, roundedNode]],
  ["round", [1, roundedNode]],
  ["timestamp", [1, timestampNode]],
  ["duration", [1, durationNode]],
]);

const MACRO_NAMES: readonly string[] = ["all", "exists", "exists_one", "filter", "map"];

function compileAll(build: Build, args: readonly ASTNode[], variables: Variables): Sound[] | null {
  const nodes = args.map((arg) => build.compile(arg, variables));
  const sound = nodes.filter((node) => node.kind !== "broken");
  return sound.length === nodes.length ? sound : null;
}

const UNKNOWN_TO_US: readonly string[] = ["type", "dyn", "uint", "bytes", "has"];

/** `name(...)`. */
export function compileCall(
  build: Build,
  ast: Extract<ASTNode, { op: "call" }>,
  variables: Variables,
): Node {
  const [name, written] = ast.args;
  const known = FUNCTIONS.get(name);
  const names = [...FUNCTIONS.keys(), "has"];
  if (known === undefined) {
    const message = UNKNOWN_TO_US.includes(name)
      ? `Not supported here: ${name}().`
      : `There is no function '${name}'${nearest(name, names)}`;
    return refuse(build, ast, "unknown_function", message, `There are: ${listed(names)}.`);
  }
  const args = compileAll(build, written, variables);
  if (args === null) return broken(ast);
  const [count, make] = known;
  if (args.length !== count) {
    const message = `${name}() takes ${count} value${count === 1 ? "" : "s"}, not ${args.length}.`;
    return refuse(build, ast, "wrong_arguments", message);
  }
  const node = make({ build, at: ast, name }, args);
  if (node !== null) return node;
  const given = args.map((arg) => typeInWords(typeOf(arg))).join(" and ");
  return refuse(build, ast, "wrong_arguments", `${name}() cannot be used on ${given}.`);
}

function momentMethod(call: Call, value: Sound, args: readonly Sound[]): Node | null {
  const { build, at, name } = call;
  const [zone] = args;
  if (value.kind === "duration" && zone === undefined) {
    const run = durationField(name, value.run);
    return run === null ? null : { kind: "int", ...placed(at, run, [value]) };
  }
  if (value.kind !== "timestamp" || args.length > 1) return null;
  if (zone !== undefined && zone.kind !== "string") return null;
  const written = constantText(zone);
  if (zone !== undefined && written !== null && !isZone(written)) {
    const hint = 'Write a place such as "Europe/Stockholm".';
    return refuse(build, zone, "unknown_time_zone", `"${written}" is no time zone.`, hint);
  }
  const zoneRun: Run<string> = zone?.kind === "string" ? zone.run : () => "UTC";
  const run = calendarField(name, value.run, zoneRun);
  const inputs = zone === undefined ? [value] : [value, zone];
  return run === null ? null : { kind: "int", ...placed(at, run, inputs) };
}

function methodNode(call: Call, value: Sound, args: readonly Sound[]): Node | null {
  if (call.name === "size" && args.length === 0) return sizeNode(call, [value]);
  if (value.kind === "string") return textMethod(call.build, call.at, call.name, value, args);
  return momentMethod(call, value, args);
}

const METHODS: ReadonlyMap<string, readonly string[]> = new Map([
  ["string", ["size", ...textFunctionNames]],
  ["list", ["size", ...MACRO_NAMES]],
  ["map", ["size", ...MACRO_NAMES]],
  ["timestamp", calendarFieldNames],
  ["duration", ["getHours", "getMinutes", "getSeconds"]],
]);

/** `value.name(...)`. */
export function compileMethod(
  build: Build,
  ast: Extract<ASTNode, { op: "rcall" }>,
  variables: Variables,
): Node {
  const [name, receiver, written] = ast.args;
  const value = build.compile(receiver, variables);
  const args = compileAll(build, written, variables);
  if (value.kind === "broken" || args === null) return broken(ast);
  const node = methodNode({ build, at: ast, name }, value, args);
  if (node !== null) return node;
  const known = METHODS.get(value.kind) ?? [];
  const what = typeInWords(typeOf(value));
  const hint = known.length === 0 ? undefined : `There are: ${listed(known)}.`;
  if (known.includes(name)) {
    const message = `.${name}() on ${what} cannot be used with these values.`;
    return refuse(build, ast, "wrong_arguments", message, hint);
  }
  const message = `${textOf(build, value)} is ${what}: there is no .${name}() for it${nearest(name, known)}`;
  return refuse(build, ast, "unknown_function", message, hint);
}
