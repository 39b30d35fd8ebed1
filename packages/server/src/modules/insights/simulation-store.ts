/** Reads of the log for simulations: who there is, and what happened, without what was decided about it. */
import { whole, type ToldByEvent } from "@trofast/engine/told-apart";
import { sql } from "kysely";
import { arrayText, type Db } from "../../platform/db.ts";
import type { StoredEvent } from "../activity/domain.ts";
import { beside } from "./store.ts";

/** An event as it happened: its payload and facts, not its effects. */
export type HappenedEvent = Pick<
  StoredEvent,
  | "member_id"
  | "wallet_id"
  | "id"
  | "occurred_at"
  | "booked_at"
  | "channel"
  | "store"
  | "payload"
  | "facts"
>;

/** Ids of wallets after `after`, in their order. */
export async function walletIdsAfter(db: Db, after: string, limit: number): Promise<string[]> {
  const result = await sql<{ member_id: string }>`
    select member_id from activity_state
    where member_id > ${after} order by member_id limit ${limit}`.execute(db);
  return result.rows.map((row) => row.member_id);
}

/** Ids of all wallets, in no order. */
export async function allWallets(db: Db): Promise<string[]> {
  const result = await sql<{ member_id: string }>`select member_id from activity_state`.execute(db);
  return result.rows.map((row) => row.member_id);
}

/** Events of these wallets that occurred in the interval, in booking order, without what time alone did. */
export async function happened(
  db: Db,
  walletIds: readonly string[],
  interval: { from: number; before: number },
): Promise<HappenedEvent[]> {
  const result = await sql<HappenedEvent & { told: ToldByEvent | null }>`
    select e.member_id, wallet_id, id, occurred_at, booked_at, channel, store, payload, facts,
      t.answers as told
    from activity_event e ${beside}
    where wallet_id = any(${arrayText(walletIds)}::uuid[]) and kind <> 'boundary'
      and occurred_at >= ${iso(interval.from)} and occurred_at < ${iso(interval.before)}
    order by wallet_id, wallet_version`.execute(db);
  return result.rows.map(whole);
}

/** All that occurred to those of these wallets to which something has occurred since; in booking order, without what time alone did. */
export async function happenedSince(
  db: Db,
  walletIds: readonly string[],
  { since, before }: { since: number; before: number },
): Promise<HappenedEvent[]> {
  const ids = sql`any(${arrayText(walletIds)}::uuid[])`;
  const result = await sql<HappenedEvent & { told: ToldByEvent | null }>`
    select e.member_id, wallet_id, id, occurred_at, booked_at, channel, store, payload, facts,
      t.answers as told
    from activity_event e ${beside}
    where wallet_id in (
        select wallet_id from activity_event
        where wallet_id = ${ids} and kind <> 'boundary'
          and occurred_at >= ${iso(since)} and occurred_at < ${iso(before)})
      and kind <> 'boundary' and occurred_at < ${iso(before)}
    order by wallet_id, wallet_version`.execute(db);
  return result.rows.map(whole);
}

/** How many wallets there are, and when the first and last thing happened in the interval. */
export async function extent(
  db: Db,
  interval: { from: number; before: number },
): Promise<{ wallets: number; first_at: number | null; last_at: number | null }> {
  const result = await sql<{ wallets: number; first_at: number | null; last_at: number | null }>`
    select (select count(*) from activity_state)::bigint as wallets,
           min(occurred_at) as first_at, max(greatest(occurred_at, booked_at)) as last_at
    from activity_event
    where kind <> 'boundary'
      and occurred_at >= ${iso(interval.from)} and occurred_at < ${iso(interval.before)}`.execute(
    db,
  );
  return result.rows[0] ?? { wallets: 0, first_at: null, last_at: null };
}

const iso = (instant: number): string => new Date(instant).toISOString();
