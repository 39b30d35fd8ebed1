/**
 * The card: a number that stays, for barcode scanners, and a token that changes every minute, for the till's camera.
 *
 * The number is 16 digits: 9, fourteen at random, and a check digit by Luhn's formula (ISO/IEC 7812-1, annex B), so
 * that a slip of the finger is told from a card. The token is base64url of a version, the member, the second it was made
 * in, and the first 16 bytes of an HMAC-SHA-256 (RFC 2104) under the club's own key.
 */

/** The identity source of card numbers that the club gives out. */
export const CARD_SOURCE = "club-card";

export const TOKEN_SECONDS = 60;
/** How far apart the clocks of two of the club's machines may be. */
export const TOKEN_LEEWAY_SECONDS = 30;
/** A fresh one is asked for before the last has run out. */
export const TOKEN_REFRESH_SECONDS = 45;
export const TOKEN_MAC_BYTES = 16;

const VERSION = 1;
const BODY_BYTES = 21;
const prefix = "tro1.";

/** Fourteen random digits as a card number. */
export function cardNumber(digits: string): string {
  const stem = `9${digits}`;
  return stem + checkDigit(stem);
}

export function isCardNumber(text: string): boolean {
  return /^9[0-9]{15}$/.test(text) && checkDigit(text.slice(0, -1)) === text.at(-1);
}

function checkDigit(stem: string): string {
  let sum = 0;
  for (let place = 1; place <= stem.length; place += 1) {
    const value = Number(stem.at(-place)) * (place % 2 === 1 ? 2 : 1);
    sum += value > 9 ? value - 9 : value;
  }
  return String((10 - (sum % 10)) % 10);
}

/** What a token says, to be signed. */
export function tokenBody(memberId: string, madeAt: number): Uint8Array {
  const bytes = new Uint8Array(BODY_BYTES);
  bytes[0] = VERSION;
  bytes.set(bytesOf(memberId), 1);
  new DataView(bytes.buffer).setUint32(17, Math.floor(madeAt / 1000));
  return bytes;
}

export function writeToken(body: Uint8Array, mac: Uint8Array): string {
  return prefix + base64url(Uint8Array.from([...body, ...mac]));
}

export interface ReadToken {
  readonly memberId: string;
  /** Epoch milliseconds. */
  readonly madeAt: number;
  readonly body: Uint8Array;
  readonly mac: Uint8Array;
}

/** The parts of a token, not yet believed; null for any other text. */
export function readToken(text: string): ReadToken | null {
  if (!text.startsWith(prefix)) return null;
  const bytes = bytesFrom(text.slice(prefix.length));
  if (bytes?.length !== BODY_BYTES + TOKEN_MAC_BYTES || bytes[0] !== VERSION) return null;
  const body = bytes.slice(0, BODY_BYTES);
  return {
    memberId: idOf(body.slice(1, 17)),
    madeAt: new DataView(body.buffer).getUint32(17) * 1000,
    body,
    mac: bytes.slice(BODY_BYTES),
  };
}

/** Whether a token is young enough at `now`, and not of the future. */
export function isCurrent(token: Pick<ReadToken, "madeAt">, now: number): boolean {
  const ageSeconds = (now - token.madeAt) / 1000;
  return ageSeconds >= -TOKEN_LEEWAY_SECONDS && ageSeconds < TOKEN_SECONDS + TOKEN_LEEWAY_SECONDS;
}

function bytesOf(memberId: string): Uint8Array {
  const pairs = memberId.replaceAll("-", "").match(/../g) ?? [];
  return Uint8Array.from(pairs, (pair) => Number.parseInt(pair, 16));
}

function idOf(bytes: Uint8Array): string {
  const text = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return text.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

function base64url(bytes: Uint8Array): string {
  const text = btoa(String.fromCharCode(...bytes));
  return text.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

function bytesFrom(text: string): Uint8Array | null {
  if (!/^[A-Za-z0-9_-]{1,100}$/.test(text)) return null;
  try {
    const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
    return Uint8Array.from(binary, (character) => character.charCodeAt(0));
  } catch {
    return null;
  }
}
