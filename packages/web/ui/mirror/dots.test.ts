import { expect, test } from "vitest";
import { placesOfDays } from "./dots.ts";

const places = (days: readonly string[], at: string): number[] =>
  placesOfDays(days, at).map(({ place }) => place);

test("the first visit stands at the beginning of the line, and today at its end", () => {
  expect(places(["2026-03-06", "2026-03-01"], "2026-03-11T10:00:00Z")).toEqual([0.5, 0]);
});

test("a visit of today is at the end, though its day has begun earlier than the instant says", () => {
  expect(places(["2026-03-11", "2026-03-01"], "2026-03-10T23:30:00Z")).toEqual([1, 0]);
});

test("one visit alone, of today, stands at the beginning", () => {
  expect(places(["2026-03-11"], "2026-03-11T10:00:00Z")).toEqual([0]);
});
