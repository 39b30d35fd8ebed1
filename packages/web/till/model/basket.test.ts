import fc from "fast-check";
import { expect, test } from "vitest";
import { added, lessOf, linesToSell, SUM_ARTICLE, sumOf, type Line } from "./basket.ts";

const line: fc.Arbitrary<Line> = fc.record({
  article: fc.constantFrom("latte", "bun"),
  name: fc.constant("x"),
  quantity: fc.integer({ min: 1, max: 9 }),
  unitPriceMinor: fc.constantFrom(4_000, 4_600),
});

test("each article and price is one line, and the sum is that of all that was added", () => {
  fc.assert(
    fc.property(fc.array(line), (all) => {
      let lines: Line[] = [];
      for (const one of all) lines = added(lines, one);
      expect(sumOf(lines)).toBe(sumOf(all));
      const keys = lines.map(({ article, unitPriceMinor }) => `${article} ${unitPriceMinor}`);
      expect(new Set(keys).size).toBe(keys.length);
    }),
  );
});

test("what is sold adds up to the lines and the typed sum", () => {
  fc.assert(
    fc.property(fc.array(line), fc.nat(100_000), (lines, typed) => {
      const sold = linesToSell(lines, typed);
      expect(sold.reduce((sum, { paidMinor }) => sum + paidMinor, 0)).toBe(sumOf(lines) + typed);
      expect(sold.some(({ article }) => article === SUM_ARTICLE)).toBe(typed > 0);
    }),
  );
});

test("one less takes one piece, and the last piece its line", () => {
  const two = [{ article: "latte", name: "Latte", quantity: 2, unitPriceMinor: 4_600 }];
  expect(lessOf(two, 0)).toEqual([{ ...two[0], quantity: 1 }]);
  expect(lessOf(lessOf(two, 0), 0)).toEqual([]);
});
