/**
 * Answers that may be untold. Each is read only where `has()` has shown before that it is told, so that no condition
 * holds for somebody who said nothing, and none ends in an error; and a choice that does not exist is told at once.
 */

import type { ASTNode } from "@marcbachmann/cel-js";
import type { Span } from "./errors.ts";
import { listed, nearest } from "./explain.ts";
import { isFields, NO_CONTEXT, refuse, type Build, type Sound } from "./nodes.ts";

/** Of which group a field may be untold, and the choices of the paths that have them. */
export type Answers = {
  readonly group: string;
  readonly choices: ReadonlyMap<string, readonly string[]>;
};

export const NO_ANSWERS: Answers = { group: "", choices: new Map() };

type Paths = ReadonlySet<string>;

const NONE: Paths = new Set();

/** The dotted path of plain reads, or null. */
function pathOf(ast: ASTNode): string | null {
  if (ast.op === "id") return ast.args;
  if (ast.op !== "." && ast.op !== "[]") return null;
  const owner = pathOf(ast.args[0]);
  const name = ast.args[1];
  const field = typeof name === "string" ? name : name.op === "value" ? name.args : null;
  return owner === null || typeof field !== "string" ? null : `${owner}.${field}`;
}

const either = (a: Paths, b: Paths): Paths => new Set([...a, ...b]);
const both = (a: Paths, b: Paths): Paths => new Set([...a].filter((path) => b.has(path)));

/** What is told wherever a condition comes out as `outcome`. */
function toldWhere(ast: ASTNode, outcome: boolean): Paths {
  if (ast.op === "!_") return toldWhere(ast.args, !outcome);
  if (ast.op === "&&" || ast.op === "||") {
    const [left, right] = ast.args.map((part) => toldWhere(part, outcome));
    const isBoth = (ast.op === "&&") === outcome;
    return (isBoth ? either : both)(left ?? NONE, right ?? NONE);
  }
  const [asked] = ast.op === "call" && ast.args[0] === "has" ? ast.args[1] : [];
  const path = asked === undefined || !outcome ? null : pathOf(asked);
  return path === null ? NONE : new Set([path]);
}

/** Refuses reads of answers that nothing before has shown to be told. */
export function checkGuards(build: Build, ast: ASTNode, told: Paths = NONE): void {
  const { group } = build.answers;
  if (group === "") return;
  if (ast.op === "call" && ast.args[0] === "has") return;
  if (ast.op === "&&" || ast.op === "||") {
    const [left, right] = ast.args;
    checkGuards(build, left, told);
    checkGuards(build, right, either(told, toldWhere(left, ast.op === "&&")));
    return;
  }
  if (ast.op === "?:") {
    const [question, yes, no] = ast.args;
    checkGuards(build, question, told);
    checkGuards(build, yes, either(told, toldWhere(question, true)));
    checkGuards(build, no, either(told, toldWhere(question, false)));
    return;
  }
  const path = pathOf(ast);
  if (path?.startsWith(`${group}.`) === true && !told.has(path)) {
    refuse(
      build,
      ast,
      "may_be_untold",
      `Not every member has told ${path}.`,
      `Ask first whether it is told: has(${path}) && …`,
    );
    return;
  }
  for (const part of partsOf(ast.args)) checkGuards(build, part, told);
}

function partsOf(value: unknown): ASTNode[] {
  if (isTree(value)) return [value];
  return Array.isArray(value) ? value.flatMap(partsOf) : [];
}

function isTree(value: unknown): value is ASTNode {
  return isFields(value) && "op" in value && "args" in value;
}

/** Refuses texts that are compared with an answer, or looked for in one, and are none of its choices. */
export function checkChoices(build: Build, at: Span, left: Sound, right: Sound): void {
  for (const [asked, written] of [
    [left, right],
    [right, left],
  ] as const) {
    const choices = asked.path === null ? undefined : build.answers.choices.get(asked.path);
    if (choices === undefined || !written.constant) continue;
    for (const text of textsOf(written))
      if (!choices.includes(text))
        refuse(
          build,
          at,
          "unknown_choice",
          `${asked.path} has no choice '${text}'${nearest(text, choices)}`,
          `The choices are: ${listed(choices)}.`,
        );
  }
}

function textsOf(written: Sound): string[] {
  const value: unknown = written.run(NO_CONTEXT, []);
  return [value].flat().filter((text) => typeof text === "string");
}
