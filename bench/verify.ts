/**
 * `trofast verify` as an operator runs it: every posting, lot, state, claim and statistic folded again and compared, on a
 * store large enough that the code's own warming up is a small part of it.
 */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { sql } from "kysely";
import { z } from "zod";
import { submitMany, submittedOf } from "../packages/server/src/modules/activity/service.ts";
import { eventMaker } from "./club.ts";
import { median, rangeOf, type Part, type Row } from "./report.ts";
import { environmentOf, serverMain, type Ground } from "./servers.ts";

const EVENTS = 250_000;
const EVENTS_PER_FILL = 500;
const RUNS = 5;
const LEAST_PER_SECOND = 20_000;
const GOAL_PER_SECOND = 50_000;

const report = z.object({
  events: z.int(),
  postings: z.int(),
  lots: z.int(),
  differences: z.array(z.unknown()),
  seconds: z.number(),
});

export async function verify(ground: Ground): Promise<Part> {
  await fill(ground);
  await ground.club.store.executeAsOwner("vacuum analyze");
  // What was filled is otherwise still being written to the disk while the first runs read it.
  await ground.club.store.executeAsOwner("checkpoint");
  return {
    part: "verify",
    how: "the proof of a club of 20 rules, all of its purchases of today",
    rows: await verifyRows(environmentOf(ground)),
  };
}

/** The command, run a few times on the store that the environment names. */
export async function verifyRows(environment: NodeJS.ProcessEnv): Promise<Row[]> {
  const runs: z.infer<typeof report>[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [serverMain, "verify", "--json"],
      { env: { ...process.env, LOG_LEVEL: "warn", ...environment } },
    );
    runs.push(report.parse(JSON.parse(stdout)));
  }
  const rates = runs.map((run) => run.events / run.seconds);
  const [first] = runs;
  return [
    {
      what: "verify",
      value: median(rates),
      unit: "events/s",
      least: LEAST_PER_SECOND,
      goal: GOAL_PER_SECOND,
      more: `runs ${rangeOf(rates)}; ${first?.events} events, ${first?.postings} postings, ${first?.lots} lots`,
    },
    {
      what: "differences",
      value: Math.max(...runs.map((run) => run.differences.length)),
      unit: "found",
      least: 0,
      atMost: true,
    },
  ];
}

/** Books what is missing to the size that is measured. */
async function fill({ club }: Ground): Promise<void> {
  const found = await sql<{
    count: number;
  }>`select count(*)::int as count from activity_event`.execute(club.db);
  const make = eventMaker(11);
  for (let done = found.rows[0]?.count ?? 0; done < EVENTS; done += EVENTS_PER_FILL) {
    const at = club.clock.now();
    const events = Array.from({ length: EVENTS_PER_FILL }, (_, index) =>
      submittedOf(make(`fill-${done + index}`, at)),
    );
    await submitMany(club, events);
  }
}
