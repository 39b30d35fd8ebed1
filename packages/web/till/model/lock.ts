/** The lock of a till: a code per person and device, so that nobody sells in another's name. */

/** NIST SP 800-132 asks for as many as a person can wait for; a code of few digits rests on the tries being few. */
const ITERATIONS = 310_000;
const KEY_BITS = 256;
const PIN_LENGTH_MIN = 4;
export const PIN_LENGTH_MAX = 8;
/** Then the person is signed out, and must prove who they are. */
export const WRONG_PINS_MAX = 5;
/** So long without a touch, and the till locks itself. */
export const LOCK_AFTER_MS = 5 * 60_000;

/** What is kept of a code: nothing that opens anything elsewhere. */
export interface KeptPin {
  readonly salt: string;
  readonly hash: string;
  readonly iterations: number;
}

export const isPin = (text: string): boolean =>
  /^\d+$/.test(text) && text.length >= PIN_LENGTH_MIN && text.length <= PIN_LENGTH_MAX;

/** Whether the code of whoever is on must be asked for, by when the till was last touched. */
export const isDue = (touchedAt: number, now: number): boolean =>
  now - touchedAt >= LOCK_AFTER_MS || now < touchedAt;

export async function keepPin(pin: string, salt: Uint8Array<ArrayBuffer>): Promise<KeptPin> {
  return { salt: hex(salt), hash: await hashOf(pin, salt, ITERATIONS), iterations: ITERATIONS };
}

export async function opens(pin: string, kept: KeptPin): Promise<boolean> {
  return (await hashOf(pin, bytesOf(kept.salt), kept.iterations)) === kept.hash;
}

/** PBKDF2 with HMAC-SHA-256 (RFC 8018). */
async function hashOf(
  pin: string,
  salt: Uint8Array<ArrayBuffer>,
  iterations: number,
): Promise<string> {
  const key = await crypto.subtle.importKey("raw", new TextEncoder().encode(pin), "PBKDF2", false, [
    "deriveBits",
  ]);
  const bits = await crypto.subtle.deriveBits(
    { name: "PBKDF2", hash: "SHA-256", salt, iterations },
    key,
    KEY_BITS,
  );
  return hex(new Uint8Array(bits));
}

const hex = (bytes: Uint8Array): string =>
  [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");

const bytesOf = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
