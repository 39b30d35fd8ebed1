/** Is every id there once? Asked of the document as it was written, so that no faulty part hides its own. */
import type { Collector } from "./collector.ts";
import { idsAt, listAt } from "./written.ts";

const ID_SHOWN_MAX = 60; // as long as an id may be
/** The lists whose things have ids, and what refers to those. */
const LISTS = [
  { path: ["rules"], referring: "postings" },
  { path: ["cards"], referring: "postings" },
  { path: ["challenges"], referring: "postings" },
  { path: ["ladders"], referring: "postings" },
  { path: ["rewards"], referring: "postings" },
  { path: ["pricing", "offers"], referring: "receipts" },
] as const;

/** Reports ids that stand twice in a list, and levels that stand in two places. */
export function checkDoubledIds(document: unknown, collector: Collector): void {
  for (const { path, referring } of LISTS)
    for (const [index, id] of doubled(idsAt(document, path)))
      collector.error("doubled_id", [...path, index, "id"], id, {
        message: `The id '${id}' is used twice in ${path.at(-1)}.`,
        advice: `Give each its own id: ${referring} and history refer to it.`,
      });
  const levels = listAt(document, ["ladders"]).flatMap((ladder) => idsAt(ladder, ["levels"]));
  for (const [, id] of doubled(levels))
    collector.error("doubled_id", ["ladders"], id, {
      message: `The level '${id}' stands in two places.`,
      advice: "Give each level its own id.",
    });
}

/** The ids that were there before, each with its position. */
function doubled(ids: readonly (string | undefined)[]): [index: number, id: string][] {
  const seen = new Set<string>();
  const again: [number, string][] = [];
  ids.forEach((id, index) => {
    if (id === undefined) return;
    if (seen.has(id)) again.push([index, id.slice(0, ID_SHOWN_MAX)]);
    seen.add(id);
  });
  return again;
}
