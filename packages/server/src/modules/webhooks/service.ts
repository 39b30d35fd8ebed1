/** Use cases of webhooks out. */
import { pageOf, placeInTime } from "@trofast/contract/common";
import type { Page } from "@trofast/contract/common";
import { WEBHOOKS_MAX } from "@trofast/contract/webhooks";
import type { Club } from "../../club.ts";
import { placeAfter, timeAfter } from "../../platform/cursors.ts";
import { transaction } from "../../platform/db.ts";
import { DomainError } from "../../platform/errors.ts";
import { whyNotCalled } from "../../platform/outgoing.ts";
import type { Delivery, SecretSpan, Webhook } from "./domain.ts";
import { feed } from "./feeding.ts";
import { newSecret, opened, sealed } from "./secrets.ts";
import { sendDue } from "./sending.ts";
import * as store from "./store.ts";

export { feed, sendDue };

const OLD_SECRET_MS = 24 * 3_600_000;
const SECRETS_MAX = 3;
const KEPT_MS = 30 * 86_400_000;

export type WebhookShown = Webhook & { readonly waiting: number; readonly dead: number };
/** With the secret where it was made just now. */
export type WebhookMade = WebhookShown & { readonly secret?: string };

/** @throws DomainError `invalid_body` for an address that is not called, `conflict`. */
export async function put(
  club: Club,
  input: { readonly webhook: string; readonly url: string; readonly types: readonly string[] },
): Promise<WebhookMade> {
  const why = whyNotCalled(input.url, club.config.outgoing);
  if (why !== null)
    throw new DomainError("invalid_body", `/url: ${why}`, {
      errors: [{ pointer: "/url", code: "address_refused", detail: why }],
    });
  const secret = await transaction(club.db, async (tx) => {
    const now = club.clock.now();
    const known = await store.lockWebhook(tx, input.webhook);
    if (!known && (await store.webhooks(tx)).length >= WEBHOOKS_MAX)
      throw new DomainError("conflict", `There are ${WEBHOOKS_MAX} webhooks; delete one first.`);
    const made = known ? undefined : newSecret();
    await store.saveWebhook(tx, {
      webhook: input.webhook,
      url: input.url,
      types: [...new Set(input.types)],
      secrets: known ? known.secrets : await sealed(club, input.webhook, [made ?? newSecret()]),
      spans: known ? known.spans : [{ since: now, until: null }],
      now,
    });
    return made;
  });
  return { ...(await read(club, input.webhook)), ...(secret !== undefined && { secret }) };
}

/**
 * A new secret; the one before signs along for 24 hours.
 *
 * @throws DomainError `not_found`.
 */
export async function rotate(club: Club, webhook: string): Promise<WebhookMade> {
  const secret = newSecret();
  await transaction(club.db, async (tx) => {
    const now = club.clock.now();
    const known = await store.lockWebhook(tx, webhook);
    if (known === undefined) throw noWebhook(webhook);
    const until = now + OLD_SECRET_MS;
    const old: SecretSpan[] = known.spans.map((span) => ({
      ...span,
      until: Math.min(span.until ?? until, until),
    }));
    const held = [secret, ...(await opened(club, known))].slice(0, SECRETS_MAX);
    await store.saveWebhook(tx, {
      ...known,
      secrets: await sealed(club, webhook, held),
      spans: [{ since: now, until: null }, ...old].slice(0, SECRETS_MAX),
      now,
    });
    if (known.state === "disabled") await store.disable(tx, webhook, known.disabledWhy ?? "", now);
  });
  return { ...(await read(club, webhook)), secret };
}

/** @throws DomainError `not_found`. */
export async function read(club: Club, webhook: string): Promise<WebhookShown> {
  const known = await store.webhook(club.db, webhook);
  if (known === undefined) throw noWebhook(webhook);
  return shown(known, await store.openCounts(club.db));
}

export async function list(club: Club): Promise<WebhookShown[]> {
  const counts = await store.openCounts(club.db);
  return (await store.webhooks(club.db)).map((row) => shown(row, counts));
}

function shown(
  known: store.WebhookRow,
  counts: Awaited<ReturnType<typeof store.openCounts>>,
): WebhookShown {
  const { secrets: _, ...row } = known;
  return { ...row, ...(counts.get(row.webhook) ?? { waiting: 0, dead: 0 }) };
}

/** @throws DomainError `not_found`. */
export async function end(club: Club, webhook: string): Promise<void> {
  await transaction(club.db, async (tx) => {
    if ((await store.lockWebhook(tx, webhook)) === undefined) throw noWebhook(webhook);
    await store.deleteWebhook(tx, webhook);
  });
}

function noWebhook(webhook: string): DomainError {
  return new DomainError("not_found", `There is no webhook ${webhook}.`);
}

/** @throws DomainError `not_found`, `invalid_cursor`. */
export async function deliveries(
  club: Club,
  webhook: string,
  query: { limit: number; cursor?: string | undefined; state?: string | undefined },
): Promise<Page<Delivery>> {
  await read(club, webhook);
  const rows = await store.deliveries(club.db, {
    webhook,
    state: query.state ?? null,
    before: timeAfter(placeAfter(query.cursor, placeInTime)),
    limit: query.limit + 1,
  });
  return pageOf(
    rows,
    query.limit,
    (row) => [row.madeAt, row.id],
    (row) => row,
  );
}

/** Sends a message again. @throws DomainError `not_found`. */
export async function replay(club: Club, webhook: string, id: string): Promise<Delivery> {
  await store.wake(club.db, webhook, id, club.clock.now());
  const delivery = await store.delivery(club.db, webhook, id);
  if (delivery !== undefined) return delivery;
  throw new DomainError("not_found", "There is no such message.");
}

/** Sends again what was given up; returns how many. @throws DomainError `not_found`. */
export async function replayDead(club: Club, webhook: string, since: number): Promise<number> {
  await read(club, webhook);
  return await store.wakeDead(club.db, webhook, since, club.clock.now());
}

/** Forgets messages that were settled a month ago; returns how many. */
export async function forgetOld(club: Club): Promise<number> {
  return await store.forget(club.db, club.clock.now() - KEPT_MS);
}
