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
import { amount, percentile, type Part, type Row } from "./report.ts";
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
      await transaction(club.db, (tx) => create(tx, refs, now));
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

function rowsOf(measured: Measured): Row[] {
  const kinds = ["quote", "commit", "return"] as const;
  return kinds.map((kind) => ({
    what: `${kind}, p95`,
    value: percentile(measured[kind], 0.95),
    unit: "ms",
    least: WANTED_MS[kind],
    atMost: true,
    more: `p50 ${amount(percentile(measured[kind], 0.5))} ms, ${measured[kind].length} answered, ${measured.refused.length} refused in all`,
  }));
}

/** The same load with and without a quarter of it falling on one member. */
function hotRows(calm: Measured, hot: Measured): Row[] {
  const others = (measured: Measured) => [
    ...measured.quote,
    ...measured.commit,
    ...measured.return,
  ];
  const slower = (share: number): number =>
    (percentile(others(hot), share) / percentile(others(calm), share) - 1) * 100;
  return [
    {
      what: "others beside one hot member, p95",
      value: slower(0.95),
      unit: "% slower",
      least: 10,
      atMost: true,
      more: `${amount(percentile(others(calm), 0.95))} ms without, ${amount(percentile(others(hot), 0.95))} ms with; p50 ${amount(slower(0.5))} % slower`,
    },
    {
      what: "the hot member's own, p95",
      value: percentile(hot.hot, 0.95),
      unit: "ms",
      more: `p50 ${amount(percentile(hot.hot, 0.5))} ms, ${hot.hot.length} quotes, commits and returns`,
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
