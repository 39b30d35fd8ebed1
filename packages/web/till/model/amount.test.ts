import fc from "fast-check";
import { expect, test } from "vitest";
import { AMOUNT_MINOR_MAX, minorOf, pressed, textOf, type Key } from "./amount.ts";

const KEYS: readonly Key[] = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "00", ",", "back"];

test.each([
  ["86", 2, 8_600],
  ["86,5", 2, 8_650],
  ["86.50", 2, 8_650],
  [",5", 2, 50],
  ["86,", 2, 8_600],
  ["86", 0, 86],
])("%s with %i decimals is %i", (text, digits, minor) => {
  expect(minorOf(text, digits)).toBe(minor);
});

test.each(["", ",", "8,555", "8 6", "-1", "1e3", "8,5,5", "99999999999"])(
  "%j is no amount",
  (text) => {
    expect(minorOf(text, 2)).toBeNull();
  },
);

test("every amount is read back from its own text", () => {
  fc.assert(
    fc.property(fc.nat(AMOUNT_MINOR_MAX), fc.constantFrom(0, 2, 3), (minor, digits) => {
      expect(minorOf(textOf(minor, digits), digits)).toBe(minor);
    }),
  );
});

test("whatever is pressed, an amount or nothing stands there, and taking all back leaves nothing", () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...KEYS)), fc.constantFrom(0, 2), (keys, digits) => {
      let text = "";
      for (const key of keys) {
        text = pressed(text, key, digits);
        expect(text === "" || minorOf(text, digits) !== null).toBe(true);
      }
      for (let left = text.length; left > 0; left -= 1) text = pressed(text, "back", digits);
      expect(text).toBe("");
    }),
  );
});

test("a leading zero gives way, and a comma alone begins with one", () => {
  expect(pressed("0", "5", 2)).toBe("5");
  expect(pressed("", "00", 2)).toBe("0");
  expect(pressed("", ",", 2)).toBe("0,");
  expect(pressed("5", ",", 0)).toBe("5");
});
