/** All SQL on events, claims, states and limits. One statement per table, whatever the batch's size. */
import { revived, type PersonState, type WalletState } from "@trofast/engine/state";
import type { Statistics } from "@trofast/engine/statistics";
import { whole, type ToldByEvent } from "@trofast/engine/told-apart";
import { sql } from "kysely";
import {
  arrayText,
  insertMany,
  rowSet,
  type Columns,
  type Db,
  type Tx,
} from "../../platform/db.ts";
import type { EventRow, StateRow, StoredEvent } from "./domain.ts";

export interface ClaimRow {
  readonly key: string;
  readonly member_id: string;
  readonly event_id: string;
  readonly occurred_at: number;
  readonly content: string;
  readonly outcome: "booked" | "parked";
}

export async function claims(db: Db, keys: readonly string[]): Promise<ClaimRow[]> {
  const result = await sql<ClaimRow>`
    select key, member_id, event_id, occurred_at, content, outcome
    from activity_claim where key = any(${arrayText(keys)}::text[])`.execute(db);
  return result.rows;
}

/** Takes claims, in the order of their keys so that two batches never wait for each other; returns how many were free. */
export async function insertClaims(tx: Tx, rows: readonly ClaimRow[]): Promise<number> {
  const columns = {
    key: "text",
    member_id: "uuid",
    event_id: "uuid",
    occurred_at: "timestamptz",
    content: "text",
    outcome: "text",
  } as const satisfies Columns;
  const sorted = rows.toSorted((left, right) => (left.key < right.key ? -1 : 1));
  return await insertMany(tx, "activity_claim", columns, sorted, {
    onConflict: sql`(key) do nothing`,
  });
}

/** The state as it is stored: lots are rows of the ledger, not part of the document. */
function stateText(person: PersonState, wallet: WalletState): string {
  const { open: _open, ...rest } = wallet;
  return JSON.stringify({ person, wallet: rest });
}

/** A row whose state can be read. */
function asKept(row: StateRow): StateRow {
  revived(row.state);
  return row;
}

/** Which transaction wrote a row last: see `StateRow`. */
const WRITTEN = sql.raw("xmin::text as written");

/** Locks and reads members' states in id order; a member whom another batch works on is left out. */
export async function lockStates(tx: Tx, memberIds: readonly string[]): Promise<StateRow[]> {
  if (memberIds.length === 0) return [];
  const result = await sql<StateRow>`
    select member_id, version, state, ${WRITTEN} from activity_state
    where member_id = any(${arrayText(memberIds)}::uuid[])
    order by member_id
    for update skip locked`.execute(tx);
  return result.rows.map(asKept);
}

/** Which of these members have a state at all. */
export async function knownStates(db: Db, memberIds: readonly string[]): Promise<Set<string>> {
  const result = await sql<{ member_id: string }>`
    select member_id from activity_state
    where member_id = any(${arrayText(memberIds)}::uuid[])`.execute(db);
  return new Set(result.rows.map((row) => row.member_id));
}

/** Opens states of new members; returns those that this transaction opened, and so holds. */
export async function openStates(
  tx: Tx,
  rows: readonly { member_id: string; bucket: number; person: PersonState; wallet: WalletState }[],
): Promise<Set<string>> {
  if (rows.length === 0) return new Set();
  const columns = { member_id: "uuid", bucket: "int2", state: "json" } as const;
  const sorted = rows
    .map(({ member_id, bucket, person, wallet }) => ({
      member_id,
      bucket,
      state: stateText(person, wallet),
    }))
    .toSorted((left, right) => (left.member_id < right.member_id ? -1 : 1));
  const result = await sql<{ member_id: string }>`
    insert into activity_state (member_id, bucket, version, state)
    select member_id, bucket, 0, state from ${rowSet(columns, sorted)} as i
    on conflict (member_id) do nothing
    returning member_id`.execute(tx);
  return new Set(result.rows.map((row) => row.member_id));
}

/** Whose row it is, and which transaction wrote it last. */
export type WrittenRow = Pick<StateRow, "member_id" | "written">;

export async function updateStates(
  tx: Tx,
  rows: readonly {
    member_id: string;
    version: number;
    person: PersonState;
    wallet: WalletState;
    due_at: number | null;
  }[],
): Promise<WrittenRow[]> {
  if (rows.length === 0) return [];
  const columns = {
    member_id: "uuid",
    version: "int4",
    state: "json",
    due_at: "timestamptz",
  } as const;
  const texts = rows.map(({ member_id, version, person, wallet, due_at }) => ({
    member_id,
    version,
    state: stateText(person, wallet),
    due_at,
  }));
  const result = await sql<WrittenRow>`
    update activity_state s set version = i.version, state = i.state, due_at = i.due_at
    from ${rowSet(columns, texts)} as i
    where s.member_id = i.member_id
    returning s.member_id, s.xmin::text as written`.execute(tx);
  return result.rows;
}

export async function statistics(
  db: Db,
  memberIds: readonly string[],
): Promise<Map<string, { version: number; statistics: Statistics }>> {
  if (memberIds.length === 0) return new Map();
  const result = await sql<{ member_id: string; version: number; statistics: Statistics }>`
    select member_id, version, statistics from activity_statistics
    where member_id = any(${arrayText(memberIds)}::uuid[])`.execute(db);
  return new Map(result.rows.map((row) => [row.member_id, row]));
}

export async function saveStatistics(
  tx: Tx,
  rows: readonly { member_id: string; version: number; statistics: string; stale: boolean }[],
): Promise<void> {
  if (rows.length === 0) return;
  const columns = {
    member_id: "uuid",
    version: "int4",
    statistics: "json",
    stale: "bool",
  } as const;
  await insertMany(tx, "activity_statistics", columns, rows, {
    onConflict: sql`(member_id) do update set
      version = excluded.version, statistics = excluded.statistics, stale = excluded.stale`,
  });
}

export async function insertEvents(tx: Tx, rows: readonly EventRow[]): Promise<void> {
  const columns = {
    member_id: "uuid",
    occurred_at: "timestamptz",
    id: "uuid",
    wallet_id: "uuid",
    member_version: "int4",
    wallet_version: "int4",
    booked_at: "timestamptz",
    recorded_at: "timestamptz",
    kind: "text",
    source: "text",
    source_id: "text",
    channel: "text",
    store: "text",
    programme_version: "int4",
    engine_semantics: "int2",
    payload: "json",
    facts: "json",
    effects: "json",
    balances: "json",
  } as const satisfies Columns;
  await insertMany(tx, "activity_event", columns, rows);
}

const eventColumns = sql`e.member_id, e.occurred_at, e.id, e.wallet_id, e.member_version, e.wallet_version,
  e.booked_at, e.recorded_at, e.kind, e.source, e.source_id, e.channel, e.store, e.programme_version,
  e.engine_semantics, e.payload, e.facts, e.effects, e.balances`;

/** Events by their whole key, with all they were decided on. */
export async function events(
  db: Db,
  keys: readonly { member_id: string; occurred_at: number; id: string }[],
): Promise<StoredEvent[]> {
  if (keys.length === 0) return [];
  const columns = { member_id: "uuid", occurred_at: "timestamptz", id: "uuid" } as const;
  const result = await sql<StoredEvent & { told: ToldByEvent | null }>`
    select ${eventColumns}, t.answers as told from ${rowSet(columns, keys)} as k
    join activity_event e
      on e.member_id = k.member_id and e.occurred_at = k.occurred_at and e.id = k.id
    left join activity_told t on t.member_id = e.member_id and t.event_id = e.id`.execute(db);
  return result.rows.map(whole);
}

/** A member's events, newest booking first. */
export async function eventsOfMember(
  db: Db,
  memberId: string,
  page: {
    beforeMember: number;
    beforeWallet: number;
    limit: number;
    /** Only what happened in these, and what happened in none; all, where left out. */
    stores?: readonly string[] | null;
  },
): Promise<StoredEvent[]> {
  const { stores = null } = page;
  const shown =
    stores === null
      ? sql``
      : sql`and (e.store is null or e.store = any(${arrayText(stores)}::text[]))`;
  const result = await sql<StoredEvent>`
    select ${eventColumns} from activity_event e
    where e.member_id = ${memberId} ${shown}
      and (e.member_version, e.wallet_version) < (${page.beforeMember}, ${page.beforeWallet})
    order by e.member_version desc, e.wallet_version desc
    limit ${page.limit}`.execute(db);
  return result.rows;
}

/** Events of one person, whatever numbers that person has had, newest first; those before a place, where one is named. */
export async function eventsOfPerson(
  db: Db,
  wanted: {
    readonly memberIds: readonly string[];
    readonly before: { readonly at: number; readonly id: string } | null;
    readonly limit: number;
  },
): Promise<StoredEvent[]> {
  const { memberIds, before, limit } = wanted;
  const place =
    before === null
      ? sql``
      : sql`and (e.occurred_at, e.id) < (${new Date(before.at).toISOString()}::timestamptz, ${before.id}::uuid)`;
  const result = await sql<StoredEvent>`
    select ${eventColumns} from activity_event e
    where e.member_id = any(${arrayText(memberIds)}::uuid[]) ${place}
    order by e.occurred_at desc, e.id desc limit ${limit}`.execute(db);
  return result.rows;
}

/** Activities of these kinds, newest first: of one person, whatever numbers that person has had. */
export async function deedsOfMembers(
  db: Db,
  wanted: {
    readonly memberIds: readonly string[];
    readonly activities: readonly string[];
    readonly limit: number;
  },
): Promise<StoredEvent[]> {
  const result = await sql<StoredEvent>`
    select ${eventColumns} from activity_event e
    where e.member_id = any(${arrayText(wanted.memberIds)}::uuid[]) and e.kind = 'activity'
      and e.payload->>'activity' = any(${arrayText(wanted.activities)}::text[])
    order by e.occurred_at desc, e.id desc
    limit ${wanted.limit}`.execute(db);
  return result.rows;
}

/** When these members last did something themselves: what others or time did to them does not count. Null: never. */
export async function lastDeedAt(db: Db, memberIds: readonly string[]): Promise<number | null> {
  const result = await sql<{ at: number }>`
    select e.occurred_at as at from activity_event e
    where e.member_id = any(${arrayText(memberIds)}::uuid[])
      and e.kind in ('join', 'purchase', 'return', 'activity', 'contract', 'spend', 'hold', 'redeem')
    order by e.occurred_at desc
    limit 1`.execute(db);
  return result.rows[0]?.at ?? null;
}

/** By which these members joined, oldest first. */
export async function joinsOfMembers(db: Db, memberIds: readonly string[]): Promise<StoredEvent[]> {
  const result = await sql<StoredEvent>`
    select ${eventColumns} from activity_event e
    where e.member_id = any(${arrayText(memberIds)}::uuid[]) and e.kind = 'join'
    order by e.occurred_at, e.id`.execute(db);
  return result.rows;
}

/** One event of a member by its own id; null where the member has none of this id. */
export async function eventOfPerson(
  db: Db,
  memberIds: readonly string[],
  id: string,
): Promise<StoredEvent | null> {
  const result = await sql<StoredEvent & { told: ToldByEvent | null }>`
    select ${eventColumns}, t.answers as told from activity_event e
    left join activity_told t on t.member_id = e.member_id and t.event_id = e.id
    where e.member_id = any(${arrayText(memberIds)}::uuid[]) and e.id::text = ${id}`.execute(db);
  return result.rows.map(whole)[0] ?? null;
}

const CAPS_LOCK = 7_402_018_121;

/**
 * Lets batches that change limits of the whole club go one after the other. Each meets the limits in the order
 * of its own events, so two of them would come to wait for each other in a ring.
 */
export async function lockCaps(tx: Tx): Promise<void> {
  await sql`select pg_advisory_xact_lock(${CAPS_LOCK}::bigint)`.execute(tx);
}

export interface CapRow {
  readonly key: string;
  readonly used: number;
  readonly most: number;
}

/** How much of each of these limits is used; those never used are left out. */
export async function caps(db: Db, keys: readonly string[]): Promise<CapRow[]> {
  if (keys.length === 0) return [];
  const result = await sql<CapRow>`
    select key, used, most from activity_cap where key = any(${arrayText(keys)}::text[])`.execute(
    db,
  );
  return result.rows;
}

/** Writes what is used of limits that the caller has locked; the table refuses more than there is. */
export async function saveCaps(tx: Tx, rows: readonly CapRow[]): Promise<void> {
  const columns = { key: "text", used: "int8", most: "int8" } as const satisfies Columns;
  await insertMany(tx, "activity_cap", columns, rows, {
    onConflict: sql`(key) do update set used = excluded.used, most = greatest(activity_cap.most, excluded.most)`,
  });
}

/** Members of a bucket whose books time alone will change, soonest first. */
export async function dueMembers(
  db: Db,
  input: { bucket: number; at: number; limit: number },
): Promise<string[]> {
  const result = await sql<{ member_id: string }>`
    select member_id from activity_state
    where bucket = ${input.bucket} and due_at <= ${new Date(input.at).toISOString()}
    order by due_at
    limit ${input.limit}`.execute(db);
  return result.rows.map((row) => row.member_id);
}

/** The states of several members, without locking them. */
export async function statesOf(db: Db, memberIds: readonly string[]): Promise<StateRow[]> {
  if (memberIds.length === 0) return [];
  const result = await sql<StateRow>`
    select member_id, version, state, ${WRITTEN} from activity_state
    where member_id = any(${arrayText(memberIds)}::uuid[])`.execute(db);
  return result.rows.map(asKept);
}

/** A member's state without locking it. */
export async function stateOf(db: Db, memberId: string): Promise<StateRow | null> {
  const result = await sql<StateRow>`
    select member_id, version, state, ${WRITTEN} from activity_state
    where member_id = ${memberId}`.execute(db);
  return result.rows.map(asKept)[0] ?? null;
}
