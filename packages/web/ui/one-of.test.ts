import { expect, test } from "vitest";
import { oneOf } from "./one-of.ts";

test.each([
  ["points", "point"],
  ["Points", "Point"],
  ["status points", "status point"],
  ["berries", "berry"],
  ["watches", "watch"],
  ["bonus", "bonus"],
  ["cash", "cash"],
  ["days", "day"],
])("one of %s in English is one %s", (many, one) => {
  expect(oneOf(many, "en")).toBe(one);
});

test.each([
  ["poäng", "poäng"],
  ["stjärnor", "stjärna"],
  ["Gröna stämplar", "Gröna stämpel"],
  ["Stämplar", "Stämpel"],
])("one of %s in Swedish is one %s", (many, one) => {
  expect(oneOf(many, "sv")).toBe(one);
});

test.each([
  ["point", "point"],
  ["stjerner", "stjerne"],
])("one of %s in Danish is one %s", (many, one) => {
  expect(oneOf(many, "da")).toBe(one);
});
