import { expect, test } from "vitest";
import { backPerVisit, firstProgramme, templateFor } from "./first-club.ts";

const answers = {
  name: "Hörnan",
  sells: "coffee",
  perVisit: 80,
  back: 5,
  goal: 8,
  languages: ["sv"],
  currency: "SEK",
} as const;

test("points are worth the share that comes back, and the rest of the template stays", () => {
  const template = {
    club: { name: "x", languages: ["sv", "da"], extra: 1 },
    units: { points: { worth: { se: "0.10 SEK" }, expires: "12 months" } },
  };
  expect(firstProgramme(template, { ...answers, thanks: "points" })).toEqual({
    club: { name: "Hörnan", languages: ["sv"], extra: 1 },
    units: { points: { worth: { se: "0.050 SEK" }, expires: "12 months" } },
  });
  expect(backPerVisit(answers)).toBe(4);
});

test("stamps change the card's goal", () => {
  expect(
    firstProgramme({ cards: [{ id: "c", goal: 9 }] }, { ...answers, thanks: "stamps" }),
  ).toMatchObject({
    cards: [{ id: "c", goal: 8 }],
  });
  expect(templateFor({ sells: "insurance", thanks: "points" })).toBe("insurance");
  expect(templateFor({ sells: "retail", thanks: "stamps" })).toBe("coffee-stamps");
});
