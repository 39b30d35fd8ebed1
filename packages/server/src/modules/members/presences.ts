/**
 * What a member's own screen shows for the till to read: a token as a QR code, and six digits for whoever has no camera.
 * The digits are no secret of their own: they follow from the token by the club's key, and count for one member alone.
 */
import { randomBytes } from "node:crypto";
import type { Club } from "../../club.ts";
import { DomainError } from "../../platform/errors.ts";
import { isSame, sign } from "../../platform/secrets.ts";
import { hashOf, TRIES_MAX, wrongCode } from "./codes.ts";
import * as codes from "./code-store.ts";

const TOKEN_BYTES = 16;
const DIGITS = 6;
const MAC_BYTES = 8;
/** How long a till takes what the member's screen shows. */
const SHOWN_MS = 5 * 60_000;
const MS_PER_SECOND = 1000;

/** What a screen shows. */
export interface Presence {
  readonly token: string;
  readonly code: string;
  readonly expiresAt: number;
  readonly expiresInSeconds: number;
}

/** Makes a token: the till that reads it vouches for who stands there, and the session that asked has proven itself. */
export async function openPresence(
  club: Club,
  whose: { readonly memberId: string; readonly sessionId: string },
): Promise<Presence> {
  const now = club.clock.now();
  const token = randomBytes(TOKEN_BYTES).toString("base64url");
  const expiresAt = now + SHOWN_MS;
  const handleHash = hashOf(token);
  await codes.insertCode(club.db, {
    handleHash,
    purpose: "presence",
    memberId: whose.memberId,
    source: null,
    identifier: null,
    codeHash: null,
    store: null,
    sessionId: whose.sessionId,
    madeAt: now,
    expiresAt,
  });
  const expiresInSeconds = SHOWN_MS / MS_PER_SECOND;
  return { token, code: await digitsOf(club, handleHash), expiresAt, expiresInSeconds };
}

async function digitsOf(club: Club, handleHash: string): Promise<string> {
  const mac = await sign(club, "members.presence", Buffer.from(handleHash, "hex"), MAC_BYTES);
  const number = Buffer.from(mac).readBigUInt64BE() % BigInt(10 ** DIGITS);
  return String(number).padStart(DIGITS, "0");
}

/**
 * Finds what a member's screen shows. The try is counted before, in a statement of its own.
 *
 * @param shown the token, or its six digits.
 * @throws DomainError `code_wrong` where it is none of this member's or was tried too often, `code_used`,
 * `code_expired`.
 */
export async function provePresence(
  club: Club,
  { memberId, shown }: { readonly memberId: string; readonly shown: string },
): Promise<{ readonly handleHash: string; readonly sessionId: string }> {
  const now = club.clock.now();
  const open = await codes.tryPresences(club.db, { memberId, triesMax: TRIES_MAX, now });
  const made = await codes.presencesOf(club.db, memberId);
  const meant: codes.StoredPresence[] = [];
  for (const each of made) if (await isMeant(club, each, shown)) meant.push(each);
  const right = meant.find(({ handleHash }) => open.has(handleHash));
  if (right !== undefined) return right;
  if (meant.some(({ usedAt }) => usedAt !== null))
    throw new DomainError("code_used", "This code was used already; ask for a new one.");
  if (meant.some(({ expiresAt }) => expiresAt <= now))
    throw new DomainError("code_expired", "This code has run out; ask for a new one.");
  throw wrongCode();
}

async function isMeant(
  club: Club,
  { handleHash }: codes.StoredPresence,
  shown: string,
): Promise<boolean> {
  if (shown.length !== DIGITS) return handleHash === hashOf(shown);
  return isSame(Buffer.from(await digitsOf(club, handleHash)), Buffer.from(shown));
}
