/**
 * Single events over HTTP, sent by 64 and by 256 at once: the product, which joins what arrives together, against
 * plain servers that book each event in a transaction of its own. One database, one run, turn by turn.
 */
import { fileURLToPath } from "node:url";
import { profiled } from "./profile.ts";
import { amount, median, percentile, rangeOf, type Part, type Row } from "./report.ts";
import type { SendOrder } from "./sender.ts";
import {
  checkAnswers,
  cpuOf,
  seedOf,
  send,
  startProgram,
  startServer,
  type Ground,
  type RunningServer,
} from "./servers.ts";

const SENDERS = [64, 256] as const;
const ROUNDS = 3;
/** Once per server, so that its code is compiled; then a little before every turn. */
const HEAT_MS = 4_000;
const WARM_UP_MS = 500;
const MEASURE_MS = 4_000;
/** Per turn: more than any server here answers in it. */
const REQUESTS_MAX = 20_000;
const LEAST_TIMES = 2.5;
const GOAL_TIMES = 4;

const reference = fileURLToPath(new URL("./reference.ts", import.meta.url));

interface Turn {
  readonly perSecond: number;
  readonly latenciesMs: readonly number[];
  readonly cpuMs: Cpu;
}
/** Processor time per event. */
interface Cpu {
  readonly server: number;
  readonly postgres: number;
  readonly sender: number;
}

export async function intake(ground: Ground): Promise<Part> {
  const product = await startServer(ground);
  const plain = await startProgram(ground, "plain", [reference, "plain"]);
  const alone = await startProgram(ground, "batches of one", [reference, "batch"]);
  const servers = [product, plain, alone];
  for (const server of servers)
    await turn(ground, server, { senders: 64, name: "heat", warmUpMs: HEAT_MS });
  const rows: Row[] = [];
  for (const senders of SENDERS) {
    const turns = new Map<RunningServer, Turn[]>(servers.map((server) => [server, []]));
    for (let round = 0; round < ROUNDS; round += 1)
      for (const server of servers)
        turns.get(server)?.push(await turn(ground, server, { senders, name: String(round) }));
    rows.push(
      ...rowsOf(senders, turns.get(product) ?? [], turns.get(plain) ?? [], turns.get(alone) ?? []),
    );
  }
  await Promise.all(servers.map((server) => server.stop()));
  rows.push(...(await shares(ground)));
  return {
    part: "intake",
    how: "single events over HTTP, against one transaction per event",
    rows,
  };
}

interface Load {
  readonly senders: number;
  readonly name: string;
  readonly warmUpMs?: number;
}

async function turn(ground: Ground, server: RunningServer, load: Load): Promise<Turn> {
  const before = await cpuOf(ground, server);
  const sent = await send(order(ground, server, load));
  const after = await cpuOf(ground, server);
  checkAnswers(server, sent);
  const perEvent = (seconds: number): number => (seconds * 1000) / sent.answered;
  return {
    perSecond: sent.requests / sent.seconds,
    latenciesMs: sent.latenciesMs,
    cpuMs: {
      server: perEvent(after.server - before.server),
      postgres: perEvent(after.postgres - before.postgres),
      sender: perEvent(sent.cpuSeconds),
    },
  };
}

function order(
  ground: Ground,
  server: RunningServer,
  { senders, name, warmUpMs }: Load,
): SendOrder {
  const whole = `${server.name}-${senders}-${name}`;
  return {
    port: server.port,
    key: ground.key,
    senders,
    eventsPerRequest: 1,
    warmUpMs: warmUpMs ?? WARM_UP_MS,
    measureMs: MEASURE_MS,
    requestsMax: REQUESTS_MAX,
    name: whole,
    seed: seedOf(whole),
  };
}

function rowsOf(senders: number, product: Turn[], plain: Turn[], alone: Turn[]): Row[] {
  const rate = (turns: readonly Turn[]): number[] => turns.map((each) => each.perSecond);
  const times = (others: readonly Turn[]): number[] =>
    product.map((each, round) => each.perSecond / (others[round]?.perSecond ?? Number.NaN));
  const line = (what: string, turns: readonly Turn[]): Row => ({
    what: `${senders} senders, ${what}`,
    value: median(rate(turns)),
    unit: "events/s",
    more: `${latencyWords(turns)}; CPU per event ${cpuWords(turns)}; rounds ${rangeOf(rate(turns))}`,
  });
  return [
    line("product", product),
    line("plain reference", plain),
    line("batches of one", alone),
    {
      what: `${senders} senders, product / plain`,
      value: median(times(plain)),
      unit: "times",
      least: LEAST_TIMES,
      goal: GOAL_TIMES,
      more: `rounds ${rangeOf(times(plain))}`,
    },
    {
      what: `${senders} senders, product / batches of one`,
      value: median(times(alone)),
      unit: "times",
      more: `rounds ${rangeOf(times(alone))}`,
    },
  ];
}

function latencyWords(turns: readonly Turn[]): string {
  const all = turns.flatMap((each) => each.latenciesMs);
  return `p50 ${amount(percentile(all, 0.5))} ms, p99 ${amount(percentile(all, 0.99))} ms`;
}

function cpuWords(turns: readonly Turn[]): string {
  const of = (who: keyof Cpu): string => amount(median(turns.map((each) => each.cpuMs[who])));
  return `${of("server")} ms server + ${of("postgres")} PostgreSQL + ${of("sender")} sender`;
}

async function shares(ground: Ground): Promise<Row[]> {
  const found = await profiled(ground, async (server) => {
    checkAnswers(
      server,
      await send(
        order(ground, server, { senders: SENDERS[1], name: "profile", warmUpMs: HEAT_MS }),
      ),
    );
  });
  return [...found].map(([room, share]) => ({
    what: `server time, ${SENDERS[1]} senders: ${room}`,
    value: share * 100,
    unit: "%",
  }));
}
