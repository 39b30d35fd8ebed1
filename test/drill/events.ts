/** What the members of a drill do: a story that follows from its seed alone, cut into parcels to send. */
import type { eventInput } from "@trofast/contract/events";
import { formatInstant } from "@trofast/engine/time";
import type { z } from "zod";
import { type Chance, chanceOf, pick, pickWeighted, shuffleNearby, whole } from "./chance.ts";

export type EventBody = z.input<typeof eventInput>;

export interface DrillEvent {
  readonly body: EventBody;
  /** Events of one act: the same purchase, told by two systems under one receipt, books once. */
  readonly act: string;
}

/** What one call carries. */
export interface Parcel {
  readonly events: readonly DrillEvent[];
  /** Through the call for one event, or through the one for many. */
  readonly isBatch: boolean;
}

export interface StoryOptions {
  readonly seed: string;
  readonly rounds: number;
  readonly eventsPerRound: number;
  readonly members: number;
  /** Epoch milliseconds; the story's days lie around it. */
  readonly startsAt: number;
}

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const SENT_TWICE = 0.1;
const SHUFFLE_REACH = 12;
const articles = ["beans", "filter", "tea", "cup", "bun"];

/** The parcels of each round, in the order of sending. The same options give the same parcels. */
export function tellStory(options: StoryOptions): Parcel[][] {
  const chance = chanceOf(`${options.seed}/story`);
  const teller = new Teller(chance, options);
  return Array.from({ length: options.rounds }, (_, round) => {
    const events: DrillEvent[] = [];
    while (events.length < options.eventsPerRound) events.push(...teller.next(round));
    return parcelsOf(chance, events);
  });
}

/** Most go alone, some together; one in ten goes twice, and near things change places. */
function parcelsOf(chance: Chance, events: readonly DrillEvent[]): Parcel[] {
  const parcels: Parcel[] = [];
  const repeated = events.flatMap((event) => (chance() < SENT_TWICE ? [event, event] : [event]));
  const queue = shuffleNearby(chance, repeated, SHUFFLE_REACH);
  for (let from = 0; from < queue.length;) {
    const isBatch = chance() < 0.1;
    const size = isBatch ? whole(chance, 2, 25) : 1;
    parcels.push({ events: queue.slice(from, from + size), isBatch });
    from += size;
  }
  return parcels;
}

interface Bought {
  readonly id: string;
  /** Where the purchase has a receipt, it is known by that number too. */
  readonly receipt: { readonly store: string; readonly number: string } | null;
  readonly lineCount: number;
}

interface Frame {
  readonly source: string;
  readonly id: string;
  readonly member: { readonly source: string; readonly id: string };
  readonly occurredAt: string;
  readonly channel: string;
  readonly unknownMember: "create";
}

const SOURCE = "pos";
const STORE = "torget";

/** Opened for one story; remembers what was bought and held, so that it can come back. */
class Teller {
  readonly #chance: Chance;
  readonly #options: StoryOptions;
  readonly #bought = new Map<string, Bought[]>();
  readonly #holds = new Map<string, string[]>();
  #count = 0;

  constructor(chance: Chance, options: StoryOptions) {
    this.#chance = chance;
    this.#options = options;
  }

  /** The next act: one event, or two systems that tell of the same purchase. */
  next(round: number): DrillEvent[] {
    const chance = this.#chance;
    this.#count += 1;
    const act = `r${round}-${this.#count}`;
    // A few members do most of it, so that they are busy when their next event comes.
    const member = `m${Math.floor(this.#options.members * chance() ** 2)}`;
    const frame = this.#frame(act, member);
    const tell = pickWeighted<() => EventBody[]>(chance, [
      [46, () => this.#purchase(frame)],
      [10, () => [this.#returnOf(frame)]],
      [6, () => [this.#returnOfArticle(frame)]],
      [16, () => [{ ...frame, kind: "activity", activity: "own_cup" }]],
      [4, () => [this.#review(frame)]],
      [7, () => [this.#spend(frame)]],
      [4, () => [this.#hold(frame)]],
      [4, () => [this.#endHold(frame)]],
      [3, () => [this.#adjust(frame)]],
      [2, () => [{ ...frame, kind: "join" }]],
      [1, () => [{ ...frame, kind: "consent", purpose: "news", given: chance() < 0.5 }]],
    ]);
    return tell().map((body) => ({ body, act }));
  }

  #frame(id: string, member: string): Frame {
    const chance = this.#chance;
    const { startsAt } = this.#options;
    const now = startsAt - whole(chance, 0, 60) * MINUTE_MS;
    // Late, too late to be booked without a person, in the future: each is answered in its own way.
    const occurredAt = pickWeighted(chance, [
      [92, now],
      [6, now - whole(chance, 1, 80) * DAY_MS],
      [1, now - whole(chance, 100, 200) * DAY_MS],
      [1, startsAt + 2 * DAY_MS],
    ]);
    return {
      source: SOURCE,
      id,
      member: { source: "card", id: member },
      occurredAt: formatInstant(occurredAt),
      channel: "till",
      unknownMember: "create",
    };
  }

  #purchase(frame: Frame): EventBody[] {
    const chance = this.#chance;
    const lines = Array.from({ length: whole(chance, 1, 4) }, () => ({
      article: pick(chance, articles),
      quantity: whole(chance, 1, 3),
      paidMinor: pick(chance, [3_333, 5_000, 12_990, whole(chance, 0, 40_000)]),
    }));
    const spends = chance() < 0.1 ? [{ unit: "points", amount: whole(chance, 1, 60) }] : undefined;
    const plain: EventBody = { ...frame, kind: "purchase", currency: "SEK", lines };
    const purchase: EventBody = spends === undefined ? plain : { ...plain, spends };
    const hasReceipt = chance() < 0.4;
    const receipt = hasReceipt ? { store: STORE, number: `no-${frame.id}` } : null;
    const bought = listOf(this.#bought, frame.member.id);
    bought.push({ id: frame.id, receipt, lineCount: lines.length });
    if (receipt === null) return [purchase];
    const numbered: EventBody = { ...purchase, store: receipt.store, receipt: receipt.number };
    if (chance() < 0.75) return [numbered];
    return [numbered, { ...numbered, source: "web", channel: "web" }];
  }

  #returnOf(frame: Frame): EventBody {
    const chance = this.#chance;
    const known = this.#bought.get(frame.member.id);
    if (known === undefined) return this.#returnOfArticle(frame);
    const { id, receipt, lineCount } = pick(chance, known.slice(-20));
    const byReceipt = receipt !== null && chance() < 0.4;
    const of = byReceipt
      ? { source: receipt.store, receipt: receipt.number }
      : { source: SOURCE, id };
    const entire: EventBody = { ...frame, kind: "return", currency: "SEK", of };
    return pickWeighted<EventBody>(chance, [
      [3, entire],
      [5, { ...entire, lines: [{ line: whole(chance, 0, lineCount - 1), quantity: 1 }] }],
      [1, { ...entire, amountMinor: whole(chance, 1, 3_000) }],
    ]);
  }

  #returnOfArticle(frame: Frame): EventBody {
    const lines = [{ article: pick(this.#chance, articles), quantity: whole(this.#chance, 1, 2) }];
    return { ...frame, kind: "return", currency: "SEK", lines };
  }

  #review(frame: Frame): EventBody {
    const fields = { stars: whole(this.#chance, 1, 5) };
    return { ...frame, kind: "activity", activity: "review", fields };
  }

  #spend(frame: Frame): EventBody {
    const spend = { ...frame, kind: "spend" as const, unit: "points" };
    if (this.#chance() < 0.3) return { ...spend, amount: 90, reward: "mug" };
    return { ...spend, amount: whole(this.#chance, 1, 300) };
  }

  #hold(frame: Frame): EventBody {
    const hold = `hold-${frame.id}`;
    listOf(this.#holds, frame.member.id).push(hold);
    const amount = whole(this.#chance, 1, 120);
    // Short, so that many end by themselves while the drill runs.
    return {
      ...frame,
      kind: "hold",
      hold,
      unit: "points",
      amount,
      seconds: whole(this.#chance, 1, 20),
    };
  }

  #endHold(frame: Frame): EventBody {
    const known = this.#holds.get(frame.member.id);
    if (known === undefined) return this.#hold(frame);
    const hold = pick(this.#chance, known.slice(-3));
    if (this.#chance() < 0.5) return { ...frame, kind: "release", hold };
    return { ...frame, kind: "spend", unit: "points", amount: whole(this.#chance, 1, 60), hold };
  }

  #adjust(frame: Frame): EventBody {
    const amount = pick(this.#chance, [-50, -7, 10, 100]);
    return { ...frame, kind: "adjust", unit: "points", amount, reason: "goodwill", actor: "drill" };
  }
}

function listOf<T>(lists: Map<string, T[]>, key: string): T[] {
  const known = lists.get(key);
  if (known !== undefined) return known;
  const list: T[] = [];
  lists.set(key, list);
  return list;
}
