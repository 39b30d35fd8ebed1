import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  addExact,
  ceilUnits,
  compareExact,
  denominatorOf,
  divideExact,
  exactFromDouble,
  exactOf,
  floorUnits,
  multiplyExact,
  negateExact,
  numeratorOf,
  roundUnits,
  subtractExact,
  type Exact,
} from "./amount.ts";
import { EvaluationError } from "./errors.ts";

const part = fc.bigInt({ min: -(10n ** 7n), max: 10n ** 7n });
const exact = fc
  .tuple(part, fc.bigInt({ min: 1n, max: 1_000n }))
  .map(([n, d]): Exact => exactOf(n, d));
const unit = fc.constantFrom(1, 100, 1_000);

describe("exact numbers", () => {
  test("are plain numbers where whole, else reduced fractions", () => {
    fc.assert(
      fc.property(part, fc.bigInt({ min: 1n, max: 10n ** 6n }), part, (n, d, factor) => {
        fc.pre(factor !== 0n);
        const value = exactOf(n * factor, d * factor);
        expect(value).toEqual(exactOf(n, d));
        expect(numeratorOf(value) * d).toBe(n * denominatorOf(value));
        expect(typeof value === "number").toBe(n % d === 0n);
      }),
    );
  });

  test("add, subtract, multiply and divide back to where they were", () => {
    fc.assert(
      fc.property(exact, exact, (a, b) => {
        expect(subtractExact(addExact(a, b), b)).toEqual(a);
        expect(addExact(a, negateExact(a))).toBe(0);
        expect(multiplyExact(a, b)).toEqual(multiplyExact(b, a));
        if (b !== 0) expect(multiplyExact(divideExact(a, b), b)).toEqual(a);
      }),
    );
  });

  test("are ordered like their differences", () => {
    fc.assert(
      fc.property(exact, exact, (a, b) => {
        const difference = numeratorOf(subtractExact(a, b));
        expect(Math.sign(compareExact(a, b))).toBe(
          difference === 0n ? 0 : difference < 0n ? -1 : 1,
        );
      }),
    );
  });

  test("floor, ceil and round stand around the value", () => {
    fc.assert(
      fc.property(exact, unit, (value, size) => {
        const [floor, ceil, round] = [
          floorUnits(value, size),
          ceilUnits(value, size),
          roundUnits(value, size),
        ];
        expect(compareExact(floor * size, value)).toBeLessThanOrEqual(0);
        expect(compareExact((floor + 1) * size, value)).toBeGreaterThan(0);
        expect(ceil - floor).toBe(compareExact(floor * size, value) === 0 ? 0 : 1);
        const half = addExact(multiplyExact(floor, size), divideExact(size, 2));
        expect(round).toBe(compareExact(value, half) < 0 ? floor : floor + 1);
      }),
    );
  });

  test("a double counts as its shortest text", () => {
    fc.assert(
      fc.property(
        fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e15, max: 1e15 }),
        (value) => {
          fc.pre(value === 0 || Math.abs(value) > 1e-60);
          const exactly = exactFromDouble(value);
          const [n, d] = [numeratorOf(exactly), denominatorOf(exactly)];
          const [mantissa = "", exponent = "0"] = value.toExponential().split("e");
          const digits = mantissa.split(".")[1]?.length ?? 0;
          const power = Number(exponent) - digits;
          const whole = BigInt(mantissa.replace(".", ""));
          const [up, down] = power >= 0 ? [10n ** BigInt(power), 1n] : [1n, 10n ** BigInt(-power)];
          expect(n * down).toBe(whole * up * d);
        },
      ),
    );
    expect(exactFromDouble(0.1)).toEqual({ n: 1n, d: 10n });
  });

  test("what is too large or too fine is refused", () => {
    const largest = Number.MAX_SAFE_INTEGER;
    expect(() => addExact(largest, 1)).toThrow(EvaluationError);
    expect(() => multiplyExact(largest, { n: 3n, d: 2n })).toThrow(EvaluationError);
    expect(() => exactFromDouble(1e-300)).toThrow(EvaluationError);
    expect(() => exactFromDouble(Number.POSITIVE_INFINITY)).toThrow(EvaluationError);
    expect(() => divideExact(1, 0)).toThrow(EvaluationError);
    expect(addExact(largest, 0)).toBe(largest);
  });
});
