/** What the schema refuses, in words; the schema's own descriptions are the advice. */
import type { z } from "zod";
import { suggestion, type Collector, type Path } from "./collector.ts";
import { programmeJsonSchema } from "./schema.ts";
import { valueAt } from "./written.ts";

export type Issue = z.core.$ZodIssue;
type JsonSchema = Readonly<Record<string, unknown>>;

/** The schema with its descriptions, made when the first fault is told. */
let described: JsonSchema | undefined;

/** Adds zod's issues to the collector, each with the id of the rule (or card …) it stands in. */
export function addShapeIssues(
  issues: readonly Issue[],
  document: unknown,
  collector: Collector,
): void {
  const schema = (described ??= programmeJsonSchema());
  for (const issue of flatten(issues)) {
    if (collector.isFull) return;
    const path = plain(issue.path);
    const subject = subjectAt(document, path);
    if (issue.code === "unrecognized_keys")
      addUnknownKeys(issue.keys, path, subject, keysAt(schema, path), collector);
    else {
      const { code, message } = worded(issue, path, document);
      collector.error(code, path, subject, {
        message,
        advice: descriptionAt(schema, path) ?? "See the guide of the programme language.",
      });
    }
  }
}

function addUnknownKeys(
  written: readonly string[],
  path: Path,
  subject: string,
  known: readonly string[],
  collector: Collector,
): void {
  for (const key of written) {
    if (collector.isFull) return;
    collector.error("unknown_key", [...path, key], subject, {
      message: `There is no key '${key}' here.`,
      advice: suggestion(key, known).replace("Declared are", "Keys are"),
    });
  }
}

function worded(issue: Issue, path: Path, document: unknown): { code: string; message: string } {
  const key = String(path.at(-1) ?? "programme");
  const value = valueAt(document, path);
  const written = (JSON.stringify(value) ?? String(value)).slice(0, 60);
  if (value === undefined) return { code: "missing_key", message: `'${key}' is missing.` };
  switch (issue.code) {
    case "invalid_key":
      return {
        code: "invalid_id",
        message: `'${key.slice(0, 60)}' cannot be an id: ${firstMessage(issue.issues)}.`,
      };
    case "invalid_value":
      return {
        code: "shape",
        message: `'${key}' cannot be ${written}: write one of ${issue.values.map(String).join(", ")}.`,
      };
    case "invalid_type":
      return {
        code: "shape",
        message: `'${key}' cannot be ${written}: write ${TYPE_WORDS.get(issue.expected) ?? issue.expected}.`,
      };
    case "too_small":
    case "too_big":
      return { code: "shape", message: `'${key}' cannot be ${written}: ${bound(issue)}.` };
    case "invalid_union":
      return { code: "shape", message: `'${key}' cannot be ${written}.` };
    default:
      return { code: "shape", message: `'${key}' cannot be ${written}: ${issue.message}.` };
  }
}

const TYPE_WORDS: ReadonlyMap<string, string> = new Map([
  ["string", "a text"],
  ["number", "a number"],
  ["int", "a whole number"],
  ["boolean", "true or false"],
  ["array", "a list"],
  ["object", "keys with values"],
  ["record", "ids with values"],
]);

function firstMessage(issues: readonly Issue[]): string {
  return issues[0]?.message ?? "it is not well formed";
}

function bound(issue: Extract<Issue, { code: "too_small" | "too_big" }>): string {
  const [word, limit] =
    issue.code === "too_small" ? ["least", issue.minimum] : ["most", issue.maximum];
  const exclusive = issue.inclusive === false;
  const number = exclusive
    ? `${word === "least" ? "more" : "less"} than ${limit}`
    : `at ${word} ${limit}`;
  if (issue.origin === "string") return `${number} characters`;
  return issue.origin === "array" || issue.origin === "record" ? `${number} of them` : number;
}

/** A union's issues are those of the branch with the fewest: the one the writer most likely meant. */
function flatten(issues: readonly Issue[]): Issue[] {
  return issues.flatMap((issue) => {
    if (issue.code !== "invalid_union" || issue.errors.length === 0) return [issue];
    const fitting = issue.errors
      .map((branch) => flatten(branch))
      .filter((branch) => !branch.some(isOtherType));
    const best = fitting.toSorted((left, right) => weight(left) - weight(right))[0];
    if (!best) return [issue];
    return best.map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] }));
  });
}

/** The branch is about another type of value altogether. */
function isOtherType(issue: Issue): boolean {
  return (
    issue.path.length === 0 &&
    (issue.code === "invalid_type" ||
      issue.code === "invalid_value" ||
      issue.code === "invalid_union")
  );
}

function weight(issues: readonly Issue[]): number {
  return issues.reduce(
    (sum, issue) => sum + (issue.code === "unrecognized_keys" ? issue.keys.length : 1),
    0,
  );
}

/** A path as it is written, in texts and numbers. */
export function plain(path: readonly PropertyKey[]): (string | number)[] {
  return path.map((segment) => (typeof segment === "symbol" ? String(segment) : segment));
}

/** The innermost id on the way, or the key in a section of named things, or the section. */
function subjectAt(document: unknown, path: Path): string {
  for (let length = path.length; length > 0; length -= 1) {
    const id = valueAt(document, [...path.slice(0, length), "id"]);
    if (typeof id === "string") return id.slice(0, 60);
  }
  const [section, second] = path;
  if (typeof second === "string" && section !== "club") return second.slice(0, 60);
  return typeof second === "number" ? `${section} ${second + 1}` : String(section ?? "programme");
}

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Every schema that may describe the place. */
function schemasAt(schema: JsonSchema, path: Path): JsonSchema[] {
  let places = branches(schema);
  for (const segment of path) {
    places = places
      .map((place) => {
        if (typeof segment === "number") return place["items"];
        const { properties, additionalProperties } = place;
        const own = isSchema(properties) && Object.hasOwn(properties, segment);
        return own ? properties[segment] : additionalProperties;
      })
      .filter(isSchema)
      .flatMap(branches);
  }
  return places;
}

function branches(schema: JsonSchema): JsonSchema[] {
  const { anyOf } = schema;
  if (!Array.isArray(anyOf)) return [schema];
  const inner: readonly unknown[] = anyOf;
  return [schema, ...inner.filter(isSchema).flatMap(branches)];
}

/** The description of the place, or of what it stands in. */
function descriptionAt(schema: JsonSchema, path: Path): string | undefined {
  for (let length = path.length; length > 0; length -= 1) {
    for (const { description } of schemasAt(schema, path.slice(0, length)))
      if (typeof description === "string") return `${description}.`;
  }
  return undefined;
}

function keysAt(schema: JsonSchema, path: Path): string[] {
  const keys = schemasAt(schema, path).flatMap(({ properties }) =>
    isSchema(properties) ? Object.keys(properties) : [],
  );
  return [...new Set(keys)];
}
