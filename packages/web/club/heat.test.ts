import { expect, test } from "vitest";
import { heatRows, partOfWeek } from "../ui/mirror/heat.ts";
import { between } from "./home/count-up.ts";
import { placeAtRisk, placesOf } from "./levels.ts";
import { charityFigures, goalOf } from "./rewards/charity.ts";

const two = (): number => 2;

test("only parts of the day between the first and the last visit have a row", () => {
  const parts = Array.from({ length: 42 }, () => 0);
  parts[3] = 4; // Monday 12-16
  parts[6 * 4 + 4] = 1; // Friday 16-20
  const rows = heatRows(parts);
  expect(rows.map(({ fromHour }) => fromHour)).toEqual([12, 16]);
  expect(rows[0]?.cells[0]).toEqual({ count: 4, tint: 4 });
  expect(rows[1]?.cells[4]).toEqual({ count: 1, tint: 1 });
  expect(heatRows(Array.from({ length: 42 }, () => 0))).toEqual([]);
});

test("a part of the week is a weekday with its hours", () => {
  expect(partOfWeek(28)).toEqual({ day: 4, fromHour: 16, toHour: 20 });
  expect(partOfWeek(0)).toEqual({ day: 0, fromHour: 0, toHour: 4 });
});

test("counting up begins where it was and ends where it is", () => {
  expect(between(100, 200, 0)).toBe(100);
  expect(between(100, 200, 1)).toBe(200);
  expect(between(200, 100, 2)).toBe(100);
  expect(between(0, 1000, 0.5)).toBeGreaterThan(500);
});

test("a place on the ladder says what is missing to the next level, and nothing at the top", () => {
  const level = (id: string, at: number) => ({ id, at, name: {}, benefits: [] });
  const ladders = {
    level: { counts: "status", levels: [level("guest", 0), level("friend", 1500)] },
  };
  const standing = { unit: "status", lastDay: "2026-12-31", forLife: null, fall: null };
  const next = { level: "friend", missing: 900 };
  const [low] = placesOf(ladders, {
    levels: { level: "guest" },
    ladders: { level: { ...standing, level: "guest", earned: 600, next } },
  });
  expect(low).toMatchObject({ sum: 600, missing: 900, next: { id: "friend" } });
  const [top] = placesOf(ladders, {
    levels: { level: "friend" },
    ladders: { level: { ...standing, level: "friend", earned: 2000, next: null } },
  });
  expect(top).toMatchObject({ missing: 0, next: null });
  const [kept] = placesOf(ladders, {
    levels: { level: "friend" },
    ladders: {
      level: { ...standing, level: "friend", earned: 0, next: null, forLife: "friend" },
    },
  });
  expect(kept).toMatchObject({ isForLife: true });
  expect(top).toMatchObject({ isForLife: false });
  const [none] = placesOf(ladders, { levels: {}, ladders: {} });
  expect(none).toMatchObject({ now: null, next: { id: "guest" }, fall: null });
});

test("of levels that will fall, the one that is lost soonest and near is told of", () => {
  const place = (ladder: string, keptThrough: string, isNear: boolean) => {
    const fall = { level: "guest", keptThrough, missing: 10, earnThrough: keptThrough, isNear };
    return {
      ladder,
      unit: "status",
      now: null,
      next: null,
      sum: 0,
      missing: 0,
      fall,
      isForLife: false,
    };
  };
  const far = place("far", "2026-11-01", false);
  expect(placeAtRisk([far])).toBeNull();
  const near = [far, place("late", "2027-02-01", true), place("soon", "2027-01-30", true)];
  expect(placeAtRisk(near)?.ladder).toBe("soon");
});

test("a cause is measured in its goal's own currency", () => {
  expect(goalOf("15000 SEK", two)).toEqual({ minor: 1_500_000, currency: "SEK" });
  expect(goalOf("12.5 EUR", two)).toEqual({ minor: 1250, currency: "EUR" });
  expect(goalOf("much", two)).toBeNull();
  const given = [
    { currency: "DKK", minor: 1400 },
    { currency: "SEK", minor: 66_000 },
  ];
  expect(charityFigures({ given, goal: { se: "15000 SEK" } }, "dk", two)).toEqual({
    given: { currency: "SEK", minor: 66_000 },
    goal: { minor: 1_500_000, currency: "SEK" },
  });
  expect(charityFigures({ given, goal: {} }, null, two).given?.currency).toBe("SEK");
});
