import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { storeKinds } from "../testing/kinds.ts";
import { anEmptyStore } from "../testing/stores.ts";
import type { StoreKind } from "../testing/stores.ts";
import { writeBackup } from "./backup.ts";
import type { BackupReport } from "./backup.ts";
import { migrate, readMigrations } from "./migrations.ts";
import { restoreBackup } from "./restore.ts";
import type { Store } from "./store.ts";

const schemaText = `
  create table platform_sample (
    id bigint generated always as identity primary key, parent bigint references platform_sample (id),
    text_value text, number_value double precision, exact numeric, at timestamptz, on_day date,
    data jsonb, tags text[], bytes bytea, flag boolean, span interval,
    doubled bigint generated always as (id * 2) stored
  );
  create table platform_word (word text, part text, primary key (word, part));
  create table platform_history (id uuid primary key);
  select platform_append_only('platform_history');
`;
const rowsText = `
  insert into platform_sample (parent, text_value, number_value, exact, at, on_day, data, tags, bytes, flag, span) values
    (3, E'a "quoted"\\n\\\\line\\t', 0.1, 12.3400, '2026-03-29T01:30:00.123456Z', '2026-02-28', 'null', '{}', '\\x00ff', true, '1 mon 2 days'),
    (null, '🧡 åäö', 'NaN', 1e30, 'infinity', 'infinity', '{"a": [1.10, null]}', array['x,y', null, '"'], '\\x', false, '-3 hours'),
    (1, '', '-Infinity', 'NaN', '0001-01-01T00:00:00Z', null, null, null, null, null, null);
  insert into platform_word values ('b', ''), ('B', 'x'), ('å', 'y'), ('a', 'z'), ('_', '');
  insert into platform_history select gen_random_uuid() from generate_series(1, 2500);
`;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "trofast-backup-"));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

async function aSampleStore(kind: StoreKind): Promise<Store> {
  const store = await anEmptyStore(kind);
  const files = (await readMigrations()).slice(0, 1);
  await migrate(store, [
    ...files,
    { number: 2, name: "0002_sample.sql", text: schemaText, sha256: "sample" },
  ]);
  return store;
}

async function backupOf(
  kind: StoreKind,
  name: string,
): Promise<{ path: string; report: BackupReport }> {
  const store = await aSampleStore(kind);
  await store.asOwner(async (owner) => {
    await sql.raw(rowsText).execute(owner);
  });
  const path = join(folder, name);
  const report = await writeBackup(store.db, { path, createdAt: "2026-06-01T10:00:00Z" });
  await store.close();
  return { path, report };
}

const pairs = storeKinds().flatMap((from) => storeKinds().map((to) => ({ from, to })));

test.each(pairs)(
  "a backup of $from.name restores into $to.name, equal to the last byte",
  async ({ from, to }) => {
    const { path, report } = await backupOf(from.kind, `${from.name}-${to.name}.gz`);
    expect(report.rows).toEqual({
      access_key: 0,
      platform_history: 2500,
      platform_idempotency: 0,
      platform_sample: 3,
      platform_word: 5,
    });
    const target = await aSampleStore(to.kind);
    // Erasures since then are what a restore asks for next.
    const createdAt = "2026-06-01T10:00:00Z";
    expect(await restoreBackup(target, path)).toEqual({ ...report, createdAt });
    const again = join(folder, "again.gz");
    const second = await writeBackup(target.db, { path: again, createdAt });
    expect(second).toEqual(report);
    expect(gunzipSync(await readFile(again)).equals(gunzipSync(await readFile(path)))).toBe(true);
    const next = await sql<{
      id: number;
    }>`insert into platform_sample (flag) values (true) returning id`.execute(target.db);
    expect(next.rows).toEqual([{ id: 4 }]);
    await expect(
      sql`insert into platform_sample (parent) values (99)`.execute(target.db),
    ).rejects.toMatchObject({ code: "23503" });
    await expect(sql`delete from platform_history`.execute(target.db)).rejects.toMatchObject({
      code: "42501",
    });
    await target.close();
  },
);

describe("a restore is refused", () => {
  let path: string;
  let target: Store;
  beforeAll(async () => {
    ({ path } = await backupOf("pglite", "good.gz"));
    target = await aSampleStore("pglite");
  });
  afterAll(async () => {
    await target.close();
  });

  const rowCount = async (): Promise<number | undefined> => {
    const found = await sql<{ count: number }>`select count(*) from platform_history`.execute(
      target.db,
    );
    return found.rows[0]?.count;
  };

  const damages: [string, (text: string) => Buffer | string][] = [
    ["cut off in the middle", (text) => gzipSync(text).subarray(0, 20_000)],
    ["of a few bytes", () => "garbage"],
    ["empty", () => ""],
    ["empty inside", () => gzipSync("")],
    ["without its end", (text) => gzipSync(text.slice(0, text.lastIndexOf('{"end"')))],
    ["with a changed value", (text) => gzipSync(text.replace("12.3400", "12.3500"))],
    ["with a row less", (text) => gzipSync(text.replace(/\["[0-9a-f-]{36}"\]\n/, ""))],
    [
      "with a row more",
      (text) =>
        gzipSync(
          text.replace(/(\["[0-9a-f-]{35})/, '["00000000-0000-0000-0000-000000000000"]\n$1'),
        ),
    ],
    ["with something after its end", (text) => gzipSync(`${text}["x"]\n`)],
    ["with a line that is nothing", (text) => gzipSync(text.replace("\n", "\nnothing\n"))],
  ];
  test.each(damages)("from a file %s", async (_name, damage) => {
    const damaged = join(folder, "damaged.gz");
    await writeFile(damaged, damage(gunzipSync(await readFile(path)).toString("utf8")));
    await expect(restoreBackup(target, damaged)).rejects.toThrow(/damaged|not a Trofast backup/);
    expect(await rowCount()).toBe(0);
  });

  test("into another schema", async () => {
    const other = await anEmptyStore("pglite");
    await migrate(other);
    await expect(restoreBackup(other, path)).rejects.toThrow(
      "Restore it with the version that wrote it",
    );
    await other.close();
  });

  test("into a database that is not empty", async () => {
    const full = await aSampleStore("pglite");
    await sql`insert into platform_word values ('here', '')`.execute(full.db);
    await expect(restoreBackup(full, path)).rejects.toThrow("platform_word has rows");
    await full.close();
  });
});

test("a backup that fails leaves no file", async () => {
  const store = await aSampleStore("pglite");
  await store.asOwner(async (owner) => {
    await sql`create table platform_keyless (id integer)`.execute(owner);
    await sql`select platform_grant()`.execute(owner);
  });
  const failing = writeBackup(store.db, { path: join(folder, "failing.gz"), createdAt: "x" });
  await expect(failing).rejects.toThrow("has no primary key");
  expect((await readdir(folder)).filter((name) => name.startsWith("failing"))).toEqual([]);
  await store.close();
});
