/** A club with every kind of unit, rule, limit, card, challenge and ladder, for property tests. */
import type { CompiledProgramme } from "../programme/compiled.ts";
import type { ProgrammeSource } from "../programme/schema.ts";
import { aProgramme } from "./club.ts";

export const CATEGORIES = ["coffee/beans", "coffee/filter", "tea", "cups", "bread"] as const;
export type Clawback = "own_lots" | "within_balance" | "arrears";

const RULES: NonNullable<ProgrammeSource["rules"]> = [
  {
    id: "base",
    on: "purchase",
    give: {
      points: { each: "1 SEK", of: "basket.paid" },
      status: { each: "1 SEK", of: "basket.paid" },
    },
  },
  {
    id: "coffee-credit",
    on: "purchase",
    items: '"coffee" in item.categories',
    give: { credit: { each: "10 SEK", of: "items.paid" } },
    limit: { units: 40, per: "member", every: "week" },
  },
  {
    id: "pieces",
    on: "purchase",
    give: { points: { each: 1, of: "basket.quantity" } },
    limit: { money: "300 SEK", per: "wallet", every: "month" },
  },
  {
    id: "big-basket",
    on: "purchase",
    when: "basket.paid >= 200",
    give: { points: 50 },
    onReturn: "re-evaluate",
    limit: { times: 3, every: "month" },
  },
  {
    id: "second-tea",
    on: "purchase",
    items: 'item.category == "tea"',
    multiply: { unit: "points", by: 2 },
  },
  {
    id: "kept-gift",
    on: "purchase",
    when: "member.purchases == 0",
    give: { points: 25 },
    onReturn: "keep",
    limit: { times: 1 },
  },
  {
    id: "new-category",
    on: "purchase",
    when: "basket.categories.exists(c, !(c in member.categories))",
    give: { points: 5 },
    exclusive: "surprise",
    badge: "explorer",
  },
  { id: "tenth", on: "purchase", chance: "30%", give: { points: 4 }, exclusive: "surprise" },
  {
    id: "mug-for-cups",
    on: "purchase",
    items: 'item.category == "cups"',
    reward: "mug",
    limit: { times: 2, every: "quarter" },
  },
  {
    id: "cup",
    on: "own_cup",
    give: { points: 3, impact: 1 },
    limit: { times: 2, per: "member", every: "day" },
  },
];

function aRichSource(clawback: Clawback): Partial<ProgrammeSource> {
  return {
    units: {
      points: { expires: "60 days", clawback, worth: { se: "0.10 SEK" } },
      credit: { expires: { after: "90 days", sliding: true }, available: "5 days", clawback },
      status: { spendable: false, period: "calendar quarter" },
      impact: { spendable: false },
    },
    activities: { own_cup: {}, review: { fields: { stars: "1..5" } } },
    badges: { explorer: {}, regular_guest: {} },
    rewards: [{ id: "free-coffee" }, { id: "mug" }, { id: "tasting" }],
    rules: RULES,
    cards: [
      {
        id: "coffee",
        items: '"coffee" in item.categories',
        goal: 5,
        grants: "free-coffee",
        perEventMax: 7,
      },
      { id: "visits", count: "events", goal: 3, grants: "mug" },
    ],
    challenges: [
      {
        id: "three-kinds",
        on: "purchase",
        every: "month",
        count: "categories",
        goal: 3,
        give: { points: 20 },
        badge: "regular_guest",
      },
      {
        id: "streak",
        on: ["purchase", "own_cup"],
        every: "quarter",
        count: "streak of days",
        goal: 3,
        reward: "tasting",
      },
    ],
    ladders: [
      {
        id: "club",
        counts: "status",
        levels: [
          { id: "guest" },
          { id: "regular", at: 300, welcome: { give: { points: 30 } } },
          { id: "friend", at: 900, welcome: { give: { points: 90 }, reward: "tasting" } },
        ],
        grace: "10 days",
      },
    ],
  };
}

const richClubs = new Map<Clawback, CompiledProgramme>();
export function aRichClub(clawback: Clawback): CompiledProgramme {
  const known = richClubs.get(clawback);
  if (known) return known;
  const programme = aProgramme(aRichSource(clawback));
  richClubs.set(clawback, programme);
  return programme;
}
