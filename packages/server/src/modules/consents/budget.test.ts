/** Promotional messages of all senders together stay under the club's most and the member's rhythm. */
import * as contract from "@trofast/contract/consents";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { transaction } from "../../platform/db.ts";
import { aClub, type TestClub } from "../../testing/club.ts";
import { storeKinds } from "../../testing/kinds.ts";
import * as access from "../access/service.ts";
import * as members from "../members/service.ts";

const DAY_MS = 86_400_000;
const ASKERS = 6;

const programme = {
  club: { name: "Trygg", languages: ["sv"] },
  markets: { se: { currency: "SEK", timezone: "Europe/Stockholm" } },
  units: { points: { worth: { se: "0.10 SEK" } } },
  rules: [{ id: "welcome", on: "join", give: { points: 50 } }],
  contact: { perWeek: 3 },
};
const ref = { source: "email", id: "anna@example.se" };

describe.each(storeKinds())("how much a member hears on $name", ({ kind }) => {
  let room: TestClub;
  let memberId: string;
  beforeEach(async () => {
    room = await aClub(kind);
    room.clock.set(Date.parse("2027-01-20T11:00:00Z"));
    await room.client.programmes.publish({ body: { document: programme } });
    await room.client.consents.publishWording({
      params: { purpose: "marketing", language: "sv" },
      body: { wording: "Ja till nyheter." },
    });
    const now = room.clock.now();
    memberId = await transaction(room.club.db, async (tx) => {
      return (await members.enrolProven(tx, ref, { now })).memberId;
    });
    await says({
      consents: [{ purpose: "marketing", channel: "email", given: true, language: "sv" }],
    });
  });
  afterEach(() => room.close());

  async function says(body: object): Promise<void> {
    const whose = { kind: "member", subject: memberId } as const;
    const { token: key } = await access.openSession(room.club.db, whose, room.clock.now());
    expect((await room.call(contract.putMyConsents, { key, body })).status).toBe(200);
  }

  const hears = (rhythm: "lite" | "lagom" | "more") => says({ contact: { rhythm, quiet: null } });

  const send = async (id: string) =>
    (
      await room.call(contract.countContact, {
        params: ref,
        body: { id, purpose: "marketing", channel: "email" },
      })
    ).answer;

  const may = async () =>
    (
      await room.call(contract.mayContact, {
        params: ref,
        query: { purpose: "marketing", channel: "email" },
      })
    ).answer;

  const link = { path: expect.stringMatching(/^\/u\/[A-Za-z0-9_-]{46}$/), url: null };
  const out = {
    allowed: true,
    reason: "consented",
    until: null,
    counted: true,
    unsubscribe: link,
  };

  test("who gladly hears more gets the club's most in seven days, and then as the first falls out of them", async () => {
    await hears("more");
    expect(await send("monday")).toEqual(out);
    room.clock.advance(DAY_MS);
    expect(await send("tuesday")).toEqual(out);
    expect(await send("tuesday again")).toEqual(out);
    const full = { allowed: false, reason: "rhythm", until: "2027-01-27T11:00:00Z" };
    expect(await send("too much")).toEqual({ ...full, counted: false, unsubscribe: null });
    expect(await may()).toEqual(full);
    room.clock.set(Date.parse(full.until));
    expect(await send("next week")).toEqual(out);
    expect((await send("one more")).until).toBe("2027-01-28T11:00:00Z");
  });

  test("lagom is half of it, and a little one message in four weeks", async () => {
    await says({ contact: { quiet: null } });
    expect([(await send("1")).allowed, (await send("2")).allowed]).toEqual([true, true]);
    expect((await send("3")).reason).toBe("rhythm");
    await hears("lite");
    room.clock.advance(27 * DAY_MS);
    expect((await send("4")).reason).toBe("rhythm");
    room.clock.advance(DAY_MS);
    expect((await send("4")).allowed).toBe(true);
    await hears("more");
    expect((await send("5")).allowed).toBe(true);
  });

  test("a message that is told again goes out again, and counts once", async () => {
    await hears("lite");
    expect(await send("news")).toEqual(out);
    expect(await send("news")).toEqual({ ...out, counted: false });
    expect((await send("other news")).reason).toBe("rhythm");
    await says({
      consents: [{ purpose: "marketing", channel: "email", given: false, language: "sv" }],
    });
    expect((await send("news")).reason).toBe("withdrawn");
  });

  test("a message carries a link that shows what it takes back, and takes it back in one click", async () => {
    const { unsubscribe } = await send("news");
    const url = unsubscribe?.path ?? "";
    const headers = { "accept-language": "sv" };
    const opened = await room.app.inject({ method: "GET", url, headers });
    expect(opened).toMatchObject({ statusCode: 200 });
    expect(opened.headers["referrer-policy"]).toBe("no-referrer");
    for (const said of ["Sluta skicka", "Erbjudanden och nyheter via e-post"])
      expect(opened.body).toContain(said);
    expect((await may()).allowed).toBe(true);
    // As a mail program does it (RFC 8058), by either of the two forms.
    const urlencoded = {
      headers: { "content-type": "application/x-www-form-urlencoded" },
      payload: "List-Unsubscribe=One-Click",
    };
    const multipart = {
      headers: { "content-type": "multipart/form-data; boundary=x" },
      payload:
        '--x\r\ncontent-disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--x--\r\n',
    };
    for (const form of [urlencoded, multipart]) {
      const pressed = await room.app.inject({ method: "POST", url, ...form });
      expect(pressed).toMatchObject({ statusCode: 200 });
      expect(pressed.body).not.toContain("<button>");
      expect(await may()).toMatchObject({ allowed: false, reason: "withdrawn" });
    }
    expect(await send("more news")).toMatchObject({ reason: "withdrawn", unsubscribe: null });
    for (const broken of [`${url.slice(0, -6)}AAAAAA`, "/u/x", `/u/${"A".repeat(200)}`])
      expect(await room.app.inject({ method: "GET", url: broken })).toMatchObject({
        statusCode: 404,
      });
  });

  test("a member reads what each rhythm lets through, by what the club has promised", async () => {
    const { contact } = await room.client.consents.ofMember({ params: ref });
    expect(contact.most).toEqual({
      lite: { messages: 1, days: 28 },
      lagom: { messages: 2, days: 7 },
      more: { messages: 3, days: 7 },
    });
  });

  test("what may not go out is not counted", async () => {
    await says({ contact: { rhythm: "lite", quiet: { from: "10:00", to: "14:00" } } });
    expect(await send("at noon")).toMatchObject({ reason: "quiet_hours", counted: false });
    room.clock.advance(4 * 3_600_000);
    expect(await send("at noon")).toEqual(out);
  });

  test("of many who ask at once for the last place, one gets it", async () => {
    await hears("lite");
    const ids = Array.from({ length: ASKERS }, (_, index) => `race-${index}`);
    const answers = await Promise.all(ids.map(send));
    expect(answers.filter(({ allowed }) => allowed)).toHaveLength(1);
  });
});
