/** All SQL on people of the staff and their invitations. */
import { sql } from "kysely";
import { staffRole } from "@trofast/contract/staff";
import type { Db, Tx } from "../../platform/db.ts";
import type { Person } from "./domain.ts";

const columns = [
  "id",
  "name",
  "email",
  "role",
  "stores",
  "member_id",
  "status",
  "created_at",
] as const;

interface Row {
  readonly id: string;
  readonly name: string;
  readonly email: string | null;
  readonly role: string;
  readonly stores: string[] | null;
  readonly member_id: string | null;
  readonly status: string;
  readonly created_at: number;
}

function personOf(row: Row): Person {
  const { status } = row;
  return {
    id: row.id,
    name: row.name,
    email: row.email,
    role: staffRole.parse(row.role),
    stores: row.stores,
    memberId: row.member_id,
    status: status === "active" || status === "invited" ? status : "disabled",
    createdAt: row.created_at,
  };
}

const text = (instant: number): string => new Date(instant).toISOString();

export async function findPerson(db: Db, id: string): Promise<Person | undefined> {
  const row = await db
    .selectFrom("access_staff")
    .select(columns)
    .where("id", "=", id)
    .executeTakeFirst();
  return row === undefined ? undefined : personOf(row);
}

/** The person that an identity provider's subject belongs to, else the one invited with the address it verified. */
export async function findForProvider(
  db: Db,
  { subject, email }: { subject: string; email: string | null },
): Promise<{ person: Person; subject: string | null } | undefined> {
  const row = await db
    .selectFrom("access_staff")
    .select([...columns, "identity_subject"])
    .where((where) =>
      where.or([
        where("identity_subject", "=", subject),
        where.and([where("identity_subject", "is", null), where("email", "=", email)]),
      ]),
    )
    .orderBy(sql`identity_subject is null`)
    .limit(1)
    .executeTakeFirst();
  return row === undefined ? undefined : { person: personOf(row), subject: row.identity_subject };
}

export async function setSubject(tx: Tx, id: string, subject: string): Promise<void> {
  await tx
    .updateTable("access_staff")
    .set({ identity_subject: subject })
    .where("id", "=", id)
    .execute();
}

/** @returns false where somebody has the e-mail address already. */
export async function insertPerson(tx: Tx, person: Person): Promise<boolean> {
  const inserted = await tx
    .insertInto("access_staff")
    .values({
      id: person.id,
      name: person.name,
      email: person.email,
      role: person.role,
      stores: person.stores === null ? null : [...person.stores],
      member_id: person.memberId,
      status: person.status,
      created_at: text(person.createdAt),
    })
    .onConflict((conflict) => conflict.column("email").doNothing())
    .executeTakeFirst();
  return inserted.numInsertedOrUpdatedRows === 1n;
}

/** Whether somebody else has this address. */
export async function isEmailTaken(tx: Tx, email: string, id: string): Promise<boolean> {
  const found = await tx
    .selectFrom("access_staff")
    .select("id")
    .where("email", "=", email)
    .where("id", "<>", id)
    .executeTakeFirst();
  return found !== undefined;
}

export async function updatePerson(tx: Tx, person: Person): Promise<void> {
  await tx
    .updateTable("access_staff")
    .set({
      name: person.name,
      email: person.email,
      role: person.role,
      stores: person.stores === null ? null : [...person.stores],
      member_id: person.memberId,
      status: person.status,
    })
    .where("id", "=", person.id)
    .execute();
}

/** Everybody who is not disabled, locked: who may do what is changed by one request at a time. */
export async function lockStaff(tx: Tx): Promise<Person[]> {
  const rows = await tx
    .selectFrom("access_staff")
    .select(columns)
    .where("status", "<>", "disabled")
    .orderBy("id")
    .forUpdate()
    .execute();
  return rows.map(personOf);
}

/** Active people besides `except`. */
export async function otherActive(db: Db, except: string): Promise<Person[]> {
  const rows = await db
    .selectFrom("access_staff")
    .select(columns)
    .where("status", "=", "active")
    .where("id", "<>", except)
    .execute();
  return rows.map(personOf);
}

/** Newest first, after the person named by `after`. */
export async function listPeople(
  db: Db,
  {
    after,
    limit,
    stores,
  }: {
    after: { readonly at: number; readonly id: string } | null;
    limit: number;
    /** Only who is held to some of these; null: everybody. */
    stores: readonly string[] | null;
  },
): Promise<Person[]> {
  let query = db.selectFrom("access_staff").select(columns);
  if (stores !== null) query = query.where(sql<boolean>`stores <@ ${[...stores]}::text[]`);
  if (after !== null) {
    query = query.where(
      sql<boolean>`(created_at, id) < (${text(after.at)}::timestamptz, ${after.id}::uuid)`,
    );
  }
  const rows = await query
    .orderBy("created_at", "desc")
    .orderBy("id", "desc")
    .limit(limit)
    .execute();
  return rows.map(personOf);
}

/** Whether nobody has ever been invited; holds off other processes that ask at the same moment. */
export async function isFirst(tx: Tx): Promise<boolean> {
  const firstOwnerLock = 7_402_018_115;
  await sql`select pg_advisory_xact_lock(${firstOwnerLock}::bigint)`.execute(tx);
  const row = await tx.selectFrom("access_staff").select("id").limit(1).executeTakeFirst();
  return row === undefined;
}

/** Makes an invitation, and ends those that the person had. */
export async function insertInvite(
  tx: Tx,
  invite: { tokenHash: string; staffId: string; createdAt: number; expiresAt: number },
): Promise<void> {
  await endInvites(tx, invite.staffId, invite.createdAt);
  await tx
    .insertInto("access_invite")
    .values({
      token_hash: invite.tokenHash,
      staff_id: invite.staffId,
      created_at: text(invite.createdAt),
      expires_at: text(invite.expiresAt),
    })
    .execute();
}

export async function endInvites(tx: Tx, staffId: string, now: number): Promise<void> {
  await tx
    .updateTable("access_invite")
    .set({ used_at: text(now) })
    .where("staff_id", "=", staffId)
    .where("used_at", "is", null)
    .execute();
}

/** The person whom an open invitation is for. */
export async function findInvited(
  db: Db,
  tokenHash: string,
  now: number,
): Promise<Person | undefined> {
  const row = await db
    .selectFrom("access_invite")
    .innerJoin("access_staff", "access_staff.id", "access_invite.staff_id")
    .select(columns.map((column) => `access_staff.${column}` as const))
    .where("token_hash", "=", tokenHash)
    .where("used_at", "is", null)
    .where("expires_at", ">", sql<number>`${text(now)}::timestamptz`)
    .executeTakeFirst();
  return row === undefined ? undefined : personOf(row);
}

/** Uses up an invitation; false where it is used, ended or unknown. */
export async function useInvite(tx: Tx, tokenHash: string, now: number): Promise<boolean> {
  const used = await tx
    .updateTable("access_invite")
    .set({ used_at: text(now) })
    .where("token_hash", "=", tokenHash)
    .where("used_at", "is", null)
    .where("expires_at", ">", sql<number>`${text(now)}::timestamptz`)
    .executeTakeFirst();
  return used.numUpdatedRows === 1n;
}
