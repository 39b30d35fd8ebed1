/**
 * The proof while the club runs: members whose log has just grown, and in turn all others, so that nobody goes unseen
 * for longer than a day. Each difference is logged as an error and counted.
 */
import { randomInt } from "node:crypto";
import { Counter } from "prom-client";
import { perClub, type Club } from "../../club.ts";
import * as store from "./store.ts";
import { verifyWallets, type SampleReport } from "./verify.ts";

/** How often the job runs, see jobs.ts. */
const MINUTES_BETWEEN_RUNS = 5;
/** Twice the time between two runs: a late one leaves no gap. */
const CHANGED_WITHIN_MS = 2 * MINUTES_BETWEEN_RUNS * 60_000;
/** In a busy club as many as this, others each time. */
const CHANGED_WALLETS_MAX = 2000;
/** A share of all wallets a run, so that a day's runs see all of them. */
const SHARES_PER_ROTATION = (24 * 60) / MINUTES_BETWEEN_RUNS;
/** Of each half of a sample; the rest waits for its next turn. */
const SECONDS_MAX = 60;

const countersOf = perClub((club) => {
  const registers = [club.metrics.registry];
  return {
    differences: new Counter({
      name: "trofast_verify_differences_total",
      help: "Stored values that are not what the log comes to, found by the sample.",
      registers,
    }),
    wallets: new Counter({
      name: "trofast_verify_wallets_total",
      help: "Wallets that the sample has checked.",
      registers,
    }),
  };
});

/** Checks the sample of this moment, each wallet once; what was decided is decided again for those whose turn it is. */
export async function verifySample(club: Club): Promise<SampleReport> {
  const now = club.clock.now();
  const turn = Math.floor(now / (MINUTES_BETWEEN_RUNS * 60_000));
  const [changed, others] = [
    await store.walletsChanged(club.db, {
      since: now - CHANGED_WITHIN_MS,
      seed: String(randomInt(2 ** 47)),
      limit: CHANGED_WALLETS_MAX,
    }),
    await store.walletsOfShare(club.db, {
      share: turn % SHARES_PER_ROTATION,
      shares: SHARES_PER_ROTATION,
    }),
  ];
  const theirTurn = new Set(others);
  const reports = [
    await proveAndTell(
      club,
      changed.filter((id) => !theirTurn.has(id)),
      { redecide: false },
    ),
    await proveAndTell(club, others, { redecide: true }),
  ];
  return {
    wallets: reports.reduce((sum, { wallets }) => sum + wallets, 0),
    events: reports.reduce((sum, { events }) => sum + events, 0),
    differences: reports.flatMap(({ differences }) => differences),
    differencesMore: reports.reduce((sum, { differencesMore }) => sum + differencesMore, 0),
  };
}

async function proveAndTell(
  club: Club,
  walletIds: readonly string[],
  { redecide }: { readonly redecide: boolean },
): Promise<SampleReport> {
  const counters = countersOf(club);
  if (walletIds.length === 0) return { wallets: 0, events: 0, differences: [], differencesMore: 0 };
  const report = await verifyWallets(club, walletIds, { redecide, secondsMax: SECONDS_MAX });
  counters.wallets.inc(report.wallets);
  counters.differences.inc(report.differences.length + report.differencesMore);
  for (const difference of report.differences)
    club.log.error({ difference }, `verify: ${difference.promise}: ${difference.what}`);
  if (report.differencesMore > 0)
    club.log.error({ differences: report.differencesMore }, "verify: more differences");
  return report;
}
