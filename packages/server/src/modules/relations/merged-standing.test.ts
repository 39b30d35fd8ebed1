/** Levels and cards of two who become one, and what is left of that when they part. */
import { randomUUID } from "node:crypto";
import { memberConsents, putMemberConsents } from "@trofast/contract/consents";
import { submitEvent } from "@trofast/contract/events";
import * as contract from "@trofast/contract/relations";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { aClub } from "../../testing/club.ts";
import type { TestClub } from "../../testing/club.ts";
import { storeKinds } from "../../testing/kinds.ts";
import * as activity from "../activity/service.ts";
import * as members from "../members/service.ts";
import { verify } from "../insights/service.ts";

const document = {
  club: { name: "X", languages: ["sv"] },
  markets: { se: { currency: "SEK", timezone: "Europe/Stockholm" } },
  units: {
    points: { worth: { se: "0.10 SEK" } },
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
    { id: "welcome", on: "join", give: { points: 25 } },
  ],
  rewards: [
    { id: "coffee", name: "Kaffe", kind: "product" },
    { id: "cake", name: "Kaka", kind: "product" },
  ],
  badges: { keen: { name: "Flitig" } },
  challenges: [
    {
      id: "rounds",
      name: "Fem gånger",
      on: "purchase",
      every: "ever",
      goal: 5,
      give: { points: 40 },
      badge: "keen",
      reward: "cake",
    },
  ],
  cards: [{ id: "cups", name: "Kaffekortet", goal: 9, grants: "coffee" }],
  ladders: [
    {
      id: "club",
      counts: "status",
      levels: [
        { id: "guest", name: "Gäst" },
        { id: "friend", name: "Vän", at: 1_000, welcome: { give: { points: 50 }, reward: "cake" } },
        { id: "keeper", name: "Stamgäst", at: 3_000, welcome: { give: { points: 100 } } },
      ],
    },
  ],
};

describe.each(storeKinds())("the standing of two who become one on $name", ({ kind }) => {
  let room: TestClub;
  beforeAll(async () => {
    room = await aClub(kind);
    await room.client.programmes.publish({ body: { document } });
  });
  afterAll(async () => {
    expect((await verify(room.club, { redecide: true })).differences).toEqual([]);
    await room.close();
  });

  const aMember = async () => {
    const ref = { source: "card", id: randomUUID() };
    const { memberId } = await room.client.members.put({ params: ref, body: {} });
    return { ref, memberId };
  };
  type Somebody = Awaited<ReturnType<typeof aMember>>;
  const does = async (member: Somebody, payload: object) => {
    const body = { source: "pos", id: randomUUID(), member: member.ref, ...payload };
    const occurredAt = new Date(room.clock.now()).toISOString();
    return await room.call(submitEvent, { body: { ...body, occurredAt } });
  };
  const buys = async (member: Somebody, kronor: number, quantity = 1) =>
    await does(member, {
      kind: "purchase",
      currency: "SEK",
      lines: [{ article: "cup", quantity, paidMinor: kronor * 100 }],
    });
  const pairOf = ({ ref: member }: Somebody, { ref: into }: Somebody) => ({ member, into });
  const once = () => ({ "idempotency-key": randomUUID() });
  const merge = async (one: Somebody, other: Somebody) =>
    (await room.call(contract.merge, { body: pairOf(one, other), headers: once() })).answer;
  const unmerge = async (mergeId: string) =>
    await room.call(contract.unmerge, { body: { mergeId }, headers: once() });
  const badgesOf = async ({ memberId, at }: { memberId: string; at: number }) => {
    const member = (await members.byIds(room.club.db, [memberId])).get(memberId);
    const timeline = await activity.timelineOf(room.club);
    if (!member) throw new Error("a member");
    return (await activity.look(room.club.db, timeline, { member, at })).states.person.badges;
  };
  const standing = async ({ ref }: Somebody) => {
    const now = await activity.standing(room.club, ref);
    const { balance, levels, cards, rewards, challenges } = now;
    return { balance, levels, cards, rewards, challenges, badges: await badgesOf(now) };
  };

  test("is what the preview said, and goes when they part, as far as it was not used", async () => {
    const [anna, bo] = [await aMember(), await aMember()];
    await buys(anna, 600, 5);
    await buys(bo, 600, 6);
    const before = [await standing(anna), await standing(bo)];
    const { answer: preview } = await room.call(contract.previewMerge, { body: pairOf(anna, bo) });
    expect(preview).toMatchObject({
      levels: [{ ladder: "club", member: "guest", into: "guest", after: "friend" }],
      rewardsTogether: { coffee: 1 },
      rewards: {},
    });
    const { mergeId } = await merge(anna, bo);
    expect(await standing(bo)).toMatchObject({
      balance: { points: { available: 1_250 } },
      levels: { club: "friend" },
      rewards: { coffee: 1, cake: 1 },
    });
    expect((await unmerge(mergeId)).status).toBe(200);
    expect([await standing(anna), await standing(bo)]).toEqual(before);
  });

  test("a challenge is won with what both have done, and lost when they part", async () => {
    const [anna, bo] = [await aMember(), await aMember()];
    for (const member of [anna, anna, anna, bo, bo]) await buys(member, 10);
    const before = [await standing(anna), await standing(bo)];
    const { answer: preview } = await room.call(contract.previewMerge, { body: pairOf(anna, bo) });
    expect(preview).toMatchObject({ rewardsTogether: { cake: 1 } });
    const { mergeId } = await merge(anna, bo);
    expect(await standing(bo)).toMatchObject({
      balance: { points: { available: 90 } },
      rewards: { cake: 1 },
      challenges: { rounds: { done: 0, wins: 1 } },
      badges: ["keen"],
    });
    expect((await unmerge(mergeId)).status).toBe(200);
    expect([await standing(anna), await standing(bo)]).toEqual(before);
  });

  test("a challenge that was won since without the other stays won", async () => {
    const [anna, bo] = [await aMember(), await aMember()];
    for (const member of [anna, bo, bo, bo, bo]) await buys(member, 10);
    const { mergeId } = await merge(anna, bo);
    await buys(bo, 10);
    expect((await unmerge(mergeId)).status).toBe(200);
    expect(await standing(bo)).toMatchObject({
      rewards: { cake: 1 },
      challenges: { rounds: { done: 0, wins: 1 } },
      badges: ["keen"],
    });
    expect(await standing(anna)).toMatchObject({ rewards: {}, badges: [] });
  });

  test("a gift that was used when they part stays used", async () => {
    const [anna, bo] = [await aMember(), await aMember()];
    await buys(anna, 600, 5);
    await buys(bo, 600, 6);
    const { mergeId } = await merge(anna, bo);
    await does(bo, { kind: "spend", unit: "points", amount: 1_240 });
    expect((await unmerge(mergeId)).status).toBe(200);
    const [one, other] = [await standing(anna), await standing(bo)];
    expect([one.levels, other.levels]).toEqual([{ club: "guest" }, { club: "guest" }]);
    const left = [one, other].map(({ balance: { points } }) =>
      typeof points === "object" ? points.available : 0,
    );
    expect(left.reduce((sum, each) => sum + each, 0)).toBeLessThanOrEqual(10);
  });

  test("whatever both have, taking it apart at once leaves both as they were", async () => {
    const bought = fc.record({
      by: fc.constantFrom<0 | 1>(0, 1),
      kronor: fc.integer({ min: 1, max: 1_500 }),
      quantity: fc.integer({ min: 1, max: 12 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(bought, { minLength: 1, maxLength: 6 }), async (purchases) => {
        const pair = [await aMember(), await aMember()] as const;
        for (const { by, kronor, quantity } of purchases) await buys(pair[by], kronor, quantity);
        const before = [await standing(pair[0]), await standing(pair[1])];
        const { mergeId } = await merge(...pair);
        await unmerge(mergeId);
        expect([await standing(pair[0]), await standing(pair[1])]).toEqual(before);
      }),
      { numRuns: 10 },
    );
  });

  test("gifts for joining that both got are named before", async () => {
    const [anna, bo, cia] = [await aMember(), await aMember(), await aMember()];
    for (const member of [anna, bo]) await does(member, { kind: "join" });
    await buys(cia, 1);
    const given = async (one: Somebody, other: Somebody) =>
      (await room.call(contract.previewMerge, { body: pairOf(one, other) })).answer
        .doubledJoinGifts;
    expect(await given(anna, bo)).toEqual({ points: 25 });
    expect(await given(anna, cia)).toEqual({});
    expect(await given(cia, anna)).toEqual({});
  });

  test("contact wishes: the rarer rhythm, and quiet while either wants it", async () => {
    const wishing = async (contact: object | null) => {
      const member = await aMember();
      const body = { consents: [], proof: "form", source: "form", contact };
      if (contact !== null) await room.call(putMemberConsents, { params: member.ref, body });
      return member;
    };
    const together = async (one: object | null, other: object | null) => {
      const [anna, bo] = [await wishing(one), await wishing(other)];
      await merge(anna, bo);
      const { rhythm, quiet } = (await room.call(memberConsents, { params: bo.ref })).answer
        .contact;
      return { rhythm, quiet };
    };
    const late = { rhythm: "more", quiet: { from: "22:00", to: "06:00" } };
    const early = { rhythm: "lite", quiet: { from: "20:00", to: "05:00" } };
    const noon = { rhythm: "lagom", quiet: { from: "12:00", to: "13:00" } };
    const both = { rhythm: "lite", quiet: { from: "20:00", to: "06:00" } };
    expect(await together(late, early)).toEqual(both);
    expect(await together(early, late)).toEqual(both);
    // Hours apart: what lies between is the shortest way around both.
    expect(await together(noon, late)).toEqual({
      rhythm: "lagom",
      quiet: { from: "22:00", to: "13:00" },
    });
    expect(await together(null, early)).toEqual(early);
    expect(await together({ rhythm: "more", quiet: null }, null)).toEqual({
      rhythm: "more",
      quiet: null,
    });
    const always = { rhythm: "lite", quiet: { from: "05:00", to: "23:00" } };
    expect((await together(late, always)).quiet).toEqual({ from: "05:00", to: "04:59" });
  });
});
