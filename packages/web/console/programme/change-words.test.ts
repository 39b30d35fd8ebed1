import { compareProgrammes } from "@trofast/engine/programme/compare";
import { CHANGE_CODES } from "@trofast/engine/programme/changes";
import { programmeSchema } from "@trofast/engine/programme/schema";
import { describe, expect, test } from "vitest";
import { changeTexts } from "../texts/programme-changes.ts";
import { changeWorded, type Saying } from "./change-words.ts";

const club = {
  club: { name: "Kvarnby", languages: ["sv", "en"] },
  markets: { se: { currency: "SEK", timezone: "Europe/Stockholm" } },
  units: {
    points: { worth: { se: "0.10 SEK" }, expires: "12 months" },
    status: { spendable: false, period: "calendar year" },
  },
  activities: { own_cup: { name: { sv: "Egen kopp" } } },
  rules: [
    {
      id: "base",
      name: { sv: "Poäng på allt", en: "Points on all" },
      on: "purchase",
      give: { points: { each: "1 SEK", of: "basket.paid" } },
    },
    {
      id: "local",
      on: "purchase",
      items: '"local" in item.tags',
      during: { from: "2027-12-01", through: "2027-12-15" },
      multiply: { unit: "points", by: 2 },
      limit: { times: 2, every: "month" },
    },
  ],
  cards: [{ id: "coffee", goal: 9, grants: "mug" }],
  ladders: [
    { id: "level", counts: "status", levels: [{ id: "guest" }, { id: "friend", at: 2000 }] },
  ],
  rewards: [{ id: "mug", name: { sv: "Mugg" }, cost: { points: 90 } }],
  pricing: { lanes: ["a"], offers: [{ id: "ten", lane: "a", percent: "10%" }] },
  referral: { give: { points: 50 } },
  promises: { notice: "30 days" },
};
type Club = Record<string, unknown>;

const saying = (language: Saying["language"]): Saying => ({
  language,
  number: String,
  money: (value, currency) => `${value} ${currency}`,
  unit: (id) => (id === "points" ? "poäng" : id),
  reward: (id) => id,
  rule: (id) => id,
  trigger: (on) => on,
  condition: (text) => (text.startsWith("basket") ? "köpet är stort" : null),
  window: () => "1–15 december",
});

/** The sentences of what changes when the club becomes another. */
function sentences(change: (club: Club) => void, language: Saying["language"] = "sv"): string[] {
  const after: Club = structuredClone(club);
  change(after);
  return between(club, after).map((each) => changeWorded(each, saying(language)));
}

const between = (before: object, after: object) =>
  compareProgrammes(programmeSchema.parse(before), programmeSchema.parse(after));

/** Sets the value at a path; undefined takes it away. */
const to =
  (path: string, value: unknown) =>
  (document: Club): void => {
    const keys = path.split("/");
    const last = keys.pop() ?? "";
    let place: object = document;
    for (const key of keys) {
      const inner: unknown = Reflect.get(place, key);
      if (typeof inner !== "object" || inner === null) throw new Error(`There is no ${path}`);
      place = inner;
    }
    if (value === undefined) Reflect.deleteProperty(place, last);
    else Reflect.set(place, last, value);
  };

describe("a change in a Swedish sentence", () => {
  test.each<[string, (club: Club) => void, string]>([
    [
      "a price",
      to("rewards/0/cost/points", 120),
      "Belöningen ”Mugg”: priset är 120 poäng i stället för 90 poäng.",
    ],
    [
      "a life",
      to("units/points/expires", "1 month"),
      "Enheten ”points”: giltighetstiden är 1 månad i stället för 12 månader.",
    ],
    [
      "no end",
      to("units/points/expires", "never"),
      "Enheten ”points”: giltighetstiden är aldrig i stället för 12 månader.",
    ],
    [
      "a life with an end",
      to("units/points/expires", { after: "1 year", roundTo: "month", sliding: true }),
      "Enheten ”points”: giltighetstiden är efter 1 år, sedan till månadens slut, förlängs av varje köp i stället för 12 månader.",
    ],
    [
      "a worth",
      to("units/points/worth/se", "0.05 SEK"),
      "Enheten ”points”: värdet är 0.05 SEK i stället för 0.1 SEK.",
    ],
    [
      "a period",
      to("units/status/period", "calendar month"),
      "Enheten ”status”: när den börjar om från 0 är varje månad i stället för varje år.",
    ],
    [
      "a gift in proportion",
      to("rules/0/give/points/each", "2 SEK"),
      "Regeln ”Poäng på allt” ger 1 poäng för varje 2 SEK av köpet i stället för 1 poäng för varje 1 SEK av köpet.",
    ],
    ["another unit", to("rules/0/give/status", 5), "Regeln ”Poäng på allt” ger nu också 5 status."],
    [
      "a condition",
      to("rules/0/when", "basket.paid >= 500"),
      "Regeln ”Poäng på allt”: villkoret är nu ”köpet är stort”.",
    ],
    [
      "a condition without words",
      to("rules/0/when", "!event.x"),
      "Regeln ”Poäng på allt”: villkoret är nu ”!event.x”.",
    ],
    [
      "other goods",
      to("rules/1/items", undefined),
      'Regeln ”local”: varorna gäller inte längre (var ”"local" in item.tags”).',
    ],
    [
      "a window",
      to("rules/1/during/through", "2027-12-10"),
      "Regeln ”local”: tiden är 1–15 december i stället för 1–15 december.",
    ],
    [
      "a multiplier",
      to("rules/1/multiply", { unit: "points", by: 3, rules: ["base"] }),
      "Regeln ”local”: multiplikatorn är poäng gånger 3, bara för ”base” i stället för poäng gånger 2.",
    ],
    [
      "a limit",
      to("rules/1/limit", { money: "500 SEK", per: "wallet" }),
      "Regeln ”local”: gränsen är högst för 500 SEK någonsin, för hushållet tillsammans i stället för högst 2 gånger per månad.",
    ],
    [
      "a share",
      to("rules/0/holdout", "10%"),
      "Regeln ”Poäng på allt”: kontrollgruppen är nu 10\u00a0%.",
    ],
    [
      "levels",
      to("rules/0/levels", ["guest", "friend"]),
      "Regeln ”Poäng på allt”: nivåerna är nu guest, friend.",
    ],
    [
      "a name",
      to("rewards/0/name", { sv: "Kopp" }),
      "Belöningen ”Kopp”: namnet är ”Kopp” i stället för ”Mugg”.",
    ],
    ["the club's name", to("club/name", "Ny"), "Klubben: namnet är ”Ny” i stället för ”Kvarnby”."],
    [
      "a welcome",
      to("ladders/0/levels/1/welcome", { give: { points: 9 }, reward: "mug" }),
      "Nivån ”friend”: välkomstgåvan är nu ger 9 poäng, belöningen mug.",
    ],
    [
      "a period that rolls",
      to("units/status/period", "rolling 12 months"),
      "Enheten ”status”: när den börjar om från 0 är aldrig (räknas i 12 månader) i stället för varje år.",
    ],
    [
      "another kind of offer",
      to("pricing/offers/0", { id: "ten", lane: "a", price: "9 SEK" }),
      "Erbjudandet ”ten” är av ett annat slag: det fasta priset i stället för procentrabatten.",
    ],
    [
      "an amount off",
      to("pricing/offers/0", { id: "ten", lane: "a", percent: { off: "10%", of: "list" } }),
      "Erbjudandet ”ten”: procentrabatten är rabatt 10\u00a0%, av listpriset i stället för 10\u00a0%.",
    ],
    [
      "friends",
      to("referral/after", "at once"),
      "Tacket för att bjuda in vänner: tiden som köpet ska behållas är genast i stället för 14 dagar.",
    ],
    [
      "a promise",
      to("promises/notice", undefined),
      "Löftet till medlemmarna: tiden före en försämring gäller inte längre (var 30 dagar).",
    ],
    [
      "contact",
      to("contact", { perWeek: 2, quiet: "21:00-08:00" }),
      "Programmet: hur ofta medlemmar får meddelanden är nu högst i veckan 2, tyst 21:00-08:00.",
    ],
    [
      "fields",
      to("activities/own_cup/fields", { stars: "1..5", sure: "yesno" }),
      "Aktiviteten ”Egen kopp”: uppgifterna är nu stars 1..5, sure ja eller nej.",
    ],
    ["a thing gone", to("rules", [club.rules[0]]), "Regeln ”local” tas bort."],
  ])("%s", (_, change, words) => expect(sentences(change)).toEqual([words]));

  test("a new thing is called by its name", () =>
    expect(sentences(to("rewards/1", { id: "bag", name: "Påse", cost: { points: 5 } }))).toEqual([
      "Belöningen ”Påse” tillkommer.",
    ]));
});

test("the same change in Danish and English", () => {
  const dearer = to("rewards/0/cost/points", 120);
  expect(sentences(dearer, "da")).toEqual([
    "Belønningen »Mugg«: prisen er 120 poäng i stedet for 90 poäng.",
  ]);
  expect(sentences(dearer, "en")).toEqual([
    "The reward “Mugg”: the price is 120 poäng instead of 90 poäng.",
  ]);
});

test.each(["sv", "da", "en"] as const)(
  "every code is a sentence in %s that says what it is about",
  (language) => {
    for (const code of CHANGE_CODES) {
      expect(changeTexts[language].sentence[code]).toMatch(/^\{\{thing\}\}.*\.$/);
      const said = {
        code,
        thing: "rule",
        subject: "x",
        key: "when",
        before: "a",
        after: "b",
      } as const;
      expect(changeWorded(said, saying(language))).toMatch(/x.*\.$/);
    }
    for (const words of Object.values(changeTexts[language].label)) expect(words).not.toBe("");
  },
);
