import * as relations from "@trofast/contract/relations";
import * as contract from "@trofast/contract/segments";
import { SEGMENTS_PER_MEMBER_MAX } from "@trofast/contract/segments";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { aClub } from "../../testing/club.ts";
import type { TestClub } from "../../testing/club.ts";
import { storeKinds } from "../../testing/kinds.ts";
import { closeProved } from "../../testing/rewards.ts";
import * as members from "../members/service.ts";

const names = Array.from({ length: SEGMENTS_PER_MEMBER_MAX }, (_, number) => `group-${number}`);

const programme = {
  club: { name: "Kvarnby", languages: ["sv", "en"] },
  markets: { se: { currency: "SEK", timezone: "Europe/Stockholm" } },
  units: { points: { worth: { se: "0.10 SEK" }, expires: "12 months" } },
  segments: Object.fromEntries(["friends", "bakers", ...names].map((name) => [name, { name }])),
  rules: [{ id: "friends", on: "purchase", segments: ["friends"], give: { points: 25 } }],
};

interface Known {
  readonly memberId: string;
  readonly ref: members.MemberRef;
}

describe.each(storeKinds())("segments of two who become one on $name", ({ kind }) => {
  let room: TestClub;
  let count = 0;
  beforeAll(async () => {
    room = await aClub(kind);
    await room.client.programmes.publish({ body: { document: programme } });
  });
  afterAll(() => closeProved(room));

  async function aMember(...segments: readonly (readonly [string, string])[]): Promise<Known> {
    count += 1;
    const ref = { source: "card", id: `card-${count}` };
    const { memberId } = await room.client.members.put({ params: ref, body: {} });
    for (const [segment, reason] of segments) await put(ref, segment, reason);
    return { memberId, ref };
  }
  const put = async (ref: members.MemberRef, segment: string, reason: string) => {
    const params = { ...ref, segment };
    expect((await room.call(contract.putSegmentMember, { params, body: { reason } })).status).toBe(
      200,
    );
  };
  const remove = async ({ ref }: Known, segment: string) => {
    const params = { ...ref, segment };
    expect((await room.call(contract.removeSegmentMember, { params })).status).toBe(204);
  };
  const merge = async (member: Known, into: Known) => {
    count += 1;
    return await room.call(relations.merge, {
      body: { member: member.ref, into: into.ref },
      headers: { "idempotency-key": `merge-${count}` },
    });
  };
  const unmerge = async (mergeId: string) => {
    count += 1;
    const headers = { "idempotency-key": `unmerge-${count}` };
    const done = await room.call(relations.unmerge, { body: { mergeId }, headers });
    expect(done.status).toBe(200);
  };
  /** As staff see it, with why; and that events are decided by the same. */
  const segmentsOf = async ({ memberId, ref }: Known): Promise<string[]> => {
    const { answer } = await room.call(contract.segmentsOfMember, { params: ref });
    const shown = answer.data.map(({ segment, reason }) => `${segment}: ${reason}`);
    const own = (await members.byIds(room.club.db, [memberId])).get(memberId)?.segments;
    expect(answer.data.map(({ segment }) => segment)).toEqual(own);
    return shown;
  };
  const membersOf = async (segment: string): Promise<string[]> => {
    const params = { segment };
    const { answer } = await room.call(contract.listSegmentMembers, { params, query: {} });
    const { answer: all } = await room.call(contract.listSegments, {});
    const counted = all.data.find((each) => each.segment === segment)?.members;
    expect(counted).toBe(answer.data.length);
    return answer.data.map(({ memberId }) => memberId);
  };
  const earnedBy = async ({ ref }: Known): Promise<number> => {
    count += 1;
    const { balance } = await room.client.events.submit({
      body: {
        kind: "purchase",
        source: "pos",
        id: `purchase-${count}`,
        member: ref,
        currency: "SEK",
        lines: [{ article: "a", quantity: 1, paidMinor: 1_000 }],
        occurredAt: new Date(room.clock.now()).toISOString(),
      },
    });
    const points = balance?.["points"];
    return typeof points === "object" ? points.available : 0;
  };

  test("what either was in, the one is in; the preview says what comes, why and since when", async () => {
    const anna = await aMember(["friends", "book-circle"], ["bakers", "course"]);
    room.clock.advance(86_400_000);
    const other = await aMember(["bakers", "staff"]);
    const { answer: own } = await room.call(contract.segmentsOfMember, { params: anna.ref });
    const since = own.data.find(({ segment }) => segment === "friends")?.since;
    const pair = { member: anna.ref, into: other.ref };
    const preview = await room.call(relations.previewMerge, { body: pair });
    expect(preview.answer).toMatchObject({
      segments: [{ segment: "friends", name: "friends", reason: "book-circle", since }],
      blocks: [],
    });
    await merge(anna, other);
    expect(await segmentsOf(other)).toEqual(["bakers: staff", "friends: book-circle"]);
    const { answer } = await room.call(contract.segmentsOfMember, { params: anna.ref });
    expect(answer.data.find(({ segment }) => segment === "friends")?.since).toBe(since);
    expect(await membersOf("friends")).toContain(other.memberId);
    expect(await membersOf("friends")).not.toContain(anna.memberId);
    expect(await earnedBy(other)).toBe(25);
  });

  test("taken apart, each is in what they were in before, for the books as for the staff", async () => {
    const anna = await aMember(["friends", "book-circle"], ["bakers", "course"]);
    const other = await aMember(["bakers", "staff"]);
    const { answer } = await merge(anna, other);
    const preview = await room.call(relations.previewUnmerge, {
      body: { mergeId: answer.mergeId },
    });
    expect(preview.answer.segments).toEqual(["bakers", "friends"]);
    await unmerge(answer.mergeId);
    expect(await segmentsOf(anna)).toEqual(["bakers: course", "friends: book-circle"]);
    expect(await segmentsOf(other)).toEqual(["bakers: staff"]);
    expect(await membersOf("friends")).toContain(anna.memberId);
    expect(await membersOf("friends")).not.toContain(other.memberId);
    expect(await earnedBy(other)).toBe(0);
    expect(await earnedBy(anna)).toBe(25);
  });

  test("what was said of the one meanwhile stays: out is out on both sides, in is in where it was said", async () => {
    const anna = await aMember(["friends", "book-circle"], ["bakers", "course"]);
    const other = await aMember(["bakers", "staff"]);
    const { answer } = await merge(anna, other);
    await remove(anna, "bakers");
    await put(anna.ref, "friends", "book-circle");
    await put(anna.ref, "group-1", "lives-here");
    await unmerge(answer.mergeId);
    expect(await segmentsOf(anna)).toEqual(["friends: book-circle"]);
    expect(await segmentsOf(other)).toEqual(["friends: book-circle", "group-1: lives-here"]);
  });

  test("two who became one with a third bring the same segment: it goes with the last of them", async () => {
    const [anna, bea] = [await aMember(["friends", "first"]), await aMember(["friends", "second"])];
    const other = await aMember();
    const one = await merge(anna, other);
    const two = await merge(bea, other);
    expect(await segmentsOf(other)).toEqual(["friends: first"]);
    await unmerge(one.answer.mergeId);
    expect(await segmentsOf(anna)).toEqual(["friends: first"]);
    expect(await segmentsOf(other)).toEqual(["friends: second"]);
    await unmerge(two.answer.mergeId);
    expect(await segmentsOf(bea)).toEqual(["friends: second"]);
    expect(await segmentsOf(other)).toEqual([]);
  });

  test("more segments together than one can be in: the merge says so, and nothing is changed", async () => {
    const anna = await aMember(["friends", "book-circle"]);
    const other = await aMember(...names.map((name) => [name, "many"] as const));
    const pair = { member: anna.ref, into: other.ref };
    const preview = await room.call(relations.previewMerge, { body: pair });
    expect(preview.answer.blocks).toMatchObject([{ code: "too_many_segments" }]);
    expect((await merge(anna, other)).code).toBe("cannot_merge");
    expect(await segmentsOf(anna)).toEqual(["friends: book-circle"]);
  });
});
