/** Somebody is known by an address or a number however it is spelled, and through whichever door it came. */
import { randomUUID } from "node:crypto";
import { submitEvent } from "@trofast/contract/events";
import { getMember, putMember } from "@trofast/contract/members";
import { searchMembers } from "@trofast/contract/members-search";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { transaction } from "../../platform/db.ts";
import { aClub, testNow } from "../../testing/club.ts";
import type { TestClub } from "../../testing/club.ts";
import { postgresKinds, storeKinds } from "../../testing/kinds.ts";
import * as programmes from "../programmes/service.ts";
import * as members from "./service.ts";

const load = async (room: TestClub, csv: string) =>
  await room.client.members.upload({ query: {}, body: csv });

/** Comes in by an address or a number that was proven by a code. */
const join = async (room: TestClub, source: "email" | "phone", id: string) =>
  await transaction(room.club.db, (tx) =>
    members.enrolProven(tx, { source, id }, { now: room.clock.now() }),
  );

describe.each(storeKinds())("who is known by what on $name", ({ kind }) => {
  let room: TestClub;
  beforeAll(async () => {
    room = await aClub(kind);
    await programmes.loadTemplateIfEmpty(room.club);
  });
  afterAll(async () => {
    await room.close();
  });

  const get = async (source: string, id: string) =>
    await room.call(getMember, { params: { source, id } });
  const put = async (source: string, id: string, body: object = {}) =>
    await room.call(putMember, { params: { source, id }, body });
  const idOf = async (source: string, id: string) => (await get(source, id)).answer.memberId;
  const provenAt = async (source: string, id: string) => {
    const { memberId } = (await get(source, id)).answer;
    const identities = await members.identitiesInUse(room.club.db, memberId);
    return identities.find((identity) => identity.source === source)?.provenAt;
  };

  test("an imported member who joins by the own address or number is the same member", async () => {
    const table = "source,id,givenName,Email,phone\nerp,1,Anna,Anna@Example.se,070-174 06 99\n";
    expect(await load(room, table)).toMatchObject({ created: 1, errors: [] });
    const imported = await idOf("erp", "1");
    expect(await provenAt("email", "anna@example.se")).toBeNull();
    expect((await join(room, "email", "anna@example.se")).memberId).toBe(imported);
    expect((await join(room, "phone", "+46701740699")).memberId).toBe(imported);
    expect(await provenAt("email", "anna@example.se")).toBe(testNow);
    const { answer } = await room.call(searchMembers, { query: { q: "anna@example.se" } });
    expect(answer.data.map(({ memberId }) => memberId)).toEqual([imported]);
    expect((await get("erp", "1")).answer.profile["email"]).toBe("Anna@Example.se");
    expect(await load(room, table)).toMatchObject({ created: 0, updated: 1, errors: [] });
  });

  test("every door reads an address and a number the same way", async () => {
    const bea = (await put("email", "Bea@Example.SE")).answer;
    expect(bea.identities).toMatchObject([{ source: "email", id: "bea@example.se" }]);
    expect((await put("email", "bea@example.se")).answer.memberId).toBe(bea.memberId);
    const table = "source,id\nemail,BEA@example.se\nphone,0701740611\nphone,+46 70 174 06 11\n";
    expect(await load(room, table)).toMatchObject({ created: 1, updated: 2 });
    const cia = await idOf("phone", "070-174 06 11");
    await put("card", "cia", { identities: [{ source: "email", id: "CIA@example.se" }] });
    expect(await idOf("email", "cia@Example.se")).toBe(await idOf("card", "cia"));
    const event = (member: object) => ({
      kind: "purchase",
      source: "pos",
      id: randomUUID(),
      member,
      unknownMember: "create",
      occurredAt: "2026-06-01T09:00:00Z",
      currency: "SEK",
      lines: [{ article: "beans", quantity: 1, paidMinor: 10_000 }],
    });
    const bought = await room.call(submitEvent, {
      body: event({ source: "phone", id: "0046701740611" }),
    });
    expect(bought.answer.event?.memberId).toBe(cia);
    const dan = await room.call(submitEvent, {
      body: event({ source: "email", id: "Dan@Example.se" }),
    });
    expect((await join(room, "email", "dan@example.se")).memberId).toBe(dan.answer.event?.memberId);
    expect(
      await room.call(submitEvent, { body: event({ source: "email", id: "0701740688" }) }),
    ).toMatchObject({
      code: "invalid_identifier",
      json: { errors: [{ pointer: "/member/id" }] },
    });
  });

  test("what is neither is refused with its place, and nothing is stored", async () => {
    expect(await put("email", "nobody")).toMatchObject({ status: 422, code: "invalid_identifier" });
    const bad = [
      { source: "shop", id: "e" },
      { source: "phone", id: "12" },
    ];
    expect(await put("card", "e", { identities: bad })).toMatchObject({
      status: 422,
      code: "invalid_identifier",
      json: { errors: [{ pointer: "/identities/1/id" }] },
    });
    expect((await get("card", "e")).code).toBe("not_found");
    const table =
      "source,id,email,phone\nerp,e1,none,\nerp,e2,,e@example.se\nemail,07,,\nerp,e3,e3@example.se,\n";
    expect(await load(room, table)).toMatchObject({
      created: 1,
      errors: [
        { line: 2, column: "email", code: "invalid_email" },
        { line: 3, column: "phone", code: "invalid_phone" },
        { line: 4, column: "id", code: "invalid_id" },
      ],
    });
    expect((await get("erp", "e1")).code).toBe("not_found");
  });

  test("an address that is somebody else's is the row's fault: neither loses anything", async () => {
    const eva = (await put("email", "eva@example.se", { profile: { givenName: "Eva" } })).answer;
    const old = (await put("erp", "f0", { profile: { givenName: "Fia" } })).answer;
    const table = [
      "source,id,givenName,email,phone",
      "erp,f0,Other,EVA@example.se,0701740622",
      "erp,f1,Fay,eva@example.se,",
      "erp,f2,Gun,gun@example.se,",
      "erp,f3,Gun,Gun@example.se,0701740633",
      "erp,f3,Gun,,",
    ].join("\n");
    expect(await load(room, table)).toMatchObject({
      created: 2,
      updated: 0,
      errors: [2, 3, 5].map((line) => ({ line, column: "email", code: "identity_taken" })),
    });
    expect((await get("email", "eva@example.se")).answer).toEqual(eva);
    expect((await get("erp", "f0")).answer).toEqual(old);
    expect((await get("erp", "f1")).code).toBe("not_found");
    // Of a row that was refused no other identity is given away.
    for (const number of ["0701740622", "0701740633"])
      expect((await get("phone", number)).code).toBe("not_found");
  });

  test("an address that rests is the row's fault, and the row without it is taken", async () => {
    const { memberId } = (await put("email", "ida@example.se")).answer;
    await transaction(room.club.db, (tx) =>
      members.removeIdentity(tx, { source: "email", id: "ida@example.se", memberId }, testNow),
    );
    const table =
      "source,id,email,phone\nerp,h1,ida@example.se,0701740644\nerp,h1,,\nerp,h2,,0701740644\n";
    expect(await load(room, table)).toMatchObject({
      created: 2,
      errors: [{ line: 2, column: "email", code: "identity_resting" }],
    });
    expect(await idOf("phone", "0701740644")).toBe(await idOf("erp", "h2"));
  });

  test("what was stored in other spellings is written anew, and of two the first keeps it", async () => {
    const { db } = room.club;
    const made: string[] = [];
    for (const [index, id] of ["j1", "j2", "j3", "j4"].entries()) {
      room.clock.set(testNow + index);
      made.push((await put("card", id)).answer.memberId);
    }
    const spelled = [
      ["email", "Jan@Example.se", 0],
      ["email", "jan@example.se", 1],
      ["phone", "0701740655", 2],
      ["phone", "070-174 06 55", 0],
      ["phone", "+46 701740655", 2],
      ["phone", "12", 3],
    ] as const;
    for (const [index, [source, id, whose]] of spelled.entries()) {
      const since = new Date(testNow + index).toISOString();
      const identity_id = randomUUID();
      const member_id = made[whose] ?? "";
      await db
        .insertInto("members_identity")
        .values({ identity_id, source, id, member_id, since })
        .execute();
      await db.insertInto("members_unwritten").values({ identity_id }).execute();
    }
    const rewritten = await members.rewriteIdentities(room.club);
    room.clock.set(testNow);
    expect(rewritten).toMatchObject({ writtenCount: 4, unreadableCount: 1 });
    expect(
      rewritten.doubled.toSorted((left, right) => (left.source < right.source ? -1 : 1)),
    ).toEqual([
      { source: "email", kept: made[0], lost: made[1] },
      { source: "phone", kept: made[2], lost: made[0] },
    ]);
    expect(await idOf("email", "JAN@example.se")).toBe(made[0]);
    expect(await idOf("phone", "0701740655")).toBe(made[2]);
    // Neither an address nor a number: known as it was.
    expect(await idOf("phone", "12")).toBe(made[3]);
    expect(await members.rewriteIdentities(room.club)).toEqual({
      writtenCount: 0,
      unreadableCount: 0,
      doubled: [],
    });
  });
});

describe.each(postgresKinds())("races for an address on $name", ({ kind }) => {
  test("a table and whoever joins at the same time make one member of each address", async () => {
    const room = await aClub(kind);
    const numbers = Array.from({ length: 20 }, (_, index) => index);
    const table = (name: string) =>
      `source,id,email\n${numbers.map((n) => `${name},${n},P${n}@example.se\n`).join("")}`;
    const [joined, ...loaded] = await Promise.all([
      Promise.all(numbers.map((n) => join(room, "email", `p${n}@example.se`))),
      load(room, table("erp")),
      load(room, table("erp")),
    ]);
    const { count } = await room.club.db
      .selectFrom("members_member")
      .select((select) => select.fn.countAll<number>().as("count"))
      .executeTakeFirstOrThrow();
    expect(count).toBe(20);
    for (const { rows, errors } of loaded) {
      expect(rows).toBe(20);
      for (const { code } of errors) expect(code).toBe("identity_taken");
    }
    for (const n of numbers) {
      const ref = { source: "erp", id: String(n) };
      const known = (await members.resolve(room.club.db, [ref])).get(members.refKey(ref));
      // Either the table was first, and who joined is its member; or the row was refused and says so.
      const refused = loaded.every(({ errors }) => errors.some(({ line }) => line === n + 2));
      expect(known?.memberId ?? "refused").toBe(refused ? "refused" : joined[n]?.memberId);
    }
    await room.close();
  });
});
