/** Refusals are `DomainError`s with a code from the contract; any other error is a fault (500). */
import type { ProblemCode } from "@trofast/contract/problems";
import type { Candidate, ProblemItem } from "@trofast/contract/problem";

export interface DomainErrorExtras {
  /** What is wrong where, when several things are. */
  readonly errors?: readonly ProblemItem[];
  /** What a number may mean, where it means several purchases. */
  readonly candidates?: readonly Candidate[];
  /** How much of a unit is missing. */
  readonly shortBy?: number;
  readonly retryAfterSeconds?: number;
  readonly cause?: unknown;
}

/** A refusal the caller can understand and act on. `detail` says what happened and what to do. */
export class DomainError extends Error {
  readonly code: ProblemCode;
  readonly detail: string;
  readonly extras: DomainErrorExtras;

  constructor(code: ProblemCode, detail: string, extras: DomainErrorExtras = {}) {
    super(`${code}: ${detail}`, { cause: extras.cause });
    this.name = "DomainError";
    this.code = code;
    this.detail = detail;
    this.extras = extras;
  }
}

/** A message for the person at the command line: said plainly, without a stack. */
export class OperatorError extends Error {
  constructor(message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = "OperatorError";
  }
}

/** A command that was written wrongly, as the person at the command line reads it. */
export class UsageError extends OperatorError {
  constructor(message: string) {
    super(message);
    this.name = "UsageError";
  }
}
