/** What the member has said of themselves, field by field. */
import { useTranslation } from "react-i18next";
import { answerWords } from "../answers.ts";
import { Card } from "../card.tsx";
import { worded } from "../worded.ts";
import type { Seen, Whose } from "./reflection.tsx";

export function Answers({
  answers,
  whose,
}: {
  readonly answers: NonNullable<Seen["answers"]>;
  readonly whose: Whose;
}) {
  const { t } = useTranslation("mirror");
  return (
    <Card aria-labelledby="mirror-answers">
      <h2 id="mirror-answers" className="mb-2 text-xl">
        {t(`answers.${whose}`)}
      </h2>
      <dl>
        {answers.map((asked) => (
          <div key={asked.field} className="border-b border-line py-2 last:border-b-0">
            <dt className="text-sm text-muted">{worded(asked.label)}</dt>
            <dd className="wrap-anywhere">
              {answerWords(asked, asked.answer.value, { yes: t("yes"), no: t("no") })}
            </dd>
            {asked.answer.from !== "stated" && (
              <dd className="text-sm text-muted">{t(`from.${asked.answer.from}`)}</dd>
            )}
          </div>
        ))}
      </dl>
    </Card>
  );
}
