/** Web shops: connected, looked after, ended. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import type { ShopKind } from "@trofast/contract/shops";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { pathTo, trofast } from "../../ui/api.ts";
import { Button } from "../../ui/button.tsx";
import { SelectField, TextField } from "../../ui/field.tsx";
import { Failure, Loading } from "../../ui/states.tsx";
import { tell } from "../../ui/toast.tsx";
import { Confirmed, Panel } from "../parts/pieces.tsx";
import { Table } from "../parts/table.tsx";
import { useMay } from "../session.ts";
import { useAct } from "../step-up.tsx";

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
  const mayWrite = useMay("shops:write");
  const shops = useQuery({
    queryKey: ["shops"],
    queryFn: ({ signal }) => trofast.shops.list({ signal }),
  });
  const remove = useAct(
    (shop: string) => trofast.shops.delete({ params: { shop } }),
    () => void client.invalidateQueries({ queryKey: ["shops"] }),
  );
  return (
    <>
      <Panel title={t("settings.sections.shops")}>
        {shops.isPending && <Loading rows={2} className="h-9" />}
        {shops.isError && <Failure error={shops.error} retry={() => void shops.refetch()} />}
        {shops.data?.data.length === 0 && <p>{t("settings.none")}</p>}
        {shops.data && shops.data.data.length > 0 && (
          <Table
            name={t("settings.sections.shops")}
            columns={[
              { head: t("settings.shops.shop") },
              { head: t("settings.shops.kind") },
              { head: t("settings.webhooks.url") },
              { head: t("settings.end") },
            ]}
            rows={shops.data.data.map(({ shop, kind }) => ({
              key: shop,
              cells: [
                shop,
                kind,
                `${location.origin}${pathTo(`/v1/shops/${shop}/webhook`)}`,
                mayWrite && (
                  <Confirmed
                    key="end"
                    label={t("settings.end")}
                    title={`${t("settings.end")}: ${shop}`}
                    consequence={<p>{t("settings.shops.deleteAbout")}</p>}
                    act={() => remove.mutate(shop)}
                  />
                ),
              ],
            }))}
          />
        )}
      </Panel>
      {mayWrite && <Connect />}
    </>
  );
}

function Connect() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [shop, setShop] = useState("");
  const [kind, setKind] = useState<ShopKind>("shopify");
  const [url, setUrl] = useState("");
  const [secret, setSecret] = useState("");
  const put = useAct(
    () =>
      trofast.shops.put({
        params: { shop: shop.trim() },
        body: {
          kind,
          ...(url.trim() !== "" && { url: url.trim() }),
          ...(secret !== "" && { secret }),
        },
      }),
    () => {
      setSecret("");
      tell(t("settings.shops.saved"));
      void client.invalidateQueries({ queryKey: ["shops"] });
    },
  );
  return (
    <Panel title={t("settings.shops.put")}>
      <form
        className="grid items-start gap-3 sm:grid-cols-2"
        onSubmit={(event) => {
          event.preventDefault();
          put.mutate(undefined);
        }}
      >
        <TextField
          className="min-h-10"
          required
          maxLength={60}
          label={t("settings.shops.shop")}
          hint={t("settings.webhooks.idHint")}
          value={shop}
          onChange={(event) => setShop(event.target.value)}
        />
        <SelectField
          className="min-h-10"
          label={t("settings.shops.kind")}
          value={kind}
          options={KINDS.map((value) => ({ value, text: value }))}
          onChange={(event) =>
            setKind(KINDS.find((one) => one === event.target.value) ?? "generic")
          }
        />
        <TextField
          className="min-h-10"
          type="url"
          label={t("settings.shops.url")}
          value={url}
          onChange={(event) => setUrl(event.target.value)}
        />
        <TextField
          className="min-h-10"
          type="password"
          autoComplete="off"
          label={t("settings.shops.secret")}
          value={secret}
          onChange={(event) => setSecret(event.target.value)}
        />
        <div className="sm:col-span-2">
          <Button type="submit" size="console" busy={put.isPending && t("ui.saving")}>
            {t("settings.shops.put")}
          </Button>
        </div>
      </form>
    </Panel>
  );
}
