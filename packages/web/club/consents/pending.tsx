/** What somebody else has said of the member's consents, with who, when and until when: it waits for an answer here. */
import { useMutation } from "@tanstack/react-query";
import type { AnswerOf } from "@trofast/contract/endpoint";
import type { myConsents } from "@trofast/contract/consents";
import { useEffect, useId, useRef } from "react";
import { useTranslation } from "react-i18next";
import { queries, trofast, TrofastProblem } from "../../ui/api.ts";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { dayAndYear } from "../../ui/format.ts";
import { useFailureText } from "../../ui/states.tsx";
import { tell } from "../../ui/toast.tsx";
import { consentsCall } from "../calls.ts";
import { sourceOf } from "./source.ts";

type Standing = AnswerOf<typeof myConsents>;
type Waiting = Standing["pending"][number];

export function PendingConsents({ standing }: { readonly standing: Standing }) {
  const { t } = useTranslation();
  const id = useId();
  const heading = useRef<HTMLHeadingElement>(null);
  const answer = useAnswer();
  const count = standing.pending.length;
  const before = useRef(count);
  useEffect(() => {
    const isFewer = count < before.current;
    before.current = count;
    // The pressed button went with what was answered: focus goes on to what is left, or to the screen's own heading.
    if (isFewer && document.activeElement === document.body)
      (heading.current ?? document.querySelector("h1"))?.focus({ preventScroll: true });
  }, [count]);
  if (count === 0) return null;
  return (
    <section aria-labelledby={id} className="flex flex-col gap-3">
      <h2 id={id} ref={heading} tabIndex={-1} className="text-xl outline-none">
        {t("consents.waiting.title")}
      </h2>
      <p>{t("consents.waiting.lead")}</p>
      <ul className="flex flex-col gap-3">
        {standing.pending.map((each) => (
          <Pending
            key={`${each.purpose}${each.channel}${each.wordingHash}`}
            waiting={each}
            agreed={standing.consents.find(
              ({ purpose, channel, given }) =>
                given && purpose === each.purpose && channel === each.channel,
            )}
            isBusy={answer.isPending}
            onAnswer={(confirmed) => answer.mutate({ ...each, confirmed })}
          />
        ))}
      </ul>
    </section>
  );
}

function useAnswer() {
  const { t } = useTranslation();
  const failureText = useFailureText();
  return useMutation({
    mutationFn: ({
      purpose,
      channel,
      wordingHash,
      confirmed,
    }: Waiting & { readonly confirmed: boolean }) =>
      trofast.consents.answer({ body: { purpose, channel, wordingHash, confirmed } }),
    onSuccess: (next, { confirmed }) => {
      queries.setQueryData(consentsCall.queryKey, next);
      void queries.invalidateQueries({ queryKey: ["mirror"] });
      tell(t(confirmed ? "consents.waiting.confirmed" : "consents.waiting.declined"));
    },
    onError: (error) => {
      if (error instanceof TrofastProblem && error.code === "conflict") {
        tell(t("consents.waiting.over"));
        void queries.invalidateQueries({ queryKey: consentsCall.queryKey });
        return;
      }
      tell(failureText(error));
    },
  });
}

function Pending({
  waiting,
  agreed,
  isBusy,
  onAnswer,
}: {
  readonly waiting: Waiting;
  /** To earlier words. */
  readonly agreed: Standing["consents"][number] | undefined;
  readonly isBusy: boolean;
  readonly onAnswer: (confirmed: boolean) => void;
}) {
  const { t } = useTranslation();
  const id = useId();
  const { purpose, channel } = waiting;
  return (
    <Card as="li" aria-labelledby={id} className="flex flex-col gap-3">
      <h3 id={id} className="text-lg">
        {t(`consents.purpose.${purpose}`)}
        {channel !== null && ` · ${t(`consents.channel.${channel}`)}`}
      </h3>
      <blockquote lang={waiting.language} className="border-l-4 border-brand pl-3">
        {waiting.wording}
      </blockquote>
      <Told waiting={waiting} />
      {agreed && <p>{t("consents.waiting.earlier", { day: dayAndYear(agreed.at) })}</p>}
      <div className="flex flex-wrap gap-3">
        <Button kind="plain" aria-describedby={id} disabled={isBusy} onClick={() => onAnswer(true)}>
          {t("consents.waiting.yes")}
        </Button>
        <Button
          kind="plain"
          aria-describedby={id}
          disabled={isBusy}
          onClick={() => onAnswer(false)}
        >
          {t("consents.waiting.no")}
        </Button>
      </div>
    </Card>
  );
}

/** Who says so, through what, since when, and how long it waits. */
function Told({ waiting }: { readonly waiting: Waiting }) {
  const { t } = useTranslation();
  const known = sourceOf(waiting.source);
  const rows = [
    [t("consents.waiting.who"), t(`consents.waiting.by.${waiting.recordedBy}`)],
    [
      t("consents.waiting.how"),
      known === null ? waiting.source : t(`consents.waiting.source.${known}`),
    ],
    [t("consents.waiting.when"), dayAndYear(waiting.askedAt)],
    [t("consents.waiting.until"), dayAndYear(waiting.expiresAt)],
  ] as const;
  return (
    <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1">
      {rows.map(([name, value]) => (
        <div key={name} className="contents">
          <dt className="text-muted">{name}</dt>
          <dd className="min-w-0 wrap-anywhere">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
