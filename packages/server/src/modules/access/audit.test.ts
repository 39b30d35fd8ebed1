import { createKey, endKey, listKeys } from "@trofast/contract/access";
import { listAudit, verifyAudit } from "@trofast/contract/audit";
import { getMember } from "@trofast/contract/members";
import { listStaff } from "@trofast/contract/staff";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { aClub, testNow } from "../../testing/club.ts";
import type { TestClub } from "../../testing/club.ts";
import { storeKinds } from "../../testing/kinds.ts";
import { aPerson } from "../../testing/staff.ts";
import { sealAudit } from "./service.ts";

const minuteMs = 60_000;

describe.each(storeKinds())("the audit trail on $name", ({ kind }) => {
  let room: TestClub;
  beforeAll(async () => {
    room = await aClub(kind);
  });
  afterAll(async () => {
    await room.close();
  });
  afterEach(() => room.clock.set(testNow));

  const entries = async (query: object) => (await room.call(listAudit, { query })).answer.data;

  test("what changes rights leaves an entry before the act, and one of what came of it", async () => {
    const made = await room.call(createKey, { body: { name: "till of Bo", preset: "till" } });
    const { id } = made.answer;
    const requestId = String(made.headers["x-request-id"]);
    const found = (await entries({ act: "access.createKey" })).filter(
      (entry) => entry.requestId === requestId,
    );
    expect(found).toMatchObject([
      { status: 201, subjects: [id] },
      { status: null, subjects: [] },
    ]);
    await room.call(endKey, { params: { id } });
    expect(await entries({ subject: id, act: "access.endKey" })).toMatchObject([
      { actor: expect.stringMatching(/^key:\w{12}$/), status: null },
    ]);
    const all = await room.club.db.selectFrom("access_audit").selectAll().execute();
    expect(JSON.stringify(all)).not.toContain("till of Bo");
  });

  test("a refusal is told; what no scope lets in, and what tills send, is not", async () => {
    const params = { id: "abcdefghij01" };
    await room.call(endKey, { params });
    expect(await entries({ subject: params.id })).toMatchObject([
      { status: 404 },
      { status: null },
    ]);
    const before = await entries({ limit: 200 });
    const till = await room.clientWith("events:write");
    await till.events.submit({ body: purchase }).catch(() => undefined);
    const cashier = await aPerson(room, "cashier");
    await room.call(endKey, { key: cashier.token, params });
    const after = await entries({ limit: 200 });
    const added = after.slice(0, after.length - before.length).map(({ act }) => act);
    expect(added).not.toContain("events.submit");
    expect(added).not.toContain("access.endKey");
  });

  test("who of the staff looked at a member is told, by the member's id and not by the card", async () => {
    const params = { source: "card", id: "card-of-anna" };
    const { memberId } = await room.client.members.put({ params, body: {} });
    const bo = await aPerson(room, "support");
    await room.call(getMember, { key: bo.token, params });
    expect(await entries({ actor: `staff:${bo.id}`, subject: memberId })).toMatchObject([
      { act: "members.get", status: 200 },
    ]);
    const all = await room.club.db.selectFrom("access_audit").selectAll().execute();
    expect(JSON.stringify(all)).not.toContain("card-of-anna");
  });

  test("without its entry an act does not happen", async () => {
    const other = await aClub(kind);
    await other.club.store.asOwner(async (owner) => {
      await owner.schema.alterTable("access_audit").renameTo("access_audit_away").execute();
    });
    const before = (await other.call(listKeys)).answer.data.length;
    const refused = await other.call(createKey, { body: { name: "x", preset: "till" } });
    expect(refused.status).toBe(500);
    expect((await other.call(listKeys)).answer.data).toHaveLength(before);
    await other.close();
  });

  test("pages are linked and whole, by actor, act, subject and time", async () => {
    for (let count = 0; count < 5; count += 1) {
      room.clock.set(testNow + count * minuteMs);
      await room.call(createKey, { body: { name: `k${count}`, preset: "import" } });
    }
    const from = new Date(testNow + minuteMs).toISOString();
    const until = new Date(testNow + 4 * minuteMs).toISOString();
    const query = { act: "access.createKey", from, until, limit: 4 };
    const first = await room.call(listAudit, { query });
    expect(first.answer).toMatchObject({ hasMore: true });
    const link = /^<([^>]+)>; rel="next"$/.exec(String(first.headers["link"]))?.[1] ?? "";
    const second = await room.app.inject({
      url: link,
      headers: { authorization: `Bearer ${room.key}` },
    });
    const ids = [...first.answer.data, ...second.json<{ data: { id: string }[] }>().data].map(
      ({ id }) => id,
    );
    expect(new Set(ids).size).toBe(6);
    expect(second.headers["link"]).toBeUndefined();
    const bad = await room.call(listAudit, { query: { cursor: "x" } });
    expect(bad).toMatchObject({ code: "invalid_cursor" });
  });

  test("an auditor reads trail and staff, and changes nothing; a marketer reads neither", async () => {
    const auditor = await aPerson(room, "auditor");
    const marketer = await aPerson(room, "marketer");
    for (const endpoint of [listAudit, listStaff, verifyAudit]) {
      expect((await room.call(endpoint, { key: auditor.token })).status).toBe(200);
      expect(await room.call(endpoint, { key: marketer.token })).toMatchObject({
        code: "forbidden",
      });
    }
    const body = { name: "x", preset: "admin" };
    const refused = await room.call(createKey, { key: auditor.token, body });
    expect(refused).toMatchObject({ code: "forbidden" });
  });

  test("requests cannot change the trail", async () => {
    const changed = room.club.db.updateTable("access_audit").set({ actor: "nobody" }).execute();
    await expect(changed).rejects.toThrow("permission denied");
    const removed = room.club.db.deleteFrom("access_audit_seal").execute();
    await expect(removed).rejects.toThrow("permission denied");
  });

  test("seals prove the trail, and find what was changed, taken away or added under them", async () => {
    const other = await aClub(kind);
    const act = async (count: number) => {
      for (let index = 0; index < count; index += 1)
        await other.call(createKey, { body: { name: "x", preset: "till" } });
    };
    const proof = async () => (await other.call(verifyAudit)).answer;
    await act(3);
    expect(await sealAudit(other.club)).toMatchObject({ made: 0 });
    other.clock.set(testNow + 11 * minuteMs);
    await act(2);
    expect(await sealAudit(other.club)).toMatchObject({ made: 1 });
    other.clock.set(testNow + 30 * minuteMs);
    expect(await sealAudit(other.club)).toMatchObject({ made: 1 });
    expect(await sealAudit(other.club)).toMatchObject({ made: 0 });
    const whole = await proof();
    expect(whole).toMatchObject({ seals: 2, entries: 10, unsealed: 0, broken: [] });
    expect(whole.hash).toMatch(/^[0-9a-f]{64}$/);
    const { store } = other.club;
    const first = await store.asOwner(
      async (owner) =>
        await owner
          .selectFrom("access_audit")
          .select(["id", "actor"])
          .orderBy("recorded_at")
          .limit(1)
          .executeTakeFirstOrThrow(),
    );
    const { id } = first;
    const set = async (actor: string) => {
      await store.asOwner(async (owner) => {
        await owner.updateTable("access_audit").set({ actor }).where("id", "=", id).execute();
      });
    };
    await set("key:somebodyelse");
    expect((await proof()).broken).toMatchObject([{ seal: 1 }]);
    await set(first.actor);
    expect((await proof()).broken).toEqual([]);
    await store.asOwner(async (owner) => {
      await owner.deleteFrom("access_audit").where("id", "=", id).execute();
    });
    expect((await proof()).broken[0]?.words).toContain("5 are stored now");
    await store.asOwner(async (owner) => {
      await owner.deleteFrom("access_audit_seal").where("no", "=", 1).execute();
    });
    expect((await proof()).broken[0]?.words).toContain("missing");
    await other.close();
  });
});

const purchase = {
  kind: "purchase" as const,
  source: "pos",
  id: "1",
  member: { source: "card", id: "1" },
  occurredAt: "2026-06-01T11:00:00+02:00",
  currency: "SEK",
  lines: [{ article: "a", quantity: 1, paidMinor: 1_000 }],
};
