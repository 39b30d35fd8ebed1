/** What members have told of themselves, as rules read it. */
import { describe, expect, test } from "vitest";
import { aProgramme, BASE_RULE, Member } from "../testing/club.ts";
import { toldFor, type Told } from "../told.ts";
import { compareProgrammes } from "./compare.ts";
import { compileProgramme } from "./compile.ts";
import type { ProgrammeSource } from "./schema.ts";

const PROFILE = {
  milk: { choice: ["oat", "cow"] },
  brews: { choices: ["filter", "espresso"] },
  children: "number",
  vegetarian: "yesno",
  nameday: "month",
  second: "store",
} satisfies ProgrammeSource["profile"];

const withRule = (when: string, more: Partial<ProgrammeSource> = {}) => ({
  profile: PROFILE,
  rules: [BASE_RULE, { id: "told", on: "purchase", when, give: { points: 200 } }],
  ...more,
});

/** Points of a purchase of 100 kronor by who has told this. */
function pointsOf(when: string, told?: Told): number {
  const member = new Member(aProgramme(withRule(when)), { now: "2026-05-04" });
  const { effects, reasons } = member.buys(100, { facts: { ...(told && { told }) } });
  expect(reasons.map(({ code }) => code)).not.toContain("expression_error");
  return effects.reduce((sum, each) => sum + (each.do === "post" ? each.amount : 0), 0) - 100;
}

function problemsOf(parts: Partial<ProgrammeSource>) {
  const checked = compileProgramme({
    club: { name: "Kvarnby", languages: ["sv"] },
    markets: { se: { currency: "SEK", timezone: "Europe/Stockholm" } },
    units: { points: {} },
    ...parts,
  });
  return checked.ok ? checked.warnings : checked.problems;
}

const problemOf = (when: string) =>
  problemsOf(withRule(when)).find(({ severity }) => severity === "error");

describe("a rule reads what the member has told", () => {
  test.each<[string, Told]>([
    ["member.birthMonth == local.month", { birthMonth: 5 }],
    ['"tea" in member.interests', { interests: ["coffee", "tea"] }],
    ['member.motives.exists(m, m == "local")', { motives: ["local"] }],
    ['member.homeStore == "norr"', { homeStore: "norr" }],
    ['has(member.profile.milk) && member.profile.milk == "oat"', { milk: "oat" }],
    ['has(member.profile.milk) && member.profile.milk in ["oat", "cow"]', { milk: "cow" }],
    ['has(member.profile.brews) && "filter" in member.profile.brews', { brews: ["filter"] }],
    ["has(member.profile.children) && member.profile.children >= 2.0", { children: 2 }],
    ["has(member.profile.vegetarian) && !member.profile.vegetarian", { vegetarian: false }],
    ["has(member.profile.nameday) && member.profile.nameday == local.month", { nameday: 5 }],
    ['has(member.profile.second) && member.profile.second != "norr"', { second: "syd" }],
    ["has(member.profile.children) ? member.profile.children > 1.0 : false", { children: 2 }],
    ['!(!has(member.profile.milk) || member.profile.milk == "cow")', { milk: "oat" }],
  ])("%s", (when, told) => {
    expect(pointsOf(when, told)).toBe(200);
    expect(pointsOf(when)).toBe(0);
    expect(pointsOf(when, {})).toBe(0);
  });

  test("an answer of another kind than is declared is untold", () => {
    expect(pointsOf("has(member.profile.milk)", { milk: 3 })).toBe(0);
    expect(pointsOf("has(member.profile.children)", { children: "two" })).toBe(0);
  });

  test("a card's stamps and an offer read it too", () => {
    const programme = aProgramme({
      profile: { milk: { choice: ["oat"] } },
      cards: [
        {
          id: "oats",
          items: 'has(member.profile.milk) && member.profile.milk == "oat"',
          goal: 3,
          grants: "latte",
        },
      ],
      rewards: [{ id: "latte", kind: "product" }],
      pricing: {
        lanes: ["week"],
        offers: [{ id: "home", lane: "week", when: 'member.homeStore == "norr"', percent: "10%" }],
      },
    });
    expect(programme.fieldsRead).toEqual(["homeStore", "milk"]);
  });
});

describe("only what rules read is looked at", () => {
  test("of all answers, those that are read and of their kind", () => {
    const programme = aProgramme(withRule("has(member.profile.milk) && member.birthMonth > 0"));
    const answers = { milk: "oat", birthMonth: 5, children: 2, shoe: "42" };
    expect(toldFor(programme, answers)).toEqual({ milk: "oat", birthMonth: 5 });
    expect(toldFor(programme, { milk: ["oat"], children: 2 })).toBeNull();
    expect(toldFor(aProgramme(), answers)).toBeNull();
  });
});

describe("what cannot hold is refused with what to do", () => {
  test.each([
    ['member.profile.milk == "oat"', "expression_may_be_untold", "has(member.profile.milk)"],
    ['has(member.profile.milk) || member.profile.milk == "oat"', "expression_may_be_untold", "has"],
    [
      'has(member.profile.brews) && member.profile["milk"] == "oat"',
      "expression_may_be_untold",
      "has",
    ],
    [
      "has(member.profile.milk) && size(member.profile.brews) > 1",
      "expression_may_be_untold",
      "has",
    ],
    [
      'has(member.profile.milk) && member.profile.milk == "oats"',
      "expression_unknown_choice",
      "oat, cow",
    ],
    [
      'has(member.profile.milk) && member.profile.milk in ["oat", "soy"]',
      "expression_unknown_choice",
      "oat, cow",
    ],
    [
      'has(member.profile.brews) && "aeropress" in member.profile.brews',
      "expression_unknown_choice",
      "filter",
    ],
    [
      'has(member.profile.brews) && member.profile.brews.exists(b, b == "press")',
      "expression_unknown_choice",
      "filter",
    ],
    ["has(member.profile.milk) && member.profile.milk > 3", "expression_type_mismatch", ""],
    ["has(member.profile.pet)", "expression_unknown_field", "Declare"],
    ['member.birthMonth == "may"', "expression_type_mismatch", ""],
  ])("%s", (when, code, advice) => {
    const problem = problemOf(when);
    expect(problem?.code).toBe(code);
    expect(problem?.advice).toContain(advice);
  });

  test("a misspelt choice is told the near one", () => {
    expect(
      problemOf('has(member.profile.milk) && member.profile.milk == "oats"')?.message,
    ).toContain("did you mean 'oat'?");
  });

  test("fields that every club has, words that expressions keep, and choices twice", () => {
    const codesOf = (profile: ProgrammeSource["profile"]) =>
      problemsOf({ profile, rules: [BASE_RULE] }).map(({ code }) => code);
    expect(codesOf({ birthMonth: "month" })).toContain("reserved_profile");
    expect(codesOf({ for: "number" })).toContain("reserved_profile");
    expect(codesOf({ milk: { choice: ["oat", "oat"] } })).toContain("doubled_choice");
    expect(codesOf({ milk: { choice: ["oat", "cow"] } })).toContain("never_used");
  });

  test("a faulty field does not make the others unknown", () => {
    const document = {
      club: { name: "Kvarnby", languages: ["sv"] },
      markets: { se: { currency: "SEK", timezone: "Europe/Stockholm" } },
      units: { points: {} },
      profile: { milk: "text", children: "number" },
      rules: [
        BASE_RULE,
        { id: "told", on: "purchase", when: "has(member.profile.milk)", give: { points: 1 } },
      ],
    };
    const checked = compileProgramme(document);
    const paths = checked.ok ? [] : checked.problems.map(({ path }) => path);
    expect(paths).toEqual(["/profile/milk"]);
  });
});

test("a reason says which part was not met, and nothing of the answer", () => {
  const member = new Member(aProgramme(withRule("member.birthMonth == 7")));
  const { reasons } = member.buys(100, { facts: { told: { birthMonth: 5 } } });
  expect(reasons.find(({ rule }) => rule === "told")).toEqual({
    rule: "told",
    outcome: "skipped",
    code: "when",
    condition: "member.birthMonth == 7",
  });
});

test("a return asks the rule again with what was told then; where that is forgotten, its share goes", () => {
  const rules = [
    {
      id: "told",
      on: "purchase",
      when: 'has(member.profile.milk) && member.profile.milk == "oat" && basket.paid >= 100',
      give: { points: 90 },
      onReturn: "re-evaluate" as const,
    },
  ];
  const backOf = (told: Told): number => {
    const member = new Member(aProgramme({ profile: PROFILE, rules }));
    member.buys([{ article: "beans", quantity: 3, paidMinor: 15_000 }], { facts: { told } });
    const bought = member.fold.book.get(member.lastPurchase);
    if (bought?.facts && Object.keys(told).length > 0 && told["forgotten"] === true)
      Object.assign(bought.facts, { told: {} });
    const { effects } = member.returns({ lines: [[0, 1]] });
    return effects.reduce((sum, each) => sum + (each.do === "post" ? each.amount : 0), 0);
  };
  expect(backOf({ milk: "oat" })).toBe(0);
  expect(backOf({ milk: "oat", forgotten: true })).toBe(30);
});

test("a comparison of versions tells of fields that are new, gone or answered otherwise", () => {
  const [before, after] = [
    aProgramme({ profile: { milk: { choice: ["oat"] }, children: "number" } }).source,
    aProgramme({ profile: { milk: { choice: ["oat", "cow"] }, vegetarian: "yesno" } }).source,
  ];
  expect(compareProgrammes(before, after).map(({ words, path }) => [path, words])).toEqual([
    ["/profile/milk", "The field 'milk': answer is choice oat, cow instead of choice oat."],
    ["/profile/vegetarian", "The field 'vegetarian' is new."],
    ["/profile/children", "The field 'children' is gone."],
  ]);
});
