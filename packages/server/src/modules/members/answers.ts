/** What a field of the profile takes, and which of several answers counts. */
import type { FieldAnswer } from "@trofast/contract/members";

export type FieldKind = "text" | "number" | "yes_no" | "choice" | "choices" | "month" | "store";

export type Words = Readonly<Record<string, string>>;

export type FieldChoice = { readonly value: string; readonly label: Words };

/** Something a club asks of its members, with what for and for how long. */
export type Field = {
  readonly field: string;
  readonly kind: FieldKind;
  readonly label: Words;
  /** Null: never asked. */
  readonly question: Words | null;
  /** Null: any value of the kind. */
  readonly choices: readonly FieldChoice[] | null;
  /** One text, or one per language. */
  readonly purpose: string | Words;
  /** Null: as long as the membership. */
  readonly keepDays: number | null;
  /** What rules need before they read the answers; null: the membership is enough. */
  readonly consent: "profiling" | "sharing" | null;
  readonly position: number;
};

/** From where an answer comes, the strongest first: what a member states outranks everything else. */
export const provenances = ["stated", "imported", "inferred"] as const;
export type Provenance = (typeof provenances)[number];

export type Answer = {
  readonly field: string;
  readonly provenance: Provenance;
  readonly value: FieldAnswer;
  /** Epoch milliseconds. */
  readonly saidAt: number;
};

/** The answer that counts per field. */
export function countingAnswers(answers: readonly Answer[]): Map<string, Answer> {
  const counting = new Map<string, Answer>();
  for (const provenance of provenances)
    for (const answer of answers)
      if (answer.provenance === provenance && !counting.has(answer.field))
        counting.set(answer.field, answer);
  return counting;
}

/** Why a field does not take an answer, as a sentence, or null where it does. Whether a store exists is asked elsewhere. */
export function faultOf(field: Field, answer: FieldAnswer): string | null {
  switch (field.kind) {
    case "text":
      return isClean(answer) ? null : "It takes a text of one line.";
    case "store":
      return isClean(answer) ? null : "It takes the id of a store.";
    case "number":
      return typeof answer === "number" && Number.isFinite(answer) ? null : "It takes a number.";
    case "yes_no":
      return typeof answer === "boolean" ? null : "It takes true or false.";
    case "month":
      return typeof answer === "number" && Number.isInteger(answer) && answer >= 1 && answer <= 12
        ? null
        : "It takes a month, 1 to 12.";
    case "choice":
      return typeof answer === "string" && isChoice(field, answer)
        ? null
        : choiceFault(field, "one");
    case "choices": {
      const isSet = Array.isArray(answer) && new Set(answer).size === answer.length;
      return isSet && answer.every((each) => isChoice(field, each))
        ? null
        : choiceFault(field, "a list");
    }
    default:
      return unknownKind(field.kind);
  }
}

function isClean(answer: FieldAnswer): boolean {
  return (
    typeof answer === "string" &&
    answer.trim() !== "" &&
    !/\p{Cc}/u.test(answer) &&
    answer.isWellFormed()
  );
}

function isChoice({ choices }: Field, value: string): boolean {
  if (choices === null) return /^[a-z0-9]+(?:[-_/][a-z0-9]+)*$/.test(value);
  return choices.some((choice) => choice.value === value);
}

function choiceFault({ choices }: Field, what: string): string {
  if (choices === null) return `It takes ${what} of lower-case words such as coffee-beans.`;
  return `It takes ${what} of ${choices.map(({ value }) => value).join(", ")}.`;
}

function unknownKind(kind: never): never {
  throw new Error(`a field of an unknown kind: ${String(kind)}`);
}
