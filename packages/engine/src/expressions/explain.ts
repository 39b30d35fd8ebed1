/** Problems in the words of someone who writes rules, not of someone who writes parsers. */

import type { ParseError, TypeError as CheckError } from "@marcbachmann/cel-js";
import { problemAt, type ExpressionProblem, type Span } from "./errors.ts";
import { typeInWords, type Type } from "./types.ts";

const NAMES_LISTED_MAX = 20;
/** Two slips of the pen; a name further away is another name. */
const EDITS_MAX = 2;

/** Names as a list, cut where it would be long. */
export function listed(names: readonly string[]): string {
  if (names.length === 0) return "(none)";
  const shown = names.slice(0, NAMES_LISTED_MAX).join(", ");
  return names.length > NAMES_LISTED_MAX ? `${shown}, ...` : shown;
}

/** How many letters to change, add, drop or swap with the next (V. Levenshtein 1966, F. Damerau 1964). */
function edits(a: string, b: string): number {
  let before: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1] ? 0 : 1;
      const swapped =
        row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      current[column] = Math.min(
        (previous[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (previous[column - 1] ?? 0) + same,
        swapped ? (before[column - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
      );
    }
    [before, previous] = [previous, current];
  }
  return previous[b.length] ?? 0;
}

/** "; did you mean 'level'?" or a full stop. */
export function nearest(written: string, known: readonly string[]): string {
  let best = "";
  let bestEdits = Math.min(EDITS_MAX, Math.max(1, Math.floor(written.length / 3))) + 1;
  for (const name of known) {
    const distance = edits(written.toLowerCase(), name.toLowerCase());
    if (distance < bestEdits) [best, bestEdits] = [name, distance];
  }
  return best === "" ? "." : `; did you mean '${best}'?`;
}

const OPERATOR_WORDS: ReadonlyMap<string, string> = new Map([
  ["+", "added to"],
  ["-", "reduced by"],
  ["*", "multiplied by"],
  ["/", "divided by"],
  ["%", "divided by (with a rest)"],
  ["==", "compared with"],
  ["!=", "compared with"],
  ["<", "compared with"],
  ["<=", "compared with"],
  [">", "compared with"],
  [">=", "compared with"],
  ["in", "looked for in"],
]);

function hintForPair(operator: string, left: Type, right: Type): string | undefined {
  const kinds = [left.kind, right.kind];
  if (kinds.includes("null")) return "Ask with has(...) whether something is known.";
  if (kinds.includes("int") && kinds.includes("double")) {
    return "Write the whole number with a decimal (5.0), or turn it into one with double(...).";
  }
  const numbers = ["int", "double", "amount", "ratio"];
  if (kinds.includes("string") && kinds.some((kind) => numbers.includes(kind))) {
    return "A number is written without quotes; int(...) reads one out of a text.";
  }
  if (kinds.includes("string") && kinds.includes("timestamp")) {
    return 'Write a moment as timestamp("2026-12-01T00:00:00Z").';
  }
  if (kinds.includes("amount") && kinds.includes("ratio")) {
    return "A ratio has no currency: compare amounts with amounts, ratios with ratios or numbers.";
  }
  if (operator === "+" && left.kind === "duration" && right.kind === "timestamp") {
    return 'Write the moment first: now + duration("24h").';
  }
  if (operator === "in") return "What follows `in` is a list or a table.";
  if (left.kind === "object" || right.kind === "object") return "Name one of its fields.";
  return undefined;
}

/** Two pieces that an operator cannot join. */
export function mismatch(at: Span, operator: string, left: Type, right: Type): ExpressionProblem {
  const words = OPERATOR_WORDS.get(operator) ?? "joined with";
  const [leftWords, rightWords] = [typeInWords(left), typeInWords(right)];
  return problemAt(
    at,
    "type_mismatch",
    `${leftWords.charAt(0).toUpperCase()}${leftWords.slice(1)} cannot be ${words} ${rightWords} (${operator}).`,
    hintForPair(operator, left, right),
  );
}

const PLAIN_WORDS: ReadonlyMap<string, string> = new Map([
  ["unterminated_string", "A text is opened here but never closed."],
  ["unterminated_triple_quoted_string", "A text is opened here but never closed."],
  ["newline_in_string", "A text cannot go on over the end of a line: close it first."],
  ["reserved_identifier", "This word is reserved and cannot be used as a name."],
  ["invalid_integer", "This is not a whole number."],
  ["invalid_hex_integer", "This is not a number."],
  ["invalid_number", "This is not a number that can be kept."],
  ["invalid_exponent", "This is not a number."],
  ["invalid_macro_argument", "This needs a plain name for each element, such as .exists(x, ...)."],
]);

/** What people write who have learnt another language. */
const HABITS: readonly (readonly [RegExp, string])[] = [
  [/^=(?!=)/, "Write == to compare."],
  [/^(and|AND|&)(?![\w&])/, "Write && for and."],
  [/^(or|OR|\|)(?![\w|])/, "Write || for or."],
  [/^(not|NOT)\b/, "Write ! for not."],
  [/^<>/, "Write != for not equal."],
  [/^[“”„«»‘’]/u, 'Write texts in straight quotes: "gold".'],
  [/^[≥≤≠]/u, "Write >=, <= or !=."],
  [/^%/, "Write ten per cent as 0.1."],
  [/^,\d/, "Write decimals with a point: 0.5."],
];

function syntaxHint(source: string, start: number): string | undefined {
  const rest = source.slice(start).trimStart();
  const before = source.slice(0, start).trimEnd();
  const word = /\w*$/.exec(before)?.[0] ?? "";
  const candidates = [rest, `${word} `, source.slice(Math.max(0, start - 1))];
  for (const [pattern, advice] of HABITS) {
    if (candidates.some((text) => pattern.test(text))) return advice;
  }
  return undefined;
}

/** A text that is no expression. */
export function syntaxProblem(error: ParseError, source: string): ExpressionProblem {
  const at = error.range ?? { start: 0, end: source.length };
  const place = { start: Math.min(at.start, source.length), end: Math.min(at.end, source.length) };
  if (error.code === "limit_exceeded") {
    return problemAt(place, "too_large", "The expression is too large: split the rule in two.");
  }
  const plain = PLAIN_WORDS.get(error.code);
  if (plain !== undefined) return problemAt(place, error.code, plain);
  const hint = syntaxHint(source, place.start);
  if (place.start >= source.length) {
    return problemAt(place, "syntax", "The expression ends too early.", hint);
  }
  const text = source.slice(place.start, Math.max(place.end, place.start + 1));
  return problemAt(place, "syntax", `The expression cannot be read at '${text}'.`, hint);
}

/** What the type checker refuses beyond our own checks. */
export function checkerProblem(error: ParseError | CheckError, source: string): ExpressionProblem {
  const at = error.range ?? { start: 0, end: source.length };
  return problemAt(at, error.code, `The expression does not fit together: ${error.summary}.`);
}
