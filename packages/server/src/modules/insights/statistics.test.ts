import { rebuildStatistics, statisticsDistance } from "@trofast/engine/statistics";
import fc from "fast-check";
import { expect, test } from "vitest";
import { statisticsText } from "./statistics.ts";

const start = Date.UTC(2026, 0, 1);
const purchase = fc.record({
  kind: fc.constant("purchase" as const),
  at: fc.integer({ min: 0, max: 10_000 }).map((hours) => start + hours * 3_600_000),
  zone: fc.constantFrom("Europe/Stockholm", "Europe/Helsinki"),
  categories: fc.uniqueArray(
    fc.integer({ min: 0, max: 70 }).map((number) => `c${number}`),
    { maxLength: 8 },
  ),
  margin: fc.option(fc.integer({ min: -1000, max: 10_000 }).map((minor) => minor / 100)),
  revenue: fc.integer({ min: 0, max: 100_000 }).map((minor) => minor / 100),
});

test("the shorter way over a log of purchases comes to the engine's rebuild, to the last bit", () => {
  fc.assert(
    fc.property(fc.array(purchase, { maxLength: 30 }), (log) => {
      const rebuilt = JSON.stringify(rebuildStatistics(log));
      expect(JSON.parse(statisticsText(log))).toEqual(JSON.parse(rebuilt));
    }),
  );
});

test("a log with a refund is rebuilt by the engine", () => {
  fc.assert(
    fc.property(fc.array(purchase, { minLength: 1, maxLength: 10 }), (purchases) => {
      const [first] = purchases;
      if (!first) return;
      const log = [...purchases, { ...first, kind: "refund" as const }];
      expect(
        statisticsDistance(JSON.parse(statisticsText(log)), rebuildStatistics(purchases.slice(1))),
      ).toBeLessThan(1e-9);
    }),
  );
});
