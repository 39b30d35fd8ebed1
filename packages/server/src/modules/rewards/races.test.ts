import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { transaction } from "../../platform/db.ts";
import { DomainError } from "../../platform/errors.ts";
import type { TestClub } from "../../testing/club.ts";
import { postgresKinds, storeKinds } from "../../testing/kinds.ts";
import { outcomeOf, outcomes } from "../../testing/outcomes.ts";
import {
  aMember,
  aRewardsClub,
  closeProved,
  manyMembers,
  pointsOf,
  type TestMember,
} from "../../testing/rewards.ts";
import { submit } from "../activity/service.ts";
import * as rewards from "./service.ts";

function taking({ club }: TestClub, memberId: string, reward: string, count = 1) {
  return () => transaction(club.db, (tx) => rewards.redeem(club, tx, { memberId, reward, count }));
}

describe.each(postgresKinds())("many at once on $name", ({ kind }) => {
  let room: TestClub;
  let members: string[];
  beforeAll(async () => {
    room = await aRewardsClub(kind);
    members = await manyMembers(room, 200, 100);
  });
  afterAll(() => closeProved(room));

  test("two hundred want the last one: one gets it", async () => {
    const counts = await outcomes(members.map((id) => taking(room, id, "last")));
    expect(counts).toEqual({ done: 1, out_of_stock: 199 });
  });

  test("a thousand ask for ten: ten are given", async () => {
    const five = await Promise.all(
      members.map(async (id) => {
        const own: string[] = [];
        for (let time = 0; time < 5; time += 1) own.push(await outcomeOf(taking(room, id, "ten")));
        return own;
      }),
    );
    expect(five.flat().filter((outcome) => outcome === "done")).toHaveLength(10);
    expect(five.flat().filter((outcome) => outcome === "out_of_stock")).toHaveLength(990);
  });

  test("fifty want the last code of a pool: one gets it", async () => {
    await transaction(room.club.db, (tx) =>
      rewards.putCampaign(room.club, tx, {
        id: "pool",
        kind: "pool",
        reward: "cinema",
        startsAt: null,
        endsAt: null,
        usesMax: 1,
        ended: false,
      }),
    );
    const rows = async function* () {
      yield { line: 2, cells: new Map([["code", "FILM-1"]]), fault: "" } as const;
    };
    await rewards.importPool(room.club, {
      campaign: "pool",
      table: { columns: ["code"], rows: rows() },
    });
    const counts = await outcomes(members.slice(0, 50).map((id) => taking(room, id, "cinema")));
    expect(counts).toEqual({ done: 1, out_of_stock: 49 });
  });

  test("forty want three places, some with company: never a place too many", async () => {
    const acts = members
      .slice(0, 40)
      .map((id, index) => taking(room, id, "tasting", 1 + (index % 2)));
    const { done = 0 } = await outcomes(acts);
    const live = await rewards.liveRewards(room.club);
    const { left, taken } = live.find(({ reward }) => reward === "tasting") ?? {};
    expect(taken).toBe(3 - (left ?? 0));
    expect(done).toBeGreaterThanOrEqual(2);
    expect(left).toBe(0);
  });

  test("one balance is wanted from two sides: one of them gets it", async () => {
    const anna = await aMember(room, { points: 60 });
    const spend = async () => {
      const answer = await submit(
        room.club,
        anna.event({ kind: "spend", unit: "points", amount: 60 }),
      );
      if (answer.problem) throw new DomainError("insufficient_balance", answer.problem.detail);
    };
    const sides = Array.from({ length: 10 }, () => [taking(room, anna.memberId, "cup"), spend]);
    expect(await outcomes(sides.flat())).toEqual({ done: 1, insufficient_balance: 19 });
    expect(await pointsOf(room, anna.memberId)).toBe(0);
  });

  test("a code that is good twice is wanted by fifty orders: two get it", async () => {
    const { club } = room;
    await transaction(club.db, (tx) =>
      rewards.putCampaign(club, tx, {
        id: "two",
        kind: "public",
        reward: "tenth-off",
        startsAt: null,
        endsAt: null,
        usesMax: 2,
        ended: false,
        code: "TWICE",
      }),
    );
    const use = (order: string) => async () => {
      const used = await transaction(club.db, (tx) =>
        rewards.useCode(club, tx, { code: "twice", order }),
      );
      if (!used) throw new DomainError("code_not_valid", "");
    };
    const counts = await outcomes(Array.from({ length: 50 }, (_, index) => use(`o${index}`)));
    expect(counts).toEqual({ done: 2, code_not_valid: 48 });
  });

  test("thirty orders want all the money of a gift card: one gets it", async () => {
    const { club } = room;
    const sale = { currency: "SEK", amountMinor: 5000, sale: "race", actor: "test" };
    const { id } = await transaction(club.db, (tx) => rewards.giftCards.sell(club, tx, sale));
    const now = club.clock.now();
    const spend = (order: string) => () =>
      transaction(club.db, async (tx) => {
        const asked = { id, order, amountMinor: 5000, currency: "SEK", until: now + 60_000, now };
        await rewards.giftCards.holdMoney(tx, asked);
        await rewards.giftCards.commitMoney(tx, { order, actor: "test", now });
      });
    const counts = await outcomes(Array.from({ length: 30 }, (_, index) => spend(`g${index}`)));
    expect(counts).toEqual({ done: 1, gift_card_too_low: 29 });
    expect(await rewards.giftCards.read(club.db, id)).toMatchObject({
      balanceMinor: 0,
      heldMinor: 0,
    });
  });

  test("use, cancel and time come at once: a redemption ends once, and the units follow its end", async () => {
    for (let round = 0; round < 10; round += 1) await raceToAnEnd(room);
  });
});

async function raceToAnEnd(room: TestClub): Promise<void> {
  const { club } = room;
  const { memberId } = await aMember(room, { points: 60 });
  const { id } = await taking(room, memberId, "cup")();
  const now = club.clock.now();
  const use = (order: string) => () =>
    transaction(club.db, (tx) => rewards.use(tx, { id, now, order }));
  const cancel = () => transaction(club.db, (tx) => rewards.cancel(club, tx, { id, by: "staff" }));
  const ends = [use("a"), cancel, use("b"), cancel, use("c")];
  expect(await outcomes(ends)).toEqual({ done: 1, reward_used: 4 });
  const { state } = await rewards.read(club.db, { id });
  expect(await pointsOf(room, memberId)).toBe(state === "cancelled" ? 60 : 0);
}

describe.each(storeKinds())("any order of acts on $name", ({ kind }) => {
  let room: TestClub;
  beforeAll(async () => {
    room = await aRewardsClub(kind);
  });
  afterAll(() => closeProved(room));

  test("ends a redemption exactly once, with its units where its end says", async () => {
    const act = fc.constantFrom("use", "cancel", "keep", "let go", "settle", "sweep", "expire");
    await fc.assert(
      fc.asyncProperty(fc.array(act, { minLength: 1, maxLength: 8 }), async (acts) => {
        const member = await aMember(room, { points: 60 });
        const { id } = await taking(room, member.memberId, "cup")();
        const ends: string[] = [];
        for (const each of acts) {
          const before = await rewards.read(room.club.db, { id });
          await outcomeOf(() => doing(room, member, id, each));
          const { state } = await rewards.read(room.club.db, { id });
          if (state !== before.state) ends.push(state);
          if (before.state !== "issued") expect(state).toBe(before.state);
        }
        expect(ends.length).toBeLessThanOrEqual(1);
        const back = ends[0] === "cancelled" ? 60 : 0;
        expect(await pointsOf(room, member.memberId)).toBe(back);
      }),
      { numRuns: 15 },
    );
  });
});

async function doing(
  room: TestClub,
  member: TestMember,
  id: string,
  act: string,
): Promise<unknown> {
  const { club } = room;
  const now = club.clock.now();
  const order = `order:${id}`;
  switch (act) {
    case "use":
      return await transaction(club.db, (tx) => rewards.use(tx, { id, now }));
    case "cancel":
      return await transaction(club.db, (tx) => rewards.cancel(club, tx, { id, by: "staff" }));
    case "keep": {
      const { memberId } = member;
      const asked = { memberId, redemptionIds: [id], codes: [], market: "se", order };
      const offers = await rewards.offered(club, club.db, asked);
      const until = now + 60_000;
      return await transaction(club.db, (tx) => rewards.keep(club, tx, { order, until, offers }));
    }
    case "let go":
      return await transaction(club.db, (tx) => rewards.letGo(club, tx, order));
    case "settle":
      return await transaction(club.db, (tx) => rewards.settle(club, tx, { order }));
    case "expire":
      room.clock.advance(91 * 86_400_000);
      return await rewards.sweep(club);
    default:
      return await rewards.sweep(club);
  }
}
