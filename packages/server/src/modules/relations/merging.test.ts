import * as contract from "@trofast/contract/relations";
import { myHistory, myWhy } from "@trofast/contract/self";
import { myContracts } from "@trofast/contract/self-contracts";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { TestClub } from "../../testing/club.ts";
import { storeKinds } from "../../testing/kinds.ts";
import { aMember, aRewardsClub, closeProved, type TestMember } from "../../testing/rewards.ts";
import * as activity from "../activity/service.ts";
import { verify } from "../insights/service.ts";
import * as relations from "./service.ts";
import { transaction } from "../../platform/db.ts";

const DAY_MS = 86_400_000;

describe.each(storeKinds())("merging on $name", ({ kind }) => {
  let room: TestClub;
  beforeAll(async () => {
    room = await aRewardsClub(kind);
  });
  afterAll(() => closeProved(room));

  let keys = 0;
  const merge = (member: TestMember, into: TestMember, more: object = {}) =>
    room.call(contract.merge, {
      body: { member: member.ref, into: into.ref, ...more },
      headers: { "idempotency-key": `merge-${(keys += 1)}` },
    });
  const unmerge = (mergeId: string) =>
    room.call(contract.unmerge, {
      body: { mergeId },
      headers: { "idempotency-key": `unmerge-${(keys += 1)}` },
    });
  const standing = async (member: TestMember) => {
    const { balance, levels } = await activity.standing(room.club, member.ref);
    return { points: balance["points"], status: balance["status"], levels };
  };
  const points = async (member: TestMember): Promise<number> => {
    const { points: balance } = await standing(member);
    return typeof balance === "object" ? balance.available : 0;
  };
  const does = async (member: TestMember, payload: Parameters<TestMember["event"]>[0]) => {
    const answer = await activity.submit(room.club, member.event(payload));
    return answer;
  };
  const buys = async (member: TestMember, kronor: number, receipt?: string) =>
    await does(member, {
      kind: "purchase",
      currency: "SEK",
      ...(receipt !== undefined && { receipt }),
      lines: [{ article: "beans", quantity: 1, paidMinor: kronor * 100 }],
    });

  test("everything goes over, both names mean the one who stays, and the preview said so", async () => {
    const anna = await aMember(room, { points: 600 });
    const other = await aMember(room, { points: 100 });
    const preview = await room.call(contract.previewMerge, {
      body: { member: anna.ref, into: other.ref },
    });
    expect(preview.answer).toMatchObject({
      balances: [{ unit: "points", amount: 600 }],
      sums: [{ unit: "status", amount: 600 }],
      levels: [{ ladder: "club", member: "friend", into: "guest", after: "friend" }],
      blocks: [],
    });
    const { answer } = await merge(anna, other);
    expect(answer).toMatchObject({ memberId: anna.memberId, intoMemberId: other.memberId });
    const expected = {
      points: { available: 700, pending: 0, held: 0, arrears: 0 },
      status: 700,
      levels: { club: "friend" },
    };
    expect(await standing(other)).toEqual(expected);
    expect(await standing(anna)).toEqual(expected);
    const own = await activity.standing(room.club, { source: "id", id: anna.memberId });
    expect(own.memberId).toBe(other.memberId);
    const after = await buys(anna, 10);
    expect(after.event?.memberId).toBe(other.memberId);
    const signedIn = await room.call(contract.myReferral, { key: anna.token });
    expect(signedIn.code).toBe("unauthenticated");
  });

  test("what either did is in the history of the one they are, in the order of time, with why", async () => {
    const [anna, other] = [await aMember(room, { points: 1 }), await aMember(room, { points: 1 })];
    const said: string[] = [];
    for (const [who, kronor] of [
      [anna, 10],
      [other, 20],
      [anna, 30],
      [other, 40],
    ] as const) {
      room.clock.advance(DAY_MS);
      const lines = [{ article: "beans", quantity: 1, paidMinor: kronor * 100 }];
      const bought = who.event({ kind: "purchase", currency: "SEK", lines });
      expect((await activity.submit(room.club, bought)).outcome).toBe("booked");
      said.push(bought.id);
    }
    const signed = { kind: "contract", act: "started", contract: "c-1", product: "home" } as const;
    expect((await does(anna, signed)).outcome).toBe("booked");
    room.clock.advance(DAY_MS);
    expect((await merge(anna, other)).status).toBe(201);
    const told: { kind: string; sourceId: string }[] = [];
    let cursor: string | null = null;
    do {
      const query: { limit: number; cursor?: string } = {
        limit: 2,
        ...(cursor !== null && { cursor }),
      };
      const page = await room.call(myHistory, { key: other.token, query });
      told.push(...page.answer.data);
      cursor = page.answer.nextCursor;
    } while (cursor !== null);
    const bought = told.flatMap(({ kind: what, sourceId }) =>
      what === "purchase" && said.includes(sourceId) ? [sourceId] : [],
    );
    expect(bought).toEqual(said.toReversed());
    expect(told.filter(({ kind: what }) => what === "purchase")).toHaveLength(6);
    const why = await room.call(myWhy, {
      key: other.token,
      params: { source: "pos", id: said[0] ?? "" },
    });
    expect(why.answer.reasons).toMatchObject([{ rule: "base" }]);
    const contracts = await room.call(myContracts, { key: other.token });
    expect(contracts.answer.contracts).toMatchObject([{ contract: "c-1" }]);
  });

  test("nothing spent: taking it apart leaves both as they were", async () => {
    const [anna, other] = [
      await aMember(room, { points: 600 }),
      await aMember(room, { points: 80 }),
    ];
    const before = [await standing(anna), await standing(other)];
    const { answer } = await merge(anna, other);
    const preview = await room.call(contract.previewUnmerge, { body: { mergeId: answer.mergeId } });
    expect(preview.answer.balances).toEqual([{ unit: "points", came: 600, back: 600 }]);
    expect((await unmerge(answer.mergeId)).status).toBe(200);
    expect([await standing(anna), await standing(other)]).toEqual(before);
    expect((await unmerge(answer.mergeId)).code).toBe("cannot_merge");
    expect((await merge(anna, other)).status).toBe(201);
    expect(await points(other)).toBe(680);
  });

  test("what was spent of a lot does not go back", async () => {
    const [anna, other] = [
      await aMember(room, { points: 100 }),
      await aMember(room, { points: 50 }),
    ];
    const { answer } = await merge(anna, other);
    await does(other, { kind: "spend", unit: "points", amount: 120 });
    await unmerge(answer.mergeId);
    expect((await points(anna)) + (await points(other))).toBe(30);
  });

  test("goods bought before the merge come back after it, and after it was taken apart", async () => {
    const [anna, other] = [await aMember(room, { points: 1 }), await aMember(room, { points: 1 })];
    await does(anna, {
      kind: "purchase",
      currency: "SEK",
      receipt: `r-${anna.memberId}`,
      lines: [{ article: "cups", quantity: 4, paidMinor: 40_000 }],
    });
    await does(anna, { kind: "spend", unit: "points", amount: 50 });
    const back = (of: object, article?: string) =>
      does(other, {
        kind: "return",
        currency: "SEK",
        ...(article === undefined ? { of } : {}),
        lines: [article === undefined ? { line: 0, quantity: 1 } : { article, quantity: 1 }],
      });
    const { answer } = await merge(anna, other);
    expect(await points(other)).toBe(352);
    const receipt = { receipt: `r-${anna.memberId}` };
    expect((await back(receipt)).outcome).toBe("booked");
    expect(await points(other)).toBe(252);
    expect((await back({}, "cups")).outcome).toBe("booked");
    expect(await points(other)).toBe(152);
    await unmerge(answer.mergeId);
    const status = async (member: TestMember) => (await standing(member)).status;
    expect(await status(anna)).toBe(201);
    const third = await does(anna, {
      kind: "return",
      currency: "SEK",
      of: receipt,
      lines: [{ line: 0, quantity: 1 }],
    });
    expect(third.outcome).toBe("booked");
    const tooMuch = await does(anna, {
      kind: "return",
      currency: "SEK",
      of: receipt,
      lines: [{ line: 0, quantity: 2 }],
    });
    expect(tooMuch.problem?.code).toBe("return_exceeds_purchase");
    expect((await points(anna)) + (await points(other))).toBe(52);
  });

  test("a hold stands in the way until it is voided", async () => {
    const [anna, other] = [
      await aMember(room, { points: 100 }),
      await aMember(room, { points: 1 }),
    ];
    await does(anna, { kind: "hold", hold: "h1", unit: "points", amount: 40, seconds: 600 });
    expect((await merge(anna, other)).code).toBe("open_holds");
    const merged = await merge(anna, other, { voidHolds: true });
    expect(merged.status).toBe(201);
    expect(await points(other)).toBe(101);
  });

  test("nobody becomes one with themselves, and who took others in is no part of another", async () => {
    const [anna, other, third] = [
      await aMember(room, {}),
      await aMember(room, {}),
      await aMember(room, {}),
    ];
    expect((await merge(anna, anna)).code).toBe("cannot_merge");
    await merge(anna, other);
    expect((await merge(anna, other)).code).toBe("cannot_merge");
    expect((await merge(other, third)).code).toBe("cannot_merge");
    expect((await merge(third, other)).status).toBe(201);
    expect(await points(other)).toBe(3);
  });

  test("a debt goes over and is paid from what the other has", async () => {
    const [anna, other] = [
      await aMember(room, { points: 100 }),
      await aMember(room, { points: 80 }),
    ];
    const { answer } = await merge(anna, other);
    room.clock.set(room.club.clock.now() + DAY_MS);
    await does(other, { kind: "spend", unit: "points", amount: 180 });
    await unmerge(answer.mergeId);
    expect(await points(anna)).toBe(0);
  });

  type Step =
    | { does: "buy"; who: 0 | 1; kronor: number }
    | { does: "spend"; who: 0 | 1; amount: number }
    | { does: "return"; who: 0 | 1; of: number }
    | { does: "merge" }
    | { does: "unmerge" };
  const who = fc.constantFrom<0 | 1>(0, 1);
  const step: fc.Arbitrary<Step> = fc.oneof(
    fc.record({ does: fc.constant("buy" as const), who, kronor: fc.integer({ min: 1, max: 900 }) }),
    fc.record({
      does: fc.constant("spend" as const),
      who,
      amount: fc.integer({ min: 1, max: 300 }),
    }),
    fc.record({ does: fc.constant("return" as const), who, of: fc.nat(5) }),
    fc.record({ does: fc.constant("merge" as const) }),
    fc.record({ does: fc.constant("unmerge" as const) }),
  );

  test("whatever happens in whatever order, the books can be proved", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 14 }), async (steps) => {
        const pair = [
          await aMember(room, { points: 20 }),
          await aMember(room, { points: 30 }),
        ] as const;
        const receipts: string[] = [];
        let open: string | null = null;
        for (const each of steps) {
          room.clock.set(room.club.clock.now() + 60_000);
          if (each.does === "buy") {
            const receipt = `p-${(keys += 1)}`;
            receipts.push(receipt);
            await buys(pair[each.who], each.kronor, receipt);
          }
          if (each.does === "spend")
            await does(pair[each.who], { kind: "spend", unit: "points", amount: each.amount });
          const receipt = each.does === "return" ? receipts[each.of % (receipts.length || 1)] : "";
          if (each.does === "return" && receipt !== undefined)
            await does(pair[each.who], { kind: "return", currency: "SEK", of: { receipt } });
          if (each.does === "merge" && open === null)
            open = (await merge(pair[0], pair[1])).answer.mergeId;
          else if (each.does === "unmerge" && open !== null) {
            await unmerge(open);
            open = null;
          }
        }
        const { differences } = await verify(room.club, { redecide: true });
        expect(differences).toEqual([]);
      }),
      { numRuns: 12 },
    );
  });

  test("what is bought while two become one is found with the one who stays", async () => {
    const [anna, other] = [
      await aMember(room, { points: 10 }),
      await aMember(room, { points: 10 }),
    ];
    const bought = Array.from({ length: 20 }, async () => await buys(anna, 5));
    let merged = await merge(anna, other);
    while (merged.code === "member_busy") merged = await merge(anna, other);
    expect(merged.status).toBe(201);
    const outcomes = (await Promise.all(bought)).map(({ outcome }) => outcome);
    expect(outcomes).toEqual(outcomes.map(() => "booked"));
    expect(await points(other)).toBe(120);
  });

  test("both at once: the same two are merged once", async () => {
    const [anna, other] = [
      await aMember(room, { points: 10 }),
      await aMember(room, { points: 10 }),
    ];
    const once = () =>
      transaction(room.club.db, (tx) =>
        relations.merge(room.club, tx, {
          member: anna.ref,
          into: other.ref,
          voidHolds: false,
          by: "test",
        }),
      ).then(
        () => 1,
        () => 0,
      );
    const won = await Promise.all([once(), once(), once(), once()]);
    expect(won.reduce((sum: number, each) => sum + each, 0)).toBe(1);
    expect(await points(other)).toBe(20);
  });
});
