/** Where a problem of a programme belongs. */

interface Problem {
  readonly pointer: string;
}

/** Those of one rule, by its place in the document. */
export const problemsOfRule = <P extends Problem>(
  problems: readonly P[],
  index: number,
): readonly P[] =>
  problems.filter(
    ({ pointer }) => pointer === `/rules/${index}` || pointer.startsWith(`/rules/${index}/`),
  );

/** Those that no rule shows. */
export const otherProblems = <P extends Problem>(problems: readonly P[]): readonly P[] =>
  problems.filter(({ pointer }) => !/^\/rules\/\d+(\/|$)/.test(pointer));
