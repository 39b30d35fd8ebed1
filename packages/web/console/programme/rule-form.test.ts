import { expect, test } from "vitest";
import { formOf, freeId, ruleFrom, type Rule } from "./rule-form.ts";

const same = (rule: Rule): Rule => ruleFrom(rule, formOf(rule, "sv"), "sv");

test("a rule that nobody changes stays as it is", () => {
  const rules: readonly Rule[] = [
    {
      id: "base",
      name: { sv: "Poäng", en: "Points" },
      on: "purchase",
      advertised: true,
      give: {
        points: { each: "1 SEK", of: "basket.paid" },
        status: { each: "1 SEK", of: "basket.paid" },
      },
    },
    {
      id: "double",
      on: "purchase",
      items: '"local" in item.tags',
      during: { from: "2026-12-01", through: "2026-12-15", days: ["mon"] },
      multiply: { unit: "points", by: 2, rules: ["base"] },
    },
    {
      id: "new",
      on: ["purchase", "review"],
      when: "member.purchases >= 1 && basket.paid > 3",
      give: { points: 50 },
      limit: { times: 1, every: "month" },
      holdout: "10%",
    },
    {
      id: "capped",
      on: "purchase",
      give: { points: { value: "basket.paid / 2" } },
      limit: { money: "5000 SEK", every: "month" },
    },
    { id: "badge", on: "join", badge: "early", levels: ["friend"], channels: ["web", "till"] },
  ];
  for (const rule of rules) expect(same(rule)).toEqual(rule);
});

test("the form writes conditions and gifts as the language has them", () => {
  const form = formOf({ id: "x", on: "purchase", give: { points: 5 } }, "sv");
  const rule = ruleFrom(
    { id: "x" },
    {
      ...form,
      name: "Kaffe",
      condition: "paid",
      conditionValue: "100",
      goods: "category",
      goodsValue: 'cof"fee',
      mode: "perMoney",
      each: "10 SEK, 10 DKK",
      amount: "2",
      times: "3",
      every: "week",
      holdout: "10",
    },
    "sv",
  );
  expect(rule).toEqual({
    id: "x",
    name: { sv: "Kaffe" },
    on: "purchase",
    when: "basket.paid >= 100",
    items: '"coffee" in item.categories',
    give: { points: { of: "basket.paid", each: ["10 SEK", "10 DKK"], units: 2 } },
    limit: { times: 3, every: "week" },
    holdout: "10%",
  });
});

test("a new rule's id is free", () => {
  expect(freeId([{ id: "rule-1" }, { id: "base" }])).toBe("rule-2");
});
