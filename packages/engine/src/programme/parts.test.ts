import { describe, expect, test } from "vitest";
import { isForEverybody, mentionedBy, partsOf, toldParts } from "./parts.ts";

describe("the parts of a rule", () => {
  test("say what wakes it, which goods, when, what it gives and how often", () => {
    expect(
      partsOf({
        id: "harvest",
        on: "purchase",
        items: '"local" in item.tags',
        when: "basket.paid >= 100",
        during: { days: ["tue"], hours: "09:00-11:00" },
        give: { points: { each: ["10 SEK", "7 DKK"], of: "items.paid" }, status: 1 },
        limit: { times: 2, every: "day" },
      }),
    ).toEqual({
      on: ["purchase"],
      items: { kind: "place", place: "tag", values: ["local"], not: false },
      when: { kind: "number", measure: "paid", comparison: "atLeast", value: 100 },
      during: [{ days: ["tue"], hours: "09:00-11:00" }],
      give: [
        {
          kind: "perMoney",
          unit: "points",
          amount: 1,
          each: [
            { amount: "10", currency: "SEK" },
            { amount: "7", currency: "DKK" },
          ],
          of: "items.paid",
        },
        { kind: "fixed", unit: "status", amount: 1 },
      ],
      limits: [{ of: "times", most: 2, every: "day", together: false }],
    });
  });

  test("say nothing of holdouts, groups, chance and what the whole club may cost", () => {
    const parts = partsOf({
      id: "secret",
      on: "purchase",
      segments: ["leaving"],
      chance: "5%",
      holdout: "10%",
      give: { points: 5 },
      limit: [
        { times: 1, every: "week" },
        { times: 20, every: "week", per: "club" },
      ],
    });
    expect(parts).toEqual({
      on: ["purchase"],
      give: [{ kind: "fixed", unit: "points", amount: 5 }],
      limits: [{ of: "times", most: 1, every: "week", together: false }],
      isScarce: true,
    });
  });

  test("name a condition that there are no words for, and an amount that an expression says", () => {
    expect(
      partsOf({
        on: "course",
        when: "size(basket.articles) > 2",
        give: { points: { value: "event.hours * 5" } },
      }),
    ).toEqual({
      on: ["course"],
      when: { kind: "other" },
      give: [{ kind: "other", unit: "points" }],
    });
  });

  test("are read while somebody writes them: what is not there yet is left out", () => {
    expect(
      partsOf({ on: "purchase", give: { points: "" }, limit: { times: "" }, multiply: { by: 2 } }),
    ).toEqual({ on: ["purchase"] });
    expect(partsOf({ on: "purchase", give: { points: "12" } })).toEqual({
      on: ["purchase"],
      give: [{ kind: "fixed", unit: "points", amount: 12 }],
    });
  });

  test("leave to a member no condition on groups, however deep it stands", () => {
    const parts = partsOf({
      on: "purchase",
      when: 'basket.paid >= 100 && !("leaving" in member.segments)',
      items: '"local" in item.tags',
    });
    expect(toldParts(parts)).toEqual({
      on: ["purchase"],
      when: { kind: "other" },
      items: { kind: "place", place: "tag", values: ["local"], not: false },
    });
  });

  test("say what of the catalogue they speak of, once", () => {
    const rules = [
      { on: "purchase", items: '"tea" in item.categories || item.article == "mug"' },
      { on: "purchase", when: '"tea" in member.categories', stores: ["lund"] },
    ];
    expect(mentionedBy(rules.map((rule) => partsOf(rule)))).toEqual({
      articles: ["mug"],
      categories: ["tea"],
      stores: ["lund"],
    });
  });
});

test("rules for groups, also by their condition, and surprises are not for everybody", () => {
  expect(isForEverybody({ on: "purchase", when: "basket.paid >= 1" })).toBe(true);
  expect(isForEverybody({ on: "purchase", segments: ["leaving"] })).toBe(false);
  expect(isForEverybody({ on: "purchase", chance: "5%" })).toBe(false);
  expect(isForEverybody({ on: "purchase", when: '"leaving" in member.segments' })).toBe(false);
});
