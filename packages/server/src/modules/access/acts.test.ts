import { adjustMember, memberBalance } from "@trofast/contract/ledger";
import { listVersions, publishProgramme } from "@trofast/contract/programmes";
import { submitEvent } from "@trofast/contract/events";
import { listAudit } from "@trofast/contract/audit";
import { freeze, unfreeze } from "@trofast/contract/joining";
import { putMember } from "@trofast/contract/members";
import { merge, unmerge } from "@trofast/contract/relations";
import * as actContract from "@trofast/contract/acts";
import * as contract from "@trofast/contract/staff";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { aClub, testNow } from "../../testing/club.ts";
import { postgresKinds, storeKinds } from "../../testing/kinds.ts";
import type { StoreKind } from "../../testing/stores.ts";
import { anew, aPerson } from "../../testing/staff.ts";
import type { TestPerson } from "../../testing/staff.ts";
import { settleDue } from "./service.ts";

const hourMs = 3_600_000;
const programme = (name: string) => ({
  club: { name, languages: ["en"] },
  markets: { se: { currency: "SEK", timezone: "Europe/Stockholm" } },
  units: { points: { worth: { se: "0.10 SEK" }, expires: "12 months" } },
  rules: [{ id: "base", on: "purchase", give: { points: { each: "1 SEK", of: "basket.paid" } } }],
});

/** A club with a programme and two members, known by the cards 1 and 2. */
async function aRoom(kind: StoreKind) {
  const room = await aClub(kind);
  await room.client.programmes.publish({ body: { document: programme("Test") } });
  const memberIds: string[] = [];
  for (const id of ["1", "2"]) {
    const made = await room.client.members.put({
      params: { source: "card", id },
      body: { market: "se" },
    });
    memberIds.push(made.memberId);
  }
  const [first = "", second = ""] = memberIds;
  let count = 0;
  return {
    ...room,
    first,
    second,
    adjust: async (person: TestPerson, amount: number, id = `a${(count += 1)}`, card = "1") =>
      await room.call(adjustMember, {
        key: person.token,
        params: { source: "card", id: card },
        body: { id, unit: "points", amount, reason: "goodwill" },
      }),
    ask: async (person: TestPerson, body: object, key = `k${(count += 1)}`) =>
      await room.call(actContract.askAct, {
        key: person.token,
        headers: { "idempotency-key": key },
        body,
      }),
    approve: async (person: TestPerson, actId: string) =>
      await room.call(actContract.approveAct, { key: person.token, params: { actId } }),
    undo: async (person: TestPerson, actId: string) =>
      await room.call(actContract.undoAct, { key: person.token, params: { actId } }),
    points: async (card = "1") => {
      const { answer } = await room.call(memberBalance, { params: { source: "card", id: card } });
      return answer.balance["points"];
    },
  };
}

const giving = (memberId: string, amount: number) => ({
  kind: "adjust",
  payload: { memberId, unit: "points", amount, reason: "goodwill" },
});

describe.each(storeKinds())("acts of two on $name", ({ kind }) => {
  let room: Awaited<ReturnType<typeof aRoom>>;
  let owner: TestPerson;
  beforeAll(async () => {
    room = await aRoom(kind);
    owner = await aPerson(room, "owner");
  });
  afterAll(async () => {
    await room.close();
  });
  afterEach(() => room.clock.set(testNow));
  const available = (balance: unknown) => expect.objectContaining({ available: balance });

  test("a person corrects up to the role's limit a day alone, in sum; a repeat counts once", async () => {
    const bo = await aPerson(room, "support");
    expect((await room.adjust(bo, 600, "x1")).answer.outcome).toBe("booked");
    expect((await room.adjust(bo, 600, "x1")).answer.outcome).toBe("duplicate");
    expect((await room.adjust(bo, -400)).status).toBe(200);
    expect(await room.adjust(bo, 1)).toMatchObject({ status: 403, code: "approval_required" });
    expect(await room.points()).toEqual(available(200));
    // What was refused takes nothing from the limit of the day after.
    room.clock.set(testNow + 14 * hourMs);
    const again = await anew(room, bo);
    expect((await room.adjust(again, 800)).status).toBe(200);
    expect((await room.adjust(again, -200)).status).toBe(200);
    expect(await room.adjust(again, -1)).toMatchObject({ code: "approval_required" });
  });

  test("a correction needs a fresh proof, and is never one's own", async () => {
    const bo = await aPerson(room, "support", { memberId: room.second });
    expect(await room.adjust(bo, 5, "own", "2")).toMatchObject({ code: "own_membership" });
    expect(await room.ask(bo, giving(room.second, 5_000))).toMatchObject({
      code: "own_membership",
    });
    const asked = await room.ask(owner, giving(room.second, 50_000));
    expect(await room.approve(bo, asked.answer.id)).toMatchObject({ code: "own_membership" });
    await room.undo(owner, asked.answer.id);
    room.clock.set(testNow + 10 * 60_000 + 1);
    expect(await room.adjust(bo, 5)).toMatchObject({ code: "step_up_required" });
  });

  test("events are no way around it", async () => {
    const body = {
      kind: "adjust",
      source: "pos",
      id: "around",
      member: { source: "card", id: "1" },
      occurredAt: "2026-06-01T09:00:00Z",
      unit: "points",
      amount: 1_000_000,
      reason: "goodwill",
      actor: "me",
    };
    const refused = await room.call(submitEvent, { key: owner.token, body });
    expect(refused).toMatchObject({ status: 403, code: "forbidden" });
  });

  test("what is too much for one is booked when another approves, once", async () => {
    const bo = await aPerson(room, "support");
    const before = await room.points();
    const asked = await room.ask(bo, giving(room.first, 5_000));
    expect(asked.answer).toMatchObject({ needs: "approval", outcome: null, askedBy: bo.id });
    expect(asked.answer.dueAt).toBe("2026-06-08T10:00:00Z");
    expect(await room.points()).toEqual(before);
    expect(await room.approve(bo, asked.answer.id)).toMatchObject({ code: "forbidden" });
    const cashier = await aPerson(room, "cashier");
    expect(await room.approve(cashier, asked.answer.id)).toMatchObject({ code: "forbidden" });
    const approved = await room.approve(owner, asked.answer.id);
    expect(approved.answer).toMatchObject({ outcome: "booked", settledBy: owner.id });
    expect((await room.approve(owner, asked.answer.id)).answer).toEqual(approved.answer);
    expect(await room.points()).toEqual(available(5_000));
    expect(await room.undo(owner, asked.answer.id)).toMatchObject({ code: "conflict" });
    const trail = await room.call(listAudit, { query: { subject: asked.answer.id } });
    expect(trail.answer.data.map(({ act }) => act)).toEqual(
      expect.arrayContaining(["act.asked", "act.booked", "staff.approveAct"]),
    );
    const back = await room.ask(bo, giving(room.first, -5_000));
    await room.approve(owner, back.answer.id);
  });

  test("what could not be booked now is not even asked for, and repeats answer the same", async () => {
    const bo = await aPerson(room, "support");
    expect(await room.ask(bo, giving(room.first, -9_999_999))).toMatchObject({
      code: "insufficient_balance",
    });
    const unknown = { ...giving(room.first, 1), payload: { ...giving(room.first, 1).payload } };
    expect(
      await room.ask(bo, { ...unknown, payload: { ...unknown.payload, unit: "stars" } }),
    ).toMatchObject({ code: "unknown_unit" });
    const first = await room.ask(bo, giving(room.first, 7_000), "same");
    const again = await room.ask(bo, giving(room.first, 7_000), "same");
    expect(again.answer).toEqual(first.answer);
    expect((await room.undo(bo, first.answer.id)).answer).toMatchObject({ outcome: "undone" });
    expect(await room.approve(owner, first.answer.id)).toMatchObject({ code: "conflict" });
  });

  test("an act that nobody approves in time lapses", async () => {
    const bo = await aPerson(room, "support");
    const { answer } = await room.ask(bo, giving(room.first, 8_000));
    room.clock.set(testNow + 7 * 24 * hourMs);
    await settleDue(room.club);
    room.clock.set(testNow);
    expect(await room.approve(owner, answer.id)).toMatchObject({ code: "conflict" });
    const list = await room.call(actContract.listActs, { key: owner.token });
    expect(list.answer.data.find(({ id }) => id === answer.id)?.outcome).toBe("lapsed");
  });

  test("somebody sees the acts they could approve, and their own", async () => {
    const marketer = await aPerson(room, "marketer");
    const acts = await room.call(actContract.listActs, { key: marketer.token });
    expect(acts.answer.data).toEqual([]);
    const auditor = await aPerson(room, "auditor");
    const all = await room.call(actContract.listActs, { key: auditor.token, query: { limit: 2 } });
    expect(all.answer.data).toHaveLength(2);
    expect(all.headers["link"]).toContain('rel="next"');
  });

  test("a programme is published by two people, and by a key at once", async () => {
    const marketer = await aPerson(room, "marketer");
    const direct = await room.call(publishProgramme, {
      key: marketer.token,
      headers: { "idempotency-key": "direct" },
      body: { document: programme("Mine") },
    });
    expect(direct).toMatchObject({ code: "approval_required" });
    const bad = await room.ask(marketer, { kind: "publish", payload: { document: { club: 1 } } });
    expect(bad).toMatchObject({ code: "programme_invalid" });
    const asked = await room.ask(marketer, {
      kind: "publish",
      payload: { document: programme("Mine"), note: "spring" },
    });
    expect((await room.call(listVersions)).answer.data).toHaveLength(1);
    expect((await room.approve(owner, asked.answer.id)).answer.outcome).toBe("booked");
    const [newest] = (await room.call(listVersions)).answer.data;
    expect(newest).toMatchObject({ version: 2, publishedBy: `staff:${marketer.id}` });
  });
});

describe.each(storeKinds())("a sole owner on $name", ({ kind }) => {
  test("waits a day, may undo meanwhile, and is never locked out", async () => {
    const room = await aRoom(kind);
    const owner = await aPerson(room, "owner");
    const first = await room.ask(owner, giving(room.first, 50_000));
    expect(first.answer).toMatchObject({ needs: "delay", dueAt: "2026-06-02T10:00:00Z" });
    const second = await room.ask(owner, giving(room.first, 70_000));
    await room.undo(owner, second.answer.id);
    room.clock.set(testNow + 24 * hourMs - 1);
    expect(await settleDue(room.club)).toBe(0);
    room.clock.set(testNow + 24 * hourMs);
    expect(await settleDue(room.club)).toBe(1);
    expect(await settleDue(room.club)).toBe(0);
    expect(await room.points()).toMatchObject({ available: 50_000 });
    await room.close();
  });

  test("who has lost the right by then books nothing; what cannot be booked by then has failed", async () => {
    const room = await aRoom(kind);
    const owner = await aPerson(room, "owner");
    await room.ask(owner, giving(room.first, 50_000));
    room.clock.set(testNow + 24 * hourMs);
    const other = await aPerson(room, "owner");
    await room.call(contract.changePerson, {
      params: { staffId: owner.id },
      body: { disabled: true },
    });
    expect(await settleDue(room.club)).toBe(1);
    await room.adjust(other, 100);
    const taking = await room.ask(other, giving(room.first, -90));
    await room.adjust(other, -50);
    room.clock.set(testNow + 48 * hourMs);
    await settleDue(room.club);
    const acts = await room.club.db
      .selectFrom("access_act")
      .select(["id", "outcome", "problem"])
      .orderBy("asked_at")
      .execute();
    expect(acts).toMatchObject([
      { outcome: "lapsed" },
      { id: taking.answer.id, outcome: "failed", problem: "insufficient_balance" },
    ]);
    expect(await room.points()).toMatchObject({ available: 50 });
    await room.close();
  });
});

describe.each(storeKinds())("members among the staff on $name", ({ kind }) => {
  let room: Awaited<ReturnType<typeof aRoom>>;
  let owner: TestPerson;
  beforeAll(async () => {
    room = await aRoom(kind);
    owner = await aPerson(room, "owner");
  });
  afterAll(async () => {
    await room.close();
  });
  const available = (balance: number) => expect.objectContaining({ available: balance });
  let count = 10;
  const aCard = async () => {
    const card = `${(count += 1)}`;
    const { memberId } = await room.client.members.put({
      params: { source: "card", id: card },
      body: { market: "se" },
    });
    return { card, memberId };
  };
  const mergeCards = async (card: string, into: string, key?: string) =>
    await room.call(merge, {
      ...(key !== undefined && { key }),
      headers: { "idempotency-key": `merge-${card}-${into}` },
      body: { member: { source: "card", id: card }, into: { source: "card", id: into } },
    });

  test("where the only other one is whom it is about, it is booked after a day", async () => {
    const bo = await aPerson(room, "support", { memberId: room.first });
    const { answer } = await room.ask(owner, giving(room.first, 50_000));
    expect(answer.needs).toBe("delay");
    expect((await room.ask(owner, giving(room.second, 50_000))).answer.needs).toBe("approval");
    expect(await room.approve(bo, answer.id)).toMatchObject({ code: "own_membership" });
  });

  test("a membership stays one's own when it has become one with another", async () => {
    const [own, other] = [await aCard(), await aCard()];
    const bo = await aPerson(room, "support", { memberId: own.memberId });
    expect((await mergeCards(own.card, other.card)).status).toBe(201);
    expect(await room.adjust(bo, 5, "m1", other.card)).toMatchObject({ code: "own_membership" });
    expect(await room.adjust(bo, 5, "m2", own.card)).toMatchObject({ code: "own_membership" });
    expect(await room.ask(bo, giving(other.memberId, 5_000))).toMatchObject({
      code: "own_membership",
    });
  });

  test("a membership that goes by somebody's own address is theirs, whether or not it stands with them", async () => {
    const { card } = await aCard();
    const email = `${card}@kvarnby.example`;
    await room.call(putMember, {
      params: { source: "card", id: card },
      body: { identities: [{ source: "email", id: email }] },
    });
    const bo = await aPerson(room, "support", { email });
    expect(await room.adjust(bo, 5, "e1", card)).toMatchObject({ code: "own_membership" });
    expect((await room.adjust(bo, 5, "e2", (await aCard()).card)).status).toBe(200);
  });

  test("nobody makes another member one with themselves, or takes that apart", async () => {
    const [own, other] = [await aCard(), await aCard()];
    await room.adjust(owner, 900, "rich", other.card);
    const bo = await aPerson(room, "support", { memberId: own.memberId });
    for (const [from, into] of [
      [other, own],
      [own, other],
    ] as const)
      expect(await mergeCards(from.card, into.card, bo.token)).toMatchObject({
        status: 403,
        code: "own_membership",
      });
    expect(await room.points(own.card)).toEqual(available(0));
    const { mergeId } = (await mergeCards(other.card, own.card, owner.token)).answer;
    const apart = await room.call(unmerge, {
      key: bo.token,
      headers: { "idempotency-key": "apart" },
      body: { mergeId },
    });
    expect(apart.code).toBe("own_membership");
  });

  test("nobody lets their own frozen membership spend again", async () => {
    const own = await aCard();
    const bo = await aPerson(room, "support", { memberId: own.memberId });
    const how = { params: { source: "card", id: own.card }, body: { reason: "suspected-fraud" } };
    expect((await room.call(freeze, how)).status).toBe(200);
    const thawed = await room.call(unfreeze, { ...how, key: bo.token });
    expect(thawed).toMatchObject({ status: 403, code: "own_membership" });
    expect((await room.call(unfreeze, { ...how, key: owner.token })).status).toBe(200);
  });

  test("an act follows its member who has become one with another", async () => {
    const [asked, other] = [await aCard(), await aCard()];
    const bo = await aPerson(room, "support");
    const { answer } = await room.ask(bo, giving(asked.memberId, 5_000));
    await mergeCards(asked.card, other.card);
    expect((await room.approve(owner, answer.id)).answer.outcome).toBe("booked");
    expect(await room.points(other.card)).toMatchObject({ available: 5_000 });
  });

  test("what somebody asked who may not any more is not approved", async () => {
    const bo = await aPerson(room, "support");
    const { answer } = await room.ask(bo, giving(room.second, 6_000));
    const params = { staffId: bo.id };
    await room.call(contract.changePerson, { params, body: { role: "cashier" } });
    expect(await room.approve(owner, answer.id)).toMatchObject({ status: 409, code: "conflict" });
    expect(await room.points("2")).toEqual(available(0));
    await room.call(contract.changePerson, { params, body: { role: "support" } });
    expect((await room.approve(owner, answer.id)).answer.outcome).toBe("booked");
  });
});

describe.each(postgresKinds())("acts raced on $name", ({ kind }) => {
  test("an act is booked once, by whoever comes first of approvals, undoing and the clock", async () => {
    const room = await aRoom(kind);
    const owner = await aPerson(room, "owner");
    const asked = await room.ask(owner, giving(room.first, 50_000));
    const others = [await aPerson(room, "owner"), await aPerson(room, "owner")];
    room.clock.set(testNow + 24 * hourMs);
    const approvers = await Promise.all(others.map(async (person) => await anew(room, person)));
    await Promise.all([
      ...approvers.map(async (person) => await room.approve(person, asked.answer.id)),
      settleDue(room.club),
      settleDue(room.club),
    ]);
    expect(await room.points()).toMatchObject({ available: 50_000 });
    await room.close();
  });

  test("ten corrections at once never go over the limit of the day", async () => {
    const room = await aRoom(kind);
    const bo = await aPerson(room, "support");
    const answers = await Promise.all(
      Array.from({ length: 10 }, async () => await room.adjust(bo, 300)),
    );
    const booked = answers.filter(({ status }) => status === 200).length;
    expect(booked).toBeGreaterThan(0);
    expect(booked).toBeLessThanOrEqual(3);
    expect(await room.points()).toMatchObject({ available: booked * 300 });
    await room.close();
  });
});

test("the table refuses that somebody approves what they asked for", async () => {
  const room = await aClub("pglite");
  const id = "01890a5d-ac96-774b-bcce-b302099a8057";
  const inserted = room.club.db
    .insertInto("access_act")
    .values({
      id,
      kind: "adjust",
      payload: "{}",
      member_id: null,
      staff_id: id,
      asked_at: "2026-06-01T10:00:00Z",
      needs: "approval",
      due_at: "2026-06-01T10:00:00Z",
      outcome: "booked",
      settled_by: id,
      settled_at: "2026-06-01T10:00:00Z",
    })
    .execute();
  await expect(inserted).rejects.toThrow("check");
  await room.close();
});
