/** Making, checking and ending API keys. */
import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { pageOf, placeInTime } from "@trofast/contract/common";
import type { IncomingHttpHeaders } from "node:http";
import type { Page } from "@trofast/contract/common";
import type { Audience, Scope } from "@trofast/contract/endpoint";
import { formatInstant } from "@trofast/engine/time";
import { z } from "zod";
import { perClub } from "../../club.ts";
import type { Club } from "../../club.ts";
import { placeAfter, timeAfter } from "../../platform/cursors.ts";
import { transaction } from "../../platform/db.ts";
import { DomainError } from "../../platform/errors.ts";
import type { Caller } from "../../platform/http.ts";
import {
  KEY_ID_LENGTH,
  KEY_SECRET_LENGTH,
  randomText,
  readToken,
  whyClosed,
  writeToken,
} from "./domain.ts";
import type { ApiKey, Session } from "./domain.ts";
import { forgetChallenges } from "./passkey-store.ts";
import { forgetSessions } from "./session-store.ts";
import { cookieToken, sessionOf } from "./sessions.ts";
import { staffCaller } from "./staff.ts";
import * as store from "./store.ts";

export { endActsAbout, offerAct, requireTwo, settleDue, tieAlone } from "./acts.ts";
export { mayActAlone } from "./alone.ts";
export { audit, seal as sealAudit } from "./audit.ts";
export { appoint, carrySessions } from "./founding.ts";
export { requireOtherMembership, tieMeaning } from "./membership.ts";
export { PROOF_MS } from "./domain.ts";
export { requireProof } from "./proof.ts";
export {
  deviceCookie,
  deviceLabelIn,
  endDevicesOf,
  endSession,
  endSessionsOf,
  newDeviceLabel,
  openSession,
  sessionCookie,
  stepUp,
} from "./sessions.ts";
export { inviteFromHere, isWithoutStaff } from "./staff.ts";

/** How long another process's ending of a key may go unnoticed here. */
const cacheMs = 5_000;
const cacheSizeMax = 10_000;
const markUsedEveryMs = 60_000;
/** Ended sessions tell for a while who was signed in when. */
const SESSIONS_KEPT_MS = 30 * 86_400_000;

interface CachedKey {
  readonly key: ApiKey;
  readonly hash: Buffer;
  readonly caller: Caller;
  /** On the process's own steady clock, not the club's. */
  readonly until: number;
}

const cacheOf = perClub(() => new Map<string, CachedKey>());

/**
 * Who sends a request: by the token in its `Authorization` header, else by the cookie of a browser.
 *
 * @throws DomainError `unauthenticated`, the same for a wrong, unknown, ended and expired key.
 */
export async function authenticate(
  club: Club,
  request: { readonly method: string; readonly headers: IncomingHttpHeaders },
  audience: Audience,
): Promise<Caller> {
  const who = audience === "member" ? "member" : "staff";
  const token =
    headerToken(request.headers.authorization) ?? cookieToken(request, who, club.config.mount);
  if (token === undefined) throw new DomainError("unauthenticated", howToSignIn(audience));
  const read = readToken(token);
  if (read === null) {
    throw new DomainError("unauthenticated", "This is no API key of Trofast; is it complete?");
  }
  if (read.kind === "live") return await keyCaller(club, read.id, token);
  const session = await sessionOf(club, read.id, token);
  if (read.kind !== session.kind) throw new DomainError("unauthenticated", howToSignIn(audience));
  return session.kind === "staff" ? await staffCaller(club, session) : memberCaller(session);
}

/** A bearer token; or, as analytics clients send their write key, the user's name of Basic. */
function headerToken(authorization: string | undefined): string | undefined {
  const [, scheme, credentials] = /^(Bearer|Basic) +(\S+)$/i.exec(authorization ?? "") ?? [];
  if (scheme === undefined || credentials === undefined || scheme.toLowerCase() === "bearer")
    return credentials;
  return Buffer.from(credentials, "base64").toString("utf8").split(":", 1)[0];
}

function howToSignIn(audience: Audience): string {
  if (audience === "member") return "This call is for a member who is signed in.";
  if (audience === "staff") return "This call is for somebody of the staff who is signed in.";
  return "This call needs an API key: send a header Authorization: Bearer tro_live_...";
}

function memberCaller({ id, subject, provenAt, deviceSince }: Session): Caller {
  return {
    kind: "member",
    id: `member:${subject}`,
    name: "member",
    scopes: new Set(),
    session: { id, subject, provenAt, deviceSince },
  };
}

async function keyCaller(club: Club, id: string, token: string): Promise<Caller> {
  const cached = await lookUp(club, id);
  const isRight = cached !== undefined && timingSafeEqual(cached.hash, hashOf(token));
  if (!isRight || whyClosed(cached.key, club.clock.now()) !== null) {
    throw new DomainError("unauthenticated", "This API key is not known, or not valid any more.");
  }
  return cached.caller;
}

async function lookUp(club: Club, id: string): Promise<CachedKey | undefined> {
  const cache = cacheOf(club);
  const now = performance.now();
  const cached = cache.get(id);
  if (cached !== undefined && cached.until > now) return cached;
  const found = await store.findKey(club.db, id);
  if (found === undefined) {
    cache.delete(id);
    return undefined;
  }
  const { key, keyHash } = found;
  const fresh: CachedKey = {
    key,
    hash: Buffer.from(keyHash, "hex"),
    caller: {
      kind: "key",
      id: key.id,
      name: key.name,
      scopes: new Set(key.scopes),
      ...(key.stores === null ? {} : { stores: new Set(key.stores) }),
    },
    until: now + cacheMs,
  };
  if (cache.size >= cacheSizeMax) cache.clear();
  cache.set(id, fresh);
  await markUsed(club, key);
  return fresh;
}

async function markUsed(club: Club, key: ApiKey): Promise<void> {
  const now = club.clock.now();
  if (whyClosed(key, now) !== null) return;
  if (key.lastUsedAt !== null && now - key.lastUsedAt < markUsedEveryMs) return;
  try {
    await store.markUsed(club.db, key.id, now);
  } catch (error) {
    // A figure for people; a read-only database must not lock everybody out.
    club.log.warn({ err: error, keyId: key.id }, "could not note the use of an API key");
  }
}

function hashOf(token: string): Buffer {
  return createHash("sha256").update(token).digest();
}

export interface NewKey {
  readonly name: string;
  readonly scopes: readonly Scope[];
  /** The only stores it may act for; left out: all. */
  readonly stores?: readonly string[] | undefined;
  readonly expiresAt?: number | undefined;
}

/** A new key and its text, which exists nowhere else. */
export function draftKey(input: NewKey & { readonly now: number }): {
  key: ApiKey;
  token: string;
  keyHash: string;
} {
  const id = randomText(KEY_ID_LENGTH, randomBytes);
  const token = writeToken("live", id, randomText(KEY_SECRET_LENGTH, randomBytes));
  const key: ApiKey = {
    id,
    name: input.name,
    scopes: [...new Set(input.scopes)],
    stores: input.stores ?? null,
    createdAt: input.now,
    expiresAt: input.expiresAt ?? null,
    lastUsedAt: null,
    endedAt: null,
  };
  return { key, token, keyHash: hashOf(token).toString("hex") };
}

/** Removes sessions and questions that open nothing any more. */
export async function forgetOld(club: Club): Promise<void> {
  const now = club.clock.now();
  await forgetSessions(club.db, now - SESSIONS_KEPT_MS);
  await forgetChallenges(club.db, now);
}

/**
 * Makes a key. The token is in the answer and nowhere else.
 *
 * @throws DomainError `invalid_body` where it would have ended before it began.
 */
export async function createKey(
  club: Club,
  input: NewKey,
): Promise<{ key: ApiKey; token: string }> {
  const now = club.clock.now();
  if (input.expiresAt !== undefined && input.expiresAt <= now) {
    const detail = `The key would have expired already: it is ${formatInstant(now)} now. Give a later instant, or none.`;
    throw new DomainError("invalid_body", detail, {
      errors: [{ pointer: "/expiresAt", code: "invalid", detail }],
    });
  }
  const drafted = draftKey({ ...input, now });
  await store.insertKey(club.db, drafted);
  return { key: drafted.key, token: drafted.token };
}

/**
 * Makes the first admin key where the club has no key at all.
 *
 * @param keep stores the token where its owner finds it. It is called before the key counts, so that no key is
 * ever valid whose token is lost.
 * @returns whether a key was made.
 */
export async function createFirstKey(
  club: Club,
  keep: (token: string) => Promise<void>,
): Promise<boolean> {
  return await transaction(club.db, async (tx) => {
    if (!(await store.isFirst(tx))) return false;
    const drafted = draftKey({ name: "first admin key", scopes: ["admin"], now: club.clock.now() });
    await keep(drafted.token);
    await store.insertKey(tx, drafted);
    return true;
  });
}

const placeOfKey = z.tuple([placeInTime.def.items[0], z.string().regex(/^\w{1,100}$/)]);

/** One page of all keys, newest first. @throws DomainError `invalid_cursor`. */
export async function listKeys(
  club: Club,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<Page<ApiKey>> {
  const after = timeAfter(placeAfter(cursor, placeOfKey));
  const rows = await store.listKeys(club.db, { after, limit: limit + 1 });
  return pageOf(
    rows,
    limit,
    (key) => [key.createdAt, key.id],
    (key) => key,
  );
}

/**
 * Ends a key, at once in this process and within 5 seconds in others.
 *
 * @throws DomainError `not_found`, or `conflict` where it is the last admin key.
 */
export async function endKey(club: Club, id: string): Promise<ApiKey> {
  const now = club.clock.now();
  const ended = await transaction(club.db, async (tx) => {
    const admins = await store.lockAdminKeys(tx, now);
    if (admins.length === 1 && admins[0] === id) {
      throw new DomainError(
        "conflict",
        "This is the last admin key; without it nobody could make another. Make a new one first.",
      );
    }
    return await store.endKey(tx, id, now);
  });
  cacheOf(club).delete(id);
  if (ended === undefined) throw new DomainError("not_found", `There is no API key ${id}.`);
  return ended;
}
