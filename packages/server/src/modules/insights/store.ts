/** Reads of all tables for checking and explaining. Nothing here writes, except the seals, which are ours. */
import type { Statistics } from "@trofast/engine/statistics";
import { sql } from "kysely";
import { arrayText, type Db, type Tx } from "../../platform/db.ts";
import type { StateRow, StoredEvent } from "../activity/domain.ts";

/** A page of wallets, in id order. */
export async function walletsAfter(db: Db, after: string, limit: number): Promise<StateRow[]> {
  const result = await sql<StateRow>`
    select member_id, version, state from activity_state
    where member_id > ${after} order by member_id limit ${limit}`.execute(db);
  return result.rows;
}

/** All events of these wallets, in the order in which they were booked. */
export async function eventsOfWallets(
  db: Db,
  walletIds: readonly string[],
  throughVersion = 2_147_483_647,
): Promise<StoredEvent[]> {
  const result = await sql<StoredEvent>`
    select member_id, occurred_at, id, wallet_id, member_version, wallet_version, booked_at,
           recorded_at, kind, source, source_id, channel, store, programme_version,
           engine_semantics, payload, facts, effects, balances
    from activity_event
    where wallet_id = any(${arrayText(walletIds)}::uuid[]) and wallet_version <= ${throughVersion}
    order by wallet_id, wallet_version`.execute(db);
  return result.rows;
}

/** Rows of the books as short texts, one a wallet: what the fold must come to, compared without reading each field. */
export interface BooksText {
  readonly member_id: string;
  readonly text: string | null;
}

// `date_part` gives a float, exact to the microsecond until the year 2255, where `extract` gives a slow numeric.
const MILLISECONDS = sql.raw(`* 1000)::bigint`);

/** Postings of each wallet in one text, field by field in a fixed order. */
export async function postingTexts(db: Db, walletIds: readonly string[]): Promise<BooksText[]> {
  const result = await sql<BooksText>`
    select member_id, string_agg(concat_ws(',', no, event_id, unit, debit, credit, amount, rule,
             programme_version, coalesce(period, '-'), coalesce(lot, 0), coalesce(of_no, 0),
             coalesce(of_event::text, '-'), (date_part('epoch', occurred_at) ${MILLISECONDS},
             (date_part('epoch', booked_at) ${MILLISECONDS}), ';' order by no) as text
    from ledger_posting where member_id = any(${arrayText(walletIds)}::uuid[])
    group by member_id`.execute(db);
  return result.rows;
}

export async function lotTexts(db: Db, walletIds: readonly string[]): Promise<BooksText[]> {
  const result = await sql<BooksText>`
    select member_id, string_agg(concat_ws(',', no, unit, event_id, posting, amount, remaining, held,
             expired, (date_part('epoch', available_at) ${MILLISECONDS},
             coalesce((date_part('epoch', expires_at) ${MILLISECONDS}, 0)), ';' order by no) as text
    from ledger_lot where member_id = any(${arrayText(walletIds)}::uuid[])
    group by member_id`.execute(db);
  return result.rows;
}

export async function lotUseTexts(db: Db, walletIds: readonly string[]): Promise<BooksText[]> {
  const result = await sql<BooksText>`
    select member_id, string_agg(concat_ws(',', posting, lot, amount), ';' order by posting, lot) as text
    from ledger_lot_use where member_id = any(${arrayText(walletIds)}::uuid[])
    group by member_id`.execute(db);
  return result.rows;
}

export async function holdTexts(db: Db, walletIds: readonly string[]): Promise<BooksText[]> {
  const result = await sql<BooksText>`
    select member_id, string_agg(concat_ws(',', hold, event_id, lot, unit, amount,
             coalesce(outcome, 'open')), ';' order by event_id, lot) as text
    from ledger_hold where member_id = any(${arrayText(walletIds)}::uuid[])
    group by member_id`.execute(db);
  return result.rows;
}

/** Lines of purchases with pieces that came back; lines that were kept whole are left out. */
export async function returnedLineTexts(
  db: Db,
  memberIds: readonly string[],
): Promise<BooksText[]> {
  const result = await sql<BooksText>`
    select member_id,
           concat(count(*), '|', sum(quantity), '|',
             string_agg(concat_ws(',', event_id, line, returned), ';' order by event_id, line)
               filter (where returned > 0)) as text
    from activity_line where member_id = any(${arrayText(memberIds)}::uuid[])
    group by member_id`.execute(db);
  return result.rows;
}

export async function statisticsOf(
  db: Db,
  memberIds: readonly string[],
): Promise<Map<string, { statistics: Statistics; stale: boolean }>> {
  const result = await sql<{ member_id: string; statistics: Statistics; stale: boolean }>`
    select member_id, statistics, stale from activity_statistics
    where member_id = any(${arrayText(memberIds)}::uuid[])`.execute(db);
  return new Map(result.rows.map((row) => [row.member_id, row]));
}

/** Events that booked claims of these keys stand for. */
export async function claimedBy(db: Db, keys: readonly string[]): Promise<Map<string, string>> {
  const result = await sql<{ key: string; event_id: string }>`
    select key, event_id from activity_claim
    where outcome = 'booked' and key = any(${arrayText(keys)}::text[])`.execute(db);
  return new Map(result.rows.map((row) => [row.key, row.event_id]));
}

export interface TableCounts {
  readonly events: number;
  readonly postings: number;
  readonly lots: number;
  readonly uses: number;
  readonly claims: number;
}

export async function tableCounts(db: Db): Promise<TableCounts> {
  const result = await sql<TableCounts>`
    select (select count(*) from activity_event)::bigint as events,
           (select count(*) from ledger_posting)::bigint as postings,
           (select count(*) from ledger_lot)::bigint as lots,
           (select count(*) from ledger_lot_use)::bigint as uses,
           (select count(*) from activity_claim where outcome = 'booked')::bigint as claims`.execute(
    db,
  );
  const counts = result.rows[0];
  if (!counts) throw new Error("A count without a row.");
  return counts;
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
