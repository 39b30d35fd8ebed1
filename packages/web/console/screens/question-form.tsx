/** One thing that members are asked: its words in each language, what may be answered, what for and how long. */
import { useQueryClient } from "@tanstack/react-query";
import { putField } from "@trofast/contract/members";
import { useTranslation } from "react-i18next";
import { trofast } from "../../ui/api.ts";
import { SelectField, TextField } from "../../ui/field.tsx";
import { first } from "../../ui/first.ts";
import { tell } from "../../ui/toast.tsx";
import { choicesFrom, linesOf, slugOf } from "../parts/choices.ts";
import { FormFrame } from "../parts/form-frame.tsx";
import { namesOf, nameValues, WordFields, wordFields, type Names } from "../parts/name-fields.tsx";
import { decimalOf } from "../parts/numbers.ts";
import type { Fault } from "../parts/refusals.ts";
import { useSavedForm } from "../parts/saved-form.ts";
import type { Field } from "./settings-questions.tsx";

const { languages } = first.club;
const KINDS = ["choices", "choice", "yes_no", "text", "number", "month", "store"] as const;
type Kind = (typeof KINDS)[number];

/** The empty text is none: the membership is enough. */
const CONSENTS = ["", "profiling", "sharing"] as const;
type Consent = (typeof CONSENTS)[number];

interface Values {
  readonly kind: Kind;
  readonly label: Names;
  readonly question: Names;
  readonly choices: Names;
  readonly purpose: Names;
  readonly keepDays: string;
  readonly consent: Consent;
  readonly position: string;
}

const startOf = (field: Field | null, position: number): Values => ({
  kind: field?.kind ?? "choices",
  label: nameValues(field?.label),
  question: nameValues(field?.question ?? {}),
  choices: Object.fromEntries(
    languages.map((language) => [language, linesOf(field?.choices ?? [], language)]),
  ),
  purpose: nameValues(inAll(field?.purpose ?? {})),
  keepDays: field?.keepDays ? String(field.keepDays) : "",
  consent: field?.consent ?? "",
  position: String(field?.position ?? position),
});

/** A text that is the same in every language, in each of them. */
const inAll = (words: string | Names): Names =>
  typeof words === "string"
    ? Object.fromEntries(languages.map((language) => [language, words]))
    : words;

/** @param field the one that is changed; null for a new one. */
export function QuestionForm({
  field,
  known,
  done,
}: {
  readonly field: Field | null;
  /** All that are asked already. */
  readonly known: readonly Field[];
  readonly done: () => void;
}) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const nextPosition = Math.max(0, ...known.map(({ position }) => position)) + 1;
  const form = useSavedForm({
    key: field === null ? "question" : `question_${field.field}`,
    start: startOf(field, nextPosition),
    fields: [
      "kind",
      ...(["label", "question", "choices", "purpose"] as const).flatMap(wordFields),
      "keepDays",
      "consent",
      "position",
    ],
    endpoint: putField,
    input: (values: Values) => inputOf(values, field),
    check: (values) => faultsIn(values, field, known, t),
    call: (input) => trofast.members.putField(input),
    done: () => {
      tell(t("settings.questions.saved"));
      void client.invalidateQueries({ queryKey: ["profile-fields"] });
      done();
    },
    isEmptied: field === null,
  });
  const kind = form.form.watch("kind");
  const answers = field?.answers ?? 0;
  return (
    <FormFrame form={form} submit={t("ui.save")} fields="grid items-start gap-4 sm:grid-cols-2">
      <WordFields of="label" legend={t("settings.questions.label")} field={form.field} />
      <WordFields
        of="question"
        legend={t("settings.questions.question")}
        hint={t("settings.questions.questionHint")}
        field={form.field}
      />
      <SelectField
        className="min-h-10"
        label={t("settings.questions.kind")}
        {...(answers > 0 && { hint: t("settings.questions.kindKept", { count: answers }) })}
        disabled={answers > 0}
        options={KINDS.map((value) => ({ value, text: t(`settings.questions.kinds.${value}`) }))}
        {...form.field("kind")}
      />
      {isChosen(kind) && (
        <WordFields
          of="choices"
          legend={t("settings.questions.choices")}
          hint={t("settings.questions.choicesHint")}
          isLong
          field={form.field}
        />
      )}
      <WordFields
        of="purpose"
        legend={t("settings.questions.purpose")}
        hint={t("settings.questions.purposeHint")}
        field={form.field}
      />
      <TextField
        className="min-h-10"
        inputMode="numeric"
        label={t("settings.questions.keepLabel")}
        hint={t("settings.questions.keepHint")}
        {...form.field("keepDays")}
      />
      <SelectField
        className="min-h-10"
        label={t("settings.questions.consent")}
        hint={t("settings.questions.consentHint")}
        options={CONSENTS.map((value) => ({
          value,
          text: t(`settings.questions.consents.${value === "" ? "none" : value}`),
        }))}
        {...form.field("consent")}
      />
      <TextField
        className="min-h-10"
        inputMode="numeric"
        label={t("settings.questions.position")}
        {...form.field("position")}
      />
    </FormFrame>
  );
}

const isChosen = (kind: Kind): boolean => kind === "choice" || kind === "choices";

function inputOf(values: Values, field: Field | null) {
  // A select that is switched off says nothing.
  const kind = values.kind ?? field?.kind;
  const question = namesOf(values.question, field?.question ?? {});
  const choices = choicesFrom(values.choices, languages, field?.choices ?? []) ?? [];
  return {
    params: { field: field?.field ?? idOf(values) },
    body: {
      kind,
      label: namesOf(values.label, field?.label),
      question: Object.keys(question).length === 0 ? null : question,
      choices: isChosen(kind) && choices.length > 0 ? choices : null,
      purpose: namesOf(values.purpose, inAll(field?.purpose ?? {})),
      keepDays: values.keepDays.trim() === "" ? null : decimalOf(values.keepDays),
      consent: values.consent === "" ? null : values.consent,
      position: decimalOf(values.position),
    },
  };
}

const ID_LENGTH_MAX = 60;

/** "Favourite roast" is favouriteRoast: what programs and files call it. */
function idOf({ label }: Values): string {
  const name = Object.values(label).find((words) => words.trim() !== "") ?? "";
  const joined = slugOf(name).replaceAll(/-([a-z0-9])/g, (_, letter: string) =>
    letter.toUpperCase(),
  );
  return (/^[a-z]/.test(joined) ? joined : `field${joined}`).slice(0, ID_LENGTH_MAX);
}

type Say = (
  key:
    | "settings.questions.noName"
    | "settings.questions.taken"
    | "settings.questions.noPurpose"
    | "settings.questions.choicesWrong",
) => string;

/** What the contract cannot know: one thing has one name, and choices are the same in every language. */
function faultsIn(values: Values, field: Field | null, known: readonly Field[], t: Say): Fault[] {
  const [language = ""] = languages;
  const { label, purpose, choices } = values;
  const faults: Fault[] = [];
  const add = (of: string, words: string): void => {
    faults.push({ pointer: `/${of}/${language}`, words });
  };
  if (Object.keys(namesOf(label)).length === 0) add("label", t("settings.questions.noName"));
  else if (field === null && known.some((other) => other.field === idOf(values)))
    add("label", t("settings.questions.taken"));
  if (Object.keys(namesOf(purpose)).length === 0) add("purpose", t("settings.questions.noPurpose"));
  if (
    isChosen(values.kind ?? field?.kind) &&
    choicesFrom(choices, languages, field?.choices ?? []) === null
  )
    add("choices", t("settings.questions.choicesWrong"));
  return faults;
}
