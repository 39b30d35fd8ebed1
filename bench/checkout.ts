/**
 * The checkout over HTTP against PostgreSQL: 200 requests a second, sent when they are due whether or not the last was
 * answered, of quotes, commits and returns by many members; the same load with a quarter of it for one member, whom many
 * tills serve at once; and a basket of 500 lines. A request's time counts from when it was due.
 */
import { fileURLToPath } from "node:url";
import * as activity from "../packages/server/src/modules/activity/service.ts";
import { create } from "../packages/server/src/modules/members/service.ts";
import { publish } from "../packages/server/src/modules/programmes/service.ts";
import { transaction } from "../packages/server/src/platform/db.ts";
import { BIG_LINES, lineOf, PER_SECOND, refOf } from "./baskets.ts";
import { MEMBERS } from "./club.ts";
import { CATEGORIES, generator, pick, programme } from "./programme.ts";
import { amount, median, percentile, rangeOf, type Part, type Row } from "./report.ts";
import { carriedOut, startServer, type Ground } from "./servers.ts";
import type { Kind, Measured, TillOrder, TillTimes } from "./tills.ts";

const MEMBERS_WANTED = 100_000;
/** Loading ends here, however many there are by then; the report says how many. */
const LOAD_MS_MAX = 60_000;
const MEMBERS_PER_WRITE = 5_000;
const PURCHASES_PER_BATCH = 1_000;
const tillsMain = fileURLToPath(new URL("./tills.ts", import.meta.url));

/** Twenty offers in two lanes, so that prices are worked out and not only copied. */
const pricing = {
  lanes: ["member price", "campaign"],
  offers: Array.from({ length: 20 }, (_, number) => ({
    id: `offer-${number}`,
    lane: number % 2 === 0 ? "member price" : "campaign",
    items: `item.category == "${pick(CATEGORIES, (number % CATEGORIES.length) / CATEGORIES.length)}"`,
    percent: `${5 + (number % 4) * 5}%`,
  })),
};

export async function checkout(ground: Ground): Promise<Part> {
  const members = await load(ground);
  const server = await startServer(ground);
  const { calm, hot, big } = await carriedOut<TillTimes>(tillsMain, {
    port: server.port,
    key: ground.key,
    members,
  } satisfies TillOrder);
  await server.stop();
  return {
    part: "checkout",
    how: `${PER_SECOND} requests a second over HTTP, ${amount(members)} members with points, PostgreSQL with fsync`,
    rows: [...rowsOf(calm), ...hotRows(calm, hot), bigRow(big)],
  };
}

/** A programme with prices, and as many members with a purchase each as load in time. */
async function load(ground: Ground): Promise<number> {
  const members = await loadMembers(ground);
  await ground.club.store.executeAsOwner("vacuum analyze");
  // What was loaded is otherwise still being written to the disk while the first requests are measured.
  await ground.club.store.executeAsOwner("checkpoint");
  return members;
}

async function loadMembers({ club }: Ground): Promise<number> {
  const now = club.clock.now();
  await transaction(club.db, (tx) =>
    publish(club, tx, { document: { ...programme, pricing }, publishedBy: "bench", now }),
  );
  const started = performance.now();
  const random = generator(7);
  let known = MEMBERS;
  for (let first = 0; first < MEMBERS_WANTED; first += PURCHASES_PER_BATCH) {
    if (performance.now() - started > LOAD_MS_MAX) return first;
    if (first >= known) {
      const refs = Array.from({ length: MEMBERS_PER_WRITE }, (_, index) => refOf(known + index));
      await transaction(club.db, (tx) => create(tx, refs, { now }));
      known += MEMBERS_PER_WRITE;
    }
    await activity.submitMany(
      club,
      Array.from({ length: PURCHASES_PER_BATCH }, (_, index) => ({
        source: "load",
        id: `load-${first + index}`,
        member: refOf(first + index),
        occurredAt: now,
        unknownMember: "refuse" as const,
        history: false,
        payload: {
          kind: "purchase" as const,
          currency: "SEK",
          lines: [lineOf(random, 100_000)].map(({ unitPriceMinor, ...line }) => ({
            ...line,
            paidMinor: unitPriceMinor,
          })),
        },
      })),
    );
  }
  return MEMBERS_WANTED;
}

const WANTED_MS: Readonly<Record<Kind, number>> = { quote: 25, commit: 50, return: 50 };

/**
 * A round's p95 each, and of those the median: a neighbour who takes the processors for a second spoils a round, and not
 * the figure. What all rounds together come to stands beside it.
 */
function p95Of(rounds: readonly Measured[], of: (round: Measured) => readonly number[]): number {
  return median(rounds.map((round) => percentile(of(round), 0.95)));
}

function rowsOf(rounds: readonly Measured[]): Row[] {
  const kinds = ["quote", "commit", "return"] as const;
  const refused = rounds.flatMap((round) => round.refused);
  return kinds.map((kind) => {
    const all = rounds.flatMap((round) => round[kind]);
    return {
      what: `${kind}, p95`,
      value: p95Of(rounds, (round) => round[kind]),
      unit: "ms",
      least: WANTED_MS[kind],
      atMost: true,
      more: `all ${rounds.length} rounds together: p50 ${amount(percentile(all, 0.5))}, p95 ${amount(percentile(all, 0.95))} ms; ${all.length} answered, ${refused.length} refused in all`,
    };
  });
}

const others = ({ quote, commit, return: returned }: Measured) => [
  ...quote,
  ...commit,
  ...returned,
];

/** The same load with and without a quarter of it falling on one member: each round beside the one before it. */
function hotRows(calm: readonly Measured[], hot: readonly Measured[]): Row[] {
  const slower = (share: number): number[] =>
    hot.map((round, index) => {
      const without = percentile(others(calm[index] ?? round), share);
      return (percentile(others(round), share) / without - 1) * 100;
    });
  const own = hot.flatMap((round) => round.hot);
  return [
    {
      what: "others beside one hot member, p95",
      value: median(slower(0.95)),
      unit: "% slower",
      least: 10,
      atMost: true,
      more: `${amount(p95Of(calm, others))} ms without, ${amount(p95Of(hot, others))} ms with; p50 ${amount(median(slower(0.5)))} % slower; rounds ${rangeOf(slower(0.95))}`,
    },
    {
      what: "the hot member's own, p95",
      value: p95Of(hot, (round) => round.hot),
      unit: "ms",
      more: `all together: p50 ${amount(percentile(own, 0.5))}, p95 ${amount(percentile(own, 0.95))} ms; ${own.length} quotes, commits and returns`,
    },
  ];
}

function bigRow(times: readonly number[]): Row {
  return {
    what: `quote of ${BIG_LINES} lines, p95`,
    value: percentile(times, 0.95),
    unit: "ms",
    least: 50,
    atMost: true,
    more: `p50 ${amount(percentile(times, 0.5))} ms`,
  };
}
