import { expect, test } from "vitest";
import {
  countOf,
  isReached,
  nearestChallenge,
  periodOf,
  type ChallengeStanding,
} from "./challenge.ts";

const aStanding = (parts: Partial<ChallengeStanding> = {}): ChallengeStanding => ({
  done: 0,
  goal: 4,
  wins: 0,
  lastDay: null,
  gives: { units: {}, badge: null, reward: null },
  ...parts,
});

const aChallenge = (count = "events") => ({
  name: { sv: "X" },
  goal: 4,
  count,
  every: "ever",
  parts: { on: ["purchase"] },
});

test("a row of weeks and different weeks are different words", () => {
  expect(countOf("streak of weeks")).toBe("rowOfWeeks");
  expect(countOf("weeks")).toBe("weeks");
  expect(countOf("something new")).toBe("events");
  expect(periodOf("quarter")).toBe("quarter");
  expect(periodOf("ever")).toBe("ever");
});

test("what is won is reached until its period ends, but a count of events begins anew", () => {
  expect(isReached("streak of weeks", aStanding({ done: 4, wins: 1 }))).toBe(true);
  expect(isReached("events", aStanding({ done: 0, wins: 2 }))).toBe(false);
  expect(isReached("days", aStanding({ done: 3 }))).toBe(false);
});

test("home shows the begun challenge that is nearest, of equals the one that ends first", () => {
  const challenges = { a: aChallenge(), b: aChallenge(), c: aChallenge("days"), d: aChallenge() };
  expect(nearestChallenge(challenges, {})).toBeNull();
  expect(nearestChallenge(challenges, { a: aStanding() })).toBeNull();
  const standings = {
    a: aStanding({ done: 2 }),
    b: aStanding({ done: 2, lastDay: "2026-11-30" }),
    c: aStanding({ done: 4, wins: 1 }),
    d: aStanding({ done: 1, lastDay: "2026-11-23" }),
  };
  expect(nearestChallenge(challenges, standings)?.id).toBe("b");
});
