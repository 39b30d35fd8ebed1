import { sql } from "kysely";
import * as checkoutContract from "@trofast/contract/checkout";
import * as memberContract from "@trofast/contract/members";
import * as contract from "@trofast/contract/privacy";
import * as relationContract from "@trofast/contract/relations";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { transaction } from "../../platform/db.ts";
import { newId } from "../../platform/ids.ts";
import { aClub, type TestClub } from "../../testing/club.ts";
import { storeKinds } from "../../testing/kinds.ts";
import { aMember, publish, rewardsProgramme, type TestMember } from "../../testing/rewards.ts";
import { line } from "../../testing/tills.ts";
import * as insights from "../insights/service.ts";
import * as relations from "../relations/service.ts";
import * as rewards from "../rewards/service.ts";
import { workOff } from "./retention.ts";
import * as privacy from "./service.ts";

const DAY_MS = 86_400_000;

describe.each(storeKinds())("what erasing ends on $name", ({ kind }) => {
  let room: TestClub;
  beforeAll(async () => {
    room = await aClub(kind);
    await publish(room.club, rewardsProgramme());
  });
  afterAll(async () => {
    const { differences } = await insights.verify(room.club, { redecide: true });
    await room.close();
    expect(differences).toEqual([]);
  });

  let keys = 0;
  const take = async (
    { memberId }: TestMember,
    reward: string,
    more: Partial<rewards.RedeemInput> = {},
  ) =>
    await transaction(room.club.db, (tx) =>
      rewards.redeem(room.club, tx, { memberId, reward, ...more }),
    );
  const wait = async ({ memberId }: TestMember, reward: string) =>
    await transaction(room.club.db, (tx) =>
      rewards.wait(room.club, tx, { memberId, reward, count: 1, granted: false }),
    );
  const stateOf = async (id: string) => (await rewards.read(room.club.db, { id })).state;
  const leftOf = async (reward: string) =>
    (await rewards.liveRewards(room.club)).find((each) => each.reward === reward)?.left;
  const quote = async (member: TestMember, more: object = {}) =>
    await room.call(checkoutContract.makeQuote, {
      body: {
        source: "pos",
        currency: "SEK",
        lines: [line("beans", 1, 50_000)],
        member: member.ref,
        ...more,
      },
    });
  const merge = async (member: TestMember, into: TestMember) =>
    await room.call(relationContract.merge, {
      body: { member: member.ref, into: into.ref },
      headers: { "idempotency-key": `merge-${(keys += 1)}` },
    });

  test("places are free at once, and who waits longest moves up", async () => {
    const [anna, bo, cecilia] = [
      await aMember(room, { points: 100 }),
      await aMember(room, { points: 100 }),
      await aMember(room, { points: 100 }),
    ];
    const taken = await take(anna, "tasting", { count: 2 });
    await take(bo, "tasting");
    const first = await wait(cecilia, "tasting");
    const waiting = await aMember(room, { points: 100 });
    await wait(waiting, "tasting");
    await privacy.erase(room.club, waiting.memberId);
    const erased = await privacy.erase(room.club, anna.memberId);
    // The price of the place came back first.
    expect(erased.forfeited).toEqual({ points: 100 });
    expect(await stateOf(taken.id)).toBe("cancelled");
    const [moved] = await rewards.visitsOf(room.club, cecilia.memberId);
    expect(moved).toMatchObject({ id: first.id, state: "reserved" });
    expect(await leftOf("tasting")).toBe(1);
    const [given] = await rewards.visitsOf(room.club, waiting.memberId);
    expect(given?.state).toBe("cancelled");
    await expect(wait(waiting, "concert")).rejects.toMatchObject({ code: "erased" });
  });

  test("redemptions that were not used are cancelled, stock and codes with them; used ones stay", async () => {
    const anna = await aMember(room, { points: 300 });
    const before = await leftOf("ten");
    const [cup, ten, kept, used] = [
      await take(anna, "cup"),
      await take(anna, "ten"),
      await take(anna, "ten", { reserve: { order: "till:1", seconds: 600 } }),
      await take(anna, "ten"),
    ];
    const now = room.club.clock.now();
    await transaction(room.club.db, (tx) => rewards.use(tx, { id: used.id, now }));
    const code = (await rewards.codeOf(room.club, cup)) ?? "";
    await privacy.erase(room.club, anna.memberId);
    expect(await Promise.all([cup, ten, kept, used].map(({ id }) => stateOf(id)))).toEqual([
      "cancelled",
      "cancelled",
      "cancelled",
      "used",
    ]);
    expect(await leftOf("ten")).toBe((before ?? 0) - 1);
    expect(await rewards.validCode(room.club, room.club.db, { code })).toBeNull();
  });

  test("a held quote is void, its money is free, and the till is told why", async () => {
    const anna = await aMember(room, { points: 300 });
    const cup = await take(anna, "cup");
    const card = await transaction(room.club.db, (tx) =>
      rewards.giftCards.sell(room.club, tx, {
        currency: "SEK",
        amountMinor: 5_000,
        sale: "sale-1",
        actor: "test",
      }),
    );
    const code = await rewards.giftCards.codeOf(room.club, card);
    const { answer } = await quote(anna, {
      lines: [line("cup-blue", 1, 4_500), line("beans", 1, 50_000)],
      spend: [{ unit: "points", amount: 100 }],
      redemptions: [cup.id],
      giftCards: [{ code }],
    });
    const params = { quote: answer.quote };
    const held = await room.call(checkoutContract.holdQuote, { params, body: {} });
    expect(held.status).toBe(200);
    const { answer: live } = await quote(anna);
    await privacy.erase(room.club, anna.memberId);
    const after = await rewards.giftCards.read(room.club.db, card.id);
    expect(after).toMatchObject({ balanceMinor: 5_000, heldMinor: 0 });
    const commit = await room.call(checkoutContract.commitQuote, { params, body: {} });
    expect(commit).toMatchObject({ status: 410, code: "erased" });
    const second = { params: { quote: live.quote } };
    expect((await room.call(checkoutContract.holdQuote, { ...second, body: {} })).code).toBe(
      "erased",
    );
    expect((await room.call(checkoutContract.voidQuote, { params })).answer.state).toBe("voided");
    expect((await quote(anna)).code).toBe("erased");
  });

  test("a gift card keeps its money under its code, and nothing of it says whose it was", async () => {
    const anna = await aMember(room, { points: 100 });
    const taken = await take(anna, "card");
    const code = (await rewards.codeOf(room.club, taken)) ?? "";
    await privacy.erase(room.club, anna.memberId);
    const now = room.club.clock.now();
    const card = await rewards.giftCards.byCode(room.club.db, code, now);
    expect(card).toMatchObject({ balanceMinor: 10_000, memberId: null, redemptionId: null });
    expect(await rewards.codeOf(room.club, taken)).toBeNull();
    const guest = await room.call(checkoutContract.makeQuote, {
      body: {
        source: "pos",
        currency: "SEK",
        lines: [line("beans", 1, 4_000)],
        giftCards: [{ code }],
      },
    });
    expect(guest.answer.totals.giftCardMinor).toBe(4_000);
  });

  test("links, open referrals and acts that wait for a person are gone", async () => {
    const [anna, bo, cecilia] = [
      await aMember(room, {}),
      await aMember(room, {}),
      await aMember(room, {}),
    ];
    const link = await relations.ownLink(room.club, { memberId: anna.memberId, address: "a" });
    const refer = async (friend: TestMember, code: string) =>
      await transaction(room.club.db, (tx) =>
        relations.referredBy(room.club, tx, {
          memberId: friend.memberId,
          code,
          now: room.clock.now(),
        }),
      );
    expect(await refer(bo, link.code)).toBe(true);
    const actId = newId();
    const at = new Date(room.clock.now()).toISOString();
    await sql`insert into access_act (id, kind, payload, member_id, staff_id, asked_at, needs, due_at)
      values (${actId}, 'ledger.adjust', '{}', ${anna.memberId}, ${newId()}, ${at}, 'approval', ${at})`.execute(
      room.club.db,
    );
    await privacy.erase(room.club, anna.memberId);
    expect(await refer(cecilia, link.code)).toBe(false);
    const referrals = await sql<{ state: string }>`
      select state from relations_referral where friend_id = ${bo.memberId}::uuid`.execute(
      room.club.db,
    );
    expect(referrals.rows).toEqual([{ state: "over" }]);
    const acts = await sql<{ outcome: string; problem: string }>`
      select outcome, problem from access_act where id = ${actId}::uuid`.execute(room.club.db);
    expect(acts.rows).toEqual([{ outcome: "failed", problem: "erased" }]);
  });

  test("who was merged goes with the other, by either name, and is not parted again", async () => {
    const planted = "plantradsträng";
    for (const side of ["member", "into"] as const) {
      const anna = await aMember(room, { points: 300 });
      const bo = await aMember(room, { points: 200 });
      await room.client.members.put({
        params: anna.ref,
        body: {
          profile: { name: `${planted}${side}` },
          identities: [{ source: "app", id: `${planted}-${side}` }],
        },
      });
      const [cup, seat] = [await take(anna, "cup"), await take(anna, "concert")];
      const { answer } = await merge(anna, bo);
      const named = side === "member" ? anna : bo;
      const erased = await privacy.erase(room.club, named.memberId);
      expect(erased).toMatchObject({ memberId: bo.memberId, forfeited: { points: 500 } });
      expect([await stateOf(cup.id), await stateOf(seat.id)]).toEqual(["cancelled", "cancelled"]);
      for (const { ref } of [anna, bo])
        expect((await room.call(memberContract.getMember, { params: ref })).code).toBe("erased");
      const parted = await room.call(relationContract.unmerge, {
        body: { mergeId: answer.mergeId },
        headers: { "idempotency-key": `unmerge-${(keys += 1)}` },
      });
      expect(parted).toMatchObject({ status: 410, code: "erased" });
      expect(await textOfVault(room, planted)).toBe(0);
    }
  });

  test("who became part of somebody active is no inactive member", async () => {
    const anna = await aMember(room, { points: 300 });
    const bo = await aMember(room, { points: 200 });
    await merge(anna, bo);
    room.clock.advance(30 * DAY_MS);
    await room.call(contract.putRetention, {
      params: { rule: "inactive-members" },
      body: { keepDays: 20 },
    });
    await aMember(room, {});
    const again = await room.client.members.put({ params: bo.ref, body: { profile: { x: "y" } } });
    expect(again.memberId).toBe(bo.memberId);
    await workOff(room.club);
    const still = await room.call(memberContract.getMember, { params: bo.ref });
    expect(still.status).toBe(200);
    await room.call(contract.putRetention, {
      params: { rule: "inactive-members" },
      body: { keepDays: 0 },
    });
  });
});

/** How many rows of any table hold a text. */
async function textOfVault({ club }: TestClub, text: string): Promise<number> {
  return await club.store.asOwner(async (owner) => {
    const tables = await sql<{ name: string }>`select c.relname as name from pg_class c
      where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p')`.execute(
      owner,
    );
    let count = 0;
    for (const { name } of tables.rows) {
      const found = await sql<{ count: number }>`select count(*)::int as count
        from ${sql.table(name)} t where to_jsonb(t)::text like ${`%${text}%`}`.execute(owner);
      count += found.rows[0]?.count ?? 0;
    }
    return count;
  });
}
