import { expect, test } from "vitest";
import { endOf, quickAmounts } from "./gift-cards.ts";

test("round amounts follow what a coin of the currency is worth, and its decimals", () => {
  expect(quickAmounts("SEK", 2)).toEqual([10_000, 20_000, 50_000, 100_000]);
  expect(quickAmounts("EUR", 2)).toEqual([1_000, 2_500, 5_000, 10_000]);
  expect(quickAmounts("ISK", 0)).toEqual([100, 200, 500, 1000]);
});

test("a code is shown by its end", () => {
  expect(endOf("ABCDE-FGHJK-1234")).toBe("…1234");
});
