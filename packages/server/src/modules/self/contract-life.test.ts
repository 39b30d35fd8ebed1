import { addDuration } from "@trofast/engine/time";
import { expect, test } from "vitest";
import { contractsOf, nextRenewal, wholeYears, type ContractAct } from "./contract-life.ts";

const at = (day: string): number => Date.parse(`${day}T09:00:00Z`);
const yearAfter = (instant: number): number =>
  addDuration(instant, { kind: "calendar", months: 12, days: 0 }, "Europe/Stockholm");
const act = (
  day: string,
  what: ContractAct["act"],
  product: string | null = null,
): ContractAct => ({
  contract: "p1",
  act: what,
  product,
  at: at(day),
});

const one = (...acts: ContractAct[]) => {
  const [found] = contractsOf(acts);
  if (found === undefined) throw new Error("nothing was signed");
  return found;
};

test("a policy is renewed a year after it began, and then every year, leap years too", () => {
  const fresh = one(act("2023-03-01", "started", "home"), act("2023-03-06", "premium"));
  expect(fresh).toMatchObject({ product: "home", status: "active", renewals: 0 });
  expect(nextRenewal(fresh, yearAfter)).toBe(at("2024-03-01"));
  const renewed = one(act("2023-03-01", "started", "home"), act("2024-03-01", "renewed"));
  expect(renewed.renewals).toBe(1);
  expect(nextRenewal(renewed, yearAfter)).toBe(at("2025-03-01"));
});

test("a subscription is renewed as often as it was", () => {
  const monthly = one(act("2026-01-01", "started", "coffee"), act("2026-01-29", "renewed"));
  expect(nextRenewal(monthly, yearAfter)).toBe(at("2026-02-26"));
});

test("what is paused is not renewed, and what has ended can begin again", () => {
  const paused = one(act("2026-01-01", "started", "home"), act("2026-02-01", "paused"));
  expect(nextRenewal(paused, yearAfter)).toBeNull();
  const again = [act("2026-03-01", "ended"), act("2026-04-01", "started", "car")];
  expect(one(act("2026-01-01", "started", "home"), ...again)).toMatchObject({
    product: "car",
    status: "active",
    startedAt: at("2026-04-01"),
  });
});

test("an act of a contract that never began changes nothing", () => {
  expect(contractsOf([act("2026-01-01", "renewed")])).toEqual([]);
});

test("years together are whole years", () => {
  expect(wholeYears(at("2020-11-23"), at("2026-11-22"), yearAfter)).toBe(5);
  expect(wholeYears(at("2020-11-22"), at("2026-11-22"), yearAfter)).toBe(6);
});
