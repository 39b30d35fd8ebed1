import { Readable } from "node:stream";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as contract from "@trofast/contract/members";
import { openCsv } from "../../platform/csv.ts";
import { transaction } from "../../platform/db.ts";
import { aClub, testNow } from "../../testing/club.ts";
import type { TestClub } from "../../testing/club.ts";
import { postgresKinds, storeKinds } from "../../testing/kinds.ts";
import * as programmes from "../programmes/service.ts";
import { bucketOf } from "./domain.ts";
import * as members from "./service.ts";

test("buckets are stable and even", () => {
  expect(bucketOf("01890a5d-ac96-774b-bcce-b302099a8057")).toBe(
    bucketOf("01890a5d-ac96-774b-bcce-b302099a8057"),
  );
  const counts = Array.from({ length: 64 }, () => 0);
  for (let index = 0; index < 6_400; index += 1) {
    const bucket = bucketOf(`01890a5d-ac96-774b-bcce-${index.toString(16).padStart(12, "0")}`);
    counts[bucket] = (counts[bucket] ?? 0) + 1;
  }
  expect(Math.min(...counts)).toBeGreaterThan(50);
  expect(Math.max(...counts)).toBeLessThan(200);
});

describe.each(storeKinds())("members on $name", ({ kind }) => {
  let room: TestClub;
  beforeAll(async () => {
    room = await aClub(kind);
    await programmes.loadTemplateIfEmpty(room.club);
  });
  afterAll(async () => {
    await room.close();
  });

  const put = async (source: string, id: string, body: object = {}) =>
    await room.call(contract.putMember, { params: { source, id }, body });
  const get = async (source: string, id: string) =>
    await room.call(contract.getMember, { params: { source, id } });

  test("a member is enrolled once and changed by what is said", async () => {
    const first = await put("card", "1", {
      market: "se",
      profile: { givenName: "Anna", email: "anna@example.se" },
    });
    expect(first.answer).toMatchObject({
      kind: "person",
      market: "se",
      status: "active",
      joinedSource: "card",
      createdAt: "2026-06-01T10:00:00Z",
      identities: [{ source: "card", id: "1" }],
      profile: { givenName: "Anna", email: "anna@example.se" },
    });
    expect(first.answer.walletId).toBe(first.answer.memberId);
    const again = await put("card", "1", { profile: { email: null, phone: "+46701234567" } });
    expect(again.answer).toEqual({
      ...first.answer,
      profile: { givenName: "Anna", phone: "+46701234567" },
    });
    expect((await get("card", "1")).answer).toEqual(again.answer);
    const { memberId } = first.answer;
    const byId = await room.call(contract.getMemberById, { params: { memberId } });
    expect(byId.answer).toEqual(again.answer);
  });

  test("names and contact details are in the vault and nowhere else", async () => {
    const { answer } = await put("card", "vault", { profile: { familyName: "Planterad-Sträng" } });
    const { db } = room.club;
    const elsewhere = await Promise.all([
      db.selectFrom("members_member").selectAll().execute(),
      db.selectFrom("members_identity").selectAll().execute(),
    ]);
    expect(JSON.stringify(elsewhere)).not.toContain("Planterad");
    const vault = await db
      .selectFrom("members_vault")
      .select("profile")
      .where("member_id", "=", answer.memberId)
      .execute();
    expect(vault).toEqual([{ profile: { familyName: "Planterad-Sträng" } }]);
  });

  test("a member goes by several identities, none of which another can take", async () => {
    const anna = await put("card", "2", { identities: [{ source: "app", id: "anna" }] });
    expect((await get("app", "anna")).answer.memberId).toBe(anna.answer.memberId);
    const bo = await put("card", "3", {
      profile: { givenName: "Bo" },
      identities: [
        { source: "shop", id: "bo" },
        { source: "app", id: "anna" },
      ],
    });
    expect(bo).toMatchObject({
      status: 409,
      code: "conflict",
      json: { errors: [{ pointer: "/identities/1" }] },
    });
    // Refused as a whole: Bo was not enrolled and no identity of his remains.
    expect((await get("card", "3")).code).toBe("not_found");
    expect((await get("shop", "bo")).code).toBe("not_found");
  });

  test("an identity that has ended rests before somebody else is enrolled by it", async () => {
    const earlier = await put("phone", "+46701740600");
    await room.club.db
      .updateTable("members_identity")
      .set({ until: new Date(testNow).toISOString() })
      .where("source", "=", "phone")
      .execute();
    expect((await get("phone", "+46701740600")).code).toBe("not_found");
    expect(await put("phone", "+46701740600")).toMatchObject({ status: 409, code: "conflict" });
    expect(await load("source,id\nphone,+46701740600\n")).toMatchObject({
      created: 0,
      refused: { identity_resting: 1 },
    });
    room.clock.advance(91 * 86_400_000);
    const later = await put("phone", "+46701740600");
    room.clock.set(testNow);
    expect(later.answer.memberId).not.toBe(earlier.answer.memberId);
    const byId = await room.call(contract.getMemberById, {
      params: { memberId: earlier.answer.memberId },
    });
    expect(byId.answer.identities).toEqual([]);
  });

  test("an erased member is gone", async () => {
    const { memberId } = (await put("card", "erased")).answer;
    await room.club.db
      .updateTable("members_member")
      .set({ status: "erased" })
      .where("member_id", "=", memberId)
      .execute();
    const answers = [
      await get("card", "erased"),
      await put("card", "erased", { profile: { givenName: "Again" } }),
      await room.call(contract.getMemberById, { params: { memberId } }),
    ];
    expect(answers.map(({ status, code }) => [status, code])).toEqual(
      answers.map(() => [410, "erased"]),
    );
  });

  test.each([
    ["a market the programme lacks", { market: "xx" }, 422, "unknown_market"],
    ["a status of one's own", { status: "active" }, 400, "invalid_body"],
    ["a member id of one's own", { memberId: "x" }, 400, "invalid_body"],
    ["a field that is no name", { profile: { "e-mail": "x" } }, 400, "invalid_body"],
    ["an empty text", { profile: { email: "" } }, 400, "invalid_body"],
    ["a text too long", { profile: { email: "x".repeat(501) } }, 400, "invalid_body"],
    ["the source id", { identities: [{ source: "id", id: "x" }] }, 400, "invalid_body"],
  ])("%s is refused and nobody enrolled", async (_, body, status, code) => {
    expect(await put("card", "refused", body)).toMatchObject({ status, code });
    expect((await get("card", "refused")).code).toBe("not_found");
  });

  test("a profile cannot grow without end", async () => {
    const fields = (prefix: string) =>
      Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`${prefix}${index}`, "x"]));
    await put("card", "many", { profile: fields("a") });
    expect(await put("card", "many", { profile: fields("b") })).toMatchObject({ status: 400 });
    expect(Object.keys((await get("card", "many")).answer.profile)).toHaveLength(30);
  });

  test("many are resolved and enrolled together", async () => {
    const { db } = room.club;
    const refs = Array.from({ length: 1_000 }, (_, index) => ({
      source: "bulk",
      id: `b ${index}`,
    }));
    const asked = [...refs, ...refs.slice(0, 10)];
    const made = await transaction(db, (tx) => members.create(tx, asked, { now: testNow }));
    expect(made.size).toBe(1_000);
    expect(await members.resolve(db, asked)).toEqual(made);
    const one = made.get(members.refKey({ source: "bulk", id: "b 7" }));
    expect(one).toMatchObject({ market: null, status: "active", walletId: one?.memberId });
    const again = await transaction(db, (tx) =>
      members.create(tx, [{ source: "bulk", id: "b 7", market: "se" }], { now: testNow }),
    );
    expect([...again.values()]).toEqual([one]);
    const ids = [...made.values()].map((member) => member.memberId);
    const known = await members.byIds(db, [...ids, "00000000-0000-7000-8000-000000000000"]);
    expect(known.size).toBe(1_000);
  });

  const load = async (text: string, nameOf = members.columnNames(new Map()), source?: string) =>
    await members.importMembers(room.club, {
      table: await openCsv(Readable.from([text]), { nameOf }),
      source,
    });

  test("an imported table accounts for every row", async () => {
    await put("file", "e");
    await room.club.db
      .updateTable("members_member")
      .set({ status: "erased" })
      .where("member_id", "=", (await get("file", "e")).answer.memberId)
      .execute();
    const table = [
      "Source,ID,market,kind,givenName,email",
      "file,1,se,person,Anna,anna@example.se",
      "file,2,,Company,,",
      "file,1,,,Annika,",
      "file,,se,,,",
      "file,3,xx,,,",
      "file,4,se,robot,,",
      "id,5,se,,,",
      "file,6",
      "file,e,se,,Erik,",
      `file,7,,,${"x".repeat(501)},`,
    ].join("\n");
    const result = await load(table);
    expect(result).toMatchObject({
      rows: 10,
      created: 2,
      updated: 1,
      refused: {
        missing_id: 1,
        unknown_market: 1,
        invalid_kind: 1,
        invalid_source: 1,
        wrong_cell_count: 1,
        erased: 1,
        invalid_givenName: 1,
      },
    });
    expect((await get("file", "1")).answer).toMatchObject({
      market: "se",
      profile: { givenName: "Annika", email: "anna@example.se" },
    });
    expect((await get("file", "2")).answer).toMatchObject({ kind: "company", profile: {} });
    expect(await load(table)).toMatchObject({ created: 0, updated: 3 });
  });

  test("their columns can be mapped to ours", async () => {
    const map = new Map([
      ["kundnr", "id"],
      ["e-post", "email"],
      ["ort", ""],
    ]);
    const text = "Kundnr;E-post;Ort\n71;bo@example.se;Lund\n";
    const result = await load(text, members.columnNames(map), "erp");
    expect(result).toMatchObject({ rows: 1, created: 1 });
    expect((await get("erp", "71")).answer.profile).toEqual({ email: "bo@example.se" });
  });

  test("a table without its columns is refused before anybody is enrolled", async () => {
    await expect(load("id\n1\n")).rejects.toMatchObject({
      detail: expect.stringMatching(/source/),
    });
    await expect(load("source\nx\n")).rejects.toMatchObject({
      detail: expect.stringMatching(/ id\./),
    });
    await expect(load("source,id,E-post\nx,1,y\n")).rejects.toMatchObject({
      code: "invalid_csv",
      detail: expect.stringMatching(/E-post/),
    });
  });
});

describe.each(postgresKinds())("races of members on $name", ({ kind }) => {
  test("twenty who enrol the same identities at once get the same members", async () => {
    const room = await aClub(kind);
    const { db } = room.club;
    const refs = Array.from({ length: 50 }, (_, index) => ({ source: "race", id: String(index) }));
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, (_, turn) =>
        transaction(db, (tx) =>
          members.create(tx, turn % 2 === 0 ? refs : refs.toReversed(), { now: testNow }),
        ),
      ),
    );
    for (const outcome of outcomes) expect(outcome).toEqual(outcomes[0]);
    const counted = await db.selectFrom("members_member").select("member_id").execute();
    expect(counted).toHaveLength(50);
    await room.close();
  });

  test("of twenty who claim one card for themselves one gets it", async () => {
    const room = await aClub(kind);
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        room.call(contract.putMember, {
          params: { source: "app", id: String(index) },
          body: { identities: [{ source: "card", id: "wanted" }] },
        }),
      ),
    );
    const counts = Map.groupBy(outcomes, ({ status }) => status);
    expect(counts.get(200)).toHaveLength(1);
    expect(counts.get(409)).toHaveLength(19);
    await room.close();
  });
});
