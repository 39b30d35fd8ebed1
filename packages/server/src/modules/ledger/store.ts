/** All SQL on the books. Postings and lot uses are only inserted; lots and holds get their new remainders. */
import { sql, type RawBuilder } from "kysely";
import {
  insertMany,
  MILLISECONDS,
  rowSet,
  type Columns,
  type Db,
  type Tx,
} from "../../platform/db.ts";
import type { HistoryRow, HoldRow, LotChange, LotRow, LotUseRow, PostingRow } from "./domain.ts";

const postingColumns = {
  member_id: "uuid",
  no: "int4",
  event_id: "uuid",
  unit: "text",
  debit: "text",
  credit: "text",
  amount: "int8",
  rule: "text",
  programme_version: "int4",
  period: "text",
  lot: "int4",
  of_no: "int4",
  of_event: "uuid",
  occurred_at: "timestamptz",
  booked_at: "timestamptz",
} as const satisfies Columns;

const lotColumns = {
  member_id: "uuid",
  no: "int4",
  unit: "text",
  event_id: "uuid",
  posting: "int4",
  amount: "int8",
  remaining: "int8",
  held: "int8",
  expired: "int8",
  available_at: "timestamptz",
  expires_at: "timestamptz",
} as const satisfies Columns;

export async function insertPostings(tx: Tx, rows: readonly PostingRow[]): Promise<void> {
  await insertMany(tx, "ledger_posting", postingColumns, rows);
}

export async function insertLots(tx: Tx, rows: readonly LotRow[]): Promise<void> {
  await insertMany(tx, "ledger_lot", lotColumns, rows);
}

export async function insertLotUses(tx: Tx, rows: readonly LotUseRow[]): Promise<void> {
  const columns = { member_id: "uuid", posting: "int4", lot: "int4", amount: "int8" } as const;
  await insertMany(tx, "ledger_lot_use", columns, rows);
}

export async function insertHolds(tx: Tx, rows: readonly HoldRow[]): Promise<void> {
  const columns = {
    member_id: "uuid",
    hold: "text",
    lot: "int4",
    unit: "text",
    amount: "int8",
    event_id: "uuid",
    until_at: "timestamptz",
    outcome: "text",
  } as const;
  await insertMany(tx, "ledger_hold", columns, rows);
}

/** Gives touched lots their remainders; returns how many were found. */
export async function updateLots(tx: Tx, changes: readonly LotChange[]): Promise<number> {
  if (changes.length === 0) return 0;
  const columns = {
    member_id: "uuid",
    no: "int4",
    remaining: "int8",
    held: "int8",
    expired: "int8",
    expires_at: "timestamptz",
  } as const;
  const result = await sql`
    update ledger_lot l
    set remaining = i.remaining, held = i.held, expired = l.expired + i.expired,
        expires_at = coalesce(i.expires_at, l.expires_at)
    from ${rowSet(columns, changes)} as i
    where l.member_id = i.member_id and l.no = i.no`.execute(tx);
  return Number(result.numAffectedRows ?? 0);
}

export async function endHolds(
  tx: Tx,
  ended: readonly { member_id: string; hold: string; outcome: string }[],
): Promise<void> {
  if (ended.length === 0) return;
  const columns = { member_id: "uuid", hold: "text", outcome: "text" } as const;
  await sql`
    update ledger_hold h set outcome = i.outcome
    from ${rowSet(columns, ended)} as i
    where h.member_id = i.member_id and h.hold = i.hold and h.outcome is null`.execute(tx);
}

/** A wallet's open lots of one unit: of each column a list. Of who has thousands, a row for each lot would be most of what a quote reads. */
export interface OpenLotsRow {
  readonly member_id: string;
  readonly unit: string;
  readonly nos: readonly number[];
  readonly remaining: readonly number[];
  readonly held: readonly number[];
  readonly available: readonly number[];
  readonly expires: readonly (number | null)[];
}

/** Open lots of the wallets, of each unit in one row. */
export async function openLots(db: Db, walletIds: readonly string[]): Promise<OpenLotsRow[]> {
  if (walletIds.length === 0) return [];
  const result = await sql<OpenLotsRow>`
    select member_id, unit, array_agg(no::bigint) as nos, array_agg(remaining) as remaining,
      array_agg(held) as held,
      array_agg((date_part('epoch', available_at) ${MILLISECONDS}) as available,
      array_agg((date_part('epoch', expires_at) ${MILLISECONDS}) as expires
    from ledger_lot
    where member_id = any(${`{${walletIds.join(",")}}`}::uuid[]) and remaining > 0
    group by member_id, unit`.execute(db);
  return result.rows;
}

/** A lot that an event spent of. */
export interface SpentLot {
  readonly event_id: string;
  readonly member_id: string;
  readonly no: number;
}

interface LotOfPurchase {
  readonly event_id: string;
  readonly no: number;
  readonly available_at: number;
  readonly expires_at: number | null;
  readonly expired: number;
}

/** Lots that events opened, and those that they spent of, with what expired of them: what a return needs. */
export async function lotsOfPurchases(
  db: Db,
  walletIds: readonly string[],
  eventIds: readonly string[],
  spent: readonly SpentLot[],
): Promise<LotOfPurchase[]> {
  const columns = { event_id: "uuid", member_id: "uuid", no: "int4" } as const;
  const andSpent =
    spent.length === 0
      ? sql``
      : sql`union
    select s.event_id, l.no, l.available_at, l.expires_at, l.expired
    from ${rowSet(columns, spent)} as s
    join ledger_lot l on l.member_id = s.member_id and l.no = s.no`;
  const result = await sql<LotOfPurchase>`
    select l.event_id, l.no, l.available_at, l.expires_at, l.expired from ledger_lot l
    where l.member_id = any(${`{${walletIds.join(",")}}`}::uuid[])
      and l.event_id = any(${`{${eventIds.join(",")}}`}::uuid[])
    ${andSpent}`.execute(db);
  return result.rows;
}

/** How much of each posting of these events has been taken back. */
export async function takenBack(
  db: Db,
  walletIds: readonly string[],
  eventIds: readonly string[],
): Promise<{ of_event: string; of_no: number; amount: number }[]> {
  const result = await sql<{ of_event: string; of_no: number; amount: number }>`
    select of_event, of_no, sum(amount)::bigint as amount
    from ledger_posting
    where member_id = any(${`{${walletIds.join(",")}}`}::uuid[])
      and of_event = any(${`{${eventIds.join(",")}}`}::uuid[])
    group by of_event, of_no`.execute(db);
  return result.rows;
}

export interface LotMove {
  readonly from_lot: number;
  readonly to_lot: number;
  readonly available_at: number;
  readonly expires_at: number | null;
  readonly expired: number;
}

/** Lots of a wallet that went to another one, by their links, oldest first. */
export async function lotMoves(
  db: Db,
  { from, to }: { readonly from: string; readonly to: string },
): Promise<LotMove[]> {
  const result = await sql<LotMove>`
    select u.lot as from_lot, l.no as to_lot, l.available_at, l.expires_at, l.expired
    from ledger_posting t
    join ledger_lot l on l.member_id = t.member_id and l.no = t.lot
    join ledger_lot_use u on u.member_id = ${from}::uuid and u.posting = t.of_no
    where t.member_id = ${to}::uuid and t.debit = ${`member/${from}`} and t.lot is not null
    order by t.no`.execute(db);
  return result.rows;
}

/** What a wallet lost of its sums, after one of its postings, by corrections of what another wallet had been given. */
export async function sumsTakenFor(
  db: Db,
  of: { readonly wallet: string; readonly given: string; readonly after: number },
): Promise<{ unit: string; period: string; amount: number }[]> {
  const result = await sql<{ unit: string; period: string; amount: number }>`
    select c.unit, c.period, sum(c.amount)::bigint as amount
    from ledger_posting c
    where c.member_id = ${of.wallet}::uuid and c.no > ${of.after} and c.debit = 'sum' and c.of_event is not null
      and c.credit not like 'member/%'
      and exists (select from ledger_posting p
        where p.member_id = ${of.given}::uuid and p.event_id = c.of_event and p.no = c.of_no)
    group by c.unit, c.period`.execute(db);
  return result.rows;
}

/** A wallet's postings, newest first, from below `before`. */
export async function history(
  db: Db,
  walletId: string,
  page: { before: number; limit: number; unit: string | null },
): Promise<HistoryRow[]> {
  const result = await sql<HistoryRow>`
    select p.no, p.event_id, p.unit, p.debit, p.credit, p.amount, p.rule, p.programme_version, p.period,
           p.lot, p.of_no, p.of_event, p.occurred_at, p.booked_at,
           l.available_at as lot_available_at, l.expires_at as lot_expires_at
    from ledger_posting p
    left join ledger_lot l on l.member_id = p.member_id and l.no = p.lot
    where p.member_id = ${walletId} and p.no < ${page.before}
      and (${page.unit}::text is null or p.unit = ${page.unit})
    order by p.no desc
    limit ${page.limit}`.execute(db);
  return result.rows;
}

/** A wallet's sums per unit and own account, as booked until an instant (included). */
export async function balanceAt(
  db: Db,
  walletId: string,
  at: number,
): Promise<{ unit: string; account: string; amount: number }[]> {
  const until = new Date(at).toISOString();
  const result = await sql<{ unit: string; account: string; amount: number }>`
    select unit, account, sum(amount)::bigint as amount from (
      select unit, credit as account, amount from ledger_posting
      where member_id = ${walletId} and booked_at <= ${until} and credit in ('lots', 'arrears', 'sum')
      union all
      select unit, debit as account, -amount from ledger_posting
      where member_id = ${walletId} and booked_at <= ${until} and debit in ('lots', 'arrears', 'sum')
    ) as movement
    group by unit, account`.execute(db);
  return result.rows;
}

/** The club's totals per unit and contra account: what left it and what came to it. */
export async function contraTotals(
  db: Db,
): Promise<{ unit: string; account: string; amount: number }[]> {
  const result = await sql<{ unit: string; account: string; amount: number }>`
    select unit, account, sum(amount)::bigint as amount from (
      select unit, credit as account, sum(amount) as amount from ledger_posting group by unit, credit
      union all
      select unit, debit as account, -sum(amount) as amount from ledger_posting group by unit, debit
    ) as movement
    group by unit, account
    order by unit, account`.execute(db);
  return result.rows;
}

export interface OutstandingRow {
  readonly unit: string;
  /** Of the member; null: the club's first. */
  readonly market: string | null;
  /** YYYY-MM of the last day in the zone; null: never. */
  readonly month: string | null;
  readonly amount: number;
  readonly lots: number;
}

/** What lies in members' lots at an instant, by market and by the month of its last day on the wall clock. */
export async function outstandingByMonth(
  db: Db,
  { at, zone, markets }: { at: number; zone: string; markets: RawBuilder<unknown> },
): Promise<OutstandingRow[]> {
  const now = new Date(at).toISOString();
  const result = await sql<OutstandingRow>`
    select l.unit, m.market,
      to_char((l.expires_at - interval '1 millisecond') at time zone ${zone}, 'YYYY-MM') as month,
      sum(l.remaining)::bigint as amount, count(*)::bigint as lots
    from ledger_lot l join ${markets} m on m.member_id = l.member_id
    where l.remaining > 0 and (l.expires_at is null or l.expires_at > ${now})
    group by 1, 2, 3
    order by 1, 3 nulls last, 2`.execute(db);
  return result.rows;
}
