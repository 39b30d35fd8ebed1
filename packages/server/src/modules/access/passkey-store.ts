/** All SQL on passkeys, and on questions that browsers and identity providers have not answered yet. */
import { sql } from "kysely";
import type { Db, Tx } from "../../platform/db.ts";

const text = (instant: number): string => new Date(instant).toISOString();

export interface Passkey {
  readonly id: string;
  readonly staffId: string;
  readonly name: string;
  readonly publicKey: Uint8Array<ArrayBuffer>;
  readonly counter: number;
  readonly transports: readonly string[];
  readonly backedUp: boolean;
  readonly createdAt: number;
  readonly lastUsedAt: number | null;
}

interface Row {
  readonly id: string;
  readonly staff_id: string;
  readonly name: string;
  readonly public_key: Uint8Array;
  readonly counter: number;
  readonly transports: string[];
  readonly backed_up: boolean;
  readonly created_at: number;
  readonly last_used_at: number | null;
}

function passkeyOf(row: Row): Passkey {
  return {
    id: row.id,
    staffId: row.staff_id,
    name: row.name,
    publicKey: Uint8Array.from(row.public_key),
    counter: row.counter,
    transports: row.transports,
    backedUp: row.backed_up,
    createdAt: row.created_at,
    lastUsedAt: row.last_used_at,
  };
}

/** @returns false where the passkey is known already. */
export async function insertPasskey(tx: Tx, passkey: Passkey): Promise<boolean> {
  const inserted = await tx
    .insertInto("access_passkey")
    .values({
      id: passkey.id,
      staff_id: passkey.staffId,
      name: passkey.name,
      public_key: Buffer.from(passkey.publicKey),
      counter: passkey.counter,
      transports: [...passkey.transports],
      backed_up: passkey.backedUp,
      created_at: text(passkey.createdAt),
    })
    .onConflict((conflict) => conflict.column("id").doNothing())
    .executeTakeFirst();
  return inserted.numInsertedOrUpdatedRows === 1n;
}

export async function findPasskey(db: Db, id: string): Promise<Passkey | undefined> {
  const row = await db
    .selectFrom("access_passkey")
    .selectAll()
    .where("id", "=", id)
    .executeTakeFirst();
  return row === undefined ? undefined : passkeyOf(row);
}

export async function passkeysOf(db: Db, staffId: string): Promise<Passkey[]> {
  const rows = await db
    .selectFrom("access_passkey")
    .selectAll()
    .where("staff_id", "=", staffId)
    .orderBy("created_at")
    .orderBy("id")
    .execute();
  return rows.map(passkeyOf);
}

/** The same, locked: the last one cannot go away in two requests at once. */
export async function lockPasskeys(tx: Tx, staffId: string): Promise<Passkey[]> {
  const rows = await tx
    .selectFrom("access_passkey")
    .selectAll()
    .where("staff_id", "=", staffId)
    .orderBy("id")
    .forUpdate()
    .execute();
  return rows.map(passkeyOf);
}

/**
 * Notes a use. Passkeys that are kept on several devices count nothing and say 0 always.
 *
 * @returns false where the counter has not moved on since it was read: a copy, or the same answer twice.
 */
export async function noteUse(
  tx: Tx,
  use: { readonly id: string; readonly counter: number; readonly now: number },
): Promise<boolean> {
  const noted = await tx
    .updateTable("access_passkey")
    .set({ counter: use.counter, last_used_at: text(use.now) })
    .where("id", "=", use.id)
    .where((where) =>
      where.or([
        where("counter", "<", use.counter),
        where.and([where("counter", "=", 0), sql<boolean>`${use.counter}::bigint = 0`]),
      ]),
    )
    .executeTakeFirst();
  return noted.numUpdatedRows === 1n;
}

export async function renamePasskey(
  db: Db,
  { staffId, id, name }: { staffId: string; id: string; name: string },
): Promise<void> {
  await db
    .updateTable("access_passkey")
    .set({ name })
    .where("id", "=", id)
    .where("staff_id", "=", staffId)
    .execute();
}

export async function deletePasskey(tx: Tx, id: string): Promise<void> {
  await tx.deleteFrom("access_passkey").where("id", "=", id).execute();
}

export type Purpose = "enrol" | "add" | "sign_in" | "step_up" | "provider";

export interface Challenge {
  readonly id: string;
  readonly purpose: Purpose;
  readonly challenge: string;
  readonly staffId: string | null;
  readonly details: unknown;
  readonly expiresAt: number;
}

export async function insertChallenge(db: Db, challenge: Challenge): Promise<void> {
  await db
    .insertInto("access_challenge")
    .values({
      id: challenge.id,
      purpose: challenge.purpose,
      challenge: challenge.challenge,
      staff_id: challenge.staffId,
      details: challenge.details === null ? null : JSON.stringify(challenge.details),
      expires_at: text(challenge.expiresAt),
    })
    .execute();
}

/** Takes a question out, so that it is answered once; undefined where it is unknown, answered or too old. */
export async function takeChallenge(
  db: Db,
  asked: { readonly id: string; readonly purpose: Purpose; readonly now: number },
): Promise<Challenge | undefined> {
  const taken = await db
    .deleteFrom("access_challenge")
    .where("id", "=", asked.id)
    .where("purpose", "=", asked.purpose)
    .returningAll()
    .executeTakeFirst();
  if (taken === undefined || taken.expires_at <= asked.now) return undefined;
  return {
    id: taken.id,
    purpose: asked.purpose,
    challenge: taken.challenge,
    staffId: taken.staff_id,
    details: taken.details,
    expiresAt: taken.expires_at,
  };
}

/** Removes questions nobody answered in time. */
export async function forgetChallenges(db: Db, now: number): Promise<void> {
  await db
    .deleteFrom("access_challenge")
    .where("expires_at", "<", sql<number>`${text(now)}::timestamptz`)
    .execute();
}
