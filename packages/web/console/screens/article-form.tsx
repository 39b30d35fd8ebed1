/** What an article is. */
import { useQueryClient } from "@tanstack/react-query";
import type { AnswerOf } from "@trofast/contract/endpoint";
import { putArticle, type getArticle } from "@trofast/contract/catalogue";
import { useTranslation } from "react-i18next";
import { trofast } from "../../ui/api.ts";
import { TextField } from "../../ui/field.tsx";
import { first } from "../../ui/first.ts";
import { minorDigits } from "../../ui/format.ts";
import { tell } from "../../ui/toast.tsx";
import { FormFrame } from "../parts/form-frame.tsx";
import { NAME_FIELDS, NameFields, namesOf, nameValues, type Names } from "../parts/name-fields.tsx";
import { decimalOf } from "../parts/numbers.ts";
import { useSavedForm } from "../parts/saved-form.ts";

type Article = AnswerOf<typeof getArticle>;

interface Values {
  readonly article: string;
  readonly name: string;
  readonly names: Names;
  readonly category: string;
  readonly tags: string;
  readonly cost: string;
  readonly currency: string;
  readonly vatBasisPoints: string;
}

const FIELDS = [
  ["article", "article"],
  ["name", "name"],
  ["category", "category"],
  ["tags", "tags"],
  ["cost", "cost"],
  ["currency", "currency"],
  ["vatBasisPoints", "vat"],
] as const;

const factorOf = (currency: string): number => 10 ** minorDigits(currency);

function valuesOf(article: Article | null): Values {
  const currency = article?.cost?.currency ?? first.club.markets[0]?.currency ?? "SEK";
  const vat = article?.vatBasisPoints ?? null;
  return {
    article: article?.article ?? "",
    name: article?.name ?? "",
    names: nameValues(article?.names),
    category: article?.category ?? "",
    tags: article?.tags.join(", ") ?? "",
    cost: article?.cost ? String(article.cost.minor / factorOf(currency)) : "",
    currency,
    vatBasisPoints: vat === null ? "" : String(vat / 100),
  };
}

/** NaN where it is no number, so that the contract says so beside the field. */
const wholeOf = (text: string, factor: number): number => Math.round(decimalOf(text) * factor);

function bodyOf(
  { name, names, category, tags, cost, currency, vatBasisPoints }: Values,
  before: Article | null,
) {
  return {
    name: name.trim() || null,
    names: namesOf(names, before?.names),
    category: category.trim() || null,
    tags: tags
      .split(",")
      .map((tag) => tag.trim())
      .filter((tag) => tag !== ""),
    cost:
      cost.trim() === ""
        ? null
        : { minor: wholeOf(cost, factorOf(currency)), currency: currency.trim() },
    vatBasisPoints: vatBasisPoints.trim() === "" ? null : wholeOf(vatBasisPoints, 100),
  };
}

export function ArticleForm({
  article,
  close,
}: {
  readonly article: Article | null;
  readonly close: () => void;
}) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const form = useSavedForm({
    key: `article_${article?.article ?? ""}`,
    start: valuesOf(article),
    fields: [...FIELDS.map(([field]) => field), ...NAME_FIELDS],
    // A cost is an amount in a currency.
    places: { "cost.minor": "cost", "cost.currency": "currency" },
    endpoint: putArticle,
    input: (values: Values) => ({
      params: { article: values.article.trim() },
      body: bodyOf(values, article),
    }),
    call: (input) => trofast.catalogue.putArticle(input),
    done: () => {
      tell(t("stock.catalogue.saved"));
      void client.invalidateQueries({ queryKey: ["articles"] });
      close();
    },
  });
  const hints = {
    tags: t("stock.catalogue.tagsHint"),
    cost: t("stock.catalogue.costHint"),
    category: t("stock.catalogue.pathHint"),
  };
  return (
    <FormFrame form={form} submit={t("ui.save")}>
      {FIELDS.map(([field, text]) => (
        <TextField
          key={field}
          className="min-h-10"
          label={`${t(`stock.catalogue.${text}`)}${text === "vat" ? " (%)" : ""}`}
          hint={
            field === "tags" || field === "cost" || field === "category" ? hints[field] : undefined
          }
          readOnly={field === "article" && article !== null}
          {...form.field(field)}
        />
      ))}
      <NameFields field={form.field} />
    </FormFrame>
  );
}
