/** API keys: made for a caller, shown once, ended at once. */
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { trofast } from "../../ui/api.ts";
import { Button } from "../../ui/button.tsx";
import { SelectField, TextField } from "../../ui/field.tsx";
import { dayAndTime } from "../../ui/format.ts";
import { from, Pages } from "../parts/lists.tsx";
import { Confirmed, Once, Panel } from "../parts/pieces.tsx";
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
                  key.scopes.join(", "),
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

function MakeKey({ done }: { readonly done: () => void }) {
  const { t } = useTranslation();
  const [name, setName] = useState("");
  const [preset, setPreset] = useState<(typeof PRESETS)[number]>("till");
  const make = useAct(
    () => trofast.access.createKey({ body: { name: name.trim(), preset } }),
    () => {
      setName("");
      done();
    },
  );
  return (
    <Panel title={t("settings.keys.make")}>
      {make.data && <Once label={t("settings.keys.key")} text={make.data.key} />}
      <form
        className="flex flex-wrap items-end gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          make.mutate(undefined);
        }}
      >
        <TextField
          className="min-h-10"
          required
          maxLength={200}
          label={t("settings.name")}
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <SelectField
          className="min-h-10"
          label={t("settings.keys.preset")}
          value={preset}
          options={PRESETS.map((value) => ({ value, text: t(`settings.keys.presets.${value}`) }))}
          onChange={(event) =>
            setPreset(PRESETS.find((one) => one === event.target.value) ?? "till")
          }
        />
        <Button type="submit" size="console" busy={make.isPending && t("ui.saving")}>
          {t("settings.keys.make")}
        </Button>
      </form>
    </Panel>
  );
}
