import fc from "fast-check";
import { expect, test } from "vitest";
import {
  clockOf,
  GAPS_MAX,
  missingIn,
  unheard,
  withGivenUp,
  withHeard,
  type Sequence,
} from "./device-rules.ts";

const heardAll = (numbers: readonly number[]): Sequence =>
  numbers.reduce((known, number, at) => withHeard(known, number, at), unheard);
const numbersIn = ({ gaps }: Sequence): number[] =>
  gaps.flatMap(({ from, to }) => Array.from({ length: to - from + 1 }, (_, index) => from + index));

test("in whatever order and however often numbers come, exactly those that did not are missing", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 60 }), { maxLength: 80 }), (numbers) => {
      const known = heardAll(numbers);
      const came = new Set(numbers);
      const last = Math.max(0, ...numbers);
      const missing = Array.from({ length: last }, (_, index) => index + 1).filter(
        (number) => !came.has(number),
      );
      expect(numbersIn(known)).toEqual(missing);
      expect(known.last).toBe(last);
      expect(known.repeats).toBe(numbers.length - came.size);
      expect(missingIn(known.gaps)).toBe(missing.length);
    }),
  );
});

test("a number is late once, and what comes in order is not", () => {
  expect(heardAll([1, 2, 3])).toMatchObject({ gaps: [], late: 0, repeats: 0 });
  expect(heardAll([1, 4, 2, 2])).toMatchObject({
    gaps: [{ from: 3, to: 3, since: 1 }],
    late: 1,
    repeats: 1,
  });
});

test("numbers that were given up are awaited no longer, and no others", () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 40 }),
      fc.integer({ min: 1, max: 50 }),
      fc.nat(10),
      (numbers, from, more) => {
        const to = from + more;
        const before = heardAll(numbers);
        const known = withGivenUp(before, { from, to }, 99);
        const awaited = (number: number): boolean => number < from || number > to;
        const last = Math.max(before.last, to);
        const came = new Set(numbers);
        const missing = Array.from({ length: last }, (_, index) => index + 1).filter(
          (number) => !came.has(number) && awaited(number),
        );
        expect(numbersIn(known)).toEqual(missing);
        expect(came.size + known.givenUp + missing.length).toBe(known.last);
      },
    ),
  );
});

test("a device that invents numbers keeps no more gaps than are bounded, and what is given up is counted", () => {
  const odd = Array.from({ length: GAPS_MAX + 10 }, (_, index) => 2 * index + 2);
  const known = heardAll(odd);
  expect(known.gaps).toHaveLength(GAPS_MAX);
  expect(known.givenUp).toBe(10);
});

test("a clock is off from more than ten minutes on, and far off from more than two days", () => {
  const minute = 60_000;
  expect(
    [null, 10, -10, 11, -11, 2880, 2881].map((by) => clockOf(by === null ? null : by * minute)),
  ).toEqual(["unknown", "right", "right", "wrong", "wrong", "wrong", "far"]);
});
