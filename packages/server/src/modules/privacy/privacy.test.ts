import { sql } from "kysely";
import fc from "fast-check";
import * as consentContract from "@trofast/contract/consents";
import { submitEvent } from "@trofast/contract/events";
import { ledgerTotals } from "@trofast/contract/ledger";
import * as memberContract from "@trofast/contract/members";
import * as contract from "@trofast/contract/privacy";
import * as selfContract from "@trofast/contract/self";
import * as questions from "@trofast/contract/self-questions";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { transaction } from "../../platform/db.ts";
import { aClub } from "../../testing/club.ts";
import type { TestClub } from "../../testing/club.ts";
import { contentsOf } from "../../testing/contents.ts";
import { postgresKinds, storeKinds } from "../../testing/kinds.ts";
import { aPerson, stepUp } from "../../testing/staff.ts";
import * as access from "../access/service.ts";
import * as consents from "../consents/service.ts";
import * as insights from "../insights/service.ts";
import * as members from "../members/service.ts";
import { cell, isFormula } from "../../platform/csv-cells.ts";
import { workOff } from "./retention.ts";
import { agedTables } from "./aged-tables.ts";
import { knownTables } from "./tables.ts";

const DAY = 86_400_000;
const programme = {
  club: { name: "Kvarnby", languages: ["sv"] },
  markets: { se: { currency: "SEK", timezone: "Europe/Stockholm" } },
  units: { points: { worth: { se: "0.10 SEK" }, expires: "60 months" } },
  activities: { review: { fields: { stars: "1..5" } } },
  rules: [{ id: "base", on: "purchase", give: { points: { each: "1 SEK", of: "basket.paid" } } }],
};

/** All rows of all tables as one text. */
async function dumpOf({ club }: TestClub): Promise<string> {
  return await club.store.asOwner(async (owner) => {
    const tables = await sql<{ name: string }>`select c.relname as name from pg_class c
      where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p')`.execute(
      owner,
    );
    const texts: string[] = [];
    for (const { name } of tables.rows) {
      const rows = await sql<{ text: string | null }>`
        select string_agg(to_jsonb(t)::text, E'\n') as text from ${sql.table(name)} t`.execute(
        owner,
      );
      texts.push(`${name}: ${rows.rows[0]?.text ?? ""}`);
    }
    return texts.join("\n");
  });
}

describe.each(storeKinds())("privacy on $name", ({ kind }) => {
  let room: TestClub;
  let count = 0;
  beforeAll(async () => {
    room = await aClub(kind);
    await room.client.programmes.publish({ body: { document: programme } });
    for (const purpose of consentContract.consentPurposes)
      await room.client.consents.publishWording({
        params: { purpose, language: "sv" },
        body: { wording: `Ja till ${purpose}.` },
      });
  });
  afterAll(() => room.close());
  beforeEach(() => {
    room.clock.advance(60_000);
  });

  /** A member with a proven address, signed in. */
  async function aMember(email = `m${(count += 1)}@example.se`) {
    const { club } = room;
    const now = club.clock.now();
    const ref = { source: "email", id: email };
    const { memberId } = await transaction(club.db, (tx) => members.enrolProven(tx, ref, { now }));
    const whose = { kind: "member" as const, subject: memberId };
    const { token } = await access.openSession(club.db, whose, now);
    return { memberId, token, ref };
  }

  const buy = async (
    member: members.MemberRef,
    id: string,
    paidMinor = 10_000,
    more: object = {},
  ) =>
    await room.call(submitEvent, {
      body: {
        kind: "purchase",
        source: "pos",
        id,
        member,
        occurredAt: new Date(room.clock.now()).toISOString(),
        currency: "SEK",
        lines: [{ article: "a", quantity: 1, paidMinor }],
        ...more,
      },
    });

  test("every table that knows members has its rule, and no other is named", async () => {
    const found = await sql<{ table: string; rule: string | null; columns: string[] }>`
      select c.relname as "table", r.rule,
        array_agg(a.attname::text) filter (where a.attnum > 0) as columns
      from pg_class c
      join pg_attribute a on a.attrelid = c.oid and not a.attisdropped
      left join platform_table_rule r on r.table_name = c.relname
      where c.relnamespace = current_schema()::regnamespace
        and c.relkind in ('r', 'p') and not c.relispartition
      group by c.relname, r.rule`.execute(room.club.db);
    const tables = new Map(found.rows.map((row) => [row.table, row]));
    const knowing = found.rows
      .filter(({ columns }) =>
        columns.some((name) => /(?:^|_)(?:member|wallet)(?:_id)?$/.test(name)),
      )
      .map(({ table }) => table);
    const known = new Map(knownTables.map((each) => [each.table, each]));
    expect(knowing.filter((table) => !known.has(table))).toEqual([]);
    expect(known.size).toBe(knownTables.length);
    for (const { table, leftOut = {}, onErasure } of knownTables) {
      const stored = tables.get(table);
      expect(stored, table).toBeDefined();
      const named = [
        ...Object.keys(leftOut),
        ...(onErasure.rule === "anonymise" ? Object.keys(onErasure.set) : []),
      ];
      expect(
        named.filter((name) => stored?.columns.includes(name) !== true),
        table,
      ).toEqual([]);
      // What is never changed cannot be erased either: it may hold nothing about a person.
      if (stored?.rule === "append_only") expect(onErasure.rule, table).toBe("keep");
    }
    for (const { table, age } of agedTables) expect(tables.get(table)?.columns).toContain(age);
  });

  test("after erasing, no planted string is anywhere, the sums are as before, and late calls are told so", async () => {
    // The first is of an address, which has no letter beyond ASCII.
    const planted = Array.from({ length: 20 }, (_, index) =>
      index === 0 ? "planterad0adress" : `planterad${index}sträng`,
    );
    const [p = "", q = "", r = "", s = ""] = planted;
    const { memberId, token, ref } = await aMember(`${p}@example.se`);
    const card = { source: "card", id: q };
    await room.client.members.put({
      params: ref,
      body: {
        identities: [card, { source: "app", id: r }],
        profile: Object.fromEntries(planted.slice(4).map((text, index) => [`field${index}`, text])),
      },
    });
    await room.client.members.putField({
      params: { field: "shoe" },
      body: {
        kind: "text",
        label: { sv: "Sko" },
        question: null,
        choices: null,
        purpose: "Test",
        keepDays: null,
        position: 9,
      },
    });
    await room.call(selfContract.patchMe, { key: token, body: { answers: { shoe: s } } });
    await room.call(consentContract.putMyConsents, {
      key: token,
      body: { consents: [{ purpose: "marketing", channel: "email", given: true }] },
    });
    await buy(card, `erase-${kind === "pglite"}`);
    await room.call(submitEvent, {
      body: {
        kind: "return",
        source: "pos",
        id: "waiting",
        member: card,
        occurredAt: new Date(room.clock.now()).toISOString(),
        currency: "SEK",
        lines: [{ article: "unheard-of", quantity: 1 }],
      },
    });
    const before = await dumpOf(room);
    for (const text of planted) expect(before).toContain(text);
    const outstanding = async () => {
      // On a slow machine totals are those of the last counting.
      await room.club.db.deleteFrom("platform_figure").execute();
      return (await room.call(ledgerTotals, {})).answer.units["points"];
    };
    const sums = await outstanding();

    const erased = await room.call(contract.eraseMe, { key: token });
    expect(erased.answer).toMatchObject({ memberId, forfeited: { points: 100 } });

    const after = await dumpOf(room);
    expect(planted.filter((text) => after.includes(text))).toEqual([]);
    expect(await outstanding()).toMatchObject({
      issued: sums?.issued,
      forfeited: (sums?.forfeited ?? 0) + 100,
      outstanding: (sums?.outstanding ?? 0) - 100,
    });
    const verified = await insights.verify(room.club, { redecide: true });
    expect(verified.differences).toEqual([]);

    const contents = await contentsOf(room.club);
    const late = [
      await buy(card, "late"),
      await buy(card, "late-create", 100, { unknownMember: "create" }),
      await room.call(memberContract.getMember, { params: card }),
      await room.call(memberContract.putMember, { params: card, body: {} }),
      await room.call(contract.eraseMember, { params: card }),
      await room.call(consentContract.memberConsents, { params: ref }),
    ];
    expect(late.map(({ status, code }) => [status, code])).toEqual(late.map(() => [410, "erased"]));
    expect((await room.call(selfContract.getMe, { key: token })).status).toBe(401);
    expect(await contentsOf(room.club)).toMatchObject(
      Object.fromEntries(
        Object.entries(contents).filter(([table]) => !table.startsWith("access_")),
      ),
    );
    // Who shows that the address is theirs may come back, as somebody new.
    const again = await aMember(`${p}@example.se`);
    expect(again.memberId).not.toBe(memberId);
  });

  test("the staff forget members, and change how long things are kept, with a fresh proof alone", async () => {
    const { ref, memberId } = await aMember();
    const bo = await aPerson(room, "support");
    room.clock.advance(10 * 60_000 + 1);
    const erase = async (key: string) =>
      await room.call(contract.eraseMember, { key, params: ref });
    const keep = async (key: string) =>
      await room.call(contract.putRetention, {
        key,
        params: { rule: "nothing" },
        body: { keepDays: 30 },
      });
    expect(await erase(bo.token)).toMatchObject({ status: 403, code: "step_up_required" });
    expect(await keep(bo.token)).toMatchObject({ status: 403, code: "step_up_required" });
    expect((await stepUp(room, bo)).status).toBe(200);
    expect((await erase(bo.token)).answer.memberId).toBe(memberId);
    expect((await keep(bo.token)).code).toBe("not_found");
  });

  test("who was erased does not come back by an old file", async () => {
    const { ref } = await aMember();
    await room.call(contract.eraseMember, { params: ref });
    const { openCsv } = await import("../../platform/csv.ts");
    const table = await openCsv(
      (async function* () {
        await Promise.resolve();
        yield `source,id\nemail,${ref.id}\n`;
      })(),
    );
    const result = await members.importMembers(room.club, { table });
    expect(result).toMatchObject({ created: 0, refused: { erased: 1 } });
  });

  test("erasing needs a proof that is fresh", async () => {
    const { token } = await aMember();
    room.clock.advance(11 * 60_000);
    const refused = await room.call(contract.eraseMe, { key: token });
    expect(refused).toMatchObject({ status: 403, code: "step_up_required" });
  });

  test("an export holds what every table knows of me, and nothing of others", async () => {
    const other = await aMember("other-person@example.se");
    const { memberId, token, ref } = await aMember("export-me@example.se");
    await buy(ref, "export-1");
    await buy(other.ref, "export-2");
    await room.call(selfContract.patchMe, {
      key: token,
      body: { profile: { givenName: "=cmd|'/c calc'!A1", familyName: 'Å"ström, jr' } },
    });
    const told = await room.app.inject({
      url: "/v1/me/export.json",
      headers: { authorization: `Bearer ${token}` },
    });
    const read = told.json<{ tables: Record<string, { rows: Record<string, unknown>[] }> }>();
    expect(Object.keys(read.tables)).toEqual(knownTables.map(({ table }) => table));
    expect(read.tables["members_identity"]?.rows).toMatchObject([{ id: ref.id }]);
    expect(read.tables["activity_event"]?.rows).toMatchObject([{ source_id: "export-1" }]);
    expect(read.tables["ledger_posting"]?.rows).toHaveLength(1);
    expect(read.tables["access_session"]?.rows).toHaveLength(1);
    expect(read.tables["access_session"]?.rows[0]).not.toHaveProperty("token_hash");
    expect(told.body).not.toContain(other.memberId);
    const csv = await room.app.inject({
      url: `/v1/members/email/${encodeURIComponent(ref.id)}/export.csv`,
      headers: { authorization: `Bearer ${room.key}` },
    });
    expect(csv.headers["content-type"]).toMatch(/^text\/csv/);
    expect(csv.body).toContain(`members_member,1,member_id,${memberId}`);
    expect(csv.body).toContain("=cmd|'/c calc'!A1");
    for (const line of csv.body.split("\r\n")) expect(line).not.toMatch(/(?:^|,)"?[=+@]/);
  });

  test("a member who refuses everything joins, earns, spends and leaves", async () => {
    const { token, ref } = await aMember();
    const refused = consentContract.consentPurposes.flatMap((purpose): object[] =>
      purpose === "profiling" || purpose === "sharing"
        ? [{ purpose, given: false }]
        : consentContract.contactChannels.map((channel) => ({ purpose, channel, given: false })),
    );
    const said = await room.call(consentContract.putMyConsents, {
      key: token,
      body: { consents: refused },
    });
    expect(said.answer.consents).toEqual([]);
    await buy(ref, `refuse-${count}`);
    const spent = await room.call(submitEvent, {
      body: {
        kind: "spend",
        source: "pos",
        id: `refuse-spend-${count}`,
        member: ref,
        occurredAt: new Date(room.clock.now()).toISOString(),
        unit: "points",
        amount: 60,
      },
    });
    expect(spent.answer.balance).toMatchObject({ points: { available: 40 } });
    expect((await room.call(contract.eraseMe, { key: token })).answer.forfeited).toEqual({
      points: 40,
    });
  });

  test("a consent names its words, is an event of the log, and ends at once on every path", async () => {
    const { memberId, token, ref } = await aMember();
    const may = async (purpose: "marketing" | "profiling" = "marketing") =>
      await consents.mayContact(room.club, { memberId, purpose, channel: "email" });
    const put = async (choices: object[], contact?: object) =>
      await room.call(consentContract.putMyConsents, {
        key: token,
        body: { consents: choices, ...(contact === undefined ? {} : { contact }) },
      });
    room.clock.set(Date.UTC(2026, 6, 1, 10) + count * DAY);
    expect(await may()).toMatchObject({ allowed: false, reason: "no_consent" });
    const given = await put([
      { purpose: "marketing", channel: "email", given: true, language: "sv" },
    ]);
    expect(given.answer.consents).toMatchObject([
      {
        purpose: "marketing",
        channel: "email",
        given: true,
        wordingVersion: 1,
        language: "sv",
        source: "app",
        actor: "member",
        proof: expect.stringMatching(/^session /),
      },
    ]);
    expect(await may()).toMatchObject({ allowed: true, reason: "consented" });
    const history = await room.call(selfContract.myHistory, { key: token });
    expect(history.answer.data).toMatchObject([
      { kind: "consent", effects: ["Consent to marketing:email is given."] },
    ]);
    // Saying the same again is no second record.
    await put([{ purpose: "marketing", channel: "email", given: true, language: "sv" }]);
    expect(
      (await consents.standing(room.club.db, { memberId, now: room.clock.now() })).history,
    ).toHaveLength(1);
    const link = await consents.unsubscribeToken(room.club, {
      memberId,
      purpose: "marketing",
      channel: "email",
    });
    const seen = await room.call(consentContract.readUnsubscribe, {
      key: null,
      params: { token: link },
    });
    expect(seen.answer.given).toBe(true);
    const clicked = await room.app.inject({
      method: "POST",
      url: `/v1/unsubscribe/${link}`,
      headers: { "content-type": "application/x-www-form-urlencoded" },
      payload: "List-Unsubscribe=One-Click",
    });
    expect(clicked.statusCode).toBe(200);
    expect(await may()).toMatchObject({ allowed: false, reason: "withdrawn" });
    // In its midst: the last letter has bits that stand for nothing.
    const at = link.length - 6;
    const forged = `${link.slice(0, at)}${link[at] === "A" ? "B" : "A"}${link.slice(at + 1)}`;
    for (const text of [forged, "A".repeat(46)]) {
      const refused = await room.call(consentContract.unsubscribe, {
        key: null,
        params: { token: text },
      });
      expect(refused.code).toBe("not_found");
    }
    // By night nothing is sent, unless the member waits for it.
    await put([{ purpose: "marketing", channel: "email", given: true }], {
      quiet: { from: "11:00", to: "13:00" },
      rhythm: "lite",
    });
    expect(await may()).toMatchObject({ allowed: false, reason: "quiet_hours" });
    const shown = await room.call(consentContract.mayContact, {
      params: ref,
      query: { purpose: "marketing", channel: "email" },
    });
    expect(shown.answer.until).toMatch(/T11:00:00Z$/);
    room.clock.advance(60 * 60_000);
    expect((await may()).allowed).toBe(true);
    await transaction(room.club.db, (tx) => members.setFrozen(tx, memberId, true));
    expect((await may()).reason).toBe("frozen");
  });

  test("nobody agrees to words that are not published, and an imported address is not written to", async () => {
    const ref = { source: "email", id: `imported${(count += 1)}@example.se` };
    const { memberId } = await room.client.members.put({ params: ref, body: {} });
    const put = async (choice: object) =>
      await room.call(consentContract.putMemberConsents, {
        params: ref,
        body: { consents: [choice], source: "form", proof: "form 17", confirmed: true },
      });
    const base = { purpose: "marketing", channel: "email", given: true };
    expect((await put({ ...base, language: "de" })).code).toBe("wording_missing");
    expect((await put({ ...base, wordingVersion: 7 })).code).toBe("wording_missing");
    expect((await put(base)).answer.consents).toMatchObject([
      { actor: expect.stringMatching(/^key:/), proof: "form 17", source: "form" },
    ]);
    const wanted = { memberId, purpose: "marketing" as const };
    expect((await consents.mayContact(room.club, { ...wanted, channel: "email" })).reason).toBe(
      "address_not_proven",
    );
  });

  test("one question at a time, until it is answered, put off or refused; what is stated counts", async () => {
    const { token, ref } = await aMember();
    const asked = async () =>
      (await room.call(questions.myQuestion, { key: token })).answer.question?.field;
    // Where the catalogue knows no categories and no stores, there is nothing to choose from.
    expect(await asked()).toBe("motives");
    await room.client.catalogue.putCategory({
      params: { path: "tea/green" },
      body: { marginBasisPoints: 4000, names: { sv: "Grönt te" } },
    });
    await room.client.catalogue.putCategory({
      params: { path: "coffee-beans" },
      body: { marginBasisPoints: 3000, names: { sv: "Bönor" } },
    });
    await room.client.catalogue.putStore({
      params: { store: "norr" },
      body: { name: "Norrgatan", region: null, market: null, timezone: null },
    });
    const choicesOf = async (name: string) => {
      const { data } = (await room.call(questions.myFields, { key: token })).answer;
      return data.find(({ field }) => field === name)?.choices;
    };
    expect(await choicesOf("interests")).toEqual([
      { value: "coffee-beans", label: { sv: "Bönor" } },
      { value: "tea", label: "Tea" },
    ]);
    expect(await choicesOf("homeStore")).toEqual([{ value: "norr", label: "Norrgatan" }]);
    const say = async (body: object) =>
      await room.call(questions.answerQuestion, { key: token, body });
    expect(await asked()).toBe("interests");
    await room.client.members.putAnswers({
      params: ref,
      body: { from: "inferred", answers: { birthMonth: 3, interests: ["tea"] } },
    });
    expect(await asked()).toBe("interests");
    await say({ field: "interests", answer: ["coffee-beans"] });
    expect(await asked()).toBe("motives");
    await say({ field: "motives", decline: "never" });
    expect(await asked()).toBe("birthMonth");
    await say({ field: "birthMonth", decline: "not_now" });
    expect(await asked()).toBe("homeStore");
    await say({ field: "homeStore", decline: "never" });
    expect(await asked()).toBeUndefined();
    room.clock.advance(61 * DAY);
    expect(await asked()).toBe("birthMonth");
    const me = await room.call(selfContract.getMe, { key: token });
    expect(me.answer.answers).toMatchObject({
      interests: { value: ["coffee-beans"], from: "stated" },
      birthMonth: { value: 3, from: "inferred" },
    });
    await room.call(selfContract.patchMe, { key: token, body: { answers: { interests: null } } });
    const taken = await room.call(selfContract.getMe, { key: token });
    expect(taken.answer.answers["interests"]).toMatchObject({ value: ["tea"], from: "inferred" });
  });

  test("what is kept too long goes by the rules, after a list has told what would", async () => {
    const { memberId, token } = await aMember();
    const due = async (rule: string) =>
      (await room.call(contract.listRetention, {})).answer.data.find((each) => each.rule === rule)
        ?.due;
    await room.call(selfContract.patchMe, {
      key: token,
      body: { answers: { motives: ["price"] } },
    });
    await members.openCode(room.club, {
      purpose: "join",
      to: { source: "email", id: "a@example.se" },
    });
    await workOff(room.club);
    expect(await due("codes")).toBe(0);
    room.clock.advance(3 * DAY);
    expect(await due("codes")).toBe(1);
    expect(await workOff(room.club)).toMatchObject({ codes: 1 });
    room.clock.advance(1_100 * DAY);
    expect(await due("answers")).toBeGreaterThan(0);
    expect(await due("inactive-members")).toBe(0);
    await room.call(contract.putRetention, {
      params: { rule: "inactive-members" },
      body: { keepDays: 900 },
    });
    expect(await due("inactive-members")).toBeGreaterThan(0);
    await workOff(room.club);
    expect(await due("answers")).toBe(0);
    const gone = await members.byIds(room.club.db, [memberId]);
    expect(gone.get(memberId)?.status).toBe("erased");
    await room.call(contract.putRetention, {
      params: { rule: "inactive-members" },
      body: { keepDays: 0 },
    });
    const rest = await room.call(contract.putRetention, {
      params: { rule: "identity-rest" },
      body: { keepDays: 30 },
    });
    expect(rest.answer.keepDays).toBe(30);
    expect(
      (
        await room.call(contract.putRetention, {
          params: { rule: "no-such" },
          body: { keepDays: 1 },
        })
      ).code,
    ).toBe("not_found");
  });

  test.each([
    ["a field nobody asks for", { answers: { shoeSize: 1 } }, 422, "field_answer_invalid"],
    ["a month that does not exist", { answers: { birthMonth: 13 } }, 422, "field_answer_invalid"],
    ["a month as text", { answers: { birthMonth: "3" } }, 422, "field_answer_invalid"],
    ["a choice twice", { answers: { motives: ["price", "price"] } }, 422, "field_answer_invalid"],
    ["a choice that is none", { answers: { motives: ["gold"] } }, 422, "field_answer_invalid"],
    ["a store that is none", { answers: { homeStore: "none" } }, 422, "field_answer_invalid"],
    ["a balance of one's own", { balance: 1 }, 400, "invalid_body"],
    ["a status of one's own", { status: "active" }, 400, "invalid_body"],
    ["a market that is none", { market: "xx" }, 422, "unknown_market"],
    ["a control character", { profile: { givenName: "a\u0007" } }, 400, "invalid_body"],
    ["a field that is no name", { profile: { __proto__x: "a" } }, 400, "invalid_body"],
    ["an answer too deep", { answers: { interests: [["a"]] } }, 400, "invalid_body"],
  ])("%s is refused and nothing written", async (_, body, status, code) => {
    const { token } = await aMember();
    const before = await contentsOf(room.club);
    expect(await room.call(selfContract.patchMe, { key: token, body })).toMatchObject({
      status,
      code,
    });
    expect(await contentsOf(room.club)).toEqual(before);
  });

  test.each([
    ["a purpose that is none", { consents: [{ purpose: "spam", given: true }] }],
    ["marketing without a way", { consents: [{ purpose: "marketing", given: true }] }],
    ["profiling by mail", { consents: [{ purpose: "profiling", channel: "email", given: true }] }],
    ["neither yes nor no", { consents: [{ purpose: "profiling" }] }],
    ["an hour that does not exist", { contact: { quiet: { from: "25:00", to: "08:00" } } }],
    ["another member", { memberId: "x", consents: [] }],
  ])("consents: %s is refused", async (_, body) => {
    const { token } = await aMember();
    const refused = await room.call(consentContract.putMyConsents, { key: token, body });
    expect(refused).toMatchObject({ status: 400, code: "invalid_body" });
  });
});

describe.each(postgresKinds())("races of privacy on $name", ({ kind }) => {
  test("a member erased while others buy leaves books that balance and no purchase after it", async () => {
    const room = await aClub(kind);
    await room.client.programmes.publish({ body: { document: programme } });
    const card = { source: "card", id: "race" };
    await room.client.members.put({ params: card, body: {} });
    const buy = async (id: string) =>
      await room.call(submitEvent, {
        body: {
          kind: "purchase",
          source: "pos",
          id,
          member: card,
          occurredAt: new Date(room.clock.now()).toISOString(),
          currency: "SEK",
          lines: [{ article: "a", quantity: 1, paidMinor: 10_000 }],
        },
      });
    await buy("first");
    const erase = async (): Promise<number> => {
      for (let tries = 0; ; tries += 1) {
        const { status, code } = await room.call(contract.eraseMember, { params: card });
        if (code !== "member_busy" || tries > 50) return status;
      }
    };
    const [erased, again, ...bought] = await Promise.all([
      erase(),
      erase(),
      ...Array.from({ length: 20 }, async (_, index) => (await buy(`race-${index}`)).status),
    ]);
    expect(new Set([erased, again])).toEqual(new Set([200, 410]));
    expect(bought.every((status) => status === 200 || status === 410)).toBe(true);
    const verified = await insights.verify(room.club, { redecide: true });
    expect(verified.differences).toEqual([]);
    const open = await sql<{ left: number }>`
      select coalesce(sum(remaining), 0)::int as left from ledger_lot`.execute(room.club.db);
    expect(open.rows[0]?.left).toBe(0);
    await room.close();
  });
});

test("no cell of a table begins a formula, and every text comes back", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (text) => {
      const written = cell(text);
      const inner = written.startsWith('"') ? written.slice(1, -1).replaceAll('""', '"') : written;
      expect(isFormula(inner)).toBe(false);
      expect(inner.replace(/^'(?=[=+\-@\t\r])/, "")).toBe(text.replace(/^'(?=[=+\-@\t\r])/, ""));
    }),
  );
});
