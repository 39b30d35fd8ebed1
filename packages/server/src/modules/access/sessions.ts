/** Sessions of members and staff: opened after they have proven who they are, asked for at every call, ended at once. */
import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import type { Club } from "../../club.ts";
import type { Db } from "../../platform/db.ts";
import { DomainError } from "../../platform/errors.ts";
import {
  isOpen,
  KEY_ID_LENGTH,
  KEY_SECRET_LENGTH,
  randomText,
  sessionLives,
  writeToken,
} from "./domain.ts";
import type { Session } from "./domain.ts";
import * as store from "./session-store.ts";

/** A use is written down at most this often: a write at every call would cost more than it tells. */
const SEEN_EVERY_MS = 5 * 60_000;

/**
 * Signs somebody in. The token is in the answer and nowhere else.
 *
 * @param now epoch milliseconds.
 */
export async function openSession(
  db: Db,
  whose: Pick<Session, "kind" | "subject">,
  now: number,
): Promise<{ readonly session: Session; readonly token: string }> {
  const id = randomText(KEY_ID_LENGTH, randomBytes);
  const token = writeToken(whose.kind, id, randomText(KEY_SECRET_LENGTH, randomBytes));
  const session: Session = {
    ...whose,
    id,
    createdAt: now,
    expiresAt: now + sessionLives[whose.kind].mostMs,
    lastSeenAt: now,
    provenAt: now,
    endedAt: null,
  };
  await store.insertSession(db, session, hashOf(token).toString("hex"));
  return { session, token };
}

/** Notes that who is signed in has just proven again who they are: what a dangerous act asks for. */
export async function stepUp(db: Db, sessionId: string, now: number): Promise<void> {
  await store.touchSession(db, sessionId, { provenAt: now });
}

export async function endSession(db: Db, sessionId: string, now: number): Promise<void> {
  await store.endSession(db, sessionId, now);
}

/** Signs somebody out everywhere, except from one session where it is named. */
export async function endSessionsOf(
  db: Db,
  whose: Pick<Session, "kind" | "subject">,
  now: number,
  except: string | null = null,
): Promise<void> {
  await store.endSessionsOf(db, whose, now, except);
}

/**
 * The session that a token opens.
 *
 * @throws DomainError `unauthenticated`, the same for an unknown, wrong, ended and expired one.
 */
export async function sessionOf(club: Club, id: string, token: string): Promise<Session> {
  const now = club.clock.now();
  const found = await store.findSession(club.db, id);
  const isRight =
    found !== undefined && timingSafeEqual(Buffer.from(found.tokenHash, "hex"), hashOf(token));
  if (!isRight || !isOpen(found.session, now))
    throw new DomainError("unauthenticated", "You are not signed in any more. Sign in again.");
  if (now - found.session.lastSeenAt > SEEN_EVERY_MS)
    await store.touchSession(club.db, id, { lastSeenAt: now });
  return found.session;
}

function hashOf(token: string): Buffer {
  return createHash("sha256").update(token).digest();
}

/** Browsers keep the token out of scripts' reach; everybody else sends it as a bearer token. */
export const cookieNames = { member: "trofast_member", staff: "trofast_staff" } as const;

/** A club below a path has cookies of its own, which no other club of the process is sent or reads. */
function cookieName(kind: Session["kind"], mount: string): string {
  return `${cookieNames[kind]}${mount.replaceAll("/", "_")}`;
}

/**
 * The header that gives a browser its session, or with an empty token takes it away.
 *
 * @param mount the path that the club is served below, as its configuration says.
 */
export function sessionCookie(
  kind: Session["kind"],
  token: string,
  isSecure: boolean,
  mount = "",
): string {
  const seconds = token === "" ? 0 : sessionLives[kind].mostMs / 1000;
  const secure = isSecure ? "; Secure" : "";
  const path = mount === "" ? "/" : mount;
  return `${cookieName(kind, mount)}=${token}; Path=${path}; HttpOnly; SameSite=Lax; Max-Age=${seconds}${secure}`;
}

/**
 * The token in a request's cookie. A browser sends cookies whoever wrote the page, so a writing call counts only
 * where the browser says that it comes from the club's own pages.
 *
 * @throws DomainError `forbidden` where another site's page sent it.
 */
export function cookieToken(
  request: { readonly method: string; readonly headers: IncomingHttpHeaders },
  kind: Session["kind"],
  mount = "",
): string | undefined {
  const pairs = (request.headers.cookie ?? "").split(";").map((pair) => pair.trim().split("="));
  const token = pairs.find(([name]) => name === cookieName(kind, mount))?.[1];
  if (token === undefined || request.method === "GET" || isOwnPage(request.headers)) return token;
  throw new DomainError(
    "forbidden",
    "A page of another site sent this; with a cookie only the club's own pages may.",
  );
}

function isOwnPage(headers: IncomingHttpHeaders): boolean {
  const site = headers["sec-fetch-site"];
  if (site !== undefined) return site === "same-origin";
  if (headers.origin === undefined || !URL.canParse(headers.origin)) return false;
  return new URL(headers.origin).host === headers.host;
}
