/**
 * How codes are kept. A table of hashes finds a code and gives none away; but members look theirs up again, and a pool's
 * codes are handed out later, so what a code says must be readable by the club itself. It is sealed under the club's key,
 * which no table holds: a copy of the database is worth no money. Deriving codes from their ids would save the column,
 * but could not hold imported codes.
 */
import { createHash } from "node:crypto";
import type { Club } from "../../club.ts";
import { OperatorError } from "../../platform/errors.ts";
import * as secrets from "../../platform/secrets.ts";
import { normalCode } from "./codes.ts";

const CODES = "rewards.codes";
/** A code is found by its hash, so nothing else about it is known where it is sealed. */
const ABOUT = "code";

/** The hash that finds a code, however it was typed. */
export function hashOf(code: string): string {
  return createHash("sha256")
    .update(`code:${normalCode(code)}`)
    .digest("hex");
}

/** Seals a code. */
export async function seal(club: Club, code: string): Promise<string> {
  return await secrets.seal(club, CODES, ABOUT, code);
}

/** The sealed code; null where it was sealed under a key that this process does not have. */
export async function unseal(club: Club, sealed: string): Promise<string | null> {
  try {
    return await secrets.open(club, CODES, ABOUT, sealed);
  } catch (error) {
    if (!(error instanceof OperatorError)) throw error;
    return null;
  }
}

/** What shows that the club itself has written a text: 132 bits. */
export async function signed(club: Club, text: string): Promise<string> {
  const hex = await secrets.fingerprint(club, "rewards.check_in", text);
  return Buffer.from(hex, "hex").toString("base64url").slice(0, 22);
}
