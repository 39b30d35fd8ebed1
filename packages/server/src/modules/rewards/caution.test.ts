import { putMember } from "@trofast/contract/members";
import * as contract from "@trofast/contract/rewards";
import * as visits from "@trofast/contract/rewards-visits";
import { putSettings } from "@trofast/contract/settings";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { TestClub } from "../../testing/club.ts";
import { storeKinds } from "../../testing/kinds.ts";
import {
  aMember,
  aRewardsClub,
  closeProved,
  pointsOf,
  publish,
  rewardsProgramme,
  type TestMember,
} from "../../testing/rewards.ts";
import * as access from "../access/service.ts";
import { submit } from "../activity/service.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** A point is worth 0.10 kr. */
const document = () => {
  const programme = rewardsProgramme();
  const rewards = [
    ...(programme.rewards ?? []),
    { id: "dinner", cost: { points: 3000 } },
    { id: "weekend", cost: { points: 6000 } },
    ...["gala", "gala-2", "gala-3", "gala-4", "gala-5", "gala-6", "gala-7"].map((id) => ({
      id,
      kind: "experience" as const,
      cost: { points: id === "gala" ? 6000 : 10 },
      seats: 1,
      visit: { starts: "2028-12-20 18:00", ends: "2028-12-20 20:00" },
      ...(id === "gala-7" && { levels: ["friend"] }),
    })),
    { id: "big-card", kind: "gift_card" as const, cost: { points: 100 }, worth: { se: "600 SEK" } },
  ];
  return { ...programme, rewards };
};

describe.each(storeKinds())("what is taken in the app with caution on $name", ({ kind }) => {
  let room: TestClub;
  beforeAll(async () => {
    room = await aRewardsClub(kind);
    await publish(room.club, document());
    for (const reward of ["gala", "gala-2", "gala-3", "gala-4", "gala-5", "gala-6", "gala-7"])
      await room.call(contract.putReward, {
        params: { reward },
        body: { stock: 0, paused: false },
        headers: { "if-match": `"0"` },
      });
  });
  afterAll(() => closeProved(room));

  let keys = 0;
  const take = (token: string, reward: string) =>
    room.call(contract.redeemMine, {
      key: token,
      params: { reward },
      body: {},
      headers: { "idempotency-key": `caution-${(keys += 1)}` },
    });
  const wait = (token: string, reward: string, body: object = {}) =>
    room.call(visits.joinWaitingList, {
      key: token,
      params: { reward },
      body,
      headers: { "idempotency-key": `caution-${(keys += 1)}` },
    });
  const settle = (body: object) => room.call(putSettings, { body });
  const signIn = async (memberId: string, label?: string) => {
    const whose = { kind: "member", subject: memberId } as const;
    return await access.openSession(room.club.db, whose, room.clock.now(), {
      label,
      joins: false,
    });
  };
  /** A member whose last proof was a while ago. */
  const anna = async (
    points = 20_000,
  ): Promise<TestMember & { readonly prove: () => Promise<void> }> => {
    const member = await aMember(room, { points });
    const sessions = await room.club.db
      .selectFrom("access_session")
      .select("id")
      .where("member_id", "=", member.memberId)
      .executeTakeFirstOrThrow();
    room.clock.advance(11 * MINUTE_MS);
    const prove = () => access.stepUp(room.club.db, sessions.id, room.clock.now());
    return { ...member, prove };
  };

  test("what is worth more than the club has settled takes a fresh code, and nothing is booked without", async () => {
    const { token, memberId, prove } = await anna();
    expect(await take(token, "weekend")).toMatchObject({ status: 403, code: "step_up_required" });
    expect(await pointsOf(room, memberId)).toBe(20_000);
    expect((await take(token, "dinner")).status).toBe(200);
    await prove();
    expect((await take(token, "weekend")).status).toBe(200);
    room.clock.advance(11 * MINUTE_MS);
    expect((await take(token, "weekend")).code).toBe("step_up_required");
  });

  test("a gift card counts by the money on it, and many small ones of a day by their sum", async () => {
    const { token, prove } = await anna();
    expect((await take(token, "big-card")).code).toBe("step_up_required");
    expect((await take(token, "dinner")).status).toBe(200);
    expect((await take(token, "dinner")).code).toBe("step_up_required");
    room.clock.advance(DAY_MS + 1);
    expect((await take(token, "dinner")).status).toBe(200);
    await prove();
    room.clock.advance(11 * MINUTE_MS);
    // What came before the proof has had it.
    expect((await take(token, "dinner")).status).toBe(200);
  });

  test("two at once are one large one: one of them is asked", async () => {
    const { token, memberId } = await anna();
    const insist = async (): Promise<number> => {
      for (;;) {
        const { status, code } = await take(token, "dinner");
        if (code !== "member_busy") return status;
      }
    };
    const both = await Promise.all([insist(), insist()]);
    expect(both.toSorted()).toEqual([200, 403]);
    expect(await pointsOf(room, memberId)).toBe(17_000);
  });

  test("what a refused call was asked with is tried again with the same key", async () => {
    const { token, prove } = await anna();
    const again = {
      key: token,
      params: { reward: "weekend" },
      body: {},
      headers: { "idempotency-key": "caution-again" },
    };
    expect((await room.call(contract.redeemMine, again)).code).toBe("step_up_required");
    await prove();
    expect((await room.call(contract.redeemMine, again)).status).toBe(200);
  });

  test("a wish that would take much takes a fresh code as well: it comes true unasked", async () => {
    const { token, prove } = await anna();
    expect((await wait(token, "gala")).code).toBe("step_up_required");
    expect((await room.call(visits.listMyVisits, { key: token })).answer.data).toEqual([]);
    expect((await wait(token, "gala-2")).status).toBe(200);
    await prove();
    expect((await wait(token, "gala")).status).toBe(200);
    room.clock.advance(11 * MINUTE_MS);
    // What is wished for counts for what is taken beside it.
    const other = await anna();
    await other.prove();
    expect((await wait(other.token, "gala")).status).toBe(200);
    const stranger = await signIn(other.memberId, "c".repeat(40));
    expect((await take(stranger.token, "dinner")).code).toBe("wait_after_change");
  });

  test("one waits for five places at most, and for what one could have", async () => {
    const { token, prove } = await anna();
    const guest = await anna(100);
    expect((await wait(guest.token, "gala-7")).code).toBe("reward_unavailable");
    expect((await wait(token, "gala-2", { granted: true })).code).toBe("reward_not_granted");
    for (const reward of ["gala-2", "gala-3", "gala-4", "gala-5", "gala-6"])
      expect((await wait(token, reward)).status).toBe(200);
    await prove();
    expect((await wait(token, "gala")).code).toBe("reward_limit_reached");
    await room.call(visits.leaveWaitingList, { key: token, params: { reward: "gala-3" } });
    expect((await wait(token, "gala")).status).toBe(200);
  });

  test("the till asks for none of it: the member stands there", async () => {
    const { ref } = await anna();
    const taken = await room.call(contract.redeemFor, {
      body: { member: ref, reward: "weekend", store: "s1" },
      headers: { "idempotency-key": "caution-till" },
    });
    expect(taken.status).toBe(200);
  });

  test("a new device waits with what is large, proof or not, and a known one does not", async () => {
    const { memberId, token, prove } = await anna();
    const phone = "a".repeat(40);
    const stranger = await signIn(memberId, phone);
    const refused = await take(stranger.token, "weekend");
    expect(refused).toMatchObject({ status: 403, code: "wait_after_change" });
    expect(refused.json).toMatchObject({ retryAfter: 24 * 3600 });
    expect((await take(stranger.token, "cup")).status).toBe(200);
    await prove();
    expect((await take(token, "weekend")).status).toBe(200);
    // Signing in anew with the same device does not begin the wait anew; without its text it is a new one.
    room.clock.advance(24 * HOUR_MS);
    expect((await take((await signIn(memberId, phone)).token, "weekend")).status).toBe(200);
    expect((await take((await signIn(memberId)).token, "weekend")).code).toBe("wait_after_change");
    // Who signs out everywhere does not trust the devices any more.
    await access.endDevicesOf(room.club.db, memberId, room.clock.now());
    const after = await take((await signIn(memberId, phone)).token, "weekend");
    expect(after.code).toBe("wait_after_change");
  });

  test("a new address waits as long; the club settles how long, and above what", async () => {
    const { memberId, token, ref, prove } = await anna();
    const put = await room.call(putMember, {
      params: ref,
      body: { identities: [{ source: "email", id: `${memberId}@example.se` }] },
    });
    expect(put.status).toBe(200);
    await prove();
    expect((await take(token, "weekend")).code).toBe("wait_after_change");
    await settle({ waitHours: 0 });
    expect((await take(token, "weekend")).status).toBe(200);
    room.clock.advance(11 * MINUTE_MS);
    await settle({ proofAboveMinor: 400_00 });
    expect((await take(token, "dinner")).status).toBe(200);
    await settle({ proofAboveMinor: 200_00 });
    room.clock.advance(DAY_MS + 1);
    expect((await take(token, "dinner")).code).toBe("step_up_required");
    await settle({ proofAboveMinor: null, waitHours: 24 });
    expect((await settle({ waitHours: 73 })).code).toBe("invalid_body");
  });

  test("points that lay idle for 180 days take a code for whatever is taken, once", async () => {
    const { token, memberId, prove } = await anna();
    room.clock.advance(60 * DAY_MS);
    expect((await take(token, "cup")).status).toBe(200);
    const { token: later } = await signIn(memberId, "b".repeat(40));
    room.clock.advance(80 * DAY_MS);
    // Signing in is no deed: whoever took the account over did the same.
    expect((await room.call(contract.listMyRewards, { key: later })).status).toBe(200);
    room.clock.advance(80 * DAY_MS);
    await room.call(contract.listMyRewards, { key: later });
    room.clock.advance(21 * DAY_MS);
    expect((await take(later, "cup")).code).toBe("step_up_required");
    await prove();
    const { id } = await room.club.db
      .selectFrom("access_session")
      .select("id")
      .where("member_id", "=", memberId)
      .where("device_hash", "is not", null)
      .executeTakeFirstOrThrow();
    await access.stepUp(room.club.db, id, room.clock.now());
    expect((await take(later, "cup")).status).toBe(200);
    room.clock.advance(11 * MINUTE_MS);
    expect((await take(later, "cup")).status).toBe(200);
  });

  test("who has bought something lately is not idle", async () => {
    const member = await anna();
    room.clock.advance(80 * DAY_MS);
    await room.call(contract.listMyRewards, { key: member.token });
    room.clock.advance(80 * DAY_MS);
    const lines = [{ article: "beans", quantity: 1, paidMinor: 10_000 }];
    await submit(room.club, member.event({ kind: "purchase", currency: "SEK", lines }));
    await room.call(contract.listMyRewards, { key: member.token });
    room.clock.advance(80 * DAY_MS);
    expect((await take(member.token, "cup")).status).toBe(200);
  });
});
