import * as access from "../access/service.ts";
import * as joining from "@trofast/contract/joining";
import { myReferral } from "@trofast/contract/relations";
import * as privacy from "@trofast/contract/privacy";
import * as self from "@trofast/contract/self";
import { getMember, listMembers, putMember, resolveCard } from "@trofast/contract/members";
import { submitEvent } from "@trofast/contract/events";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { aClub } from "../../testing/club.ts";
import type { TestClub } from "../../testing/club.ts";
import { contentsOf } from "../../testing/contents.ts";
import { postgresKinds, storeKinds } from "../../testing/kinds.ts";
import { aGateway, aMailServer, codeIn } from "../../testing/messages.ts";
import type { TestGateway, TestMailServer } from "../../testing/messages.ts";

const programme = {
  club: { name: "Kvarnby Rosteri", languages: ["sv", "en"] },
  markets: { se: { currency: "SEK", timezone: "Europe/Stockholm" } },
  units: { points: { worth: { se: "0.10 SEK" }, expires: "12 months" } },
  rules: [
    { id: "welcome", on: "join", give: { points: 50 } },
    { id: "base", on: "purchase", give: { points: { each: "1 SEK", of: "basket.paid" } } },
  ],
};
const MINUTE = 60_000;

describe.each(storeKinds())("joining on $name", ({ kind }) => {
  let mail: TestMailServer;
  let gateway: TestGateway;
  let room: TestClub;
  beforeAll(async () => {
    mail = await aMailServer();
    gateway = await aGateway();
    room = await aClub(kind, {
      config: {
        smtpUrl: mail.url,
        mailFrom: "Kvarnby <club@kvarnby.example>",
        smsUrl: gateway.url,
        smsAuthorization: "Bearer gateway-key",
      },
    });
    await room.client.programmes.publish({ body: { document: programme } });
  });
  afterAll(async () => {
    await room.close();
    await mail.close();
    await gateway.close();
  });
  beforeEach(() => {
    mail.mails.length = 0;
    gateway.calls.length = 0;
    gateway.answer(200);
    // Every limit of the test before has passed.
    room.clock.advance(25 * 60 * MINUTE);
  });

  const ask = async (identifier: string, more: object = {}) =>
    await room.call(joining.join, { key: null, body: { identifier, ...more } });
  const verify = async (handle: string, code: string) =>
    await room.call(joining.verify, { key: null, body: { handle, code } });
  const lastCode = () => codeIn(mail.mails.at(-1)?.raw.split("\r\n\r\n").slice(1).join("") ?? "");

  const joinBy = async (identifier: string) => {
    const { handle } = (await ask(identifier)).answer;
    const text = identifier.includes("@")
      ? (mail.mails.at(-1)?.raw.split("\r\n\r\n").slice(1).join("") ?? "")
      : (gateway.calls.at(-1)?.body ?? "");
    return (await verify(handle, codeIn(text.replace(/"to":"[^"]*"/, "")))).answer;
  };

  test("one address is enough: a code, a member, a session, points at once", async () => {
    const asked = await ask("Anna@Example.SE", { language: "sv" });
    expect(asked).toMatchObject({ status: 202, json: { channel: "email" } });
    expect(mail.mails).toHaveLength(1);
    expect(mail.mails[0]).toMatchObject({ to: ["Anna@example.se"] });
    expect(mail.mails[0]?.raw).toContain("Subject: Din kod till Kvarnby Rosteri");
    const entered = await verify(asked.answer.handle, lastCode());
    expect(entered.json).toMatchObject({ isNew: true });
    expect(String(entered.headers["set-cookie"])).toMatch(/^trofast_member=tro_member_.*HttpOnly/);
    const me = await room.call(self.getMe, { key: entered.answer.token });
    expect(me.answer).toMatchObject({
      memberId: entered.answer.memberId,
      standing: {
        balance: { points: { available: 50 } },
        worth: { points: { minor: 500, currency: "SEK" } },
      },
    });
    const history = await room.call(self.myHistory, { key: entered.answer.token });
    expect(history.answer.data).toMatchObject([
      { kind: "join", given: { points: 50 }, reasons: [{ words: "welcome gave 50 points." }] },
    ]);
    const [event] = history.answer.data;
    const why = await room.call(self.myWhy, {
      key: entered.answer.token,
      params: { source: event?.source ?? "", id: event?.sourceId ?? "" },
    });
    expect(why.answer.reasons).toMatchObject([{ rule: "welcome", outcome: "gave" }]);
  });

  test("who comes back is signed in as who they were, however they write the address", async () => {
    const first = await joinBy("bo@example.se");
    room.clock.advance(MINUTE);
    const again = await joinBy(" BO@EXAMPLE.se ");
    expect(again).toMatchObject({ memberId: first.memberId, isNew: false });
    expect(again.token).not.toBe(first.token);
  });

  test("a number is enough too, in any way it is written", async () => {
    const first = await joinBy("070-174 06 15");
    expect(gateway.calls[0]).toMatchObject({ headers: { authorization: "Bearer gateway-key" } });
    expect(JSON.parse(gateway.calls[0]?.body ?? "")).toMatchObject({ to: "+46701740615" });
    const again = await joinBy("+46 70 174 06 15");
    expect(again).toMatchObject({ memberId: first.memberId, isNew: false });
  });

  test("nobody learns whether an address is a member's", async () => {
    await joinBy("known@example.se");
    mail.mails.length = 0;
    const before = await contentsOf(room.club);
    const [known, unknown] = [await ask("known@example.se"), await ask("unknown@example.se")];
    const shape = (answer: object) => ({ ...answer, handle: "h" });
    expect(shape(known.answer)).toEqual(shape(unknown.answer));
    const texts = mail.mails.map(({ raw }) =>
      raw
        .replaceAll(/known@|unknown@/g, "x@")
        .replaceAll(/unx@/g, "x@")
        .replaceAll(/[0-9]{6}/g, "000000")
        .replaceAll(/(?:Message-ID|Date): .*/g, ""),
    );
    expect(texts[0]).toBe(texts[1]);
    const after = await contentsOf(room.club);
    const changed = Object.keys(after).filter((table) => after[table] !== before[table]);
    expect(changed.toSorted()).toEqual(["members_code"]);
  });

  test("a code works once, for ten minutes, with its own handle, and wears out", async () => {
    const { handle } = (await ask("once@example.se")).answer;
    const code = lastCode();
    const other = (await ask("other@example.se")).answer.handle;
    const wrong = String((Number(code) + 1) % 1_000_000).padStart(6, "0");
    const refused = [await verify(other, code), await verify(handle, wrong)];
    expect(refused.map(({ code: told }) => told)).toEqual(["code_wrong", "code_wrong"]);
    expect((await verify(handle, code)).status).toBe(200);
    expect((await verify(handle, code)).code).toBe("code_wrong");
    const late = (await ask("late@example.se")).answer.handle;
    const lateCode = lastCode();
    room.clock.advance(10 * MINUTE);
    expect((await verify(late, lateCode)).code).toBe("code_wrong");
    const worn = (await ask("worn@example.se")).answer.handle;
    const wornCode = lastCode();
    for (let tries = 0; tries < 5; tries += 1)
      expect(
        (await verify(worn, String((Number(wornCode) + 1 + tries) % 1_000_000).padStart(6, "0")))
          .code,
      ).toBe("code_wrong");
    expect((await verify(worn, wornCode)).code).toBe("code_wrong");
  });

  test("an address is not flooded, and a code not guessed by asking again", async () => {
    const handles: string[] = [];
    const sent = new Set<string>();
    for (let asked = 0; asked < 5; asked += 1) {
      handles.push((await ask("flood@example.se")).answer.handle);
      sent.add(lastCode());
    }
    const wrong = ["000000", "000001", "000002", "000003", "000004", "000005"].find(
      (code) => !sent.has(code),
    );
    expect(await ask("flood@example.se")).toMatchObject({ status: 429, code: "rate_limited" });
    const codes = new Set<string | undefined>();
    for (let tries = 0; tries < 12; tries += 1)
      codes.add((await verify(handles[tries % 5] ?? "", wrong ?? "")).code);
    expect(codes).toEqual(new Set(["code_wrong", "rate_limited"]));
  });

  test("what cannot be sent leaves no code behind, and says so to everybody alike", async () => {
    const before = (await contentsOf(room.club))["members_code"];
    gateway.answer(500);
    expect(await ask("+46701740605")).toMatchObject({ status: 503, code: "delivery_failed" });
    gateway.answer(302, { location: "http://127.0.0.1:9/steal" });
    expect(await ask("+46701740606")).toMatchObject({ status: 503, code: "delivery_failed" });
    expect((await contentsOf(room.club))["members_code"]).toBe(before);
  });

  test.each([
    ["an address without a server", "anna@", 422, "invalid_identifier"],
    ["a server without a country", "anna@localhost", 422, "invalid_identifier"],
    ["two addresses", "a@example.se,b@example.se", 422, "invalid_identifier"],
    ["a header", "a@example.se\r\nbcc: b@example.se", 400, "invalid_body"],
    ["a quoted local part", '"a b"@example.se', 422, "invalid_identifier"],
    ["an address of the web", "a@example.se/x", 422, "invalid_identifier"],
    ["an address by number", "a@127.0.0.1", 422, "invalid_identifier"],
    ["a number that does not exist", "+46000", 422, "invalid_identifier"],
    ["a number in a country that is not reached", "+1 415 555 2671", 422, "invalid_identifier"],
    ["an emergency number", "112", 422, "invalid_identifier"],
    ["nothing", "", 400, "invalid_body"],
    ["too much", `${"a".repeat(250)}@example.se`, 400, "invalid_body"],
    ["a script", "<script>alert(1)</script>", 422, "invalid_identifier"],
    ["right-to-left marks", "\u202Eanna@example.se", 422, "invalid_identifier"],
  ])("%s is refused and nothing sent", async (_, identifier, status, code) => {
    expect(await ask(identifier)).toMatchObject({ status, code });
    expect(mail.mails).toEqual([]);
    expect(gateway.calls).toEqual([]);
  });

  test("an address in other letters is written as the network writes it", async () => {
    const { memberId } = await joinBy("anna@räksmörgås.se");
    const found = await room.call(getMember, {
      params: { source: "email", id: "anna@xn--rksmrgs-5wao1o.se" },
    });
    expect(found.answer.memberId).toBe(memberId);
  });

  test("who is new by the till's QR code has a card and no address", async () => {
    const made = await room.call(joining.joinToken, { body: {} });
    expect(made.status).toBe(201);
    // The club has settled no address: whoever shows the code knows how it is reached.
    const { token } = made.answer;
    expect(made.answer).toMatchObject({ path: `/j#${token}`, url: null });
    const redeem = async () =>
      await room.call(joining.redeem, { key: null, body: { token: made.answer.token } });
    const entered = await redeem();
    expect(entered.answer.isNew).toBe(true);
    expect((await redeem()).code).toBe("code_wrong");
    const card = await room.call(self.myCard, { key: entered.answer.token });
    const read = await room.call(resolveCard, { body: { card: card.answer.token } });
    expect(read.answer).toMatchObject({ memberId: entered.answer.memberId, by: "token" });
    const stale = await room.call(joining.joinToken, { body: {} });
    room.clock.advance(5 * MINUTE);
    const late = await room.call(joining.redeem, {
      key: null,
      body: { token: stale.answer.token },
    });
    expect(late.code).toBe("code_wrong");
  });

  /** A member without any address, signed in since longer ago than a proof lasts. */
  const aNameless = async () => {
    const made = await room.call(joining.joinToken, { body: {} });
    const entered = await room.call(joining.redeem, {
      key: null,
      body: { token: made.answer.token },
    });
    room.clock.advance(11 * MINUTE);
    const { number } = (await room.call(self.myCard, { key: entered.answer.token })).answer;
    return { ...entered.answer, card: { source: "club-card", id: number } };
  };
  const vouch = async (card: { source: string; id: string }, token: string, key?: string) =>
    await room.call(joining.confirmPresence, {
      params: card,
      body: { token },
      ...(key !== undefined && { key }),
    });
  const leave = async (key: string) => await room.call(privacy.eraseMe, { key });
  const provenUntil = async (key: string) =>
    (await room.call(joining.readStepUp, { key })).answer.provenUntil;

  test("who has no address shows a code at the till, and can leave once the till has read it", async () => {
    const { token: key, card, memberId } = await aNameless();
    expect((await leave(key)).code).toBe("step_up_required");
    expect((await room.call(joining.stepUp, { key, body: {} })).code).toBe("conflict");
    expect(await provenUntil(key)).toBeNull();
    const asked = await room.call(joining.askPresence, { key });
    expect(asked.status).toBe(201);
    expect((await leave(key)).code).toBe("step_up_required");
    const vouched = await vouch(card, asked.answer.token);
    expect(vouched.answer.memberId).toBe(memberId);
    expect(await provenUntil(key)).toBe(vouched.answer.provenUntil);
    expect((await leave(key)).status).toBeLessThan(300);
  });

  test("what a till reads is good once, for five minutes, for its own member and its own session", async () => {
    const anna = await aNameless();
    const bo = await aNameless();
    const askAtTill = async (key: string) =>
      (await room.call(joining.askPresence, { key })).answer.token;
    const ofAnna = await askAtTill(anna.token);
    expect((await vouch(bo.card, ofAnna)).code).toBe("code_wrong");
    expect((await vouch(anna.card, "A".repeat(22))).code).toBe("code_wrong");
    expect((await vouch(anna.card, ofAnna)).status).toBe(200);
    expect((await vouch(anna.card, ofAnna)).code).toBe("code_used");
    expect(await provenUntil(bo.token)).toBeNull();
    const { token: other } = await access.openSession(
      room.club.db,
      { kind: "member", subject: anna.memberId },
      room.clock.now() - 11 * MINUTE,
    );
    expect(await provenUntil(anna.token)).not.toBeNull();
    expect(await provenUntil(other)).toBeNull();
    const late = await askAtTill(bo.token);
    room.clock.advance(5 * MINUTE);
    expect((await vouch(bo.card, late)).code).toBe("code_expired");
  });

  test("six digits do the same where no camera reads the code, for their member alone and a few tries", async () => {
    const anna = await aNameless();
    const bo = await aNameless();
    const shown = (await room.call(joining.askPresence, { key: anna.token })).answer;
    expect((await vouch(bo.card, shown.code)).code).toBe("code_wrong");
    const wrong = shown.code === "000000" ? "000001" : "000000";
    expect((await vouch(anna.card, wrong)).code).toBe("code_wrong");
    expect(await provenUntil(anna.token)).toBeNull();
    expect((await vouch(anna.card, shown.code)).status).toBe(200);
    expect(await provenUntil(anna.token)).not.toBeNull();
    expect((await vouch(anna.card, shown.code)).code).toBe("code_used");
    const worn = (await room.call(joining.askPresence, { key: bo.token })).answer;
    const guess = worn.code === "000000" ? "000001" : "000000";
    for (let tries = 0; tries < 5; tries += 1) await vouch(bo.card, guess);
    expect((await vouch(bo.card, worn.code)).code).toBe("code_wrong");
    expect((await vouch(bo.card, worn.token)).code).toBe("code_wrong");
    const again = (await room.call(joining.askPresence, { key: bo.token })).answer;
    expect((await vouch(bo.card, again.code)).status).toBe(200);
  });

  test("a till vouches for nobody who can be sent a code", async () => {
    const { token: key } = await joinBy("reached@example.se");
    expect((await room.call(joining.askPresence, { key })).code).toBe("conflict");
    const nameless = await aNameless();
    const shown = await room.call(joining.askPresence, { key: nameless.token });
    const added = await room.call(joining.addIdentity, {
      key: nameless.token,
      body: { identifier: "added@example.se" },
    });
    await room.call(joining.verifyIdentity, {
      key: nameless.token,
      body: { handle: added.answer.handle, code: lastCode() },
    });
    expect((await vouch(nameless.card, shown.answer.token)).code).toBe("conflict");
  });

  test("a card that is forged, old or unknown opens nothing; the number is read too", async () => {
    const { token, memberId } = await joinBy("card@example.se");
    const { answer: card } = await room.call(self.myCard, { key: token });
    const read = async (text: string) => await room.call(resolveCard, { body: { card: text } });
    expect((await read(card.number)).answer).toMatchObject({ memberId, by: "number" });
    const slip = card.number.replace(/.$/, (digit) => String((Number(digit) + 1) % 10));
    const forged = card.token.replace(
      /^(tro1\..{10})(.)/,
      (_, head: string, letter: string) => `${head}${letter === "_" ? "-" : "_"}`,
    );
    for (const text of [slip, forged, "tro1.", card.token.slice(0, -1), `${card.token}A`, "x"])
      expect((await read(text)).code, text).toBe("card_not_valid");
    room.clock.advance(89_000);
    expect((await read(card.token)).answer.memberId).toBe(memberId);
    room.clock.advance(1_000);
    expect((await read(card.token)).code).toBe("card_not_valid");
    // The number names the member in a purchase.
    const bought = await room.call(submitEvent, {
      body: {
        kind: "purchase",
        source: "pos",
        id: "1",
        member: { source: "club-card", id: card.number },
        occurredAt: new Date(room.clock.now()).toISOString(),
        currency: "SEK",
        lines: [{ article: "a", quantity: 1, paidMinor: 10_000 }],
      },
    });
    expect(bought.answer.balance).toMatchObject({ points: { available: 150 } });
  });

  test("an address is added by a code to it, after a fresh code to the old one, which is told", async () => {
    const { token } = await joinBy("old@example.se");
    room.clock.advance(11 * MINUTE);
    const add = async () =>
      await room.call(joining.addIdentity, { key: token, body: { identifier: "new@example.se" } });
    expect(await add()).toMatchObject({ status: 403, code: "step_up_required" });
    const step = await room.call(joining.stepUp, { key: token, body: {} });
    const proven = await room.call(joining.verifyStepUp, {
      key: token,
      body: { handle: step.answer.handle, code: lastCode() },
    });
    expect(proven.status).toBe(200);
    const { handle } = (await add()).answer;
    const code = lastCode();
    // A code that was asked for another purpose, or by another, is none.
    expect((await verify(handle, code)).code).toBe("code_wrong");
    const stranger = await joinBy("stranger@example.se");
    const stolen = await room.call(joining.verifyIdentity, {
      key: stranger.token,
      body: { handle, code },
    });
    expect(stolen.code).toBe("code_wrong");
    const added = await room.call(joining.verifyIdentity, { key: token, body: { handle, code } });
    expect(added.answer.data.map(({ source, id }) => `${source}:${id}`)).toContain(
      "email:new@example.se",
    );
    const notice = mail.mails.at(-1);
    expect(notice?.to).toEqual(["old@example.se"]);
    expect(notice?.raw).toContain("24");
    expect(notice?.raw).toContain("ne");
    expect(notice?.raw).not.toContain("new@example.se");
  });

  test("the other addresses hear of a new device, once; it is known by its cookie or its own text", async () => {
    const { token } = await joinBy("phone@example.se");
    const { handle } = (
      await room.call(joining.addIdentity, { key: token, body: { identifier: "070-174 06 77" } })
    ).answer;
    const body = {
      handle,
      code: codeIn((gateway.calls.at(-1)?.body ?? "").replace(/"to":"[^"]*"/, "")),
    };
    expect((await room.call(joining.verifyIdentity, { key: token, body })).status).toBe(200);
    gateway.calls.length = 0;
    const enter = async (how: { cookie?: string; device?: string }) => {
      room.clock.advance(60 * MINUTE);
      const asked = (await ask("phone@example.se")).answer.handle;
      const { cookie, device } = how;
      return await room.call(joining.verify, {
        key: null,
        body: { handle: asked, code: lastCode(), ...(device && { device }) },
        headers: cookie === undefined ? {} : { cookie },
      });
    };
    const cookieOf = ({ headers }: { headers: Readonly<Record<string, unknown>> }) =>
      /trofast_device=[0-9A-Za-z]{40}/.exec(String(headers["set-cookie"]))?.[0] ?? "";
    const first = await enter({});
    expect(cookieOf(first)).not.toBe("");
    expect(gateway.calls).toHaveLength(1);
    expect(gateway.calls[0]?.body).toContain("24");
    const again = await enter({ cookie: cookieOf(first) });
    expect(cookieOf(again)).toBe(cookieOf(first));
    expect(gateway.calls).toHaveLength(1);
    const device = "9b2f6c1e-0c51-4b86-9f0d-1c6f0a3d7e55";
    await enter({ device });
    expect(gateway.calls).toHaveLength(2);
    await enter({ device });
    expect(gateway.calls).toHaveLength(2);
    // Nobody hears of who has just joined.
    mail.mails.length = 0;
    await joinBy("070-174 06 78");
    expect(mail.mails).toEqual([]);
  });

  test("what was given up rests before another may have it, and who had it is known", async () => {
    const { token, memberId } = await joinBy("first@example.se");
    const { handle } = (
      await room.call(joining.addIdentity, {
        key: token,
        body: { identifier: "second@example.se" },
      })
    ).answer;
    await room.call(joining.verifyIdentity, { key: token, body: { handle, code: lastCode() } });
    const remove = async (id: string) =>
      await room.call(joining.removeIdentity, { key: token, params: { source: "email", id } });
    expect((await remove("first@example.se")).status).toBe(200);
    expect(await remove("second@example.se")).toMatchObject({ status: 409, code: "last_identity" });
    const asked = (await ask("first@example.se")).answer.handle;
    expect(await verify(asked, lastCode())).toMatchObject({ status: 409, code: "conflict" });
    room.clock.advance(91 * 24 * 60 * MINUTE);
    const next = await joinBy("first@example.se");
    expect(next).toMatchObject({ isNew: true });
    const holders = await room.client.members.identityHistory({
      params: { source: "email", id: "first@example.se" },
    });
    expect(holders.data.map((holder) => holder.memberId)).toEqual([next.memberId, memberId]);
  });

  test("a frozen member earns and cannot spend, and sees why in their history", async () => {
    const { token, memberId } = await joinBy("frozen@example.se");
    const params = { source: "email", id: "frozen@example.se" };
    const frozen = await room.call(joining.freeze, { params, body: { reason: "suspected-fraud" } });
    expect(frozen.answer).toEqual({ memberId, status: "frozen" });
    const event = (id: string, more: object) => ({
      source: "pos",
      id,
      member: params,
      occurredAt: new Date(room.clock.now()).toISOString(),
      ...more,
    });
    const bought = await room.call(submitEvent, {
      body: event("frozen-1", {
        kind: "purchase",
        currency: "SEK",
        lines: [{ article: "a", quantity: 1, paidMinor: 1_000 }],
      }),
    });
    expect(bought.answer.balance).toMatchObject({ points: { available: 60 } });
    const spend = event("frozen-2", { kind: "spend", unit: "points", amount: 10 });
    expect(await room.call(submitEvent, { body: spend })).toMatchObject({ code: "member_frozen" });
    const history = await room.call(self.myHistory, { key: token });
    expect(history.answer.data.map((entry) => entry.kind)).toEqual(["purchase", "freeze", "join"]);
    expect((await room.call(joining.freeze, { params, body: { reason: "again" } })).code).toBe(
      "conflict",
    );
    await room.call(joining.unfreeze, { params, body: { reason: "cleared" } });
    expect((await room.call(submitEvent, { body: spend })).answer.outcome).toBe("booked");
  });

  test("signing out ends the session here, or everywhere", async () => {
    const first = await joinBy("out@example.se");
    const second = await joinBy("out@example.se");
    expect((await room.call(joining.signOut, { key: first.token })).status).toBe(204);
    expect((await room.call(self.getMe, { key: first.token })).status).toBe(401);
    expect((await room.call(self.getMe, { key: second.token })).status).toBe(200);
    const third = await joinBy("out@example.se");
    await room.call(joining.signOutEverywhere, { key: third.token });
    expect((await room.call(self.getMe, { key: second.token })).status).toBe(401);
  });

  test("staff find members by the beginning of a name, by address, number and card", async () => {
    await room.call(putMember, {
      params: { source: "crm", id: "7" },
      body: { profile: { givenName: "Åsa", familyName: "Öberg" } },
    });
    const asa = { source: "crm", id: "7" };
    const { memberId } = (await room.call(getMember, { params: asa })).answer;
    const found = async (query: object) =>
      (await room.call(listMembers, { query })).answer.data.map((each) => each.memberId);
    expect(await found({ name: "ås" })).toEqual([memberId]);
    expect(await found({ name: "ÖB" })).toEqual([memberId]);
    expect(await found({ name: "%" })).toEqual([]);
    expect(await found(asa)).toEqual([memberId]);
    const bo = await joinBy("070-174 06 05");
    expect(await found({ identifier: "0701740605" })).toEqual([bo.memberId]);
    expect(await found({ identifier: "nobody@example.se" })).toEqual([]);
    const page = (await room.call(listMembers, { query: { limit: 1 } })).answer;
    expect(page.hasMore).toBe(true);
    const rest = await room.call(listMembers, { query: { cursor: page.nextCursor ?? "" } });
    expect(rest.answer.data.map((each) => each.memberId)).toContain(memberId);
    expect(page.data[0]?.memberId).toBe(bo.memberId);
  });

  test("a session of a member opens nobody else's page", async () => {
    const anna = await joinBy("a1@example.se");
    const bo = await joinBy("b1@example.se");
    const own = await room.call(self.myHistory, { key: bo.token });
    const [event] = own.answer.data;
    const params = { source: event?.source ?? "", id: event?.sourceId ?? "" };
    expect((await room.call(self.myWhy, { key: anna.token, params })).code).toBe("not_found");
    expect((await room.call(listMembers, { key: anna.token })).status).toBe(403);
  });
});

describe("joining without mail and text messages", () => {
  test("says that one joins at the till, and sends nothing", async () => {
    const room = await aClub("pglite");
    for (const identifier of ["anna@example.se", "+46701740605"]) {
      const refused = await room.call(joining.join, { key: null, body: { identifier } });
      expect(refused).toMatchObject({ status: 409, code: "join_at_till" });
    }
    await room.close();
  });
});

describe.each(storeKinds())("a friend's code in the mail on $name", ({ kind }) => {
  test("the mail's link keeps it, and who joins by that link anywhere was brought by them", async () => {
    const mail = await aMailServer();
    const room = await aClub(kind, {
      config: { smtpUrl: mail.url, url: "https://club.example" },
    });
    await room.client.programmes.publish({
      body: {
        document: {
          ...programme,
          referral: { give: { points: 100 }, friend: { give: { points: 50 } }, after: "14 days" },
        },
      },
    });
    const joinBy = async (identifier: string, code?: string) => {
      room.clock.advance(60 * MINUTE);
      const referral = code === undefined ? {} : { referral: { code, device: "the-first-one" } };
      const body = { identifier, ...referral };
      expect((await room.call(joining.join, { key: null, body })).status).toBe(202);
      const [, ...text] = (mail.mails.at(-1)?.raw ?? "").split("\r\n\r\n");
      const link = text.join("\n").replaceAll("=\r\n", "").replaceAll("=3D", "=");
      return /https:\/\/club\.example\/j\S*/.exec(link)?.[0] ?? "";
    };
    const enter = async (link: string) => {
      const { hash, searchParams } = new URL(link);
      const [handle = "", code = ""] = hash.slice(1).split(".");
      const named = searchParams.get("r");
      const referral = named === null ? {} : { referral: { code: named, device: "another-one" } };
      const body = { handle, code, ...referral };
      return (await room.call(joining.verify, { key: null, body })).answer;
    };
    const anna = await enter(await joinBy("anna@example.se"));
    const own = async () => (await room.call(myReferral, { key: anna.token })).answer;
    const { code } = await own();
    const link = await joinBy("bo@example.se", code);
    expect(link).toContain(`/j?r=${code}#`);
    expect(await enter(link)).toMatchObject({ isNew: true });
    expect((await own()).waiting).toBe(1);
    // What is no code is nobody's, and no words of a stranger's come into the club's mail.
    const words = await joinBy("cy@example.se", "go to evil.example");
    expect(words).toMatch(/\/j#[\w.-]+$/);
    // Where the asker was going is in the link, and only ever a place of the club's own app.
    room.clock.advance(60 * MINUTE);
    const going = { identifier: "dora@example.se", back: "/rewards/mine" };
    expect((await room.call(joining.join, { key: null, body: going })).status).toBe(202);
    const sent = (mail.mails.at(-1)?.raw ?? "").replaceAll("=\r\n", "").replaceAll("=3D", "=");
    expect(sent).toContain("/j?back=%2Frewards%2Fmine#");
    for (const back of ["//evil.example", "https://evil.example", "/\\evil.example", "/a?b"]) {
      const body = { ...going, back };
      expect((await room.call(joining.join, { key: null, body })).status).toBe(400);
    }
    await room.close();
    await mail.close();
  });
});

describe.each(postgresKinds())("races of joining on $name", ({ kind }) => {
  test("of twenty who give one code at once one gets in", async () => {
    const mail = await aMailServer();
    const room = await aClub(kind, { config: { smtpUrl: mail.url } });
    await room.client.programmes.publish({ body: { document: programme } });
    const asked = await room.call(joining.join, {
      key: null,
      body: { identifier: "race@example.se" },
    });
    const code = codeIn(mail.mails[0]?.raw.split("\r\n\r\n").slice(1).join("") ?? "");
    const body = { handle: asked.answer.handle, code };
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => room.call(joining.verify, { key: null, body })),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    const members = await room.club.db.selectFrom("members_member").selectAll().execute();
    expect(members).toHaveLength(1);
    await room.close();
    await mail.close();
  });

  test("twenty who sign in at once by codes of their own are one member who joined once", async () => {
    const mail = await aMailServer();
    const room = await aClub(kind, { config: { smtpUrl: mail.url } });
    await room.client.programmes.publish({ body: { document: programme } });
    const handles: { handle: string; code: string }[] = [];
    for (let asked = 0; asked < 5; asked += 1) {
      const { handle } = (
        await room.call(joining.join, { key: null, body: { identifier: "same@example.se" } })
      ).answer;
      const code = codeIn(mail.mails.at(-1)?.raw.split("\r\n\r\n").slice(1).join("") ?? "");
      handles.push({ handle, code });
    }
    const answers = await Promise.all(
      handles.map((body) => room.call(joining.verify, { key: null, body })),
    );
    const entered = answers.filter(({ status }) => status === 200).map(({ answer }) => answer);
    expect(entered.length).toBeGreaterThan(0);
    expect(new Set(entered.map(({ memberId }) => memberId)).size).toBe(1);
    expect(entered.filter(({ isNew }) => isNew)).toHaveLength(1);
    expect(answers.every(({ status }) => status === 200 || status === 409)).toBe(true);
    await room.close();
    await mail.close();
  });
});

test("a session's kind is told apart from a key's", () => {
  expect(access.sessionCookie("member", "", true)).toContain("Max-Age=0");
});
