import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as numbers from "./numbers.ts";

type Fraction = { n: bigint; d: bigint };

/** Safe integers, with the dangerous ones near 2^53 and around zero drawn often. */
const whole = fc.oneof(
  fc.maxSafeInteger(),
  fc.integer({ min: -3, max: 3 }),
  fc.integer({ min: 0, max: 5 }).map((below) => Number.MAX_SAFE_INTEGER - below),
);
const fraction = fc
  .record({ n: fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }), d: fc.bigInt(1n, 10n ** 6n) })
  .map(({ n, d }) => numbers.exactOf(numbers.ratio(n, d)));
const exacts = fc.oneof(whole, fraction);

/** The reference: a fraction that is never reduced, on bigints alone. */
const reference = (value: numbers.Exact): Fraction =>
  typeof value === "number" ? { n: BigInt(value), d: 1n } : value;

const same = (value: numbers.Exact, { n, d }: Fraction): boolean =>
  reference(value).n * d === n * reference(value).d;

/** One way to write each number: a number where it is whole and safe, otherwise in lowest terms, never -0. */
const isNormal = (value: numbers.Exact): boolean => {
  if (typeof value === "number") return Number.isSafeInteger(value) && !Object.is(value, -0);
  const safe = value.n <= 2n ** 53n - 1n && value.n >= 1n - 2n ** 53n;
  let [a, b] = [value.n < 0n ? -value.n : value.n, value.d];
  while (b !== 0n) [a, b] = [b, a % b];
  return value.d > 0n && a === 1n ? value.d > 1n || !safe : value.d === 1n && !safe;
};

describe("exact arithmetic", () => {
  test("adds, subtracts, multiplies and compares like fractions of bigints", () => {
    fc.assert(
      fc.property(exacts, exacts, (a, b) => {
        const [x, y] = [reference(a), reference(b)];
        const sum = numbers.addExact(a, b);
        const difference = numbers.subExact(a, b);
        const product = numbers.mulExact(a, b);
        expect(same(sum, { n: x.n * y.d + y.n * x.d, d: x.d * y.d })).toBe(true);
        expect(same(difference, { n: x.n * y.d - y.n * x.d, d: x.d * y.d })).toBe(true);
        expect(same(product, { n: x.n * y.n, d: x.d * y.d })).toBe(true);
        const order = x.n * y.d - y.n * x.d;
        expect(numbers.compareExact(a, b)).toBe(order < 0n ? -1 : order > 0n ? 1 : 0);
        expect([sum, difference, product, numbers.negExact(a)].every(isNormal)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  test("division is undone by multiplication", () => {
    fc.assert(
      fc.property(exacts, exacts, (a, b) => {
        fc.pre(numbers.compareExact(b, 0) !== 0);
        const quotient = numbers.divExact(a, b);
        expect(isNormal(quotient)).toBe(true);
        expect(numbers.compareExact(numbers.mulExact(quotient, b), a)).toBe(0);
      }),
      { numRuns: 500 },
    );
    expect(() => numbers.divExact(1, 0)).toThrow(/zero/);
    expect(() => numbers.ratio(1, 0)).toThrow(numbers.NumberError);
  });

  test("fractions agree with exact numbers", () => {
    fc.assert(
      fc.property(exacts, exacts, (a, b) => {
        const [x, y] = [numbers.rationalOf(a), numbers.rationalOf(b)];
        expect(numbers.exactOf(numbers.addR(x, y))).toEqual(numbers.addExact(a, b));
        expect(numbers.exactOf(numbers.mulR(x, y))).toEqual(numbers.mulExact(a, b));
        expect(numbers.compareR(x, y)).toBe(numbers.compareExact(a, b));
        expect(same(numbers.floorExact(a), { n: numbers.floorR(x), d: 1n })).toBe(true);
      }),
    );
  });

  test("a third three times is one, and no sum carries dust", () => {
    const third = numbers.divExact(1, 3);
    expect(numbers.sumExact([third, third, third])).toBe(1);
    expect(numbers.sumExact([])).toBe(0);
    const tenth = numbers.exactFromDecimal(0.1);
    expect(numbers.addExact(tenth, numbers.exactFromDecimal("0.2"))).toEqual({ n: 3n, d: 10n });
  });

  test("floor and rounding stay within their side", () => {
    fc.assert(
      fc.property(exacts, (value) => {
        const floor = numbers.floorExact(value);
        const ceil = numbers.roundExact(value, "ceil");
        expect(numbers.isWhole(floor)).toBe(true);
        expect(numbers.roundExact(value, "floor")).toEqual(floor);
        expect(numbers.compareExact(floor, value)).toBeLessThanOrEqual(0);
        expect(numbers.compareExact(numbers.addExact(floor, 1), value)).toBe(1);
        expect(numbers.compareExact(ceil, value)).toBeGreaterThanOrEqual(0);
        expect(numbers.compareExact(numbers.subExact(ceil, 1), value)).toBe(-1);
        const twice = numbers.mulExact(
          numbers.subExact(value, numbers.roundExact(value, "half_up")),
          2,
        );
        expect(numbers.compareExact(twice, 1)).toBeLessThanOrEqual(0);
        expect(numbers.compareExact(twice, -1)).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  test.each<[string, number, number, number, number]>([
    ["0.5", 1, 0, 1, 0],
    ["1.5", 2, 2, 2, 1],
    ["2.5", 3, 2, 3, 2],
    ["-0.5", -1, 0, 0, -1],
    ["-1.5", -2, -2, -1, -2],
    ["-2.5", -3, -2, -2, -3],
    ["2.4", 2, 2, 3, 2],
    ["-2.6", -3, -3, -2, -3],
    ["7", 7, 7, 7, 7],
  ])(
    "%s rounds to %d half up, %d half even, %d up, %d down",
    (text, halfUp, halfEven, up, down) => {
      const value = numbers.exactFromDecimal(text);
      expect(numbers.roundExact(value, "half_up")).toBe(halfUp);
      expect(numbers.roundExact(value, "half_even")).toBe(halfEven);
      expect(numbers.roundExact(value, "ceil")).toBe(up);
      expect(numbers.roundExact(value, "floor")).toBe(down);
    },
  );

  test("beyond 2^53 - 1 nothing is rounded, it is refused", () => {
    const large = numbers.addExact(Number.MAX_SAFE_INTEGER, 1);
    expect(large).toEqual({ n: 2n ** 53n, d: 1n });
    expect(() => numbers.toSafeInteger(large)).toThrow(numbers.NumberTooLarge);
    expect(() => numbers.toSafeInteger({ n: 1n, d: 2n })).toThrow(/round it first/);
    expect(() => numbers.toSafeInteger(0.5)).toThrow(/round it first/);
    expect(numbers.toSafeInteger(numbers.subExact(large, 1))).toBe(Number.MAX_SAFE_INTEGER);
  });

  test("every finite number is read as its shortest decimal", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        const exact = numbers.exactFromDecimal(value);
        expect(isNormal(exact)).toBe(true);
        expect(exact).toEqual(numbers.exactFromDecimal(String(value)));
        if (typeof exact === "number") expect(exact).toBe(value + 0);
        // Compared without dividing bigints into floats: n = d * decimal, digit for digit.
        const [digits = "", exponent = "0"] = value.toExponential().split("e");
        const [, fractionDigits = ""] = digits.split(".");
        const scale = Number(exponent) - fractionDigits.length;
        const written = BigInt(digits.replace(".", ""));
        const expected =
          scale >= 0
            ? { n: written * 10n ** BigInt(scale), d: 1n }
            : { n: written, d: 10n ** BigInt(-scale) };
        expect(same(exact, expected)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  test.each([
    "",
    " 1",
    "1.",
    ".5",
    "1,5",
    "0x10",
    "1e999",
    "--1",
    "NaN",
    "Infinity",
    "9".repeat(65),
  ])("%j is no decimal", (text) =>
    expect(() => numbers.exactFromDecimal(text)).toThrow(numbers.NumberError),
  );

  test("NaN and infinity are refused", () => {
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
      expect(() => numbers.exactFromDecimal(value)).toThrow(numbers.NumberError);
    }
  });
});

/** Largest remainder on bigints by repeated search: another way to the same shares. */
function referenceShares(total: number, weights: readonly number[]): number[] {
  const used = weights.every((weight) => weight === 0) ? weights.map(() => 1) : weights;
  const sum = used.reduce((added, weight) => added + BigInt(weight), 0n);
  const shares = used.map((weight) => (BigInt(total) * BigInt(weight)) / sum);
  const rests = used.map((weight) => (BigInt(total) * BigInt(weight)) % sum);
  for (let left = BigInt(total) - shares.reduce((a, b) => a + b, 0n); left > 0n; left--) {
    const best = rests.reduce((at, rest, index) => (rest > (rests[at] ?? -1n) ? index : at), 0);
    shares[best] = (shares[best] ?? 0n) + 1n;
    rests[best] = -1n;
  }
  return shares.map(Number);
}

describe("shares", () => {
  test("sum to the total and follow largest remainder", () => {
    const weights = fc.array(
      fc.oneof(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 2 ** 45 })),
      { minLength: 1, maxLength: 30 },
    );
    fc.assert(
      fc.property(fc.oneof(fc.nat(1_000), fc.maxSafeNat()), weights, (total, given) => {
        const shares = numbers.largestRemainder(total, given);
        expect(shares).toEqual(referenceShares(total, given));
        expect(shares.reduce((added, share) => added + BigInt(share), 0n)).toBe(BigInt(total));
      }),
      { numRuns: 400 },
    );
  });

  test("the worked example of a discount and points over two lines", () => {
    expect(numbers.largestRemainder(1_500, [9_999, 5_000])).toEqual([1_000, 500]);
    expect(numbers.largestRemainder(134, [8_999, 4_500])).toEqual([89, 45]);
  });

  test("ties go by position, and equal weights stand in for none", () => {
    expect(numbers.largestRemainder(2, [1, 1, 1])).toEqual([1, 1, 0]);
    expect(numbers.largestRemainder(5, [0, 0, 0])).toEqual([2, 2, 1]);
    expect(numbers.largestRemainder(0, [])).toEqual([]);
  });

  test.each<[number, number[]]>([
    [-1, [1]],
    [0.5, [1]],
    [1, [-1, 2]],
    [1, [0.5]],
    [1, []],
    [2 ** 53, [1]],
    [1, [Number.MAX_SAFE_INTEGER, 1]],
  ])("%d over %j is refused", (total, weights) => {
    expect(() => numbers.largestRemainder(total, weights)).toThrow(numbers.NumberError);
  });

  test("equal pieces carry a total evenly: no stretch of them more than its part, rounded", () => {
    const cases = fc
      .record({ total: fc.nat(5_000), quantity: fc.integer({ min: 1, max: 200 }) })
      .chain((given) => fc.record({ ...constants(given), taken: fc.nat(given.quantity) }));
    fc.assert(
      fc.property(cases, ({ total, quantity, taken }) => {
        const first = numbers.shareOfFirst(total, quantity, taken);
        expect(first).toBe(Math.ceil((total * taken) / quantity));
        expect(numbers.shareOfFirst(total, quantity, quantity)).toBe(total);
      }),
    );
    expect(numbers.shareOfFirst(40, 400, 100)).toBe(10);
  });

  test("89 over three units is 30, 30 and 29, and large quantities cost nothing", () => {
    const first = [0, 1, 2, 3].map((taken) => numbers.shareOfFirst(89, 3, taken));
    expect(first).toEqual([0, 30, 60, 89]);
    expect(numbers.shareOfFirst(77_183, 80_995, 77_183)).toBe(73_551);
    expect(numbers.shareOfFirst(77_183, 80_995, 80_995)).toBe(77_183);
    expect(numbers.shareOfFirst(Number.MAX_SAFE_INTEGER, 10 ** 9, 10 ** 9)).toBe(
      Number.MAX_SAFE_INTEGER,
    );
    expect(() => numbers.shareOfFirst(1, 3, 4)).toThrow(/4 of 3/);
    expect(() => numbers.shareOfFirst(1, 0, 0)).toThrow(numbers.NumberError);
  });
});

function constants(given: { total: number; quantity: number }) {
  return { total: fc.constant(given.total), quantity: fc.constant(given.quantity) };
}

describe("money", () => {
  test("is read into minor units of its currency", () => {
    expect(numbers.money("1 SEK")).toEqual({ minor: 100, currency: "SEK" });
    expect(numbers.money("0.10 SEK")).toEqual({ minor: 10, currency: "SEK" });
    expect(numbers.money("500 JPY")).toEqual({ minor: 500, currency: "JPY" });
    expect(numbers.money("1.234 KWD")).toEqual({ minor: 1_234, currency: "KWD" });
    expect(numbers.money("0.001 SEK")).toEqual({ minor: { n: 1n, d: 10n }, currency: "SEK" });
  });

  test("exponents are those of ISO 4217, not those of shop prices", () => {
    const exponent = numbers.currencyExponent;
    expect(["SEK", "DKK", "NOK", "EUR"].map(exponent)).toEqual([2, 2, 2, 2]);
    expect(["ISK", "JPY", "KRW", "CLP", "HUF"].map(exponent)).toEqual([0, 0, 0, 0, 2]);
    expect(["BHD", "IQD", "TND", "CLF", "UYW"].map(exponent)).toEqual([3, 3, 3, 4, 4]);
    expect(() => exponent("KR")).toThrow(/ISO 4217/);
    expect(numbers.isCurrency("sek")).toBe(false);
  });

  test.each(["149 kr", "SEK 1", "1,50 SEK", "-1 SEK", "1 XYZ", "1SEK", "1. SEK", ""])(
    "%j is refused",
    (text) => expect(() => numbers.money(text)).toThrow(numbers.NumberError),
  );
});
