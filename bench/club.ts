/**
 * The club that the store is measured with: 20 rules, a card, a challenge and a ladder; 2,000 articles in
 * categories with tags and costs; 20,000 members who are already enrolled. Seeded, so that every run sends the same.
 */
import type { EventInput } from "@trofast/contract/events";
import type { ProgrammeSource } from "@trofast/engine/programme/schema";
import { createKey } from "../packages/server/src/modules/access/service.ts";
import { putArticles, putCategory } from "../packages/server/src/modules/catalogue/service.ts";
import { create } from "../packages/server/src/modules/members/service.ts";
import { publish } from "../packages/server/src/modules/programmes/service.ts";
import type { Club } from "../packages/server/src/club.ts";
import { transaction } from "../packages/server/src/platform/db.ts";

export const MEMBERS = 20_000;
const ARTICLES = 2_000;
const MEMBERS_PER_WRITE = 5_000;
const LINES_PER_PURCHASE = 5;
const CATEGORIES = ["coffee/beans", "coffee/filter", "tea", "cups", "bread", "jam", "dairy", "fruit"];
const TAGS = [["local"], ["organic"], [], ["local", "organic"], ["campaign"]];

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
    { id: "big", on: "purchase", when: "basket.paid >= 500", give: { points: 50 }, exclusive: "size" },
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
    { id: "tenth", on: "purchase", when: "member.purchases == 9", give: { points: 25 }, badge: "tenth" },
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
  cards: [
    { id: "coffee", items: '"coffee" in item.categories', goal: 9, grants: "free-coffee" },
  ],
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

/** Publishes the programme, puts the articles and enrols the members. Returns a key that may do everything. */
export async function furnish(club: Club): Promise<string> {
  const now = club.clock.now();
  await transaction(club.db, (tx) => publish(tx, { document: programme, publishedBy: "bench", now }));
  const random = generator(1);
  const articles = Array.from({ length: ARTICLES }, (_, number) => ({
    article: `a${number}`,
    category: pick(CATEGORIES, random()),
    tags: pick(TAGS, random()),
    vatBasisPoints: 1200,
    costMinor: 500 + Math.floor(random() * 5_000),
    costCurrency: "SEK",
    name: `Article ${number}`,
  }));
  await putArticles(club.db, { articles, now });
  for (const path of CATEGORIES)
    await putCategory(club.db, { category: { path, marginBasisPoints: 3000 }, now });
  for (let first = 0; first < MEMBERS; first += MEMBERS_PER_WRITE) {
    const refs = Array.from({ length: MEMBERS_PER_WRITE }, (_, index) => memberRef(first + index));
    await transaction(club.db, (tx) => create(tx, refs, now));
  }
  const { token } = await createKey(club, { name: "bench", scopes: ["admin"] });
  return token;
}

const memberRef = (number: number) => ({ source: "card", id: `${7_300_000_000 + number}` });

/** What is sent: nine purchases of five lines to one deed of another kind, by members at random. */
export function eventMaker(seed: number): (id: string, at: number) => EventInput {
  const random = generator(seed);
  return (id, at) => {
    const frame = {
      source: "bench",
      id,
      member: memberRef(Math.floor(random() * MEMBERS)),
      occurredAt: at,
      channel: random() < 0.2 ? "app" : "till",
      unknownMember: "refuse" as const,
      history: false,
    };
    if (random() < 0.1) return { ...frame, kind: "activity", activity: "own_cup" };
    const lines = Array.from({ length: LINES_PER_PURCHASE }, () => ({
      article: `a${Math.floor(random() * ARTICLES)}`,
      quantity: 1 + Math.floor(random() * 3),
      paidMinor: 990 + Math.floor(random() * 12_000),
    }));
    return { ...frame, kind: "purchase", currency: "SEK", receipt: `r-${id}`, lines };
  };
}

/** An event as a sender writes it. */
export function jsonOf(event: EventInput): string {
  return JSON.stringify({ ...event, occurredAt: new Date(event.occurredAt).toISOString() });
}

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

function pick<T>(list: readonly T[], random: number): T {
  const found = list[Math.floor(random * list.length)];
  if (found === undefined) throw new Error("nothing to pick from");
  return found;
}
