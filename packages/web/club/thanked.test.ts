import { expect, test } from "vitest";
import { thankedOf } from "./thanked.ts";

const points = { give: { points: 50 }, reward: null };
const aReward = { give: {}, reward: "coffee" };
const nothing = { give: {}, reward: null };

test.each([
  ["both", points, aReward],
  ["mine", aReward, nothing],
  ["theirs", nothing, points],
] as const)("an invitation promises what the programme gives: %s", (thanked, member, friend) => {
  expect(thankedOf({ isOpen: true, member, friend })).toBe(thanked);
});

test("it promises nothing while the programme rewards no friends", () => {
  expect(thankedOf({ isOpen: false, member: points, friend: points })).toBe("closed");
});
