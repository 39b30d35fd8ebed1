import { expect, test } from "vitest";
import { decimalOf } from "./numbers.ts";

test("numbers are read as people in the north write them", () => {
  expect(decimalOf("1 250,50")).toBe(1250.5);
  expect(decimalOf("1\u00a0250")).toBe(1250);
  expect(decimalOf(" 12.5 ")).toBe(12.5);
});

test("what is no number is none, also nothing at all", () => {
  expect(decimalOf("")).toBeNaN();
  expect(decimalOf("tolv")).toBeNaN();
});
