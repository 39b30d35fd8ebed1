/** The way of a delivery: its signature, the store, the books. */
import { createHash } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import type { Club } from "../../club.ts";
import { transaction } from "../../platform/db.ts";
import type { Tx } from "../../platform/db.ts";
import { isUnavailable } from "../../platform/db-errors.ts";
import { DomainError } from "../../platform/errors.ts";
import { newId } from "../../platform/ids.ts";
import { parseJson } from "../../platform/json.ts";
import { fingerprint, open, seal } from "../../platform/secrets.ts";
import { act, prepare, readingOf } from "./acting.ts";
import { customerIn, nextTryAt, Unreadable } from "./domain.ts";
import type { Connection, Reading, Settlement } from "./domain.ts";
import { secretsNow } from "./connections.ts";
import { headerOf, isSigned } from "./signatures.ts";
import * as store from "./store.ts";

export const BODY = "shops.body";
const PERSON = "shops.person";
const KEY_LENGTH_MAX = 255;

/** What a shop says of a delivery besides its body. */
interface Envelope {
  readonly key: string;
  readonly topic: string;
}

/**
 * Takes a delivery in: stored first, then booked at once where that goes.
 *
 * @throws DomainError `invalid_signature`, the same for a shop that is not connected; `store_unavailable`.
 */
export async function receive(
  club: Club,
  input: { readonly shop: string; readonly headers: IncomingHttpHeaders; readonly body: Buffer },
): Promise<Settlement> {
  const now = club.clock.now();
  const connection = await store.connection(club.db, input.shop);
  if (connection === undefined) throw notSigned();
  if (isPing(connection, input)) return { outcome: "ignored", reason: "ping" };
  const secrets = await secretsNow(club, connection, now);
  if (!isSigned(connection.kind, secrets, { ...input, now })) {
    await store.noteBadSignature(club.db, connection.shop, now);
    throw notSigned();
  }
  const envelope = envelopeOf(connection, input);
  await store.noteReceived(club.db, connection.shop, now);
  const id = newId();
  const text = input.body.toString("utf8");
  const kept = await store.keepDelivery(club.db, {
    ...envelope,
    id,
    shop: connection.shop,
    body: await seal(club, BODY, connection.shop, text),
    now,
  });
  if (kept.id !== id) return await received(club, connection, kept, text);
  return (await settle(club, connection, id)) ?? { outcome: "accepted" };
}

function notSigned(): DomainError {
  return new DomainError(
    "invalid_signature",
    "No shop connected under this name signed this body with a secret that holds now. Nothing was stored.",
  );
}

/** The same delivery again: what is in the books stays as it is; what failed is tried again. */
async function received(
  club: Club,
  connection: Connection,
  kept: store.DeliveryRow,
  text: string,
): Promise<Settlement> {
  if (kept.state === "done") return { outcome: "duplicate" };
  if (kept.state === "failed") {
    const body = await seal(club, BODY, connection.shop, text);
    await store.wake(club.db, { id: kept.id, body, now: club.clock.now() });
  }
  return (await settle(club, connection, kept.id)) ?? { outcome: "accepted" };
}

/** WooCommerce asks whether anybody is there before it keeps a webhook: a form, not signed, about nothing. */
function isPing(
  { kind }: Connection,
  { headers, body }: { headers: IncomingHttpHeaders; body: Buffer },
): boolean {
  if (kind !== "woocommerce" || headers["x-wc-webhook-signature"] !== undefined) return false;
  return body.length < 100 && /^webhook_id=\d+$/.test(body.toString("latin1"));
}

function envelopeOf(
  { kind }: Connection,
  input: { headers: IncomingHttpHeaders; body: Buffer },
): Envelope {
  const said = (name: string): string => headerOf(input, name).slice(0, KEY_LENGTH_MAX);
  // A body without an id of its own is known by what it says.
  const digest = createHash("sha256").update(input.body).digest("hex");
  switch (kind) {
    case "shopify": {
      const topic = said("x-shopify-topic");
      const id = said("x-shopify-event-id") || said("x-shopify-webhook-id") || digest;
      return { topic, key: `${topic}:${id}` };
    }
    case "woocommerce": {
      const topic = said("x-wc-webhook-topic");
      const id = said("x-wc-webhook-delivery-id") || digest;
      return { topic, key: `${topic}:${said("x-wc-webhook-id")}:${id}` };
    }
    case "stripe": {
      const { id, type } = stripeEnvelope(parseJson(input.body));
      return { topic: type, key: id ?? digest };
    }
    case "generic":
      return { topic: "events", key: said("webhook-id") };
    default:
      return { topic: "", key: digest };
  }
}

function stripeEnvelope(body: unknown): { id: string | null; type: string } {
  const told = typeof body === "object" && body !== null ? body : {};
  const id = "id" in told && typeof told.id === "string" ? told.id.slice(0, KEY_LENGTH_MAX) : null;
  const type = "type" in told && typeof told.type === "string" ? told.type.slice(0, 100) : "";
  return { id, type };
}

/**
 * Books a delivery that waits; null where it goes on waiting, or somebody else works on it.
 *
 * A refusal that another try would meet again is kept with its reason; a fault is tried again, later and later.
 */
export async function settle(
  club: Club,
  connection: Connection,
  id: string,
): Promise<Settlement | null> {
  try {
    const delivery = await store.delivery(club.db, connection.shop, id);
    if (delivery?.state !== "waiting") return null;
    const reading = await readDelivery(club, connection, delivery);
    const prepared = await prepare(club, connection, reading);
    const person = await personKey(club, connection, reading);
    return await transaction(club.db, async (tx) => {
      const waiting = await store.lockWaiting(tx, id);
      if (waiting === undefined) return null;
      const settlement = await act(club, tx, { connection, prepared, person, deliveryId: id });
      await note(club, tx, { connection, id, settlement, person });
      return settlement;
    });
  } catch (error) {
    return await putOff(club, connection, id, error);
  }
}

async function note(
  club: Club,
  tx: Tx,
  as: { connection: Connection; id: string; settlement: Settlement; person: string | null },
): Promise<void> {
  const { outcome, reason = null, detail = null } = as.settlement;
  const now = club.clock.now();
  const isFailed = outcome === "failed";
  await store.settle(tx, as.id, {
    state: isFailed ? "failed" : "done",
    outcome,
    reason,
    detail,
    person: isFailed ? as.person : null,
    now,
  });
  if (isFailed) await store.noteFailed(tx, as.connection.shop, reason ?? "failed", now);
}

async function readDelivery(
  club: Club,
  connection: Connection,
  delivery: store.DeliveryRow,
): Promise<Reading> {
  if (delivery.body === null) throw new Error("a delivery that waits has no body");
  const text = await open(club, BODY, connection.shop, delivery.body);
  try {
    return readingOf(connection, delivery.topic, parseJson(Buffer.from(text)));
  } catch (error) {
    if (error instanceof Unreadable)
      return { about: "fault", reason: error.reason, detail: error.message };
    if (error instanceof DomainError)
      return { about: "fault", reason: error.code, detail: error.detail };
    throw error;
  }
}

async function putOff(
  club: Club,
  connection: Connection,
  id: string,
  error: unknown,
): Promise<null> {
  const now = club.clock.now();
  const reason = error instanceof DomainError ? error.code : "fault";
  const detail =
    error instanceof DomainError
      ? error.detail
      : "Something broke on our side. It is tried again by itself.";
  if (isUnavailable(error)) return null;
  if (!(error instanceof DomainError))
    club.log.error({ err: error, delivery: id }, "shop delivery");
  const delivery = await store.delivery(club.db, connection.shop, id);
  if (delivery === undefined) return null;
  const nextAt = nextTryAt(delivery.tries + 1, now);
  if (nextAt !== null) {
    await store.tryLater(club.db, id, { reason, detail, nextAt });
    return null;
  }
  const failed = { state: "failed", outcome: "failed", reason, detail, person: null, now } as const;
  await store.settle(club.db, id, failed);
  await store.noteFailed(club.db, connection.shop, reason, now);
  return null;
}

/** By what a customer's bodies are found when they are forgotten. */
async function personKey(
  club: Club,
  connection: Connection,
  reading: Reading,
): Promise<string | null> {
  const customer = customerIn(reading);
  const who = customer?.id ?? customer?.email?.trim().toLowerCase();
  return who ? await fingerprint(club, PERSON, `${connection.shop}\n${who}`) : null;
}

const DUE_PER_RUN = 200;

/** Books what waits and is due; returns how many were settled. */
export async function settleDue(club: Club): Promise<number> {
  const due = await store.dueDeliveries(club.db, club.clock.now(), DUE_PER_RUN);
  let settled = 0;
  for (const { id, shop } of due) {
    const connection = await store.connection(club.db, shop);
    if (connection !== undefined && (await settle(club, connection, id)) !== null) settled += 1;
  }
  return settled;
}
