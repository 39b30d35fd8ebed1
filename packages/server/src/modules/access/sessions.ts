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

/** With what somebody signs in. */
export interface Device {
  /** The random text that it keeps; undefined: none, so it is a new one each time. */
  readonly label: string | undefined;
  /** Whether they join with it. */
  readonly joins: boolean;
}

/**
 * Signs somebody in. The token is in the answer and nowhere else.
 *
 * @param now epoch milliseconds.
 * @param device of members who sign in by themselves; left out: one that is known.
 */
export async function openSession(
  db: Db,
  whose: Pick<Session, "kind" | "subject">,
  now: number,
  device?: Device,
): Promise<{ readonly session: Session; readonly token: string }> {
  const deviceHash = device?.label === undefined ? null : hashOf(device.label).toString("hex");
  const id = randomText(KEY_ID_LENGTH, randomBytes);
  const token = writeToken(whose.kind, id, randomText(KEY_SECRET_LENGTH, randomBytes));
  const session: Session = {
    ...whose,
    id,
    createdAt: now,
    expiresAt: now + sessionLives[whose.kind].mostMs,
    lastSeenAt: now,
    provenAt: now,
    deviceSince: await sinceOf(db, { memberId: whose.subject, device, deviceHash, now }),
    endedAt: null,
  };
  await store.insertSession(db, session, { tokenHash: hashOf(token).toString("hex"), deviceHash });
  return { session, token };
}

/** Since when the member signs in with it: now, where they never did before. */
async function sinceOf(
  db: Db,
  asked: {
    readonly memberId: string;
    readonly device: Device | undefined;
    readonly deviceHash: string | null;
    readonly now: number;
  },
): Promise<number | null> {
  const { memberId, device, deviceHash, now } = asked;
  if (device === undefined || device.joins) return null;
  if (deviceHash === null) return now;
  const since = await store.deviceSince(db, { memberId, deviceHash });
  return since === undefined ? now : since;
}

/** Ends what a member is signed in with, and forgets the devices: whoever else had one waits as with a new one. */
export async function endDevicesOf(db: Db, memberId: string, now: number): Promise<void> {
  await store.endSessionsOf(db, { kind: "member", subject: memberId }, now, null);
  await store.forgetDevices(db, memberId);
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

const deviceCookieName = "trofast_device";
const DEVICE_SECONDS = 400 * 86_400;
const LABEL_LENGTH = 40;
const LABEL_SHAPE = /^[0-9A-Za-z-]{32,64}$/;

/** A random text by which a browser is known again: it says nothing of the browser, and opens nothing. */
export function newDeviceLabel(): string {
  return randomText(LABEL_LENGTH, randomBytes);
}

/** The header that lets a browser keep its label. */
export function deviceCookie(label: string, isSecure: boolean, mount = ""): string {
  const kept = { name: mounted(deviceCookieName, mount), value: label, seconds: DEVICE_SECONDS };
  return cookieText(kept, isSecure, mount);
}

/** The label that a browser has kept; undefined where it has none. */
export function deviceLabelIn(headers: IncomingHttpHeaders, mount = ""): string | undefined {
  const label = cookieIn(headers, mounted(deviceCookieName, mount));
  return label !== undefined && LABEL_SHAPE.test(label) ? label : undefined;
}

/** A club below a path has cookies of its own, which no other club of the process is sent or reads. */
function mounted(name: string, mount: string): string {
  return `${name}${mount.replaceAll("/", "_")}`;
}

function cookieText(
  kept: { readonly name: string; readonly value: string; readonly seconds: number },
  isSecure: boolean,
  mount: string,
): string {
  const { name, value, seconds } = kept;
  const secure = isSecure ? "; Secure" : "";
  const path = mount === "" ? "/" : mount;
  return `${name}=${value}; Path=${path}; HttpOnly; SameSite=Lax; Max-Age=${seconds}${secure}`;
}

function cookieIn({ cookie = "" }: IncomingHttpHeaders, wanted: string): string | undefined {
  const pairs = cookie.split(";").map((pair) => pair.trim().split("="));
  return pairs.find(([name]) => name === wanted)?.[1];
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
  const kept = { name: mounted(cookieNames[kind], mount), value: token, seconds };
  return cookieText(kept, isSecure, mount);
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
  const token = cookieIn(request.headers, mounted(cookieNames[kind], mount));
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
