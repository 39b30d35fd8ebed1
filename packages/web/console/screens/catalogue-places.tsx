/** What margin categories have, and where the stores are. */
import { useQueryClient } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { trofast } from "../../ui/api.ts";
import { Button } from "../../ui/button.tsx";
import { TextField } from "../../ui/field.tsx";
import { number } from "../../ui/format.ts";
import { tell } from "../../ui/toast.tsx";
import { from, Pages } from "../parts/lists.tsx";
import { Panel } from "../parts/pieces.tsx";
import { Table } from "../parts/table.tsx";
import { useMay } from "../session.ts";
import { useAct } from "../step-up.tsx";

export function Categories() {
  const { t } = useTranslation();
  const mayWrite = useMay("catalogue:write");
  return (
    <>
      <Panel title={t("stock.catalogue.categories")}>
        <Pages
          queryKey={["categories"]}
          read={(cursor, signal) =>
            trofast.catalogue.listCategories({ query: from(cursor), signal })
          }
          empty={<p>{t("stock.catalogue.noCategories")}</p>}
        >
          {(categories) => (
            <Table
              name={t("stock.catalogue.categories")}
              columns={[
                { head: t("stock.catalogue.path") },
                { head: t("stock.catalogue.margin"), isNumber: true },
              ]}
              rows={categories.map(({ path, marginBasisPoints }) => ({
                key: path,
                cells: [
                  path,
                  marginBasisPoints === null ? "–" : `${number(marginBasisPoints / 100, 1)} %`,
                ],
              }))}
            />
          )}
        </Pages>
      </Panel>
      {mayWrite && <CategoryForm />}
    </>
  );
}

function CategoryForm() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [path, setPath] = useState("");
  const [margin, setMargin] = useState("");
  const put = useAct(
    () =>
      trofast.catalogue.putCategory({
        params: { path: path.trim() },
        body: { marginBasisPoints: margin === "" ? null : Math.round(Number(margin) * 100) },
      }),
    () => {
      tell(t("stock.catalogue.categorySaved"));
      void client.invalidateQueries({ queryKey: ["categories"] });
    },
  );
  return (
    <SmallForm
      title={t("stock.catalogue.addCategory")}
      isBusy={put.isPending}
      save={() => put.mutate(undefined)}
    >
      <TextField
        className="min-h-10"
        required
        label={t("stock.catalogue.path")}
        hint={t("stock.catalogue.pathHint")}
        value={path}
        onChange={(event) => setPath(event.target.value)}
      />
      <TextField
        className="num min-h-10"
        type="number"
        min={-100}
        max={100}
        step="any"
        label={t("stock.catalogue.margin")}
        hint={t("stock.catalogue.marginHint")}
        value={margin}
        onChange={(event) => setMargin(event.target.value)}
      />
    </SmallForm>
  );
}

export function Stores() {
  const { t } = useTranslation();
  const mayWrite = useMay("catalogue:write");
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
              columns={(["store", "name", "region", "market", "timezone"] as const).map((id) => ({
                head: t(`stock.catalogue.${id}`),
              }))}
              rows={stores.map(({ store, name, region, market, timezone }) => ({
                key: store,
                cells: [store, name, region, market, timezone],
              }))}
            />
          )}
        </Pages>
      </Panel>
      {mayWrite && <StoreForm />}
    </>
  );
}

const storeParts = ["store", "name", "region", "market", "timezone"] as const;

function StoreForm() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [parts, setParts] = useState<Readonly<Record<string, string>>>({});
  const put = useAct(
    () =>
      trofast.catalogue.putStore({
        params: { store: (parts["store"] ?? "").trim() },
        body: {
          name: parts["name"]?.trim() || null,
          region: parts["region"]?.trim() || null,
          market: parts["market"]?.trim() || null,
          timezone: parts["timezone"]?.trim() || null,
        },
      }),
    () => {
      tell(t("stock.catalogue.storeSaved"));
      setParts({});
      void client.invalidateQueries({ queryKey: ["stores"] });
    },
  );
  return (
    <SmallForm
      title={t("stock.catalogue.addStore")}
      isBusy={put.isPending}
      save={() => put.mutate(undefined)}
    >
      {storeParts.map((part) => (
        <TextField
          key={part}
          className="min-h-10"
          required={part === "store"}
          label={t(`stock.catalogue.${part}`)}
          value={parts[part] ?? ""}
          onChange={(event) => setParts({ ...parts, [part]: event.target.value })}
        />
      ))}
    </SmallForm>
  );
}

function SmallForm({
  title,
  isBusy,
  save,
  children,
}: {
  readonly title: string;
  readonly isBusy: boolean;
  readonly save: () => void;
  readonly children: ReactNode;
}) {
  const { t } = useTranslation();
  return (
    <Panel title={title}>
      <form
        className="grid items-start gap-3 sm:grid-cols-2"
        onSubmit={(event) => {
          event.preventDefault();
          save();
        }}
      >
        {children}
        <div className="sm:col-span-2">
          <Button type="submit" size="console" busy={isBusy && t("ui.saving")}>
            {t("ui.save")}
          </Button>
        </div>
      </form>
    </Panel>
  );
}
