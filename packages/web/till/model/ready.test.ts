import { expect, test } from "vitest";
import { isForTill, isHandedOut, readyOf, takenToUse } from "./ready.ts";

const has = {
  rewards: { "free-coffee": 1, mug: 0 },
  taken: [
    { redemptionId: "1", reward: "bun", kind: "product" },
    { redemptionId: "2", reward: "bun", kind: "product" },
    { redemptionId: "3", reward: "fifty-off", kind: "discount" },
    { redemptionId: "4", reward: "cupping", kind: "experience" },
    { redemptionId: "5", reward: "cinema", kind: "partner" },
  ],
};

test("granted rewards and those taken before are ready; none that are spent, and none for elsewhere", () => {
  expect(readyOf(has)).toEqual([
    { reward: "bun", count: 2 },
    { reward: "free-coffee", count: 1 },
    { reward: "fifty-off", count: 1 },
  ]);
  expect(readyOf({ rewards: {}, taken: [] })).toEqual([]);
});

test("what lowers a purchase is used here, and only goods are put into a hand", () => {
  expect(takenToUse(has).map(({ redemptionId }) => redemptionId)).toEqual(["1", "2", "3"]);
  expect(["product", "discount", "credit"].filter(isHandedOut)).toEqual(["product"]);
  expect(["charity", "gift_card", "partner", "content"].filter(isForTill)).toEqual([]);
});
