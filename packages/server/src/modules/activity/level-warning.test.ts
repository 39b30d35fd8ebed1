/** A level that will fall: told in time, once, in the books, over HTTP and to those who listen. */
import * as contract from "@trofast/contract/webhooks";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { aClub, type TestClub } from "../../testing/club.ts";
import { storeKinds } from "../../testing/kinds.ts";
import { aReceiver, type Receiver } from "../../testing/receiver.ts";
import * as insights from "../insights/service.ts";
import * as webhooks from "../webhooks/service.ts";
import * as activity from "./service.ts";

const each = { each: "1 SEK", of: "basket.paid" };
const levels = [{ id: "guest" }, { id: "friend", at: 1000 }];
const programme = {
  club: { name: "Test", languages: ["en"] },
  markets: { se: { currency: "SEK", timezone: "Europe/Stockholm" } },
  units: { points: {}, status: { spendable: false, period: "calendar year" } },
  rules: [{ id: "base", on: "purchase", give: { status: each } }],
  ladders: [{ id: "level", counts: "status", levels }],
};

describe.each(storeKinds())("a level at risk on $name", ({ kind }) => {
  let room: TestClub;
  let receiver: Receiver;
  beforeAll(async () => {
    room = await aClub(kind, { config: { outgoing: "loopback" } });
    receiver = await aReceiver();
    await room.client.programmes.publish({ body: { document: programme } });
    await room.call(contract.putWebhook, {
      params: { webhook: "crm" },
      body: { url: `${receiver.url}/hook`, types: ["level.warning", "level.changed"] },
    });
  });
  afterAll(async () => {
    await room.close();
    await receiver.close();
  });

  const buys = (card: string, id: string, kronor: number) =>
    room.client.events.submit({
      body: {
        source: "pos",
        id,
        member: { source: "card", id: card },
        unknownMember: "create",
        occurredAt: new Date(room.clock.now()).toISOString(),
        kind: "purchase",
        currency: "SEK",
        lines: [{ article: "beans", quantity: 1, paidMinor: kronor * 100 }],
      },
    });
  const balanceOf = (id: string) => room.client.ledger.balance({ params: { source: "card", id } });
  const told = async () => {
    await webhooks.feed(room.club);
    await webhooks.sendDue(room.club, { random: () => 0.5 });
    return receiver.received.splice(0).map(({ body }) => JSON.parse(body));
  };

  test("the member is warned once, the one who earned enough is not, and the books agree", async () => {
    room.clock.set(Date.parse("2026-06-02T10:00:00Z"));
    await buys("falls", "f-1", 1500);
    await buys("stays", "s-1", 1500);
    room.clock.set(Date.parse("2027-03-01T10:00:00Z"));
    await buys("falls", "f-2", 400);
    await buys("stays", "s-2", 1200);
    await told();

    room.clock.set(Date.parse("2027-12-03T10:00:00Z"));
    expect(await activity.sweep(room.club)).toBe(1);
    expect(await activity.sweep(room.club)).toBe(0);
    const warning = { ladder: "level", level: "guest", missing: 600 };
    expect(await told()).toMatchObject([
      {
        type: "level.warning",
        timestamp: "2027-12-01T23:00:00Z",
        data: { ...warning, before: "2027-12-31T23:00:00Z" },
      },
    ]);
    expect((await balanceOf("falls")).ladders["level"]).toEqual({
      level: "friend",
      unit: "status",
      earned: 400,
      lastDay: "2027-12-31",
      next: null,
      forLife: null,
      fall: {
        level: "guest",
        keptThrough: "2028-01-30",
        missing: 600,
        earnThrough: "2027-12-31",
        isNear: true,
      },
    });
    expect((await balanceOf("stays")).ladders["level"]?.fall).toMatchObject({
      keptThrough: "2029-01-30",
      isNear: false,
    });

    room.clock.set(Date.parse("2028-02-01T10:00:00Z"));
    await activity.sweep(room.club);
    expect(await told()).toMatchObject([{ type: "level.changed", data: { level: "guest" } }]);
    expect((await balanceOf("falls")).ladders["level"]).toMatchObject({
      level: "guest",
      earned: 0,
      next: { level: "friend", missing: 1000 },
      fall: null,
    });
    const report = await insights.verify(room.club, { redecide: true });
    expect(report).toMatchObject({ differences: [], redecided: report.events });
  });

  test("a level over the last months falls when they do not cover it, and one for life never does", async () => {
    const ladder = { id: "level", counts: "status", grace: "10 days" };
    const document = {
      ...programme,
      units: { points: {}, status: { spendable: false, period: "rolling 3 months" } },
      ladders: [
        { ...ladder, levels: [{ id: "guest" }, { id: "friend", at: 1000, lifetime: 5000 }] },
      ],
    };
    room.clock.set(Date.parse("2028-06-01T10:00:00Z"));
    await room.client.programmes.publish({ body: { document } });
    room.clock.set(Date.parse("2028-06-02T10:00:00Z"));
    await buys("rolls", "r-1", 1500);
    await buys("life", "l-1", 6000);
    // June falls out when October begins, and the grace ends ten days later.
    room.clock.set(Date.parse("2028-10-10T10:00:00Z"));
    await activity.sweep(room.club);
    expect((await balanceOf("rolls")).ladders["level"]).toMatchObject({
      level: "friend",
      earned: 0,
      lastDay: null,
      forLife: null,
      fall: { level: "guest", missing: 1000, keptThrough: "2028-10-10", earnThrough: "2028-10-10" },
    });
    room.clock.set(Date.parse("2028-10-11T10:00:00Z"));
    await activity.sweep(room.club);
    expect((await balanceOf("rolls")).levels).toEqual({ level: "guest" });
    expect((await balanceOf("life")).ladders["level"]).toMatchObject({
      level: "friend",
      forLife: "friend",
      fall: null,
    });
    const report = await insights.verify(room.club, { redecide: true });
    expect(report).toMatchObject({ differences: [], redecided: report.events });
  });
});
