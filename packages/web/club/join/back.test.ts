import { expect, test } from "vitest";
import { backOf } from "./back.ts";

test("places of the app are gone back to", () => {
  expect(backOf("/me/history")).toBe("/me/history");
  expect(backOf("/rewards/mine/0192-ab")).toBe("/rewards/mine/0192-ab");
});

test("home needs no words, and nobody is sent elsewhere", () => {
  for (const path of [
    "/",
    "//evil.example",
    "/me//evil",
    "https://evil.example",
    "/j",
    "/me\\x",
    7,
  ])
    expect(backOf(path)).toBeUndefined();
});
