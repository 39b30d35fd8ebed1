/** Counts over the whole club: all SQL of the overview. */
import { sql } from "kysely";
import { arrayText, type Db } from "../../platform/db.ts";

const iso = (instant: number): string => new Date(instant).toISOString();

export async function members(
  db: Db,
  since: { readonly joined: number; readonly active: number },
): Promise<{ all: number; joined: number; active: number }> {
  const found = await sql<{ all: number; joined: number; active: number }>`
    select count(*)::bigint as "all",
      count(*) filter (where created_at >= ${iso(since.joined)})::bigint as joined,
      (select count(distinct e.member_id)::bigint from activity_event e
        where e.kind in ('purchase', 'activity') and e.occurred_at >= ${iso(since.active)}) as active
    from members_member where status <> 'erased' and merged_into is null`.execute(db);
  return found.rows[0] ?? { all: 0, joined: 0, active: 0 };
}

export interface FlowRow {
  readonly unit: string;
  readonly issued: number;
  readonly redeemed: number;
  readonly expired: number;
}

/** What went through the club's accounts since an instant. */
export async function flows(db: Db, since: number): Promise<FlowRow[]> {
  const net = (account: string, gives: string, takes: string) => sql`
    (coalesce(sum(amount) filter (where ${sql.ref(gives)} = ${account}), 0)
    - coalesce(sum(amount) filter (where ${sql.ref(takes)} = ${account}), 0))::bigint`;
  const found = await sql<FlowRow>`
    select unit, ${net("issued", "debit", "credit")} as issued,
      ${net("redeemed", "credit", "debit")} as redeemed,
      ${net("expired", "credit", "debit")} as expired
    from ledger_posting where booked_at >= ${iso(since)} group by unit order by unit`.execute(db);
  return found.rows;
}

/**
 * For each of `weeks` whole weeks from a Monday on: who bought in it, and who bought in it or in the `before` weeks
 * before. A member's weeks are the bits of one number, so that the log is read once.
 *
 * @param frame.first the Monday of the first week told, YYYY-MM-DD in `zone`.
 */
export async function returning(
  db: Db,
  frame: {
    readonly first: string;
    readonly weeks: number;
    readonly before: number;
    readonly zone: string;
  },
): Promise<{ week: number; active: number; bought: number }[]> {
  const { first, weeks, before, zone } = frame;
  const found = await sql<{ week: number; active: number; bought: number }>`
    with bounds as (
      select ${first}::date::timestamp - make_interval(weeks => ${before}::int) as begins,
        ${first}::date::timestamp + make_interval(weeks => ${weeks}::int) as ends
    ), masks as (
      select bit_or(1::bigint << floor(
        extract(epoch from (e.occurred_at at time zone ${zone}) - b.begins) / 604800)::int) as mask
      from activity_event e cross join bounds b
      where e.kind = 'purchase' and e.occurred_at >= b.begins at time zone ${zone}
        and e.occurred_at < b.ends at time zone ${zone}
      group by e.member_id
    ), alike as (select mask, count(*) as members from masks group by mask)
    select w.week, coalesce(sum(members) filter (
        where mask & ((((1::bigint << (${before}::int + 1)) - 1)) << w.week) <> 0), 0)::bigint as active,
      coalesce(sum(members) filter (
        where mask & (1::bigint << (w.week + ${before}::int)) <> 0), 0)::bigint as bought
    from generate_series(0, ${weeks}::int - 1) as w (week) left join alike on true
    group by w.week order by w.week`.execute(db);
  return found.rows;
}

/** The weeks in which each member bought, as the bits of one number: bit 0 is the first week of the frame. */
export async function weeksBought(
  db: Db,
  frame: { readonly first: string; readonly weeks: number; readonly zone: string },
): Promise<{ memberId: string; mask: number }[]> {
  const { first, weeks, zone } = frame;
  const found = await sql<{ memberId: string; mask: number }>`
    with bounds as (
      select ${first}::date::timestamp as begins,
        ${first}::date::timestamp + make_interval(weeks => ${weeks}::int) as ends
    )
    select e.member_id as "memberId", bit_or(1::bigint << floor(
      extract(epoch from (e.occurred_at at time zone ${zone}) - b.begins) / 604800)::int) as mask
    from activity_event e cross join bounds b
    where e.kind = 'purchase' and e.occurred_at >= b.begins at time zone ${zone}
      and e.occurred_at < b.ends at time zone ${zone}
    group by e.member_id`.execute(db);
  return found.rows;
}

/** For each month of joining from `first` (YYYY-MM) on: how many joined, and how many bought k months later. */
export async function cohorts(
  db: Db,
  frame: { readonly first: string; readonly months: number; readonly zone: string },
): Promise<{ month: string; joined: number; bought: number[] }[]> {
  const { first, months, zone } = frame;
  const counts = sql.join(
    Array.from(
      { length: months + 1 },
      (_, month) => sql`count(*) filter (where mask & (1::bigint << ${sql.lit(month)}) <> 0)`,
    ),
  );
  const found = await sql<{ month: string; joined: number; bought: number[] }>`
    with joined as (
      select member_id, date_trunc('month', created_at at time zone ${zone}) as month
      from members_member
      where status <> 'erased' and merged_into is null
        and created_at >= ${`${first}-01`}::date::timestamp at time zone ${zone}
    ), bought as (
      select e.member_id, bit_or(1::bigint << least(62, greatest(0, (
        (extract(year from e.occurred_at at time zone ${zone}) - extract(year from j.month)) * 12
        + extract(month from e.occurred_at at time zone ${zone}) - extract(month from j.month))::int))) as mask
      from activity_event e join joined j on j.member_id = e.member_id
      where e.kind = 'purchase' and e.occurred_at at time zone ${zone} >= j.month
      group by e.member_id
    )
    select to_char(j.month, 'YYYY-MM') as month, count(*)::bigint as joined,
      array[${counts}]::int[] as bought
    from joined j left join bought b on b.member_id = j.member_id
    group by j.month order by j.month`.execute(db);
  return found.rows;
}

/** When the first member joined and the first purchase was made. */
export async function beginnings(
  db: Db,
): Promise<{ joined: number | null; bought: number | null }> {
  const found = await sql<{ joined: number | null; bought: number | null }>`
    select (select min(created_at) from members_member) as joined,
      (select min(occurred_at) from activity_event where kind = 'purchase') as bought`.execute(db);
  return found.rows[0] ?? { joined: null, bought: null };
}

/** How much was recorded in the last day. */
export async function recordedInDay(db: Db, at: number): Promise<number> {
  const found = await sql<{ events: number }>`
    select count(*)::bigint as events from activity_event
    where recorded_at > ${iso(at - 86_400_000)} and recorded_at <= ${iso(at)}`.execute(db);
  return found.rows[0]?.events ?? 0;
}

/** What was recorded in each of the last 60 minutes, by how many minutes ago. */
export async function recordedByMinute(db: Db, at: number): Promise<Map<number, number>> {
  const minutes = await sql<{ ago: number; events: number }>`
    select floor(extract(epoch from ${iso(at)}::timestamptz - recorded_at) / 60)::int as ago,
      count(*)::bigint as events
    from activity_event
    where recorded_at > ${iso(at - 3_600_000)} and recorded_at <= ${iso(at)} group by 1`.execute(
    db,
  );
  return new Map(minutes.rows.map(({ ago, events }) => [ago, events]));
}

export async function parked(db: Db): Promise<number> {
  const found = await sql<{ parked: number }>`
    select count(*)::bigint as parked from activity_parked where settled_at is null`.execute(db);
  return found.rows[0]?.parked ?? 0;
}

/** The oldest of what time should have done by now; one look into the index per bucket. */
export async function oldestDue(db: Db, at: number): Promise<number | null> {
  const found = await sql<{ due: number | null }>`
    select min(first.due_at) as due from generate_series(0, 63) as b (bucket)
    cross join lateral (
      select due_at from activity_state
      where bucket = b.bucket and due_at <= ${iso(at)} order by due_at limit 1) as first`.execute(
    db,
  );
  return found.rows[0]?.due ?? null;
}

export interface ArmRow {
  readonly memberId: string;
  /** On lines of known cost. */
  readonly marginMinor: number;
  readonly paidMinor: number;
  readonly knownMinor: number;
}

/**
 * Members of a market (the club's first, which is theirs who name none) who joined before `through`, with the margin of
 * what they bought in it from `from` on; returns are not taken off.
 */
export async function margins(
  db: Db,
  span: { readonly from: number; readonly through: number; readonly market: string },
): Promise<ArmRow[]> {
  const found = await sql<ArmRow>`
    with bought as (
      select e.member_id, sum(l.paid)::bigint as paid, sum(l.known)::bigint as known,
        sum(l.cost)::bigint as cost
      from activity_event e cross join lateral (
        select sum((p.line ->> 'paidMinor')::bigint) as paid,
          sum((p.line ->> 'paidMinor')::bigint) filter (where f.fact ->> 'costMinor' is not null) as known,
          sum((f.fact ->> 'costMinor')::numeric) as cost
        from json_array_elements(e.payload -> 'lines') with ordinality as p (line, no)
        left join json_array_elements(coalesce(e.facts -> 'lines', '[]'::json))
          with ordinality as f (fact, no) on f.no = p.no
      ) as l
      where e.kind = 'purchase' and e.facts ->> 'market' = ${span.market}
        and e.occurred_at >= ${iso(span.from)} and e.occurred_at < ${iso(span.through)}
      group by e.member_id
    )
    select m.member_id as "memberId", coalesce(b.paid, 0)::bigint as "paidMinor",
      coalesce(b.known, 0)::bigint as "knownMinor",
      (coalesce(b.known, 0) - coalesce(b.cost, 0))::bigint as "marginMinor"
    from members_member m left join bought b on b.member_id = m.member_id
    where m.status <> 'erased' and m.merged_into is null and m.created_at < ${iso(span.through)}
      and coalesce(m.market, ${span.market}) = ${span.market}`.execute(db);
  return found.rows;
}

/** What members were given, less what was taken back, by member and unit. */
export async function given(
  db: Db,
  span: { readonly from: number; readonly through: number },
): Promise<{ memberId: string; unit: string; amount: number }[]> {
  const found = await sql<{ memberId: string; unit: string; amount: number }>`
    select member_id as "memberId", unit,
      sum(case when debit = 'issued' then amount else -amount end)::bigint as amount
    from ledger_posting
    where (debit = 'issued' or credit = 'issued')
      and occurred_at >= ${iso(span.from)} and occurred_at < ${iso(span.through)}
    group by member_id, unit`.execute(db);
  return found.rows;
}

/** To how many members each of these rules has given something since, and how much of each unit. */
export async function givenByRule(
  db: Db,
  { rules, since }: { readonly rules: readonly string[]; readonly since: number },
): Promise<Record<string, { reach: number; given: Record<string, number> }>> {
  if (rules.length === 0) return {};
  const found = await sql<{ rule: string; unit: string | null; reach: number; amount: number }>`
    select rule, unit, count(distinct member_id)::int as reach, sum(amount)::bigint as amount
    from ledger_posting
    where debit = 'issued' and rule = any(${arrayText(rules)}::text[])
      and occurred_at >= ${iso(since)}::timestamptz
    group by grouping sets ((rule), (rule, unit))`.execute(db);
  const byRule: Record<string, { reach: number; given: Record<string, number> }> = {};
  for (const { rule, unit, reach, amount } of found.rows) {
    const known = (byRule[rule] ??= { reach: 0, given: {} });
    if (unit === null) known.reach = reach;
    else known.given[unit] = amount;
  }
  return byRule;
}

/** The median over members of the mean days between their occasions; null where fewer than so many came twice. */
export async function medianDaysBetween(db: Db, membersMin: number): Promise<number | null> {
  const found = await sql<{ members: number; days: number | null }>`
    select count(*)::int as members, percentile_cont(0.5) within group (order by days) as days
    from (
      select ((statistics -> 'purchases' ->> 'lastDay')::float8 - (statistics -> 'purchases' ->> 'firstDay')::float8)
        / ((statistics -> 'purchases' ->> 'occasions')::float8 - 1) as days
      from activity_statistics where (statistics -> 'purchases' ->> 'occasions')::float8 >= 2
    ) gaps`.execute(db);
  const [row] = found.rows;
  return row === undefined || row.members < membersMin ? null : row.days;
}
