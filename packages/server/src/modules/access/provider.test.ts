import { createKey } from "@trofast/contract/access";
import * as contract from "@trofast/contract/staff";
import { afterAll, beforeAll, expect, test } from "vitest";
import { aClub, testNow } from "../../testing/club.ts";
import type { TestClub } from "../../testing/club.ts";
import { anIdentityProvider, providerConfig } from "../../testing/identity-provider.ts";
import type { IdentityProvider } from "../../testing/identity-provider.ts";
import { elsewhere } from "../../testing/staff.ts";

let provider: IdentityProvider;
let room: TestClub;
beforeAll(async () => {
  provider = await anIdentityProvider();
  room = await aClub("pglite", { config: providerConfig(provider.issuer) });
});
afterAll(async () => {
  await room.close();
  await provider.close();
});

const invite = async (email: string, role = "marketer") =>
  (await room.call(contract.invitePerson, { body: { name: "Bo", role, email } })).answer.person;

/** Goes to the provider and back, as a browser does. */
async function visit(
  claims: Record<string, unknown>,
  how: { bend?: IdentityProvider["bend"]; fresh?: boolean; cookie?: string; state?: string } = {},
) {
  provider.claims = claims;
  provider.bend = how.bend ?? {};
  const from = elsewhere();
  const asked = await room.call(contract.askProvider, {
    key: null,
    headers: from,
    body: { fresh: how.fresh ?? false },
  });
  const sent = await fetch(asked.answer.url, { redirect: "manual" });
  const back = new URL(sent.headers.get("location") ?? "");
  if (how.state !== undefined) back.searchParams.set("state", how.state);
  const cookie = how.cookie ?? String(asked.headers["set-cookie"]).split(";")[0] ?? "";
  const url = `${back.pathname}${back.search}`;
  const answered = await room.app.inject({ url, headers: { cookie, ...from } });
  const token = /trofast_staff=(\w+)/.exec(String(answered.headers["set-cookie"]))?.[1] ?? "";
  return { status: answered.statusCode, token, text: answered.body, url, cookie };
}

const verified = (email: string, sub: string) => ({ sub, email, email_verified: true });

test("who was invited with the verified address is let in, and known by the subject from then on", async () => {
  const person = await invite("bo@club.example");
  const first = await visit(verified("Bo@Club.example", "bo"));
  expect(first.status, first.text).toBe(200);
  const own = await room.call(contract.readOwn, { key: first.token });
  expect(own.answer.person).toMatchObject({ id: person.id, status: "active" });
  const renamed = await visit({ sub: "bo", email: "new@club.example", email_verified: false });
  expect(renamed.status).toBe(200);
  // The address alone is nobody's any more: another account that bears it now does not get in.
  expect((await visit(verified("bo@club.example", "somebody else"))).status).toBe(401);
});

test("nobody unknown is let in or made, nor by an address that is not verified", async () => {
  await invite("eva@club.example");
  const before = await room.club.db.selectFrom("access_staff").selectAll().execute();
  for (const claims of [
    verified("stranger@club.example", "s1"),
    { sub: "s2", email: "eva@club.example", email_verified: false },
    { sub: "s3", email: "eva@club.example" },
    { sub: "s4" },
  ]) {
    expect((await visit(claims)).status, JSON.stringify(claims)).toBe(401);
  }
  expect(await room.club.db.selectFrom("access_staff").selectAll().execute()).toEqual(before);
});

test("an answer counts once, in the browser that asked, with its state, nonce and key", async () => {
  const claims = verified("ida@club.example", "ida");
  await invite("ida@club.example");
  expect((await visit(claims, { cookie: "" })).status).toBe(401);
  expect((await visit(claims, { cookie: "trofast_provider=abc" })).status).toBe(401);
  expect((await visit(claims, { state: "guessed" })).status).toBe(401);
  expect((await visit(claims, { bend: { nonce: "other" } })).status).toBe(401);
  expect((await visit(claims, { bend: { audience: "another club" } })).status).toBe(401);
  expect((await visit(claims, { bend: { foreignKey: true } })).status).toBe(401);
  const right = await visit(claims);
  expect(right.status).toBe(200);
  const again = await room.app.inject({ url: right.url, headers: { cookie: right.cookie } });
  expect(again.statusCode).toBe(401);
});

test("it asks with PKCE; a fresh sign-in asks for the proof again and opens dangerous acts", async () => {
  const claims = verified("olle@club.example", "olle");
  await invite("olle@club.example", "owner");
  const make = async (key: string) =>
    await room.call(createKey, { key, body: { name: "till", preset: "till" } });
  const seconds = testNow / 1000;
  const remembered = await visit({ ...claims, auth_time: seconds - 3_600 });
  expect(await make(remembered.token)).toMatchObject({ code: "step_up_required" });
  expect(provider.asked.at(-1)).toMatchObject({ code_challenge_method: "S256" });
  const fresh = await visit({ ...claims, auth_time: seconds }, { fresh: true });
  expect(provider.asked.at(-1)).toMatchObject({ prompt: "login", max_age: "0" });
  expect((await make(fresh.token)).status).toBe(201);
});

test("who is disabled stays out", async () => {
  const person = await invite("ulf@club.example");
  const params = { staffId: person.id };
  await room.call(contract.changePerson, { params, body: { disabled: true } });
  expect((await visit(verified("ulf@club.example", "ulf"))).status).toBe(401);
});

test("a club without a provider says so, and one whose provider is away lets nobody in", async () => {
  const without = await aClub("pglite");
  const asked = await without.call(contract.askProvider, { key: null, body: {} });
  expect(asked).toMatchObject({ status: 404, code: "not_found" });
  await without.close();
  const away = await aClub("pglite", { config: providerConfig("http://127.0.0.1:9") });
  const refused = await away.call(contract.askProvider, { key: null, body: {} });
  expect(refused).toMatchObject({ status: 401, code: "sign_in_failed" });
  await away.close();
});
