/** What margin categories have. */
import { useQueryClient } from "@tanstack/react-query";
import { putCategory } from "@trofast/contract/catalogue";
import { useTranslation } from "react-i18next";
import { trofast } from "../../ui/api.ts";
import { TextField } from "../../ui/field.tsx";
import { number } from "../../ui/format.ts";
import { tell } from "../../ui/toast.tsx";
import { FormFrame } from "../parts/form-frame.tsx";
import { from, Pages } from "../parts/lists.tsx";
import { NAME_FIELDS, NameFields, namesOf, nameValues, type Names } from "../parts/name-fields.tsx";
import { decimalOf } from "../parts/numbers.ts";
import { Panel } from "../parts/pieces.tsx";
import { useSavedForm } from "../parts/saved-form.ts";
import { Table } from "../parts/table.tsx";
import { useMay } from "../session.ts";

export function Categories() {
  const { t } = useTranslation();
  const mayWrite = useMay("catalogue:write", "club");
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

interface CategoryValues {
  readonly path: string;
  readonly marginBasisPoints: string;
  readonly names: Names;
}

/** The form does not know what was said before: what is left empty stays. */
const saidOf = (names: Names) => {
  const said = namesOf(names);
  return Object.keys(said).length > 0 && { names: said };
};

function CategoryForm() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const form = useSavedForm({
    key: "category",
    start: { path: "", marginBasisPoints: "", names: nameValues() } satisfies CategoryValues,
    fields: ["path", "marginBasisPoints", ...NAME_FIELDS],
    endpoint: putCategory,
    input: ({ path, marginBasisPoints: margin, names }: CategoryValues) => ({
      params: { path: path.trim() },
      body: {
        marginBasisPoints: margin.trim() === "" ? null : Math.round(decimalOf(margin) * 100),
        ...saidOf(names),
      },
    }),
    call: (input) => trofast.catalogue.putCategory(input),
    done: () => {
      tell(t("stock.catalogue.categorySaved"));
      void client.invalidateQueries({ queryKey: ["categories"] });
    },
    isEmptied: true,
  });
  return (
    <Panel id="add" title={t("stock.catalogue.addCategory")}>
      <FormFrame form={form} submit={t("ui.save")} fields="grid items-start gap-3 sm:grid-cols-2">
        <TextField
          className="min-h-10"
          label={t("stock.catalogue.path")}
          hint={t("stock.catalogue.pathHint")}
          {...form.field("path")}
        />
        <TextField
          className="num min-h-10"
          inputMode="decimal"
          label={t("stock.catalogue.margin")}
          hint={t("stock.catalogue.marginHint")}
          {...form.field("marginBasisPoints")}
        />
        <NameFields field={form.field} />
      </FormFrame>
    </Panel>
  );
}
