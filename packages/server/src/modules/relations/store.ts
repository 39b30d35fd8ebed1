/** All SQL on merges. */
import { sql } from "kysely";
import { arrayText } from "../../platform/db.ts";
import type { Db, Tx } from "../../platform/db.ts";

export interface Merge {
  readonly mergeId: string;
  /** Who became part of the other. */
  readonly memberId: string;
  readonly into: string;
  readonly handedEvent: string;
  readonly handedAt: number;
  readonly takenEvent: string;
  readonly takenAt: number;
  readonly identities: readonly string[];
  /** The other's levels right before, by ladder. */
  readonly levels: Readonly<Record<string, string>>;
  readonly mergedAt: number;
  readonly mergedBy: string;
  readonly unmergedAt: number | null;
}

const columns = sql`id as "mergeId", member_id as "memberId", into_member_id as "into",
  handed_event as "handedEvent", handed_at as "handedAt", taken_event as "takenEvent", taken_at as "takenAt",
  identities, levels, merged_at as "mergedAt", merged_by as "mergedBy", unmerged_at as "unmergedAt"`;

const text = (instant: number): string => new Date(instant).toISOString();

export async function insertMerge(tx: Tx, merge: Omit<Merge, "unmergedAt">): Promise<void> {
  await sql`
    insert into relations_merge (id, member_id, into_member_id, handed_event, handed_at, taken_event, taken_at,
      identities, levels, merged_at, merged_by)
    values (${merge.mergeId}, ${merge.memberId}, ${merge.into}, ${merge.handedEvent}, ${text(merge.handedAt)},
      ${merge.takenEvent}, ${text(merge.takenAt)}, ${arrayText(merge.identities)}::uuid[],
      ${JSON.stringify(merge.levels)}::json, ${text(merge.mergedAt)}, ${merge.mergedBy})`.execute(
    tx,
  );
}

export async function findMerge(db: Db, mergeId: string): Promise<Merge | undefined> {
  const found = await sql<Merge>`
    select ${columns} from relations_merge where id = ${mergeId}::uuid`.execute(db);
  return found.rows[0];
}

/** Marks a merge as taken apart; false where it was before. */
export async function endMerge(
  tx: Tx,
  { mergeId, now, by }: { readonly mergeId: string; readonly now: number; readonly by: string },
): Promise<boolean> {
  const ended = await sql`
    update relations_merge set unmerged_at = ${text(now)}, unmerged_by = ${by}
    where id = ${mergeId}::uuid and unmerged_at is null`.execute(tx);
  return Number(ended.numAffectedRows ?? 0) > 0;
}

/** Merges that a member was part of, on either side, newest first. */
export async function mergesOf(db: Db, memberId: string): Promise<Merge[]> {
  const found = await sql<Merge>`
    select ${columns} from relations_merge
    where member_id = ${memberId}::uuid or into_member_id = ${memberId}::uuid
    order by merged_at desc, id desc limit 200`.execute(db);
  return found.rows;
}
