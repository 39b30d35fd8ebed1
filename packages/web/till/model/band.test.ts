import { expect, test } from "vitest";
import { givenBy, levelName, nextStep, stampsOf, usableOf } from "./band.ts";

const units = {
  points: {
    name: { sv: "poäng" },
    spendable: true,
    isMoney: false,
    worth: { se: { amount: "0.10", currency: "SEK" } },
  },
  status: { name: { sv: "status" }, spendable: false, isMoney: false, worth: {} },
};
const ladders = {
  level: {
    counts: "status",
    levels: [
      { id: "guest", name: { sv: "Gäst" }, at: 0, benefits: [] },
      { id: "friend", name: { sv: "Vän" }, at: 500, benefits: [] },
    ],
  },
};
const usable = { points: 1_249 };

test("usable points are shown with what they are worth, never more", () => {
  expect(usableOf({ units }, usable, { currency: "SEK", digits: 2 })).toEqual([
    { unit: "points", amount: 1_249, worthMinor: 12_490 },
  ]);
  expect(usableOf({ units }, { points: 3 }, { currency: "SEK", digits: 0 })[0]?.worthMinor).toBe(0);
});

test("in a currency that the club has not priced, no worth is shown", () => {
  expect(usableOf({ units }, usable, { currency: "DKK", digits: 2 })[0]?.worthMinor).toBeNull();
});

test("the level is called by its name", () => {
  expect(levelName({ ladders }, { level: "friend" })).toEqual({ sv: "Vän" });
  expect(levelName({ ladders }, { level: "gone" })).toBeNull();
  expect(levelName({ ladders: {} }, {})).toBeNull();
});

const reasons = [
  { rule: "base", outcome: "gave", given: { points: 86 } },
  { rule: "double", outcome: "skipped" },
  { rule: "card:coffee", outcome: "gave", given: { stamps: 2 } },
];

test("stamps and points are told by what gave them", () => {
  expect(stampsOf(reasons)).toEqual([{ card: "coffee", stamps: 2 }]);
  expect(givenBy(reasons, "points")).toEqual([{ rule: "base", amount: 86 }]);
});

test("a paper card is carried over step by step until all is there or nothing more comes", () => {
  expect(nextStep(7, 0, null)).toBe(7);
  expect(nextStep(7, 4, 4)).toBe(3);
  expect(nextStep(7, 7, 3)).toBe(0);
  expect(nextStep(7, 4, 0)).toBe(0);
});
