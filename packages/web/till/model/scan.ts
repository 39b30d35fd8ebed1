/**
 * What a hand scanner, the camera or somebody at the keyboard has put in: a card, a person's number or address, a
 * receipt, a guest's place, an article, or an amount. The server has the last word; here it is only told where to ask.
 */
import { readWish } from "@trofast/contract/card-wish";
import { minorOf } from "./amount.ts";
import { isPresenceToken } from "./vouching.ts";

export type Scan =
  /** The changing code on a telephone: good for a minute, and only with a network. */
  | { readonly kind: "token"; readonly card: string; readonly wishesToSpend: boolean }
  /** The number that stays. */
  | { readonly kind: "card"; readonly card: string }
  | { readonly kind: "email" | "phone"; readonly id: string }
  | { readonly kind: "receipt"; readonly receipt: string }
  /** A member's own screen asks the till to vouch for them. */
  | { readonly kind: "presence"; readonly token: string }
  /** The place of a guest at an experience, shown at the door. */
  | { readonly kind: "door"; readonly token: string }
  /** The club's own: a gift card's, or a voucher's. */
  | { readonly kind: "code"; readonly code: string }
  | { readonly kind: "article"; readonly article: string }
  | { readonly kind: "amount"; readonly minor: number }
  /** As long as a card number and begun like one, but a digit is wrong. */
  | { readonly kind: "slip" }
  | { readonly kind: "unknown" };

interface Reading {
  /** Decimals of the till's currency. */
  readonly digits: number;
  /** The calling code of numbers that are written without one: 46. */
  readonly callingCode: string;
}

const CARD_LENGTH = 16;
/** What somebody types as an amount is shorter than every telephone number and every article's code. */
const AMOUNT_DIGITS_MAX = 6;
const RECEIPT_PREFIX = "TK";

export function readScan(typed: string, { digits, callingCode }: Reading): Scan {
  const text = typed.trim();
  const wish = readWish(text);
  if (/^tro1\.[A-Za-z0-9_-]+$/.test(wish.card)) return { kind: "token", ...wish };
  if (redemptionAtDoor(text) !== null) return { kind: "door", token: text };
  if (/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text)) return { kind: "email", id: text.toLowerCase() };
  if (isPresenceToken(text)) return { kind: "presence", token: text };
  if (isOwnCode(text)) return { kind: "code", code: text.toUpperCase() };
  const receipt = text.toUpperCase();
  if (isReceipt(receipt)) return { kind: "receipt", receipt };
  const packed = text.replaceAll(/[\s()-]/g, "");
  if (/^9\d{15}$/.test(packed))
    return hasCheckDigit(packed) ? { kind: "card", card: packed } : { kind: "slip" };
  if (/^\d{1,6}(?:[.,]\d*)?$/.test(text)) {
    const minor = minorOf(text, digits);
    if (minor !== null && minor > 0) return { kind: "amount", minor };
  }
  return readLongNumber(packed, callingCode);
}

function readLongNumber(packed: string, callingCode: string): Scan {
  const phone = phoneOf(packed, callingCode);
  if (phone !== null) return { kind: "phone", id: phone };
  if (isArticleCode(packed)) return { kind: "article", article: packed };
  return { kind: "unknown" };
}

/**
 * A telephone number with its country (E.164); null where it cannot be one. Numbers of countries without a leading
 * zero (Denmark, Norway) are eight digits long.
 */
export function phoneOf(typed: string, callingCode: string): string | null {
  const packed = typed.replaceAll(/[\s()-]/g, "");
  if (/^\+[1-9]\d{6,14}$/.test(packed)) return packed;
  if (/^00[1-9]\d{6,12}$/.test(packed)) return `+${packed.slice(2)}`;
  if (callingCode === "45" || callingCode === "47")
    return /^[2-9]\d{7}$/.test(packed) ? `+${callingCode}${packed}` : null;
  return /^0[1-9]\d{6,9}$/.test(packed) ? `+${callingCode}${packed.slice(1)}` : null;
}

/** As the club writes its own codes; whether one is good only the club can tell. */
const isOwnCode = (text: string): boolean => /^[0-9A-Z]{5}-[0-9A-Z]{5}-[0-9A-Z]{4}$/i.test(text);

/** Whose place a door token says it is, not yet believed; null for what is none. */
export const redemptionAtDoor = (token: string): string | null =>
  /^trv\.([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.[0-9a-z]+\.[A-Za-z0-9_-]+$/.exec(
    token,
  )?.[1] ?? null;

const CODE_PREFIX = "tro1.";
const CODE_BYTES = 37;
const CODE_MS = 60_000;
const CODE_LEEWAY_MS = 30_000;

/**
 * What a telephone's code says of itself, not yet believed: only the club can tell whether it has made it. Null for what
 * is no code.
 */
export function readCode(
  code: string,
): { readonly member: string; readonly madeAt: number } | null {
  try {
    const text = code.slice(CODE_PREFIX.length).replaceAll("-", "+").replaceAll("_", "/");
    const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
    if (bytes.length !== CODE_BYTES) return null;
    const member = Array.from(bytes.subarray(1, 17), (byte) => byte.toString(16).padStart(2, "0"));
    const madeAt = new DataView(bytes.buffer).getUint32(17) * 1000;
    return { member: member.join(""), madeAt };
  } catch {
    return null;
  }
}

/** Whether a code is no older than the club takes: a picture of yesterday's is none. */
export const isFresh = ({ madeAt }: { readonly madeAt: number }, clubNow: number): boolean =>
  clubNow - madeAt < CODE_MS + CODE_LEEWAY_MS && madeAt - clubNow <= CODE_LEEWAY_MS;

/** Luhn's formula (ISO/IEC 7812-1, annex B), over the digits before the last. */
export function hasCheckDigit(number: string): boolean {
  if (!/^\d+$/.test(number) || number.length !== CARD_LENGTH) return false;
  let sum = 0;
  for (let place = 0; place < CARD_LENGTH; place += 1) {
    const value = Number(number.at(-1 - place)) * (place % 2 === 1 ? 2 : 1);
    sum += value > 9 ? value - 9 : value;
  }
  return sum % 10 === 0;
}

/** GTIN-8, -12, -13 or -14 with its check digit (GS1 General Specifications, 7.9). */
export function isArticleCode(text: string): boolean {
  if (!/^(?:\d{8}|\d{12}|\d{13}|\d{14})$/.test(text)) return false;
  let sum = 0;
  for (let place = 0; place < text.length; place += 1)
    sum += Number(text.at(-1 - place)) * (place % 2 === 1 ? 3 : 1);
  return sum % 10 === 0;
}

/**
 * A receipt number of a till without a receipt of its own: single for ever by the device and its count.
 *
 * @param device four letters and digits that this device gave itself.
 */
export const receiptOf = (device: string, count: number): string =>
  `${RECEIPT_PREFIX}${device}-${String(count).padStart(AMOUNT_DIGITS_MAX, "0")}`;

const isReceipt = (text: string): boolean => /^TK[0-9A-Z]{4,8}-\d{6,}$/.test(text);
