import { sql } from "kysely";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { transaction } from "../../platform/db.ts";
import { aClub, testNow, type TestClub } from "../../testing/club.ts";
import { storeKinds } from "../../testing/kinds.ts";
import type { StoreKind } from "../../testing/stores.ts";
import type { Submitted } from "../activity/domain.ts";
import { submitMany, sweep } from "../activity/service.ts";
import * as programmes from "../programmes/service.ts";
import { seal } from "./seals.ts";
import { verify } from "./verify.ts";

const programme = {
  club: { name: "Test", languages: ["en"] },
  markets: { se: { currency: "SEK", timezone: "Europe/Stockholm" } },
  units: {
    points: { worth: { se: "0.10 SEK" }, expires: "3 months", clawback: "arrears" },
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
    { id: "cup", on: "own_cup", give: { points: 10 }, limit: { times: 40, per: "club" } },
  ],
  cards: [{ id: "coffee", items: 'item.article == "a"', goal: 5, grants: "free" }],
  rewards: [{ id: "free" }],
  ladders: [
    {
      id: "main",
      counts: "status",
      levels: [{ id: "guest" }, { id: "friend", at: 300, welcome: { give: { points: 50 } } }],
    },
  ],
};

/** A small year of a few members, in time order: purchases, cups, returns, spending, holds, corrections. */
function aYear(): Submitted[] {
  const events: Submitted[] = [];
  const start = testNow - 365 * 86_400_000;
  for (let n = 0; n < 120; n += 1) {
    const frame = {
      source: "pos",
      id: `e${n}`,
      member: { source: "card", id: `${n % 7}` },
      occurredAt: start + n * 72 * 3_600_000,
      unknownMember: "create" as const,
      history: true,
    };
    const lines = [
      { article: "a", quantity: 1 + (n % 3), paidMinor: 3333 + 17 * n },
      { article: n % 2 ? "b" : "c", quantity: 1, paidMinor: 5000 },
    ];
    const payloads: Submitted["payload"][] = [
      { kind: "purchase", currency: "SEK", lines },
      { kind: "activity", activity: "own_cup" },
      { kind: "return", currency: "SEK", lines: [{ article: "a", quantity: 1 }] },
      { kind: "spend", unit: "points", amount: 30 },
      { kind: "hold", hold: `h${n}`, unit: "points", amount: 5, seconds: 3600 },
      { kind: "adjust", unit: "points", amount: 7, reason: "goodwill", actor: "test" },
    ];
    const payload = payloads[[0, 1, 0, 2, 0, 3, 0, 4, 5, 0, 2][n % 11] ?? 0];
    if (payload) events.push({ ...frame, payload });
  }
  return events;
}

async function aClubWithAYear(kind: StoreKind): Promise<TestClub> {
  const opened = await aClub(kind);
  await transaction(opened.club.db, (tx) =>
    programmes.publish(opened.club, tx, { document: programme, publishedBy: "test", now: testNow }),
  );
  await submitMany(opened.club, aYear());
  opened.clock.advance(3_600_000);
  await sweep(opened.club);
  opened.clock.advance(3_600_000);
  await seal(opened.club);
  return opened;
}

test.each(storeKinds())(
  "verify finds nothing in books that are right, on $name",
  async ({ kind }) => {
    const opened = await aClubWithAYear(kind);
    const report = await verify(opened.club, { redecide: true });
    expect(report.differences).toEqual([]);
    expect(report.wallets).toBe(7);
    expect(report.events).toBeGreaterThan(120);
    expect(report.redecided).toBe(report.events);
    expect(report.seals).toBeGreaterThan(0);
    await opened.close();
  },
);

describe("a planted break", () => {
  let opened: TestClub;
  beforeEach(async () => {
    opened = await aClubWithAYear("pglite");
  });
  afterEach(() => opened.close());

  test.each([
    [
      "P1",
      "update activity_event set wallet_version = wallet_version + 1000 where kind = 'adjust'",
    ],
    ["P1", "delete from activity_claim where key = 'event:pos:e0'"],
    ["P2", "update ledger_posting set amount = amount + 1 where no = 1"],
    ["P3", "update activity_cap set used = used - 1"],
    ["P4", "update activity_event set source_id = 'x' where source_id = 'e0'"],
    ["P5", "update ledger_lot set remaining = amount, held = 0 where remaining = 0"],
    [
      "P5",
      "update activity_state set state = jsonb_set(state::jsonb, '{wallet,grants}', '{\"free\": 99}')",
    ],
    ["P5", "update activity_line set returned = 0 where returned > 0"],
    [
      "P5",
      "update activity_statistics set statistics = jsonb_set(statistics::jsonb, '{purchases,revenueSum}', '1')",
    ],
    ["P11", "delete from ledger_lot_use where lot = 1"],
    ["P13", "update ledger_hold set outcome = 'committed' where outcome = 'timed-out'"],
    [
      "P12",
      "update activity_event set effects = (select jsonb_agg(case when effect->>'rule' = 'cup' then jsonb_set(effect, '{rule}', '\"base\"') else effect end) from jsonb_array_elements(effects::jsonb) effect) where kind = 'activity'",
    ],
  ])("of %s is found: %s", async (promise, statement) => {
    await opened.club.store.asOwner((db) => sql.raw(statement).execute(db));
    const report = await verify(opened.club, { redecide: true });
    expect(report.differences.map((difference) => difference.promise)).toContain(promise);
  });
});
