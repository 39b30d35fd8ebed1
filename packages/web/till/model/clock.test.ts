import fc from "fast-check";
import { expect, test } from "vitest";
import { happenedAt } from "./clock.ts";

const NOON = Date.UTC(2026, 4, 17, 12);
const HOUR = 3_600_000;

/** A device that is this much behind the club, for moments of one page. */
const device =
  (behindMs: number, page = "one", heard: number | null = behindMs) =>
  (clubMs: number) => ({
    wallMs: clubMs - behindMs,
    steadyMs: clubMs - NOON,
    page,
    aheadMs: heard,
  });
const heard = (behindMs: number, page?: string) => (clubMs: number) => ({
  ...device(behindMs, page)(clubMs),
  aheadMs: behindMs,
});

test("whatever the device's clock shows, a purchase keeps the club's time of when it happened", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: -400 * 24 * HOUR, max: 400 * 24 * HOUR }),
      fc.integer({ min: 0, max: 72 * HOUR }),
      fc.boolean(),
      (behindMs, waitedMs, isReloaded) => {
        const then = device(behindMs)(NOON);
        const now = heard(behindMs, isReloaded ? "two" : "one")(NOON + waitedMs);
        expect(happenedAt(then, now)).toBe(NOON);
      },
    ),
  );
});

test("a clock that is set meanwhile moves nothing while the page lives", () => {
  const then = device(-2 * HOUR)(NOON);
  expect(happenedAt(then, heard(5 * HOUR)(NOON + HOUR))).toBe(NOON);
});

test("a clock that is set while the page was closed moves nothing either", () => {
  const then = device(-2 * HOUR)(NOON);
  expect(happenedAt(then, heard(0, "two")(NOON + HOUR))).toBe(NOON);
});

test("a device that had never heard the club's time counts by what it has", () => {
  expect(happenedAt(device(HOUR, "one", null)(NOON), heard(HOUR)(NOON + HOUR))).toBe(NOON);
  expect(happenedAt(device(HOUR, "one", null)(NOON), heard(HOUR, "two")(NOON + HOUR))).toBe(NOON);
});

test("a night's sleep, in which the steady clock stood, is counted", () => {
  const then = device(0)(NOON);
  const now = { ...heard(0)(NOON + 10 * HOUR), steadyMs: 5_000 };
  expect(happenedAt(then, now)).toBe(NOON);
});

test("nothing has happened later than now", () => {
  const then = device(0)(NOON + HOUR);
  expect(happenedAt(then, heard(0)(NOON))).toBe(NOON);
});
