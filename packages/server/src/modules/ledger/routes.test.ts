import type { EventInput } from "@trofast/sdk";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { aClub, testNow } from "../../testing/club.ts";
import type { TestClub } from "../../testing/club.ts";
import { storeKinds } from "../../testing/kinds.ts";

const programme = {
  club: { name: "Test", languages: ["en"] },
  markets: { se: { currency: "SEK", timezone: "Europe/Stockholm" } },
  units: {
    points: { worth: { se: "0.10 SEK" }, expires: "12 months" },
    slow: { worth: { se: "0.10 SEK" }, expires: "12 months", available: "14 days" },
    status: { spendable: false, period: "calendar year" },
  },
  rules: [
    {
      id: "base",
      on: "purchase",
      give: {
        points: { each: "1 SEK", of: "basket.paid" },
        slow: { each: "10 SEK", of: "basket.paid" },
        status: { each: "1 SEK", of: "basket.paid" },
      },
    },
  ],
  ladders: [
    { id: "level", counts: "status", levels: [{ id: "guest" }, { id: "friend", at: 100 }] },
  ],
};

const anna = { source: "card", id: "anna" };
const frame = { source: "pos", member: anna, unknownMember: "create" as const };
const dayMs = 86_400_000;

describe.each(storeKinds())("the books over HTTP on $name", ({ kind }) => {
  let room: TestClub;
  const submit = (event: EventInput) => room.client.events.submit({ body: event });
  beforeAll(async () => {
    room = await aClub(kind);
    await room.client.programmes.publish({ body: { document: programme } });
    await submit({
      ...frame,
      kind: "purchase",
      id: "p-1",
      occurredAt: "2026-06-01T11:30:00+02:00",
      currency: "SEK",
      lines: [{ article: "beans", quantity: 1, paidMinor: 12_900 }],
    });
    room.clock.set(testNow + dayMs);
    await submit({
      ...frame,
      kind: "hold",
      id: "h-1",
      occurredAt: "2026-06-02T11:30:00+02:00",
      hold: "till-4",
      unit: "points",
      amount: 29,
      seconds: 3600,
    });
  });
  afterAll(() => room.close());

  test("a balance says what is usable, pending and held, the level, and what expires next", async () => {
    const balance = await room.client.ledger.balance({ params: anna });
    expect(balance).toMatchObject({
      at: "2026-06-02T10:00:00Z",
      balance: {
        points: { available: 100, pending: 0, held: 29, arrears: 0 },
        slow: { available: 0, pending: 12, held: 0, arrears: 0 },
        status: 129,
      },
      levels: { level: "friend" },
      ladders: {
        level: {
          level: "friend",
          unit: "status",
          earned: 129,
          lastDay: "2026-12-31",
          next: null,
          forLife: null,
          fall: {
            level: "guest",
            keptThrough: "2028-01-30",
            missing: 100,
            earnThrough: "2027-12-31",
            isNear: false,
          },
        },
      },
    });
    expect(balance.nextExpiries).toContainEqual(
      expect.objectContaining({ unit: "points", amount: 129, lastDay: "2027-06-01" }),
    );
    const [soonest] = balance.nextExpiries;
    expect(soonest?.expiresAt).toBe("2027-06-01T22:00:00Z");
  });

  test("the books of an earlier instant stay what they were", async () => {
    const at = async (instant: string) =>
      (await room.client.ledger.balanceAt({ params: anna, query: { at: instant } })).units;
    expect(await at("2026-06-01T09:59:59Z")).toEqual({});
    expect(await at("2026-06-01T12:00:00+02:00")).toMatchObject({
      points: { total: 129, arrears: 0 },
      status: { total: 129 },
    });
  });

  test("an adjustment needs its scope, is booked once, and names its reason", async () => {
    const clerk = await room.clientWith("ledger:adjust", "ledger:read");
    const adjustment = {
      params: anna,
      body: { id: "a-1", unit: "points", amount: 50, reason: "goodwill" },
    };
    const reader = await room.clientWith("ledger:read");
    await expect(reader.ledger.adjust(adjustment)).rejects.toMatchObject({ code: "forbidden" });
    const first = await clerk.ledger.adjust(adjustment);
    expect(first).toMatchObject({ outcome: "booked", balance: { points: { available: 150 } } });
    room.clock.advance(1000);
    const again = await clerk.ledger.adjust(adjustment);
    expect(again).toMatchObject({ outcome: "duplicate", eventId: first.eventId });
    const other = { ...adjustment, body: { ...adjustment.body, amount: 51 } };
    await expect(clerk.ledger.adjust(other)).rejects.toMatchObject({ code: "event_conflict" });
    const { data } = await clerk.ledger.history({ params: anna, query: { limit: 1 } });
    expect(data).toMatchObject([{ change: 50, unit: "points", eventId: first.eventId }]);
    const taken = { ...adjustment, body: { ...adjustment.body, id: "a-2", amount: -50 } };
    expect(await clerk.ledger.adjust(taken)).toMatchObject({
      balance: { points: { available: 100 } },
    });
  });

  test("postings come newest first, each with rule, words and lot, and add up to the balance", async () => {
    const all = { params: anna, query: { limit: 2, unit: "points" } };
    let sum = 0;
    let before = Number.POSITIVE_INFINITY;
    for await (const posting of room.client.ledger.history.each(all)) {
      expect(posting.no).toBeLessThan(before);
      expect(posting).toMatchObject({ unit: "points", words: expect.stringMatching(/\S/) });
      before = posting.no;
      sum += posting.change;
    }
    const { balance } = await room.client.ledger.balance({ params: anna });
    const { points } = balance;
    expect(typeof points === "object" && points.available + points.held).toBe(sum);
    const first = (await room.client.ledger.history({ params: anna })).data.at(-1);
    expect(first).toMatchObject({ rule: "base", programmeVersion: 1 });
  });

  test("a hold may bear the name of one that timed out, and each keeps its own end", async () => {
    const hold = {
      ...frame,
      kind: "hold" as const,
      hold: "till-5",
      unit: "points",
      amount: 1,
      seconds: 60,
    };
    await submit({ ...hold, id: "h-2", occurredAt: "2026-06-02T10:00:00Z" });
    room.clock.advance(dayMs);
    await submit({ ...hold, id: "h-3", occurredAt: "2026-06-03T10:00:00Z" });
    await submit({
      ...frame,
      kind: "release",
      id: "h-4",
      hold: "till-5",
      occurredAt: "2026-06-03T10:00:00Z",
    });
    const rows = await room.club.db
      .selectFrom("ledger_hold")
      .select("outcome")
      .where("hold", "=", "till-5")
      .orderBy("until_at")
      .execute();
    expect(rows.map(({ outcome }) => outcome)).toEqual(["timed-out", "released"]);
  });

  test("the totals balance with what the members have", async () => {
    const { units } = await room.client.ledger.totals();
    expect(units).toMatchObject({
      points: {
        issued: 129,
        redeemed: 0,
        expired: 0,
        adjusted: 0,
        outstanding: 129,
        liability: [{ minor: 1290, currency: "SEK" }],
      },
      slow: { outstanding: 12 },
      status: { outstanding: 129 },
    });
    expect(units["points"]?.byMonth.reduce((total, { amount }) => total + amount, 0)).toBe(129);
  });
});

describe.each(storeKinds())("a club in two countries on $name", ({ kind }) => {
  test("what it owes is told in each member's money, by the last day on the wall clock", async () => {
    const room = await aClub(kind);
    try {
      const nordic = {
        ...programme,
        markets: {
          se: { currency: "SEK", timezone: "Europe/Stockholm" },
          dk: { currency: "DKK", timezone: "Europe/Copenhagen" },
        },
        units: { points: { worth: { se: "0.10 SEK", dk: "0.07 DKK" }, expires: "1 month" } },
        rules: [{ id: "join", on: "join", give: { points: 100 } }],
        ladders: [],
      };
      await room.client.programmes.publish({ body: { document: nordic } });
      for (const [id, market] of [
        ["anna", "se"],
        ["bo", "dk"],
      ] as const) {
        await room.client.members.put({ params: { source: "card", id }, body: { market } });
        await submitJoin(room, id);
      }
      const { units } = await room.client.ledger.totals();
      // Usable through 30 June: the lots end at midnight in Stockholm, when UTC still has June.
      expect(units["points"]).toMatchObject({
        outstanding: 200,
        liability: [
          { currency: "DKK", minor: 700 },
          { currency: "SEK", minor: 1000 },
        ],
        byMonth: [{ month: "2026-06", amount: 200, lots: 2 }],
      });
    } finally {
      await room.close();
    }
  });
});

async function submitJoin(room: TestClub, id: string): Promise<void> {
  await room.client.events.submit({
    body: {
      kind: "join",
      source: "pos",
      id: `join-${id}`,
      member: { source: "card", id },
      occurredAt: "2026-05-30T22:30:00Z", // 31 May in Stockholm
    },
  });
}
