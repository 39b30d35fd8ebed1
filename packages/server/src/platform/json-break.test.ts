import fc from "fast-check";
import { expect, test } from "vitest";
import { breakOf } from "./json-break.ts";

test.each([
  ["", "it ends where there should be a value"],
  ["points=1", "at character 1 there should be a value"],
  ['{"a":1 "b":2}', "at character 8 there should be a comma or }"],
  ["[1 2]", "at character 4 there should be a comma or ]"],
  ["[1,]", "at character 4 there should be a value"],
  ['{"a":1,}', "at character 8 there should be a name in quotes"],
  ["{a:1}", "at character 2 there should be a name in quotes or }"],
  ['{"a" 1}', "at character 6 there should be a colon"],
  ['{"a":1}}', "at character 8 there should be nothing more"],
  ['{"a":01}', "at character 7 there should be a comma or }"],
  ['{"a":"b', "it ends where there should be a closing quote"],
  ['{"a":"\\x"}', "at character 7 there should be an escape that JSON knows, such as \\n"],
  ['{\n  "a": 1\n  "b": 2\n}', "in line 3 at character 3 there should be a comma or }"],
  ['{\n  "a": [\n', "it ends where there should be a value or ]"],
])("%j breaks where it says", (text, told) => {
  expect(breakOf(text)).toBe(told);
});

test("a character that stands nowhere in JSON is found wherever it was put in", () => {
  const word = fc.stringMatching(/^[a-z ]{0,5}$/);
  const leaf = fc.oneof(fc.nat(), word);
  const flat = fc.oneof(fc.array(leaf), fc.dictionary(word, leaf), leaf);
  const text = fc
    .oneof(fc.array(flat), fc.dictionary(word, flat))
    .map((value) => JSON.stringify(value));
  const placed = text.chain((whole) => fc.tuple(fc.constant(whole), fc.nat(whole.length)));
  fc.assert(
    fc.property(placed, ([whole, place]) => {
      const broken = `${whole.slice(0, place)}\u0001${whole.slice(place)}`;
      expect(breakOf(broken)).toMatch(new RegExp(`^at character ${place + 1} there should be `));
    }),
  );
});
