/**
 * Whether a shop still tells us: the webhooks it has switched off, and orders it did not tell. WooCommerce switches a
 * webhook off after five deliveries that failed one after another, and says nothing about it.
 */
import { createHash } from "node:crypto";
import { z } from "zod";
import type { Club } from "../../club.ts";
import { DomainError } from "../../platform/errors.ts";
import { newId } from "../../platform/ids.ts";
import { seal } from "../../platform/secrets.ts";
import { read } from "./connections.ts";
import type { Connection } from "./domain.ts";
import { BODY, settle } from "./receiving.ts";
import {
  askShopify,
  askWoocommerce,
  credentialsOf,
  tellWoocommerce,
  unavailable,
  type Credentials,
} from "./shop-api.ts";
import { nextOf } from "./pulling.ts";
import * as store from "./store.ts";
import * as watches from "./spending-store.ts";
import type { Watch } from "./spendings.ts";

const WEBHOOKS_EVERY_MS = 15 * 60_000;
const ORDERS_EVERY_MS = 3_600_000;
/** Clocks differ, and orders are written while they are read. */
const OVERLAP_MS = 10 * 60_000;
const PAGES_MAX = 200;
const WOO_PAGE = 100;
const SHOPIFY_PAGE = 250;

/** Asks every shop that can be asked and is due; a shop that does not answer keeps no other from being asked. */
export async function watchDue(club: Club): Promise<void> {
  const now = club.clock.now();
  for (const connection of await store.connections(club.db)) {
    if (!mayAsk(connection)) continue;
    const watch = await watches.watchOf(club.db, connection.shop);
    const isDue = now - (watch.checkedAt ?? 0) >= WEBHOOKS_EVERY_MS;
    const isOrdersDue = now - (watch.reconciledAt ?? 0) >= ORDERS_EVERY_MS;
    if (!isDue && !isOrdersDue) continue;
    try {
      if (isDue) await checkWebhooks(club, connection, false);
      if (isOrdersDue) await reconcileShop(club, connection);
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      const known = await watches.watchOf(club.db, connection.shop);
      const asked = { ...known, checkedAt: now, failure: error.detail };
      await watches.saveWatch(club.db, connection.shop, asked);
    }
  }
}

const mayAsk = ({ kind, url, credentials }: store.ConnectionRow): boolean =>
  (kind === "shopify" || kind === "woocommerce") && url !== null && credentials !== null;

/**
 * The same for one shop, now.
 *
 * @throws DomainError `not_found`, `conflict` where the shop cannot be asked, `shop_unavailable`.
 */
export async function check(
  club: Club,
  input: { readonly shop: string; readonly enable: boolean; readonly since: number | null },
): Promise<{ watch: Watch; orders: number }> {
  const connection = await read(club, input.shop);
  if (!mayAsk(connection))
    throw new DomainError(
      "conflict",
      "Shopify and WooCommerce can be asked, where the connection has their url and credentials.",
    );
  await checkWebhooks(club, connection, input.enable);
  const orders = await reconcileShop(club, connection, input.since);
  return { watch: await watches.watchOf(club.db, input.shop), orders };
}

/** @throws DomainError `not_found`. */
export async function watchOf(club: Club, shop: string): Promise<Watch> {
  await read(club, shop);
  return await watches.watchOf(club.db, shop);
}

const wooWebhooks = z.array(
  z.object({
    id: z.int(),
    topic: z.string().max(255),
    status: z.string().max(60),
    delivery_url: z.string(),
  }),
);

/** Shopify takes failing subscriptions away after a while; what it did not tell is found among the orders. */
async function checkWebhooks(club: Club, connection: Connection, enable: boolean): Promise<void> {
  const known = await watches.watchOf(club.db, connection.shop);
  const now = club.clock.now();
  let webhooks: Watch["webhooks"] = [];
  if (connection.kind === "woocommerce") {
    const credentials = await needCredentials(club, connection);
    const { body } = await askWoocommerce(club, connection, credentials, "webhooks?per_page=100");
    const told = wooWebhooks.safeParse(body);
    if (!told.success) throw unavailable("The shop's answer holds no webhooks.");
    const here = `/v1/shops/${connection.shop}/webhook`;
    const ours = told.data.filter(
      ({ delivery_url: url }) => URL.parse(url)?.pathname.endsWith(here) === true,
    );
    webhooks = await Promise.all(
      ours.map(async ({ id, topic, status }) => ({
        id: String(id),
        topic,
        status:
          enable && status !== "active"
            ? await switchOn(club, connection, credentials, id)
            : status,
      })),
    );
  }
  const disabled = webhooks.filter(({ status }) => status !== "active").length;
  const failure = null;
  const watch = { ...known, checkedAt: now, webhooks, disabled, failure };
  await watches.saveWatch(club.db, connection.shop, watch);
}

async function switchOn(
  club: Club,
  connection: Connection,
  credentials: Credentials,
  id: number,
): Promise<string> {
  const act = { method: "PUT", path: `webhooks/${id}`, body: { status: "active" } } as const;
  const { status, body } = await tellWoocommerce(club, connection, credentials, act);
  const told = z.object({ status: z.string().max(60) }).safeParse(body);
  if (status !== 200 || !told.success) throw unavailable(`The shop answered ${status}.`);
  return told.data.status;
}

async function needCredentials(club: Club, connection: Connection): Promise<Credentials> {
  const credentials = await credentialsOf(club, connection);
  if (credentials !== null) return credentials;
  throw unavailable("The connection has no credentials for the shop's own API.");
}

/**
 * Asks for orders that have changed, and takes each in as if the shop had told it: an order that is known changes
 * nothing. Returns how many were looked at.
 */
export async function reconcileShop(
  club: Club,
  connection: store.ConnectionRow,
  since: number | null = null,
): Promise<number> {
  const credentials = await needCredentials(club, connection);
  const { shop, createdAt, kind } = connection;
  const known = await watches.watchOf(club.db, shop);
  const startedAt = club.clock.now();
  const from = since ?? (known.ordersThrough ?? createdAt) - OVERLAP_MS;
  let next: string | null = null;
  let orders = 0;
  for (let pages = 0; pages < PAGES_MAX; pages += 1) {
    const page: OrdersPage =
      kind === "shopify"
        ? await shopifyOrders(club, connection, credentials, { from, next })
        : await wooOrders(club, connection, credentials, { from, next });
    for (const order of page.orders) await takeOrder(club, connection, order);
    orders += page.orders.length;
    ({ next } = page);
    if (next === null) break;
  }
  // Too many for one run: what was read stays read, and the next run goes on from the same place.
  const ordersThrough = next === null ? startedAt : known.ordersThrough;
  const after = await watches.watchOf(club.db, shop);
  await watches.saveWatch(club.db, shop, {
    ...after,
    reconciledAt: startedAt,
    ordersThrough,
    failure: null,
  });
  return orders;
}

interface OrdersPage {
  readonly orders: readonly unknown[];
  readonly next: string | null;
}
interface PageAsked {
  readonly from: number;
  readonly next: string | null;
}

async function wooOrders(
  club: Club,
  connection: Connection,
  credentials: Credentials,
  { from, next }: PageAsked,
): Promise<OrdersPage> {
  const number = Number(next ?? 1);
  const query = new URLSearchParams({
    modified_after: new Date(from).toISOString().slice(0, 19),
    dates_are_gmt: "true",
    orderby: "modified",
    order: "asc",
    per_page: String(WOO_PAGE),
    page: String(number),
  });
  const { body } = await askWoocommerce(
    club,
    connection,
    credentials,
    `orders?${query.toString()}`,
  );
  const told = z.array(z.unknown()).safeParse(body);
  if (!told.success) throw unavailable("The shop's answer holds no orders.");
  const isLast = told.data.length < WOO_PAGE;
  return { orders: told.data, next: isLast ? null : String(number + 1) };
}

async function shopifyOrders(
  club: Club,
  connection: Connection,
  credentials: Credentials,
  { from, next }: PageAsked,
): Promise<OrdersPage> {
  const query = new URLSearchParams({ limit: String(SHOPIFY_PAGE) });
  if (next === null) {
    query.set("status", "any");
    query.set("updated_at_min", new Date(from).toISOString());
  } else query.set("page_info", next);
  const path = `orders.json?${query.toString()}`;
  const { body, headers } = await askShopify(club, connection, credentials, path);
  const told = z.object({ orders: z.array(z.unknown()) }).safeParse(body);
  if (!told.success) throw unavailable("The shop's answer holds no orders.");
  return { orders: told.data.orders, next: nextOf(headers["link"]) };
}

/** One state of an order is one delivery, however often it is asked for. */
async function takeOrder(club: Club, connection: Connection, order: unknown): Promise<void> {
  const { shop, kind } = connection;
  const text = JSON.stringify(order);
  const digest = createHash("sha256").update(text).digest("hex");
  const topic = kind === "shopify" ? "orders/updated" : "order.updated";
  const id = newId();
  const kept = await store.keepDelivery(club.db, {
    id,
    shop,
    key: `asked:${digest}`,
    topic,
    body: await seal(club, BODY, shop, text),
    now: club.clock.now(),
  });
  if (kept.id === id) await settle(club, connection, id);
}
