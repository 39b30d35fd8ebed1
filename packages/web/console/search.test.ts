import { expect, test } from "vitest";
import { CATALOGUE_PARTS, membersSearch, partSearch, signInSearch } from "./search.ts";

test("signing in leads on to the console's own pages and nowhere else", () => {
  expect(signInSearch({ next: "/members?q=maja" })).toEqual({ next: "/members?q=maja" });
  for (const next of [
    "https://elsewhere.example",
    "//elsewhere.example",
    "/\\elsewhere.example",
    "",
    7,
  ])
    expect(signInSearch({ next }).next).toBe("/");
});

test("a mistyped address is an empty one", () => {
  expect(membersSearch({ q: "", status: "gone", cursor: 4, join: "yes" })).toEqual({ cursor: "4" });
  expect(membersSearch({ q: 12345, status: "frozen" })).toEqual({ q: "12345", status: "frozen" });
  expect(partSearch(CATALOGUE_PARTS)({ part: "stores" })).toEqual({ part: "stores" });
  expect(partSearch(CATALOGUE_PARTS)({ part: "shelves" })).toEqual({});
});
