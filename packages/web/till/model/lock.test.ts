import { expect, test } from "vitest";
import { isDue, isPin, keepPin, LOCK_AFTER_MS, opens } from "./lock.ts";

const salt = new Uint8Array(16).fill(7);

test("the code that was kept opens, another does not, and it is not kept in the open", async () => {
  const kept = await keepPin("4711", salt);
  expect(await opens("4711", kept)).toBe(true);
  expect(await opens("4712", kept)).toBe(false);
  expect(JSON.stringify(kept)).not.toContain("4711");
});

test("the same code with another salt is kept as something else", async () => {
  const [one, other] = [await keepPin("4711", salt), await keepPin("4711", new Uint8Array(16))];
  expect(one.hash).not.toBe(other.hash);
});

test.each([
  ["1234", true],
  ["12345678", true],
  ["123", false],
  ["123456789", false],
  ["12a4", false],
  ["", false],
])("%j is a code: %s", (text, is) => {
  expect(isPin(text)).toBe(is);
});

test("the till locks after its time, and when the clock went back", () => {
  expect(isDue(1_000, 1_000 + LOCK_AFTER_MS - 1)).toBe(false);
  expect(isDue(1_000, 1_000 + LOCK_AFTER_MS)).toBe(true);
  expect(isDue(1_000, 999)).toBe(true);
});
