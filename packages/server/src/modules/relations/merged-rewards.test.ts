import * as checkout from "@trofast/contract/checkout";
import { returnPurchase } from "@trofast/contract/checkout-returns";
import * as contract from "@trofast/contract/relations";
import * as rewardContract from "@trofast/contract/rewards";
import * as visits from "@trofast/contract/rewards-visits";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { transaction } from "../../platform/db.ts";
import type { TestClub } from "../../testing/club.ts";
import { storeKinds } from "../../testing/kinds.ts";
import { aMember, aRewardsClub, closeProved, type TestMember } from "../../testing/rewards.ts";
import { line } from "../../testing/tills.ts";
import * as activity from "../activity/service.ts";
import * as rewards from "../rewards/service.ts";

describe.each(storeKinds())("rewards of two who became one on $name", ({ kind }) => {
  let room: TestClub;
  beforeAll(async () => {
    room = await aRewardsClub(kind);
  });
  afterAll(() => closeProved(room));

  let keys = 0;
  const merge = async (member: TestMember, into: TestMember): Promise<string> => {
    const { answer } = await room.call(contract.merge, {
      body: { member: member.ref, into: into.ref },
      headers: { "idempotency-key": `merge-${(keys += 1)}` },
    });
    return answer.mergeId;
  };
  const unmerge = async (mergeId: string) =>
    await room.call(contract.unmerge, {
      body: { mergeId },
      headers: { "idempotency-key": `unmerge-${(keys += 1)}` },
    });
  const take = async ({ memberId }: TestMember, reward: string) =>
    await transaction(room.club.db, (tx) => rewards.redeem(room.club, tx, { memberId, reward }));
  const listed = async (member: TestMember): Promise<string[]> => {
    const { answer } = await room.call(rewardContract.listMyRedemptions, {
      key: member.token,
      query: {},
    });
    for (const { memberId } of answer.data) expect(memberId).toBe(member.memberId);
    return answer.data.map(({ redemptionId }) => redemptionId);
  };
  const points = async (member: TestMember): Promise<number> => {
    const { balance } = await activity.standing(room.club, member.ref);
    const of = balance["points"];
    return typeof of === "object" ? of.available : 0;
  };

  test("redemptions, codes, gift cards and places are listed and usable for the one who stays", async () => {
    const [anna, bo] = [await aMember(room, { points: 300 }), await aMember(room, { points: 100 })];
    const cup = await take(anna, "cup");
    const card = await take(anna, "card");
    const seat = await take(anna, "tasting");
    const own = await take(bo, "cup");
    await merge(anna, bo);
    expect(new Set(await listed(bo))).toEqual(new Set([cup.id, card.id, seat.id, own.id]));
    const mine = { key: bo.token, params: { redemptionId: cup.id } };
    const read = await room.call(rewardContract.readMyRedemption, mine);
    expect(read.answer).toMatchObject({ state: "issued", code: expect.any(String) });
    const places = await room.call(visits.listMyVisits, { key: bo.token });
    expect(places.answer.data).toMatchObject([{ reward: "tasting", state: "reserved" }]);
    await expect(take(bo, "tasting")).rejects.toMatchObject({ code: "seat_taken" });
    const giftCard = (await rewards.codeOf(room.club, card)) ?? "";
    const quote = await room.call(checkout.makeQuote, {
      body: {
        source: "pos",
        currency: "SEK",
        member: bo.ref,
        lines: [line("cup-blue", 1, 4_500), line("beans", 1, 9_000)],
        redemptions: [cup.id],
        giftCards: [{ code: giftCard }],
      },
    });
    expect(quote.answer.totals).toMatchObject({ paidMinor: 9_000, giftCardMinor: 9_000 });
    const params = { quote: quote.answer.quote };
    expect((await room.call(checkout.commitQuote, { params, body: {} })).status).toBe(200);
    expect((await rewards.read(room.club.db, { id: cup.id })).state).toBe("used");
  });

  test("a cancellation gives the units to the one who stays, also of lots that went over", async () => {
    const [anna, bo] = [await aMember(room, { points: 100 }), await aMember(room, { points: 50 })];
    const cup = await take(anna, "cup");
    await merge(anna, bo);
    expect(await points(bo)).toBe(90);
    const cancelled = await room.call(rewardContract.cancelMine, {
      key: bo.token,
      params: { redemptionId: cup.id },
    });
    expect(cancelled.answer.state).toBe("cancelled");
    expect(await points(bo)).toBe(150);
  });

  test("what points had paid comes back to the one who stays, also of lots that went over", async () => {
    const [anna, bo] = [await aMember(room, { points: 100 }), await aMember(room, { points: 50 })];
    const quote = await room.call(checkout.makeQuote, {
      body: {
        source: "pos",
        currency: "SEK",
        member: anna.ref,
        lines: [line("beans", 1, 800)],
        spend: [{ unit: "points", amount: 80 }],
      },
    });
    const params = { quote: quote.answer.quote };
    await room.call(checkout.commitQuote, { params, body: {} });
    await merge(anna, bo);
    expect(await points(bo)).toBe(70);
    const back = await room.call(returnPurchase, {
      body: { source: "pos", id: `back-${kind === "pglite"}`, of: { quote: quote.answer.quote } },
    });
    expect(back.answer.unitsBack).toEqual({ points: 80 });
    expect(await points(bo)).toBe(150);
  });

  test("taken apart, each has again what nobody touched", async () => {
    const [anna, bo] = [await aMember(room, { points: 300 }), await aMember(room, { points: 100 })];
    const [kept, used] = [await take(anna, "cup"), await take(anna, "soon")];
    const own = await take(bo, "cup");
    const mergeId = await merge(anna, bo);
    const now = room.clock.now();
    await transaction(room.club.db, (tx) => rewards.use(tx, { id: used.id, now }));
    expect((await unmerge(mergeId)).status).toBe(200);
    expect(await listed(bo)).toEqual([own.id]);
    const page = await rewards.redemptionsOf(room.club, anna.memberId, { limit: 10 });
    expect(page.data.map(({ id, state }) => [id, state])).toEqual([
      [used.id, "used"],
      [kept.id, "issued"],
    ]);
    const cancelled = await rewards.cancelAndMoveUp(room.club, { id: kept.id, by: "member" });
    expect(cancelled.state).toBe("cancelled");
    expect([await points(anna), await points(bo)]).toEqual([150, 40]);
  });
});
