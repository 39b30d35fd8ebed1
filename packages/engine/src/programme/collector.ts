/** Gathers everything that is wrong with a document, in the words of the one who writes it. */
import { nearest, pointer, type ProgrammeProblem } from "./problems.ts";

/** Nobody reads more at once; a document this wrong is mended from the top. */
export const PROBLEMS_MAX = 500;

export type Path = readonly (string | number)[];
export type Said = { readonly message: string; readonly advice: string };

/** Opened for one check and read at its end. */
export class Collector {
  readonly problems: ProgrammeProblem[] = [];
  #hasErrors = false;

  get hasErrors(): boolean {
    return this.#hasErrors;
  }

  /** No more problems are taken; an error still counts as one. */
  get isFull(): boolean {
    return this.problems.length >= PROBLEMS_MAX;
  }

  error(code: string, path: Path, subject: string, said: Said): void {
    this.#hasErrors = true;
    this.#add({ severity: "error", code, path: pointer(path), subject, ...said });
  }

  warning(code: string, path: Path, subject: string, said: Said): void {
    this.#add({ severity: "warning", code, path: pointer(path), subject, ...said });
  }

  /** An unknown name where one of `known` was wanted. */
  unknown(
    what: string,
    name: string,
    known: readonly string[],
    path: Path,
    subject: string,
    advice?: string,
  ): void {
    this.error(`unknown_${what}`, path, subject, {
      message: `There is no ${what} '${name}'.`,
      advice: advice ?? (this.isFull ? "" : suggestion(name, known)),
    });
  }

  #add(problem: ProgrammeProblem): void {
    if (!this.isFull) this.problems.push(problem);
  }
}

/** "Did you mean 'points'?", or the names there are. */
export function suggestion(name: string, known: readonly string[]): string {
  const near = nearest(name, known);
  if (near !== undefined) return `Did you mean '${near}'?`;
  const shown = known.slice(0, 20).join(", ");
  return `Declared are: ${shown === "" ? "none yet" : shown}${known.length > 20 ? " …" : ""}.`;
}
