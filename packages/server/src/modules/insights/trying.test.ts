/** A programme tried on what happened and on a made-up receipt; nothing is written. */
import { publishProgramme } from "@trofast/contract/programmes";
import { tryReceipt, whatIf } from "@trofast/contract/programmes-trying";
import { submitEvent } from "@trofast/contract/events";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { aClub, testNow } from "../../testing/club.ts";
import type { TestClub } from "../../testing/club.ts";
import { contentsOf } from "../../testing/contents.ts";
import { storeKinds } from "../../testing/kinds.ts";

const base = {
  club: { name: "Test", languages: ["en"] },
  markets: { se: { currency: "SEK", timezone: "Europe/Stockholm" } },
  units: { points: { worth: { se: "0.10 SEK" } } },
  activities: { own_cup: {} },
};
const rule = { id: "base", on: "purchase", give: { points: { each: "1 SEK", of: "basket.paid" } } };
const programme = { ...base, rules: [rule] };
const dearer = {
  ...base,
  rules: [
    rule,
    { id: "coffee", on: "purchase", items: 'item.category == "coffee"', give: { points: 5 } },
    { id: "cup", on: "own_cup", give: { points: 3 } },
    { id: "big", on: "purchase", when: "basket.paid >= 500", give: { points: 50 } },
  ],
};
const line = { article: "beans", quantity: 1, paidMinor: 10_000 };

describe.each(storeKinds())("trying a programme on $name", ({ kind }) => {
  let room: TestClub;
  beforeAll(async () => {
    room = await aClub(kind);
    await room.client.programmes.publish({ body: { document: programme } });
    await room.client.catalogue.putArticle({
      params: { article: "beans" },
      body: { category: "coffee", tags: [], cost: { minor: 4_000, currency: "SEK" } },
    });
    for (const [id, article] of [
      ["anna", "beans"],
      ["berit", "mug"],
    ] as const)
      await room.client.events.submit({
        body: {
          kind: "purchase",
          source: "pos",
          id: `p-${id}`,
          member: { source: "card", id },
          unknownMember: "create",
          occurredAt: "2026-06-01T11:00:00+02:00",
          currency: "SEK",
          lines: [{ ...line, article }],
        },
      });
    room.clock.set(testNow + 86_400_000);
  });
  afterAll(() => room.close());

  test("what if: members begin the months in question as who they were", async () => {
    const buys = (id: string, occurredAt: string) => ({
      kind: "purchase" as const,
      source: "pos",
      id,
      member: { source: "card", id: "old" },
      unknownMember: "create" as const,
      occurredAt,
      currency: "SEK",
      lines: [line],
      history: true,
    });
    const other = await aClub(kind);
    try {
      await other.client.programmes.publish({ body: { document: programme } });
      for (const event of [
        buys("o-1", "2025-01-10T12:00:00Z"),
        buys("o-2", "2026-05-20T12:00:00Z"),
      ])
        await other.client.events.submit({ body: event });
      const back = { id: "back", on: "purchase", when: "member.daysSincePurchase >= 60" };
      const { answer } = await other.call(whatIf, {
        body: {
          document: { ...base, rules: [rule, { ...back, give: { points: 25 } }] },
          months: 1,
        },
      });
      expect(answer).toMatchObject({
        events: 1,
        winners: 1,
        markets: [
          {
            members: 1,
            paidMinor: 10_000,
            before: {
              units: { points: { opening: 100, issued: 100, outstanding: 200 } },
              costMinor: 1000,
            },
            after: { units: { points: { opening: 100, issued: 125 } }, costMinor: 1250 },
          },
        ],
      });
    } finally {
      await other.close();
    }
  });

  test("what if: cost, reach, winners and points of all members, and nothing is written", async () => {
    const before = await contentsOf(room.club);
    const { answer } = await room.call(whatIf, { body: { document: dearer } });
    expect(answer).toMatchObject({
      programmeVersion: 1,
      events: 2,
      sample: null,
      unit: "points",
      members: 2,
      winners: 1,
      losers: 0,
      reach: 1,
      markets: [
        {
          market: "se",
          currency: "SEK",
          paidMinor: 20_000,
          before: { units: { points: { issued: 200 } }, liabilityMinor: 2_000, costMinor: 2_000 },
          after: { units: { points: { issued: 205 } }, liabilityMinor: 2_050, costMinor: 2_050 },
          costChange: { minor: 50, lowMinor: null, highMinor: null },
        },
      ],
    });
    expect(answer.changes.map(({ kind: change }) => change)).toContain("added");
    expect(await contentsOf(room.club)).toEqual(before);
  });

  describe("a campaign to come", () => {
    let other: TestClub;
    const HOUR_MS = 3_600_000;
    const DAY_MS = 24 * HOUR_MS;
    const day = (instant: number): string => new Date(instant).toISOString().slice(0, 10);
    /** Somebody buys for 100 kr at noon of a day, YYYY-MM-DD. */
    const buys = async (card: string, on: string) => {
      const { answer } = await other.call(submitEvent, {
        body: {
          kind: "purchase",
          source: "pos",
          id: `${card}-${on}`,
          member: { source: "card", id: card },
          unknownMember: "create",
          occurredAt: `${on}T12:00:00Z`,
          currency: "SEK",
          lines: [line],
          history: true,
        },
      });
      expect(answer.outcome).toBe("booked");
    };
    const doubled = (during: object, more: readonly object[] = []) => ({
      ...base,
      rules: [
        rule,
        ...more,
        { id: "double", on: "purchase", during, multiply: { unit: "points", by: 2 } },
      ],
    });
    const publish = async (body: object) => {
      const headers = { "idempotency-key": "second" };
      expect((await other.call(publishProgramme, { body, headers })).status).toBe(201);
    };
    const tried = async (document: object, more: object = {}) =>
      (await other.call(whatIf, { body: { document, ...more } })).answer;
    beforeEach(async () => {
      // Monday 1 June 2026, noon in Stockholm.
      other = await aClub(kind);
      await other.client.programmes.publish({ body: { document: programme } });
    });
    afterEach(() => other.close());

    test("is tried on the latest whole weeks, so that weekdays agree", async () => {
      // Three Saturdays and a Sunday.
      for (const on of ["2026-05-16", "2026-05-23", "2026-05-30", "2026-05-31"])
        await buys("anna", on);
      await buys("bo", "2026-05-31");
      // The two weekends from the 13th on: those of the 16th and the 23rd are three weeks before the end.
      const during = { from: "2026-06-13", through: "2026-06-21", days: ["sat"] };
      const answer = await tried(doubled(during), { months: 1 });
      expect(answer).toMatchObject({
        asIf: { from: "2026-05-23", through: "2026-05-31", weeksBack: 3, rules: ["double"] },
        events: 4,
        winners: 1,
        losers: 0,
        reach: 1,
        markets: [
          {
            members: 2,
            paidMinor: 40_000,
            before: { units: { points: { issued: 400 } } },
            after: { units: { points: { issued: 600 } } },
            costChange: { minor: 2_000 },
          },
        ],
      });
      expect(answer.from).toBe("2026-05-22T22:00:00Z");
      expect(answer.through).toBe("2026-05-31T21:59:59.999Z");
    });

    test("is tried on the same season where a year is known, and on the latest days where fewer months are asked for", async () => {
      for (const on of ["2025-06-02", "2025-06-14", "2025-06-21", "2026-05-30"])
        await buys("anna", on);
      const document = doubled({ from: "2026-06-13", through: "2026-06-20" });
      expect(await tried(document)).toMatchObject({
        asIf: { from: "2025-06-14", through: "2025-06-21", weeksBack: 52 },
        events: 2,
        markets: [{ after: { units: { points: { opening: 100, issued: 400 } } } }],
      });
      expect(await tried(document, { months: 2 })).toMatchObject({
        asIf: { from: "2026-05-23", through: "2026-05-30", weeksBack: 3 },
        events: 1,
        reach: 1,
      });
    });

    test("beside other news is counted over the months asked for", async () => {
      for (const on of ["2026-05-05", "2026-05-30"]) await buys("anna", on);
      const gift = { id: "gift", on: "purchase", give: { points: 5 } };
      const document = doubled({ from: "2026-06-06", through: "2026-06-06" }, [gift]);
      const answer = await tried(document, { months: 1 });
      expect(answer).toMatchObject({
        asIf: { from: "2026-05-30", weeksBack: 1 },
        events: 2,
        markets: [{ after: { units: { points: { issued: 100 + 5 + 2 * 105 } } } }],
      });
    });

    test("a window that runs already, and one that is known already, stay where they are", async () => {
      await buys("anna", "2026-05-30");
      const running = await tried(doubled({ from: "2026-05-30", through: "2026-06-30" }));
      expect(running).toMatchObject({ asIf: null, reach: 1 });
      const known = doubled({ from: "2026-06-06", through: "2026-06-07" });
      await publish({ document: known });
      expect(await tried(known)).toMatchObject({ asIf: null, reach: 0, programmeVersion: 2 });
      // Changed, it is news: both are tried on the same days.
      const longer = await tried(doubled({ from: "2026-06-05", through: "2026-06-07" }));
      expect(longer).toMatchObject({
        asIf: { from: "2026-05-29", through: "2026-05-31", weeksBack: 1 },
        reach: 0,
        markets: [{ before: { units: { points: { issued: 200 } } } }],
      });
    });

    test("is compared with the version that it follows", async () => {
      await buys("anna", "2026-05-30");
      const gift = { id: "gift", on: "purchase", give: { points: 5 } };
      const next = { ...base, rules: [rule, gift] };
      const effectiveAt = new Date(testNow + 40 * DAY_MS).toISOString();
      await publish({ document: next, effectiveAt });
      const from = day(testNow + 45 * DAY_MS);
      const document = doubled({ from, through: from }, [gift]);
      const after = new Date(testNow + 41 * DAY_MS).toISOString();
      const follows = await tried(document, { months: 1, effectiveAt: after });
      expect(follows.programmeVersion).toBe(2);
      expect(follows.changes).toHaveLength(1);
      expect((await tried(document, { months: 1 })).programmeVersion).toBe(1);
    });
  });

  test("a draft is tried by its name", async () => {
    await room.client.programmes.putDraft({
      params: { id: "dearer" },
      body: { document: dearer },
      headers: { "if-none-match": "*" },
    });
    const { answer } = await room.call(whatIf, { body: { draft: "dearer", months: 1 } });
    expect(answer.winners).toBe(1);
    const none = await room.call(whatIf, { body: { draft: "none" } });
    expect(none).toMatchObject({ status: 404, code: "not_found" });
  });

  test("a receipt says what it would give and why, for a newcomer and for a member", async () => {
    const before = await contentsOf(room.club);
    const basket = { lines: [line] };
    const newcomer = await room.call(tryReceipt, { body: { document: dearer, basket } });
    expect(newcomer.answer).toMatchObject({
      memberId: null,
      market: "se",
      currency: "SEK",
      paidMinor: 10_000,
      given: { points: 105 },
      balance: { points: { available: 105 } },
      refused: null,
      unknownArticles: [],
    });
    const words = new Map(newcomer.answer.reasons.map((reason) => [reason.rule, reason]));
    expect(words.get("base")).toMatchObject({ outcome: "gave", words: "base gave 100 points." });
    expect(words.get("big")).toMatchObject({ outcome: "skipped", code: "when" });
    const anna = await room.call(tryReceipt, {
      body: { basket, member: { source: "card", id: "anna" } },
    });
    expect(anna.answer).toMatchObject({
      given: { points: 100 },
      balance: { points: { available: 200 } },
    });
    const cup = await room.call(tryReceipt, {
      body: { document: dearer, activity: { activity: "own_cup" } },
    });
    expect(cup.answer).toMatchObject({ given: { points: 3 }, paidMinor: 0 });
    const unknown = await room.call(tryReceipt, {
      body: { basket: { lines: [{ ...line, article: "secret" }] } },
    });
    expect(unknown.answer.unknownArticles).toEqual(["secret"]);
    expect(await contentsOf(room.club)).toEqual(before);
  });

  test.each([
    ["no basket", { document: dearer }, "invalid_body"],
    [
      "document and draft",
      { document: dearer, draft: "a", basket: { lines: [line] } },
      "invalid_body",
    ],
    [
      "a faulty document",
      { document: { club: 1 }, basket: { lines: [line] } },
      "programme_invalid",
    ],
    ["another market", { basket: { lines: [line], market: "no" } }, "unknown_market"],
    [
      "a stranger",
      { basket: { lines: [line] }, member: { source: "card", id: "nobody" } },
      "unknown_member",
    ],
  ])("refuses a receipt with %s", async (_what, body, code) => {
    expect(await room.call(tryReceipt, { body })).toMatchObject({ code });
  });

  test.each([
    ["nothing to try", {}, "invalid_body"],
    ["37 months", { document: dearer, months: 37 }, "invalid_body"],
    ["no time", { document: dearer, seconds: 0.1 }, "invalid_body"],
    ["a faulty document", { document: "club: [" }, "programme_invalid"],
  ])("refuses what-if with %s", async (_what, body, code) => {
    expect(await room.call(whatIf, { body })).toMatchObject({ code });
  });

  test("a key that may not see members tries no member's receipt", async () => {
    const key = await room.clientWith("programme:read");
    const basket = { lines: [line] };
    expect((await key.programmes.tryReceipt({ body: { basket } })).given).toEqual({ points: 100 });
    const member = { source: "card", id: "anna" };
    await expect(key.programmes.tryReceipt({ body: { basket, member } })).rejects.toMatchObject({
      code: "forbidden",
    });
    const clerk = await room.clientWith("members:read");
    await expect(clerk.programmes.whatIf({ body: { document: dearer } })).rejects.toMatchObject({
      code: "forbidden",
    });
  });
});
