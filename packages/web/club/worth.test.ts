import fc from "fast-check";
import { expect, test } from "vitest";
import { balanceOf, mainUnit, nextExpiry, sumOf, worthOf } from "./worth.ts";

const unit = (
  spendable: boolean,
  worth: Record<string, { amount: string; currency: string }> = {},
) => ({
  name: {},
  spendable,
  isMoney: false,
  worth,
});
const points = unit(true, {
  se: { amount: "0.10", currency: "SEK" },
  dk: { amount: "0.07", currency: "DKK" },
});
const two = (): number => 2;

test("home is about the first unit that can be spent and is worth money", () => {
  expect(mainUnit({ status: unit(false), tokens: unit(true), points })).toBe("points");
  expect(mainUnit({ status: unit(false), tokens: unit(true) })).toBe("tokens");
  expect(mainUnit({ status: unit(false) })).toBeNull();
});

test("points are worth what the member's own market says, rounded down", () => {
  const units = { points };
  expect(worthOf(units, { unit: "points", amount: 1240, market: "se" }, two)).toEqual({
    minor: 12_400,
    currency: "SEK",
  });
  expect(worthOf(units, { unit: "points", amount: 3, market: "dk" }, two)?.minor).toBe(21);
  expect(
    worthOf(
      { p: unit(true, { se: { amount: "0.005", currency: "SEK" } }) },
      { unit: "p", amount: 3, market: "se" },
      two,
    )?.minor,
  ).toBe(1);
  expect(
    worthOf({ status: unit(false) }, { unit: "status", amount: 3, market: "se" }, two),
  ).toBeNull();
});

test("no binary fraction gets into the worth", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 10_000_000 }), (amount) => {
      expect(worthOf({ points }, { unit: "points", amount, market: "se" }, two)?.minor).toBe(
        amount * 10,
      );
    }),
  );
});

test("what is not in the balance yet is zero, of both sorts of units", () => {
  expect(balanceOf({}, "points").available).toBe(0);
  expect(
    balanceOf({ points: { available: 5, pending: 1, held: 2, arrears: 0 } }, "points").held,
  ).toBe(2);
  expect(sumOf({ status: 30 }, "status")).toBe(30);
  expect(sumOf({}, "status")).toBe(0);
});

test("the next to end is of the unit that is asked for", () => {
  const next = (name: string) => ({
    unit: name,
    amount: 1,
    expiresAt: "2026-11-30T23:00:00Z",
    lastDay: "2026-11-30",
    worth: null,
  });
  expect(nextExpiry({ nextExpiries: [next("tokens"), next("points")] }, "points")?.unit).toBe(
    "points",
  );
  expect(nextExpiry({ nextExpiries: [] }, "points")).toBeNull();
});
