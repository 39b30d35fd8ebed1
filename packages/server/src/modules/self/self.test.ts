/** What a member sees of themselves over HTTP: why with its receipt, challenges, and names in their language. */
import * as contract from "@trofast/contract/self";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { aClub } from "../../testing/club.ts";
import type { TestClub } from "../../testing/club.ts";
import { storeKinds } from "../../testing/kinds.ts";
import { transaction } from "../../platform/db.ts";
import * as access from "../access/service.ts";
import * as activity from "../activity/service.ts";
import * as rewards from "../rewards/service.ts";

const LINES_SHOWN = 100;

const programme = {
  club: { name: "Test", languages: ["sv", "en"] },
  markets: { se: { currency: "SEK", timezone: "Europe/Stockholm" } },
  units: {
    points: { worth: { se: "0.10 SEK" } },
    sparks: { expires: "1 day" },
    leaves: { expires: "12 months", available: "10 days" },
  },
  activities: { "own-bag": {}, plant: {} },
  rewards: [{ id: "tote", name: "Tote", kind: "product", cost: { points: 10 } }],
  rules: [
    { id: "planted", on: "plant", give: { leaves: 3, points: 2 } },
    { id: "spark", on: "purchase", give: { sparks: 1 } },
    { id: "base", on: "purchase", give: { points: { each: "1 SEK", of: "basket.paid" } } },
    {
      id: "local",
      on: "purchase",
      items: "'local' in item.tags",
      give: { points: { each: "1 SEK", of: "items.paid" } },
    },
  ],
  challenges: [
    {
      id: "four-weeks",
      name: { sv: "Fyra veckor", en: "Four weeks" },
      on: "purchase",
      count: "streak of weeks",
      goal: 4,
      give: { points: 40 },
    },
    {
      id: "over",
      name: "Over",
      on: "purchase",
      goal: 2,
      during: { through: "2026-01-31" },
      give: { points: 5 },
    },
  ],
};

describe.each(storeKinds())("a member's own view on $name", ({ kind }) => {
  let room: TestClub;
  let anna: { id: string; token: string };
  let berit: { id: string; token: string };

  async function aMember(card: string): Promise<{ id: string; token: string }> {
    const { memberId: id } = await room.client.members.put({
      params: { source: "card", id: card },
      body: { market: "se", profile: { givenName: card } },
    });
    const session = await access.openSession(
      room.club.db,
      { kind: "member", subject: id },
      room.clock.now(),
    );
    return { id, token: session.token };
  }

  const buy = (id: string, occurredAt: string, lines: readonly [string, number, number][]) =>
    room.client.events.submit({
      body: {
        kind: "purchase",
        source: "pos",
        id,
        member: { source: "card", id: "anna" },
        store: "sthlm",
        occurredAt,
        history: true,
        currency: "SEK",
        lines: lines.map(([article, quantity, paidMinor]) => ({ article, quantity, paidMinor })),
      },
    });

  const why = async (id: string, whose = anna) =>
    await room.call(contract.myWhy, { key: whose.token, params: { source: "pos", id } });

  beforeAll(async () => {
    room = await aClub(kind);
    room.clock.set(Date.parse("2026-03-11T10:00:00Z"));
    await room.client.programmes.publish({ body: { document: programme } });
    await room.client.catalogue.putArticle({
      params: { article: "bun" },
      body: { tags: ["local"], name: "Bulle", names: { sv: "Bulle", en: "Bun" } },
    });
    await room.client.catalogue.putArticle({ params: { article: "mug" }, body: {} });
    await room.client.catalogue.putStore({
      params: { store: "sthlm" },
      body: { name: "Storgatan", names: { en: "Main Street" } },
    });
    anna = await aMember("anna");
    berit = await aMember("berit");
    await buy("p-1", "2026-03-02T10:00:00+01:00", [
      ["bun", 2, 8_000],
      ["mug", 1, 19_900],
    ]);
  });
  afterAll(() => room.close());

  test("why shows each line with its name, what was paid, and the rules that counted it", async () => {
    const { answer } = await why("p-1");
    expect(answer.receipt).toEqual({
      currency: "SEK",
      paidMinor: 27_900,
      more: 0,
      lines: [
        {
          article: "bun",
          called: { name: "Bulle", names: { sv: "Bulle", en: "Bun" } },
          quantity: 2,
          paidMinor: 8_000,
          rules: ["spark", "base", "local"],
        },
        { article: "mug", called: null, quantity: 1, paidMinor: 19_900, rules: ["spark", "base"] },
      ],
    });
  });

  test("of a return why shows what came back, with its share of what was paid", async () => {
    await room.client.events.submit({
      body: {
        kind: "return",
        source: "pos",
        id: "r-1",
        member: { source: "card", id: "anna" },
        occurredAt: "2026-03-03T10:00:00+01:00",
        history: true,
        currency: "SEK",
        of: { source: "pos", id: "p-1" },
        lines: [{ line: 0, quantity: 1 }],
      },
    });
    const { answer } = await why("r-1");
    expect(answer.receipt).toMatchObject({
      paidMinor: 4_000,
      lines: [{ article: "bun", quantity: 1, paidMinor: 4_000, rules: [] }],
    });
  });

  test("a long receipt is shown so far and says how much more there is", async () => {
    const lines = Array.from({ length: 130 }, (_, index) => [`a${index}`, 1, 100] as const);
    await buy(
      "p-long",
      "2026-03-04T10:00:00+01:00",
      lines.map(([article, quantity, paid]) => [article, quantity, paid]),
    );
    const { answer } = await why("p-long");
    expect(answer.receipt?.lines).toHaveLength(LINES_SHOWN);
    expect(answer.receipt).toMatchObject({ more: 30, paidMinor: 13_000 });
  });

  test("what time alone did is explained too, to whom it happened", async () => {
    room.clock.advance(3 * 86_400_000);
    await activity.sweep(room.club);
    const { answer } = await room.call(contract.myHistory, {
      key: anna.token,
      query: { limit: 50 },
    });
    const passed = answer.data.find(({ kind: happened }) => happened === "boundary");
    const params = { source: passed?.source ?? "", id: passed?.sourceId ?? "" };
    const told = await room.call(contract.myWhy, { key: anna.token, params });
    expect(told.answer.effects).toEqual([expect.stringContaining("expired")]);
    expect(told.answer.receipt).toBeNull();
    const other = await room.call(contract.myWhy, { key: berit.token, params });
    expect(other).toMatchObject({ status: 404, code: "not_found" });
  });

  test("why gives each rule that is told in the parts of the version that decided", async () => {
    const { answer } = await why("p-1");
    expect(Object.keys(answer.rules)).toEqual([
      "spark",
      "base",
      "local",
      "challenge:four-weeks",
      "challenge:over",
    ]);
    expect(answer.rules["base"]).toEqual({
      name: { sv: "Base", en: "Base" },
      version: 1,
      parts: {
        on: ["purchase"],
        give: [
          {
            kind: "perMoney",
            unit: "points",
            amount: 1,
            each: [{ amount: "1", currency: "SEK" }],
            of: "basket.paid",
          },
        ],
      },
    });
    expect(answer.rules["local"]?.parts.items).toMatchObject({ place: "tag", values: ["local"] });
  });

  test("a later version changes no sentence of what was booked before, nor of what comes back of it", async () => {
    room.clock.advance(60_000);
    const dearer = {
      id: "base",
      on: "purchase",
      give: { points: { each: "2 SEK", of: "basket.paid" } },
    };
    const rules = programme.rules.map((rule) => (rule.id === "base" ? dearer : rule));
    await room.client.programmes.publish({ body: { document: { ...programme, rules } } });
    const { answer: before } = await why("p-1");
    expect(before.rules["base"]?.parts.give).toMatchObject([{ each: [{ amount: "1" }] }]);
    await room.client.events.submit({
      body: {
        kind: "return",
        source: "pos",
        id: "r-2",
        member: { source: "card", id: "anna" },
        occurredAt: new Date(room.clock.now()).toISOString(),
        currency: "SEK",
        of: { source: "pos", id: "p-1" },
        lines: [{ line: 1, quantity: 1 }],
      },
    });
    const { answer: back } = await why("r-2");
    expect(back.programmeVersion).toBe(2);
    expect(back.rules["base"]).toMatchObject({
      version: 1,
      parts: { give: [{ each: [{ amount: "1" }] }] },
    });
  });

  test("the staff's why has the receipt and the rules that the member's has", async () => {
    const { answer: own } = await why("p-1");
    const staff = await room.client.events.why({ params: { source: "pos", id: "p-1" } });
    expect(staff.receipt).toEqual(own.receipt);
    expect(staff.rules).toMatchObject(own.rules);
  });

  test("nobody sees the receipt of another", async () => {
    expect(await why("p-1", berit)).toMatchObject({ status: 404, code: "not_found" });
  });

  test("history names the store in the languages it has a name in", async () => {
    const { answer } = await room.call(contract.myHistory, {
      key: anna.token,
      query: { limit: 50 },
    });
    const bought = answer.data.find(({ sourceId }) => sourceId === "p-1");
    expect(bought).toMatchObject({
      store: "sthlm",
      storeCalled: { name: "Storgatan", names: { en: "Main Street" } },
    });
  });

  test("history says which deed was done and which reward was taken", async () => {
    await room.client.events.submit({
      body: {
        kind: "activity",
        source: "app",
        id: "bag-1",
        member: { source: "card", id: "anna" },
        occurredAt: "2026-03-12T10:00:00+01:00",
        history: true,
        activity: "own-bag",
      },
    });
    await transaction(room.club.db, (tx) =>
      rewards.redeem(room.club, tx, { memberId: anna.id, reward: "tote" }),
    );
    const query = { limit: 50 };
    const { answer } = await room.call(contract.myHistory, { key: anna.token, query });
    const told = answer.data.map(({ kind: of, activity: deed, reward }) => [of, deed, reward]);
    expect(told).toContainEqual(["activity", "own-bag", null]);
    expect(told).toContainEqual(["redeem", null, "tote"]);
    expect(told).toContainEqual(["purchase", null, null]);
  });

  test("everything is on the list of what ends: page by page, what waits, and what never ends", async () => {
    const cara = await aMember("cara");
    const days = ["02", "03", "04", "05", "06"];
    for (const day of days)
      await room.client.events.submit({
        body: {
          kind: "activity",
          source: "app",
          id: `cara-${day}`,
          member: { source: "card", id: "cara" },
          occurredAt: `2026-03-${day}T10:00:00+01:00`,
          history: true,
          activity: "plant",
        },
      });
    const page = async (cursor?: string) => {
      const query = { limit: 2, ...(cursor !== undefined && { cursor }) };
      return (await room.call(contract.myLots, { key: cara.token, query })).answer;
    };
    const first = await page();
    const second = await page(first.nextCursor ?? "");
    const third = await page(second.nextCursor ?? "");
    const all = [first, second, third].flatMap(({ data }) => data);
    expect(all.map(({ lastDay, firstDay }) => [lastDay, firstDay])).toEqual([
      ["2027-03-02", null],
      ["2027-03-03", null],
      ["2027-03-04", null],
      ["2027-03-05", "2026-03-15"],
      ["2027-03-06", "2026-03-16"],
      // Of all five days in one line: it never ends.
      [null, null],
    ]);
    expect(all[0]).toMatchObject({ unit: "leaves", amount: 3, worth: null });
    expect(all.at(-1)).toMatchObject({
      unit: "points",
      amount: 10,
      expiresAt: null,
      worth: { minor: 100, currency: "SEK" },
    });
    expect(third).toMatchObject({ hasMore: false, nextCursor: null });
    const { data } = await room.client.ledger.lots({ params: { source: "card", id: "cara" } });
    expect(data).toEqual(all.map(({ worth: _worth, ...line }) => line));
  });

  test("challenges say how far, until when and what for; those that are over are left out", async () => {
    const { answer } = await room.call(contract.getMe, { key: anna.token });
    expect(answer.standing?.challenges).toEqual({
      "four-weeks": {
        done: 1,
        goal: 4,
        wins: 0,
        lastDay: "2026-03-15",
        gives: { units: { points: 40 }, badge: null, reward: null },
      },
    });
  });
});
