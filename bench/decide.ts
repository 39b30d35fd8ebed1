/**
 * How many events a second one core decides and applies, reasons included: 20 rules, a card, a challenge and a
 * ladder, baskets of 5 lines, 5,000 members in turn, a spend now and then, so that states grow as they do in
 * life. No store, no network.
 *
 *   node bench/decide.ts [events]
 */
import { advance } from "@trofast/engine/advance";
import { decide } from "@trofast/engine/decide";
import type { ClubEvent } from "@trofast/engine/events";
import type { Facts } from "@trofast/engine/facts";
import { compileProgramme } from "@trofast/engine/programme/compile";
import type { CompiledProgramme } from "@trofast/engine/programme/compiled";
import type { ProgrammeSource } from "@trofast/engine/programme/schema";
import { apply, emptyStates, type States } from "@trofast/engine/state";

const MEMBERS = 5_000;
const DAY_MS = 86_400_000;
const START = Date.UTC(2026, 0, 1, 8);
const CATEGORIES = [
  "coffee/beans",
  "coffee/filter",
  "tea",
  "cups",
  "bread",
  "jam",
  "dairy",
  "fruit",
];
const TAGS = [["local"], ["organic"], [], ["local", "organic"], ["campaign"]];

const source = {
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
      give: {
        points: { each: "1 SEK", of: "basket.paid" },
        status: { each: "1 SEK", of: "basket.paid" },
      },
    },
    {
      id: "local",
      on: "purchase",
      items: '"local" in item.tags',
      give: { points: { each: "2 SEK", of: "items.paid" } },
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
      give: { points: { each: "1 SEK", of: "items.paid" } },
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
      give: { points: { each: "5 SEK", of: "items.paid" } },
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
      give: { points: { each: "10 SEK", of: "basket.paid" } },
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

function programme(): CompiledProgramme {
  const checked = compileProgramme(source);
  if (checked.ok) return checked.programme;
  throw new Error(JSON.stringify(checked.problems, null, 2));
}

/** A small deterministic generator (mulberry32): the same events on every machine. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function pick<T>(list: readonly [T, ...T[]], random: number): T {
  return list[Math.floor(random * list.length)] ?? list[0];
}

type Prepared = { readonly event: ClubEvent; readonly facts: Facts };

/** Events are made before the clock starts: reading and parsing are the shell's, not the engine's. */
function prepare(count: number, offset: number, random: () => number): Prepared[] {
  return Array.from({ length: count }, (_, index) => {
    const number = offset + index;
    // Each member comes about every fifth day.
    const bookedAt = START + Math.floor((number / MEMBERS) * 5 * DAY_MS + random() * DAY_MS);
    const frame = {
      id: `event-${number}`,
      occurredAt: bookedAt,
      bookedAt,
      channel: random() < 0.2 ? "app" : "till",
      store: "s1",
    };
    if (random() < 0.05)
      return {
        event: { ...frame, kind: "spend", unit: "points", amount: 100 },
        facts: { version: 1, market: "se" },
      };
    if (random() < 0.05)
      return {
        event: { ...frame, kind: "activity", activity: "own_cup" },
        facts: { version: 1, market: "se" },
      };
    const lines = Array.from({ length: 5 }, () => ({
      article: `a${Math.floor(random() * 500)}`,
      quantity: 1 + Math.floor(random() * 3),
      paidMinor: 990 + Math.floor(random() * 12_000),
    }));
    const lineFacts = lines.map(() => ({
      category: pick(["coffee/beans", ...CATEGORIES], random()),
      tags: pick([[], ...TAGS], random()),
    }));
    return {
      event: { ...frame, kind: "purchase", currency: "SEK", lines },
      facts: { version: 1, market: "se", lines: lineFacts },
    };
  });
}

type Totals = { effects: number; reasons: number; steps: number };

function run(
  events: readonly Prepared[],
  offset: number,
  members: readonly States[],
  compiled: CompiledProgramme,
  totals: Totals,
): void {
  const programmeAt = (): CompiledProgramme => compiled;
  const zoneOf = (): string => "Europe/Stockholm";
  for (let index = 0; index < events.length; index += 1) {
    const prepared = events[index];
    const states = members[(offset + index) % MEMBERS];
    if (!prepared || !states) continue;
    const { event, facts } = prepared;
    totals.steps += advance(states, event.bookedAt, programmeAt, zoneOf).length;
    const decision = decide({ programme: compiled, states, event, facts });
    if (!decision.refusal) apply(states, event, decision.effects);
    totals.effects += decision.effects.length;
    totals.reasons += decision.reasons.length;
  }
}

const wanted = Number(process.argv[2] ?? 600_000);
const chunk = 50_000;
const compiled = programme();
const random = generator(7);
const members = Array.from({ length: MEMBERS }, (_, index) => emptyStates(`member-${index}`));
const totals: Totals = { effects: 0, reasons: 0, steps: 0 };
const rates: number[] = [];
for (let done = 0; done < wanted; done += chunk) {
  const events = prepare(chunk, done, random);
  const before = process.cpuUsage();
  run(events, done, members, compiled, totals);
  const spent = process.cpuUsage(before);
  rates.push(Math.round((chunk / (spent.user + spent.system)) * 1_000_000));
}
const settled = rates.slice(1).toSorted((left, right) => left - right);
const lots = members.reduce((sum, { wallet }) => sum + wallet.open.length, 0);
console.log(
  `events/s per core: median ${settled[Math.floor(settled.length / 2)]}, lowest ${settled[0]}, first chunk ${rates[0]}`,
);
console.log(`by chunk of ${chunk}: ${rates.join(" ")}`);
console.log(
  `per event: ${(totals.effects / wanted).toFixed(1)} effects, ${(totals.reasons / wanted).toFixed(1)} reasons; boundary steps ${totals.steps}; open lots per member ${(lots / MEMBERS).toFixed(0)}`,
);
