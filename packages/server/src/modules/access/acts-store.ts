/** All SQL on acts that wait, and on what people of the staff have used of their limits. */
import { sql } from "kysely";
import type { Db, Tx } from "../../platform/db.ts";
import type { Act } from "./domain.ts";

const text = (instant: number): string => new Date(instant).toISOString();

interface Row {
  readonly id: string;
  readonly kind: string;
  readonly payload: unknown;
  readonly member_id: string | null;
  readonly staff_id: string;
  readonly asked_at: number;
  readonly needs: string;
  readonly due_at: number;
  readonly outcome: string | null;
  readonly settled_by: string | null;
  readonly settled_at: number | null;
  readonly problem: string | null;
}

const outcomes = ["booked", "failed", "undone", "lapsed"] as const;

function actOf(row: Row): Act {
  return {
    id: row.id,
    kind: row.kind,
    payload: row.payload,
    memberId: row.member_id,
    staffId: row.staff_id,
    askedAt: row.asked_at,
    needs: row.needs === "approval" ? "approval" : "delay",
    dueAt: row.due_at,
    outcome: outcomes.find((outcome) => outcome === row.outcome) ?? null,
    settledBy: row.settled_by,
    settledAt: row.settled_at,
    problem: row.problem,
  };
}

export async function insertAct(tx: Tx, act: Act): Promise<void> {
  await tx
    .insertInto("access_act")
    .values({
      id: act.id,
      kind: act.kind,
      payload: JSON.stringify(act.payload),
      member_id: act.memberId,
      staff_id: act.staffId,
      asked_at: text(act.askedAt),
      needs: act.needs,
      due_at: text(act.dueAt),
    })
    .execute();
}

/** The act, locked until the transaction ends: it is settled once. */
export async function lockAct(tx: Tx, id: string): Promise<Act | undefined> {
  const row = await tx
    .selectFrom("access_act")
    .selectAll()
    .where("id", "=", id)
    .forUpdate()
    .executeTakeFirst();
  return row === undefined ? undefined : actOf(row);
}

/** Acts that wait and are about these members, locked in the order of their ids. */
export async function lockWaitingAbout(tx: Tx, memberIds: readonly string[]): Promise<Act[]> {
  const rows = await tx
    .selectFrom("access_act")
    .selectAll()
    .where("member_id", "in", [...memberIds])
    .where("outcome", "is", null)
    .orderBy("id")
    .forUpdate()
    .execute();
  return rows.map(actOf);
}

export async function settleAct(
  tx: Tx,
  settled: Pick<Act, "id" | "outcome" | "settledBy" | "problem"> & { readonly settledAt: number },
): Promise<void> {
  await tx
    .updateTable("access_act")
    .set({
      outcome: settled.outcome,
      settled_by: settled.settledBy,
      settled_at: text(settled.settledAt),
      problem: settled.problem,
    })
    .where("id", "=", settled.id)
    .execute();
}

/** Acts whose time has come, the first first. */
export async function dueActs(db: Db, now: number, limit: number): Promise<string[]> {
  const rows = await db
    .selectFrom("access_act")
    .select("id")
    .where("outcome", "is", null)
    .where("due_at", "<=", sql<number>`${text(now)}::timestamptz`)
    .orderBy("due_at")
    .orderBy("id")
    .limit(limit)
    .execute();
  return rows.map(({ id }) => id);
}

/** Newest first, before the act named by `before`. */
export async function listActs(
  db: Db,
  page: {
    readonly before: { readonly at: number; readonly id: string } | null;
    readonly limit: number;
    readonly waiting: boolean;
    /** Those of these kinds, and whatever this person asked for. */
    readonly kinds: readonly string[];
    readonly staffId: string;
    /** Of these kinds, only what is done in these stores; null: wherever. */
    readonly stores: readonly string[] | null;
  },
): Promise<Act[]> {
  const { stores } = page;
  const inStores =
    stores === null ? sql`true` : sql`payload ->> 'store' = any (${[...stores]}::text[])`;
  let query = db
    .selectFrom("access_act")
    .selectAll()
    .where(
      sql<boolean>`(staff_id = ${page.staffId}::uuid or kind = any (${[...page.kinds]}::text[]) and ${inStores})`,
    );
  if (page.waiting) query = query.where("outcome", "is", null);
  if (page.before !== null) {
    query = query.where(
      sql<boolean>`(asked_at, id) < (${text(page.before.at)}::timestamptz, ${page.before.id}::uuid)`,
    );
  }
  const rows = await query
    .orderBy("asked_at", "desc")
    .orderBy("id", "desc")
    .limit(page.limit)
    .execute();
  return rows.map(actOf);
}

/** What this person asked for and was approved since, word for word; the first approved first. */
export async function bookedActs(
  tx: Tx,
  asked: {
    readonly staffId: string;
    readonly kind: string;
    readonly payload: object;
    readonly since: number;
  },
): Promise<{ id: string; settledAt: number }[]> {
  const found = await sql<{ id: string; settledAt: number }>`
    select id, settled_at as "settledAt" from access_act
    where staff_id = ${asked.staffId}::uuid and kind = ${asked.kind} and outcome = 'booked'
      and settled_at > ${text(asked.since)}::timestamptz
      and payload::jsonb = ${JSON.stringify(asked.payload)}::jsonb
    order by settled_at, id`.execute(tx);
  return found.rows;
}

/**
 * Takes from what somebody may do alone on a day.
 *
 * @returns false where less than `amount` is left; nothing is taken then.
 */
export async function takeAllowance(
  tx: Tx,
  taken: {
    readonly staffId: string;
    readonly act: string;
    readonly day: string;
    readonly amount: number;
    readonly most: number;
  },
): Promise<boolean> {
  if (taken.amount > taken.most) return false;
  const result = await sql`
    insert into access_allowance as a (staff_id, act, on_day, used)
    values (${taken.staffId}::uuid, ${taken.act}, ${taken.day}::date, ${taken.amount}::bigint)
    on conflict (staff_id, act, on_day) do update set used = a.used + excluded.used
    where a.used + excluded.used <= ${taken.most}::bigint`.execute(tx);
  return Number(result.numAffectedRows ?? 0) === 1;
}
