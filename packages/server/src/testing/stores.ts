/** Migrated stores for tests, quickly: copies of one that was migrated once. */
import { createHash } from "node:crypto";
import { PGlite } from "@electric-sql/pglite";
import { Client } from "pg";
import { migrate, readMigrations } from "../platform/migrations.ts";
import { openPglite, openPostgres, pgliteStore } from "../platform/store.ts";
import type { Store, StoreOptions } from "../platform/store.ts";
import { createDatabase, dropDatabase } from "./databases.ts";

/** In memory, or a new database on the server at `url`. */
export type StoreKind = "pglite" | { readonly url: string };

const storeOptions: StoreOptions = {
  poolSize: 10,
  statementTimeoutMs: 60_000,
  onLostConnection: () => {},
};

/** Opens a migrated, empty store; closing it removes its database. */
export async function aStore(kind: StoreKind): Promise<Store> {
  if (kind === "pglite") return await openPglite(await embeddedCopy());
  const template = await templateOn(kind.url);
  return await temporaryStore(kind.url, { template });
}

/** Opens a store without any tables. */
export async function anEmptyStore(kind: StoreKind): Promise<Store> {
  return kind === "pglite" ? await openPglite() : await temporaryStore(kind.url, {});
}

async function temporaryStore(serverUrl: string, from: { template?: string }): Promise<Store> {
  const { name, url } = await createDatabase(serverUrl, from);
  const store = openPostgres(url, storeOptions);
  return {
    ...store,
    async close() {
      await store.close();
      await dropDatabase(serverUrl, name);
    },
  };
}

let copy: Promise<Blob> | undefined;

/** Opening a copy takes a tenth of the time that making a store takes. */
async function embeddedCopy(): Promise<Blob> {
  copy ??= (async () => {
    const pglite = new PGlite();
    const store = await pgliteStore(pglite);
    await migrate(store);
    const dump = await pglite.dumpDataDir("none");
    await store.close();
    return dump;
  })();
  return await copy;
}

const templates = new Map<string, Promise<string>>();

async function templateOn(serverUrl: string): Promise<string> {
  const known = templates.get(serverUrl) ?? makeTemplate(serverUrl);
  templates.set(serverUrl, known);
  return await known;
}

/** Made by whichever test process comes first; the others wait at the lock and find it. */
async function makeTemplate(serverUrl: string): Promise<string> {
  const digest = createHash("sha256");
  for (const file of await readMigrations()) digest.update(file.sha256);
  const name = `trofast_template_${digest.digest("hex").slice(0, 12)}`;
  const client = new Client({ connectionString: serverUrl });
  await client.connect();
  try {
    await client.query("select pg_advisory_lock(7402018120)");
    const found = await client.query("select from pg_database where datname = $1", [name]);
    if (found.rowCount === 1) return name;
    const draft = `${name}_draft`;
    await dropDatabase(serverUrl, draft);
    const { url } = await createDatabase(serverUrl, { name: draft });
    const store = openPostgres(url, storeOptions);
    await migrate(store);
    await store.close();
    await client.query(`alter database ${draft} rename to ${name}`);
    return name;
  } finally {
    await client.end();
  }
}
