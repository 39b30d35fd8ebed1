/** All SQL on quotes, orders and what came back of them. */
import type { OrderAnswer } from "@trofast/contract/checkout";
import { sql } from "kysely";
import { arrayText } from "../../platform/db.ts";
import type { Db, Tx } from "../../platform/db.ts";
import type { QuoteRow, ReturnRow } from "./domain.ts";

const instant = (at: number) => sql`${new Date(at).toISOString()}::timestamptz`;

/**
 * Stores a quote without waiting for the disk: one that a power cut takes within the same second is unknown at its commit,
 * and asked for again.
 */
export async function insertQuote(db: Db, row: QuoteRow): Promise<void> {
  const { id, memberId, store, quotedAt, expiresAt, quoted } = row;
  await sql`
    insert into checkout_quote (id, member_id, state, store, quoted_at, expires_at, quoted)
    select ${id}::uuid, ${memberId}::uuid, 'live', ${store}, ${instant(quotedAt)}, ${instant(expiresAt)},
      ${JSON.stringify(quoted)}::json
    where set_config('synchronous_commit', 'off', true) is not null`.execute(db);
}

const columns = sql`
  id, member_id as "memberId", state, store, quoted_at as "quotedAt", expires_at as "expiresAt", quoted, receipt,
  committed_at as "committedAt", answer`;

export async function findQuote(db: Db, id: string): Promise<QuoteRow | undefined> {
  const found = await sql<QuoteRow>`
    select ${columns} from checkout_quote where id = ${id}::uuid`.execute(db);
  return found.rows[0];
}

export interface QuotePlace {
  readonly id: string;
  readonly memberId: string | null;
  readonly store: string | null;
  /** Whose receipts the quote is sold under: its store's, else its sender's. */
  readonly issuer: string;
}

const place = sql`id, member_id as "memberId", store, coalesce(store, quoted ->> 'source') as issuer`;

/** Where a quote belongs, without what it says. */
export async function placeOf(db: Db, id: string): Promise<QuotePlace | undefined> {
  const found = await sql<QuotePlace>`
    select ${place} from checkout_quote where id = ${id}::uuid`.execute(db);
  return found.rows[0];
}

/** The quote, which nobody else changes until the transaction ends. */
export async function lockQuote(tx: Tx, id: string): Promise<QuoteRow | undefined> {
  const found = await sql<QuoteRow>`
    select ${columns} from checkout_quote where id = ${id}::uuid for update`.execute(tx);
  return found.rows[0];
}

/** Quotes of these members that may still be committed, in the order of their ids; locked. */
export async function lockOpenOf(
  tx: Tx,
  memberIds: readonly string[],
  now: number,
): Promise<QuoteRow[]> {
  const found = await sql<QuoteRow>`
    select ${columns} from checkout_quote
    where member_id = any(${arrayText(memberIds)}::uuid[]) and state in ('live', 'held')
      and expires_at > ${instant(now)}
    order by id for update`.execute(tx);
  return found.rows;
}

export async function findByReceipt(db: Db, receipt: string): Promise<QuoteRow | undefined> {
  const found = await sql<QuoteRow>`
    select ${columns} from checkout_quote where receipt = ${receipt}`.execute(db);
  return found.rows[0];
}

export async function holdQuote(
  tx: Tx,
  { id, until }: { id: string; until: number },
): Promise<void> {
  await sql`update checkout_quote set state = 'held', expires_at = ${instant(until)}
    where id = ${id}::uuid`.execute(tx);
}

export async function commitQuote(
  tx: Tx,
  order: { id: string; receipt: string | null; at: number; answer: OrderAnswer },
): Promise<void> {
  await sql`update checkout_quote set state = 'committed', receipt = ${order.receipt},
      committed_at = ${instant(order.at)}, answer = ${JSON.stringify(order.answer)}::json
    where id = ${order.id}::uuid`.execute(tx);
}

export async function voidQuote(tx: Tx, id: string): Promise<void> {
  await sql`update checkout_quote set state = 'voided' where id = ${id}::uuid`.execute(tx);
}

/** Forgets quotes that nobody committed and that ended before an instant; returns how many. */
export async function forgetQuotes(
  db: Db,
  { before, limit }: { before: number; limit: number },
): Promise<number> {
  const gone = await sql`delete from checkout_quote where id in (
    select id from checkout_quote where state <> 'committed' and expires_at < ${instant(before)}
    limit ${limit}::int)`.execute(db);
  return Number(gone.numAffectedRows ?? 0);
}

const returnColumns = sql`
  source, id, quote, returned_at as "returnedAt", content, part, delivery_minor as "deliveryMinor", answer`;

export async function findReturn(
  db: Db,
  ref: { source: string; id: string },
): Promise<ReturnRow | undefined> {
  const found = await sql<ReturnRow>`
    select ${returnColumns} from checkout_return
    where source = ${ref.source} and id = ${ref.id}`.execute(db);
  return found.rows[0];
}

/** What came back of an order, oldest first. */
export async function returnsOf(db: Db, quote: string): Promise<ReturnRow[]> {
  const found = await sql<ReturnRow>`
    select ${returnColumns} from checkout_return where quote = ${quote}::uuid
    order by returned_at, source, id`.execute(db);
  return found.rows;
}

/** False where the id was taken meanwhile. */
export async function insertReturn(tx: Tx, row: ReturnRow): Promise<boolean> {
  const done = await sql`
    insert into checkout_return (source, id, quote, returned_at, content, part, delivery_minor, answer)
    values (${row.source}, ${row.id}, ${row.quote}, ${instant(row.returnedAt)}, ${row.content},
      ${JSON.stringify(row.part)}::json, ${row.deliveryMinor}, ${JSON.stringify(row.answer)}::json)
    on conflict (source, id) do nothing`.execute(tx);
  return Number(done.numAffectedRows ?? 0) === 1;
}
