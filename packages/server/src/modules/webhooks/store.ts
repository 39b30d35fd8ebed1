import { webhookTypes } from "@trofast/contract/webhooks";
import { sql } from "kysely";
import { z } from "zod";
import { insertMany } from "../../platform/db.ts";
import type { Columns, Db, Tx } from "../../platform/db.ts";
import type { Attempt, Delivery, SecretSpan, Webhook } from "./domain.ts";

const iso = (instant: number): string => new Date(instant).toISOString();
const spans = z.array(z.object({ since: z.int(), until: z.int().nullable() }));
const attempts = z.array(
  z.object({
    at: z.int(),
    status: z.int().nullable(),
    fault: z.string().nullable(),
    milliseconds: z.int(),
  }),
);
const state = z.enum(["active", "disabled"]);
const deliveryState = z.enum(["waiting", "delivered", "dead"]);

export interface WebhookRow extends Webhook {
  /** Encrypted. */
  readonly secrets: string;
}

const webhookColumns = [
  "webhook",
  "url",
  "types",
  "state",
  "disabled_why",
  "secrets",
  "secret_spans",
  "created_at",
  "updated_at",
] as const;

function webhookOf(row: {
  webhook: string;
  url: string;
  types: string[];
  state: string;
  disabled_why: string | null;
  secrets: string;
  secret_spans: unknown;
  created_at: number;
  updated_at: number;
}): WebhookRow {
  return {
    webhook: row.webhook,
    url: row.url,
    types: row.types,
    state: state.parse(row.state),
    disabledWhy: row.disabled_why,
    secrets: row.secrets,
    spans: spans.parse(row.secret_spans),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

export async function webhooks(db: Db): Promise<WebhookRow[]> {
  const rows = await db
    .selectFrom("webhooks_subscription")
    .select(webhookColumns)
    .orderBy("webhook")
    .execute();
  return rows.map(webhookOf);
}

export async function webhook(db: Db, id: string): Promise<WebhookRow | undefined> {
  const row = await db
    .selectFrom("webhooks_subscription")
    .select(webhookColumns)
    .where("webhook", "=", id)
    .executeTakeFirst();
  return row && webhookOf(row);
}

/** Held until the transaction ends. */
export async function lockWebhook(tx: Tx, id: string): Promise<WebhookRow | undefined> {
  const row = await tx
    .selectFrom("webhooks_subscription")
    .select(webhookColumns)
    .where("webhook", "=", id)
    .forUpdate()
    .executeTakeFirst();
  return row && webhookOf(row);
}

export async function saveWebhook(
  tx: Tx,
  write: {
    webhook: string;
    url: string;
    types: readonly string[];
    secrets: string;
    spans: readonly SecretSpan[];
    now: number;
  },
): Promise<void> {
  const values = {
    url: write.url,
    types: [...write.types],
    state: "active",
    disabled_why: null,
    secrets: write.secrets,
    secret_spans: JSON.stringify(write.spans),
    updated_at: iso(write.now),
  };
  await tx
    .insertInto("webhooks_subscription")
    .values({ ...values, webhook: write.webhook, created_at: iso(write.now) })
    .onConflict((conflict) => conflict.column("webhook").doUpdateSet(values))
    .execute();
}

export async function disable(db: Db, id: string, why: string, now: number): Promise<void> {
  await sql`update webhooks_subscription
    set state = 'disabled', disabled_why = ${why}, updated_at = ${iso(now)}
    where webhook = ${id}`.execute(db);
}

export async function deleteWebhook(tx: Tx, id: string): Promise<void> {
  await tx.deleteFrom("webhooks_delivery").where("webhook", "=", id).execute();
  await tx.deleteFrom("webhooks_subscription").where("webhook", "=", id).execute();
}

export async function openCounts(db: Db): Promise<Map<string, { waiting: number; dead: number }>> {
  const rows = await sql<{ webhook: string; waiting: number; dead: number }>`
    select webhook, count(*) filter (where state = 'waiting')::int as waiting,
      count(*) filter (where state = 'dead')::int as dead
    from webhooks_delivery where state <> 'delivered' group by webhook`.execute(db);
  return new Map(rows.rows.map(({ webhook: id, ...counts }) => [id, counts]));
}

/** How far the log has been read, held until the transaction ends; null where somebody else reads it. */
export async function lockCursor(tx: Tx, startAt: number): Promise<number | null> {
  await sql`insert into webhooks_cursor (one, through_at) values (true, ${iso(startAt)})
    on conflict do nothing`.execute(tx);
  const found = await sql<{ through_at: number }>`
    select through_at from webhooks_cursor for update skip locked`.execute(tx);
  return found.rows[0]?.through_at ?? null;
}

export async function moveCursor(tx: Tx, throughAt: number): Promise<void> {
  await sql`update webhooks_cursor set through_at = ${iso(throughAt)}
    where through_at < ${iso(throughAt)}`.execute(tx);
}

const newColumns = {
  id: "uuid",
  webhook: "text",
  type: "text",
  about: "text",
  occurred_at: "timestamptz",
  made_at: "timestamptz",
  next_at: "timestamptz",
  state: "text",
  body: "text",
} as const satisfies Columns;

export interface NewDelivery {
  readonly id: string;
  readonly webhook: string;
  readonly type: string;
  readonly about: string;
  readonly at: number;
  readonly body: string;
}

/** What was told before is left as it is; returns how many are new. */
export async function addDeliveries(
  tx: Tx,
  fresh: readonly NewDelivery[],
  now: number,
): Promise<number> {
  const rows = fresh.map(({ at, ...rest }) => ({
    ...rest,
    occurred_at: at,
    made_at: now,
    next_at: now,
    state: "waiting",
  }));
  return await insertMany(tx, "webhooks_delivery", newColumns, rows, {
    onConflict: sql`(webhook, type, about) do nothing`,
  });
}

export interface DueDelivery {
  readonly id: string;
  readonly webhook: string;
  readonly type: string;
  readonly body: string;
  readonly tries: number;
}

/**
 * Takes messages that are due, a few of each webhook, and puts them off by `leaseMs`: who took them and went away has
 * not kept them from being sent.
 */
export async function takeDue(
  db: Db,
  query: { now: number; leaseMs: number; perWebhook: number; limit: number },
): Promise<DueDelivery[]> {
  const found = await sql<DueDelivery>`
    with due as (
      select d.id, d.webhook,
        row_number() over (partition by d.webhook order by d.next_at, d.id) as place
      from webhooks_delivery d
      join webhooks_subscription s on s.webhook = d.webhook and s.state = 'active'
      where d.state = 'waiting' and d.next_at <= ${iso(query.now)}
    ), taken as (
      select d.id from webhooks_delivery d
      where d.id in (select id from due where place <= ${query.perWebhook} limit ${query.limit})
        and d.state = 'waiting' and d.next_at <= ${iso(query.now)}
      for update skip locked
    )
    update webhooks_delivery d
    set next_at = ${iso(query.now + query.leaseMs)}, tries = d.tries + 1
    from taken where d.id = taken.id
    returning d.id, d.webhook, d.type, d.body, d.tries`.execute(db);
  return found.rows;
}

export async function noteAttempt(
  db: Db,
  id: string,
  as: {
    state: "waiting" | "delivered" | "dead";
    nextAt: number | null;
    settledAt: number | null;
    attempt: Attempt;
  },
): Promise<void> {
  await sql`update webhooks_delivery set state = ${as.state},
      next_at = ${as.nextAt === null ? null : iso(as.nextAt)}::timestamptz,
      settled_at = ${as.settledAt === null ? null : iso(as.settledAt)}::timestamptz,
      attempts = (attempts::jsonb || ${JSON.stringify([as.attempt])}::jsonb)::json
    where id = ${id}`.execute(db);
}

const deliveryColumns = [
  "id",
  "webhook",
  "type",
  "occurred_at",
  "made_at",
  "state",
  "tries",
  "next_at",
  "settled_at",
  "attempts",
] as const;

function deliveryOf(row: {
  id: string;
  webhook: string;
  type: string;
  occurred_at: number;
  made_at: number;
  state: string;
  tries: number;
  next_at: number | null;
  settled_at: number | null;
  attempts: unknown;
}): Delivery {
  return {
    id: row.id,
    webhook: row.webhook,
    type: webhookTypes.parse(row.type),
    occurredAt: row.occurred_at,
    madeAt: row.made_at,
    state: deliveryState.parse(row.state),
    tries: row.tries,
    nextAt: row.next_at,
    settledAt: row.settled_at,
    attempts: attempts.parse(row.attempts),
  };
}

export async function delivery(
  db: Db,
  webhookId: string,
  id: string,
): Promise<Delivery | undefined> {
  const row = await db
    .selectFrom("webhooks_delivery")
    .select(deliveryColumns)
    .where("webhook", "=", webhookId)
    .where("id", "=", id)
    .executeTakeFirst();
  return row && deliveryOf(row);
}

export async function deliveries(
  db: Db,
  query: {
    webhook: string;
    state: string | null;
    before: { at: number; id: string } | null;
    limit: number;
  },
): Promise<Delivery[]> {
  let select = db
    .selectFrom("webhooks_delivery")
    .select(deliveryColumns)
    .where("webhook", "=", query.webhook);
  if (query.state !== null) select = select.where("state", "=", query.state);
  if (query.before !== null) {
    const { at, id } = query.before;
    select = select.where(sql<boolean>`(made_at, id) < (${iso(at)}::timestamptz, ${id}::uuid)`);
  }
  const rows = await select
    .orderBy("made_at", "desc")
    .orderBy("id", "desc")
    .limit(query.limit)
    .execute();
  return rows.map(deliveryOf);
}

/** Sends again from the first try on; null where there is no such message. */
export async function wake(db: Db, webhookId: string, id: string, now: number): Promise<boolean> {
  const woken = await sql`update webhooks_delivery
    set state = 'waiting', next_at = ${iso(now)}, settled_at = null, tries = 0
    where webhook = ${webhookId} and id = ${id} returning id`.execute(db);
  return woken.rows.length > 0;
}

export async function wakeDead(
  db: Db,
  webhookId: string,
  since: number,
  now: number,
): Promise<number> {
  const woken = await sql`update webhooks_delivery
    set state = 'waiting', next_at = ${iso(now)}, settled_at = null, tries = 0
    where webhook = ${webhookId} and state = 'dead' and occurred_at >= ${iso(since)}
    returning id`.execute(db);
  return woken.rows.length;
}

export async function forget(db: Db, before: number): Promise<number> {
  const gone = await sql`delete from webhooks_delivery where settled_at < ${iso(before)}`.execute(
    db,
  );
  return Number(gone.numAffectedRows ?? 0);
}
