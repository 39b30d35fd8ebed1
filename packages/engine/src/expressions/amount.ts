/**
 * Exact numbers: amounts (in minor units) and ratios. A whole value is a plain safe integer, so the everyday case costs
 * a number; anything else is a reduced fraction. Nothing is ever rounded: what does not fit is refused as `overflow`.
 */

import { EvaluationError } from "./errors.ts";

/** A reduced fraction that is not whole: d > 1. */
export type Fraction = { readonly n: bigint; readonly d: bigint };

/** An exact rational number. */
export type Exact = number | Fraction;

/** Finer than this no price or share can be meant; the limit keeps every step of arithmetic small. */
const EXACT_DENOMINATOR_MAX = 2n ** 256n;

const SAFE_MAX = BigInt(Number.MAX_SAFE_INTEGER);

function overflow(): never {
  throw new EvaluationError("overflow", "The number is too large or too fine to be kept exactly.");
}

/** True where a value from outside is an exact number. */
export function isExact(value: unknown): value is Exact {
  if (typeof value === "number") return true;
  if (typeof value !== "object" || value === null) return false;
  return "n" in value && "d" in value && typeof value.n === "bigint" && typeof value.d === "bigint";
}

/** The numerator of an exact number. */
export function numeratorOf(value: Exact): bigint {
  return typeof value === "number" ? BigInt(value) : value.n;
}

/** The denominator of an exact number. */
export function denominatorOf(value: Exact): bigint {
  return typeof value === "number" ? 1n : value.d;
}

function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  let larger = a < 0n ? -a : a;
  let smaller = b < 0n ? -b : b;
  while (smaller !== 0n) [larger, smaller] = [smaller, larger % smaller];
  return larger;
}

/**
 * The exact number n / d.
 *
 * @throws {EvaluationError} `division_by_zero`, or `overflow` beyond safe integers or a denominator of 2^256.
 */
export function exactOf(n: bigint, d: bigint): Exact {
  if (d === 0n) throw new EvaluationError("division_by_zero", "Nothing can be divided by zero.");
  const common = greatestCommonDivisor(n, d);
  const top = d < 0n ? -n / common : n / common;
  const bottom = (d < 0n ? -d : d) / common;
  const size = top < 0n ? -top : top;
  if (size > SAFE_MAX * bottom || bottom > EXACT_DENOMINATOR_MAX) return overflow();
  return bottom === 1n ? Number(top) : { n: top, d: bottom };
}

/** The integer itself where it is safe. @throws {EvaluationError} `overflow` */
export function safeInteger(value: number): number {
  if (value > Number.MAX_SAFE_INTEGER || value < -Number.MAX_SAFE_INTEGER) return overflow();
  // Adding zero turns -0 into 0: whole numbers know only one zero.
  return value + 0;
}

const SHORTEST_DECIMAL = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/;

/**
 * A double taken as its shortest decimal text: 0.1 is one tenth, exactly.
 *
 * @throws {EvaluationError} `not_finite` for infinities and what is not a number, `overflow` beyond safe integers.
 */
export function exactFromDouble(value: number): Exact {
  if (Number.isSafeInteger(value)) return value + 0;
  const match = SHORTEST_DECIMAL.exec(String(value));
  if (match === null) {
    throw new EvaluationError("not_finite", `${value} cannot be used as an exact number.`);
  }
  const [, sign = "", whole = "0", decimals = "", exponentText = "0"] = match;
  const digits = BigInt(`${sign}${whole}${decimals}`);
  const exponent = Number(exponentText) - decimals.length;
  return exponent >= 0
    ? exactOf(digits * 10n ** BigInt(exponent), 1n)
    : exactOf(digits, 10n ** BigInt(-exponent));
}

/** a + b. @throws {EvaluationError} `overflow` */
export function addExact(a: Exact, b: Exact): Exact {
  if (typeof a === "number" && typeof b === "number") return safeInteger(a + b);
  const [ad, bd] = [denominatorOf(a), denominatorOf(b)];
  return exactOf(numeratorOf(a) * bd + numeratorOf(b) * ad, ad * bd);
}

/** a - b. @throws {EvaluationError} `overflow` */
export function subtractExact(a: Exact, b: Exact): Exact {
  if (typeof a === "number" && typeof b === "number") return safeInteger(a - b);
  const [ad, bd] = [denominatorOf(a), denominatorOf(b)];
  return exactOf(numeratorOf(a) * bd - numeratorOf(b) * ad, ad * bd);
}

/** a * b. @throws {EvaluationError} `overflow` */
export function multiplyExact(a: Exact, b: Exact): Exact {
  if (typeof a === "number" && typeof b === "number") return safeInteger(a * b);
  return exactOf(numeratorOf(a) * numeratorOf(b), denominatorOf(a) * denominatorOf(b));
}

/** a / b. @throws {EvaluationError} `division_by_zero` or `overflow` */
export function divideExact(a: Exact, b: Exact): Exact {
  if (typeof a === "number" && typeof b === "number" && b !== 0 && a % b === 0) return a / b + 0;
  return exactOf(numeratorOf(a) * denominatorOf(b), denominatorOf(a) * numeratorOf(b));
}

/** -a. */
export function negateExact(a: Exact): Exact {
  return typeof a === "number" ? 0 - a : { n: -a.n, d: a.d };
}

/** Below zero where a < b, zero where they are equal, above zero where a > b. */
export function compareExact(a: Exact, b: Exact): number {
  if (typeof a === "number" && typeof b === "number") return a - b;
  const left = numeratorOf(a) * denominatorOf(b);
  const right = numeratorOf(b) * denominatorOf(a);
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

function floorOfQuotient(n: bigint, d: bigint): number {
  const towardsZero = n / d;
  const floor = n < 0n && n % d !== 0n ? towardsZero - 1n : towardsZero;
  if (floor > SAFE_MAX || floor < -SAFE_MAX) return overflow();
  return Number(floor);
}

/** The greatest whole number of `unit`s in a value; `unit` is a positive integer. */
export function floorUnits(value: Exact, unit: number): number {
  if (typeof value !== "number") return floorOfQuotient(value.n, value.d * BigInt(unit));
  const rest = value % unit;
  const towardsZero = (value - rest) / unit;
  return (rest < 0 ? towardsZero - 1 : towardsZero) + 0;
}

/** The least whole number of `unit`s that covers a value. */
export function ceilUnits(value: Exact, unit: number): number {
  return 0 - floorUnits(negateExact(value), unit);
}

/** The nearest whole number of `unit`s; exactly half goes up, towards the larger number. */
export function roundUnits(value: Exact, unit: number): number {
  if (typeof value !== "number") {
    const d = value.d * BigInt(unit);
    return floorOfQuotient(2n * value.n + d, 2n * d);
  }
  const floor = floorUnits(value, unit);
  const rest = value - floor * unit;
  return rest * 2 >= unit ? floor + 1 : floor;
}
