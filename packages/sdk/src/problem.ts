/** What can come back instead of an answer: a refusal that Trofast has decided, or a fault on the way. */
import { isProblemCode } from "@trofast/contract/problems";
import type { ProblemCode } from "@trofast/contract/problems";
import type { Problem, ProblemItem } from "@trofast/contract/problem";

/** A refusal. `code` is for programs and never changes its meaning; `problem` is the whole document. */
export class TrofastProblem extends Error {
  override readonly name = "TrofastProblem";
  readonly problem: Problem;
  /** `unknown` where a newer server refuses with a code this SDK has not heard of: see `problem.code`. */
  readonly code: ProblemCode | "unknown";
  readonly status: number;
  /** Every place of the input that is wrong. */
  readonly errors: readonly ProblemItem[];

  constructor(problem: Problem) {
    super(`${problem.code}: ${problem.detail}`);
    this.problem = problem;
    this.code = isProblemCode(problem.code) ? problem.code : "unknown";
    this.status = problem.status;
    this.errors = problem.errors ?? [];
  }
}

/** No answer of Trofast at all: a broken connection, a time-out, a page of something in between. */
export class TrofastFault extends Error {
  override readonly name = "TrofastFault";
  /** The HTTP status, where there was one. */
  readonly status: number | undefined;

  constructor(message: string, options: { status?: number; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.status = options.status;
  }
}

/** The refusal in an answer of status 400 or more. */
export function refusalIn(status: number, text: string): TrofastProblem | TrofastFault {
  const answer = jsonIn(text);
  if (isProblem(answer)) return new TrofastProblem(answer);
  return new TrofastFault(
    `The server, or something before it, answered ${status} without saying why: ${text.slice(0, 200)}`,
    { status },
  );
}

/** Read by hand: whoever only sends calls should not have to load a checker of schemas. */
function isProblem(answer: unknown): answer is Problem {
  return (
    typeof answer === "object" &&
    answer !== null &&
    "code" in answer &&
    typeof answer.code === "string" &&
    "status" in answer &&
    typeof answer.status === "number" &&
    "detail" in answer &&
    typeof answer.detail === "string" &&
    "requestId" in answer &&
    typeof answer.requestId === "string" &&
    (!("errors" in answer) || Array.isArray(answer.errors))
  );
}

/** The JSON in a text; undefined where it is none. */
export function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
