import * as contract from "@trofast/contract/rewards";
import * as visits from "@trofast/contract/rewards-visits";
import { putMember } from "@trofast/contract/members";
import { sql } from "kysely";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { transaction } from "../../platform/db.ts";
import { aClub, type TestClub } from "../../testing/club.ts";
import { storeKinds } from "../../testing/kinds.ts";
import { aGateway, aMailServer } from "../../testing/messages.ts";
import type { TestGateway, TestMailServer } from "../../testing/messages.ts";
import {
  aMember,
  closeProved,
  publish,
  rewardsProgramme,
  type TestMember,
} from "../../testing/rewards.ts";
import * as access from "../access/service.ts";
import * as activity from "../activity/service.ts";
import * as members from "../members/service.ts";
import { sweep } from "./service.ts";

const DAY_MS = 86_400_000;
const TASTING_AT = Date.UTC(2026, 11, 20, 17);
const GIVEN_BACK_UNTIL = TASTING_AT - 2 * DAY_MS;

describe.each(storeKinds())("who moves up on $name", ({ kind }) => {
  let room: TestClub;
  let mail: TestMailServer;
  let gateway: TestGateway;
  let keys = 0;
  beforeEach(async () => {
    mail = await aMailServer();
    gateway = await aGateway();
    room = await aClub(kind, {
      config: {
        url: "https://club.example",
        smtpUrl: mail.url,
        smsUrl: gateway.url,
        smsAuthorization: "Bearer gateway-key",
      },
    });
    room.clock.set(TASTING_AT - 10 * DAY_MS);
    const programme = rewardsProgramme();
    await publish(room.club, {
      ...programme,
      units: {
        ...programme.units,
        points: { ...programme.units["points"], name: { sv: "poäng", en: "points" } },
      },
    });
  });
  afterEach(async () => {
    await closeProved(room);
    await mail.close();
    await gateway.close();
  });

  const headers = () => ({ "idempotency-key": `moved-${(keys += 1)}` });
  const asked = (member: Pick<TestMember, "token">, count: number) => ({
    key: member.token,
    params: { reward: "tasting" },
    body: { count },
    headers: headers(),
  });
  const take = (member: Pick<TestMember, "token">, count = 1) =>
    room.call(contract.redeemMine, asked(member, count));
  const wait = (member: Pick<TestMember, "token">, count = 1) =>
    room.call(visits.joinWaitingList, asked(member, count));
  const cancelled = (redemptionId: string) =>
    room.call(contract.cancelRedemption, { params: { redemptionId } });
  const states = async (member: Pick<TestMember, "token">) =>
    (await room.call(visits.listMyVisits, { key: member.token })).answer.data.map(
      ({ state }) => state,
    );
  /** A member with 100 points who has proven this address. */
  const aProvenMember = async (source: "email" | "phone", id: string) => {
    const { club } = room;
    const now = club.clock.now();
    const { memberId } = await transaction(club.db, (tx) =>
      members.enrolProven(tx, { source, id }, { now }),
    );
    const lines = [{ article: "beans", quantity: 1, paidMinor: 10_000 }];
    await activity.submit(club, {
      source: "pos",
      id: `bought-${id}`,
      member: { source, id },
      occurredAt: now,
      unknownMember: "refuse",
      history: false,
      payload: { kind: "purchase", currency: "SEK", lines },
    });
    const { token } = await access.openSession(club.db, { kind: "member", subject: memberId }, now);
    return { memberId, token };
  };
  const mailed = (): string => {
    const [, ...text] = (mail.mails.at(-1)?.raw ?? "").split("\r\n\r\n");
    const joined = text.join("\n").replaceAll("=\r\n", "");
    const bytes = joined.replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) =>
      String.fromCodePoint(Number.parseInt(hex, 16)),
    );
    return Buffer.from(bytes, "latin1").toString("utf8");
  };

  test("a mail tells what, when, what was taken, and until when it can be given back; once", async () => {
    const { answer: place } = await take(await aMember(room, { points: 100 }), 2);
    await take(await aMember(room, { points: 100 }));
    const anna = await aProvenMember("email", "anna@example.se");
    await wait(anna, 2);
    await cancelled(place.redemptionId);
    expect(await states(anna)).toEqual(["reserved"]);
    expect(mail.mails.map(({ to }) => to)).toEqual([["anna@example.se"]]);
    const text = mailed();
    expect(text).toContain("Du har fått 2 platser på Provning hos Kvarnby.");
    expect(text).toContain("När: 20 december 2026 kl. 18:00");
    expect(text).toContain("Var: Kvarnby torg 1");
    expect(text).toContain("Platsen kostade 40 poäng, som har dragits.");
    expect(text).toContain("Lämna tillbaka platsen senast 18 december 2026 kl. 18:00.");
    expect(text).toContain("https://club.example/rewards/tasting");
    await sweep(room.club);
    expect(mail.mails).toHaveLength(1);
    expect(gateway.calls).toHaveLength(0);
  });

  test("it is in the member's own language, by text message where there is no mail", async () => {
    const { answer: place } = await take(await aMember(room, { points: 100 }), 2);
    await take(await aMember(room, { points: 100 }));
    const bo = await aProvenMember("phone", "+46701740605");
    const params = { source: "phone", id: "+46701740605" };
    await room.call(putMember, { params, body: { profile: { language: "en" } } });
    await wait(bo);
    await cancelled(place.redemptionId);
    expect(mail.mails).toEqual([]);
    expect(gateway.calls).toHaveLength(1);
    const text = gateway.calls[0]?.body ?? "";
    expect(text).toContain("+46701740605");
    expect(text).toMatch(
      /You have a place at Tasting with Kvarnby\. When: 20 December 2026.* 18:00/,
    );
    expect(text).toContain("The place cost 20 points. That has been taken.");
    expect(text).toContain("Give the place back by 18 December 2026");
  });

  test("who has proven no address, and a club whose mail fails, get the place all the same", async () => {
    const { answer: place } = await take(await aMember(room, { points: 100 }), 2);
    await take(await aMember(room, { points: 100 }));
    const nameless = await aMember(room, { points: 100 });
    const cy = await aProvenMember("email", "cy@example.se");
    await wait(nameless);
    await wait(cy);
    mail.refuse();
    expect((await cancelled(place.redemptionId)).status).toBe(200);
    expect([await states(nameless), await states(cy)]).toEqual([["reserved"], ["reserved"]]);
    // The mail server is back a minute later, and so is what could not be told.
    mail.accept();
    await sweep(room.club);
    expect(mail.mails).toEqual([]);
    room.clock.advance(60_000);
    await sweep(room.club);
    expect(mail.mails.map(({ to }) => to)).toEqual([["cy@example.se"]]);
    room.clock.advance(DAY_MS);
    await sweep(room.club);
    expect(mail.mails).toHaveLength(1);
  });

  test("a server that stops right after the place was given tells it when it runs again; a mail that goes twice is one", async () => {
    const { answer: place } = await take(await aMember(room, { points: 100 }), 2);
    await take(await aMember(room, { points: 100 }));
    const anna = await aProvenMember("email", "anna@example.se");
    const { answer: wish } = await wait(anna);
    await cancelled(place.redemptionId);
    expect(mail.mails).toHaveLength(1);
    // As it stands in the database between the commit and the mail, or between the mail and its note.
    const now = new Date(room.clock.now()).toISOString();
    await sql`update rewards_seat set tell_at = ${now}, tell_tries = 0 where id = ${wish.seatId}`.execute(
      room.club.db,
    );
    await sweep(room.club);
    const ids = mail.mails.map(({ raw }) => /^message-id: (.*)$/im.exec(raw)?.[1]);
    expect(ids).toHaveLength(2);
    expect(ids[0]).toContain("moved-up.");
    expect(ids[1]).toBe(ids[0]);
  });

  test("once places can no longer be given back nobody is moved up, and who comes first may take them", async () => {
    const { answer: place } = await take(await aMember(room, { points: 100 }), 2);
    await take(await aMember(room, { points: 100 }));
    const anna = await aProvenMember("email", "anna@example.se");
    const late = await aProvenMember("email", "late@example.se");
    await wait(anna);
    room.clock.set(GIVEN_BACK_UNTIL);
    expect((await wait(late)).code).toBe("reward_unavailable");
    const listed = (await room.call(contract.listMyRewards, { key: late.token })).answer.data;
    expect(listed.find(({ reward }) => reward === "tasting")?.hasWaitingList).toBe(false);
    await cancelled(place.redemptionId);
    await sweep(room.club);
    expect(await states(anna)).toEqual(["waiting"]);
    expect(mail.mails).toEqual([]);
    expect((await take(late)).status).toBe(200);
    const params = { reward: "tasting" };
    await room.call(visits.leaveWaitingList, { key: anna.token, params });
    expect((await take(anna)).status).toBe(200);
  });
});
