/**
 * What is not well formed is set aside, so that the rest of the document is checked in the same look:
 *
 * - of a thing in a list (a rule, a reward, an offer …) the faulty key, and all of it where it cannot do without;
 * - a thing that goes by its id (a unit, an activity …), since others look into it;
 * - of what stands at the top else (club, referral, contact …) the whole section.
 *
 * What is told of the rest stands at its place in the document as it was written, and holds whatever the faulty parts
 * turn out to say: names that they may declare are not called unknown, and nothing is missed that they may hold.
 */
import type { z } from "zod";
import { Collector, type Path, type Said } from "./collector.ts";
import { doubtsOf, type Doubts } from "./doubts.ts";
import { asWritten, goneAt, takeOut, without, type Gone } from "./gone.ts";
import { programmeSchema, type Programme } from "./schema.ts";
import { addShapeIssues, plain, type Issue } from "./shape-issues.ts";
import { valueAt } from "./written.ts";

export type Rest = {
  readonly programme: Programme;
  /** Takes what is found in the rest, and hands on what holds for the whole. */
  readonly collector: Collector;
};

/** Once without the faulty parts, and once more without the things that cannot do without theirs. */
const ROUNDS_MAX = 2;

const LISTS = new Set(["rules", "cards", "challenges", "ladders", "rewards"]);
const BY_ID = new Set([
  "units",
  "markets",
  "activities",
  "segments",
  "badges",
  "messages",
  "profile",
]);

/** Tells what is wrong with the shape. Answers the rest of the document, where something can be made of it. */
export function setAside(
  document: unknown,
  error: z.ZodError,
  collector: Collector,
): Rest | undefined {
  if (typeof document !== "object" || document === null || Array.isArray(document)) {
    addShapeIssues(error.issues, document, collector);
    return undefined;
  }
  const gone: Gone = new Map();
  let issues: readonly Issue[] = error.issues;
  for (let round = 0; round < ROUNDS_MAX; round += 1) {
    const found = issues.map((issue) => ({
      ...issue,
      path: [...asWritten(plain(issue.path), gone)],
    }));
    const told = found.filter(({ path }) => !isTouched(path, gone));
    if (told.length > 0) addShapeIssues(told, document, collector);
    const places = found.flatMap((issue) => placesOf(issue, gone));
    for (const place of places) takeOut(gone, place);
    const parsed = parseRest(without(document, gone));
    if ("programme" in parsed)
      return { ...parsed, collector: new RestCollector(collector, gone, doubtsOf(document, gone)) };
    issues = parsed.issues;
  }
  return undefined;
}

/** An issue with its place in the document as it was written. */
type Found = Issue & { readonly path: (string | number)[] };

/** What goes for the sake of an issue: a second fault of a thing that has lost a key takes all of it. */
function placesOf(issue: Found, gone: Gone): Path[] {
  const { path } = issue;
  const thing = thingAt(path);
  if (thing && goneAt(gone, thing)) return [thing];
  const paths =
    issue.code === "unrecognized_keys" ? issue.keys.map((key) => [...path, key]) : [path];
  return paths.map((each) => each.slice(0, depthOf(each)));
}

/** How many steps it is to what must go for a fault at the path. */
function depthOf(path: Path): number {
  const [section] = path;
  const thing = thingAt(path);
  if (thing) return thing.length + 1;
  return section === "pricing" || BY_ID.has(String(section)) ? 2 : 1;
}

/** The place of the thing in a list that the path leads to or into. */
function thingAt(path: Path): Path | undefined {
  const [section, second] = path;
  const isOffer = section === "pricing" && second === "offers";
  const depth = isOffer ? 3 : LISTS.has(String(section)) ? 2 : Infinity;
  return path.length < depth ? undefined : path.slice(0, depth);
}

function isTouched(path: Path, gone: Gone): boolean {
  const thing = thingAt(path);
  return thing !== undefined && goneAt(gone, thing) !== undefined;
}

type Parsed = { readonly programme: Programme } | { readonly issues: readonly Issue[] };

/** Where there is no market or unit left, one stands in for as long as it takes to read the rest. */
function parseRest(rest: unknown): Parsed {
  const markets = isEmpty(valueAt(rest, ["markets"]));
  const units = isEmpty(valueAt(rest, ["units"]));
  const parsed = programmeSchema.safeParse({
    ...(typeof rest === "object" && rest),
    club: { name: "club", languages: ["en"] }, // Checked before, and looked into by nothing.
    ...(markets && { markets: { none: { currency: "EUR", timezone: "UTC" } } }),
    ...(units && { units: { none: {} } }),
  });
  if (!parsed.success) return { issues: parsed.error.issues };
  return {
    programme: { ...parsed.data, ...(markets && { markets: {} }), ...(units && { units: {} }) },
  };
}

function isEmpty(section: unknown): boolean {
  return typeof section !== "object" || section === null || Object.keys(section).length === 0;
}

/** What holds for a thing only as long as nothing more is said of it. */
const TOLD_OF_WHOLE_THINGS = new Set([
  "rule_gives_nothing",
  "limit_without_units",
  "holdout_not_allowed",
  "key_of_other_kind",
  "opens_nothing",
  "window_missing",
  "worth_missing",
]);

/** What holds for an expression only as long as no more fields of the profile are declared. */
const TOLD_OF_DECLARED_FIELDS = new Set(["expression_unknown_field", "expression_unknown_choice"]);

/** Hands on what is wrong with the rest, at its place in the document, unless the faulty parts may make it right. */
class RestCollector extends Collector {
  readonly #into: Collector;
  readonly #gone: Gone;
  readonly #doubts: Doubts;

  constructor(into: Collector, gone: Gone, doubts: Doubts) {
    super();
    this.#into = into;
    this.#gone = gone;
    this.#doubts = doubts;
  }

  override error(code: string, path: Path, subject: string, said: Said): void {
    const written = asWritten(path, this.#gone);
    if (TOLD_OF_WHOLE_THINGS.has(code) && isTouched(written, this.#gone)) return;
    if (TOLD_OF_DECLARED_FIELDS.has(code) && this.#gone.has("profile")) return;
    this.#into.error(code, written, subject, said);
  }

  /** What would surprise is for a programme that compiles. */
  override warning(): void {}

  override unknown(
    what: string,
    name: string,
    known: readonly string[],
    path: Path,
    subject: string,
    advice?: string,
  ): void {
    const { kinds, names } = this.#doubts;
    const declared = names.get(what);
    if (kinds.has(what) || declared?.has(name)) return;
    const written = asWritten(path, this.#gone);
    this.#into.unknown(what, name, [...known, ...(declared ?? [])], written, subject, advice);
  }
}
