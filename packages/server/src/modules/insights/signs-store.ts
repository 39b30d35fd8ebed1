/** What in the log, the trail and the allowances stands out: all SQL of the signs. */
import { signRules } from "@trofast/contract/audit-signs";
import { sql } from "kysely";
import type { RawBuilder } from "kysely";
import type { Db } from "../../platform/db.ts";

const iso = (instant: number): string => new Date(instant).toISOString();

export interface OftenRow {
  readonly firstDay: string;
  readonly lastDay: string;
  readonly staffId: string | null;
  readonly store: string | null;
  readonly memberId: string;
  readonly what: string;
  readonly count: number;
}

type Frame = { readonly since: number; readonly zone: string };

/** Purchases and deeds in stores, each with its day; of persons alone, as who they are by now. */
const served = ({ since, zone }: Frame): RawBuilder<unknown> => sql`
  select coalesce(m.merged_into, m.member_id) as member_id, e.store, e.kind,
    (e.occurred_at at time zone ${zone})::date as day
  from activity_event e join members_member m on m.member_id = e.member_id
  where e.kind in ('purchase', 'activity') and e.store is not null
    and e.occurred_at >= ${iso(since)}::timestamptz and m.kind = 'person' and m.status <> 'erased'`;

/** One member in one store more often on a day than is usual. */
export async function oftenInDay(db: Db, frame: Frame): Promise<OftenRow[]> {
  const found = await sql<OftenRow>`
    select day::text as "firstDay", day::text as "lastDay", null::uuid as "staffId", store,
      member_id as "memberId", kind as what, count(*)::int as count
    from (${served(frame)}) served
    group by day, store, member_id, kind having count(*) > ${signRules.perDayMax}::int`.execute(db);
  return found.rows;
}

/** The same in a week from Monday on. */
export async function oftenInWeek(db: Db, frame: Frame): Promise<OftenRow[]> {
  const found = await sql<OftenRow>`
    select min(day)::text as "firstDay", max(day)::text as "lastDay", null::uuid as "staffId", store,
      member_id as "memberId", kind as what, count(*)::int as count
    from (${served(frame)}) served
    group by date_trunc('week', day), store, member_id, kind
    having count(*) > ${signRules.perWeekMax}::int`.execute(db);
  return found.rows;
}

/**
 * One person of the staff who read the same member's card more often on a day than is usual. Twice within ten minutes is
 * one: a scan that went wrong is repeated.
 */
export async function scannedInDay(db: Db, { since, zone }: Frame): Promise<OftenRow[]> {
  const found = await sql<OftenRow>`
    select day::text as "firstDay", day::text as "lastDay", staff_id as "staffId", null::text as store,
      member_id as "memberId", 'scan' as what, count(distinct slot)::int as count
    from (
      select substring(a.actor from 7)::uuid as staff_id, coalesce(m.merged_into, m.member_id) as member_id,
        (a.recorded_at at time zone ${zone})::date as day, floor(extract(epoch from a.recorded_at) / 600) as slot
      from access_audit a join members_member m on m.member_id::text = any(a.subjects)
      where a.act = 'members.resolveCard' and a.actor like 'staff:%' and a.status < 400
        and a.recorded_at >= ${iso(since)}::timestamptz and m.kind = 'person' and m.status <> 'erased'
    ) scans
    group by day, staff_id, member_id having count(distinct slot) > ${signRules.perDayMax}::int`.execute(
    db,
  );
  return found.rows;
}

export interface AllowanceRow {
  readonly staffId: string;
  readonly role: string;
  /** adjust:points, gift_card:SEK, bulk_codes. */
  readonly act: string;
  readonly day: string;
  readonly used: number;
}

/** What people of the staff did alone on each day. */
export async function allowances(db: Db, since: number): Promise<AllowanceRow[]> {
  const found = await sql<AllowanceRow>`
    select a.staff_id as "staffId", s.role, a.act, a.on_day::text as day, a.used
    from access_allowance a join access_staff s on s.id = a.staff_id
    where a.on_day >= (${iso(since)}::timestamptz at time zone 'UTC')::date and a.act not like 'permit:%'
    order by a.staff_id, a.act, a.on_day`.execute(db);
  return found.rows;
}

export interface BroughtBackRow {
  readonly firstDay: string;
  readonly lastDay: string;
  readonly store: string;
  readonly memberId: string;
  readonly returns: number;
  readonly purchases: number;
}

/** One member whose purchases in one store keep coming back. */
export async function broughtBack(db: Db, { since, zone }: Frame): Promise<BroughtBackRow[]> {
  const found = await sql<BroughtBackRow>`
    select min(day) filter (where kind = 'return')::text as "firstDay",
      max(day) filter (where kind = 'return')::text as "lastDay", store, member_id as "memberId",
      count(*) filter (where kind = 'return')::int as returns,
      count(*) filter (where kind = 'purchase')::int as purchases
    from (
      select coalesce(m.merged_into, m.member_id) as member_id, e.store, e.kind,
        (e.occurred_at at time zone ${zone})::date as day
      from activity_event e join members_member m on m.member_id = e.member_id
      where e.kind in ('purchase', 'return') and e.store is not null and m.status <> 'erased'
        and e.occurred_at >= ${iso(since)}::timestamptz
    ) there
    group by store, member_id
    having count(*) filter (where kind = 'return') >= ${signRules.returnsMin}::int
      and count(*) filter (where kind = 'return') * 100
        >= count(*) filter (where kind = 'purchase') * ${signRules.returnsPercent}::int`.execute(
    db,
  );
  return found.rows;
}
