import * as contract from "@trofast/contract/segments";
import { commitQuote, makeQuote } from "@trofast/contract/checkout";
import * as privacyContract from "@trofast/contract/privacy";
import * as rewardContract from "@trofast/contract/rewards";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { aClub } from "../../testing/club.ts";
import type { TestClub } from "../../testing/club.ts";
import { storeKinds } from "../../testing/kinds.ts";
import { closeProved } from "../../testing/rewards.ts";
import * as access from "../access/service.ts";
import * as members from "../members/service.ts";

const programme = {
  club: { name: "Kvarnby", languages: ["sv", "en"] },
  markets: { se: { currency: "SEK", timezone: "Europe/Stockholm" } },
  units: { points: { worth: { se: "0.10 SEK" }, expires: "12 months" } },
  segments: {
    friends: { name: { sv: "Vänner", en: "Friends" } },
    neighbours: { name: "Grannar" },
  },
  rules: [
    { id: "base", on: "purchase", give: { points: { each: "1 SEK", of: "basket.paid" } } },
    { id: "for-friends", on: "purchase", segments: ["friends"], give: { points: 25 } },
  ],
  rewards: [{ id: "mug", kind: "product", cost: { points: 1 }, segments: ["friends"] }],
};

describe.each(storeKinds())("segments on $name", ({ kind }) => {
  let room: TestClub;
  let count = 0;
  beforeAll(async () => {
    room = await aClub(kind);
    await room.client.programmes.publish({ body: { document: programme } });
  });
  afterAll(() => closeProved(room));

  async function aMember() {
    count += 1;
    const ref = { source: "card", id: `card-${count}` };
    const { memberId } = await room.client.members.put({ params: ref, body: {} });
    return { memberId, ref };
  }
  const put = async (ref: members.MemberRef, segment = "friends", reason = "book-circle") =>
    await room.call(contract.putSegmentMember, {
      params: { ...ref, segment },
      body: { reason },
    });
  const listOf = async (memberId: string) =>
    (await members.byIds(room.club.db, [memberId])).get(memberId)?.segments;

  test("who is put into a segment is in it for every event, with the reason, until taken out", async () => {
    const { memberId, ref } = await aMember();
    expect(await listOf(memberId)).toEqual([]);
    expect((await put(ref)).answer).toMatchObject({
      segment: "friends",
      memberId,
      reason: "book-circle",
      actor: expect.stringMatching(/^key:/),
    });
    await put(ref, "neighbours", "lives-here");
    expect(await listOf(memberId)).toEqual(["friends", "neighbours"]);
    const own = await room.call(contract.segmentsOfMember, { params: ref });
    expect(own.answer.data).toMatchObject([
      { segment: "friends", name: { sv: "Vänner", en: "Friends" }, reason: "book-circle" },
      { segment: "neighbours", name: "Grannar", reason: "lives-here" },
    ]);
    const removed = await room.call(contract.removeSegmentMember, {
      params: { ...ref, segment: "friends" },
    });
    expect(removed.status).toBe(204);
    expect(await listOf(memberId)).toEqual(["neighbours"]);
    const again = await room.call(contract.removeSegmentMember, {
      params: { ...ref, segment: "friends" },
    });
    expect(again.code).toBe("not_found");
  });

  test("a rule for a segment gives to who is in it, at the till as in the books, also after they left", async () => {
    const { ref } = await aMember();
    await put(ref);
    const asked = { source: "pos", currency: "SEK", member: ref };
    const lines = [{ article: "a", quantity: 1, unitPriceMinor: 1_000 }];
    const quote = (await room.call(makeQuote, { body: { ...asked, lines } })).answer;
    expect(quote.given).toEqual({ points: 35 });
    await room.call(contract.removeSegmentMember, { params: { ...ref, segment: "friends" } });
    const params = { quote: quote.quote };
    expect((await room.call(commitQuote, { params, body: {} })).answer.given).toEqual({
      points: 35,
    });
    const later = (await room.call(makeQuote, { body: { ...asked, lines } })).answer;
    expect(later.given).toEqual({ points: 10 });
  });

  test("put again, a member stays since when they are, with the reason that is said now", async () => {
    const { ref } = await aMember();
    const first = (await put(ref)).answer;
    room.clock.advance(60_000);
    expect((await put(ref, "friends", "founder")).answer).toEqual({ ...first, reason: "founder" });
    const found = await sql<{ n: number }>`
      select count(*)::int as n from segments_member where reason = 'founder'`.execute(
      room.club.db,
    );
    expect(found.rows).toEqual([{ n: 1 }]);
  });

  test("a reward for a segment is shown to those in it as one they can have", async () => {
    const { memberId, ref } = await aMember();
    await room.client.events.submit({
      body: {
        kind: "purchase",
        source: "pos",
        id: `buy-${count}`,
        member: ref,
        occurredAt: new Date(room.clock.now()).toISOString(),
        currency: "SEK",
        lines: [{ article: "a", quantity: 1, paidMinor: 10_000 }],
      },
    });
    const session = { kind: "member" as const, subject: memberId };
    const { token } = await access.openSession(room.club.db, session, room.clock.now());
    const mug = async () =>
      (await room.call(rewardContract.listMyRewards, { key: token })).answer.data.find(
        ({ reward }) => reward === "mug",
      );
    expect((await mug())?.whyNot).not.toBeNull();
    await put(ref);
    expect(await mug()).toMatchObject({ whyNot: null, nearness: "now" });
    const mine = await room.call(contract.mySegments, { key: token });
    expect(mine.answer.data).toMatchObject([
      {
        segment: "friends",
        reason: "book-circle",
        means: [
          { kind: "rule", id: "for-friends" },
          { kind: "reward", id: "mug" },
        ],
      },
    ]);
  });

  test("a table puts many in at once; rows that cannot be used are listed, the others stored", async () => {
    const [anna, bo] = [await aMember(), await aMember()];
    const response = await room.app.inject({
      method: "POST",
      url: "/v1/segments/neighbours/import",
      headers: { authorization: `Bearer ${room.key}`, "content-type": "text/csv" },
      payload: [
        "source;id;reason",
        `card;${anna.ref.id};parade`,
        `card;${bo.ref.id};parade`,
        "card;nobody;parade",
        `card;${bo.ref.id};På paraden`,
        ";1;parade",
      ].join("\n"),
    });
    expect(response.json()).toMatchObject({
      rows: 5,
      stored: 2,
      refused: { unknown_member: 1, invalid_reason: 1, missing_source: 1 },
    });
    expect(await listOf(bo.memberId)).toEqual(["neighbours"]);
    const listed = await room.call(contract.listSegmentMembers, {
      params: { segment: "neighbours" },
      query: { limit: 1 },
    });
    expect(listed.answer).toMatchObject({ hasMore: true, data: [{ reason: "parade" }] });
    const next = await room.call(contract.listSegmentMembers, {
      params: { segment: "neighbours" },
      query: { limit: 1, cursor: listed.answer.nextCursor ?? "" },
    });
    expect(next.answer.data[0]?.memberId).not.toBe(listed.answer.data[0]?.memberId);
    const all = (await room.call(contract.listSegments)).answer.data;
    expect(all.find(({ segment }) => segment === "neighbours")?.members).toBeGreaterThanOrEqual(2);
  });

  test("only what the programme declares, or will declare, can have members", async () => {
    const { ref } = await aMember();
    expect(await put(ref, "strangers")).toMatchObject({ status: 404, code: "not_found" });
    await room.client.programmes.publish({
      body: {
        document: { ...programme, segments: { ...programme.segments, strangers: {} } },
        effectiveAt: new Date(room.clock.now() + 86_400_000).toISOString(),
      },
    });
    expect((await put(ref, "strangers")).status).toBe(200);
  });

  test("nobody is in more segments than are read with an event", async () => {
    const { memberId, ref } = await aMember();
    const most = contract.SEGMENTS_PER_MEMBER_MAX;
    await room.club.store.asOwner(async (owner) => {
      await sql`insert into segments_member (segment, member_id, reason, actor, since)
        select 's' || n, ${memberId}::uuid, 'many', 'key:test', now()
        from generate_series(1, ${most}::int) as n`.execute(owner);
    });
    expect(await put(ref)).toMatchObject({ status: 409, code: "conflict" });
  });

  test("erasing takes the memberships and the member's own list with it; the export tells of them before", async () => {
    const { memberId, ref } = await aMember();
    await put(ref, "friends", "planted-reason");
    const exported = await room.call(privacyContract.exportMember, { params: ref });
    expect(JSON.stringify(exported.json)).toContain("planted-reason");
    await room.call(privacyContract.eraseMember, { params: ref });
    const found = await sql<{ n: number; list: string[] }>`
      select (select count(*)::int from segments_member where member_id = ${memberId}::uuid) as n,
        segments as list from members_member where member_id = ${memberId}::uuid`.execute(
      room.club.db,
    );
    expect(found.rows).toEqual([{ n: 0, list: [] }]);
    expect((await put(ref)).code).toBe("erased");
  });
});
