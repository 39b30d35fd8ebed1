/** What the senders of a drill were told: every answer, and every attempt that got none. */
import type { EventAnswer } from "@trofast/contract/events";
import type { DrillEvent } from "./events.ts";

export interface Told {
  readonly event: DrillEvent;
  /** Milliseconds of the drill's own steady clock. */
  readonly firstSentAt: number;
  /** Attempts without an answer: whether they were booked only the books can tell. */
  attemptsLost: number;
  readonly answers: { readonly answer: EventAnswer; readonly answeredAt: number }[];
}

/** Opened for one drill. */
export class History {
  readonly told = new Map<string, Told>();
  /** Answers that a server must never give. */
  readonly faults: string[] = [];
  /** How often each thing happened: answers by status, attempts lost, duplicates recognised. */
  readonly counts = new Map<string, number>();
  /** Instants at which events were acknowledged, in order. */
  readonly acknowledgedAt: number[] = [];
  #waiting: { readonly count: number; readonly resolve: () => void }[] = [];

  sending(event: DrillEvent): Told {
    const key = keyOf(event);
    const known = this.told.get(key);
    if (known !== undefined) return known;
    const told: Told = { event, firstSentAt: performance.now(), attemptsLost: 0, answers: [] };
    this.told.set(key, told);
    return told;
  }

  acknowledge(told: Told, answer: EventAnswer): void {
    const answeredAt = performance.now();
    told.answers.push({ answer, answeredAt });
    this.acknowledgedAt.push(answeredAt);
    this.count(answer.outcome);
    const reached = this.#waiting.filter(({ count }) => count <= this.acknowledgedAt.length);
    this.#waiting = this.#waiting.filter(({ count }) => count > this.acknowledgedAt.length);
    for (const { resolve } of reached) resolve();
  }

  /** Resolves once so many events have been acknowledged since the drill began. */
  async reached(count: number): Promise<void> {
    if (count <= this.acknowledgedAt.length) return;
    await new Promise<void>((resolve) => {
      this.#waiting.push({ count, resolve });
    });
  }

  count(what: string): void {
    this.counts.set(what, (this.counts.get(what) ?? 0) + 1);
  }

  fault(what: string): void {
    if (this.faults.length < FAULTS_KEPT_MAX) this.faults.push(what);
  }
}

const FAULTS_KEPT_MAX = 20;

/** The pair that makes an event single for ever. */
export function keyOf({ body }: DrillEvent): string {
  return `${body.source} ${body.id}`;
}
