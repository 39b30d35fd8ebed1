/** One question at a time, with what the answer is for, and ways to leave it. */
import type { AnswerOf } from "@trofast/contract/endpoint";
import type { myQuestion } from "@trofast/contract/self";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { queries, trofast } from "../../ui/api.ts";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { SelectField, TextField } from "../../ui/field.tsx";
import { locale } from "../../ui/format.ts";
import { Choice } from "../../ui/toggle.tsx";
import { useFailureText } from "../../ui/states.tsx";
import { tell } from "../../ui/toast.tsx";
import { worded } from "../worded.ts";

type Asked = NonNullable<AnswerOf<typeof myQuestion>["question"]>;
type Answer = string | number | boolean | string[];

export function Question({ question }: { readonly question: Asked }) {
  const { t } = useTranslation();
  const failureText = useFailureText();
  const [text, setText] = useState("");
  const [picked, setPicked] = useState<readonly string[]>([]);
  const send = useMutation({
    mutationFn: (body: { answer: Answer } | { decline: "not_now" | "never" }) =>
      trofast.self.answer({ body: { field: question.field, ...body } }),
    onSuccess: async ({ thanks }) => {
      if (thanks) tell(t("home.question.thanks"));
      await queries.invalidateQueries({ queryKey: ["question"] });
      await queries.invalidateQueries({ queryKey: ["me"] });
    },
  });
  const answer = answerFrom(question, text, picked);
  return (
    <Card aria-labelledby="question">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (answer !== null) send.mutate({ answer });
        }}
      >
        <p className="text-muted">{t("home.question.label")}</p>
        <h2 id="question" className="mb-3 text-xl">
          {worded(question.question ?? question.label)}
        </h2>
        <AnswerField {...{ question, text, setText, picked, setPicked }} />
        <p className="mt-2 text-sm text-muted">
          {t("home.question.use", { purpose: question.purpose })}
        </p>
        {send.isError && (
          <p role="alert" className="mt-2 font-medium text-bad">
            {failureText(send.error)}
          </p>
        )}
        <div className="mt-4 flex flex-wrap gap-2">
          <Button type="submit" disabled={answer === null || send.isPending}>
            {t("home.question.save")}
          </Button>
          <Button kind="quiet" onClick={() => send.mutate({ decline: "not_now" })}>
            {t("home.question.notNow")}
          </Button>
          <Button kind="quiet" onClick={() => send.mutate({ decline: "never" })}>
            {t("home.question.never")}
          </Button>
        </div>
      </form>
    </Card>
  );
}

function AnswerField({
  question,
  text,
  setText,
  picked,
  setPicked,
}: {
  readonly question: Asked;
  readonly text: string;
  readonly setText: (text: string) => void;
  readonly picked: readonly string[];
  readonly setPicked: (picked: readonly string[]) => void;
}) {
  const { t } = useTranslation();
  const choices = question.choices?.map(({ value, label }) => ({ value, text: worded(label) }));
  if (question.kind === "yes_no")
    return (
      <Choice
        legend={t("home.question.answer")}
        value={text}
        options={[
          { value: "true", text: t("home.question.yes") },
          { value: "false", text: t("home.question.no") },
        ]}
        onChange={setText}
      />
    );
  if (choices !== undefined && question.kind === "choices")
    return <Picks choices={choices} picked={picked} setPicked={setPicked} />;
  if (choices !== undefined)
    return (
      <Choice
        legend={t("home.question.answer")}
        value={text}
        options={choices}
        onChange={setText}
      />
    );
  if (question.kind === "month")
    return (
      <SelectField
        label={t("home.question.answer")}
        value={text}
        options={[{ value: "", text: "–" }, ...months()]}
        onChange={({ target }) => setText(target.value)}
      />
    );
  return (
    <TextField
      label={t("home.question.answer")}
      hint={question.kind === "choices" ? t("home.question.several") : undefined}
      type={question.kind === "number" ? "number" : "text"}
      value={text}
      onChange={({ target }) => setText(target.value)}
    />
  );
}

/** Several of the choices. */
function Picks({
  choices,
  picked,
  setPicked,
}: {
  readonly choices: readonly { readonly value: string; readonly text: string }[];
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

/** Null while there is nothing to send. */
function answerFrom(question: Asked, text: string, picked: readonly string[]): Answer | null {
  const said = text.trim();
  if (question.kind === "choices") {
    const values = question.choices === null ? said.split(",").map((part) => part.trim()) : picked;
    const some = values.filter((value) => value !== "");
    return some.length === 0 ? null : some;
  }
  if (said === "") return null;
  if (question.kind === "yes_no") return said === "true";
  return question.kind === "number" || question.kind === "month" ? Number(said) : said;
}

const months = (): { value: string; text: string }[] =>
  Array.from({ length: 12 }, (_, month) => ({
    value: String(month + 1),
    text: new Intl.DateTimeFormat(locale(), { month: "long", timeZone: "UTC" }).format(
      Date.UTC(2024, month, 1),
    ),
  }));
