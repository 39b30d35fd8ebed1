/** All SQL on what members had told when something was decided by it. */
import type { ToldByEvent } from "@trofast/engine/told-apart";
import { sql } from "kysely";
import { insertMany } from "../../platform/db.ts";
import type { Columns, Tx } from "../../platform/db.ts";

export interface ToldRow {
  readonly member_id: string;
  readonly event_id: string;
  /** Of the oldest answer, epoch milliseconds. */
  readonly said_at: number;
  readonly answers: ToldByEvent;
}

export async function insertTold(tx: Tx, rows: readonly ToldRow[]): Promise<void> {
  if (rows.length === 0) return;
  const columns = {
    member_id: "uuid",
    event_id: "uuid",
    said_at: "timestamptz",
    answers: "jsonb",
  } as const satisfies Columns;
  const texts = rows.map((row) => ({ ...row, answers: JSON.stringify(row.answers) }));
  await insertMany(tx, "activity_told", columns, texts);
}

/** Forgets all that was told together with a field: a part of it alone would make another decision. */
export async function forgetField(tx: Tx, field: string): Promise<void> {
  await sql`
    delete from activity_told t
    where exists (select from jsonb_each(t.answers) told where jsonb_exists(told.value, ${field}))`.execute(
    tx,
  );
}
