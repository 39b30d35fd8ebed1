/** Where a problem of a programme belongs. */
import { language } from "../../ui/format.ts";
import { problemWorded, type ProblemSaid } from "./problem-words.ts";

interface Problem {
  readonly pointer: string;
}

/** Those of one thing, by its place in the document, such as `/rules/3`. */
export const problemsAt = <P extends Problem>(
  problems: readonly P[],
  place: string,
): readonly P[] =>
  problems.filter(({ pointer }) => pointer === place || pointer.startsWith(`${place}/`));

/** Those of one rule, by its place in the document. */
export const problemsOfRule = <P extends Problem>(
  problems: readonly P[],
  index: number,
): readonly P[] => problemsAt(problems, `/rules/${index}`);

/** Those that nothing with a form shows. */
export const otherProblems = <P extends Problem>(problems: readonly P[]): readonly P[] =>
  problems.filter(
    ({ pointer }) =>
      !/^\/(?:rules|cards|ladders)\/\d+(?:\/|$)/.test(pointer) && !/^\/units\/[^/]+/.test(pointer),
  );

/** The part of a draft that a place is shown in; what has no form is in the text. */
export function partOf(pointer: string): "rules" | "units" | "cards" | "ladders" | "text" {
  const [, section] = pointer.split("/");
  return section === "rules" || section === "units" || section === "cards" || section === "ladders"
    ? section
    : "text";
}

interface Said extends Problem, ProblemSaid {
  readonly severity: "error" | "warning";
}

/** Errors beside the fields in which they were typed, and what belongs to none. */
interface Placed<P, Field> {
  readonly fields: ReadonlyMap<Field, string>;
  readonly others: readonly P[];
}

/**
 * The errors of a thing beside its fields.
 *
 * @param place of the thing, such as `/cards/0`.
 * @param fields by the place inside the thing, such as `during/from`; `name` also has what is wrong in `name/sv`.
 */
export function placed<P extends Said, Field extends string>(
  problems: readonly P[],
  place: string,
  fields: Readonly<Record<string, Field>>,
): Placed<P, Field> {
  const found = new Map<Field, string>();
  const others: P[] = [];
  for (const problem of problemsAt(problems, place)) {
    const field = fieldOf(problem.pointer.slice(place.length + 1), fields);
    if (field === undefined || problem.severity === "warning") others.push(problem);
    else if (!found.has(field)) found.set(field, problemWorded(problem, language()).text);
  }
  return { fields: found, others };
}

function fieldOf<Field extends string>(
  inside: string,
  fields: Readonly<Record<string, Field>>,
): Field | undefined {
  const parts = inside.split("/");
  for (let length = parts.length; length > 0; length -= 1) {
    const field = fields[parts.slice(0, length).join("/")];
    if (field !== undefined) return field;
  }
  return undefined;
}

/** The errors of one rule beside its fields. */
export const fieldsOfRule = <P extends Said, Field extends string>(
  problems: readonly P[],
  index: number,
  fields: Readonly<Record<string, Field>>,
): Placed<P, Field> => placed(problems, `/rules/${index}`, fields);
