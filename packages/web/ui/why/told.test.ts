import { describeEffects } from "@trofast/engine/describe";
import type { Effect as EngineEffect } from "@trofast/engine/effects";
import { aProgramme } from "@trofast/engine/testing/club";
import { expect, test } from "vitest";
import { countedBy, effectOf, isLeftOut, whyNotOf, whyParts, type Receipt } from "./told.ts";

/** What the engine says of an effect, read back. */
function readBack(effect: EngineEffect) {
  const [sentence = ""] = describeEffects([effect], aProgramme({}));
  return effectOf(sentence);
}

test("the engine's own sentences are read back into parts", () => {
  const at = Date.UTC(2026, 10, 22);
  expect(readBack({ do: "stamp", card: "coffee", by: 2 })).toEqual({
    kind: "stamps",
    card: "coffee",
    count: 2,
  });
  expect(readBack({ do: "stamp", card: "coffee", by: -1 })).toMatchObject({ count: -1 });
  expect(readBack({ do: "join", at })).toEqual({ kind: "joined" });
  const warning = { ladder: "level", level: "guest", period: "2026", until: at, missing: 340 };
  expect(readBack({ do: "warn", ...warning })).toEqual({
    kind: "warned",
    ladder: "level",
    level: "guest",
    missing: 340,
  });
  const close = { ladder: "level", period: "2026", until: at };
  expect(readBack({ do: "close", ...close })).toEqual({ kind: "closed", ladder: "level" });
});

test("amounts with and without an end, spent, expired and owed", () => {
  expect(effectOf("130 points given, usable through 2027-01-31 (base).")).toEqual({
    kind: "given",
    amount: 130,
    unit: "points",
    lastDay: "2027-01-31",
    rule: "base",
  });
  expect(effectOf("130 status given (base).")).toMatchObject({ kind: "given", lastDay: null });
  expect(effectOf("350 points spent (reward bun).")).toEqual({
    kind: "spent",
    amount: 350,
    unit: "points",
  });
  expect(effectOf("655 points expired.")).toEqual({ kind: "expired", amount: 655, unit: "points" });
  expect(
    effectOf("12 points are owed, as they were spent before the goods came back (base)."),
  ).toEqual({ kind: "owed", amount: 12, unit: "points" });
  expect(effectOf("four-weeks: 2026-W02 counts in ever.")).toBeNull();
});

test("rules that gave are told with their lots and sum; cards and challenges are not summed", () => {
  const parts = whyParts(
    [
      { rule: "double", outcome: "skipped", code: "window" },
      { rule: "base", outcome: "gave", code: "applied", given: { points: 130, status: 130 } },
      { rule: "own-cup", outcome: "gave", code: "trimmed", given: { points: 10 } },
      { rule: "card:coffee", outcome: "gave", code: "applied", given: { stamps: 2 } },
    ],
    [
      "130 points given, usable through 2027-01-31 (base).",
      "130 status given (base).",
      "10 points given, usable through 2027-01-31 (own-cup).",
      "2 stamps on the card coffee.",
      "The reward free-coffee is granted (card coffee).",
    ],
  );
  expect(parts.gave.map(({ rule, trimmed }) => [rule, trimmed])).toEqual([
    ["base", false],
    ["own-cup", true],
  ]);
  expect(parts.gave[0]?.lots).toContainEqual({
    amount: 130,
    unit: "points",
    lastDay: "2027-01-31",
  });
  expect(parts.sum).toEqual({ points: 140, status: 130 });
  expect(parts.also).toEqual([
    { kind: "stamps", card: "coffee", count: 2 },
    { kind: "granted", reward: "free-coffee", count: 1 },
  ]);
  expect(parts.not.map(({ rule }) => rule)).toEqual(["double"]);
});

test("each code of the engine has a sentence, an unknown one too", () => {
  expect(whyNotOf("store")).toBe("place");
  expect(whyNotOf("rounds_to_nothing")).toBe("small");
  expect(whyNotOf("something_new")).toBe("other");
});

test("a rule counts the lines that name it, and the whole receipt where all do", () => {
  const line = (article: string, paidMinor: number, ...rules: string[]) => ({
    article,
    called: null,
    quantity: 1,
    paidMinor,
    rules,
  });
  const receipt: Receipt = {
    currency: "SEK",
    paidMinor: 30_000,
    more: 3,
    lines: [line("bun", 4_000, "base", "local"), line("mug", 19_000, "base")],
  };
  expect(countedBy(receipt, "local")).toMatchObject({
    isAll: false,
    paidMinor: 4_000,
    lines: [{ article: "bun" }],
  });
  expect(countedBy(receipt, "base")).toMatchObject({ isAll: true, paidMinor: 30_000 });
  expect(countedBy(receipt, "card:coffee")).toBeNull();
});

test("a line that nothing counted is told beside one that was, and not where nothing counts any", () => {
  const line = (article: string, ...rules: string[]) => ({
    article,
    called: null,
    quantity: 1,
    paidMinor: 5_000,
    rules,
  });
  const [bun, voucher] = [line("bun", "base"), line("voucher")];
  const receipt = (...lines: Receipt["lines"]): Receipt => ({
    currency: "SEK",
    paidMinor: 5_000 * lines.length,
    more: 0,
    lines,
  });
  const both = receipt(bun, voucher);
  expect(both.lines.map((one) => isLeftOut(both, one))).toEqual([false, true]);
  const alone = receipt(voucher);
  expect(alone.lines.map((one) => isLeftOut(alone, one))).toEqual([false]);
});
