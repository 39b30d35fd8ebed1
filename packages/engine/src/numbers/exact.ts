/**
 * Exact arithmetic. An `Exact` is a safe integer or a reduced fraction of bigints, never a fraction as a float, so sums
 * of money and points carry no dust. Integers take the fast path; everything else goes through bigint.
 */

/** A fraction in lowest terms with a positive denominator. */
export type Rational = { readonly n: bigint; readonly d: bigint };

/** A safe integer, or what is no safe integer: a fraction, or a whole number beyond 2^53 - 1 (then d is 1). */
export type Exact = number | Rational;

/** How an exact number becomes a whole one. `half_up` sends a half away from zero, so a reversal rounds like its original. */
export type RoundingMode = "half_up" | "half_even" | "floor" | "ceil";

/** A number, or a text, that cannot be read or used as asked. */
export class NumberError extends RangeError {
  override readonly name: string = "NumberError";
}

/** A whole number beyond 2^53 - 1: refused, never rounded. */
export class NumberTooLarge extends NumberError {
  override readonly name = "NumberTooLarge";
}

const SAFE_MAX = BigInt(Number.MAX_SAFE_INTEGER);

/** Longer texts are no amounts. Every finite number written by JavaScript is shorter. */
const DECIMAL_CHARACTERS_MAX = 64;
/** The exponents of a double lie between -324 and 308. */
const DECIMAL_EXPONENT_MAX = 400;

function gcd(first: bigint, second: bigint): bigint {
  let [a, b] = [first < 0n ? -first : first, second];
  while (b !== 0n) [a, b] = [b, a % b];
  return a;
}

function reduce(n: bigint, d: bigint): Rational {
  if (d === 0n) throw new NumberError("Division by zero: check the divisor before dividing.");
  const sign = d < 0n ? -1n : 1n;
  const divisor = gcd(n, d * sign);
  return { n: (n * sign) / divisor, d: (d * sign) / divisor };
}

/** The simplest form of a fraction: a number where it is whole and safe. */
function simplify(n: bigint, d: bigint): Exact {
  const { n: top, d: bottom } = reduce(n, d);
  return bottom === 1n && top <= SAFE_MAX && top >= -SAFE_MAX ? Number(top) : { n: top, d: bottom };
}

function topOf(value: Exact): bigint {
  return typeof value === "number" ? wholeBigInt(value) : value.n;
}

function bottomOf(value: Exact): bigint {
  return typeof value === "number" ? 1n : value.d;
}

function wholeBigInt(value: number): bigint {
  if (!Number.isSafeInteger(value)) {
    throw new NumberError(
      `${value} is not a safe whole number: read fractions with exactFromDecimal.`,
    );
  }
  return BigInt(value);
}

/**
 * A fraction in lowest terms.
 *
 * @throws {NumberError} for a zero denominator, or a number that is not a safe integer.
 */
export function ratio(n: bigint | number, d: bigint | number = 1n): Rational {
  return reduce(
    typeof n === "number" ? wholeBigInt(n) : n,
    typeof d === "number" ? wholeBigInt(d) : d,
  );
}

/** The sum of two fractions. */
export function addR(a: Rational, b: Rational): Rational {
  return reduce(a.n * b.d + b.n * a.d, a.d * b.d);
}

/** The product of two fractions. */
export function mulR(a: Rational, b: Rational): Rational {
  return reduce(a.n * b.n, a.d * b.d);
}

/** Negative, zero or positive as `a` is below, equal to or above `b`. */
export function compareR(a: Rational, b: Rational): number {
  const left = a.n * b.d;
  const right = b.n * a.d;
  return left < right ? -1 : left > right ? 1 : 0;
}

function floorDivide(n: bigint, d: bigint): bigint {
  const quotient = n / d;
  return n % d !== 0n && n < 0n ? quotient - 1n : quotient;
}

/** The largest whole number not above the fraction. */
export function floorR(value: Rational): bigint {
  return floorDivide(value.n, value.d);
}

/** A fraction in the form the engine computes with: a number where it is whole and safe. */
export function exactOf(value: Rational): Exact {
  return simplify(value.n, value.d);
}

/** An exact number as a fraction. */
export function rationalOf(value: Exact): Rational {
  return typeof value === "number" ? { n: wholeBigInt(value), d: 1n } : value;
}

// In the fast paths a result that is a safe integer is exact: a true result beyond 2^53 - 1 never rounds into the safe range.

/** a + b. */
export function addExact(a: Exact, b: Exact): Exact {
  if (typeof a === "number" && typeof b === "number") {
    const sum = a + b;
    if (Number.isSafeInteger(sum)) return sum;
  }
  const [da, db] = [bottomOf(a), bottomOf(b)];
  return simplify(topOf(a) * db + topOf(b) * da, da * db);
}

/** -a. */
export function negExact(a: Exact): Exact {
  return typeof a === "number" ? 0 - a : { n: -a.n, d: a.d };
}

/** a - b. */
export function subExact(a: Exact, b: Exact): Exact {
  return addExact(a, negExact(b));
}

/** a * b. */
export function mulExact(a: Exact, b: Exact): Exact {
  if (typeof a === "number" && typeof b === "number") {
    const product = a * b;
    // Adding zero turns -0 into 0, which would otherwise be written and compared differently.
    if (Number.isSafeInteger(product)) return product + 0;
  }
  return simplify(topOf(a) * topOf(b), bottomOf(a) * bottomOf(b));
}

/**
 * a / b.
 *
 * @throws {NumberError} where b is zero.
 */
export function divExact(a: Exact, b: Exact): Exact {
  if (typeof a === "number" && typeof b === "number" && b !== 0 && a % b === 0) {
    return a / b + 0;
  }
  return simplify(topOf(a) * bottomOf(b), bottomOf(a) * topOf(b));
}

/** The sum of a list; 0 for an empty one. */
export function sumExact(values: readonly Exact[]): Exact {
  return values.reduce<Exact>(addExact, 0);
}

/** Negative, zero or positive as `a` is below, equal to or above `b`. */
export function compareExact(a: Exact, b: Exact): number {
  if (typeof a === "number" && typeof b === "number") return a < b ? -1 : a > b ? 1 : 0;
  return compareR(rationalOf(a), rationalOf(b));
}

/** True for whole numbers of any size. */
export function isWhole(value: Exact): boolean {
  return typeof value === "number" || value.d === 1n;
}

/** The largest whole number not above the value; -1/2 gives -1. */
export function floorExact(value: Exact): Exact {
  return typeof value === "number" ? value : simplify(floorDivide(value.n, value.d), 1n);
}

function roundHalf({ n, d }: Rational, mode: "half_up" | "half_even"): bigint {
  const below = floorDivide(n, d);
  const twiceRest = (n - below * d) * 2n;
  if (twiceRest !== d) return twiceRest > d ? below + 1n : below;
  if (mode === "half_even") return below % 2n === 0n ? below : below + 1n;
  return n < 0n ? below : below + 1n;
}

/** The whole number next to the value, in the direction named. */
export function roundExact(value: Exact, mode: RoundingMode): Exact {
  if (typeof value === "number") return value;
  if (mode === "floor") return floorExact(value);
  if (mode === "ceil") return negExact(floorExact(negExact(value)));
  return simplify(roundHalf(value, mode), 1n);
}

/**
 * A whole number as a plain one.
 *
 * @throws {NumberTooLarge} beyond 2^53 - 1 on either side.
 * @throws {NumberError} for a fraction: round it first.
 */
export function toSafeInteger(value: Exact): number {
  if (typeof value === "number") {
    if (Number.isSafeInteger(value)) return value;
    throw new NumberError(`${value} is not a safe whole number: round it first.`);
  }
  if (value.d !== 1n) throw new NumberError(`${value.n}/${value.d} is not whole: round it first.`);
  const digits = String(value.n).length;
  throw new NumberTooLarge(
    `A number of ${digits} digits is beyond 9007199254740991, the largest that is counted exactly.`,
  );
}

/**
 * Reads a decimal exactly. A JavaScript number is read as its shortest decimal text, so 0.1 is one tenth.
 *
 * @throws {NumberError} for NaN, infinity, or a text that is no decimal number.
 */
export function exactFromDecimal(value: string | number): Exact {
  if (typeof value === "number" && Number.isSafeInteger(value)) return value + 0;
  const text = String(value);
  const match =
    text.length <= DECIMAL_CHARACTERS_MAX
      ? /^([+-]?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,4}))?$/.exec(text)
      : null;
  const exponent = Number(match?.[4] ?? "0");
  if (match === null || Math.abs(exponent) > DECIMAL_EXPONENT_MAX) {
    throw new NumberError(`"${text.slice(0, 40)}" is not a decimal number: write it as 149.50.`);
  }
  const [, sign, whole = "", fraction = ""] = match;
  const digits = BigInt(whole + fraction) * (sign === "-" ? -1n : 1n);
  const scale = exponent - fraction.length;
  return scale >= 0
    ? simplify(digits * 10n ** BigInt(scale), 1n)
    : simplify(digits, 10n ** BigInt(-scale));
}
