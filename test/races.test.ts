/** Races with exact results, on two clubs of one PostgreSQL database: as two processes would run them. */
import { setTimeout as sleep } from "node:timers/promises";
import type { EventAnswer } from "@trofast/contract/events";
import { sql } from "kysely";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Club, openClub } from "../packages/server/src/club.ts";
import type { Submitted } from "../packages/server/src/modules/activity/domain.ts";
import { submit, submitMany, sweep } from "../packages/server/src/modules/activity/service.ts";
import { verify } from "../packages/server/src/modules/insights/service.ts";
import * as programmes from "../packages/server/src/modules/programmes/service.ts";
import { transaction } from "../packages/server/src/platform/db.ts";
import { openPostgres } from "../packages/server/src/platform/store.ts";
import { aClub, testNow, type TestClub } from "../packages/server/src/testing/club.ts";
import { postgresKinds } from "../packages/server/src/testing/kinds.ts";

const programme = {
  club: { name: "Races", languages: ["en"] },
  markets: { se: { currency: "SEK", timezone: "Europe/Stockholm" } },
  units: { points: { expires: "12 months" }, status: { spendable: false } },
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
    { id: "first-ten", on: "own_cup", give: { points: 1 }, limit: { times: 10, per: "club" } },
  ],
};

const anna = { source: "card", id: "anna" };

function event(id: string, payload: Submitted["payload"], member = anna): Submitted {
  const occurredAt = testNow - 1_000;
  return {
    source: "pos",
    id,
    member,
    occurredAt,
    unknownMember: "create",
    history: false,
    payload,
  };
}

function purchase(id: string, paidMinor: number, member = anna): Submitted {
  const lines = [{ article: "beans", quantity: 1, paidMinor }];
  return event(id, { kind: "purchase", currency: "SEK", lines }, member);
}

/** For a minute and more, on a machine as slow as it may be. */
const SENDS_MAX = 10_000;

/** As a sender does it: a busy member's event is sent again, unchanged. */
async function send(club: Club, sent: Submitted): Promise<EventAnswer> {
  for (let times = 1; ; times += 1) {
    const answer = await submit(club, sent);
    if (answer.problem?.code !== "member_busy" || times === SENDS_MAX) return answer;
    await sleep(5);
  }
}

function outcomes(answers: readonly EventAnswer[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { outcome, problem } of answers) {
    const what = problem?.code ?? outcome;
    counts[what] = (counts[what] ?? 0) + 1;
  }
  return counts;
}

describe.each(postgresKinds())("two processes on $name", ({ kind }) => {
  let opened: TestClub;
  let clubs: [Club, Club];
  beforeEach(async () => {
    opened = await aClub(kind);
    await transaction(opened.club.db, (tx) =>
      programmes.publish(opened.club, tx, {
        document: programme,
        publishedBy: "test",
        now: testNow,
      }),
    );
    clubs = [opened.club, await otherClub(opened, kind.url)];
  });
  afterEach(async () => {
    const report = await verify(opened.club, { redecide: true });
    await clubs[1].close();
    await opened.close();
    expect(report.differences).toEqual([]);
  });

  const raced = async (events: readonly Submitted[]): Promise<EventAnswer[]> =>
    await Promise.all(events.map((sent, index) => send(clubs[index % 2 === 0 ? 0 : 1], sent)));

  test("of 200 spends at once, as many succeed as the balance pays for", async () => {
    await send(clubs[0], purchase("p", 100_000));
    const spends = Array.from({ length: 200 }, (_, n) =>
      event(`s${n}`, { kind: "spend", unit: "points", amount: 7 }),
    );
    const answers = await raced(spends);
    expect(outcomes(answers)).toEqual({ booked: 142, insufficient_balance: 58 });
    expect(await pointsOf(clubs[0])).toBe(1_000 - 142 * 7);
  });

  test("one event sent in 64 ways is booked once, with one answer for all", async () => {
    const sent = purchase("once", 12_345);
    const ways = Array.from({ length: 64 }, (_, n) => {
      const club = clubs[n % 2 === 0 ? 0 : 1];
      if (n % 4 < 2) return send(club, sent);
      return submitMany(club, [purchase(`beside${n}`, 100), sent, sent]).then(
        (answers) => answers[1] ?? { outcome: "invalid" as const },
      );
    });
    const answers = await Promise.all(ways);
    expect(outcomes(answers)).toEqual({ booked: 1, duplicate: 63 });
    const [first] = answers;
    for (const answer of answers)
      expect(answer).toMatchObject({ event: { id: first?.event?.id }, balance: first?.balance });
  });

  test("a spend of the whole balance, sent in 64 ways, is never refused to any of them", async () => {
    for (let round = 0; round < 5; round += 1) {
      await send(clubs[0], purchase(`p${round}`, 5_000));
      const spend = event(`s${round}`, { kind: "spend", unit: "points", amount: 50 });
      const answers = await raced(Array.from({ length: 64 }, () => spend));
      expect(outcomes(answers)).toEqual({ booked: 1, duplicate: 63 });
    }
  });

  test("of 1,000 who want one of ten, ten get it", async () => {
    const claims = Array.from({ length: 1_000 }, (_, n) =>
      event(
        `c${n}`,
        { kind: "activity", activity: "own_cup" },
        { source: "card", id: `m${n % 250}` },
      ),
    );
    const answers = await raced(claims);
    expect(outcomes(answers)).toEqual({ booked: 1_000 });
    expect(answers.filter(({ given }) => given?.["points"] === 1)).toHaveLength(10);
    const caps = await sql<{ used: number }>`select used from activity_cap`.execute(clubs[0].db);
    expect(caps.rows).toEqual([{ used: 10 }]);
  });

  test("every purchase returned twice at once comes back once, and nothing is left", async () => {
    const bought = Array.from({ length: 40 }, (_, n) => purchase(`p${n}`, 3_333));
    expect(outcomes(await submitMany(clubs[0], bought))).toEqual({ booked: 40 });
    const returns = bought.flatMap(({ id }) =>
      ["a", "b"].map((way) =>
        event(`${way}-${id}`, { kind: "return", currency: "SEK", of: { id } }),
      ),
    );
    const answers = await raced(returns);
    const booked = answers.filter(({ outcome }) => outcome === "booked");
    expect(booked).toHaveLength(40);
    expect(outcomes(answers)).toEqual({ booked: 40, nothing_to_return: 40 });
    expect(await pointsOf(clubs[0])).toBe(0);
    const sums = await sql<{ unit: string; left: number }>`
      select unit, sum(case when debit = 'issued' then amount else -amount end)::bigint as left
      from ledger_posting group by unit order by unit`.execute(clubs[0].db);
    expect(sums.rows).toEqual([
      { unit: "points", left: 0 },
      { unit: "status", left: 0 },
    ]);
  });

  test("two sweeps at once book what is due once", async () => {
    const members = Array.from({ length: 60 }, (_, n) => ({ source: "card", id: `m${n}` }));
    await submitMany(
      clubs[0],
      members.map((member, n) => purchase(`p${n}`, 5_000, member)),
    );
    opened.clock.advance(400 * 86_400_000);
    const steps = await Promise.all(clubs.map((club) => sweep(club)));
    expect((steps[0] ?? 0) + (steps[1] ?? 0)).toBe(60);
    expect(await Promise.all(clubs.map((club) => sweep(club)))).toEqual([0, 0]);
  });
});

/** A second process on the same database: with connections, queues and caches of its own. */
async function otherClub({ club, clock }: TestClub, serverUrl: string): Promise<Club> {
  const found = await sql<{ name: string }>`select current_database() as name`.execute(club.db);
  const url = new URL(serverUrl);
  url.pathname = `/${found.rows[0]?.name ?? ""}`;
  const options = { poolSize: 10, statementTimeoutMs: 60_000, onLostConnection: () => {} };
  const store = openPostgres(url.href, options);
  return await openClub({ store, clock, logLevel: "silent" });
}

/** Anna's points, by the books. */
async function pointsOf(club: Club): Promise<number> {
  const result = await sql<{ points: number }>`
    select coalesce(sum(remaining), 0)::bigint as points from ledger_lot where unit = 'points'`.execute(
    club.db,
  );
  return result.rows[0]?.points ?? -1;
}
