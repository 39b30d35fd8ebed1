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

export async function batches(ground: Ground): Promise<Part> {
  const server = await startServer(ground);
  checkAnswers(server, await send(order(ground, server, "heat", HEAT_BATCHES)));
  const intake: number[] = [];
  const raw: number[] = [];
  const latencies: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    await emptyTables(ground.club);
    const sent = await send(order(ground, server, `round-${round}`, BATCHES));
    checkAnswers(server, sent);
    intake.push((sent.requests * EVENTS_PER_BATCH) / sent.seconds);
    latencies.push(...sent.latenciesMs);
    const rows = await readRaw(ground.club, EVENTS_PER_BATCH);
    await emptyTables(ground.club);
    raw.push(await insertRaw(ground.club, rows, SENDERS));
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
        more: `p50 ${amount(percentile(latencies, 0.5))} ms a batch; rounds ${rangeOf(intake)}`,
      },
      { what: "raw insert", value: median(raw), unit: "events/s", more: `rounds ${rangeOf(raw)}` },
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
