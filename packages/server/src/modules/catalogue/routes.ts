import { Readable } from "node:stream";
import * as contract from "@trofast/contract/catalogue";
import { openCsv } from "../../platform/csv.ts";
import { bind } from "../../platform/http.ts";
import type { Http } from "../../platform/http.ts";
import { acceptText } from "../../platform/text-bodies.ts";
import { articleOf, shownArticle } from "./domain.ts";
import type { Names } from "./domain.ts";
import * as catalogue from "./service.ts";

export function registerCatalogueRoutes(http: Http): void {
  acceptText(http, "text/csv", (text) => text);
  registerArticles(http);
  registerCategories(http);
  registerStores(http);
}

function registerArticles(http: Http): void {
  bind(http, contract.putArticle, async ({ club, params, body }) => {
    const article = articleOf(params.article, body);
    await catalogue.putArticles(club.db, { articles: [article], now: club.clock.now() });
    return shownArticle(await catalogue.readArticle(club.db, params.article));
  });

  bind(http, contract.getArticle, async ({ club, params }) => {
    return shownArticle(await catalogue.readArticle(club.db, params.article));
  });

  bind(http, contract.listArticles, async ({ club, query }) => {
    const page = await catalogue.listArticles(club.db, query);
    return { ...page, data: page.data.map(shownArticle) };
  });

  bind(http, contract.putArticles, async ({ club, body }) => {
    const articles = body.articles.map((each) => articleOf(each.article, each));
    return await catalogue.putArticles(club.db, { articles, now: club.clock.now() });
  });

  bind(http, contract.uploadArticles, async ({ club, body }) => {
    const table = await openCsv(Readable.from(piecesOf(body)));
    return await catalogue.uploadArticles(club.db, { table, now: club.clock.now() });
  });
}

/** Other requests are served between two pieces. */
function* piecesOf(text: string): Generator<string> {
  const length = 65_536;
  for (let start = 0; start < text.length; start += length) yield text.slice(start, start + length);
}

function registerCategories(http: Http): void {
  bind(http, contract.putCategory, async ({ club, params, body }) => {
    const category = { path: params.path, ...body };
    await catalogue.putCategory(club.db, { category, now: club.clock.now() });
    return copied(await catalogue.readCategory(club.db, params.path));
  });

  bind(http, contract.getCategory, async ({ club, params }) => {
    return copied(await catalogue.readCategory(club.db, params.path));
  });

  bind(http, contract.listCategories, async ({ club, query }) => {
    const page = await catalogue.listCategories(club.db, query);
    return { ...page, data: page.data.map(copied) };
  });
}

/** The contract's own, changeable copy. */
function copied<T extends { readonly names: Names }>(kept: T) {
  return { ...kept, names: { ...kept.names } };
}

function registerStores(http: Http): void {
  bind(http, contract.putStore, async ({ club, params, body }) => {
    const store = { store: params.store, ...body };
    await catalogue.putStores(club.db, { stores: [store], now: club.clock.now() });
    return copied(await catalogue.readStore(club.db, params.store));
  });

  bind(http, contract.getStore, async ({ club, params }) => {
    return copied(await catalogue.readStore(club.db, params.store));
  });

  bind(http, contract.listStores, async ({ club, query }) => {
    const page = await catalogue.listStores(club.db, query);
    return { ...page, data: page.data.map(copied) };
  });

  bind(http, contract.putStores, async ({ club, body }) => {
    return await catalogue.putStores(club.db, { stores: body.stores, now: club.clock.now() });
  });
}
