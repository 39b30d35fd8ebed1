import { answerComplaints, noteComplaint } from "@trofast/contract/complaints";
import { mayContact, putMemberConsents } from "@trofast/contract/consents";
import { myMirror } from "@trofast/contract/mirror";
import { getMe } from "@trofast/contract/self";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { aClub } from "../../testing/club.ts";
import type { TestClub } from "../../testing/club.ts";
import { storeKinds } from "../../testing/kinds.ts";
import { aPerson } from "../../testing/staff.ts";
import * as access from "../access/service.ts";
import * as consents from "../consents/service.ts";
import { complaintsOf } from "./domain.ts";

const programme = {
  club: { name: "Test", languages: ["en"] },
  markets: { se: { currency: "SEK", timezone: "Europe/Stockholm" } },
  units: { points: { worth: { se: "0.10 SEK" }, expires: "12 months" } },
  activities: {
    complaint: { fields: { about: "text" } },
    complaint_answered: { evidence: ["office"] },
  },
  rules: [{ id: "base", on: "purchase", give: { points: { each: "1 SEK", of: "basket.paid" } } }],
};

const deed = (id: string, at: number, isAnswer = false) => ({
  id,
  at,
  isAnswer,
  about: null,
  channel: null,
});

test("an answer settles what waited before it, and nothing that comes after", () => {
  const newestFirst = [
    deed("e", 50),
    deed("d", 40, true),
    deed("c", 30, true),
    deed("b", 20),
    deed("a", 10),
  ];
  expect(complaintsOf(newestFirst).map(({ id, answeredAt }) => [id, answeredAt])).toEqual([
    ["e", null],
    ["b", 30],
    ["a", 30],
  ]);
});

describe.each(storeKinds())("complaints on $name", ({ kind }) => {
  let room: TestClub;
  const anna = { source: "card", id: "anna" };
  const berit = { source: "card", id: "berit" };
  beforeAll(async () => {
    room = await aClub(kind);
    await room.client.programmes.publish({ body: { document: programme } });
    for (const params of [anna, berit])
      await room.client.members.put({ params, body: { profile: { givenName: params.id } } });
  });
  afterAll(() => room.close());

  test("support notes one, sees it wait, and notes its answer", async () => {
    const { token } = await aPerson(room, "support");
    const noted = await room.call(noteComplaint, {
      params: anna,
      body: { id: "1", about: "waiting" },
      key: token,
    });
    expect(noted.answer).toMatchObject({
      about: "waiting",
      channel: "office",
      at: "2026-06-01T10:00:00Z",
      answeredAt: null,
    });
    const again = await room.call(noteComplaint, {
      params: anna,
      body: { id: "1", about: "waiting" },
      key: token,
    });
    expect(again.answer.eventId).toBe(noted.answer.eventId);
    room.clock.advance(60_000);
    const answer = { params: anna, body: { id: "2" }, key: token };
    expect((await room.call(answerComplaints, answer)).answer).toEqual({ answered: 1 });
    expect((await room.call(answerComplaints, answer)).answer).toEqual({ answered: 1 });
    const { data } = await room.client.complaints.ofMember({ params: anna });
    expect(data).toMatchObject([{ about: "waiting", answeredAt: "2026-06-01T10:01:00Z" }]);
    const events = await room.client.events.ofMember({ params: anna });
    expect(events.data.map(({ kind: each }) => each)).toEqual(["activity", "activity"]);
  });

  test("a complaint from another system is seen too, in its own words", async () => {
    await room.client.events.submit({
      body: {
        kind: "activity",
        activity: "complaint",
        fields: { about: "roast" },
        source: "app",
        id: "c-1",
        member: berit,
        occurredAt: "2026-06-01T09:00:00Z",
        channel: "app",
      },
    });
    const { data } = await room.client.complaints.ofMember({ params: berit });
    expect(data).toMatchObject([{ about: "roast", channel: "app", answeredAt: null }]);
  });

  test("nothing is sold to a member who waits for an answer, and all may be again once it is given", async () => {
    const params = { source: "card", id: "cilla" };
    const { memberId } = await room.client.members.put({ params, body: {} });
    for (const purpose of ["marketing", "profiling"] as const)
      await room.client.consents.publishWording({
        params: { purpose, language: "en" },
        body: { wording: `Yes to ${purpose}.` },
      });
    await room.call(putMemberConsents, {
      params,
      body: {
        consents: [
          { purpose: "marketing", channel: "post", language: "en", given: true },
          { purpose: "profiling", language: "en", given: true },
        ],
        source: "form",
        proof: "form 17",
        confirmed: true,
      },
    });
    const may = async () => {
      const query = { purpose: "marketing", channel: "post" } as const;
      return (await room.call(mayContact, { params, query })).answer;
    };
    const whose = { kind: "member" as const, subject: memberId };
    const { token } = await access.openSession(room.club.db, whose, room.club.clock.now());
    const own = async () => [
      (await room.call(getMe, { key: token })).answer.complaintWaits,
      (await room.call(myMirror, { key: token })).answer.complaint,
    ];
    expect(await may()).toEqual({ allowed: true, reason: "consented", until: null });
    expect(await own()).toEqual([false, null]);

    room.clock.advance(60_000);
    await room.call(noteComplaint, { params, body: { id: "6", about: "price" } });
    expect(await may()).toEqual({ allowed: false, reason: "complaint_open", until: null });
    expect(await own()).toEqual([true, { about: "price", at: expect.stringMatching(/Z$/) }]);
    // What is no message, but a use of what is known, is agreed to as before.
    expect(await consents.mayUse(room.club.db, memberId, "profiling")).toBe(true);

    room.clock.advance(60_000);
    await room.call(answerComplaints, { params, body: { id: "7" } });
    expect(await may()).toMatchObject({ allowed: true, reason: "consented" });
    expect(await own()).toEqual([false, null]);

    room.clock.advance(60_000);
    await room.call(noteComplaint, { params, body: { id: "8", about: "waiting" } });
    expect(await may()).toMatchObject({ allowed: false, reason: "complaint_open" });
  });

  test("an answer to nothing, an unknown member and an unknown subject are refused", async () => {
    const none = await room.call(answerComplaints, { params: anna, body: { id: "3" } });
    expect([none.status, none.code]).toEqual([409, "conflict"]);
    const nobody = await room.call(noteComplaint, {
      params: { source: "card", id: "nobody" },
      body: { id: "4", about: "price" },
    });
    expect(nobody.code).toBe("unknown_member");
    const words = await room.call(noteComplaint, {
      params: anna,
      body: { id: "5", about: "Anna was rude" },
    });
    expect(words.code).toBe("invalid_body");
  });
});

test("a club whose programme knows no complaints says so", async () => {
  const room = await aClub("pglite");
  const { activities: _, ...document } = programme;
  await room.client.programmes.publish({ body: { document } });
  const params = { source: "card", id: "anna" };
  await room.client.members.put({ params, body: {} });
  const refused = await room.call(noteComplaint, { params, body: { id: "1", about: "goods" } });
  expect(refused.code).toBe("unknown_activity");
  await room.close();
});
