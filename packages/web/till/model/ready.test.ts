import { expect, test } from "vitest";
import { isForTill, readyOf, takenToHandOut } from "./ready.ts";

const has = {
  rewards: { "free-coffee": 1, mug: 0 },
  taken: [
    { redemptionId: "1", reward: "bun", kind: "product" },
    { redemptionId: "2", reward: "bun", kind: "product" },
    { redemptionId: "3", reward: "fifty-off", kind: "discount" },
    { redemptionId: "4", reward: "cupping", kind: "experience" },
  ],
};

test("granted rewards and those taken before are ready; none that are spent, and none that have a code", () => {
  expect(readyOf(has)).toEqual([
    { reward: "bun", count: 2 },
    { reward: "free-coffee", count: 1 },
  ]);
  expect(readyOf({ rewards: {}, taken: [] })).toEqual([]);
});

test("only goods are put into a hand", () => {
  expect(takenToHandOut(has).map(({ redemptionId }) => redemptionId)).toEqual(["1", "2"]);
  expect(isForTill("product")).toBe(true);
  expect(isForTill("charity")).toBe(false);
});
