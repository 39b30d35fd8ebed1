import * as contract from "@trofast/contract/consents";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { transaction } from "../../platform/db.ts";
import { aClub, type TestClub } from "../../testing/club.ts";
import { storeKinds } from "../../testing/kinds.ts";
import * as access from "../access/service.ts";
import * as members from "../members/service.ts";
import * as consents from "./service.ts";

/** The hours of the ready-made programme for insurers. */
const programme = {
  club: { name: "Trygg", languages: ["sv"] },
  markets: { se: { currency: "SEK", timezone: "Europe/Stockholm" } },
  units: { points: { worth: { se: "0.10 SEK" } } },
  rules: [{ id: "welcome", on: "join", give: { points: 50 } }],
  contact: { perWeek: 1, quiet: "19:00-09:00" },
};

describe.each(storeKinds())("the club's quiet hours on $name", ({ kind }) => {
  let room: TestClub;
  beforeEach(async () => {
    room = await aClub(kind);
    await room.client.programmes.publish({ body: { document: programme } });
    await room.client.consents.publishWording({
      params: { purpose: "marketing", language: "sv" },
      body: { wording: "Ja till nyheter." },
    });
  });
  afterEach(() => room.close());

  /** A member who has agreed to mail, with quiet hours of their own. */
  async function aMember(quiet?: { from: string; to: string } | null) {
    const now = room.clock.now();
    const ref = { source: "email", id: "anna@example.se" };
    const { memberId } = await transaction(room.club.db, (tx) =>
      members.enrolProven(tx, ref, { now }),
    );
    const whose = { kind: "member", subject: memberId } as const;
    const { token: key } = await access.openSession(room.club.db, whose, now);
    const body = {
      consents: [{ purpose: "marketing", channel: "email", given: true, language: "sv" }],
      ...(quiet !== undefined && { contact: { quiet } }),
    };
    expect((await room.call(contract.putMyConsents, { key, body })).status).toBe(200);
    return memberId;
  }
  /** At an hour of the next winter's day in Stockholm. */
  async function at(memberId: string, hour: number, minute = 0) {
    room.clock.set(Date.UTC(2027, 0, 20, hour - 1, minute));
    const { allowed, reason, until } = await consents.mayContact(room.club, {
      memberId,
      purpose: "marketing",
      channel: "email",
    });
    return { allowed, reason, until: until === null ? null : new Date(until).toISOString() };
  }
  const quietUntil = (until: string) => ({ allowed: false, reason: "quiet_hours", until });

  test("count for who has said nothing, and end when the last of both has ended", async () => {
    const memberId = await aMember();
    const nine = quietUntil("2027-01-21T08:00:00.000Z");
    expect((await at(memberId, 18, 59)).allowed).toBe(true);
    expect(await at(memberId, 19)).toEqual(nine);
    expect(await at(memberId, 22)).toEqual(nine);
    expect(await at(memberId, 8, 30)).toEqual(quietUntil("2027-01-20T08:00:00.000Z"));
    expect((await at(memberId, 9)).allowed).toBe(true);
  });

  test("do not shorten the member's own, which go on where the club's end", async () => {
    const memberId = await aMember({ from: "08:30", to: "10:00" });
    const ten = quietUntil("2027-01-20T09:00:00.000Z");
    expect(await at(memberId, 7)).toEqual(ten);
    expect(await at(memberId, 9, 30)).toEqual(ten);
    expect((await at(memberId, 10)).allowed).toBe(true);
    expect((await at(memberId, 19, 30)).until).toBe("2027-01-21T09:00:00.000Z");
  });

  test("count for who wants no quiet of their own", async () => {
    const memberId = await aMember(null);
    expect((await at(memberId, 23)).reason).toBe("quiet_hours");
    expect((await at(memberId, 12)).allowed).toBe(true);
  });
});
