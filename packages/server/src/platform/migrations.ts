/**
 * Numbered SQL files, forward only, each in a transaction of its own. Any number of processes may run them at
 * once and be killed at any statement: a file has happened wholly, with its record, or not at all.
 */
import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { sql } from "kysely";
import type { Db, Tx } from "./db.ts";
import { errorCode } from "./db-errors.ts";
import { OperatorError } from "./errors.ts";
import { ensureAppRole } from "./roles.ts";
import type { Store } from "./store.ts";

export interface Migration {
  readonly number: number;
  readonly name: string;
  readonly text: string;
  readonly sha256: string;
}

export const migrationsFolder = fileURLToPath(new URL("../../migrations", import.meta.url));

/** An arbitrary number that only migrations lock. */
const lockKey = 7_402_018_113;

/** Reads the migration files of a folder in the order of their numbers. */
export async function readMigrations(folder: string = migrationsFolder): Promise<Migration[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith(".sql")).toSorted();
  const migrations = await Promise.all(
    names.map(async (name) => {
      const number = Number(/^(\d{4})_[a-z0-9_]+\.sql$/.exec(name)?.[1]);
      if (Number.isNaN(number)) {
        throw new OperatorError(`Migration ${name} must be named like 0007_what_it_does.sql.`);
      }
      const text = await readFile(`${folder}/${name}`, "utf8");
      return { number, name, text, sha256: sha256(text) };
    }),
  );
  const twice = migrations.find((file, index) => migrations[index - 1]?.number === file.number);
  if (twice !== undefined) {
    throw new OperatorError(
      `Two migrations have the number ${twice.number}; renumber ${twice.name}.`,
    );
  }
  return migrations;
}

/** Line ends are the checkout's affair, not a change of the migration. */
function sha256(text: string): string {
  return createHash("sha256").update(text.replaceAll("\r\n", "\n")).digest("hex");
}

/**
 * Brings the database up to the newest migration.
 *
 * @returns the names of the files applied now; empty where there was nothing to do.
 * @throws OperatorError where an applied file was changed or is unknown here (a newer version made the database).
 */
export async function migrate(store: Store, migrations?: readonly Migration[]): Promise<string[]> {
  const files = migrations ?? (await readMigrations());
  const applied: string[] = [];
  await store.asOwner(async (owner) => {
    await ensureAppRole(owner);
    await locked(owner, async (tx) => {
      await createRecords(tx);
    });
    for (const file of files) {
      const isNew = await locked(owner, async (tx) => {
        const known = await readRecords(tx);
        checkRecords(known, files);
        if (known.has(file.number)) return false;
        const newest = [...known.keys()].at(-1) ?? 0;
        if (file.number < newest) {
          throw new OperatorError(
            `Migration ${file.name} came after number ${newest} had been applied. Give it a number above ${newest}.`,
          );
        }
        await apply(tx, file);
        return true;
      });
      if (isNew) applied.push(file.name);
    }
  });
  return applied;
}

async function locked<T>(owner: Db, work: (tx: Tx) => Promise<T>): Promise<T> {
  return await owner.transaction().execute(async (tx) => {
    await sql`select pg_advisory_xact_lock(${lockKey}::bigint)`.execute(tx);
    return await work(tx);
  });
}

async function createRecords(tx: Tx): Promise<void> {
  await sql`create table if not exists platform_migration (
    number integer primary key,
    name text not null,
    sha256 text not null,
    applied_at timestamptz not null
  )`.execute(tx);
}

async function apply(tx: Tx, file: Migration): Promise<void> {
  try {
    await sql.raw(file.text).execute(tx);
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`Migration ${file.name} failed and left nothing behind: ${message}`, { cause });
  }
  await sql`insert into platform_migration (number, name, sha256, applied_at)
    values (${file.number}::int, ${file.name}, ${file.sha256}, clock_timestamp())`.execute(tx);
  await sql`select platform_grant()`.execute(tx);
}

interface MigrationRecord {
  readonly number: number;
  readonly name: string;
  readonly sha256: string;
}

async function readRecords(db: Db): Promise<Map<number, MigrationRecord>> {
  const found =
    await sql<MigrationRecord>`select number, name, sha256 from platform_migration order by number`.execute(
      db,
    );
  return new Map(found.rows.map((row) => [row.number, row]));
}

function checkRecords(
  known: ReadonlyMap<number, MigrationRecord>,
  files: readonly Migration[],
): void {
  for (const record of known.values()) {
    const file = files.find(({ number }) => number === record.number);
    if (file === undefined) {
      throw new OperatorError(
        `The database was made by a newer version: it has migration ${record.name}, which this version does not know. Start that version, or a later one.`,
      );
    }
    if (file.sha256 !== record.sha256) {
      throw new OperatorError(
        `Migration ${file.name} was changed after it had been applied to this database. Restore the file and put the change into a new migration.`,
      );
    }
  }
}

export interface SchemaVersion {
  /** The number of the newest migration applied; 0 for an empty database. */
  readonly number: number;
  /** One hash over all applied files. */
  readonly sha256: string;
}

/** Which migrations the database has. */
export async function schemaVersion(db: Db): Promise<SchemaVersion> {
  try {
    const known = [...(await readRecords(db)).values()];
    return {
      number: known.at(-1)?.number ?? 0,
      sha256: sha256(known.map((record) => record.sha256).join("\n")),
    };
  } catch (error) {
    if (errorCode(error) === "42P01") return { number: 0, sha256: sha256("") };
    throw error;
  }
}
