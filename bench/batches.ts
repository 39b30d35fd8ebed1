/**
 * Batches of 500 events over HTTP by two senders, against the raw insert of the very rows that they left: copied out
 * of the tables, the tables emptied, and put back by the same statements, batch by batch in a transaction each, two
 * at a time. What the ratio leaves is reading, deciding, HTTP and JSON.
 */
import { profiled } from "./profile.ts";
import { insertRaw, readRaw, emptyTables } from "./raw-rows.ts";
import { median, percentile, amount, rangeOf, type Part } from "./report.ts";
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

export async function batches(ground: Ground): Promise<Part> {
  const server = await startServer(ground);
  checkAnswers(server, await send(order(ground, server, "heat", HEAT_BATCHES)));
  const intake: number[] = [];
  const raw: number[] = [];
  const latencies: number[] = [];
  const cpu: CpuPerEvent = { server: [], postgres: [], raw: [], rawPostgres: [] };
  for (let round = 0; round < ROUNDS; round += 1) {
    await emptyTables(ground.club);
    const before = await cpuOf(ground, server);
    const sent = await send(order(ground, server, `round-${round}`, BATCHES));
    const after = await cpuOf(ground, server);
    checkAnswers(server, sent);
    const events = sent.answered * EVENTS_PER_BATCH;
    cpu.server.push(((after.server - before.server) * 1000) / events);
    cpu.postgres.push(((after.postgres - before.postgres) * 1000) / events);
    intake.push((sent.requests * EVENTS_PER_BATCH) / sent.seconds);
    latencies.push(...sent.latenciesMs);
    const rows = await readRaw(ground.club, EVENTS_PER_BATCH);
    await emptyTables(ground.club);
    const own = process.cpuUsage();
    const start = await cpuOf(ground, server);
    raw.push(await insertRaw(ground.club, rows, SENDERS));
    const end = await cpuOf(ground, server);
    const { user, system } = process.cpuUsage(own);
    cpu.raw.push((user + system) / 1000 / events);
    cpu.rawPostgres.push(((end.postgres - start.postgres) * 1000) / events);
  }
  await server.stop();
  const shares = intake.map((rate, round) => rate / (raw[round] ?? Number.NaN));
  const found = await profiled(ground, async (own) => {
    checkAnswers(own, await send(order(ground, own, "profile", BATCHES)));
  });
  return {
    part: "batches",
    how: `${EVENTS_PER_BATCH} events a request, ${SENDERS} senders, against the raw insert of the same rows`,
    rows: [
      {
        what: "intake",
        value: median(intake),
        unit: "events/s",
        more: `p50 ${amount(percentile(latencies, 0.5))} ms a batch; CPU per event ${cpuWords(cpu.server, cpu.postgres)}; rounds ${rangeOf(intake)}`,
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
      ...[...found].map(([room, share]) => ({
        what: `server time: ${room}`,
        value: share * 100,
        unit: "%",
      })),
    ],
  };
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
