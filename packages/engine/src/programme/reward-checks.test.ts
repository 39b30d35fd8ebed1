import { describe, expect, test } from "vitest";
import { at } from "../testing/club.ts";
import { compareProgrammes } from "./compare.ts";
import { keptPricesOf } from "./kept-prices.ts";
import { compileProgramme } from "./compile.ts";
import { programmeSchema, type Programme, type ProgrammeSource } from "./schema.ts";

type RewardSource = NonNullable<ProgrammeSource["rewards"]>[number];

function document(rewards: RewardSource[], more: Partial<ProgrammeSource> = {}): ProgrammeSource {
  return {
    club: { name: "Kvarnby", languages: ["sv"] },
    markets: { se: { currency: "SEK", timezone: "Europe/Stockholm" } },
    units: { points: {}, status: { spendable: false } },
    rules: [{ id: "base", on: "purchase", give: { points: 1, status: 1 } }],
    segments: { greens: {} },
    ladders: [{ id: "club", counts: "status", levels: [{ id: "guest" }, { id: "friend", at: 9 }] }],
    rewards,
    ...more,
  };
}

function problemsOf(reward: unknown): string[] {
  const checked = compileProgramme({ ...document([]), rewards: [reward] });
  const problems = checked.ok ? [] : checked.problems;
  return problems.filter(({ severity }) => severity === "error").map(({ code }) => code);
}

describe("a reward that cannot be meant", () => {
  test.each([
    ["an unknown level", { levels: ["frend"] }, "unknown_level"],
    [
      "an unknown segment in a price",
      { prices: [{ cost: { points: 1 }, segments: ["x"] }] },
      "unknown_segment",
    ],
    [
      "a price in a unit that only counts",
      { prices: [{ cost: { status: 1 } }] },
      "cost_not_spendable",
    ],
    ["a price of nothing", { prices: [{ levels: ["friend"] }] }, "shape"],
    ["money in a foreign currency", { money: { se: "10 DKK" } }, "wrong_currency"],
    ["money in a market there is none of", { money: { no: "10 NOK" } }, "unknown_market"],
    ["money finer than coins", { money: { se: "0.001 SEK" } }, "amount_too_fine"],
    ["seats at a product", { seats: 3 }, "key_of_other_kind"],
    [
      "a percentage and an amount",
      { kind: "discount", percent: "10%", off: { se: "5 SEK" } },
      "two_discounts",
    ],
    [
      "early access to nothing",
      { kind: "early_access", during: { from: "2026-12-01" } },
      "opens_nothing",
    ],
    ["early access for ever", { kind: "early_access", articles: ["x"] }, "window_missing"],
    ["a gift card of no worth", { kind: "gift_card" }, "worth_missing"],
    [
      "a visit that ends first",
      { kind: "experience", visit: { starts: "2026-12-02 18:00", ends: "2026-12-01 20:00" } },
      "ends_before_start",
    ],
    [
      "a visit on no day",
      { kind: "experience", visit: { starts: "2026-02-30 18:00", ends: "2026-03-01 20:00" } },
      "shape",
    ],
    ["seats beside a stock", { kind: "experience", seats: 3, stock: 4 }, "seats_and_stock"],
    ["a surprise in itself", { kind: "surprise", among: ["thing"] }, "surprise_in_surprise"],
    ["a limit in units", { limit: { units: 5 } }, "limit_not_in_times"],
    ["a code for a donation", { kind: "charity", code: "own" }, "key_of_other_kind"],
    ["content over plain HTTP", { kind: "content", url: "http://example.org/a" }, "shape"],
  ])("%s is named", (_what, parts, code) => {
    expect(problemsOf({ id: "thing", cost: { points: 1 }, ...parts })).toContain(code);
  });

  test("a reward of every kind compiles", () => {
    const visit = { starts: "2026-12-01 18:00", ends: "2026-12-01 20:00", plusOnes: 1 };
    const all: RewardSource[] = [
      { id: "a", cost: { points: 9 }, articles: ["cup"], lasts: "90 days" },
      { id: "b", kind: "discount", cost: { points: 9 }, percent: "20%", categories: ["coffee"] },
      { id: "c", kind: "code", cost: { points: 9 }, code: "pool", partner: "cinema" },
      { id: "d", kind: "gift_card", money: { se: "100 SEK" }, worth: { se: "100 SEK" } },
      { id: "e", kind: "credit", cost: { points: 9 }, worth: { se: "10 SEK" } },
      { id: "f", kind: "free_delivery", cost: { points: 9 }, atLeast: { se: "300 SEK" } },
      {
        id: "g",
        kind: "early_access",
        articles: ["x"],
        during: { from: "2026-12-01" },
        levels: ["friend"],
      },
      { id: "h", kind: "experience", cost: { points: 9 }, seats: 12, visit },
      {
        id: "i",
        kind: "charity",
        cost: { points: 9 },
        worth: { se: "10 SEK" },
        goal: { se: "1000 SEK" },
      },
      { id: "j", kind: "content", cost: { points: 9 }, url: "https://example.org/a" },
      { id: "k", kind: "partner", cost: { points: 9 }, code: "pool", partner: "cinema" },
      { id: "l", kind: "surprise", cost: { points: 9 }, among: ["a", "b"] },
    ];
    const checked = compileProgramme(document(all));
    expect(checked.ok ? [] : checked.problems).toEqual([]);
  });
});

describe("a reward that changes", () => {
  function worse(before: Partial<RewardSource>, after: Partial<RewardSource>): boolean {
    const parse = (parts: Partial<RewardSource>): Programme =>
      programmeSchema.parse(document([{ id: "thing", cost: { points: 50 }, ...parts }]));
    return compareProgrammes(parse(before), parse(after)).some((change) => change.worse);
  }

  test("is worse where it is dearer, narrower, shorter or limited", () => {
    expect(worse({}, { cost: { points: 60 } })).toBe(true);
    expect(worse({}, { money: { se: "5 SEK" } })).toBe(true);
    expect(worse({}, { levels: ["friend"] })).toBe(true);
    expect(worse({}, { lasts: "90 days" })).toBe(true);
    expect(worse({ lasts: "90 days" }, { lasts: "30 days" })).toBe(true);
    expect(worse({}, { limit: { times: 1 } })).toBe(true);
    expect(worse({ prices: [{ cost: { points: 20 }, levels: ["friend"] }] }, {})).toBe(true);
  });

  test("is no worse where it is cheaper, wider, longer or freer", () => {
    expect(worse({ cost: { points: 60 } }, {})).toBe(false);
    expect(worse({ money: { se: "5 SEK" } }, { money: { se: "4 SEK" } })).toBe(false);
    expect(worse({ levels: ["friend"] }, {})).toBe(false);
    expect(worse({ lasts: "30 days" }, { lasts: "90 days" })).toBe(false);
    expect(worse({ lasts: "30 days" }, {})).toBe(false);
    expect(worse({ limit: { times: 1 } }, {})).toBe(false);
    expect(worse({}, { prices: [{ cost: { points: 20 }, levels: ["friend"] }] })).toBe(false);
  });

  test("keeps each lower price for units earned before it rose, as long as was promised", () => {
    const promises = { keepPrices: "3 months" };
    const version = (points: number, from: string) => ({
      effectiveAt: at(from),
      programme: programmeSchema.parse(document([{ id: "mug", cost: { points } }], { promises })),
    });
    const versions = [
      version(50, "2026-01-01"),
      version(60, "2026-03-01"),
      version(70, "2026-04-01"),
    ];
    const keptAt = (day: string) => keptPricesOf(versions, "mug", at(day), "Europe/Stockholm");
    expect(keptAt("2026-02-01")).toEqual({});
    expect(keptAt("2026-04-02")).toEqual({
      points: [
        [50, at("2026-03-01")],
        [60, at("2026-04-01")],
      ],
    });
    expect(keptAt("2026-06-15")).toEqual({ points: [[60, at("2026-04-01")]] });
    expect(keptAt("2026-08-01")).toEqual({});
  });

  test("keeps a special price for those it was for, where it rose or is gone", () => {
    const promises = { keepPrices: "3 months" };
    const version = (from: string, prices?: object[]) => ({
      effectiveAt: at(from),
      programme: programmeSchema.parse(
        document([{ id: "mug", cost: { points: 60 }, ...(prices && { prices }) }], { promises }),
      ),
    });
    const friends = { levels: ["friend"] };
    const first = version("2026-01-01", [{ ...friends, cost: { points: 40 } }]);
    const keptAfter = (second: ReturnType<typeof version>) =>
      keptPricesOf([first, second], "mug", at("2026-03-02"), "Europe/Stockholm");
    const kept = { points: [[40, at("2026-03-01"), friends]] };
    expect(keptAfter(version("2026-03-01", [{ ...friends, cost: { points: 50 } }]))).toEqual(kept);
    expect(keptAfter(version("2026-03-01"))).toEqual(kept);
    expect(keptAfter(version("2026-03-01", [{ ...friends, cost: { points: 30 } }]))).toEqual({});
    // With money beside the units it is another price, and neither stands for the other.
    const mixed = [{ ...friends, cost: { points: 50 }, money: { se: "9 SEK" } }];
    expect(keptAfter(version("2026-03-01", mixed))).toEqual({});
  });
});
