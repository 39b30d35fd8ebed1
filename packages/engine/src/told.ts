/**
 * What members have told of themselves, as rules read it: `member.birthMonth`, `member.profile.milk`. An answer that a
 * member has not given is known to be untold: it is never a value that a rule could give for by mistake.
 */
import type { CompiledProgramme } from "./programme/compiled.ts";
import type { ProfileKind } from "./programme/profile-schema.ts";

export type ToldAnswer = number | boolean | string | readonly string[];
/** Answers by the field that asks for them; what is untold is left out. */
export type Told = Readonly<Record<string, ToldAnswer>>;

/** Fields that rules know without a declaration, as every club begins with them. */
export const COMMON_FIELDS: Readonly<Record<string, ProfileKind>> = {
  birthMonth: "month",
  interests: { choices: null },
  motives: { choices: null },
  homeStore: "store",
};

const COMMON = new RegExp(`^member\\.(${Object.keys(COMMON_FIELDS).join("|")})$`);
const DECLARED = /^member\.profile\.([a-z][A-Za-z0-9]*)$/;

/** The field that a path of an expression reads, such as `milk` of `member.profile.milk`; null where it is no answer. */
export function fieldRead(path: string): string | null {
  return (COMMON.exec(path) ?? DECLARED.exec(path))?.[1] ?? null;
}

/** The fields that an expression names, in the order in which it does. */
export function fieldsIn(text: string): string[] {
  const paths = text.match(/\bmember\.(?:profile\.)?[a-z][A-Za-z0-9]*/g) ?? [];
  return [...new Set(paths.flatMap((path) => fieldRead(path) ?? []))];
}

/** The first field that a condition asks for and that was untold; null where there is none. */
export function untoldIn(condition: string, told: Told = {}): string | null {
  return fieldsIn(condition).find((field) => !Object.hasOwn(told, field)) ?? null;
}

/** What a field answers with, by what the programme knows of it; undefined where it knows no such field. */
export function kindOf(
  { source }: Pick<CompiledProgramme, "source">,
  field: string,
): ProfileKind | undefined {
  if (Object.hasOwn(COMMON_FIELDS, field)) return COMMON_FIELDS[field];
  return Object.hasOwn(source.profile, field) ? source.profile[field] : undefined;
}

/** Of answers, those that the programme's rules read and that are of the kind they expect; null where there are none. */
export function toldFor(
  programme: CompiledProgramme,
  answers: Readonly<Record<string, ToldAnswer>>,
): Told | null {
  const told: Record<string, ToldAnswer> = {};
  for (const field of programme.fieldsRead) {
    const answer = Object.hasOwn(answers, field) ? answers[field] : undefined;
    const kind = kindOf(programme, field);
    if (answer !== undefined && kind !== undefined && isOfKind(answer, kind)) told[field] = answer;
  }
  return Object.keys(told).length === 0 ? null : told;
}

/** Answers to declared fields, each of its kind. */
export function declaredIn(
  told: Told | undefined,
  declared: Readonly<Record<string, ProfileKind>>,
): Told {
  const own: Record<string, ToldAnswer> = {};
  for (const [field, kind] of Object.entries(declared)) {
    const answer = told?.[field];
    if (answer !== undefined && isOfKind(answer, kind)) own[field] = answer;
  }
  return own;
}

const NOTHING: readonly string[] = [];

/** Several choices; none where it is untold. */
export function listIn(told: Told | undefined, field: string): readonly string[] {
  const answer = told?.[field];
  return typeof answer === "object" ? answer : NOTHING;
}

/** Is it an answer of that kind? Which choices there are is not asked: a club may have more than its rules name. */
export function isOfKind(answer: ToldAnswer, kind: ProfileKind): boolean {
  if (typeof kind === "object")
    return "choice" in kind ? typeof answer === "string" : Array.isArray(answer);
  switch (kind) {
    case "number":
    case "month":
      return typeof answer === "number";
    case "yesno":
      return typeof answer === "boolean";
    case "store":
      return typeof answer === "string";
  }
}
