import { programmeSchema } from "@trofast/engine/programme/schema";
import { expect, test } from "vitest";
import { meaningOf } from "./meaning.ts";

const purchase = { on: "purchase", give: { points: 5 } };
const programme = programmeSchema.parse({
  club: { name: "Kvarnby", languages: ["sv"] },
  markets: { se: { currency: "SEK", timezone: "Europe/Stockholm" } },
  units: { points: {} },
  segments: { friends: {}, others: {} },
  rules: [
    { id: "all", ...purchase },
    { id: "listed", name: { sv: "Dubbelt" }, segments: ["others", "friends"], ...purchase },
    { id: "worded", when: '"friends" in member.segments', ...purchase },
    { id: "not-worded", when: '"friend" in member.segments', ...purchase },
    { id: "measured", segments: ["friends"], holdout: "10%", ...purchase },
    { id: "surprise", segments: ["friends"], chance: "10%", ...purchase },
  ],
  rewards: [
    { id: "mug", kind: "product", cost: { points: 1 }, segments: ["friends"] },
    {
      id: "cake",
      kind: "product",
      cost: { points: 9 },
      prices: [{ segments: ["friends"], cost: { points: 5 } }],
    },
    { id: "tea", kind: "product", cost: { points: 9 } },
  ],
});

test("all that names the segment is told, but nothing that might not be given", () => {
  expect(meaningOf(programme, "friends")).toEqual([
    { kind: "rule", id: "listed", name: { sv: "Dubbelt" } },
    { kind: "rule", id: "worded", name: "worded" },
    { kind: "reward", id: "mug", name: "mug" },
    { kind: "price", id: "cake", name: "cake" },
  ]);
  expect(meaningOf(programme, "nobody")).toEqual([]);
});
