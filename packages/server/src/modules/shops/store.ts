import type { ShopKind } from "@trofast/contract/shops";
import { shopSettings } from "@trofast/contract/shop-settings";
import { sql } from "kysely";
import { z } from "zod";
import type { Db, Tx } from "../../platform/db.ts";
import type { Connection, Delivery, Outcome, SecretSpan } from "./domain.ts";

const iso = (instant: number): string => new Date(instant).toISOString();
const spans = z.array(z.object({ since: z.int(), until: z.int().nullable() }));

export interface ConnectionRow extends Connection {
  /** Encrypted. */
  readonly secrets: string;
  readonly credentials: string | null;
  readonly health: {
    readonly lastReceivedAt: number | null;
    readonly lastFailedAt: number | null;
    readonly lastFailure: string | null;
    readonly badSignatures: number;
    readonly lastBadSignatureAt: number | null;
  };
}

const connectionColumns = [
  "shop",
  "kind",
  "url",
  "settings",
  "secrets",
  "credentials",
  "secret_spans",
  "created_at",
  "updated_at",
  "last_received_at",
  "last_failed_at",
  "last_failure",
  "bad_signatures",
  "last_bad_signature_at",
] as const;

export async function connections(db: Db): Promise<ConnectionRow[]> {
  const rows = await db
    .selectFrom("shops_connection")
    .select(connectionColumns)
    .orderBy("shop")
    .execute();
  return rows.map(connectionOf);
}

export async function connection(db: Db, shop: string): Promise<ConnectionRow | undefined> {
  const row = await db
    .selectFrom("shops_connection")
    .select(connectionColumns)
    .where("shop", "=", shop)
    .executeTakeFirst();
  return row && connectionOf(row);
}

/** Held until the transaction ends. */
export async function lockConnection(tx: Tx, shop: string): Promise<ConnectionRow | undefined> {
  const row = await tx
    .selectFrom("shops_connection")
    .select(connectionColumns)
    .where("shop", "=", shop)
    .forUpdate()
    .executeTakeFirst();
  return row && connectionOf(row);
}

const kind = z.enum(["shopify", "woocommerce", "stripe", "segment", "generic"]);

function connectionOf(row: {
  shop: string;
  kind: string;
  url: string | null;
  settings: unknown;
  secrets: string;
  credentials: string | null;
  secret_spans: unknown;
  created_at: number;
  updated_at: number;
  last_received_at: number | null;
  last_failed_at: number | null;
  last_failure: string | null;
  bad_signatures: number;
  last_bad_signature_at: number | null;
}): ConnectionRow {
  return {
    shop: row.shop,
    kind: kind.parse(row.kind),
    url: row.url,
    settings: shopSettings.parse(row.settings),
    secrets: row.secrets,
    credentials: row.credentials,
    spans: spans.parse(row.secret_spans),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    health: {
      lastReceivedAt: row.last_received_at,
      lastFailedAt: row.last_failed_at,
      lastFailure: row.last_failure,
      badSignatures: row.bad_signatures,
      lastBadSignatureAt: row.last_bad_signature_at,
    },
  };
}

export interface ConnectionWrite {
  readonly shop: string;
  readonly kind: ShopKind;
  readonly url: string | null;
  readonly settings: Connection["settings"];
  readonly secrets: string;
  readonly credentials: string | null;
  readonly spans: readonly SecretSpan[];
  readonly now: number;
}

export async function saveConnection(tx: Tx, write: ConnectionWrite): Promise<void> {
  const values = {
    url: write.url,
    settings: JSON.stringify(write.settings),
    secrets: write.secrets,
    credentials: write.credentials,
    secret_spans: JSON.stringify(write.spans),
    updated_at: iso(write.now),
  };
  await tx
    .insertInto("shops_connection")
    .values({ ...values, shop: write.shop, kind: write.kind, created_at: iso(write.now) })
    .onConflict((conflict) => conflict.column("shop").doUpdateSet(values))
    .execute();
}

export async function deleteConnection(tx: Tx, shop: string): Promise<void> {
  await tx.deleteFrom("shops_delivery").where("shop", "=", shop).execute();
  await tx.deleteFrom("shops_pull").where("shop", "=", shop).execute();
  await tx.deleteFrom("shops_connection").where("shop", "=", shop).execute();
}

export async function noteBadSignature(db: Db, shop: string, now: number): Promise<void> {
  await sql`update shops_connection
    set bad_signatures = bad_signatures + 1, last_bad_signature_at = ${iso(now)}
    where shop = ${shop}`.execute(db);
}

export async function noteReceived(db: Db, shop: string, now: number): Promise<void> {
  await sql`update shops_connection set last_received_at = ${iso(now)} where shop = ${shop}`.execute(
    db,
  );
}

export async function noteFailed(db: Db, shop: string, reason: string, now: number): Promise<void> {
  await sql`update shops_connection set last_failed_at = ${iso(now)}, last_failure = ${reason}
    where shop = ${shop}`.execute(db);
}

/** How many deliveries of each shop wait or have failed. */
export async function openCounts(
  db: Db,
): Promise<Map<string, { waiting: number; failed: number }>> {
  const rows = await sql<{ shop: string; waiting: number; failed: number }>`
    select shop, count(*) filter (where state = 'waiting')::int as waiting,
      count(*) filter (where state = 'failed')::int as failed
    from shops_delivery where state <> 'done' group by shop`.execute(db);
  return new Map(rows.rows.map(({ shop, ...counts }) => [shop, counts]));
}

const outcome = z.enum([
  "booked",
  "duplicate",
  "accepted",
  "ignored",
  "no_member",
  "erased",
  "failed",
  "for_a_person",
]);
const state = z.enum(["waiting", "done", "failed"]);

export interface DeliveryRow extends Delivery {
  /** Encrypted. */
  readonly body: string | null;
}

const deliveryColumns = [
  "id",
  "shop",
  "topic",
  "received_at",
  "settled_at",
  "state",
  "outcome",
  "reason",
  "detail",
  "tries",
  "body",
] as const;

function deliveryOf(row: {
  id: string;
  shop: string;
  topic: string;
  received_at: number;
  settled_at: number | null;
  state: string;
  outcome: string;
  reason: string | null;
  detail: string | null;
  tries: number;
  body: string | null;
}): DeliveryRow {
  return {
    id: row.id,
    shop: row.shop,
    topic: row.topic,
    receivedAt: row.received_at,
    settledAt: row.settled_at,
    state: state.parse(row.state),
    outcome: outcome.parse(row.outcome),
    reason: row.reason,
    detail: row.detail,
    tries: row.tries,
    hasBody: row.body !== null,
    body: row.body,
  };
}

/** Stores a delivery; of one that is there already nothing changes. Answers with what is there. */
export async function keepDelivery(
  db: Db,
  kept: { id: string; shop: string; key: string; topic: string; body: string; now: number },
): Promise<DeliveryRow> {
  await db
    .insertInto("shops_delivery")
    .values({
      id: kept.id,
      shop: kept.shop,
      key: kept.key,
      topic: kept.topic,
      body: kept.body,
      received_at: iso(kept.now),
      next_at: iso(kept.now),
      state: "waiting",
      outcome: "accepted",
    })
    .onConflict((conflict) => conflict.columns(["shop", "key"]).doNothing())
    .execute();
  const row = await db
    .selectFrom("shops_delivery")
    .select(deliveryColumns)
    .where("shop", "=", kept.shop)
    .where("key", "=", kept.key)
    .executeTakeFirstOrThrow();
  return deliveryOf(row);
}

/** A failed delivery that came again, with its body, waits anew. */
export async function wake(
  db: Db,
  woken: { id: string; body: string | null; now: number },
): Promise<void> {
  await sql`update shops_delivery set state = 'waiting', outcome = 'accepted', settled_at = null,
      next_at = ${iso(woken.now)}, body = coalesce(${woken.body}::text, body)
    where id = ${woken.id} and state = 'failed'`.execute(db);
}

export async function delivery(db: Db, shop: string, id: string): Promise<DeliveryRow | undefined> {
  const row = await db
    .selectFrom("shops_delivery")
    .select(deliveryColumns)
    .where("shop", "=", shop)
    .where("id", "=", id)
    .executeTakeFirst();
  return row && deliveryOf(row);
}

/** The delivery where it waits and nobody else works on it. */
export async function lockWaiting(tx: Tx, id: string): Promise<DeliveryRow | undefined> {
  const row = await tx
    .selectFrom("shops_delivery")
    .select(deliveryColumns)
    .where("id", "=", id)
    .where("state", "=", "waiting")
    .forUpdate()
    .skipLocked()
    .executeTakeFirst();
  return row && deliveryOf(row);
}

export async function dueDeliveries(
  db: Db,
  now: number,
  limit: number,
): Promise<{ id: string; shop: string }[]> {
  return await db
    .selectFrom("shops_delivery")
    .select(["id", "shop"])
    .where("state", "=", "waiting")
    .where(sql<boolean>`next_at <= ${iso(now)}`)
    .orderBy("next_at")
    .limit(limit)
    .execute();
}

/** What is done needs its body no more; what failed keeps it. */
export async function settle(
  db: Db,
  id: string,
  as: {
    state: "done" | "failed";
    outcome: Outcome;
    reason: string | null;
    detail: string | null;
    person: string | null;
    now: number;
  },
): Promise<void> {
  await sql`update shops_delivery set state = ${as.state}, outcome = ${as.outcome},
      reason = ${as.reason}, detail = ${as.detail}, settled_at = ${iso(as.now)}, next_at = null,
      tries = tries + 1, person = ${as.person},
      body = case when ${as.state}::text = 'done' then null else body end
    where id = ${id}`.execute(db);
}

export async function tryLater(
  db: Db,
  id: string,
  as: { reason: string; detail: string; nextAt: number },
): Promise<void> {
  await sql`update shops_delivery set tries = tries + 1, reason = ${as.reason},
      detail = ${as.detail}, next_at = ${iso(as.nextAt)}
    where id = ${id} and state = 'waiting'`.execute(db);
}

export async function deliveries(
  db: Db,
  query: {
    shop: string;
    outcome: string | null;
    before: { at: number; id: string } | null;
    limit: number;
  },
): Promise<DeliveryRow[]> {
  let select = db
    .selectFrom("shops_delivery")
    .select(deliveryColumns)
    .where("shop", "=", query.shop);
  if (query.outcome !== null) select = select.where("outcome", "=", query.outcome);
  if (query.before !== null) {
    const { at, id } = query.before;
    select = select.where(sql<boolean>`(received_at, id) < (${iso(at)}, ${id})`);
  }
  const rows = await select
    .orderBy("received_at", "desc")
    .orderBy("id", "desc")
    .limit(query.limit)
    .execute();
  return rows.map(deliveryOf);
}

/** Removes what lies there for no purpose any more; returns how many rows. */
export async function forgetDeliveries(
  db: Db,
  before: { done: number; failed: number },
): Promise<number> {
  const gone = await sql`delete from shops_delivery
    where (state = 'done' and settled_at < ${iso(before.done)})
       or (state = 'failed' and settled_at < ${iso(before.failed)})`.execute(db);
  return Number(gone.numAffectedRows ?? 0);
}

/** Bodies of a customer's deliveries go; that there were deliveries stays. */
export async function forgetBodiesOf(tx: Tx, person: string): Promise<void> {
  await sql`update shops_delivery set body = null, person = null,
      state = 'done', next_at = null, outcome = 'erased'
    where person = ${person}`.execute(tx);
}

export async function forgetBodiesOfShop(tx: Tx, shop: string, except: string): Promise<void> {
  await sql`update shops_delivery set body = null, person = null, state = 'done', next_at = null,
      outcome = 'ignored', reason = 'shop_forgotten'
    where shop = ${shop} and id <> ${except} and body is not null`.execute(tx);
  await sql`update shops_connection set credentials = null where shop = ${shop}`.execute(tx);
}
