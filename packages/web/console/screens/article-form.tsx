/** What an article is. */
import { useQueryClient } from "@tanstack/react-query";
import type { AnswerOf } from "@trofast/contract/endpoint";
import type { getArticle } from "@trofast/contract/catalogue";
import { useTranslation } from "react-i18next";
import { trofast } from "../../ui/api.ts";
import { Button } from "../../ui/button.tsx";
import { TextField } from "../../ui/field.tsx";
import { first } from "../../ui/first.ts";
import { minorDigits } from "../../ui/format.ts";
import { tell } from "../../ui/toast.tsx";
import { DraftNote } from "../parts/draft-note.tsx";
import { useKeptForm } from "../parts/kept-form.ts";
import { useAct } from "../step-up.tsx";

type Article = AnswerOf<typeof getArticle>;

interface Values {
  readonly article: string;
  readonly name: string;
  readonly category: string;
  readonly tags: string;
  readonly cost: string;
  readonly currency: string;
  readonly vatBasisPoints: string;
}

const factorOf = (currency: string): number => 10 ** minorDigits(currency);

function valuesOf(article: Article | null): Values {
  const currency = article?.cost?.currency ?? first.club.markets[0]?.currency ?? "SEK";
  const vat = article?.vatBasisPoints ?? null;
  return {
    article: article?.article ?? "",
    name: article?.name ?? "",
    category: article?.category ?? "",
    tags: article?.tags.join(", ") ?? "",
    cost: article?.cost ? String(article.cost.minor / factorOf(currency)) : "",
    currency,
    vatBasisPoints: vat === null ? "" : String(vat / 100),
  };
}

const decimal = (text: string): number => Number(text.replace(",", "."));

function bodyOf({ name, category, tags, cost, currency, vatBasisPoints }: Values) {
  return {
    name: name.trim() || null,
    category: category.trim() || null,
    tags: tags
      .split(",")
      .map((tag) => tag.trim())
      .filter((tag) => tag !== ""),
    cost:
      cost.trim() === ""
        ? null
        : { minor: Math.round(decimal(cost) * factorOf(currency)), currency },
    vatBasisPoints: vatBasisPoints.trim() === "" ? null : Math.round(decimal(vatBasisPoints) * 100),
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
  const { form, isDraft, discard, refuse, saved } = useKeptForm<Values>(
    `article_${article?.article ?? ""}`,
    valuesOf(article),
    ["article", "name", "category", "tags", "cost", "currency", "vatBasisPoints"],
  );
  const put = useAct(
    (values: Values) =>
      trofast.catalogue.putArticle({
        params: { article: values.article.trim() },
        body: bodyOf(values),
      }),
    () => {
      saved();
      tell(t("stock.catalogue.saved"));
      void client.invalidateQueries({ queryKey: ["articles"] });
      close();
    },
  );
  const { errors } = form.formState;
  const hints = {
    tags: t("stock.catalogue.tagsHint"),
    cost: t("stock.catalogue.costHint"),
    category: t("stock.catalogue.pathHint"),
  };
  const fields = [
    ["article", "article"],
    ["name", "name"],
    ["category", "category"],
    ["tags", "tags"],
    ["cost", "cost"],
    ["currency", "currency"],
    ["vatBasisPoints", "vat"],
  ] as const;
  return (
    <form
      noValidate
      className="flex flex-col gap-4"
      onSubmit={(event) =>
        void form.handleSubmit((values) => put.mutate(values, { onError: refuse }))(event)
      }
    >
      {isDraft && <DraftNote discard={discard} />}
      {fields.map(([field, text]) => (
        <TextField
          key={field}
          className="min-h-10"
          label={`${t(`stock.catalogue.${text}`)}${text === "vat" ? " (%)" : ""}`}
          hint={
            field === "tags" || field === "cost" || field === "category" ? hints[field] : undefined
          }
          readOnly={field === "article" && article !== null}
          error={errors[field]?.message}
          {...form.register(field, {
            ...(field === "article" && { required: t("shell.form.required") }),
            ...((field === "cost" || field === "vatBasisPoints") && {
              validate: (value) =>
                value.trim() === "" || Number.isFinite(decimal(value)) || t("shell.form.number"),
            }),
          })}
        />
      ))}
      <div>
        <Button type="submit" size="console" busy={put.isPending && t("ui.saving")}>
          {t("ui.save")}
        </Button>
      </div>
    </form>
  );
}
