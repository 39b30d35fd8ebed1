/** All SQL on who is in which segment. */
import { sql } from "kysely";
import { arrayText, rowSet } from "../../platform/db.ts";
import type { Columns, Db, Tx } from "../../platform/db.ts";
import type { Membership } from "./domain.ts";

const columns = sql`segment, member_id as "memberId", reason, actor, since`;
const inputColumns = {
  segment: "text",
  member_id: "uuid",
  reason: "text",
  actor: "text",
  since: "timestamptz",
} as const satisfies Columns;

/**
 * Puts members into segments; who is in one stays since when they are, with the reason that is said now, and also when
 * it came from another member and they part.
 */
export async function put(tx: Tx, memberships: readonly Membership[]): Promise<void> {
  const rows = memberships.map(({ memberId, since, ...rest }) => ({
    ...rest,
    member_id: memberId,
    since: new Date(since).toISOString(),
  }));
  await sql`
    insert into segments_member (segment, member_id, reason, actor, since)
    select segment, member_id, reason, actor, since from ${rowSet(inputColumns, rows)} as input
    on conflict (segment, member_id) do update
    set reason = excluded.reason, actor = excluded.actor, came_by = null
    where segments_member.reason <> excluded.reason or segments_member.came_by is not null`.execute(
    tx,
  );
}

export interface Move {
  readonly merge: string;
  readonly from: string;
  readonly to: string;
}

/** What one member is in another is in as well; their own rows lie aside until they part. */
export async function bring(tx: Tx, { merge, from, to }: Move): Promise<void> {
  await sql`
    insert into segments_member (segment, member_id, reason, actor, since, came_by)
    select segment, ${to}::uuid, reason, actor, since, ${merge}::uuid from segments_member
    where member_id = ${from}::uuid and set_aside_by is null
    on conflict (segment, member_id) do nothing`.execute(tx);
  await sql`
    update segments_member set set_aside_by = ${merge}::uuid
    where member_id = ${from}::uuid and set_aside_by is null`.execute(tx);
}

/** What the merge laid aside and still holds: whoever was taken out of a segment meanwhile is out of it on both sides. */
export async function laidAside(db: Db, { merge, from, to }: Move): Promise<string[]> {
  const found = await sql<{ segment: string }>`
    select aside.segment from segments_member aside
    join segments_member own on own.segment = aside.segment and own.member_id = ${to}::uuid
      and own.set_aside_by is null
    where aside.member_id = ${from}::uuid and aside.set_aside_by = ${merge}::uuid
    order by aside.segment`.execute(db);
  return found.rows.map(({ segment }) => segment);
}

/**
 * Takes apart what `bring` did.
 *
 * @param others standing merges into the same member: what one of theirs is in as well stays, as theirs.
 */
export async function takeBack(
  tx: Tx,
  { merge, from, to }: Move,
  others: readonly string[],
): Promise<void> {
  const kept = await laidAside(tx, { merge, from, to });
  await sql`
    delete from segments_member where set_aside_by = ${merge}::uuid
      and segment <> all(${arrayText(kept)}::text[])`.execute(tx);
  await sql`
    update segments_member set set_aside_by = null where set_aside_by = ${merge}::uuid`.execute(tx);
  await sql`
    update segments_member brought set
      came_by = other.set_aside_by, reason = other.reason, actor = other.actor, since = other.since
    from segments_member other
    where brought.member_id = ${to}::uuid and brought.came_by = ${merge}::uuid
      and other.segment = brought.segment and other.set_aside_by = any(${arrayText(others)}::uuid[])`.execute(
    tx,
  );
  await sql`
    delete from segments_member
    where member_id = ${to}::uuid and came_by = ${merge}::uuid`.execute(tx);
}

/** Takes a member out; false where they were not in it. */
export async function remove(
  tx: Tx,
  { segment, memberId }: Pick<Membership, "segment" | "memberId">,
): Promise<boolean> {
  const removed = await tx
    .deleteFrom("segments_member")
    .where("segment", "=", segment)
    .where("member_id", "=", memberId)
    .executeTakeFirst();
  return removed.numDeletedRows > 0n;
}

/** Of each of these members the segments, in the order of their names. */
export async function segmentsOf(
  db: Db,
  memberIds: readonly string[],
): Promise<{ memberId: string; segments: string[] }[]> {
  const asked = rowSet(
    { member_id: "uuid" },
    memberIds.map((id) => ({ member_id: id })),
  );
  const found = await sql<{ memberId: string; segments: string[] }>`
    select asked.member_id as "memberId",
      coalesce(array_agg(s.segment order by s.segment) filter (where s.segment is not null), '{}')
        as segments
    from ${asked} as asked
    left join segments_member s on s.member_id = asked.member_id and s.set_aside_by is null
    group by asked.member_id`.execute(db);
  return found.rows;
}

/** The memberships of one member, by name. */
export async function ofMember(db: Db, memberId: string): Promise<Membership[]> {
  const found = await sql<Membership>`
    select ${columns} from segments_member
    where member_id = ${memberId}::uuid and set_aside_by is null order by segment`.execute(db);
  return found.rows;
}

/** The members of one segment, newest first. */
export async function ofSegment(
  db: Db,
  {
    segment,
    after,
    limit,
  }: {
    readonly segment: string;
    readonly after: { readonly at: number; readonly id: string } | null;
    readonly limit: number;
  },
): Promise<Membership[]> {
  const further =
    after === null
      ? sql``
      : sql`and (since, member_id) < (${new Date(after.at).toISOString()}::timestamptz, ${after.id}::uuid)`;
  const found = await sql<Membership>`
    select ${columns} from segments_member
    where segment = ${segment} and set_aside_by is null ${further}
    order by since desc, member_id desc limit ${limit}`.execute(db);
  return found.rows;
}

/** How many members each segment has. */
export async function counts(db: Db): Promise<Map<string, number>> {
  const found = await sql<{ segment: string; members: number }>`
    select segment, count(*)::int as members from segments_member
    where set_aside_by is null group by segment`.execute(db);
  return new Map(found.rows.map(({ segment, members }) => [segment, members]));
}
