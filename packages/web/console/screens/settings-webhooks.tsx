/** Webhooks: who is told of what happens. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { putWebhook, type WebhookType } from "@trofast/contract/webhooks";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { trofast } from "../../ui/api.ts";
import { Button } from "../../ui/button.tsx";
import { Chip } from "../../ui/card.tsx";
import { TextField } from "../../ui/field.tsx";
import { number } from "../../ui/format.ts";
import { Sheet } from "../../ui/sheet.tsx";
import { Failure, Loading } from "../../ui/states.tsx";
import { tell } from "../../ui/toast.tsx";
import { CheckGroup, FormFrame } from "../parts/form-frame.tsx";
import { Confirmed, Once, Panel } from "../parts/pieces.tsx";
import { useSavedForm } from "../parts/saved-form.ts";
import { Table } from "../parts/table.tsx";
import { useAct } from "../step-up.tsx";
import { WebhookLog, type Webhook } from "./settings-webhook-log.tsx";

const TYPES = [
  "event.booked",
  "member.joined",
  "member.erased",
  "consent.changed",
  "reward.granted",
  "level.changed",
  "level.warning",
  "badge.changed",
  "points.expired",
] as const satisfies WebhookType[];

export function Webhooks() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [secret, setSecret] = useState<string | null>(null);
  const [open, setOpen] = useState<string | null>(null);
  const webhooks = useQuery({
    queryKey: ["webhooks"],
    queryFn: ({ signal }) => trofast.webhooks.list({ signal }),
  });
  const refresh = (): void => void client.invalidateQueries({ queryKey: ["webhooks"] });
  const opened = webhooks.data?.data.find(({ webhook }) => webhook === open);
  return (
    <>
      {secret !== null && (
        <Panel title={t("settings.webhooks.made")}>
          <Once label={t("settings.webhooks.secret")} text={secret} />
        </Panel>
      )}
      <Panel title={t("settings.sections.webhooks")}>
        {webhooks.isPending && <Loading rows={2} className="h-9" />}
        {webhooks.isError && (
          <Failure error={webhooks.error} retry={() => void webhooks.refetch()} />
        )}
        {webhooks.data?.data.length === 0 && <p>{t("settings.webhooks.none")}</p>}
        {webhooks.data && webhooks.data.data.length > 0 && (
          <WebhookTable webhooks={webhooks.data.data} open={setOpen} refresh={refresh} />
        )}
      </Panel>
      <Panel title={t("settings.webhooks.new")}>
        <PutWebhook
          webhook={null}
          done={(made) => {
            setSecret(made);
            refresh();
          }}
        />
      </Panel>
      <Sheet
        open={opened !== undefined}
        onOpenChange={() => setOpen(null)}
        title={opened?.webhook ?? ""}
        wide
      >
        {opened && (
          <div className="flex flex-col gap-6">
            <WebhookLog webhook={opened} refresh={refresh} />
            <PutWebhook
              webhook={opened}
              done={() => {
                refresh();
                tell(t("ui.saved"));
              }}
            />
          </div>
        )}
      </Sheet>
    </>
  );
}

function WebhookTable({
  webhooks,
  open,
  refresh,
}: {
  readonly webhooks: readonly Webhook[];
  readonly open: (webhook: string) => void;
  readonly refresh: () => void;
}) {
  const { t } = useTranslation();
  const remove = useAct(
    (webhook: string) => trofast.webhooks.delete({ params: { webhook } }),
    refresh,
  );
  return (
    <Table
      name={t("settings.sections.webhooks")}
      columns={[
        { head: t("settings.webhooks.id") },
        { head: t("settings.webhooks.url") },
        { head: t("settings.status") },
        { head: t("settings.webhooks.waiting"), isNumber: true },
        { head: t("settings.webhooks.dead"), isNumber: true },
        { head: t("settings.edit") },
      ]}
      rows={webhooks.map(({ webhook, url, state, waiting, dead }) => ({
        key: webhook,
        cells: [
          webhook,
          <span key="url" className="break-all">
            {url}
          </span>,
          <Chip key="state" tone={state === "active" ? "good" : "bad"}>
            {t(`settings.webhooks.states.${state}`)}
          </Chip>,
          number(waiting),
          number(dead),
          <span key="acts" className="flex flex-wrap gap-2">
            <Button
              size="console"
              kind="plain"
              aria-haspopup="dialog"
              aria-label={`${t("settings.webhooks.look")}: ${webhook}`}
              onClick={() => open(webhook)}
            >
              {t("settings.webhooks.look")}
            </Button>
            <Confirmed
              label={t("settings.end")}
              title={`${t("settings.end")}: ${webhook}`}
              consequence={<p>{t("settings.webhooks.deleteAbout")}</p>}
              act={() => remove.mutate(webhook)}
            />
          </span>,
        ],
      }))}
    />
  );
}

interface Values {
  readonly webhook: string;
  readonly url: string;
  readonly types: readonly WebhookType[];
}

function PutWebhook({
  webhook,
  done,
}: {
  readonly webhook: Webhook | null;
  readonly done: (secret: string | null) => void;
}) {
  const { t } = useTranslation();
  const words: Readonly<Record<WebhookType, string>> = t("settings.webhooks.kinds", {
    returnObjects: true,
  });
  const form = useSavedForm({
    key: `webhook_${webhook?.webhook ?? ""}`,
    start: {
      webhook: webhook?.webhook ?? "",
      url: webhook?.url ?? "",
      types: webhook?.types ?? ["event.booked"],
    },
    fields: ["webhook", "url", "types"],
    endpoint: putWebhook,
    input: ({ webhook: name, url, types }: Values) => ({
      params: { webhook: name.trim() },
      body: { url: url.trim(), types: [...types] },
    }),
    call: (input) => trofast.webhooks.put(input),
    done: ({ secret }) => done(secret ?? null),
    isEmptied: webhook === null,
  });
  return (
    <FormFrame form={form} submit={t("settings.webhooks.put")}>
      {webhook === null && (
        <TextField
          className="min-h-10"
          label={t("settings.webhooks.id")}
          hint={t("settings.webhooks.idHint")}
          {...form.field("webhook")}
        />
      )}
      <TextField
        className="min-h-10"
        inputMode="url"
        label={t("settings.webhooks.url")}
        {...form.field("url")}
      />
      <CheckGroup
        id={`types-${webhook?.webhook ?? "new"}`}
        legend={t("settings.webhooks.types")}
        error={form.errorOf("types")}
        chosen={form.form.watch("types")}
        options={TYPES.map((value) => ({ value, text: words[value] }))}
        onChange={(chosen) =>
          form.form.setValue(
            "types",
            TYPES.filter((type) => chosen.includes(type)),
            { shouldValidate: form.form.formState.isSubmitted },
          )
        }
      />
    </FormFrame>
  );
}
