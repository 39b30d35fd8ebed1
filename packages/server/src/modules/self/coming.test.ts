/** A member's own before and after of a version that is announced for a coming day. */
import { listMyRewards } from "@trofast/contract/rewards";
import { myComing } from "@trofast/contract/self-coming";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { aClub } from "../../testing/club.ts";
import type { TestClub } from "../../testing/club.ts";
import { storeKinds } from "../../testing/kinds.ts";
import * as access from "../access/service.ts";

const rule = (each: string) => ({
  id: "base",
  on: "purchase",
  give: { points: { each, of: "basket.paid" }, status: { each: "1 SEK", of: "basket.paid" } },
});

const programme = {
  club: { name: "Test", languages: ["sv", "en"] },
  markets: { se: { currency: "SEK", timezone: "Europe/Stockholm" } },
  units: {
    points: { worth: { se: "0.10 SEK" }, expires: "12 months" },
    status: { spendable: false, period: "calendar year" },
  },
  promises: { notice: "30 days", keepPrices: "6 months" },
  rules: [rule("1 SEK")],
  ladders: [
    {
      id: "level",
      counts: "status",
      levels: [{ id: "guest" }, { id: "friend", at: 1000 }, { id: "kin", at: 5000 }],
    },
  ],
  rewards: [
    { id: "coffee", name: { sv: "Kaffe", en: "Coffee" }, kind: "product", cost: { points: 90 } },
    { id: "mug", name: "Mugg", kind: "product", cost: { points: 500 } },
    { id: "tote", kind: "product", cost: { points: 700 } },
    { id: "kin-only", kind: "product", cost: { points: 10 }, levels: ["kin"] },
  ],
};

const next = {
  ...programme,
  units: {
    ...programme.units,
    points: { ...programme.units.points, expires: { after: "6 months", roundTo: "month" } },
  },
  rules: [rule("2 SEK")],
  ladders: [
    {
      id: "level",
      counts: "status",
      levels: [{ id: "guest" }, { id: "friend", at: 800 }, { id: "kin", at: 6000 }],
    },
  ],
  rewards: [
    { id: "coffee", name: { sv: "Kaffe", en: "Coffee" }, kind: "product", cost: { points: 120 } },
    { id: "mug", name: "Mugg", kind: "product", cost: { points: 400 } },
    { id: "pen", name: "Penna", kind: "product", cost: { points: 30 } },
    { id: "kin-only", kind: "product", cost: { points: 20 }, levels: ["kin"] },
  ],
};

describe.each(storeKinds())("an announced version on $name", ({ kind }) => {
  const rooms: TestClub[] = [];
  let room: TestClub;
  beforeEach(async () => {
    room = await aClub(kind);
    rooms.push(room);
    room.clock.set(Date.parse("2026-03-11T10:00:00Z"));
    await room.client.programmes.publish({ body: { document: programme } });
  });
  afterAll(async () => {
    for (const each of rooms) await each.close();
  });

  async function aMember(card: string): Promise<string> {
    const { memberId: subject } = await room.client.members.put({
      params: { source: "card", id: card },
      body: { market: "se" },
    });
    const whose = { kind: "member", subject } as const;
    return (await access.openSession(room.club.db, whose, room.clock.now())).token;
  }

  const buys = (card: string, id: string, occurredAt: string, paidMinor: number) =>
    room.client.events.submit({
      body: {
        kind: "purchase",
        source: "pos",
        id,
        member: { source: "card", id: card },
        occurredAt,
        history: true,
        currency: "SEK",
        lines: [{ article: "beans", quantity: 1, paidMinor }],
      },
    });

  const announced = () =>
    room.client.programmes.publish({
      body: { document: next, effectiveAt: "2026-04-30T22:00:00Z" },
    });

  const comingFor = async (key: string) => (await room.call(myComing, { key })).answer.coming;

  test("nothing is announced, and nothing is said", async () => {
    expect(await comingFor(await aMember("anna"))).toBeNull();
  });

  test("what was done lately, prices, lives and levels are told before and after", async () => {
    const anna = await aMember("anna");
    await buys("anna", "long-ago", "2025-10-01T10:00:00Z", 70_000);
    await buys("anna", "lately", "2026-02-01T10:00:00Z", 30_000);
    await announced();
    const coming = await comingFor(anna);
    expect(coming).toMatchObject({
      startsAt: "2026-04-30T22:00:00Z",
      firstDay: "2026-05-01",
      earned: {
        days: 90,
        before: { points: 300, status: 300 },
        after: { points: 150, status: 300 },
      },
      lives: [
        {
          unit: "points",
          before: { months: 12, days: 0, endOf: null, sliding: false },
          after: { months: 6, days: 0, endOf: "month", sliding: false },
        },
      ],
      levels: [{ ladder: "level", level: "friend", unit: "status", before: 1000, after: 800 }],
    });
    const price = (points: number) => ({ units: { points }, moneyMinor: 0, currency: "SEK" });
    expect(coming?.rewards).toEqual([
      {
        reward: "pen",
        names: { sv: "Penna", en: "Penna" },
        before: null,
        after: price(30),
        keptThrough: null,
      },
      {
        reward: "coffee",
        names: { sv: "Kaffe", en: "Coffee" },
        before: price(90),
        after: price(120),
        keptThrough: "2026-10-31",
      },
      {
        reward: "mug",
        names: { sv: "Mugg", en: "Mugg" },
        before: price(500),
        after: price(400),
        keptThrough: null,
      },
      {
        reward: "tote",
        names: { sv: "Tote", en: "Tote" },
        before: price(700),
        after: null,
        keptThrough: null,
      },
    ]);
  });

  test("the promise that is told is the one that is kept", async () => {
    const anna = await aMember("anna");
    await buys("anna", "lately", "2026-03-01T10:00:00Z", 10_000);
    await announced();
    const told = (await comingFor(anna))?.rewards.find(({ reward }) => reward === "coffee");
    const priceOn = async (instant: string) => {
      room.clock.set(Date.parse(instant));
      const whose = { source: "card", id: "anna" };
      const { memberId: subject } = await room.client.members.put({ params: whose, body: {} });
      const { token } = await access.openSession(
        room.club.db,
        { kind: "member", subject },
        room.clock.now(),
      );
      const { answer } = await room.call(listMyRewards, { key: token });
      return answer.data.find(({ reward }) => reward === "coffee")?.price?.units["points"];
    };
    expect(told?.keptThrough).toBe("2026-10-31");
    expect(await priceOn("2026-10-31T22:59:00Z")).toBe(90);
    expect(await priceOn("2026-10-31T23:00:00Z")).toBe(120);
  });

  test("once it is in force nothing is coming any more, and who did nothing is told so", async () => {
    const anna = await aMember("anna");
    await announced();
    expect((await comingFor(anna))?.earned).toBeNull();
    room.clock.set(Date.parse("2026-04-30T22:00:00Z"));
    expect(await comingFor(await aMember("berit"))).toBeNull();
  });
});
