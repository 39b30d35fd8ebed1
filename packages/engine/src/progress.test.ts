import { expect, test } from "vitest";
import type { CompiledChallenge } from "./programme/compiled.ts";
import { challengeProgress } from "./progress.ts";

const zone = "Europe/Stockholm";
const at = Date.parse("2026-11-18T12:00:00Z"); // a Wednesday of week 47

function aChallenge(parts: Partial<CompiledChallenge>): CompiledChallenge {
  return {
    id: "c",
    when: undefined,
    windows: new Map(),
    every: "ever",
    count: "events",
    goal: 4,
    give: [],
    ...parts,
  };
}

const weeks = (...keys: string[]) => Object.fromEntries(keys.map((key) => [key, 1]));

test("nothing done yet is nothing of the goal, without an end where the challenge has none", () => {
  expect(challengeProgress(aChallenge({}), undefined, { at, zone })).toEqual({
    done: 0,
    goal: 4,
    wins: 0,
    until: null,
  });
});

test("a row goes on while its newest week is this one or the last, and breaks when that week is over", () => {
  const challenge = aChallenge({ count: "streak of weeks" });
  const state = { period: "ever", wins: 0, seen: weeks("2026-W43", "2026-W45", "2026-W46") };
  expect(challengeProgress(challenge, state, { at, zone })).toMatchObject({
    done: 2,
    until: Date.parse("2026-11-22T23:00:00Z"),
  });
  const bought = { ...state, seen: { ...state.seen, "2026-W47": 1 } };
  expect(challengeProgress(challenge, bought, { at, zone })).toMatchObject({
    done: 3,
    until: Date.parse("2026-11-29T23:00:00Z"),
  });
  const later = Date.parse("2026-11-30T12:00:00Z");
  expect(challengeProgress(challenge, state, { at: later, zone })).toMatchObject({
    done: 0,
    until: null,
  });
});

test("a row over New Year is one row", () => {
  const challenge = aChallenge({ count: "streak of weeks" });
  const state = { period: "ever", wins: 0, seen: weeks("2026-W52", "2026-W53", "2027-W01") };
  const january = Date.parse("2027-01-06T12:00:00Z");
  expect(challengeProgress(challenge, state, { at: january, zone }).done).toBe(3);
});

test("a period's progress ends with it, and is forgotten in the next", () => {
  const challenge = aChallenge({ count: "categories", every: "quarter" });
  const state = { period: "2026-Q4", wins: 0, seen: weeks("coffee", "tea") };
  expect(challengeProgress(challenge, state, { at, zone })).toEqual({
    done: 2,
    goal: 4,
    wins: 0,
    until: Date.parse("2026-12-31T23:00:00Z"),
  });
  const next = Date.parse("2027-01-02T12:00:00Z");
  expect(challengeProgress(challenge, state, { at: next, zone }).done).toBe(0);
});

test("a count of events begins anew after each win; what is won once stays whole", () => {
  const events = { period: "ever", wins: 2, seen: { all: 9 } };
  expect(challengeProgress(aChallenge({}), events, { at, zone })).toMatchObject({
    done: 1,
    wins: 2,
  });
  const days = { period: "ever", wins: 1, seen: weeks("2026-01-01") };
  expect(
    challengeProgress(aChallenge({ count: "streak of days" }), days, { at, zone }),
  ).toMatchObject({ done: 4, wins: 1, until: null });
});
