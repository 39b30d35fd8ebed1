/**
 * What the club sells and where it sells it.
 *
 * article: one thing on a receipt line, known by the id the tills send (a number, an EAN, a shop's SKU).
 * category: a path from the general to the particular, such as `coffee/beans`. What holds for `coffee` holds
 * for everything below it, unless said otherwise there.
 * tag: a plain word an article carries (`local`, `vegan`); rules and interests read it.
 * margin: the share of the net price that remains after the goods, in basis points. An article's cost says it
 * exactly; where the cost is not known, the nearest category with a margin answers.
 * names: what members read of an article, category or store, per language; `name` is for where none of them is theirs.
 * store: where a receipt came from, with its region, market and time zone.
 *
 * What always holds:
 * - An article, category or store is replaced as a whole by the newest statement about it, so sending the same
 *   catalogue twice changes nothing. Names per language alone stay where a statement leaves them out.
 * - Cost and its currency are known together or not at all; nothing is guessed.
 * - A decision keeps the facts of its day with the event. Changing an article never changes history.
 *
 * What it does not do: prices and stock belong to the shop. Selling an unknown article is no error: such a
 * line has no category and no tags.
 */

import { articleItem } from "@trofast/contract/catalogue";
import type { article, articleBody, storeItem } from "@trofast/contract/catalogue";
import { money } from "@trofast/engine/numbers";
import type { z } from "zod";
import type { RowFault } from "../../platform/csv.ts";

/** What a decision needs to know of an article. */
export type ArticleFacts = {
  readonly category: string | null;
  readonly tags: readonly string[];
  /** Cost of one piece, in minor units of `costCurrency`. */
  readonly costMinor: number | null;
  readonly costCurrency: string | null;
  /** VAT that is part of its price. */
  readonly vatBasisPoints: number | null;
  /** Of the nearest category that states one. */
  readonly marginBasisPoints: number | null;
};

/** What a decision needs to know of a store. */
export type StoreFacts = {
  readonly region: string | null;
  readonly market: string | null;
  readonly timezone: string | null;
};

/** Per language. */
export type Names = Readonly<Record<string, string>>;

/** What somebody is shown of a thing: the one in their language, else the plain one. */
export type Called = { readonly name: string | null; readonly names: Names };

/** Everything that is said about an article. */
export type Article = {
  readonly article: string;
  readonly category: string | null;
  readonly tags: readonly string[];
  readonly vatBasisPoints: number | null;
  readonly costMinor: number | null;
  readonly costCurrency: string | null;
  readonly name: string | null;
  /** Left out of a statement: what was said before stays. */
  readonly names?: Names | undefined;
};

export type Category = {
  readonly path: string;
  readonly marginBasisPoints: number | null;
  readonly names?: Names | undefined;
};

export type Store = z.output<typeof storeItem>;

/** As it is kept: with what was said before. */
export type Kept<T> = Omit<T, "names"> & { readonly names: Names };

/** An article as the contract writes it. */
export type ArticleAnswer = z.output<typeof article>;

export function articleOf(id: string, body: z.output<typeof articleBody>): Article {
  const { cost, ...rest } = body;
  return {
    ...rest,
    article: id,
    tags: [...new Set(body.tags)],
    costMinor: cost?.minor ?? null,
    costCurrency: cost?.currency ?? null,
  };
}

export function shownArticle({ costMinor, costCurrency, ...rest }: Kept<Article>): ArticleAnswer {
  const cost =
    costMinor === null || costCurrency === null
      ? null
      : { minor: costMinor, currency: costCurrency };
  return { ...rest, tags: [...rest.tags], names: { ...rest.names }, cost };
}

/** Columns of a table of articles; only the first must be there. */
export const ARTICLE_COLUMNS = [
  "article",
  "category",
  "tags",
  "cost",
  "currency",
  "vat",
  "name",
] as const;

/** Reads one row of a table of articles. An empty cell says that nothing is known. */
export function readArticleRow(cells: ReadonlyMap<string, string>): Article | RowFault {
  const cell = (column: (typeof ARTICLE_COLUMNS)[number]): string => cells.get(column) ?? "";
  const cost = readCost(cell("cost"), cell("currency"));
  if (cost !== null && "code" in cost) return cost;
  const vatBasisPoints = readPercent(cell("vat"));
  if (vatBasisPoints !== null && typeof vatBasisPoints !== "number") return vatBasisPoints;
  const parsed = articleItem.safeParse({
    article: cell("article"),
    category: cell("category") || null,
    tags: cell("tags")
      .split("|")
      .map((tag) => tag.trim())
      .filter((tag) => tag !== ""),
    vatBasisPoints,
    cost,
    // A line break in a cell is how somebody's spreadsheet wrapped it.
    name: cell("name").replaceAll(/\s+/g, " ") || null,
  });
  if (parsed.success) return articleOf(parsed.data.article, parsed.data);
  const issue = parsed.error.issues[0];
  const column = String(issue?.path[0] ?? "article");
  const isMissing = column === "article" && cell("article") === "";
  return {
    code: isMissing ? "missing_article" : `invalid_${column}`,
    column,
    detail: isMissing ? "The row names no article." : (issue?.message ?? "The row cannot be used."),
  };
}

/** "12.50" or "12,50" and its currency as minor units. */
function readCost(
  amount: string,
  currency: string,
): { minor: number; currency: string } | RowFault | null {
  if (amount === "") return null;
  const fault = (detail: string): RowFault => ({ code: "invalid_cost", column: "cost", detail });
  if (currency === "") return fault("The cost has no currency; write it in the column currency.");
  try {
    const { minor } = money(`${amount.replace(",", ".")} ${currency}`);
    if (typeof minor === "number") return { minor, currency };
    return fault(`${amount.slice(0, 40)} ${currency} has more decimals than the currency.`);
  } catch (error) {
    return fault(error instanceof Error ? error.message : "The cost cannot be read.");
  }
}

/** "25", "25 %" or "7,5" percent as basis points. */
function readPercent(text: string): number | RowFault | null {
  if (text === "") return null;
  const match = /^(\d{1,3})(?:[.,](\d{1,2}))?\s*%?$/.exec(text);
  const [, whole = "", part = ""] = match ?? [];
  const basisPoints = Number(whole) * 100 + Number(part.padEnd(2, "0"));
  if (match !== null && basisPoints <= 10_000) return basisPoints;
  return {
    code: "invalid_vat",
    column: "vat",
    detail: `${text.slice(0, 40)} is no VAT rate: write a number of percent such as 25.`,
  };
}
