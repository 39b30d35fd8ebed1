/** What a condition says, in words. */
import type { Condition, WrittenMoney } from "@trofast/engine/programme/parts";
import type { Comparison, Measure, Place, Said } from "@trofast/engine/programme/said";
import { listed, type Saying, type Thing } from "./saying.ts";

/** "köpet är på minst 500 kr". */
export const conditionWords = (condition: Condition, saying: Saying): string =>
  condition.kind === "other" ? saying.t("said.other") : wordsOf(condition, saying);

/** "varor i kategorin frukt". */
export const goodsWords = (items: Condition, saying: Saying): string =>
  items.kind === "other"
    ? saying.t("said.otherGoods")
    : saying.t("said.goods", { items: wordsOf(items, saying) });

function wordsOf(said: Said, saying: Saying): string {
  const { t } = saying;
  switch (said.kind) {
    case "all":
    case "any": {
      const word = t(said.kind === "all" ? "said.and" : "said.or");
      // Without brackets "a and b or c" would be read as one likes.
      const parts = said.parts.map((part) =>
        part.kind === "all" || part.kind === "any"
          ? `(${wordsOf(part, saying)})`
          : wordsOf(part, saying),
      );
      return parts.join(` ${word} `);
    }
    case "number":
      return t(`said.number.${said.measure}`, {
        much: much(said, saying, moneyMeasures.has(said.measure)),
        count: said.value,
      });
    case "field":
      return t("said.field", { field: fieldName(said.field), much: much(said, saying, false) });
    case "place": {
      const names = said.values.map((id) => saying.nameOf(things[said.place], id));
      return t(`said.${said.not ? "isNot" : "is"}.${said.place}`, {
        values: listed(names, saying, "disjunction"),
      });
    }
    case "flag":
      return t(said.not ? "said.notFlag" : "said.flag", { field: fieldName(said.field) });
    case "newCategory":
      return t("said.newCategory");
    case "birthday":
      return t("said.birthday");
    case "told":
      return t("said.told", { field: saying.nameOf("field", said.field) });
    case "answer":
      return answerWords(said, saying);
  }
}

function answerWords(
  { field, values, not }: Extract<Said, { kind: "answer" }>,
  saying: Saying,
): string {
  const asked = { field: saying.nameOf("field", field) };
  if (values.length === 0) return saying.t(not ? "said.answeredNo" : "said.answeredYes", asked);
  const names = values.map((value) => saying.nameOf("answer", `${field}/${value}`));
  const told = { ...asked, values: listed(names, saying, "disjunction") };
  return saying.t(not ? "said.notAnswer" : "said.answer", told);
}

const things: Readonly<Record<Place, Thing>> = {
  category: "category",
  tag: "tag",
  article: "article",
  basketCategory: "category",
  basketTag: "tag",
  basketArticle: "article",
  segment: "segment",
  badge: "badge",
  consent: "consent",
  bought: "category",
  level: "level",
  interest: "category",
  homeStore: "store",
  channel: "channel",
  store: "store",
  region: "region",
  market: "market",
};

const moneyMeasures: ReadonlySet<Measure> = new Set(["paid", "list", "premium"]);

const much = (
  { comparison, value }: { readonly comparison: Comparison; readonly value: number },
  saying: Saying,
  isMoney: boolean,
): string =>
  saying.t(`said.much.${comparison}`, {
    value: isMoney ? inEachCurrency(value, saying) : saying.number(value),
  });

/** A rule's amount of money is in the currency of whichever market the purchase is made in. */
const inEachCurrency = (value: number, saying: Saying): string =>
  moneyWords(
    saying.currencies.map((currency) => ({ amount: String(value), currency })),
    saying,
  );

/** In the reader's own currency, where an amount in it is written; else in all there are. */
export function moneyWords(amounts: readonly WrittenMoney[], saying: Saying): string {
  const own = amounts.filter(({ currency }) => currency === saying.currency);
  return (own.length === 0 ? amounts : own).map((each) => saying.money(each)).join(" / ");
}

const fieldName = (field: string): string => field.replaceAll("_", " ");
