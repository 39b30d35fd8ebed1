/** All SQL on API keys. */
import { sql } from "kysely";
import { scopes } from "@trofast/contract/endpoint";
import type { Scope } from "@trofast/contract/endpoint";
import type { Db, Tx } from "../../platform/db.ts";
import type { ApiKey } from "./domain.ts";

const columns = [
  "id",
  "name",
  "scopes",
  "stores",
  "created_at",
  "expires_at",
  "last_used_at",
  "ended_at",
] as const;

interface Row {
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly string[];
  readonly stores: readonly string[] | null;
  readonly created_at: number;
  readonly expires_at: number | null;
  readonly last_used_at: number | null;
  readonly ended_at: number | null;
}

function isScope(text: string): text is Scope {
  return scopes.some((scope) => scope === text);
}

function keyOf(row: Row): ApiKey {
  return {
    id: row.id,
    name: row.name,
    // A scope of a newer version opens nothing in this one.
    scopes: row.scopes.filter(isScope),
    stores: row.stores,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    lastUsedAt: row.last_used_at,
    endedAt: row.ended_at,
  };
}

const text = (instant: number | null): string | null =>
  instant === null ? null : new Date(instant).toISOString();

export async function insertKey(
  db: Db,
  { key, keyHash }: { key: ApiKey; keyHash: string },
): Promise<void> {
  await db
    .insertInto("access_key")
    .values({
      id: key.id,
      name: key.name,
      scopes: [...key.scopes],
      stores: key.stores === null ? null : [...key.stores],
      key_hash: keyHash,
      created_at: new Date(key.createdAt).toISOString(),
      expires_at: text(key.expiresAt),
      last_used_at: null,
      ended_at: null,
    })
    .execute();
}

export async function findKey(
  db: Db,
  id: string,
): Promise<{ key: ApiKey; keyHash: string } | undefined> {
  const row = await db
    .selectFrom("access_key")
    .select([...columns, "key_hash"])
    .where("id", "=", id)
    .executeTakeFirst();
  return row === undefined ? undefined : { key: keyOf(row), keyHash: row.key_hash };
}

/** Newest first, after the key named by `after`. */
export async function listKeys(
  db: Db,
  { after, limit }: { after: { readonly at: number; readonly id: string } | null; limit: number },
): Promise<ApiKey[]> {
  let query = db.selectFrom("access_key").select(columns);
  if (after !== null) {
    const createdAt = new Date(after.at).toISOString();
    query = query.where(
      sql<boolean>`(created_at, id) < (${createdAt}::timestamptz, ${after.id}::text)`,
    );
  }
  const rows = await query
    .orderBy("created_at", "desc")
    .orderBy("id", "desc")
    .limit(limit)
    .execute();
  return rows.map(keyOf);
}

/** Locks the keys that open `admin` now, so that two requests cannot end the last two at once. */
export async function lockAdminKeys(tx: Tx, now: number): Promise<string[]> {
  const found = await sql<{ id: string }>`select id from access_key
    where 'admin' = any (scopes) and ended_at is null
      and (expires_at is null or expires_at > ${new Date(now).toISOString()}::timestamptz)
    order by id for update`.execute(tx);
  return found.rows.map((row) => row.id);
}

export async function endKey(tx: Tx, id: string, now: number): Promise<ApiKey | undefined> {
  const endedAt = new Date(now).toISOString();
  await tx
    .updateTable("access_key")
    .set({ ended_at: endedAt })
    .where("id", "=", id)
    .where("ended_at", "is", null)
    .execute();
  return (await findKey(tx, id))?.key;
}

export async function markUsed(db: Db, id: string, now: number): Promise<void> {
  await db
    .updateTable("access_key")
    .set({ last_used_at: new Date(now).toISOString() })
    .where("id", "=", id)
    .execute();
}

/** Whether there is any key at all; holds off other processes that ask at the same moment. */
export async function isFirst(tx: Tx): Promise<boolean> {
  const adminKeyLock = 7_402_018_114;
  await sql`select pg_advisory_xact_lock(${adminKeyLock}::bigint)`.execute(tx);
  const row = await tx.selectFrom("access_key").select("id").limit(1).executeTakeFirst();
  return row === undefined;
}
