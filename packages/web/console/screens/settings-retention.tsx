/** How long what is kept, and what would go now. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { putRetention } from "@trofast/contract/privacy";
import { useTranslation } from "react-i18next";
import { trofast } from "../../ui/api.ts";
import { TextField } from "../../ui/field.tsx";
import { number } from "../../ui/format.ts";
import { Failure, Loading } from "../../ui/states.tsx";
import { tell } from "../../ui/toast.tsx";
import { FormFrame } from "../parts/form-frame.tsx";
import { decimalOf } from "../parts/numbers.ts";
import { Panel } from "../parts/pieces.tsx";
import { useSavedForm } from "../parts/saved-form.ts";
import { Table } from "../parts/table.tsx";

type Rule = Awaited<ReturnType<typeof trofast.privacy.retention>>["data"][number];

/** Of what members answered: each field says by itself how long. */
const isOfFields = ({ rule }: Rule): boolean => rule === "answers" || rule.startsWith("answers:");

export function Retention() {
  const { t } = useTranslation();
  const what = useWhat();
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
          rows={rules.data.data.map((rule) => ({
            key: rule.rule,
            cells: [
              <span key="what" className="block max-w-prose min-w-48">
                {what(rule)}
              </span>,
              rule.due === null ? "–" : number(rule.due),
              isOfFields(rule) ? (
                rule.keepDays === 0 ? (
                  "–"
                ) : (
                  number(rule.keepDays)
                )
              ) : (
                <KeepDays key={`${rule.rule} ${rule.keepDays}`} rule={rule} what={what(rule)} />
              ),
            ],
          }))}
        />
      )}
    </Panel>
  );
}

/** What a rule is about, in the reader's words; what a newer server keeps, in its own. */
function useWhat(): (rule: Rule) => string {
  const { t } = useTranslation();
  const words: Readonly<Record<string, string>> = t("settings.retention.rules", {
    returnObjects: true,
  });
  return ({ rule, what }) =>
    rule.startsWith("answers:")
      ? t("settings.retention.field", { field: rule.slice("answers:".length) })
      : (words[rule] ?? what);
}

function KeepDays({ rule, what }: { readonly rule: Rule; readonly what: string }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const form = useSavedForm({
    key: `retention_${rule.rule}`,
    start: { keepDays: String(rule.keepDays) },
    fields: ["keepDays"],
    endpoint: putRetention,
    input: ({ keepDays }: { readonly keepDays: string }) => ({
      params: { rule: rule.rule },
      body: { keepDays: decimalOf(keepDays) },
    }),
    call: (input) => trofast.privacy.putRetention(input),
    done: () => {
      tell(t("settings.retention.saved"));
      void client.invalidateQueries({ queryKey: ["retention"] });
    },
  });
  return (
    <FormFrame form={form} submit={t("settings.retention.save")} kind="plain" isInRow>
      <TextField
        className="num min-h-10 max-w-24"
        inputMode="numeric"
        label={<span className="sr-only">{`${t("settings.retention.days")}: ${what}`}</span>}
        {...form.field("keepDays")}
      />
    </FormFrame>
  );
}
