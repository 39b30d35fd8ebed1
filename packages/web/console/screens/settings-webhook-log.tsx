/** What was sent to a webhook and what came of it, sending it again, and a new secret. */
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { trofast } from "../../ui/api.ts";
import { Button } from "../../ui/button.tsx";
import { dayAndTime, number } from "../../ui/format.ts";
import { tell } from "../../ui/toast.tsx";
import { Choice } from "../../ui/toggle.tsx";
import { from, Pages } from "../parts/lists.tsx";
import { Confirmed, Facts, Once } from "../parts/pieces.tsx";
import { Table } from "../parts/table.tsx";
import { useAct } from "../step-up.tsx";

export type Webhook = Awaited<ReturnType<typeof trofast.webhooks.list>>["data"][number];
type Delivery = Awaited<ReturnType<typeof trofast.webhooks.deliveries>>["data"][number];

const STATES = ["all", "waiting", "delivered", "dead"] as const;

export function WebhookLog({
  webhook,
  refresh,
}: {
  readonly webhook: Webhook;
  readonly refresh: () => void;
}) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [state, setState] = useState<(typeof STATES)[number]>("all");
  const { webhook: name } = webhook;
  const reread = (): void => {
    refresh();
    void client.invalidateQueries({ queryKey: ["deliveries", name] });
  };
  return (
    <div className="flex flex-col gap-4">
      {webhook.disabledWhy !== null && (
        <p className="font-medium text-bad">
          {t("settings.webhooks.disabledWhy", { why: webhook.disabledWhy })}
        </p>
      )}
      <Facts
        facts={[
          { name: t("settings.webhooks.waiting"), value: number(webhook.waiting) },
          { name: t("settings.webhooks.dead"), value: number(webhook.dead) },
          {
            name: t("settings.webhooks.secretSince"),
            value: webhook.secrets.map(({ since }) => dayAndTime(since)).join(", "),
          },
        ]}
      />
      <LogActs webhook={webhook} done={reread} />
      <Choice
        size="min-h-10"
        legend={t("settings.webhooks.log")}
        value={state}
        options={STATES.map((value) => ({
          value,
          text: t(`settings.webhooks.deliveryStates.${value}`),
        }))}
        onChange={setState}
      />
      <Pages
        queryKey={["deliveries", name, state]}
        read={(cursor, signal) =>
          trofast.webhooks.deliveries({
            params: { webhook: name },
            query: { ...from(cursor), ...(state !== "all" && { state }), limit: 20 },
            signal,
          })
        }
        empty={<p>{t("settings.webhooks.noDeliveries")}</p>}
      >
        {(deliveries) => <Deliveries webhook={name} deliveries={deliveries} done={reread} />}
      </Pages>
    </div>
  );
}

function LogActs({ webhook, done }: { readonly webhook: Webhook; readonly done: () => void }) {
  const { t } = useTranslation();
  const params = { webhook: webhook.webhook };
  const [secret, setSecret] = useState<string | null>(null);
  const rotate = useAct(
    () => trofast.webhooks.rotate({ params }),
    (answer) => {
      setSecret(answer.secret ?? null);
      done();
    },
  );
  const replayDead = useAct(
    () => trofast.webhooks.replayDead({ params, body: {} }),
    ({ replayed }) => {
      tell(t("settings.webhooks.replayedAll", { count: replayed }));
      done();
    },
  );
  return (
    <>
      <div className="flex flex-wrap gap-2">
        <Confirmed
          kind="plain"
          label={t("settings.webhooks.rotate")}
          title={t("settings.webhooks.rotate")}
          consequence={<p>{t("settings.webhooks.rotateAbout")}</p>}
          act={() => rotate.mutate(undefined)}
          busy={rotate.isPending}
        />
        {webhook.dead > 0 && (
          <Button
            size="console"
            kind="plain"
            onClick={() => replayDead.mutate(undefined)}
            busy={replayDead.isPending && t("ui.saving")}
          >
            {t("settings.webhooks.replayAll")}
          </Button>
        )}
      </div>
      {secret !== null && <Once label={t("settings.webhooks.secret")} text={secret} />}
    </>
  );
}

function Deliveries({
  webhook,
  deliveries,
  done,
}: {
  readonly webhook: string;
  readonly deliveries: readonly Delivery[];
  readonly done: () => void;
}) {
  const { t } = useTranslation();
  const words: Readonly<Record<string, string>> = t("settings.webhooks.kinds", {
    returnObjects: true,
  });
  const replay = useAct(
    (id: string) => trofast.webhooks.replay({ params: { webhook, id } }),
    () => {
      tell(t("settings.webhooks.replayed"));
      done();
    },
  );
  return (
    <Table
      name={t("settings.webhooks.log")}
      columns={[
        { head: t("settings.when") },
        { head: t("settings.webhooks.what") },
        { head: t("settings.status") },
        { head: t("settings.webhooks.answer") },
        { head: t("settings.webhooks.replay") },
      ]}
      rows={deliveries.map((delivery) => ({
        key: delivery.id,
        cells: [
          dayAndTime(delivery.occurredAt),
          words[delivery.type] ?? delivery.type,
          <Standing key="state" delivery={delivery} />,
          <LastAnswer key="answer" delivery={delivery} />,
          <Button
            key="replay"
            size="console"
            kind="quiet"
            disabled={replay.isPending}
            onClick={() => replay.mutate(delivery.id)}
          >
            {t("settings.webhooks.replay")}
          </Button>,
        ],
      }))}
    />
  );
}

function Standing({ delivery: { state, tries, nextAt } }: { readonly delivery: Delivery }) {
  const { t } = useTranslation();
  return (
    <span className={state === "dead" ? "text-bad" : state === "delivered" ? "text-good" : ""}>
      {t(`settings.webhooks.deliveryStates.${state}`)}
      <span className="block text-muted">
        {t("settings.webhooks.tries", { count: tries })}
        {nextAt !== null && ` · ${t("settings.webhooks.next", { when: dayAndTime(nextAt) })}`}
      </span>
    </span>
  );
}

function LastAnswer({ delivery }: { readonly delivery: Delivery }) {
  const { t } = useTranslation();
  const last = delivery.attempts.at(-1);
  if (!last) return "–";
  return (
    <span>
      {last.status === null ? t("settings.webhooks.noAnswer") : last.status}
      {` (${number(last.milliseconds)} ms)`}
      {last.fault !== null && (
        <span lang="en" className="block text-muted">
          {last.fault}
        </span>
      )}
    </span>
  );
}
