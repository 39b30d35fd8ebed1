import { expect, test } from "vitest";
import { isPresenceToken, presenceOf } from "./vouching.ts";

const token = "AQGW_F7mgH18q-ysx1qX00";

test.each([
  [token, token],
  [` ${token}\n`, token],
  ["402917", "402917"],
  ["402 917", "402917"],
  ["40291", null],
  [`${token}A`, null],
  ["9089881830000947", null],
  ["", null],
])("%j is taken as %j", (typed, taken) => {
  expect(presenceOf(typed)).toBe(taken);
});

test("a number that long is no token", () => {
  expect(isPresenceToken("1".repeat(22))).toBe(false);
});
