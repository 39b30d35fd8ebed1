import fc from "fast-check";
import { sql } from "kysely";
import { expect, test } from "vitest";
import { storeKinds } from "../../testing/kinds.ts";
import { aStore } from "../../testing/stores.ts";
import { RowHash, seedText, ShareSums, uuidWords } from "./row-hash.ts";

const int32 = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
const row = fc.record({
  high: int32,
  low: int32,
  number: int32,
  amount: fc.oneof(fc.constant(0), fc.maxSafeInteger()),
  id: fc.uuid(),
  text: fc
    .string({ unit: "grapheme", maxLength: 40 })
    .filter((text) => !text.includes("\0") && text.isWellFormed()),
  first: fc.date({ min: new Date(0), max: new Date("2200-01-01"), noInvalidDate: true }),
  second: fc.option(
    fc.date({
      min: new Date("1950-01-01"),
      max: new Date("2200-01-01"),
      noInvalidDate: true,
    }),
  ),
});

test.each(storeKinds())(
  "values are hashed as PostgreSQL hashes them, on $name",
  async ({ kind }) => {
    const store = await aStore(kind);
    const rows = fc.sample(row, { numRuns: 300, seed: 7 });
    for (const { high, low, number, amount, id, text, first, second } of rows) {
      const hash = new RowHash().start({ high, low }).text(text).int4(number);
      hash
        .instants(first.getTime(), second?.getTime() ?? null)
        .uuid(uuidWords(id))
        .float8(amount);
      const seed = sql.raw(`'${seedText({ high, low })}'::bigint`);
      const found = await sql<{ hash: string }>`select hashfloat8extended(${amount}::bigint,
      uuid_hash_extended(${id}::uuid, hash_record_extended(
        row(${first.toISOString()}::timestamptz, ${second?.toISOString() ?? null}::timestamptz),
        hashint4extended(${number}::int, hashtextextended(${text}::text, ${seed})))))::text as hash`.execute(
        store.db,
      );
      expect(found.rows[0]?.hash).toBe(seedText(hash));
    }
    await store.close();
  },
);

test("a share differs where a row is missing, is there twice, or is another", () => {
  const hashOf = (number: number) => {
    const { high, low } = new RowHash().start({ high: 1, low: 2 }).int4(number);
    return { high, low };
  };
  const found = (share: number, ...numbers: number[]) => {
    const sums = new ShareSums();
    for (const number of numbers) sums.of(share).add(hashOf(number));
    return { share, count: numbers.length, sum: sums.of(share).text };
  };
  const sums = new ShareSums();
  for (const number of [1, 2, 3]) sums.of(7).add(hashOf(number));
  expect(sums.differing([found(7, 3, 1, 2)])).toEqual(new Set());
  expect(sums.differing([found(7, 1, 2)])).toEqual(new Set([7]));
  expect(sums.differing([found(7, 1, 2, 3, 3, 3)])).toEqual(new Set([7]));
  expect(sums.differing([found(7, 1, 2, 4)])).toEqual(new Set([7]));
  expect(sums.differing([])).toEqual(new Set([7]));
  expect(sums.differing([found(7, 1, 2, 3), found(8, 9)])).toEqual(new Set([8]));
});
