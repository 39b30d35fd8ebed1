import { expect, test } from "vitest";
import { soonVisit } from "./soon.ts";

const visit = {
  startsAt: "2026-12-20T23:30:00Z",
  endsAt: "2026-12-21T01:00:00Z",
  timezone: "Europe/Stockholm",
  place: null,
  doorFrom: "2026-12-20T20:30:00Z",
  cancelUntil: "2026-12-19T23:30:00Z",
};
const place = { redemptionId: "one", reward: "tasting", state: "issued", visit };
const at = (instant: string): number => Date.parse(instant);

test("a place is near from the day before, by the wall clock where it is, until it is over", () => {
  const days = (instant: string) => soonVisit([place], at(instant))?.isToday ?? null;
  // It begins half an hour into the 21st in Stockholm.
  expect(days("2026-12-19T22:59:00Z")).toBeNull();
  expect(days("2026-12-19T23:00:00Z")).toBe(false);
  expect(days("2026-12-20T22:59:00Z")).toBe(false);
  expect(days("2026-12-20T23:00:00Z")).toBe(true);
  expect(days("2026-12-21T00:59:00Z")).toBe(true);
  expect(days("2026-12-21T01:00:00Z")).toBeNull();
});

test("of several the first is told, and none that was given back or has no time", () => {
  const now = at("2026-12-20T10:00:00Z");
  const sooner = {
    ...place,
    redemptionId: "two",
    visit: { ...visit, startsAt: "2026-12-20T18:00:00Z" },
  };
  expect(soonVisit([place, sooner], now)?.redemptionId).toBe("two");
  expect(
    soonVisit(
      [
        { ...place, state: "cancelled" },
        { ...place, visit: null },
      ],
      now,
    ),
  ).toBeNull();
});
