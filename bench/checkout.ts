/**
 * The checkout over HTTP against PostgreSQL: 200 requests a second, sent when they are due whether or not the last was
 * answered, of quotes, commits and returns by many members; the same load with a quarter of it for one member, whom many
 * tills serve at once; and a basket of 500 lines. A request's time counts from when it was due.
 */
import { setTimeout as sleep } from "node:timers/promises";
import * as activity from "../packages/server/src/modules/activity/service.ts";
import { create } from "../packages/server/src/modules/members/service.ts";
import { publish } from "../packages/server/src/modules/programmes/service.ts";
import { transaction } from "../packages/server/src/platform/db.ts";
import { MEMBERS } from "./club.ts";
import { CATEGORIES, generator, pick, programme } from "./programme.ts";
import { amount, percentile, type Part, type Row } from "./report.ts";
import { startServer, type Ground, type RunningServer } from "./servers.ts";
import { Wire } from "./wire.ts";

const MEMBERS_WANTED = 100_000;
/** Loading ends here, however many there are by then; the report says how many. */
const LOAD_MS_MAX = 60_000;
const MEMBERS_PER_WRITE = 5_000;
const PURCHASES_PER_BATCH = 1_000;
const PER_SECOND = 200;
/** Until the code is compiled for what comes again and the statements are planned: a server runs for days. */
const HEAT_MS = 60_000;
const MEASURE_MS = 5_000;
/** With and without a hot member in turn, so that what else the machine does falls on both. */
const ROUNDS = 6;
const LINES = 5;
const BIG_LINES = 500;
const BIG_QUOTES = 40;
/** Of all requests, in the runs with one hot member: fifty a second. */
const HOT_SHARE = 0.25;
const QUOTE_SHARE = 0.6;
const COMMIT_SHARE = 0.3;

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
  const tills = new Tills(ground, server, members);
  await tills.run(HEAT_MS, 0, noneYet());
  const calm = noneYet();
  const hot = noneYet();
  for (let round = 0; round < ROUNDS; round += 1) {
    await tills.run(MEASURE_MS, 0, calm);
    await tills.run(MEASURE_MS, HOT_SHARE, hot);
  }
  const big = await tills.bigQuotes();
  tills.close();
  await server.stop();
  return {
    part: "checkout",
    how: `${PER_SECOND} requests a second over HTTP, ${amount(members)} members with points, PostgreSQL with fsync`,
    rows: [...rowsOf(calm), ...hotRows(calm, hot), bigRow(big)],
  };
}

/** A programme with prices, and as many members with a purchase each as load in time. */
async function load({ club }: Ground): Promise<number> {
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
  await club.store.executeAsOwner("vacuum analyze");
  return MEMBERS_WANTED;
}

const refOf = (number: number) => ({ source: "card", id: `${7_300_000_000 + number}` });

function lineOf(random: () => number, atLeastMinor = 990) {
  return {
    article: `a${Math.floor(random() * 2_000)}`,
    quantity: 1,
    unitPriceMinor: atLeastMinor + Math.floor(random() * 12_000),
  };
}

type Kind = "quote" | "commit" | "return";
type Measured = Readonly<Record<Kind, number[]>> & {
  readonly hot: number[];
  readonly refused: number[];
};
const noneYet = (): Measured => ({ quote: [], commit: [], return: [], hot: [], refused: [] });

/** What was quoted and may be committed, and what was committed and may come back. */
type Desk = { readonly quotes: string[]; readonly orders: string[] };
const emptyDesk = (): Desk => ({ quotes: [], orders: [] });

/** The tills: opened once, run several times. */
class Tills {
  readonly #wire: Wire;
  readonly #members: number;
  readonly #random = generator(11);
  readonly #everyone = emptyDesk();
  readonly #hot = emptyDesk();
  #sent = 0;

  constructor(ground: Ground, server: RunningServer, members: number) {
    this.#wire = new Wire(server.port, ground.key);
    this.#members = members;
  }

  async run(forMs: number, hotShare: number, measured: Measured): Promise<void> {
    const started = performance.now();
    const open = new Set<Promise<void>>();
    const count = Math.floor((forMs / 1000) * PER_SECOND);
    for (let index = 0; index < count; index += 1) {
      const dueAt = started + (index * 1000) / PER_SECOND;
      const wait = dueAt - performance.now();
      if (wait > 1) await sleep(wait);
      const sending = this.#one(dueAt, this.#random() < hotShare, measured);
      open.add(sending);
      void sending.finally(() => open.delete(sending));
    }
    await Promise.all(open);
  }

  async #one(dueAt: number, isHot: boolean, measured: Measured): Promise<void> {
    const number = this.#random();
    const { quotes, orders } = isHot ? this.#hot : this.#everyone;
    const order = number > QUOTE_SHARE + COMMIT_SHARE ? orders.shift() : undefined;
    const quote = number > QUOTE_SHARE && order === undefined ? quotes.shift() : undefined;
    const sent = { dueAt, measured, isHot };
    if (order !== undefined) {
      const body = { source: "pos", id: `back-${(this.#sent += 1)}`, of: { quote: order } };
      await this.#timed("return", sent, "/v1/checkout/return", body);
    } else if (quote !== undefined) {
      const path = `/v1/checkout/${quote}/commit`;
      // Whom many tills serve at once does not have, at the commit, what the quote saw.
      const body = {
        receipt: `receipt-${(this.#sent += 1)}`,
        ...(isHot && { whenChanged: "accept" }),
      };
      const done = await this.#timed("commit", sent, path, body);
      if (done !== null) orders.push(done);
    } else {
      const member = isHot ? 0 : 1 + Math.floor(this.#random() * (this.#members - 1));
      const body = this.#basket(refOf(member), LINES, !isHot);
      const made = await this.#timed("quote", sent, "/v1/checkout/quote", body);
      if (made !== null) quotes.push(made);
    }
  }

  async bigQuotes(): Promise<number[]> {
    const times: number[] = [];
    for (let index = 0; index < BIG_QUOTES; index += 1) {
      const body = this.#basket(refOf(index), BIG_LINES, true);
      const started = performance.now();
      await this.#post("/v1/checkout/quote", body);
      times.push(performance.now() - started);
    }
    return times.slice(BIG_QUOTES / 4);
  }

  #basket(member: object, lines: number, spends: boolean) {
    return {
      source: "pos",
      member,
      currency: "SEK",
      channel: "till",
      lines: Array.from({ length: lines }, () => lineOf(this.#random)),
      ...(spends && this.#random() < 0.3 && { spend: [{ unit: "points", amount: 10 }] }),
    };
  }

  async #timed(
    kind: Kind,
    { dueAt, measured, isHot }: { dueAt: number; measured: Measured; isHot: boolean },
    path: string,
    body: unknown,
  ): Promise<string | null> {
    const { status, quote } = await this.#post(path, body);
    const took = performance.now() - dueAt;
    if (status !== 200) measured.refused.push(status);
    else measured[isHot ? "hot" : kind].push(took);
    return status === 200 ? quote : null;
  }

  async #post(path: string, body: unknown): Promise<{ status: number; quote: string | null }> {
    const answer = await this.#wire.post(path, JSON.stringify(body));
    return {
      status: Number(answer.slice(9, 12)),
      quote: /"quote":"([^"]+)"/.exec(answer)?.[1] ?? null,
    };
  }

  close(): void {
    this.#wire.close();
  }
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
