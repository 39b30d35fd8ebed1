import { describe, expect, test } from "vitest";
import { saidBy } from "./said.ts";

const number = (measure: string, comparison: string, value: number) => ({
  kind: "number",
  measure,
  comparison,
  value,
});
const place = (at: string, values: readonly string[], not = false) => ({
  kind: "place",
  place: at,
  values,
  not,
});

describe("a condition", () => {
  test.each([
    ["basket.paid >= 500", number("paid", "atLeast", 500)],
    ["basket.quantity > 2", number("pieces", "moreThan", 2)],
    ["member.daysSincePurchase>=60", number("daysSince", "atLeast", 60)],
    ["local.hour < 10", number("hour", "lessThan", 10)],
    ['"local" in item.tags', place("tag", ["local"])],
    ["'local' in item.tags", place("tag", ["local"])],
    ['!("tobacco" in item.categories)', place("category", ["tobacco"], true)],
    ['item.category == "tea"', place("category", ["tea"])],
    ['event.channel != "web"', place("channel", ["web"], true)],
    ['event.store in ["Lund", "Malmö"]', place("store", ["Lund", "Malmö"])],
    ['"friends" in member.segments', place("segment", ["friends"])],
    ["event.exam", { kind: "flag", field: "exam", not: false }],
    ["!event.stop_tap", { kind: "flag", field: "stop_tap", not: true }],
    [
      "event.detectors >= 1",
      { kind: "field", field: "detectors", comparison: "atLeast", value: 1 },
    ],
    ["basket.categories.exists(c, !(c in member.categories))", { kind: "newCategory" }],
  ])("of a usual shape is understood: %s", (text, said) => {
    expect(saidBy(text)).toEqual(said);
  });

  test("of several parts keeps how they hang together, with or without brackets", () => {
    const both = {
      kind: "all",
      parts: [number("paid", "atLeast", 100), place("basketTag", ["local"])],
    };
    expect(saidBy('basket.paid >= 100 && "local" in basket.tags')).toEqual(both);
    expect(saidBy('((basket.paid >= 100) && ("local" in basket.tags))')).toEqual(both);
    expect(saidBy("basket.paid >= 100 && (event.a || event.b)")).toMatchObject({
      kind: "all",
      parts: [{ kind: "number" }, { kind: "any", parts: [{ field: "a" }, { field: "b" }] }],
    });
    expect(saidBy("event.a && event.b || event.c")).toMatchObject({
      kind: "any",
      parts: [{ kind: "all" }, { kind: "flag", field: "c" }],
    });
  });

  test("with signs inside quotes is not cut there", () => {
    expect(saidBy('event.store == "a && b (c"')).toEqual(place("store", ["a && b (c"]));
  });

  test.each([
    "",
    "basket.paid >= 100 && size(basket.articles) > 2",
    "basket.paid >= 100 &&",
    "(basket.paid >= 100",
    'item.tags == "local"',
    '"local" in item.article',
    "event.channel",
    "basket.categories.exists(c, c in member.categories)",
    '!("a" in item.tags) + 1',
    "member.unknown >= 2",
  ])("that is not understood whole is not understood at all: %s", (text) => {
    expect(saidBy(text)).toBeNull();
  });

  test.each([
    '"vegetables" in item.categories || "berries" in item.categories',
    "member.purchases >= 1 && basket.categories.exists(c, !(c in member.categories))",
    "event.detectors >= 1 && event.stop_tap",
    "contract.claimFreeYears >= 1",
  ])("of the ready-made programmes is understood: %s", (text) => {
    expect(saidBy(text)).not.toBeNull();
  });
});
