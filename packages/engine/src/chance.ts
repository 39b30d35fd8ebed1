/**
 * Chance without a dice: a hash of a seed and an id, the same on every machine and for ever. The hash is
 * MurmurHash3_x86_128 (A. Appleby, public domain) over the UTF-8 bytes of seed, a zero byte and id; its 32-bit steps
 * are fast in JavaScript and its reference value is checked by a test. It is fair, not secret: never use it for codes.
 */

export class ChanceError extends RangeError {
  override readonly name = "ChanceError";
}

/** The whole of anything, in basis points. */
export const BASIS_POINTS_WHOLE = 10_000;

const TWO_32 = 4_294_967_296;
const [C1, C2, C3, C4] = [0x239b961b, 0xab0e9789, 0x38b34ae5, 0xa1e38b93] as const;

type Hash128 = readonly [number, number, number, number];

function rotate(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits));
}

function mixKey(key: number, before: number, bits: number, after: number): number {
  return Math.imul(rotate(Math.imul(key, before), bits), after);
}

function finish(value: number): number {
  let hash = value ^ (value >>> 16);
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}

/** Four bytes, little endian; bytes from `end` on count as zero. */
function wordAt(bytes: Uint8Array, at: number, end: number): number {
  if (at >= end) return 0;
  let word = 0;
  for (let index = Math.min(at + 4, end) - 1; index >= at; index--) {
    word = (word << 8) | (bytes[index] ?? 0);
  }
  return word;
}

/** MurmurHash3_x86_128 of the first `length` bytes, as four unsigned 32-bit words. */
export function murmur128(bytes: Uint8Array, length: number, seed: number): Hash128 {
  let [h1, h2, h3, h4] = [seed, seed, seed, seed];
  const whole = length - (length % 16);
  for (let at = 0; at < whole; at += 16) {
    h1 ^= mixKey(wordAt(bytes, at, length), C1, 15, C2);
    h1 = (Math.imul(rotate(h1, 19) + h2, 5) + 0x561ccd1b) | 0;
    h2 ^= mixKey(wordAt(bytes, at + 4, length), C2, 16, C3);
    h2 = (Math.imul(rotate(h2, 17) + h3, 5) + 0x0bcaa747) | 0;
    h3 ^= mixKey(wordAt(bytes, at + 8, length), C3, 17, C4);
    h3 = (Math.imul(rotate(h3, 15) + h4, 5) + 0x96cd1c35) | 0;
    h4 ^= mixKey(wordAt(bytes, at + 12, length), C4, 18, C1);
    h4 = (Math.imul(rotate(h4, 13) + h1, 5) + 0x32ac3b17) | 0;
  }
  // The tail is a last block filled with zeros, which mix into nothing.
  h1 ^= mixKey(wordAt(bytes, whole, length), C1, 15, C2) ^ length;
  h2 ^= mixKey(wordAt(bytes, whole + 4, length), C2, 16, C3) ^ length;
  h3 ^= mixKey(wordAt(bytes, whole + 8, length), C3, 17, C4) ^ length;
  h4 ^= mixKey(wordAt(bytes, whole + 12, length), C4, 18, C1) ^ length;
  h1 = (h1 + h2 + h3 + h4) | 0;
  h2 = finish(h2 + h1);
  h3 = finish(h3 + h1);
  h4 = finish(h4 + h1);
  h1 = finish(h1);
  h1 = (h1 + h2 + h3 + h4) | 0;
  return [h1 >>> 0, (h2 + h1) >>> 0, (h3 + h1) >>> 0, (h4 + h1) >>> 0];
}

const encoder = new TextEncoder();
let scratch = new Uint8Array(256);

/** Writes text as UTF-8 into the scratch bytes and answers where it ended. */
function writeText(text: string, start: number): number {
  const room = start + text.length * 3;
  if (room > scratch.length) {
    const wider = new Uint8Array(room * 2);
    wider.set(scratch);
    scratch = wider;
  }
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code > 127) return start + encoder.encodeInto(text, scratch.subarray(start)).written;
    scratch[start + index] = code;
  }
  return start + text.length;
}

/** A uniform number in [0, 1) with 53 bits, the same for the same seed and id for ever. */
export function chance(seed: string, id: string): number {
  const seedEnd = writeText(seed, 0);
  const end = writeText(id, seedEnd + 1);
  scratch[seedEnd] = 0;
  const [high, low] = murmur128(scratch, end, 0);
  return (high + (low >>> 11) / 2_097_152) / TWO_32;
}

/**
 * True for a share of ids that is fixed by the seed: 1,000 basis points are 10 %. Who is in a small share is also in
 * every larger one of the same seed.
 *
 * @throws {ChanceError} where the share is not a whole number from 0 to 10,000.
 */
export function inShare(seed: string, id: string, basisPoints: number): boolean {
  if (!Number.isInteger(basisPoints) || basisPoints < 0 || basisPoints > BASIS_POINTS_WHOLE) {
    throw new ChanceError(
      `A share of ${basisPoints} basis points: use a whole number from 0 to 10000.`,
    );
  }
  return chance(seed, id) * BASIS_POINTS_WHOLE < basisPoints;
}

/**
 * The bucket of an id, from 0 to `buckets - 1`, each as likely.
 *
 * @throws {ChanceError} where the number of buckets is not a whole number from 1 to 2^31.
 */
export function bucketOf(id: string, buckets: number): number {
  if (!Number.isInteger(buckets) || buckets < 1 || buckets > 2_147_483_648) {
    throw new ChanceError(`${buckets} buckets: use a whole number from 1 to 2147483648.`);
  }
  return Math.floor(chance("bucket", id) * buckets);
}
