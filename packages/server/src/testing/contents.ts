/** What a store holds, to prove that a refused request wrote nothing. */
import { sql } from "kysely";
import type { Club } from "../club.ts";

/**
 * Each table with its number of rows and a digest of them; `last_used_at` of keys is no content. What is written of
 * refused requests on purpose is left out: the audit trail, and how often something was tried; and figures that are
 * counted from all the rest.
 */
export async function contentsOf(club: Club): Promise<Record<string, string>> {
  return await club.store.asOwner(async (owner) => {
    const tables = await sql<{ name: string }>`select c.relname as name from pg_class c
      where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p')
        and c.relname not in ('access_audit', 'platform_limit', 'platform_figure')
      order by c.relname`.execute(owner);
    const contents: Record<string, string> = {};
    for (const { name } of tables.rows) {
      const found = await sql<{ rows: number; digest: string | null }>`
        select count(*)::int as rows, md5(string_agg(line, ',' order by line)) as digest
        from (select (to_jsonb(t) - 'last_used_at')::text as line from ${sql.table(name)} t) as lines`.execute(
        owner,
      );
      const [counted] = found.rows;
      contents[name] = `${counted?.rows ?? 0} rows, ${counted?.digest ?? "empty"}`;
    }
    return contents;
  });
}
