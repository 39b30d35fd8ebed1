/** Whether a shop still sends, what came of what it sent, and putting it right. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { rotateShopSecret } from "@trofast/contract/shops";
import { useTranslation } from "react-i18next";
import { trofast } from "../../ui/api.ts";
import { Button } from "../../ui/button.tsx";
import { Chip } from "../../ui/card.tsx";
import { TextField } from "../../ui/field.tsx";
import { dayAndTime, number } from "../../ui/format.ts";
import { useFailureText } from "../../ui/states.tsx";
import { tell } from "../../ui/toast.tsx";
import { FormFrame } from "../parts/form-frame.tsx";
import { from, Pages } from "../parts/lists.tsx";
import { Facts } from "../parts/pieces.tsx";
import { useSavedForm } from "../parts/saved-form.ts";
import { Table } from "../parts/table.tsx";
import { wordIn } from "../parts/words.ts";
import { useMay } from "../session.ts";
import { useAct } from "../step-up.tsx";
import { ShopConsents } from "./settings-shop-consents.tsx";

export type Shop = Awaited<ReturnType<typeof trofast.shops.list>>["data"][number];
type Delivery = Awaited<ReturnType<typeof trofast.shops.deliveries>>["data"][number];

/** In one word how it stands: what a person should look at comes first. */
export function HealthChip({ shop }: { readonly shop: Shop }) {
  const { t } = useTranslation();
  const { lastReceivedAt, failed, webhooksDisabled, spendingExceptions } = shop.health;
  const needsLook = failed + webhooksDisabled + spendingExceptions > 0;
  if (needsLook) return <Chip tone="bad">{t("settings.shops.health.look")}</Chip>;
  if (lastReceivedAt === null) return <Chip>{t("settings.shops.health.silent")}</Chip>;
  return <Chip tone="good">{t("settings.shops.health.good")}</Chip>;
}

export function ShopHealth({
  shop,
  refresh,
}: {
  readonly shop: Shop;
  readonly refresh: () => void;
}) {
  const { t } = useTranslation();
  const mayWrite = useMay("shops:write", "club");
  const client = useQueryClient();
  const { health } = shop;
  const at = (instant: string | null): string =>
    instant === null ? t("settings.never") : dayAndTime(instant);
  const reread = (): void => {
    refresh();
    void client.invalidateQueries({ queryKey: ["shop", shop.shop] });
  };
  return (
    <div className="flex flex-col gap-5">
      <Facts
        facts={[
          { name: t("settings.shops.lastReceived"), value: at(health.lastReceivedAt) },
          { name: t("settings.shops.waiting"), value: number(health.waiting) },
          { name: t("settings.shops.failed"), value: number(health.failed) },
          { name: t("settings.shops.badSignatures"), value: number(health.badSignatures) },
          { name: t("settings.shops.switchedOff"), value: number(health.webhooksDisabled) },
          { name: t("settings.shops.exceptions"), value: number(health.spendingExceptions) },
        ]}
      />
      {health.lastFailure !== null && (
        <p className="text-bad">
          {t("settings.shops.lastFailure", {
            when: at(health.lastFailedAt),
            why: wordIn({}, health.lastFailure),
          })}
        </p>
      )}
      {shop.hasCredentials ? (
        <Watch shop={shop} done={reread} />
      ) : (
        <p className="text-muted">{t("settings.shops.noCredentials")}</p>
      )}
      <Received shop={shop.shop} done={reread} />
      <ShopConsents shop={shop} done={reread} />
      {mayWrite && shop.secrets.length > 0 && <NewSecret shop={shop.shop} done={reread} />}
    </div>
  );
}

/** What the shop said when it was last asked, and asking it now. */
function Watch({ shop, done }: { readonly shop: Shop; readonly done: () => void }) {
  const { t } = useTranslation();
  const mayWrite = useMay("shops:write", "club");
  const failureText = useFailureText();
  const params = { shop: shop.shop };
  const watch = useQuery({
    queryKey: ["shop", shop.shop, "watch"],
    queryFn: ({ signal }) => trofast.shops.watch({ params, signal }),
  });
  const { checkedAt = null, failure = null } = watch.data ?? {};
  const check = useAct(
    (enable: boolean) => trofast.shops.check({ params, body: { enable } }),
    ({ orders }) => {
      tell(t("settings.shops.checked", { count: orders }));
      done();
    },
    { quiet: true },
  );
  return (
    <section aria-label={t("settings.shops.check")} className="flex flex-col gap-2">
      {checkedAt !== null && (
        <p>{t("settings.shops.checkedAt", { when: dayAndTime(checkedAt) })}</p>
      )}
      {failure !== null && (
        <p lang="en" className="text-bad">
          {failure}
        </p>
      )}
      {check.isError && (
        <p role="alert" className="font-medium text-bad">
          {failureText(check.error)}
        </p>
      )}
      {mayWrite && (
        <div className="flex flex-wrap gap-2">
          <Button
            size="console"
            kind="plain"
            onClick={() => check.mutate(false)}
            busy={check.isPending && t("settings.shops.checking")}
          >
            {t("settings.shops.check")}
          </Button>
          {shop.health.webhooksDisabled > 0 && (
            <Button size="console" kind="plain" onClick={() => check.mutate(true)}>
              {t("settings.shops.enable")}
            </Button>
          )}
          <Pull shop={shop.shop} />
        </div>
      )}
    </section>
  );
}

function Pull({ shop }: { readonly shop: string }) {
  const { t } = useTranslation();
  const pull = useAct(
    () => trofast.shops.pull({ params: { shop } }),
    () => tell(t("settings.shops.pulling")),
  );
  return (
    <Button
      size="console"
      kind="plain"
      onClick={() => pull.mutate(undefined)}
      busy={pull.isPending && t("ui.saving")}
    >
      {t("settings.shops.pull")}
    </Button>
  );
}

function Received({ shop, done }: { readonly shop: string; readonly done: () => void }) {
  const { t } = useTranslation();
  return (
    <section className="flex flex-col gap-2">
      <h3 className="text-lg">{t("settings.shops.received")}</h3>
      <Pages
        queryKey={["shop", shop, "deliveries"]}
        read={(cursor, signal) =>
          trofast.shops.deliveries({
            params: { shop },
            query: { ...from(cursor), limit: 20 },
            signal,
          })
        }
        empty={<p>{t("settings.shops.noDeliveries")}</p>}
      >
        {(deliveries) => (
          <Table
            name={t("settings.shops.received")}
            columns={[
              { head: t("settings.when") },
              { head: t("settings.shops.topic") },
              { head: t("settings.shops.outcome") },
              { head: t("settings.webhooks.replay") },
            ]}
            rows={deliveries.map((delivery) => ({
              key: delivery.id,
              cells: [
                dayAndTime(delivery.receivedAt),
                delivery.topic,
                <Outcome key="outcome" delivery={delivery} />,
                <Replay key="replay" shop={shop} delivery={delivery} done={done} />,
              ],
            }))}
          />
        )}
      </Pages>
    </section>
  );
}

function Outcome({ delivery: { outcome, detail } }: { readonly delivery: Delivery }) {
  const { t } = useTranslation();
  return (
    <span>
      {t(`settings.shops.outcomes.${outcome}`)}
      {detail !== null && (
        <span lang="en" className="block text-muted">
          {detail}
        </span>
      )}
    </span>
  );
}

function Replay({
  shop,
  delivery,
  done,
}: {
  readonly shop: string;
  readonly delivery: Delivery;
  readonly done: () => void;
}) {
  const { t } = useTranslation();
  const mayWrite = useMay("shops:write", "club");
  const replay = useAct(
    () => trofast.shops.replay({ params: { shop, id: delivery.id } }),
    (answer) => {
      tell(t(`settings.shops.outcomes.${answer.outcome}`));
      done();
    },
  );
  if (!mayWrite || !delivery.mayReplay || delivery.state !== "failed") return "–";
  return (
    <Button
      size="console"
      kind="quiet"
      onClick={() => replay.mutate(undefined)}
      busy={replay.isPending && t("ui.saving")}
    >
      {t("settings.webhooks.replay")}
    </Button>
  );
}

function NewSecret({ shop, done }: { readonly shop: string; readonly done: () => void }) {
  const { t } = useTranslation();
  const form = useSavedForm({
    key: `shop_secret_${shop}`,
    start: { secret: "" },
    fields: ["secret"],
    secrets: ["secret"],
    endpoint: rotateShopSecret,
    input: ({ secret }: { readonly secret: string }) => ({ params: { shop }, body: { secret } }),
    call: (input) => trofast.shops.rotate(input),
    done: () => {
      tell(t("settings.shops.rotated"));
      done();
    },
    isEmptied: true,
  });
  return (
    <FormFrame form={form} submit={t("settings.shops.rotate")} kind="plain">
      <TextField
        className="min-h-10"
        type="password"
        autoComplete="off"
        label={t("settings.shops.newSecret")}
        hint={t("settings.shops.rotateHint")}
        {...form.field("secret")}
      />
    </FormFrame>
  );
}
