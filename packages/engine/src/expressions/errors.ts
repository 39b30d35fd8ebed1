/** Why an evaluation had no answer. */
export type EvaluationCode =
  | "overflow"
  | "division_by_zero"
  | "no_such_key"
  | "index_out_of_range"
  | "not_finite"
  | "conversion"
  | "unknown_time_zone"
  | "text_too_long";

/** An expression that is well typed but has no value in this context: nothing else is thrown by `evaluate`. */
export class EvaluationError extends Error {
  override readonly name = "EvaluationError";
  readonly code: EvaluationCode;

  constructor(code: EvaluationCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** A place in the source text: offsets in UTF-16 units, `end` exclusive. */
export type Span = { readonly start: number; readonly end: number };

/** What is wrong with an expression, in words for the one who wrote it. */
export type ExpressionProblem = {
  readonly code: string;
  readonly message: string;
  readonly at: Span;
  readonly hint?: string;
};

/** Puts a problem together; a key without a value is left out. */
export function problemAt(
  at: Span,
  code: string,
  message: string,
  hint?: string,
): ExpressionProblem {
  const place = { start: at.start, end: at.end };
  return hint === undefined ? { code, message, at: place } : { code, message, at: place, hint };
}
