/** Publishing: now or from the day that is chosen, with what it means said first; where it takes two people, one asks. */
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../ui/button.tsx";
import { TextField } from "../../ui/field.tsx";
import { first } from "../../ui/first.ts";
import { dayAndTime } from "../../ui/format.ts";
import { tell } from "../../ui/toast.tsx";
import { Confirmed, Panel } from "../parts/pieces.tsx";
import { PublishNote } from "./publish-note.tsx";
import { usePublishing } from "./publishing.ts";
import type { Document } from "./rule-form.ts";
import { dayInWords, type StartDay } from "./start-day.ts";

export function Publish({
  document,
  start,
  isReady,
  stopAtFirst,
}: {
  readonly document: Document;
  readonly start: StartDay;
  readonly isReady: boolean;
  /** Leads to what is wrong first; false where nothing is. */
  readonly stopAtFirst: () => boolean;
}) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [note, setNote] = useState("");
  const { effectiveAt } = start;
  const from = effectiveAt === undefined ? null : dayInWords(start.day);
  const publication = {
    document: JSON.stringify(document),
    ...(effectiveAt !== undefined && { effectiveAt }),
    ...(note.trim() !== "" && { note: note.trim() }),
  };
  const { publish, ask, isBusy, takesTwo, failed } = usePublishing({
    published: ({ version }) => {
      tell(
        from === null
          ? t("programme.publish.done", { version })
          : t("programme.publish.doneFrom", { version, day: from }),
      );
      void navigate({ to: "/programme" });
    },
    asked: ({ needs, dueAt }) => tell(t(`campaign.asked.${needs}`, { when: dayAndTime(dueAt) })),
  });
  return (
    <Panel title={t("programme.publish.title")}>
      <p>
        {t("programme.publish.from")}: {from ?? t("programme.publish.now").toLocaleLowerCase()}
      </p>
      <TextField
        className="min-h-10"
        maxLength={500}
        label={t("programme.publish.note")}
        value={note}
        onChange={(event) => setNote(event.target.value)}
      />
      <PublishNote takesTwo={takesTwo} failed={failed} />
      <div className="flex flex-wrap items-center gap-2">
        {takesTwo ? (
          <Button size="console" onClick={() => ask(publication)} busy={isBusy && t("ui.saving")}>
            {t("programme.publish.ask")}
          </Button>
        ) : (
          <Confirmed
            kind="main"
            label={t("programme.publish.act")}
            title={t("programme.publish.title")}
            consequence={
              <>
                <p>
                  {from === null
                    ? t("programme.publish.consequence")
                    : t("programme.publish.consequenceFrom", { day: from })}
                </p>
                {first.club.demo && <p className="mt-2 text-muted">{t("campaign.alone")}</p>}
              </>
            }
            before={stopAtFirst}
            act={() => publish(publication)}
            busy={isBusy}
          />
        )}
        {!isReady && <p className="text-sm">{t("programme.start.problems")}.</p>}
      </div>
    </Panel>
  );
}
