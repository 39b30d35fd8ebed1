/** What a backup holds of each table, from the database's catalogue. */
import { sql } from "kysely";
import type { Db } from "./db.ts";

export interface BackupTable {
  readonly name: string;
  /** Those that are written; what the database computes itself is left out. */
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly key: readonly { readonly name: string; readonly isText: boolean }[];
}

/** Made by the migrations themselves, in every database. */
const madeByMigrations = ["platform_migration", "platform_table_rule", "platform_seed"];

/** Tables that migrations fill: their rows say nothing about whether a database is in use. */
export async function readSeeded(db: Db): Promise<string[]> {
  const known = await sql`select where to_regclass('platform_seed') is not null`.execute(db);
  if (known.rows.length === 0) return [];
  const found = await sql<{ table_name: string }>`select table_name from platform_seed`.execute(db);
  return found.rows.map((row) => row.table_name);
}

/** All tables in order of name, partitions as part of their table. */
export async function readTables(db: Db): Promise<BackupTable[]> {
  const found = await sql<{
    table: string;
    column: string;
    type: string;
    is_text: boolean;
    key_position: number | null;
  }>`
    select c.relname as "table", a.attname as "column", format_type(a.atttypid, a.atttypmod) as type,
      a.attcollation <> 0 as is_text,
      array_position(i.indkey::int2[], a.attnum) as key_position
    from pg_class c
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
    left join pg_index i on i.indrelid = c.oid and i.indisprimary
    where c.relnamespace = current_schema()::regnamespace
      and c.relkind in ('r', 'p') and not c.relispartition
      and c.relname <> all (${`{${madeByMigrations.join(",")}}`}::text[])
    order by c.relname collate "C", a.attnum`.execute(db);
  const byTable = Map.groupBy(found.rows, (row) => row.table);
  return [...byTable].map(([name, rows]) => {
    const keyed = rows.flatMap((row) =>
      row.key_position === null ? [] : [{ ...row, position: row.key_position }],
    );
    if (keyed.length === 0)
      throw new Error(`the table ${name} has no primary key to back it up by`);
    return {
      name,
      columns: rows.map(({ column, type }) => ({ name: column, type })),
      key: keyed
        .toSorted((a, b) => a.position - b.position)
        .map((row) => ({ name: row.column, isText: row.is_text })),
    };
  });
}

/** Counters behind columns that number themselves. */
export async function readSequences(
  db: Db,
): Promise<{ table: string; column: string; sequence: string }[]> {
  const found = await sql<{ table: string; column: string; sequence: string }>`
    select c.relname as "table", a.attname as "column",
      pg_get_serial_sequence(quote_ident(c.relname), a.attname) as sequence
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p')
      and not c.relispartition
      and pg_get_serial_sequence(quote_ident(c.relname), a.attname) is not null`.execute(db);
  return found.rows;
}

/** References between tables, which a restore checks at its end. */
export async function readReferences(db: Db): Promise<{ table: string; name: string }[]> {
  const found = await sql<{ table: string; name: string }>`
    select c.relname as "table", o.conname as name
    from pg_constraint o join pg_class c on c.oid = o.conrelid
    where o.contype = 'f' and o.conparentid = 0 and not o.condeferrable
      and c.relnamespace = current_schema()::regnamespace`.execute(db);
  return found.rows;
}
