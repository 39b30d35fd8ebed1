/** Functions on texts. */

import { EvaluationError, type Span } from "./errors.ts";
import {
  NO_CONTEXT,
  placed,
  refuse,
  type Build,
  type Node,
  type Run,
  type Sound,
  type StringNode,
} from "./nodes.ts";
import { MATCHED_TEXT_LENGTH_MAX, readPattern } from "./patterns.ts";

/** Characters as people count them: a pair of surrogates is one. */
export function textSize(text: string): number {
  let size = text.length;
  for (let index = 0; index < text.length - 1; index++) {
    const high = text.charCodeAt(index);
    if (high < 0xd800 || high > 0xdbff) continue;
    const low = text.charCodeAt(index + 1);
    if (low >= 0xdc00 && low <= 0xdfff) {
      size -= 1;
      index += 1;
    }
  }
  return size;
}

const CHANGES: ReadonlyMap<string, (text: string) => string> = new Map([
  // ASCII letters only, as CEL has it: the result does not depend on anyone's language.
  ["lowerAscii", (text: string) => text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase())],
  ["upperAscii", (text: string) => text.replace(/[a-z]+/g, (letters) => letters.toUpperCase())],
  ["trim", (text: string) => text.trim()],
]);

const QUESTIONS: ReadonlyMap<string, (text: string, part: string) => boolean> = new Map([
  ["startsWith", (text: string, part: string) => text.startsWith(part)],
  ["endsWith", (text: string, part: string) => text.endsWith(part)],
  ["contains", (text: string, part: string) => text.includes(part)],
]);

/** The names of the functions on texts. */
export const textFunctionNames: readonly string[] = [
  ...QUESTIONS.keys(),
  "matches",
  ...CHANGES.keys(),
];

function matchesNode(build: Build, at: Span, text: StringNode, pattern: StringNode): Node {
  if (!pattern.constant) {
    return refuse(
      build,
      pattern,
      "unsafe_pattern",
      "A pattern stands in the rule itself: it cannot be put together from values.",
    );
  }
  const read = readPattern(pattern.run(NO_CONTEXT, []));
  if (!read.ok) {
    return refuse(
      build,
      pattern,
      "unsafe_pattern",
      `This pattern cannot be used: ${read.reason}.`,
      "Often startsWith, endsWith or contains is enough.",
    );
  }
  const [subject, test] = [text.run, read.test];
  const run: Run<boolean> = (c, l) => {
    const value = subject(c, l);
    if (value.length <= MATCHED_TEXT_LENGTH_MAX) return test.test(value);
    throw new EvaluationError(
      "text_too_long",
      `Texts of more than ${MATCHED_TEXT_LENGTH_MAX} characters are not compared with a pattern.`,
    );
  };
  return { kind: "bool", ...placed(at, run, [text, pattern]) };
}

/** `text.name(...)`, or null where there is no such function on texts. */
export function textMethod(
  build: Build,
  at: Span,
  name: string,
  text: StringNode,
  args: readonly Sound[],
): Node | null {
  const [first] = args;
  const change = CHANGES.get(name);
  if (change !== undefined && args.length === 0) {
    const { run } = text;
    return { kind: "string", ...placed(at, (c, l) => change(run(c, l)), [text]) };
  }
  if (first === undefined || first.kind !== "string" || args.length !== 1) return null;
  if (name === "matches") return matchesNode(build, at, text, first);
  const question = QUESTIONS.get(name);
  if (question === undefined) return null;
  const [subject, part] = [text.run, first.run];
  const run: Run<boolean> = (c, l) => question(subject(c, l), part(c, l));
  return { kind: "bool", ...placed(at, run, [text, first]) };
}
