import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { endpoint } from "@trofast/contract/endpoint";
import { aClub } from "../testing/club.ts";
import type { TestClub } from "../testing/club.ts";
import { storeKinds } from "../testing/kinds.ts";
import { DomainError } from "./errors.ts";
import { finishHttp, openHttp } from "./http-server.ts";
import { bind } from "./http.ts";
import type { Http } from "./http.ts";
import { forgetOldKeys, IDEMPOTENCY_DAYS, requestHash } from "./idempotency.ts";

const spend = endpoint({
  id: "sample.spend",
  method: "POST",
  path: "/v1/spend",
  summary: "Spend",
  tag: "Sample",
  scope: "admin",
  stores: "any",
  body: z.strictObject({
    how: z.enum(["well", "short", "busy", "fault"]),
    note: z.string().optional(),
  }),
  answer: z.object({ count: z.int() }),
  status: 201,
  refusals: ["insufficient_balance", "member_busy"],
  idempotent: "key",
});

describe.each(storeKinds())("an Idempotency-Key on $name", ({ kind }) => {
  let room: TestClub;
  let http: Http;
  beforeAll(async () => {
    room = await aClub(kind);
    await room.club.store.asOwner(async (owner) => {
      await sql`create table platform_spent (id integer generated always as identity primary key)`.execute(
        owner,
      );
      await sql`select platform_grant()`.execute(owner);
    });
    http = openHttp(room.club, {
      authenticate: async ({ headers }) => ({
        kind: "key",
        id: headers.authorization ?? "",
        name: "x",
        scopes: new Set(["admin"]),
      }),
      checkAnswers: true,
    });
    bind(http, spend, async ({ once, body }) =>
      once(async (tx) => {
        await sql`insert into platform_spent default values`.execute(tx);
        if (body.how === "short")
          throw new DomainError("insufficient_balance", "Too little.", { shortBy: 3 });
        if (body.how === "busy") throw new DomainError("member_busy", "Busy.");
        if (body.how === "fault") throw new Error("fault");
        return { count: await spent() };
        async function spent(): Promise<number> {
          const found = await sql<{ count: number }>`select count(*) from platform_spent`.execute(
            tx,
          );
          return found.rows[0]?.count ?? 0;
        }
      }),
    );
    finishHttp(http);
  });
  afterAll(async () => {
    await http.app.close();
    await room.close();
  });

  const send = async (key: string | undefined, body: object, client = "till") => {
    const headers = {
      authorization: client,
      ...(key === undefined ? {} : { "idempotency-key": key }),
    };
    const response = await http.app.inject({
      method: "POST",
      url: "/v1/spend",
      headers,
      payload: body,
    });
    return {
      status: response.statusCode,
      replayed: response.headers["idempotent-replayed"],
      json: response.json<{ code?: string }>(),
    };
  };
  const count = async (): Promise<number> => {
    const found = await sql<{ count: number }>`select count(*) from platform_spent`.execute(
      room.club.db,
    );
    return found.rows[0]?.count ?? -1;
  };

  test("is required, and must be usable", async () => {
    expect((await send(undefined, { how: "well" })).json).toMatchObject({
      code: "idempotency_key_required",
      status: 400,
    });
    for (const key of ["x".repeat(256), "two words", "å"]) {
      expect((await send(key, { how: "well" })).json, key).toMatchObject({
        code: "invalid_header",
        status: 400,
      });
    }
    expect(await count()).toBe(0);
  });

  test("makes a repeat answer as the first did, whatever the order of its fields", async () => {
    const before = await count();
    const first = await send("a", { how: "well", note: "n" });
    const again = await send("a", { note: "n", how: "well" });
    expect(first).toMatchObject({ status: 201, replayed: undefined });
    expect(again).toEqual({ ...first, replayed: "true" });
    expect(await count()).toBe(before + 1);
  });

  test("is refused for another body, and nothing is written", async () => {
    await send("b", { how: "well" });
    const before = await count();
    expect((await send("b", { how: "well", note: "other" })).json).toMatchObject({
      code: "idempotency_key_reused",
      status: 422,
    });
    expect(await count()).toBe(before);
  });

  test("belongs to its client", async () => {
    const before = await count();
    await send("c", { how: "well" }, "one");
    await send("c", { how: "well" }, "two");
    expect(await count()).toBe(before + 2);
  });

  test("keeps a decided refusal, whose writes are undone", async () => {
    const before = await count();
    const first = await send("d", { how: "short" });
    expect(first.json).toMatchObject({ code: "insufficient_balance", shortBy: 3 });
    expect(await send("d", { how: "short" })).toEqual({ ...first, replayed: "true" });
    expect(await count()).toBe(before);
  });

  test("is free again after what was not decided", async () => {
    const before = await count();
    expect((await send("e", { how: "busy" })).json).toMatchObject({ code: "member_busy" });
    expect((await send("e", { how: "fault" })).json).toMatchObject({ code: "internal" });
    expect((await send("e", { how: "well" })).status).toBe(201);
    expect(await count()).toBe(before + 1);
  });

  test("sent twenty times at once has one effect; the rest repeat it or are told to wait", async () => {
    const before = await count();
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => send("race", { how: "well" })),
    );
    expect(await count()).toBe(before + 1);
    expect(
      answers.filter(({ status, replayed }) => status === 201 && replayed === undefined),
    ).toHaveLength(1);
    for (const answer of answers) {
      if (answer.status !== 201)
        expect(answer.json).toMatchObject({ code: "request_in_progress", retryAfter: 1 });
    }
    expect(await send("race", { how: "well" })).toMatchObject({ status: 201, replayed: "true" });
  });

  test("is forgotten after 30 days", async () => {
    await send("old", { how: "well" });
    const dayMs = 86_400_000;
    const now = room.clock.now();
    expect(await forgetOldKeys(room.club.db, now + IDEMPOTENCY_DAYS * dayMs)).toBe(0);
    expect(await forgetOldKeys(room.club.db, now + IDEMPOTENCY_DAYS * dayMs + 1)).toBeGreaterThan(
      0,
    );
    expect((await send("old", { how: "well" })).replayed).toBeUndefined();
  });
});

test("the hash of a request differs by method, address and value, not by the order of keys", () => {
  const hash = requestHash("POST", "/a", { x: 1, y: [{ b: 2, a: 1 }] });
  expect(requestHash("POST", "/a", { y: [{ a: 1, b: 2 }], x: 1 })).toBe(hash);
  for (const other of [
    requestHash("PUT", "/a", { x: 1, y: [{ b: 2, a: 1 }] }),
    requestHash("POST", "/a?x", { x: 1, y: [{ b: 2, a: 1 }] }),
    requestHash("POST", "/a", { x: "1", y: [{ b: 2, a: 1 }] }),
    requestHash("POST", "/a", { x: 1, y: [{ b: 1, a: 2 }] }),
  ]) {
    expect(other).not.toBe(hash);
  }
});
