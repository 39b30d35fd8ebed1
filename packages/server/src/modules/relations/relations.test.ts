import { commitQuote, makeQuote } from "@trofast/contract/checkout";
import { returnPurchase } from "@trofast/contract/checkout-returns";
import * as contract from "@trofast/contract/relations";
import type { ProgrammeSource } from "@trofast/engine/programme/schema";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { transaction } from "../../platform/db.ts";
import { newId } from "../../platform/ids.ts";
import { aClub, type TestClub } from "../../testing/club.ts";
import { storeKinds } from "../../testing/kinds.ts";
import { aMember, publish, rewardsProgramme, type TestMember } from "../../testing/rewards.ts";
import { aPerson } from "../../testing/staff.ts";
import * as activity from "../activity/service.ts";
import { verify } from "../insights/service.ts";
import * as relations from "./service.ts";

const DAY_MS = 86_400_000;

describe.each(storeKinds())("relations on $name", ({ kind }) => {
  let room: TestClub;
  beforeAll(async () => {
    room = await aClub(kind);
    const programme: ProgrammeSource = {
      ...rewardsProgramme(),
      referral: {
        give: { points: 100 },
        friend: { give: { points: 50 } },
        after: "14 days",
        minimum: { se: "200 SEK" },
        per: { times: 60, every: "year" },
      },
    };
    await publish(room.club, programme);
  });
  afterAll(async () => {
    const { differences } = await verify(room.club, { redecide: true });
    await room.close();
    expect(differences).toEqual([]);
  });

  const points = async (member: TestMember): Promise<number> => {
    const { balance } = await activity.standing(room.club, member.ref);
    const of = balance["points"];
    return typeof of === "object" ? of.available : 0;
  };
  const guest = (id: string, more: object = {}) =>
    room.call(contract.keepGuestPurchase, {
      body: {
        source: "pos",
        id,
        currency: "SEK",
        occurredAt: new Date(room.club.clock.now() - DAY_MS).toISOString(),
        lines: [{ article: "beans", quantity: 1, paidMinor: 12_000 }],
        ...more,
      },
    });
  const claim = (member: TestMember, code: string) =>
    room.call(contract.claimPurchase, { key: member.token, body: { code } });
  /** Two bags of beans at the till, with a code on the receipt. */
  const soldToGuest = async (receipt: string, more: object = {}) => {
    const lines = [{ article: "beans", quantity: 2, unitPriceMinor: 6_000 }];
    const { answer } = await room.call(makeQuote, {
      body: { source: "pos", currency: "SEK", lines },
    });
    const params = { quote: answer.quote };
    expect((await room.call(commitQuote, { params, body: { receipt } })).status).toBe(200);
    const same = [{ article: "beans", quantity: 2, paidMinor: 12_000 }];
    const kept = await guest(`guest-${receipt}`, { receipt, lines: same, ...more });
    return { quote: answer.quote, code: kept.answer.code };
  };
  const bringBack = (of: { quote: string } | { receipt: string }, lines?: object[]) =>
    room.call(returnPurchase, {
      body: { source: "pos", id: newId(), of, ...(lines && { lines }) },
    });

  test("a guest's purchase is claimed by its code, as of when it was bought", async () => {
    const anna = await aMember(room, { points: 1 });
    const { answer: kept } = await guest("g1", { receipt: "4711", store: "s1" });
    expect(kept.code).toMatch(/^[0-9A-Z]{5}-[0-9A-Z]{5}-[0-9A-Z]{4}$/);
    const { answer } = await claim(anna, ` ${kept.code.toLowerCase()} `);
    expect(answer).toMatchObject({
      given: { points: 120 },
      occurredAt: new Date(room.club.clock.now() - DAY_MS).toISOString().replace(".000Z", "Z"),
    });
    expect(await points(anna)).toBe(121);
    expect((await claim(anna, kept.code)).answer.eventId).toBe(answer.eventId);
    const back = {
      kind: "return" as const,
      currency: "SEK",
      of: { source: "s1", receipt: "4711" },
    };
    expect((await activity.submit(room.club, anna.event(back))).outcome).toBe("booked");
    expect(await points(anna)).toBe(1);
  });

  test("unknown, misread, used, withdrawn and old codes get the same answer", async () => {
    const [anna, other] = [await aMember(room, {}), await aMember(room, {})];
    const used = (await guest("g2")).answer.code;
    await claim(other, used);
    const gone = (await guest("g3")).answer.code;
    const params = { source: "pos", id: "g3" };
    expect((await room.call(contract.withdrawGuestPurchase, { params })).status).toBe(204);
    const old = (
      await guest("g4", {
        occurredAt: new Date(room.club.clock.now() - 31 * DAY_MS).toISOString(),
      })
    ).answer.code;
    const answers: unknown[] = [];
    for (const code of [used, gone, old, "00000-00000-0001", "x"]) {
      const { json, status } = await claim(anna, code);
      const { requestId: _id, ...told } = Object(json);
      answers.push({ status, ...told });
    }
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect((await claim(anna, "y")).code).toBe("rate_limited");
  });

  test("sent again, a guest's purchase gets a new code; other content is refused", async () => {
    const first = (await guest("g5")).answer;
    const second = (await guest("g5")).answer;
    expect(second.guestPurchaseId).toBe(first.guestPurchaseId);
    const lines = [{ article: "beans", quantity: 2, paidMinor: 24_000 }];
    expect((await guest("g5", { lines })).code).toBe("event_conflict");
    const anna = await aMember(room, {});
    expect((await claim(anna, first.code)).code).toBe("code_not_valid");
    expect((await claim(anna, second.code)).status).toBe(200);
    expect((await guest("g5")).code).toBe("conflict");
  });

  test("a guest's order of the checkout, claimed and brought back, leaves neither money nor points", async () => {
    const anna = await aMember(room, { points: 1 });
    const sold = await soldToGuest("claimed");
    expect((await claim(anna, sold.code)).answer.given).toMatchObject({ points: 120 });
    const first = await bringBack({ quote: sold.quote }, [{ line: 0, quantity: 1 }]);
    expect(first.answer).toMatchObject({ moneyMinor: 6_000, unitsTaken: { points: 60 } });
    expect(await points(anna)).toBe(61);
    const rest = await bringBack({ receipt: "claimed" });
    expect(rest.answer).toMatchObject({ moneyMinor: 6_000, unitsTaken: { points: 60 } });
    expect(await points(anna)).toBe(1);
  });

  test("what came back to the checkout before it was claimed gives nobody anything", async () => {
    const anna = await aMember(room, { points: 1 });
    const sold = await soldToGuest("returned");
    await bringBack({ quote: sold.quote }, [{ line: 0, quantity: 1 }]);
    expect((await claim(anna, sold.code)).code).toBe("code_not_valid");
    expect((await bringBack({ quote: sold.quote })).answer.moneyMinor).toBe(6_000);
    expect(await points(anna)).toBe(1);
  });

  test("other goods under the receipt of a guest's order: its money goes back, and so do the points", async () => {
    const anna = await aMember(room, { points: 1 });
    const lines = [{ article: "cups", quantity: 9, paidMinor: 12_000 }];
    const sold = await soldToGuest("other-goods", { lines });
    await claim(anna, sold.code);
    expect(await points(anna)).toBe(121);
    const asked = { source: "pos", id: "look", of: { quote: sold.quote }, preview: true };
    const seen = await room.call(returnPurchase, { body: asked });
    expect(seen.answer).toMatchObject({ moneyMinor: 12_000, unitsTaken: { points: 120 } });
    const first = await bringBack({ quote: sold.quote }, [{ line: 0, quantity: 1 }]);
    expect(first.answer).toMatchObject({ moneyMinor: 6_000, unitsTaken: { points: 60 } });
    expect((await bringBack({ receipt: "other-goods" })).answer.moneyMinor).toBe(6_000);
    expect(await points(anna)).toBe(1);
  });

  test("whatever lines were claimed, in whatever steps the sold goods come back: nothing is left of either", async () => {
    let run = 0;
    const claimedLine = fc.record({
      article: fc.constantFrom("beans", "cups", "tea"),
      quantity: fc.integer({ min: 1, max: 5 }),
      paidMinor: fc.integer({ min: 0, max: 30_000 }),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(claimedLine, { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 1, max: 5 }),
        fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 4 }),
        async (lines, quantity, steps) => {
          run += 1;
          const anna = await aMember(room, { points: 1 });
          const basket = [{ article: "beans", quantity, unitPriceMinor: 3_333 }];
          const { quote } = (
            await room.call(makeQuote, { body: { source: "pos", currency: "SEK", lines: basket } })
          ).answer;
          const receipt = `lines-${run}`;
          await room.call(commitQuote, { params: { quote }, body: { receipt } });
          const kept = await guest(receipt, { receipt, lines });
          await claim(anna, kept.answer.code);
          const whole = (await points(anna)) - 1;
          let left = quantity;
          let moneyMinor = 0;
          for (const step of [...steps, quantity]) {
            const pieces = Math.min(step, left);
            if (pieces === 0) continue;
            left -= pieces;
            const back = await bringBack({ quote }, [{ line: 0, quantity: pieces }]);
            moneyMinor += back.answer.moneyMinor;
            const still = (await points(anna)) - 1;
            // Points are whole: each line's share may be one off.
            expect(Math.abs(still - (whole * left) / quantity)).toBeLessThanOrEqual(lines.length);
          }
          expect(moneyMinor).toBe(3_333 * quantity);
          expect(await points(anna)).toBe(1);
        },
      ),
      { numRuns: 8 },
    );
  });

  test("100 members claim one code at once: one gets it", async () => {
    const { code } = (await guest("g6")).answer;
    const members: TestMember[] = [];
    for (let count = 0; count < 100; count += 1) members.push(await aMember(room, {}));
    const claims = await Promise.all(
      members.map(async ({ memberId }, index) =>
        relations
          .claim(room.club, { memberId, code, address: `192.0.2.${index}` })
          .then(() => 1)
          .catch(() => 0),
      ),
    );
    expect(claims.reduce((sum: number, won) => sum + won, 0)).toBe(1);
  });

  const linkOf = async (member: TestMember, from: { address?: string; device?: string } = {}) =>
    (await relations.ownLink(room.club, { memberId: member.memberId, ...from })).code;
  const brings = async (
    code: string,
    from: { address?: string; device?: string } = {},
  ): Promise<TestMember> => {
    const friend = await aMember(room, {});
    const now = room.club.clock.now();
    await transaction(room.club.db, (tx) =>
      relations.referredBy(room.club, tx, { memberId: friend.memberId, code, now, ...from }),
    );
    return friend;
  };
  const buys = (member: TestMember, kronor: number, receipt: string = newId()) =>
    activity.submit(
      room.club,
      member.event({
        kind: "purchase",
        currency: "SEK",
        receipt,
        lines: [{ article: "beans", quantity: 2, paidMinor: kronor * 100 }],
      }),
    );
  const later = (days: number) => {
    room.clock.advance(days * DAY_MS);
    return relations.follow(room.club);
  };

  test("both are rewarded when the friend's purchase was kept, and lose it when it comes back", async () => {
    const anna = await aMember(room, { points: 10 });
    const friend = await brings(await linkOf(anna));
    await buys(friend, 100);
    await later(0);
    await buys(friend, 300, "kept-1");
    await later(0);
    await later(13);
    expect(await points(anna)).toBe(10);
    await later(2);
    expect([await points(anna), await points(friend)]).toEqual([110, 451]);
    await later(1);
    expect(await points(anna)).toBe(110);
    const back = {
      kind: "return" as const,
      currency: "SEK",
      of: { receipt: "kept-1" },
      lines: [{ line: 0, quantity: 1 }],
    };
    expect((await activity.submit(room.club, friend.event(back))).outcome).toBe("booked");
    await later(0);
    expect([await points(anna), await points(friend)]).toEqual([10, 251]);
    expect((await relations.ownLink(room.club, { memberId: anna.memberId })).rewarded).toBe(0);
  });

  test("what comes back before it was kept is not rewarded; the next purchase counts", async () => {
    const anna = await aMember(room, { points: 10 });
    const friend = await brings(await linkOf(anna));
    await buys(friend, 300, "early-1");
    await later(1);
    const back = { kind: "return" as const, currency: "SEK", of: { receipt: "early-1" } };
    await activity.submit(room.club, friend.event(back));
    await later(20);
    expect(await points(anna)).toBe(10);
    await buys(friend, 400);
    await later(0);
    await later(15);
    expect(await points(anna)).toBe(110);
  });

  test("a reward that was lost comes for the next purchase that is kept, also one made before the return", async () => {
    const anna = await aMember(room, { points: 10 });
    const friend = await brings(await linkOf(anna));
    await buys(friend, 300, "lost-1");
    await later(0);
    await later(15);
    expect(await points(anna)).toBe(110);
    await buys(friend, 400, "lost-2");
    await later(0);
    const back = (receipt: string) =>
      activity.submit(
        room.club,
        friend.event({ kind: "return", currency: "SEK", of: { receipt } }),
      );
    await back("lost-1");
    await later(0);
    expect(await points(anna)).toBe(10);
    await later(15);
    expect(await points(anna)).toBe(110);
    await back("lost-2");
    await later(0);
    expect(await points(anna)).toBe(10);
    // Three months after joining, nobody waits for a purchase any more.
    await later(90);
    await buys(friend, 500);
    await later(15);
    expect(await points(anna)).toBe(10);
  });

  test("a friend who became one with a newcomer is still a friend; with somebody known, nobody new came", async () => {
    const [anna, known] = [await aMember(room, { points: 10 }), await aMember(room, {})];
    await later(1);
    for (const [reward, one] of [
      [100, null],
      [0, known],
    ] as const) {
      const before = await points(anna);
      const friend = await brings(await linkOf(anna));
      const other = one ?? (await aMember(room, {}));
      const merged = await room.call(contract.merge, {
        body: { member: friend.ref, into: other.ref },
        headers: { "idempotency-key": newId() },
      });
      expect(merged.status).toBe(201);
      await later(1);
      await buys(other, 300);
      await later(0);
      await later(15);
      expect(await points(anna)).toBe(before + reward);
    }
  });

  test("approved after the purchase came back, a held one gives nothing, is held no more and waits for the next", async () => {
    const anna = await aMember(room, { points: 10 });
    const device = "held-and-back";
    const friend = await brings(await linkOf(anna, { device }), { device });
    await buys(friend, 300, "held-1");
    await later(0);
    await later(15);
    const held = async () =>
      (await room.call(contract.heldReferrals, { query: { limit: 200 } })).answer.data.find(
        ({ friendId }) => friendId === friend.memberId,
      )?.referralId;
    const referralId = (await held()) ?? "";
    // The return is in the books, and the log has not been followed since.
    const back = { kind: "return" as const, currency: "SEK", of: { receipt: "held-1" } };
    await activity.submit(room.club, friend.event(back));
    const decided = await room.call(contract.approveReferral, {
      params: { referralId },
      body: { reason: "same-family" },
    });
    expect(decided.answer.state).toBe("waiting");
    expect(await points(anna)).toBe(10);
    await buys(friend, 300);
    await later(0);
    await later(15);
    expect(await held()).toBeUndefined();
    expect(await points(anna)).toBe(110);
  });

  test("what was bought before joining counts for nobody", async () => {
    const anna = await aMember(room, { points: 10 });
    const friend = await brings(await linkOf(anna));
    const at = room.club.clock.now();
    const history = friend.event({
      kind: "purchase",
      currency: "SEK",
      lines: [{ article: "beans", quantity: 2, paidMinor: 30_000 }],
    });
    await activity.submit(room.club, { ...history, occurredAt: at - 40 * DAY_MS, history: true });
    await later(15);
    expect(await points(anna)).toBe(10);
    await buys(friend, 300);
    await later(0);
    await later(15);
    expect(await points(anna)).toBe(110);
  });

  test("a reward that came while two were one is lost by whoever kept it when they are two again", async () => {
    const [anna, other] = [await aMember(room, { points: 10 }), await aMember(room, { points: 5 })];
    const friend = await brings(await linkOf(anna));
    await buys(friend, 300, "while-one");
    await later(0);
    const merged = await room.call(contract.merge, {
      body: { member: anna.ref, into: other.ref },
      headers: { "idempotency-key": "while-one" },
    });
    await later(15);
    expect(await points(other)).toBe(115);
    const apart = await room.call(contract.unmerge, {
      body: { mergeId: merged.answer.mergeId },
      headers: { "idempotency-key": "while-two" },
    });
    expect(apart.code).toBeUndefined();
    expect([await points(anna), await points(other)]).toEqual([10, 105]);
    const back = { kind: "return" as const, currency: "SEK", of: { receipt: "while-one" } };
    await activity.submit(room.club, friend.event(back));
    await later(0);
    expect([await points(anna), await points(other), await points(friend)]).toEqual([10, 5, 1]);
  });

  test("nobody of the staff decides about a referral of their own", async () => {
    const first = await aMember(room, {});
    const device = "own-device-1";
    const friend = await brings(await linkOf(first, { device }), { device });
    await buys(friend, 300);
    await later(0);
    await later(15);
    const { answer } = await room.call(contract.heldReferrals, { query: { limit: 200 } });
    const referralId = answer.data.find(({ friendId }) => friendId === friend.memberId)?.referralId;
    const decide = async (memberId: string, how: typeof contract.approveReferral) =>
      await room.call(how, {
        key: (await aPerson(room, "support", { memberId })).token,
        params: { referralId: referralId ?? "" },
        body: { reason: "same-family" },
      });
    expect(await decide(first.memberId, contract.approveReferral)).toMatchObject({
      status: 403,
      code: "own_membership",
    });
    expect((await decide(friend.memberId, contract.approveReferral)).code).toBe("own_membership");
    expect((await decide(newId(), contract.approveReferral)).answer.state).toBe("rewarded");
  });

  test("nobody brings themselves", async () => {
    const anna = await aMember(room, {});
    const code = await linkOf(anna);
    const now = room.club.clock.now();
    const noted = await transaction(room.club.db, (tx) =>
      relations.referredBy(room.club, tx, { memberId: anna.memberId, code, now }),
    );
    expect(noted).toBe(false);
  });

  test("who brought whom and turn out to be one give the reward back", async () => {
    const anna = await aMember(room, { points: 10 });
    const friend = await brings(await linkOf(anna));
    await buys(friend, 300);
    await later(0);
    await later(15);
    expect(await points(anna)).toBe(110);
    const merged = await room.call(contract.merge, {
      body: { member: friend.ref, into: anna.ref },
      headers: { "idempotency-key": "ring-merge" },
    });
    expect(merged.status).toBe(201);
    expect(await points(anna)).toBe(311);
  });

  test("a ring of 50 is held as a whole, and a person decides", async () => {
    const first = await aMember(room, {});
    const ring = { address: "198.51.100.7", device: "ring-device-1" };
    let code = await linkOf(first, ring);
    const friends: TestMember[] = [];
    for (let count = 0; count < 50; count += 1) {
      const friend = await brings(code, ring);
      friends.push(friend);
      await buys(friend, 300);
      code = await linkOf(friend, ring);
    }
    await later(0);
    await later(15);
    const held = await room.call(contract.heldReferrals, { query: { limit: 200 } });
    const ids = new Set(friends.map(({ memberId }) => memberId));
    const ours = held.answer.data.filter(({ friendId }) => ids.has(friendId));
    expect(ours).toHaveLength(50);
    expect(ours.every(({ signals }) => signals.length > 0)).toBe(true);
    expect(await points(first)).toBe(1);
    const [one, two] = ours;
    const body = { reason: "same-family" };
    const decide = (
      endpoint: typeof contract.approveReferral | typeof contract.declineReferral,
      id = "",
    ) => room.call(endpoint, { params: { referralId: id }, body });
    expect((await decide(contract.approveReferral, one?.referralId)).answer.state).toBe("rewarded");
    expect(await points(first)).toBe(101);
    expect((await decide(contract.declineReferral, two?.referralId)).answer.state).toBe("declined");
    expect((await decide(contract.approveReferral, two?.referralId)).code).toBe("conflict");
  });
});
