import { compileProgramme } from "@trofast/engine/programme/compile";
import { expect, test } from "vitest";
import { formOf, isTold, ruleFrom } from "./rule-form.ts";
import { declared, toldChoices, type Asked } from "./told.ts";

const choices = (...values: readonly string[]) => values.map((value) => ({ value, label: {} }));
const fields: readonly Asked[] = [
  { field: "motives", kind: "choices", label: {}, choices: choices("price", "local") },
  { field: "birthMonth", kind: "month", label: {}, choices: null },
  { field: "milk", kind: "choice", label: {}, choices: choices("oat", "cow") },
  { field: "brews", kind: "choices", label: {}, choices: choices("filter") },
  { field: "vegetarian", kind: "yes_no", label: {}, choices: null },
  { field: "shoes", kind: "text", label: {}, choices: null },
];
const club = {
  club: { name: "Kvarnby", languages: ["sv"] },
  markets: { se: { currency: "SEK", timezone: "Europe/Stockholm" } },
  units: { points: {} },
};

test("every answer that can be chosen is a condition that the programme takes, with what it declares", () => {
  const rules = toldChoices(fields).map(({ text }, index) => ({
    id: `rule-${index + 1}`,
    on: "purchase",
    when: text,
    give: { points: 1 },
  }));
  expect(rules.map(({ when }) => when)).toEqual([
    '"price" in member.motives',
    '"local" in member.motives',
    'has(member.profile.milk) && member.profile.milk == "oat"',
    'has(member.profile.milk) && member.profile.milk == "cow"',
    'has(member.profile.brews) && "filter" in member.profile.brews',
    "has(member.profile.vegetarian) && member.profile.vegetarian",
  ]);
  const document = declared({ ...club, rules }, fields);
  expect(document["profile"]).toEqual({
    milk: { choice: ["oat", "cow"] },
    brews: { choices: ["filter"] },
    vegetarian: "yesno",
  });
  expect(compileProgramme(document).ok).toBe(true);
  expect(rules.every(({ when }) => isTold(when))).toBe(true);
});

test("what the document declares stays, and nothing is declared that no rule reads", () => {
  const own = { ...club, profile: { milk: { choice: ["oat"] } }, rules: [] };
  expect(declared(own, fields)).toBe(own);
});

test("such a condition comes back into the form as it was chosen, and another is text", () => {
  const [first] = toldChoices(fields);
  const rule = { id: "rule-1", on: "purchase", when: first?.text, give: { points: 1 } };
  expect(formOf(rule, "sv")).toMatchObject({ condition: "told", conditionValue: first?.text });
  expect(ruleFrom(rule, formOf(rule, "sv"), "sv")).toEqual(rule);
  const birthday = { ...rule, when: "member.birthMonth == local.month" };
  expect(formOf(birthday, "sv")).toMatchObject({ condition: "birthday", conditionValue: "" });
  expect(ruleFrom(birthday, formOf(birthday, "sv"), "sv")).toEqual(birthday);
  expect(formOf({ ...rule, when: "has(member.profile.milk)" }, "sv").condition).toBe("cel");
});
