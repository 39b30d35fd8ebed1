import { expect, test } from "vitest";
import { changedIn } from "./changed-in.ts";

test("a draft holds what differs from the form's start, so that what somebody else saved meanwhile stays", () => {
  const start = { name: "Kvarnby", hue: 275, acts: ["own_cup"] };
  expect(changedIn(start, { ...start, hue: 155 })).toEqual({ hue: 155 });
  expect(changedIn(start, { ...start, acts: ["own_cup", "repair"] })).toEqual({
    acts: ["own_cup", "repair"],
  });
});

test("a form as it began leaves no draft, and secrets are in none", () => {
  const start = { shop: "", secret: "" };
  expect(changedIn(start, { ...start })).toBeNull();
  expect(changedIn(start, { shop: "", secret: "whsec_12345678" }, ["secret"])).toBeNull();
});
