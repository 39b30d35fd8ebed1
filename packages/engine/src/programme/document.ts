/** The first look at a document that may hold anything: is it of a size and a build that can be checked? */
import type { Collector } from "./collector.ts";

export const DOCUMENT_VALUES_MAX = 100_000; // a club with every section full has some 60,000
const DOCUMENT_DEPTH_MAX = 20; // the language goes 8 deep

const KEYS_REFUSED = new Set(["__proto__", "constructor", "prototype"]);

/**
 * Reports what no check could go on with: endless or very deep documents, and keys that mean something to
 * JavaScript itself. Answers true where the document may be checked further.
 */
export function isCheckable(document: unknown, collector: Collector): boolean {
  const walk = { left: DOCUMENT_VALUES_MAX, tooDeep: false, sound: true };
  look(document, [], walk, collector);
  if (walk.tooDeep)
    collector.error("too_deep", [], "programme", {
      message: `The document goes more than ${DOCUMENT_DEPTH_MAX} levels deep.`,
      advice: "Look for a part that holds itself, or an indentation that slipped.",
    });
  if (walk.left <= 0)
    collector.error("too_large", [], "programme", {
      message: `The document holds more than ${DOCUMENT_VALUES_MAX} values.`,
      advice:
        "Keep lists of articles or members out of the programme: name categories, tags or segments.",
    });
  return walk.sound && !walk.tooDeep && walk.left > 0;
}

function look(
  value: unknown,
  path: readonly (string | number)[],
  walk: { left: number; tooDeep: boolean; sound: boolean },
  collector: Collector,
): void {
  walk.left -= 1;
  if (walk.left <= 0 || typeof value !== "object" || value === null) return;
  if (path.length >= DOCUMENT_DEPTH_MAX) {
    walk.tooDeep = true;
    return;
  }
  if (Array.isArray(value)) {
    const items: readonly unknown[] = value;
    items.forEach((item, index) => look(item, [...path, index], walk, collector));
    return;
  }
  for (const [key, inner] of Object.entries(value)) {
    if (walk.left <= 0) return;
    if (KEYS_REFUSED.has(key)) {
      walk.sound = false;
      collector.error("forbidden_key", [...path, key], "programme", {
        message: `'${key}' cannot be a key or an id.`,
        advice: "Choose another name.",
      });
    } else look(inner, [...path, key], walk, collector);
  }
}
