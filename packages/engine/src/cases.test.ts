/** The hard cases of loyalty ledgers, each by its name. Returns have a file of their own. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { versionsOf } from "./fold.ts";
import { balanceOf } from "./lots.ts";
import type { ProgrammeSource } from "./programme/schema.ts";
import { aLine, aProgramme, at, BASE_RULE, givenIn, Member, postsIn } from "./testing/club.ts";

const STATUS_CLUB = {
  units: {
    points: { expires: "12 months" },
    status: { spendable: false, period: "calendar year" },
  },
  rules: [
    {
      id: "base",
      on: "purchase",
      give: {
        points: { each: "1 SEK", of: "basket.paid" },
        status: { each: "1 SEK", of: "basket.paid" },
      },
    },
  ],
  ladders: [
    {
      id: "club",
      counts: "status",
      levels: [
        { id: "guest" },
        { id: "regular", at: 1000, welcome: { give: { points: 100 } } },
        { id: "friend", at: 3000, welcome: { give: { points: 500 }, reward: "dinner" } },
      ],
    },
  ],
  rewards: [{ id: "dinner" }],
} satisfies Partial<ProgrammeSource>;

describe("expiry", () => {
  test("a late job only books what was true: the points were unusable from the due instant on", () => {
    const member = new Member(aProgramme({ units: { points: { expires: "1 month" } } }));
    member.buys(100, { at: "2026-01-31" });
    const { expiresAt } = member.fold.wallet.open[0] ?? { expiresAt: null };
    expect(expiresAt).toBe(at("2026-02-28T23:00:00Z"));
    expect(balanceOf(member.fold.wallet, "points", at("2026-02-28T22:59:59Z")).available).toBe(100);
    expect(balanceOf(member.fold.wallet, "points", at("2026-02-28T23:00:00Z")).available).toBe(0);
    const { steps, refusal } = member.spends(1, { at: "2026-07-01" });
    expect(refusal?.code).toBe("insufficient_balance");
    expect(steps).toMatchObject([
      { at: expiresAt, effects: [{ from: "lots", to: "expired", amount: 100 }] },
    ]);
  });

  test("months are added to the anchor and clamped, never step by step", () => {
    const ends = (months: number): number[] => {
      const member = new Member(aProgramme({ units: { points: { expires: `${months} months` } } }));
      member.buys(1, { at: "2026-01-31" });
      return member.fold.wallet.open.map((lot) => lot.expiresAt ?? 0);
    };
    expect(ends(1)).toEqual([at("2026-02-28T23:00:00Z")]);
    expect(ends(2)).toEqual([at("2026-03-31T22:00:00Z")]);
    expect(ends(25)).toEqual([at("2028-02-29T23:00:00Z")]);
  });

  test("a late event whose points are past their end books both credit and expiry", () => {
    const member = new Member(aProgramme({ units: { points: { expires: "1 month" } } }));
    const { effects } = member.buys(50, { at: "2026-05-01", occurred: "2026-03-10" });
    expect(postsIn(effects).map(({ from, to, amount }) => [from, to, amount])).toEqual([
      ["issued", "lots", 50],
      ["lots", "expired", 50],
    ]);
  });

  test("sliding expiry gives every lot the newest end and never shortens one", () => {
    const points = { expires: { after: "6 months", sliding: true } };
    const member = new Member(aProgramme({ units: { points } }));
    member.buys(10, { at: "2026-01-10" });
    member.buys(10, { at: "2026-03-10" });
    const newest = at("2026-09-10T22:00:00Z");
    expect(member.fold.wallet.open.map((lot) => lot.expiresAt)).toEqual([newest, newest]);
    const { effects } = member.buys(10, { at: "2026-03-11", occurred: "2026-02-01" });
    expect(effects.filter((effect) => effect.do === "extend")).toEqual([]);
    expect(member.fold.wallet.open.map((lot) => lot.expiresAt)).toEqual([
      at("2026-08-01T22:00:00Z"),
      newest,
      newest,
    ]);
  });

  test("arrears and expiry live together: debts are an account of their own and no lot goes below zero", () => {
    const units = { points: { expires: "1 month", clawback: "arrears" } } as const;
    const member = new Member(aProgramme({ units }));
    member.buys(100, { at: "2026-01-10" });
    member.spends(100);
    member.returns("all");
    expect(member.fold.wallet.arrears).toEqual({ points: -100 });
    member.buys(30, { at: "2026-01-20" });
    member.fold.advance(at("2026-06-01"));
    expect([member.fold.wallet.arrears, member.fold.wallet.open]).toEqual([{ points: -70 }, []]);
  });
});

describe("holds", () => {
  const held = (): Member => {
    const member = new Member(aProgramme({ units: { points: { expires: "1 month" } } }));
    member.buys(100, { at: "2026-01-31" });
    member.does(
      { kind: "hold", hold: "h", unit: "points", amount: 60, seconds: 7200 },
      { at: "2026-02-28T22:30:00Z" },
    );
    return member;
  };

  test("a hold keeps its lots alive past their end; what it does not hold expires at its own instant", () => {
    const member = held();
    const { steps, refusal } = member.spends(60, { at: "2026-02-28T23:30:00Z", hold: "h" });
    expect(refusal).toBeNull();
    expect(steps).toMatchObject([
      { at: at("2026-02-28T23:00:00Z"), effects: [{ to: "expired", amount: 40 }] },
    ]);
    expect(member.fold.wallet.open).toEqual([]);
  });

  test("what a smaller commit leaves of an expired lot is gone at once", () => {
    const member = held();
    const { effects } = member.spends(25, { at: "2026-02-28T23:30:00Z", hold: "h" });
    expect(postsIn(effects).map(({ to, amount }) => [to, amount])).toEqual([
      ["redeemed", 25],
      ["expired", 35],
    ]);
  });

  test("a hold ends exactly once, by whichever comes first", () => {
    const ends = fc.constantFrom("commit" as const, "release" as const, "time-out" as const);
    fc.assert(
      fc.property(fc.array(ends, { minLength: 2, maxLength: 6 }), (order) => {
        const member = new Member(aProgramme());
        member.buys(100);
        member.does({ kind: "hold", hold: "h", unit: "points", amount: 60, seconds: 60 });
        for (const end of order) {
          if (end === "commit") member.spends(60, { hold: "h" });
          if (end === "release") member.does({ kind: "release", hold: "h" });
          if (end === "time-out") member.now += 61_000;
        }
        member.fold.advance(member.now + 61_000);
        const all = member.log.flatMap(({ booked }) => [
          ...booked.steps.flatMap((step) => step.effects),
          ...booked.effects,
        ]);
        const ended = all.filter((effect) => effect.do === "end-hold").length;
        expect(ended + member.fold.wallet.holds.length).toBeLessThanOrEqual(1);
        expect(member.fold.wallet.holds).toEqual([]);
        expect(member.points).toBe(order[0] === "commit" ? 40 : 100);
      }),
    );
  });

  test("the same hold twice, an unknown one, or one of another unit is refused", () => {
    const member = new Member(aProgramme({ units: { points: {}, credit: {} } }));
    member.buys(100);
    const hold = { kind: "hold", hold: "h", unit: "points", amount: 60, seconds: 60 } as const;
    member.does(hold);
    expect(member.does(hold).refusal?.code).toBe("hold_exists");
    expect(member.spends(1, { hold: "other" }).refusal?.code).toBe("unknown_hold");
    const other = { kind: "spend", unit: "credit", amount: 1, hold: "h" } as const;
    expect(member.does(other).refusal?.detail).toMatch(/reserves points, not credit/);
    expect(member.spends(41).refusal).toMatchObject({ code: "insufficient_balance", shortBy: 1 });
  });

  test("one hold cannot pay two parts of a purchase", () => {
    const member = new Member(aProgramme());
    member.buys(100);
    member.does({ kind: "hold", hold: "h", unit: "points", amount: 60, seconds: 60 });
    const part = { unit: "points", amount: 30, hold: "h" };
    expect(member.buys(10, { spends: [part, part] }).refusal?.code).toBe("unknown_hold");
    expect(member.fold.wallet.holds).toHaveLength(1);
  });
});

describe("levels", () => {
  test("follow what was earned in the period, never the balance", () => {
    const member = new Member(aProgramme(STATUS_CLUB));
    member.buys(1200);
    member.spends(1300);
    expect([member.points, member.level()]).toEqual([0, "regular"]);
  });

  test("rise at once, over several levels, each with its welcome gift once", () => {
    const member = new Member(aProgramme(STATUS_CLUB));
    const { effects } = member.buys(3500);
    expect(givenIn({ effects })).toEqual({ base: 7000, "level:regular": 100, "level:friend": 500 });
    expect([member.level(), member.fold.wallet.grants]).toEqual(["friend", { dinner: 1 }]);
  });

  test("a welcome gift of the ladder's own unit carries on to the next level", () => {
    const levels = [
      { id: "guest" },
      { id: "one", at: 10, welcome: { give: { status: 90 } } },
      { id: "two", at: 100 },
    ];
    const member = new Member(
      aProgramme({ ...STATUS_CLUB, ladders: [{ id: "club", counts: "status", levels }] }),
    );
    member.buys(10);
    expect(member.level()).toBe("two");
  });

  test("fall by one level at the period's end plus grace, and not before", () => {
    const member = new Member(aProgramme(STATUS_CLUB), { now: "2026-06-01" });
    member.buys(3500);
    member.fold.advance(at("2027-06-01"));
    expect(member.level()).toBe("friend");
    member.fold.advance(at("2028-01-30T22:59:59Z"));
    expect(member.level()).toBe("friend");
    member.fold.advance(at("2028-01-30T23:00:00Z"));
    expect(member.level()).toBe("regular");
    member.fold.advance(at("2029-02-01"));
    expect(member.level()).toBe("guest");
  });

  test("stay where the running period has reached them before the grace is over", () => {
    const member = new Member(aProgramme(STATUS_CLUB), { now: "2026-06-01" });
    member.buys(3500);
    member.buys(3500, { at: "2028-01-15" });
    member.fold.advance(at("2028-03-01"));
    expect(member.level()).toBe("friend");
  });

  test("welcome the member once, even on re-entry", () => {
    const member = new Member(aProgramme(STATUS_CLUB), { now: "2026-06-01" });
    member.buys(1000);
    member.fold.advance(at("2028-03-01"));
    expect(member.level()).toBe("guest");
    expect(givenIn(member.buys(1500, { at: "2028-04-01" }))).toEqual({ base: 3000 });
    expect(member.level()).toBe("regular");
  });

  test("a late purchase adds to its own period, and the level works from the booking on", () => {
    const member = new Member(aProgramme(STATUS_CLUB), { now: "2026-12-30" });
    member.buys(900);
    member.buys(200, { at: "2027-01-05", occurred: "2026-12-31" });
    expect(member.level()).toBe("regular");
    expect(member.fold.wallet.ladders.club).toMatchObject({
      since: at("2027-01-05"),
      period: "2027",
    });
    member.buys(50, { id: "small", at: "2027-01-06" });
    member.returns({ purchase: "small", lines: [[0, 1]] });
    expect(member.level()).toBe("regular");
  });

  test("a new version with another grace changes nothing that was due before it", () => {
    const before = aProgramme(STATUS_CLUB, 1);
    const [ladder] = STATUS_CLUB.ladders;
    const after = aProgramme(
      { ...STATUS_CLUB, ladders: ladder ? [{ ...ladder, grace: "1 day" }] : [] },
      2,
    );
    const versions = versionsOf([
      { from: 0, programme: before },
      { from: at("2028-01-20"), programme: after },
    ]);
    const once = new Member(versions, { now: "2026-06-01" });
    const often = new Member(versions, { now: "2026-06-01" });
    for (const member of [once, often]) member.buys(3500);
    for (let day = 0; day < 60; day += 1) often.fold.advance(at("2028-01-01") + day * 86_400_000);
    once.fold.advance(at("2028-03-05"));
    often.fold.advance(at("2028-03-05"));
    expect(once.fold.wallet).toEqual(often.fold.wallet);
    expect(once.fold.wallet.ladders.club).toMatchObject({
      level: "regular",
      since: at("2028-01-30T23:00:00Z"),
    });
  });

  test("membership years count from joining, whoever of the household buys", () => {
    const units = { points: {}, status: { spendable: false, period: "membership year" } } as const;
    const member = new Member(aProgramme({ ...STATUS_CLUB, units }), {
      id: "home",
      now: "2026-05-10",
    });
    member.does({ kind: "join" });
    member.buys(600, { at: "2027-05-08", person: "dad" });
    member.buys(600, { at: "2027-05-09", person: "mum" });
    expect([member.level(), member.fold.wallet.sums.status?.periods]).toEqual([
      "regular",
      { m0: 1200 },
    ]);
    member.buys(10, { at: "2027-05-10", person: "dad" });
    expect(member.fold.wallet.sums.status?.periods).toEqual({ m0: 1200, m1: 10 });
  });
});

describe("stacking", () => {
  const base = BASE_RULE;
  const times = (id: string, by: number, more: object = {}) => ({
    id,
    on: "purchase",
    multiply: { unit: "points", by },
    ...more,
  });
  const earned = (
    rules: NonNullable<ProgrammeSource["rules"]>,
    more: Partial<ProgrammeSource> = {},
  ): Record<string, number> =>
    givenIn(
      new Member(aProgramme({ rules, ...more })).buys([aLine(60, { tags: ["local"] }), aLine(40)]),
    );

  test("multipliers add: x2 and x3 give x4, wherever they stand", () => {
    expect(earned([base, times("x2", 2), times("x3", 3)])).toEqual({ base: 100, x2: 100, x3: 200 });
    expect(earned([times("x2", 2), base, times("x3", 3)])).toEqual({ base: 100, x2: 100, x3: 200 });
  });
  test("together they stay under the cap", () => {
    expect(earned([base, times("x2", 2), times("x3", 3)], { multiplierCap: 3 })).toEqual({
      base: 100,
      x2: 100,
      x3: 100,
    });
    expect(earned([base, times("x3", 3), times("x2", 2)], { multiplierCap: 3 })).toEqual({
      base: 100,
      x3: 200,
    });
  });
  test("on some lines they multiply what falls on those", () => {
    expect(earned([base, times("x2", 2, { items: '"local" in item.tags' })])).toEqual({
      base: 100,
      x2: 60,
    });
  });
  test("of an exclusive group the best for the member counts", () => {
    const bonus = (id: string, points: number) => ({
      id,
      on: "purchase",
      give: { points },
      exclusive: "g",
    });
    expect(earned([base, bonus("small", 5), bonus("large", 50), bonus("even", 50)])).toEqual({
      base: 100,
      large: 50,
    });
  });
  test("a doubling may compete with a bonus, and what lost is not multiplied", () => {
    const bonus = { id: "bonus", on: "purchase", give: { points: 30 }, exclusive: "g" } as const;
    expect(earned([base, bonus, times("x2", 2, { exclusive: "g" })])).toEqual({
      base: 100,
      x2: 100,
    });
    expect(
      earned([base, { ...bonus, give: { points: 300 } }, times("x2", 2, { exclusive: "g" })]),
    ).toEqual({ base: 100, bonus: 300 });
    expect(
      earned([base, bonus, { ...bonus, id: "other", give: { points: 20 } }, times("x2", 2)]),
    ).toEqual({ base: 100, bonus: 30, x2: 130 });
  });
  test("each posting is rounded down once, on the exact sum", () => {
    const third = { ...base, give: { points: { each: "3 SEK", of: "basket.paid" } } } as const;
    expect(earned([third, times("x1-5", 1.5)])).toEqual({ base: 33, "x1-5": 16 });
  });
});

describe("limits", () => {
  const capped = (limit: NonNullable<ProgrammeSource["rules"]>[number]["limit"]) =>
    aProgramme({ rules: [{ ...BASE_RULE, ...(limit && { limit }) }] });

  test("trim to what is left, and say so", () => {
    const member = new Member(capped({ units: 100, every: "month" }));
    expect(givenIn(member.buys(80))).toEqual({ base: 80 });
    const trimmed = member.buys(80);
    expect([givenIn(trimmed), trimmed.reasons]).toMatchObject([
      { base: 20 },
      [{ rule: "base", code: "trimmed" }],
    ]);
    expect(member.buys(80).reasons).toMatchObject([
      { rule: "base", code: "limit", detail: "base#0:2026-03" },
    ]);
    expect(givenIn(member.buys(80, { at: "2026-04-01" }))).toEqual({ base: 80 });
  });
  test("refuse what does not fit whole", () => {
    const member = new Member(capped({ money: "100 SEK", every: "month", over: "refuse" }));
    member.buys(80);
    expect(givenIn(member.buys(30))).toEqual({});
    expect(givenIn(member.buys(20))).toEqual({ base: 20 });
  });
  test("count per person or per shared wallet", () => {
    const per = (who: "member" | "wallet"): number[] => {
      const member = new Member(capped({ times: 1, per: who, every: "day" }), { id: "home" });
      return ["mum", "dad", "mum"].map((person) => givenIn(member.buys(10, { person })).base ?? 0);
    };
    expect(per("member")).toEqual([10, 10, 0]);
    expect(per("wallet")).toEqual([10, 0, 0]);
  });
  test("of the whole club are claims; the shell says how much there was", () => {
    const member = new Member(capped({ units: 1000, per: "club", every: "year" }));
    const key = "limit:base#0:2026";
    expect(member.buys(80).claims).toEqual([{ key, want: 80, max: 1000 }]);
    const short = member.buys(80, { facts: { granted: { [key]: 30 } } });
    expect([givenIn(short), short.claims]).toEqual([{ base: 30 }, [{ key, want: 30, max: 1000 }]]);
    expect(member.buys(80, { facts: { granted: { [key]: 0 } } }).reasons).toMatchObject([
      { code: "limit" },
    ]);
    expect(short.effects.filter((effect) => effect.do === "claim")).toMatchObject([
      { key, by: 30 },
    ]);
  });
});

describe("who it is for", () => {
  test("a holdout is the same members for the rule's life; what they miss is recorded", () => {
    const rule = {
      id: "extra",
      on: "purchase",
      when: "basket.paid > 1",
      give: { points: 5 },
      holdout: "20%",
    } as const;
    const outcome = (id: string, version: number): string[] => {
      const programme = aProgramme(
        { rules: [BASE_RULE, { ...rule, give: { points: 5 * version } }] },
        version,
      );
      const member = new Member(programme, { id });
      return [1, 2, 3].map(
        () => member.buys(10).reasons.find((reason) => reason.rule === "extra")?.code ?? "",
      );
    };
    const ids = Array.from({ length: 500 }, (_, index) => `member-${index}`);
    const withheld = ids.filter((id) => {
      const codes = new Set([...outcome(id, 1), ...outcome(id, 2)]);
      expect(codes.size).toBe(1);
      return codes.has("holdout");
    });
    expect(withheld.length).toBeGreaterThan(70);
    expect(withheld.length).toBeLessThan(130);
  });
  test("what is missing is told to those whom more would bring something, and to nobody else", () => {
    const rule = {
      id: "big",
      on: "purchase",
      when: "basket.paid >= 500",
      give: { points: 100 },
      limit: { times: 1, every: "month" },
      holdout: "20%",
    } as const;
    const programme = aProgramme({ rules: [BASE_RULE, rule] });
    const big = (member: Member, kronor: number) =>
      member.buys(kronor).reasons.find((reason) => reason.rule === "big");
    for (let number = 0; number < 100; number += 1) {
      const member = new Member(programme, { id: `member-${number}` });
      const isHeldOut =
        big(new Member(programme, { id: `member-${number}` }), 500)?.code === "holdout";
      const short = { code: "when", ...(!isHeldOut && { missing: { shortBy: 4000 } }) };
      expect(big(member, 460)).toMatchObject(short);
      expect(big(member, 460)?.missing === undefined).toBe(isHeldOut);
      big(member, 500); // Once a month.
      expect(big(member, 460)).toMatchObject({ code: "when" });
      expect(big(member, 460)).not.toHaveProperty("missing");
    }
  });
  test("no holdout on base earning or on what is advertised", () => {
    expect(() => aProgramme({ rules: [{ ...BASE_RULE, holdout: "10%" }] })).toThrow(/holdout/);
    const advertised = {
      ...BASE_RULE,
      when: "basket.paid > 100",
      advertised: true,
      holdout: "10%",
    } as const;
    expect(() => aProgramme({ rules: [advertised] })).toThrow(/holdout/);
  });
  test("surprises fall by the event's id: asked again, the same", () => {
    const rules = [{ id: "luck", on: "purchase", give: { points: 1 }, chance: "50%" } as const];
    const wins = (): boolean[] => {
      const member = new Member(aProgramme({ rules }));
      return Array.from(
        { length: 40 },
        (_, index) => member.buys(1, { id: `x${index}` }).effects.length > 1,
      );
    };
    expect(wins()).toEqual(wins());
    expect(new Set(wins()).size).toBe(2);
  });
});

describe("late events", () => {
  const versions = versionsOf([
    {
      from: 0,
      programme: aProgramme(
        { rules: [{ ...BASE_RULE, limit: { units: 100, every: "month" } }] },
        1,
      ),
    },
    {
      from: at("2026-03-31T22:00:00Z"),
      programme: aProgramme(
        {
          rules: [
            {
              ...BASE_RULE,
              give: { points: 7 },
              during: { from: "2026-04-01", through: "2026-04-02" },
            },
          ],
        },
        2,
      ),
    },
  ]);

  test("get the rules, windows and limit periods of their own time", () => {
    const member = new Member(versions, { now: "2026-03-30" });
    expect(givenIn(member.buys(90))).toEqual({ base: 90 });
    expect(givenIn(member.buys(10, { at: "2026-04-20" }))).toEqual({});
    expect(givenIn(member.buys(50, { occurred: "2026-03-31" }))).toEqual({ base: 10 });
    expect(givenIn(member.buys(50, { occurred: "2026-04-02T21:59:59Z" }))).toEqual({ base: 7 });
    expect(givenIn(member.buys(50, { occurred: "2026-04-02T22:00:00Z" }))).toEqual({});
    expect(member.fold.wallet.open.map((lot) => lot.availableAt)).toEqual([
      at("2026-03-30"),
      at("2026-03-31"),
      at("2026-04-02T21:59:59Z"),
    ]);
  });
  test("do not re-allocate what was spent before", () => {
    const member = new Member(aProgramme());
    member.buys(100, { at: "2026-03-10" });
    member.spends(60, { at: "2026-03-20" });
    member.buys(100, { at: "2026-03-25", occurred: "2026-03-01" });
    expect(member.fold.wallet.open.map(({ no, remaining }) => [no, remaining])).toEqual([
      [2, 100],
      [1, 40],
    ]);
  });
});

describe("currencies", () => {
  test.each([
    ["JPY", "Asia/Tokyo", 1234, "100 JPY", 12],
    ["KWD", "Asia/Kuwait", 1234, "1 KWD", 1],
    ["KWD", "Asia/Kuwait", 1234, "0.100 KWD", 12],
    ["SEK", "Europe/Stockholm", 1234, "1 SEK", 12],
  ])("%s has its own minor unit", (currency, timezone, paidMinor, each, points) => {
    const programme = aProgramme({
      markets: { home: { currency, timezone } },
      rules: [{ ...BASE_RULE, give: { points: { each, of: "basket.paid" } } }],
    });
    const member = new Member(programme);
    const line = { article: "a", quantity: 1, paidMinor };
    expect(givenIn(member.buys([line], { currency, facts: { market: "home" } }))).toEqual({
      base: points,
    });
  });
  test("each market has its own rate, and a purchase in another currency is refused", () => {
    const programme = aProgramme({
      markets: {
        se: { currency: "SEK", timezone: "Europe/Stockholm" },
        dk: { currency: "DKK", timezone: "Europe/Copenhagen" },
      },
      rules: [{ ...BASE_RULE, give: { points: { each: ["10 SEK", "7 DKK"], of: "basket.paid" } } }],
    });
    const member = new Member(programme);
    expect(givenIn(member.buys(100))).toEqual({ base: 10 });
    expect(givenIn(member.buys(100, { currency: "DKK", facts: { market: "dk" } }))).toEqual({
      base: 14,
    });
    expect(member.buys(100, { currency: "DKK" }).refusal?.code).toBe("wrong_currency");
  });
});

describe("person and wallet", () => {
  test("anyone of a household spends what all have earned, and each has their own counters", () => {
    const member = new Member(aProgramme(), { id: "home" });
    member.buys(aLine(100, { category: "tea" }), { person: "mum" });
    expect(member.spends(80, { person: "dad" }).refusal).toBeNull();
    expect(member.points).toBe(20);
    expect(member.fold.states("mum").person).toMatchObject({
      purchases: 1,
      categories: { tea: 1 },
    });
    expect(member.fold.states("dad").person).toMatchObject({
      purchases: 0,
      categories: {},
      version: 1,
    });
    expect(member.fold.wallet.version).toBe(2);
  });
  test("time that passes is the wallet's: it changes no person", () => {
    const member = new Member(aProgramme({ units: { points: { expires: "1 month" } } }), {
      id: "home",
    });
    member.buys(100, { person: "mum" });
    const before = structuredClone(member.fold.states("mum").person);
    member.fold.advance(at("2026-09-01"));
    expect(member.fold.states("mum").person).toEqual(before);
    expect(member.fold.wallet.version).toBe(2);
  });
});

describe("corrections", () => {
  test("give a lot with an end, usable at once, and take in spending order but never below zero", () => {
    const member = new Member(
      aProgramme({ units: { points: { expires: "1 month", available: "10 days" } } }),
    );
    const adjust = (amount: number) =>
      member.does({ kind: "adjust", unit: "points", amount, reason: "sorry", actor: "staff" });
    adjust(50);
    expect([member.points, member.fold.wallet.open[0]?.expiresAt]).toEqual([
      50,
      at("2026-04-02T22:00:00Z"),
    ]);
    expect(adjust(-51).refusal).toMatchObject({ code: "insufficient_balance", shortBy: 1 });
    expect(adjust(-50).effects).toMatchObject([
      { from: "lots", to: "adjusted", amount: 50, rule: "adjust:sorry" },
    ]);
  });
  test("of a counting unit stay above zero, and a level that rested on them goes", () => {
    const member = new Member(aProgramme(STATUS_CLUB));
    const adjust = (amount: number) =>
      member.does({ kind: "adjust", unit: "status", amount, reason: "sorry", actor: "staff" });
    adjust(1000);
    expect(member.level()).toBe("regular");
    expect(adjust(-1001).refusal?.code).toBe("insufficient_balance");
    adjust(-1);
    expect([member.level(), member.points]).toEqual(["guest", 0]);
  });
});
