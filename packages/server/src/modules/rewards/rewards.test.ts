import { freeze } from "@trofast/contract/joining";
import * as contract from "@trofast/contract/rewards";
import { readCharity } from "@trofast/contract/rewards-charity";
import { joinWaitingList } from "@trofast/contract/rewards-visits";
import { openTrofast } from "@trofast/sdk";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { transaction } from "../../platform/db.ts";
import { submit } from "../activity/service.ts";
import { injectFetch, testNow, type TestClub } from "../../testing/club.ts";
import { storeKinds } from "../../testing/kinds.ts";
import {
  aMember,
  aRewardsClub,
  closeProved,
  publish,
  rewardsProgramme,
  type TestMember,
} from "../../testing/rewards.ts";
import * as rewards from "./service.ts";

const DAY_MS = 86_400_000;

describe.each(storeKinds())("rewards on $name", ({ kind }) => {
  let room: TestClub;
  beforeAll(async () => {
    room = await aRewardsClub(kind);
  });
  afterAll(() => closeProved(room));

  let keys = 0;
  const redeem = (member: TestMember, reward: string, body: object = {}) =>
    room.call(contract.redeemMine, {
      key: member.token,
      params: { reward },
      body,
      headers: { "idempotency-key": `key-${(keys += 1)}` },
    });
  const points = async (member: TestMember): Promise<number> => {
    const { answer } = await room.call(contract.listMyRewards, { key: member.token });
    const mug = answer.data.find(({ reward }) => reward === "mug");
    return 1000 - (mug?.missing["points"] ?? 0);
  };

  test("a product is taken, shown with its code, used at the till, and can be used once", async () => {
    const anna = await aMember(room, { points: 100 });
    const { answer: taken } = await redeem(anna, "cup");
    expect(taken).toMatchObject({ state: "issued", cost: { points: 60 }, reward: "cup" });
    const { redemptionId } = taken;
    const read = await room.call(contract.readMyRedemption, {
      key: anna.token,
      params: { redemptionId },
    });
    expect(read.answer.code).toMatch(/^[0-9A-Z]{5}-[0-9A-Z]{5}-[0-9A-Z]{4}$/);
    const use = (order: string) =>
      room.call(contract.useRedemption, { params: { redemptionId }, body: { order, store: "s1" } });
    expect((await use("r1")).answer.state).toBe("used");
    expect((await use("r1")).answer.state).toBe("used");
    expect((await use("r2")).code).toBe("reward_used");
    const cancelled = await room.call(contract.cancelMine, {
      key: anna.token,
      params: { redemptionId },
    });
    expect(cancelled.code).toBe("reward_used");
  });

  test("a cancelled one gives everything back, and its code is worth nothing", async () => {
    const anna = await aMember(room, { points: 100 });
    const { answer: taken } = await redeem(anna, "cup");
    expect(await points(anna)).toBe(40);
    const cancel = () =>
      room.call(contract.cancelMine, {
        key: anna.token,
        params: { redemptionId: taken.redemptionId },
      });
    expect((await cancel()).answer.state).toBe("cancelled");
    expect((await cancel()).answer.state).toBe("cancelled");
    expect(await points(anna)).toBe(100);
    const code = await rewards.codeOf(
      room.club,
      await rewards.read(room.club.db, { id: taken.redemptionId }),
    );
    expect(code).toBeNull();
  });

  test("the same key takes it once, and too little takes nothing", async () => {
    const anna = await aMember(room, { points: 70 });
    const again = { params: { reward: "cup" }, body: {}, headers: { "idempotency-key": "same" } };
    const first = await room.call(contract.redeemMine, { key: anna.token, ...again });
    const second = await room.call(contract.redeemMine, { key: anna.token, ...again });
    expect(second.answer).toEqual(first.answer);
    expect(second.headers["idempotent-replayed"]).toBe("true");
    const short = await redeem(anna, "cup");
    expect(short).toMatchObject({ status: 409, code: "insufficient_balance" });
    expect(short.json).toMatchObject({ shortBy: 50 });
    const list = await room.call(contract.listMyRedemptions, { key: anna.token, query: {} });
    expect(list.answer.data).toHaveLength(1);
  });

  test("what belongs to others is not found", async () => {
    const anna = await aMember(room, { points: 100 });
    const bo = await aMember(room, { points: 100 });
    const { answer } = await redeem(anna, "cup");
    const params = { redemptionId: answer.redemptionId };
    for (const endpoint of [contract.readMyRedemption, contract.cancelMine]) {
      const refused = await room.call(endpoint, { key: bo.token, params });
      expect(refused).toMatchObject({ status: 404, code: "unknown_redemption" });
    }
  });

  test("the list says what is usable now, soon and one day, with price, worth and why not", async () => {
    const anna = await aMember(room, { points: 100 });
    const { answer } = await room.call(contract.listMyRewards, { key: anna.token });
    const of = (reward: string) => answer.data.find((each) => each.reward === reward);
    expect(of("cup")).toMatchObject({ nearness: "now", worthMinor: 4500, whyNot: null });
    expect(of("soon")).toMatchObject({
      nearness: "soon",
      missing: { points: 50 },
      worthMinor: 1500,
      whyNot: { code: "insufficient_balance" },
    });
    expect(of("mug")).toMatchObject({ nearness: "dream", missing: { points: 900 } });
    expect(of("friends-only")).toMatchObject({
      nearness: "dream",
      whyNot: { code: "reward_unavailable" },
    });
    expect(of("none-left")).toMatchObject({ left: 0, whyNot: { code: "out_of_stock" } });
    expect(of("gift")).toMatchObject({ granted: 0, price: null });
    expect(answer.data.map(({ nearness }) => nearness)).toEqual(
      answer.data
        .map(({ nearness }) => nearness)
        .toSorted((left, right) => ORDER.indexOf(left) - ORDER.indexOf(right)),
    );
  });

  test("a granted one is taken without paying, and comes back when it is cancelled", async () => {
    const anna = await aMember(room, {});
    await submit(room.club, anna.event({ kind: "activity", activity: "won" }));
    expect((await redeem(anna, "gift")).code).toBe("reward_unavailable");
    const { answer } = await redeem(anna, "gift", { granted: true });
    expect(answer).toMatchObject({ granted: true, cost: {} });
    expect((await redeem(anna, "gift", { granted: true })).code).toBe("reward_not_granted");
    await room.call(contract.cancelRedemption, { params: { redemptionId: answer.redemptionId } });
    expect((await redeem(anna, "gift", { granted: true })).answer.state).toBe("issued");
  });

  test("the staff sees what a member took and takes back what was not used, of that member alone", async () => {
    const anna = await aMember(room, { points: 200 });
    const berit = await aMember(room, { points: 100 });
    const { answer: used } = await redeem(anna, "cup");
    const params = { redemptionId: used.redemptionId };
    await room.call(contract.useRedemption, { params, body: { order: "at-the-till" } });
    const { answer: open } = await redeem(anna, "cup");
    const { memberId } = open;
    const list = async (of: string) =>
      (await room.call(contract.listRedemptionsOf, { params: { memberId: of } })).answer.data.map(
        ({ redemptionId, state }) => [redemptionId, state],
      );
    expect(await list(memberId)).toEqual([
      [open.redemptionId, "issued"],
      [used.redemptionId, "used"],
    ]);
    expect(await list(berit.memberId)).toEqual([]);
    const takeBack = async (of: string, { redemptionId }: { redemptionId: string }) =>
      await room.call(contract.cancelRedemptionOf, { params: { memberId: of, redemptionId } });
    expect((await takeBack(berit.memberId, open)).code).toBe("unknown_redemption");
    expect((await takeBack(memberId, used)).code).toBe("reward_used");
    const before = await points(anna);
    expect((await takeBack(memberId, open)).answer.state).toBe("cancelled");
    expect((await takeBack(memberId, open)).answer.state).toBe("cancelled");
    expect(await points(anna)).toBe(before + 60);
    const nobody = await room.call(contract.listRedemptionsOf, {
      params: { memberId: "01890a5d-ac96-774b-bcce-b302099a8057" },
    });
    expect(nobody.code).toBe("not_found");
  });

  test("a part in money is asked for at the till", async () => {
    const anna = await aMember(room, { points: 200 });
    const ask = (paid: object | undefined) =>
      room.call(contract.redeemFor, {
        body: { member: anna.ref, reward: "machine", ...(paid && { paid }) },
        headers: { "idempotency-key": `machine-${(keys += 1)}` },
      });
    expect((await ask(undefined)).code).toBe("money_missing");
    const { answer } = await ask({ currency: "SEK", amountMinor: 49_000 });
    expect(answer).toMatchObject({ cost: { points: 100 }, paidMinor: 49_000 });
  });

  test("one that was not used in time is over, before any job has said so", async () => {
    const anna = await aMember(room, { points: 100 });
    const { answer } = await redeem(anna, "cup");
    const params = { redemptionId: answer.redemptionId };
    const now = room.clock.now();
    room.clock.set(testNow + 91 * DAY_MS);
    const use = await room.call(contract.useRedemption, { params, body: { order: "late" } });
    expect(use.code).toBe("reward_used");
    expect((await room.call(contract.readRedemption, { params })).answer.state).toBe("expired");
    await rewards.sweep(room.club);
    expect((await rewards.read(room.club.db, { id: answer.redemptionId })).state).toBe("expired");
    room.clock.set(Math.max(now, room.clock.now()));
  });

  test("a reservation is issued, or goes back by itself", async () => {
    const anna = await aMember(room, { points: 200 });
    const reserve = async () => {
      const reserved = await room.call(contract.redeemFor, {
        body: { member: anna.ref, reward: "cup", reserveSeconds: 60 },
        headers: { "idempotency-key": `reserve-${(keys += 1)}` },
      });
      return reserved.answer;
    };
    const first = await reserve();
    expect(first.state).toBe("reserved");
    const { answer: issued } = await room.call(contract.issueRedemption, {
      params: { redemptionId: first.redemptionId },
    });
    expect(issued.state).toBe("issued");
    const second = await reserve();
    expect(await points(anna)).toBe(80);
    room.clock.advance(61_000);
    const late = await room.call(contract.issueRedemption, {
      params: { redemptionId: second.redemptionId },
    });
    expect(late.code).toBe("reward_used");
    await rewards.sweep(room.club);
    expect(await points(anna)).toBe(140);
  });

  test("stock is settled with its revision, never below what is out, and paused rewards wait", async () => {
    const anna = await aMember(room, { points: 300 });
    const put = (body: object, revision: number) =>
      room.call(contract.putReward, {
        params: { reward: "soon" },
        body,
        headers: { "if-match": `"${revision}"` },
      });
    expect((await put({ stock: 1, paused: true }, 0)).answer).toMatchObject({
      stock: 1,
      revision: 1,
    });
    expect((await put({ stock: 5, paused: false }, 0)).code).toBe("precondition_failed");
    expect((await redeem(anna, "soon")).code).toBe("reward_unavailable");
    expect((await put({ stock: 1, paused: false }, 1)).answer.left).toBe(1);
    expect((await redeem(anna, "soon")).answer.state).toBe("issued");
    expect((await redeem(anna, "soon")).code).toBe("out_of_stock");
    expect((await put({ stock: 0, paused: false }, 2)).code).toBe("conflict");
    expect((await put({ stock: null, paused: false }, 2)).answer).toMatchObject({
      left: null,
      taken: 1,
    });
  });

  test("points earned before a price rose still buy at the old one", async () => {
    const anna = await aMember(room, { points: 120 });
    room.clock.advance(60_000);
    await publish(room.club, rewardsProgramme({ cupCost: 90 }));
    room.clock.advance(60_000);
    const { answer } = await redeem(anna, "cup");
    expect(answer.cost).toEqual({ points: 60 });
    const bo = await aMember(room, { points: 120 });
    expect((await redeem(bo, "cup")).answer.cost).toEqual({ points: 90 });
  });

  test("donations of all members are told together", async () => {
    const anna = await aMember(room, { points: 100 });
    const { answer } = await redeem(anna, "meals", { count: 3 });
    expect(answer.state).toBe("used");
    const charity = await room.call(readCharity, { key: null });
    expect(charity.answer.data).toMatchObject([
      {
        reward: "meals",
        gifts: 3,
        given: [{ currency: "SEK", minor: 6000 }],
        goal: { se: "1000 SEK" },
      },
    ]);
  });

  test("a frozen member takes nothing and waits for nothing, and is told that it is for this", async () => {
    const anna = await aMember(room, { points: 300 });
    const params = { source: anna.ref.source, id: anna.ref.id };
    await room.call(freeze, { params, body: { reason: "suspected-fraud" } });
    expect((await redeem(anna, "cup")).code).toBe("member_frozen");
    const wait = { key: anna.token, params: { reward: "tasting" }, body: {} };
    const headers = { "idempotency-key": `wait-${anna.memberId}` };
    expect((await room.call(joinWaitingList, { ...wait, headers })).code).toBe("member_frozen");
    expect(await points(anna)).toBe(300);
  });

  test("only members it is for may buy what is in early access, until its last day", async () => {
    const anna = await aMember(room, { points: 600 });
    const bo = await aMember(room, { points: 10 });
    const articles = [
      { article: "lamp", category: "home/winter" },
      { article: "beans", category: "coffee" },
    ];
    const ask = (memberId: string | null) =>
      rewards.mayBuy(room.club, { memberId, market: "se", articles });
    room.clock.set(Date.UTC(2026, 10, 27, 12));
    expect(await ask(anna.memberId)).toEqual([]);
    expect(await ask(bo.memberId)).toMatchObject([{ article: "lamp", reward: "first-look" }]);
    expect(await ask(null)).toMatchObject([{ opensAt: Date.UTC(2026, 10, 29, 23) }]);
    await expect(
      rewards.requireMayBuy(room.club, { memberId: null, market: "se", articles }),
    ).rejects.toMatchObject({ code: "early_access_only" });
    room.clock.set(Date.UTC(2026, 10, 29, 23));
    expect(await ask(null)).toEqual([]);
  });

  test("early access is told to those it is for, soon and now, and is no more when it is over", async () => {
    const anna = await aMember(room, { points: 600 });
    const bo = await aMember(room, { points: 10 });
    const listedFor = async ({ token: key }: TestMember) =>
      (await room.call(contract.listMyRewards, { key })).answer.data.find(
        ({ reward }) => reward === "first-look",
      );
    const window = { opensAt: "2026-11-26T23:00:00Z", closesAt: "2026-11-29T23:00:00Z" };
    room.clock.set(Date.UTC(2026, 10, 26, 22));
    expect(await listedFor(anna)).toMatchObject({ nearness: "soon", whyNot: null, window });
    room.clock.set(Date.UTC(2026, 10, 26, 23));
    expect(await listedFor(anna)).toMatchObject({ nearness: "now", whyNot: null, price: null });
    expect(await listedFor(bo)).toMatchObject({
      nearness: "dream",
      whyNot: { code: "reward_unavailable" },
      window,
    });
    room.clock.set(Date.UTC(2026, 10, 29, 23));
    expect(await listedFor(anna)).toBeUndefined();
  });

  test("an order keeps what it uses from others, uses it once it is paid, or lets it go", async () => {
    const anna = await aMember(room, { points: 500 });
    const { answer } = await redeem(anna, "tenth-off");
    const id = answer.redemptionId;
    const asked = { memberId: anna.memberId, redemptionIds: [id], codes: [], market: "se" };
    const offers = await rewards.offered(room.club, room.club.db, asked);
    expect(offers).toMatchObject([
      {
        redemptionId: id,
        benefit: {
          kind: "percent",
          basisPoints: 1000,
          atLeastMinor: 30_000,
          categories: ["coffee"],
        },
      },
    ]);
    const until = room.clock.now() + 900_000;
    const keep = (order: string) =>
      transaction(room.club.db, (tx) => rewards.keep(room.club, tx, { order, until, offers }));
    await keep("shop:1");
    await keep("shop:1");
    await expect(keep("shop:2")).rejects.toMatchObject({ code: "conflict" });
    const used = await room.call(contract.useRedemption, {
      params: { redemptionId: id },
      body: { order: "till" },
    });
    expect(used.code).toBe("conflict");
    await transaction(room.club.db, (tx) => rewards.letGo(room.club, tx, "shop:1"));
    await keep("shop:2");
    const settle = () =>
      transaction(room.club.db, (tx) => rewards.settle(room.club, tx, { order: "shop:2" }));
    await settle();
    await settle();
    expect(await rewards.read(room.club.db, { id })).toMatchObject({
      state: "used",
      orderKey: "shop:2",
    });
  });

  test("the SDK lists and takes rewards for a signed-in member", async () => {
    const anna = await aMember(room, { points: 100 });
    const client = openTrofast({
      url: "http://club.test",
      key: anna.token,
      retries: 0,
      fetch: injectFetch(room.app),
    });
    const { data } = await client.me.rewards();
    expect(data.length).toBeGreaterThan(3);
  });
});

const ORDER = ["now", "soon", "dream"];
