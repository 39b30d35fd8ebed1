/**
 * Access: who may call the club's API: programs with a key, members and staff with a session; what people of the staff
 * may do alone, and the trail of what they did.
 *
 * An API key is written `tro_live_<id>_<secret><check>`: a prefix that secret scanners know, the id of its row,
 * 190 random bits, and a checksum that tells a mistyped key from an unknown one before the database is asked.
 * Only the SHA-256 of the whole key is stored, so a copy of the database lets nobody in.
 *
 * What always holds: a key is shown once; an ended or expired key opens nothing, at once in this process and
 * within seconds in others; `admin` includes every other scope; the last admin key cannot be ended.
 *
 * A session is a random token of the same form, `tro_member_…` or `tro_staff_…`, stored as its SHA-256. It is asked for
 * in the database at every call, so that its end bites at once; for staff, so are their role and stores.
 *
 * Staff have no passwords: they sign in with a passkey, or by the identity provider of their company. Dangerous acts
 * ask for a proof that is at most 10 minutes old (step-up). What is more than one person may do alone waits for
 * somebody else who holds the right; where nobody does, for a day in which it can be undone, so that a sole owner is
 * never locked out. API keys are held to neither: behind a key no person acts, its maker chose its scopes and had to
 * step up for that.
 */
import type { Scope } from "@trofast/contract/endpoint";
import type { StaffRole } from "@trofast/contract/staff";

export interface ApiKey {
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly Scope[];
  /** The only stores it may act for; null: all. */
  readonly stores: readonly string[] | null;
  /** Epoch milliseconds, as all instants here. */
  readonly createdAt: number;
  readonly expiresAt: number | null;
  readonly lastUsedAt: number | null;
  readonly endedAt: number | null;
}

export const KEY_ID_LENGTH = 12;
export const KEY_SECRET_LENGTH = 32;
const checkLength = 6;

/** What a token opens: an API key (`live`), or the session of a member or of somebody of the staff. */
export type TokenKind = "live" | "member" | "staff";

const shape = new RegExp(
  `^(tro_(live|member|staff)_([0-9A-Za-z]{${KEY_ID_LENGTH}})_[0-9A-Za-z]{${KEY_SECRET_LENGTH}})([0-9A-Za-z]{${checkLength}})$`,
);

const digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/** Random letters and digits from random bytes; bytes that would favour some digits are passed over. */
export function randomText(length: number, bytesOf: (count: number) => Uint8Array): string {
  const fair = 256 - (256 % digits.length);
  let text = "";
  while (text.length < length) {
    for (const byte of bytesOf(length)) {
      if (byte < fair && text.length < length) text += digits.charAt(byte % digits.length);
    }
  }
  return text;
}

/** The whole token for an id and a secret. */
export function writeToken(kind: TokenKind, id: string, secret: string): string {
  const stem = `tro_${kind}_${id}_${secret}`;
  return stem + checkOf(stem);
}

/** What a token whose checksum is right is for, and its id; null for any other text. */
export function readToken(token: string): { readonly kind: TokenKind; readonly id: string } | null {
  const [, stem, kind, id, check] = shape.exec(token) ?? [];
  if (stem === undefined || id === undefined || check !== checkOf(stem)) return null;
  if (kind !== "live" && kind !== "member" && kind !== "staff") return null;
  return { kind, id };
}

/** Somebody who is signed in, until the session ends. */
export interface Session {
  readonly id: string;
  readonly kind: "member" | "staff";
  /** The member's id, or that of the person of the staff. */
  readonly subject: string;
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly lastSeenAt: number;
  /** When they last proved who they are: by a code, a passkey or their identity provider. */
  readonly provenAt: number;
  /** When the member first signed in with this device; null: it is the one they joined with, or nobody says. */
  readonly deviceSince: number | null;
  readonly endedAt: number | null;
}

/** How long a session lasts without being used, and at most, in milliseconds. */
export const sessionLives = {
  member: { idleMs: 90 * 86_400_000, mostMs: 365 * 86_400_000 },
  staff: { idleMs: 12 * 3_600_000, mostMs: 7 * 86_400_000 },
} as const;

/** Whether a session opens anything at `now`. */
export function isOpen(session: Session, now: number): boolean {
  const { idleMs } = sessionLives[session.kind];
  return session.endedAt === null && now < session.expiresAt && now < session.lastSeenAt + idleMs;
}

/** CRC-32 (ISO-HDLC, as in zip) in base 62. */
function checkOf(text: string): string {
  let crc = 0xffffffff;
  for (let index = 0; index < text.length; index += 1) {
    crc ^= text.charCodeAt(index);
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  let rest = (crc ^ 0xffffffff) >>> 0;
  let written = "";
  for (let place = 0; place < checkLength; place += 1) {
    written = digits.charAt(rest % digits.length) + written;
    rest = Math.floor(rest / digits.length);
  }
  return written;
}

/** Why a key opens nothing now, or null where it does. */
export function whyClosed(key: ApiKey, now: number): "ended" | "expired" | null {
  if (key.endedAt !== null) return "ended";
  if (key.expiresAt !== null && key.expiresAt <= now) return "expired";
  return null;
}

/** Somebody who works for the club. */
export interface Person {
  readonly id: string;
  readonly name: string;
  /** In lower case. */
  readonly email: string | null;
  readonly role: StaffRole;
  /** The only stores they may act for; null: all. */
  readonly stores: readonly string[] | null;
  /** Their own membership. */
  readonly memberId: string | null;
  readonly status: "invited" | "active" | "disabled";
  readonly createdAt: number;
}

interface Role {
  readonly scopes: readonly Scope[];
  readonly why: string;
}

/** What each role may do, and why. How much of it alone stands in the contract, as `aloneLimits`. */
export const roles: Readonly<Record<StaffRole, Role>> = {
  owner: {
    scopes: ["admin"],
    why: "Answers for the club, so may do everything; what is large still takes a second person.",
  },
  marketer: {
    scopes: [
      "programme:write",
      "programme:read",
      "catalogue:write",
      "catalogue:read",
      "rewards:write",
      "rewards:read",
      "shops:read",
      "insights:read",
      "ledger:read",
      "settings:read",
    ],
    why: "Makes rules and rewards and sees what they do; needs nobody's name or address for that.",
  },
  support: {
    scopes: [
      "members:read",
      "members:write",
      "events:read",
      "ledger:read",
      "ledger:adjust",
      "privacy",
      "catalogue:read",
      "rewards:read",
      "programme:read",
      "settings:read",
    ],
    why: "Helps one member at a time: looks, mends, exports and erases; changes no rules.",
  },
  cashier: {
    // As a till's key: stamps and own cups are deeds, and purchases kept while offline come in as events.
    scopes: ["checkout", "events:write", "catalogue:read", "rewards:read", "settings:read"],
    why: "Serves who stands at the till, known by the card or code they show; looks nobody up.",
  },
  auditor: {
    scopes: [
      "audit:read",
      "ledger:read",
      "events:read",
      "insights:read",
      "programme:read",
      "catalogue:read",
      "rewards:read",
      "shops:read",
      "settings:read",
    ],
    why: "Checks what others did, so may change nothing; sees ids and no members' contact details.",
  },
};

/** Whether a role may make calls of a scope. */
export function holds(role: StaffRole, scope: Scope): boolean {
  const { scopes } = roles[role];
  return scopes.includes("admin") || scopes.includes(scope);
}

export const INVITE_MS = 72 * 3_600_000;
/** How old the last proof of who somebody is may be for a dangerous act. */
export const PROOF_MS = 10 * 60_000;
export const CHALLENGE_MS = 5 * 60_000;
export const PASSKEYS_PER_PERSON_MAX = 20;
/** How long an act waits to be undone where nobody else could approve it, and for approval where somebody can. */
export const ACT_DELAY_MS = 24 * 3_600_000;
export const ACT_LAPSE_MS = 7 * 86_400_000;

/** An act that one person asked for and may not do alone. */
export interface Act {
  readonly id: string;
  readonly kind: string;
  readonly payload: unknown;
  readonly memberId: string | null;
  /** Who asked for it. */
  readonly staffId: string;
  readonly askedAt: number;
  readonly needs: "approval" | "delay";
  readonly dueAt: number;
  readonly outcome: "booked" | "failed" | "undone" | "lapsed" | null;
  readonly settledBy: string | null;
  readonly settledAt: number | null;
  readonly problem: string | null;
}
