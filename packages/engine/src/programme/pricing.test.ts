import { describe, expect, test } from "vitest";
import { brokenPromises, compareProgrammes, reusedIds } from "./compare.ts";
import { compileProgramme } from "./compile.ts";
import type { ProgrammeProblem } from "./problems.ts";
import type { Programme } from "./schema.ts";

const club = {
  club: { name: "Kvarnby", languages: ["sv", "en"] },
  markets: {
    se: { currency: "SEK", timezone: "Europe/Stockholm" },
    dk: { currency: "DKK", timezone: "Europe/Copenhagen" },
  },
  units: { points: { worth: { se: "0.10 SEK", dk: "0.07 DKK" } } },
  rules: [
    {
      id: "base",
      on: "purchase",
      give: { points: { each: ["1 SEK", "1 DKK"], of: "basket.paid" } },
    },
  ],
};
const sound = { id: "ten", lane: "campaign", items: "item.quantity > 1", percent: "10%" };

function aClub(pricing: object, more: object = {}): object {
  return {
    ...club,
    pricing: { lanes: ["member price", "campaign", "surprise"], marginFloor: "8%", ...pricing },
    ...more,
  };
}
/** A club with one offer, changed. */
function withOffer(offer: object, more: object = {}): object {
  return aClub({ offers: [{ ...sound, ...offer }] }, more);
}
function kind(offer: object): object {
  return withOffer({ percent: undefined, ...offer });
}
function problemsOf(document: unknown): readonly ProgrammeProblem[] {
  const checked = compileProgramme(document);
  return checked.ok ? checked.warnings : checked.problems;
}
function programmeOf(document: unknown): Programme {
  const checked = compileProgramme(document);
  if (!checked.ok) throw new Error(JSON.stringify(checked.problems));
  return checked.programme.source;
}

test("a sound offer is accepted without a word", () => {
  expect(problemsOf(withOffer({}))).toEqual([]);
});

describe("a mistake is told with its place and what to do", () => {
  const at = "/pricing/offers/0";
  test.each<[string, object, string, string, RegExp]>([
    ["an unknown lane", withOffer({ lane: "campain" }), "unknown_lane", `${at}/lane`, /campaign/],
    [
      "no lanes at all",
      { ...club, pricing: { offers: [sound] } },
      "unknown_lane",
      `${at}/lane`,
      /lanes: \[campaign\]/,
    ],
    [
      "a lane twice",
      aClub({ lanes: ["campaign", "campaign"] }),
      "doubled_lane",
      "/pricing/lanes/1",
      /one place/,
    ],
    [
      "two of an id",
      aClub({ offers: [sound, sound] }),
      "doubled_id",
      "/pricing/offers/1/id",
      /own id/,
    ],
    ["no kind", kind({}), "shape", at, /./],
    ["two kinds", withOffer({ price: "10 SEK" }), "shape", at, /./],
    [
      "more than everything",
      withOffer({ percent: "110%" }),
      "shape",
      `${at}/percent`,
      /percentage/,
    ],
    ["nothing off", withOffer({ percent: "0%" }), "shape", `${at}/percent`, /percentage/],
    ["a negative share", withOffer({ percent: "-5%" }), "shape", `${at}/percent`, /percentage/],
    ["buy none", kind({ buy: { pieces: 0, get: 1 } }), "shape", `${at}/buy/pieces`, /paid in full/],
    ["get none", kind({ buy: { pieces: 2, get: 0 } }), "shape", `${at}/buy/get`, /on top/],
    [
      "spend without what",
      kind({ spend: { atLeast: "10 SEK" } }),
      "shape",
      `${at}/spend`,
      /Spend at least/,
    ],
    ["no money", kind({ price: ["0 SEK", "5 DKK"] }), "zero_amount", `${at}/price`, /above 0/],
    [
      "finer than a coin",
      kind({ amount: { off: ["0.001 SEK", "5 DKK"] } }),
      "amount_too_fine",
      `${at}/amount/off`,
      /decimals/,
    ],
    ["a misspelt key", withOffer({ itmes: "true" }), "unknown_key", `${at}/itmes`, /'items'/],
    [
      "a bad expression",
      withOffer({ items: "item.quality > 1" }),
      "expression_unknown_field",
      `${at}/items`,
      /quantity/,
    ],
    [
      "an unknown level",
      withOffer({ levels: ["gold"] }),
      "unknown_level",
      `${at}/levels`,
      /none yet/,
    ],
    [
      "an unknown market",
      withOffer({ markets: ["no"] }),
      "unknown_market",
      `${at}/markets`,
      /'se'/,
    ],
    [
      "an unknown segment",
      withOffer({ segments: ["new"] }),
      "unknown_segment",
      `${at}/segments`,
      /none yet/,
    ],
    [
      "rounding of nowhere",
      aClub({ rounding: { no: "floor" } }),
      "unknown_market",
      "/pricing/rounding/no",
      /'se'/,
    ],
    [
      "a holdout on what everybody was told",
      withOffer({ advertised: true, holdout: "10%" }),
      "holdout_not_allowed",
      `${at}/holdout`,
      /not advertised/,
    ],
    [
      "a holdout on a member price",
      kind({ memberPrice: "10%", holdout: "10%" }),
      "holdout_not_allowed",
      `${at}/holdout`,
      /./,
    ],
    [
      "a member price after the basket's offers",
      aClub({
        offers: [
          { id: "m", lane: "surprise", memberPrice: "10%" },
          { id: "s", lane: "campaign", cheapest: { among: 2 } },
        ],
      }),
      "member_price_late",
      `${at}/lane`,
      /first one/,
    ],
    [
      "a member price beside them",
      aClub({
        offers: [
          { id: "m", lane: "campaign", memberPrice: "10%" },
          { id: "s", lane: "campaign", buy: { pieces: 2, get: 1 } },
        ],
      }),
      "member_price_late",
      `${at}/lane`,
      /first one/,
    ],
  ])("%s", (_, document, code, path, advice) => {
    const problems = problemsOf(document);
    expect(
      problems.map((problem) => [problem.severity, problem.code, problem.path]),
    ).toContainEqual(["error", code, path]);
    expect(problems.find((problem) => problem.code === code)?.advice).toMatch(advice);
  });
});

describe("advice on what will surprise", () => {
  const two = (first: object, second: object): object =>
    aClub({
      offers: [
        { ...sound, ...first },
        { id: "other", lane: "campaign", ...second },
      ],
    });
  test.each<[string, object, string, RegExp]>([
    ["a condition that is never true", withOffer({ when: "1 > 2" }), "never_fires", /never true/],
    [
      "a window without a day",
      withOffer({ during: { months: [2], monthDays: [30] } }),
      "never_fires",
      /No day fits/,
    ],
    [
      "a club without purchases",
      withOffer({}, { relation: ["contract"], rules: [] }),
      "never_fires",
      /no baskets/,
    ],
    ["a better one for all", two({}, { percent: "10.5%" }), "never_best", /'other' always/],
    ["a missing currency", kind({ price: "10 SEK" }), "currency_missing", /market 'dk'/],
    [
      "a level that is asked for",
      withOffer({ when: 'member.level == "gold"' }),
      "unknown_level_asked",
      /'gold'/,
    ],
    ["a name in one language", withOffer({ name: { sv: "Tio" } }), "translation_missing", /^en/],
    [
      "no floor",
      { ...club, pricing: { lanes: ["campaign"], offers: [sound] } },
      "no_margin_floor",
      /cost/,
    ],
  ])("%s", (_, document, code, message) => {
    const found = problemsOf(document).find((problem) => problem.code === code);
    expect(found?.severity).toBe("warning");
    expect(found?.message).toMatch(message);
  });
  test("lanes that together sell under the floor, at their worst", () => {
    const stacked = aClub({
      offers: [
        { id: "m", lane: "member price", memberPrice: "20%" },
        { id: "three", lane: "campaign", buy: { pieces: 2, get: 1 } },
        { id: "small", lane: "campaign", percent: "10%", items: "item.quantity > 9" },
        { id: "s", lane: "surprise", percent: "10%", chance: "5%" },
      ],
    });
    // 0.8 x 2/3 x 0.9 = 0.48 is left, so 52 % are off; 1 - 0.48 x 0.92 = 55.8 % margin is asked for.
    const [found, ...others] = problemsOf(stacked);
    expect(others).toEqual([]);
    expect(found).toMatchObject({ code: "stacking_under_floor", path: "/pricing/marginFloor" });
    expect(found?.message).toMatch(
      /'m', then 'three', then 's' can take 52% .* less than 55.8% margin/,
    );
  });
  test("a segment that an offer names is used", () => {
    const document = withOffer({ segments: ["new"] }, { segments: { new: {}, old: {} } });
    expect(problemsOf(document).map(({ path }) => path)).toEqual(["/segments/old"]);
  });
});

describe("two versions", () => {
  const worse = (before: object, after: object): string[] =>
    compareProgrammes(programmeOf(withOffer(before)), programmeOf(withOffer(after)))
      .filter((change) => change.worse)
      .map(({ path }) => path.replace("/pricing/offers/0/", ""));
  const of = (offer: object): object => ({ percent: undefined, ...offer });
  test.each<[string, object, object, string[]]>([
    ["less off", {}, { percent: "9%" }, ["percent"]],
    ["more off", {}, { percent: "11%" }, []],
    [
      "of what is left instead of the list",
      { percent: { off: "10%", of: "list" } },
      {},
      ["percent"],
    ],
    ["a new condition", {}, { when: "basket.paid > 5" }, ["when"]],
    ["all lines", {}, { items: undefined }, []],
    ["fewer channels", {}, { channels: ["till"] }, ["channels"]],
    ["a shorter window", {}, { during: { through: "2026-12-01" } }, ["during"]],
    ["another lane", {}, { lane: "surprise" }, ["lane"]],
    ["a dearer price", of({ price: "10 SEK" }), of({ price: "11 SEK" }), ["price"]],
    ["a lower price", of({ price: "10 SEK" }), of({ price: "9 SEK" }), []],
    ["a currency less", of({ price: ["10 SEK", "9 DKK"] }), of({ price: "10 SEK" }), ["price"]],
    [
      "a smaller amount",
      of({ amount: { off: "9 SEK" } }),
      of({ amount: { off: "8 SEK" } }),
      ["amount"],
    ],
    [
      "off each article instead of each piece",
      of({ amount: { off: "9 SEK", per: "piece" } }),
      of({ amount: { off: "9 SEK", per: "article" } }),
      ["amount"],
    ],
    [
      "a higher threshold",
      of({ spend: { atLeast: "50 SEK", off: "5 SEK" } }),
      of({ spend: { atLeast: "51 SEK", off: "6 SEK" } }),
      ["spend"],
    ],
    [
      "a lower threshold",
      of({ spend: { atLeast: "50 SEK", percent: "5%" } }),
      of({ spend: { atLeast: "40 SEK", percent: "5%" } }),
      [],
    ],
    [
      "four for three",
      of({ buy: { pieces: 2, get: 1 } }),
      of({ buy: { pieces: 3, get: 1 } }),
      ["buy"],
    ],
    ["among more", of({ cheapest: { among: 3 } }), of({ cheapest: { among: 4 } }), ["cheapest"]],
    [
      "a dearer member price",
      of({ memberPrice: "10%" }),
      of({ memberPrice: "5%" }),
      ["memberPrice"],
    ],
  ])("%s", (_, before, after, paths) => expect(worse(before, after)).toEqual(paths));

  test("a further lane at the end costs nobody anything; another order may", () => {
    const lanes = (...names: string[]): Programme =>
      programmeOf(aClub({ lanes: names, offers: [sound] }));
    const isWorse = (before: Programme, after: Programme): boolean =>
      compareProgrammes(before, after).some((change) => change.worse);
    expect(isWorse(lanes("a", "campaign"), lanes("a", "campaign", "c"))).toBe(false);
    expect(isWorse(lanes("a", "campaign"), lanes("campaign", "a"))).toBe(true);
  });
  test("a first pricing is no change for the worse, a higher floor under offers is", () => {
    const [none, some] = [programmeOf(club), programmeOf(withOffer({}))];
    expect(compareProgrammes(none, some).filter((change) => change.worse)).toEqual([]);
    const higher = programmeOf(aClub({ marginFloor: "20%", offers: [sound] }));
    expect(compareProgrammes(some, higher).map(({ path, worse: is }) => [path, is])).toEqual([
      ["/pricing/marginFloor", true],
    ]);
  });
  test("an offer that is taken away without notice breaks the promise", () => {
    const promised = programmeOf(withOffer({}, { promises: { notice: "30 days" } }));
    const gone = programmeOf(aClub({ offers: [] }, { promises: { notice: "30 days" } }));
    const now = Date.parse("2026-03-02T10:00:00Z");
    const broken = brokenPromises(promised, gone, now + 86_400_000, now, "Europe/Stockholm");
    expect(broken).toMatchObject([{ code: "notice_too_short", subject: "ten" }]);
    expect(broken[0]?.message).toMatch(/^The offer 'ten' is gone/);
  });
  test("an id stays with its kind of offer", () => {
    const [percent, price] = [
      programmeOf(withOffer({})),
      programmeOf(kind({ price: ["9 SEK", "7 DKK"] })),
    ];
    expect(reusedIds([percent], price)).toMatchObject([
      { code: "reused_id", path: "/pricing/offers/0", subject: "ten" },
    ]);
    expect(reusedIds([percent], programmeOf(withOffer({ percent: "50%" })))).toEqual([]);
  });
});
