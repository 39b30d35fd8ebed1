/** All SQL on identities that are stored in another spelling than the one they are compared by. */
import { sql } from "kysely";
import { arrayText, rowSet } from "../../platform/db.ts";
import type { Tx } from "../../platform/db.ts";
import type { MemberRef } from "./domain.ts";

export interface Unwritten extends MemberRef {
  readonly identityId: string;
  readonly memberId: string;
  /** Epoch milliseconds. */
  readonly since: number;
  readonly isInUse: boolean;
}

/** Takes identities off the list; waits for another process that takes the same. */
export async function takeUnwritten(tx: Tx, limit: number): Promise<Unwritten[]> {
  const taken = await sql<{ identity_id: string }>`
    delete from members_unwritten where identity_id in (
      select identity_id from members_unwritten order by identity_id limit ${limit} for update)
    returning identity_id`.execute(tx);
  if (taken.rows.length === 0) return [];
  const ids = arrayText(taken.rows.map((row) => row.identity_id));
  const found = await sql<Unwritten>`
    select identity_id as "identityId", member_id as "memberId", source, id, since,
      until is null as "isInUse"
    from members_identity where identity_id = any(${ids}::uuid[])
    order by since, identity_id`.execute(tx);
  return found.rows;
}

/** Who goes by these now. */
export async function holdersInUse(
  tx: Tx,
  refs: readonly MemberRef[],
): Promise<(MemberRef & { identityId: string; memberId: string; since: number })[]> {
  const rows = refs.map(({ source, id }) => ({ source, id }));
  const found = await sql<MemberRef & { identityId: string; memberId: string; since: number }>`
    select distinct i.identity_id as "identityId", i.member_id as "memberId", i.source, i.id, i.since
    from ${rowSet({ source: "text", id: "text" }, rows)} as asked
    join members_identity i on i.source = asked.source and i.id = asked.id and i.until is null`.execute(
    tx,
  );
  return found.rows;
}

/** Writes identities as they are compared. */
export async function writeIds(
  tx: Tx,
  identities: readonly { readonly identityId: string; readonly written: MemberRef }[],
): Promise<void> {
  const rows = identities.map(({ identityId, written }) => ({
    identity_id: identityId,
    id: written.id,
  }));
  await sql`
    update members_identity i set id = input.id
    from ${rowSet({ identity_id: "uuid", id: "text" }, rows)} as input
    where i.identity_id = input.identity_id`.execute(tx);
}

/** Ends links between identities and members. */
export async function endIdentities(
  tx: Tx,
  identityIds: readonly string[],
  now: number,
): Promise<void> {
  await sql`
    update members_identity set until = greatest(since, ${new Date(now).toISOString()}::timestamptz)
    where identity_id = any(${arrayText(identityIds)}::uuid[])`.execute(tx);
}
