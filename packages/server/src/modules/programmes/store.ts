import { sql } from "kysely";
import type { Db } from "../../platform/db.ts";
import { documentOf } from "./domain.ts";
import type { Document, Draft, Version } from "./domain.ts";

export type VersionDocument = {
  readonly version: number;
  readonly effectiveAt: number;
  readonly document: unknown;
};

/** Versions after `version`, in order, with their documents. */
export async function versionsAfter(db: Db, version: number): Promise<VersionDocument[]> {
  return await db
    .selectFrom("programmes_version")
    .select(["version", "effective_at as effectiveAt", "document"])
    .where("version", ">", version)
    .orderBy("version")
    .execute();
}

const versionColumns = [
  "version",
  "effective_at as effectiveAt",
  "published_at as publishedAt",
  "published_by as publishedBy",
  "note",
  "hash",
] as const;

export async function findVersion(
  db: Db,
  version: number,
): Promise<(Version & { document: Document }) | undefined> {
  const found = await db
    .selectFrom("programmes_version")
    .select([...versionColumns, "document"])
    .where("version", "=", version)
    .executeTakeFirst();
  return found && { ...found, document: documentOf(found.document) };
}

/** Versions below `before`, newest first. */
export async function listVersions(
  db: Db,
  page: { before: number | null; limit: number },
): Promise<Version[]> {
  let query = db
    .selectFrom("programmes_version")
    .select(versionColumns)
    .orderBy("version", "desc")
    .limit(page.limit);
  if (page.before !== null) query = query.where("version", "<", page.before);
  return await query.execute();
}

/** The number of the version in force at `instant`; 0 where nothing is published. */
export async function versionAt(db: Db, instant: number): Promise<number> {
  const found = await sql<{ version: number }>`
    select version from programmes_version
    where effective_at <= ${new Date(instant).toISOString()}::timestamptz
    order by effective_at desc, version desc
    limit 1`.execute(db);
  return found.rows[0]?.version ?? 0;
}

/** False where somebody else has published this number meanwhile. */
export async function insertVersion(
  db: Db,
  row: Version & { readonly document: Document },
): Promise<boolean> {
  const result = await db
    .insertInto("programmes_version")
    .values({
      version: row.version,
      effective_at: new Date(row.effectiveAt),
      document: JSON.stringify(row.document),
      hash: row.hash,
      published_at: new Date(row.publishedAt),
      published_by: row.publishedBy,
      note: row.note,
    })
    .onConflict((conflict) => conflict.column("version").doNothing())
    .executeTakeFirst();
  return result.numInsertedOrUpdatedRows === 1n;
}

export async function findDraft(db: Db, id: string): Promise<Draft | undefined> {
  const found = await db
    .selectFrom("programmes_draft")
    .select(["id", "revision", "updated_at as updatedAt", "document"])
    .where("id", "=", id)
    .executeTakeFirst();
  return found && { ...found, document: documentOf(found.document) };
}

export async function listDrafts(
  db: Db,
  page: { after: string | null; limit: number },
): Promise<Omit<Draft, "document">[]> {
  let query = db
    .selectFrom("programmes_draft")
    .select(["id", "revision", "updated_at as updatedAt"])
    .orderBy("id")
    .limit(page.limit);
  if (page.after !== null) query = query.where("id", ">", page.after);
  return await query.execute();
}

type DraftWrite = { readonly id: string; readonly document: Document; readonly now: number };

/** False where a draft of this id exists. */
export async function insertDraft(db: Db, { id, document, now }: DraftWrite): Promise<boolean> {
  const result = await db
    .insertInto("programmes_draft")
    .values({ id, document: JSON.stringify(document), revision: 1, updated_at: new Date(now) })
    .onConflict((conflict) => conflict.column("id").doNothing())
    .executeTakeFirst();
  return result.numInsertedOrUpdatedRows === 1n;
}

/**
 * The new revision, or `undefined` where no draft of this id is at `revision`.
 *
 * @param draft.revision `null`: whatever it is.
 */
export async function updateDraft(
  db: Db,
  { id, document, now, revision }: DraftWrite & { readonly revision: number | null },
): Promise<number | undefined> {
  const updated = await sql<{ revision: number }>`
    update programmes_draft
    set document = ${JSON.stringify(document)}::json, revision = revision + 1,
      updated_at = ${new Date(now).toISOString()}::timestamptz
    where id = ${id} and (${revision}::int is null or revision = ${revision}::int)
    returning revision`.execute(db);
  return updated.rows[0]?.revision;
}

export async function deleteDraft(db: Db, id: string): Promise<void> {
  await db.deleteFrom("programmes_draft").where("id", "=", id).execute();
}
