/** All SQL on identities: dated links between what sources call somebody and the member, and what is left of erased ones. */
import { sql } from "kysely";
import { arrayText, rowSet } from "../../platform/db.ts";
import type { Columns, Db, Tx } from "../../platform/db.ts";
import { newId } from "../../platform/ids.ts";
import type { Identity, IdentityLink, MemberRef, ResolvedMember } from "./domain.ts";

const refColumns = { source: "text", id: "text" } as const satisfies Columns;
const linkColumns = {
  identity_id: "uuid",
  source: "text",
  id: "text",
  member_id: "uuid",
  since: "timestamptz",
} as const satisfies Columns;

/** The members that the identities in use name. */
export async function resolveRefs(
  db: Db,
  refs: readonly MemberRef[],
): Promise<(ResolvedMember & MemberRef)[]> {
  const found = await sql<ResolvedMember & MemberRef>`
    select i.source, i.id, m.member_id as "memberId", m.wallet_id as "walletId", m.market, m.status,
      m.segments
    from ${rowSet(refColumns, refs)} as asked
    join members_identity i on i.source = asked.source and i.id = asked.id and i.until is null
    join members_member m on m.member_id = i.member_id`.execute(db);
  return found.rows;
}

/**
 * Beside the hashes, since whoever asks who somebody is has the database alone: it keeps one club's hashes from being
 * compared with another's, and is no secret of the club's.
 */
const TOMBSTONE_SALT = "tombstone";

/** The salted hash of an identity, as tombstones are kept. */
const tombstoneHash = sql`encode(sha256(convert_to(s.secret || asked.source || chr(1) || asked.id, 'UTF8')), 'hex')`;

/** Which of these identities an erased member went by. */
export async function buried(db: Db, refs: readonly MemberRef[]): Promise<MemberRef[]> {
  const found = await sql<MemberRef>`
    select asked.source, asked.id
    from ${rowSet(refColumns, refs)} as asked
    join members_secret s on s.name = ${TOMBSTONE_SALT}
    join members_tombstone t on t.hash = ${tombstoneHash}`.execute(db);
  return found.rows;
}

/** Remembers identities as hashes alone, and answers with these. The salt must have been made. */
export async function bury(tx: Tx, refs: readonly MemberRef[], now: number): Promise<string[]> {
  const made = await sql<{ hash: string }>`
    select distinct ${tombstoneHash} as hash
    from ${rowSet(refColumns, refs)} as asked
    join members_secret s on s.name = ${TOMBSTONE_SALT}
    order by hash`.execute(tx);
  const hashes = made.rows.map(({ hash }) => hash);
  await keepTombstones(tx, hashes, now);
  return hashes;
}

/** Keeps hashes that were made with this club's salt. */
export async function keepTombstones(
  tx: Tx,
  hashes: readonly string[],
  now: number,
): Promise<void> {
  if (hashes.length === 0) return;
  const erasedAt = new Date(now).toISOString();
  await sql`
    insert into members_tombstone (hash, erased_at)
    select hash, ${erasedAt}::timestamptz
    from ${rowSet(
      { hash: "text" },
      hashes.map((hash) => ({ hash })),
    )} as made
    on conflict (hash) do nothing`.execute(tx);
}

/** Every hash that is kept. */
export async function tombstones(db: Db): Promise<string[]> {
  const found = await db.selectFrom("members_tombstone").select("hash").orderBy("hash").execute();
  return found.map(({ hash }) => hash);
}

/** What tells one salt from another without telling it. Undefined where there is none yet. */
export async function saltMark(db: Db): Promise<string | undefined> {
  const found = await sql<{ mark: string }>`
    select encode(sha256(convert_to(secret, 'UTF8')), 'hex') as mark
    from members_secret where name = ${TOMBSTONE_SALT}`.execute(db);
  return found.rows[0]?.mark;
}

/** The address and the number that the vault holds of each. */
export async function vaultContacts(
  db: Db,
  memberIds: readonly string[],
): Promise<{ email: string | null; phone: string | null }[]> {
  const found = await sql<{ email: string | null; phone: string | null }>`
    select profile ->> 'email' as email, profile ->> 'phone' as phone
    from members_vault where member_id = any(${arrayText(memberIds)}::uuid[])`.execute(db);
  return found.rows;
}

/** Lets somebody come back under an identity that they have shown to be theirs. */
export async function unbury(tx: Tx, ref: MemberRef): Promise<void> {
  await sql`
    delete from members_tombstone t using ${rowSet(refColumns, [ref])} as asked, members_secret s
    where s.name = ${TOMBSTONE_SALT} and t.hash = ${tombstoneHash}`.execute(tx);
}

/** Days for which an identity that was given up goes to nobody else. */
const quarantineDays = sql`coalesce((select value from members_setting where name = 'quarantine_days'), 90)`;

const rests = sql`exists (
  select from members_identity past
  where past.source = input.source and past.id = input.id and past.member_id <> input.member_id
    and past.until is not null and past.until > input.since - make_interval(hours => 24 * ${quarantineDays}))`;

/**
 * Gives each identity that is free, and rested long enough, to its member. Waits for others that are giving out
 * the same ones; answers with those that were won.
 */
export async function claimIdentities(
  tx: Tx,
  identities: readonly IdentityLink[],
  now: number,
): Promise<IdentityLink[]> {
  const since = new Date(now).toISOString();
  const rows = identities.map(({ source, id, memberId }) => ({
    identity_id: newId(),
    source,
    id,
    member_id: memberId,
    since,
  }));
  const won = await sql<IdentityLink>`
    insert into members_identity (identity_id, source, id, member_id, since)
    select identity_id, source, id, member_id, since
    from ${rowSet(linkColumns, rows)} as input
    where not ${rests}
    on conflict (source, id) where until is null do nothing
    returning source, id, member_id as "memberId"`.execute(tx);
  return won.rows;
}

/** Takes back what `claimIdentities` gave in this transaction: as if it had never been asked for. */
export async function releaseIdentities(
  tx: Tx,
  identities: readonly IdentityLink[],
): Promise<void> {
  const rows = identities.map(({ source, id, memberId }) => ({ source, id, member_id: memberId }));
  await sql`
    delete from members_identity i
    using ${rowSet({ source: "text", id: "text", member_id: "uuid" }, rows)} as given
    where i.source = given.source and i.id = given.id and i.member_id = given.member_id
      and i.until is null`.execute(tx);
}

/** Ends a member's identity; false where the member does not go by it. */
export async function endIdentity(tx: Tx, link: IdentityLink, now: number): Promise<boolean> {
  const ended = await sql`
    update members_identity
    set until = greatest(since, ${new Date(now).toISOString()}::timestamptz)
    where source = ${link.source} and id = ${link.id} and member_id = ${link.memberId}::uuid
      and until is null`.execute(tx);
  return Number(ended.numAffectedRows ?? 0) > 0;
}

/** Notes that the member has shown that an identity is theirs. */
export async function markProven(tx: Tx, link: IdentityLink, now: number): Promise<void> {
  await sql`
    update members_identity set proven_at = ${new Date(now).toISOString()}::timestamptz
    where source = ${link.source} and id = ${link.id} and member_id = ${link.memberId}::uuid
      and until is null`.execute(tx);
}

const identityColumns = sql`member_id as "memberId", source, id, since, until, proven_at as "provenAt"`;

/** Every identity a member goes by or went by, oldest first. */
export async function identitiesOf(db: Db, memberId: string): Promise<Identity[]> {
  const found = await sql<Identity>`
    select ${identityColumns} from members_identity
    where member_id = ${memberId}::uuid
    order by since, source, id`.execute(db);
  return found.rows;
}

/** Who had an identity when, newest first. */
export async function holdersOf(db: Db, ref: MemberRef, limit: number): Promise<Identity[]> {
  const found = await sql<Identity>`
    select ${identityColumns} from members_identity
    where source = ${ref.source} and id = ${ref.id}
    order by since desc, until desc nulls first
    limit ${limit}`.execute(db);
  return found.rows;
}

export async function readSetting(db: Db, name: "quarantine_days"): Promise<number | undefined> {
  const found = await db
    .selectFrom("members_setting")
    .select("value")
    .where("name", "=", name)
    .executeTakeFirst();
  return found?.value;
}

export async function writeSetting(db: Db, name: "quarantine_days", value: number): Promise<void> {
  await db
    .insertInto("members_setting")
    .values({ name, value })
    .onConflict((conflict) => conflict.column("name").doUpdateSet({ value }))
    .execute();
}

/** Makes the salt of tombstones where there is none yet. */
export async function makeSalt(tx: Tx, salt: string, now: number): Promise<void> {
  await tx
    .insertInto("members_secret")
    .values({ name: TOMBSTONE_SALT, secret: salt, made_at: new Date(now).toISOString() })
    .onConflict((conflict) => conflict.column("name").doNothing())
    .execute();
}

/** The key that signed links in messages before keys came from the club's own one; they must still open. */
export async function earlierLinkKey(db: Db): Promise<string | undefined> {
  const found = await db
    .selectFrom("members_secret")
    .select("secret")
    .where("name", "=", "link")
    .executeTakeFirst();
  return found?.secret;
}
