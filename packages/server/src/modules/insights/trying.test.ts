/** A programme tried on what happened and on a made-up receipt; nothing is written. */
import { tryReceipt, whatIf } from "@trofast/contract/programmes-trying";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
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
