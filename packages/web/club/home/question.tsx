/** One question at a time, with what the answer is for, and ways to leave it. */
import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { Answer } from "../../ui/answers.ts";
import { queries, trofast } from "../../ui/api.ts";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { useFailureText } from "../../ui/states.tsx";
import { tell } from "../../ui/toast.tsx";
import { AnswerField, useWriting, type Asked } from "../profile/answer-field.tsx";
import { worded } from "../../ui/worded.ts";

export function Question({ question }: { readonly question: Asked }) {
  const { t } = useTranslation();
  const failureText = useFailureText();
  const writing = useWriting(question);
  const { answer } = writing;
  const send = useMutation({
    mutationFn: (said: { answer: Answer } | { decline: "not_now" | "never" }) =>
      trofast.self.answer({ body: { field: question.field, ...bodyOf(said) } }),
    onSuccess: async (_thanks, said) => {
      if ("answer" in said) tell(t("home.question.thanks"));
      await queries.invalidateQueries({ queryKey: ["question"] });
      await queries.invalidateQueries({ queryKey: ["fields"] });
    },
  });
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
        <AnswerField {...writing} />
        <p className="mt-2 text-sm text-muted">
          {t("home.question.use", { purpose: worded(question.purpose) })}
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

const bodyOf = (said: { answer: Answer } | { decline: "not_now" | "never" }) =>
  "answer" in said ? { answer: sent(said.answer) } : said;

const sent = (answer: Answer): string | number | boolean | string[] =>
  typeof answer === "object" ? [...answer] : answer;
