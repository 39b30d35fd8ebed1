/**
 * What a till numbers while it has no network: which numbers came, which are missing, and how its clock goes. Pure.
 *
 * gap: a range of numbers below the last that never came, and since when that is known. A number that comes late closes
 * its part of the gap; one that came before is a repeat, as often as it comes. Numbers are given up where nothing will
 * come under them. A number that stands for another event already is a clash: two devices count under one name, or one
 * has begun anew; then its gaps say nothing of what comes by the second count.
 *
 * What always holds: every number up to the last came, was given up, or lies in exactly one gap; in whatever order, in
 * whatever parts and however often they come, the gaps are the same.
 */

/** A clock further off than this is shown to people. */
export const SKEW_MS_SHOWN = 10 * 60_000;
/** A clock this far off says nothing of when something happened: a person decides. */
export const SKEW_MS_MAX = 48 * 3_600_000;
/** So long after the last clash people are told of it: it comes with every number that is used twice. */
export const CLASH_SHOWN_MS = 7 * 24 * 3_600_000;
/** A device with more gaps is broken or invents numbers: its oldest are given up, and counted. */
export const GAPS_MAX = 1000;

export interface Gap {
  readonly from: number;
  /** Both ends are missing. */
  readonly to: number;
  /** When a higher number first came. */
  readonly since: number;
}

export interface Sequence {
  readonly last: number;
  /** In order. */
  readonly gaps: readonly Gap[];
  readonly late: number;
  readonly repeats: number;
  readonly givenUp: number;
  readonly clashes: number;
  /** When the last clash came; null: never. */
  readonly clashedAt: number | null;
}

export const unheard: Sequence = {
  last: 0,
  gaps: [],
  late: 0,
  repeats: 0,
  givenUp: 0,
  clashes: 0,
  clashedAt: null,
};

/** What is known once a number has come. */
export function withHeard(known: Sequence, number: number, at: number): Sequence {
  if (number > known.last) return bounded(withLast(known, number, at));
  const gaps = without(known.gaps, { from: number, to: number });
  if (missingIn(gaps) === missingIn(known.gaps)) return { ...known, repeats: known.repeats + 1 };
  return bounded({ ...known, gaps, late: known.late + 1 });
}

/** What is known once a number has come that stands for another event. */
export const withClash = (known: Sequence, at: number): Sequence => ({
  ...known,
  clashes: known.clashes + 1,
  clashedAt: at,
});

/** What is known once nothing is awaited under these numbers any more. */
export function withGivenUp(
  known: Sequence,
  range: { readonly from: number; readonly to: number },
  at: number,
): Sequence {
  const { last } = known;
  const reached =
    range.to <= last ? known : { ...withLast(known, range.to, at), givenUp: known.givenUp + 1 };
  const gaps = without(reached.gaps, range);
  const count = missingIn(reached.gaps) - missingIn(gaps);
  return bounded({ ...reached, gaps, givenUp: reached.givenUp + count });
}

export const missingIn = (gaps: readonly Gap[]): number =>
  gaps.reduce((sum, { from, to }) => sum + to - from + 1, 0);

/** `unknown` where the device has never said how far off it is. */
export function clockOf(offsetMs: number | null): "unknown" | "right" | "wrong" | "far" {
  if (offsetMs === null) return "unknown";
  if (Math.abs(offsetMs) > SKEW_MS_MAX) return "far";
  return Math.abs(offsetMs) > SKEW_MS_SHOWN ? "wrong" : "right";
}

function withLast(known: Sequence, last: number, at: number): Sequence {
  const gap = { from: known.last + 1, to: last - 1, since: at };
  return { ...known, last, gaps: gap.from > gap.to ? known.gaps : [...known.gaps, gap] };
}

function without(gaps: readonly Gap[], range: Pick<Gap, "from" | "to">): Gap[] {
  return gaps.flatMap((gap) =>
    [
      { ...gap, to: Math.min(gap.to, range.from - 1) },
      { ...gap, from: Math.max(gap.from, range.to + 1) },
    ].filter(({ from, to }) => from <= to),
  );
}

function bounded(known: Sequence): Sequence {
  const over = known.gaps.length - GAPS_MAX;
  if (over <= 0) return known;
  const givenUp = known.givenUp + missingIn(known.gaps.slice(0, over));
  return { ...known, gaps: known.gaps.slice(over), givenUp };
}
