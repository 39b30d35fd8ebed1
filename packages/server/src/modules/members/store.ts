import { sql } from "kysely";
import { insertMany, rowSet } from "../../platform/db.ts";
import type { Columns, Db, Tx } from "../../platform/db.ts";
import type { MemberChange, MemberKind, MemberStatus, ResolvedMember } from "./domain.ts";

const memberColumns = {
  member_id: "uuid",
  wallet_id: "uuid",
  kind: "text",
  market: "text",
  bucket: "int2",
  joined_source: "text",
  created_at: "timestamptz",
} as const satisfies Columns;

/** Every member's market, to be joined: `member_id` and `market`, null where it is the club's first. */
export const marketsTable = sql`(select member_id, market from members_member)`;

export async function findByIds(db: Db, ids: readonly string[]): Promise<ResolvedMember[]> {
  const found = await sql<ResolvedMember>`
    select m.member_id as "memberId", m.wallet_id as "walletId", m.market, m.status, m.segments,
      m.merged_into as "mergedInto"
    from ${rowSet(
      { member_id: "uuid" },
      ids.map((id) => ({ member_id: id })),
    )} as asked
    join members_member m on m.member_id = asked.member_id`.execute(db);
  return found.rows;
}

export type NewMember = {
  readonly memberId: string;
  readonly kind: MemberKind;
  readonly market: string | null;
  readonly bucket: number;
  readonly joinedSource: string;
  /** Epoch milliseconds, where it was not now. */
  readonly createdAt?: number;
};

/** Adds members with a wallet of their own. */
export async function insertMembers(
  tx: Tx,
  members: readonly NewMember[],
  now: number,
): Promise<void> {
  const createdAt = new Date(now).toISOString();
  const rows = members.map((member) => ({
    member_id: member.memberId,
    wallet_id: member.memberId,
    kind: member.kind,
    market: member.market,
    bucket: member.bucket,
    joined_source: member.joinedSource,
    created_at:
      member.createdAt === undefined ? createdAt : new Date(member.createdAt).toISOString(),
  }));
  await insertMany(tx, "members_member", memberColumns, rows);
}

/** Holds the members until the transaction ends, in one order for everybody; answers with their status. */
export async function lockMembers(
  tx: Tx,
  ids: readonly string[],
): Promise<{ memberId: string; status: MemberStatus }[]> {
  const found = await sql<{ memberId: string; status: MemberStatus }>`
    select m.member_id as "memberId", m.status
    from members_member m
    where m.member_id in (select member_id from ${rowSet(
      { member_id: "uuid" },
      ids.map((id) => ({ member_id: id })),
    )} as asked)
    order by m.member_id
    for no key update`.execute(tx);
  return found.rows;
}

/** Writes market and kind where they are said. Each member at most once. */
export async function updateMembers(tx: Tx, changes: readonly MemberChange[]): Promise<void> {
  const rows = changes
    .filter((change) => change.market !== undefined || change.kind !== undefined)
    .map(({ memberId, market, kind }) => ({ member_id: memberId, market, kind }));
  if (rows.length === 0) return;
  await sql`
    update members_member m
    set market = coalesce(input.market, m.market), kind = coalesce(input.kind, m.kind)
    from ${rowSet({ member_id: "uuid", market: "text", kind: "text" }, rows)} as input
    where m.member_id = input.member_id`.execute(tx);
}

/** Sets and removes profile fields where they are said. Each member at most once. */
export async function mergeProfiles(
  tx: Tx,
  changes: readonly MemberChange[],
  now: number,
): Promise<void> {
  const updatedAt = new Date(now).toISOString();
  const rows = changes
    .filter((change) => Object.keys(change.profile ?? {}).length > 0)
    .map(({ memberId, profile }) => ({
      member_id: memberId,
      profile: JSON.stringify(profile),
      updated_at: updatedAt,
    }));
  if (rows.length === 0) return;
  const input = rowSet({ member_id: "uuid", profile: "jsonb", updated_at: "timestamptz" }, rows);
  await sql`
    insert into members_vault (member_id, profile, updated_at)
    select member_id, '{}'::jsonb, updated_at from ${input} as input
    on conflict (member_id) do nothing`.execute(tx);
  await sql`
    update members_vault v
    set profile = jsonb_strip_nulls(v.profile || input.profile), updated_at = input.updated_at
    from ${input} as input
    where v.member_id = input.member_id`.execute(tx);
}

export type MemberRow = ResolvedMember & {
  readonly kind: MemberKind;
  readonly joinedSource: string;
  readonly createdAt: number;
  readonly profile: unknown;
};

export async function findMember(db: Db, memberId: string): Promise<MemberRow | undefined> {
  const found = await sql<MemberRow>`
    select m.member_id as "memberId", m.wallet_id as "walletId", m.kind, m.market, m.status,
      m.joined_source as "joinedSource", m.created_at as "createdAt",
      coalesce(v.profile, '{}'::jsonb) as profile
    from members_member m
    left join members_vault v on v.member_id = m.member_id
    where m.member_id = ${memberId}::uuid`.execute(db);
  return found.rows[0];
}

export async function setStatus(tx: Tx, memberId: string, status: MemberStatus): Promise<void> {
  await tx
    .updateTable("members_member")
    .set({ status })
    .where("member_id", "=", memberId)
    .execute();
}

/** Who was erased, by id. */
export async function erasedIds(db: Db): Promise<string[]> {
  const found = await db
    .selectFrom("members_member")
    .select("member_id")
    .where("status", "=", "erased")
    .orderBy("member_id")
    .execute();
  return found.map((row) => row.member_id);
}

/** Writes of each member in which segments they are. */
export async function setSegments(
  tx: Tx,
  lists: readonly { readonly memberId: string; readonly segments: readonly string[] }[],
): Promise<void> {
  const rows = lists.map(({ memberId, segments }) => ({
    member_id: memberId,
    segments: JSON.stringify(segments),
  }));
  await sql`
    update members_member m
    set segments = array(select jsonb_array_elements_text(input.segments))
    from ${rowSet({ member_id: "uuid", segments: "jsonb" }, rows)} as input
    where m.member_id = input.member_id`.execute(tx);
}

export async function sharesWallet(db: Db, memberId: string): Promise<boolean> {
  const found = await sql<{ shared: boolean }>`
    select exists (
      select from members_member
      where wallet_id = ${memberId}::uuid and member_id <> ${memberId}::uuid
        and status <> 'erased') as shared`.execute(db);
  return found.rows[0]?.shared === true;
}

export async function hasMembers(db: Db): Promise<boolean> {
  const found = await sql<{ isAny: boolean }>`
    select exists (select from members_member) as "isAny"`.execute(db);
  return found.rows[0]?.isAny === true;
}
