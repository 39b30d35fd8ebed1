/**
 * The club's rules over time.
 *
 * document: a whole club as one value, written as YAML or JSON; the engine says what it may hold.
 * draft: a document somebody works on, with a revision that guards against overwriting each other.
 * version: a document that was published, with the instant from which it is in force.
 * timeline: all versions, and which of them is in force at an instant.
 * template: a ready-made document to start from.
 *
 * What always holds:
 * - A version is never changed or removed; going back means publishing the old document again.
 * - The first version is in force from the beginning, so no event is ever without a programme; later ones take
 *   effect no earlier than they are published.
 * - Only a document without errors is published, all its problems are told at once, and what members were
 *   promised (notice, kept prices) is kept.
 * - An id never comes back as another kind of thing: postings name rules by their ids for ever.
 *
 * What it does not do: it decides nothing. The version an event was decided under is stored with the event.
 */
import type { ProblemItem } from "@trofast/contract/problem";
import type { programmeChange, programmeProblem } from "@trofast/contract/programmes";
import { brokenPromises, compareProgrammes, reusedIds } from "@trofast/engine/programme/compare";
import type { Change } from "@trofast/engine/programme/compare";
import { compileProgramme } from "@trofast/engine/programme/compile";
import type { CompiledProgramme } from "@trofast/engine/programme/compiled";
import { pointer, type ProgrammeProblem } from "@trofast/engine/programme/problems";
import { addDuration, MS_PER_DAY } from "@trofast/engine/time";
import type { z } from "zod";

/** The first version counts from here: 1970-01-01T00:00:00Z. */
export const BEGINNING = 0;

export type TimelineEntry = {
  readonly version: number;
  /** Epoch milliseconds. */
  readonly effectiveAt: number;
  readonly programme: CompiledProgramme;
};

export type Timeline = {
  /** The programme in force at an instant. */
  at(instant: number): CompiledProgramme;
  version(version: number): CompiledProgramme | undefined;
  /** In the order of publishing. */
  readonly versions: readonly TimelineEntry[];
};

/** What a club keeps between calls, so that each version is read and compiled once. */
export type TimelineCache = { known: Timeline | null };

/**
 * The order of `entries` in time. Of two that take effect at the same instant the later published one is in
 * force, so a version that is still to come can be corrected.
 *
 * @param entries in the order of publishing, at least one.
 */
export function timelineOf(entries: readonly TimelineEntry[]): Timeline {
  const newestFirst = entries.toSorted(
    (left, right) => right.effectiveAt - left.effectiveAt || right.version - left.version,
  );
  const earliest = newestFirst.at(-1);
  if (earliest === undefined) throw new Error("a timeline needs a version");
  const byVersion = new Map(entries.map((entry) => [entry.version, entry.programme]));
  return {
    // Nearly every question is about now, which the first comparison answers.
    at: (instant) =>
      (newestFirst.find((entry) => entry.effectiveAt <= instant) ?? earliest).programme,
    version: (version) => byVersion.get(version),
    versions: entries,
  };
}

/** The engine's problems in the words of the contract. */
export function itemsOf(problems: readonly ProgrammeProblem[]): ProblemItem[] {
  return problems.map((problem) => ({
    pointer: problem.path,
    code: problem.code,
    detail: [problem.message, problem.advice].filter((text) => text !== undefined).join(" "),
  }));
}

/** A programme as it was written, not yet checked. */
export type Document = Readonly<Record<string, unknown>>;

export function isDocument(value: unknown): value is Document {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A document from the database, where only objects are let in. */
export function documentOf(value: unknown): Document {
  if (isDocument(value)) return value;
  throw new Error("a stored programme is no object");
}

export type ReadDocument = { readonly document: Document } | { readonly problem: ProgrammeProblem };

/** What is known of a version besides its document. Instants are epoch milliseconds. */
export type Version = {
  readonly version: number;
  readonly effectiveAt: number;
  readonly publishedAt: number;
  readonly publishedBy: string;
  readonly note: string | null;
  readonly hash: string;
};

export type Draft = {
  readonly id: string;
  readonly revision: number;
  readonly updatedAt: number;
  readonly document: Document;
};

/** Whether a document may follow what is published, and what it would change. */
export type Assessment = {
  /** `null` where the document has errors. */
  readonly programme: CompiledProgramme | null;
  /** Errors and warnings of the document itself. */
  readonly problems: readonly ProgrammeProblem[];
  readonly reused: readonly ProgrammeProblem[];
  readonly broken: readonly ProgrammeProblem[];
  readonly changes: readonly Change[];
};

/**
 * Checks a document by itself and against the versions published before it.
 *
 * @param entries all versions, in the order of publishing.
 * @param effectiveAt when it would take effect.
 */
export function assess(
  entries: readonly TimelineEntry[],
  { document, effectiveAt, now }: { document: unknown; effectiveAt: number; now: number },
): Assessment {
  const checked = compileProgramme(document, (entries.at(-1)?.version ?? 0) + 1);
  const nothing = { reused: [], broken: [], changes: [] };
  if (!checked.ok) return { programme: null, problems: checked.problems, ...nothing };
  const { programme, warnings: problems } = checked;
  if (entries.length === 0) return { programme, problems, ...nothing };
  const before = timelineOf(entries).at(effectiveAt);
  return {
    programme,
    problems,
    reused: reusedIds(
      entries.map((entry) => entry.programme.source),
      programme.source,
    ),
    broken: [
      ...promisesBroken(before, programme, { effectiveAt, now }),
      ...brokenAfterwards(entries, programme, { effectiveAt, now }),
    ],
    changes: compareProgrammes(before.source, programme.source),
  };
}

/**
 * Units that end before most members come again: what they earn at one visit is gone at the next.
 *
 * @param daysBetween of the member in the middle; null: not known.
 */
export function lifeAdvice(
  programme: CompiledProgramme | null,
  now: number,
  daysBetween: number | null,
): ProgrammeProblem[] {
  if (programme === null || daysBetween === null) return [];
  const { zone } = programme.marketDefault;
  return [...programme.units.values()].flatMap(({ id, spendable, expires }) => {
    if (!spendable || expires === null) return [];
    const lifeDays = Math.round((addDuration(now, expires, zone) - now) / MS_PER_DAY);
    if (lifeDays >= daysBetween) return [];
    return [
      {
        severity: "warning" as const,
        code: "expires_before_next_visit",
        path: pointer(["units", id, "expires"]),
        subject: id,
        message: `'${id}' ends ${lifeDays} days after it was earned, and half of the members come again after ${Math.round(daysBetween)} days or later: they find it gone.`,
        advice: `Let it live for at least ${Math.ceil(daysBetween * 2)} days, so that a visit may be missed.`,
      },
    ];
  });
}

type When = { readonly effectiveAt: number; readonly now: number };

/** Notice is counted in local days, so it must have passed in every market. */
function promisesBroken(
  before: CompiledProgramme,
  after: CompiledProgramme,
  { effectiveAt, now }: When,
): readonly ProgrammeProblem[] {
  const zones = new Set([...before.markets.values()].map((market) => market.zone));
  for (const zone of zones) {
    const broken = brokenPromises(before.source, after.source, effectiveAt, now, zone);
    if (broken.length > 0) return broken;
  }
  return [];
}

/** A version already announced may now follow another one than it was compared with. */
function brokenAfterwards(
  entries: readonly TimelineEntry[],
  programme: CompiledProgramme,
  { effectiveAt, now }: When,
): ProgrammeProblem[] {
  const next = entries
    .filter((entry) => entry.effectiveAt > effectiveAt)
    .toSorted(
      (left, right) => left.effectiveAt - right.effectiveAt || right.version - left.version,
    )[0];
  if (next === undefined) return [];
  const when = { effectiveAt: next.effectiveAt, now };
  return promisesBroken(programme, next.programme, when).map((problem) => ({
    ...problem,
    path: "",
    message: `When version ${next.version} follows: ${problem.message}`,
    advice: "Correct the announced version first, or leave out what it would take away again.",
  }));
}

/** A document that is no object has no places to point into; nor has text that is no YAML. */
export function problemOf(code: string, message: string, advice?: string): ProgrammeProblem {
  return {
    severity: "error",
    code,
    path: "",
    message,
    ...(advice === undefined ? {} : { advice }),
  };
}

/** A change as the contract writes it. */
export function shownChange({ path, ...rest }: Change): z.output<typeof programmeChange> {
  return { pointer: path, ...rest };
}

/** A problem as the contract writes it. */
export function shownProblem({
  path,
  ...rest
}: ProgrammeProblem): z.output<typeof programmeProblem> {
  return { pointer: path, ...rest };
}
