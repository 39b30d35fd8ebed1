/** Members found by name or identity, page by page. */
import { sql } from "kysely";
import type { RawBuilder } from "kysely";
import { arrayText } from "../../platform/db.ts";
import type { Db } from "../../platform/db.ts";
import type { MemberKind, MemberRef } from "./domain.ts";

export interface FoundMember {
  readonly memberId: string;
  readonly kind: MemberKind;
  readonly market: string | null;
  readonly status: "active" | "frozen";
  readonly givenName: string | null;
  readonly familyName: string | null;
  readonly createdAt: number;
}

export interface Search {
  /** How a given or family name begins, in lower case. */
  readonly name?: string;
  /** One of these identities, in use. */
  readonly refs?: readonly MemberRef[];
  readonly status?: "active" | "frozen";
  /** The last one of the page before. */
  readonly before: { readonly createdAt: number; readonly memberId: string } | null;
  readonly limit: number;
}

/** Newest first. */
export async function findMembers(db: Db, search: Search): Promise<FoundMember[]> {
  const where: RawBuilder<unknown>[] = [sql`m.status <> 'erased'`];
  if (search.name !== undefined) where.push(namedLike(search.name));
  if (search.refs !== undefined) where.push(knownAs(search.refs));
  if (search.status !== undefined) where.push(sql`m.status = ${search.status}`);
  if (search.before !== null) {
    const createdAt = new Date(search.before.createdAt).toISOString();
    where.push(
      sql`(m.created_at, m.member_id) < (${createdAt}::timestamptz, ${search.before.memberId}::uuid)`,
    );
  }
  const found = await sql<FoundMember>`
    select m.member_id as "memberId", m.kind, m.market, m.status, m.created_at as "createdAt",
      v.profile ->> 'givenName' as "givenName", v.profile ->> 'familyName' as "familyName"
    from members_member m
    left join members_vault v on v.member_id = m.member_id
    where ${sql.join(where, sql` and `)}
    order by m.created_at desc, m.member_id desc
    limit ${search.limit}`.execute(db);
  return found.rows;
}

/** By the two indexes on the beginnings of names. */
function namedLike(name: string): RawBuilder<unknown> {
  const pattern = `${name.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
  return sql`m.member_id in (
    select member_id from members_vault where by_given like ${pattern}
    union all
    select member_id from members_vault where by_family like ${pattern})`;
}

function knownAs(refs: readonly MemberRef[]): RawBuilder<unknown> {
  const any = refs.map(({ source, id }) => sql`(source = ${source} and id = ${id})`);
  return sql`m.member_id in (
    select member_id from members_identity
    where until is null and (${any.length === 0 ? sql`false` : sql.join(any, sql` or `)}))`;
}

/** What members are greeted with, by id; those without a given name are left out. */
export async function givenNames(db: Db, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const found = await sql<{ memberId: string; givenName: string }>`
    select member_id as "memberId", profile ->> 'givenName' as "givenName" from members_vault
    where member_id = any(${arrayText(ids)}::uuid[]) and profile ->> 'givenName' is not null`.execute(
    db,
  );
  return new Map(found.rows.map(({ memberId, givenName }) => [memberId, givenName]));
}

/** What these members are called, those who have said it. */
export async function fullNames(db: Db, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const found = await sql<{ member_id: string; name: string }>`
    select member_id, concat_ws(' ', profile ->> 'givenName', profile ->> 'familyName') as name
    from members_vault
    where member_id = any(${arrayText(ids)}::uuid[]) and profile ?| array['givenName', 'familyName']`.execute(
    db,
  );
  return new Map(found.rows.map(({ member_id: memberId, name }) => [memberId, name]));
}
