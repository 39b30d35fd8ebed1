import type { EventAnswer } from "@trofast/contract/events";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { transaction } from "../../platform/db.ts";
import { aClub, testNow, type TestClub } from "../../testing/club.ts";
import { storeKinds } from "../../testing/kinds.ts";
import * as catalogue from "../catalogue/service.ts";
import * as insights from "../insights/service.ts";
import * as ledger from "../ledger/service.ts";
import * as programmes from "../programmes/service.ts";
import type { Submitted } from "./domain.ts";
import { submit, submitMany, sweep } from "./service.ts";

const programme = {
  club: { name: "Test", languages: ["en"] },
  markets: { se: { currency: "SEK", timezone: "Europe/Stockholm" } },
  units: {
    points: { worth: { se: "0.10 SEK" }, expires: "12 months" },
    status: { spendable: false, period: "calendar year" },
  },
  activities: { own_cup: {} },
  rules: [
    {
      id: "base",
      on: "purchase",
      give: {
        points: { each: "1 SEK", of: "basket.paid" },
        status: { each: "1 SEK", of: "basket.paid" },
      },
    },
    { id: "cup", on: "own_cup", give: { points: 10 }, limit: { times: 2, every: "day" } },
    { id: "first-ten", on: "own_cup", give: { points: 1 }, limit: { times: 10, per: "club" } },
  ],
};

const purchase = (id: string, paidMinor: number, more: Partial<Submitted> = {}): Submitted => ({
  source: "pos",
  id,
  member: { source: "card", id: "1" },
  occurredAt: testNow - 1000,
  unknownMember: "create",
  history: false,
  payload: {
    kind: "purchase",
    currency: "SEK",
    lines: [{ article: "a", quantity: 3, paidMinor }],
  },
  ...more,
});

/** Sends as a till does: a member who is busy is asked again, with the same event. */
async function untilAnswered(opened: TestClub, event: Submitted): Promise<EventAnswer> {
  for (;;) {
    const [answer] = await submitMany(opened.club, [event]);
    if (answer && answer.problem?.code !== "member_busy") return answer;
  }
}

describe.each(storeKinds())("intake on $name", ({ kind }) => {
  let opened: TestClub;
  beforeAll(async () => {
    opened = await aClub(kind);
    await transaction(opened.club.db, (tx) =>
      programmes.publish(opened.club, tx, {
        document: programme,
        publishedBy: "test",
        now: testNow,
      }),
    );
  });
  afterAll(() => opened.close());
  const available = (answer: EventAnswer): number => {
    const points = answer.balance?.["points"];
    return typeof points === "object" ? points.available : -1;
  };

  test("a purchase gives points, and sent again it is answered as the first time", async () => {
    const first = await submit(opened.club, purchase("p1", 13_499));
    expect(first).toMatchObject({ outcome: "booked", given: { points: 134, status: 134 } });
    expect(available(first)).toBe(134);
    const again = await submit(opened.club, purchase("p1", 13_499));
    expect(again).toMatchObject({
      outcome: "duplicate",
      given: first.given,
      balance: first.balance,
    });
    const other = await submit(opened.club, purchase("p1", 100));
    expect(other.problem?.code).toBe("event_conflict");
  });

  test("pieces come back without a reference, and nothing is left of the purchase", async () => {
    const member = { source: "card", id: "returns" };
    await submit(opened.club, purchase("r1", 9999, { member }));
    const back = (id: string, quantity: number): Submitted => ({
      ...purchase(id, 0, { member }),
      occurredAt: testNow,
      payload: { kind: "return", currency: "SEK", lines: [{ article: "a", quantity }] },
    });
    expect(await submit(opened.club, back("b1", 1))).toMatchObject({ given: { points: -33 } });
    const last = await submit(opened.club, back("b2", 2));
    expect(last).toMatchObject({ outcome: "booked", given: { points: -66, status: -66 } });
    expect(available(last)).toBe(0);
    const more = await submit(opened.club, back("b3", 2));
    expect(more).toMatchObject({ outcome: "parked", parked: [{ article: "a", quantity: 2 }] });
    const bought = await submit(
      opened.club,
      purchase("r2", 5000, { member, occurredAt: testNow - 500 }),
    );
    expect(available(bought)).toBe(50);
    const state = await submit(opened.club, purchase("r3", 100, { member }));
    expect(available(state)).toBe(17);
  });

  test("names that every object of the language has are names like any other", async () => {
    const names = [...Object.getOwnPropertyNames(Object.prototype), "prototype"];
    const member = { source: "card", id: "named" };
    for (const round of [1, 2])
      for (const name of names) {
        const unknown = { vatBasisPoints: null, costMinor: null, costCurrency: null, name: null };
        const article = { article: name, category: name, tags: ["local"], ...unknown };
        const { db } = opened.club;
        await catalogue.putArticles(db, { articles: [article], now: testNow });
        const lines = [{ article: name, quantity: 1, paidMinor: 100 }];
        const bought = purchase(`${name}-${round}`, 0, { member });
        const payload = { kind: "purchase", currency: "SEK", lines } as const;
        expect(await submit(opened.club, { ...bought, payload })).toMatchObject({
          outcome: "booked",
        });
        const act = round === 1 ? "started" : "claimed";
        const contract = { kind: "contract", contract: name, act, currency: "SEK" } as const;
        const told = { ...purchase(`${name}-${act}`, 0, { member }), payload: contract };
        expect(await submit(opened.club, told)).toMatchObject({ outcome: "booked" });
      }
    const report = await insights.verify(opened.club, { redecide: true });
    expect(report.differences).toEqual([]);
  });

  test("a return that names its purchase waits for that one, also by line number alone", async () => {
    const member = { source: "card", id: "early" };
    const back: Submitted = {
      ...purchase("early-b", 0, { member, occurredAt: testNow - 100 }),
      payload: {
        kind: "return",
        currency: "SEK",
        of: { id: "early-2" },
        lines: [{ line: 0, quantity: 1 }],
      },
    };
    expect(await submit(opened.club, back)).toMatchObject({
      outcome: "parked",
      parked: [{ line: 0, quantity: 1 }],
    });
    const other = await submit(
      opened.club,
      purchase("early-1", 5000, { member, occurredAt: testNow - 800 }),
    );
    expect(available(other)).toBe(50);
    await submit(opened.club, purchase("early-2", 3000, { member, occurredAt: testNow - 500 }));
    const { balance } = await submit(opened.club, purchase("early-3", 100, { member }));
    expect(balance?.["points"]).toMatchObject({ available: 71 });
    expect(await submit(opened.club, back)).toMatchObject({ outcome: "duplicate" });
  });

  test("a line number without its purchase is refused and not kept", async () => {
    const member = { source: "card", id: "nameless" };
    await submit(opened.club, purchase("nameless-1", 5000, { member }));
    const answer = await submit(opened.club, {
      ...purchase("nameless-b", 0, { member }),
      payload: { kind: "return", currency: "SEK", lines: [{ line: 0, quantity: 1 }] },
    });
    expect(answer).toMatchObject({
      outcome: "refused",
      problem: { code: "nothing_to_return", errors: [{ pointer: "/lines/0" }] },
    });
  });

  test("a batch answers each event, and a purchase and its return may share it", async () => {
    const member = { source: "card", id: "batch" };
    const answers = await submitMany(opened.club, [
      purchase("m1", 5000, { member }),
      purchase("m1", 5000, { member }),
      {
        ...purchase("m2", 0, { member }),
        payload: { kind: "return", currency: "SEK", of: { id: "m1" } },
      },
      purchase("m3", 700, { member: { source: "card", id: "nobody" }, unknownMember: "refuse" }),
      purchase("m4", 700, { member, occurredAt: testNow + 3_600_000 }),
    ]);
    expect(answers.map((answer) => answer.problem?.code ?? answer.outcome)).toEqual([
      "booked",
      "duplicate",
      "booked",
      "unknown_member",
      "occurred_in_future",
    ]);
    expect(answers[2]?.given).toEqual({ points: -50, status: -50 });
  });

  test("sixty-four senders of one event book it once", async () => {
    const member = { source: "card", id: "race" };
    const answers = await Promise.all(
      Array.from({ length: 64 }, () => untilAnswered(opened, purchase("race", 1000, { member }))),
    );
    const outcomes = answers.map((answer) => answer.outcome);
    expect(outcomes.filter((outcome) => outcome === "booked")).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === "duplicate")).toHaveLength(63);
  });

  test("a club-wide limit is never passed by one", async () => {
    const cup = (n: number): Submitted => ({
      ...purchase(`cup${n}`, 0, { member: { source: "card", id: `cup${n % 30}` } }),
      payload: { kind: "activity", activity: "own_cup" },
    });
    const answers = await Promise.all(
      Array.from({ length: 60 }, (_, n) => untilAnswered(opened, cup(n))),
    );
    const winners = answers
      .flat()
      .filter((answer) =>
        answer.reasons?.some((reason) => reason.rule === "first-ten" && reason.outcome === "gave"),
      );
    expect(answers.every((answer) => answer.outcome === "booked")).toBe(true);
    expect(winners).toHaveLength(10);
  });

  test("time alone expires what is due, whenever the sweep runs", async () => {
    const member = { source: "card", id: "sweep" };
    await submit(opened.club, purchase("s1", 5000, { member }));
    opened.clock.advance(400 * 86_400_000);
    expect(await sweep(opened.club)).toBeGreaterThan(0);
    expect(await sweep(opened.club)).toBe(0);
    const totals = await ledger.contraTotals(opened.club.db);
    const sum = totals
      .filter((row) => row.unit === "points")
      .reduce((total, row) => total + row.amount, 0);
    expect(sum).toBe(0);
  });
});
