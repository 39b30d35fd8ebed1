import { sql } from "kysely";
import { insertMany, rowSet } from "../../platform/db.ts";
import type { Columns, Db, Tx } from "../../platform/db.ts";
import type { MemberKind, MemberRef, ResolvedMember } from "./domain.ts";

const refColumns = { source: "text", id: "text" } as const satisfies Columns;
const identityColumns = {
  source: "text",
  id: "text",
  member_id: "uuid",
  since: "timestamptz",
} as const satisfies Columns;
const memberColumns = {
  member_id: "uuid",
  wallet_id: "uuid",
  kind: "text",
  market: "text",
  bucket: "int2",
  joined_source: "text",
  created_at: "timestamptz",
} as const satisfies Columns;

/** The members that the identities in use name. */
export async function resolveRefs(
  db: Db,
  refs: readonly MemberRef[],
): Promise<(ResolvedMember & MemberRef)[]> {
  const found = await sql<ResolvedMember & MemberRef>`
    select i.source, i.id, m.member_id as "memberId", m.wallet_id as "walletId", m.market, m.status
    from ${rowSet(refColumns, refs)} as asked
    join members_identity i on i.source = asked.source and i.id = asked.id and i.until is null
    join members_member m on m.member_id = i.member_id`.execute(db);
  return found.rows;
}

export async function findByIds(db: Db, ids: readonly string[]): Promise<ResolvedMember[]> {
  const found = await sql<ResolvedMember>`
    select m.member_id as "memberId", m.wallet_id as "walletId", m.market, m.status
    from ${rowSet(
      { member_id: "uuid" },
      ids.map((id) => ({ member_id: id })),
    )} as asked
    join members_member m on m.member_id = asked.member_id`.execute(db);
  return found.rows;
}

export type IdentityRow = MemberRef & { readonly memberId: string };

/**
 * Gives each identity that is free, or no longer in use, to its member. Waits for others that are giving out
 * the same ones; answers with those that were won.
 */
export async function claimIdentities(
  tx: Tx,
  identities: readonly IdentityRow[],
  now: number,
): Promise<IdentityRow[]> {
  const since = new Date(now).toISOString();
  const rows = identities.map(({ source, id, memberId }) => ({
    source,
    id,
    member_id: memberId,
    since,
  }));
  const won = await sql<IdentityRow>`
    insert into members_identity as known (source, id, member_id, since)
    select source, id, member_id, since from ${rowSet(identityColumns, rows)} as input
    on conflict (source, id) do update
      set member_id = excluded.member_id, since = excluded.since, until = null
      where known.until is not null
    returning source, id, member_id as "memberId"`.execute(tx);
  return won.rows;
}

export type NewMember = {
  readonly memberId: string;
  readonly kind: MemberKind;
  readonly market: string | null;
  readonly bucket: number;
  readonly joinedSource: string;
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
    created_at: createdAt,
  }));
  await insertMany(tx, "members_member", memberColumns, rows);
}
