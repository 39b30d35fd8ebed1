/** Random histories of one member for property tests. */
import fc from "fast-check";
import type { Hold, Payload, Purchase } from "../events.ts";
import type { ReturnedPart } from "../facts.ts";
import { PurchaseRest } from "../purchases.ts";
import type { Member } from "./club.ts";
import { CATEGORIES } from "./rich-club.ts";

const boughtLine = fc.record({
  article: fc.constantFrom("a", "b", "c"),
  quantity: fc.integer({ min: 1, max: 5 }),
  paidMinor: fc.oneof(fc.integer({ min: 0, max: 30_000 }), fc.constant(3333), fc.constant(0)),
  category: fc.constantFrom(...CATEGORIES),
});
const basket = fc.array(boughtLine, { minLength: 1, maxLength: 4 });

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
