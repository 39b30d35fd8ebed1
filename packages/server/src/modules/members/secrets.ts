/** Keys that the club makes for itself, at random and once: they never leave its database. */
import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { perClub } from "../../club.ts";
import type { Club } from "../../club.ts";
import type { Db } from "../../platform/db.ts";
import * as store from "./identity-store.ts";

/** `card` signs what the till scans, `code` hides one-time codes, `link` signs what stands in messages. */
export type SecretName = "card" | "code" | "link" | typeof store.TOMBSTONE_SECRET;

const known = perClub(() => new Map<SecretName, string>());

/** A secret of this club, 256 bits as hex; made at first use. */
export async function secret(club: Club, name: SecretName): Promise<string> {
  const cached = known(club).get(name);
  if (cached !== undefined) return cached;
  const made = await makeSecret(club.db, name, club.clock.now());
  known(club).set(name, made);
  return made;
}

/** The same where it was made; before that nothing can have been signed with it, and a stranger's guess makes none. */
export async function knownSecret(club: Club, name: SecretName): Promise<string | null> {
  return known(club).get(name) ?? (await store.findSecret(club.db, name)) ?? null;
}

/** The same within the caller's transaction, which may yet be undone: nothing is remembered. */
export async function makeSecret(db: Db, name: SecretName, now: number): Promise<string> {
  const fresh = randomBytes(32).toString("hex");
  return await store.secretOf(db, { name, fresh, now });
}

/** The first `bytes` bytes of an HMAC-SHA-256 (RFC 2104). */
export function sign(key: string, message: Uint8Array | string, bytes = 32): Buffer {
  return createHmac("sha256", Buffer.from(key, "hex")).update(message).digest().subarray(0, bytes);
}

/** Compares without telling by its time how much was right. */
export function isSame(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && timingSafeEqual(left, right);
}
