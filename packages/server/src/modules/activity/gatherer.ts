/**
 * Joins events that arrive together into one transaction, because the commit is what costs. When idle it books
 * at once; while a batch is under way, what arrives waits for the next. Each caller gets its own answer, and
 * one bad event never fails its neighbours.
 */
import type { EventAnswer } from "@trofast/contract/events";
import { DomainError } from "../../platform/errors.ts";
import type { Settled } from "./batch.ts";
import { refused, type Submitted } from "./domain.ts";
import type { Turns } from "./turns.ts";

export const BATCH_EVENTS_MAX = 1000;
/** More waiting than this and the sender is asked to come back: memory is not a queue. */
export const WAITING_MAX = 20_000;
/** A second batch starts beside the first once this many wait, so that a long commit does not idle the processor. */
const SECOND_BATCH_FROM = 32;
/** How long an event may find its member busy in other batches. */
export const BUSY_MS_MAX = 2000;
export const BUSY_PAUSE_MS = 5;

type Waiting = {
  readonly event: Submitted;
  /** When its member was first found busy. */
  busySince: number | null;
  readonly resolve: (answer: EventAnswer) => void;
  readonly reject: (error: unknown) => void;
};

export interface GathererOptions {
  readonly book: (events: readonly Submitted[]) => Promise<Settled[]>;
  /** Which members other batches of this process work on. */
  readonly turns: Turns;
  /** Batches under way at once: 1 on a store with one connection. */
  readonly batchesMax: number;
  readonly onWaiting?: (count: number) => void;
}

/** Opened once per club, closed with it. */
export class Gatherer {
  readonly #options: GathererOptions;
  #queue: Waiting[] = [];
  #running = 0;
  #planned = false;
  #closed = false;

  constructor(options: GathererOptions) {
    this.#options = options;
  }

  /**
   * Books one event with whatever else is waiting.
   *
   * @throws DomainError `overloaded` where too many wait, or whatever the store's failure was.
   */
  submit(event: Submitted): Promise<EventAnswer> {
    if (this.#closed || this.#queue.length >= WAITING_MAX)
      return Promise.reject(
        new DomainError(
          "overloaded",
          "Too many events are waiting. Nothing of this one was booked; send it again after a moment.",
          { retryAfterSeconds: 1 },
        ),
      );
    return new Promise((resolve, reject) => {
      this.#queue.push({ event, busySince: null, resolve, reject });
      this.#options.onWaiting?.(this.#queue.length);
      this.#plan();
    });
  }

  /** Books what is waiting, then takes nothing more. */
  async close(): Promise<void> {
    this.#closed = true;
    while (this.#queue.length > 0 || this.#running > 0) await pause(BUSY_PAUSE_MS);
  }

  /** Starts on the next turn of the event loop, so that requests read in the same turn share a batch. */
  #plan(): void {
    if (this.#planned) return;
    this.#planned = true;
    setImmediate(() => {
      this.#planned = false;
      this.#start();
    });
  }

  #start(): void {
    const { batchesMax } = this.#options;
    while (this.#queue.length > 0 && this.#running < batchesMax) {
      if (this.#running > 0 && this.#queue.length < SECOND_BATCH_FROM) return;
      const batch = this.#pick();
      if (batch.length === 0) return this.#startLater();
      this.#running += 1;
      void this.#run(batch);
    }
  }

  /** The first in the queue whose members no batch works on; the others keep their places. */
  #pick(): Waiting[] {
    const { turns } = this.#options;
    const batch: Waiting[] = [];
    const rest: Waiting[] = [];
    for (const waiting of this.#queue) {
      const fits = batch.length < BATCH_EVENTS_MAX && !turns.isTaken(waiting.event);
      (fits ? batch : rest).push(waiting);
    }
    this.#queue = rest;
    return batch;
  }

  #startLater(): void {
    void this.#options.turns.ended.then(() => this.#plan());
  }

  async #run(batch: readonly Waiting[]): Promise<void> {
    const { turns, book } = this.#options;
    const events = batch.map((waiting) => waiting.event);
    let busy: Waiting[] = [];
    try {
      const settled = await turns.take(events, () => book(events));
      busy = batch.filter((waiting, index) => !settle(waiting, settled[index] ?? null));
    } catch (error) {
      for (const waiting of batch) waiting.reject(error);
    }
    this.#running -= 1;
    this.#queue.unshift(...busy);
    this.#options.onWaiting?.(this.#queue.length);
    if (busy.length > 0 && busy.length === this.#queue.length) await pause(BUSY_PAUSE_MS);
    if (this.#queue.length > 0) this.#start();
  }
}

/** Gives the answer; false where the member was busy and there is time to try again. */
function settle(waiting: Waiting, answer: Settled): boolean {
  if (answer) {
    waiting.resolve(answer);
    return true;
  }
  const now = performance.now();
  waiting.busySince ??= now;
  if (now - waiting.busySince < BUSY_MS_MAX) return false;
  waiting.resolve(busyAnswer());
  return true;
}

export function busyAnswer(): EventAnswer {
  return refused(
    "member_busy",
    "Other events of this member are being booked. Nothing of this one was; send it again, unchanged.",
  );
}

export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
}
