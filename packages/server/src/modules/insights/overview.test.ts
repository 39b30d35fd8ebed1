/** The overview over HTTP: what is counted, and what is not known yet. */
import { readOverview } from "@trofast/contract/insights";
import { inShare } from "@trofast/engine/chance";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { aClub, testNow } from "../../testing/club.ts";
import type { TestClub } from "../../testing/club.ts";
import { storeKinds } from "../../testing/kinds.ts";
import { overviewStart } from "./overview.ts";
import { quantile, shareOfWeeks, welch } from "./worth-domain.ts";

/** Chance decides by the seed and the ids of the members, so that the seed is found once these are known. */
const programmeWith = (seed: string) => ({
  club: { name: "Test", languages: ["en"] },
  markets: {
    se: { currency: "SEK", timezone: "Europe/Stockholm" },
    dk: { currency: "DKK", timezone: "Europe/Copenhagen" },
  },
  units: { points: { worth: { se: "0.10 SEK" }, expires: "12 months" } },
  rules: [
    { id: "base", on: "purchase", give: { points: { each: "1 SEK", of: "basket.paid" } } },
    {
      id: "extra",
      on: "purchase",
      when: "basket.paid >= 1000",
      give: { points: 10 },
      holdout: "50%",
      seed,
    },
  ],
});
const dayMs = 86_400_000;
const membersCount = 80;
const SEEDS_MAX = 10_000;

const isHeld = (seed: string, memberId: string): boolean =>
  inShare(`holdout:${seed}`, memberId, 5_000);

/** A seed by which half of all are held out, and half of every second one: about one in sixty does. */
function halvingSeed(memberIds: readonly string[]): string {
  const heldOf = (seed: string, ids: readonly string[]): number =>
    ids.filter((id) => isHeld(seed, id)).length;
  const everySecond = memberIds.filter((_, index) => index % 2 === 1);
  for (let tried = 0; tried < SEEDS_MAX; tried += 1) {
    const seed = `test-${tried}`;
    const isHalf = heldOf(seed, memberIds) * 2 === memberIds.length;
    if (isHalf && heldOf(seed, everySecond) * 2 === everySecond.length) return seed;
  }
  throw new Error(`no seed of ${SEEDS_MAX} holds out half of all members`);
}

describe("Welch's interval", () => {
  test("of a share is that of members, however many of their weeks are told", () => {
    const members = Array.from({ length: 50 }, (_, index) => ({
      active: 1,
      bought: index < 20 ? 1 : 0,
    }));
    const { share = 0, low = 0, high = 0 } = shareOfWeeks(members) ?? {};
    expect(share).toBe(0.4);
    // 0.4 -+ 2.0096 * sqrt(0.4 * 0.6 / 49)
    expect([low, high]).toEqual([expect.closeTo(0.2594, 4), expect.closeTo(0.5406, 4)]);
    const longer = members.map(({ active, bought }) => ({
      active: 4 * active,
      bought: 4 * bought,
    }));
    expect(shareOfWeeks(longer)).toEqual({
      share,
      low: expect.closeTo(low, 12),
      high: expect.closeTo(high, 12),
    });
    expect(shareOfWeeks(members.slice(0, 1))).toBeNull();
    expect(shareOfWeeks(members.map(({ bought }) => ({ active: 0, bought })))).toBeNull();
  });

  test("is that of a known example, and Student's quantiles are right", () => {
    for (const [freedom, value] of [
      [10, 2.2281],
      [30, 2.0423],
      [100, 1.984],
    ] as const)
      expect(quantile(freedom)).toBeCloseTo(value, 3);
    // Means 4 and 2, variances 2.5 and 1, five each: standard error 0.83666, 6.793 degrees of freedom.
    const { difference, low, high } = welch([2, 3, 4, 5, 6], [1, 1, 2, 3, 3]);
    expect(difference).toBe(2);
    expect((high - low) / 2).toBeCloseTo(1.991, 2);
  });
});

describe.each(storeKinds())("the overview on $name", ({ kind }) => {
  let room: TestClub;
  const read = async () => (await room.call(readOverview)).answer;

  beforeAll(async () => {
    room = await aClub(kind);
  });
  afterAll(() => room.close());

  test("an empty club says of everything that it is not known yet", async () => {
    const empty = await read();
    expect(empty).toMatchObject({
      members: { all: 0, joinedLast30Days: 0, activeLast90Days: 0 },
      events: { last24Hours: 0 },
      points: { days: 30, units: [] },
      liability: { months: [], worth: null, notYet: { needs: "unit_worth" } },
      returning: {
        weeks: [],
        control: { rule: null, notYet: { needs: "control_group" } },
        notYet: { needs: "purchases", need: 1, has: 0 },
      },
      cohorts: { months: [], notYet: { needs: "members" } },
      intake: {
        eventsPerSecond: 0,
        refusedLastHour: null,
        wrongCodesLastHour: 0,
        parked: 0,
        oldestDueAt: null,
      },
      worth: { result: null, notYet: { needs: "control_group", need: 1, has: 0 } },
    });
    expect(empty.events.byMinute).toHaveLength(60);
  });

  test("counts, weeks, cohorts and debt are those of the log", async () => {
    await room.client.catalogue.putArticle({
      params: { article: "beans" },
      body: { category: "coffee", tags: [], cost: { minor: 4_000, currency: "SEK" } },
    });
    const who: { id: string; memberId: string }[] = [];
    for (let index = 0; index < membersCount; index += 1) {
      const params = { source: "card", id: `m-${index}` };
      const { memberId } = await room.client.members.put({ params, body: {} });
      who.push({ id: params.id, memberId });
    }
    const seed = halvingSeed(who.map(({ memberId }) => memberId));
    await room.client.programmes.publish({ body: { document: programmeWith(seed) } });
    // Those who are not held out buy four packets, the others two, on the day they join and four weeks later.
    for (const [round, after] of [0, 28].entries()) {
      room.clock.set(testNow + after * dayMs);
      const events = who.map(({ id, memberId }, index) => {
        const quantity = (isHeld(seed, memberId) ? 2 : 4) + (index % 2);
        return {
          kind: "purchase" as const,
          source: "pos",
          id: `${round}-${id}`,
          member: { source: "card", id },
          occurredAt: new Date(room.clock.now()).toISOString(),
          currency: "SEK",
          lines: [{ article: "beans", quantity, paidMinor: quantity * 10_000 }],
        };
      });
      await room.client.events.submitBatch({ body: { events } });
    }
    room.clock.set(testNow + 30 * dayMs);
    const counted = await read();
    expect(counted.members).toEqual({
      all: membersCount,
      joinedLast30Days: membersCount,
      activeLast90Days: membersCount,
    });
    const quiet = { active: 40, bought: 0, share: 0 };
    expect(counted.returning.weeks).toEqual([
      {
        week: "2026-06-01",
        active: 80,
        bought: 80,
        share: 1,
        control: { active: 40, bought: 40, share: 1 },
      },
      { week: "2026-06-08", active: 80, bought: 0, share: 0, control: quiet },
      { week: "2026-06-15", active: 80, bought: 0, share: 0, control: quiet },
      { week: "2026-06-22", active: 80, bought: 0, share: 0, control: quiet },
    ]);
    // All of them in one week of the four: that each did the same leaves nothing uncertain.
    const recent = { weeks: 4, share: 0.25, low: 0.25, high: 0.25 };
    expect(counted.returning.control).toEqual({ rule: "extra", recent, notYet: null });
    // July has begun (UTC+2 is still 1 July), so June is over and all else is to come.
    expect(counted.cohorts.months).toMatchObject([{ month: "2026-06", joined: 80 }]);
    expect(counted.cohorts.months[0]?.bought.slice(0, 3)).toEqual([80, null, null]);
    const outstanding = counted.liability.units["points"] ?? 0;
    const totals = await room.client.ledger.totals();
    expect(outstanding).toBe(totals.units["points"]?.outstanding);
    expect(counted.liability.worth).toEqual([{ currency: "SEK", minor: outstanding * 10 }]);
    expect(counted.liability.months.map(({ month }) => month)).toEqual(["2027-06"]);
    expect(counted.points.units).toEqual([
      { unit: "points", issued: outstanding, redeemed: 0, expired: 0 },
    ]);
    expect(counted.worth).toMatchObject({
      question: { rule: "extra", holdout: "50%", began: "2026-06-01T10:00:00Z", horizonDays: 90 },
      result: null,
      notYet: { needs: "time", need: 90, has: 30, when: "2026-08-30T10:00:00Z" },
    });
  });

  test("at the horizon the comparison is made, once, of those who pay in its money", async () => {
    for (const id of ["dane-1", "dane-2"])
      await room.client.members.put({ params: { source: "card", id }, body: { market: "dk" } });
    room.clock.set(testNow + 91 * dayMs);
    const { worth } = await read();
    expect(worth.notYet).toBeNull();
    expect(worth.result).toMatchObject({
      currency: "SEK",
      measure: "margin_less_points",
      verdict: "more",
      treated: { members: 40 },
      control: { members: 40 },
      // Two packets more, twice: 6,000 of margin less 1,000 of points on each.
      differenceMinor: 20_000,
    });
    expect(worth.result?.lowMinor).toBeLessThan(20_000);
    await room.client.events.submit({
      body: {
        kind: "purchase",
        source: "pos",
        id: "late",
        member: { source: "card", id: "m-1" },
        occurredAt: "2026-08-29T10:00:00Z",
        currency: "SEK",
        lines: [{ article: "beans", quantity: 900, paidMinor: 9_000_000 }],
      },
    });
    room.clock.set(testNow + 93 * dayMs);
    expect((await read()).worth).toEqual(worth);
  });

  test("minutes are of the moment, what was counted says when", async () => {
    room.clock.set(testNow + 95 * dayMs);
    const before = await read();
    room.clock.advance(10_000);
    await room.client.events.submit({
      body: {
        kind: "purchase",
        source: "pos",
        id: "now",
        member: { source: "card", id: "m-1" },
        occurredAt: new Date(room.clock.now()).toISOString(),
        currency: "SEK",
        lines: [{ article: "beans", quantity: 1, paidMinor: 10_000 }],
      },
    });
    const after = await read();
    expect(after.events.byMinute.at(-1)).toBe(1);
    expect(after.events.last24Hours).toBe(before.events.last24Hours + 1);
    expect(after.countedAt).toBe(before.countedAt);
  });

  test("a page begins with what was counted last, and counts nothing", async () => {
    const { members, worth } = await read();
    expect(await overviewStart(room.club)).toEqual({ members, worth });
    room.clock.advance(2 * dayMs);
    expect(await overviewStart(room.club)).toBeNull();
  });

  test("it is for those who may read the books", async () => {
    const clerk = await room.clientWith("members:read");
    await expect(clerk.insights.overview()).rejects.toMatchObject({ code: "forbidden" });
  });
});
