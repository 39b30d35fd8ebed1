/** Reads of all tables for checking and explaining. Nothing here writes, except the seals, which are ours. */
import { whole, type ToldByEvent } from "@trofast/engine/told-apart";
import { sql, type RawBuilder } from "kysely";
import { arrayText, MILLISECONDS, type Db, type Tx } from "../../platform/db.ts";
import type { StoredEvent } from "../activity/domain.ts";
import { compare, type LoggedEvent } from "./domain.ts";

/** The next wallets in id order, and how many events each has at most. */
export async function walletsAfter(
  db: Db,
  after: string,
  limit: number,
): Promise<{ member_id: string; events: number }[]> {
  const result = await sql<{ member_id: string; events: number }>`
    select member_id, coalesce(
      (select max(wallet_version) from activity_event where wallet_id = s.member_id), 0) as events
    from activity_state s where member_id > ${after} order by member_id limit ${limit}`.execute(db);
  return result.rows;
}

/** Wallets by name, or all from one through another, which the database finds sooner than many names. */
export type Wallets = readonly string[] | { readonly first: string; readonly last: string };

function isAmong(column: string, wallets: Wallets): RawBuilder<unknown> {
  const name = sql.ref(column);
  return "first" in wallets
    ? sql`${name} between ${wallets.first} and ${wallets.last}`
    : sql`${name} = any(${arrayText(wallets)}::uuid[])`;
}

/** The folded documents of members as they are stored, as texts. */
export interface MemberDocuments {
  readonly member_id: string;
  readonly state: string;
  readonly statistics: string | null;
  readonly stale: boolean | null;
}

export async function memberDocuments(db: Db, members: Wallets): Promise<MemberDocuments[]> {
  const result = await sql<MemberDocuments>`
    select s.member_id, s.state::text as state, t.statistics::text as statistics, t.stale
    from activity_state s left join activity_statistics t on t.member_id = s.member_id
    where ${isAmong("s.member_id", members)} order by s.member_id`.execute(db);
  return result.rows;
}

/** What members had told when an event was decided, which lies beside the log. */
export const beside = sql`
  left join activity_told t on t.member_id = e.member_id and t.event_id = e.id`;

/**
 * All events of these wallets, in the order in which they were booked, to be folded one after another. Put in order here:
 * the database would carry each document through its sort, which costs it a third of the read.
 */
export async function loggedEvents(db: Db, wallets: Wallets): Promise<LoggedEvent[]> {
  const result = await sql<LoggedEvent>`
    select e.member_id, (date_part('epoch', occurred_at) ${MILLISECONDS} as occurred_at, id, wallet_id,
           wallet_version, (date_part('epoch', booked_at) ${MILLISECONDS} as booked_at, kind, source,
           source_id, channel, store, programme_version, engine_semantics,
           payload::text as payload, facts::text as facts, t.answers as told,
           effects::text as effects, balances::text as balances
    from activity_event e ${beside} where ${isAmong("wallet_id", wallets)}`.execute(db);
  return result.rows.toSorted(
    (left, right) =>
      compare(left.wallet_id, right.wallet_id) || left.wallet_version - right.wallet_version,
  );
}

/** How many rows a share of a table has, and the exclusive or of their hashes, as `ShareSums` reckons them. */
export interface ShareSum {
  readonly share: number;
  readonly count: number;
  readonly sum: string;
}
/** One seed of all hashes; wallets fall into so many shares by theirs. A power of two. */
export interface Hashing {
  readonly seed: string;
  readonly shares: number;
}

/**
 * The rows of a book reduced, by shares of the wallets: see `BooksHash`, which reckons the same from the log. A read of
 * the table from end to end costs a third of finding each wallet's rows by an index.
 *
 * @param walletIds only these wallets' rows; those of all, where left out.
 */
export async function bookSums(
  db: Db,
  book: Book,
  { seed, shares }: Hashing,
  walletIds?: readonly string[],
): Promise<ShareSum[]> {
  const { table, rowHash } = bookHashes[book];
  const share = sql.raw(`(uuid_hash_extended(member_id, ${seed}) & ${shares - 1})::int`);
  const chosen = walletIds ? sql`where member_id = any(${arrayText(walletIds)}::uuid[])` : sql``;
  const result = await sql<ShareSum>`
    select ${share} as share, count(*) as count, bit_xor(${sql.raw(rowHash(seed))})::text as sum
    from ${sql.table(table)} ${chosen} group by 1`.execute(db);
  return result.rows;
}

const textHash = (seed: string, ...columns: string[]): string =>
  columns.reduce((inner, column) => `hashtextextended(${column}, ${inner})`, seed);

/** Chains of hashes, to be read from the inside out. */
const bookHashes = {
  postings: {
    table: "ledger_posting",
    rowHash: (seed: string) =>
      `uuid_hash_extended(coalesce(of_event, '00000000-0000-0000-0000-000000000000'),
       hashint4extended(coalesce(of_no, 0), hashint4extended(coalesce(lot, 0),
       hashfloat8extended(amount, hashint4extended(no, uuid_hash_extended(event_id,
       uuid_hash_extended(member_id, hash_record_extended(row(occurred_at, booked_at),
       hashint4extended(programme_version,
       ${textHash(seed, "unit", "debit", "credit", "rule", "coalesce(period, '-')")})))))))))`,
  },
  lots: {
    table: "ledger_lot",
    rowHash: (seed: string) =>
      `hashfloat8extended(expired, hashint4extended(no, hashfloat8extended(held,
       hashint4extended(posting, hashfloat8extended(remaining, hashint4extended(no,
       hashfloat8extended(amount, uuid_hash_extended(event_id, uuid_hash_extended(member_id,
       hash_record_extended(row(available_at, expires_at), ${textHash(seed, "unit")}))))))))))`,
  },
  uses: {
    table: "ledger_lot_use",
    rowHash: (seed: string) =>
      `hashfloat8extended(amount, hashint4extended(lot, hashint4extended(posting,
       uuid_hash_extended(member_id, ${seed}))))`,
  },
  holds: {
    table: "ledger_hold",
    rowHash: (seed: string) =>
      `hashfloat8extended(amount, hashint4extended(lot, uuid_hash_extended(event_id,
       uuid_hash_extended(member_id,
       ${textHash(seed, "hold", "unit", "coalesce(outcome, 'open')")}))))`,
  },
  lines: {
    table: "activity_line",
    rowHash: (seed: string) =>
      `hashint4extended(returned, hashint4extended(quantity, hashint4extended(line,
       uuid_hash_extended(event_id, uuid_hash_extended(member_id, ${textHash(seed, "article")})))))`,
  },
} as const;

export const BOOKS = ["postings", "lots", "uses", "holds", "lines"] as const;
export type Book = (typeof BOOKS)[number];

/** Booked claims by shares of their own hashes. */
export async function claimSums(db: Db, { seed, shares }: Hashing): Promise<ShareSum[]> {
  const result = await sql<ShareSum>`
    select (hash & ${sql.raw(String(shares - 1))})::int as share, count(*) as count,
           bit_xor(hash)::text as sum
    from (select ${sql.raw(`uuid_hash_extended(event_id, ${textHash(seed, "key")})`)} as hash
          from activity_claim where outcome = 'booked') as claims
    group by 1`.execute(db);
  return result.rows;
}

/** All events of these wallets, in the order in which they were booked. */
export async function eventsOfWallets(
  db: Db,
  walletIds: readonly string[],
  throughVersion = 2_147_483_647,
): Promise<StoredEvent[]> {
  const result = await sql<StoredEvent & { told: ToldByEvent | null }>`
    select e.member_id, occurred_at, id, wallet_id, member_version, wallet_version, booked_at,
           recorded_at, kind, source, source_id, channel, store, programme_version,
           engine_semantics, payload, facts, effects, balances, t.answers as told
    from activity_event e ${beside}
    where wallet_id = any(${arrayText(walletIds)}::uuid[]) and wallet_version <= ${throughVersion}
    order by wallet_id, wallet_version`.execute(db);
  return result.rows.map(whole);
}

/** Events that booked claims of these keys stand for. */
export async function claimedBy(db: Db, keys: readonly string[]): Promise<Map<string, string>> {
  const result = await sql<{ key: string; event_id: string }>`
    select key, event_id from activity_claim
    where outcome = 'booked' and key = any(${arrayText(keys)}::text[])`.execute(db);
  return new Map(result.rows.map((row) => [row.key, row.event_id]));
}

/** Statements over whole tables may take longer than a request's. */
export async function allowLongStatements(tx: Db): Promise<void> {
  await sql`set local statement_timeout = 0`.execute(tx);
}

/** Wallets with events recorded since an instant: all, or as many of them as `limit` says, whichever the seed picks. */
export async function walletsChanged(
  db: Db,
  { since, seed, limit }: { since: number; seed: string; limit: number },
): Promise<string[]> {
  const result = await sql<{ wallet_id: string }>`
    select wallet_id from activity_event where recorded_at > ${iso(since)}
    group by wallet_id order by uuid_hash_extended(wallet_id, ${sql.raw(seed)}) limit ${limit}`.execute(
    db,
  );
  return result.rows.map((row) => row.wallet_id);
}

/** One of so many shares of all wallets, about equally large. */
export async function walletsOfShare(
  db: Db,
  { share, shares }: { share: number; shares: number },
): Promise<string[]> {
  const result = await sql<{ member_id: string }>`
    select member_id from activity_state
    where (uuid_hash_extended(member_id, 0) & 9223372036854775807) % ${shares} = ${share}`.execute(
    db,
  );
  return result.rows.map((row) => row.member_id);
}

/** These wallets in id order, and how many events each has at most. */
export async function walletsNamed(
  db: Db,
  walletIds: readonly string[],
): Promise<{ member_id: string; events: number }[]> {
  const result = await sql<{ member_id: string; events: number }>`
    select member_id, coalesce(
      (select max(wallet_version) from activity_event where wallet_id = s.member_id), 0) as events
    from activity_state s where member_id = any(${arrayText(walletIds)}::uuid[])
    order by member_id`.execute(db);
  return result.rows;
}

export async function countEvents(db: Db): Promise<number> {
  const result = await sql<{ count: number }>`select count(*) as count from activity_event`.execute(
    db,
  );
  return result.rows[0]?.count ?? 0;
}

/** The snapshot of this transaction, for others to read the same; PostgreSQL only. */
export async function exportSnapshot(tx: Db): Promise<string> {
  const result = await sql<{ name: string }>`select pg_export_snapshot() as name`.execute(tx);
  const name = result.rows[0]?.name;
  if (name === undefined) throw new Error("A snapshot without a name.");
  return name;
}

/** Must be the first statement of a transaction. */
export async function useSnapshot(tx: Db, name: string): Promise<void> {
  await sql`set transaction snapshot ${sql.lit(name)}`.execute(tx);
}

export async function caps(db: Db): Promise<Map<string, number>> {
  const result = await sql<{ key: string; used: number }>`
    select key, used from activity_cap`.execute(db);
  return new Map(result.rows.map((row) => [row.key, row.used]));
}

/** Books per unit, by plain sums: what the fold is checked against from the other side. */
export async function sumsPerUnit(
  db: Db,
): Promise<{ unit: string; in_lots: number; by_postings: number }[]> {
  const result = await sql<{ unit: string; in_lots: number; by_postings: number }>`
    select coalesce(l.unit, p.unit) as unit, coalesce(l.amount, 0)::bigint as in_lots,
           coalesce(p.amount, 0)::bigint as by_postings
    from (select unit, sum(remaining) as amount from ledger_lot group by unit) l
    full join (
      select unit, sum(case when credit = 'lots' then amount else 0 end)
                 - sum(case when debit = 'lots' then amount else 0 end) as amount
      from ledger_posting where credit = 'lots' or debit = 'lots' group by unit
    ) p on p.unit = l.unit`.execute(db);
  return result.rows;
}

/** Movements between wallets of which the two sides do not say the same. */
export async function brokenTransfers(
  db: Db,
): Promise<{ member_id: string; no: number; unit: string }[]> {
  const result = await sql<{ member_id: string; no: number; unit: string }>`
    with movements as materialized (
      select member_id, no, event_id, of_no, of_event, unit, amount, debit, credit
      from ledger_posting where credit like 'member/%' or debit like 'member/%'
    )
    select coalesce(t.member_id, g.member_id) as member_id, coalesce(t.no, g.no) as no,
           coalesce(t.unit, g.unit) as unit
    from (
      select member_id, no, event_id, unit, amount, credit = 'arrears' as owed, case when credit like 'member/%'
        then substr(credit, 8) else substr(debit, 8) end as other
      from movements where of_no is null
    ) g
    full join (
      select member_id, no, of_no, of_event, unit, amount, debit = 'arrears' as owed,
        case when debit like 'member/%' then substr(debit, 8) else substr(credit, 8) end as other
      from movements where of_no is not null
    ) t on t.of_event = g.event_id and t.of_no = g.no and t.other = g.member_id::text
      and g.other = t.member_id::text
    where t.no is null or g.no is null or t.unit <> g.unit or t.amount <> g.amount or t.owed <> g.owed
    limit 100`.execute(db);
  return result.rows;
}

export interface SealRow {
  readonly no: number;
  readonly after_at: number;
  readonly through_at: number;
  readonly events: number;
  readonly hash: string;
}

export async function seals(db: Db, after: number, limit: number): Promise<SealRow[]> {
  const result = await sql<SealRow>`
    select no, after_at, through_at, events, hash from insights_seal
    where no > ${after} order by no limit ${limit}`.execute(db);
  return result.rows;
}

export async function lastSeal(db: Db): Promise<SealRow | null> {
  const result = await sql<SealRow>`
    select no, after_at, through_at, events, hash from insights_seal
    order by no desc limit 1`.execute(db);
  return result.rows[0] ?? null;
}

export async function insertSeal(tx: Tx, row: SealRow): Promise<void> {
  await sql`insert into insights_seal (no, after_at, through_at, events, hash)
    values (${row.no}, ${iso(row.after_at)}, ${iso(row.through_at)}, ${row.events}, ${row.hash})`.execute(
    tx,
  );
}

/** The last instant of recording, not after `until`, that closes a chunk of at least `size` events. */
export async function chunkEnd(
  db: Db,
  after: number,
  until: number,
  size: number,
): Promise<number | null> {
  const result = await sql<{ recorded_at: number | null }>`
    select max(recorded_at) as recorded_at from (
      select recorded_at from activity_event
      where recorded_at > ${iso(after)} and recorded_at <= ${iso(until)}
      order by recorded_at limit ${size}) as chunk`.execute(db);
  return result.rows[0]?.recorded_at ?? null;
}

/** Hash of everything recorded in an interval, chained to the seal before. */
export async function chunkHash(
  db: Db,
  interval: { after: number; through: number },
  previous: string,
): Promise<{ events: number; hash: string }> {
  const result = await sql<{ events: number; hash: string }>`
    select count(*)::bigint as events,
           encode(sha256(convert_to(${previous} || coalesce(string_agg(
             concat_ws('|', id, member_id, wallet_id, member_version, wallet_version,
               (date_part('epoch', occurred_at) ${MILLISECONDS},
               (date_part('epoch', booked_at) ${MILLISECONDS}, kind, source, source_id,
               programme_version, payload::text, facts::text, effects::text),
             E'\n' order by recorded_at, id), ''), 'UTF8')), 'hex') as hash
    from activity_event
    where recorded_at > ${iso(interval.after)} and recorded_at <= ${iso(interval.through)}`.execute(
    db,
  );
  const row = result.rows[0];
  if (!row) throw new Error("A hash without a row.");
  return row;
}

const iso = (instant: number): string => new Date(instant).toISOString();
