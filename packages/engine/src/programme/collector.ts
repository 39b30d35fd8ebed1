/** Gathers everything that is wrong with a document, in the words of the one who writes it. */
import type { z } from "zod";
import { nearest, pointer, type ProgrammeProblem } from "./problems.ts";

type Said = { readonly message: string; readonly advice?: string };

/** Opened for one check and read at its end. */
export class Collector {
  readonly problems: ProgrammeProblem[] = [];

  get hasErrors(): boolean {
    return this.problems.some((problem) => problem.severity === "error");
  }

  error(code: string, path: readonly (string | number)[], subject: string, said: Said): void {
    this.problems.push({ severity: "error", code, path: pointer(path), subject, ...said });
  }

  warning(code: string, path: readonly (string | number)[], subject: string, said: Said): void {
    this.problems.push({ severity: "warning", code, path: pointer(path), subject, ...said });
  }

  /** An unknown name where one of `known` was wanted. */
  unknown(
    what: string,
    name: string,
    known: readonly string[],
    path: readonly (string | number)[],
    subject: string,
  ): void {
    const near = nearest(name, known);
    this.error(`unknown_${what}`, path, subject, {
      message: `There is no ${what} '${name}'.`,
      advice: near
        ? `Did you mean '${near}'?`
        : `Declared are: ${known.slice(0, 20).join(", ") || "none yet"}.`,
    });
  }

  /** Zod's issues, with the id of the rule (or card …) they stand in. */
  addShapeIssues(error: z.ZodError, document: unknown): void {
    for (const issue of flatten(error.issues)) {
      const subject = subjectAt(document, issue.path);
      this.problems.push({
        severity: "error",
        code: issue.code === "unrecognized_keys" ? "unknown_key" : "shape",
        path: pointer(issue.path),
        ...(subject !== undefined && { subject }),
        message: issue.message,
        ...(issue.code === "unrecognized_keys" && {
          advice: "Remove the key or correct its spelling; see the programme language guide.",
        }),
      });
    }
  }
}

type Flat = { code: string; path: PropertyKey[]; message: string };

/** A union's issues are those of the branch that came furthest: the one the writer most likely meant. */
function flatten(issues: readonly z.core.$ZodIssue[]): Flat[] {
  return issues.flatMap((issue) => {
    if (issue.code !== "invalid_union" || issue.errors.length === 0)
      return [{ code: issue.code, path: issue.path, message: issue.message }];
    const depth = (branch: readonly z.core.$ZodIssue[]): number =>
      Math.max(0, ...branch.map((inner) => inner.path.length));
    const furthest = issue.errors.toSorted((left, right) => depth(right) - depth(left))[0] ?? [];
    if (depth(furthest) === 0 && issue.errors.length > 1) {
      const wanted = issue.errors.flat().map((inner) => inner.message);
      return [{ code: issue.code, path: issue.path, message: [...new Set(wanted)].join("; or: ") }];
    }
    return flatten(furthest).map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] }));
  });
}

function subjectAt(document: unknown, path: readonly PropertyKey[]): string | undefined {
  let place: unknown = document;
  let subject: string | undefined;
  for (const segment of path) {
    if (typeof place !== "object" || place === null) return subject;
    place = Reflect.get(place, segment);
    if (typeof place !== "object" || place === null) continue;
    const id: unknown = Reflect.get(place, "id");
    if (typeof id === "string") subject = id;
  }
  return subject;
}
