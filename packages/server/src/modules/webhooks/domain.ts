/**
 * Webhooks out: other systems are told of what happens in the club, by Standard Webhooks.
 *
 * webhook: who wants to hear what, at which address. active, or disabled (it said 410) until it is saved again.
 * message: one thing told to one webhook; its id is the same at every try, so that the receiver can tell a repeat.
 * dead: given up after the last try. It is kept for a month and can be replayed.
 *
 * What always holds:
 * - What is in the log is told, and what was never booked is not: messages are made from the log itself, behind the
 *   intake and never in its way; and from the outbox for what is not in the log.
 * - One thing is told to a webhook once, however often the log is read.
 * - Nothing personal is told: ids, codes and amounts.
 * - No address inside of the network is called (platform/outgoing.ts).
 *
 * What it does not do: the order in which messages arrive is not promised; they bear the time of what they tell.
 */
import type { WebhookType } from "@trofast/contract/webhooks";

export type SecretSpan = { readonly since: number; readonly until: number | null };

export interface Webhook {
  readonly webhook: string;
  readonly url: string;
  readonly types: readonly string[];
  readonly state: "active" | "disabled";
  readonly disabledWhy: string | null;
  readonly spans: readonly SecretSpan[];
  readonly createdAt: number;
  readonly updatedAt: number;
}

export interface Attempt {
  readonly at: number;
  readonly status: number | null;
  readonly fault: string | null;
  readonly milliseconds: number;
}

export interface Delivery {
  readonly id: string;
  readonly webhook: string;
  readonly type: WebhookType;
  readonly occurredAt: number;
  readonly madeAt: number;
  readonly state: "waiting" | "delivered" | "dead";
  readonly tries: number;
  readonly nextAt: number | null;
  readonly settledAt: number | null;
  readonly attempts: readonly Attempt[];
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** Waits between tries, as Standard Webhooks proposes: three days in all, and a last try after. */
const WAITS_MS = [
  5 * SECOND,
  5 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  5 * HOUR,
  10 * HOUR,
  14 * HOUR,
  20 * HOUR,
  24 * HOUR,
];

/** A tenth more or less, so that what failed together is not tried together. */
const JITTER = 0.1;

/**
 * When the next try is made; null after the last.
 *
 * @param tries made so far, from 1.
 * @param chance from 0 to 1.
 */
export function nextTryAt(tries: number, now: number, chance: number): number | null {
  const waitMs = WAITS_MS[tries - 1];
  if (waitMs === undefined) return null;
  return now + Math.round(waitMs * (1 - JITTER + 2 * JITTER * chance));
}

/** What an answer means: 2xx is taken, 410 ends the webhook, all else is tried again; also 3xx, as none is followed. */
export function meaningOf(status: number): "delivered" | "gone" | "again" {
  if (status >= 200 && status < 300) return "delivered";
  return status === 410 ? "gone" : "again";
}
