/**
 * npm run drill -- [--seed N] [--minutes M]
 *
 * Drills, one after another, with seeds N, N + 1 … until M minutes have passed; with --minutes 0 one. Each
 * starts a club of its own, sends it a story while one thing after another goes wrong, sends everything again
 * and proves the books. What fails tells its seed, and the command that repeats it.
 */
import { parseArgs } from "node:util";
import { type PostgresServer, startPostgres } from "../packages/server/src/testing/postgres.ts";
import { type Chance, chanceOf, pickWeighted, shuffleNearby } from "./drill/chance.ts";
import { diskFull, smallDisk } from "./drill/disk.ts";
import { type DrillReport, type RoundReport, runDrill } from "./drill/drill.ts";
import { embeddedFaults, postgresFaults } from "./drill/faults.ts";
import { embeddedStage, postgresStage } from "./drill/stage.ts";

const EVENTS_PER_ROUND = 400;
const FAULTS_PER_DRILL = 5;
const DISK_MEGABYTES = 160;
const MINUTE_MS = 60_000;

const usage = "npm run drill -- [--seed <whole number>] [--minutes <number>]";

function readOptions(): { seed: number; minutes: number } {
  const { values } = parseArgs({
    options: { seed: { type: "string", default: "1" }, minutes: { type: "string", default: "5" } },
  });
  const seed = Number(values.seed);
  const minutes = Number(values.minutes);
  if (Number.isSafeInteger(seed) && seed >= 0 && minutes >= 0 && minutes <= 100_000)
    return { seed, minutes };
  throw new Error(`A seed is a whole number, minutes a number from 0 up: ${usage}`);
}

function say(text: string): void {
  console.log(text);
}

function sayRound({ fault, counts, ...round }: RoundReport): void {
  const told = [...counts]
    .filter(([, count]) => count > 0)
    .map(([what, count]) => `${what} ${count}`);
  say(
    `  ${fault}: ${round.events} acknowledged in ${round.seconds.toFixed(1)} s, ` +
      `${round.rateBefore}/s before and ${round.rateAfter}/s after, ` +
      `back after ${Math.round(round.recoveryMs)} ms (${told.join(", ")})`,
  );
}

type Kind = "postgres" | "disk" | "embedded";

async function drillOn(
  kind: Kind,
  seed: string,
  chance: Chance,
  postgres: PostgresServer,
): Promise<DrillReport> {
  const common = {
    seed,
    eventsPerRound: EVENTS_PER_ROUND,
    startsAt: Date.now(),
    onRound: sayRound,
  };
  if (kind === "embedded") {
    const stage = await embeddedStage(seed);
    return await runDrill({ ...common, stage, faults: embeddedFaults });
  }
  if (kind === "disk") return await drillOnSmallDisk(common);
  const faults = shuffleNearby(chance, postgresFaults, 1_000);
  const stage = await postgresStage(postgres, seed);
  return await runDrill({ ...common, stage, faults: faults.slice(0, FAULTS_PER_DRILL) });
}

async function drillOnSmallDisk(
  common: Omit<Parameters<typeof runDrill>[0], "stage" | "faults">,
): Promise<DrillReport> {
  const disk = await smallDisk(DISK_MEGABYTES);
  if (typeof disk === "string") {
    say(`  not done here: ${disk}`);
    return { rounds: [], acts: 0, booked: 0, faults: [] };
  }
  const postgres = await startPostgres({ durable: true, folder: disk.folder });
  try {
    const stage = await postgresStage(postgres, common.seed);
    return await runDrill({ ...common, stage, faults: [diskFull(disk), diskFull(disk)] });
  } finally {
    await postgres.stop();
    await disk.close();
  }
}

/** Plays the drill of one seed; true where everything held. */
async function play(seed: number, postgres: PostgresServer): Promise<boolean> {
  const chance = chanceOf(`${seed}/plan`);
  const kind = pickWeighted<Kind>(chance, [
    [7, "postgres"],
    [1, "disk"],
    [2, "embedded"],
  ]);
  say(`Seed ${seed}: ${kind === "postgres" ? `PostgreSQL ${postgres.version}` : kind}`);
  let faults: readonly string[];
  try {
    const report = await drillOn(kind, String(seed), chance, postgres);
    faults = report.faults;
    say(`  ${report.acts} events told, ${report.booked} in the books, ${faults.length} faults`);
  } catch (error) {
    faults = [error instanceof Error ? (error.stack ?? error.message) : String(error)];
  }
  for (const fault of faults) say(`  FAULT ${fault}`);
  if (faults.length > 0) say(`  Again: npm run drill -- --seed ${seed} --minutes 0`);
  return faults.length === 0;
}

async function main(): Promise<void> {
  const { seed: first, minutes } = readOptions();
  const endsAt = performance.now() + minutes * MINUTE_MS;
  // Few connections, so that a drill can take them all.
  const postgres = await startPostgres({ durable: true, settings: { max_connections: "40" } });
  const failed: number[] = [];
  let seed = first;
  try {
    do {
      if (!(await play(seed, postgres))) failed.push(seed);
      seed += 1;
    } while (performance.now() < endsAt);
  } finally {
    await postgres.stop();
  }
  const drills = seed - first;
  say(
    `${drills - failed.length} drills passed, ${failed.length} failed${failed.length > 0 ? `: seeds ${failed.join(", ")}` : ""}`,
  );
  if (failed.length > 0) process.exitCode = 1;
}

// Stopped from outside, everything that was started ends with this process.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(130));

await main();
