/** All SQL on who was one with whom. */
import { sql } from "kysely";
import { arrayText, insertMany } from "../../platform/db.ts";
import type { Columns, Db, Tx } from "../../platform/db.ts";
import { newId } from "../../platform/ids.ts";

/** A dated link: for as long, what names the one means the other. */
export interface Alias {
  readonly memberId: string;
  readonly into: string;
  readonly since: number;
  readonly until: number | null;
}

/** Every link that these members had or have, on either side, oldest first. */
export async function aliasesOf(db: Db, memberIds: readonly string[]): Promise<Alias[]> {
  if (memberIds.length === 0) return [];
  const ids = arrayText(memberIds);
  const found = await sql<Alias>`
    select member_id as "memberId", into_member_id as "into", since, until from members_alias
    where member_id = any(${ids}::uuid[]) or into_member_id = any(${ids}::uuid[])
    order by since`.execute(db);
  return found.rows;
}

/** The member, and whoever is part of them at this moment. */
export async function namesOf(db: Db, memberId: string): Promise<string[]> {
  const found = await sql<{ memberId: string }>`
    select member_id as "memberId" from members_alias
    where into_member_id = ${memberId}::uuid and until is null order by member_id`.execute(db);
  return [memberId, ...found.rows.map((row) => row.memberId)];
}

/** Lets the one mean the other from now on. */
export async function addAlias(
  tx: Tx,
  {
    memberId,
    into,
    now,
  }: { readonly memberId: string; readonly into: string; readonly now: number },
): Promise<void> {
  const since = new Date(now).toISOString();
  await tx
    .insertInto("members_alias")
    .values({ id: newId(), member_id: memberId, into_member_id: into, since })
    .execute();
  await setMergedInto(tx, memberId, into);
}

export async function endAlias(tx: Tx, memberId: string, now: number): Promise<void> {
  await sql`
    update members_alias set until = greatest(since, ${new Date(now).toISOString()}::timestamptz)
    where member_id = ${memberId}::uuid and until is null`.execute(tx);
  await setMergedInto(tx, memberId, null);
}

async function setMergedInto(tx: Tx, memberId: string, into: string | null): Promise<void> {
  await tx
    .updateTable("members_member")
    .set({ merged_into: into })
    .where("member_id", "=", memberId)
    .execute();
}

const linkColumns = {
  identity_id: "uuid",
  source: "text",
  id: "text",
  member_id: "uuid",
  since: "timestamptz",
  proven_at: "timestamptz",
} as const satisfies Columns;

interface Moved {
  readonly identity_id: string;
  readonly source: string;
  readonly id: string;
  readonly proven_at: number | null;
}

/** Ends links of one member, and begins the same for another; answers with those that ended. */
export async function moveIdentities(
  tx: Tx,
  move: {
    readonly from: string;
    readonly to: string;
    readonly now: number;
    /** Links, in use or not, whose identifiers are meant; all that are in use where left out. */
    readonly named?: readonly string[];
  },
): Promise<string[]> {
  const now = new Date(move.now).toISOString();
  const named =
    move.named === undefined
      ? sql`true`
      : sql`exists (select from members_identity n where n.identity_id = any(${arrayText(move.named)}::uuid[])
          and n.source = i.source and n.id = i.id)`;
  const ended = await sql<Moved>`
    update members_identity i set until = greatest(i.since, ${now}::timestamptz)
    where i.member_id = ${move.from}::uuid and i.until is null and ${named}
    returning i.identity_id, i.source, i.id, i.proven_at`.execute(tx);
  const rows = ended.rows.map(({ source, id, proven_at }) => ({
    identity_id: newId(),
    source,
    id,
    member_id: move.to,
    since: now,
    proven_at: proven_at === null ? null : new Date(proven_at).toISOString(),
  }));
  if (rows.length > 0) await insertMany(tx, "members_identity", linkColumns, rows);
  return ended.rows.map((row) => row.identity_id);
}
