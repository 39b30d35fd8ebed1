/**
 * PostgreSQL's own 64-bit hashes, computed here: lookup3 by Bob Jenkins (public domain, 2006) as PostgreSQL's
 * `hash_any_extended` has it. A row is hashed as a chain, each value with the hash so far as its seed:
 *
 *     hashint4extended(no, uuid_hash_extended(event_id, seed))   -- new RowHash().start(seed).uuid(id).int4(no)
 *
 * so that a row's hash depends on every bit of every value and on their order. Where a server hashes otherwise
 * (another byte order, a later change), sums differ and rows are compared one by one: slower, never wrong.
 */

/** A hash in two signed halves: JavaScript has no fast 64-bit integer. */
export interface Hash64 {
  readonly high: number;
  readonly low: number;
}
/** A UUID's bytes as little-endian words. */
export type UuidWords = readonly [number, number, number, number];

const START = (0x9e3779b9 + 3923095) | 0;
/** Instants count microseconds from 2000-01-01 UTC in PostgreSQL. */
const POSTGRES_EPOCH_MS = Date.UTC(2000, 0, 1);
const TWO_TO_32 = 2 ** 32;

const float = new Float64Array(1);
const halves = new Int32Array(float.buffer);
const encoder = new TextEncoder();
let bytes = new Uint8Array(0);
let wordsOfBytes = new Int32Array(0);

function widen(length: number): void {
  bytes = new Uint8Array(Math.ceil(length / 1024) * 1024);
  wordsOfBytes = new Int32Array(bytes.buffer);
}

/** Puts a text's UTF-8 into `bytes`. Short texts of plain letters sooner than the encoder does. */
function write(text: string): number {
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code > 0x7f || index > 100) return encoder.encodeInto(text, bytes).written;
    bytes[index] = code;
  }
  return text.length;
}

/** Opened once and used for row after row. */
export class RowHash implements Hash64 {
  high = 0;
  low = 0;
  #a = 0;
  #b = 0;
  #c = 0;

  start({ high, low }: Hash64): this {
    this.high = high;
    this.low = low;
    return this;
  }

  /** `hashint4extended`. */
  int4(value: number): this {
    this.#begin(4);
    return this.#end(value, 0, 0);
  }

  /** `hashfloat8extended`: of an amount, which a float holds in full; `hashint8extended` folds it to 32 bits. */
  float8(value: number): this {
    if (value === 0) return this; // Zero of either sign passes the seed on.
    float[0] = value;
    this.#begin(8);
    return this.#end(halves[0] ?? 0, halves[1] ?? 0, 0);
  }

  /** `uuid_hash_extended`. */
  uuid(words: UuidWords): this {
    this.#begin(16);
    this.#block(words[0], words[1], words[2]);
    return this.#end(words[3], 0, 0);
  }

  /** `hashtextextended` in a deterministic collation. */
  text(value: string): this {
    if (value.length * 3 + 12 > bytes.length) widen(value.length * 3 + 12);
    const length = write(value);
    bytes.fill(0, length, length + 12);
    this.#begin(length);
    let word = 0;
    for (; length - word * 4 >= 12; word += 3)
      this.#block(
        wordsOfBytes[word] ?? 0,
        wordsOfBytes[word + 1] ?? 0,
        wordsOfBytes[word + 2] ?? 0,
      );
    // The lowest byte of the last word is left free in this algorithm.
    return this.#end(
      wordsOfBytes[word] ?? 0,
      wordsOfBytes[word + 1] ?? 0,
      (wordsOfBytes[word + 2] ?? 0) << 8,
    );
  }

  /** `hash_record_extended(row(first, second))` of two instants in epoch milliseconds. */
  instants(first: number, second: number | null): this {
    const { high, low } = this;
    this.#instant(first);
    const times31 = (this.low >>> 0) * 31;
    let sumHigh = (Math.imul(this.high, 31) + Math.floor(times31 / TWO_TO_32)) | 0;
    let sumLow = times31 % TWO_TO_32;
    if (second !== null) {
      this.high = high;
      this.low = low;
      this.#instant(second);
      sumLow += this.low >>> 0;
      sumHigh = (sumHigh + this.high + (sumLow >= TWO_TO_32 ? 1 : 0)) | 0;
    }
    this.high = sumHigh;
    this.low = sumLow | 0;
    return this;
  }

  /** `hashint8extended` of the microseconds, in which both halves are folded into one. */
  #instant(milliseconds: number): void {
    const micros = (milliseconds - POSTGRES_EPOCH_MS) * 1000;
    const high = Math.floor(micros / TWO_TO_32);
    const low = micros - high * TWO_TO_32;
    this.int4(low ^ (micros >= 0 ? high : ~high));
  }

  #begin(length: number): void {
    this.#a = this.#b = this.#c = (START + length) | 0;
    if ((this.high | this.low) !== 0) this.#block(this.high, this.low, 0);
  }

  #block(first: number, second: number, third: number): void {
    let a = (this.#a + first) | 0;
    let b = (this.#b + second) | 0;
    let c = (this.#c + third) | 0;
    a = (a - c) ^ ((c << 4) | (c >>> 28));
    c = (c + b) | 0;
    b = (b - a) ^ ((a << 6) | (a >>> 26));
    a = (a + c) | 0;
    c = (c - b) ^ ((b << 8) | (b >>> 24));
    b = (b + a) | 0;
    a = (a - c) ^ ((c << 16) | (c >>> 16));
    c = (c + b) | 0;
    b = (b - a) ^ ((a << 19) | (a >>> 13));
    a = (a + c) | 0;
    c = (c - b) ^ ((b << 4) | (b >>> 28));
    b = (b + a) | 0;
    this.#a = a;
    this.#b = b;
    this.#c = c;
  }

  #end(first: number, second: number, third: number): this {
    let a = (this.#a + first) | 0;
    let b = (this.#b + second) | 0;
    let c = (this.#c + third) | 0;
    c = ((c ^ b) - ((b << 14) | (b >>> 18))) | 0;
    a = ((a ^ c) - ((c << 11) | (c >>> 21))) | 0;
    b = ((b ^ a) - ((a << 25) | (a >>> 7))) | 0;
    c = ((c ^ b) - ((b << 16) | (b >>> 16))) | 0;
    a = ((a ^ c) - ((c << 4) | (c >>> 28))) | 0;
    b = ((b ^ a) - ((a << 14) | (a >>> 18))) | 0;
    c = ((c ^ b) - ((b << 24) | (b >>> 8))) | 0;
    this.high = b;
    this.low = c;
    return this;
  }
}

/** How many rows there are, and the exclusive or of their hashes: the same in whatever order they come. */
export class HashSum {
  count = 0;
  #high = 0;
  #low = 0;

  add({ high, low }: Hash64): void {
    this.count += 1;
    this.#high ^= high;
    this.#low ^= low;
  }

  /** Adds what another sum has reduced. */
  addSum({ count, high, low }: Omit<SharePart, "share">): void {
    this.count += count;
    this.#high ^= high;
    this.#low ^= low;
  }

  get value(): Hash64 {
    return { high: this.#high, low: this.#low };
  }

  /** As PostgreSQL writes `bit_xor(hash)`. */
  get text(): string {
    return seedText(this.value);
  }
}

/** The sum of one share as a plain value. */
export interface SharePart extends Hash64 {
  readonly share: number;
  readonly count: number;
}

type Found = { readonly share: number; readonly count: number; readonly sum: string };

/** Sums of a table by shares of its rows, so that where they differ only a few rows need to be looked at. */
export class ShareSums {
  readonly #sums = new Map<number, HashSum>();

  of(share: number): HashSum {
    let sum = this.#sums.get(share);
    if (!sum) this.#sums.set(share, (sum = new HashSum()));
    return sum;
  }

  get parts(): SharePart[] {
    return [...this.#sums].map(([share, { count, value }]) => ({ share, count, ...value }));
  }

  add(parts: readonly SharePart[]): void {
    for (const part of parts) this.of(part.share).addSum(part);
  }

  get count(): number {
    let count = 0;
    for (const sum of this.#sums.values()) count += sum.count;
    return count;
  }

  /** The shares that are not as found. */
  differing(found: readonly Found[]): Set<number> {
    const left = new Map([...this.#sums].filter(([, { count }]) => count > 0));
    const differing = new Set<number>();
    for (const { share, count, sum } of found) {
      const own = left.get(share);
      if (own?.count !== count || own.text !== sum) differing.add(share);
      left.delete(share);
    }
    for (const share of left.keys()) differing.add(share);
    return differing;
  }
}

/** A seed as a PostgreSQL `bigint`. */
export function seedText({ high, low }: Hash64): string {
  return String((BigInt(high) << 32n) | BigInt(low >>> 0));
}

export function uuidWords(id: string): UuidWords {
  return [wordAt(id, 0, 4), wordAt(id, 9, 14), wordAt(id, 19, 24), wordAt(id, 28, 32)];
}

/** Four bytes, two at each place, lowest first. */
const wordAt = (id: string, first: number, second: number): number =>
  byteAt(id, first) |
  (byteAt(id, first + 2) << 8) |
  (byteAt(id, second) << 16) |
  (byteAt(id, second + 2) << 24);

const byteAt = (id: string, at: number): number =>
  (digit(id.charCodeAt(at)) << 4) | digit(id.charCodeAt(at + 1));

/** A hexadecimal digit, small or capital. */
const digit = (code: number): number => (code < 0x40 ? code - 0x30 : (code & 0x0f) + 9);

export const NO_UUID: UuidWords = [0, 0, 0, 0];
