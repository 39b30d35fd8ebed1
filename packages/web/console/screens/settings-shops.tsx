/** Web shops: connected, looked after, ended. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { putShop, type ShopKind } from "@trofast/contract/shops";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { pathTo, trofast } from "../../ui/api.ts";
import { Button } from "../../ui/button.tsx";
import { SelectField, TextField } from "../../ui/field.tsx";
import { Sheet } from "../../ui/sheet.tsx";
import { Failure, Loading } from "../../ui/states.tsx";
import { tell } from "../../ui/toast.tsx";
import { FormFrame } from "../parts/form-frame.tsx";
import { Confirmed, Panel } from "../parts/pieces.tsx";
import { useSavedForm } from "../parts/saved-form.ts";
import { Table } from "../parts/table.tsx";
import { useMay } from "../session.ts";
import { useAct } from "../step-up.tsx";
import { HealthChip, ShopHealth, type Shop } from "./settings-shop-health.tsx";

const KINDS = [
  "shopify",
  "woocommerce",
  "stripe",
  "segment",
  "generic",
] as const satisfies ShopKind[];

export function Shops() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const mayWrite = useMay("shops:write", "club");
  const [open, setOpen] = useState<string | null>(null);
  const shops = useQuery({
    queryKey: ["shops"],
    queryFn: ({ signal }) => trofast.shops.list({ signal }),
  });
  const refresh = (): void => void client.invalidateQueries({ queryKey: ["shops"] });
  const opened = shops.data?.data.find(({ shop }) => shop === open);
  return (
    <>
      <Panel title={t("settings.sections.shops")}>
        {shops.isPending && <Loading rows={2} className="h-9" />}
        {shops.isError && <Failure error={shops.error} retry={() => void shops.refetch()} />}
        {shops.data?.data.length === 0 && <p>{t("settings.shops.none")}</p>}
        {shops.data && shops.data.data.length > 0 && (
          <ShopTable shops={shops.data.data} open={setOpen} refresh={refresh} />
        )}
      </Panel>
      {mayWrite && shops.data && <Connect shops={shops.data.data} refresh={refresh} />}
      <Sheet
        open={opened !== undefined}
        onOpenChange={() => setOpen(null)}
        title={opened?.shop ?? ""}
        wide
      >
        {opened && <ShopHealth shop={opened} refresh={refresh} />}
      </Sheet>
    </>
  );
}

function ShopTable({
  shops,
  open,
  refresh,
}: {
  readonly shops: readonly Shop[];
  readonly open: (shop: string) => void;
  readonly refresh: () => void;
}) {
  const { t } = useTranslation();
  const mayWrite = useMay("shops:write", "club");
  const remove = useAct((shop: string) => trofast.shops.delete({ params: { shop } }), refresh);
  return (
    <Table
      name={t("settings.sections.shops")}
      columns={[
        { head: t("settings.shops.shop") },
        { head: t("settings.shops.kind") },
        { head: t("settings.status") },
        { head: t("settings.shops.sendsTo") },
        { head: t("settings.edit") },
      ]}
      rows={shops.map((shop) => ({
        key: shop.shop,
        cells: [
          shop.shop,
          t(`settings.shops.kinds.${shop.kind}`),
          <HealthChip key="health" shop={shop} />,
          <span key="address" className="break-all">
            {`${location.origin}${pathTo(`/v1/shops/${shop.shop}/webhook`)}`}
          </span>,
          <span key="acts" className="flex flex-wrap gap-2">
            <Button
              size="console"
              kind="plain"
              aria-haspopup="dialog"
              aria-label={`${t("settings.shops.look")}: ${shop.shop}`}
              onClick={() => open(shop.shop)}
            >
              {t("settings.shops.look")}
            </Button>
            {mayWrite && (
              <Confirmed
                label={t("settings.end")}
                title={`${t("settings.end")}: ${shop.shop}`}
                consequence={<p>{t("settings.shops.deleteAbout")}</p>}
                act={() => remove.mutate(shop.shop)}
              />
            )}
          </span>,
        ],
      }))}
    />
  );
}

interface Values {
  readonly shop: string;
  readonly kind: ShopKind;
  readonly url: string;
  readonly secret: string;
  readonly key: string;
  readonly token: string;
}

/** The shop's own API has a token, at WooCommerce with a key beside it. */
const credentialsOf = ({ kind, key, token }: Values) =>
  token === "" && key === ""
    ? {}
    : { credentials: { secret: token, ...(kind === "woocommerce" && key !== "" && { key }) } };

/** @param known the shop as it is: what this form does not ask for stays. */
const callOf = (values: Values, known: Shop | undefined) => ({
  params: { shop: values.shop.trim() },
  body: {
    kind: values.kind,
    ...(values.url.trim() !== "" && { url: values.url.trim() }),
    ...(values.secret !== "" && { secret: values.secret }),
    ...credentialsOf(values),
    ...(known && { settings: known.settings }),
  },
});

function Connect({
  shops,
  refresh,
}: {
  readonly shops: readonly Shop[];
  readonly refresh: () => void;
}) {
  const { t } = useTranslation();
  const form = useSavedForm({
    key: "shop",
    start: { shop: "", kind: "shopify", url: "", secret: "", key: "", token: "" },
    fields: ["shop", "kind", "url", "secret", "key", "token"],
    places: { "credentials.secret": "token", "credentials.key": "key" },
    secrets: ["secret", "key", "token"],
    endpoint: putShop,
    input: (values: Values) =>
      callOf(
        values,
        shops.find(({ shop }) => shop === values.shop.trim()),
      ),
    call: (input) => trofast.shops.put(input),
    done: () => {
      tell(t("settings.shops.saved"));
      refresh();
    },
    isEmptied: true,
  });
  const kind = form.form.watch("kind");
  return (
    <Panel title={t("settings.shops.put")} about={t("settings.shops.putAbout")}>
      <FormFrame
        form={form}
        submit={t("settings.shops.put")}
        fields="grid items-start gap-3 sm:grid-cols-2"
      >
        <TextField
          className="min-h-10"
          label={t("settings.shops.shop")}
          hint={t("settings.webhooks.idHint")}
          {...form.field("shop")}
        />
        <SelectField
          className="min-h-10"
          label={t("settings.shops.kind")}
          options={KINDS.map((value) => ({ value, text: t(`settings.shops.kinds.${value}`) }))}
          {...form.field("kind")}
        />
        <TextField
          className="min-h-10"
          inputMode="url"
          label={t("settings.shops.url")}
          {...form.field("url")}
        />
        {(["secret", "key", "token"] as const)
          .filter((field) => field !== "key" || kind === "woocommerce")
          .filter((field) => field === "secret" || kind === "shopify" || kind === "woocommerce")
          .map((field) => (
            <TextField
              key={field}
              className="min-h-10"
              type="password"
              autoComplete="off"
              label={t(`settings.shops.${field}`)}
              {...form.field(field)}
            />
          ))}
      </FormFrame>
    </Panel>
  );
}
