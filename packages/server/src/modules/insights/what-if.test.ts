import { compileProgramme } from "@trofast/engine/programme/compile";
import { describe, expect, test } from "vitest";
import { changedProgramme, QUESTION_EXAMPLES } from "./what-if.ts";

const document = {
  club: { name: "Test", languages: ["en"] },
  markets: { gb: { currency: "GBP", timezone: "Europe/London" } },
  units: {
    points: { expires: "36 months" },
    status: { spendable: false, period: "calendar year" },
  },
  activities: { review: {} },
  rules: [
    {
      id: "base",
      on: "purchase",
      give: {
        points: { each: "1 GBP", of: "basket.paid" },
        status: { each: "1 GBP", of: "basket.paid" },
      },
    },
    { id: "review", on: "review", give: { points: 20 } },
  ],
};

function compiled(input: unknown) {
  const checked = compileProgramme(input);
  if (checked.ok) return checked.programme;
  throw new Error(checked.problems.map(({ path, message }) => `${path} ${message}`).join("\n"));
}

const { source } = compiled(document);
const ask = (...questions: string[]) =>
  compiled(changedProgramme(source, { questions, settings: [] })).source;
const put = (...settings: string[]) =>
  compiled(changedProgramme(source, { questions: [], settings })).source;

test.each(QUESTION_EXAMPLES)(
  "%s is understood and gives a programme that can be published",
  (question) => {
    expect(ask(question)).not.toEqual(source);
  },
);

test.each([
  ["double points", { by: 2 }, undefined],
  [
    "Double points during 2011-12-01..2011-12-31",
    { by: 2 },
    { from: "2011-12-01", through: "2011-12-31" },
  ],
  [
    "triple points from 2011-12-01 to 2011-12-05",
    { by: 3 },
    { from: "2011-12-01", through: "2011-12-05" },
  ],
  ["1.5 times points in 2012-02", { by: 1.5 }, { from: "2012-02-01", through: "2012-02-29" }],
  ["double points in December 2011", { by: 2 }, { from: "2011-12-01", through: "2011-12-31" }],
  ["double point in december", { by: 2 }, { months: [12] }],
  [
    "double points in 2011 on mondays, tue and Sundays",
    { by: 2 },
    { from: "2011-01-01", through: "2011-12-31", days: ["mon", "tue", "sun"] },
  ],
])("%s adds a rule after the others", (question, multiply, during) => {
  const { rules } = ask(question);
  expect(rules.slice(0, 2)).toEqual(source.rules);
  const { id, multiply: found, during: window } = rules[2] ?? {};
  expect({ id, multiply: found, during: window }).toEqual({
    id: "what-if-1",
    multiply: { unit: "points", ...multiply },
    during,
  });
});

test("two questions are two rules", () => {
  expect(ask("double points in May", "triple points in June").rules.map(({ id }) => id)).toEqual([
    "base",
    "review",
    "what-if-1",
    "what-if-2",
  ]);
});

test.each([
  ["points expire after 12 months", "12 months"],
  ["points expire after 1 year", "1 years"],
  ["point expires after 90 days", "90 days"],
  ["points never expire", "never"],
  [
    "points expire after 12 months, at the end of the quarter",
    { after: "12 months", roundTo: "quarter" },
  ],
])("%s changes the unit alone", (question, expires) => {
  expect(ask(question)).toEqual({
    ...source,
    units: { ...source.units, points: { ...source.units["points"], expires } },
  });
});

test("a rate changes the rules that give the unit for money, and no others", () => {
  const { rules } = ask("3 points for each 2.50 gbp");
  expect(rules[0]?.give).toEqual({
    points: { each: "2.50 GBP", of: "basket.paid", units: 3 },
    status: { each: "1 GBP", of: "basket.paid" },
  });
  expect(rules[1]).toEqual(source.rules[1]);
});

test("any place can be set, lists by the ids of their things", () => {
  expect(
    put(
      "rules.base.give.points.each=2 GBP",
      "rules.review.give={points: 5}",
      "units.points.expires=6 months",
    ),
  ).toEqual({
    ...source,
    units: { ...source.units, points: { ...source.units["points"], expires: "6 months" } },
    rules: [
      {
        ...source.rules[0],
        give: { ...source.rules[0]?.give, points: { each: "2 GBP", of: "basket.paid" } },
      },
      { ...source.rules[1], give: { points: 5 } },
    ],
  });
});

describe("what is not understood is said with what could be", () => {
  test.each([
    ["more points please", /not understood\. Ask like one of these: "double points/],
    ["double stars", /no unit stars\. Its units are: points, status/],
    ["double points in Smarch", /no time that is understood/],
    ["double points during 2011-12-31..2011-02-30", /no time that is understood/],
    ["double points on caturdays", /"caturdays" is no day of the week/],
    ["1 point per 2 SEK", /No rule gives points for money spent in SEK/],
  ])("%s", (question, message) => {
    expect(() => ask(question)).toThrow(message);
  });

  test.each([
    ["rules.base", /write it as/],
    ["rules.bass.give=1", /There is no bass in rules\. There are: base, review\./],
    ["rules.base.id.x=1", /no place that holds x/],
    ["units.points.expires={", /cannot be read as a value/],
  ])("%s", (setting, message) => {
    expect(() => put(setting)).toThrow(message);
  });
});
