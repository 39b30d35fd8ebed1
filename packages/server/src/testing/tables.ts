/** Bulk inserts into tables that only a test has made. */
import { insertMany } from "../platform/db.ts";
import type { Columns, Db, RowOf } from "../platform/db.ts";

type Known = Parameters<typeof insertMany>[1];

function isKnown(table: string): table is Known {
  return table.startsWith("platform_");
}

export async function insertUnchecked<C extends Columns>(
  db: Db,
  table: string,
  columns: C,
  rows: readonly RowOf<C>[],
  options: Parameters<typeof insertMany>[4] = {},
): Promise<number> {
  if (!isKnown(table)) throw new Error(`${table}: tables of tests begin with platform_`);
  return await insertMany(db, table, columns, rows, options);
}
