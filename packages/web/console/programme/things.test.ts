import { programmeSchema } from "@trofast/engine/programme/schema";
import { describe, expect, test } from "vitest";
import {
  cardForm,
  cardFrom,
  idFrom,
  ladderForm,
  ladderFrom,
  levelForm,
  namesFrom,
  unitForm,
  unitFrom,
  withPeriod,
  type Ground,
  rollingFor,
  rollingFrom,
} from "./things.ts";
import { isRecord, type Rule } from "./rule-form.ts";

const units = {
  points: {
    name: { sv: "poäng", da: "point", fi: "pisteet" },
    worth: { se: "0.10 SEK", dk: "0.07 DKK" },
    cost: { se: "0.05 SEK" },
    expires: { after: "12 months", roundTo: "month" },
    grace: "10 days",
  },
  status: { name: "status", spendable: false, period: "calendar year" },
  plain: { name: "stjärnor", expires: "never", clawback: "arrears", available: "14 days" },
};
const card = {
  id: "coffee",
  name: { sv: "Kaffekortet" },
  items: '"coffee/brewed" in item.categories',
  perEventMax: 4,
  goal: 9,
  grants: "free-coffee",
};
const ladder = {
  id: "level",
  counts: "status",
  levels: [
    { id: "guest", name: { sv: "Gäst", da: "Gæst" } },
    {
      id: "regular",
      name: { sv: "Stamgäst", da: "Stamgæst" },
      at: 1500,
      welcome: { give: { points: 50, plain: 1 }, reward: "free-coffee" },
      benefits: [{ sv: "Nya skördar först", da: "Nye høste først" }, "Kaffe"],
    },
  ],
};
const document = {
  club: { name: "Testet", languages: ["sv", "da"] },
  markets: {
    se: { currency: "SEK", timezone: "Europe/Stockholm" },
    dk: { currency: "DKK", timezone: "Europe/Copenhagen" },
  },
  units,
  cards: [card],
  ladders: [ladder],
  rewards: [{ id: "free-coffee", name: "Kaffe", kind: "product", worth: { se: "42 SEK" } }],
};
const ground: Ground = { document, languages: ["sv", "da"], markets: ["se", "dk"] };

describe("a form that nothing was typed in changes nothing", () => {
  test.each(Object.entries(units))("unit %s", (_id, unit) => {
    expect(unitFrom(unit, unitForm(unit, ground), ground)).toEqual(unit);
  });
  test("card and ladder", () => {
    expect(cardFrom(card, cardForm(card, ground))).toEqual(card);
    expect(ladderFrom(ladder, ladderForm(ladder, ground))).toEqual(ladder);
  });
});

describe("what is typed", () => {
  test("into a unit fits the programme language", () => {
    const form = unitForm(units.points, ground);
    const typed = {
      ...form,
      worth: { se: "0,125", dk: "" },
      after: { count: "6", unit: "months" },
      roundTo: "",
      isSliding: true,
      available: "after" as const,
    };
    const unit = unitFrom(units.points, typed, ground);
    expect(unit).toMatchObject({
      worth: { se: "0.125 SEK" },
      expires: { after: "6 months", sliding: true },
      available: "14 days",
      grace: "10 days",
    });
    expect(() => programmeSchema.shape.units.parse({ points: unit })).not.toThrow();
  });

  test("a unit that only counts has neither worth nor end", () => {
    const form = {
      ...unitForm(units.points, ground),
      isSpendable: false,
      period: "calendar month",
    };
    const unit = unitFrom(units.points, form, ground);
    expect(unit).toEqual({
      name: units.points.name,
      spendable: false,
      grace: "10 days",
      period: "calendar month",
    });
  });

  test("that is no number goes into the document, where the check finds it", () => {
    const wrong = cardFrom(card, { ...cardForm(card, ground), goal: "nio" });
    expect(programmeSchema.shape.cards.safeParse([wrong])).toMatchObject({
      success: false,
      error: { issues: [{ path: [0, "goal"] }] },
    });
  });

  test("for a card of deeds leaves the goods out", () => {
    const form = { ...cardForm(card, ground), on: "own_cup", count: "events" };
    expect(cardFrom(card, form)).toEqual({
      id: "coffee",
      name: { sv: "Kaffekortet" },
      on: "own_cup",
      count: "events",
      perEventMax: 4,
      goal: 9,
      grants: "free-coffee",
    });
  });

  test("for the steps of a ladder, old and new, fits the programme language", () => {
    const form = ladderForm(ladder, ground);
    const added = {
      ...levelForm({ id: "friend" }, ground),
      names: { sv: "Vän", da: "Ven" },
      at: "5000",
      giftUnit: "points",
      gift: "150",
      lifetime: "20000",
      isAgain: true,
      benefits: { sv: "Först\nMer", da: "" },
    };
    const next = ladderFrom(ladder, {
      ...form,
      down: "never",
      grace: { count: "2", unit: "months" },
      levels: [...form.levels, added],
    });
    expect(next).toMatchObject({ down: "never", grace: "2 months" });
    const [read] = programmeSchema.shape.ladders.parse([next]);
    expect(read?.levels.at(-1)).toEqual({
      id: "friend",
      name: { sv: "Vän", da: "Ven" },
      at: 5000,
      lifetime: 20_000,
      welcome: { give: { points: 150 }, every: "period" },
      benefits: [{ sv: "Först" }, { sv: "Mer" }],
    });
  });

  test("as a period belongs to the unit that the ladder counts", () => {
    const unitsAfter = (period: string): Rule => {
      const after: unknown = withPeriod(document, "status", period)["units"];
      return isRecord(after) && isRecord(after["status"]) ? after["status"] : {};
    };
    expect(unitsAfter("membership year")["period"]).toBe("membership year");
    expect(unitsAfter(rollingFrom({ count: "90", unit: "days" }))["period"]).toBe(
      "rolling 90 days",
    );
    expect(rollingFor("rolling 90 days")).toEqual({ count: "90", unit: "days" });
    expect(unitsAfter("ever")).not.toHaveProperty("period");
    expect(withPeriod(document, "none", "ever")).toBe(document);
  });
});

test("names in languages that the form does not show stay", () => {
  expect(namesFrom({ sv: "poäng", fi: "pisteet" }, { sv: "Poäng", da: " " })).toEqual({
    fi: "pisteet",
    sv: "Poäng",
  });
  expect(namesFrom("status", { sv: "status", da: "status" })).toBe("status");
});

test.each([
  ["Stjärnor & Måne", [], "stjarnor-mane"],
  ["Ærlig ø", [], "aerlig-o"],
  ["2 kaffe", [], "kaffe"],
  ["???", [], "unit"],
  ["Kaffe", ["kaffe", "kaffe-2"], "kaffe-3"],
])("the id of %s, where %j are taken, is %s", (name, taken, id) => {
  expect(idFrom(name, taken, "unit")).toBe(id);
});
