/** A made-up receipt: what it would give, and why. Nothing is booked. */
import { useMutation, useQuery } from "@tanstack/react-query";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { trofast } from "../../ui/api.ts";
import { Button } from "../../ui/button.tsx";
import { TextField } from "../../ui/field.tsx";
import { first } from "../../ui/first.ts";
import { amountOf, minorDigits } from "../../ui/format.ts";
import { bringRefusals, refusalWords } from "../../ui/refusals.ts";
import { useFailureText } from "../../ui/states.tsx";
import { Panel } from "../parts/pieces.tsx";
import { Reasons } from "../screens/why-words.tsx";
import type { Document } from "./rule-form.ts";

export function TryReceipt({ document }: { readonly document?: Document }) {
  const { t } = useTranslation();
  const failureText = useFailureText();
  const market = first.club.markets.find(({ id }) => id === "se") ?? first.club.markets[0];
  const currency = market?.currency ?? "SEK";
  const [article, setArticle] = useState("");
  const articlesId = useId();
  const [quantity, setQuantity] = useState("1");
  const [price, setPrice] = useState("100");
  const attempt = useMutation({
    mutationFn: async () => {
      const answer = await trofast.programmes.tryReceipt({
        body: {
          ...(document && { document: JSON.stringify(document) }),
          basket: {
            currency,
            ...(market && { market: market.id }),
            lines: [
              {
                quantity: Number(quantity),
                paidMinor: Math.round(Number(price) * 10 ** minorDigits(currency)),
                article: article.trim(),
              },
            ],
          },
        },
      });
      if (answer.refused) await bringRefusals();
      return answer;
    },
  });
  const given = Object.entries(attempt.data?.given ?? {}).map(([unit, amount]) =>
    amountOf(unit, amount),
  );
  return (
    <Panel title={t("programme.tryout.title")} about={t("programme.tryout.about")} id="try">
      <form
        className="flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          attempt.mutate();
        }}
      >
        <div className="grid items-end gap-3 sm:grid-cols-3">
          <TextField
            className="min-h-10"
            required
            list={articlesId}
            autoComplete="off"
            label={t("programme.tryout.article")}
            value={article}
            onChange={(event) => setArticle(event.target.value)}
          />
          <TextField
            className="num min-h-10"
            type="number"
            min={1}
            required
            label={t("programme.tryout.quantity")}
            value={quantity}
            onChange={(event) => setQuantity(event.target.value)}
          />
          <TextField
            className="num min-h-10"
            type="number"
            min={0}
            step="any"
            required
            label={`${t("programme.tryout.price")} (${currency})`}
            value={price}
            onChange={(event) => setPrice(event.target.value)}
          />
        </div>
        <Articles id={articlesId} />
        <div>
          <Button
            type="submit"
            size="console"
            kind="plain"
            busy={attempt.isPending && t("ui.loading")}
          >
            {t("programme.tryout.go")}
          </Button>
        </div>
      </form>
      {attempt.isError && (
        <p role="alert" className="font-medium text-bad">
          {failureText(attempt.error)}
        </p>
      )}
      {attempt.data && (
        <div role="status" className="flex flex-col gap-3">
          <p className="font-medium">
            {given.length === 0
              ? t("programme.tryout.nothing")
              : t("programme.tryout.gives", { given: given.join(", ") })}
          </p>
          {attempt.data.refused && (
            <p>{t("programme.tryout.refused", { why: refusalWords(attempt.data.refused) })}</p>
          )}
          <Reasons reasons={attempt.data.reasons} />
        </div>
      )}
    </Panel>
  );
}

/** The first articles of the catalogue, for who does not know their ids. */
function Articles({ id }: { readonly id: string }) {
  const articles = useQuery({
    queryKey: ["articles", "known"],
    queryFn: ({ signal }) => trofast.catalogue.listArticles({ query: { limit: 200 }, signal }),
  });
  return (
    <datalist id={id}>
      {(articles.data?.data ?? []).map(({ article, name }) => (
        <option key={article} value={article}>
          {name}
        </option>
      ))}
    </datalist>
  );
}
