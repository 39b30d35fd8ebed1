import { sql } from "kysely";
import { insertMany, rowSet } from "../../platform/db.ts";
import type { Columns, Db } from "../../platform/db.ts";
import type {
  Article,
  ArticleFacts,
  Called,
  Category,
  Kept,
  Names,
  Store,
  StoreFacts,
} from "./domain.ts";

const articleColumns = {
  article: "text",
  category: "text",
  tags: "text[]",
  vat_basis_points: "int4",
  cost_minor: "int8",
  cost_currency: "text",
  name: "text",
  names: "jsonb",
  updated_at: "timestamptz",
} as const satisfies Columns;

const storeColumns = {
  store: "text",
  region: "text",
  market: "text",
  timezone: "text",
  name: "text",
  names: "jsonb",
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
    names: textOf(each.names),
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
      cost_currency = excluded.cost_currency, name = excluded.name,
      names = coalesce(excluded.names, catalogue_article.names), updated_at = excluded.updated_at`,
    },
  );
}

/** Null: nothing was said, and what was said before stays. */
const textOf = (names: Names | undefined): string | null =>
  names === undefined ? null : JSON.stringify(names);

export async function putCategory(db: Db, category: Category, now: number): Promise<void> {
  await db
    .insertInto("catalogue_category")
    .values({
      path: category.path,
      margin_basis_points: category.marginBasisPoints,
      names: textOf(category.names),
      updated_at: new Date(now),
    })
    .onConflict((conflict) =>
      conflict.column("path").doUpdateSet((row) => ({
        margin_basis_points: row.ref("excluded.margin_basis_points"),
        names: row.fn.coalesce("excluded.names", "catalogue_category.names"),
        updated_at: row.ref("excluded.updated_at"),
      })),
    )
    .execute();
}

export async function putStores(db: Db, stores: readonly Store[], now: number): Promise<void> {
  const rows = stores.map((each) => ({
    ...each,
    names: textOf(each.names),
    updated_at: new Date(now).toISOString(),
  }));
  await insertMany(
    db,
    "catalogue_store",
    storeColumns,
    inOrder(rows, (row) => row.store),
    {
      onConflict: sql`(store) do update set region = excluded.region, market = excluded.market,
      timezone = excluded.timezone, name = excluded.name,
      names = coalesce(excluded.names, catalogue_store.names), updated_at = excluded.updated_at`,
    },
  );
}

/** Two writers that take rows in the same order never wait for each other in a circle. */
function inOrder<T>(rows: readonly T[], keyOf: (row: T) => string): T[] {
  return rows.toSorted((left, right) => (keyOf(left) < keyOf(right) ? -1 : 1));
}

/**
 * Articles after `after` in the order of their ids, in one category and below it where one is given; with `text`, in
 * small letters, only those that have it in their id or a name. All are read through: 100,000 take about 50 ms.
 */
export async function listArticles(
  db: Db,
  page: { after: string | null; limit: number; category: string | null; text: string | null },
): Promise<Kept<Article>[]> {
  const pattern = `%${(page.text ?? "").replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
  const matching =
    page.text === null
      ? sql``
      : sql`and (search like ${pattern} or (names is not null and exists (
          select from jsonb_each_text(names) as said where lower(said.value) like ${pattern})))`;
  const found = await sql<Kept<Article>>`
    select article, category, tags, vat_basis_points as "vatBasisPoints", cost_minor as "costMinor",
      cost_currency as "costCurrency", name, coalesce(names, '{}') as names
    from catalogue_article
    where (${page.after}::text is null or article > ${page.after}::text)
      and (${page.category}::text is null or category = ${page.category}::text
        or starts_with(category, ${page.category}::text || '/')) ${matching}
    order by article
    limit ${page.limit}::int`.execute(db);
  return found.rows;
}

export async function findArticle(db: Db, article: string): Promise<Kept<Article> | undefined> {
  const found = await sql<Kept<Article>>`
    select article, category, tags, vat_basis_points as "vatBasisPoints", cost_minor as "costMinor",
      cost_currency as "costCurrency", name, coalesce(names, '{}') as names
    from catalogue_article where article = ${article}`.execute(db);
  return found.rows[0];
}

export async function findCategory(db: Db, path: string): Promise<Kept<Category> | undefined> {
  const found = await sql<Kept<Category>>`
    select path, margin_basis_points as "marginBasisPoints", coalesce(names, '{}') as names
    from catalogue_category where path = ${path}`.execute(db);
  return found.rows[0];
}

export async function listCategories(
  db: Db,
  page: { after: string | null; limit: number },
): Promise<Kept<Category>[]> {
  const found = await sql<Kept<Category>>`
    select path, margin_basis_points as "marginBasisPoints", coalesce(names, '{}') as names
    from catalogue_category
    where (${page.after}::text is null or path > ${page.after}::text)
    order by path
    limit ${page.limit}::int`.execute(db);
  return found.rows;
}

export async function findStore(db: Db, store: string): Promise<Kept<Store> | undefined> {
  const found = await sql<Kept<Store>>`
    select store, region, market, timezone, name, coalesce(names, '{}') as names
    from catalogue_store where store = ${store}`.execute(db);
  return found.rows[0];
}

export async function listStores(
  db: Db,
  page: { after: string | null; limit: number },
): Promise<Kept<Store>[]> {
  const found = await sql<Kept<Store>>`
    select store, region, market, timezone, name, coalesce(names, '{}') as names
    from catalogue_store
    where (${page.after}::text is null or store > ${page.after}::text)
    order by store
    limit ${page.limit}::int`.execute(db);
  return found.rows;
}

/** All stores by what they are called, in the order of their ids. */
export async function storesCalled(db: Db): Promise<(Called & { id: string })[]> {
  const found = await sql<Called & { id: string }>`
    select store as id, name, coalesce(names, '{}') as names from catalogue_store
    order by store`.execute(db);
  return found.rows;
}

/** The first step of every category that something is said about, with its name where it has one. */
export async function mainCategories(db: Db): Promise<(Called & { id: string })[]> {
  const found = await sql<Called & { id: string }>`
    select main.path as id, null as name, coalesce(c.names, '{}') as names
    from (select distinct split_part(path, '/', 1) as path from catalogue_category) as main
    left join catalogue_category c on c.path = main.path
    order by main.path`.execute(db);
  return found.rows;
}

/** What things are called, of those among `ids` that have a name at all. */
export async function called(
  db: Db,
  what: "article" | "category" | "store",
  ids: readonly string[],
): Promise<(Called & { id: string })[]> {
  const asked = rowSet(
    { id: "text" },
    ids.map((id) => ({ id })),
  );
  const [table, key, name] = {
    article: [sql.ref("catalogue_article"), sql.ref("article"), sql.ref("thing.name")],
    category: [sql.ref("catalogue_category"), sql.ref("path"), sql`null`],
    store: [sql.ref("catalogue_store"), sql.ref("store"), sql.ref("thing.name")],
  }[what];
  const found = await sql<Called & { id: string }>`
    select asked.id, ${name} as name, coalesce(thing.names, '{}') as names
    from ${asked} as asked
    join ${table} thing on thing.${key} = asked.id
    where ${name} is not null or thing.names is not null`.execute(db);
  return found.rows;
}
