import { pageOf, placeByName } from "@trofast/contract/common";
import type { Page } from "@trofast/contract/common";
import type { TableResult } from "@trofast/contract/catalogue";
import { placeAfter } from "../../platform/cursors.ts";
import { newTally, refusedRows, takeRow } from "../../platform/csv.ts";
import type { CsvTable, RowTally } from "../../platform/csv.ts";
import { transaction } from "../../platform/db.ts";
import type { Db } from "../../platform/db.ts";
import { DomainError } from "../../platform/errors.ts";
import { ARTICLE_COLUMNS, readArticleRow } from "./domain.ts";
import type { Article, ArticleFacts, Called, Category, Kept, Store, StoreFacts } from "./domain.ts";
import * as store from "./store.ts";

export type { ArticleFacts, Called, StoreFacts };

/** Rows written by one statement of an import. */
const ROWS_PER_WRITE = 1000;

/** What is known of each article among `ids`; unknown ones are left out. One statement, however many. */
export async function articles(db: Db, ids: readonly string[]): Promise<Map<string, ArticleFacts>> {
  if (ids.length === 0) return new Map();
  const rows = await store.articleFacts(db, [...new Set(ids)]);
  return new Map(rows.map(({ article, ...facts }) => [article, facts]));
}

/** What is known of each store among `ids`; unknown ones are left out. One statement, however many. */
export async function stores(db: Db, ids: readonly string[]): Promise<Map<string, StoreFacts>> {
  if (ids.length === 0) return new Map();
  const rows = await store.storeFacts(db, [...new Set(ids)]);
  return new Map(rows.map(({ store: id, ...facts }) => [id, facts]));
}

/** What things are called, by their ids; those without any name are left out. One statement, however many. */
export async function called(
  db: Db,
  what: "article" | "category" | "store",
  ids: readonly string[],
): Promise<Map<string, Called>> {
  if (ids.length === 0) return new Map();
  const rows = await store.called(db, what, [...new Set(ids)]);
  return new Map(rows.map(({ id, ...names }) => [id, names]));
}

export interface CalledThings {
  readonly articles: Readonly<Record<string, Called>>;
  readonly categories: Readonly<Record<string, Called>>;
  readonly stores: Readonly<Record<string, Called>>;
}

/** What several kinds of things are called, by their ids; those without any name are left out. */
export async function calledOf(
  db: Db,
  ids: {
    readonly articles: readonly string[];
    readonly categories: readonly string[];
    readonly stores: readonly string[];
  },
): Promise<CalledThings> {
  return {
    articles: Object.fromEntries(await called(db, "article", ids.articles)),
    categories: Object.fromEntries(await called(db, "category", ids.categories)),
    stores: Object.fromEntries(await called(db, "store", ids.stores)),
  };
}

/** All stores, to choose one. */
export async function storesCalled(db: Db): Promise<(Called & { readonly id: string })[]> {
  return await store.storesCalled(db);
}

/** The categories at the top of the catalogue, to choose among: those that somebody has named or given a margin. */
export async function mainCategories(db: Db): Promise<(Called & { readonly id: string })[]> {
  return await store.mainCategories(db);
}

export type PutCount = { received: number; stored: number; repeated: number };

/** Replaces what is known of each article, all or none; of two with one id the later counts. */
export async function putArticles(
  db: Db,
  input: { articles: readonly Article[]; now: number },
): Promise<PutCount> {
  const latest = [...new Map(input.articles.map((each) => [each.article, each])).values()];
  await store.putArticles(db, latest, input.now);
  return counted(input.articles, latest);
}

/** Replaces what is known of each store, all or none; of two with one id the later counts. */
export async function putStores(
  db: Db,
  input: { stores: readonly Store[]; now: number },
): Promise<PutCount> {
  const latest = [...new Map(input.stores.map((each) => [each.store, each])).values()];
  await store.putStores(db, latest, input.now);
  return counted(input.stores, latest);
}

function counted(received: readonly unknown[], latest: readonly unknown[]): PutCount {
  return {
    received: received.length,
    stored: latest.length,
    repeated: received.length - latest.length,
  };
}

export async function putCategory(
  db: Db,
  input: { category: Category; now: number },
): Promise<void> {
  await store.putCategory(db, input.category, input.now);
}

/** @throws DomainError `not_found`. */
export async function readArticle(db: Db, id: string): Promise<Kept<Article>> {
  return found(await store.findArticle(db, id), `article ${id}`);
}

/** @throws DomainError `not_found`. */
export async function readCategory(db: Db, path: string): Promise<Kept<Category>> {
  return found(await store.findCategory(db, path), `category ${path} with a margin`);
}

/** @throws DomainError `not_found`. */
export async function readStore(db: Db, id: string): Promise<Kept<Store>> {
  return found(await store.findStore(db, id), `store ${id}`);
}

function found<T>(thing: T | undefined, what: string): T {
  if (thing === undefined) throw new DomainError("not_found", `There is no ${what}.`);
  return thing;
}

type PageQuery = { readonly limit: number; readonly cursor?: string | undefined };

export async function listArticles(
  db: Db,
  query: PageQuery & { category?: string | undefined; q?: string | undefined },
): Promise<Page<Kept<Article>>> {
  const { limit } = query;
  const rows = await store.listArticles(db, {
    after: afterOf(query.cursor),
    limit: limit + 1,
    category: query.category ?? null,
    text: query.q?.normalize("NFC").toLowerCase() ?? null,
  });
  return pageOf(
    rows,
    limit,
    keyOf((row) => row.article),
    asIs,
  );
}

export async function listCategories(db: Db, query: PageQuery): Promise<Page<Kept<Category>>> {
  const { limit, cursor } = query;
  const rows = await store.listCategories(db, { after: afterOf(cursor), limit: limit + 1 });
  return pageOf(
    rows,
    limit,
    keyOf((row) => row.path),
    asIs,
  );
}

export async function listStores(db: Db, query: PageQuery): Promise<Page<Kept<Store>>> {
  const { limit, cursor } = query;
  const rows = await store.listStores(db, { after: afterOf(cursor), limit: limit + 1 });
  return pageOf(
    rows,
    limit,
    keyOf((row) => row.store),
    asIs,
  );
}

function keyOf<Row>(id: (row: Row) => string): (row: Row) => [string] {
  return (row) => [id(row)];
}

function asIs<Row>(row: Row): Row {
  return row;
}

function afterOf(cursor: string | undefined): string | null {
  return placeAfter(cursor, placeByName)?.[0] ?? null;
}

/**
 * Reads a whole table of articles and then stores it in one transaction, so that a table that breaks off leaves
 * nothing. Rows that cannot be used are counted and described; the others count.
 *
 * @throws DomainError `invalid_csv`.
 */
export async function uploadArticles(
  db: Db,
  { table, now }: { table: CsvTable; now: number },
): Promise<TableResult> {
  checkColumns(table);
  const tally = newTally();
  const latest = new Map<string, Article>();
  for await (const row of table.rows) {
    const read = takeRow(tally, row, readArticleRow);
    if (read !== null) latest.set(read.article, read);
  }
  await transaction(db, async (tx) => {
    for (const part of partsOf([...latest.values()])) await store.putArticles(tx, part, now);
  });
  return resultOf(tally, latest.size);
}

/**
 * Stores a table of articles of any length, part by part. What was stored before a table broke off stays; the
 * same table can be imported again.
 *
 * @throws DomainError `invalid_csv`.
 */
export async function importArticles(
  db: Db,
  { table, now }: { table: CsvTable; now: number },
): Promise<TableResult> {
  checkColumns(table);
  const tally = newTally();
  let part = new Map<string, Article>();
  let stored = 0;
  const flush = async (): Promise<void> => {
    await store.putArticles(db, [...part.values()], now);
    stored += part.size;
    part = new Map();
  };
  for await (const row of table.rows) {
    const read = takeRow(tally, row, readArticleRow);
    if (read === null) continue;
    part.set(read.article, read);
    if (part.size >= ROWS_PER_WRITE) await flush();
  }
  await flush();
  return resultOf(tally, stored);
}

function checkColumns(table: CsvTable): void {
  if (table.columns.includes("article")) return;
  throw new DomainError(
    "invalid_csv",
    `Line 1: there is no column article. Known columns are ${ARTICLE_COLUMNS.join(", ")}.`,
  );
}

function resultOf(tally: RowTally, stored: number): TableResult {
  return { ...tally, stored, repeated: tally.rows - refusedRows(tally) - stored };
}

function* partsOf(rows: readonly Article[]): Generator<Article[]> {
  for (let start = 0; start < rows.length; start += ROWS_PER_WRITE) {
    yield rows.slice(start, start + ROWS_PER_WRITE);
  }
}
