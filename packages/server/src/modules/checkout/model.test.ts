/** Holds against a model: whatever order of quote, hold, commit, void and passing time, each ends exactly once. */
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as contract from "@trofast/contract/checkout";
import { verify } from "../insights/verify.ts";
import { storeKinds } from "../../testing/kinds.ts";
import { aTill, line } from "../../testing/tills.ts";
import type { Ref, Till } from "../../testing/tills.ts";

const START = 1000;
/** A basket that earns nothing, so that the model need only count what pays. */
const programme = {
  club: { name: "Model", languages: ["en"] },
  markets: { se: { currency: "SEK", timezone: "Europe/Stockholm" } },
  units: { points: { worth: { se: "1 SEK" } } },
  rules: [{ id: "join", on: "join", give: { points: 1 } }],
};

interface ModelQuote {
  readonly amount: number;
  readonly receipt: string;
  state: "live" | "held" | "committed" | "voided";
  expiresAt: number;
}
interface Model {
  now: number;
  spent: number;
  readonly quotes: ModelQuote[];
}
interface Real {
  readonly till: Till;
  readonly member: Ref;
  readonly ids: string[];
}

const isOver = (quote: ModelQuote, now: number): boolean =>
  (quote.state === "live" || quote.state === "held") && now >= quote.expiresAt;
const held = ({ quotes, now }: Model): number =>
  quotes.reduce(
    (sum, quote) => sum + (quote.state === "held" && now < quote.expiresAt ? quote.amount : 0),
    0,
  );
const free = (model: Model): number => START - model.spent - held(model);

type Command = fc.AsyncCommand<Model, Real>;
async function checkBalance(model: Model, { till, member }: Real): Promise<void> {
  expect(await till.points(member)).toMatchObject({ available: free(model), held: held(model) });
}

class Quote implements Command {
  readonly amount: number;
  constructor(amount: number) {
    this.amount = amount;
  }
  check(model: Readonly<Model>): boolean {
    return model.quotes.length < 6;
  }
  async run(model: Model, real: Real): Promise<void> {
    const made = await real.till.room.call(contract.makeQuote, {
      body: real.till.basket({
        member: real.member,
        lines: [line("cup", 1, 200_000)],
        spend: [{ unit: "points", amount: this.amount }],
      }),
    });
    if (this.amount > free(model)) {
      expect(made.code).toBe("insufficient_balance");
      return;
    }
    real.ids.push(made.answer.quote);
    const receipt = `model-${made.answer.quote}`;
    model.quotes.push({
      amount: this.amount,
      receipt,
      state: "live",
      expiresAt: model.now + 900_000,
    });
    await checkBalance(model, real);
  }
  toString(): string {
    return `quote(${this.amount})`;
  }
}

/** What a command does to one of the quotes. */
abstract class OnQuote {
  readonly place: number;
  constructor(place: number) {
    this.place = place;
  }
  check(model: Readonly<Model>): boolean {
    return model.quotes.length > 0;
  }
  which(model: Model, real: Real): { quote: ModelQuote; params: { quote: string } } {
    const index = this.place % model.quotes.length;
    const [quote, id] = [model.quotes[index], real.ids[index]];
    if (!quote || id === undefined) throw new Error("no quote");
    return { quote, params: { quote: id } };
  }
}

class Hold extends OnQuote implements Command {
  async run(model: Model, real: Real): Promise<void> {
    const { quote, params } = this.which(model, real);
    const { code } = await real.till.room.call(contract.holdQuote, {
      params,
      body: { seconds: 600 },
    });
    if (isOver(quote, model.now)) expect(code).toBe("quote_expired");
    else if (quote.state === "committed" || quote.state === "voided")
      expect(code).toBe("quote_ended");
    else if (quote.state === "live" && quote.amount > free(model))
      expect(code).toBe("insufficient_balance");
    else {
      expect(code).toBeUndefined();
      if (quote.state === "live") quote.expiresAt = model.now + 600_000;
      quote.state = "held";
    }
    await checkBalance(model, real);
  }
  override toString(): string {
    return `hold(${this.place})`;
  }
}

class Commit extends OnQuote implements Command {
  async run(model: Model, real: Real): Promise<void> {
    const { quote, params } = this.which(model, real);
    const { receipt } = quote;
    const done = await real.till.room.call(contract.commitQuote, { params, body: { receipt } });
    if (quote.state === "committed") expect(done.answer.outcome).toBe("duplicate");
    else if (isOver(quote, model.now)) expect(done.code).toBe("quote_expired");
    else if (quote.state === "voided") expect(done.code).toBe("quote_ended");
    else if (quote.state === "live" && quote.amount > free(model))
      expect(done.code).toBe("insufficient_balance");
    else {
      expect(done.answer).toMatchObject({ outcome: "booked", given: { points: -quote.amount } });
      model.spent += quote.amount;
      quote.state = "committed";
    }
    await checkBalance(model, real);
  }
  override toString(): string {
    return `commit(${this.place})`;
  }
}

class Void extends OnQuote implements Command {
  async run(model: Model, real: Real): Promise<void> {
    const { quote, params } = this.which(model, real);
    const done = await real.till.room.call(contract.voidQuote, { params });
    if (quote.state === "committed") expect(done.code).toBe("quote_ended");
    else if (isOver(quote, model.now)) expect(done.answer.state).toBe("expired");
    else {
      expect(done.answer.state).toBe("voided");
      quote.state = "voided";
    }
    await checkBalance(model, real);
  }
  override toString(): string {
    return `void(${this.place})`;
  }
}

/** Time passes; whoever sweeps or not, holds end when their time is up: the next event of the member books it. */
class Wait implements Command {
  readonly seconds: number;
  constructor(seconds: number) {
    this.seconds = seconds;
  }
  check(): boolean {
    return true;
  }
  async run(model: Model, { till }: Real): Promise<void> {
    model.now = till.room.clock.advance(this.seconds * 1000);
  }
  toString(): string {
    return `wait(${this.seconds} s)`;
  }
}

const place = fc.nat(5);
const commands = fc.commands(
  [
    fc.integer({ min: 1, max: 600 }).map((amount) => new Quote(amount)),
    place.map((at) => new Hold(at)),
    place.map((at) => new Commit(at)),
    place.map((at) => new Void(at)),
    fc.constantFrom(30, 599, 600, 900).map((seconds) => new Wait(seconds)),
  ],
  { maxCommands: 25 },
);

const [first] = storeKinds();
const last = storeKinds().at(-1);

describe.each([first, last].flatMap((each) => each ?? []))("holds on $name", ({ kind }) => {
  let till: Till;
  beforeAll(async () => {
    till = await aTill(kind, programme);
  });
  afterAll(() => till.room.close());

  test(
    "end exactly once, in any order of hold, commit, void and time",
    { timeout: 120_000 },
    async () => {
      await fc.assert(
        fc.asyncProperty(commands, async (run) => {
          const member = await till.aMember(START);
          const model: Model = { now: till.room.clock.now(), spent: 0, quotes: [] };
          await fc.asyncModelRun(() => ({ model, real: { till, member, ids: [] } }), run);
        }),
        { numRuns: 15 },
      );
      expect(await verify(till.room.club, { redecide: true })).toMatchObject({ differences: [] });
    },
  );
});
