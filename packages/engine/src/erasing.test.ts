import { expect, test } from "vitest";
import { postsIn } from "./testing/club.ts";
import { aProgramme, Member } from "./testing/club.ts";

const rules = { arrears: { clawback: "arrears" as const, expires: "12 months" } };

test("erasing releases holds, forfeits what remains and leaves the sums at zero", () => {
  const anna = new Member(aProgramme());
  anna.buys(100);
  anna.does({ kind: "hold", hold: "h", unit: "points", amount: 40, seconds: 900 });
  const { effects } = anna.does({ kind: "erase" });
  expect(postsIn(effects)).toMatchObject([
    { from: "lots", to: "forfeited", amount: 100, unit: "points" },
  ]);
  expect(effects).toContainEqual({ do: "end-hold", hold: "h", lots: [1], outcome: "released" });
  expect(anna.fold.wallet.open).toEqual([]);
  expect(anna.fold.wallet.holds).toEqual([]);
});

test("what an erased member owes is written off", () => {
  const anna = new Member(aProgramme({ units: { points: rules.arrears } }));
  anna.buys(100);
  anna.does({ kind: "spend", unit: "points", amount: 60 });
  anna.returns("all");
  expect(anna.fold.wallet.arrears).toEqual({ points: -60 });
  anna.does({ kind: "erase" });
  expect(Object.values(anna.fold.wallet.arrears).every((owed) => owed === 0)).toBe(true);
});

test("what was gathered about an erased person goes, and their version grows on", () => {
  const anna = new Member(aProgramme());
  anna.buys(100);
  anna.does({ kind: "consent", purpose: "profiling", given: true });
  anna.does({ kind: "erase" });
  expect(anna.fold.person("anna")).toMatchObject({ consents: [], categories: {}, version: 3 });
});

test("erasing a person leaves a shared wallet as it is", () => {
  const home = new Member(aProgramme(), { id: "home" });
  home.buys(100, { person: "bo" });
  const { effects } = home.does({ kind: "erase" }, { person: "bo" });
  expect(postsIn(effects)).toEqual([]);
  expect(home.fold.wallet.open).toMatchObject([{ remaining: 100 }]);
});

test("a frozen member earns and cannot spend, until let again", () => {
  const anna = new Member(aProgramme());
  anna.buys(100);
  anna.does({ kind: "freeze", frozen: true, reason: "fraud" });
  expect(anna.buys(50).refusal).toBeNull();
  expect(anna.does({ kind: "spend", unit: "points", amount: 10 }).refusal).toMatchObject({
    code: "member_frozen",
  });
  expect(
    anna.does({ kind: "hold", hold: "h", unit: "points", amount: 1, seconds: 60 }).refusal,
  ).toMatchObject({ code: "member_frozen" });
  expect(anna.buys(50, { spends: [{ unit: "points", amount: 1 }] }).refusal).toMatchObject({
    code: "member_frozen",
    pointer: "/spends",
  });
  anna.does({ kind: "freeze", frozen: false, reason: "cleared" });
  expect(anna.does({ kind: "spend", unit: "points", amount: 10 }).refusal).toBeNull();
});
