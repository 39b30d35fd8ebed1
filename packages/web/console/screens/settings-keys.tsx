/** API keys: made for a caller, shown once, ended at once. */
import { useQueryClient } from "@tanstack/react-query";
import { createKey } from "@trofast/contract/access";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { trofast } from "../../ui/api.ts";
import { SelectField, TextField } from "../../ui/field.tsx";
import { dayAndTime } from "../../ui/format.ts";
import { FormFrame } from "../parts/form-frame.tsx";
import { from, Pages } from "../parts/lists.tsx";
import { Confirmed, Once, Panel } from "../parts/pieces.tsx";
import { useSavedForm } from "../parts/saved-form.ts";
import { Table } from "../parts/table.tsx";
import { useAct } from "../step-up.tsx";

const PRESETS = ["till", "shop", "import", "admin"] as const;

export function Keys() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const refresh = (): void => void client.invalidateQueries({ queryKey: ["keys"] });
  const end = useAct((id: string) => trofast.access.endKey({ params: { id } }), refresh);
  return (
    <>
      <MakeKey done={refresh} />
      <Panel title={t("settings.sections.keys")}>
        <Pages
          queryKey={["keys"]}
          read={(cursor, signal) => trofast.access.listKeys({ query: from(cursor), signal })}
          empty={<p>{t("settings.none")}</p>}
        >
          {(keys) => (
            <Table
              name={t("settings.sections.keys")}
              columns={[
                { head: t("settings.name") },
                { head: t("settings.keys.scopes") },
                { head: t("settings.created") },
                { head: t("settings.lastUsed") },
                { head: t("settings.end") },
              ]}
              rows={keys.map((key) => ({
                key: key.id,
                cells: [
                  key.name,
                  key.scopes
                    .map((scope) => (scope === "admin" ? t("settings.keys.presets.admin") : scope))
                    .join(", "),
                  dayAndTime(key.createdAt),
                  key.lastUsedAt === null ? t("settings.never") : dayAndTime(key.lastUsedAt),
                  key.endedAt === null ? (
                    <Confirmed
                      key="end"
                      label={t("settings.end")}
                      title={`${t("settings.end")}: ${key.name}`}
                      consequence={<p>{t("settings.keys.endAbout")}</p>}
                      act={() => end.mutate(key.id)}
                    />
                  ) : (
                    t("settings.keys.ended")
                  ),
                ],
              }))}
            />
          )}
        </Pages>
      </Panel>
    </>
  );
}

interface NewKey {
  readonly name: string;
  readonly preset: (typeof PRESETS)[number];
}

function MakeKey({ done }: { readonly done: () => void }) {
  const { t } = useTranslation();
  const [made, setMade] = useState<string | null>(null);
  const form = useSavedForm({
    key: "key",
    start: { name: "", preset: "till" } satisfies NewKey,
    fields: ["name", "preset"],
    endpoint: createKey,
    input: ({ name, preset }: NewKey) => ({ body: { name: name.trim(), preset } }),
    call: (input) => trofast.access.createKey(input),
    done: ({ key }) => {
      setMade(key);
      done();
    },
    isEmptied: true,
  });
  return (
    <Panel title={t("settings.keys.make")}>
      {made !== null && <Once label={t("settings.keys.key")} text={made} />}
      <FormFrame
        form={form}
        submit={t("settings.keys.make")}
        fields="grid items-start gap-3 sm:grid-cols-2"
      >
        <TextField className="min-h-10" label={t("settings.name")} {...form.field("name")} />
        <SelectField
          className="min-h-10"
          label={t("settings.keys.preset")}
          options={PRESETS.map((value) => ({ value, text: t(`settings.keys.presets.${value}`) }))}
          {...form.field("preset")}
        />
      </FormFrame>
    </Panel>
  );
}
