/** What members have told as a fact of their events: when it counts, who keeps it, and how it is forgotten. */
import { sql } from "kysely";
import { putMemberConsents } from "@trofast/contract/consents";
import * as checkout from "@trofast/contract/checkout";
import { explainEvent, submitEvent } from "@trofast/contract/events";
import { publishProgramme } from "@trofast/contract/programmes";
import type { FieldAnswer } from "@trofast/contract/members";
import * as relations from "@trofast/contract/relations";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { aClub } from "../../testing/club.ts";
import type { TestClub } from "../../testing/club.ts";
import { storeKinds } from "../../testing/kinds.ts";
import { verify } from "../insights/service.ts";
import * as members from "../members/service.ts";
import { erase } from "../privacy/service.ts";
import { workOff } from "../privacy/retention.ts";

const DAY = 86_400_000;
let keys = 0;
const key = () => ({ "idempotency-key": `told-${(keys += 1)}` });
const lines = [{ article: "beans", quantity: 1, paidMinor: 10_000 }];

const programme = {
  club: { name: "Kvarnby", languages: ["sv"] },
  markets: { se: { currency: "SEK", timezone: "Europe/Stockholm" } },
  units: { points: { worth: { se: "0.10 SEK" }, expires: "60 months" } },
  profile: { milk: { choice: ["oat", "cow"] } },
  rules: [
    { id: "base", on: "purchase", give: { points: { each: "1 SEK", of: "basket.paid" } } },
    {
      id: "birthday",
      on: "purchase",
      when: "member.birthMonth == local.month",
      give: { points: 50 },
    },
    {
      id: "oats",
      on: "purchase",
      when: 'has(member.profile.milk) && member.profile.milk == "oat" && basket.paid >= 100',
      give: { points: 200 },
      onReturn: "re-evaluate",
    },
    { id: "tea", on: "purchase", when: '"tea" in member.interests', give: { points: 7 } },
  ],
};

const milk = {
  kind: "choice" as const,
  label: { sv: "Mjölk" },
  question: { sv: "Vilken mjölk dricker du?" },
  choices: [
    { value: "oat", label: { sv: "Havre" } },
    { value: "cow", label: { sv: "Ko" } },
    { value: "zebra", label: { sv: "Sebra" } },
  ],
  purpose: "För poäng på det du dricker.",
  keepDays: null,
  consent: null,
  position: 9,
};

describe.each(storeKinds())("what members have told, on $name", ({ kind }) => {
  let room: TestClub;
  let count = 0;
  beforeAll(async () => {
    room = await aClub(kind);
    const { members: fields } = room.client;
    const early = await room.call(publishProgramme, {
      body: { document: programme },
      headers: key(),
    });
    expect(early.code).toBe("programme_invalid");
    expect(early.json).toMatchObject({
      errors: [{ code: "profile_field_unknown", pointer: "/profile/milk" }],
    });
    await fields.putField({ params: { field: "milk" }, body: milk });
    await room.client.programmes.publish({ body: { document: programme } });
    await room.client.consents.publishWording({
      params: { purpose: "profiling", language: "sv" },
      body: { wording: "Ja till profilering." },
    });
  });
  afterAll(() => room.close());
  beforeEach(() => {
    room.clock.advance(60_000);
  });

  const aMember = async () => {
    const ref = { source: "card", id: `told-${(count += 1)}` };
    const { memberId } = await room.client.members.put({ params: ref, body: {} });
    return { ref, memberId };
  };
  const tell = async (
    memberId: string,
    answers: Readonly<Record<string, FieldAnswer | null>>,
  ): Promise<void> => {
    await members.change(room.club, { memberId, answers });
    room.clock.advance(1_000);
  };
  const monthNow = (): number => new Date(room.clock.now()).getUTCMonth() + 1;
  const buys = async (member: members.MemberRef, more: object = {}) => {
    const occurredAt = new Date(room.clock.now()).toISOString();
    const body = { kind: "purchase", source: "pos", id: `p-${(count += 1)}`, member, occurredAt };
    const { answer } = await room.call(submitEvent, {
      body: { ...body, currency: "SEK", lines, ...more },
    });
    return { id: body.id, given: answer.given?.["points"] ?? 0 };
  };
  const profiling = async (ref: members.MemberRef, given: boolean) =>
    await room.call(putMemberConsents, {
      params: ref,
      body: {
        consents: [{ purpose: "profiling", given, ...(given && { language: "sv" }) }],
        source: "form",
        proof: "form 1",
        confirmed: true,
      },
    });
  const redecided = async () => await verify(room.club, { redecide: true });

  test("an answer counts from when it is given, until it is taken back", async () => {
    const { ref, memberId } = await aMember();
    expect((await buys(ref)).given).toBe(100);
    const before = new Date(room.clock.now()).toISOString();
    room.clock.advance(60_000);
    await tell(memberId, { birthMonth: monthNow(), milk: "oat" });
    expect((await buys(ref)).given).toBe(350);
    // It was bought before it was told, whenever that is heard of.
    expect((await buys(ref, { occurredAt: before })).given).toBe(100);
    await tell(memberId, { birthMonth: null, milk: "cow" });
    expect((await buys(ref)).given).toBe(100);
    expect(await redecided()).toMatchObject({ differences: [] });
  });

  test("history is decided without what is told today", async () => {
    const { ref, memberId } = await aMember();
    await tell(memberId, { birthMonth: monthNow(), milk: "oat" });
    const occurredAt = new Date(room.clock.now() - 365 * DAY).toISOString();
    expect((await buys(ref, { occurredAt, history: true })).given).toBe(100);
    expect((await buys(ref)).given).toBe(350);
  });

  test("what was inferred is not told; what another system was told is", async () => {
    const { ref } = await aMember();
    const put = async (from: "inferred" | "imported") => {
      await room.client.members.putAnswers({
        params: ref,
        body: { from, answers: { milk: "oat" } },
      });
      room.clock.advance(1_000);
    };
    await put("inferred");
    expect((await buys(ref)).given).toBe(100);
    await put("imported");
    expect((await buys(ref)).given).toBe(300);
  });

  test("a field that needs a consent is read only while that is given", async () => {
    const { ref, memberId } = await aMember();
    await tell(memberId, { interests: ["tea"] });
    expect((await buys(ref)).given).toBe(100);
    await profiling(ref, true);
    room.clock.advance(1_000);
    expect((await buys(ref)).given).toBe(107);
    await profiling(ref, false);
    room.clock.advance(1_000);
    expect((await buys(ref)).given).toBe(100);
    expect(await redecided()).toMatchObject({ differences: [] });
  });

  test("a quote promises it, the purchase gives it, and taken back between the two it does not", async () => {
    const { ref, memberId } = await aMember();
    await tell(memberId, { milk: "oat" });
    const quoted = async () =>
      (
        await room.call(checkout.makeQuote, {
          body: {
            source: "till",
            member: ref,
            currency: "SEK",
            lines: [{ article: "beans", quantity: 1, unitPriceMinor: 10_000 }],
          },
        })
      ).answer;
    const commit = async (quote: string) =>
      await room.call(checkout.commitQuote, { params: { quote }, body: {} });
    const kept = await quoted();
    expect(kept.given).toEqual({ points: 300 });
    expect((await commit(kept.quote)).answer).toMatchObject({
      given: { points: 300 },
      differences: [],
    });
    const broken = await quoted();
    room.clock.advance(1_000);
    await tell(memberId, { milk: null });
    const done = await commit(broken.quote);
    const given = done.code === "quote_changed" ? 100 : done.answer.given?.["points"];
    expect(given).toBe(100);
    expect(done.code === "quote_changed" || done.answer.differences.length > 0).toBe(true);
  });

  test("goods that come back are asked about with what was told then", async () => {
    const { ref, memberId } = await aMember();
    await tell(memberId, { milk: "oat" });
    const two = [{ article: "beans", quantity: 2, paidMinor: 30_000 }];
    const { id, given } = await buys(ref, { lines: two });
    expect(given).toBe(500);
    await tell(memberId, { milk: "cow" });
    const occurredAt = new Date(room.clock.now()).toISOString();
    const back = await room.call(submitEvent, {
      body: {
        kind: "return",
        source: "pos",
        id: `${id}-back`,
        member: ref,
        occurredAt,
        currency: "SEK",
        of: { source: "pos", id },
        lines: [{ article: "beans", quantity: 1 }],
      },
    });
    expect(back.answer.given).toEqual({ points: -150 });
    expect(await redecided()).toMatchObject({ differences: [] });
  });

  test("two who become one have told what the one who stays has told", async () => {
    const [gone, stays] = [await aMember(), await aMember()];
    await tell(gone.memberId, { milk: "oat" });
    expect((await buys(gone.ref)).given).toBe(300);
    await tell(stays.memberId, { milk: "cow" });
    const merged = await room.call(relations.merge, {
      body: { member: gone.ref, into: stays.ref },
      headers: key(),
    });
    expect(merged.status).toBe(201);
    room.clock.advance(1_000);
    expect((await buys(gone.ref)).given).toBe(100);
    expect(await redecided()).toMatchObject({ differences: [] });
    await erase(room.club, stays.memberId);
    expect(await toldOf(gone.memberId)).toBe(0);
  });

  const toldOf = async (memberId: string): Promise<number> => {
    const found = await sql<{ count: number }>`
      select count(*)::int as count from activity_told where member_id = ${memberId}::uuid`.execute(
      room.club.db,
    );
    return found.rows[0]?.count ?? 0;
  };

  /** Tables in which a text stands anywhere. */
  const holding = async (text: string): Promise<string[]> =>
    await room.club.store.asOwner(async (owner) => {
      const tables = await sql<{ name: string }>`select c.relname as name from pg_class c
        where c.relnamespace = current_schema()::regnamespace and c.relkind = 'r'`.execute(owner);
      const found: string[] = [];
      for (const { name } of tables.rows) {
        const rows = await sql<{ count: number }>`
          select count(*)::int as count from ${sql.table(name)} t
          where to_jsonb(t)::text like ${`%${text}%`}`.execute(owner);
        if ((rows.rows[0]?.count ?? 0) > 0) found.push(name);
      }
      return found;
    });

  test("after an erasure no answer of the member stands anywhere, and the books are as they were", async () => {
    const { ref, memberId } = await aMember();
    await tell(memberId, { milk: "zebra" });
    const { id } = await buys(ref);
    const where = await holding("zebra");
    // The question itself offers it; the log does not hold it.
    expect(where.toSorted()).toEqual(["activity_told", "members_answer", "members_field"]);
    const told = await room.call(explainEvent, { params: { source: "pos", id } });
    expect(JSON.stringify(told.answer)).not.toContain("zebra");
    await erase(room.club, memberId);
    expect(await holding("zebra")).toEqual(["members_field"]);
    expect(await redecided()).toMatchObject({ differences: [] });
  });

  test("with its field, or after its time, goes what was decided by it; the gifts stay", async () => {
    const { ref, memberId } = await aMember();
    await room.client.members.putField({
      params: { field: "milk" },
      body: { ...milk, keepDays: 10 },
    });
    await tell(memberId, { milk: "oat" });
    expect((await buys(ref)).given).toBe(300);
    room.clock.advance(11 * DAY);
    // Nobody has come by to remove it, and it counts no more.
    expect((await buys(ref)).given).toBe(100);
    expect(await toldOf(memberId)).toBe(1);
    await workOff(room.club);
    expect(await toldOf(memberId)).toBe(0);
    await tell(memberId, { milk: "oat", birthMonth: monthNow() });
    expect((await buys(ref)).given).toBe(350);
    await members.deleteField(room.club, "milk");
    expect(await toldOf(memberId)).toBe(0);
    expect((await buys(ref)).given).toBe(150);
    const report = await redecided();
    expect(report.differences).toEqual([]);
    // Those that rested on it are passed over, and no others.
    expect(report.redecided).toBeLessThan(report.events);
    expect(report.redecided).toBeGreaterThan(report.events / 2);
  });
});
