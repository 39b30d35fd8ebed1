import { gzipSync } from "node:zlib";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import fc from "fast-check";
import { expect, test } from "vitest";
import { newTally, openCsv, openCsvFile, refusedRows, ROW_LENGTH_MAX, takeRow } from "./csv.ts";
import type { CsvRow } from "./csv.ts";

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

async function read(
  ...pieces: (string | Buffer)[]
): Promise<{ columns: readonly string[]; rows: CsvRow[] }> {
  const { columns, rows } = await openCsv(Readable.from(pieces));
  return { columns, rows: await all(rows) };
}

const cells = (rows: readonly CsvRow[]) =>
  rows.map((row) => (row.cells === null ? row.fault : Object.fromEntries(row.cells)));

test("comma, semicolon and tab are told apart by the header", async () => {
  for (const mark of [",", ";", "\t"]) {
    const { columns, rows } = await read(`id${mark}Name\n7${mark}"a${mark} b"\n`);
    expect(columns).toEqual(["id", "name"]);
    expect(cells(rows)).toEqual([{ id: "7", name: `a${mark} b` }]);
  }
});

test("a byte order mark, Windows line ends, empty lines and columns without a name are passed over", async () => {
  const { columns, rows } = await read("\uFEFFa,b,\r\n\r\n 1 ,2,x\r\n");
  expect(columns).toEqual(["a", "b"]);
  expect(cells(rows)).toEqual([{ a: "1", b: "2" }]);
  expect(rows[0]?.line).toBe(3);
});

test("a row with another number of cells is told with its line, and the next ones are read", async () => {
  const { rows } = await read("a,b\n1\n1,2\n1,2,3\n");
  expect(rows.map((row) => [row.line, row.cells === null])).toEqual([
    [2, true],
    [3, false],
    [4, true],
  ]);
});

test.each([
  ["an open quote", 'a,b\n1,2\n1,"2\n', /^Line 3: a quote is opened/],
  ["a quote in the middle", 'a,b\n1,5" pipe\n', /^Line 2: a quote stands inside/],
  ["text after a quote", 'a,b\n1,"5"x\n', /^Line 2: text follows/],
  ["a column said twice", "a,A\n", /^Line 1: two columns are named a/],
  ["nothing", "", /empty/],
  ["only empty lines", "\n\n", /empty/],
  ["an endless row", `a\n"${"x".repeat(2 * ROW_LENGTH_MAX)}"\n`, /^Line \d+: the row is longer/],
  ["columns without end", `${"c,".repeat(70_000)}\n`, /^Line 1: /],
])("%s is refused with the line", async (_, text, detail) => {
  await expect(read(text)).rejects.toMatchObject({
    code: "invalid_csv",
    detail: expect.stringMatching(detail),
  });
});

test("UTF-16, Latin-1 and NUL are refused as not UTF-8", async () => {
  for (const bytes of [
    Buffer.from("\uFEFFa,b\n1,2\n", "utf16le"),
    Buffer.from("a,b\n1,ö\n", "latin1"),
    Buffer.from("a,b\n1,\u0000\n"),
  ]) {
    await expect(read(bytes)).rejects.toMatchObject({ detail: expect.stringMatching(/UTF-8/) });
  }
});

test("where the text is cut into pieces makes no difference", async () => {
  const bytes = Buffer.from('id;namn\n1;"Åsa\nÖberg"\n2;😀\n3;x;y\n');
  const whole = await read(bytes);
  const cut = fc.array(fc.nat(bytes.length), { maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(cut, async (places) => {
      const ends = [...places.toSorted((a, b) => a - b), bytes.length];
      const pieces = ends.map((end, index) =>
        bytes.subarray(index === 0 ? 0 : ends[index - 1], end),
      );
      expect(await read(...pieces)).toEqual(whole);
    }),
    { numRuns: 50 },
  );
});

test("a compressed file is inflated whatever it is called, and one that breaks off is refused", async () => {
  const folder = await mkdtemp(join(tmpdir(), "trofast-csv-"));
  const put = async (name: string, bytes: Buffer | string): Promise<string> => {
    await writeFile(join(folder, name), bytes);
    return join(folder, name);
  };
  const rowsIn = async (path: string): Promise<CsvRow[]> =>
    await all((await openCsvFile(path)).rows);
  try {
    const text = `a,b\n${"1,2\n".repeat(50_000)}`;
    const bytes = gzipSync(text);
    expect(await rowsIn(await put("packed.csv.gz", bytes))).toHaveLength(50_000);
    expect(await rowsIn(await put("packed.csv", bytes))).toHaveLength(50_000);
    expect(await rowsIn(await put("plain.csv.gz", text))).toHaveLength(50_000);
    const cut = await put("cut.csv", bytes.subarray(0, bytes.length - 20));
    await expect(rowsIn(cut)).rejects.toMatchObject({
      code: "invalid_csv",
      detail: expect.stringMatching(/^The compressed file breaks off or is damaged after line /),
    });
    const short = await put("short.csv", Buffer.from([0x1f, 0x8b]));
    await expect(rowsIn(short)).rejects.toMatchObject({ code: "invalid_csv" });
    const empty = await put("empty.csv.gz", "");
    await expect(rowsIn(empty)).rejects.toMatchObject({ detail: expect.stringMatching(/empty/) });
    await expect(openCsvFile(join(folder, "none.csv"))).rejects.toThrow("there is no such file");
  } finally {
    await rm(folder, { recursive: true });
  }
});

test("gzip is known also where its first bytes come one by one", async () => {
  const bytes = gzipSync("a,b\n1,2\n");
  const pieces = [...bytes].map((byte) => Buffer.from([byte]));
  expect(cells((await read(...pieces)).rows)).toEqual([{ a: "1", b: "2" }]);
});

test("every row is taken or counted under a reason", async () => {
  const { rows } = await read("a\n1\n2\n1,2\n3\n");
  const tally = newTally();
  const taken = rows.map((row) =>
    takeRow(tally, row, (row_) =>
      row_.get("a") === "2"
        ? { code: "two", column: "a", detail: "It is 2." }
        : { a: row_.get("a") },
    ),
  );
  expect(taken.filter((each) => each !== null)).toEqual([{ a: "1" }, { a: "3" }]);
  expect(tally).toMatchObject({ rows: 4, refused: { two: 1, wrong_cell_count: 1 } });
  expect(tally.errors.map((error) => error.line)).toEqual([3, 4]);
  expect(refusedRows(tally)).toBe(2);
});
