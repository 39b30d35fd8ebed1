/** Writes the TypeScript types of all tables from the database's own catalogue: the schema is said once, in SQL. */
import { sql } from "kysely";
import type { Db } from "./db.ts";

interface CatalogueColumn {
  readonly table: string;
  readonly column: string;
  readonly type: string;
  readonly nullable: boolean;
  /** Has a default, so an insert may leave it out. */
  readonly optional: boolean;
  /** Computed by the database or always generated: never written. */
  readonly generated: boolean;
}

/** The text of `tables.gen.ts` for the tables of the current schema, partitions left out. */
export async function tableTypes(db: Db): Promise<string> {
  const columns = await readColumns(db);
  const tables = Map.groupBy(columns, (column) => column.table);
  const names = [...tables.keys()].toSorted();
  return [
    "/** Generated from the migrations by `npm run golden`; do not edit. */",
    'import type { ColumnType, Generated, GeneratedAlways } from "kysely";',
    "",
    "/** Read as epoch milliseconds, written as RFC 3339 text. */",
    "type Instant = ColumnType<number, string | Date, string | Date>;",
    "type GeneratedInstant = ColumnType<number, string | Date | undefined, string | Date>;",
    "type OptionalInstant = ColumnType<number | null, string | Date | null | undefined, string | Date | null>;",
    "/** Read parsed, written as JSON text. */",
    "type Json = ColumnType<unknown, string, string>;",
    "type GeneratedJson = ColumnType<unknown, string | undefined, string>;",
    "type OptionalJson = ColumnType<unknown, string | null | undefined, string | null>;",
    "",
    "export interface Tables {",
    ...names.map((name) => `  ${name}: ${typeName(name)};`),
    "}",
    ...names.flatMap((name) => ["", ...tableLines(name, tables.get(name) ?? [])]),
    "",
  ].join("\n");
}

async function readColumns(db: Db): Promise<CatalogueColumn[]> {
  const found = await sql<CatalogueColumn>`
    select c.relname as "table", a.attname as "column",
      case when t.typtype = 'd' then t.typbasetype::regtype::text else a.atttypid::regtype::text end as type,
      not a.attnotnull as nullable,
      a.atthasdef or a.attidentity <> '' as optional,
      a.attgenerated <> '' or a.attidentity = 'a' as generated
    from pg_class c
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    join pg_type t on t.oid = a.atttypid
    where c.relnamespace = current_schema()::regnamespace
      and c.relkind in ('r', 'p') and not c.relispartition
    order by c.relname, a.attnum`.execute(db);
  return found.rows;
}

function tableLines(table: string, columns: readonly CatalogueColumn[]): string[] {
  return [
    `export interface ${typeName(table)} {`,
    ...columns.map((column) => `  ${column.column}: ${columnType(column)};`),
    "}",
  ];
}

function typeName(table: string): string {
  return table
    .split("_")
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join("");
}

const plainTypes: Record<string, string> = {
  boolean: "boolean",
  smallint: "number",
  integer: "number",
  bigint: "number",
  real: "number",
  "double precision": "number",
  bytea: "Uint8Array",
  "smallint[]": "number[]",
  "integer[]": "number[]",
  "bigint[]": "number[]",
  "double precision[]": "number[]",
};

/** Everything else (uuid, text, numeric, date, enum) travels as text. */
function plainType(type: string): string {
  return plainTypes[type] ?? (type.endsWith("[]") ? "string[]" : "string");
}

function columnType({ type, nullable, optional, generated }: CatalogueColumn): string {
  if (type === "timestamp with time zone") {
    if (nullable) return "OptionalInstant";
    return optional ? "GeneratedInstant" : "Instant";
  }
  if (type === "jsonb" || type === "json") {
    if (nullable) return "OptionalJson";
    return optional ? "GeneratedJson" : "Json";
  }
  const value = nullable ? `${plainType(type)} | null` : plainType(type);
  if (generated) return `GeneratedAlways<${value}>`;
  return optional ? `Generated<${value}>` : value;
}
