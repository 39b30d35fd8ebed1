import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { postsOf, PurchaseRest } from "./purchases.ts";
import type { PersonState, WalletState } from "./state.ts";
import { aLine, aProgramme, at, BASE_RULE, givenIn, Member, postsIn } from "./testing/club.ts";
import { openPurchases, partOf, step, take } from "./testing/histories.ts";
import { aRichClub, type Clawback } from "./testing/rich-club.ts";

const POLICIES: readonly Clawback[] = ["own_lots", "within_balance", "arrears"];
const wishes = fc.array(
  fc.record({
    line: fc.nat(3),
    pieces: fc.integer({ min: 0, max: 3 }),
    money: fc.double({ min: 0, max: 1, noNaN: true }),
  }),
  { maxLength: 8 },
);

/** Brings a purchase back part by part, and at last everything that remains. */
function returnInParts(
  member: Member,
  purchase: string,
  parts: readonly { line: number; pieces: number; money: number }[],
  between: () => void = () => {},
): void {
  for (const wish of parts) {
    const part = partOf(member, purchase, wish);
    if (!part) continue;
    expect(member.returns(part).refusal).toBeNull();
    between();
  }
  const record = member.fold.book.get(purchase);
  if (!record) throw new Error("the purchase has a record");
  const rest = new PurchaseRest(record);
  const lines = record.lines
    .map((_, line) => [line, rest.quantity(line)] as const)
    .filter(([, quantity]) => quantity > 0);
  if (lines.length > 0) expect(member.returns({ purchase, lines }).refusal).toBeNull();
}

/** Nothing of the purchase is left: all units are taken back or have expired, all paid units are back. */
function expectNothingLeft(member: Member, purchase: string): void {
  const record = member.fold.book.get(purchase);
  if (!record) throw new Error("the purchase has a record");
  const rest = new PurchaseRest(record);
  expect(rest.isWhollyReturned).toBe(true);
  expect(rest.moneyMinor).toBe(0);
  for (const post of postsOf(record)) {
    expect(rest.units(post.no)).toBe(0);
    if (post.onReturn === "keep") continue;
    const taken = record.taken[post.no] ?? 0;
    const expired = post.lot ? (record.expired[post.lot.no] ?? 0) : 0;
    expect(taken).toBeLessThanOrEqual(post.amount);
    if (expired === 0 || post.to === "redeemed") expect(taken).toBe(post.amount);
    else expect(taken + expired).toBeGreaterThanOrEqual(post.amount);
  }
}

const filledSums = (wallet: WalletState): unknown =>
  Object.entries(wallet.sums).filter(([, sum]) => Object.keys(sum.periods).length > 0);

/** Counters of periods that are not over; but the gift that is kept on return keeps its counter. */
const runningCounts = (counts: PersonState["counts"], now: number): unknown =>
  Object.entries(counts)
    .filter(([key, [, until]]) => until > now && !key.startsWith("kept-gift"))
    .toSorted(([left], [right]) => (left < right ? -1 : 1));

describe("a purchase that comes back whole, in any parts", () => {
  test.each(POLICIES)("leaves nothing behind, whatever happened between (%s)", (clawback) => {
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 10 }),
        fc.array(step, { maxLength: 6 }),
        wishes,
        (before, between, parts) => {
          const member = new Member(aRichClub(clawback));
          for (const each of before) take(member, each);
          member.buys([
            aLine(99.99, { quantity: 3, category: "coffee/beans" }),
            aLine(250, { category: "tea" }),
          ]);
          const purchase = member.lastPurchase;
          const others = between.filter((each) => each.do !== "return");
          returnInParts(member, purchase, parts, () => {
            const next = others.shift();
            if (next) take(member, next);
          });
          expectNothingLeft(member, purchase);
        },
      ),
      { numRuns: 200 },
    );
  });

  test.each(POLICIES)("every purchase of a long history can come back (%s)", (clawback) => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 5, maxLength: 25 }), wishes, (steps, parts) => {
        const member = new Member(aRichClub(clawback));
        for (const each of steps) take(member, each);
        const bought = member.log.filter(
          ({ event, booked }) => event.kind === "purchase" && !booked.refusal,
        );
        for (const purchase of openPurchases(member)) returnInParts(member, purchase, parts);
        for (const { event } of bought) expectNothingLeft(member, event.id);
        expect(member.fold.states().person.purchases).toBe(0);
        expect(member.fold.states().person.categories).toEqual({});
      }),
      { numRuns: 200 },
    );
  });

  test("gives the states of before back, numbers of postings apart, when nothing happened between", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), wishes, (before, parts) => {
        const member = new Member(aRichClub("within_balance"));
        for (const each of before) take(member, each);
        member.fold.advance(member.now);
        const { person, wallet } = structuredClone(member.fold.states());
        member.buys([
          aLine(333.33, { quantity: 3, category: "coffee/beans" }),
          aLine(250, { quantity: 2, category: "cups" }),
        ]);
        returnInParts(member, member.lastPurchase, parts);
        const after = member.fold.states();
        expect(after.person.purchases).toBe(person.purchases);
        expect(after.person.categories).toEqual(person.categories);
        expect(after.wallet.cards.coffee?.stamps ?? 0).toBe(wallet.cards.coffee?.stamps ?? 0);
        expect(after.wallet.grants).toEqual(wallet.grants);
        expect(filledSums(after.wallet)).toEqual(filledSums(wallet));
        expect(after.wallet.ladders.club?.level ?? "guest").toBe(
          wallet.ladders.club?.level ?? "guest",
        );
        expect(runningCounts(after.person.counts, member.now)).toEqual(
          runningCounts(person.counts, member.now),
        );
        expect(runningCounts(after.wallet.counts, member.now)).toEqual(
          runningCounts(wallet.counts, member.now),
        );
      }),
      { numRuns: 200 },
    );
  });
});

describe("the shares of a return", () => {
  const bought = (): Member => {
    const member = new Member(aProgramme());
    member.buys([aLine(89.99, { quantity: 3, article: "mug" }), aLine(45, { article: "filter" })]);
    return member;
  };

  test("134 points fall 89 and 45; the three units carry 30, 30 and 29", () => {
    const member = bought();
    expect(member.points).toBe(134);
    for (const left of [104, 74, 45]) {
      member.returns({ lines: [[0, 1]] });
      expect(member.points).toBe(left);
    }
    member.returns({ lines: [[1, 1]] });
    expect(member.points).toBe(0);
  });

  test("any order of the four pieces takes exactly 134", () => {
    for (const order of [
      [0, 1, 0, 0],
      [1, 0, 0, 0],
      [0, 0, 0, 1],
    ]) {
      const member = bought();
      for (const line of order) member.returns({ lines: [[line, 1]] });
      expect(member.points).toBe(0);
    }
  });

  test("money without goods spreads over what remains, and the goods then carry the rest", () => {
    const member = bought();
    member.returns({ amountMinor: 6000 });
    const left = member.points;
    expect(left).toBeGreaterThanOrEqual(74);
    expect(left).toBeLessThanOrEqual(76);
    member.returns({
      lines: [
        [0, 3],
        [1, 1],
      ],
    });
    expect(member.points).toBe(0);
  });

  test("more pieces or money than remain are refused and nothing changes", () => {
    const member = bought();
    expect(member.returns({ lines: [[0, 4]] }).refusal?.code).toBe("return_exceeds_purchase");
    expect(member.returns({ amountMinor: 13_500 }).refusal?.code).toBe("return_exceeds_purchase");
    expect(member.returns({ lines: [[1, 1]], amountMinor: 9000 }).refusal?.code).toBe(
      "return_exceeds_purchase",
    );
    const twice = [
      { purchase: member.lastPurchase, lines: [[1, 1]] as const },
      { purchase: member.lastPurchase, lines: [[1, 1]] as const },
    ];
    const refused = member.does({ kind: "return", currency: "SEK" }, { facts: { parts: twice } });
    expect(refused.refusal?.code).toBe("return_exceeds_purchase");
    expect(member.points).toBe(134);
  });

  test("two parts of one purchase in one return count on each other", () => {
    const member = bought();
    const parts = [
      { purchase: member.lastPurchase, lines: [[0, 1]] as const },
      {
        purchase: member.lastPurchase,
        lines: [
          [0, 2],
          [1, 1],
        ] as const,
      },
    ];
    member.does({ kind: "return", currency: "SEK" }, { facts: { parts } });
    expect(member.points).toBe(0);
  });

  test("a return in another currency is refused", () => {
    const member = bought();
    expect(member.returns("all", { currency: "DKK" }).refusal?.code).toBe("wrong_currency");
  });
});

describe("points that were spent before the goods came back", () => {
  const spent = (clawback: Clawback): Member => {
    const member = new Member(
      aProgramme({ units: { points: { expires: "12 months", clawback } } }),
    );
    member.buys(100, { id: "other" });
    member.buys(100, { id: "first", at: "2026-03-03" });
    member.spends(150);
    return member;
  };

  test("own_lots takes what the purchase's own lots still hold, and writes off the rest", () => {
    const member = spent("own_lots");
    const { effects } = member.returns({ purchase: "other", lines: [[0, 1]] });
    expect(postsIn(effects).map(({ from, amount }) => [from, amount])).toEqual([["adjusted", 100]]);
    expect(member.points).toBe(50);
  });

  test("within_balance goes on to other lots, and writes off the rest", () => {
    const member = spent("within_balance");
    const { effects } = member.returns({ purchase: "other", lines: [[0, 1]] });
    expect(postsIn(effects).map(({ from, amount }) => [from, amount])).toEqual([
      ["lots", 50],
      ["adjusted", 50],
    ]);
    expect(member.points).toBe(0);
  });

  test("arrears keep the rest as a debt: nothing is spent before later earnings have paid it", () => {
    const member = spent("arrears");
    member.returns({ purchase: "other", lines: [[0, 1]] });
    expect(member.fold.wallet.arrears).toEqual({ points: -50 });
    const { effects } = member.buys(80);
    expect(postsIn(effects).at(-1)).toMatchObject({ from: "lots", to: "arrears", amount: 50 });
    expect(member.fold.wallet.arrears).toEqual({});
    expect(member.points).toBe(30);
    expect(member.spends(30).refusal).toBeNull();
  });

  test("no spending and no holding while in arrears", () => {
    const member = new Member(
      aProgramme({ units: { points: { available: "2 days", clawback: "arrears" } } }),
    );
    member.buys(100, { id: "first" });
    member.spends(100, { at: "2026-03-05" });
    member.returns({ purchase: "first", lines: [[0, 1]] });
    member.buys(40);
    expect(member.spends(1).refusal?.code).toBe("insufficient_balance");
    const hold = { kind: "hold", hold: "h", unit: "points", amount: 1, seconds: 60 } as const;
    expect(member.does(hold).refusal?.detail).toMatch(/owes 100 points/);
    member.now = at("2026-03-10");
    member.fold.advance(member.now);
    expect(member.fold.wallet.arrears).toEqual({ points: -60 });
  });

  test("pending lots go before usable ones, and held ones are left alone", () => {
    const member = new Member(aProgramme({ units: { points: { expires: "12 months" } } }));
    member.buys(100, { id: "first" });
    member.buys(60, { id: "second" });
    member.spends(100);
    member.does({ kind: "hold", hold: "h", unit: "points", amount: 40, seconds: 3600 });
    const { effects } = member.returns({ purchase: "first", lines: [[0, 1]] });
    expect(postsIn(effects).map(({ from, amount }) => [from, amount])).toEqual([
      ["lots", 20],
      ["adjusted", 80],
    ]);
    expect(member.spends(40, { hold: "h" }).refusal).toBeNull();
  });
});

describe("points that paid for the goods", () => {
  test("go back to their own lots, the latest used first", () => {
    const member = new Member(aProgramme());
    member.buys(30, { at: "2026-03-01" });
    member.buys(50, { at: "2026-03-02" });
    const spends = [{ unit: "points", amount: 60 }];
    member.buys(aLine(10, { quantity: 2 }), { spends });
    const { effects } = member.returns({ lines: [[0, 1]] });
    expect(postsIn(effects)[0]).toMatchObject({
      from: "redeemed",
      to: "lots",
      amount: 30,
      uses: [[2, 30]],
    });
    member.returns({ lines: [[0, 1]] });
    expect(member.fold.wallet.open.map(({ no, remaining }) => [no, remaining])).toEqual([
      [1, 30],
      [2, 50],
    ]);
  });

  test("stay paid when only money is given back", () => {
    const member = new Member(aProgramme());
    member.buys(100);
    member.buys(aLine(50), { spends: [{ unit: "points", amount: 40 }] });
    const { effects } = member.returns({ amountMinor: 5000 });
    expect(postsIn(effects).every(({ from }) => from !== "redeemed")).toBe(true);
    const rest = member.returns({ lines: [[0, 1]] });
    expect(postsIn(rest.effects)).toMatchObject([{ from: "redeemed", amount: 40 }]);
  });

  test("earn nothing themselves: the base is the money paid", () => {
    const member = new Member(aProgramme());
    member.buys(100);
    const { effects } = member.buys(aLine(60), {
      spends: [{ unit: "points", amount: 40, worthMinor: 4000 }],
    });
    expect(givenIn({ effects })).toEqual({ base: 60 });
  });

  test("whose lot has expired meanwhile come back in a lot with a grace, never for ever", () => {
    const member = new Member(aProgramme({ units: { points: { expires: "2 months" } } }));
    member.buys(100, { at: "2026-01-10" });
    member.buys(aLine(20), { at: "2026-03-01", spends: [{ unit: "points", amount: 80 }] });
    const { effects } = member.returns("all", { at: "2026-04-15" });
    const back = postsIn(effects).find(({ from }) => from === "redeemed");
    expect(back?.lot).toEqual({
      no: 3,
      availableAt: member.now,
      expiresAt: at("2026-05-15T22:00:00Z"),
    });
  });
});

describe("thresholds when part of the goods comes back", () => {
  const member = (onReturn: "share" | "re-evaluate" | "keep"): Member => {
    const big = {
      id: "big",
      on: "purchase",
      when: "basket.paid >= 500",
      give: { points: 100 },
      onReturn,
    };
    const each = new Member(aProgramme({ rules: [big] }));
    each.buys([aLine(300), aLine(300)]);
    return each;
  };

  test("share takes the goods' share", () => {
    const each = member("share");
    each.returns({ lines: [[0, 1]] });
    expect(each.points).toBe(50);
  });
  test("re-evaluate takes all where the kept goods miss the threshold, and nothing where they meet it", () => {
    const each = member("re-evaluate");
    each.returns({ amountMinor: 5000 });
    expect(each.points).toBe(100);
    each.returns({ lines: [[0, 1]] });
    expect(each.points).toBe(0);
  });
  test("re-evaluate asks about the goods, not about who the member has become", () => {
    const first = {
      id: "first",
      on: "purchase",
      when: "member.purchases == 0 && basket.paid >= 500",
      give: { points: 100 },
      onReturn: "re-evaluate",
    } as const;
    const each = new Member(aProgramme({ rules: [first] }));
    each.buys([aLine(850), aLine(50)]);
    each.returns({ lines: [[1, 1]] });
    expect(each.points).toBe(94); // The share of what came back, as the rule cannot be asked any more.
    each.returns({ lines: [[0, 1]] });
    expect(each.points).toBe(0);
  });
  test("re-evaluate of what was multiplied takes the goods' share", () => {
    const double = {
      id: "double",
      on: "purchase",
      multiply: { unit: "points", by: 2 },
      onReturn: "re-evaluate",
    } as const;
    const each = new Member(aProgramme({ rules: [BASE_RULE, double] }));
    each.buys(aLine(1000, { quantity: 10 }));
    expect(each.points).toBe(2000);
    each.returns({ lines: [[0, 1]] });
    expect(each.points).toBe(1800);
    each.returns({ lines: [[0, 9]] });
    expect(each.points).toBe(0);
  });
  test("re-evaluate takes a reward and a badge once the kept goods miss the threshold, and once alone", () => {
    const lunch = {
      id: "lunch",
      on: "purchase",
      when: "basket.paid >= 500",
      reward: "lunch",
      badge: "big",
      onReturn: "re-evaluate",
    } as const;
    const each = new Member(
      aProgramme({ rules: [lunch], rewards: [{ id: "lunch" }], badges: { big: {} } }),
    );
    each.buys([aLine(300), aLine(250), aLine(50)], { id: "one" });
    each.buys([aLine(500)], { id: "two" });
    expect(each.fold.wallet.grants).toEqual({ lunch: 2 });
    each.returns({ purchase: "one", lines: [[2, 1]] });
    expect(each.fold.wallet.grants).toEqual({ lunch: 2 });
    each.returns({ purchase: "one", lines: [[1, 1]] });
    expect(each.fold.wallet.grants).toEqual({ lunch: 1 });
    each.returns({ purchase: "one", lines: [[0, 1]] });
    expect(each.fold.wallet.grants).toEqual({ lunch: 1 });
  });
  test("keep takes nothing, and the limit that it used stays used", () => {
    const gift = {
      id: "gift",
      on: "purchase",
      give: { points: 100 },
      onReturn: "keep",
      limit: { times: 1 },
    } as const;
    const each = new Member(aProgramme({ rules: [gift] }));
    each.buys(10);
    each.returns("all");
    expect(each.points).toBe(100);
    expect(each.buys(10).reasons).toMatchObject([{ rule: "gift", code: "limit" }]);
  });
});

describe("limits and returns", () => {
  const capped = { ...BASE_RULE, limit: { units: 100, every: "month" } } as const;
  const count = (member: Member): number =>
    Object.values(member.fold.states().person.counts)[0]?.[0] ?? 0;

  test("a return under a trimmed cap reverses what was stored, frees that room, and re-grants nothing", () => {
    const member = new Member(aProgramme({ rules: [capped] }));
    member.buys([aLine(150), aLine(50)], { id: "big" });
    expect(member.points).toBe(100);
    member.returns({ purchase: "big", lines: [[1, 1]] });
    expect(member.points).toBe(75);
    expect(count(member)).toBe(75);
    expect(givenIn(member.buys(60))).toEqual({ base: 25 });
    member.returns({ purchase: "big", lines: [[0, 1]] });
    expect([member.points, count(member)]).toEqual([25, 25]);
  });

  test("parts free no more than was used, whatever the parts", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 6 }), (pieces) => {
        const rules = [
          {
            id: "money",
            on: "purchase",
            give: { points: { each: "1 SEK", of: "basket.paid" }, status: 7 },
            limit: { money: "70 SEK", every: "month" },
          },
          {
            id: "units",
            on: "purchase",
            give: { points: { each: "1 SEK", of: "basket.paid" }, status: 7 },
            limit: { units: 77, every: "month" },
          },
          { id: "times", on: "purchase", give: { points: 3 }, limit: { times: 2, every: "month" } },
        ] as const;
        const units = { points: {}, status: { spendable: false } };
        const member = new Member(aProgramme({ units, rules: [...rules] }));
        member.buys(aLine(99.95, { quantity: 12 }));
        let left = 12;
        for (const each of [...pieces, 12]) {
          const quantity = Math.min(left, each);
          if (quantity > 0) member.returns({ lines: [[0, quantity]] });
          left -= quantity;
          for (const [value] of Object.values(member.fold.states().person.counts))
            expect(value).toBeGreaterThan(0);
        }
        expect(member.fold.states().person.counts).toEqual({});
      }),
    );
  });

  test("a return long after the limit's period leaves no counter behind", () => {
    const member = new Member(aProgramme({ rules: [capped] }));
    member.buys(80, { id: "old" });
    member.buys(10, { at: "2026-09-01", id: "new" });
    member.returns({ purchase: "old", lines: [[0, 1]] });
    expect(Object.values(member.fold.states().person.counts).map(([value]) => value)).toEqual([10]);
  });
});

describe("what else goes with the goods", () => {
  test("stamps of the pieces, and the full card's reward while it is unused", () => {
    const cards = [{ id: "coffee", goal: 3, grants: "cup", perEventMax: 4 }];
    const member = new Member(aProgramme({ cards, rewards: [{ id: "cup" }] }));
    member.buys(aLine(10, { quantity: 6 }));
    expect(member.fold.wallet).toMatchObject({
      cards: { coffee: { stamps: 4, granted: 1 } },
      grants: { cup: 1 },
    });
    member.returns({ lines: [[0, 2]] });
    expect(member.fold.wallet.cards.coffee).toEqual({ stamps: 4, granted: 1 });
    member.returns({ lines: [[0, 2]] });
    expect(member.fold.wallet).toMatchObject({
      cards: { coffee: { stamps: 2, granted: 0 } },
      grants: {},
    });
  });

  test("a level that only this purchase reached, with its unused welcome gift, and no second one", () => {
    const units = { points: {}, status: { spendable: false, period: "calendar year" } } as const;
    const rules = [
      { id: "status", on: "purchase", give: { status: { each: "1 SEK", of: "basket.paid" } } },
    ] as const;
    const ladders = [
      {
        id: "club",
        counts: "status",
        levels: [{ id: "guest" }, { id: "friend", at: 500, welcome: { give: { points: 50 } } }],
      },
    ];
    const member = new Member(aProgramme({ units, rules: [...rules], ladders }));
    member.buys(600);
    expect([member.level(), member.points]).toEqual(["friend", 50]);
    member.spends(20);
    member.returns("all");
    expect([member.level(), member.points]).toEqual(["guest", 0]);
    member.buys(700);
    expect([member.level(), member.points]).toEqual(["friend", 0]);
  });

  test("badges and rewards that rules gave, but not those that were used or are kept", () => {
    const rules = [
      { id: "badge", on: "purchase", badge: "one" },
      { id: "mug", on: "purchase", reward: "mug", limit: { times: 1 } },
      { id: "cup", on: "purchase", reward: "cup", onReturn: "keep" },
    ] as const;
    const member = new Member(
      aProgramme({
        rules: [...rules],
        badges: { one: {} },
        rewards: [{ id: "mug" }, { id: "cup" }],
      }),
    );
    member.buys(10);
    expect(member.fold.states().person.badges).toEqual(["one"]);
    member.returns("all");
    expect(member.fold.states().person.badges).toEqual([]);
    expect(member.fold.wallet.grants).toEqual({ cup: 1 });
    expect(member.fold.states().person.counts).toEqual({});
  });

  test("a challenge's win, where the purchase won it and it no longer stands", () => {
    const challenges = [
      { id: "kinds", on: "purchase", count: "categories", goal: 2, give: { points: 30 } },
    ] as const;
    const member = new Member(aProgramme({ rules: [], challenges: [...challenges] }));
    member.buys([aLine(1, { category: "tea" }), aLine(1, { category: "cups" })]);
    expect(member.points).toBe(30);
    member.returns("all");
    expect([member.points, member.fold.states().person.challenges]).toEqual([
      0,
      { kinds: { period: "ever", seen: {}, wins: 0 } },
    ]);
  });

  test("the rule may be changed or gone: the stored posting is reversed", () => {
    const before = aProgramme({}, 1);
    const after = aProgramme({ rules: [] }, 2);
    const versions = {
      at: (instant: number) => (instant < at("2026-04-01") ? before : after),
      of: (version: number) => (version === 1 ? before : after),
    };
    const member = new Member(versions);
    member.buys(100);
    member.returns("all", { at: "2026-05-01" });
    expect(member.points).toBe(0);
  });
});
