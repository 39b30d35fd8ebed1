/** The control for an answer, by what is asked: a few to choose from, a list, a month, a text. */
import type { AnswerOf } from "@trofast/contract/endpoint";
import type { myFields } from "@trofast/contract/self-questions";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { answerWords, choicesOf, months, type Answer, type Option } from "../../ui/answers.ts";
import { SelectField, TextField } from "../../ui/field.tsx";
import { Choice } from "../../ui/toggle.tsx";

export type Asked = Omit<AnswerOf<typeof myFields>["data"][number], "answer">;

/** More than these are a list and no buttons. */
const BUTTONS_MAX = 7;

/** What is written so far; `answer` is null while there is nothing to send. */
export interface Writing {
  readonly asked: Asked;
  readonly text: string;
  readonly picked: readonly string[];
  readonly answer: Answer | null;
  readonly setText: (text: string) => void;
  readonly setPicked: (picked: readonly string[]) => void;
}

/** @param known what has been said before. */
export function useWriting(asked: Asked, known: Answer | null = null): Writing {
  const [text, setText] = useState(() =>
    known === null || typeof known === "object" ? "" : String(known),
  );
  const [picked, setPicked] = useState<readonly string[]>(
    typeof known === "object" ? (known ?? []) : [],
  );
  return { asked, text, picked, answer: answerFrom(asked, text, picked), setText, setPicked };
}

function answerFrom({ kind }: Asked, text: string, picked: readonly string[]): Answer | null {
  if (kind === "choices") return picked.length === 0 ? null : picked;
  const said = text.trim();
  if (said === "") return null;
  if (kind === "yes_no") return said === "true";
  return kind === "number" || kind === "month" ? Number(said) : said;
}

export function AnswerField({ asked, text, picked, setText, setPicked }: Writing) {
  const { t } = useTranslation();
  const label = t("home.question.answer");
  const options = useOptions(asked);
  if (asked.kind === "choices")
    return <Picks choices={options ?? []} picked={picked} setPicked={setPicked} />;
  if (options === null)
    return (
      <TextField
        label={label}
        inputMode={asked.kind === "number" ? "decimal" : undefined}
        type={asked.kind === "number" ? "number" : "text"}
        value={text}
        onChange={({ target }) => setText(target.value)}
      />
    );
  if (options.length <= BUTTONS_MAX)
    return <Choice legend={label} value={text} options={options} onChange={setText} />;
  return (
    <SelectField
      label={label}
      value={text}
      options={[{ value: "", text: "–" }, ...options]}
      onChange={({ target }) => setText(target.value)}
    />
  );
}

/** What may be chosen; null where anything may be written. */
function useOptions(asked: Asked): readonly Option[] | null {
  const { t } = useTranslation();
  if (asked.kind === "yes_no")
    return [
      { value: "true", text: t("home.question.yes") },
      { value: "false", text: t("home.question.no") },
    ];
  if (asked.kind === "month") return months();
  return asked.choices === null ? null : choicesOf(asked);
}

/** An answer in the words of who reads it. */
export function useAnswerWords(): (asked: Asked, answer: Answer) => string {
  const { t } = useTranslation();
  const says = { yes: t("home.question.yes"), no: t("home.question.no") };
  return (asked, answer) => answerWords(asked, answer, says);
}

/** Several of the choices. */
function Picks({
  choices,
  picked,
  setPicked,
}: {
  readonly choices: readonly Option[];
  readonly picked: readonly string[];
  readonly setPicked: (picked: readonly string[]) => void;
}) {
  const { t } = useTranslation();
  return (
    <fieldset className="flex flex-wrap gap-2">
      <legend className="mb-1.5 font-medium">{t("home.question.answer")}</legend>
      {choices.map((choice) => (
        <label
          key={choice.value}
          className="flex min-h-12 items-center gap-2 rounded-control border border-line-strong px-4 has-checked:border-brand has-checked:bg-brand-soft"
        >
          <input
            type="checkbox"
            className="size-4 accent-brand"
            checked={picked.includes(choice.value)}
            onChange={({ target }) =>
              setPicked(
                target.checked
                  ? [...picked, choice.value]
                  : picked.filter((value) => value !== choice.value),
              )
            }
          />
          {choice.text}
        </label>
      ))}
    </fieldset>
  );
}
