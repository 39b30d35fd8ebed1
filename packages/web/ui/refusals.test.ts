/** Every refusal of the contract has words for people, in each language. */
import { problems } from "@trofast/contract/problems";
import { expect, test } from "vitest";
import { da } from "./refusals/da.ts";
import { en } from "./refusals/en.ts";
import { sv } from "./refusals/sv.ts";

const tables: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
  ["sv", sv],
  ["da", da],
  ["en", en],
];

test.each(tables)("%s says all that the club may refuse, and nothing else", (_, table) => {
  expect(Object.keys(table).toSorted()).toEqual(Object.keys(problems).toSorted());
});

test.each(tables)("%s is in sentences, for people and not for programs", (_, table) => {
  const wrong = Object.entries(table).filter(
    ([, text]) =>
      !/^[A-ZÅÄÖÆØ].*\.$/.test(text) ||
      text.split(". ").length > 4 ||
      /\/v1\/|GET |POST |[a-z]_[a-z]|Retry-After|detail\b|!/.test(text),
  );
  expect(wrong).toEqual([]);
});

test("each language has its own words: nobody reads another's", () => {
  const codes = Object.keys(problems);
  for (const code of codes) {
    const said = tables.map(([, table]) => table[code]);
    expect(new Set(said).size, code).toBe(tables.length);
  }
});
