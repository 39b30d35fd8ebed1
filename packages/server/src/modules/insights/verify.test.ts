import { sql } from "kysely";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { transaction } from "../../platform/db.ts";
import { aClub, testNow, type TestClub } from "../../testing/club.ts";
import { storeKinds } from "../../testing/kinds.ts";
import type { StoreKind } from "../../testing/stores.ts";
import type { Submitted } from "../activity/domain.ts";
import { submitMany, sweep, timelineOf } from "../activity/service.ts";
import * as programmes from "../programmes/service.ts";
import { BooksHash, ClaimsHash } from "./books-hash.ts";
import { Findings } from "./domain.ts";
import { pages } from "./pages.ts";
import { seedText } from "./row-hash.ts";
import { seal } from "./seals.ts";
import * as store from "./store.ts";
import { verify } from "./verify.ts";
import { WalletCheck } from "./wallet-check.ts";

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
      "is missing",
      "update activity_event set wallet_version = wallet_version + 1000 where kind = 'adjust'",
    ],
    ["P1", "the claim event:pos:e0", "delete from activity_claim where key = 'event:pos:e0'"],
    ["P2", "postings: the log", "update ledger_posting set amount = amount + 1 where no = 1"],
    [
      "P2",
      "postings: the log",
      "update ledger_posting set amount = amount + 1 - 2 * (no % 2) where no in (3, 4) and amount > 1",
    ],
    ["P3", "the limit", "update activity_cap set used = used - 1"],
    ["P4", "seal 1", "update activity_event set source_id = 'x' where source_id = 'e0'"],
    [
      "P5",
      "lots: the log",
      "update ledger_lot set remaining = amount, held = 0 where remaining = 0",
    ],
    [
      "P5",
      "wallet state",
      "update activity_state set state = jsonb_set(state::jsonb, '{wallet,grants}', '{\"free\": 99}')",
    ],
    [
      "P5",
      "person state",
      "update activity_state set state = jsonb_set(state::jsonb, '{person,purchases}', '99')",
    ],
    [
      "P5",
      "balances stored with the event",
      "update activity_event set balances = jsonb_set(balances::jsonb, '{points,available}', '99999') where source_id = 'e0'",
    ],
    ["P5", "purchased lines", "update activity_line set returned = 0 where returned > 0"],
    [
      "P5",
      "statistics differ",
      "update activity_statistics set statistics = jsonb_set(statistics::jsonb, '{purchases,revenueSum}', '1')",
    ],
    ["P11", "lot uses: the log", "delete from ledger_lot_use where lot = 1"],
    [
      "P11",
      "postings are stored",
      "insert into ledger_posting select gen_random_uuid(), no, event_id, unit, debit, credit, amount, rule, programme_version, period, lot, of_no, of_event, occurred_at, booked_at from ledger_posting where unit = 'status' limit 1",
    ],
    [
      "P13",
      "holds: the log",
      "update ledger_hold set outcome = 'committed' where outcome = 'timed-out'",
    ],
    [
      "P12",
      "deciding again",
      "update activity_event set effects = (select jsonb_agg(case when effect->>'rule' = 'cup' then jsonb_set(effect, '{rule}', '\"base\"') else effect end) from jsonb_array_elements(effects::jsonb) effect) where kind = 'activity'",
    ],
  ])("of %s is found: %s, %s", async (promise, words, statement) => {
    await opened.club.store.asOwner((db) => sql.raw(statement).execute(db));
    const report = await verify(opened.club, { redecide: true });
    expect(report.differences).toContainEqual(
      expect.objectContaining({ promise, what: expect.stringContaining(words) }),
    );
  });
});

describe.each(storeKinds())("on $name", ({ kind }) => {
  test("several breaks at once are each told", async () => {
    const opened = await aClubWithAYear(kind);
    const breaks = [
      "delete from activity_claim where key = 'event:pos:e1'",
      "update ledger_posting set booked_at = booked_at + interval '1 ms' where no = 2",
      "update ledger_lot set expires_at = expires_at + interval '1 day' where no = 1",
      "update ledger_lot_use set lot = lot + 1000 where posting in (select min(posting) from ledger_lot_use)",
      "update ledger_hold set outcome = null",
      "update activity_line set article = 'other' where article = 'b' and line = 1",
    ];
    for (const statement of breaks)
      await opened.club.store.asOwner((db) => sql.raw(statement).execute(db));
    const { differences } = await verify(opened.club);
    for (const words of ["claim event:pos:e1", "postings", "lots", "lot uses", "holds", "lines"])
      expect(differences.map(({ what }) => what).join("\n")).toContain(words);
    await opened.close();
  });

  test("the hashes of right rows are the same here and in the database", async () => {
    const opened = await aClubWithAYear(kind);
    const { club } = opened;
    const seed = { high: -5, low: 77 };
    const options = { seed, shares: 4 };
    const books = new BooksHash(options);
    const claims = new ClaimsHash(options);
    const timeline = await timelineOf(club);
    const findings = new Findings();
    const check = new WalletCheck({ timeline, findings, books, claims, redecide: false });
    for await (const page of pages(club.db)) await check.page(page);
    const hashing = { seed: seedText(seed), shares: 4 };
    for (const book of store.BOOKS) {
      expect(books.sums[book].count, book).toBeGreaterThan(0);
      expect(books.sums[book].differing(await store.bookSums(club.db, book, hashing))).toEqual(
        new Set(),
      );
    }
    expect(claims.sums.differing(await store.claimSums(club.db, hashing))).toEqual(new Set());
    await opened.close();
  });
});
