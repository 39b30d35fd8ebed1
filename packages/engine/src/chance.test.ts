import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bucketOf, chance, ChanceError, inShare, murmur128 } from "./chance.ts";

const IDS = 100_000;
const BINS = 100;

const sequential = Array.from({ length: IDS }, (_, index) => `member-${index}`);
/** Ids as a server makes them: time in front, 25 in each millisecond, the rest a counter. */
const timeOrdered = Array.from({ length: IDS }, (_, index) => {
  const ms = (1_795_000_000_000 + Math.floor(index / 25)).toString(16).padStart(12, "0");
  const tail = index.toString(16).padStart(12, "0");
  return `${ms.slice(0, 8)}-${ms.slice(8)}-7000-8000-${tail}`;
});

/** Chi-square of counts against equal expectation, as a z-score (Wilson-Hilferty). */
function chiSquareZ(counts: readonly number[]): number {
  const expected = counts.reduce((added, count) => added + count, 0) / counts.length;
  const chi = counts.reduce((added, count) => added + (count - expected) ** 2 / expected, 0);
  const freedom = counts.length - 1;
  const spread = 2 / (9 * freedom);
  return (Math.cbrt(chi / freedom) - (1 - spread)) / Math.sqrt(spread);
}

function counted(values: readonly number[], bins: number): number[] {
  const counts = Array.from({ length: bins }, () => 0);
  for (const value of values) {
    const bin = Math.floor(value * bins);
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return counts;
}

function correlation(xs: readonly number[], ys: readonly number[]): number {
  const covariance = xs.reduce((added, x, at) => added + (x - 0.5) * ((ys[at] ?? 0) - 0.5), 0);
  return (covariance / xs.length) * 12;
}

describe("chance", () => {
  test("is the published MurmurHash3_x86_128, by its reference verification value", () => {
    // Hash the keys {}, {0}, {0,1}, ... with seeds 256, 255, ..., then hash all the hashes (SMHasher).
    const key = Uint8Array.from({ length: 256 }, (_, index) => index);
    const hashes = new DataView(new ArrayBuffer(256 * 16));
    for (let length = 0; length < 256; length++) {
      const words = murmur128(key, length, 256 - length);
      words.forEach((word, at) => hashes.setUint32(length * 16 + at * 4, word, true));
    }
    const [first] = murmur128(new Uint8Array(hashes.buffer), 256 * 16, 0);
    expect(first).toBe(0xb3ece62a);
  });

  test.each([
    ["sequential ids", sequential],
    ["time-ordered ids", timeOrdered],
  ])("is uniform over %s", (_, ids) => {
    const values = ids.map((id) => chance("kvarnby", id));
    expect(values.every((value) => value >= 0 && value < 1)).toBe(true);
    expect(Math.abs(chiSquareZ(counted(values, BINS)))).toBeLessThan(4);
    const next = values.slice(1).concat(values.slice(0, 1));
    expect(Math.abs(correlation(values, next))).toBeLessThan(4 / Math.sqrt(IDS));
  });

  test.each([
    ["sequential ids", sequential],
    ["time-ordered ids", timeOrdered],
  ])("two seeds know nothing of each other over %s", (_, ids) => {
    const left = ids.map((id) => chance("rule-1", id));
    const right = ids.map((id) => chance("rule-2", id));
    expect(Math.abs(correlation(left, right))).toBeLessThan(4 / Math.sqrt(IDS));
    const cells = left.map((value, at) => (Math.floor(value * 10) + (right[at] ?? 0)) / 10);
    expect(Math.abs(chiSquareZ(counted(cells, BINS)))).toBeLessThan(4);
  });

  test("never changes: members in a holdout stay in it through every release", () => {
    expect(GOLDEN.map(([seed, id]) => chance(seed, id))).toEqual(
      GOLDEN.map(([, , value]) => value),
    );
  });

  test("seed and id are kept apart", () => {
    expect(chance("ab", "c")).not.toBe(chance("a", "bc"));
    expect(chance("", "x")).not.toBe(chance("x", ""));
  });

  test("long and non-ASCII texts hash by their UTF-8 bytes, whatever was hashed before", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "grapheme", maxLength: 400 }),
        fc.string({ unit: "grapheme", maxLength: 400 }),
        (seed, id) => {
          const bytes = new TextEncoder().encode(`${seed}\u0000${id}`);
          const [high, low] = murmur128(bytes, bytes.length, 0);
          const expected = (high * 2 ** 21 + (low >>> 11)) / 2 ** 53;
          expect(chance(seed, id)).toBe(expected);
        },
      ),
    );
  });
});

describe("shares and buckets", () => {
  test("a share holds that part of the ids, and larger shares hold the smaller", () => {
    const tenth = sequential.filter((id) => inShare("holdout", id, 1_000));
    expect(Math.abs(tenth.length - IDS / 10)).toBeLessThan(4 * Math.sqrt(IDS * 0.09));
    expect(tenth.every((id) => inShare("holdout", id, 2_000))).toBe(true);
    expect(sequential.some((id) => inShare("holdout", id, 0))).toBe(false);
    expect(sequential.every((id) => inShare("holdout", id, 10_000))).toBe(true);
  });

  test("buckets are filled evenly", () => {
    const counts = Array.from({ length: 64 }, () => 0);
    for (const id of timeOrdered) counts[bucketOf(id, 64)] = (counts[bucketOf(id, 64)] ?? 0) + 1;
    expect(counts).toHaveLength(64);
    expect(Math.abs(chiSquareZ(counts))).toBeLessThan(4);
  });

  test("impossible shares and buckets are refused", () => {
    for (const share of [-1, 10_001, 0.5, Number.NaN]) {
      expect(() => inShare("s", "i", share)).toThrow(ChanceError);
    }
    for (const buckets of [0, -1, 1.5, 2 ** 32]) {
      expect(() => bucketOf("i", buckets)).toThrow(ChanceError);
    }
  });
});

const GOLDEN: readonly (readonly [string, string, number])[] = [
  ["", "", 0.5342510892849717],
  ["kvarnby", "member-1", 0.5215331817506791],
  ["kvarnby", "member-2", 0.7654261011307851],
  ["two-categories:holdout", "01934b1c-7c3e-7000-8000-000000000001", 0.905911885683385],
  ["höst", "åsa-😀", 0.30575810806064485],
];
