import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { gini } from "./comparison.ts";
import { simulate, Simulation, type SimulatedEvent } from "./simulate.ts";
import type { CompiledProgramme } from "./programme/compiled.ts";
import { aLine, aProgramme, at, BASE_RULE, Member } from "./testing/club.ts";
import { history, take } from "./testing/histories.ts";
import { aRichClub } from "./testing/rich-club.ts";

const programmeGiving = (each: string, version = 2, more: object = {}): CompiledProgramme =>
  aProgramme(
    {
      units: { points: { worth: { se: "0.10 SEK" }, expires: "12 months", ...more } },
      rules: [{ ...BASE_RULE, give: { points: { each, of: "basket.paid" } } }],
    },
    version,
  );

/** A member's log as it is stored: booked events and the boundary events between them. */
function storedOf(member: Member): SimulatedEvent[] {
  return member.log.flatMap(({ event, facts, booked, person }) => {
    const boundaries = booked.steps.map((step) => ({
      event: { id: "b", kind: "boundary" as const, occurredAt: step.at, bookedAt: step.at },
      facts: { version: 1, market: "se" },
    }));
    return booked.refusal ? boundaries : [...boundaries, { event, facts, person }];
  });
}

describe("simulating the programme in force", () => {
  test("gives what was really given, returns, spends and expiry included", () => {
    fc.assert(
      fc.property(history, (steps) => {
        const programme = aRichClub("arrears");
        const member = new Member(programme);
        for (const each of steps) take(member, each);
        const outcome = simulate({
          events: storedOf(member),
          programme,
          member: "anna",
          until: member.now,
        });
        member.fold.advance(member.now);
        expect(outcome.skipped).toEqual({});
        for (const unit of ["points", "credit"]) {
          const lots = member.fold.wallet.open.filter((lot) => lot.unit === unit);
          expect(outcome.units[unit]?.outstanding ?? 0).toBe(
            lots.reduce((sum, lot) => sum + lot.remaining, 0),
          );
          expect(outcome.units[unit]?.owed ?? 0).toBe(0 - (member.fold.wallet.arrears[unit] ?? 0));
        }
        expect(outcome.units.status?.outstanding ?? 0).toBe(member.sum("status"));
        expect(outcome.levels.club ?? "").toBe(member.level());
      }),
      { numRuns: 200 },
    );
  });

  test("every unit is accounted for, under another programme too", () => {
    fc.assert(
      fc.property(history, (steps) => {
        const member = new Member(aRichClub("within_balance"));
        for (const each of steps) take(member, each);
        for (const programme of [aRichClub("arrears"), programmeGiving("3 SEK")]) {
          const outcome = simulate({
            events: storedOf(member),
            programme,
            member: "anna",
            until: member.now,
          });
          for (const unit of Object.values(outcome.units)) {
            const { opening, issued, adjusted, redeemed, expired, outstanding, owed } = unit;
            expect(opening).toBe(0);
            expect(issued + adjusted - redeemed - expired).toBe(outstanding - owed);
          }
        }
      }),
      { numRuns: 100 },
    );
  });
});

describe("a part of the time", () => {
  test("accounts for every unit, and leaves what the whole time under two versions leaves", () => {
    fc.assert(
      fc.property(history, fc.integer({ min: 0, max: 60 }), (steps, cut) => {
        const programme = aRichClub("arrears");
        const member = new Member(programme);
        for (const each of steps) take(member, each);
        const whole = { events: storedOf(member), member: "anna", until: member.now };
        const from = (member.log[Math.min(cut, member.log.length - 1)]?.event.occurredAt ?? 0) + 1;
        const all = simulate({ ...whole, programme });
        const part = simulate({ ...whole, programme, earlier: { before: from, programme } });
        for (const [id, unit] of Object.entries(all.units)) {
          const { opening, issued, adjusted, redeemed, expired, outstanding, owed } =
            part.units[id] ?? unit;
          expect(opening + issued + adjusted - redeemed - expired).toBe(outstanding - owed);
          expect([outstanding, owed]).toEqual([unit.outstanding, unit.owed]);
        }
        expect(part.levels).toEqual(all.levels);
      }),
      { numRuns: 100 },
    );
  });

  test("finds members as who they are: one who stayed away is won back, and has what was earned before", () => {
    const inForce = programmeGiving("1 SEK", 1);
    const member = new Member(inForce, { now: "2026-01-10" });
    member.buys(100);
    member.buys(40, { at: "2026-05-20" });
    const back = { id: "back", on: "purchase", when: "member.daysSincePurchase >= 60" };
    const after = aProgramme({
      units: { points: { worth: { se: "0.10 SEK" }, expires: "12 months" } },
      rules: [BASE_RULE, { ...back, on: "purchase", give: { points: 25 } }],
    });
    const simulation = new Simulation(inForce, after);
    const outcomes = simulation.add({
      events: storedOf(member),
      member: "anna",
      countedFrom: at("2026-05-01"),
    });
    expect(outcomes.before.units.points).toMatchObject({ opening: 100, issued: 40 });
    expect(outcomes.after.units.points).toMatchObject({
      opening: 100,
      issued: 65,
      outstanding: 165,
    });
    expect(outcomes.after.paidMinor).toBe(4000);
    const [market] = simulation.result().markets;
    expect([market?.before.costMinor, market?.after.costMinor]).toEqual([400, 650]);
  });
});

describe("another programme", () => {
  test("takes back by its own postings: the purchase is recorded as it was simulated", () => {
    const member = new Member(programmeGiving("1 SEK", 1));
    member.buys([aLine(60), aLine(40)]);
    member.returns({ lines: [[0, 1]] });
    const outcome = simulate({
      events: storedOf(member),
      programme: programmeGiving("2 SEK"),
      member: "anna",
    });
    expect(outcome.units.points).toMatchObject({ issued: 20, outstanding: 20 });
    expect(outcome.paidMinor).toBe(4000);
  });

  test("leaves out what its members cannot afford, and counts it by name", () => {
    const member = new Member(programmeGiving("1 SEK", 1));
    member.buys(100);
    member.spends(60);
    member.buys(50, { spends: [{ unit: "points", amount: 30 }] });
    const outcome = simulate({
      events: storedOf(member),
      programme: programmeGiving("5 SEK"),
      member: "anna",
    });
    expect(outcome.skipped).toEqual({
      "spend: insufficient_balance": 1,
      "spend in purchase: insufficient_balance": 1,
    });
    expect(outcome.units.points).toMatchObject({ issued: 30, redeemed: 0 });
    expect(outcome.paidMinor).toBe(15_000);
  });

  test("lets time pass by its own rules until the end", () => {
    const member = new Member(programmeGiving("1 SEK", 1));
    member.buys(100, { at: "2026-01-10" });
    const short = programmeGiving("1 SEK", 2, { expires: "1 month" });
    const outcome = simulate({
      events: storedOf(member),
      programme: short,
      member: "anna",
      until: at("2026-03-01"),
    });
    expect(outcome.units.points).toMatchObject({ expired: 100, outstanding: 0 });
  });

  test("grants all of a club-wide limit, and tells how much was wanted", () => {
    const limited = aProgramme(
      { rules: [{ ...BASE_RULE, limit: { units: 120, per: "club" } }] },
      2,
    );
    const member = new Member(limited);
    member.buys(100);
    member.buys(100, { facts: { granted: { "limit:base#0:ever": 20 } } });
    const outcome = simulate({ events: storedOf(member), programme: limited, member: "anna" });
    expect(outcome.claims).toEqual({ "limit:base#0:ever": { want: 200, max: 120 } });
  });
});

describe("two programmes over many members", () => {
  /** Ten members; member n has paid 100 n kronor. The new programme gives for every purchase above 450 kronor twice. */
  function compared(
    options: { marginShare?: number; cost?: string } = {},
  ): ReturnType<Simulation["result"]> {
    const units = { points: { cost: { se: options.cost ?? "0.05 SEK" } } };
    const before = aProgramme({ units }, 1);
    const bonus = { ...BASE_RULE, id: "large", when: "basket.paid > 450" } as const;
    const fewer = { ...BASE_RULE, give: { points: { each: "2 SEK", of: "basket.paid" } } } as const;
    const after = aProgramme({ units, rules: [fewer, bonus] }, 2);
    const simulation = new Simulation(
      before,
      after,
      options.marginShare === undefined ? {} : { marginShare: options.marginShare },
    );
    for (let number = 1; number <= 10; number += 1) {
      const member = new Member(before, { id: `m${number}` });
      member.buys(aLine(100 * number, { costMinor: 6000 * number }));
      simulation.add({ events: storedOf(member), member: `m${number}` });
    }
    return simulation.result();
  }

  test("tell winners and losers, by groups of spend", () => {
    const result = compared();
    expect(result).toMatchObject({ unit: "points", members: 10, winners: 6, losers: 4 });
    expect(
      result.groups.map(({ members, winners, losers, change }) => [
        members,
        winners,
        losers,
        change,
      ]),
    ).toEqual([
      [2, 0, 2, -150],
      [2, 0, 2, -350],
      [2, 2, 0, 550],
      [2, 2, 0, 750],
      [2, 2, 0, 950],
    ]);
    expect(result.groups[4]).toMatchObject({
      paidMinor: { se: 190_000 },
      unitsBefore: 1900,
      unitsAfter: 2850,
    });
  });

  test("tell cost and liability in money, and the sales that would pay for the change", () => {
    const [market] = compared().markets;
    expect(market).toMatchObject({
      market: "se",
      currency: "SEK",
      members: 10,
      paidMinor: 550_000,
      before: { redeemedMinor: 0, liabilityMinor: 27_500, costMinor: 27_500 },
      after: { costMinor: 36_250 },
      breakEven: { costChangeMinor: 8750, marginShare: 0.4, extraSalesMinor: 21_875 },
    });
    expect(market?.breakEven.uplift).toBeCloseTo(21_875 / 550_000, 12);
    expect(compared({ marginShare: 0.25 }).markets[0]?.breakEven.extraSalesMinor).toBe(35_000);
  });

  test("say nothing where cost, worth or margin are not known", () => {
    const programme = aProgramme({});
    const simulation = new Simulation(programme, programme);
    const member = new Member(programme);
    member.buys(100);
    simulation.add({ events: storedOf(member), member: "anna" });
    const { markets, giniOfChange } = simulation.result();
    expect(markets[0]).toMatchObject({
      after: { costMinor: null, liabilityMinor: null, redeemedMinor: 0 },
      breakEven: { costChangeMinor: null, marginShare: null, extraSalesMinor: null, uplift: null },
    });
    expect(giniOfChange).toBeNull();
  });

  test("the same programme twice changes nothing for anybody", () => {
    fc.assert(
      fc.property(fc.array(history, { minLength: 1, maxLength: 4 }), (members) => {
        const programme = aRichClub("within_balance");
        const simulation = new Simulation(programme, programme);
        members.forEach((steps, index) => {
          const member = new Member(programme, { id: `m${index}` });
          for (const each of steps) take(member, each);
          simulation.add({ events: storedOf(member), member: `m${index}` });
        });
        const result = simulation.result();
        expect(result).toMatchObject({ winners: 0, losers: 0, giniOfChange: null });
        for (const { before, after } of result.markets) expect(after).toEqual(before);
      }),
      { numRuns: 25 },
    );
  });
});

describe("the Gini coefficient", () => {
  test("is 0 for the same to all, and (n - 1) / n for all to one", () => {
    expect(gini([5, 5, 5, 5])).toBeCloseTo(0, 12);
    expect(gini([0, 0, 0, 8])).toBeCloseTo(0.75, 12);
    expect(gini([0, 0])).toBeNull();
  });
  test("is half the mean absolute difference over the mean", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(1000), { minLength: 1, maxLength: 20 }), (values) => {
        const total = values.reduce((sum, value) => sum + value, 0);
        fc.pre(total > 0);
        const differences = values
          .flatMap((x) => values.map((y) => Math.abs(x - y)))
          .reduce((sum, d) => sum + d, 0);
        expect(gini(values)).toBeCloseTo(differences / (2 * values.length * total), 9);
      }),
    );
  });
});
