/** The catalogue: articles, the categories they lie in, and the stores they are sold in. */
import { isCurrency } from "@trofast/engine/numbers";
import { z } from "zod";
import { externalId, isAddressable, line, page, pageQuery, slug, tableStored } from "./common.ts";
import { language } from "./consents.ts";
import { endpoint } from "./endpoint.ts";

const tag = "Catalogue";

const ARTICLES_PER_BATCH_MAX = 1000;
const STORES_PER_BATCH_MAX = 1000;
const TAGS_PER_ARTICLE_MAX = 50;
const ARTICLE_SEARCH_MAX = 120;
const CATEGORY_DEPTH_MAX = 8;
const NAME_LENGTH_MAX = 200;
const LANGUAGES_MAX = 20;
const CSV_BYTES_MAX = 16 * 1024 * 1024;
const costMinorMax = 1_000_000_000_000;

const articleId = z
  .string()
  .max(120)
  .regex(/^[\p{L}\p{N}][\p{L}\p{N}\p{M} _.:/+#&()'*-]*$/u, {
    error: "must be letters, digits and simple marks, beginning with a letter or digit",
  })
  .meta({ examples: ["7310240071801"] });

const categoryPath = z
  .string()
  .max(200)
  .regex(/^[^/\p{Cc}\s]([^/\p{Cc}]*[^/\p{Cc}\s])?(\/[^/\p{Cc}\s]([^/\p{Cc}]*[^/\p{Cc}\s])?)*$/u, {
    error: "must be names joined by /, from the general to the particular",
  })
  .refine((path) => path.isWellFormed(), "must not hold broken characters")
  .refine(isAddressable, "must not be . or ..")
  .refine(
    (path) => path.split("/").length <= CATEGORY_DEPTH_MAX,
    `must be at most ${CATEGORY_DEPTH_MAX} levels deep`,
  )
  .meta({ examples: ["coffee/beans"] });

const tagName = line(60);

/** Left out of a statement they stay, since tills and shops that send a catalogue mostly know one language. */
const names = z
  .record(language, line(NAME_LENGTH_MAX))
  .refine((said) => Object.keys(said).length <= LANGUAGES_MAX, `at most ${LANGUAGES_MAX} languages`)
  .describe("What members read, per language; left out, what was said before stays. {}: nothing.")
  .meta({ examples: [{ sv: "Kaffe", da: "Kaffe", en: "Coffee" }] });
const knownNames = z
  .record(z.string(), z.string())
  .describe("What members read, per language; empty where nothing was said.");

/** What a thing of the catalogue is called, for whoever is shown it. */
export const called = z
  .object({
    name: z.string().nullable().describe("For readers whose language is not among the names."),
    names: knownNames,
  })
  .meta({ id: "Called" });

const articleParts = {
  category: categoryPath.nullable().default(null).describe("From the general to the particular."),
  tags: z
    .array(tagName)
    .max(TAGS_PER_ARTICLE_MAX)
    .default([])
    .describe("Plain words rules can read, such as local or vegan."),
  vatBasisPoints: z.int().min(0).max(10_000).nullable().default(null).describe("2500 is 25 %."),
  cost: z
    .strictObject({
      minor: z.int().min(0).max(costMinorMax),
      currency: z.string().refine(isCurrency, "must be an ISO 4217 code such as SEK"),
    })
    .nullable()
    .default(null)
    .describe("What one piece costs the club; null where it is not known."),
  name: line(NAME_LENGTH_MAX).nullable().default(null),
  names: names.optional(),
};

export const articleBody = z.strictObject(articleParts);
export const articleItem = z.strictObject({ article: articleId, ...articleParts });
export const article = z
  .object({
    article: z.string(),
    category: z.string().nullable(),
    tags: z.array(z.string()),
    vatBasisPoints: z.int().nullable(),
    cost: z.object({ minor: z.int(), currency: z.string() }).nullable(),
    name: z.string().nullable(),
    names: knownNames,
  })
  .meta({ id: "Article" });

const counted = z.object({
  received: z.int(),
  stored: z.int(),
  repeated: z.int().describe("Replaced by a later one with the same id in the same call."),
});

export const putArticle = endpoint({
  id: "catalogue.putArticle",
  method: "PUT",
  path: "/v1/articles/{article}",
  summary: "Say what an article is",
  description: "Replaces what was known: what is left out is no longer known.",
  tag,
  scope: "catalogue:write",
  stores: "club",
  params: z.object({ article: articleId }),
  body: articleBody,
  answer: article,
  refusals: [],
  idempotent: "natural",
});

export const getArticle = endpoint({
  id: "catalogue.getArticle",
  method: "GET",
  path: "/v1/articles/{article}",
  summary: "Read an article",
  tag,
  scope: "catalogue:read",
  stores: "any",
  params: z.object({ article: articleId }),
  answer: article,
  refusals: ["not_found"],
});

export const listArticles = endpoint({
  id: "catalogue.listArticles",
  method: "GET",
  path: "/v1/articles",
  summary: "List or search the articles, by id",
  tag,
  scope: "catalogue:read",
  stores: "any",
  query: pageQuery.extend({
    category: categoryPath.optional().describe("Only this category and what lies below it."),
    q: line(ARTICLE_SEARCH_MAX)
      .optional()
      .describe("Only articles that have it in their id or in a name."),
  }),
  answer: page(article),
  refusals: ["invalid_cursor"],
});

export const putArticles = endpoint({
  id: "catalogue.putArticles",
  method: "POST",
  path: "/v1/articles/batch",
  summary: "Say what many articles are, all or none",
  tag,
  scope: "catalogue:write",
  stores: "club",
  body: z.strictObject({ articles: z.array(articleItem).min(1).max(ARTICLES_PER_BATCH_MAX) }),
  answer: counted,
  refusals: [],
  idempotent: "natural",
});

/** What became of every row: `rows = stored + repeated + the sum of refused`. */
const tableResult = tableStored
  .extend({ repeated: z.int().describe("Replaced by a later row with the same id.") })
  .meta({ id: "TableResult" });
export type TableResult = z.infer<typeof tableResult>;

export const uploadArticles = endpoint({
  id: "catalogue.uploadArticles",
  method: "POST",
  path: "/v1/articles/csv",
  summary: "Say what many articles are, as a table",
  description:
    "Columns article, category, tags (joined by |), cost (12.50), currency, vat (25), name; separated by comma, semicolon or tab. Rows that cannot be used are listed and the others stored. A table that cannot be read to its end is refused and nothing is stored.",
  tag,
  scope: "catalogue:write",
  stores: "club",
  body: z.string(),
  bodyMedia: ["text/csv"],
  bodyBytesMax: CSV_BYTES_MAX,
  answer: tableResult,
  refusals: ["invalid_csv", "body_too_large"],
  idempotent: "natural",
});

const categoryBody = z.strictObject({
  marginBasisPoints: z
    .int()
    .min(-10_000)
    .max(10_000)
    .nullable()
    .describe(
      "Share of the net price that remains after the goods: 4500 is 45 %. Null: not known.",
    ),
  names: names.optional(),
});
const category = z
  .object({ path: z.string(), marginBasisPoints: z.int().nullable(), names: knownNames })
  .meta({ id: "Category" });

export const putCategory = endpoint({
  id: "catalogue.putCategory",
  method: "PUT",
  path: "/v1/categories/{path}",
  summary: "Say what margin a category has, and what it is called",
  description:
    "The margin holds for everything below that says nothing itself. In the address, the path's / is written %2F.",
  tag,
  scope: "catalogue:write",
  stores: "club",
  params: z.object({ path: categoryPath }),
  body: categoryBody,
  answer: category,
  refusals: [],
  idempotent: "natural",
});

export const getCategory = endpoint({
  id: "catalogue.getCategory",
  method: "GET",
  path: "/v1/categories/{path}",
  summary: "Read a category",
  tag,
  scope: "catalogue:read",
  stores: "any",
  params: z.object({ path: categoryPath }),
  answer: category,
  refusals: ["not_found"],
});

export const listCategories = endpoint({
  id: "catalogue.listCategories",
  method: "GET",
  path: "/v1/categories",
  summary: "List the categories with a margin or names, by path",
  tag,
  scope: "catalogue:read",
  stores: "any",
  query: pageQuery,
  answer: page(category),
  refusals: ["invalid_cursor"],
});

const storeParts = {
  region: line(100).nullable().default(null),
  market: slug.nullable().default(null).describe("A market of the programme, such as se."),
  timezone: z
    .string()
    .max(60)
    .refine(isTimezone, "must be a time zone such as Europe/Stockholm")
    .nullable()
    .default(null)
    .describe("Where it differs from the market's."),
  name: line(NAME_LENGTH_MAX).nullable().default(null),
  names: names.optional(),
};
export const storeItem = z.strictObject({ store: externalId, ...storeParts });
const store = z
  .object({
    store: z.string(),
    region: z.string().nullable(),
    market: z.string().nullable(),
    timezone: z.string().nullable(),
    name: z.string().nullable(),
    names: knownNames,
  })
  .meta({ id: "Store" });

/** The names of places that the runtime knows; offsets such as +02:00 have no summer time and are refused. */
function isTimezone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}

export const putStore = endpoint({
  id: "catalogue.putStore",
  method: "PUT",
  path: "/v1/stores/{store}",
  summary: "Say where a store is",
  tag,
  scope: "catalogue:write",
  stores: "own",
  params: z.object({ store: externalId }),
  body: z.strictObject(storeParts),
  answer: store,
  refusals: [],
  idempotent: "natural",
});

export const getStore = endpoint({
  id: "catalogue.getStore",
  method: "GET",
  path: "/v1/stores/{store}",
  summary: "Read a store",
  tag,
  scope: "catalogue:read",
  stores: "any",
  params: z.object({ store: externalId }),
  answer: store,
  refusals: ["not_found"],
});

export const listStores = endpoint({
  id: "catalogue.listStores",
  method: "GET",
  path: "/v1/stores",
  summary: "List the stores by id",
  tag,
  scope: "catalogue:read",
  stores: "any",
  query: pageQuery,
  answer: page(store),
  refusals: ["invalid_cursor"],
});

export const putStores = endpoint({
  id: "catalogue.putStores",
  method: "POST",
  path: "/v1/stores/batch",
  summary: "Say where many stores are, all or none",
  tag,
  scope: "catalogue:write",
  stores: "club",
  body: z.strictObject({ stores: z.array(storeItem).min(1).max(STORES_PER_BATCH_MAX) }),
  answer: counted,
  refusals: [],
  idempotent: "natural",
});
