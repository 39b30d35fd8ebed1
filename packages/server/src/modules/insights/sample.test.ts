import { sql } from "kysely";
import { expect, test } from "vitest";
import { runJob } from "../../platform/jobs.ts";
import { aClub, testNow, type TestClub } from "../../testing/club.ts";
import { storeKinds } from "../../testing/kinds.ts";
import type { StoreKind } from "../../testing/stores.ts";
import { submitMany } from "../activity/service.ts";
import * as programmes from "../programmes/service.ts";
import { transaction } from "../../platform/db.ts";
import { insightJobs } from "./jobs.ts";
import { verifySample } from "./sample.ts";

const MEMBERS = 5;
const MS_BETWEEN_RUNS = 5 * 60_000;
const RUNS_PER_DAY = 288;

const programme = {
  club: { name: "Test", languages: ["en"] },
  markets: { se: { currency: "SEK", timezone: "Europe/Stockholm" } },
  units: { points: { worth: { se: "0.10 SEK" }, expires: "12 months" } },
  rules: [{ id: "base", on: "purchase", give: { points: { each: "1 SEK", of: "basket.paid" } } }],
};

async function aClubWithPurchases(kind: StoreKind): Promise<TestClub> {
  const opened = await aClub(kind);
  await transaction(opened.club.db, (tx) =>
    programmes.publish(opened.club, tx, { document: programme, publishedBy: "test", now: testNow }),
  );
  await submitMany(
    opened.club,
    Array.from({ length: 2 * MEMBERS }, (_, n) => ({
      source: "pos",
      id: `e${n}`,
      member: { source: "card", id: `${n % MEMBERS}` },
      occurredAt: testNow,
      unknownMember: "create" as const,
      history: false,
      payload: {
        kind: "purchase" as const,
        currency: "SEK",
        lines: [{ article: "a", quantity: 1, paidMinor: 1000 * (n + 1) }],
      },
    })),
  );
  return opened;
}

const spoil = (opened: TestClub, statement: string) =>
  opened.club.store.asOwner((db) => sql.raw(statement).execute(db));

async function runSample({ club }: TestClub): Promise<void> {
  const job = insightJobs.find(({ name }) => name === "insights.verify-sample");
  if (!job) throw new Error("There is no such job.");
  await runJob(club, job);
}

test.each(storeKinds())(
  "members whose log has just grown are checked at once, on $name",
  async ({ kind }) => {
    const opened = await aClubWithPurchases(kind);
    expect(await verifySample(opened.club)).toMatchObject({ wallets: MEMBERS, differences: [] });
    await spoil(opened, "update ledger_lot set remaining = remaining - 1 where no = 2");
    await spoil(opened, "delete from activity_claim where key = 'event:pos:e0'");
    const { differences } = await verifySample(opened.club);
    const told = differences.map(({ promise, what }) => `${promise} ${what}`).toSorted();
    expect(told).toHaveLength(MEMBERS + 1);
    expect(told[0]).toMatch(/^P1 the claim event:pos:e0 /);
    expect(told[1]).toMatch(/^P5 lots: the log gives 2,points,/);
    await opened.close();
  },
);

test("everybody is checked once in a day, decided again too, and differences are counted", async () => {
  const opened = await aClubWithPurchases("pglite");
  await spoil(opened, "update ledger_posting set amount = amount + 1 where no = 1");
  opened.clock.advance(3_600_000);
  for (let run = 0; run < RUNS_PER_DAY; run += 1) {
    opened.clock.advance(MS_BETWEEN_RUNS);
    await runSample(opened);
  }
  const metrics = await opened.club.metrics.registry.metrics();
  expect(metrics).toContain(`trofast_verify_wallets_total ${MEMBERS}\n`);
  expect(metrics).toContain(`trofast_verify_differences_total ${MEMBERS}\n`);
  await opened.close();
});

test("a club without a programme has nothing to check", async () => {
  const opened = await aClub("pglite");
  expect(await verifySample(opened.club)).toMatchObject({ wallets: 0, differences: [] });
  await opened.close();
});
