/** Levels over a rolling period, for life, and with gifts that come again. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { nextDue } from "./advance.ts";
import { levelOutlook } from "./level-outlook.ts";
import { rollingOf } from "./rolling.ts";
import type { ProgrammeSource } from "./programme/schema.ts";
import { aProgramme, at, DAY_MS, givenIn, Member } from "./testing/club.ts";
import {
  addDuration,
  dayOf,
  dayNumberOf,
  FAR_FUTURE,
  parseDuration,
  startOfDayNumber,
} from "./time.ts";

type Ladder = NonNullable<ProgrammeSource["ladders"]>[number];

const ZONE = "Europe/Stockholm";
const LEVELS: Ladder["levels"] = [
  { id: "guest" },
  { id: "regular", at: 1000 },
  { id: "friend", at: 3000 },
  { id: "legend", at: 9000 },
];
const perKrona = { each: "1 SEK", of: "basket.paid" } as const;

/** A krona counts one; `more` says how one falls. */
function rollingClub(period: string, more: Partial<Ladder> = {}) {
  return aProgramme({
    units: { points: {}, status: { spendable: false, period } },
    rules: [{ id: "base", on: "purchase", give: { status: perKrona } }],
    rewards: [{ id: "cake", name: "Kaka", kind: "product", cost: { points: 100 } }],
    ladders: [{ id: "club", counts: "status", levels: LEVELS, ...more }],
  });
}

type Programme = ReturnType<typeof rollingClub>;

function outlookOf(member: Member, programme: Programme, now: string) {
  member.fold.advance(at(now));
  const [ladder] = programme.ladders;
  if (!ladder) throw new Error("a club with a ladder");
  return levelOutlook(member.fold.wallet, ladder, { at: at(now), zone: ZONE });
}

const levelAt = (member: Member, now: string): string => {
  member.fold.advance(at(now));
  return member.level();
};

describe("a rolling level", () => {
  test("counts what was earned through the month in which its length is over", () => {
    const member = new Member(rollingClub("rolling 12 months", { grace: "1 day" }), {
      now: "2026-06-10",
    });
    member.buys(600);
    member.buys(400, { at: "2027-06-30" });
    expect(member.level()).toBe("regular");
    // June 2026 falls out when July 2027 begins, and a day of grace is over when its second day does.
    expect(levelAt(member, "2027-07-01T21:59:59Z")).toBe("regular");
    expect(levelAt(member, "2027-07-01T22:00:00Z")).toBe("guest");
  });

  test("in days falls out day by day", () => {
    const member = new Member(rollingClub("rolling 30 days", { grace: "0 days" }), {
      now: "2026-06-10",
    });
    member.buys(1000);
    expect(levelAt(member, "2026-07-10T21:59:59Z")).toBe("regular");
    expect(levelAt(member, "2026-07-10T22:00:00Z")).toBe("guest");
  });

  test("stays where enough is earned before the grace is over", () => {
    const member = new Member(rollingClub("rolling 30 days", { grace: "10 days" }), {
      now: "2026-06-10",
    });
    member.buys(1000);
    member.buys(1000, { at: "2026-07-19" });
    expect(levelAt(member, "2026-08-18")).toBe("regular");
  });

  test("falls one level at a time, with the grace before each", () => {
    const member = new Member(rollingClub("rolling 30 days", { grace: "5 days" }), {
      now: "2026-06-10",
    });
    member.buys(9000);
    const levels = ["2026-07-16", "2026-07-21", "2026-07-26"].map((day) => levelAt(member, day));
    expect(levels).toEqual(["friend", "regular", "guest"]);
  });

  test("tells what is left to the next level, and what keeps the one that is", () => {
    const programme = rollingClub("rolling 12 months");
    const member = new Member(programme, { now: "2026-06-10" });
    member.buys(3000);
    member.buys(200, { at: "2026-09-10" });
    expect(outlookOf(member, programme, "2027-05-01")).toMatchObject({
      level: "friend",
      earned: 3200,
      ends: null,
      next: { level: "legend", missing: 5800 },
      fall: {
        level: "regular",
        missing: 2800,
        before: at("2027-06-30T22:00:00Z"),
        at: at("2027-07-30T22:00:00Z"),
      },
      isNear: false,
    });
    expect(outlookOf(member, programme, "2027-07-10")).toMatchObject({
      earned: 200,
      fall: { missing: 2800, before: at("2027-07-30T22:00:00Z") },
      isNear: true,
    });
  });

  test("warns its time before it falls short, and says what keeps it", () => {
    const programme = rollingClub("rolling 12 months");
    const member = new Member(programme, { now: "2026-06-10" });
    member.buys(1000);
    member.buys(100, { at: "2026-07-10" });
    const warned = member.fold
      .advance(at("2027-06-10"))
      .flatMap((step) =>
        step.effects.flatMap((effect) => (effect.do === "warn" ? { ...effect, at: step.at } : [])),
      );
    expect(warned).toEqual([
      {
        do: "warn",
        at: at("2027-05-31T22:00:00Z"),
        ladder: "club",
        level: "guest",
        period: "r2027-07",
        until: at("2027-06-30T22:00:00Z"),
        missing: 900,
      },
    ]);
    member.buys(900, { at: "2027-06-15" });
    expect(levelAt(member, "2027-07-31")).toBe("regular");
  });

  test("does not warn anew of every purchase that keeps it a day longer", () => {
    const member = new Member(
      rollingClub("rolling 60 days", { grace: "0 days", warning: "20 days" }),
      { now: "2026-01-01" },
    );
    for (let day = 0; day < 60; day += 1) member.buys(17, { at: dayText(day) });
    for (let day = 60; day < 75; day += 1) member.buys(16, { at: dayText(day) });
    const steps = member.log.flatMap(({ booked }) => booked.steps);
    const warned = steps.filter(({ effects }) => effects.some((effect) => effect.do === "warn"));
    expect(member.level()).toBe("regular");
    expect(warned).toHaveLength(1);
  });

  test("that only a purchase gained goes with it, and its unused gift too", () => {
    const levels = LEVELS.map((level) =>
      level.id === "friend"
        ? { ...level, welcome: { give: { points: 50 }, reward: "cake" } }
        : level,
    );
    const member = new Member(rollingClub("rolling 12 months", { levels }), { now: "2026-06-10" });
    member.buys(1200);
    member.buys(2000, { id: "big", at: "2026-09-10" });
    expect([member.level(), member.points]).toEqual(["friend", 50]);
    member.returns({ purchase: "big", lines: [[0, 1]] }, { at: "2027-02-10" });
    expect([member.level(), member.points]).toEqual(["regular", 0]);
    expect(member.fold.wallet.grants).toEqual({});
  });

  test("that was rightly gained is not withdrawn when what kept it comes back; time takes it", () => {
    const member = new Member(rollingClub("rolling 30 days", { grace: "5 days" }), {
      now: "2026-06-10",
    });
    member.buys(1000);
    member.buys(1000, { id: "kept", at: "2026-07-05" });
    member.returns({ purchase: "kept", lines: [[0, 1]] }, { at: "2026-07-25" });
    expect(member.level()).toBe("regular");
    // Without it the grace had been over for ten days: it goes at the next turn of a day.
    expect(levelAt(member, "2026-07-25T21:59:59Z")).toBe("regular");
    expect(levelAt(member, "2026-07-25T22:00:00Z")).toBe("guest");
  });

  test("buying and returning leaves the level as it was, and its end", () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ day: fc.nat(120), paid: fc.integer({ min: 1, max: 4000 }) }), {
          maxLength: 8,
        }),
        fc.integer({ min: 1, max: 12_000 }),
        fc.constantFrom("rolling 30 days", "rolling 2 months"),
        (purchases, extra, period) => {
          const programme = rollingClub(period, { grace: "10 days" });
          const [plain, returning] = [0, 1].map(() => new Member(programme, { now: "2026-01-01" }));
          if (!plain || !returning) throw new Error("two members");
          for (const { day, paid } of purchases.toSorted((left, right) => left.day - right.day))
            for (const member of [plain, returning]) member.buys(paid, { at: dayText(day) });
          const day = 1 + Math.max(0, ...purchases.map((each) => each.day));
          plain.fold.advance(at(dayText(day)));
          returning.buys(extra, { id: "extra", at: dayText(day) });
          returning.returns({ purchase: "extra", lines: [[0, 1]] });
          for (let later = day; later < day + 150; later += 1)
            expect(levelAt(returning, dayText(later)) || "guest").toBe(
              levelAt(plain, dayText(later)) || "guest",
            );
          expect(returning.sum("status")).toBe(plain.sum("status"));
        },
      ),
      { numRuns: 60 },
    );
  });
});

const dayText = (day: number): string => dayOf(at("2026-01-01") + day * DAY_MS, ZONE);

/** What a rolling level must be, told from the list of purchases alone, day after day. */
function naiveLevels(
  purchases: readonly { day: number; paid: number }[],
  { period, grace, down }: { period: string; grace: string; down: string },
  days: number,
): string[] {
  const window = rollingOf(period);
  const wait = parseDuration(grace);
  if (!window || wait.kind === "problem") throw new Error("a club that rolls");
  const monthOf = (day: number): number => {
    const [year = 0, month = 0] = dayText(day).split("-").map(Number);
    return year * 12 + month;
  };
  const placeOf = (day: number): number => (window.grain === "day" ? day : monthOf(day));
  const needed = LEVELS.map((level) => level.at ?? 0);
  const reached = (sum: number): number => needed.findLastIndex((least) => sum >= least);
  const startOf = (day: number): number =>
    startOfDayNumber(dayNumberOf(at("2026-01-01"), ZONE) + day, ZONE);
  const levels: string[] = [];
  let [level, shortSince] = [0, -1];
  for (let day = 0; day < days; day += 1) {
    const counts = (bought: number): boolean => placeOf(bought) >= placeOf(day) - window.length;
    const sumBy = (last: number): number =>
      purchases.reduce(
        (sum, { day: on, paid }) => (on <= last && counts(on) ? sum + paid : sum),
        0,
      );
    if (sumBy(day - 1) >= (needed[level] ?? 0)) shortSince = -1;
    else if (shortSince < 0) shortSince = day;
    if (shortSince >= 0 && addDuration(startOf(shortSince), wait, ZONE) <= startOf(day)) {
      level = down === "one level" ? level - 1 : Math.min(level, reached(sumBy(day - 1)));
      shortSince = sumBy(day - 1) < (needed[level] ?? 0) ? day : -1;
    }
    const after = reached(sumBy(day));
    if (after >= level) [level, shortSince] = [after, -1];
    levels.push(LEVELS[level]?.id ?? "");
  }
  return levels;
}

const histories = fc.array(
  fc.record({ day: fc.nat(220), paid: fc.integer({ min: 1, max: 5000 }) }),
  { minLength: 1, maxLength: 14 },
);
const ways = fc.record({
  period: fc.constantFrom("rolling 30 days", "rolling 2 weeks", "rolling 2 months"),
  grace: fc.constantFrom("1 day", "5 days", "14 days"),
  down: fc.constantFrom("one level", "to what was earned"),
} as const);
const DAYS = 360;

describe("at any time a rolling level", () => {
  test("is what the list of purchases says", () => {
    fc.assert(
      fc.property(histories, ways, (unsorted, { period, grace, down }) => {
        const purchases = unsorted.toSorted((left, right) => left.day - right.day);
        const member = new Member(rollingClub(period, { grace, down }), { now: "2026-01-01" });
        const levels: string[] = [];
        for (let day = 0; day < DAYS; day += 1) {
          for (const { paid } of purchases.filter((each) => each.day === day))
            member.buys(paid, { at: dayText(day) });
          levels.push(levelAt(member, dayText(day)) || "guest");
        }
        expect(levels).toEqual(naiveLevels(purchases, { period, grace, down }, DAYS));
      }),
      { numRuns: 40 },
    );
  });

  test("does not follow when the sweeper came by, and folding the effects gives the same state", () => {
    fc.assert(
      fc.property(
        histories,
        ways,
        fc.array(fc.nat(DAYS), { maxLength: 20 }),
        (all, how, sweeps) => {
          const { period, ...rest } = how;
          const programme = rollingClub(period, rest);
          const [swept, quiet] = [0, 1].map(() => new Member(programme, { now: "2026-01-01" }));
          if (!swept || !quiet) throw new Error("two members");
          const purchases = all.toSorted((left, right) => left.day - right.day);
          for (const { day, paid } of purchases) {
            for (const sweep of sweeps.toSorted((left, right) => left - right))
              if (sweep < day) sweepAt(swept, dayText(sweep));
            for (const member of [swept, quiet]) member.buys(paid, { at: dayText(day) });
          }
          for (const member of [swept, quiet]) member.fold.advance(at(dayText(DAYS)));
          expect(swept.fold.wallet).toEqual(quiet.fold.wallet);
        },
      ),
      { numRuns: 40 },
    );
  });
});

function sweepAt(member: Member, day: string): void {
  if (at(day) > member.now) member.fold.advance(at(day));
}

describe("a level for life", () => {
  const levels = LEVELS.map((level) =>
    level.id === "friend" ? { ...level, lifetime: 5000 } : level,
  );
  const programme = rollingClub("calendar year", { levels });

  test("is reached and kept once so many have been counted in all", () => {
    const member = new Member(programme, { now: "2026-06-01" });
    member.buys(2900);
    member.buys(2000, { at: "2027-06-01" });
    expect(member.level()).toBe("regular");
    expect(outlookOf(member, programme, "2027-07-01")).toMatchObject({
      next: { level: "friend", missing: 100 },
      forLife: null,
    });
    member.buys(100, { at: "2027-08-01" });
    expect(member.level()).toBe("friend");
    expect(outlookOf(member, programme, "2029-07-01")).toMatchObject({
      fall: null,
      forLife: "friend",
    });
    expect(levelAt(member, "2035-01-01")).toBe("friend");
  });

  test("is the floor for one that is above it", () => {
    const member = new Member(programme, { now: "2026-06-01" });
    member.buys(9500);
    expect(levelAt(member, "2028-06-01")).toBe("friend");
    expect(levelAt(member, "2035-01-01")).toBe("friend");
    expect(outlookOf(member, programme, "2035-01-01").fall).toBeNull();
  });

  test("is never due to fall, however far ahead one asks", () => {
    const rolling = rollingClub("rolling 30 days", { levels, grace: "0 days" });
    const member = new Member(rolling, { now: "2026-06-01" });
    member.buys(9500);
    member.fold.advance(at("2030-01-01"));
    const due = nextDue(
      member.fold.states(),
      FAR_FUTURE,
      () => rolling,
      () => ZONE,
    );
    expect(due).toBeNull();
  });

  test("goes with the purchase that made it one", () => {
    const member = new Member(programme, { now: "2026-06-01" });
    member.buys(2900);
    member.buys(2200, { id: "last", at: "2027-06-01" });
    expect(member.level()).toBe("friend");
    member.returns({ purchase: "last", lines: [[0, 1]] }, { at: "2027-07-01" });
    expect(member.level()).toBe("regular");
  });

  test("holds in a rolling period as well", () => {
    const rolling = rollingClub("rolling 30 days", { levels, grace: "0 days" });
    const member = new Member(rolling, { now: "2026-06-01" });
    member.buys(9500);
    expect(levelAt(member, "2026-09-01")).toBe("friend");
    expect(levelAt(member, "2030-09-01")).toBe("friend");
  });
});

describe("gifts that come again", () => {
  const levels = LEVELS.map((level) =>
    level.id === "regular"
      ? { ...level, welcome: { give: { points: 50 }, reward: "cake", every: "period" as const } }
      : level,
  );
  const grants = (member: Member): number => member.fold.wallet.grants["cake"] ?? 0;

  test("come once in each period that reaches the level", () => {
    const member = new Member(rollingClub("calendar year", { levels }), { now: "2026-06-01" });
    expect(givenIn(member.buys(1000))["level:regular"]).toBe(50);
    expect(givenIn(member.buys(1000))["level:regular"]).toBeUndefined();
    expect(givenIn(member.buys(999, { at: "2027-02-01" }))["level:regular"]).toBeUndefined();
    expect(givenIn(member.buys(1, { at: "2027-03-01" }))["level:regular"]).toBe(50);
    expect(grants(member)).toBe(2);
  });

  test("come again in a rolling period once the last ones do not count any more", () => {
    const member = new Member(rollingClub("rolling 30 days", { levels }), { now: "2026-06-01" });
    member.buys(1000);
    member.buys(1000, { at: "2026-07-01" });
    expect(grants(member)).toBe(1);
    member.buys(1, { at: "2026-07-02" });
    expect(grants(member)).toBe(2);
  });

  test("are taken back, unused, with what reached the level, once; those of other periods stay", () => {
    const member = new Member(rollingClub("calendar year", { levels }), { now: "2026-06-01" });
    member.buys(1000);
    member.buys(900, { id: "first", at: "2027-02-01" });
    member.buys(100, { id: "second", at: "2027-03-01" });
    expect([grants(member), member.points]).toEqual([2, 100]);
    member.returns({ purchase: "second", lines: [[0, 1]] });
    expect([grants(member), member.points, member.level()]).toEqual([1, 50, "regular"]);
    member.returns({ purchase: "first", lines: [[0, 1]] });
    expect([grants(member), member.points]).toEqual([1, 50]);
    // What was taken back comes no second time in the same period.
    member.buys(1000, { at: "2027-04-01" });
    expect([grants(member), member.points]).toEqual([1, 50]);
  });
});
