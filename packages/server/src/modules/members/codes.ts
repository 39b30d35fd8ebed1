/** One-time codes under way: six digits, bound to the handle that the asker holds, for ten minutes and a few tries. */
import { createHash, randomBytes, randomInt } from "node:crypto";
import type { Club } from "../../club.ts";
import type { Tx } from "../../platform/db.ts";
import { DomainError } from "../../platform/errors.ts";
import { fingerprint, isSame } from "../../platform/secrets.ts";
import * as codes from "./code-store.ts";
import type { CodePurpose, StoredCode } from "./code-store.ts";
import type { Identifier } from "./identifiers.ts";

export type { CodePurpose };

/** Correctness demands at least 20 bits and at most 10 minutes; a million codes are 19.9 bits, so tries are few. */
const CODE_DIGITS = 6;
export const CODE_MS = 10 * 60_000;
export const TILL_MS = 5 * 60_000;
export const TRIES_MAX = 5;
const HANDLE_BYTES = 16;

export interface OpenCode {
  /** Goes back to whoever asked. */
  readonly handle: string;
  /** Goes to the address, and nowhere else. */
  readonly code: string;
  readonly expiresAt: number;
}

/** Makes a code for an address; nothing is sent here. */
export async function openCode(
  club: Club,
  input: {
    readonly purpose: Exclude<CodePurpose, "till" | "presence">;
    readonly to: Pick<Identifier, "source" | "id">;
    readonly memberId?: string;
  },
): Promise<OpenCode> {
  const now = club.clock.now();
  const handle = randomBytes(HANDLE_BYTES).toString("base64url");
  const code = String(randomInt(10 ** CODE_DIGITS)).padStart(CODE_DIGITS, "0");
  const expiresAt = now + CODE_MS;
  await codes.insertCode(club.db, {
    handleHash: hashOf(handle),
    purpose: input.purpose,
    memberId: input.memberId ?? null,
    source: input.to.source,
    identifier: input.to.id,
    codeHash: await codeHash(club, handle, code),
    store: null,
    sessionId: null,
    madeAt: now,
    expiresAt,
  });
  return { handle, code, expiresAt };
}

/** Makes a token for the till's screen: whoever reads it there joins. */
export async function openTillToken(
  club: Club,
  at: string | null,
): Promise<{ readonly token: string; readonly expiresAt: number }> {
  const now = club.clock.now();
  const token = randomBytes(HANDLE_BYTES).toString("base64url");
  const expiresAt = now + TILL_MS;
  await codes.insertCode(club.db, {
    handleHash: hashOf(token),
    purpose: "till",
    memberId: null,
    source: null,
    identifier: null,
    codeHash: null,
    store: at,
    sessionId: null,
    madeAt: now,
    expiresAt,
  });
  return { token, expiresAt };
}

/** A code that was right, and is not used yet. */
export type ProvenCode = StoredCode;

/**
 * Compares a code. The try is counted before, in a statement of its own, so that no error gives it back.
 *
 * @throws DomainError `code_wrong`, the same for an unknown handle, a wrong, used, expired or worn-out code.
 */
export async function proveCode(
  club: Club,
  input: {
    readonly handle: string;
    readonly code: string | null;
    readonly purpose: Exclude<CodePurpose, "presence">;
    /** Of calls by somebody who is signed in: the code must have been asked for by the same. */
    readonly memberId?: string;
    /** Asked before a code is compared, with the identifier it went to: counts the tries at it. */
    readonly guard?: (identifier: string) => Promise<void>;
  },
): Promise<ProvenCode> {
  const found = await codes.tryCode(club.db, {
    handleHash: hashOf(input.handle),
    purpose: input.purpose,
    triesMax: TRIES_MAX,
    now: club.clock.now(),
  });
  if (typeof found?.identifier === "string") await input.guard?.(found.identifier);
  // Reckoned in every case, so that the time of the answer tells nothing.
  const given = await codeHash(club, input.handle, input.code ?? "");
  const expected = Buffer.from(found?.codeHash ?? hashOf(""), "hex");
  const isRight = input.code === null || isSame(Buffer.from(given, "hex"), expected);
  const isTheirs = input.memberId === undefined || found?.memberId === input.memberId;
  if (found === undefined || !isRight || !isTheirs) throw wrongCode();
  return found;
}

/**
 * Uses a proven code up, with the act that it is for.
 *
 * @throws DomainError `code_wrong` where it was used a moment ago.
 */
export async function useCode(
  tx: Tx,
  proven: Pick<ProvenCode, "handleHash">,
  now: number,
): Promise<void> {
  if (!(await codes.useCode(tx, proven.handleHash, now))) throw wrongCode();
}

/** Takes back a code whose message could not be sent. */
export async function dropCode(club: Club, handle: string): Promise<void> {
  await codes.dropCode(club.db, hashOf(handle));
}

export function wrongCode(): DomainError {
  return new DomainError(
    "code_wrong",
    "The code is not right, was used, or has run out. Check it, or ask for a new one.",
  );
}

export function hashOf(handle: string): string {
  return createHash("sha256").update(handle).digest("hex");
}

/** Six digits alone are tried out in no time: with a key of the club's, a copy of the table tells nothing. */
async function codeHash(club: Club, handle: string, code: string): Promise<string> {
  return await fingerprint(club, "members.code", `${handle} ${code}`);
}
