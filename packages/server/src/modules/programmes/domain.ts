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
import type { ProblemItem } from "@trofast/contract/problems";
import type { CompiledProgramme } from "@trofast/engine/programme/compiled";
import type { ProgrammeProblem } from "@trofast/engine/programme/problems";

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
