/** What a campaign gives, on what and when: the fields of its template. */
import { useQuery } from "@tanstack/react-query";
import { useId } from "react";
import type { UseFormReturn } from "react-hook-form";
import { useTranslation } from "react-i18next";
import { trofast } from "../../ui/api.ts";
import { SelectField, TextField } from "../../ui/field.tsx";
import { first } from "../../ui/first.ts";
import { named } from "../../ui/format.ts";
import { asked, spendableUnits, type Asked, type Campaign, type CampaignForm } from "./campaign.ts";
import { languageName } from "../parts/languages.ts";
import type { Document } from "./rule-form.ts";

const BOX = "min-h-10";
const ARTICLES_READ = 200;

interface Props {
  readonly campaign: Campaign;
  readonly form: UseFormReturn<CampaignForm>;
  readonly document: Document;
  /** What is wrong, by field. */
  readonly faultAt: (field: keyof CampaignForm) => string | undefined;
  /** Why no control group is proposed, where none is. */
  readonly holdoutHint: string | undefined;
}

export function CampaignFields({ campaign, form, document, faultAt, holdoutHint }: Props) {
  const { t } = useTranslation();
  const { register } = form;
  const units = spendableUnits(document);
  return (
    <div className="grid items-start gap-4 sm:grid-cols-2">
      {asked[campaign].map((field) => (
        <Field key={field} field={field} form={form} error={faultAt(field)} />
      ))}
      {units.length > 1 && (
        <SelectField
          className={BOX}
          label={t("programme.rule.unit")}
          options={units.map((value) => ({
            value,
            text: named(first.club.units[value]?.name, value),
          }))}
          {...register("unit")}
        />
      )}
      {(["from", "through"] as const).map((field) => (
        <TextField
          key={field}
          className={BOX}
          type="date"
          required
          label={t(`programme.rule.${field}`)}
          error={faultAt(field)}
          {...register(field)}
        />
      ))}
      <TextField
        className={`num ${BOX}`}
        inputMode="decimal"
        label={t("programme.rule.holdout")}
        hint={holdoutHint ?? t("programme.rule.holdoutHint")}
        error={faultAt("holdout")}
        {...register("holdout")}
      />
      <Names form={form} error={faultAt("names")} />
    </div>
  );
}

function Field({
  field,
  form: { register },
  error,
}: {
  readonly field: Asked;
  readonly form: UseFormReturn<CampaignForm>;
  readonly error: string | undefined;
}) {
  const { t } = useTranslation();
  const listId = useId();
  const isGoods = field === "tag" || field === "category";
  const isHour = field === "opens" || field === "closes";
  return (
    <div>
      <TextField
        className={`${isGoods ? "" : "num"} ${BOX}`}
        label={
          field === "least"
            ? `${t("campaign.field.least")} (${first.club.markets[0]?.currency ?? ""})`
            : t(`campaign.field.${field}`)
        }
        error={error}
        autoComplete="off"
        {...(isHour ? { type: "time" } : isGoods ? { list: listId } : { inputMode: "decimal" })}
        {...register(field)}
      />
      {isGoods && <Known id={listId} what={field} />}
    </div>
  );
}

/** What the catalogue's first articles are called by, for who does not know it by heart. */
function Known({ id, what }: { readonly id: string; readonly what: "tag" | "category" }) {
  const articles = useQuery({
    queryKey: ["articles", "known"],
    queryFn: ({ signal }) =>
      trofast.catalogue.listArticles({ query: { limit: ARTICLES_READ }, signal }),
  });
  const words = (articles.data?.data ?? []).flatMap(({ tags, category }) =>
    what === "tag" ? tags : category === null ? [] : withParents(category),
  );
  return (
    <datalist id={id}>
      {[...new Set(words)].toSorted().map((word) => (
        <option key={word} value={word} />
      ))}
    </datalist>
  );
}

/** `coffee/beans` is in `coffee` as well. */
const withParents = (path: string): readonly string[] =>
  path.split("/").map((_, index, parts) => parts.slice(0, index + 1).join("/"));

function Names({
  form: { register },
  error,
}: {
  readonly form: UseFormReturn<CampaignForm>;
  readonly error: string | undefined;
}) {
  const { t } = useTranslation();
  const { languages } = first.club;
  return (
    <fieldset className="grid gap-3 sm:col-span-2 sm:grid-cols-2">
      <legend className="mb-1.5 font-semibold">{t("programme.rule.name")}</legend>
      {languages.map((language, index) => (
        <TextField
          key={language}
          className={BOX}
          label={languageName(language)}
          lang={language}
          maxLength={200}
          error={index === 0 ? error : undefined}
          {...register(`names.${language}`)}
        />
      ))}
    </fieldset>
  );
}
