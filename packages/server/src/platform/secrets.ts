/**
 * The one way to keep secrets: everything comes from the club's own key, which is in the configuration or in a file of
 * the home folder and never in the database. What must be read again, such as what a shop signs with, is kept encrypted
 * (AES-256-GCM); what the club signs itself, such as cards, is signed with a key derived for that purpose alone (HKDF,
 * RFC 5869). A stolen dump is not enough to sign, or to read what a shop sent.
 */
import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  hkdfSync,
  randomBytes,
  timingSafeEqual,
} from "node:crypto";
import { link, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { perClub } from "../club.ts";
import type { Club } from "../club.ts";
import { errorCode } from "./db-errors.ts";
import { OperatorError } from "./errors.ts";

const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const FORM = "v1";

/** What a secret is for. Text sealed for one purpose cannot be opened for another. */
export type Purpose = `${string}.${string}`;

const keysOf = perClub((club) => ({ root: rootKey(club), derived: new Map<string, Buffer>() }));

/**
 * Encrypts `text`.
 *
 * @param about what it belongs to, such as the shop; needed again to open it.
 */
export async function seal(
  club: Club,
  purpose: Purpose,
  about: string,
  text: string,
): Promise<string> {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv("aes-256-gcm", await keyFor(club, purpose), nonce);
  cipher.setAAD(Buffer.from(`${purpose}\n${about}`));
  const hidden = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  return `${FORM}:${Buffer.concat([nonce, cipher.getAuthTag(), hidden]).toString("base64")}`;
}

/** @throws OperatorError where the club's key is not the one it was sealed with. */
export async function open(
  club: Club,
  purpose: Purpose,
  about: string,
  sealed: string,
): Promise<string> {
  const bytes = Buffer.from(sealed.slice(FORM.length + 1), "base64");
  const decipher = createDecipheriv(
    "aes-256-gcm",
    await keyFor(club, purpose),
    bytes.subarray(0, NONCE_BYTES),
    { authTagLength: TAG_BYTES },
  );
  decipher.setAAD(Buffer.from(`${purpose}\n${about}`));
  decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
  try {
    const hidden = bytes.subarray(NONCE_BYTES + TAG_BYTES);
    return Buffer.concat([decipher.update(hidden), decipher.final()]).toString("utf8");
  } catch (cause) {
    throw new OperatorError(
      "What is stored cannot be decrypted: the club's key is not the one it was encrypted with. Put the earlier TROFAST_SECRET_KEY, or the file secret.key of the home folder, back.",
      { cause },
    );
  }
}

/** A keyed hash in hex: the same for the same text in this club, telling nothing to who lacks the club's key. */
export async function fingerprint(club: Club, purpose: Purpose, text: string): Promise<string> {
  return (await sign(club, purpose, text)).toString("hex");
}

/** The first `bytes` bytes of an HMAC-SHA-256 (RFC 2104): shows that the club itself has made `message`. */
export async function sign(
  club: Club,
  purpose: Purpose,
  message: Uint8Array | string,
  bytes = 32,
): Promise<Buffer> {
  const key = await keyFor(club, purpose);
  return createHmac("sha256", key).update(message).digest().subarray(0, bytes);
}

/** Compares without telling by its time how much was right. */
export function isSame(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && timingSafeEqual(left, right);
}

async function keyFor(club: Club, purpose: Purpose): Promise<Buffer> {
  const { root, derived } = keysOf(club);
  const known = derived.get(purpose);
  if (known !== undefined) return known;
  const key = Buffer.from(hkdfSync("sha256", await root, "", purpose, KEY_BYTES));
  derived.set(purpose, key);
  return key;
}

async function rootKey(club: Club): Promise<Buffer> {
  const { secretKey, home } = club.config;
  if (secretKey !== undefined) return Buffer.from(secretKey, "hex");
  const path = join(home, "secret.key");
  const draft = `${path}.${process.pid}`;
  await mkdir(home, { recursive: true, mode: 0o700 });
  await writeFile(draft, `${randomBytes(KEY_BYTES).toString("hex")}\n`, { mode: 0o600 });
  try {
    // Whole or not at all: another process may start at the same moment.
    await link(draft, path);
  } catch (error) {
    if (errorCode(error) !== "EEXIST") throw error;
  } finally {
    await rm(draft, { force: true });
  }
  const text = (await readFile(path, "utf8")).trim();
  if (!/^[0-9a-f]{64}$/.test(text)) {
    throw new OperatorError(`${path} does not hold a key: 64 hexadecimal digits on one line.`);
  }
  return Buffer.from(text, "hex");
}
