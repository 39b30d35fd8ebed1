import { addToDay } from "@trofast/engine/time";
import { expect, test } from "vitest";
import { z } from "zod";
import { withComing } from "./dates.ts";

const noon = (day: string): number => Date.parse(`${day}T12:00:00Z`);
const programme = {
  club: { name: "Test" },
  rewards: [
    { id: "mug", cost: { points: 5 } },
    { id: "harvest", during: { from: "2026-11-30", through: "2026-12-07" } },
    { id: "cupping", seats: 12, visit: { starts: "2026-12-10 18:30", ends: "2026-12-10 20:30" } },
  ],
};
const rewardsOf = (document: unknown) =>
  z
    .looseObject({
      rewards: z.array(
        z.looseObject({ id: z.string(), visit: z.looseObject({ starts: z.string() }).optional() }),
      ),
    })
    .parse(document).rewards;

test("what lies ahead is left as it is", () => {
  expect(withComing(programme, noon("2026-11-22"))).toBeNull();
});

test("when an evening is near the next is announced, on the same weekday and with an id of its own", () => {
  const next = rewardsOf(withComing(programme, noon("2026-12-05")));
  expect(next.at(-1)).toEqual({
    id: "cupping-2027-01-07",
    seats: 12,
    visit: { starts: "2027-01-07 18:30", ends: "2027-01-07 20:30" },
  });
  expect(next.find(({ id }) => id === "cupping")).toEqual(programme.rewards[2]);
});

test("a window moves on when it is over, and not while it is open", () => {
  expect(rewardsOf(withComing(programme, noon("2026-12-05")))[1]).toEqual(programme.rewards[1]);
  expect(rewardsOf(withComing(programme, noon("2026-12-09")))[1]).toMatchObject({
    during: { from: "2027-03-01", through: "2027-03-08" },
  });
});

test("however often the clock is pushed, something comes within five weeks and a half, and nothing twice", () => {
  let document: Record<string, unknown> = programme;
  for (let week = 0; week < 60; week += 1) {
    const today = addToDay("2026-11-22", { weeks: week });
    document = withComing(document, noon(today)) ?? document;
    const rewards = rewardsOf(document);
    expect(new Set(rewards.map(({ id }) => id)).size).toBe(rewards.length);
    const starts = rewards.flatMap(({ visit }) => visit?.starts.slice(0, 10) ?? []);
    const last = starts.toSorted().at(-1) ?? "";
    expect(last > addToDay(today, { days: 9 })).toBe(true);
    expect(last <= addToDay(today, { days: 38 })).toBe(true);
  }
});

test("a document of another shape is let be", () => {
  expect(withComing({ club: {} }, 0)).toBeNull();
  expect(withComing("text", 0)).toBeNull();
});
