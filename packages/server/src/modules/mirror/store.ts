/** All SQL on corrections. */
import { sql } from "kysely";
import type { Db, Tx } from "../../platform/db.ts";
import type { Correction } from "./domain.ts";

const columns = sql`correction_id as "correctionId", kind, event_id as "eventId", source,
  source_id as "sourceId", category, made_at as "madeAt"`;

/** Newest first. */
export async function corrections(db: Db, memberId: string): Promise<Correction[]> {
  const found = await sql<Correction>`
    select ${columns} from mirror_correction where member_id = ${memberId}
    order by made_at desc, correction_id desc`.execute(db);
  return found.rows;
}

/** What was said before of the same thing is said anew; its id stays. */
export async function save(
  tx: Tx,
  correction: Correction & { readonly memberId: string },
): Promise<Correction> {
  const { correctionId, memberId, kind, eventId, source, sourceId, category } = correction;
  const madeAt = new Date(correction.madeAt).toISOString();
  const target =
    eventId === null
      ? sql`(member_id, category) where category is not null`
      : sql`(member_id, event_id) where event_id is not null`;
  const saved = await sql<Correction>`
    insert into mirror_correction
      (correction_id, member_id, kind, event_id, source, source_id, category, made_at)
    values (${correctionId}, ${memberId}, ${kind}, ${eventId}, ${source}, ${sourceId}, ${category}, ${madeAt})
    on conflict ${target} do update set kind = excluded.kind
    returning ${columns}`.execute(tx);
  const [row] = saved.rows;
  if (row === undefined) throw new Error("an upsert answers with its row");
  return row;
}

export async function remove(db: Db, memberId: string, correctionId: string): Promise<void> {
  await sql`
    delete from mirror_correction
    where correction_id = ${correctionId} and member_id = ${memberId}`.execute(db);
}
