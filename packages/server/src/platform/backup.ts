/**
 * A club in one file: gzipped lines, readable without Trofast, the same from either store and for either store.
 *
 *     {"trofast":"backup","format":1,"schema":{…},"createdAt":"…"}
 *     {"table":"access_key","columns":[{"name":"id","type":"text"},…]}
 *     ["…","…",null]                                                    one line a row: every value as text
 *     {"end":true,"rows":{"access_key":1,…},"sha256":"…"}               over all lines between
 *
 * The values are PostgreSQL's own text forms, so nothing is rounded or reformatted on the way.
 */
import { createHash } from "node:crypto";
import type { Hash } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { open, rename, rm } from "node:fs/promises";
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip, createGzip } from "node:zlib";
import { sql } from "kysely";
import { z } from "zod";
import { snapshot } from "./db.ts";
import type { Db, Tx } from "./db.ts";
import { readTables } from "./backup-tables.ts";
import type { BackupTable } from "./backup-tables.ts";
import { OperatorError } from "./errors.ts";
import { schemaVersion } from "./migrations.ts";
import type { SchemaVersion } from "./migrations.ts";

export const header = z.object({
  trofast: z.literal("backup"),
  format: z.literal(1),
  schema: z.object({ number: z.int(), sha256: z.string() }),
  createdAt: z.string(),
});

export const tableLine = z.object({
  table: z.string(),
  columns: z.array(z.object({ name: z.string(), type: z.string() })),
});

export const trailer = z.object({
  end: z.literal(true),
  rows: z.record(z.string(), z.int()),
  sha256: z.string(),
});

const rowsPerFetch = 1_000;

export interface BackupReport {
  readonly schema: SchemaVersion;
  /** Rows by table. */
  readonly rows: Record<string, number>;
  readonly sha256: string;
}

/** Writes a backup of one moment to `path`, which appears only when it is complete. */
export async function writeBackup(
  db: Db,
  { path, createdAt }: { path: string; createdAt: string },
): Promise<BackupReport> {
  const draft = `${path}.partial`;
  try {
    const report = await snapshot(db, async (tx) => {
      const schema = await schemaVersion(tx);
      const dump = startDump(tx);
      const lines = async function* (): AsyncGenerator<string> {
        yield `${JSON.stringify({ trofast: "backup", format: 1, schema, createdAt })}\n`;
        yield* dump.lines();
        yield `${JSON.stringify({ end: true, ...dump.result() })}\n`;
      };
      await pipeline(
        Readable.from(lines()),
        createGzip(),
        createWriteStream(draft, { mode: 0o600 }),
      );
      return { schema, ...dump.result() };
    });
    await toDisk(draft);
    await rename(draft, path);
    return report;
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

async function toDisk(path: string): Promise<void> {
  const file = await open(path, "r");
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

interface Dump {
  /** Every table and its rows, in one order on every store. */
  lines(): AsyncGenerator<string>;
  /** Counts and hash of the lines given so far. */
  result(): { rows: Record<string, number>; sha256: string };
}

/** Reads all tables through `tx`. */
export function startDump(tx: Tx): Dump {
  const hash = createHash("sha256");
  const rows: Record<string, number> = {};
  return {
    async *lines() {
      await plainText(tx);
      for (const table of await readTables(tx)) {
        yield hashed(hash, `${JSON.stringify({ table: table.name, columns: columnsOf(table) })}\n`);
        rows[table.name] = 0;
        for await (const page of pagesOf(tx, table)) {
          rows[table.name] = (rows[table.name] ?? 0) + page.length;
          yield hashed(hash, page.map((line) => `${line}\n`).join(""));
        }
      }
    },
    result: () => ({ rows, sha256: hash.copy().digest("hex") }),
  };
}

function columnsOf(table: BackupTable): { name: string; type: string }[] {
  return table.columns.map(({ name, type }) => ({ name, type }));
}

function hashed(hash: Hash, text: string): string {
  hash.update(text);
  return text;
}

/** Text forms must not depend on how a server or a role is set up. */
async function plainText(tx: Tx): Promise<void> {
  for (const setting of [
    "datestyle = 'ISO, YMD'",
    "intervalstyle = 'postgres'",
    "bytea_output = 'hex'",
    "extra_float_digits = 1",
    "timezone = 'UTC'",
  ]) {
    await sql.raw(`set local ${setting}`).execute(tx);
  }
}

async function* pagesOf(tx: Tx, table: BackupTable): AsyncGenerator<string[]> {
  const values = table.columns.map(({ name }) => sql`${sql.id(name)}::text`);
  const order = table.key.map(({ name, isText }) =>
    // Stores sort words by different rules; bytes are the same everywhere.
    isText ? sql`${sql.id(name)} collate "C"` : sql.id(name),
  );
  await sql`declare backup_rows no scroll cursor for
    select to_json(array[${sql.join(values)}])::text as line from ${sql.table(table.name)}
    order by ${sql.join(order)}`.execute(tx);
  for (;;) {
    const page = await sql<{
      line: string;
    }>`fetch ${sql.raw(String(rowsPerFetch))} from backup_rows`.execute(tx);
    if (page.rows.length > 0) yield page.rows.map((row) => row.line);
    if (page.rows.length < rowsPerFetch) break;
  }
  await sql`close backup_rows`.execute(tx);
}

/** The lines of a backup file. */
export async function* readLines(path: string): AsyncGenerator<string> {
  const unpacked = createGunzip();
  const reading = pipeline(createReadStream(path), unpacked);
  try {
    for await (const line of createInterface({ input: unpacked, crlfDelay: Infinity })) yield line;
    await reading;
  } catch (error) {
    throw damaged("it cannot be unpacked to its end", error);
  } finally {
    unpacked.destroy();
    await reading.catch(() => {});
  }
}

export function damaged(reason: string, cause?: unknown): OperatorError {
  return new OperatorError(`The backup file is damaged: ${reason}. Nothing was restored.`, {
    cause,
  });
}
