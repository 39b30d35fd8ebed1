import fc from "fast-check";
import { expect, test } from "vitest";
import { choicesFrom, linesOf, slugOf, type Choice } from "./choices.ts";

const before: Choice[] = [
  { value: "price", label: { sv: "Bra pris", en: "A good price" } },
  { value: "quality", label: { sv: "Kvalitet", en: "Quality" } },
  { value: "local", label: { sv: "Lokalt", en: "Local" } },
];
const valuesOf = (sv: string) => choicesFrom({ sv }, ["sv"], before)?.map(({ value }) => value);

test("what is written again as it was read is the same, in any order", () => {
  fc.assert(
    fc.property(fc.shuffledSubarray(before, { minLength: 1 }), (chosen) => {
      const written = { sv: linesOf(chosen, "sv"), en: linesOf(chosen, "en") };
      expect(choicesFrom(written, ["sv", "en"], before)).toEqual(chosen);
    }),
  );
});

test("a choice in other words keeps its value; one put between or added gets its own", () => {
  expect(valuesOf("Lågt pris\nKvalitet\nLokalt")).toEqual(["price", "quality", "local"]);
  expect(valuesOf("Bra pris\nDoft & smak\nKvalitet\nLokalt")).toEqual([
    "price",
    "doft-smak",
    "quality",
    "local",
  ]);
  expect(valuesOf("Bra pris\nKvalitet\nLokalt\nSnabbt")).toEqual([
    "price",
    "quality",
    "local",
    "snabbt",
  ]);
  expect(valuesOf("Kvalitet\nLokalt")).toEqual(["quality", "local"]);
});

test("languages that say another number of lines, two alike and lines without a letter make no choices", () => {
  expect(choicesFrom({ sv: "Te\nKaffe", en: "Tea" }, ["sv", "en"], [])).toBeNull();
  expect(choicesFrom({ sv: "Te\nKaffe", en: "" }, ["sv", "en"], [])).toEqual([
    { value: "te", label: { sv: "Te" } },
    { value: "kaffe", label: { sv: "Kaffe" } },
  ]);
  expect(choicesFrom({ sv: "Te\nte" }, ["sv"], [])).toBeNull();
  expect(choicesFrom({ sv: "Te\n!" }, ["sv"], [])).toBeNull();
});

test("values are lower-case words", () => {
  expect(slugOf("Smørrebrød på Ærø")).toBe("smorrebrod-pa-aero");
  expect(slugOf("  Hållbarhet ")).toBe("hallbarhet");
});
