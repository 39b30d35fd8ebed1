import * as contract from "@trofast/contract/rewards";
import * as visits from "@trofast/contract/rewards-visits";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { aClub, type TestClub } from "../../testing/club.ts";
import { storeKinds } from "../../testing/kinds.ts";
import {
  aMember,
  closeProved,
  publish,
  rewardsProgramme,
  type TestMember,
} from "../../testing/rewards.ts";

const DAY_MS = 86_400_000;
const TASTING_AT = Date.UTC(2026, 11, 20, 17);

describe.each(storeKinds())("experiences on $name", ({ kind }) => {
  let room: TestClub;
  let keys = 0;
  beforeEach(async () => {
    room = await aClub(kind);
    room.clock.set(TASTING_AT - 10 * DAY_MS);
    await publish(room.club, rewardsProgramme());
  });
  afterEach(() => closeProved(room));

  const headers = () => ({ "idempotency-key": `visit-${(keys += 1)}` });
  const take = (member: TestMember, count = 1, reward = "tasting") =>
    room.call(contract.redeemMine, {
      key: member.token,
      params: { reward },
      body: { count },
      headers: headers(),
    });
  const wait = (member: TestMember, count = 1) =>
    room.call(visits.joinWaitingList, {
      key: member.token,
      params: { reward: "tasting" },
      body: { count },
      headers: headers(),
    });
  const cancel = (member: TestMember, redemptionId: string) =>
    room.call(contract.cancelMine, { key: member.token, params: { redemptionId } });
  const mine = async (member: TestMember) =>
    (await room.call(visits.listMyVisits, { key: member.token })).answer.data;

  test("places are taken with whom one brings, once, and the waiting list moves up", async () => {
    const [anna, bo, cia, dan] = await Promise.all(
      Array.from({ length: 4 }, () => aMember(room, { points: 100 })),
    );
    if (!anna || !bo || !cia || !dan) throw new Error("four members");
    expect((await take(anna, 3)).code).toBe("reward_unavailable");
    const { answer: place } = await take(anna, 2);
    expect(place.cost).toEqual({ points: 40 });
    expect((await take(anna)).code).toBe("seat_taken");
    expect((await wait(bo)).code).toBe("conflict");
    expect((await take(bo, 2)).code).toBe("out_of_stock");
    expect((await wait(bo, 2)).answer.state).toBe("waiting");
    expect((await wait(bo)).code).toBe("seat_taken");
    expect((await take(cia)).status).toBe(200);
    expect((await wait(dan)).status).toBe(200);
    expect(await mine(dan)).toMatchObject([{ state: "waiting", waitingBefore: 1 }]);
    expect((await cancel(anna, place.redemptionId)).answer.state).toBe("cancelled");
    expect(await mine(bo)).toMatchObject([{ state: "reserved", places: 2 }]);
    expect(await mine(dan)).toMatchObject([{ state: "waiting", waitingBefore: 0 }]);
    const left = await room.call(visits.leaveWaitingList, {
      key: dan.token,
      params: { reward: "tasting" },
    });
    expect(left.answer.state).toBe("cancelled");
  });

  test("whose place it is reads when, where, how to get in and until when it can be given back", async () => {
    const anna = await aMember(room, { points: 100 });
    const { answer: place } = await take(anna);
    const visit = {
      startsAt: "2026-12-20T17:00:00Z",
      endsAt: "2026-12-20T19:00:00Z",
      timezone: "Europe/Stockholm",
      place: "Kvarnby torg 1",
      doorFrom: "2026-12-20T14:00:00Z",
      cancelUntil: "2026-12-18T17:00:00Z",
    };
    const read = async () => {
      const { redemptionId } = place;
      const params = { redemptionId };
      const one = await room.call(contract.readMyRedemption, { key: anna.token, params });
      const all = await room.call(contract.listMyRedemptions, { key: anna.token, query: {} });
      expect(all.answer.data.map((each) => each.visit)).toEqual([one.answer.visit]);
      return one.answer.visit;
    };
    expect(await read()).toEqual(visit);
    // The door opens when it says, and the place is kept from when it says.
    room.clock.set(Date.parse(visit.cancelUntil));
    expect((await cancel(anna, place.redemptionId)).code).toBe("reward_unavailable");
    const changed = rewardsProgramme();
    const rewards = (changed.rewards ?? []).filter(({ id }) => id !== "tasting");
    await publish(room.club, { ...changed, rewards });
    expect(await read()).toEqual(visit);
  });

  test("who cannot pay when a place is free keeps waiting, and the next one gets it", async () => {
    const anna = await aMember(room, { points: 100 });
    const poor = await aMember(room, { points: 10 });
    const rich = await aMember(room, { points: 100 });
    const { answer: place } = await take(anna, 2);
    const filler = await aMember(room, { points: 100 });
    await take(filler);
    await wait(poor);
    await wait(rich);
    await cancel(anna, place.redemptionId);
    expect(await mine(poor)).toMatchObject([{ state: "waiting" }]);
    expect(await mine(rich)).toMatchObject([{ state: "reserved" }]);
    expect((await take(await aMember(room, { points: 100 }))).code).toBe("out_of_stock");
  });

  test("a place can be given back until its deadline, and by the staff after it", async () => {
    const anna = await aMember(room, { points: 100 });
    const { answer: place } = await take(anna);
    room.clock.set(TASTING_AT - DAY_MS);
    expect((await cancel(anna, place.redemptionId)).code).toBe("reward_unavailable");
    const params = { redemptionId: place.redemptionId };
    expect((await room.call(contract.cancelRedemption, { params })).answer.state).toBe("cancelled");
  });

  test("guests are let in by a token that lives two minutes, and only once", async () => {
    const anna = await aMember(room, { points: 100 });
    const { answer: place } = await take(anna);
    const params = { redemptionId: place.redemptionId };
    const token = async () =>
      (await room.call(visits.readMyCheckIn, { key: anna.token, params })).answer.token;
    const enter = (text: string) => room.call(visits.checkIn, { body: { token: text } });
    expect((await enter(await token())).code).toBe("reward_unavailable");
    room.clock.set(TASTING_AT - 600_000);
    const early = await token();
    room.clock.advance(121_000);
    expect((await enter(early)).code).toBe("code_not_valid");
    const forged = (await token()).replace(/.$/u, (last) => (last === "A" ? "B" : "A"));
    expect((await enter(forged)).code).toBe("code_not_valid");
    const entered = await enter(await token());
    expect(entered.answer).toMatchObject({
      redemption: { state: "used" },
      seat: { state: "checked_in" },
    });
    const again = await room.call(visits.checkIn, { body: params });
    expect(again.code).toBe("reward_used");
    expect((await room.call(contract.readRedemption, { params })).answer).toMatchObject({
      state: "used",
      endedAt: new Date(room.clock.now()).toISOString().replace(".000", ""),
    });
  });

  test("who keeps the list lets guests in by it, and reads how many have come", async () => {
    const [anna, bo] = [await aMember(room, { points: 100 }), await aMember(room, { points: 100 })];
    const { answer: place } = await take(anna, 2);
    await take(bo);
    room.clock.set(TASTING_AT);
    const keeper = await room.clientWith("rewards:write", "rewards:read");
    const { redemptionId } = place;
    const enter = (reward: string) => keeper.visits.letIn({ params: { reward, redemptionId } });
    await expect(enter("concert")).rejects.toMatchObject({ code: "unknown_redemption" });
    expect(await enter("tasting")).toMatchObject({ seat: { state: "checked_in", places: 2 } });
    await expect(enter("tasting")).rejects.toMatchObject({ code: "reward_used" });
    const { parties } = await keeper.visits.guests({ params: { reward: "tasting" } });
    expect(parties).toEqual({ waiting: 0, reserved: 1, checkedIn: 1, noShow: 0 });
  });

  test("who stays away is marked, and waits before the next place", async () => {
    const anna = await aMember(room, { points: 100 });
    const bo = await aMember(room, { points: 100 });
    await take(anna);
    const { answer: came } = await take(bo);
    const mark = () => room.call(visits.markNoShows, { params: { reward: "tasting" } });
    expect((await mark()).code).toBe("reward_unavailable");
    room.clock.set(TASTING_AT);
    await room.call(visits.checkIn, { body: { redemptionId: came.redemptionId } });
    room.clock.set(TASTING_AT + DAY_MS);
    expect((await mark()).answer).toEqual({ marked: 1 });
    expect((await mark()).answer).toEqual({ marked: 0 });
    expect((await take(anna, 1, "concert")).code).toBe("reward_unavailable");
    expect((await take(bo, 1, "concert")).status).toBe(200);
    const guests = await room.call(visits.listGuests, { params: { reward: "tasting" }, query: {} });
    expect(guests.answer.data.map(({ state }) => state).toSorted()).toEqual([
      "checked_in",
      "no_show",
    ]);
  });

  test("the list of guests has their names, for those who may see members", async () => {
    const cilla = await aMember(room, { points: 100 });
    await room.client.members.put({
      params: cilla.ref,
      body: { profile: { givenName: "Cilla", familyName: "Ek" } },
    });
    expect((await take(cilla, 1, "concert")).status).toBe(200);
    const listed = async (client: typeof room.client) => {
      const { data } = await client.visits.guests({ params: { reward: "concert" }, query: {} });
      return data.find(({ memberId }) => memberId === cilla.memberId)?.name;
    };
    expect(await listed(room.client)).toBe("Cilla Ek");
    expect(await listed(await room.clientWith("rewards:read"))).toBeNull();
  });

  test("a calendar keeps its UID, and its sequence rises with every change", async () => {
    const anna = await aMember(room, { points: 100 });
    const { answer: place } = await take(anna);
    const params = { redemptionId: place.redemptionId };
    const read = async (): Promise<string> => {
      const answered = await room.call(visits.readMyCalendar, { key: anna.token, params });
      expect(answered.headers["content-type"]).toContain("text/calendar");
      return String(answered.json);
    };
    const first = await read();
    expect(first).toContain(`UID:${place.redemptionId}@trofast`);
    expect(first).toContain("SEQUENCE:0");
    expect(first).toContain("DTSTART:20261220T170000Z");
    expect(await read()).toContain("SEQUENCE:0");
    const moved = rewardsProgramme();
    for (const reward of moved.rewards ?? [])
      if (reward.id === "tasting" && reward.visit) reward.visit.starts = "2026-12-20 17:00";
    await publish(room.club, moved);
    const second = await read();
    expect(second).toContain("SEQUENCE:1");
    expect(second).toContain("DTSTART:20261220T160000Z");
    await cancel(anna, place.redemptionId);
    const last = await read();
    expect(last).toContain("METHOD:CANCEL");
    expect(last).toContain("SEQUENCE:2");
    expect(last).toContain(`UID:${place.redemptionId}@trofast`);
  });
});
