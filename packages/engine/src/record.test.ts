import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { PurchaseRecord } from "./facts.ts";
import { PurchaseBook } from "./record.ts";
import { aLine, aProgramme, at, Member } from "./testing/club.ts";
import { history, take } from "./testing/histories.ts";
import { aRichClub } from "./testing/rich-club.ts";

const boundary = (instant: number) =>
  ({ id: "", kind: "boundary", occurredAt: instant, bookedAt: instant }) as const;
const NO_FACTS = { version: 1, market: "se" };

/** Follows a member's log from one event on, with the records that another book had before it. */
function followFrom(
  member: Member,
  start: number,
  records: readonly PurchaseRecord[],
): PurchaseBook {
  const book = new PurchaseBook();
  for (const record of records) book.load(JSON.parse(JSON.stringify(record)));
  for (const { event, facts, booked } of member.log.slice(start)) {
    for (const step of booked.steps) book.follow(boundary(step.at), NO_FACTS, step.effects);
    if (!booked.refusal) book.follow(event, facts, booked.effects);
  }
  return book;
}

describe("a book of purchases", () => {
  test("opened in the middle from stored records says the same as one that saw everything", () => {
    fc.assert(
      fc.property(history, fc.nat(25), (steps, cut) => {
        const member = new Member(aRichClub("arrears"));
        const records: PurchaseRecord[] = [];
        let start = 0;
        steps.forEach((each, index) => {
          if (index === Math.min(cut, steps.length - 1)) {
            start = member.log.length;
            for (const record of member.fold.book.purchases.values())
              records.push(structuredClone(record));
          }
          take(member, each);
        });
        const book = followFrom(member, start, records);
        for (const { event } of records)
          expect(book.get(event)).toEqual(member.fold.book.get(event));
      }),
      { numRuns: 200 },
    );
  });

  test("knows what came back, what was taken and what expired", () => {
    const member = new Member(aProgramme({ units: { points: { expires: "1 month" } } }));
    member.buys(aLine(100, { quantity: 4 }), { id: "p", at: "2026-01-10" });
    member.returns({ purchase: "p", lines: [[0, 1]] });
    member.spends(20);
    member.fold.advance(at("2026-03-01"));
    expect(member.fold.book.get("p")).toMatchObject({
      returned: [{ purchase: "p", lines: [[0, 1]] }],
      taken: { 1: 25 },
      expired: { 1: 55 },
      lots: { 1: [at("2026-01-10"), at("2026-02-10T23:00:00Z")] },
    });
  });

  test("keeps the dates of lots that a purchase spent, and their extensions", () => {
    const points = { expires: { after: "6 months", sliding: true } };
    const member = new Member(aProgramme({ units: { points } }));
    member.buys(100, { at: "2026-01-10" });
    member.buys(10, { id: "p", at: "2026-02-10", spends: [{ unit: "points", amount: 60 }] });
    expect(member.fold.book.get("p")?.lots[1]).toEqual([
      at("2026-01-10"),
      at("2026-08-10T22:00:00Z"),
    ]);
    member.buys(10, { at: "2026-03-10" });
    expect(member.fold.book.get("p")?.lots[1]).toEqual([
      at("2026-01-10"),
      at("2026-09-10T22:00:00Z"),
    ]);
  });
});
