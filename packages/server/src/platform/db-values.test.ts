import fc from "fast-check";
import { sql } from "kysely";
import { expect, test } from "vitest";
import { storeKinds } from "../testing/kinds.ts";
import { aStore } from "../testing/stores.ts";
import { parseTimestamptz } from "./db-values.ts";

const instants = fc.integer({ min: Date.parse("0001-01-01"), max: Date.parse("9999-12-31") });

test("an instant is read to the millisecond, however many digits its fraction has", () => {
  fc.assert(
    fc.property(instants, fc.stringMatching(/^\d{0,6}$/), (at, fraction) => {
      const second = new Date(at).toISOString().slice(0, 19);
      const text = `${second.replace("T", " ")}${fraction && `.${fraction}`}+00`;
      expect(parseTimestamptz(text)).toBe(
        Date.parse(`${second}.${fraction.padEnd(3, "0").slice(0, 3)}Z`),
      );
    }),
    { examples: [[Date.parse("0099-12-31T23:59:59Z"), ""]] },
  );
  expect(() => parseTimestamptz("infinity")).toThrow(RangeError);
  expect(() => parseTimestamptz("0044-03-15 12:00:00+00 BC")).toThrow(RangeError);
});

test.each(storeKinds())(
  "instants and lists come back from $name as they were",
  async ({ kind }) => {
    const store = await aStore(kind);
    const all = fc.sample(instants, { numRuns: 200, seed: 5 });
    const { rows } = await sql<{ at: number; list: (number | null)[]; numbers: (number | null)[] }>`
    select at, array[at, null] as list, array[(date_part('epoch', at) * 1000)::bigint, null] as numbers
    from unnest(${`{${all.map((at) => new Date(at).toISOString()).join(",")}}`}::timestamptz[]) as at`.execute(
      store.db,
    );
    expect(rows).toEqual(all.map((at) => ({ at, list: [at, null], numbers: [at, null] })));
    await store.close();
  },
);
