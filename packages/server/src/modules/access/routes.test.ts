import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as contract from "@trofast/contract/access";
import { metrics } from "@trofast/contract/system";
import { aClub, testNow } from "../../testing/club.ts";
import type { TestClub } from "../../testing/club.ts";
import { storeKinds } from "../../testing/kinds.ts";
import * as access from "./service.ts";

describe.each(storeKinds())("API keys on $name", ({ kind }) => {
  let room: TestClub;
  beforeAll(async () => {
    room = await aClub(kind);
  });
  afterAll(async () => {
    await room.close();
  });

  const aKey = async (scopes: string[], more: object = {}) =>
    await room.call(contract.createKey, { body: { name: "till 4", scopes, ...more } });

  test("a key is shown once, opens what its scopes say, and nothing after its end", async () => {
    const made = await aKey(["insights:read"]);
    expect(made.status).toBe(201);
    expect(made.answer.key).toMatch(/^tro_live_[0-9A-Za-z]{12}_[0-9A-Za-z]{38}$/);
    const { key, id } = made.answer;
    const refused = await room.call(contract.listKeys, { key });
    expect(refused).toMatchObject({ status: 403, code: "forbidden" });
    const listed = await room.call(contract.listKeys);
    expect(JSON.stringify(listed.json)).not.toContain(key.slice(-20));
    const ended = await room.call(contract.endKey, { params: { id } });
    expect(ended.answer.endedAt).toBe("2026-06-01T10:00:00Z");
    const after = await room.call(contract.listKeys, { key });
    expect(after).toMatchObject({ status: 401, code: "unauthenticated" });
    expect(after.headers["www-authenticate"]).toBe("Bearer");
    expect((await room.call(contract.endKey, { params: { id } })).answer).toEqual(ended.answer);
  });

  test("a key expires by the club's clock", async () => {
    const { answer } = await aKey(["admin"], { expiresAt: "2026-06-01T12:30:00+02:00" });
    expect((await room.call(contract.listKeys, { key: answer.key })).status).toBe(200);
    room.clock.set(testNow + 30 * 60_000);
    expect((await room.call(contract.listKeys, { key: answer.key })).status).toBe(401);
    room.clock.set(testNow);
  });

  test("a key that would never open anything is refused", async () => {
    const refused = await aKey(["admin"], { expiresAt: "2026-06-01T12:00:00+02:00" });
    expect(refused).toMatchObject({ status: 400, code: "invalid_body" });
    expect(refused.json).toMatchObject({ errors: [{ pointer: "/expiresAt" }] });
  });

  test("who tries key after key is told to wait, and right keys go on working from that address", async () => {
    const own = await aClub(kind, { config: { addressRateBurst: 20 } });
    const guess = `tro_live_${"A".repeat(12)}_${"b".repeat(38)}`;
    const ask = async (key: string | null, address: string) =>
      await own.call(contract.listKeys, { key, headers: { "x-forwarded-for": address } });
    const tries = await Promise.all(Array.from({ length: 200 }, () => ask(guess, "198.51.100.7")));
    expect(tries.filter(({ code }) => code === "unauthenticated").length).toBeGreaterThanOrEqual(
      20,
    );
    const late = tries.find(({ code }) => code !== "unauthenticated");
    expect(late).toMatchObject({ status: 429, code: "rate_limited" });
    expect(Number(late?.headers["retry-after"])).toBeGreaterThan(0);
    expect(JSON.stringify(late?.json)).not.toContain(guess.slice(9));
    expect((await ask(own.key, "198.51.100.7")).status).toBe(200);
    expect((await ask(null, "198.51.100.7")).status).toBe(401);
    expect((await ask(guess, "198.51.100.8")).status).toBe(401);
    await own.close();
  });

  test("only the hash of a key is in the database", async () => {
    const { answer } = await aKey(["admin"]);
    const rows = await room.club.db.selectFrom("access_key").selectAll().execute();
    expect(JSON.stringify(rows)).not.toContain(answer.key.slice(22, 40));
  });

  test("the last admin key cannot be ended, even by two requests at once", async () => {
    const other = await aClub(kind);
    const second = await access.createKey(other.club, { name: "second", scopes: ["admin"] });
    const keys = await other.call(contract.listKeys);
    const outcomes = await Promise.all(
      keys.answer.data.map(({ id }) =>
        other.call(contract.endKey, { params: { id }, key: second.token }),
      ),
    );
    expect(outcomes.map(({ status }) => status).filter((status) => status === 200)).toHaveLength(1);
    await other.close();
  });

  test("pages go through all keys once, and a foreign cursor is refused", async () => {
    for (let count = 0; count < 5; count += 1) await aKey(["events:write"]);
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const { answer } = await room.call(contract.listKeys, { query: { limit: 2, cursor } });
      seen.push(...answer.data.map(({ id }) => id));
      cursor = answer.nextCursor ?? undefined;
    } while (cursor !== undefined);
    const all = await room.club.db.selectFrom("access_key").select("id").execute();
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen).toHaveLength(all.length);
    for (const bad of ["x", "W10", "WzEsMl0", "WzFlMzAwLCJhIl0", "WyIyIiwiYSJd"]) {
      const answer = await room.call(contract.listKeys, { query: { cursor: bad } });
      expect(answer, bad).toMatchObject({ status: 400, code: "invalid_cursor" });
    }
  });

  test("the first admin key is made once, however many ask", async () => {
    const other = await aClub(kind);
    await other.club.store.asOwner(async (owner) => {
      await owner.deleteFrom("access_key").execute();
    });
    const kept: string[] = [];
    const made = await Promise.all(
      Array.from({ length: 8 }, () =>
        access.createFirstKey(other.club, async (token) => {
          kept.push(token);
        }),
      ),
    );
    expect(made.filter(Boolean)).toHaveLength(1);
    expect(kept).toHaveLength(1);
    expect((await other.call(contract.listKeys, { key: kept[0] ?? "" })).status).toBe(200);
    await other.close();
  });

  test.each([
    ["nothing", undefined],
    ["another scheme", "Basic abc"],
    ["no token", "Bearer "],
    ["a guess", "Bearer tro_live_x"],
    ["two headers in one", "Bearer a, Bearer b"],
    ["very long", `Bearer ${"x".repeat(8_000)}`],
  ])("an authorization of %s is refused", async (_name, authorization) => {
    const response = await room.app.inject({
      url: "/v1/keys",
      headers: authorization === undefined ? {} : { authorization },
    });
    expect(response.statusCode).toBe(401);
    expect(response.headers["content-type"]).toMatch(/^application\/problem\+json/);
  });

  test("a mistyped key is refused before the database is asked", async () => {
    const last = room.key.at(-1) === "a" ? "b" : "a";
    const mistyped = await room.call(contract.listKeys, { key: room.key.slice(0, -1) + last });
    expect(mistyped.json).toMatchObject({ detail: expect.stringContaining("is it complete") });
  });

  test("figures need an admin key", async () => {
    expect((await room.call(metrics, { key: null })).status).toBe(401);
    expect((await room.call(metrics)).answer).toContain("trofast_request_seconds_bucket");
  });
});
