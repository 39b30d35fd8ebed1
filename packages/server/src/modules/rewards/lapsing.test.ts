import fc from "fast-check";
import * as checkoutContract from "@trofast/contract/checkout";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { transaction } from "../../platform/db.ts";
import type { TestClub } from "../../testing/club.ts";
import { postgresKinds, storeKinds } from "../../testing/kinds.ts";
import {
  aMember,
  aRewardsClub,
  closeProved,
  manyMembers,
  pointsOf,
  type TestMember,
} from "../../testing/rewards.ts";
import { outcomeOf, outcomes } from "../../testing/outcomes.ts";
import { line } from "../../testing/tills.ts";
import * as rewards from "./service.ts";

async function take(
  { club }: TestClub,
  memberId: string,
  reward: string,
  seconds?: number,
): Promise<rewards.Redemption> {
  const reserve = seconds === undefined ? undefined : { order: null, seconds };
  return await transaction(club.db, (tx) =>
    rewards.redeem(club, tx, { memberId, reward, reserve }),
  );
}

describe.each(storeKinds())("reservations that lapsed on $name", ({ kind }) => {
  let room: TestClub;
  beforeAll(async () => {
    room = await aRewardsClub(kind);
  });
  afterAll(() => closeProved(room));

  const quoteOf = async (member: TestMember) =>
    await room.call(checkoutContract.makeQuote, {
      body: {
        source: "pos",
        currency: "SEK",
        lines: [line("beans", 1, 50_000)],
        member: member.ref,
        spend: [{ unit: "points", amount: 100 }],
      },
    });

  test("units are there again at once for the balance, a quote and another reward", async () => {
    for (const ask of ["balance", "quote", "reward", "list"] as const) {
      const anna = await aMember(room, { points: 100 });
      await take(room, anna.memberId, "cup", 60);
      room.clock.advance(59_999);
      expect(await pointsOf(room, anna.memberId)).toBe(40);
      expect((await quoteOf(anna)).code).toBe("insufficient_balance");
      room.clock.advance(1);
      if (ask === "balance") expect(await pointsOf(room, anna.memberId)).toBe(100);
      if (ask === "quote") expect((await quoteOf(anna)).status).toBe(200);
      if (ask === "reward") expect((await take(room, anna.memberId, "cup")).state).toBe("issued");
      if (ask === "list") {
        const listed = await rewards.rewardsFor(room.club, anna.memberId);
        expect(listed.find(({ reward }) => reward.id === "cup")?.nearness).toBe("now");
      }
    }
  });

  test("stock and places are there again at once for somebody else", async () => {
    const [anna, bo] = [await aMember(room, { points: 100 }), await aMember(room, { points: 100 })];
    const kept = await take(room, anna.memberId, "last", 60);
    expect(await outcomeOf(() => take(room, bo.memberId, "last"))).toBe("out_of_stock");
    room.clock.advance(60_000);
    const taken = await take(room, bo.memberId, "last");
    expect(taken.state).toBe("issued");
    expect((await rewards.read(room.club.db, { id: kept.id })).state).toBe("cancelled");
    const late = transaction(room.club.db, (tx) => rewards.issue(room.club, tx, kept.id));
    await expect(late).rejects.toMatchObject({ code: "reward_used" });
  });

  test("a code that an order kept for too long can be used by another", async () => {
    await transaction(room.club.db, (tx) =>
      rewards.putCampaign(room.club, tx, {
        id: "leaflet",
        kind: "bulk",
        reward: "tenth-off",
        startsAt: null,
        endsAt: null,
        usesMax: 1,
        ended: false,
      }),
    );
    const list = { campaign: "leaflet", batch: "one", count: 1 };
    const [code = ""] = await transaction(room.club.db, (tx) =>
      rewards.makeCodes(room.club, tx, list),
    );
    const offers = await rewards.offered(room.club, room.club.db, {
      memberId: null,
      redemptionIds: [],
      codes: [code],
      market: "se",
    });
    const until = room.clock.now() + 60_000;
    await transaction(room.club.db, (tx) =>
      rewards.keep(room.club, tx, { order: "one", until, offers }),
    );
    expect(await rewards.validCode(room.club, room.club.db, { code })).toBeNull();
    room.clock.advance(60_000);
    expect(await rewards.validCode(room.club, room.club.db, { code })).not.toBeNull();
    const used = await transaction(room.club.db, (tx) =>
      rewards.useCode(room.club, tx, { code, order: "two" }),
    );
    expect(used).not.toBeNull();
    expect(await rewards.validCode(room.club, room.club.db, { code })).toBeNull();
  });

  test("whenever somebody asks, what is there is what is not reserved at that moment", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ seconds: fc.integer({ min: 1, max: 100 }), wait: fc.nat(60) }), {
          minLength: 1,
          maxLength: 5,
        }),
        async (steps) => {
          const anna = await aMember(room, { points: 1_000 });
          const ends: number[] = [];
          for (const { seconds, wait } of steps) {
            await take(room, anna.memberId, "soon", seconds);
            ends.push(room.clock.now() + seconds * 1000);
            room.clock.advance(wait * 1000);
            const now = room.clock.now();
            const kept = ends.filter((end) => end > now).length;
            expect(await pointsOf(room, anna.memberId)).toBe(1_000 - 150 * kept);
          }
        },
      ),
      { numRuns: 8 },
    );
  });
});

describe.each(postgresKinds())("many at once for what has lapsed on $name", ({ kind }) => {
  let room: TestClub;
  beforeAll(async () => {
    room = await aRewardsClub(kind);
  });
  afterAll(() => closeProved(room));

  test("two hundred want the last one, which nobody paid in time: one gets it", async () => {
    const members = await manyMembers(room, 200, 100);
    const [first = ""] = members;
    await take(room, first, "last", 60);
    room.clock.advance(61_000);
    const counts = await outcomes(members.map((id) => () => take(room, id, "last")));
    expect(counts).toEqual({ done: 1, out_of_stock: 199 });
    const last = (await rewards.liveRewards(room.club)).find(({ reward }) => reward === "last");
    expect(last).toMatchObject({ left: 0, taken: 1 });
  });
});
