/** The stores every test of the platform runs on. */
import { inject } from "vitest";
import type { StoreKind } from "./stores.ts";

/** PGlite and every PostgreSQL of the run, for `describe.each`. */
export function storeKinds(): { name: string; kind: StoreKind }[] {
  return [{ name: "PGlite", kind: "pglite" }, ...postgresKinds()];
}

/** For races and faults, which PGlite with its one session cannot have. */
export function postgresKinds(): { name: string; kind: { url: string } }[] {
  return inject("postgres").map(({ url, version }) => ({
    name: `PostgreSQL ${version}`,
    kind: { url },
  }));
}
