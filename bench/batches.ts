/**
 * Batches of 500 events over HTTP by two senders, against the raw insert of the very rows that they left: copied out
 * of the tables, the tables emptied, and put back by the same statements, batch by batch in a transaction each, two
 * at a time. What the ratio leaves is reading, deciding, HTTP and JSON.
 */
import { profiled } from "./profile.ts";
import { insertRaw, readRaw, emptyTables } from "./raw-rows.ts";
import { median, percentile, amount, rangeOf, type Part, type Row } from "./report.ts";
import type { SendOrder } from "./sender.ts";
import {
  checkAnswers,
  cpuOf,
  seedOf,
  send,
  startServer,
  type Ground,
  type RunningServer,
} from "./servers.ts";

const EVENTS_PER_BATCH = 500;
const BATCHES = 24;
const HEAT_BATCHES = 12;
const ROUNDS = 3;
const SENDERS = 2;
const SECONDS_MAX = 60;
const LEAST_SHARE = 0.5;
const GOAL_SHARE = 0.7;

/** Milliseconds of processor time, by round. */
type CpuPerEvent = Record<"server" | "postgres" | "raw" | "rawPostgres", number[]>;

interface Rounds {
  readonly intake: number[];
  readonly raw: number[];
  readonly latencies: number[];
  readonly cpu: CpuPerEvent;
}

export async function batches(ground: Ground): Promise<Part> {
  const server = await startServer(ground);
  checkAnswers(server, await send(order(ground, server, "heat", HEAT_BATCHES)));
  const rounds: Rounds = {
    intake: [],
    raw: [],
    latencies: [],
    cpu: { server: [], postgres: [], raw: [], rawPostgres: [] },
  };
  for (let round = 0; round < ROUNDS; round += 1) {
    await emptyTables(ground.club);
    await intakeRound(ground, server, rounds);
    await rawRound(ground, server, rounds);
  }
  await server.stop();
  const shares = await profiled(ground, async (own) => {
    checkAnswers(own, await send(order(ground, own, "profile", BATCHES)));
  });
  return {
    part: "batches",
    how: `${EVENTS_PER_BATCH} events a request, ${SENDERS} senders, against the raw insert of the same rows`,
    rows: [
      ...rowsOf(rounds),
      ...[...shares].map(([room, share]) => ({
        what: `server time: ${room}`,
        value: share * 100,
        unit: "%",
      })),
    ],
  };
}

async function intakeRound(ground: Ground, server: RunningServer, rounds: Rounds): Promise<void> {
  const before = await cpuOf(ground, server);
  const name = `round-${rounds.intake.length}`;
  const sent = await send(order(ground, server, name, BATCHES));
  const after = await cpuOf(ground, server);
  checkAnswers(server, sent);
  const events = sent.answered * EVENTS_PER_BATCH;
  rounds.intake.push(events / sent.seconds);
  rounds.latencies.push(...sent.latenciesMs);
  rounds.cpu.server.push(((after.server - before.server) * 1000) / events);
  rounds.cpu.postgres.push(((after.postgres - before.postgres) * 1000) / events);
}

/** Takes the rows that are there out of the tables and puts them back. */
async function rawRound(ground: Ground, server: RunningServer, rounds: Rounds): Promise<void> {
  const rows = await readRaw(ground.club, EVENTS_PER_BATCH);
  await emptyTables(ground.club);
  const before = await cpuOf(ground, server);
  const own = process.cpuUsage();
  rounds.raw.push(await insertRaw(ground.club, rows, SENDERS));
  const { user, system } = process.cpuUsage(own);
  const after = await cpuOf(ground, server);
  const events = rows.reduce((sum, batch) => sum + batch.events.length, 0);
  rounds.cpu.raw.push((user + system) / 1000 / events);
  rounds.cpu.rawPostgres.push(((after.postgres - before.postgres) * 1000) / events);
}

function rowsOf({ intake, raw, latencies, cpu }: Rounds): Row[] {
  const shares = intake.map((rate, round) => rate / (raw[round] ?? Number.NaN));
  const p50 = `p50 ${amount(percentile(latencies, 0.5))} ms a batch`;
  return [
    {
      what: "intake",
      value: median(intake),
      unit: "events/s",
      more: `${p50}; CPU per event ${cpuWords(cpu.server, cpu.postgres)}; rounds ${rangeOf(intake)}`,
    },
    {
      what: "raw insert",
      value: median(raw),
      unit: "events/s",
      more: `CPU per event ${cpuWords(cpu.raw, cpu.rawPostgres)}; rounds ${rangeOf(raw)}`,
    },
    {
      what: "intake / raw insert",
      value: median(shares),
      unit: "times",
      least: LEAST_SHARE,
      goal: GOAL_SHARE,
      more: `rounds ${rangeOf(shares)}`,
    },
  ];
}

const cpuWords = (node: readonly number[], postgres: readonly number[]): string =>
  `${amount(median(node))} ms Node + ${amount(median(postgres))} ms PostgreSQL`;

function order(
  ground: Ground,
  server: RunningServer,
  name: string,
  requestsMax: number,
): SendOrder {
  return {
    port: server.port,
    key: ground.key,
    senders: SENDERS,
    eventsPerRequest: EVENTS_PER_BATCH,
    warmUpMs: 0,
    measureMs: SECONDS_MAX * 1000,
    requestsMax,
    name: `batches-${name}`,
    seed: seedOf(name),
  };
}
