import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, expect, inject, test, vi } from "vitest";
import { createDatabase, dropDatabase } from "../testing/databases.ts";

const main = fileURLToPath(new URL("../main.ts", import.meta.url));
const programme = (perPoint: string): string => `
club: { name: Kvarnby, languages: [sv] }
markets: { se: { currency: SEK, timezone: Europe/Stockholm } }
units: { points: {} }
rules: [{ id: base, on: purchase, give: { points: { each: ${perPoint}, of: basket.paid } } }]
`;

// Every command is a process of its own, on whatever machine this is.
vi.setConfig({ testTimeout: 600_000 });

let folder = "";
let database = { name: "", url: "" };
const server = () => inject("postgres")[0]?.url ?? "";
// Anew for each test and each try: a second one must not find the first one's club.
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "trofast-cli-"));
  database = await createDatabase(server());
});
afterEach(async () => {
  await rm(folder, { recursive: true });
  await dropDatabase(server(), database.name);
});

async function aFile(name: string, content: string | Buffer): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

/** Runs the command line as an operator would. */
function trofast(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const env = { ...process.env, DATABASE_URL: database.url, TROFAST_HOME: folder };
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [main, ...args], { env }, (_, out, err) => {
      resolve({ code: child.exitCode ?? -1, out, err });
    });
  });
}

test("check names every problem of every file, without a club", async () => {
  const good = await aFile("good.yaml", programme("1 SEK"));
  const bad = await aFile("bad.yaml", programme("1 SEK").replace("each: 1 SEK", "each: much"));
  const both = await trofast("programme", "check", good, bad);
  expect(both.code).toBe(1);
  expect(both.out).toContain(`${good}: can be published\n`);
  expect(both.out).toMatch(/bad\.yaml: cannot be published\n {2}error \/rules\/0\/give/);
  const asJson = await trofast("programme", "check", "--json", good);
  expect(asJson.code).toBe(0);
  expect(JSON.parse(asJson.out)).toMatchObject({ files: [{ file: good, ok: true }] });
});

test("a programme is published, compared and refused at the command line", async () => {
  const first = await aFile("first.yaml", programme("1 SEK"));
  const dearer = await aFile("dearer.yaml", programme("2 SEK"));
  const published = await trofast("programme", "publish", first, "--note", "Start");
  expect(published).toEqual({
    code: 0,
    out: "Version 1 is published, in force from the beginning.\n",
    err: "",
  });
  const second = await trofast("programme", "publish", first, "--from", "2100-01-01", "--json");
  expect(JSON.parse(second.out)).toMatchObject({
    version: 2,
    effectiveAt: "2099-12-31T23:00:00Z",
    publishedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
  });
  const changes = await trofast("programme", "diff", "1", dearer);
  expect(changes.code).toBe(0);
  expect(changes.out).toMatch(/^! The rule 'base'/);
  expect((await trofast("programme", "diff", first, "1")).out).toBe("Nothing changes.\n");
  const late = await trofast("programme", "publish", dearer, "--from", "2001-01-01", "--json");
  expect(late.code).toBe(1);
  expect(JSON.parse(late.out)).toMatchObject({ code: "programme_backdated" });
  const wrong = await trofast("programme", "publish", dearer, "--from", "2001-02-30");
  expect(wrong.code).toBe(2);
});

test("imports account for every row and can be repeated", async () => {
  const rows = Array.from({ length: 2_500 }, (_, index) => `${index};m${index}@example.se;se`);
  const members = await aFile(
    "members.csv.gz",
    gzipSync(`Nr;E-post;Land\n${rows.join("\n")}\n;x;se\n`),
  );
  const how = ["--map", "Nr=id,E-post=email,Land=market", "--source", "erp", "--json"];
  const loaded = await trofast("import", "members", members, ...how);
  expect(loaded.code).toBe(1);
  expect(JSON.parse(loaded.out)).toMatchObject({
    rows: 2_501,
    created: 2_500,
    updated: 0,
    refused: { missing_id: 1 },
  });
  const again = await trofast("import", "members", members, ...how);
  expect(JSON.parse(again.out)).toMatchObject({ created: 0, updated: 2_500 });
  const articles = await aFile("articles.csv", "article,cost,currency\nx1,12.50,SEK\nx1,13,SEK\n");
  const stored = await trofast("import", "articles", articles);
  expect(stored).toEqual({
    code: 0,
    out: "2 rows: 1 stored, 1 replaced by a later row.\n",
    err: "",
  });
  const broken = await aFile("broken.csv", 'article\n"x2\n');
  const refused = await trofast("import", "articles", broken);
  expect(refused).toMatchObject({
    code: 1,
    out: "",
    err: "Line 2: a quote is opened and never closed.\n",
  });
});
