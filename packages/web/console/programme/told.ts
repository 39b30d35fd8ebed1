/**
 * Conditions on what members have told: the questions that the club asks, each answer as a choice, and what the
 * programme must declare so that its rules may read them.
 */
import { fieldsIn } from "@trofast/engine/told";
import { isRecord, rulesOf, textOf, type Document } from "./rule-form.ts";

/** A question as the club has declared it. */
export interface Asked {
  readonly field: string;
  readonly kind: string;
  readonly label: Readonly<Record<string, string>>;
  readonly choices:
    | readonly { readonly value: string; readonly label: Readonly<Record<string, string>> }[]
    | null;
}

/** Every club has them, and no programme declares them. */
const COMMON = new Set(["birthMonth", "interests", "motives", "homeStore"]);

export interface ToldChoice {
  /** The condition's text. */
  readonly text: string;
  readonly asked: Asked;
  /** The answer; null where it is yes. */
  readonly choice: NonNullable<Asked["choices"]>[number] | null;
}

/** Every answer that a rule can ask for. */
export function toldChoices(fields: readonly Asked[]): ToldChoice[] {
  return fields.flatMap((asked): ToldChoice[] => {
    const { field, kind, choices } = asked;
    if (kind === "yes_no") return [{ text: conditionOn(field, kind, ""), asked, choice: null }];
    if (COMMON.has(field) && field !== "motives") return [];
    return (choices ?? []).map((choice) => ({
      text: conditionOn(field, kind, choice.value),
      asked,
      choice,
    }));
  });
}

function conditionOn(field: string, kind: string, value: string): string {
  if (COMMON.has(field)) return `"${value}" in member.${field}`;
  const path = `member.profile.${field}`;
  if (kind === "yes_no") return `has(${path}) && ${path}`;
  return kind === "choice"
    ? `has(${path}) && ${path} == "${value}"`
    : `has(${path}) && "${value}" in ${path}`;
}

/** The document with those fields declared that its rules read and the club asks; what it declares already stays. */
export function declared(document: Document, fields: readonly Asked[]): Document {
  const profile = isRecord(document["profile"]) ? document["profile"] : {};
  const read = new Set(rulesOf(document).flatMap((rule) => fieldsIn(textOf(rule["when"]))));
  const added = fields.flatMap((asked) => {
    const kind = kindOf(asked);
    const isNew = read.has(asked.field) && !Object.hasOwn(profile, asked.field);
    return isNew && kind !== null && !COMMON.has(asked.field) ? [[asked.field, kind] as const] : [];
  });
  if (added.length === 0) return document;
  return { ...document, profile: { ...profile, ...Object.fromEntries(added) } };
}

/** As the programme writes it; null where no rule reads it. */
function kindOf({ kind, choices }: Asked): string | Record<string, readonly string[]> | null {
  if (kind === "yes_no") return "yesno";
  if (kind === "choice" || kind === "choices")
    return choices === null ? null : { [kind]: choices.map(({ value }) => value) };
  return kind === "text" ? null : kind;
}
