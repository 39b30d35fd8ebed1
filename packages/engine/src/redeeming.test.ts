import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Redeem } from "./events.ts";
import { versionsOf } from "./fold.ts";
import { balanceOf } from "./lots.ts";
import type { ProgrammeSource } from "./programme/schema.ts";
import { aProgramme, at, Member, postsIn, type More } from "./testing/club.ts";

const rewards: ProgrammeSource["rewards"] = [
  { id: "mug", cost: { points: 60 } },
  { id: "beans", cost: { points: 40, stars: 2 } },
  { id: "machine", cost: { points: 100 }, money: { se: "490 SEK" } },
  { id: "tasting", kind: "experience", cost: { points: 10 }, seats: 5 },
  { id: "gift" },
  { id: "once", cost: { points: 5 }, limit: { times: 1, every: "month" } },
  { id: "club-ten", cost: { points: 1 }, limit: { times: 10, per: "club" } },
  { id: "winter", cost: { points: 5 }, during: { from: "2026-12-01", through: "2026-12-24" } },
  {
    id: "friends",
    cost: { points: 50 },
    levels: ["friend"],
    prices: [{ cost: { points: 20 }, segments: ["greens"] }],
  },
  {
    id: "winter-friends",
    cost: { points: 5 },
    levels: ["friend"],
    during: { from: "2026-12-01", through: "2026-12-24" },
  },
  { id: "box", kind: "surprise", cost: { points: 10 }, among: ["mug", "beans"] },
];
const programme = aProgramme({
  units: {
    points: { expires: "12 months" },
    stars: { expires: "6 months" },
    status: { spendable: false },
  },
  activities: { won: {}, starred: {} },
  rules: [
    { id: "base", on: "purchase", give: { points: { each: "1 SEK", of: "basket.paid" } } },
    { id: "status", on: "purchase", give: { status: { each: "1 SEK", of: "basket.paid" } } },
    { id: "star", on: "starred", give: { stars: 1 } },
    { id: "won", on: "won", reward: "gift" },
  ],
  segments: { greens: {} },
  ladders: [{ id: "club", counts: "status", levels: [{ id: "guest" }, { id: "friend", at: 500 }] }],
  rewards,
});

function redeems(member: Member, reward: string, more: Partial<Redeem> & More = {}) {
  const { count = 1, redemption = `r-${reward}`, hold, paid, granted, ...rest } = more;
  return member.does(
    {
      kind: "redeem",
      reward,
      count,
      redemption,
      ...(hold !== undefined && { hold }),
      ...(paid && { paid }),
      ...(granted && { granted }),
    },
    rest,
  );
}

function cancels(member: Member, redeemed: { id: string; at: number }, more: More = {}) {
  const { id: event, at: redeemedAt } = redeemed;
  return member.does({ kind: "cancel", redemption: "r", event, redeemedAt }, more);
}

function lastRedeem(member: Member): { id: string; at: number } {
  const last = member.log.findLast(
    ({ event, booked }) => event.kind === "redeem" && !booked.refusal,
  );
  return { id: last?.event.id ?? "", at: last?.event.occurredAt ?? 0 };
}

function walletOf(member: Member): unknown {
  const { version: _, bookedAt: __, postings: ___, ...rest } = member.fold.wallet;
  return structuredClone(rest);
}

describe("taking a reward", () => {
  test("takes its units from lots, under the reward's own rule", () => {
    const anna = new Member(programme);
    anna.buys(100);
    const { effects, refusal } = redeems(anna, "mug");
    expect(refusal).toBeNull();
    expect(postsIn(effects)).toMatchObject([
      { unit: "points", to: "redeemed", amount: 60, rule: "reward:mug" },
    ]);
    expect(anna.points).toBe(40);
  });

  test("is refused whole where one of several units is missing", () => {
    const anna = new Member(programme);
    anna.buys(100);
    anna.does({ kind: "activity", activity: "starred" });
    expect(redeems(anna, "beans").refusal).toMatchObject({
      code: "insufficient_balance",
      shortBy: 1,
    });
    expect(anna.points).toBe(100);
    anna.does({ kind: "activity", activity: "starred" });
    expect(redeems(anna, "beans").refusal).toBeNull();
    expect([anna.points, anna.available("stars")]).toEqual([60, 0]);
  });

  test("asks for its part in money, to the öre and in the market's currency", () => {
    const anna = new Member(programme);
    anna.buys(200);
    expect(redeems(anna, "machine").refusal).toMatchObject({
      code: "money_missing",
      shortBy: 49_000,
    });
    expect(
      redeems(anna, "machine", { paid: { currency: "DKK", amountMinor: 49_000 } }).refusal,
    ).toMatchObject({ code: "wrong_currency" });
    expect(
      redeems(anna, "machine", { paid: { currency: "SEK", amountMinor: 49_000 } }).refusal,
    ).toBeNull();
    expect(anna.points).toBe(100);
  });

  test("uses a granted one instead of units, and no more than were granted", () => {
    const anna = new Member(programme);
    anna.does({ kind: "activity", activity: "won" });
    expect(redeems(anna, "gift", { granted: true }).effects).toEqual([
      { do: "grant", reward: "gift", count: -1, rule: "reward:gift" },
    ]);
    expect(redeems(anna, "gift", { granted: true }).refusal?.code).toBe("reward_not_granted");
    expect(redeems(anna, "gift").refusal?.code).toBe("reward_unavailable");
  });

  test("keeps to the member's limit in its period", () => {
    const anna = new Member(programme);
    anna.buys(100);
    expect(redeems(anna, "once").refusal).toBeNull();
    expect(redeems(anna, "once").refusal?.code).toBe("reward_limit_reached");
    expect(redeems(anna, "once", { at: "2026-04-02" }).refusal).toBeNull();
  });

  test("wants stock and room of the whole club, and is refused where there is less", () => {
    const anna = new Member(programme);
    anna.buys(100);
    expect(redeems(anna, "tasting", { count: 2 }).claims).toEqual([
      { key: "stock:tasting", want: 2, max: 5 },
    ]);
    expect(redeems(anna, "tasting", { count: 6 }).refusal?.code).toBe("out_of_stock");
    const granted = { "stock:tasting": 1 };
    expect(redeems(anna, "tasting", { count: 2, facts: { granted } }).refusal?.code).toBe(
      "out_of_stock",
    );
    expect(redeems(anna, "tasting", { count: 6, facts: { stock: 8 } }).refusal).toBeNull();
    expect(redeems(anna, "club-ten").claims).toEqual([
      { key: "limit:reward:club-ten#0:ever", want: 1, max: 10 },
    ]);
    const none = { "limit:reward:club-ten#0:ever": 0 };
    expect(redeems(anna, "club-ten", { facts: { granted: none } }).refusal?.code).toBe(
      "reward_limit_reached",
    );
  });

  test("is for its window, levels and segments, with the price of the first that fits", () => {
    const anna = new Member(programme);
    anna.buys(100);
    expect(redeems(anna, "winter").refusal?.code).toBe("reward_unavailable");
    expect(redeems(anna, "friends").refusal?.detail).toContain("level friend");
    // Whoever meets one condition is not sent away by the next: all that is missing is told at once.
    const both = redeems(anna, "winter-friends", { at: "2026-07-01" }).refusal;
    expect(both?.detail).toContain("at this time");
    expect(both?.detail).toContain("level friend");
    anna.buys(400);
    redeems(anna, "friends", { facts: { segments: ["greens"] } });
    expect(anna.points).toBe(480);
    redeems(anna, "friends");
    expect(anna.points).toBe(430);
    expect(redeems(anna, "winter", { at: "2026-12-24" }).refusal).toBeNull();
  });

  test("keeps the old price for those who have enough units from before it rose", () => {
    const anna = new Member(programme);
    anna.buys(50);
    anna.buys(100, { at: "2026-05-01" });
    const keptPrices = { points: [[45, at("2026-04-01")]] } as const;
    redeems(anna, "mug", { facts: { keptPrices } });
    expect(anna.points).toBe(105);
    redeems(anna, "mug", { facts: { keptPrices } });
    expect(anna.points).toBe(45);
  });

  test("keeps an old price for units that were earned before it rose and became usable after", () => {
    const waiting = aProgramme({
      units: { points: { expires: "12 months", available: "14 days" } },
      rewards: [{ id: "mug", cost: { points: 60 } }],
    });
    const anna = new Member(waiting);
    anna.buys(50, { at: "2026-03-25" });
    const keptPrices = { points: [[45, at("2026-04-01")]] } as const;
    redeems(anna, "mug", { at: "2026-05-01", facts: { keptPrices } });
    expect(anna.points).toBe(5);
    const late = new Member(waiting);
    late.buys(50, { at: "2026-04-01" });
    expect(redeems(late, "mug", { at: "2026-05-01", facts: { keptPrices } }).refusal?.code).toBe(
      "insufficient_balance",
    );
  });

  test("keeps an old special price for those alone whom it was for", () => {
    const anna = new Member(programme);
    anna.buys(100);
    const greens = { segments: ["greens"] };
    const keptPrices = { points: [[20, at("2027-01-01"), greens]] } as const;
    redeems(anna, "mug", { facts: { keptPrices } });
    expect(anna.points).toBe(40);
    redeems(anna, "mug", { facts: { keptPrices, ...greens } });
    expect(anna.points).toBe(20);
  });

  test("draws a surprise by the event's id, the same whenever it is asked", () => {
    const anna = new Member(programme);
    anna.buys(1000);
    const drawn = Array.from({ length: 30 }, (_, index) => {
      const { effects } = redeems(anna, "box", { id: `box-${index}` });
      return effects.flatMap((effect) => (effect.do === "grant" ? effect.reward : []));
    });
    expect(new Set(drawn.flat())).toEqual(new Set(["mug", "beans"]));
    const bo = new Member(programme, { id: "bo" });
    bo.buys(100);
    const again = redeems(bo, "box", { id: "box-7" }).effects;
    expect(again).toContainEqual({
      do: "grant",
      reward: drawn[7]?.[0],
      count: 1,
      rule: "reward:box",
    });
  });

  test("commits a hold over its units", () => {
    const anna = new Member(programme);
    anna.buys(60);
    anna.does({ kind: "hold", hold: "h1", unit: "points", amount: 60, seconds: 900 });
    expect(redeems(anna, "mug").refusal?.code).toBe("insufficient_balance");
    expect(redeems(anna, "mug", { hold: "h1" }).refusal).toBeNull();
    expect(anna.fold.wallet.holds).toEqual([]);
    expect(redeems(anna, "mug", { hold: "h1" }).refusal?.code).toBe("unknown_hold");
  });
});

describe("giving a reward back", () => {
  test("returns units to their own lots, room, stock and grants", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 20, max: 120 }), { minLength: 1, maxLength: 4 }),
        fc.constantFrom("mug", "beans", "tasting", "once", "club-ten", "gift", "box"),
        fc.integer({ min: 1, max: 3 }),
        (purchases, reward, count) => {
          const anna = new Member(programme);
          for (const [index, paid] of purchases.entries())
            anna.buys(paid, { at: `2026-03-0${index + 2}` });
          anna.does({ kind: "activity", activity: "starred" });
          anna.does({ kind: "activity", activity: "starred" });
          anna.does({ kind: "activity", activity: "won" });
          const before = walletOf(anna);
          const counts = { ...anna.fold.person("anna").counts };
          const taken = redeems(anna, reward, {
            count,
            ...(reward === "gift" && { granted: true as const }),
          });
          if (taken.refusal) return;
          const back = cancels(anna, lastRedeem(anna));
          expect(back.refusal).toBeNull();
          expect(walletOf(anna)).toEqual(before);
          expect(anna.fold.person("anna").counts).toEqual(counts);
          const claimed = [...taken.effects, ...back.effects].filter(
            ({ do: what }) => what === "claim",
          );
          expect(claimed.reduce((sum, each) => sum + (each.do === "claim" ? each.by : 0), 0)).toBe(
            0,
          );
        },
      ),
    );
  });

  test("gives units whose lot has ended a life of grace", () => {
    const anna = new Member(programme);
    anna.buys(60);
    redeems(anna, "mug");
    const redeemed = lastRedeem(anna);
    cancels(anna, redeemed, { at: "2027-06-01" });
    expect(anna.points).toBe(60);
    expect(anna.fold.wallet.open).toMatchObject([
      { remaining: 60, expiresAt: at("2027-07-01T22:00:00Z") },
    ]);
  });

  test("happens once", () => {
    const anna = new Member(programme);
    anna.buys(60);
    redeems(anna, "mug");
    const redeemed = lastRedeem(anna);
    expect(cancels(anna, redeemed).refusal).toBeNull();
    expect(cancels(anna, redeemed).refusal?.code).toBe("unknown_redemption");
    expect(cancels(anna, { id: "nothing", at: 0 }).refusal?.code).toBe("unknown_redemption");
    expect(anna.points).toBe(60);
  });

  test("is refused where the surprise it brought is used", () => {
    const anna = new Member(programme);
    anna.buys(20);
    redeems(anna, "box");
    const redeemed = lastRedeem(anna);
    const drawn = Object.keys(anna.fold.wallet.grants)[0] ?? "";
    redeems(anna, drawn, { granted: true });
    expect(cancels(anna, redeemed).refusal?.code).toBe("reward_used");
  });

  test("follows what was taken, whatever the programme says by then", () => {
    const dearer = aProgramme({ rewards: [{ id: "mug", cost: { points: 90 } }] }, 2);
    const versions = versionsOf([
      { from: 0, programme: aProgramme({ rewards: [{ id: "mug", cost: { points: 60 } }] }) },
      { from: at("2026-04-01"), programme: dearer },
    ]);
    const anna = new Member(versions);
    anna.buys(100);
    redeems(anna, "mug");
    cancels(anna, lastRedeem(anna), { at: "2026-04-02" });
    expect(balanceOf(anna.fold.wallet, "points", anna.now).available).toBe(100);
  });
});
