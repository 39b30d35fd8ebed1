import CODE128 from "jsbarcode/bin/barcodes/CODE128/CODE128_AUTO.js";
import fc from "fast-check";
import { expect, test } from "vitest";
import { barsPath, code128 } from "./code128.ts";

/** What the whole package draws. */
const drawn = (text: string): string => new CODE128(text, {}).encode().data;

test("a card's number has the bars that the barcode library draws", () => {
  expect(code128("9089881830000947")).toBe(drawn("9089881830000947"));
});

test("numbers in pairs of digits are always as the library draws them", () => {
  const pairs = fc.array(fc.integer({ min: 0, max: 99 }), { minLength: 2, maxLength: 12 });
  fc.assert(
    fc.property(pairs, (numbers) => {
      const text = numbers.map((value) => String(value).padStart(2, "0")).join("");
      expect(code128(text)).toBe(drawn(text));
    }),
  );
});

test("letters go by set B, and what has no bars is told", () => {
  expect(code128("KV-48A")).toBe(drawn("KV-48A"));
  expect(code128("å")).toBeNull();
  expect(code128("")).toBeNull();
});

test("bars stand between ten modules of white", () => {
  expect(barsPath("1101", 5)).toEqual({ path: "M10 0h2v5h-2zM13 0h1v5h-1z", width: 24 });
});
