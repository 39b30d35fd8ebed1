/** Webhooks: who is told of what happens. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import type { WebhookType } from "@trofast/contract/webhooks";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { trofast } from "../../ui/api.ts";
import { Button } from "../../ui/button.tsx";
import { TextField } from "../../ui/field.tsx";
import { Failure, Loading } from "../../ui/states.tsx";
import { Confirmed, Once, Panel } from "../parts/pieces.tsx";
import { Table } from "../parts/table.tsx";
import { useAct } from "../step-up.tsx";

const TYPES = [
  "event.booked",
  "member.joined",
  "member.erased",
  "consent.changed",
  "reward.granted",
  "level.changed",
  "badge.changed",
  "points.expired",
] as const satisfies WebhookType[];

export function Webhooks() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [secret, setSecret] = useState<string | null>(null);
  const webhooks = useQuery({
    queryKey: ["webhooks"],
    queryFn: ({ signal }) => trofast.webhooks.list({ signal }),
  });
  const refresh = (): void => void client.invalidateQueries({ queryKey: ["webhooks"] });
  const remove = useAct(
    (webhook: string) => trofast.webhooks.delete({ params: { webhook } }),
    refresh,
  );
  return (
    <>
      {secret !== null && (
        <Panel title={t("settings.sections.webhooks")}>
          <Once label={t("settings.webhooks.secret")} text={secret} />
        </Panel>
      )}
      <PutWebhook
        done={(made) => {
          setSecret(made);
          refresh();
        }}
      />
      <Panel title={t("settings.sections.webhooks")}>
        {webhooks.isPending && <Loading rows={2} className="h-9" />}
        {webhooks.isError && (
          <Failure error={webhooks.error} retry={() => void webhooks.refetch()} />
        )}
        {webhooks.data?.data.length === 0 && <p>{t("settings.none")}</p>}
        {webhooks.data && webhooks.data.data.length > 0 && (
          <Table
            name={t("settings.sections.webhooks")}
            columns={[
              { head: t("settings.webhooks.id") },
              { head: t("settings.webhooks.url") },
              { head: t("settings.webhooks.types") },
              { head: t("settings.end") },
            ]}
            rows={webhooks.data.data.map(({ webhook, url, types }) => ({
              key: webhook,
              cells: [
                webhook,
                url,
                types.join(", "),
                <Confirmed
                  key="end"
                  label={t("settings.end")}
                  title={`${t("settings.end")}: ${webhook}`}
                  consequence={<p>{t("settings.webhooks.deleteAbout")}</p>}
                  act={() => remove.mutate(webhook)}
                />,
              ],
            }))}
          />
        )}
      </Panel>
    </>
  );
}

function PutWebhook({ done }: { readonly done: (secret: string | null) => void }) {
  const { t } = useTranslation();
  const [webhook, setWebhook] = useState("");
  const [url, setUrl] = useState("");
  const [types, setTypes] = useState<readonly WebhookType[]>(["event.booked"]);
  const put = useAct(
    () =>
      trofast.webhooks.put({
        params: { webhook: webhook.trim() },
        body: { url, types: [...types] },
      }),
    (answer) => done(answer.secret ?? null),
  );
  return (
    <Panel title={t("settings.webhooks.put")}>
      <form
        className="flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          put.mutate(undefined);
        }}
      >
        <TextField
          className="min-h-10"
          required
          label={t("settings.webhooks.id")}
          hint={t("settings.webhooks.idHint")}
          value={webhook}
          onChange={(event) => setWebhook(event.target.value)}
        />
        <TextField
          className="min-h-10"
          type="url"
          required
          label={t("settings.webhooks.url")}
          value={url}
          onChange={(event) => setUrl(event.target.value)}
        />
        <fieldset>
          <legend className="mb-1.5 font-medium">{t("settings.webhooks.types")}</legend>
          <div className="flex flex-wrap gap-x-4">
            {TYPES.map((type) => (
              <label key={type} className="flex min-h-9 items-center gap-2 text-sm">
                <input
                  type="checkbox"
                  className="size-4 accent-brand"
                  checked={types.includes(type)}
                  onChange={(event) =>
                    setTypes(
                      event.target.checked ? [...types, type] : types.filter((one) => one !== type),
                    )
                  }
                />
                {type}
              </label>
            ))}
          </div>
        </fieldset>
        <div>
          <Button
            type="submit"
            size="console"
            disabled={types.length === 0}
            busy={put.isPending && t("ui.saving")}
          >
            {t("settings.webhooks.put")}
          </Button>
        </div>
      </form>
    </Panel>
  );
}
