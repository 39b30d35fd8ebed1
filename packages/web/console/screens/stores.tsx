/** Where the club sells: every store with its region and market, added and changed. */
import { useQueryClient } from "@tanstack/react-query";
import { putStore, type listStores } from "@trofast/contract/catalogue";
import type { AnswerOf } from "@trofast/contract/endpoint";
import { useTranslation } from "react-i18next";
import { trofast } from "../../ui/api.ts";
import { SelectField, TextField } from "../../ui/field.tsx";
import { first } from "../../ui/first.ts";
import { calledOf } from "../../ui/format.ts";
import { tell } from "../../ui/toast.tsx";
import { FormFrame } from "../parts/form-frame.tsx";
import { from, Pages } from "../parts/lists.tsx";
import { NAME_FIELDS, NameFields, namesOf, nameValues, type Names } from "../parts/name-fields.tsx";
import { useSavedForm } from "../parts/saved-form.ts";
import { Table } from "../parts/table.tsx";
import { ThingFrame } from "../parts/thing-frame.tsx";
import { useMay } from "../session.ts";

type Store = AnswerOf<typeof listStores>["data"][number];

export function Stores() {
  const { t } = useTranslation();
  const mayWrite = useMay("catalogue:write", "club");
  const heads = ["store", "name", "region", "market", "timezone"] as const;
  return (
    <ThingFrame<Store>
      title={t("stock.catalogue.stores")}
      add={{ title: t("stock.catalogue.addStore"), id: "add" }}
      change={t("stock.catalogue.change")}
      changeOf={(store) => t("stock.catalogue.changeOf", { name: store.store })}
      mayWrite={mayWrite}
      form={(store, done) => <StoreForm key={store?.store ?? ""} store={store} done={done} />}
      list={(act) => (
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
                  act(store),
                ],
              }))}
            />
          )}
        </Pages>
      )}
    />
  );
}

const parts = ["store", "name", "region", "market", "timezone"] as const;

type StoreValues = Readonly<Record<(typeof parts)[number], string>> & { readonly names: Names };

const valuesOf = (store: Store | null): StoreValues => ({
  store: store?.store ?? "",
  name: store?.name ?? "",
  region: store?.region ?? "",
  market: store?.market ?? "",
  timezone: store?.timezone ?? "",
  names: nameValues(store?.names),
});

/** @param store the one that is changed; null for a new one. */
function StoreForm({ store, done }: { readonly store: Store | null; readonly done: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const form = useSavedForm({
    key: store === null ? "store" : `store_${store.store}`,
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
      done();
    },
    isEmptied: store === null,
  });
  return (
    <FormFrame form={form} submit={t("ui.save")} fields="grid items-start gap-3 sm:grid-cols-2">
      {store === null && (
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
