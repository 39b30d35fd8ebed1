import { expect, test } from "vitest";
import { lastMinutes, monthAfter, oldestCohort, owed, returningShares } from "./sentences.ts";

const week = (active: number, bought: number) => ({
  week: "2026-10-05",
  active,
  bought,
  share: active === 0 ? null : bought / active,
});

test("the share that returns is of all members of four weeks together, beside the four before", () => {
  const weeks = [...Array(4).fill(week(100, 20)), ...Array(3).fill(week(100, 30)), week(300, 30)];
  expect(returningShares(weeks)).toEqual({ now: 0.2, before: 0.2 });
  expect(returningShares([week(10, 5)])).toEqual({ now: 0.5, before: null });
  expect(returningShares([week(0, 0)])).toBeNull();
});

test("a cohort speaks by its last whole month, and not before it has one", () => {
  expect(oldestCohort([{ month: "2026-05", joined: 50, bought: [50, 30, 17, null] }])).toEqual({
    month: "2026-05",
    after: 2,
    share: 0.34,
  });
  expect(oldestCohort([{ month: "2026-05", joined: 50, bought: [50, null] }])).toBeNull();
  expect(oldestCohort([])).toBeNull();
});

test("what ends within three months counts this month as the first of them", () => {
  const months = [
    { month: "2026-11", amount: 1 },
    { month: "2027-01", amount: 2 },
    { month: "2027-02", amount: 4 },
    { month: null, amount: 8 },
  ];
  expect(owed(months, "2026-11")).toEqual({ all: 15, soon: 3 });
  expect(monthAfter("2026-11", 2)).toBe("2027-01");
});

test("the last minutes are the last of the array", () => {
  expect(lastMinutes([1, 1, 1, 2, 3], 2)).toBe(5);
});
