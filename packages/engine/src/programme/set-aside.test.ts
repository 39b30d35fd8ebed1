import { describe, expect, test } from "vitest";
import { compileProgramme } from "./compile.ts";

const club = {
  club: { name: "Kvarnby", languages: ["en"] },
  markets: { se: { currency: "SEK", timezone: "Europe/Stockholm" } },
  units: { points: {}, status: { spendable: false } },
};
const base = { id: "base", on: "purchase", give: { points: 1 } };

/** What is wrong with a club that is sound but for the parts given. */
function told(parts: object): [code: string, path: string][] {
  const checked = compileProgramme({ ...club, rules: [base], ...parts });
  if (checked.ok) throw new Error("The programme compiles.");
  return checked.problems.map(({ code, path }) => [code, path]);
}

describe("whatever is wrong is told at once", () => {
  test("one fault of each kind, each at its place as it was written", () => {
    const document = {
      club: { languages: ["en"] },
      markets: { se: { currency: "SEK", timezone: "Europe/Nowhere" } },
      units: { ...club.units, gems: { worth: { se: "much" } }, pence: { worth: { se: "1 DKK" } } },
      colour: "red",
      multiplierCap: "ten",
      rules: [
        5,
        {
          id: "shape",
          on: "purchase",
          onReturn: "forget",
          when: "basket.paid >",
          give: { pints: 1 },
        },
        { id: "key", on: "purchase", give: { points: 1 }, limmit: {} },
        { id: "reference", on: "purchase", reward: "mugg" },
        { id: "meaning", on: "join", give: { points: { each: "1 SEK", of: "basket.paid" } } },
        { id: "expression", on: "purchase", when: "basket.payed > 5", give: { points: 1 } },
        { id: "key", on: "purchase", give: { points: 1 } },
      ],
      cards: [{ id: "card", goal: 0, grants: "mug" }],
      rewards: [
        { id: "mug", kind: "credit", cost: { status: 5 } },
        { id: "pin", stock: "many" },
      ],
      pricing: {
        lanes: ["first"],
        marginFloor: 8,
        offers: [{ id: "early", lane: "last", percent: "20%" }, { id: "late" }],
      },
      referral: { give: { points: 5 }, after: "soon" },
    };
    expect(told(document)).toEqual([
      ["missing_key", "/club/name"],
      ["shape", "/units/gems/worth/se"],
      ["shape", "/rules/0"],
      ["shape", "/rules/1/onReturn"],
      ["unknown_key", "/rules/2/limmit"],
      ["shape", "/multiplierCap"],
      ["shape", "/cards/0/goal"],
      ["shape", "/rewards/1/stock"],
      ["shape", "/pricing/marginFloor"],
      ["missing_key", "/pricing/offers/1/lane"],
      ["shape", "/referral/after"],
      ["unknown_key", "/colour"],
      ["doubled_id", "/rules/6/id"],
      ["unknown_unit", "/rules/1/give/pints"],
      ["unknown_reward", "/rules/3/reward"],
      ["wrong_currency", "/units/pence/worth/se"],
      ["nothing_to_measure", "/rules/4/give/points/of"],
      ["cost_not_spendable", "/rewards/0/cost/status"],
      ["worth_missing", "/rewards/0/worth"],
      ["unknown_lane", "/pricing/offers/0/lane"],
      ["unknown_timezone", "/markets/se/timezone"],
      ["expression_syntax", "/rules/1/when"],
      ["expression_unknown_field", "/rules/5/when"],
    ]);
  });

  test("a section with too many things is told beside the faults of the others", () => {
    const units = Object.fromEntries(Array.from({ length: 22 }, (_, index) => [`u${index}`, {}]));
    expect(told({ units: { ...units, wrong: 5 }, rules: [{ ...base, reward: "mug" }] })).toEqual([
      ["shape", "/units/wrong"],
      ["shape", "/units"],
      ["unknown_reward", "/rules/0/reward"],
    ]);
  });

  test("a name that is nearly that of a faulty thing leads there", () => {
    const units = { points: {}, gems: { worth: 5 } };
    const checked = compileProgramme({ ...club, units, rules: [{ ...base, give: { gem: 1 } }] });
    expect(checked).toMatchObject({
      problems: [{ path: "/units/gems/worth" }, { advice: "Did you mean 'gems'?" }],
    });
  });

  test.each([null, 5, "club", [], [{ club }]])(
    "%j is no programme, and that is all",
    (document) => {
      expect(compileProgramme(document)).toMatchObject({ problems: [{ path: "" }] });
      expect(compileProgramme(document)).not.toHaveProperty("problems.1");
    },
  );
});

const level = { id: "gold" };
const shelf = { id: "off", lane: "shelf", percent: "20%" };

describe("what a faulty part may declare is not called unknown", () => {
  test.each<[what: string, parts: object, fault: string]>([
    ["a reward", { rewards: [{ id: 5 }], rules: [{ ...base, reward: "mug" }] }, "/rewards/0/id"],
    [
      "a reward with a key too many",
      { rewards: [{ id: "mug", colour: 1 }], rules: [{ ...base, reward: "mug" }] },
      "/rewards/0/colour",
    ],
    [
      "a reward without a kind",
      { rewards: [{ id: "all", kind: "party", among: ["one"] }, { id: "one" }] },
      "/rewards/0/kind",
    ],
    ["a unit", { units: { status: {}, points: { name: 5 } } }, "/units/points/name"],
    ["the only unit", { units: { points: { name: 5 } } }, "/units/points/name"],
    [
      "a unit that may only count",
      {
        units: { ...club.units, miles: { spendable: "no" } },
        ladders: [{ id: "up", counts: "miles", levels: [level] }],
        rewards: [{ id: "mug", cost: { miles: 5 } }],
      },
      "/units/miles/spendable",
    ],
    ["a unit under another id", { units: { Points: {}, status: {} } }, "/units/Points"],
    ["units that are a list", { units: ["points"] }, "/units"],
    ["units that are not there", { units: undefined }, "/units"],
    [
      "the only market",
      { markets: { se: { currency: 5 } }, rewards: [{ id: "mug", worth: { se: "1 SEK" } }] },
      "/markets/se/currency",
    ],
    [
      "an activity's fields",
      {
        activities: { visit: { fields: { stars: "1-5" } } },
        rules: [{ ...base, on: "visit", when: "event.stars > 3" }],
      },
      "/activities/visit/fields/stars",
    ],
    [
      "an activity in a misspelt section",
      { activites: { visit: { fields: { stars: "1..5" } } }, rules: [{ ...base, on: "visit" }] },
      "/activites",
    ],
    [
      "a reward in a section that goes by another name",
      { prizes: [{ id: "mug" }], rules: [{ ...base, reward: "mug" }] },
      "/prizes",
    ],
    [
      "a level",
      {
        ladders: [{ id: "up", counts: "status", levels: [level], down: "never", grace: 5 }],
        rules: [{ ...base, levels: ["gold"] }],
      },
      "/ladders/0/grace",
    ],
    [
      "a level of a ladder that counts nothing",
      {
        ladders: [{ id: "up", counts: 5, levels: [level] }],
        rules: [{ ...base, levels: ["gold"] }],
      },
      "/ladders/0/counts",
    ],
    [
      "a rule",
      {
        rules: [
          { id: "first", on: 5, give: { points: 1 } },
          { id: "more", on: "purchase", multiply: { unit: "points", by: 2, rules: ["first"] } },
        ],
      },
      "/rules/0/on",
    ],
    ["lanes", { pricing: { lanes: "shelf", offers: [shelf] } }, "/pricing/lanes"],
    ["lanes that are misspelt", { pricing: { lane: ["shelf"], offers: [shelf] } }, "/pricing/lane"],
  ])("%s", (_, parts, fault) => {
    expect(told(parts).map(([, path]) => path)).toContain(fault);
    expect(
      told(parts).filter(([, path]) => !path.startsWith(fault.split("/", 3).join("/"))),
    ).toEqual([]);
  });
});

describe("nothing is missed that a faulty key may hold", () => {
  test.each<[what: string, rule: object, fault: string]>([
    ["a gift", { give: { points: "many" } }, "/rules/0/give/points"],
    ["a gift under a misspelt key", { give: undefined, giv: { points: 5 } }, "/rules/0/giv"],
    ["a condition beside a holdout", { when: 5, holdout: "10%" }, "/rules/0/when"],
    [
      "a gift beside a limit in units",
      { give: "many", tell: "hello", limit: { units: 5 } },
      "/rules/0/give",
    ],
  ])("%s", (_, rule, fault) => {
    const messages = { hello: {} };
    expect(told({ messages, rules: [{ ...base, ...rule }] }).map(([, path]) => path)).toEqual([
      fault,
    ]);
  });

  test("a kind of reward, what early access opens, and the worth of credit", () => {
    expect(
      told({
        rewards: [
          { id: "one", kind: "party", percent: "20%" },
          { id: "two", kind: "early_access", article: ["a"], during: { days: ["someday"] } },
          { id: "three", kind: "credit", wort: { se: "5 SEK" } },
        ],
      }).map(([, path]) => path),
    ).toEqual([
      "/rewards/0/kind",
      "/rewards/1/during/days/0",
      "/rewards/1/article",
      "/rewards/2/wort",
    ]);
  });

  test("of an event of which nothing is known, only what is wrong in any case", () => {
    const rules = [
      { ...base, id: "a", on: "visit", when: "event.stars >" },
      { ...base, id: "b", on: "visit", when: "event.stars > 5 && member.tenure > 5" },
      { ...base, id: "c", on: "visit", when: "member.tenure > 5" },
    ];
    expect(told({ activities: { visit: { fields: 5 } }, rules })).toEqual([
      ["shape", "/activities/visit/fields"],
      ["expression_syntax", "/rules/0/when"],
      ["expression_unknown_field", "/rules/2/when"],
    ]);
  });
});
