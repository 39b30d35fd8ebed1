import { expect, test } from "vitest";
import { spanOf } from "./purchase-days.ts";

test("the last day counts as a whole, also where a month or the clock changes", () => {
  const { from = "", until = "" } = spanOf({ from: "2026-10-31", until: "2026-10-31" });
  expect(new Date(from).getTime()).toBe(new Date(2026, 9, 31).getTime());
  expect(new Date(until).getTime()).toBe(new Date(2026, 10, 1).getTime());
});

test("days that were not chosen are no limit", () => {
  expect(spanOf({ from: "", until: "" })).toEqual({});
});
