/**
 * How codes are kept. A table of hashes finds a code and gives none away; but members look theirs up again, and a pool's
 * codes are handed out later, so what a code says must be readable by the club itself. It is sealed with AES-256-GCM
 * under a key that no table holds where `TROFAST_SEAL_KEY` is set: a copy of the database is then worth no money. Without
 * the setting the key is the club's own random one, which a copy of the whole database contains. Deriving codes from
 * their ids would save the column, but could not hold imported codes.
 */
import { createCipheriv, createDecipheriv, createHash, createHmac, randomBytes } from "node:crypto";
import { perClub } from "../../club.ts";
import type { Club } from "../../club.ts";
import type { Db } from "../../platform/db.ts";
import { normalCode } from "./codes.ts";
import * as store from "./store.ts";

export type SecretName = "seal" | "check_in";

const known = perClub(() => new Map<SecretName, string>());

/** A secret of this club, 256 bits as hex; made at first use, also by several processes at once. */
export async function secret(club: Club, db: Db, name: SecretName): Promise<string> {
  const cached = known(club).get(name);
  if (cached !== undefined) return cached;
  const fresh = randomBytes(32).toString("hex");
  const made = await store.secretOf(db, { name, fresh, now: club.clock.now() });
  // What a transaction has made may yet be undone.
  if (!db.isTransaction) known(club).set(name, made);
  return made;
}

/** The hash that finds a code, however it was typed. */
export function hashOf(code: string): string {
  return createHash("sha256")
    .update(`code:${normalCode(code)}`)
    .digest("hex");
}

/** Seals a text; what comes out names the key by its fingerprint. */
export async function seal(club: Club, db: Db, text: string): Promise<string> {
  const [key] = await keysOf(club, db);
  const nonce = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", key.bytes, nonce);
  const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final(), cipher.getAuthTag()]);
  return `1.${key.print}.${nonce.toString("base64url")}.${sealed.toString("base64url")}`;
}

/** The sealed text; null where it was sealed under a key that this process does not have. */
export async function unseal(club: Club, db: Db, sealed: string): Promise<string | null> {
  const [, print, nonce = "", body = ""] = sealed.split(".");
  const key = (await keysOf(club, db)).find((each) => each.print === print);
  if (!key) return null;
  const bytes = Buffer.from(body, "base64url");
  const opener = createDecipheriv("aes-256-gcm", key.bytes, Buffer.from(nonce, "base64url"));
  opener.setAuthTag(bytes.subarray(-16));
  return Buffer.concat([opener.update(bytes.subarray(0, -16)), opener.final()]).toString("utf8");
}

type Key = { readonly bytes: Buffer; readonly print: string };

/** The key in use, then the one from before the setting was made. */
async function keysOf(club: Club, db: Db): Promise<[Key, ...Key[]]> {
  const own = await secret(club, db, "seal");
  const plain = keyFrom(own, "");
  return club.config.sealKey === undefined ? [plain] : [keyFrom(own, club.config.sealKey), plain];
}

function keyFrom(own: string, setting: string): Key {
  const bytes = createHmac("sha256", Buffer.from(own, "hex")).update(setting).digest();
  return { bytes, print: createHash("sha256").update(bytes).digest("hex").slice(0, 8) };
}
