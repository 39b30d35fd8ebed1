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
  ["hours of learning", "hour of learning"],
])("one of %s in English is one %s", (many, one) => {
  expect(oneOf(many, "en")).toBe(one);
});

test.each([
  ["poäng", "poäng"],
  ["stjärnor", "stjärna"],
  ["Gröna stämplar", "Gröna stämpel"],
  ["Stämplar", "Stämpel"],
  ["kurstimmar", "kurstimme"],
  ["Bonuskronor", "Bonuskrona"],
  ["egna koppar", "egen kopp"],
  ["avtryck", "avtryck"],
])("one of %s in Swedish is one %s", (many, one) => {
  expect(oneOf(many, "sv")).toBe(one);
});

test.each([
  ["point", "point"],
  ["stjerner", "stjerne"],
  ["kursustimer", "kursustime"],
  ["Egne kopper", "Egen kop"],
])("one of %s in Danish is one %s", (many, one) => {
  expect(oneOf(many, "da")).toBe(one);
});
