import { compileProgramme } from "@trofast/engine/programme/compile";
import type { Db } from "../../platform/db.ts";
import { timelineOf } from "./domain.ts";
import type { Timeline, TimelineCache, TimelineEntry } from "./domain.ts";
import * as store from "./store.ts";

export type { Timeline, TimelineCache };

export function newTimelineCache(): TimelineCache {
  return { known: null };
}

/**
 * The published versions, or `null` where nothing is published. Asks the database only for versions newer than
 * `cache` knows, and compiles each once. Versions are numbered without gaps and never change, so what is known
 * stays true; do not call it in a transaction that publishes.
 */
export async function timeline(db: Db, cache: TimelineCache): Promise<Timeline | null> {
  const rows = await store.versionsAfter(db, newestOf(cache));
  // Another caller may have read the same versions meanwhile.
  const newest = newestOf(cache);
  const known = cache.known?.versions ?? [];
  const added = rows.filter((row) => row.version > newest).map(compiled);
  if (added.length > 0) cache.known = timelineOf([...known, ...added]);
  return cache.known;
}

function newestOf(cache: TimelineCache): number {
  return cache.known?.versions.at(-1)?.version ?? 0;
}

function compiled({ version, effectiveAt, document }: store.VersionDocument): TimelineEntry {
  const checked = compileProgramme(document, version);
  if (checked.ok) return { version, effectiveAt, programme: checked.programme };
  const problem = checked.problems.find((each) => each.severity === "error");
  throw new Error(
    `Programme version ${version} was published but does not compile with this release: ${problem?.path} ${problem?.message}`,
  );
}
