/** All SQL on the tables that know members, made from what tables.ts says of them; and the club's own retention rules. */
import { sql } from "kysely";
import type { RawBuilder } from "kysely";
import type { Db, Tx } from "../../platform/db.ts";
import type { AgedTable } from "./aged-tables.ts";
import type { KnownTable } from "./tables.ts";

export interface Whose {
  readonly memberId: string;
  readonly walletId: string;
}

const text = (instant: number): string => new Date(instant).toISOString();

/** SQL of tables.ts with its values in place. */
function filled(written: string, values: Readonly<Record<string, RawBuilder<unknown>>>) {
  const parts = written.split(/(?<!:):(member|wallet|now)\b/);
  return sql.join(
    parts.map((part, index) => (index % 2 === 0 ? sql.raw(part) : (values[part] ?? sql`null`))),
    sql.raw(""),
  );
}

function whoseRows({ whose }: KnownTable, { memberId, walletId }: Whose): RawBuilder<unknown> {
  return filled(whose, { member: sql`${memberId}::uuid`, wallet: sql`${walletId}::uuid` });
}

/** A member's rows of one table, each as JSON text without what is left out, in a stable order. */
export async function rowsOf(db: Db, known: KnownTable, whose: Whose): Promise<string[]> {
  const leftOut = Object.keys(known.leftOut ?? {});
  const found = await sql<{ row: string }>`
    select (to_jsonb(t) - ${`{${leftOut.join(",")}}`}::text[])::text as row
    from ${sql.table(known.table)} t
    where ${whoseRows(known, whose)}
    order by 1`.execute(db);
  return found.rows.map(({ row }) => row);
}

/** Does to one table what erasing does. */
export async function eraseRows(
  tx: Tx,
  known: KnownTable,
  whose: Whose,
  now: number,
): Promise<void> {
  const { onErasure } = known;
  if (onErasure.rule === "keep") return;
  const rows = whoseRows(known, whose);
  if (onErasure.rule === "delete") {
    await sql`delete from ${sql.table(known.table)} where ${rows}`.execute(tx);
    return;
  }
  const changes = Object.entries(onErasure.set).map(
    ([column, value]) =>
      sql`${sql.id(column)} = ${filled(value, { now: sql`${text(now)}::timestamptz` })}`,
  );
  await sql`update ${sql.table(known.table)} set ${sql.join(changes)} where ${rows}`.execute(tx);
}

export async function countAged(db: Db, aged: AgedTable, before: number): Promise<number> {
  const found = await sql<{ count: number }>`
    select count(*)::int as count from ${sql.table(aged.table)} where ${tooOld(aged, before)}`.execute(
    db,
  );
  return found.rows[0]?.count ?? 0;
}

export async function deleteAged(db: Db, aged: AgedTable, before: number): Promise<number> {
  const gone = await sql`
    delete from ${sql.table(aged.table)} where ${tooOld(aged, before)}`.execute(db);
  return Number(gone.numAffectedRows ?? 0);
}

function tooOld({ age, where }: AgedTable, before: number): RawBuilder<unknown> {
  return sql`${sql.id(age)} < ${text(before)}::timestamptz and (${sql.raw(where)})`;
}

const tooOldAnswers = (now: number) => sql`
  exists (select from members_field f where f.field = members_answer.field
    and f.keep_days is not null
    and members_answer.said_at < ${text(now)}::timestamptz - make_interval(hours => 24 * f.keep_days))`;

/** What was decided by such answers forgets all that it was told with them: a part alone would decide otherwise. */
const tooOldTold = (now: number) => sql`
  exists (select from members_field f, jsonb_each(activity_told.answers) told
    where f.keep_days is not null and jsonb_exists(told.value, f.field)
      and activity_told.said_at < ${text(now)}::timestamptz - make_interval(hours => 24 * f.keep_days))`;

/** Answers that are older than their field keeps them. */
export async function countOldAnswers(db: Db, now: number): Promise<number> {
  const found = await sql<{ count: number }>`
    select count(*)::int as count from members_answer where ${tooOldAnswers(now)}`.execute(db);
  return found.rows[0]?.count ?? 0;
}

export async function deleteOldAnswers(db: Db, now: number): Promise<number> {
  await sql`delete from activity_told where ${tooOldTold(now)}`.execute(db);
  const gone = await sql`delete from members_answer where ${tooOldAnswers(now)}`.execute(db);
  return Number(gone.numAffectedRows ?? 0);
}

/** Of whom nothing was heard: neither an event nor a session nor a change of the profile. */
function unheard(before: number): RawBuilder<unknown> {
  const instant = sql`${text(before)}::timestamptz`;
  return sql`m.status <> 'erased' and m.merged_into is null and m.created_at < ${instant}
    and not exists (select from activity_event e
      where e.member_id = m.member_id and e.kind <> 'boundary' and e.recorded_at >= ${instant})
    and not exists (select from access_session s
      where s.member_id = m.member_id and s.last_seen_at >= ${instant})
    and not exists (select from members_vault v
      where v.member_id = m.member_id and v.updated_at >= ${instant})
    and not exists (select from members_member o
      where o.wallet_id = m.member_id and o.member_id <> m.member_id and o.status <> 'erased')`;
}

export async function countInactive(db: Db, before: number): Promise<number> {
  const found = await sql<{ count: number }>`
    select count(*)::int as count from members_member m where ${unheard(before)}`.execute(db);
  return found.rows[0]?.count ?? 0;
}

export async function inactive(db: Db, before: number, limit: number): Promise<string[]> {
  const found = await sql<{ memberId: string }>`
    select m.member_id as "memberId" from members_member m
    where ${unheard(before)} order by m.member_id limit ${limit}`.execute(db);
  return found.rows.map(({ memberId }) => memberId);
}

export async function saidRetention(db: Db): Promise<Map<string, number>> {
  const found = await db.selectFrom("privacy_retention").select(["rule", "keep_days"]).execute();
  return new Map(found.map((row) => [row.rule, row.keep_days]));
}

export async function sayRetention(
  db: Db,
  said: {
    readonly rule: string;
    readonly keepDays: number;
    readonly by: string;
    readonly now: number;
  },
): Promise<void> {
  const values = { keep_days: said.keepDays, changed_at: text(said.now), changed_by: said.by };
  await db
    .insertInto("privacy_retention")
    .values({ rule: said.rule, ...values })
    .onConflict((conflict) => conflict.column("rule").doUpdateSet(values))
    .execute();
}
