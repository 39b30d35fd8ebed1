/** Random histories of one member for property tests, on a club that uses everything the language has. */
import fc from "fast-check";
import type { Hold, Payload, Purchase } from "../events.ts";
import type { ReturnedPart } from "../facts.ts";
import type { CompiledProgramme } from "../programme/compiled.ts";
import type { ProgrammeSource } from "../programme/schema.ts";
import { PurchaseRest } from "../purchases.ts";
import { aProgramme, Member, type More } from "./club.ts";

export const CATEGORIES = ["coffee/beans", "coffee/filter", "tea", "cups", "bread"] as const;
export type Clawback = "own_lots" | "within_balance" | "arrears";

/** A club with every kind of unit, rule, limit, card, challenge and ladder. */
export function aRichSource(clawback: Clawback = "within_balance"): Partial<ProgrammeSource> {
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
    ],
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

const line = fc.record({
  article: fc.constantFrom("a", "b", "c"),
  quantity: fc.integer({ min: 1, max: 5 }),
  paidMinor: fc.oneof(fc.integer({ min: 0, max: 30_000 }), fc.constant(3333), fc.constant(0)),
  category: fc.constantFrom(...CATEGORIES),
});
const basket = fc.array(line, { minLength: 1, maxLength: 4 });

/** A step of a history; amounts are shares of what there is, so that most of them can be done. */
export type Step =
  | { do: "buy"; lines: (Purchase["lines"][number] & { category: string })[]; pay: number }
  | { do: "return"; which: number; line: number; pieces: number; money: number }
  | { do: "spend"; unit: "points" | "credit"; share: number; onHold: boolean }
  | { do: "hold"; share: number; hours: number }
  | { do: "release" }
  | { do: "cup" }
  | { do: "adjust"; unit: "points" | "credit" | "status"; amount: number }
  | { do: "wait"; hours: number };

const share = fc.double({ min: 0, max: 1, noNaN: true });
const wait = fc.record({
  do: fc.constant("wait" as const),
  hours: fc.oneof(fc.integer({ min: 1, max: 72 }), fc.integer({ min: 200, max: 2500 })),
});
export const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({ do: fc.constant("buy" as const), lines: basket, pay: share }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant("return" as const),
      which: fc.nat(5),
      line: fc.nat(3),
      pieces: fc.integer({ min: 0, max: 5 }),
      money: share,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant("spend" as const),
      unit: fc.constantFrom("points" as const, "credit" as const),
      share,
      onHold: fc.boolean(),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("hold" as const),
      share,
      hours: fc.integer({ min: 1, max: 24 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("release" as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("cup" as const) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant("adjust" as const),
      unit: fc.constantFrom("points" as const, "credit" as const, "status" as const),
      amount: fc.integer({ min: -100, max: 100 }).filter((amount) => amount !== 0),
    }),
  },
  { weight: 4, arbitrary: wait },
);
export const history = fc.array(step, { minLength: 1, maxLength: 25, size: "max" });

/** Does one step with a member; steps for which there is nothing are passed over. */
export function take(member: Member, taken: Step): void {
  switch (taken.do) {
    case "wait":
      member.now += taken.hours * 3_600_000;
      return;
    case "buy": {
      const amount = Math.floor(member.points * taken.pay);
      const spends = amount > 0 && taken.pay > 0.5 ? { spends: [{ unit: "points", amount }] } : {};
      member.buys(taken.lines, spends);
      return;
    }
    case "return":
      return bringBack(member, taken);
    default: {
      const payload = payloadOf(member, taken);
      if (payload) member.does(payload);
    }
  }
}

function payloadOf(
  member: Member,
  taken: Exclude<Step, { do: "wait" | "buy" | "return" }>,
): Payload | null {
  const { wallet } = member.fold;
  const held = wallet.holds[0];
  switch (taken.do) {
    case "spend": {
      if (taken.onHold && held) {
        const reserved = held.uses.reduce((sum, [, part]) => sum + part, 0);
        const amount = Math.max(1, Math.ceil(reserved * taken.share));
        return { kind: "spend", unit: held.unit, amount, hold: held.hold };
      }
      const amount = Math.ceil(member.available(taken.unit) * taken.share);
      return amount > 0 ? { kind: "spend", unit: taken.unit, amount } : null;
    }
    case "hold": {
      const amount = Math.ceil(member.points * taken.share);
      const hold: Hold = {
        kind: "hold",
        hold: `h${wallet.version}`,
        unit: "points",
        amount,
        seconds: taken.hours * 3600,
      };
      return amount > 0 ? hold : null;
    }
    case "release":
      return held ? { kind: "release", hold: held.hold } : null;
    case "cup":
      return { kind: "activity", activity: "own_cup" };
    case "adjust":
      return {
        kind: "adjust",
        unit: taken.unit,
        amount: taken.amount,
        reason: "mistake",
        actor: "s1",
      };
  }
}

/** Purchases that still have pieces or money, by the numbers of the log. */
export function openPurchases(member: Member): string[] {
  return member.log.flatMap(({ event, booked }) => {
    if (event.kind !== "purchase" || booked.refusal) return [];
    const record = member.fold.book.get(event.id);
    return record && !new PurchaseRest(record).isWhollyReturned ? [event.id] : [];
  });
}

function bringBack(member: Member, taken: Extract<Step, { do: "return" }>): void {
  const open = openPurchases(member);
  const purchase = open[taken.which % Math.max(1, open.length)];
  const part = purchase === undefined ? null : partOf(member, purchase, taken);
  if (part) member.returns(part);
}

/** A part that the purchase still has: pieces of a line, or some money, or both. */
export function partOf(
  member: Member,
  purchase: string,
  wish: { line: number; pieces: number; money: number },
): ReturnedPart | null {
  const record = member.fold.book.get(purchase);
  if (!record) return null;
  const rest = new PurchaseRest(record);
  const line = wish.line % record.lines.length;
  const pieces = Math.min(wish.pieces, rest.quantity(line));
  const withPieces: ReturnedPart = { purchase, ...(pieces > 0 && { lines: [[line, pieces]] }) };
  if (pieces > 0) rest.take(withPieces);
  const amountMinor = wish.money > 0.6 ? Math.floor(rest.moneyMinor * (wish.money - 0.5)) : 0;
  if (pieces === 0 && amountMinor === 0) return null;
  return { ...withPieces, ...(amountMinor > 0 && { amountMinor }) };
}

export type { More };
