/** The mirror over HTTP: what is counted, what is corrected, and who sees it. */
import { putMyConsents } from "@trofast/contract/consents";
import * as contract from "@trofast/contract/mirror";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { aClub } from "../../testing/club.ts";
import type { TestClub } from "../../testing/club.ts";
import { storeKinds } from "../../testing/kinds.ts";
import * as access from "../access/service.ts";

const programme = {
  club: { name: "Test", languages: ["en"] },
  markets: { se: { currency: "SEK", timezone: "Europe/Stockholm" } },
  units: { points: { worth: { se: "0.10 SEK" } }, impact: { spendable: false, period: "ever" } },
  activities: { own_cup: {}, review: {} },
  rules: [
    { id: "base", on: "purchase", give: { points: { each: "1 SEK", of: "basket.paid" } } },
    { id: "cup", on: "own_cup", give: { impact: 1 } },
    { id: "review", on: "review", give: { points: 5 } },
  ],
};

describe.each(storeKinds())("the mirror on $name", ({ kind }) => {
  let room: TestClub;
  let anna: { id: string; token: string };
  let berit: { id: string; token: string };

  const buy = (card: string, id: string, occurredAt: string, lines: readonly [string, number][]) =>
    room.client.events.submit({
      body: {
        kind: "purchase",
        source: "pos",
        id,
        member: { source: "card", id: card },
        occurredAt,
        history: true,
        currency: "SEK",
        lines: lines.map(([article, quantity]) => ({
          article,
          quantity,
          paidMinor: quantity * 5_000,
        })),
      },
    });
  const mine = async (whose: { token: string }) =>
    (await room.call(contract.myMirror, { key: whose.token })).answer;

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

  beforeAll(async () => {
    room = await aClub(kind);
    await room.client.programmes.publish({ body: { document: programme } });
    await room.client.consents.publishWording({
      params: { purpose: "profiling", language: "en" },
      body: { wording: "We count what you buy." },
    });
    for (const [article, category, tags] of [
      ["beans", "coffee/beans", ["organic"]],
      ["mug", "things", []],
    ] as const)
      await room.client.catalogue.putArticle({
        params: { article },
        body: { category, tags: [...tags] },
      });
    await room.client.catalogue.putCategory({
      params: { path: "coffee" },
      body: { marginBasisPoints: null, names: { sv: "Kaffe", en: "Coffee" } },
    });
    anna = await aMember("anna");
    berit = await aMember("berit");
    // Mondays at ten, ten and twenty days apart.
    await buy("anna", "p-1", "2026-03-02T10:00:00+01:00", [["beans", 2]]);
    await buy("anna", "p-2", "2026-03-12T10:00:00+01:00", [["beans", 1]]);
    await buy("anna", "p-3", "2026-04-01T10:00:00+02:00", [
      ["beans", 1],
      ["mug", 4],
    ]);
    await room.client.events.submit({
      body: {
        kind: "return",
        source: "pos",
        id: "r-1",
        member: { source: "card", id: "anna" },
        occurredAt: "2026-04-03T10:00:00+02:00",
        history: true,
        currency: "SEK",
        of: { source: "pos", id: "p-3" },
        lines: [{ line: 1, quantity: 2 }],
      },
    });
    await room.client.events.submit({
      body: {
        kind: "activity",
        source: "pos",
        id: "cup-1",
        member: { source: "card", id: "anna" },
        occurredAt: "2026-04-04T10:00:00+02:00",
        history: true,
        activity: "own_cup",
      },
    });
  });
  afterAll(() => room.close());

  test("without consent a member sees receipts alone, and the staff that profiling is off", async () => {
    const own = await mine(anna);
    expect(own).toMatchObject({
      profiling: false,
      receipts: {
        purchases: 3,
        firstAt: "2026-03-02T09:00:00Z",
        lastAt: "2026-04-01T08:00:00Z",
        paid: [{ market: "se", currency: "SEK", paidMinor: 30_000 }],
      },
      what: null,
      often: null,
      when: null,
      green: null,
    });
    const { answer } = await room.call(contract.memberMirror, {
      params: { source: "id", id: anna.id },
    });
    expect(answer).toMatchObject({
      profiling: false,
      receipts: null,
      what: null,
      countedEvents: 0,
    });
  });

  test("with consent both see the same counts", async () => {
    await room.call(putMyConsents, {
      key: anna.token,
      body: { consents: [{ purpose: "profiling", given: true, language: "en" }] },
    });
    const own = await mine(anna);
    expect(own.what).toMatchObject({
      pieces: 6,
      categories: [
        { category: "coffee", purchases: 3, pieces: 4, share: 0.667 },
        { category: "things", purchases: 1, pieces: 2, share: 0.333 },
      ],
    });
    expect(own.what?.categories[0]?.interest).toBeGreaterThan(0);
    expect(own.categoryNames).toEqual({ coffee: { sv: "Kaffe", en: "Coffee" } });
    expect(own.often).toEqual({
      visits: 3,
      medianDaysBetween: 15,
      lastVisitAt: "2026-04-01T08:00:00Z",
      daysSinceLast: 61,
      longestGapDays: 20,
      recentDays: ["2026-04-01", "2026-03-12", "2026-03-02"],
    });
    // Monday, Thursday and Wednesday, each between 8 and 12.
    expect(own.when?.parts.flatMap((count, part) => (count > 0 ? [part] : []))).toEqual([
      2, 14, 20,
    ]);
    expect(own.when?.busiest).toBeNull();
    expect(own.green).toEqual([
      {
        kind: "activity",
        id: "own_cup",
        count: 1,
        share: 0.333,
        lastAt: "2026-04-04T08:00:00Z",
      },
      { kind: "tag", id: "organic", count: 4, share: 0.667, lastAt: "2026-04-01T08:00:00Z" },
    ]);
    expect(own.returns).toEqual({ returns: 1, pieces: 2, share: 0.25 });
    const { answer: staff } = await room.call(contract.memberMirror, {
      params: { source: "card", id: "anna" },
    });
    expect({ ...staff, at: own.at }).toEqual(own);
  });

  test("what is corrected is left out, stays in the receipts, and comes back when taken back", async () => {
    const before = await mine(anna);
    const gift = await room.call(contract.correctMirror, {
      key: anna.token,
      body: { kind: "gift", event: { source: "pos", id: "p-3" } },
    });
    expect(gift).toMatchObject({ status: 201, answer: { kind: "gift", category: null } });
    const after = await mine(anna);
    expect(after.what?.categories.map(({ category }) => category)).toEqual(["coffee"]);
    expect(after.often?.visits).toBe(2);
    expect(after.receipts).toEqual(before.receipts);
    expect(after.what?.categories[0]?.interest).toBeLessThan(
      before.what?.categories[0]?.interest ?? 0,
    );
    const again = await room.call(contract.correctMirror, {
      key: anna.token,
      body: { kind: "not_me", event: { source: "pos", id: "p-3" } },
    });
    expect(again.answer).toMatchObject({
      correctionId: gift.answer.correctionId,
      kind: "not_me",
    });
    const category = await room.call(contract.correctMirror, {
      key: anna.token,
      body: { kind: "not_me", category: "coffee" },
    });
    expect((await mine(anna)).what).toEqual({ categories: [], pieces: 0 });
    for (const { correctionId } of [gift.answer, category.answer])
      await room.call(contract.uncorrectMirror, { key: anna.token, params: { correctionId } });
    expect(await mine(anna)).toEqual(before);
  });

  test("nobody corrects or sees what is another's", async () => {
    const foreign = await room.call(contract.correctMirror, {
      key: berit.token,
      body: { kind: "gift", event: { source: "pos", id: "p-1" } },
    });
    expect(foreign).toMatchObject({ status: 404, code: "not_found" });
    const own = await room.call(contract.correctMirror, {
      key: anna.token,
      body: { kind: "gift", event: { source: "pos", id: "p-1" } },
    });
    const { correctionId } = own.answer;
    await room.call(contract.uncorrectMirror, { key: berit.token, params: { correctionId } });
    expect((await mine(anna)).corrections).toHaveLength(1);
    await room.call(contract.uncorrectMirror, { key: anna.token, params: { correctionId } });
    const clerk = await room.clientWith("events:read");
    await expect(
      clerk.mirror.ofMember({ params: { source: "card", id: "anna" } }),
    ).rejects.toMatchObject({ code: "forbidden" });
  });

  test.each([
    ["neither event nor category", { kind: "gift" }],
    ["both", { kind: "gift", category: "a", event: { source: "pos", id: "p-1" } }],
    ["another kind", { kind: "mistake", category: "a" }],
    ["a category of nothing", { kind: "gift", category: "" }],
  ])("refuses %s", async (_what, body) => {
    const refused = await room.call(contract.correctMirror, { key: anna.token, body });
    expect(refused).toMatchObject({ status: 400, code: "invalid_body" });
  });

  test("a member of whom nothing is known has an empty mirror", async () => {
    await room.call(putMyConsents, {
      key: berit.token,
      body: { consents: [{ purpose: "profiling", given: true, language: "en" }] },
    });
    expect(await mine(berit)).toMatchObject({
      receipts: { purchases: 0, firstAt: null, paid: [] },
      what: { categories: [], pieces: 0 },
      often: { visits: 0, medianDaysBetween: null, longestGapDays: null, daysSinceLast: null },
      when: { busiest: null },
      returns: { returns: 0, pieces: 0, share: null },
      rewards: { used: 0, byReward: [] },
    });
  });
});
