/**
 * Faults from outside, against the real server and a real database: what was acknowledged is in the books once,
 * and the books prove right. The short form of `npm run drill`, which plays the same with many seeds.
 */
import { afterAll, beforeAll, expect, test } from "vitest";
import { type PostgresServer, startPostgres } from "../packages/server/src/testing/postgres.ts";
import { diskFull, smallDisk } from "./drill/disk.ts";
import { type DrillReport, runDrill } from "./drill/drill.ts";
import { tellStory } from "./drill/events.ts";
import { embeddedFaults, postgresFaults } from "./drill/faults.ts";
import { embeddedStage, postgresStage } from "./drill/stage.ts";

const SEED = "short";
const MINUTES_MAX = 20 * 60_000;
const inShort = new Set([
  "a server killed in mid batch",
  "the database killed, and a server while it is away",
  "backends ended one by one",
  "connections cut before commit",
  "connections cut during commit",
  "connections cut after commit",
  "answers lost on their way to the senders",
  "the database read-only",
  "every connection of the database taken",
]);

const startsAt = Date.now();
let postgres: PostgresServer;
beforeAll(async () => {
  // Few connections, so that a drill can take them all.
  postgres = await startPostgres({ durable: true, settings: { max_connections: "40" } });
});
afterAll(() => postgres.stop());

/** How often the senders saw something over the whole drill. */
function seen({ rounds }: DrillReport, what: string): number {
  return rounds.reduce((sum, { counts }) => sum + (counts.get(what) ?? 0), 0);
}

test(
  "killed servers, a killed database and cut connections lose nothing and count nothing twice",
  { timeout: MINUTES_MAX },
  async () => {
    const stage = await postgresStage(postgres, SEED);
    const faults = postgresFaults.filter(({ name }) => inShort.has(name));
    expect(faults).toHaveLength(inShort.size);
    const common = { seed: SEED, stage, faults, eventsPerRound: 60, startsAt };
    const report = await runDrill(common);
    expect(report.faults).toEqual([]);
    expect(report.booked).toBeGreaterThan(400);
    // The faults were felt: without that, the drill proves nothing.
    expect(seen(report, "503")).toBeGreaterThan(0);
    expect(seen(report, "no answer")).toBeGreaterThan(0);
    expect(seen(report, "duplicate")).toBeGreaterThan(0);
  },
);

test(
  "a full disk refuses what it cannot keep, and goes on once there is room",
  { timeout: MINUTES_MAX },
  async (context) => {
    const disk = await smallDisk(96);
    if (typeof disk === "string") return context.skip(disk);
    try {
      const small = await startPostgres({ durable: true, folder: disk.folder });
      try {
        const stage = await postgresStage(small, SEED, 1);
        const common = {
          seed: SEED,
          stage,
          faults: [diskFull(disk)],
          eventsPerRound: 400,
          startsAt,
        };
        const report = await runDrill(common);
        expect(report.faults).toEqual([]);
        expect(seen(report, "503")).toBeGreaterThan(0);
      } finally {
        await small.stop();
      }
    } finally {
      await disk.close();
    }
  },
);

test(
  "a server with its store inside loses nothing when it is killed while it writes",
  { timeout: MINUTES_MAX },
  async () => {
    const stage = await embeddedStage(SEED);
    const common = {
      seed: SEED,
      stage,
      faults: embeddedFaults.slice(0, 1),
      eventsPerRound: 150,
      startsAt,
    };
    const report = await runDrill(common);
    expect(report.faults).toEqual([]);
    expect(report.booked).toBeGreaterThan(100);
    expect(seen(report, "no answer")).toBeGreaterThan(0);
  },
);

test("a seed tells the same story each time, and another seed another one", () => {
  const options = { seed: "1", rounds: 2, eventsPerRound: 50, members: 5, startsAt };
  expect(tellStory(options)).toEqual(tellStory(options));
  expect(tellStory({ ...options, seed: "2" })).not.toEqual(tellStory(options));
});
