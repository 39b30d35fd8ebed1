/** Members found by anything, and what is shown of them beside: all SQL of the search. */
import { sql } from "kysely";
import type { RawBuilder } from "kysely";
import { arrayText, type Db } from "../../platform/db.ts";

export interface FoundRow {
  readonly memberId: string;
  readonly walletId: string;
  readonly kind: "person" | "household" | "company";
  readonly market: string | null;
  readonly status: "active" | "frozen";
  readonly givenName: string | null;
  readonly familyName: string | null;
  readonly createdAt: number;
}

const columns = sql`m.member_id as "memberId", m.wallet_id as "walletId", m.kind, m.market, m.status,
  m.created_at as "createdAt", v.profile ->> 'givenName' as "givenName",
  v.profile ->> 'familyName' as "familyName"`;

export type CalledRow = Pick<FoundRow, "memberId" | "givenName" | "familyName" | "createdAt"> & {
  readonly status: FoundRow["status"] | "erased";
};

/** What members are called by their ids, in no order, whatever became of them. */
export async function called(db: Db, ids: readonly string[]): Promise<CalledRow[]> {
  const found = await sql<CalledRow>`
    select ${columns} from members_member m
    left join members_vault v on v.member_id = m.member_id
    where m.member_id = any(${arrayText(ids)}::uuid[])`.execute(db);
  return found.rows;
}

export interface IdentityRow {
  readonly memberId: string;
  readonly source: string;
  readonly id: string;
}

/** By what members are known now, the oldest first. */
export async function identitiesOf(db: Db, ids: readonly string[]): Promise<IdentityRow[]> {
  const found = await sql<IdentityRow>`
    select member_id as "memberId", source, id from members_identity
    where member_id = any(${arrayText(ids)}::uuid[]) and until is null
    order by since, source`.execute(db);
  return found.rows;
}

/** Members by their ids, in no order; who was forgotten is left out, and who became part of another. */
export async function byIds(db: Db, ids: readonly string[]): Promise<FoundRow[]> {
  if (ids.length === 0) return [];
  const found = await sql<FoundRow>`
    select ${columns} from members_member m
    left join members_vault v on v.member_id = m.member_id
    where m.member_id = any(${arrayText(ids)}::uuid[])
      and m.status <> 'erased' and m.merged_into is null`.execute(db);
  return found.rows;
}

/** How the parts of what was typed may lie on given and family name. */
export interface NameParts {
  readonly given?: string;
  readonly family?: string;
}

/** A place in the list of names: in which way found, and where among those. */
export interface NamePlace {
  readonly way: number;
  /** The name in lower case, the given name first where that was asked for. */
  readonly sort: string;
  readonly memberId: string;
}

/**
 * Members whose names begin so, first those found in the first way, each in the order of the alphabet, after a place.
 * Every way reads its own page by an index that is in that order, so what a page costs does not grow with how many
 * have the name.
 */
export async function byName(
  db: Db,
  wanted: {
    readonly ways: readonly NameParts[];
    readonly after: NamePlace | null;
    readonly limit: number;
  },
): Promise<(FoundRow & NamePlace)[]> {
  const { ways, after, limit } = wanted;
  const parts = ways.flatMap((own, way) => {
    if (after !== null && way < after.way) return [];
    const sort = own.given === undefined ? sql.ref("v.by_family") : sql.ref("v.by_given");
    const where = [wayOf(own), ...ways.slice(0, way).map((other) => sql`not (${wayOf(other)})`)];
    if (after?.way === way)
      where.push(sql`(${sort}, v.member_id) > (${after.sort}, ${after.memberId}::uuid)`);
    return [
      sql`(select ${columns}, ${sql.lit(way)} as way, ${sort} as sort from members_vault v
        join members_member m on m.member_id = v.member_id
        where ${sql.join(where, sql` and `)} and m.status <> 'erased' and m.merged_into is null
        order by ${sort}, v.member_id limit ${limit})`,
    ];
  });
  if (parts.length === 0) return [];
  const found = await sql<FoundRow & NamePlace>`
    select * from (${sql.join(parts, sql` union all `)}) as found
    order by way, sort, "memberId" limit ${limit}`.execute(db);
  return found.rows;
}

function wayOf({ given, family }: NameParts): RawBuilder<unknown> {
  const parts: RawBuilder<unknown>[] = [];
  if (given !== undefined) parts.push(sql`v.by_given like ${begins(given)}`);
  if (family !== undefined) parts.push(sql`v.by_family like ${begins(family)}`);
  return sql.join(parts, sql` and `);
}

const begins = (text: string): string => `${text.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;

/** Who goes by exactly this, and in which system. */
export async function byIdentity(
  db: Db,
  ids: readonly string[],
  most: number,
): Promise<{ memberId: string; source: string }[]> {
  const found = await sql<{ memberId: string; source: string }>`
    select member_id as "memberId", source from members_identity
    where id = any(${arrayText(ids)}::text[]) and until is null limit ${most}`.execute(db);
  return found.rows;
}

/** Whose purchases have this number on their receipt. */
export async function byReceipt(db: Db, receipt: string, most: number): Promise<string[]> {
  const found = await sql<{ memberId: string }>`
    select distinct member_id as "memberId" from activity_claim
    where key like 'receipt:%' and substring(key from '^receipt:[^:]*:(.*)$') = ${receipt}
    limit ${most}`.execute(db);
  return found.rows.map(({ memberId }) => memberId);
}

/** With whom these members have become one, for those who have. */
export async function mergedInto(db: Db, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const found = await sql<{ memberId: string; into: string }>`
    select member_id as "memberId", merged_into as "into" from members_member
    where member_id = any(${arrayText(ids)}::uuid[]) and merged_into is not null`.execute(db);
  return new Map(found.rows.map(({ memberId, into }) => [memberId, into]));
}

export interface Beside {
  readonly identities: readonly IdentityRow[];
  /** Per wallet: the level in each ladder, as booked. */
  readonly levels: ReadonlyMap<string, Readonly<Record<string, string>>>;
  readonly available: readonly { walletId: string; unit: string; amount: number }[];
  readonly lastVisits: ReadonlyMap<string, number>;
}

/** What is shown beside names, for one page of members. */
export async function beside(
  db: Db,
  members: readonly Pick<FoundRow, "memberId" | "walletId">[],
  at: number,
): Promise<Beside> {
  const ids = arrayText(members.map(({ memberId }) => memberId));
  const wallets = arrayText([...new Set(members.map(({ walletId }) => walletId))]);
  const now = new Date(at).toISOString();
  const identities = await identitiesOf(
    db,
    members.map(({ memberId }) => memberId),
  );
  const ladders = await sql<{
    walletId: string;
    ladders: Record<string, { level: string }> | null;
  }>`
    select member_id as "walletId", state -> 'wallet' -> 'ladders' as ladders from activity_state
    where member_id = any(${wallets}::uuid[])`.execute(db);
  const available = await sql<{ walletId: string; unit: string; amount: number }>`
    select member_id as "walletId", unit, sum(remaining - held)::bigint as amount from ledger_lot
    where member_id = any(${wallets}::uuid[]) and remaining > 0
      and available_at <= ${now} and (expires_at is null or expires_at > ${now})
    group by member_id, unit`.execute(db);
  const visits = await sql<{ memberId: string; at: number }>`
    select asked.id as "memberId", last.occurred_at as at
    from unnest(${ids}::uuid[]) as asked (id)
    cross join lateral (
      select occurred_at from activity_event
      where member_id = asked.id and kind = 'purchase'
      order by occurred_at desc limit 1) as last`.execute(db);
  return {
    identities,
    levels: new Map(
      ladders.rows.map(({ walletId, ladders: own }) => [
        walletId,
        Object.fromEntries(Object.entries(own ?? {}).map(([id, { level }]) => [id, level])),
      ]),
    ),
    available: available.rows,
    lastVisits: new Map(visits.rows.map(({ memberId, at: last }) => [memberId, last])),
  };
}
