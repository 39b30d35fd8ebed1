/** Migrated stores for tests, quickly: a copy of one that was migrated once. */
import { setTimeout as sleep } from "node:timers/promises";
import { migrate } from "../platform/migrations.ts";
import { openPglite, openPostgres } from "../platform/store.ts";
import type { Store, StoreOptions } from "../platform/store.ts";
import { createDatabase, dropDatabase } from "./databases.ts";

export const storeOptions: StoreOptions = {
  poolSize: 10,
  statementTimeoutMs: 60_000,
  onLostConnection: () => {},
};
