import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { putMember } from "@trofast/contract/members";
import * as contract from "@trofast/contract/programmes";
import { transaction } from "../../platform/db.ts";
import { aClub, testNow } from "../../testing/club.ts";
import type { TestClub } from "../../testing/club.ts";
import { postgresKinds, storeKinds } from "../../testing/kinds.ts";
import * as programmes from "./service.ts";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** A small programme; `perPoint` is how much money earns a point. */
function aProgramme(perPoint = "1 SEK", more: object = {}): Record<string, unknown> {
  return {
    club: { name: "Kvarnby", languages: ["sv"] },
    markets: { se: { currency: "SEK", timezone: "Europe/Stockholm" } },
    units: { points: {} },
    rules: [
      { id: "base", on: "purchase", give: { points: { each: perPoint, of: "basket.paid" } } },
    ],
    ...more,
  };
}

const instant = (at: number): string => new Date(at).toISOString();

describe.each(storeKinds())("programmes on $name", ({ kind }) => {
  let room: TestClub;
  beforeEach(async () => {
    room = await aClub(kind);
    return async () => {
      await room.close();
    };
  });

  let keyCount = 0;
  const publish = async (document: unknown, more: object = {}, key = `key-${(keyCount += 1)}`) =>
    await room.call(contract.publishProgramme, {
      body: { document, ...more },
      headers: { "idempotency-key": key },
    });
  const aMember = async () =>
    await room.call(putMember, { params: { source: "card", id: "1" }, body: {} });
  const timeline = async (cache = programmes.newTimelineCache()) =>
    await programmes.timeline(room.club.db, cache);

  test("the first version is in force from the beginning, the next from its time on", async () => {
    expect(await timeline()).toBeNull();
    const first = await publish(aProgramme(), { note: "Start" });
    expect(first.status).toBe(201);
    expect(first.answer).toMatchObject({
      version: 1,
      effectiveAt: "1970-01-01T00:00:00Z",
      publishedAt: "2026-06-01T10:00:00Z",
      publishedBy: "test",
      note: "Start",
      inForce: true,
    });
    const second = await publish(aProgramme("0.5 SEK"), { effectiveAt: instant(testNow + dayMs) });
    expect(second.answer).toMatchObject({ version: 2, inForce: false });
    const known = await timeline();
    expect(known?.at(-1_000_000).version).toBe(1);
    expect(known?.at(testNow + dayMs - 1).version).toBe(1);
    expect(known?.at(testNow + dayMs).version).toBe(2);
    expect(known?.version(2)?.version).toBe(2);
    expect(known?.version(3)).toBeUndefined();
    expect(known?.versions.map((each) => each.effectiveAt)).toEqual([0, testNow + dayMs]);
    room.clock.set(testNow + dayMs);
    const listed = await room.call(contract.listVersions);
    expect(listed.answer.data.map(({ version, inForce }) => [version, inForce])).toEqual([
      [2, true],
      [1, false],
    ]);
    const read = await room.call(contract.getVersion, { params: { version: 1 } });
    expect(read.answer.document).toEqual(aProgramme());
    const none = await room.call(contract.getVersion, { params: { version: 3 } });
    expect(none).toMatchObject({ status: 404, code: "not_found" });
  });

  test("a version to come can be corrected by publishing another for the same time", async () => {
    await publish(aProgramme());
    const effectiveAt = instant(testNow + dayMs);
    await publish(aProgramme("0.5 SEK"), { effectiveAt });
    await publish(aProgramme("0.25 SEK"), { effectiveAt });
    const known = await timeline();
    expect(known?.at(testNow + dayMs).version).toBe(3);
    expect(known?.at(testNow).version).toBe(1);
  });

  test("the market declared first is the default, whatever the others are called", async () => {
    const sweden = { currency: "SEK", timezone: "Europe/Stockholm" };
    const denmark = { currency: "DKK", timezone: "Europe/Copenhagen" };
    await publish(aProgramme("1 SEK", { markets: { se: sweden, dk: denmark } }));
    expect((await timeline())?.at(testNow).marketDefault.id).toBe("se");
  });

  test("a cache compiles each version once and sees the next one", async () => {
    const cache = programmes.newTimelineCache();
    expect(await timeline(cache)).toBeNull();
    await publish(aProgramme());
    const [one, same] = await Promise.all([timeline(cache), timeline(cache)]);
    expect(one?.versions).toHaveLength(1);
    expect(same?.at(testNow)).toBe(one?.at(testNow));
    await publish(aProgramme("0.5 SEK"));
    const next = await timeline(cache);
    expect(next?.versions).toHaveLength(2);
    expect(next?.version(1)).toBe(one?.version(1));
  });

  test("every problem of a document is told, and nothing is published", async () => {
    const document = aProgramme("1 SEK", {
      rules: [
        { id: "a", on: "purchase", give: { point: 1 } },
        { id: "b", on: "purchase", when: "basket.pad > 1", give: { points: 1 } },
      ],
    });
    const refused = await publish(document);
    expect(refused).toMatchObject({ status: 422, code: "programme_invalid" });
    expect(refused.json).toMatchObject({
      errors: [
        { pointer: expect.stringMatching(/^\/rules\/0/) },
        { pointer: expect.stringMatching(/^\/rules\/1/) },
      ],
    });
    expect(await timeline()).toBeNull();
    const checked = await room.call(contract.checkProgramme, { body: { document } });
    expect(checked.status).toBe(200);
    expect(checked.answer.publishable).toBe(false);
    expect(checked.answer.problems.filter(({ severity }) => severity === "error")).toHaveLength(2);
  });

  test("a time that has passed is refused, and the first version has none", async () => {
    const tomorrow = { effectiveAt: instant(testNow + dayMs) };
    expect(await publish(aProgramme(), tomorrow)).toMatchObject({ status: 409, code: "conflict" });
    await publish(aProgramme());
    const backdated = await publish(aProgramme("0.5 SEK"), { effectiveAt: instant(testNow - 1) });
    expect(backdated).toMatchObject({ status: 422, code: "programme_backdated" });
    expect((await timeline())?.versions).toHaveLength(1);
  });

  test("a change for the worse needs the notice that members were promised", async () => {
    const promises = { promises: { notice: "30 days" } };
    await publish(aProgramme("1 SEK", promises));
    const worse = aProgramme("2 SEK", promises);
    await aMember();
    const refused = await publish(worse);
    expect(refused).toMatchObject({
      status: 422,
      code: "broken_promise",
      json: { errors: [{ code: "notice_too_short" }] },
    });
    const checked = await room.call(contract.checkProgramme, { body: { document: worse } });
    expect(checked.answer).toMatchObject({ publishable: false, changes: [{ worse: true }] });
    const effectiveAt = instant(testNow + 31 * dayMs);
    const later = { document: worse, effectiveAt };
    const ahead = await room.call(contract.checkProgramme, { body: later });
    expect(ahead.answer.publishable).toBe(true);
    expect((await publish(worse, { effectiveAt })).status).toBe(201);
    // Something better now would be taken away again by the version announced, in 26 days.
    room.clock.advance(5 * dayMs);
    expect((await publish(aProgramme("0.5 SEK", promises))).code).toBe("broken_promise");
  });

  test("a promise binds nobody before anybody has joined", async () => {
    const promises = { promises: { notice: "30 days" } };
    await publish(aProgramme("1 SEK", promises));
    const worse = aProgramme("2 SEK", promises);
    const checked = await room.call(contract.checkProgramme, { body: { document: worse } });
    expect(checked.answer).toMatchObject({ publishable: true, changes: [{ worse: true }] });
    expect((await publish(worse)).status).toBe(201);
    await aMember();
    expect((await publish(aProgramme("3 SEK", promises))).code).toBe("broken_promise");
  });

  test("an id does not come back as something else", async () => {
    await publish(aProgramme());
    const other = aProgramme("1 SEK", {
      activities: { own_cup: {} },
      rules: [{ id: "base", on: "own_cup", give: { points: 1 } }],
    });
    expect(await publish(other)).toMatchObject({ status: 422, code: "id_reused" });
  });

  test("the same key publishes once", async () => {
    const first = await publish(aProgramme(), {}, "once");
    const again = await publish(aProgramme(), {}, "once");
    expect(again.answer).toEqual(first.answer);
    expect((await timeline())?.versions).toHaveLength(1);
    expect((await publish(aProgramme("0.5 SEK"), {}, "once")).code).toBe("idempotency_key_reused");
    const keyless = await room.call(contract.publishProgramme, {
      body: { document: aProgramme() },
    });
    expect(keyless.code).toBe("idempotency_key_required");
  });

  test("a document may come as YAML, as text or as the whole body", async () => {
    const yaml = `
club: { name: Kvarnby, languages: [sv] }
markets: { se: { currency: SEK, timezone: Europe/Stockholm } }
units: { points: {} }
rules:
  - { id: base, on: purchase, give: { points: { each: 1 SEK, of: basket.paid } } }
`;
    const first = await publish(yaml);
    const asObject = await publish(aProgramme());
    expect(asObject.answer.hash).toBe(first.answer.hash);
    const response = await room.app.inject({
      method: "POST",
      url: "/v1/programmes/check",
      headers: { authorization: `Bearer ${room.key}`, "content-type": "application/yaml" },
      payload: yaml,
    });
    expect(JSON.parse(response.body)).toMatchObject({ publishable: true, changes: [] });
  });

  test("what looks like an escape is none", async () => {
    const named = aProgramme("1 SEK", { club: { name: "C:\\u0000", languages: ["sv"] } });
    expect((await publish(named)).status).toBe(201);
    expect(
      (await room.call(contract.getVersion, { params: { version: 1 } })).answer.document,
    ).toEqual(named);
  });

  test("the words of a change are there, worse ones marked", async () => {
    await publish(aProgramme());
    await publish(aProgramme("2 SEK"));
    const { answer } = await room.call(contract.diffVersions, { params: { version: 2 } });
    expect(answer).toMatchObject({
      version: 2,
      against: 1,
      changes: [{ worse: true, subject: "base" }],
    });
    const back = await room.call(contract.diffVersions, {
      params: { version: 1 },
      query: { against: 2 },
    });
    expect(back.answer.changes).toMatchObject([{ worse: false }]);
    const first = await room.call(contract.diffVersions, { params: { version: 1 } });
    expect(first).toMatchObject({ status: 404 });
  });

  test("drafts are guarded by their revision", async () => {
    const call = async (headers: Record<string, string>, document: unknown = { club: 1 }) =>
      await room.call(contract.putDraft, { params: { id: "summer" }, body: { document }, headers });
    expect((await call({})).code).toBe("precondition_required");
    expect((await call({ "if-match": '"1"' })).code).toBe("precondition_failed");
    const made = await call({ "if-none-match": "*" });
    expect(made.headers["etag"]).toBe('"1"');
    expect((await call({ "if-none-match": "*" })).code).toBe("precondition_failed");
    const both = await Promise.all([call({ "if-match": '"1"' }), call({ "if-match": '"1"' })]);
    expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 412]);
    expect((await call({ "if-match": "*" }, "club: 2")).answer).toMatchObject({
      revision: 3,
      document: { club: 2 },
    });
    expect((await call({ "if-match": '"3"' }, "[1]")).code).toBe("programme_invalid");
    const read = await room.call(contract.getDraft, { params: { id: "summer" } });
    expect(read.headers["etag"]).toBe('"3"');
    const listed = await room.call(contract.listDrafts);
    expect(listed.answer.data).toMatchObject([{ id: "summer", revision: 3 }]);
    const gone = await room.call(contract.deleteDraft, { params: { id: "summer" } });
    expect(gone.status).toBe(204);
    expect((await room.call(contract.getDraft, { params: { id: "summer" } })).status).toBe(404);
  });

  test("ready-made programmes are listed, and one is loaded into an empty club only", async () => {
    const { answer } = await room.call(contract.listTemplates, { query: { limit: 2 } });
    expect(answer.data).toHaveLength(2);
    const rest = await room.call(contract.listTemplates, {
      query: { cursor: answer.nextCursor ?? "" },
    });
    const names = [...answer.data, ...rest.answer.data].map((template) => template.name);
    expect(names).toContain("retail-points");
    expect(names).toEqual([...new Set(names)].toSorted());
    await expect(programmes.loadTemplateIfEmpty(room.club, "none")).rejects.toThrow("There are: ");
    expect(await programmes.loadTemplateIfEmpty(room.club)).toMatchObject({ version: 1 });
    expect(await programmes.loadTemplateIfEmpty(room.club, "grocery")).toBeNull();
  });

  test("a published version cannot be changed, whatever the code asks for", async () => {
    await publish(aProgramme());
    const { db } = room.club;
    await expect(db.updateTable("programmes_version").set({ note: "x" }).execute()).rejects.toThrow(
      /permission denied/,
    );
    await expect(db.deleteFrom("programmes_version").execute()).rejects.toThrow(
      /permission denied/,
    );
    await expect(
      db
        .insertInto("programmes_version")
        .values({
          version: 2,
          effective_at: instant(testNow - 1),
          document: "{}",
          hash: "0".repeat(64),
          published_at: instant(testNow),
          published_by: "x",
        })
        .execute(),
    ).rejects.toThrow(/check constraint/);
  });
});

describe("documents that are none", () => {
  let room: TestClub;
  beforeAll(async () => {
    room = await aClub("pglite");
  });
  afterAll(async () => {
    await room.close();
  });

  test.each([
    ["broken YAML", "club: {", "yaml"],
    ["a key said twice", "club: 1\nclub: 2", "yaml"],
    [
      "aliases without end",
      `a: &a [x,x,x,x,x,x,x,x,x,x]\n${"bcdefgh"
        .split("")
        .map((name, index) => {
          const of = `*${"abcdefg"[index]}`;
          return `${name}: &${name} [${Array.from({ length: 10 }, () => of).join(",")}]`;
        })
        .join("\n")}`,
      "yaml",
    ],
    ["nesting without end", "[".repeat(10_000), "yaml"],
    ["too many aliases", `a: &a 1\nb: [${"*a,".repeat(51)}]`, "yaml"],
    ["an alias of nothing", "a: *b", "yaml"],
    ["two documents in one", "a: 1\n---\nb: 1", "yaml"],
    ["a text too long", `club: "${"x".repeat(200_000)}"`, "yaml"],
    ["a text", "hello", "shape"],
    ["nothing", "", "shape"],
    ["a list", [], "shape"],
    ["null", null, "shape"],
    ["a number", 7, "shape"],
    ["NUL", 'club: { name: "a\\0b" }', "unusable_character"],
    ["half a character", 'club: { name: "a\\ud800b" }', "unusable_character"],
    ["infinity", "club: .inf", "shape"],
    ["too deep", `a: ${"{ a: ".repeat(30)}1${" }".repeat(30)}`, "too_deep"],
    ["a misspelt key", aProgramme("1 SEK", { segments: { x: { y: 1 } } }), "unknown_key"],
  ])("%s is no programme and no fault", async (_, document, code) => {
    const checked = await room.call(contract.checkProgramme, { body: { document } });
    expect(checked.status).toBe(200);
    expect(checked.answer.publishable).toBe(false);
    expect(checked.answer.problems.map((problem) => problem.code)).toContain(code);
    const publication = { document, publishedBy: "test", now: testNow };
    const publishing = transaction(room.club.db, (tx) =>
      programmes.publish(room.club, tx, publication),
    );
    await expect(publishing).rejects.toMatchObject({ code: "programme_invalid" });
  });

  test("a fault in YAML is told with its line", async () => {
    for (const [document, message] of [
      ["club: 1\nmarkets: {}\nclub: 2\n", /^Line 3: the key club is there twice/],
      ["club:\n  - a\n b: {\n", /^Line 3: /],
    ] as const) {
      const { answer } = await room.call(contract.checkProgramme, { body: { document } });
      expect(answer.problems).toMatchObject([
        { code: "yaml", message: expect.stringMatching(message) },
      ]);
    }
  });

  test("the schema for editors is open to everybody", async () => {
    const { answer } = await room.call(contract.readSchema, { key: null });
    expect(answer).toMatchObject({ $schema: expect.stringContaining("2020-12"), type: "object" });
  });
});

describe.each(postgresKinds())("races of programmes on $name", ({ kind }) => {
  let room: TestClub;
  beforeAll(async () => {
    room = await aClub(kind);
  });
  afterAll(async () => {
    await room.close();
  });

  test("of ten clubs' processes that start at once one loads the programme", async () => {
    const loaded = await Promise.all(
      Array.from({ length: 10 }, () => programmes.loadTemplateIfEmpty(room.club)),
    );
    expect(loaded.filter((version) => version !== null)).toHaveLength(1);
  });

  test("of those who publish at once each gets a number of its own or a refusal", async () => {
    const document = (await programmes.timelineOfClub(room.club))?.at(testNow).source;
    const outcomes = await Promise.allSettled(
      Array.from({ length: 8 }, () =>
        transaction(room.club.db, (tx) =>
          programmes.publish(room.club, tx, { document, publishedBy: "race", now: testNow }),
        ),
      ),
    );
    const numbers = outcomes.flatMap((outcome) =>
      outcome.status === "fulfilled" ? [outcome.value.version] : [],
    );
    const refusals = outcomes.flatMap((outcome): unknown[] =>
      outcome.status === "rejected" ? [outcome.reason] : [],
    );
    expect(numbers.length).toBeGreaterThan(0);
    expect(numbers.toSorted((a, b) => a - b)).toEqual(numbers.map((_, index) => index + 2));
    for (const refusal of refusals) expect(refusal).toMatchObject({ code: "conflict" });
    const known = await programmes.timelineOfClub(room.club);
    expect(known?.versions.map((each) => each.version)).toEqual(
      [1, ...numbers].map((_, index) => index + 1),
    );
  });
});
