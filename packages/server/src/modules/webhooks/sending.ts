/** Messages on their way: signed, sent, noted, tried again. */
import type { Club } from "../../club.ts";
import { callOut, OutgoingFault } from "../../platform/outgoing.ts";
import type { Resolve } from "../../platform/outgoing.ts";
import { Webhook } from "standardwebhooks";
import { meaningOf, nextTryAt } from "./domain.ts";
import type { Attempt } from "./domain.ts";
import { secretsNow } from "./secrets.ts";
import * as store from "./store.ts";

/** A webhook that answers slowly keeps no other waiting. */
const PER_WEBHOOK = 5;
const AT_ONCE = 20;
/** Longer than a try can take. */
const LEASE_MS = 60_000;

export interface SendOptions {
  /** From 0 to 1, for the waits between tries. */
  readonly random: () => number;
  readonly resolve?: Resolve;
}

/**
 * Sends what is due, each message once.
 *
 * @returns how many tries were made.
 */
export async function sendDue(club: Club, options: SendOptions): Promise<number> {
  const now = club.clock.now();
  const due = await store.takeDue(club.db, {
    now,
    leaseMs: LEASE_MS,
    perWebhook: PER_WEBHOOK,
    limit: AT_ONCE,
  });
  await Promise.all(due.map(async (message) => await sendOne(club, message, options)));
  return due.length;
}

async function sendOne(
  club: Club,
  message: store.DueDelivery,
  options: SendOptions,
): Promise<void> {
  const webhook = await store.webhook(club.db, message.webhook);
  if (webhook === undefined) return;
  const attempt = await attemptAt(club, webhook, message, options);
  const meaning = attempt.status === null ? "again" : meaningOf(attempt.status);
  const now = club.clock.now();
  if (meaning === "gone") {
    const why = "The receiver answered 410: it does not want to be told any more.";
    await store.disable(club.db, webhook.webhook, why, now);
  }
  const nextAt = meaning === "again" ? nextTryAt(message.tries, now, options.random()) : null;
  const state = meaning === "delivered" ? "delivered" : nextAt === null ? "dead" : "waiting";
  await store.noteAttempt(club.db, message.id, {
    state,
    nextAt,
    settledAt: state === "waiting" ? null : now,
    attempt,
  });
}

async function attemptAt(
  club: Club,
  webhook: store.WebhookRow,
  message: store.DueDelivery,
  options: SendOptions,
): Promise<Attempt> {
  const at = club.clock.now();
  const startedAt = performance.now();
  const took = (): number => Math.round(performance.now() - startedAt);
  const time = new Date(at);
  const secrets = await secretsNow(club, webhook, at);
  const signatures = secrets.map((secret) =>
    new Webhook(secret).sign(message.id, time, message.body),
  );
  try {
    const { status } = await callOut({
      url: webhook.url,
      method: "POST",
      headers: {
        "content-type": "application/json",
        "webhook-id": message.id,
        "webhook-timestamp": String(Math.floor(at / 1000)),
        "webhook-signature": signatures.join(" "),
      },
      body: message.body,
      reach: club.config.outgoing,
      ...(options.resolve && { resolve: options.resolve }),
    });
    return { at, status, fault: null, milliseconds: took() };
  } catch (error) {
    if (!(error instanceof OutgoingFault)) throw error;
    return { at, status: null, fault: error.reason, milliseconds: took() };
  }
}
