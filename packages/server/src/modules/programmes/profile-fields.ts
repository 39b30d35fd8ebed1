/** A programme reads what the club's questions ask: do the two mean the same by a field, and is anybody asked? */
import type { CompiledProgramme } from "@trofast/engine/programme/compiled";
import { nearest, pointer, type ProgrammeProblem } from "@trofast/engine/programme/problems";
import type { ProfileKind } from "@trofast/engine/programme/profile-schema";
import { COMMON_FIELDS } from "@trofast/engine/told";

type Names = Readonly<Record<string, string>>;

/** A question as the club has declared it. */
export interface AskedField {
  readonly field: string;
  readonly label: Names;
  readonly kind: "text" | "number" | "yes_no" | "choice" | "choices" | "month" | "store";
  /** Null: any value of the kind. */
  readonly choices: readonly { readonly value: string; readonly label: Names }[] | null;
  /** Null: never asked. */
  readonly question: unknown;
}

/** What fields are called, and their choices by their values. */
export type FieldsCalled = Record<
  string,
  { label: Record<string, string>; choices: Record<string, Record<string, string>> }
>;

/** What the fields that rules read are called, and their choices. */
export function calledIn(
  { fieldsRead }: CompiledProgramme,
  asked: readonly AskedField[],
): FieldsCalled {
  const called: FieldsCalled = {};
  for (const { field, label, choices } of asked) {
    if (!fieldsRead.includes(field)) continue;
    const named = (choices ?? []).map((choice) => [choice.value, { ...choice.label }] as const);
    called[field] = { label: { ...label }, choices: Object.fromEntries(named) };
  }
  return called;
}

/** What is wrong between the fields that a programme declares or reads and those that the club has. */
export function fieldProblems(
  { source, fieldsRead }: CompiledProgramme,
  asked: readonly AskedField[],
): ProgrammeProblem[] {
  const known = new Map(asked.map((field) => [field.field, field]));
  const declared = Object.entries(source.profile).flatMap(([name, kind]) => {
    const field = known.get(name);
    return field === undefined ? [unknown(name, [...known.keys()])] : differing(field, kind);
  });
  const untold = fieldsRead.flatMap((name) => untoldOf(name, known.get(name)));
  return [...declared, ...untold];
}

function unknown(name: string, known: readonly string[]): ProgrammeProblem {
  const near = nearest(name, known);
  return {
    severity: "error",
    code: "profile_field_unknown",
    path: pointer(["profile", name]),
    subject: name,
    message: `The club asks its members for no field '${name}'.`,
    advice:
      near === undefined
        ? "Add it to the questions to members first, with its purpose, then publish again."
        : `Did you mean '${near}'?`,
  };
}

const kindOf = (kind: ProfileKind): AskedField["kind"] => {
  if (kind === "yesno") return "yes_no";
  return typeof kind === "string" ? kind : "choice" in kind ? "choice" : "choices";
};

function differing(field: AskedField, kind: ProfileKind): ProgrammeProblem[] {
  const place = {
    severity: "error",
    path: pointer(["profile", field.field]),
    subject: field.field,
  } as const;
  const wanted = kindOf(kind);
  if (wanted !== field.kind)
    return [
      {
        ...place,
        code: "profile_field_kind",
        message: `'${field.field}' is asked as ${field.kind}, and declared here as ${wanted}.`,
        advice:
          field.kind === "text"
            ? "No rule reads free text: ask for a choice instead."
            : "Declare it here as it is asked.",
      },
    ];
  const offered = field.choices?.map(({ value }) => value);
  const values = typeof kind === "object" ? Object.values(kind).flat() : [];
  return values
    .filter((value) => value !== null && offered?.includes(value) === false)
    .map((value) => ({
      ...place,
      code: "profile_choice_unknown",
      message: `Nobody can answer '${value}': it is no choice of '${field.field}'.`,
      advice: `Add it to the question, or remove it here. The choices are: ${offered?.join(", ")}.`,
    }));
}

/** A rule that reads what nobody is asked gives to nobody. */
function untoldOf(name: string, field: AskedField | undefined): ProgrammeProblem[] {
  const common = COMMON_FIELDS[name];
  const isOther = field !== undefined && common !== undefined && kindOf(common) !== field.kind;
  // Of declared fields that is an error already.
  if (field === undefined && common === undefined) return [];
  if (field !== undefined && field.question !== null && !isOther) return [];
  return [
    {
      severity: "warning",
      code: "profile_never_asked",
      path: common === undefined ? pointer(["profile", name]) : "",
      subject: name,
      message: isOther
        ? `A rule reads '${name}', which the club asks as ${field.kind}: nobody has told it in the way that the rule reads.`
        : `A rule reads '${name}', and no member is asked for it.`,
      advice: "Let the questions to members ask for it, or remove the condition.",
    },
  ];
}
