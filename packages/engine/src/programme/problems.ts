/** One thing that is wrong, or worth a second look, in a programme document. */
export type ProgrammeProblem = {
  readonly severity: "error" | "warning";
  /** Stable, for machines and documentation: `unknown_unit`, `expression_type` … */
  readonly code: string;
  /** JSON pointer to the place in the document. */
  readonly path: string;
  /** The rule, card, level … concerned. */
  readonly subject?: string;
  readonly message: string;
  /** What to do now. */
  readonly advice?: string;
};

/** A JSON pointer (RFC 6901) from path segments. */
export function pointer(segments: readonly (string | number | symbol)[]): string {
  return segments
    .map((segment) => `/${String(segment).replaceAll("~", "~0").replaceAll("/", "~1")}`)
    .join("");
}

/** The known name nearest to a misspelt one (Damerau-less Levenshtein, at most 2 edits), for advice. */
export function nearest(name: string, known: Iterable<string>): string | undefined {
  let best: string | undefined;
  let distanceBest = 3;
  for (const candidate of known) {
    const distance = editDistance(name, candidate, distanceBest);
    if (distance < distanceBest) {
      best = candidate;
      distanceBest = distance;
    }
  }
  return best;
}

function editDistance(left: string, right: string, stopAt: number): number {
  if (Math.abs(left.length - right.length) >= stopAt) return stopAt;
  let previous = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let row = 1; row <= left.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= right.length; column += 1) {
      const swap = left[row - 1] === right[column - 1] ? 0 : 1;
      current.push(
        Math.min(
          (previous[column] ?? 0) + 1,
          (current[column - 1] ?? 0) + 1,
          (previous[column - 1] ?? 0) + swap,
        ),
      );
    }
    previous = current;
  }
  return previous[right.length] ?? stopAt;
}
