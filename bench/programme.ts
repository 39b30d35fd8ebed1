/** The programme that everything is measured with: 20 rules, a card, a challenge and a ladder. */
import type { ProgrammeSource } from "@trofast/engine/programme/schema";

export const CATEGORIES = [
  "coffee/beans",
  "coffee/filter",
  "tea",
  "cups",
  "bread",
  "jam",
  "dairy",
  "fruit",
];
export const TAGS = [["local"], ["organic"], [], ["local", "organic"], ["campaign"]];

const perKrona = (of: "basket.paid" | "items.paid", each = "1 SEK") => ({ points: { each, of } });

export const programme = {
  club: { name: "Bench", languages: ["sv"] },
  markets: { se: { currency: "SEK", timezone: "Europe/Stockholm" } },
  units: {
    points: { worth: { se: "0.10 SEK" }, expires: "12 months" },
    status: { spendable: false, period: "calendar year" },
    impact: { spendable: false },
  },
  activities: { own_cup: {}, review: {}, idea: {} },
  segments: { sleeping: {} },
  badges: { tenth: {} },
  rewards: [{ id: "free-coffee" }],
  rules: [
    {
      id: "base",
      on: "purchase",
      give: { ...perKrona("basket.paid"), status: { each: "1 SEK", of: "basket.paid" } },
    },
    {
      id: "local",
      on: "purchase",
      items: '"local" in item.tags',
      give: perKrona("items.paid", "2 SEK"),
    },
    {
      id: "organic",
      on: "purchase",
      items: '"organic" in item.tags',
      give: { impact: { each: 1, of: "items.quantity" } },
    },
    {
      id: "double-local",
      on: "purchase",
      items: '"local" in item.tags',
      during: { from: "2026-12-01", through: "2026-12-15" },
      give: perKrona("items.paid"),
    },
    {
      id: "weekend",
      on: "purchase",
      during: { days: ["sat", "sun"], hours: "08:00-11:00" },
      give: { points: 15 },
    },
    {
      id: "beans",
      on: "purchase",
      items: 'item.category == "coffee/beans"',
      give: perKrona("items.paid", "5 SEK"),
      limit: { units: 100, every: "month" },
    },
    {
      id: "tea",
      on: "purchase",
      items: '"tea" in item.categories',
      give: { points: 5 },
      limit: { times: 2, every: "week" },
    },
    {
      id: "big",
      on: "purchase",
      when: "basket.paid >= 500",
      give: { points: 50 },
      exclusive: "size",
    },
    {
      id: "bigger",
      on: "purchase",
      when: "basket.paid >= 1000",
      give: { points: 120 },
      exclusive: "size",
    },
    {
      id: "new-category",
      on: "purchase",
      when: "basket.categories.exists(c, !(c in member.categories))",
      give: { points: 50 },
      limit: { times: 1, every: "month" },
      holdout: "10%",
    },
    {
      id: "regulars",
      on: "purchase",
      levels: ["regular", "friend"],
      give: perKrona("basket.paid", "10 SEK"),
    },
    {
      id: "friends-x2",
      on: "purchase",
      levels: ["friend"],
      multiply: { unit: "points", by: 2, rules: ["base"] },
    },
    { id: "comeback", on: "purchase", segments: ["sleeping"], give: { points: 100 } },
    { id: "app", on: "purchase", channels: ["app"], give: { points: 3 } },
    {
      id: "tenth",
      on: "purchase",
      when: "member.purchases == 9",
      give: { points: 25 },
      badge: "tenth",
    },
    {
      id: "surprise",
      on: "purchase",
      chance: "2%",
      give: { points: 20 },
      limit: { times: 1, every: "week" },
    },
    { id: "three-of-a-kind", on: "purchase", items: "item.quantity >= 3", give: { points: 5 } },
    {
      id: "cup",
      on: "own_cup",
      give: { points: 10, impact: 1 },
      limit: { times: 2, every: "day" },
    },
    { id: "review", on: "review", give: { points: 20 } },
    { id: "idea", on: "idea", give: { points: 30 } },
  ],
  cards: [{ id: "coffee", items: '"coffee" in item.categories', goal: 9, grants: "free-coffee" }],
  challenges: [
    {
      id: "streak",
      on: "purchase",
      every: "quarter",
      count: "streak of weeks",
      goal: 4,
      give: { points: 40 },
    },
  ],
  ladders: [
    {
      id: "club",
      counts: "status",
      levels: [{ id: "guest" }, { id: "regular", at: 2000 }, { id: "friend", at: 8000 }],
    },
  ],
} satisfies ProgrammeSource;

/** A small deterministic generator (mulberry32). */
export function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export function pick<T>(list: readonly T[], random: number): T {
  const found = list[Math.floor(random * list.length)];
  if (found === undefined) throw new Error("nothing to pick from");
  return found;
}
