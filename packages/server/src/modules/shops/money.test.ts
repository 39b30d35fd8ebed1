import { currencyExponent } from "@trofast/engine/numbers";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { minorOf, paidOf, stripeMinorOf } from "./money.ts";

const currencies = fc.constantFrom("SEK", "USD", "JPY", "ISK", "KWD", "CLF", "BHD");
const minors = fc.integer({ min: 0, max: 1_000_000_000_000 });

/** How a shop would write it. */
function written(minor: number, exponent: number): string {
  const digits = String(minor).padStart(exponent + 1, "0");
  return exponent === 0 ? digits : `${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`;
}

describe("amounts", () => {
  test("come back from text exactly, by the currency's smallest unit, whatever zeros follow", () => {
    fc.assert(
      fc.property(currencies, minors, fc.integer({ min: 0, max: 6 }), (currency, minor, zeros) => {
        const exponent = currencyExponent(currency);
        const plain = written(minor, exponent);
        const text = plain.includes(".") ? plain + "0".repeat(zeros) : plain;
        expect(minorOf(text, currency)).toBe(minor);
        expect(minorOf(`-${text}`, currency)).toBe(minor === 0 ? 0 : -minor);
      }),
    );
  });

  test("as numbers are read by the digits that were written, not by their binary neighbours", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10_000_000_00 }), (minor) => {
        expect(minorOf(minor / 100, "SEK")).toBe(minor);
      }),
    );
    expect(minorOf(1.005, "KWD")).toBe(1005);
  });

  test.each([
    ["0.001", "SEK", "amount_not_exact"],
    ["1.5", "JPY", "amount_not_exact"],
    ["1,50", "SEK", "amount_unreadable"],
    ["", "SEK", "amount_unreadable"],
    ["1e3", "SEK", "amount_unreadable"],
    ["NaN", "SEK", "amount_unreadable"],
    [Number.NaN, "SEK", "amount_unreadable"],
    [1e21, "SEK", "amount_unreadable"],
    ["12345678901234.00", "SEK", "amount_too_large"],
    ["1.00", "kr", "unknown_currency"],
    ["1.00", "sek", "unknown_currency"],
  ])("%s %s is refused as %s", (amount, currency, reason) => {
    expect(() => minorOf(amount, currency)).toThrow(expect.objectContaining({ reason }));
  });

  test("below zero is never paid", () => {
    expect(() => paidOf("-1.00", "SEK")).toThrow(
      expect.objectContaining({ reason: "amount_negative" }),
    );
  });

  test("Stripe's own decimals are turned into those of ISO 4217", () => {
    expect(stripeMinorOf(12_900, "sek")).toBe(12_900);
    expect(stripeMinorOf(500, "jpy")).toBe(500);
    expect(stripeMinorOf(50_000, "isk")).toBe(500);
    expect(stripeMinorOf(5, "mga")).toBe(500);
    expect(() => stripeMinorOf(50_001, "isk")).toThrow(
      expect.objectContaining({ reason: "amount_not_exact" }),
    );
  });
});
