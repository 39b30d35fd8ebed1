/** The log in the order in which it was recorded, for who follows it. */
import { sql } from "kysely";
import type { Db } from "../../platform/db.ts";

/** Where an event lies; `recorded_at` and `id` order the log. */
export interface LogKey {
  readonly member_id: string;
  readonly wallet_id: string;
  readonly occurred_at: number;
  readonly id: string;
  readonly recorded_at: number;
}

/**
 * Keys of events recorded from an instant on, the oldest first. Transactions under way may still record with an earlier
 * time than what is read here: who follows the log reads its last minutes again.
 */
export async function recordedFrom(
  db: Db,
  from: { readonly at: number; readonly id: string },
  limit: number,
): Promise<LogKey[]> {
  const at = new Date(from.at).toISOString();
  const found = await sql<LogKey>`
    select member_id, wallet_id, occurred_at, id, recorded_at from activity_event
    where recorded_at >= ${at} and (recorded_at, id) > (${at}::timestamptz, ${from.id}::uuid)
    order by recorded_at, id limit ${limit}`.execute(db);
  return found.rows;
}
