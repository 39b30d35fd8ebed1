/**
 * Within one process, two batches never work on the same member: a later batch takes other events, instead of finding
 * the row locked and trying again until the first is through. Between processes the row locks do the same.
 */
import * as members from "../members/service.ts";
import type { Submitted } from "./domain.ts";

/** Opened once per club. */
export class Turns {
  readonly #taken = new Set<string>();
  #ended = Promise.withResolvers<void>();

  /** Whether a batch under way works on the event's member. */
  isTaken(event: Submitted): boolean {
    return this.#taken.has(members.refKey(event.member));
  }

  /** Resolves when a batch ends, for those who came first before those who came later. */
  get ended(): Promise<void> {
    return this.#ended.promise;
  }

  /** Runs `book` with the members of these events taken; the caller has seen that they are free. */
  async take<T>(events: readonly Submitted[], book: () => Promise<T>): Promise<T> {
    const taken = new Set(events.map((event) => members.refKey(event.member)));
    for (const member of taken) this.#taken.add(member);
    try {
      return await book();
    } finally {
      for (const member of taken) this.#taken.delete(member);
      this.#ended.resolve();
      this.#ended = Promise.withResolvers();
    }
  }
}
