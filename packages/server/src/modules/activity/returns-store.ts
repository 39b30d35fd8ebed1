/** All SQL on what may come back, what came back, and what waits for its purchase. */
import type { Purchase } from "@trofast/engine/events";
import type { ReturnedPart } from "@trofast/engine/facts";
import { sql } from "kysely";
import {
  arrayText,
  insertMany,
  rowSet,
  type Columns,
  type Db,
  type Tx,
} from "../../platform/db.ts";

export interface LineRow {
  readonly member_id: string;
  readonly article: string;
  readonly event_id: string;
  readonly line: number;
  readonly occurred_at: number;
  readonly quantity: number;
  returned: number;
}

export async function insertLines(tx: Tx, rows: readonly LineRow[]): Promise<void> {
  const columns = {
    member_id: "uuid",
    article: "text",
    event_id: "uuid",
    line: "int4",
    occurred_at: "timestamptz",
    quantity: "int4",
    returned: "int4",
  } as const satisfies Columns;
  await insertMany(tx, "activity_line", columns, rows);
}

/** Counts pieces as returned; the table refuses more than were bought. */
export async function returnLines(
  tx: Tx,
  rows: readonly {
    member_id: string;
    article: string;
    event_id: string;
    line: number;
    returned: number;
  }[],
): Promise<void> {
  if (rows.length === 0) return;
  const columns = {
    member_id: "uuid",
    article: "text",
    event_id: "uuid",
    line: "int4",
    returned: "int4",
  } as const satisfies Columns;
  await sql`
    update activity_line l set returned = l.returned + i.returned
    from ${rowSet(columns, rows)} as i
    where l.member_id = i.member_id and l.article = i.article
      and l.event_id = i.event_id and l.line = i.line`.execute(tx);
}

/** Lines of these articles that these members bought and still keep pieces of, newest purchase first. */
export async function keptLines(
  db: Db,
  wanted: readonly { member_id: string; article: string }[],
): Promise<LineRow[]> {
  if (wanted.length === 0) return [];
  const columns = { member_id: "uuid", article: "text" } as const;
  const result = await sql<LineRow>`
    select l.member_id, l.article, l.event_id, l.line, l.occurred_at, l.quantity, l.returned
    from ${rowSet(columns, wanted)} as w
    join activity_line l on l.member_id = w.member_id and l.article = w.article
    where l.returned < l.quantity
    order by l.occurred_at desc, l.event_id desc, l.line`.execute(db);
  return result.rows;
}

export interface ReturnRow {
  readonly member_id: string;
  readonly purchase_id: string;
  readonly purchase_occurred_at: number;
  readonly event_id: string;
  readonly member_version: number;
  readonly part: string;
}

export async function insertReturns(tx: Tx, rows: readonly ReturnRow[]): Promise<void> {
  const columns = {
    member_id: "uuid",
    purchase_id: "uuid",
    purchase_occurred_at: "timestamptz",
    event_id: "uuid",
    member_version: "int4",
    part: "json",
  } as const satisfies Columns;
  await insertMany(tx, "activity_return", columns, rows);
}

/** Parts of purchases that came back, in booking order. */
export async function returnsOf(
  db: Db,
  memberIds: readonly string[],
  purchaseIds: readonly string[],
): Promise<{ purchase_id: string; event_id: string; part: ReturnedPart }[]> {
  const result = await sql<{ purchase_id: string; event_id: string; part: ReturnedPart }>`
    select purchase_id, event_id, part from activity_return
    where member_id = any(${arrayText(memberIds)}::uuid[])
      and purchase_id = any(${arrayText(purchaseIds)}::uuid[])
    order by member_version`.execute(db);
  return result.rows;
}

/** The purchases that a member's return was matched to. */
export async function purchasesOfReturn(
  db: Db,
  { memberId, eventId }: { readonly memberId: string; readonly eventId: string },
): Promise<{ member_id: string; occurred_at: number; id: string }[]> {
  const result = await sql<{ member_id: string; occurred_at: number; id: string }>`
    select member_id, purchase_occurred_at as occurred_at, purchase_id as id
    from activity_return where member_id = ${memberId} and event_id = ${eventId}`.execute(db);
  return result.rows;
}

export interface ParkedRow {
  readonly member_id: string;
  readonly id: string;
  readonly reason: "no_purchase" | "too_old" | "clock_wrong" | "told_twice";
  readonly source: string;
  readonly source_id: string;
  readonly occurred_at: number;
  readonly parked_at: number;
  /** JSON text of what was submitted. */
  readonly event: string;
}

export async function insertParked(tx: Tx, rows: readonly ParkedRow[]): Promise<void> {
  const columns = {
    member_id: "uuid",
    id: "uuid",
    reason: "text",
    source: "text",
    source_id: "text",
    occurred_at: "timestamptz",
    parked_at: "timestamptz",
    event: "json",
  } as const satisfies Columns;
  await insertMany(tx, "activity_parked", columns, rows);
}

export type WaitingRow = Omit<ParkedRow, "event"> & { readonly event: unknown };

/** Returns of these members that wait for their purchase, oldest first. */
export async function waitingReturns(db: Db, memberIds: readonly string[]): Promise<WaitingRow[]> {
  if (memberIds.length === 0) return [];
  const result = await sql<WaitingRow>`
    select member_id, id, reason, source, source_id, occurred_at, parked_at, event
    from activity_parked
    where member_id = any(${arrayText(memberIds)}::uuid[])
      and settled_at is null and reason = 'no_purchase'
    order by occurred_at, id`.execute(db);
  return result.rows;
}

/** What shops told of these members' purchases and a person was asked about, unless they booked it. */
export async function askedTwice(db: Db, memberIds: readonly string[]): Promise<WaitingRow[]> {
  if (memberIds.length === 0) return [];
  const result = await sql<WaitingRow>`
    select member_id, id, reason, source, source_id, occurred_at, parked_at, event
    from activity_parked
    where member_id = any(${arrayText(memberIds)}::uuid[]) and reason = 'told_twice'
      and (settled_at is null or settled_because is not null)
    order by parked_at, id`.execute(db);
  return result.rows;
}

/** What waits in one member's name waits in another's from now on. */
export async function moveParked(
  tx: Tx,
  { from, to }: { readonly from: string; readonly to: string },
): Promise<void> {
  await tx
    .updateTable("activity_parked")
    .set({ member_id: to })
    .where("member_id", "=", from)
    .where("settled_at", "is", null)
    .execute();
}

export async function settleParked(
  tx: Tx,
  rows: readonly { member_id: string; id: string; settled_at: number }[],
): Promise<void> {
  if (rows.length === 0) return;
  const columns = { member_id: "uuid", id: "uuid", settled_at: "timestamptz" } as const;
  await sql`
    update activity_parked p set settled_at = i.settled_at, settled_as = 'booked'
    from ${rowSet(columns, rows)} as i
    where p.member_id = i.member_id and p.id = i.id`.execute(tx);
}

export interface ParkedNow extends WaitingRow {
  /** null: it waits. */
  readonly settled_at: number | null;
  /** Why a person set it aside; null where nobody did. */
  readonly settled_because: string | null;
}

/** Everything that waits, or everything that somebody set aside; oldest first. */
export async function parked(
  db: Db,
  page: {
    afterAt: number;
    afterId: string;
    limit: number;
    isSetAside: boolean;
    /** Only what came from these; null: all. */
    stores: readonly string[] | null;
  },
): Promise<ParkedNow[]> {
  const after = new Date(page.afterAt).toISOString();
  const state = page.isSetAside ? sql`settled_because is not null` : sql`settled_at is null`;
  const { stores } = page;
  const own =
    stores === null ? sql`` : sql`and event->>'store' = any(${arrayText(stores)}::text[])`;
  const result = await sql<ParkedNow>`
    select member_id, id, reason, source, source_id, occurred_at, parked_at, event,
      settled_at, settled_because
    from activity_parked
    where ${state} ${own} and (parked_at, id) > (${after}::timestamptz, ${page.afterId}::uuid)
    order by parked_at, id
    limit ${page.limit}`.execute(db);
  return result.rows;
}

/** One of a member's, whatever has become of it; null where there is none. */
export async function parkedOne(
  db: Db,
  { memberId, parkedId }: { readonly memberId: string; readonly parkedId: string },
): Promise<ParkedNow | null> {
  const result = await sql<ParkedNow>`
    select member_id, id, reason, source, source_id, occurred_at, parked_at, event,
      settled_at, settled_because
    from activity_parked where member_id = ${memberId} and id = ${parkedId}`.execute(db);
  return result.rows[0] ?? null;
}

/** What waits is set aside by a person; the caller holds the member. */
export async function setAside(
  tx: Tx,
  {
    memberId,
    parkedId,
    at,
    because,
  }: {
    readonly memberId: string;
    readonly parkedId: string;
    readonly at: number;
    readonly because: string;
  },
): Promise<void> {
  await sql`
    update activity_parked set settled_at = ${new Date(at).toISOString()},
      settled_as = 'dismissed', settled_because = ${because}
    where member_id = ${memberId} and id = ${parkedId} and settled_at is null`.execute(tx);
}

/** The way back; the caller holds the member. */
export async function takeBack(
  tx: Tx,
  { memberId, parkedId }: { readonly memberId: string; readonly parkedId: string },
): Promise<void> {
  await sql`
    update activity_parked set settled_at = null, settled_as = null, settled_because = null
    where member_id = ${memberId} and id = ${parkedId}
      and settled_because is not null`.execute(tx);
}

export interface PurchaseRow {
  readonly member_id: string;
  readonly occurred_at: number;
  readonly id: string;
  readonly source: string;
  readonly source_id: string;
  readonly store: string | null;
  readonly payload: Purchase;
}

/** Purchases up to an instant: those with any of these articles still kept first, then the newest. */
export async function purchasesBefore(
  db: Db,
  wanted: {
    readonly memberIds: readonly string[];
    readonly at: number;
    readonly articles: readonly string[];
    readonly limit: number;
  },
): Promise<PurchaseRow[]> {
  const until = new Date(wanted.at).toISOString();
  const ids = arrayText(wanted.memberIds);
  const result = await sql<PurchaseRow>`
    select e.member_id, e.occurred_at, e.id, e.source, e.source_id, e.store, e.payload
    from activity_event e
    left join (
      select distinct l.member_id, l.event_id from activity_line l
      where l.member_id = any(${ids}::uuid[])
        and l.article = any(${arrayText(wanted.articles)}::text[]) and l.returned < l.quantity
    ) k on k.member_id = e.member_id and k.event_id = e.id
    where e.member_id = any(${ids}::uuid[]) and e.kind = 'purchase' and e.occurred_at <= ${until}
    order by (k.event_id is not null) desc, e.occurred_at desc, e.id desc
    limit ${wanted.limit}`.execute(db);
  return result.rows;
}

/** All lines of purchases, with what came back of them. */
export async function linesOf(
  db: Db,
  purchases: readonly { readonly member_id: string; readonly event_id: string }[],
): Promise<LineRow[]> {
  if (purchases.length === 0) return [];
  const columns = { member_id: "uuid", event_id: "uuid" } as const;
  const result = await sql<LineRow>`
    select l.member_id, l.article, l.event_id, l.line, l.occurred_at, l.quantity, l.returned
    from ${rowSet(columns, purchases)} as p
    join activity_line l on l.member_id = p.member_id and l.event_id = p.event_id`.execute(db);
  return result.rows;
}

export interface PurchaseKey {
  readonly member_id: string;
  readonly occurred_at: number;
  readonly id: string;
}

export interface PurchaseOut extends PurchaseRow {
  readonly channel: string | null;
  /** Pieces that came back, by the number of their line. */
  readonly returned: Readonly<Record<number, number>>;
}

/** Purchases within a time, member by member in the order of their key, for whoever reads all of them. */
export async function purchasesOut(
  db: Db,
  page: {
    readonly from: number;
    readonly until: number;
    readonly after: PurchaseKey | null;
    readonly limit: number;
  },
): Promise<PurchaseOut[]> {
  const { after } = page;
  const place =
    after === null
      ? sql``
      : sql`and (member_id, occurred_at, id) > (${after.member_id}::uuid,
          ${new Date(after.occurred_at).toISOString()}::timestamptz, ${after.id}::uuid)`;
  const result = await sql<PurchaseOut>`
    select e.*, coalesce((
      select json_object_agg(l.line, l.returned) from activity_line l
      where l.member_id = e.member_id and l.event_id = e.id and l.returned > 0
    ), '{}'::json) as returned
    from (
      select member_id, occurred_at, id, source, source_id, store, channel, payload
      from activity_event
      where kind = 'purchase' and occurred_at >= ${new Date(page.from).toISOString()}::timestamptz
        and occurred_at < ${new Date(page.until).toISOString()}::timestamptz ${place}
      order by member_id, occurred_at, id
      limit ${page.limit}
    ) e
    order by e.member_id, e.occurred_at, e.id`.execute(db);
  return result.rows;
}
