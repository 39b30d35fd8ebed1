import { createHash } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { describe, expect, test } from "vitest";
import { postgresKinds, storeKinds } from "../testing/kinds.ts";
import { anEmptyStore } from "../testing/stores.ts";
import { migrate, readMigrations, schemaVersion } from "./migrations.ts";
import type { Migration } from "./migrations.ts";
import type { Store } from "./store.ts";

const aMigration = (number: number, text: string): Migration => ({
  number,
  name: `${String(number).padStart(4, "0")}_sample.sql`,
  text,
  sha256: createHash("sha256").update(text).digest("hex"),
});

async function base(): Promise<Migration[]> {
  return (await readMigrations()).slice(0, 1);
}

async function tableExists(store: Store, table: string): Promise<boolean> {
  return await store.asOwner(async (owner) => {
    const found = await sql<{
      there: boolean;
    }>`select to_regclass(${table}) is not null as there`.execute(owner);
    return found.rows[0]?.there === true;
  });
}

describe.each(storeKinds())("migrations on $name", ({ kind }) => {
  test("run once, in order, and are recorded", async () => {
    const store = await anEmptyStore(kind);
    const all = await readMigrations();
    expect(await migrate(store)).toEqual(all.map(({ name }) => name));
    expect(await migrate(store)).toEqual([]);
    expect((await schemaVersion(store.db)).number).toBe(all.at(-1)?.number);
    await store.close();
  });

  test("one that fails at any statement leaves nothing, and runs when it is mended", async () => {
    const store = await anEmptyStore(kind);
    const files = await base();
    await migrate(store, files);
    const statements = [
      "create table platform_one (id integer primary key)",
      "insert into platform_one values (1)",
      "create table platform_two (id integer primary key)",
      "select platform_append_only('platform_two')",
    ];
    for (let place = 0; place <= statements.length; place += 1) {
      const text = statements.toSpliced(place, 0, "select 1 / 0").join(";\n");
      await expect(migrate(store, [...files, aMigration(2, text)])).rejects.toThrow(
        "left nothing behind",
      );
      expect(await tableExists(store, "platform_one")).toBe(false);
    }
    expect(await migrate(store, [...files, aMigration(2, statements.join(";\n"))])).toEqual([
      "0002_sample.sql",
    ]);
    expect(await tableExists(store, "platform_two")).toBe(true);
    await expect(sql`delete from platform_two`.execute(store.db)).rejects.toMatchObject({
      code: "42501",
    });
    await store.close();
  });

  test("one that was changed, one that is unknown and one that comes too late are refused", async () => {
    const store = await anEmptyStore(kind);
    const files = await base();
    const third = aMigration(3, "create table platform_three (id integer primary key)");
    await migrate(store, [...files, third]);
    const changed = { ...third, sha256: "other" };
    await expect(migrate(store, [...files, changed])).rejects.toThrow(
      "was changed after it had been applied",
    );
    await expect(migrate(store, files)).rejects.toThrow("made by a newer version");
    const second = aMigration(2, "create table platform_two (id integer primary key)");
    await expect(migrate(store, [...files, second, third])).rejects.toThrow(
      "Give it a number above 3",
    );
    await store.close();
  });
});

describe.each(postgresKinds())("migrations on $name only", ({ kind }) => {
  test("run twice at once are applied once each", async () => {
    const store = await anEmptyStore(kind);
    const applied = await Promise.all(Array.from({ length: 2 }, () => migrate(store)));
    expect(applied.flat().toSorted()).toEqual((await readMigrations()).map(({ name }) => name));
    await store.close();
  });

  test("a killed connection leaves nothing of the file it was in", async () => {
    const store = await anEmptyStore(kind);
    const files = await base();
    await migrate(store, files);
    const slow = aMigration(
      2,
      "create table platform_one (id integer primary key); select pg_sleep(30)",
    );
    const running = expect(migrate(store, [...files, slow])).rejects.toThrow();
    await expect
      .poll(async () => {
        const { rows } = await store.executeAsOwner(
          "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and query like '%pg_sleep%' and pid <> pg_backend_pid()",
        );
        return rows.length;
      })
      .toBe(1);
    await running;
    expect(await tableExists(store, "platform_one")).toBe(false);
    const quick = aMigration(2, "create table platform_one (id integer primary key)");
    expect(await migrate(store, [...files, quick])).toEqual(["0002_sample.sql"]);
    await store.close();
  });

  test("a role that may not make the app's role is told what to run", async () => {
    const store = await anEmptyStore(kind);
    await store.asOwner(async (owner) => {
      await sql`drop role if exists trofast_weak`.execute(owner);
      await sql`create role trofast_weak nologin`.execute(owner);
    });
    const weak: Store = {
      ...store,
      asOwner: async (work) =>
        await store.asOwner(async (owner) => {
          await sql`set role trofast_weak`.execute(owner);
          try {
            return await work(owner);
          } finally {
            await sql`reset role`.execute(owner);
          }
        }),
    };
    await expect(migrate(weak)).rejects.toThrow("grant trofast_app to <you>");
    await store.close();
  });
});

test("names and numbers of files are checked", async () => {
  const folder = await mkdtemp(join(tmpdir(), "trofast-migrations-"));
  await writeFile(join(folder, "0001_a.sql"), "select 1");
  await writeFile(join(folder, "0001_b.sql"), "select 1");
  await expect(readMigrations(folder)).rejects.toThrow("Two migrations have the number 1");
  await rm(join(folder, "0001_b.sql"));
  await writeFile(join(folder, "two.sql"), "select 1");
  await expect(readMigrations(folder)).rejects.toThrow("must be named like");
  await rm(folder, { recursive: true });
});

test("a file's line ends do not change its hash", async () => {
  const folder = await mkdtemp(join(tmpdir(), "trofast-migrations-"));
  await writeFile(join(folder, "0001_a.sql"), "select 1;\nselect 2;\n");
  const unix = await readMigrations(folder);
  await writeFile(join(folder, "0001_a.sql"), "select 1;\r\nselect 2;\r\n");
  expect((await readMigrations(folder))[0]?.sha256).toBe(unix[0]?.sha256);
  await rm(folder, { recursive: true });
});
