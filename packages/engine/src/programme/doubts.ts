/** Names that nobody can call unknown while the part that may declare them is set aside. */
import { slug } from "../events.ts";
import type { Gone } from "./gone.ts";
import { nearest } from "./problems.ts";
import { programmeSchema } from "./schema.ts";
import { idsAt, listAt, valueAt } from "./written.ts";

/** Sections that declare names, and what those are called where a rule, a card … uses them. */
const KINDS: ReadonlyMap<string, string> = new Map([
  ["units", "unit"],
  ["markets", "market"],
  ["activities", "trigger"],
  ["segments", "segment"],
  ["rules", "rule"],
  ["ladders", "level"],
  ["rewards", "reward"],
  ["badges", "badge"],
  ["messages", "message"],
]);

/** More than a section may hold. */
const NAMES_MAX = 1000;

export type Doubts = {
  /** Kinds of which any name may be declared, such as `unit`. */
  readonly kinds: ReadonlySet<string>;
  /** Names that faulty parts declare, per kind. */
  readonly names: ReadonlyMap<string, ReadonlySet<string>>;
};

/** What may be declared by the parts of the document that are gone. */
export function doubtsOf(document: unknown, gone: Gone): Doubts {
  const unknown = [...gone.keys()].filter((key) => !Object.hasOwn(programmeSchema.shape, key));
  const anywhere = unknown.flatMap((key) => namesIn(valueAt(document, [key]))).filter(isSlug);
  const kinds = new Set<string>();
  const names = new Map<string, ReadonlySet<string>>();
  for (const [section, kind] of KINDS) {
    const inside = gone.get(section);
    const declared = inside === "all" ? [] : namesOfGone(section, document, inside);
    const isSure =
      inside !== "all" && declared.every(isSlug) && declared.length + anywhere.length <= NAMES_MAX;
    if (isSure) names.set(kind, new Set([...declared, ...anywhere]));
    else kinds.add(kind);
  }
  if (areLanesInDoubt(document, gone)) kinds.add("lane");
  return { kinds, names };
}

function isSlug(name: unknown): name is string {
  return slug.safeParse(name).success;
}

/** What the entries declare that are gone from a section; undefined where one does not say it. */
function namesOfGone(section: string, document: unknown, gone: Gone | undefined): unknown[] {
  const keys = [...(gone ?? [])].flatMap(([key, inside]) => (inside === "all" ? [key] : []));
  return keys.flatMap((key): readonly unknown[] => {
    if (typeof key === "string") return [key];
    if (section !== "ladders") return [valueAt(document, [section, key, "id"])];
    const levels = idsAt(document, [section, key, "levels"]);
    return levels.length === 0 ? [undefined] : levels;
  });
}

/** What a section would declare, whatever its name. */
function namesIn(section: unknown): unknown[] {
  if (typeof section !== "object" || section === null) return [];
  if (!Array.isArray(section)) return Object.keys(section);
  const levels = listAt(section, []).flatMap((entry) => idsAt(entry, ["levels"]));
  return [...idsAt(section, []), ...levels];
}

/** The lanes are faulty, or stand under a key that was meant to be theirs. */
function areLanesInDoubt(document: unknown, gone: Gone): boolean {
  const inside = gone.get("pricing");
  if (!(inside instanceof Map)) return false;
  if (valueAt(document, ["pricing", "lanes"]) !== undefined) return inside.has("lanes");
  return [...inside.keys()].some((key) => nearest(String(key), ["lanes"]) !== undefined);
}
