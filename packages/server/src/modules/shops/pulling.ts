/** Articles and stores read from a shop's own API, page by page; what a page holds is stored with how far it is. */
import { storeItem } from "@trofast/contract/catalogue";
import { z } from "zod";
import type { Club } from "../../club.ts";
import { transaction } from "../../platform/db.ts";
import { DomainError } from "../../platform/errors.ts";
import * as catalogue from "../catalogue/service.ts";
import { putKnown, usableArticles } from "./acting.ts";
import { noShop, read } from "./connections.ts";
import { Unreadable, type ArticleReading, type Connection, type Pull } from "./domain.ts";
import { askShopify, askWoocommerce, credentialsOf, type Credentials } from "./shop-api.ts";
import { nameOf, shopifyArticles } from "./shopify.ts";
import * as store from "./order-store.ts";
import { wooArticles } from "./woocommerce.ts";

const SHOPIFY_PAGE = 250;
const WOO_PAGE = 100;
/** A quarter of a million products. */
const PAGES_MAX = 2500;

/**
 * Asks for a reading; a job does it.
 *
 * @throws DomainError `not_found`, or `conflict` where the shop has no API that can be asked.
 */
export async function askPull(club: Club, shop: string): Promise<Pull> {
  const connection = await read(club, shop);
  const mayAsk = ["shopify", "woocommerce"].includes(connection.kind);
  if (!mayAsk || connection.credentials === null || connection.url === null)
    throw new DomainError(
      "conflict",
      "Articles are read from Shopify and WooCommerce, and need the connection's url and credentials.",
    );
  await store.askPull(club.db, shop, club.clock.now());
  return await readPull(club, shop);
}

/** @throws DomainError `not_found`. */
export async function readPull(club: Club, shop: string): Promise<Pull> {
  const known = await store.pull(club.db, shop);
  if (known !== undefined) return known;
  throw new DomainError("not_found", `Nothing was ever read from ${shop}.`);
}

/** Reads what was asked for. A shop that does not answer ends its reading; the others go on. */
export async function pullDue(club: Club): Promise<void> {
  for (const shop of await store.askedPulls(club.db)) await pullOne(club, shop);
}

async function pullOne(club: Club, shop: string): Promise<void> {
  let pulled = await store.pull(club.db, shop);
  try {
    const connection = await read(club, shop);
    const credentials = await credentialsOf(club, connection);
    if (credentials === null) throw noShop(shop);
    if (pulled?.next === null) pulled = await pullStores(club, connection, credentials, pulled);
    for (let pages = 0; pulled?.state === "asked" && pages < PAGES_MAX; pages += 1)
      pulled = await pullPage(club, connection, credentials, pulled);
  } catch (error) {
    const isExpected = error instanceof DomainError || error instanceof Unreadable;
    if (!isExpected || pulled === undefined) throw error;
    const failure = error instanceof DomainError ? error.detail : error.message;
    const endedAt = club.clock.now();
    await store.savePull(club.db, { ...pulled, state: "failed", endedAt, failure });
  }
}

async function pullPage(
  club: Club,
  connection: Connection,
  credentials: Credentials,
  pulled: Pull,
): Promise<Pull> {
  const page =
    connection.kind === "shopify"
      ? await shopifyPage(club, connection, credentials, pulled.next)
      : await wooPage(club, connection, credentials, pulled.next);
  const { usable, skipped } = usableArticles(page.articles);
  const now = club.clock.now();
  const after: Pull = {
    ...pulled,
    next: page.next,
    state: page.next === null ? "done" : "asked",
    endedAt: page.next === null ? now : null,
    articles: pulled.articles + usable.length,
    skipped: pulled.skipped + skipped + page.unreadable,
  };
  await transaction(club.db, async (tx) => {
    await putKnown(tx, usable, now);
    await store.savePull(tx, after);
  });
  return after;
}

interface Page {
  readonly articles: ArticleReading[];
  readonly unreadable: number;
  readonly next: string | null;
}

/** `next` of Shopify is a page_info, told in the header Link. */
async function shopifyPage(
  club: Club,
  connection: Connection,
  credentials: Credentials,
  next: string | null,
): Promise<Page> {
  const query = new URLSearchParams({ limit: String(SHOPIFY_PAGE) });
  if (next !== null) query.set("page_info", next);
  const path = `products.json?${query.toString()}`;
  const { body, headers } = await askShopify(club, connection, credentials, path);
  const products = z.object({ products: z.array(z.unknown()) }).safeParse(body);
  if (!products.success)
    throw new Unreadable("field_unusable", "The shop's answer holds no products.");
  return {
    ...readProducts(products.data.products, (each) => shopifyArticles(each, connection.settings)),
    next: nextOf(headers["link"]),
  };
}

export function nextOf(header: string | string[] | undefined): string | null {
  for (const link of String(header ?? "").split(",")) {
    const [, address] = /<([^>]+)>\s*;\s*rel="?next"?/.exec(link) ?? [];
    if (address !== undefined) return URL.parse(address)?.searchParams.get("page_info") ?? null;
  }
  return null;
}

/** `next` of WooCommerce is a page's number. */
async function wooPage(
  club: Club,
  connection: Connection,
  credentials: Credentials,
  next: string | null,
): Promise<Page> {
  const number = Number(next ?? 1);
  const path = `products?per_page=${WOO_PAGE}&page=${number}&orderby=id&order=asc`;
  const { body, headers } = await askWoocommerce(club, connection, credentials, path);
  const products = z.array(z.unknown()).safeParse(body);
  if (!products.success)
    throw new Unreadable("field_unusable", "The shop's answer holds no products.");
  const pages = Number(headers["x-wp-totalpages"] ?? 0);
  const isLast = pages > 0 ? number >= pages : products.data.length < WOO_PAGE;
  return {
    ...readProducts(products.data, (each) => wooArticles(each, connection.settings)),
    next: isLast ? null : String(number + 1),
  };
}

/** One product that cannot be read is counted and keeps no other from being stored. */
function readProducts(
  products: readonly unknown[],
  readOne: (product: unknown) => ArticleReading[],
): Pick<Page, "articles" | "unreadable"> {
  let unreadable = 0;
  const articles = products.flatMap((product) => {
    try {
      return readOne(product);
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      unreadable += 1;
      return [];
    }
  });
  return { articles, unreadable };
}

const locations = z.object({
  locations: z.array(z.object({ id: z.union([z.int(), z.string()]), name: z.string().nullish() })),
});

/** Shopify's locations are stores; WooCommerce knows none. */
async function pullStores(
  club: Club,
  connection: Connection,
  credentials: Credentials,
  pulled: Pull,
): Promise<Pull> {
  if (connection.kind !== "shopify") return pulled;
  const { body } = await askShopify(club, connection, credentials, "locations.json");
  const told = locations.safeParse(body);
  const now = club.clock.now();
  const known = told.success ? told.data.locations : [];
  const stores = known.flatMap(({ id, name }) => {
    const item = storeItem.safeParse({ store: String(id), name: nameOf(name) });
    return item.success ? [item.data] : [];
  });
  const after = { ...pulled, stores: stores.length };
  await transaction(club.db, async (tx) => {
    const fresh = await catalogue.stores(
      tx,
      stores.map((each) => each.store),
    );
    // What the club knows of a store's region and market is not the shop's to take away.
    const added = stores.filter((each) => !fresh.has(each.store));
    if (added.length > 0) await catalogue.putStores(tx, { stores: added, now });
    await store.savePull(tx, after);
  });
  return after;
}
