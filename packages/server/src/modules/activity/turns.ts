/**
 * Within one process, two batches never work on the same member: the later one leaves the member's events for
 * another turn, instead of finding the row locked and trying again until the first is through. Between processes the
 * row locks do the same.
 */
import * as members from "../members/service.ts";
import type { Settled } from "./batch.ts";
import type { Submitted } from "./domain.ts";

/** Opened once per club. */
export class Turns {
  readonly #taken = new Set<string>();
  #ended = Promise.withResolvers<void>();

  /**
   * Lets `book` work on those events whose members no other batch has; the rest are answered null. Where all are
   * taken it waits for a batch to end first.
   */
  async take(
    events: readonly Submitted[],
    book: (free: readonly Submitted[]) => Promise<Settled[]>,
  ): Promise<Settled[]> {
    const isFree = events.map((event) => !this.#taken.has(members.refKey(event.member)));
    const free = events.filter((_event, index) => isFree[index]);
    if (free.length === 0) {
      await this.#ended.promise;
      return events.map(() => null);
    }
    const taken = new Set(free.map((event) => members.refKey(event.member)));
    for (const member of taken) this.#taken.add(member);
    try {
      const settled = (await book(free)).values();
      return isFree.map((was) => (was ? (settled.next().value ?? null) : null));
    } finally {
      for (const member of taken) this.#taken.delete(member);
      this.#ended.resolve();
      this.#ended = Promise.withResolvers();
    }
  }
}
