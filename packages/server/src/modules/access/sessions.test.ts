import { endpoint } from "@trofast/contract/endpoint";
import type { FastifyInstance } from "fastify";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { bind, subjectOf } from "../../platform/http.ts";
import { finishHttp, openHttp } from "../../platform/http-server.ts";
import { aClub, testNow } from "../../testing/club.ts";
import type { TestClub } from "../../testing/club.ts";
import { storeKinds } from "../../testing/kinds.ts";
import { aPerson } from "../../testing/staff.ts";
import { sessionLives } from "./domain.ts";
import * as access from "./service.ts";

const shared = { path: "/v1/own", tag: "Sample", scope: "member", refusals: [] } as const;
const readOwn = endpoint({
  ...shared,
  id: "sample.readOwn",
  method: "GET",
  summary: "Read",
  answer: z.object({ subject: z.string() }),
});
const writeOwn = endpoint({
  ...shared,
  id: "sample.writeOwn",
  method: "POST",
  summary: "Write",
  answer: z.object({}),
  idempotent: "none",
});

const anna = "01890a5d-ac96-774b-bcce-b302099a8057";
const bo = "01890a5d-ac96-774b-bcce-b302099a8058";

describe.each(storeKinds())("sessions on $name", ({ kind }) => {
  let room: TestClub;
  let app: FastifyInstance;
  beforeAll(async () => {
    room = await aClub(kind);
    const http = openHttp(room.club, {
      authenticate: (request, audience) => access.authenticate(room.club, request, audience),
    });
    bind(http, readOwn, async ({ caller }) => ({ subject: subjectOf(caller) }));
    bind(http, writeOwn, async () => ({}));
    finishHttp(http);
    app = http.app;
  });
  afterAll(async () => {
    await app.close();
    await room.close();
  });

  const signIn = async (subject: string, who: "member" | "staff" = "member") =>
    await access.openSession(room.club.db, { kind: who, subject }, room.clock.now());
  const ask = async (headers: Record<string, string>, method: "GET" | "POST" = "GET") =>
    await app.inject({ method, url: "/v1/own", headers: { host: "club.example", ...headers } });
  const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

  test("a member is known by the token, and the database holds only its hash", async () => {
    const { token } = await signIn(anna);
    expect(token).toMatch(/^tro_member_[0-9A-Za-z]{12}_[0-9A-Za-z]{38}$/);
    expect((await ask(bearer(token))).json()).toEqual({ subject: anna });
    const rows = await room.club.db.selectFrom("access_session").selectAll().execute();
    expect(JSON.stringify(rows)).not.toContain(token.slice(24, 50));
  });

  test("a session's end bites at the next call, and signing out everywhere spares the one that asked", async () => {
    const [first, second, other] = [await signIn(anna), await signIn(anna), await signIn(bo)];
    await access.endSession(room.club.db, first.session.id, room.clock.now());
    expect((await ask(bearer(first.token))).statusCode).toBe(401);
    const third = await signIn(anna);
    const whose = { kind: "member", subject: anna } as const;
    await access.endSessionsOf(room.club.db, whose, room.clock.now(), third.session.id);
    expect((await ask(bearer(second.token))).statusCode).toBe(401);
    expect((await ask(bearer(third.token))).statusCode).toBe(200);
    expect((await ask(bearer(other.token))).statusCode).toBe(200);
  });

  test("a session that nobody used ends, and one in use ends as well at last", async () => {
    const { token } = await signIn(anna);
    room.clock.set(testNow + sessionLives.member.idleMs - 1);
    expect((await ask(bearer(token))).statusCode).toBe(200);
    for (const days of [150, 230, 310, 364]) {
      room.clock.set(testNow + days * 86_400_000);
      expect((await ask(bearer(token))).statusCode, `after ${days} days`).toBe(200);
    }
    room.clock.set(testNow + sessionLives.member.mostMs);
    expect((await ask(bearer(token))).statusCode).toBe(401);
    room.clock.set(testNow);
  });

  test.each([
    ["its own pages", { "sec-fetch-site": "same-origin" }, 200],
    ["its own pages, in an old browser", { origin: "https://club.example" }, 200],
    ["another site", { "sec-fetch-site": "cross-site", origin: "https://club.example" }, 403],
    ["another site, in an old browser", { origin: "https://evil.example" }, 403],
    ["who knows where", {}, 403],
  ])("with a cookie, a writing call from %s", async (_, headers, status) => {
    const { token } = await signIn(anna);
    const cookie = access.sessionCookie("member", token, true);
    expect(cookie).toMatch(/; HttpOnly; SameSite=Lax; Max-Age=\d+; Secure$/);
    const sent = { cookie: `other=1; ${cookie.split(";")[0]}` };
    expect((await ask(sent)).statusCode).toBe(200);
    expect((await ask({ ...sent, ...headers }, "POST")).statusCode).toBe(status);
  });

  test("a token opens nothing but what its kind is for", async () => {
    const staff = await aPerson(room, "owner");
    expect((await ask(bearer(staff.token))).statusCode).toBe(403);
    const disguised = staff.token.replace("tro_staff_", "tro_member_");
    expect((await ask(bearer(disguised))).statusCode).toBe(401);
    expect((await ask({ cookie: `trofast_staff=${staff.token}` })).statusCode).toBe(401);
    const { token } = await signIn(anna);
    const guessed = token.slice(0, 30) + (token[30] === "a" ? "b" : "a") + token.slice(31);
    expect((await ask(bearer(guessed))).statusCode).toBe(401);
    expect((await ask(bearer(room.key))).statusCode).toBe(403);
  });
});
