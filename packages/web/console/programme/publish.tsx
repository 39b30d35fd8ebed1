/** Publishing: from a date, with what it means said first; where it takes two people, one asks. */
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { trofast, TrofastProblem } from "../../ui/api.ts";
import { Button } from "../../ui/button.tsx";
import { TextField } from "../../ui/field.tsx";
import { useFailureText } from "../../ui/states.tsx";
import { tell } from "../../ui/toast.tsx";
import { Confirmed, Panel } from "../parts/pieces.tsx";
import { useAct } from "../step-up.tsx";
import type { Document } from "./rule-form.ts";

export function Publish({
  document,
  isReady,
}: {
  readonly document: Document;
  readonly isReady: boolean;
}) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const navigate = useNavigate();
  const failureText = useFailureText();
  const [day, setDay] = useState("");
  const [note, setNote] = useState("");
  const text = JSON.stringify(document);
  const when = {
    ...(day !== "" && { effectiveAt: new Date(`${day}T00:00`).toISOString() }),
    ...(note.trim() !== "" && { note: note.trim() }),
  };
  const publish = useAct(
    () => trofast.programmes.publish({ body: { document: text, ...when } }),
    ({ version }) => {
      tell(t("programme.publish.done", { version }));
      void client.invalidateQueries({ queryKey: ["programmes"] });
      void navigate({ to: "/programme" });
    },
    { quiet: true },
  );
  const ask = useAct(
    () => trofast.staff.askAct({ body: { kind: "publish", payload: { document: text, ...when } } }),
    () => tell(t("programme.publish.asked")),
  );
  const { error } = publish;
  return (
    <Panel title={t("programme.publish.title")}>
      <TextField
        className="min-h-10"
        type="date"
        label={t("programme.publish.from")}
        hint={t("programme.publish.fromHint")}
        value={day}
        onChange={(event) => setDay(event.target.value)}
      />
      <TextField
        className="min-h-10"
        maxLength={500}
        label={t("programme.publish.note")}
        value={note}
        onChange={(event) => setNote(event.target.value)}
      />
      {error && (
        <p role="alert" className="font-medium text-bad">
          {error instanceof TrofastProblem ? error.problem.detail : failureText(error)}
        </p>
      )}
      <div className="flex flex-wrap items-center gap-2">
        {isReady ? (
          <Confirmed
            kind="main"
            label={t("programme.publish.act")}
            title={t("programme.publish.title")}
            consequence={<p>{t("programme.publish.consequence")}</p>}
            act={() => publish.mutate(undefined)}
            busy={publish.isPending}
          />
        ) : (
          <p className="text-sm">{t("programme.start.problems")}.</p>
        )}
        {error instanceof TrofastProblem && error.code === "approval_required" && (
          <Button size="console" kind="plain" onClick={() => ask.mutate(undefined)}>
            {t("programme.publish.ask")}
          </Button>
        )}
      </div>
    </Panel>
  );
}
