import { describe, expect, test } from "vitest";
import { aProgramme, BASE_RULE } from "../testing/club.ts";
import { returnRateOf } from "./return-rate.ts";
import type { ProgrammeSource } from "./schema.ts";

const worth = { se: "0.10 SEK", dk: "0.07 DKK" };
const markets = {
  se: { currency: "SEK", timezone: "Europe/Stockholm" },
  dk: { currency: "DKK", timezone: "Europe/Copenhagen" },
};
type Rules = NonNullable<ProgrammeSource["rules"]>;

function rateIn(market: string, rules: Rules, units: ProgrammeSource["units"] = {}) {
  const programme = aProgramme({ markets, units: { points: { worth }, ...units }, rules });
  return returnRateOf(programme, programme.markets.get(market) ?? programme.marketDefault);
}
const per = (each: string | string[], more: object = {}): Rules[number] => ({
  ...BASE_RULE,
  give: { points: { each, of: "basket.paid" } },
  ...more,
});

describe("what comes back of what is paid", () => {
  test("is what is given for an amount, at what it is worth in that market", () => {
    const rules = [per(["10 SEK", "7 DKK"])];
    expect(rateIn("se", rules)).toEqual({ rule: "base", share: 0.01 });
    expect(rateIn("dk", rules)).toEqual({ rule: "base", share: 0.01 });
  });

  test("is exact, and rounded down to a hundredth of a percent", () => {
    const units = { points: { worth: { se: "0.024 SEK" } } };
    expect(rateIn("se", [per("1 SEK")], units)?.share).toBe(0.024);
    expect(rateIn("se", [per("3 SEK")])?.share).toBe(0.0333);
  });

  test("counts every unit that the rule gives and that is worth something", () => {
    const units = { kronor: { worth: { se: "1 SEK" } }, status: { spendable: false } };
    const give = {
      points: { each: "10 SEK", of: "basket.paid" as const },
      kronor: { each: "50 SEK", of: "basket.paid" as const },
      status: { each: "1 SEK", of: "basket.paid" as const },
    };
    expect(rateIn("se", [{ ...BASE_RULE, give }], units)?.share).toBe(0.03);
  });

  test.each<[string, Rules]>([
    ["on some goods", [per("10 SEK", { items: '"tea" in item.categories' })]],
    ["up to an amount", [per("10 SEK", { limit: { money: "500 SEK", every: "month" } })]],
    [
      "beside rules that give now and then",
      [per("10 SEK"), per("1 SEK", { id: "b", when: "basket.paid >= 9" })],
    ],
  ])("is said of what a rule gives %s", (_what, rules) => {
    expect(rateIn("se", rules)).toEqual({ rule: "base", share: 0.01 });
  });

  test.each<[string, Rules]>([
    ["of no rule", []],
    ["where two give in proportion", [per("10 SEK"), per("5 SEK", { id: "b" })]],
    ["under a condition", [per("10 SEK", { when: "basket.paid >= 100" })]],
    ["at some time", [per("10 SEK", { during: { days: ["tue"] } })]],
    ["with luck", [per("10 SEK", { chance: "10%" })]],
    [
      "without those held out",
      [per("10 SEK", { items: '"tea" in item.categories', holdout: "10%" })],
    ],
    ["in some store", [per("10 SEK", { stores: ["lund"] })]],
    ["a few times", [per("10 SEK", { limit: { times: 3 } })]],
    ["while it lasts", [per("10 SEK", { limit: { money: "500 SEK", per: "club" } })]],
    ["in another market", [per("10 SEK", { markets: ["dk"] })]],
    ["in another currency", [per("7 DKK")]],
    ["for each piece", [{ ...BASE_RULE, give: { points: { each: 1, of: "basket.quantity" } } }]],
    ["of units without a worth", [{ ...BASE_RULE, give: { stamps: 1 } }]],
  ])("is not claimed %s", (_what, rules) => {
    expect(rateIn("se", rules, { stamps: {} })).toBeNull();
  });
});
