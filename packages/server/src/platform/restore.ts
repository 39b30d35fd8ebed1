/** Fills an empty, migrated database from a backup file: all of it, proven equal, or nothing. */
import { createHash } from "node:crypto";
import { sql } from "kysely";
import { z } from "zod";
import { readReferences, readSeeded, readSequences, readTables } from "./backup-tables.ts";
import { damaged, header, readLines, startDump, tableLine, trailer } from "./backup.ts";
import type { BackupReport } from "./backup.ts";
import type { Db, Tx } from "./db.ts";
import { OperatorError } from "./errors.ts";
import { schemaVersion } from "./migrations.ts";
import type { Store } from "./store.ts";

const rowsPerInsert = 1_000;
const charactersPerInsert = 4_000_000;

export type RestoreReport = BackupReport & {
  /** When the backup was made. */
  readonly createdAt: string;
};

/**
 * Restores the file at `path`.
 *
 * @throws OperatorError where the file is damaged, the database is not empty, or their schemas differ.
 */
export async function restoreBackup(store: Store, path: string): Promise<RestoreReport> {
  const checked = await checkFile(path);
  await store.asOwner(async (owner) => {
    await checkTarget(owner, checked);
    await owner.transaction().execute(async (tx) => {
      const references = await readReferences(tx);
      for (const { table, name } of references) {
        await sql`alter table ${sql.table(table)} alter constraint ${sql.id(name)} deferrable initially deferred`.execute(
          tx,
        );
      }
      for (const table of await readSeeded(tx))
        await sql`delete from ${sql.table(table)}`.execute(tx);
      await load(tx, path);
      await advanceSequences(tx);
      await proveEqual(tx, checked);
      await sql`set constraints all immediate`.execute(tx);
      for (const { table, name } of references) {
        await sql`alter table ${sql.table(table)} alter constraint ${sql.id(name)} not deferrable`.execute(
          tx,
        );
      }
    });
  });
  return checked;
}

/** Reads the file once to its end before anything is written. */
async function checkFile(path: string): Promise<RestoreReport> {
  const hash = createHash("sha256");
  const rows: Record<string, number> = {};
  let head: z.infer<typeof header> | undefined;
  let tail: z.infer<typeof trailer> | undefined;
  let table = "";
  for await (const line of readLines(path)) {
    if (tail !== undefined) throw damaged("something follows its end");
    if (head === undefined) {
      head = readHeader(line);
      continue;
    }
    if (line.startsWith("[")) {
      rows[table] = (rows[table] ?? 0) + 1;
    } else {
      const control = z.union([tableLine, trailer]).safeParse(jsonOf(line));
      if (!control.success) throw damaged(`a line begins with ${line.slice(0, 20)}`);
      if ("end" in control.data) {
        tail = control.data;
        continue;
      }
      table = control.data.table;
      rows[table] = 0;
    }
    hash.update(`${line}\n`);
  }
  if (head === undefined || tail === undefined) throw damaged("it stops before its end");
  const sha256 = hash.digest("hex");
  if (sha256 !== tail.sha256 || JSON.stringify(rows) !== JSON.stringify(tail.rows)) {
    throw damaged("its content is not what it was when written");
  }
  return { schema: head.schema, rows, sha256, createdAt: head.createdAt };
}

function readHeader(line: string): z.infer<typeof header> {
  const read = header.safeParse(jsonOf(line));
  if (read.success) return read.data;
  throw new OperatorError("This file is not a Trofast backup of a format this version knows.");
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch (cause) {
    throw damaged("a line of it is not JSON", cause);
  }
}

async function checkTarget(owner: Db, backup: BackupReport): Promise<void> {
  const schema = await schemaVersion(owner);
  if (schema.number !== backup.schema.number || schema.sha256 !== backup.schema.sha256) {
    throw new OperatorError(
      `The backup has schema ${backup.schema.number}, this database ${schema.number}${schema.number === backup.schema.number ? " of another make" : ""}. Restore it with the version that wrote it, then upgrade.`,
    );
  }
  const seeded = await readSeeded(owner);
  for (const { name } of await readTables(owner)) {
    if (seeded.includes(name)) continue;
    const found = await sql`select from ${sql.table(name)} limit 1`.execute(owner);
    if (found.rows.length > 0) {
      throw new OperatorError(
        `The database is not empty: ${name} has rows. Restore into a new database or a new folder (--home), before its first start.`,
      );
    }
  }
}

async function load(tx: Tx, path: string): Promise<void> {
  let table: z.infer<typeof tableLine> | undefined;
  let batch: string[] = [];
  let characters = 0;
  const flush = async (): Promise<void> => {
    if (table !== undefined && batch.length > 0) await insert(tx, table, batch);
    batch = [];
    characters = 0;
  };
  for await (const line of readLines(path)) {
    if (line.startsWith("[")) {
      batch.push(line);
      characters += line.length;
      if (batch.length >= rowsPerInsert || characters >= charactersPerInsert) await flush();
      continue;
    }
    await flush();
    const next = tableLine.safeParse(JSON.parse(line));
    table = next.success ? next.data : undefined;
  }
}

async function insert(
  tx: Tx,
  { table, columns }: z.infer<typeof tableLine>,
  lines: readonly string[],
): Promise<void> {
  const names = columns.map(({ name }) => sql.id(name));
  // The types are this database's own words, written by the same schema; checkTarget saw to that.
  const known = (await readTables(tx)).find(({ name }) => name === table);
  const values = columns.map(({ name }, index) => {
    const type = known?.columns.find((column) => column.name === name)?.type;
    if (type === undefined) throw damaged(`${table} has no column ${name}`);
    return sql`(line ->> ${sql.lit(index)})::${sql.raw(type)}`;
  });
  await sql`insert into ${sql.table(table)} (${sql.join(names)}) overriding system value
    select ${sql.join(values)} from jsonb_array_elements(${`[${lines.join(",")}]`}::jsonb) as sent(line)`.execute(
    tx,
  );
}

async function advanceSequences(tx: Tx): Promise<void> {
  for (const { table, column, sequence } of await readSequences(tx)) {
    await sql`select setval(${sequence}::text::regclass, coalesce(max(${sql.id(column)}), 0) + 1, false) from ${sql.table(table)}`.execute(
      tx,
    );
  }
}

/** Reads everything back and compares it with the file, byte for byte. */
async function proveEqual(tx: Tx, backup: BackupReport): Promise<void> {
  const dump = startDump(tx);
  for await (const _ of dump.lines());
  const { sha256 } = dump.result();
  if (sha256 !== backup.sha256) {
    throw new OperatorError(
      "What was restored is not what the backup holds. Nothing was kept; please report this.",
    );
  }
}
