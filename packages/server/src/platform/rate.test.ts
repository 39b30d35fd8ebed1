import { expect, test } from "vitest";
import { rateLimiter } from "./rate.ts";

test("a caller may burst, then goes at a steady rate", () => {
  const limiter = rateLimiter({ perSecond: 0.5, burst: 2 });
  const waits = [0, 0, 0, 1_000, 2_000].map((now) => limiter.take("till", now).waitSeconds);
  expect(waits).toEqual([0, 0, 2, 1, 0]);
  expect(limiter.take("other", 2_000)).toEqual({
    waitSeconds: 0,
    limit: 2,
    remaining: 1,
    resetSeconds: 2,
  });
});

test("no more callers are remembered than may be: who came longest ago is forgotten", () => {
  const limiter = rateLimiter({ perSecond: 0.001, burst: 1, callersMax: 2 });
  const wait = (caller: string): number => limiter.take(caller, 0).waitSeconds;
  expect([wait("a"), wait("b")]).toEqual([0, 0]);
  expect(wait("a")).toBeGreaterThan(0);
  expect(wait("c")).toBe(0);
  expect(wait("a")).toBeGreaterThan(0);
  expect(wait("b")).toBe(0);
});
