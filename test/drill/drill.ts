/** A drill: a story sent while things go wrong, and the books proven afterwards. */
import type { Club } from "../../packages/server/src/club.ts";
import { sweep } from "../../packages/server/src/modules/activity/service.ts";
import { faultsInBooks } from "./books.ts";
import { chanceOf } from "./chance.ts";
import { type Parcel, tellStory } from "./events.ts";
import type { Fault } from "./faults.ts";
import { History } from "./history.ts";
import { type SendOptions, sendAll } from "./senders.ts";
import type { Stage } from "./stage.ts";

export interface DrillOptions<S extends Stage> {
  readonly seed: string;
  readonly stage: S;
  /** One a round, in this order. */
  readonly faults: readonly Fault<S>[];
  readonly eventsPerRound: number;
  readonly members?: number;
  readonly senders?: number;
  /** Epoch milliseconds: where the story lies in time. */
  readonly startsAt: number;
  readonly onRound?: (round: RoundReport) => void;
}

export interface RoundReport {
  readonly fault: string;
  readonly events: number;
  readonly seconds: number;
  /** Acknowledged a second before the fault, and after it. */
  readonly rateBefore: number;
  readonly rateAfter: number;
  /** From the end of the fault to the first event acknowledged after it. */
  readonly recoveryMs: number;
  /** Answers by status, attempts without an answer, outcomes: in this round. */
  readonly counts: ReadonlyMap<string, number>;
}

export interface DrillReport {
  readonly rounds: readonly RoundReport[];
  readonly acts: number;
  readonly booked: number;
  /** Everything that was wrong; nothing where the drill is passed. */
  readonly faults: readonly string[];
}

/** Limits for what hangs, on a machine that may be many times slower than ours. */
const ROUND_MS_MAX = 300_000;
const RECOVERY_MS_MAX = 120_000;
const FAR_AHEAD_MS = 45 * 86_400_000;
const RESENT_TOGETHER = 400;

/** Plays a whole drill: every fault in its round, then everything sent again, then the books. Closes the stage. */
export async function runDrill<S extends Stage>(options: DrillOptions<S>): Promise<DrillReport> {
  try {
    return await play(options);
  } finally {
    await options.stage.close();
  }
}

async function play<S extends Stage>(options: DrillOptions<S>): Promise<DrillReport> {
  const { seed, stage, faults, eventsPerRound, startsAt, members = 24 } = options;
  const history = new History();
  const story = tellStory({ seed, rounds: faults.length, eventsPerRound, members, startsAt });
  const rounds: RoundReport[] = [];
  for (const [index, fault] of faults.entries()) {
    const round = await playRound({ ...options, history, fault, parcels: story[index] ?? [] });
    rounds.push(round);
    options.onRound?.(round);
  }
  await resendAll(history, story.flat(), options);
  const logs = stage.servers.map((server) => server.log());
  for (const server of stage.servers) await server.stop();
  for (const server of stage.servers) for (const fault of server.faults) history.fault(fault);
  const booked = await proveBooks(stage, history);
  return { rounds, acts: history.told.size, booked, faults: withLogs(history.faults, logs) };
}

/** What the servers said of errors helps to understand what was found, and is nothing by itself. */
function withLogs(faults: readonly string[], logs: readonly string[]): string[] {
  if (faults.length === 0) return [];
  return [...faults, ...logs.map((log) => `a server said: ${log}`)];
}

interface Round<S extends Stage> extends DrillOptions<S> {
  readonly history: History;
  readonly fault: Fault<S>;
  readonly parcels: readonly Parcel[];
}

async function playRound<S extends Stage>(round: Round<S>): Promise<RoundReport> {
  const { history, fault, stage, parcels } = round;
  const chance = chanceOf(`${round.seed}/${fault.name}/${history.told.size}`);
  const startedAt = performance.now();
  const countsBefore = new Map(history.counts);
  const before = history.acknowledgedAt.length;
  // The fault comes at a moment the seed chose, with events under way, more coming and some kept for later.
  const strikesAfter = Math.floor(round.eventsPerRound * (0.05 + 0.2 * chance()));
  const first = Math.ceil(parcels.length * 0.4);
  const second = Math.ceil(parcels.length * 0.7);
  const begun = history.reached(before + strikesAfter);
  const happening = (async () => {
    await begun;
    const from = performance.now();
    await fault.happen(stage);
    return { from, to: performance.now() };
  })();
  const gated = async function* (): AsyncGenerator<Parcel> {
    yield* parcels.slice(0, first);
    await begun;
    yield* parcels.slice(first, second);
    await happening;
    yield* parcels.slice(second);
  };
  const sending = sendAll(history, gated(), sendOptions(round, startedAt + ROUND_MS_MAX));
  const [lasted] = await Promise.all([happening, sending]);
  return reportOf(round, { startedAt, before, countsBefore, lasted });
}

function sendOptions<S extends Stage>(options: DrillOptions<S>, giveUpAt: number): SendOptions {
  const { stage, senders = 16 } = options;
  return {
    ports: stage.wires.map((wire) => wire.port),
    key: stage.key,
    senders,
    chance: chanceOf(`${options.seed}/senders`),
    giveUpAt,
  };
}

function reportOf<S extends Stage>(
  { history, fault }: Round<S>,
  seen: {
    readonly startedAt: number;
    readonly before: number;
    readonly countsBefore: ReadonlyMap<string, number>;
    readonly lasted: { readonly from: number; readonly to: number };
  },
): RoundReport {
  const { startedAt, lasted } = seen;
  const endedAt = performance.now();
  const acknowledged = history.acknowledgedAt.slice(seen.before);
  const firstAfter = acknowledged.find((at) => at > lasted.to);
  const recoveryMs = (firstAfter ?? endedAt) - lasted.to;
  if (recoveryMs > RECOVERY_MS_MAX)
    history.fault(`${fault.name}: ${Math.round(recoveryMs / 1000)} s until the next answer`);
  const rate = (from: number, to: number): number =>
    Math.round((1000 * acknowledged.filter((at) => at > from && at <= to).length) / (to - from));
  return {
    fault: fault.name,
    events: acknowledged.length,
    seconds: (endedAt - startedAt) / 1000,
    rateBefore: rate(startedAt, lasted.from),
    rateAfter: rate(firstAfter ?? lasted.to, endedAt),
    recoveryMs,
    counts: new Map(
      [...history.counts].map(([what, count]) => [
        what,
        count - (seen.countsBefore.get(what) ?? 0),
      ]),
    ),
  };
}

/**
 * Every event that was answered as booked or parked is sent once more: it must get its first answer again.
 * What was refused has no place in the books, and would be decided anew.
 */
async function resendAll<S extends Stage>(
  history: History,
  parcels: readonly Parcel[],
  options: DrillOptions<S>,
): Promise<void> {
  const kept = new Set(["booked", "duplicate", "parked"]);
  const known = [...history.told.values()].filter(({ answers }) =>
    answers.some(({ answer }) => kept.has(answer.outcome)),
  );
  const events = known.map(({ event }) => event);
  const again: Parcel[] = [];
  for (let from = 0; from < events.length; from += RESENT_TOGETHER)
    again.push({ events: events.slice(from, from + RESENT_TOGETHER), isBatch: true });
  if (again.length === 0 && parcels.length > 0) history.fault("nothing was ever booked");
  const answersBefore = new Map(known.map((told) => [told, told.answers.length]));
  await sendAll(history, again, sendOptions(options, performance.now() + ROUND_MS_MAX));
  for (const [told, before] of answersBefore) {
    const outcomes = told.answers.slice(before).map(({ answer }) => answer.outcome);
    if (outcomes.length !== 1 || outcomes[0] !== "duplicate")
      history.fault(`${told.event.body.id} sent again was answered ${outcomes.join(", ")}`);
  }
}

/** Proves the books as they are, and once more after two sweeps at once far in the future. */
async function proveBooks(stage: Stage, history: History): Promise<number> {
  const club = await stage.openClub();
  try {
    const found = await faultsInBooks(club, history);
    for (const fault of found.slice(history.faults.length)) history.fault(fault);
    if (club.store.kind === "postgres") await sweepTwiceAhead(stage, club);
    for (const fault of await faultsInBooks(club, history))
      if (!history.faults.includes(fault)) history.fault(`after the sweeps: ${fault}`);
    return [...history.told.values()].filter(({ answers }) =>
      answers.some(({ answer }) => answer.event !== undefined),
    ).length;
  } finally {
    await club.close();
  }
}

async function sweepTwiceAhead(stage: Stage, club: Club): Promise<void> {
  const other = await stage.openClub();
  try {
    const ahead = { now: () => club.clock.now() + FAR_AHEAD_MS };
    await Promise.all([club, other].map((each) => sweep({ ...each, clock: ahead })));
  } finally {
    await other.close();
  }
}
