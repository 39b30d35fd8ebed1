/** All SQL on sessions. */
import { sql } from "kysely";
import type { Db } from "../../platform/db.ts";
import type { Session } from "./domain.ts";

const text = (instant: number): string => new Date(instant).toISOString();

export async function insertSession(
  db: Db,
  session: Session,
  { tokenHash, deviceHash }: { readonly tokenHash: string; readonly deviceHash: string | null },
): Promise<void> {
  await db
    .insertInto("access_session")
    .values({
      id: session.id,
      member_id: session.kind === "member" ? session.subject : null,
      staff_id: session.kind === "staff" ? session.subject : null,
      token_hash: tokenHash,
      created_at: text(session.createdAt),
      expires_at: text(session.expiresAt),
      last_seen_at: text(session.lastSeenAt),
      proven_at: text(session.provenAt),
      device_hash: deviceHash,
      device_since: session.deviceSince === null ? null : text(session.deviceSince),
    })
    .execute();
}

export async function findSession(
  db: Db,
  id: string,
): Promise<{ session: Session; tokenHash: string } | undefined> {
  const found = await db
    .selectFrom("access_session")
    .selectAll()
    .where("id", "=", id)
    .executeTakeFirst();
  if (found === undefined) return undefined;
  return {
    session: {
      id: found.id,
      kind: found.member_id === null ? "staff" : "member",
      subject: found.member_id ?? found.staff_id ?? "",
      createdAt: found.created_at,
      expiresAt: found.expires_at,
      lastSeenAt: found.last_seen_at,
      provenAt: found.proven_at,
      deviceSince: found.device_since,
      endedAt: found.ended_at,
    },
    tokenHash: found.token_hash,
  };
}

/** Since when a member signs in with a device, as the first session with it says; undefined: they never did. */
export async function deviceSince(
  db: Db,
  { memberId, deviceHash }: { readonly memberId: string; readonly deviceHash: string },
): Promise<number | null | undefined> {
  const found = await db
    .selectFrom("access_session")
    .select("device_since")
    .where("member_id", "=", memberId)
    .where("device_hash", "=", deviceHash)
    .orderBy("created_at")
    .limit(1)
    .executeTakeFirst();
  return found?.device_since;
}

/** Makes every device of a member a new one when it signs in next. */
export async function forgetDevices(db: Db, memberId: string): Promise<void> {
  await db
    .updateTable("access_session")
    .set({ device_hash: null })
    .where("member_id", "=", memberId)
    .execute();
}

export async function touchSession(
  db: Db,
  id: string,
  at: { readonly lastSeenAt: number } | { readonly provenAt: number },
): Promise<void> {
  await db
    .updateTable("access_session")
    .set(
      "lastSeenAt" in at ? { last_seen_at: text(at.lastSeenAt) } : { proven_at: text(at.provenAt) },
    )
    .where("id", "=", id)
    .execute();
}

export async function endSession(db: Db, id: string, now: number): Promise<void> {
  await db
    .updateTable("access_session")
    .set({ ended_at: text(now) })
    .where("id", "=", id)
    .where("ended_at", "is", null)
    .execute();
}

export async function endSessionsOf(
  db: Db,
  whose: { readonly kind: Session["kind"]; readonly subject: string },
  now: number,
  except: string | null,
): Promise<void> {
  await db
    .updateTable("access_session")
    .set({ ended_at: text(now) })
    .where(whose.kind === "member" ? "member_id" : "staff_id", "=", whose.subject)
    .where("ended_at", "is", null)
    .where((where) => (except === null ? sql<boolean>`true` : where("id", "<>", except)))
    .execute();
}

/** Moves the times of all sessions that are open. */
export async function carry(
  db: Db,
  { now, aheadMs }: { readonly now: number; readonly aheadMs: number },
): Promise<void> {
  await sql`
    update access_session
    set expires_at = expires_at + make_interval(secs => ${aheadMs / 1000}::float8),
      last_seen_at = last_seen_at + make_interval(secs => ${aheadMs / 1000}::float8),
      proven_at = proven_at + make_interval(secs => ${aheadMs / 1000}::float8)
    where ended_at is null and expires_at > ${text(now)}::timestamptz`.execute(db);
}

/** Removes sessions that can open nothing any more. */
export async function forgetSessions(db: Db, before: number): Promise<void> {
  await db
    .deleteFrom("access_session")
    .where("expires_at", "<", sql<number>`${text(before)}::timestamptz`)
    .execute();
}
