/** Everything that a member may say of themselves, with what the club knows of it: said, changed, taken back. */
import { useMutation, useQuery } from "@tanstack/react-query";
import type { AnswerOf } from "@trofast/contract/endpoint";
import type { myFields } from "@trofast/contract/self-questions";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { queries, trofast } from "../../ui/api.ts";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { number } from "../../ui/format.ts";
import { Sheet } from "../../ui/sheet.tsx";
import { Failure, Loading, useFailureText } from "../../ui/states.tsx";
import { tell } from "../../ui/toast.tsx";
import { fieldsCall } from "../calls.ts";
import { worded } from "../../ui/worded.ts";
import { AnswerField, useAnswerWords, useWriting } from "./answer-field.tsx";

type Field = AnswerOf<typeof myFields>["data"][number];

export function Sayings() {
  const { t } = useTranslation();
  const { data: fields, error, refetch } = useQuery(fieldsCall);
  // Kept as the sheet closes, so that it is called the same to the end.
  const [field, setField] = useState<Field | null>(null);
  const [isOpen, setOpen] = useState(false);
  if (fields === undefined)
    return error ? (
      <Failure error={error} retry={() => void refetch()} />
    ) : (
      <Loading rows={3} className="h-14" />
    );
  if (fields.length === 0) return null;
  return (
    <Card aria-labelledby="answers">
      <h2 id="answers" className="text-xl">
        {t("profile.answers")}
      </h2>
      <p className="mb-2 text-muted">{t("profile.answersAbout")}</p>
      <ul>
        {fields.map((each) => (
          <Saying
            key={each.field}
            field={each}
            change={() => {
              setField(each);
              setOpen(true);
            }}
          />
        ))}
      </ul>
      <Sheet open={isOpen} onOpenChange={setOpen} title={field === null ? "" : worded(field.label)}>
        {field && <SayingForm field={field} close={() => setOpen(false)} />}
      </Sheet>
    </Card>
  );
}

function Saying({ field, change }: { readonly field: Field; readonly change: () => void }) {
  const { t } = useTranslation();
  const words = useAnswerWords();
  const called = worded(field.label);
  const { answer } = field;
  const act = t(answer === null ? "profile.say" : "profile.change");
  return (
    <li className="flex max-w-none items-center justify-between gap-3 border-b border-line py-2 last:border-b-0">
      <span className="min-w-0">
        <span className="block font-medium">{called}</span>
        <span className={`block break-words ${answer === null ? "text-muted" : ""}`}>
          {answer === null ? t("profile.unknown") : words(field, answer.value)}
        </span>
        {answer && answer.from !== "stated" && (
          <span className="block text-sm text-muted">{t(`profile.from.${answer.from}`)}</span>
        )}
      </span>
      <Button
        kind="quiet"
        className="shrink-0"
        aria-haspopup="dialog"
        aria-label={`${act}: ${called}`}
        onClick={change}
      >
        {act}
      </Button>
    </li>
  );
}

function SayingForm({ field, close }: { readonly field: Field; readonly close: () => void }) {
  const { t } = useTranslation();
  const failureText = useFailureText();
  const writing = useWriting(field, field.answer?.value);
  const { answer } = writing;
  const save = useMutation({
    mutationFn: (said: typeof answer) =>
      trofast.self.patch({
        body: { answers: { [field.field]: typeof said === "object" && said ? [...said] : said } },
      }),
    onSuccess: async (_me, said) => {
      await Promise.all(
        ["fields", "question", "me"].map((key) => queries.invalidateQueries({ queryKey: [key] })),
      );
      tell(t(said === null ? "profile.removed" : "ui.saved"));
      close();
    },
  });
  return (
    <form
      noValidate
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (answer !== null) save.mutate(answer);
      }}
    >
      {field.question && <p className="text-lg">{worded(field.question)}</p>}
      <AnswerField {...writing} />
      <p className="text-sm text-muted">
        {t("home.question.use", { purpose: worded(field.purpose) })}{" "}
        {field.keepDays === null
          ? t("profile.kept")
          : t("profile.keptFor", { count: field.keepDays, days: number(field.keepDays) })}
      </p>
      {save.isError && (
        <p role="alert" className="font-medium text-bad">
          {failureText(save.error)}
        </p>
      )}
      <div className="flex flex-wrap gap-2">
        <Button type="submit" disabled={answer === null} busy={save.isPending && t("ui.saving")}>
          {t("ui.save")}
        </Button>
        {field.answer?.from === "stated" && (
          <Button kind="quiet" disabled={save.isPending} onClick={() => save.mutate(null)}>
            {t("profile.takeBack")}
          </Button>
        )}
      </div>
    </form>
  );
}
