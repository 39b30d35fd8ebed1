import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as statistics from "./statistics.ts";
import { dayNumber, fromCivil, MS_PER_DAY, MS_PER_HOUR } from "./time.ts";

const STOCKHOLM = "Europe/Stockholm";
const NEARLY = 1e-9;
const NOON = fromCivil({ year: 2026, month: 1, day: 5, hour: 12 }, STOCKHOLM);

/** A purchase a number of days after Monday 5 January 2026, at noon. */
function aPurchase(day: number, changes: Partial<statistics.PurchaseSeen> = {}) {
  const at = NOON + day * MS_PER_DAY;
  return { at, zone: STOCKHOLM, categories: ["coffee"], margin: 20, revenue: 50, ...changes };
}

const categories = fc.uniqueArray(fc.constantFrom("coffee", "tea", "cups", "local"), {
  maxLength: 3,
});
const instants = fc.integer({ min: 0, max: 700 * 24 }).map((hour) => NOON + hour * MS_PER_HOUR);
const paid = fc.record({
  margin: fc.option(fc.integer({ min: -5_000, max: 100_000 }).map((minor) => minor / 100)),
  revenue: fc.integer({ min: 0, max: 500_000 }).map((minor) => minor / 100),
});
const purchases = fc
  .record({ at: instants, categories, paid })
  .map(({ at, categories: of, paid: { margin, revenue } }) => ({
    kind: "purchase" as const,
    at,
    zone: STOCKHOLM,
    categories: of,
    margin,
    revenue,
  }));
const signals = fc
  .record({
    at: instants,
    category: fc.constantFrom("coffee", "tea", "cups", "local"),
    signal: fc.constantFrom(
      "view" as const,
      "search" as const,
      "wishlist" as const,
      "basket" as const,
    ),
  })
  .map((seen) => ({ kind: "signal" as const, zone: STOCKHOLM, ...seen }));
type Seen = Extract<statistics.StatisticsEvent, { kind: "purchase" | "signal" }>;
const streams = (maxLength: number) =>
  fc.array(fc.oneof<fc.Arbitrary<Seen>[]>(purchases, signals), { maxLength });

const inOrder = (events: readonly Seen[]) => events.toSorted((a, b) => a.at - b.at);

function add(to: statistics.Statistics, event: Seen): statistics.Statistics {
  return event.kind === "purchase"
    ? statistics.addPurchase(to, event)
    : statistics.addSignal(to, event);
}

const fold = (events: readonly Seen[]) => events.reduce(add, statistics.emptyStatistics());

/** Interest and hours alone: what never depends on order. */
const habitsOf = ({ interest, hours }: statistics.Statistics) => ({
  ...statistics.emptyStatistics(),
  interest,
  hours,
});

describe("purchases", () => {
  test("count one occasion a local day", () => {
    const late = fromCivil({ year: 2026, month: 1, day: 5, hour: 23, minute: 59 }, STOCKHOLM);
    const after = fromCivil({ year: 2026, month: 1, day: 6, hour: 0, minute: 1 }, STOCKHOLM);
    const same = statistics.addPurchase(
      statistics.addPurchase(statistics.emptyStatistics(), aPurchase(0)),
      aPurchase(0, { at: late }),
    );
    expect(same.purchases).toMatchObject({ purchases: 2, occasions: 1, litt: 0 });
    const next = statistics.addPurchase(same, aPurchase(0, { at: after }));
    expect(next.purchases).toMatchObject({ purchases: 3, occasions: 2, litt: 0 });
  });

  test("are read in days for the models, and unknown before the first", () => {
    const today = dayNumber("2026-01-05") + 40;
    expect(statistics.readPurchases(statistics.emptyStatistics(), today)).toBeNull();
    const three = [0, 10, 30].map((day) => aPurchase(day));
    const summed = three.reduce(statistics.addPurchase, statistics.emptyStatistics());
    expect(statistics.readPurchases(summed, today)).toEqual({
      repeats: 2,
      recencyDays: 30,
      ageDays: 40,
      litt: Math.log(10) + Math.log(20),
    });
  });

  test("sum margins where the cost is known and count where it is not", () => {
    const summed = [
      aPurchase(0),
      aPurchase(1, { margin: null }),
      aPurchase(2, { margin: -5 }),
    ].reduce(statistics.addPurchase, statistics.emptyStatistics());
    expect(summed.purchases).toMatchObject({
      purchases: 3,
      unknownMargin: 1,
      marginSum: 15,
      marginSquareSum: 425,
      revenueSum: 150,
    });
  });

  test("counted in order are what a rebuild gives", () => {
    fc.assert(
      fc.property(streams(60), (events) => {
        const counted = fold(inOrder(events));
        expect(counted.stale).toBe(false);
        const rebuilt = statistics.rebuildStatistics(events);
        expect(statistics.statisticsDistance(counted, rebuilt)).toBeLessThan(NEARLY);
      }),
    );
  });

  test("counted in any order are exact or say that they are stale", () => {
    let exact = 0;
    fc.assert(
      fc.property(streams(8), (events) => {
        const counted = fold(events);
        if (counted.stale) return;
        exact += 1;
        const rebuilt = statistics.rebuildStatistics(events);
        expect(statistics.statisticsDistance(counted, rebuilt)).toBeLessThan(NEARLY);
      }),
      { numRuns: 300 },
    );
    expect(exact).toBeGreaterThan(50);
  });

  test("a late purchase between two others makes them stale, at either end it does not", () => {
    const ends = [10, 20].map((day) => aPurchase(day));
    const both = ends.reduce(statistics.addPurchase, statistics.emptyStatistics());
    expect(statistics.addPurchase(both, aPurchase(15)).stale).toBe(true);
    expect(statistics.addPurchase(both, aPurchase(10)).stale).toBe(false);
    const earlier = statistics.addPurchase(both, aPurchase(3));
    expect(earlier.stale).toBe(false);
    expect(earlier.purchases).toMatchObject({ occasions: 3, litt: Math.log(7) + Math.log(10) });
  });
});

describe("refunds", () => {
  test("undo a purchase, exactly or saying that they are stale, and a rebuild never sees it", () => {
    const cases = fc
      .array(purchases, { minLength: 1, maxLength: 6 })
      .chain((events) =>
        fc.record({ events: fc.constant(inOrder(events)), pick: fc.nat(events.length - 1) }),
      );
    fc.assert(
      fc.property(cases, ({ events, pick }) => {
        const refunded = events[pick];
        if (refunded?.kind !== "purchase") throw new Error("only purchases are refunded");
        const undone = statistics.removePurchase(fold(events), refunded);
        const without = statistics.rebuildStatistics(events.filter((_, at) => at !== pick));
        const rebuilt = statistics.rebuildStatistics([...events, { ...refunded, kind: "refund" }]);
        expect(statistics.statisticsDistance(rebuilt, without)).toBeLessThan(NEARLY);
        // Sums, interest and hours are always undone; only occasions may wait for the rebuild.
        const { occasions, firstDay, lastDay, litt } = without.purchases;
        const expected = undone.stale
          ? { ...undone, purchases: { ...undone.purchases, occasions, firstDay, lastDay, litt } }
          : undone;
        expect(statistics.statisticsDistance(expected, without)).toBeLessThan(NEARLY);
      }),
      { numRuns: 300 },
    );
  });

  test("the only purchase refunded leaves nothing, one of two leaves the other", () => {
    const one = statistics.addPurchase(statistics.emptyStatistics(), aPurchase(0));
    const none = statistics.removePurchase(one, aPurchase(0));
    expect(none.stale).toBe(false);
    expect(statistics.statisticsDistance(none, statistics.emptyStatistics())).toBe(0);
    const two = statistics.addPurchase(one, aPurchase(9));
    const left = statistics.removePurchase(two, aPurchase(0));
    expect(left.stale).toBe(false);
    expect(left.purchases).toMatchObject({
      occasions: 1,
      firstDay: dayNumber("2026-01-14"),
      litt: 0,
    });
    const three = statistics.addPurchase(two, aPurchase(12));
    expect(statistics.removePurchase(three, aPurchase(9)).stale).toBe(true);
  });

  test("of one of two equal purchases leaves one", () => {
    const one = { kind: "purchase" as const, ...aPurchase(0) };
    const log: statistics.StatisticsEvent[] = [one, one, { ...one, kind: "refund" }];
    expect(statistics.rebuildStatistics(log)).toEqual(statistics.rebuildStatistics([one]));
  });

  test("in part touch only margin and revenue", () => {
    const before = statistics.addPurchase(statistics.emptyStatistics(), aPurchase(0));
    const change = { before: { margin: 20, revenue: 50 }, after: { margin: 8, revenue: 30 } };
    const after = statistics.refundPart(before, change);
    expect(after).toEqual({
      ...before,
      purchases: { ...before.purchases, marginSum: 8, marginSquareSum: 64, revenueSum: 30 },
    });
    const log = [
      { kind: "purchase" as const, ...aPurchase(0) },
      { kind: "partial_refund" as const, ...change },
    ];
    expect(statistics.rebuildStatistics(log)).toEqual(after);
    const rest = { kind: "refund" as const, ...aPurchase(0, change.after) };
    expect(statistics.rebuildStatistics([...log, rest]).purchases).toEqual(
      statistics.emptyStatistics().purchases,
    );
  });
});

describe("interest and hours", () => {
  test("do not depend on the order of events", () => {
    const shuffled = streams(40).chain((events) =>
      fc.record({
        events: fc.constant(events),
        other: fc.shuffledSubarray(events, { minLength: events.length }),
      }),
    );
    fc.assert(
      fc.property(shuffled, ({ events, other }) => {
        const [a, b] = [fold(events), fold(other)];
        expect(statistics.statisticsDistance(habitsOf(a), habitsOf(b))).toBeLessThan(NEARLY);
      }),
    );
  });

  test("counters are the sum of every event halved per half-life", () => {
    fc.assert(
      fc.property(
        fc.array(signals, { minLength: 1, maxLength: 30 }),
        fc.nat(400),
        (events, days) => {
          const now = Math.max(...events.map(({ at }) => at)) + days * MS_PER_DAY;
          const counted = fold(events);
          for (const read of statistics.readInterest(counted, now)) {
            const mine = events.filter(
              ({ category, signal }) => category === read.category && signal === read.signal,
            );
            const remaining = (halfLife: number) =>
              mine.reduce((sum, { at }) => sum + 0.5 ** ((now - at) / MS_PER_DAY / halfLife), 0);
            expect(read.count).toBe(mine.length);
            expect(read.fast).toBeCloseTo(remaining(statistics.FAST_HALF_LIFE_DAYS), 9);
            expect(read.slow).toBeCloseTo(remaining(statistics.SLOW_HALF_LIFE_DAYS), 9);
            expect(read.score).toBeCloseTo(read.slow * statistics.SIGNAL_WEIGHTS[read.signal], 9);
          }
          const hours = statistics.readHours(counted, now).reduce((sum, slot) => sum + slot, 0);
          const expected = events.reduce(
            (sum, { at }) => sum + 0.5 ** ((now - at) / MS_PER_DAY / 180),
            0,
          );
          expect(hours).toBeCloseTo(expected, 9);
        },
      ),
    );
  });

  test("one event a day for years settles at rate times half-life over ln 2", () => {
    let counted = statistics.emptyStatistics();
    for (let day = 0; day < 1_500; day++) {
      const at = NOON + day * MS_PER_DAY;
      counted = statistics.addSignal(counted, {
        at,
        zone: STOCKHOLM,
        category: "tea",
        signal: "view",
      });
    }
    const [tea] = statistics.readInterest(counted, NOON + 1_499.5 * MS_PER_DAY);
    expect((tea?.slow ?? 0) / (90 / Math.LN2)).toBeCloseTo(1, 4);
  });

  test("weights speak when interest is read, so they may change at any time", () => {
    const counted = statistics.addSignal(
      statistics.addPurchase(statistics.emptyStatistics(), aPurchase(0)),
      { at: NOON, zone: STOCKHOLM, category: "tea", signal: "view" },
    );
    const categoriesOf = (weights?: statistics.SignalWeights) =>
      statistics
        .readInterest(counted, NOON, weights)
        .map(({ category, score }) => [category, score]);
    expect(categoriesOf()).toEqual([
      ["coffee", 8],
      ["tea", 1],
    ]);
    expect(categoriesOf({ ...statistics.SIGNAL_WEIGHTS, view: 9 })).toEqual([
      ["tea", 9],
      ["coffee", 8],
    ]);
  });

  test("beyond the limit the faintest interest is forgotten, never the newest", () => {
    const max = statistics.INTERESTS_PER_MEMBER_MAX;
    let counted = statistics.emptyStatistics();
    for (let index = 0; index <= max; index++) {
      const seen = { zone: STOCKHOLM, category: `category-${index}`, signal: "view" as const };
      counted = statistics.addSignal(counted, { ...seen, at: NOON + index * MS_PER_HOUR });
    }
    const now = NOON + max * MS_PER_HOUR;
    const kept = statistics.readInterest(counted, now).map(({ category }) => category);
    expect(kept).toHaveLength(max);
    expect(kept).not.toContain("category-0");
    expect(kept).toContain(`category-${max}`);
    expect(counted.stale).toBe(false);
    const late = { at: NOON, zone: STOCKHOLM, category: "category-0", signal: "view" as const };
    expect(statistics.addSignal(counted, late).stale).toBe(true);
  });

  test("a new interest is kept even where every known one is stronger", () => {
    const max = statistics.INTERESTS_PER_MEMBER_MAX;
    const many = Array.from({ length: max }, (_, index) => `category-${index}`);
    const full = statistics.addPurchase(
      statistics.emptyStatistics(),
      aPurchase(0, { categories: many }),
    );
    const seen = { at: NOON, zone: STOCKHOLM, category: "tea", signal: "view" as const };
    const kept = statistics.readInterest(statistics.addSignal(full, seen), NOON);
    expect(kept).toHaveLength(max);
    expect(kept.at(-1)).toMatchObject({ category: "tea", signal: "view" });
  });

  test("once something is forgotten, merges and refunds say they are stale", () => {
    const many = Array.from({ length: 40 }, (_, index) => `category-${index}`);
    const others = many.map((category) => `other-${category}`);
    const buys = (of: string[]) => aPurchase(0, { categories: of });
    const [a, b] = [buys(many), buys(others)].map((purchase) =>
      statistics.addPurchase(statistics.emptyStatistics(), purchase),
    );
    if (a === undefined || b === undefined) throw new Error("both members bought");
    const merged = statistics.mergeStatistics(a, b);
    expect(statistics.readInterest(merged, NOON)).toHaveLength(statistics.INTERESTS_PER_MEMBER_MAX);
    expect(merged.stale).toBe(true);
    const both = statistics.addPurchase(a, buys(others));
    expect(both.stale).toBe(false);
    const [strongest] = statistics.readInterest(both, NOON);
    const refund = buys(strongest === undefined ? [] : [strongest.category]);
    expect(statistics.removePurchase(both, refund).stale).toBe(true);
    expect(statistics.removePurchase(a, buys([])).stale).toBe(false);
  });

  test("day-parts follow the wall clock through summer time", () => {
    const summer = fromCivil({ year: 2026, month: 7, day: 5, hour: 23, minute: 59 }, STOCKHOLM);
    expect(statistics.daySlot(summer, STOCKHOLM)).toBe(41);
    expect(statistics.daySlot(summer, "UTC")).toBe(41);
    expect(statistics.daySlot(summer + 60_000, STOCKHOLM)).toBe(0);
    expect(statistics.daySlot(NOON, STOCKHOLM)).toBe(3);
  });
});

describe("merging", () => {
  test("two members is exact or says that it is stale, in either order", () => {
    fc.assert(
      fc.property(streams(12), streams(12), fc.nat(700), (left, right, shift) => {
        const moved = right.map((event) => ({ ...event, at: event.at + shift * MS_PER_DAY }));
        const [a, b] = [fold(inOrder(left)), fold(inOrder(moved))];
        const merged = statistics.mergeStatistics(a, b);
        const turned = statistics.mergeStatistics(b, a);
        expect(turned.stale).toBe(merged.stale);
        expect(statistics.statisticsDistance(merged, turned)).toBeLessThan(NEARLY);
        if (merged.stale) return;
        const rebuilt = statistics.rebuildStatistics([...left, ...moved]);
        expect(statistics.statisticsDistance(merged, rebuilt)).toBeLessThan(NEARLY);
      }),
      { numRuns: 200 },
    );
  });

  test("three members in any grouping gives the same, wherever it is not stale", () => {
    const stays = fc.tuple(streams(6), streams(6), streams(6), fc.nat(800), fc.nat(1_600));
    fc.assert(
      fc.property(stays, ([first, second, third, shiftSecond, shiftThird]) => {
        const shifted = (events: Seen[], days: number) =>
          fold(inOrder(events.map((event) => ({ ...event, at: event.at + days * MS_PER_DAY }))));
        const [a, b, c] = [
          fold(inOrder(first)),
          shifted(second, shiftSecond),
          shifted(third, shiftThird),
        ];
        const left = statistics.mergeStatistics(statistics.mergeStatistics(a, b), c);
        const right = statistics.mergeStatistics(a, statistics.mergeStatistics(b, c));
        // Occasions of overlapping members wait for the rebuild; everything else adds up in any grouping.
        const { occasions, litt } = left.purchases;
        const compared =
          left.stale || right.stale
            ? { ...right, purchases: { ...right.purchases, occasions, litt } }
            : right;
        expect(statistics.statisticsDistance(left, compared)).toBeLessThan(NEARLY);
      }),
      { numRuns: 200 },
    );
  });

  test("with nobody changes nothing", () => {
    fc.assert(
      fc.property(streams(12), (events) => {
        const counted = fold(inOrder(events));
        expect(statistics.mergeStatistics(counted, statistics.emptyStatistics())).toEqual(counted);
      }),
    );
  });
});

describe("statistics", () => {
  test("are plain JSON", () => {
    fc.assert(
      fc.property(streams(20), (events) => {
        const counted = fold(events);
        expect(JSON.parse(JSON.stringify(counted))).toEqual(counted);
      }),
    );
  });

  test("are apart by the largest difference of any figure", () => {
    const one = statistics.addPurchase(statistics.emptyStatistics(), aPurchase(0));
    expect(statistics.statisticsDistance(one, one)).toBe(0);
    expect(statistics.statisticsDistance(one, statistics.emptyStatistics())).toBe(Infinity);
    const dearer = statistics.addPurchase(
      statistics.emptyStatistics(),
      aPurchase(0, { revenue: 100 }),
    );
    expect(statistics.statisticsDistance(one, dearer)).toBe(0.5);
    const otherCategory = aPurchase(0, { categories: ["tea"] });
    const tea = statistics.addPurchase(statistics.emptyStatistics(), otherCategory);
    expect(statistics.statisticsDistance(one, tea)).toBe(1);
  });
});

const cdnow = join(process.env["TROFAST_DATA"] ?? "", "cdnow");
const hasCdnow = process.env["TROFAST_DATA"] !== undefined && existsSync(cdnow);
if (!hasCdnow) {
  // oxlint-disable-next-line no-console -- a test that did not run must be seen.
  console.warn(
    "SKIPPED: the CDNOW check of purchase occasions needs TROFAST_DATA, a folder with cdnow/CDNOW_sample.txt.",
  );
}

describe.runIf(hasCdnow)("the CDNOW sample (Fader & Hardie)", () => {
  test("gives the published frequency, recency and age of every customer", () => {
    const members = new Map<number, statistics.Statistics>();
    const end = dayNumber("1997-09-30");
    for (const line of readFileSync(join(cdnow, "CDNOW_sample.txt"), "utf8").trim().split("\n")) {
      const [, sampleId = "", date = "", , dollars = ""] = line.trim().split(/\s+/);
      const day = dayNumber(`${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}`);
      if (day > end) continue;
      const seen = { at: day * MS_PER_DAY, zone: "UTC", categories: ["cd"], margin: null };
      const before = members.get(Number(sampleId)) ?? statistics.emptyStatistics();
      const after = statistics.addPurchase(before, { ...seen, revenue: Number(dollars) });
      expect(after.stale).toBe(false);
      members.set(Number(sampleId), after);
    }
    const [, ...rows] = readFileSync(join(cdnow, "cdnow_customers_summary.csv"), "utf8")
      .trim()
      .split("\n");
    let repeats = 0;
    for (const row of rows) {
      const [id, frequency, recencyWeeks, ageWeeks] = row.split(",").map(Number);
      const read = statistics.readPurchases(
        members.get(id ?? 0) ?? statistics.emptyStatistics(),
        end,
      );
      repeats += read?.repeats ?? 0;
      expect(read?.repeats).toBe(frequency);
      // Published with two decimals of a week.
      expect(Math.abs((read?.recencyDays ?? 0) / 7 - (recencyWeeks ?? 0))).toBeLessThan(0.0051);
      expect(Math.abs((read?.ageDays ?? 0) / 7 - (ageWeeks ?? 0))).toBeLessThan(0.0051);
    }
    expect([members.size, rows.length, repeats]).toEqual([2_357, 2_357, 2_457]);
  });
});
