/** Which parts of a document were set aside, and where the rest of it stood before. */
import type { Path } from "./collector.ts";

/** Per key or position: all of what stands there is gone, or parts of it are. */
export type Gone = Map<string | number, Gone | "all">;

/** Marks what stands at the place as gone. */
export function takeOut(gone: Gone, [first, ...rest]: Path): void {
  if (first === undefined) return;
  const inside = gone.get(first) ?? new Map();
  if (inside === "all") return;
  gone.set(first, rest.length === 0 ? "all" : inside);
  takeOut(inside, rest);
}

/** What is gone at the place or inside it; undefined where it is untouched. */
export function goneAt(gone: Gone, path: Path): Gone | "all" | undefined {
  let inside: Gone | "all" | undefined = gone;
  for (const segment of path) {
    if (inside === "all" || inside === undefined) return inside;
    inside = inside.get(segment);
  }
  return inside;
}

/** The value without what is gone; lists close up. */
export function without(value: unknown, gone: Gone): unknown {
  const kept = <Key extends string | number>(key: Key, inner: unknown): [Key, unknown][] => {
    const inside = gone.get(key);
    if (inside === "all") return [];
    return [[key, inside ? without(inner, inside) : inner]];
  };
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) {
    const things: readonly unknown[] = value;
    return things.flatMap((thing, index) => kept(index, thing).map(([, inner]) => inner));
  }
  return Object.fromEntries(Object.entries(value).flatMap(([key, inner]) => kept(key, inner)));
}

/** The place in the document of what stands at the path in its rest. */
export function asWritten(path: Path, gone: Gone): Path {
  const [first, ...inner] = path;
  if (first === undefined) return path;
  const written = typeof first === "number" ? positionBefore(first, gone) : first;
  const inside = gone.get(written);
  return [written, ...(inside instanceof Map ? asWritten(inner, inside) : inner)];
}

function positionBefore(index: number, gone: Gone): number {
  let position = -1;
  for (let left = index; left >= 0;) {
    position += 1;
    if (gone.get(position) !== "all") left -= 1;
  }
  return position;
}
