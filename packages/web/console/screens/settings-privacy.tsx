/** What consents mean in words, and how long what is kept. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { trofast } from "../../ui/api.ts";
import { Button } from "../../ui/button.tsx";
import { SelectField, TextArea } from "../../ui/field.tsx";
import { first } from "../../ui/first.ts";
import { number } from "../../ui/format.ts";
import { Failure, Loading } from "../../ui/states.tsx";
import { tell } from "../../ui/toast.tsx";
import { Panel } from "../parts/pieces.tsx";
import { Table } from "../parts/table.tsx";
import { useAct } from "../step-up.tsx";

const PURPOSES = ["marketing", "profiling", "personalised_marketing", "sharing"] as const;

export function Wordings() {
  const { t } = useTranslation();
  const wordings = useQuery({
    queryKey: ["wordings"],
    queryFn: ({ signal }) => trofast.consents.wordings({ signal }),
  });
  return (
    <>
      <Panel title={t("settings.sections.consents")} about={t("settings.consents.about")}>
        {wordings.isPending && <Loading rows={3} className="h-16" />}
        {wordings.isError && (
          <Failure error={wordings.error} retry={() => void wordings.refetch()} />
        )}
        {wordings.data?.data.length === 0 && <p>{t("settings.none")}</p>}
        <ul className="flex flex-col gap-3">
          {(wordings.data?.data ?? []).map(({ purpose, language, version, wording }) => (
            <li key={`${purpose} ${language}`}>
              <span className="font-medium">{t(`members.purposes.${purpose}`)}</span>{" "}
              <span className="text-sm text-muted">
                {language} · {t("settings.consents.version", { version })}
              </span>
              <p lang={language}>{wording}</p>
            </li>
          ))}
        </ul>
      </Panel>
      <PublishWording />
    </>
  );
}

function PublishWording() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [purpose, setPurpose] = useState<(typeof PURPOSES)[number]>("marketing");
  const [language, setLanguage] = useState(first.club.languages[0] ?? "sv");
  const [wording, setWording] = useState("");
  const publish = useAct(
    () => trofast.consents.publishWording({ params: { purpose, language }, body: { wording } }),
    () => {
      setWording("");
      tell(t("settings.consents.published"));
      void client.invalidateQueries({ queryKey: ["wordings"] });
    },
  );
  return (
    <Panel title={t("settings.consents.publish")}>
      <form
        className="flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          publish.mutate(undefined);
        }}
      >
        <SelectField
          className="min-h-10"
          label={t("settings.consents.purpose")}
          value={purpose}
          options={PURPOSES.map((value) => ({ value, text: t(`members.purposes.${value}`) }))}
          onChange={(event) =>
            setPurpose(PURPOSES.find((one) => one === event.target.value) ?? "marketing")
          }
        />
        <SelectField
          className="min-h-10"
          label={t("settings.consents.language")}
          value={language}
          options={first.club.languages.map((value) => ({ value, text: value }))}
          onChange={(event) => setLanguage(event.target.value)}
        />
        <TextArea
          label={t("settings.sections.consents")}
          lang={language}
          required
          maxLength={5000}
          value={wording}
          onChange={(event) => setWording(event.target.value)}
        />
        <div>
          <Button type="submit" size="console" busy={publish.isPending && t("ui.saving")}>
            {t("settings.consents.publish")}
          </Button>
        </div>
      </form>
    </Panel>
  );
}

export function Retention() {
  const { t } = useTranslation();
  const rules = useQuery({
    queryKey: ["retention"],
    queryFn: ({ signal }) => trofast.privacy.retention({ signal }),
  });
  return (
    <Panel title={t("settings.sections.retention")} about={t("settings.retention.hint")}>
      {rules.isPending && <Loading rows={4} className="h-9" />}
      {rules.isError && <Failure error={rules.error} retry={() => void rules.refetch()} />}
      {rules.data && (
        <Table
          name={t("settings.sections.retention")}
          columns={[
            { head: t("settings.retention.what") },
            { head: t("settings.retention.due"), isNumber: true },
            { head: t("settings.retention.days") },
          ]}
          rows={rules.data.data.map(({ rule, what, keepDays, due }) => ({
            key: rule,
            cells: [
              <span key="what" lang="en">
                {what}
              </span>,
              due === null ? "–" : number(due),
              <KeepDays key={`${rule} ${keepDays}`} rule={rule} keepDays={keepDays} />,
            ],
          }))}
        />
      )}
    </Panel>
  );
}

function KeepDays({ rule, keepDays }: { readonly rule: string; readonly keepDays: number }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [days, setDays] = useState(String(keepDays));
  const put = useAct(
    () => trofast.privacy.putRetention({ params: { rule }, body: { keepDays: Number(days) } }),
    () => {
      tell(t("settings.retention.saved"));
      void client.invalidateQueries({ queryKey: ["retention"] });
    },
  );
  return (
    <form
      className="flex items-center gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        put.mutate(undefined);
      }}
    >
      <input
        type="number"
        min={0}
        max={36_500}
        required
        aria-label={`${t("settings.retention.days")}: ${rule}`}
        value={days}
        onChange={(event) => setDays(event.target.value)}
        className="num min-h-9 w-24 rounded-control border border-line-strong bg-card px-2"
      />
      <Button
        type="submit"
        size="console"
        kind="plain"
        disabled={days === String(keepDays)}
        busy={put.isPending && t("ui.saving")}
      >
        {t("settings.retention.save")}
      </Button>
    </form>
  );
}
