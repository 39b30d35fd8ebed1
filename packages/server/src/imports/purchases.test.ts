import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as insights from "../modules/insights/service.ts";
import { OperatorError } from "../platform/errors.ts";
import { aClub, type TestClub } from "../testing/club.ts";
import { storeKinds } from "../testing/kinds.ts";
import { readMapping } from "./mapping.ts";
import { ensureProgramme } from "./programme.ts";
import { importPurchases, type ImportReport } from "./purchases.ts";
import { reportLines } from "./report.ts";

const mapping = readMapping(
  `
source: till
currency: SEK
timezone: Europe/Stockholm
columns: { invoice: Kvitto, time: Tid, article: Artikel, quantity: Antal, price: Pris, member: Kort }
timeFormat: yyyy-MM-dd HH:mm
decimals: comma
articles: upper case
cancelledInvoices: ^K
members: { source: card, unknown: create, none: ["NULL"] }
leftOut: { freight: [FRAKT], vouchers: ["PK\\\\d+"] }
`,
  "test",
);

const programme = {
  name: "programme.yaml",
  text: `
club: { name: Test, languages: [sv] }
markets: { se: { currency: SEK, timezone: Europe/Stockholm } }
units: { points: { worth: { se: 0.10 SEK }, expires: 12 months } }
rules: [{ id: base, on: purchase, give: { points: { each: 1 SEK, of: basket.paid } } }]
`,
};

const header = "Kvitto;Tid;Artikel;Antal;Pris;Kort;Benämning";
const dirty = [
  header,
  "1;2011-01-03 10:00;a1;3;33,335;7;Kopp", // 100.005 is rounded up to 100.01
  "1;2011-01-03 10:01;A2;1;50,00;7;Fat", // the same invoice a minute later
  "1;2011-01-03 10:00;FRAKT;1;49,00;7;Frakt",
  '2;2011-01-04 09:30;A1;2;1 299,90;8;"En kopp,\nstor"',
  "2;2011-01-04 09:30;A3;1;0,00;8;Gåva",
  "2;2011-01-04 09:30;pk20;1;200,00;8;Presentkort",
  "3;2011-01-04 09:40;A1;1;10,00;;Ingen",
  "3;2011-01-04 09:40;A1;1;10,00;NULL;Ingen",
  "K4;2011-01-05 12:00;A1;-2;33,335;7;Kopp",
  "K4;2011-01-05 12:00;A1;-2;33,335;7;Kopp", // one piece too many
  "K4;2011-01-05 12:00;A9;-1;5,00;7;Aldrig köpt",
  "5;2011-01-06 12:00;A1;0;10,00;7;Ingenting",
  "5;2011-01-06 12:00;A1;1;-10,00;7;Rättelse",
  "5;2011-01-06 12:00;A1;ett;10,00;7;Ord",
  "5;2011-01-06 12:00;A1;1;tio;7;Ord",
  "5;2011-01-06 12:00;=A1;1;10,00;7;Formel",
  "5;2011-01-06 12:00;A1;99999999;10,00;7;Tryckfel",
  "5;2011-02-30 12:00;A1;1;10,00;7;Ingen dag",
  ";2011-01-06 12:00;A1;1;10,00;7;Inget nummer",
  "5;2011-01-06 12:00;A1;1",
  "",
].join("\n");

const dirtyOutcomes = {
  bought: 4,
  returned: 1,
  returned_in_part: 1,
  parked: 1,
  no_member: 2,
  freight: 1,
  vouchers: 1,
  zero_quantity: 1,
  negative_price: 1,
  unreadable_quantity: 1,
  unreadable_price: 1,
  unusable_article: 1,
  quantity_out_of_range: 1,
  unreadable_time: 1,
  no_invoice: 1,
  wrong_cell_count: 1,
};

const folder = mkdtempSync(join(tmpdir(), "trofast-import-"));
afterAll(() => rmSync(folder, { recursive: true }));

function aFile(name: string, content: string | Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const dryRun = (path: string) => importPurchases({ path, mapping, club: null });
const total = ({ outcomes }: ImportReport) =>
  Object.values(outcomes).reduce((sum, rows) => sum + rows, 0);

describe.each(storeKinds())("an import on $name", ({ kind }) => {
  let opened: TestClub;
  beforeAll(async () => {
    opened = await aClub(kind);
    await ensureProgramme(opened.club, { file: programme, currency: "SEK" });
  });
  afterAll(() => opened.close());
  /** Each test has a source of its own, and so invoices and members of its own. */
  const under = (source: string) => ({
    ...mapping,
    source,
    members: { ...mapping.members, source },
  });
  const imported = (path: string, source: string) =>
    importPurchases({ path, mapping: under(source), club: opened.club });

  test("books what can be booked and accounts for every row of a dirty file", async () => {
    const report = await imported(aFile("dirty.csv", dirty), "dirty");
    expect(report.outcomes).toEqual(dirtyOutcomes);
    expect(total(report)).toBe(report.rows);
    expect(report.notes).toMatchObject({
      invoices: 5,
      cancelledInvoices: 1,
      invoicesWithTwoTimes: 1,
      members: 2,
      freeItems: 1,
      finePrices: 1,
      purchases: 2,
      returns: 1,
      piecesParked: 2,
    });
    // 100.01 + 50.00 and 2599.80; of the three pieces for 100 points of the first line all come back.
    expect(report.units).toEqual({ points: { given: 150 + 2599, taken: 100 } });
    expect(await insights.verify(opened.club, {})).toMatchObject({ differences: [] });
  });

  test("run again, it finds everything there and changes nothing", async () => {
    const path = aFile("again.csv", dirty);
    const first = await imported(path, "again");
    const second = await imported(path, "again");
    expect(second.outcomes).toMatchObject({ already_there: 7 });
    expect(second.outcomes).not.toHaveProperty("bought");
    expect(second.units).toEqual({});
    expect(total(second)).toBe(first.rows);
    expect(second.notes).toMatchObject({ purchases: 0, returns: 0, eventsThere: 3 });
  });

  test("stopped in the middle it books whole invoices only, and goes on without doubling", async () => {
    const lines = Array.from({ length: 30_000 }, (_, n) => {
      const invoice = Math.floor(n / 20);
      const minute = String(invoice % 60).padStart(2, "0");
      const hour = String(Math.floor(invoice / 60) % 24).padStart(2, "0");
      const day = String(1 + Math.floor(invoice / 1440)).padStart(2, "0");
      // Most rows name no member: they fill what is held back and cost no booking.
      const member = n % 10 === 0 ? invoice % 50 : "";
      return `${invoice};2011-01-${day} ${hour}:${minute};A${n % 20};1;1,00;${member};`;
    });
    const path = aFile("long.csv", [header, ...lines].join("\n"));
    const stop = new AbortController();
    const first = await importPurchases({
      path,
      mapping: under("long"),
      club: opened.club,
      signal: stop.signal,
      onProgress: (_, rows) => {
        if (rows >= 28_000) stop.abort();
      },
    });
    expect(first.stopped?.why).toBe("interrupted");
    const booked = first.outcomes["bought"] ?? 0;
    expect(booked).toBeGreaterThan(0);
    expect(booked).toBeLessThan(2000);
    expect(total(first)).toBe(first.rows);
    const second = await imported(path, "long");
    expect(second).toMatchObject({
      rows: 30_000,
      outcomes: { already_there: booked, bought: 3000 - booked, no_member: 27_000 },
      stopped: null,
    });
    expect((first.units["points"]?.given ?? 0) + (second.units["points"]?.given ?? 0)).toBe(3000);
  });

  test("members nobody knows are refused where the mapping says so", async () => {
    const { members, ...rest } = under("strict");
    const strict = { ...rest, members: { ...members, unknown: "refuse" as const } };
    const path = aFile("strict.csv", dirty);
    const report = await importPurchases({ path, mapping: strict, club: opened.club });
    expect(report.outcomes).toMatchObject({ unknown_member: 7, no_member: 2 });
    expect(report.notes).toMatchObject({ eventsRefused: 3, purchases: 0 });
  });
});

describe("the programme of an import", () => {
  let opened: TestClub;
  beforeAll(async () => {
    opened = await aClub("pglite");
  });
  afterAll(() => opened.close());

  test("an empty club without one is told what to do", async () => {
    await expect(ensureProgramme(opened.club, { file: null, currency: "SEK" })).rejects.toThrow(
      /no programme.*--programme <file>/,
    );
  });

  test("the same file again is no change, another one is refused", async () => {
    expect(await ensureProgramme(opened.club, { file: programme, currency: "SEK" })).toBe(1);
    expect(await ensureProgramme(opened.club, { file: programme, currency: "SEK" })).toBeNull();
    expect(await ensureProgramme(opened.club, { file: null, currency: "SEK" })).toBeNull();
    const other = { name: "other.yaml", text: programme.text.replace("1 SEK", "2 SEK") };
    await expect(ensureProgramme(opened.club, { file: other, currency: "SEK" })).rejects.toThrow(
      /runs on version 1 .* is not other\.yaml/,
    );
  });

  test("a currency that no market has is refused before anything is read", async () => {
    await expect(
      ensureProgramme(opened.club, { file: programme, currency: "GBP" }),
    ).rejects.toThrow(/GBP, but the club's markets are se \(SEK\)/);
  });
});

describe("reading alone", () => {
  test("a gzipped file with a byte-order mark reads like the plain one", async () => {
    const plain = await dryRun(aFile("plain.csv", dirty));
    const packed = await dryRun(aFile("packed.csv", gzipSync(`\uFEFF${dirty}`)));
    expect(packed.outcomes).toEqual(plain.outcomes);
    expect(packed.notes).toEqual(plain.notes);
    expect(plain.outcomes).toMatchObject({ bought: 4, returned: 3 });
  });

  test("rows with something wrong are described by line, reason and content", async () => {
    const { described } = await dryRun(aFile("described.csv", dirty));
    expect(described.map(({ line, reason }) => [line, reason])).toEqual([
      [16, "unreadable_quantity"],
      [17, "unreadable_price"],
      [18, "unusable_article"],
      [19, "quantity_out_of_range"],
      [20, "unreadable_time"],
      [21, "no_invoice"],
      [22, "wrong_cell_count"],
    ]);
    expect(described[0]?.detail).toBe('A quantity is a whole number of pieces: "ett".');
  });

  test("a file that breaks off tells the line, and what came before is not lost", async () => {
    const broken = await dryRun(aFile("broken.csv", dirty.replace('stor"', "stor")));
    expect(broken.stopped?.why).toBe("failed");
    expect(broken.stopped?.detail).toMatch(/Line \d+: a quote is opened and never closed\./);
    expect(broken.outcomes).toEqual({ freight: 1, not_reached: 2 });
    const half = gzipSync(dirty);
    const cut = await dryRun(aFile("cut.csv.gz", half.subarray(0, half.length - 20)));
    expect(cut.stopped?.detail).toContain("breaks off or is damaged");
    const said = (isDryRun: boolean) =>
      reportLines(broken, { file: "broken.csv", mapping, isDryRun }).at(-1);
    expect(said(true)).toMatch(/^Nothing was booked\. Mend what is said here, then run/);
    expect(said(false)).toMatch(/^What is counted as booked stays\. Mend what is said here/);
  });

  test("a file without a column that the mapping names is refused", async () => {
    await expect(dryRun(aFile("other.csv", "Kvitto;Tid\n1;2"))).rejects.toThrow(OperatorError);
    await expect(dryRun(join(folder, "none.csv"))).rejects.toThrow(/there is no such file/);
  });

  test("free items are left out where the mapping says so, and amounts may be of the whole line", async () => {
    const path = aFile("free.csv", dirty);
    const strict = { ...mapping, freeItems: "leave out" as const };
    const report = await importPurchases({ path, mapping: strict, club: null });
    expect(report.outcomes).toMatchObject({ bought: 3, free_item: 1 });
    const { price: _price, ...columns } = mapping.columns;
    const whole = { ...mapping, columns: { ...columns, amount: "Pris" } };
    const back = aFile(
      "amount.csv",
      `${header}\nK1;2011-01-03 10:00;A1;-3;-100,00;7;\n1;2011-01-03 10:00;A1;3;100,00;7;`,
    );
    const amounts = await importPurchases({ path: back, mapping: whole, club: null });
    expect(amounts.outcomes).toEqual({ bought: 1, returned: 1 });
  });

  test("the report says the headline, every name, and what to do next", async () => {
    const report = await dryRun(aFile("report.csv", dirty));
    const text = reportLines(report, { file: "report.csv", mapping, isDryRun: true }).join("\n");
    expect(text).toMatch(/^Dry run, nothing is booked\. report\.csv: 20 rows in /);
    expect(text).toContain("5 invoices, of which 1 cancelled, from 2011-01-03 to 2011-01-06");
    expect(text).toContain("2 rows without a member; 2 members");
    expect(text).toMatch(/ 1 {2}freight .* left out by the mapping/);
    expect(text).toContain("20  rows, each under one name");
    expect(text).toContain("run the same command without --dry-run");
  });
});
