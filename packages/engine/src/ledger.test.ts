import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { advance } from "./advance.ts";
import { decide } from "./decide.ts";
import type { Effect } from "./effects.ts";
import { apply, applyBoundary, emptyStates, type States, type WalletState } from "./state.ts";
import { aProgramme, at, Member } from "./testing/club.ts";
import { history, take, type Step } from "./testing/histories.ts";
import { aRichClub, type Clawback } from "./testing/rich-club.ts";
import { ReferenceLedger } from "./testing/reference-ledger.ts";

const POLICIES: readonly Clawback[] = ["own_lots", "within_balance", "arrears"];
const clawback = fc.constantFrom(...POLICIES);

/** All effects of a member's log, boundary steps included, in booking order. */
function effectsOf(member: Member): Effect[] {
  return member.log.flatMap(({ booked }) => [
    ...booked.steps.flatMap((each) => each.effects),
    ...booked.effects,
  ]);
}

function live(steps: readonly Step[], policy: Clawback, each?: (member: Member) => void): Member {
  const member = new Member(aRichClub(policy));
  for (const next of steps) {
    take(member, next);
    each?.(member);
  }
  return member;
}

function expectBooksBalance(wallet: WalletState, effects: readonly Effect[]): void {
  const books = new ReferenceLedger(effects);
  for (const unit of books.units) {
    const balances = books.balances(unit);
    expect([...balances.values()].reduce((sum, value) => sum + value, 0)).toBe(0);
    const open = wallet.open.filter((lot) => lot.unit === unit);
    expect(open.reduce((sum, lot) => sum + lot.remaining, 0)).toBe(balances.get("lots") ?? 0);
    expect(wallet.arrears[unit] ?? 0).toBe(balances.get("arrears") ?? 0);
    expect(wallet.arrears[unit] ?? 0).toBeLessThanOrEqual(0);
    for (const [period, sum] of Object.entries(wallet.sums[unit]?.periods ?? {}))
      expect(sum).toBe(books.period(unit, period));
    const sums = Object.values(wallet.sums[unit]?.periods ?? {});
    const counted = sums.reduce((sum, value) => sum + value, wallet.sums[unit]?.before ?? 0);
    expect(counted).toBe(balances.get("sum") ?? 0);
  }
  for (const no of books.lots) {
    const remaining = books.remaining(no);
    const lot = wallet.open.find((open) => open.no === no);
    expect(remaining).toBeGreaterThanOrEqual(books.held(no));
    expect({ remaining: lot?.remaining ?? 0, held: lot?.held ?? 0 }).toEqual({
      remaining,
      held: books.held(no),
    });
    if (lot) expect([lot.unit, lot.expiresAt]).toEqual([books.unitOf(no), books.expiresAt(no)]);
  }
}

describe("the books, after any history", () => {
  test("balance to zero, agree with lots, arrears and sums, and no lot is below zero or what is held", () => {
    fc.assert(
      fc.property(history, clawback, (steps, policy) => {
        live(steps, policy, (member) => expectBooksBalance(member.fold.wallet, effectsOf(member)));
      }),
      { numRuns: 250 },
    );
  });

  test("no usable lot has expired, and debts stand only beside what is held or pending", () => {
    fc.assert(
      fc.property(history, (steps) => {
        const member = live(steps, "arrears");
        member.fold.advance(member.now);
        const { wallet } = member.fold;
        for (const lot of wallet.open) {
          if (lot.expiresAt !== null && lot.expiresAt <= member.now)
            expect(lot.remaining).toBe(lot.held);
          if ((wallet.arrears[lot.unit] ?? 0) < 0 && lot.availableAt <= member.now)
            expect(lot.remaining).toBe(lot.held);
        }
      }),
      { numRuns: 250 },
    );
  });

  test("every correction points at a posting that is there, and none takes more than it gave", () => {
    fc.assert(
      fc.property(history, clawback, (steps, policy) => {
        const member = live(steps, policy);
        const posts = effectsOf(member).filter((effect) => effect.do === "post");
        const taken = new Map<number, number>();
        for (const post of posts) {
          if (!post.of) continue;
          expect(post.of.no).toBeLessThan(post.no);
          taken.set(post.of.no, (taken.get(post.of.no) ?? 0) + post.amount);
        }
        for (const [no, amount] of taken) {
          const first = posts.find((post) => post.no === no);
          expect(amount).toBeLessThanOrEqual(first?.amount ?? 0);
          expect(posts.find((post) => post.of?.no === no)?.unit).toBe(first?.unit);
        }
      }),
      { numRuns: 200 },
    );
  });
});

/** A member as the store knows them: effects as JSON, folded into empty states. */
function rebuild(member: Member): States {
  const states = emptyStates(member.fold.wallet.id);
  for (const { event, booked } of member.log) {
    for (const boundary of booked.steps)
      applyBoundary(states.wallet, boundary.at, stored(boundary.effects));
    if (!booked.refusal) apply(states, event, stored(booked.effects));
  }
  return states;
}

function stored(effects: readonly Effect[]): Effect[] {
  return JSON.parse(JSON.stringify(effects));
}

describe("stored effects are the truth", () => {
  test("folding them again, read back from JSON, gives the same states", () => {
    fc.assert(
      fc.property(history, clawback, (steps, policy) => {
        const member = live(steps, policy);
        const rebuilt = rebuild(member);
        expect(rebuilt).toEqual(member.fold.states());
        expect(JSON.stringify(rebuilt)).toBe(JSON.stringify(member.fold.states()));
      }),
      { numRuns: 200 },
    );
  });

  test("deciding a stored event again on its facts gives the stored effects, also on states read from JSON", () => {
    fc.assert(
      fc.property(history, clawback, (steps, policy) => {
        const member = live(steps, policy);
        const programme = aRichClub(policy);
        const again = new Member(programme);
        for (const { event, facts, booked } of member.log) {
          again.fold.advance(event.bookedAt);
          const read: States = JSON.parse(JSON.stringify(again.fold.states()));
          const before = JSON.stringify(read);
          const { purchases } = again.fold.book;
          const input = {
            programme,
            states: read,
            event,
            facts,
            purchases,
            programmeOf: () => programme,
          };
          const decision = decide(input);
          expect(decision.effects).toEqual(booked.effects);
          expect(decision.reasons).toEqual(booked.reasons);
          expect(JSON.stringify(read)).toBe(before);
          again.fold.add(event, facts);
        }
      }),
      { numRuns: 200 },
    );
  });
});

describe("time", () => {
  test("a sweeper that comes early, late or never makes no difference to states and effects", () => {
    fc.assert(
      fc.property(history, clawback, fc.integer({ min: 1, max: 400 }), (steps, policy, hours) => {
        const lazy = live(steps, policy);
        const eager = new Member(aRichClub(policy));
        let swept = eager.now;
        for (const { event, facts, booked } of lazy.log) {
          for (; swept <= event.bookedAt; swept += hours * 3_600_000) eager.fold.advance(swept);
          expect(eager.fold.add(event, facts).effects).toEqual(booked.effects);
        }
        lazy.fold.advance(lazy.now);
        eager.fold.advance(lazy.now);
        expect(eager.fold.states()).toEqual(lazy.fold.states());
      }),
      { numRuns: 200 },
    );
  });

  test("one step to the end and any number of steps do the same things at the same instants", () => {
    const programme = aRichClub("arrears");
    const zone = (): string => "Europe/Stockholm";
    fc.assert(
      fc.property(
        history,
        fc.array(fc.integer({ min: 0, max: 400 * 24 }), { maxLength: 8 }),
        (steps, hours) => {
          const member = live(steps, "arrears");
          const once = structuredClone(member.fold.states());
          const often = structuredClone(member.fold.states());
          const end = member.now + 400 * 86_400_000;
          const stepsOnce = advance(once, end, () => programme, zone);
          const stops = [...hours.map((hour) => member.now + hour * 3_600_000), end].toSorted(
            (a, b) => a - b,
          );
          const stepsOften = stops.flatMap((stop) => advance(often, stop, () => programme, zone));
          expect(stepsOften).toEqual(stepsOnce);
          expect(often).toEqual(once);
          const instants = stepsOnce.map((each) => each.at);
          expect(instants).toEqual(instants.toSorted((a, b) => a - b));
          expect(new Set(instants).size).toBe(instants.length);
        },
      ),
      { numRuns: 200 },
    );
  });

  test("sweeps to every order of instants around one boundary agree", () => {
    const programme = aRichClub("arrears");
    const prepared = (): Member => {
      const member = new Member(programme, { now: "2026-03-31T21:00:00Z" });
      member.buys([{ article: "a", quantity: 1, paidMinor: 40_000, category: "coffee/beans" }]);
      member.does({ kind: "hold", hold: "h", unit: "points", amount: 10, seconds: 3600 });
      return member;
    };
    const due = prepared().fold.wallet.open.flatMap((lot) => lot.expiresAt ?? []);
    const boundary = due[0] ?? 0;
    const instants = [
      boundary - 1,
      boundary,
      boundary + 1,
      at("2026-03-31T22:00:00Z"),
      at("2026-04-10T22:00:00Z"),
    ];
    const end = boundary + 90 * 86_400_000;
    const once = prepared();
    once.fold.advance(end);
    fc.assert(
      fc.property(fc.shuffledSubarray(instants), (order) => {
        const member = prepared();
        // A sweep to an earlier instant than the last finds nothing left to do.
        for (const instant of order) member.fold.advance(instant);
        member.fold.advance(end);
        expect(member.fold.states()).toEqual(once.fold.states());
      }),
    );
  });
});

describe("members do not touch each other", () => {
  const events = fc.array(
    fc.tuple(
      fc.nat(2),
      history.map((steps) => steps[0]),
    ),
    { minLength: 2, maxLength: 30 },
  );

  test("any interleaving of different members' events, in any batches, gives each the same", () => {
    fc.assert(
      fc.property(events, fc.integer(), (log, seed) => {
        const programme = aRichClub("within_balance");
        const ids = ["a", "b", "c"];
        const inOrder = ids.map((id) => new Member(programme, { id }));
        for (const [who, each] of log) if (each) take(inOrder[who] ?? fail(), each);
        const oneByOne = ids.map((id) => new Member(programme, { id }));
        const turn = Math.abs(seed) % 3;
        for (const who of [turn, (turn + 1) % 3, (turn + 2) % 3])
          for (const [whose, each] of log)
            if (each && whose === who) take(oneByOne[who] ?? fail(), each);
        for (const who of [0, 1, 2])
          expect(oneByOne[who]?.fold.states()).toEqual(inOrder[who]?.fold.states());
      }),
      { numRuns: 200 },
    );
  });
});

function fail(): never {
  throw new Error("no such member");
}

describe("lots", () => {
  test("may come from a store in any order: what falls due and what is decided stay the same", () => {
    const programme = aRichClub("arrears");
    const zone = (): string => "Europe/Stockholm";
    fc.assert(
      fc.property(history, fc.integer({ min: 0, max: 3000 }), (steps, hours) => {
        const member = live(steps, "arrears");
        const kept = structuredClone(member.fold.states());
        const read = structuredClone(member.fold.states());
        read.wallet.open.sort((left, right) => right.no - left.no);
        const to = member.now + hours * 3_600_000;
        const steps1 = advance(kept, to, () => programme, zone);
        expect(advance(read, to, () => programme, zone)).toEqual(steps1);
        expect(read).toEqual(kept);
      }),
      { numRuns: 150 },
    );
  });

  test("are taken soonest expiry first, those without end last, then by availability, then by number", () => {
    const member = new Member(aProgramme({ units: { points: {} }, rules: [] }));
    const { wallet } = member.fold;
    const lot = (
      no: number,
      expiresAt: number | null,
      availableAt = 0,
    ): WalletState["open"][number] => ({
      no,
      unit: "points",
      remaining: 10,
      held: 0,
      availableAt,
      expiresAt,
    });
    const later = at("2027-01-01");
    wallet.open.push(
      lot(1, null),
      lot(2, later, 5),
      lot(3, later, 5),
      lot(4, later, 1),
      lot(5, at("2026-06-01")),
    );
    wallet.lots = 5;
    const { effects } = member.spends(50);
    expect(effects).toMatchObject([
      {
        uses: [
          [5, 10],
          [4, 10],
          [2, 10],
          [3, 10],
          [1, 10],
        ],
      },
    ]);
  });
});
