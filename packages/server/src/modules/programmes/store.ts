import type { Db } from "../../platform/db.ts";

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
