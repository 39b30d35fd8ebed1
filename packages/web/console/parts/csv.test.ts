import { expect, test } from "vitest";
import { csvOf } from "./csv.ts";

test("cells with commas, quotes and breaks are quoted, and formulas are made plain", () => {
  expect(
    csvOf([
      ["a", 1, null],
      ['say "hi", x', "=1+1", -3],
    ]),
  ).toBe('a,1,\r\n"say ""hi"", x",\'=1+1,-3\r\n');
});
