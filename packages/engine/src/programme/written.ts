/** A document as it was written: anything may stand anywhere. */
import type { Path } from "./collector.ts";

/** What stands at the place; undefined where there is no such place. */
export function valueAt(document: unknown, path: Path): unknown {
  let place: unknown = document;
  for (const segment of path) {
    if (typeof place !== "object" || place === null || !Object.hasOwn(place, segment))
      return undefined;
    place = Reflect.get(place, segment);
  }
  return place;
}

/** The things of a list; none where there is no list. */
export function listAt(document: unknown, path: Path): readonly unknown[] {
  const list = valueAt(document, path);
  return Array.isArray(list) ? list : [];
}

/** The id of each thing in a list; undefined where it has none that is a text. */
export function idsAt(document: unknown, path: Path): readonly (string | undefined)[] {
  return listAt(document, path).map((thing) => {
    const id = valueAt(thing, ["id"]);
    return typeof id === "string" ? id : undefined;
  });
}
