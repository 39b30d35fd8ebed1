/** Where the club sells: every store with its region and market, added and changed. */
import { useQueryClient } from "@tanstack/react-query";
import { putStore, type listStores } from "@trofast/contract/catalogue";
import type { AnswerOf } from "@trofast/contract/endpoint";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { trofast } from "../../ui/api.ts";
import { Button } from "../../ui/button.tsx";
import { SelectField, TextField } from "../../ui/field.tsx";
import { first } from "../../ui/first.ts";
import { calledOf } from "../../ui/format.ts";
import { Sheet } from "../../ui/sheet.tsx";
import { tell } from "../../ui/toast.tsx";
import { FormFrame } from "../parts/form-frame.tsx";
import { from, Pages } from "../parts/lists.tsx";
import { NAME_FIELDS, NameFields, namesOf, nameValues, type Names } from "../parts/name-fields.tsx";
import { Panel } from "../parts/pieces.tsx";
import { useSavedForm } from "../parts/saved-form.ts";
import { Table } from "../parts/table.tsx";
import { useMay } from "../session.ts";

type Store = AnswerOf<typeof listStores>["data"][number];

export function Stores() {
  const { t } = useTranslation();
  const mayWrite = useMay("catalogue:write");
  const [changing, setChanging] = useState<Store | null>(null);
  const heads = ["store", "name", "region", "market", "timezone"] as const;
  return (
    <>
      <Panel title={t("stock.catalogue.stores")}>
        <Pages
          queryKey={["stores"]}
          read={(cursor, signal) => trofast.catalogue.listStores({ query: from(cursor), signal })}
          empty={<p>{t("stock.catalogue.noStores")}</p>}
        >
          {(stores) => (
            <Table
              name={t("stock.catalogue.stores")}
              columns={[
                ...heads.map((id) => ({ head: t(`stock.catalogue.${id}`) })),
                ...(mayWrite ? [{ head: t("stock.catalogue.act") }] : []),
              ]}
              rows={stores.map((store) => ({
                key: store.store,
                cells: [
                  store.store,
                  store.name === null && Object.keys(store.names).length === 0
                    ? null
                    : calledOf(store, store.store),
                  store.region,
                  store.market,
                  store.timezone,
                  mayWrite && (
                    <Button
                      key="change"
                      size="console"
                      kind="plain"
                      aria-haspopup="dialog"
                      aria-label={t("stock.catalogue.changeOf", { name: store.store })}
                      onClick={() => setChanging(store)}
                    >
                      {t("stock.catalogue.change")}
                    </Button>
                  ),
                ],
              }))}
            />
          )}
        </Pages>
        <Sheet
          wide
          open={changing !== null}
          onOpenChange={() => setChanging(null)}
          title={t("stock.catalogue.changeOf", { name: changing?.store ?? "" })}
        >
          {changing && (
            <StoreForm key={changing.store} store={changing} done={() => setChanging(null)} />
          )}
        </Sheet>
      </Panel>
      {mayWrite && (
        <Panel id="add" title={t("stock.catalogue.addStore")}>
          <StoreForm />
        </Panel>
      )}
    </>
  );
}

const parts = ["store", "name", "region", "market", "timezone"] as const;

type StoreValues = Readonly<Record<(typeof parts)[number], string>> & { readonly names: Names };

const valuesOf = (store: Store | undefined): StoreValues => ({
  store: store?.store ?? "",
  name: store?.name ?? "",
  region: store?.region ?? "",
  market: store?.market ?? "",
  timezone: store?.timezone ?? "",
  names: nameValues(store?.names),
});

/** @param store the one that is changed; a new one where it is left out. */
function StoreForm({ store, done }: { readonly store?: Store; readonly done?: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const form = useSavedForm({
    key: store === undefined ? "store" : `store_${store.store}`,
    start: valuesOf(store),
    fields: [...parts, ...NAME_FIELDS],
    endpoint: putStore,
    input: ({ names, ...values }: StoreValues) => ({
      params: { store: values.store.trim() },
      body: {
        name: values.name.trim() || null,
        region: values.region.trim() || null,
        market: values.market || null,
        timezone: values.timezone.trim() || null,
        names: namesOf(names, store?.names),
      },
    }),
    call: (input) => trofast.catalogue.putStore(input),
    done: () => {
      tell(t("stock.catalogue.storeSaved"));
      void client.invalidateQueries({ queryKey: ["stores"] });
      done?.();
    },
    isEmptied: store === undefined,
  });
  return (
    <FormFrame form={form} submit={t("ui.save")} fields="grid items-start gap-3 sm:grid-cols-2">
      {store === undefined && (
        <TextField
          className="min-h-10"
          label={t("stock.catalogue.store")}
          hint={t("stock.catalogue.storeHint")}
          {...form.field("store")}
        />
      )}
      <TextField className="min-h-10" label={t("stock.catalogue.name")} {...form.field("name")} />
      <TextField
        className="min-h-10"
        label={t("stock.catalogue.region")}
        hint={t("stock.catalogue.regionHint")}
        {...form.field("region")}
      />
      <SelectField
        className="min-h-10"
        label={t("stock.catalogue.market")}
        options={[
          { value: "", text: t("stock.catalogue.marketDefault") },
          ...marketsWith(store?.market ?? null).map((id) => ({ value: id, text: id })),
        ]}
        {...form.field("market")}
      />
      <TextField
        className="min-h-10"
        label={t("stock.catalogue.timezone")}
        hint={t("stock.catalogue.timezoneHint")}
        {...form.field("timezone")}
      />
      <NameFields field={form.field} />
    </FormFrame>
  );
}

/** Those of the programme, and the store's own where the programme knows it no more. */
const marketsWith = (own: string | null): string[] => [
  ...new Set([...first.club.markets.map(({ id }) => id), ...(own === null ? [] : [own])]),
];
