import * as contract from "@trofast/contract/staff";
import { createKey, listKeys } from "@trofast/contract/access";
import { listAudit } from "@trofast/contract/audit";
import { listVersions } from "@trofast/contract/programmes";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { anAuthenticator } from "../../testing/authenticator.ts";
import { aClub, testNow } from "../../testing/club.ts";
import type { TestClub } from "../../testing/club.ts";
import { postgresKinds, storeKinds } from "../../testing/kinds.ts";
import { accept, aPerson, signIn, stepUp } from "../../testing/staff.ts";
import * as access from "./service.ts";

const hourMs = 3_600_000;
const anna = "01890a5d-ac96-774b-bcce-b302099a8057";

describe.each(storeKinds())("staff on $name", ({ kind }) => {
  let room: TestClub;
  beforeAll(async () => {
    room = await aClub(kind);
  });
  afterAll(async () => {
    await room.close();
  });

  const invite = async (more: object = {}) =>
    await room.call(contract.invitePerson, { body: { name: "Bo", role: "marketer", ...more } });
  const tokenIn = (link: string): string => link.split("#")[1] ?? "";

  test("an invited person makes a passkey, is signed in, and may do what the role says", async () => {
    const invited = await invite({ email: "Bo@Club.Example" });
    expect(invited.status).toBe(201);
    expect(invited.answer.person).toMatchObject({ status: "invited", email: "bo@club.example" });
    expect(invited.answer.invite.link).toMatch(/^http:\/\/localhost:\d+\/staff\/invite#\w{43}$/);
    const bo = await accept(room, invited.answer.invite.link);
    const own = await room.call(contract.readOwn, { key: bo.token });
    expect(own.answer.person).toMatchObject({ id: bo.id, role: "marketer", status: "active" });
    expect(own.answer.scopes).toContain("programme:write");
    expect(own.answer.passkeys).toMatchObject([{ id: bo.passkey.id, name: "laptop" }]);
    expect((await room.call(listVersions, { key: bo.token })).status).toBe(200);
    expect(await room.call(listKeys, { key: bo.token })).toMatchObject({ code: "forbidden" });
    const trail = await room.call(listAudit, { query: { actor: `staff:${bo.id}` } });
    expect(trail.answer.data.map(({ act }) => act)).toContain("staff.enrolled");
    const made = await room.call(listAudit, { query: { act: "staff.invite", subject: bo.id } });
    expect(made.answer.data).toMatchObject([
      { actor: expect.stringMatching(/^key:/), status: 201 },
    ]);
  });

  test("a session comes as a cookie that scripts cannot read", async () => {
    const bo = await aPerson(room, "cashier");
    const signedIn = await signIn(room, bo.passkey);
    expect(signedIn.headers["set-cookie"]).toMatch(
      /^trofast_staff=tro_staff_\w+; Path=\/; HttpOnly; SameSite=Lax/,
    );
    const cookie = String(signedIn.headers["set-cookie"]).split(";")[0] ?? "";
    const own = await room.call(contract.readOwn, { key: null, headers: { cookie } });
    expect(own.answer.person.id).toBe(bo.id);
  });

  test("a link works once, for 72 hours, and a newer one ends it", async () => {
    const first = await invite();
    const { id } = first.answer.person;
    const second = await room.call(contract.inviteAgain, { params: { staffId: id } });
    const open = async (link: string) =>
      await room.call(contract.openInvite, { key: null, body: { token: tokenIn(link) } });
    expect(await open(first.answer.invite.link)).toMatchObject({ code: "sign_in_failed" });
    const { link } = second.answer.invite;
    room.clock.set(testNow + 72 * hourMs);
    expect(await open(link)).toMatchObject({ status: 401, code: "sign_in_failed" });
    room.clock.set(testNow + 72 * hourMs - 1);
    await accept(room, link);
    expect(await open(link)).toMatchObject({ code: "sign_in_failed" });
    room.clock.set(testNow);
    const rows = await room.club.db.selectFrom("access_invite").selectAll().execute();
    expect(JSON.stringify(rows)).not.toContain(tokenIn(link));
  });

  test("a passkey is refused for another site, another question, an old one, and without its owner's proof", async () => {
    const bo = await aPerson(room, "auditor");
    const wrong = [
      { origin: "https://evil.example" },
      { rpId: "evil.example" },
      { challenge: "AAAA" },
      { userVerified: false },
      { signedBy: anAuthenticator() },
      { counter: 1 },
    ];
    for (const bent of wrong) {
      const refused = await signIn(room, bo.passkey, bent);
      expect(refused, JSON.stringify(bent)).toMatchObject({ status: 401, code: "sign_in_failed" });
    }
    expect((await signIn(room, bo.passkey, { counter: 50 })).status).toBe(200);
    // A copy counts from where it was made.
    expect(await signIn(room, bo.passkey, { counter: 49 })).toMatchObject({
      code: "sign_in_failed",
    });
    expect(await signIn(room, anAuthenticator())).toMatchObject({ code: "sign_in_failed" });
    const asked = await room.call(contract.askSignIn, { key: null, body: {} });
    const { challengeId, options } = asked.answer;
    const body = { challengeId, credential: bo.passkey.use(options, { counter: 60 }) };
    room.clock.set(testNow + 5 * 60_000);
    expect(await room.call(contract.signIn, { key: null, body })).toMatchObject({
      code: "sign_in_failed",
    });
    room.clock.set(testNow);
  });

  test("a question is answered once", async () => {
    const bo = await aPerson(room, "auditor");
    const { challengeId, options } = (await room.call(contract.askSignIn, { key: null, body: {} }))
      .answer;
    const body = { challengeId, credential: bo.passkey.use(options) };
    expect((await room.call(contract.signIn, { key: null, body })).status).toBe(200);
    expect(await room.call(contract.signIn, { key: null, body })).toMatchObject({
      code: "sign_in_failed",
    });
  });

  test("a passkey that is kept on several devices never counts, and signs in again and again", async () => {
    const passkey = anAuthenticator(undefined, { counts: false });
    await accept(room, (await invite()).answer.invite.link, passkey);
    expect((await signIn(room, passkey)).status).toBe(200);
    expect((await signIn(room, passkey)).status).toBe(200);
  });

  test("a change of role holds from the next call on, and who is disabled is out at once", async () => {
    const bo = await aPerson(room, "marketer");
    const change = async (body: object) =>
      await room.call(contract.changePerson, { params: { staffId: bo.id }, body });
    expect((await room.call(listVersions, { key: bo.token })).status).toBe(200);
    await change({ role: "cashier" });
    expect(await room.call(listVersions, { key: bo.token })).toMatchObject({ code: "forbidden" });
    expect((await change({ disabled: true })).answer.status).toBe("disabled");
    expect(await room.call(contract.readOwn, { key: bo.token })).toMatchObject({ status: 401 });
    expect(await signIn(room, bo.passkey)).toMatchObject({ code: "sign_in_failed" });
    expect((await change({ disabled: false })).answer.status).toBe("active");
    expect(await room.call(contract.readOwn, { key: bo.token })).toMatchObject({ status: 401 });
    expect((await signIn(room, bo.passkey)).status).toBe(200);
    const trail = await room.call(listAudit, { query: { act: "staff.changed", subject: bo.id } });
    expect(trail.answer.data[2]?.detail).toMatchObject({
      roleBefore: "marketer",
      roleAfter: "cashier",
    });
  });

  test("two people have not the same e-mail address, however it is written", async () => {
    await invite({ email: "eva@club.example" });
    expect(await invite({ email: "EVA@club.example" })).toMatchObject({ code: "conflict" });
    const other = await invite();
    const params = { staffId: other.answer.person.id };
    const body = { email: "Eva@Club.example" };
    expect(await room.call(contract.changePerson, { params, body })).toMatchObject({
      code: "conflict",
    });
  });

  test("dangerous acts need a proof of the last 10 minutes; a key needs none", async () => {
    const owner = await aPerson(room, "owner");
    const make = async (key: string) =>
      await room.call(createKey, { key, body: { name: "till", preset: "till" } });
    expect((await make(owner.token)).status).toBe(201);
    room.clock.set(testNow + 10 * 60_000 + 1);
    expect(await make(owner.token)).toMatchObject({ status: 403, code: "step_up_required" });
    expect((await make(room.key)).status).toBe(201);
    const refused = await room.call(contract.invitePerson, {
      key: owner.token,
      body: { name: "x", role: "owner" },
    });
    expect(refused).toMatchObject({ code: "step_up_required" });
    expect((await stepUp(room, owner)).status).toBe(200);
    expect((await make(owner.token)).status).toBe(201);
    room.clock.set(testNow);
  });

  test("nobody proves with somebody else's passkey", async () => {
    const eva = await aPerson(room, "owner");
    const bo = await aPerson(room, "owner");
    expect(await stepUp(room, { ...eva, passkey: bo.passkey })).toMatchObject({
      code: "sign_in_failed",
    });
  });

  test("what one session is asked to prove is not proven in another", async () => {
    const eva = await aPerson(room, "owner");
    const { token } = (await signIn(room, eva.passkey)).answer;
    const asked = await room.call(contract.askStepUp, { key: eva.token, body: {} });
    const { challengeId, options } = asked.answer;
    const body = { challengeId, credential: eva.passkey.use(options) };
    const elsewhere = await room.call(contract.stepUp, { key: token, body });
    expect(elsewhere).toMatchObject({ code: "sign_in_failed" });
    // The question is spent; a new one is answered where it was asked.
    expect((await stepUp(room, { ...eva, token })).status).toBe(200);
  });

  test("a second passkey signs in, the first goes, the last stays; other sessions end", async () => {
    const bo = await aPerson(room, "support");
    const other = (await signIn(room, bo.passkey)).answer.token;
    const second = anAuthenticator();
    const asked = await room.call(contract.askPasskey, { key: bo.token, body: {} });
    const { challengeId, options } = asked.answer;
    expect(JSON.stringify(options)).toContain(bo.passkey.id);
    const credential = second.create(options);
    const body = { challengeId, credential, name: "key ring" };
    const added = await room.call(contract.addPasskey, { key: bo.token, body });
    expect(added).toMatchObject({ status: 201, answer: { name: "key ring" } });
    expect(await room.call(contract.readOwn, { key: other })).toMatchObject({ status: 401 });
    expect((await room.call(contract.readOwn, { key: bo.token })).status).toBe(200);
    const renamed = await room.call(contract.renamePasskey, {
      key: bo.token,
      params: { passkeyId: second.id },
      body: { name: "blue key" },
    });
    expect(renamed.answer.name).toBe("blue key");
    const remove = async (id: string) =>
      await room.call(contract.removePasskey, { key: bo.token, params: { passkeyId: id } });
    expect((await remove(bo.passkey.id)).status).toBe(204);
    expect(await remove(second.id)).toMatchObject({ code: "last_passkey" });
    expect(await remove(bo.passkey.id)).toMatchObject({ code: "not_found" });
    expect((await signIn(room, second)).status).toBe(200);
    expect(await signIn(room, bo.passkey)).toMatchObject({ code: "sign_in_failed" });
  });

  test("somebody else's passkey is not there to rename or remove", async () => {
    const eva = await aPerson(room, "support");
    const bo = await aPerson(room, "support");
    const params = { passkeyId: bo.passkey.id };
    const removed = await room.call(contract.removePasskey, { key: eva.token, params });
    expect(removed).toMatchObject({ code: "not_found" });
    const body = { name: "mine" };
    const renamed = await room.call(contract.renamePasskey, { key: eva.token, params, body });
    expect(renamed).toMatchObject({ code: "not_found" });
    const own = await room.call(contract.readOwn, { key: bo.token });
    expect(own.answer.passkeys).toMatchObject([{ name: "laptop" }]);
  });

  test("signing out ends this session, or all", async () => {
    const bo = await aPerson(room, "auditor");
    const second = (await signIn(room, bo.passkey)).answer.token;
    const out = await room.call(contract.signOut, { key: bo.token, body: {} });
    expect(out.status).toBe(204);
    expect(await room.call(contract.readOwn, { key: bo.token })).toMatchObject({ status: 401 });
    const third = (await signIn(room, bo.passkey)).answer.token;
    await room.call(contract.signOut, { key: second, body: { everywhere: true } });
    expect(await room.call(contract.readOwn, { key: third })).toMatchObject({ status: 401 });
  });

  test("guessing is slowed down per address", async () => {
    const other = await aClub(kind);
    const guess = async () =>
      await other.call(contract.openInvite, { key: null, body: { token: "x".repeat(43) } });
    for (let count = 0; count < 30; count += 1) expect((await guess()).status).toBe(401);
    expect(await guess()).toMatchObject({ status: 429, code: "rate_limited" });
    await other.close();
  });

  test("the command line makes the first owner; an owner acts for all stores", async () => {
    const other = await aClub(kind);
    expect(await access.isWithoutStaff(other.club)).toBe(true);
    const { link } = await access.inviteFromHere(other.club, { name: "Owner", role: "owner" });
    expect(await access.isWithoutStaff(other.club)).toBe(false);
    const owner = await accept(other, link);
    expect((await other.call(listKeys, { key: owner.token })).status).toBe(200);
    const refused = await other.call(contract.invitePerson, {
      body: { name: "x", role: "owner", stores: ["1"] },
    });
    expect(refused).toMatchObject({ code: "conflict" });
    await other.close();
  });

  test("pages go through all people once", async () => {
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const { answer } = await room.call(contract.listStaff, { query: { limit: 7, cursor } });
      seen.push(...answer.data.map(({ id }) => id));
      cursor = answer.nextCursor ?? undefined;
    } while (cursor !== undefined);
    const all = await room.club.db.selectFrom("access_staff").select("id").execute();
    expect(seen.toSorted()).toEqual(all.map(({ id }) => id).toSorted());
  });

  test("a member is not let in by an id of the staff, nor the other way round", async () => {
    const bo = await aPerson(room, "owner");
    const now = room.clock.now();
    const asMember = { kind: "member", subject: bo.id } as const;
    const { token } = await access.openSession(room.club.db, asMember, now);
    expect(await room.call(contract.readOwn, { key: token })).toMatchObject({ code: "forbidden" });
    const asStaff = { kind: "staff", subject: anna } as const;
    const stranger = await access.openSession(room.club.db, asStaff, now);
    expect(await room.call(contract.readOwn, { key: stranger.token })).toMatchObject({
      code: "unauthenticated",
    });
  });
});

describe.each(storeKinds())("the last owner on $name", ({ kind }) => {
  test("stays, even when two owners disable each other at once", async () => {
    const room = await aClub(kind);
    const eva = await aPerson(room, "owner");
    const change = async (by: string, staffId: string, body: object) =>
      await room.call(contract.changePerson, { key: by, params: { staffId }, body });
    expect(await change(room.key, eva.id, { disabled: true })).toMatchObject({
      code: "last_owner",
    });
    expect(await change(eva.token, eva.id, { role: "support" })).toMatchObject({
      code: "last_owner",
    });
    // Somebody who has not come yet keeps nobody's club.
    await room.call(contract.invitePerson, { body: { name: "Late", role: "owner" } });
    expect(await change(room.key, eva.id, { disabled: true })).toMatchObject({
      code: "last_owner",
    });
    const bo = await aPerson(room, "owner");
    await Promise.all([
      change(room.key, bo.id, { disabled: true }),
      change(room.key, eva.id, { disabled: true }),
    ]);
    const people = await room.call(contract.listStaff);
    const owners = people.answer.data.filter(
      ({ role, status }) => role === "owner" && status === "active",
    );
    expect(owners).toHaveLength(1);
    await room.close();
  });
});

describe.each(postgresKinds())("an invitation raced on $name", ({ kind }) => {
  test("is taken up by one of ten at once", async () => {
    const room = await aClub(kind);
    const made = await room.call(contract.invitePerson, { body: { name: "Bo", role: "cashier" } });
    const token = made.answer.invite.link.split("#")[1] ?? "";
    const questions = await Promise.all(
      Array.from({ length: 10 }, async () => {
        const opened = await room.call(contract.openInvite, { key: null, body: { token } });
        return opened.answer.question;
      }),
    );
    const tries = await Promise.all(
      questions.map(async ({ challengeId, options }) => {
        const credential = anAuthenticator().create(options);
        const body = { token, challengeId, credential, name: "one" };
        return await room.call(contract.acceptInvite, { key: null, body });
      }),
    );
    expect(tries.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(tries.filter(({ code }) => code === "sign_in_failed")).toHaveLength(9);
    await room.close();
  });
});
