import { createHash } from "node:crypto";
import * as contract from "@trofast/contract/demo";
import { memberEvents } from "@trofast/contract/events";
import { listMembers } from "@trofast/contract/members";
import { getVersion, publishProgramme } from "@trofast/contract/programmes";
import { listRewards } from "@trofast/contract/rewards";
import { readOwn } from "@trofast/contract/staff";
import { getMe } from "@trofast/contract/self";
import { readPublicClub } from "@trofast/contract/settings";
import { MS_PER_DAY, MS_PER_HOUR } from "@trofast/engine/time";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { verify } from "../insights/service.ts";
import * as programmes from "../programmes/service.ts";
import { aClub, testNow } from "../../testing/club.ts";
import type { TestClub } from "../../testing/club.ts";
import { planOf } from "./domain.ts";
import type { DemoPlan, Happenings } from "./domain.ts";
import { memberAt } from "./people.ts";
import * as demo from "./service.ts";
import { happenings } from "./simulate.ts";
import { averageEffect, plantedEffect } from "./truth.ts";

const small = (kind: demo.DemoKind, more: { members?: number; days?: number } = {}): DemoPlan =>
  planOf(kind, { seed: "test", now: testNow, members: 60, days: 90, ...more });

const through = (plan: DemoPlan): Promise<Happenings> =>
  happenings(plan, { after: plan.from - 1, through: plan.until });

function hashOf({ events, joins }: Happenings): string {
  const text = JSON.stringify([events, joins]);
  return createHash("sha256").update(text).digest("hex");
}

describe("the lives that are told", () => {
  test.each(demo.demoKinds)(
    "%s: the same seed gives the same events, another one others",
    async (kind) => {
      const plan = small(kind, { days: kind === "coffee" ? 90 : 900 });
      const once = await through(plan);
      expect(once.events.length).toBeGreaterThan(200);
      expect(hashOf(await through({ ...plan }))).toBe(hashOf(once));
      expect(hashOf(await through({ ...plan, seed: "other" }))).not.toBe(hashOf(once));
    },
  );

  test.each(demo.demoKinds)("%s: a span cut in two gives what the whole gives", async (kind) => {
    const plan = small(kind, { days: kind === "coffee" ? 90 : 900 });
    const later = plan.until + 45 * MS_PER_DAY;
    const whole = await happenings(plan, { after: plan.from - 1, through: later });
    const cuts = [plan.from + 33 * MS_PER_DAY + 777, plan.until, later];
    const parts: Happenings[] = [];
    let after = plan.from - 1;
    for (const cut of cuts) {
      parts.push(await happenings(plan, { after, through: cut }));
      after = cut;
    }
    expect(parts.flatMap(({ events }) => events)).toEqual(whole.events);
    expect(parts.flatMap(({ joins }) => joins)).toEqual(whole.joins);
    expect(parts.flatMap(({ withdrawals }) => withdrawals)).toHaveLength(whole.withdrawals.length);
  });

  test("every event has an id of its own, and members stand in it by random ids alone", async () => {
    const { events, joins } = await through(small("coffee"));
    const ids = events.map(({ event }) => `${event.source} ${event.id}`);
    expect(new Set(ids).size).toBe(ids.length);
    const text = JSON.stringify(events);
    for (const { familyName, email } of joins) {
      expect(text).not.toContain(familyName);
      expect(text).not.toContain(email);
    }
  });

  test("the full club holds fewer than 50,000 events and about 1,500 members", async () => {
    const { events, joins } = await through(planOf("coffee", { seed: "kvarnby", now: testNow }));
    expect(joins.length).toBeGreaterThan(1_480);
    expect(joins.length).toBeLessThan(1_520);
    expect(events.length).toBeGreaterThan(25_000);
    expect(events.length).toBeLessThan(40_000);
  });

  test("addresses and numbers are those that are kept for examples", async () => {
    const { joins } = await through(small("coffee"));
    for (const { email, phone } of joins) {
      expect(email).toMatch(/^[a-z.]+\.\d+@example\.(se|dk)$/);
      if (phone !== null) expect(phone).toMatch(/^\+46(70174|3139|4062|8465|98031)\d+$/);
    }
  });

  test("the planted effect is there for those who get it, and not for the holdout", async () => {
    const plan = planOf("coffee", { seed: "effect", now: testNow, members: 6_000, days: 365 });
    const { events } = await through(plan);
    const rates = {
      moved: { off: 0, on: 0 },
      heldOut: { off: 0, on: 0 },
      others: { off: 0, on: 0 },
    };
    const monthsOn = new Set(plantedEffect.months);
    const groupOf = (index: number): keyof typeof rates => {
      const { isReachable, isHeldOut } = memberAt(plan, index);
      return isHeldOut ? "heldOut" : isReachable ? "moved" : "others";
    };
    for (const { event, memberIndex } of events) {
      if (event.payload.kind !== "purchase") continue;
      const isOn = monthsOn.has(new Date(event.occurredAt).getUTCMonth() + 1);
      rates[groupOf(memberIndex)][isOn ? "on" : "off"] += 1;
    }
    const lift = ({ off, on }: { off: number; on: number }): number => on / off;
    const ofMoved = lift(rates.moved) / lift(rates.others);
    expect(ofMoved).toBeGreaterThan(1.25);
    expect(ofMoved).toBeLessThan(1.55);
    const ofHeldOut = lift(rates.heldOut) / lift(rates.others);
    expect(ofHeldOut).toBeGreaterThan(0.85);
    expect(ofHeldOut).toBeLessThan(1.15);
    expect(averageEffect(plantedEffect)).toBeCloseTo(0.18, 10);
  });
});

describe("a demo in a store", () => {
  let room: TestClub;
  const host = (): demo.Host => ({
    clock: {
      now: () => room.clock.now(),
      aheadMs: () => room.clock.now() - testNow,
      moveTo: (instant) => room.clock.set(instant),
      setAhead: (milliseconds) => room.clock.set(testNow + milliseconds),
    },
  });
  beforeEach(async () => {
    room = await aClub("pglite");
  });
  afterEach(() => room.close());

  async function filled(kind: demo.DemoKind): Promise<void> {
    demo.tieHost(room.club, host());
    const days = kind === "coffee" ? 90 : 900;
    await demo.foundDemo(room.club, small(kind, { members: 40, days }));
    await demo.fill(room.club);
  }

  async function sessionOf(as: "marketer" | "cashier" | "member") {
    const opened = await room.call(contract.openDemoSession, { key: null, body: { as } });
    return opened.answer;
  }

  test.each(demo.demoKinds)("%s: fills, says so, and its books are whole", async (kind) => {
    await filled(kind);
    const { answer } = await room.call(contract.readDemo, { key: null });
    expect(answer).toMatchObject({ kind, state: "ready", members: 40, until: answer.clock });
    expect(answer.done).toBe(answer.total);
    expect(await verify(room.club)).toMatchObject({ differences: [] });
    const club = await room.call(readPublicClub, { key: null });
    expect(club.answer.demo).toBe(true);
    const { data } = (await room.call(listRewards)).answer;
    const taken = data.filter((each) => each.taken > 0).map(({ reward }) => reward);
    expect(taken.length).toBeGreaterThan(1);
    expect(data.some(({ kind: offered }) => offered === "experience")).toBe(true);
  });

  test("Maja is found by name, and has what newcomers are shown", async () => {
    await filled("coffee");
    const found = await room.call(listMembers, { query: { name: "Maja" } });
    const [maja] = found.answer.data;
    const { answer } = await room.call(contract.readDemo, { key: null });
    expect(maja?.memberId).toBe(answer.guide.memberId);
    const session = await sessionOf("member");
    const me = await room.call(getMe, { key: session.token });
    expect(me.answer.standing?.cards["coffee"]).toMatchObject({ stamps: 7, goal: 9 });
    const events = await room.call(memberEvents, {
      params: { source: "email", id: "maja.lindqvist.1@example.se" },
      query: { limit: 200 },
    });
    const kinds = new Set(events.answer.data.map(({ kind }) => kind));
    expect([...kinds]).toEqual(expect.arrayContaining(["purchase", "return", "activity", "join"]));
  });

  test("moved forward by a month it has a month more, and whoever is signed in stays so", async () => {
    await filled("coffee");
    const before = (await room.call(contract.readDemo, { key: null })).answer;
    const { token } = await sessionOf("marketer");
    // What has happened meanwhile is being told, as it is each minute: that turns nobody away.
    room.clock.advance(MS_PER_HOUR);
    const lastHour = demo.fill(room.club);
    expect((await room.call(contract.readDemo, { key: null })).answer.state).toBe("ready");
    const moved = await room.call(contract.forwardDemo, { key: token, body: { months: 1 } });
    await lastHour;
    expect(moved.status).toBe(202);
    expect(moved.answer.state).toBe("filling");
    const again = await room.call(contract.forwardDemo, { key: token, body: { months: 1 } });
    expect(again).toMatchObject({ status: 409, code: "demo_busy" });
    await demo.settled(room.club);
    const after = (await room.call(contract.readDemo, { key: null })).answer;
    expect(after.state).toBe("ready");
    expect(Date.parse(after.clock) - Date.parse(before.clock)).toBeGreaterThan(27 * MS_PER_DAY);
    expect(after.total).toBeGreaterThan(20);
    expect((await room.call(readOwn, { key: token })).status).toBe(200);
    const club = await room.call(readPublicClub, { key: null });
    const cuppings = Object.keys(club.answer.rewards).filter((id) => id.startsWith("cupping"));
    expect(cuppings.length).toBeGreaterThan(1);
    expect(club.answer.programmeVersion).toBeGreaterThan(1);
    expect(await verify(room.club)).toMatchObject({ differences: [] });
  });

  test("its one marketer publishes alone, since nobody there would be protected by a second one", async () => {
    await filled("coffee");
    const { token } = await sessionOf("marketer");
    const { answer } = await room.call(getVersion, { params: { version: 1 } });
    const rules = [
      ...(Array.isArray(answer.document["rules"]) ? answer.document["rules"] : []),
      { id: "triple", name: "Triple", on: "purchase", multiply: { unit: "points", by: 3 } },
    ];
    const published = await room.call(publishProgramme, {
      key: token,
      headers: { "idempotency-key": "alone" },
      body: { document: { ...answer.document, rules } },
    });
    expect(published).toMatchObject({ status: 201, answer: { version: 2, inForce: true } });
    const cashier = await sessionOf("cashier");
    const refused = await room.call(publishProgramme, {
      key: cashier.token,
      headers: { "idempotency-key": "cashier" },
      body: { document: answer.document },
    });
    expect(refused).toMatchObject({ status: 403, code: "forbidden" });
  });

  test("opened again it is the same demo, with its clock where it was", async () => {
    await filled("coffee");
    await demo.forward(room.club, 1);
    await demo.settled(room.club);
    const moved = room.clock.now();
    room.clock.set(testNow);
    const plan = await demo.resume(room.club);
    expect(plan).toEqual(small("coffee", { members: 40, days: 90 }));
    expect(room.clock.now()).toBe(moved);
  });

  test("cookies of a club below a path are its own, and those of the club at the root open nothing", async () => {
    const below = await aClub("pglite", { config: { mount: "/demo" } });
    try {
      await demo.foundDemo(below.club, small("coffee"));
      const body = { as: "cashier" as const };
      const opened = await below.call(contract.openDemoSession, { key: null, body });
      const { token } = opened.answer;
      expect(opened.headers["set-cookie"]).toMatch(/^trofast_staff_demo=tro_.+; Path=\/demo; /);
      const asked = (cookie: string) => below.call(readOwn, { key: null, headers: { cookie } });
      const letIn = await asked(`trofast_staff_demo=${token}`);
      expect(letIn.answer.person.role).toBe("cashier");
      expect((await asked(`trofast_staff=${token}`)).status).toBe(401);
    } finally {
      await below.close();
    }
  });

  test("in a real club nobody is let in, nothing moves, and nothing says it is a demo", async () => {
    const refused = { status: 404, code: "not_a_demo" };
    expect(await room.call(contract.readDemo, { key: null })).toMatchObject(refused);
    for (const as of ["marketer", "cashier", "member"] as const)
      expect(await room.call(contract.openDemoSession, { key: null, body: { as } })).toMatchObject(
        refused,
      );
    expect(await room.call(contract.forwardDemo, { body: { months: 1 } })).toMatchObject(refused);
    const wish = { body: { name: "Mitt" } };
    expect(await room.call(contract.makeYours, wish)).toMatchObject(refused);
    expect((await room.call(readPublicClub, { key: null })).answer.demo).toBe(false);
  });
});

describe("a club of one's own", () => {
  const wish: demo.Wish = {
    name: "Lindas Ljus",
    hue: 155,
    languages: ["da", "en"],
    currency: "DKK",
    market: "dk",
    timezone: "Europe/Copenhagen",
    template: "points",
  };

  test.each(contract.demoTemplates)(
    "the template %s fits other money and words",
    async (template) => {
      await demo.checkWish({ ...wish, template });
      await demo.checkWish({ ...wish, template, currency: "EUR", languages: ["fi"], market: "fi" });
    },
  );

  test("begins empty, in its own name, money and colour, with its owner invited", async () => {
    const own = await aClub("pglite");
    try {
      const begun = await demo.begin(own.club, wish);
      expect(begun.ownerLink).toContain("/staff/invite#");
      const { answer } = await own.call(readPublicClub, { key: null });
      expect(answer).toMatchObject({ name: "Lindas Ljus", demo: false, brand: { hue: 155 } });
      expect(answer.markets).toMatchObject([{ id: "dk", currency: "DKK" }]);
      expect((await own.call(listMembers)).answer.data).toEqual([]);
      const timeline = await programmes.timelineOfClub(own.club);
      expect([...(timeline?.at(testNow).markets.keys() ?? [])]).toEqual(["dk"]);
      await expect(demo.begin(own.club, wish)).rejects.toMatchObject({ code: "conflict" });
    } finally {
      await own.close();
    }
  });

  test("is opened by whoever sits at the demo's machine, once, and not from elsewhere", async () => {
    const room = await aClub("pglite");
    try {
      const opened: string[] = [];
      demo.tieHost(room.club, {
        clock: {
          now: () => room.clock.now(),
          aheadMs: () => 0,
          moveTo: () => {},
          setAhead: () => {},
        },
        async makeYours({ name }) {
          opened.push(name);
          return {
            url: "http://localhost/",
            ownerLink: "http://localhost/staff/invite#t",
            expiresAt: testNow,
          };
        },
      });
      await demo.foundDemo(room.club, small("coffee"));
      const { answer } = await room.call(contract.openDemoSession, {
        key: null,
        body: { as: "marketer" },
      });
      const elsewhere = { "x-forwarded-for": "203.0.113.9" };
      const asked = { key: answer.token, body: wish };
      const refused = await room.call(contract.makeYours, { ...asked, headers: elsewhere });
      expect(refused).toMatchObject({ status: 403, code: "forbidden" });
      expect((await room.call(contract.makeYours, asked)).status).toBe(201);
      const byKey = await room.call(contract.makeYours, { body: wish, headers: elsewhere });
      expect(byKey.status).toBe(201);
      expect(opened).toEqual(["Lindas Ljus", "Lindas Ljus"]);
    } finally {
      await room.close();
    }
  });
});
