/**
 * The tills, in a process of their own, where no garbage of another work holds them up: told over the process channel
 * where the club is, they tell back how long everything took.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { BIG_LINES, lineOf, PER_SECOND, refOf } from "./baskets.ts";
import { generator } from "./programme.ts";
import { Wire } from "./wire.ts";

/** Until the code is compiled for what comes again and the statements are planned: a server runs for days. */
const HEAT_MS = 60_000;
const MEASURE_MS = 2_500;
/** With and without a hot member in turn, so that what else the machine does falls on both. */
const ROUNDS = 18;
const LINES = 5;
const BIG_QUOTES = 40;
/** Of all requests, in the runs with one hot member: fifty a second. */
const HOT_SHARE = 0.25;
const QUOTE_SHARE = 0.6;
const COMMIT_SHARE = 0.3;

export interface TillOrder {
  readonly port: number;
  readonly key: string;
  readonly members: number;
}

export interface TillTimes {
  /** A round each. */
  readonly calm: readonly Measured[];
  readonly hot: readonly Measured[];
  /** Of baskets of `BIG_LINES` lines. */
  readonly big: readonly number[];
}

export type Kind = "quote" | "commit" | "return";
export type Measured = Readonly<Record<Kind, number[]>> & {
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

  constructor({ port, key, members }: TillOrder) {
    this.#wire = new Wire(port, key);
    this.#members = members;
  }

  async run(forMs: number, hotShare: number): Promise<Measured> {
    const measured = noneYet();
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
    return measured;
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

async function measure(order: TillOrder): Promise<TillTimes> {
  const tills = new Tills(order);
  await tills.run(HEAT_MS, 0);
  const calm: Measured[] = [];
  const hot: Measured[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    calm.push(await tills.run(MEASURE_MS, 0));
    hot.push(await tills.run(MEASURE_MS, HOT_SHARE));
  }
  const big = await tills.bigQuotes();
  tills.close();
  return { calm, hot, big };
}

process.on("message", (order: TillOrder) => {
  measure(order).then(
    (times) => process.send?.(times, () => process.disconnect()),
    (error: unknown) => {
      process.stderr.write(`${String(error)}\n`);
      process.exit(1);
    },
  );
});
