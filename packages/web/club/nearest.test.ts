import { expect, test } from "vitest";
import { nearestCard, nearestReward, quietTip, tipOf, type ListedReward } from "./nearest.ts";
import { costOf, stopOf } from "./rewards/taking.ts";

function aReward(
  parts: Partial<ListedReward> & { price?: ListedReward["price"] } = {},
): ListedReward {
  return {
    reward: "bun",
    name: { sv: "Bulle" },
    about: null,
    kind: "product",
    nearness: "now",
    price: { units: { points: 350 }, moneyMinor: 0, currency: "SEK" },
    worthMinor: 4000,
    granted: 0,
    left: null,
    missing: {},
    whyNot: null,
    startsAt: null,
    endsAt: null,
    plusOnes: 0,
    hasWaitingList: false,
    window: null,
    tipDeclined: null,
    ...parts,
  };
}
const costing = (points: number, missing = 0): ListedReward =>
  aReward({
    reward: `for-${points}`,
    price: { units: { points }, moneyMinor: 0, currency: "SEK" },
    missing: missing > 0 ? { points: missing } : {},
    nearness: missing > 0 ? "soon" : "now",
    whyNot: missing > 0 ? { code: "insufficient_balance", detail: "" } : null,
  });

const at = "2026-11-22T00:00:00Z";
const standing = (lastDay?: string, amount = 400) => ({
  at,
  balance: {},
  nextExpiries:
    lastDay === undefined
      ? []
      : [{ unit: "points", amount, expiresAt: `${lastDay}T23:00:00Z`, lastDay, worth: null }],
});

test("the fullest stamp card is the nearest", () => {
  const card = (goal: number) => ({
    name: {},
    goal,
    on: "purchase",
    grants: "coffee",
    parts: { on: ["purchase"] },
  });
  const cards = { coffee: card(10), lunch: card(4) };
  const stamps = {
    cards: {
      coffee: { stamps: 6, goal: 10, granted: 0 },
      lunch: { stamps: 3, goal: 4, granted: 0 },
    },
  };
  expect(nearestCard(cards, stamps)).toEqual({
    card: "lunch",
    stamps: 3,
    goal: 4,
    left: 1,
    grants: "coffee",
  });
  expect(nearestCard(cards, { cards: {} })?.left).toBe(10);
  expect(nearestCard({}, stamps)).toBeNull();
});

test("the nearest reward is the one with the largest part of its price there, and not one that is gone", () => {
  const gone = { ...costing(100, 1), left: 0 };
  expect(nearestReward([costing(1000, 400), costing(200, 100), gone])?.price).toBe(1000);
  expect(nearestReward([costing(100)])).toBeNull();
});

test("what is ready already is said before all else", () => {
  const ready = aReward({ reward: "coffee", price: null, granted: 2 });
  expect(tipOf([costing(900), ready], standing("2026-11-30"), "points")).toMatchObject({
    kind: "ready",
    count: 2,
  });
});

test("points that end within two months are named with what they pay for", () => {
  expect(tipOf([costing(900), costing(350)], standing("2026-11-30"), "points")).toMatchObject({
    kind: "expiring",
    reward: { reward: "for-350" },
    amount: 400,
  });
  expect(tipOf([costing(900), costing(350)], standing("2027-06-30"), "points")).toMatchObject({
    kind: "reach",
    price: 900,
  });
});

test("who waits for an answer is told of what would be lost, and of nothing to get", () => {
  const lost = tipOf([costing(350)], standing("2026-11-30"), "points");
  const reach = tipOf([costing(350)], standing(), "points");
  expect(quietTip(lost, true)).toBe(lost);
  expect(reach?.kind).toBe("reach");
  expect(quietTip(reach, true)).toBeNull();
  expect(quietTip(reach, false)).toBe(reach);
});

test("what the member does not want to be tipped of is not said, and the next best is", () => {
  const declined = { ...costing(900), tipDeclined: { until: null } };
  expect(tipOf([declined, costing(350)], standing(), "points")).toMatchObject({ price: 350 });
  const putOff = { ...costing(350), tipDeclined: { until: "2027-01-21T00:00:00Z" } };
  expect(tipOf([declined, putOff], standing("2026-11-30"), "points")).toBeNull();
});

test("where nothing can be taken, nothing is said", () => {
  expect(tipOf([costing(900, 300)], standing(), "points")).toBeNull();
  expect(tipOf([aReward({ kind: "charity" })], standing(), "points")).toBeNull();
  expect(tipOf([costing(900)], standing(), null)).toBeNull();
});

test("what stands in the way of taking a reward has one name", () => {
  expect(stopOf(aReward())).toBeNull();
  expect(stopOf(aReward({ kind: "experience", left: 0, granted: 1 }))).toBe("full");
  expect(stopOf(aReward({ left: 0 }))).toBe("gone");
  expect(stopOf(costing(900, 100))).toBe("missing");
  expect(stopOf(aReward({ price: null, whyNot: { code: "reward_not_granted", detail: "" } }))).toBe(
    "granted",
  );
  expect(stopOf(aReward({ price: null, granted: 1 }))).toBeNull();
  const window = { opensAt: null, closesAt: null };
  expect(stopOf(aReward({ kind: "early_access", price: null, window }))).toBe("early");
  expect(
    stopOf(aReward({ price: { units: { points: 1 }, moneyMinor: 500, currency: "SEK" } })),
  ).toBe("money");
});

test("two cost twice", () => {
  expect(costOf(aReward(), 2)).toEqual({ points: 700 });
  expect(costOf({ price: null }, 2)).toEqual({});
});
