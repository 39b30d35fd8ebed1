import * as contract from "@trofast/contract/consents";
import * as confirming from "@trofast/contract/consents-confirming";
import * as privacyContract from "@trofast/contract/privacy";
import * as relations from "@trofast/contract/relations";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { transaction } from "../../platform/db.ts";
import { aClub } from "../../testing/club.ts";
import type { TestClub } from "../../testing/club.ts";
import { storeKinds } from "../../testing/kinds.ts";
import { aGateway, aMailServer } from "../../testing/messages.ts";
import type { TestGateway, TestMailServer } from "../../testing/messages.ts";
import * as access from "../access/service.ts";
import * as members from "../members/service.ts";

const DAY = 86_400_000;
const programme = {
  club: { name: "Kvarnby Rosteri", languages: ["sv", "en"] },
  markets: { se: { currency: "SEK", timezone: "Europe/Stockholm" } },
  units: { points: { worth: { se: "0.10 SEK" }, expires: "60 months" } },
  rules: [{ id: "base", on: "purchase", give: { points: { each: "1 SEK", of: "basket.paid" } } }],
};
const byMail = { purpose: "marketing", channel: "email", given: true } as const;
const byText = { purpose: "marketing", channel: "sms", given: true } as const;

describe.each(storeKinds())("consents that others record, on $name", ({ kind }) => {
  let mail: TestMailServer;
  let gateway: TestGateway;
  let room: TestClub;
  let count = 0;
  beforeAll(async () => {
    mail = await aMailServer();
    gateway = await aGateway();
    room = await aClub(kind, {
      config: {
        url: "https://club.example",
        smtpUrl: mail.url,
        mailFrom: "Kvarnby <club@kvarnby.example>",
        smsUrl: gateway.url,
      },
    });
    await room.client.programmes.publish({ body: { document: programme } });
    for (const purpose of contract.consentPurposes)
      await room.client.consents.publishWording({
        params: { purpose, language: "sv" },
        body: { wording: `Ja till <${purpose}>.` },
      });
  });
  afterAll(async () => {
    await room.close();
    await mail.close();
    await gateway.close();
  });
  beforeEach(() => {
    mail.mails.length = 0;
    gateway.calls.length = 0;
    room.clock.advance(2 * DAY);
  });

  /** A member whom a file named, with an address that nobody has shown to be theirs. */
  async function aMember(source: "email" | "card" = "email") {
    count += 1;
    const id = source === "email" ? `m${count}@example.se` : `card-${count}`;
    const { memberId } = await room.client.members.put({ params: { source, id }, body: {} });
    return { memberId, ref: { source, id } };
  }

  const put = async (
    ref: members.MemberRef,
    consents: readonly object[],
    more: { readonly proof?: string; readonly confirmed?: boolean; readonly key?: string } = {},
  ) => {
    const { key, ...said } = more;
    return await room.call(contract.putMemberConsents, {
      params: ref,
      body: { consents, source: "form", proof: "form 17", ...said },
      ...(key !== undefined && { key }),
    });
  };
  const standing = async (ref: members.MemberRef) =>
    (await room.call(contract.memberConsents, { params: ref })).answer;
  const may = async (ref: members.MemberRef, channel: "email" | "sms" = "email") =>
    (
      await room.call(contract.mayContact, {
        params: ref,
        query: { purpose: "marketing", channel },
      })
    ).answer.reason;
  const follow = async (token: string) =>
    await room.call(confirming.confirmRequest, { key: null, params: { token } });
  const tokenIn = (text: string): string => {
    const plain = text.replaceAll("=\r\n", "");
    const token = /https:\/\/club\.example\/c\/([A-Za-z0-9_-]{32})/.exec(plain)?.[1];
    if (token === undefined) throw new Error(`no link in ${plain}`);
    return token;
  };
  const mailed = () => tokenIn(mail.mails.at(-1)?.raw ?? "");
  const signedIn = async (memberId: string) =>
    (
      await access.openSession(
        room.club.db,
        { kind: "member", subject: memberId },
        room.clock.now(),
      )
    ).token;

  test("what staff record allows nothing until the member has followed the link that was sent to them", async () => {
    const { ref } = await aMember();
    const recorded = await put(ref, [byMail]);
    expect(recorded.answer).toMatchObject({
      consents: [],
      pending: [{ purpose: "marketing", channel: "email", way: "email", proof: "form 17" }],
    });
    expect(recorded.answer.pending[0]?.sentAt).not.toBeNull();
    expect(await may(ref)).toBe("pending");
    const [sent] = mail.mails;
    expect(sent?.to).toEqual([ref.id]);
    expect(sent?.raw).not.toMatch(/marketing|erbjudande/i);

    const token = mailed();
    const seen = await room.call(confirming.readRequest, { key: null, params: { token } });
    expect(seen.answer).toMatchObject({
      state: "open",
      consents: [{ purpose: "marketing", channel: "email", wording: "Ja till <marketing>." }],
    });
    expect(await may(ref)).toBe("pending");

    expect((await follow(token)).answer.state).toBe("confirmed");
    expect(await may(ref)).toBe("consented");
    const { consents, pending } = await standing(ref);
    expect(pending).toEqual([]);
    expect(consents).toMatchObject([
      { given: true, wordingVersion: 1, language: "sv", source: "form", actor: "member" },
    ]);
    expect(consents[0]?.proof).toMatch(
      /^form 17; confirmed by link [0-9a-f-]{36}, sent by e-mail$/,
    );
    expect(consents[0]?.at).toBe(new Date(room.clock.now()).toISOString().replace(".000", ""));
  });

  test("a link works once: followed again it changes nothing, not even after a withdrawal", async () => {
    const { ref } = await aMember();
    await put(ref, [byMail]);
    const token = mailed();
    await follow(token);
    await put(ref, [{ ...byMail, given: false }]);
    expect((await follow(token)).answer.state).toBe("used");
    expect(await may(ref)).toBe("withdrawn");
    expect((await standing(ref)).history).toHaveLength(2);
  });

  test("a link that has run out agrees to nothing", async () => {
    const { ref } = await aMember();
    await put(ref, [byMail]);
    const token = mailed();
    room.clock.advance(contract.CONFIRM_DAYS * DAY);
    expect((await follow(token)).answer.state).toBe("expired");
    expect(await standing(ref)).toMatchObject({ consents: [], pending: [] });
    expect(await may(ref)).toBe("no_consent");
  });

  test("what the member says meanwhile counts for more than the link", async () => {
    const { memberId, ref } = await aMember();
    await put(ref, [byMail, { purpose: "profiling", given: true }]);
    const token = mailed();
    const key = await signedIn(memberId);
    const refused = await room.call(contract.putMyConsents, {
      key,
      body: { consents: [{ ...byMail, given: false }] },
    });
    expect(refused.answer.pending.map(({ purpose }) => purpose)).toEqual(["profiling"]);
    const followed = await follow(token);
    expect(followed.answer.consents.map(({ purpose }) => purpose)).toEqual(["profiling"]);
    expect(await may(ref)).toBe("withdrawn");

    await put(ref, [byMail]);
    await put(ref, [{ ...byMail, given: false }]);
    expect((await follow(mailed())).answer.state).toBe("withdrawn");
    expect(await may(ref)).toBe("withdrawn");
  });

  test("a link speaks for its own member alone, whoever is signed in where it is opened", async () => {
    const anna = await aMember();
    const bo = await aMember();
    await put(anna.ref, [byMail]);
    await room.call(confirming.confirmRequest, {
      key: await signedIn(bo.memberId),
      params: { token: mailed() },
    });
    expect(await may(anna.ref)).toBe("consented");
    expect((await standing(bo.ref)).history).toEqual([]);
  });

  test("a link is void once its address is the member's no more, or the member became another", async () => {
    const anna = await aMember();
    await put(anna.ref, [byMail]);
    const token = mailed();
    await transaction(room.club.db, (tx) =>
      members.removeIdentity(tx, { ...anna.ref, memberId: anna.memberId }, room.clock.now()),
    );
    expect((await follow(token)).answer.state).toBe("void");

    const [bo, cia] = [await aMember(), await aMember()];
    await put(bo.ref, [byMail]);
    const ofBo = mailed();
    await put(cia.ref, [byMail]);
    await room.call(relations.merge, {
      body: { member: bo.ref, into: cia.ref },
      headers: { "idempotency-key": `merge-${count}` },
    });
    expect((await follow(ofBo)).answer.state).toBe("replaced");
    expect((await follow(mailed())).answer.state).toBe("replaced");
    expect((await standing(cia.ref)).history).toEqual([]);
  });

  test("an erased member's link is none any more", async () => {
    const { ref } = await aMember();
    await put(ref, [byMail]);
    const token = mailed();
    await room.call(privacyContract.eraseMember, { params: ref });
    expect(await follow(token)).toMatchObject({ status: 404, code: "not_found" });
  });

  test("each address is asked for its own way of reaching it, in one message each", async () => {
    const { memberId, ref } = await aMember();
    const phone = { source: "phone", id: `+4670174${String(1000 + count)}` };
    await transaction(room.club.db, (tx) =>
      members.addIdentities(tx, { memberId, identities: [phone], now: room.clock.now() }),
    );
    await put(ref, [byMail, byText]);
    expect(mail.mails).toHaveLength(1);
    expect(gateway.calls).toHaveLength(1);
    await follow(tokenIn(gateway.calls[0]?.body ?? ""));
    expect([await may(ref, "sms"), await may(ref)]).toEqual(["consented", "pending"]);
    await follow(mailed());
    expect(await may(ref)).toBe("consented");
  });

  test("the same said again asks nobody again; other words end the earlier link", async () => {
    const { ref } = await aMember();
    const chosen = { ...byMail, purpose: "personalised_marketing" as const };
    await put(ref, [chosen]);
    const first = mailed();
    await put(ref, [chosen]);
    expect(mail.mails).toHaveLength(1);
    await room.client.consents.publishWording({
      params: { purpose: "personalised_marketing", language: "sv" },
      body: { wording: "Andra ord." },
    });
    await put(ref, [chosen]);
    expect((await follow(first)).answer.state).toBe("replaced");
    await follow(mailed());
    expect((await standing(ref)).consents).toMatchObject([{ given: true, wordingVersion: 2 }]);
  });

  test("who has no address is handed a link, which opens what waits and proves no address", async () => {
    const { ref } = await aMember("card");
    const recorded = await put(ref, [byMail, { purpose: "profiling", given: true }]);
    expect(recorded.answer.pending).toMatchObject([{ way: null }, { way: null }]);
    const ask = async (by: "message" | "hand") =>
      await room.call(confirming.askToConfirm, { params: ref, body: { by } });
    expect((await ask("message")).code).toBe("conflict");
    const { requests } = (await ask("hand")).answer;
    expect(requests).toHaveLength(1);
    const path = requests[0]?.path ?? "";
    expect(requests[0]?.url).toBe(`https://club.example${path}`);
    expect((await follow(path.slice("/c/".length))).answer.state).toBe("confirmed");
    expect(await may(ref)).toBe("no_address");
    expect((await standing(ref)).consents[1]?.proof).toMatch(/handed over$/);
    expect((await ask("hand")).code).toBe("conflict");
  });

  test("nobody is asked more than three times a day, and then a link can still be handed over", async () => {
    const { ref } = await aMember();
    await put(ref, [byMail]);
    const ask = async (by: "message" | "hand") =>
      await room.call(confirming.askToConfirm, { params: ref, body: { by } });
    expect([(await ask("message")).status, (await ask("message")).status]).toEqual([201, 201]);
    expect((await ask("message")).code).toBe("rate_limited");
    expect((await standing(ref)).pending).toMatchObject([{ sentAt: null }]);
    expect((await ask("hand")).status).toBe(201);
  });

  test("a member who is signed in sees what others recorded and from whom, and answers it there", async () => {
    const { memberId, ref } = await aMember();
    await put(ref, [byMail, { purpose: "profiling", given: true }]);
    const key = await signedIn(memberId);
    const own = await room.call(contract.myConsents, { key });
    expect(own.answer.pending).toMatchObject([
      { purpose: "marketing", wording: "Ja till <marketing>.", recordedBy: "system" },
      { purpose: "profiling", wording: "Ja till <profiling>.", source: "form" },
    ]);
    const [marketing, profiling] = own.answer.pending;
    const answer = async (of: typeof marketing, confirmed: boolean) =>
      await room.call(confirming.answerPending, {
        key,
        body: {
          purpose: of?.purpose ?? "sharing",
          channel: of?.channel ?? null,
          wordingHash: of?.wordingHash ?? "0".repeat(64),
          confirmed,
        },
      });
    expect((await answer(marketing, true)).answer.pending).toMatchObject([
      { purpose: "profiling" },
    ]);
    expect((await answer(marketing, true)).status).toBe(200);
    expect((await answer(marketing, false)).code).toBe("conflict");
    const { consents } = (await answer(profiling, false)).answer;
    expect(consents).toMatchObject([
      { purpose: "profiling", given: false, source: "app", actor: "member" },
      { purpose: "marketing", given: true, source: "form", actor: "member", wordingVersion: 1 },
    ]);
    expect(consents[1]?.proof).toMatch(/^form 17; confirmed in session [\w-]+$/);
    // An answer in the app says nothing of the address: the link would have.
    expect(await may(ref)).toBe("address_not_proven");
    expect((await follow(mailed())).answer.state).toBe("withdrawn");
    expect((await standing(ref)).history).toHaveLength(2);
  });

  test("an answer is to the words that were read, in time, and about oneself", async () => {
    const { memberId, ref } = await aMember();
    await put(ref, [byMail]);
    const [waiting] = (await standing(ref)).pending;
    const said = { purpose: "marketing", channel: "email", confirmed: true } as const;
    const answer = async (who: string, wordingHash: string) =>
      await room.call(confirming.answerPending, {
        key: await signedIn(who),
        body: { ...said, wordingHash },
      });
    expect((await answer(memberId, "0".repeat(64))).code).toBe("conflict");
    const other = await aMember();
    expect((await answer(other.memberId, waiting?.wordingHash ?? "")).code).toBe("conflict");
    room.clock.advance(contract.CONFIRM_DAYS * DAY);
    expect((await answer(memberId, waiting?.wordingHash ?? "")).code).toBe("conflict");
    expect((await standing(ref)).history).toEqual([]);
  });

  test("a consent that was confirmed elsewhere needs nobody's answer, and somebody who may vouch for it", async () => {
    const { ref } = await aMember();
    const { token: key } = await access.createKey(room.club, {
      name: "desk",
      scopes: ["members:read", "members:write"],
    });
    const vouch = { proof: "list 3", confirmed: true };
    expect((await put(ref, [byMail], { ...vouch, key })).code).toBe("forbidden");
    await put(ref, [byMail], vouch);
    expect(mail.mails).toHaveLength(0);
    expect(await may(ref)).toBe("address_not_proven");
  });

  test("the page says what happened in the reader's language, and opening it agrees to nothing", async () => {
    const { ref } = await aMember();
    await put(ref, [byMail]);
    const url = `/c/${mailed()}`;
    const opened = await room.app.inject({ method: "GET", url });
    expect(opened.headers["content-security-policy"]).toContain("script-src 'self'");
    expect(opened.headers["referrer-policy"]).toBe("no-referrer");
    expect(opened.body).toContain('<html lang="sv">');
    expect(opened.body).toContain("Stämmer det här?");
    expect(opened.body).toContain("Ja till &lt;marketing&gt;.");
    expect(await may(ref)).toBe("pending");
    const press = async () =>
      await room.app.inject({
        method: "POST",
        url,
        headers: { "content-type": "application/x-www-form-urlencoded" },
        payload: "",
      });
    expect((await press()).body).toContain("Tack, det är bekräftat");
    expect(await may(ref)).toBe("consented");
    expect((await press()).body).toContain("Länken är redan använd");
    const unknown = async (language: string) =>
      await room.app.inject({
        method: "GET",
        url: `/c/${"A".repeat(32)}`,
        headers: { "accept-language": language },
      });
    expect(await unknown("da-DK")).toMatchObject({ statusCode: 404 });
    expect((await unknown("da-DK")).body).toContain("Linket kan ikke åbnes");
    expect((await unknown("en")).body).toContain("This link cannot be opened");
  });
});
