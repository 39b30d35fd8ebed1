import { sql } from "kysely";
import { describe, expect, test } from "vitest";
import type { Club } from "../../club.ts";
import { inTurn, snapshot, transaction } from "../../platform/db.ts";
import { aClub, testNow, type TestClub } from "../../testing/club.ts";
import { postgresKinds } from "../../testing/kinds.ts";
import type { Submitted } from "../activity/domain.ts";
import { submitMany } from "../activity/service.ts";
import * as programmes from "../programmes/service.ts";
import type { NextWallets } from "./pages.ts";
import { addGathered, openRun } from "./run.ts";
import * as store from "./store.ts";
import { startThreads } from "./threads.ts";
import { verify } from "./verify.ts";

const MEMBERS = 9;

const programme = {
  club: { name: "Test", languages: ["en"] },
  markets: { se: { currency: "SEK", timezone: "Europe/Stockholm" } },
  units: { points: { worth: { se: "0.10 SEK" }, expires: "12 months" } },
  activities: { own_cup: {} },
  rules: [
    { id: "base", on: "purchase", give: { points: { each: "1 SEK", of: "basket.paid" } } },
    { id: "cup", on: "own_cup", give: { points: 10 }, limit: { times: 40, per: "club" } },
  ],
};

function payloadOf(turn: number): Submitted["payload"] {
  if (turn === 1) return { kind: "activity", activity: "own_cup" };
  const lines = [{ article: `a${turn}`, quantity: 1 + turn, paidMinor: 12_300 + turn }];
  return { kind: "purchase", currency: "SEK", lines };
}

/** A club on PostgreSQL whose members have each bought twice and brought a cup. */
async function aClubInUse(kind: { url: string }): Promise<{ opened: TestClub; club: Club }> {
  const opened = await aClub(kind);
  await transaction(opened.club.db, (tx) =>
    programmes.publish(opened.club, tx, { document: programme, publishedBy: "test", now: testNow }),
  );
  await submitMany(
    opened.club,
    Array.from({ length: MEMBERS * 3 }, (_, index) => ({
      source: "pos",
      id: `e${index}`,
      member: { source: "card", id: `${index % MEMBERS}` },
      occurredAt: testNow,
      unknownMember: "create" as const,
      history: false,
      payload: payloadOf(Math.floor(index / MEMBERS)),
    })),
  );
  const named = await sql<{ name: string }>`select current_database() as name`.execute(
    opened.club.db,
  );
  const url = new URL(kind.url);
  url.pathname = `/${named.rows[0]?.name ?? ""}`;
  const config = { ...opened.club.config, databaseUrl: url.href, verifyThreads: 3 };
  return { opened, club: { ...opened.club, config } };
}

/** One wallet at a time. */
async function oneByOne(club: Club): Promise<NextWallets> {
  const wallets = await store.walletsAfter(club.db, "00000000-0000-0000-0000-000000000000", 100);
  return async () => {
    const wallet = wallets.shift();
    return wallet ? { first: wallet.member_id, last: wallet.member_id } : null;
  };
}

async function foldedByThreads(club: Club) {
  const run = await openRun(club, { redecide: true, shares: 16 });
  await snapshot(club.db, async (tx) => {
    const { config } = club;
    const { seed, hashing } = run;
    const order = {
      config,
      snapshot: await store.exportSnapshot(tx),
      seed,
      shares: hashing.shares,
      redecide: true,
    };
    await inTurn(tx, async () => {
      const threads = startThreads(2, order, await oneByOne(club));
      for (const gathered of await threads.gathered) addGathered(run, gathered);
      await threads.end();
    });
  });
  return run;
}

describe.each(postgresKinds())("on $name", ({ kind }) => {
  test("what threads fold comes to what stands in the tables", async () => {
    const { opened, club } = await aClubInUse(kind);
    const { check, books, claims, findings, hashing } = await foldedByThreads(club);
    expect(findings.differences).toEqual([]);
    const events = MEMBERS * 3;
    expect(check.seen).toEqual({ wallets: MEMBERS, events, redecided: events });
    expect(check.caps).toEqual(await store.caps(club.db));
    expect(books.sums.postings.count).toBe(events);
    for (const book of store.BOOKS) {
      const found = await store.bookSums(club.db, book, hashing);
      expect(books.sums[book].differing(found), book).toEqual(new Set());
    }
    expect(claims.sums.differing(await store.claimSums(club.db, hashing))).toEqual(new Set());
    const report = await verify(club, { eventsAlone: 0, redecide: true });
    expect(report).toMatchObject({ wallets: MEMBERS, events, redecided: events, differences: [] });
    await opened.close();
  });

  test("what a thread finds is told", async () => {
    const { opened, club } = await aClubInUse(kind);
    const spoilt = "update activity_event set wallet_version = 9 where source_id = 'e4'";
    await club.store.asOwner((db) => sql.raw(spoilt).execute(db));
    const { findings } = await foldedByThreads(club);
    expect(findings.differences).toEqual([
      expect.objectContaining({ promise: "P1", what: expect.stringContaining("is missing") }),
    ]);
    await opened.close();
  });

  test("a thread that has not begun when nothing is left is not waited for", async () => {
    const { opened, club } = await aClubInUse(kind);
    const { seed } = await openRun(club, { redecide: false, shares: 1 });
    const order = { config: club.config, snapshot: "none", seed, shares: 1, redecide: false };
    const threads = startThreads(1, order, async () => null);
    threads.dismiss();
    expect(await threads.gathered).toEqual([]);
    await threads.end();
    await opened.close();
  });

  test("a thread that cannot work is no proof", async () => {
    const { opened, club } = await aClubInUse(kind);
    const config = { ...club.config, databaseUrl: "postgres://127.0.0.1:1/none" };
    await expect(foldedByThreads({ ...club, config })).rejects.toThrow();
    await opened.close();
  });
});
