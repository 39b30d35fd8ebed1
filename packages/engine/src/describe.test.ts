import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { describeEffects, describeReason, formatMoney } from "./describe.ts";
import type { ProgrammeSource } from "./programme/schema.ts";
import { aLine, aProgramme, BASE_RULE, Member, type More } from "./testing/club.ts";
import { history, take } from "./testing/histories.ts";
import { aRichClub } from "./testing/rich-club.ts";

type RuleSource = NonNullable<ProgrammeSource["rules"]>[number];

/** What a purchase of 460 kronor is told about one rule. */
function told(
  rule: Partial<RuleSource>,
  more: More = {},
  parts: Partial<ProgrammeSource> = {},
): string {
  const rules = [BASE_RULE, { id: "extra", on: "purchase", give: { points: 50 }, ...rule }];
  const programme = aProgramme({ rules, ...parts });
  const { reasons } = new Member(programme).buys([aLine(460)], more);
  const reason = reasons.find(({ rule: id }) => id === "extra");
  if (!reason) throw new Error("the rule has a reason");
  return describeReason(reason, programme);
}

describe("a reason in words", () => {
  test("tells how much more would have been enough, in the currency's own decimals", () => {
    expect(told({ when: "basket.paid >= 500" })).toBe(
      "extra gave nothing: basket.paid >= 500 was not met, 40.00 SEK more would have been enough.",
    );
    expect(told({ when: "basket.quantity > 3" })).toMatch(
      /was not met, 3 more would have been enough/,
    );
    expect(told({ when: "basket.paid <= 400" })).toMatch(
      /was not met, 60.00 SEK less would have been enough/,
    );
    expect(told({ when: "basket.lines == 2" })).toMatch(/was not met, as it was 1\./);
    expect(told({ when: '"tea" in basket.categories' })).toMatch(
      /"tea" in basket.categories was not met\.$/,
    );
  });
  test.each<[string, Partial<RuleSource>, RegExp]>([
    [
      "window",
      { during: { from: "2026-12-01", through: "2026-12-02" } },
      /does not count at this time/,
    ],
    ["store", { stores: ["Lund", "Malmö"] }, /it counts in Lund or Malmö/],
    ["channel", { channels: ["app"] }, /it counts in channel app/],
    ["items", { items: 'item.category == "tea"' }, /no line matches item.category == "tea"/],
    [
      "small",
      { give: { points: { each: "1000 SEK", of: "basket.paid" } } },
      /too small for a whole unit/,
    ],
    [
      "multiplier",
      { give: undefined, multiply: { unit: "points", by: 2, rules: ["extra"] } },
      /no other rule gave/,
    ],
    [
      "trimmed",
      { limit: { units: 30 } },
      /^extra gave 30 points, which is all that its limit had left\.$/,
    ],
  ])("names the cause: %s", (_, rule, words) => {
    expect(told(rule)).toMatch(words);
  });
  test("names the limit that is used up", () => {
    const programme = aProgramme({
      rules: [{ ...BASE_RULE, limit: { units: 100, every: "month" } }],
    });
    const member = new Member(programme);
    member.buys(100);
    const [reason] = member.buys(1).reasons;
    expect(reason && describeReason(reason, programme)).toBe(
      "base gave nothing: the member's limit of 100 units for 2026-03 is used up.",
    );
  });
});

describe("effects in words", () => {
  test("say what happened to the units, and until when they can be used", () => {
    const programme = aProgramme();
    const member = new Member(programme);
    expect(describeEffects(member.buys(100).effects, programme)).toEqual([
      "100 points given, usable through 2027-03-02 (base).",
    ]);
    expect(describeEffects(member.spends(80).effects, programme)).toEqual([
      "80 points spent (spend).",
    ]);
    expect(describeEffects(member.returns("all").effects, programme)).toEqual([
      "20 points taken back (base).",
      "80 points written off, as they were spent before the goods came back (base).",
    ]);
  });
  test("everything that can happen has whole sentences", () => {
    fc.assert(
      fc.property(history, (steps) => {
        const programme = aRichClub("arrears");
        const member = new Member(programme);
        for (const each of steps) take(member, each);
        for (const { booked } of member.log) {
          const effects = [...booked.steps.flatMap((step) => step.effects), ...booked.effects];
          const reasons = booked.reasons.map((reason) => describeReason(reason, programme));
          for (const sentence of [...describeEffects(effects, programme), ...reasons])
            expect(sentence).toMatch(/^(?!.*(undefined|NaN|null|\[object)).+\.$/);
        }
      }),
      { numRuns: 100 },
    );
  });
});

test.each([
  [4000, "SEK", "40.00 SEK"],
  [5, "SEK", "0.05 SEK"],
  [-4005, "DKK", "-40.05 DKK"],
  [40, "JPY", "40 JPY"],
  [1234, "KWD", "1.234 KWD"],
])("%i minor units of %s are %s", (minor, currency, text) => {
  expect(formatMoney(minor, currency)).toBe(text);
});
