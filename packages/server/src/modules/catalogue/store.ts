import { sql } from "kysely";
import { insertMany, rowSet } from "../../platform/db.ts";
import type { Columns, Db } from "../../platform/db.ts";
import type { Article, ArticleFacts, Category, Store, StoreFacts } from "./domain.ts";

const articleColumns = {
  article: "text",
  category: "text",
  tags: "text[]",
  vat_basis_points: "int4",
  cost_minor: "int8",
  cost_currency: "text",
  name: "text",
  updated_at: "timestamptz",
} as const satisfies Columns;

const storeColumns = {
  store: "text",
  region: "text",
  market: "text",
  timezone: "text",
  name: "text",
  updated_at: "timestamptz",
} as const satisfies Columns;

/** Facts of the articles among `ids` that are known. The paths above a category are looked up by key, never scanned. */
export async function articleFacts(
  db: Db,
  ids: readonly string[],
): Promise<(ArticleFacts & { article: string })[]> {
  const found = await sql<ArticleFacts & { article: string }>`
    select a.article, a.category, a.tags, a.cost_minor as "costMinor", a.cost_currency as "costCurrency",
      a.vat_basis_points as "vatBasisPoints", margin.basis_points as "marginBasisPoints"
    from ${rowSet(
      { article: "text" },
      ids.map((article) => ({ article })),
    )} as asked
    join catalogue_article a on a.article = asked.article
    left join lateral (
      select c.margin_basis_points as basis_points
      from (select string_to_array(a.category, '/') as parts) path
      cross join lateral generate_series(1, cardinality(path.parts)) as depth
      join catalogue_category c on c.path = array_to_string(path.parts[1:depth], '/')
      where c.margin_basis_points is not null
      order by depth desc
      limit 1
    ) margin on true`.execute(db);
  return found.rows;
}

export async function storeFacts(
  db: Db,
  ids: readonly string[],
): Promise<(StoreFacts & { store: string })[]> {
  const found = await sql<StoreFacts & { store: string }>`
    select s.store, s.region, s.market, s.timezone
    from ${rowSet(
      { store: "text" },
      ids.map((store) => ({ store })),
    )} as asked
    join catalogue_store s on s.store = asked.store`.execute(db);
  return found.rows;
}

/** Each article once: one statement cannot touch a row twice. */
export async function putArticles(
  db: Db,
  articles: readonly Article[],
  now: number,
): Promise<void> {
  const rows = articles.map((each) => ({
    article: each.article,
    category: each.category,
    tags: each.tags,
    vat_basis_points: each.vatBasisPoints,
    cost_minor: each.costMinor,
    cost_currency: each.costCurrency,
    name: each.name,
    updated_at: new Date(now).toISOString(),
  }));
  await insertMany(
    db,
    "catalogue_article",
    articleColumns,
    inOrder(rows, (row) => row.article),
    {
      onConflict: sql`(article) do update set category = excluded.category, tags = excluded.tags,
      vat_basis_points = excluded.vat_basis_points, cost_minor = excluded.cost_minor,
      cost_currency = excluded.cost_currency, name = excluded.name, updated_at = excluded.updated_at`,
    },
  );
}

export async function putCategory(db: Db, category: Category, now: number): Promise<void> {
  await db
    .insertInto("catalogue_category")
    .values({
      path: category.path,
      margin_basis_points: category.marginBasisPoints,
      updated_at: new Date(now),
    })
    .onConflict((conflict) =>
      conflict.column("path").doUpdateSet((row) => ({
        margin_basis_points: row.ref("excluded.margin_basis_points"),
        updated_at: row.ref("excluded.updated_at"),
      })),
    )
    .execute();
}

export async function putStores(db: Db, stores: readonly Store[], now: number): Promise<void> {
  const rows = stores.map((each) => ({ ...each, updated_at: new Date(now).toISOString() }));
  await insertMany(
    db,
    "catalogue_store",
    storeColumns,
    inOrder(rows, (row) => row.store),
    {
      onConflict: sql`(store) do update set region = excluded.region, market = excluded.market,
      timezone = excluded.timezone, name = excluded.name, updated_at = excluded.updated_at`,
    },
  );
}

/** Two writers that take rows in the same order never wait for each other in a circle. */
function inOrder<T>(rows: readonly T[], keyOf: (row: T) => string): T[] {
  return rows.toSorted((left, right) => (keyOf(left) < keyOf(right) ? -1 : 1));
}

/** Articles after `after` in the order of their ids, in one category and below it where one is given. */
export async function listArticles(
  db: Db,
  page: { after: string | null; limit: number; category: string | null },
): Promise<Article[]> {
  const found = await sql<Article>`
    select article, category, tags, vat_basis_points as "vatBasisPoints", cost_minor as "costMinor",
      cost_currency as "costCurrency", name
    from catalogue_article
    where (${page.after}::text is null or article > ${page.after}::text)
      and (${page.category}::text is null or category = ${page.category}::text
        or starts_with(category, ${page.category}::text || '/'))
    order by article
    limit ${page.limit}::int`.execute(db);
  return found.rows;
}

export async function findArticle(db: Db, article: string): Promise<Article | undefined> {
  return await db
    .selectFrom("catalogue_article")
    .select([
      "article",
      "category",
      "tags",
      "vat_basis_points as vatBasisPoints",
      "cost_minor as costMinor",
      "cost_currency as costCurrency",
      "name",
    ])
    .where("article", "=", article)
    .executeTakeFirst();
}

export async function findCategory(db: Db, path: string): Promise<Category | undefined> {
  return await db
    .selectFrom("catalogue_category")
    .select(["path", "margin_basis_points as marginBasisPoints"])
    .where("path", "=", path)
    .executeTakeFirst();
}

export async function listCategories(
  db: Db,
  page: { after: string | null; limit: number },
): Promise<Category[]> {
  let query = db
    .selectFrom("catalogue_category")
    .select(["path", "margin_basis_points as marginBasisPoints"])
    .orderBy("path")
    .limit(page.limit);
  if (page.after !== null) query = query.where("path", ">", page.after);
  return await query.execute();
}

export async function findStore(db: Db, store: string): Promise<Store | undefined> {
  return await db
    .selectFrom("catalogue_store")
    .select(["store", "region", "market", "timezone", "name"])
    .where("store", "=", store)
    .executeTakeFirst();
}

export async function listStores(
  db: Db,
  page: { after: string | null; limit: number },
): Promise<Store[]> {
  let query = db
    .selectFrom("catalogue_store")
    .select(["store", "region", "market", "timezone", "name"])
    .orderBy("store")
    .limit(page.limit);
  if (page.after !== null) query = query.where("store", ">", page.after);
  return await query.execute();
}
