/** Migrated stores for tests, quickly: copies of one that was migrated once. */
import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
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
  if (kind === "pglite") return await openPglite(await migratedCopy());
  const template = await templateOn(kind.url);
  return await temporaryStore(kind.url, { template });
}

/** Opens a store without any tables. */
export async function anEmptyStore(kind: StoreKind): Promise<Store> {
  return kind === "pglite"
    ? await openPglite(await emptyCopy())
    : await temporaryStore(kind.url, {});
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

const cacheFolder = fileURLToPath(
  new URL("../../../../node_modules/.cache/trofast/", import.meta.url),
);

const copies = new Map<string, Promise<Blob>>();

/** An embedded store without tables. Opening a copy takes a tenth of the time that making one takes. */
async function emptyCopy(): Promise<Blob> {
  const program = createRequire(import.meta.url).resolve("@electric-sql/pglite");
  const digest = sha256([await readFile(program)]);
  return await cachedCopy("empty", digest, async () => {
    const pglite = new PGlite();
    await pglite.waitReady;
    const dump = await pglite.dumpDataDir("none");
    await pglite.close();
    return dump;
  });
}

/** An embedded store with all tables. */
async function migratedCopy(): Promise<Blob> {
  return await cachedCopy("migrated", await migrationsDigest(), async () => {
    const pglite = new PGlite({ loadDataDir: await emptyCopy() });
    await pglite.waitReady;
    const store = await pgliteStore(pglite);
    await migrate(store);
    const dump = await pglite.dumpDataDir("none");
    await store.close();
    return dump;
  });
}

/** Kept in memory for this process and on disk for the next. */
async function cachedCopy(kind: string, digest: string, make: () => Promise<Blob>): Promise<Blob> {
  const name = `${kind}-${digest}.tar`;
  const known = copies.get(name) ?? readOrMake(kind, name, make);
  copies.set(name, known);
  return await known;
}

async function readOrMake(kind: string, name: string, make: () => Promise<Blob>): Promise<Blob> {
  const path = join(cacheFolder, name);
  const kept = await readFile(path).catch(() => undefined);
  if (kept !== undefined) return new Blob([kept]);
  const made = await make();
  await mkdir(cacheFolder, { recursive: true });
  for (const old of await readdir(cacheFolder)) {
    // Another test process may be writing the same copy just now.
    const isOld = old.startsWith(`${kind}-`) && !old.startsWith(name);
    if (isOld) await rm(join(cacheFolder, old), { force: true });
  }
  const draft = `${path}.${process.pid}`;
  await writeFile(draft, Buffer.from(await made.arrayBuffer()));
  await rename(draft, path);
  return made;
}

async function migrationsDigest(): Promise<string> {
  return sha256((await readMigrations()).map((file) => file.sha256));
}

function sha256(parts: readonly (string | Uint8Array)[]): string {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest("hex").slice(0, 12);
}

const templates = new Map<string, Promise<string>>();

async function templateOn(serverUrl: string): Promise<string> {
  const known = templates.get(serverUrl) ?? makeTemplate(serverUrl);
  templates.set(serverUrl, known);
  return await known;
}

/** Made by whichever test process comes first; the others wait at the lock and find it. */
async function makeTemplate(serverUrl: string): Promise<string> {
  const name = `trofast_template_${await migrationsDigest()}`;
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
