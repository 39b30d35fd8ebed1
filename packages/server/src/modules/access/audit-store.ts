/** All SQL on the audit trail and its seals. */
import { sql } from "kysely";
import type { Db, Tx } from "../../platform/db.ts";

const text = (instant: number): string => new Date(instant).toISOString();

export interface StoredEntry {
  readonly id: string;
  readonly recordedAt: number;
  readonly actor: string;
  readonly act: string;
  readonly subjects: readonly string[];
  readonly requestId: string;
  readonly status: number | null;
  readonly detail: unknown;
}

export async function insertEntry(db: Db, entry: StoredEntry): Promise<void> {
  await db
    .insertInto("access_audit")
    .values({
      id: entry.id,
      recorded_at: text(entry.recordedAt),
      actor: entry.actor,
      act: entry.act,
      subjects: [...entry.subjects],
      request_id: entry.requestId,
      status: entry.status,
      detail: JSON.stringify(entry.detail),
    })
    .execute();
}

export interface EntryFilter {
  readonly actor?: string | undefined;
  readonly act?: string | undefined;
  readonly subject?: string | undefined;
  readonly from?: number | undefined;
  readonly until?: number | undefined;
  /** Only acts of people and keys that are held to some of these; null: everybody's. */
  readonly stores: readonly string[] | null;
}

/** Newest first, before the entry named by `before`. */
export async function listEntries(
  db: Db,
  filter: EntryFilter & {
    readonly before: { readonly at: number; readonly id: string } | null;
    readonly limit: number;
  },
): Promise<StoredEntry[]> {
  const { actor, act, subject, from, until, before, stores } = filter;
  let query = db.selectFrom("access_audit").selectAll();
  if (stores !== null) {
    query = query.where(sql<boolean>`actor in (
      select 'staff:' || id from access_staff where stores <@ ${[...stores]}::text[]
      union all select 'key:' || id from access_key where stores <@ ${[...stores]}::text[])`);
  }
  if (actor !== undefined) query = query.where("actor", "=", actor);
  if (act !== undefined) query = query.where("act", "=", act);
  if (subject !== undefined) query = query.where(sql<boolean>`subjects @> array[${subject}::text]`);
  if (from !== undefined)
    query = query.where(sql<boolean>`recorded_at >= ${text(from)}::timestamptz`);
  if (until !== undefined)
    query = query.where(sql<boolean>`recorded_at < ${text(until)}::timestamptz`);
  if (before !== null) {
    query = query.where(
      sql<boolean>`(recorded_at, id) < (${text(before.at)}::timestamptz, ${before.id}::uuid)`,
    );
  }
  const rows = await query
    .orderBy("recorded_at", "desc")
    .orderBy("id", "desc")
    .limit(filter.limit)
    .execute();
  return rows.map((row) => ({
    id: row.id,
    recordedAt: row.recorded_at,
    actor: row.actor,
    act: row.act,
    subjects: row.subjects,
    requestId: row.request_id,
    status: row.status,
    detail: row.detail,
  }));
}

export interface Seal {
  readonly no: number;
  readonly after: number;
  readonly through: number;
  readonly entries: number;
  readonly hash: string;
}

export async function lastSeal(db: Db): Promise<Seal | undefined> {
  return (await listSeals(db, { after: -1, limit: 1, newestFirst: true }))[0];
}

export async function listSeals(
  db: Db,
  page: { readonly after: number; readonly limit: number; readonly newestFirst?: boolean },
): Promise<Seal[]> {
  const rows = await db
    .selectFrom("access_audit_seal")
    .selectAll()
    .where("no", ">", page.after)
    .orderBy("no", page.newestFirst === true ? "desc" : "asc")
    .limit(page.limit)
    .execute();
  return rows.map((row) => ({
    no: row.no,
    after: row.after_at,
    through: row.through_at,
    entries: row.entries,
    hash: row.hash,
  }));
}

/** One sealer at a time: two would make the same number. */
export async function lockSeals(tx: Tx): Promise<void> {
  const sealLock = 7_402_018_116;
  await sql`select pg_advisory_xact_lock(${sealLock}::bigint)`.execute(tx);
}

/** @returns false where another sealer was faster. */
export async function insertSeal(tx: Tx, seal: Seal): Promise<void> {
  await tx
    .insertInto("access_audit_seal")
    .values({
      no: seal.no,
      after_at: text(seal.after),
      through_at: text(seal.through),
      entries: seal.entries,
      hash: seal.hash,
    })
    .execute();
}

/** The instant with which a chunk of about `size` entries ends; null where there are none. */
export async function chunkEnd(
  db: Db,
  chunk: { readonly after: number; readonly until: number; readonly size: number },
): Promise<number | null> {
  const found = await sql<{ through: number | null }>`select max(recorded_at) as through from (
    select recorded_at from access_audit
    where recorded_at > ${text(chunk.after)}::timestamptz
      and recorded_at <= ${text(chunk.until)}::timestamptz
    order by recorded_at limit ${chunk.size}::int) as chunk`.execute(db);
  return found.rows[0]?.through ?? null;
}

/** Number and hash of what was recorded in an interval, chained to the hash before. */
export async function chunkHash(
  db: Db,
  interval: { readonly after: number; readonly through: number },
  previous: string,
): Promise<{ entries: number; hash: string }> {
  // JSON keeps what is a comma in a text apart from one between two.
  const found = await sql<{ entries: number; hash: string }>`
    select count(*)::int as entries,
      encode(sha256(convert_to(${previous} || coalesce(string_agg(
        json_build_array(id, floor(date_part('epoch', recorded_at) * 1000)::bigint, actor, act, subjects,
          request_id, status, detail::text)::text,
        E'\n' order by recorded_at, id), ''), 'UTF8')), 'hex') as hash
    from access_audit
    where recorded_at > ${text(interval.after)}::timestamptz
      and recorded_at <= ${text(interval.through)}::timestamptz`.execute(db);
  const [row] = found.rows;
  if (row === undefined) throw new Error("a hash without a row");
  return row;
}

export async function countAfter(db: Db, after: number): Promise<number> {
  const found = await sql<{ entries: number }>`select count(*)::int as entries from access_audit
    where recorded_at > ${text(after)}::timestamptz`.execute(db);
  return found.rows[0]?.entries ?? 0;
}
