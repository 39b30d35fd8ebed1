/** Whose order it is that a connection tells: its own shop's, or one that another connection tells as well. */
import { payloads, type ShopOrder } from "@trofast/engine/events";
import { DomainError } from "../../platform/errors.ts";
import type { Db, Tx } from "../../platform/db.ts";
import * as activity from "../activity/service.ts";
import type { Connection } from "./domain.ts";
import type { OrderState } from "./orders.ts";
import * as store from "./store.ts";

/** Those whose orders an analytics connection may repeat. */
const shopKinds: ReadonlySet<string> = new Set(["shopify", "woocommerce"]);
/** Shopify's ids are longer than any number on a customer's paper. */
const SHOPIFY_ID = /^\d{10,}$/u;

/**
 * The order as everybody who tells of it names it; null where its names are none that a claim can hold.
 *
 * @param told.number what stands on the customer's paper, with or without its #.
 */
export async function shopOrderOf(
  db: Db,
  connection: Connection,
  told: { readonly order: string; readonly number: string | null },
): Promise<ShopOrder | null> {
  const { order } = told;
  const repeated = connection.kind === "segment" ? await repeatedBy(db, connection) : null;
  if (repeated === null) {
    const number = connection.kind === "segment" ? order : told.number;
    return named(connection.shop, order, number);
  }
  const isId = repeated.by === "id" || (repeated.by === null && !isShopifyNumber(repeated, order));
  return isId ? named(repeated.shop, order, null) : named(repeated.shop, null, order);
}

const isShopifyNumber = ({ kind }: { kind: string | null }, order: string): boolean =>
  kind === "shopify" && !SHOPIFY_ID.test(order);

function named(shop: string, id: string | null, number: string | null): ShopOrder | null {
  const written = numberOf(number ?? "");
  const names = {
    ...(id !== null && isName(id) && { id }),
    ...(isName(written) && { number: written }),
  };
  return Object.keys(names).length === 0 ? null : { shop, ...names };
}

const isName = (text: string): boolean =>
  payloads.purchase.shape.receipt.unwrap().safeParse(text).success;

/** Shops print it as #1001; people type it with or without. */
const numberOf = (written: string): string => written.trim().replace(/^[^\p{L}\p{N}]+/u, "");

interface Repeated {
  readonly shop: string;
  /** Null where the shop is not connected any more. */
  readonly kind: string | null;
  /** What its order_id is; null: whichever it looks like. */
  readonly by: "id" | "number" | null;
}

/** As the connection says; unsaid, the one shop that is booked with the same store. */
async function repeatedBy(db: Db, { shop: own, settings }: Connection): Promise<Repeated | null> {
  const { repeats } = settings;
  if (repeats === "none") return null;
  const known = await store.connections(db);
  if (repeats !== undefined) {
    const kind = known.find(({ shop }) => shop === repeats.shop)?.kind ?? null;
    return { shop: repeats.shop, kind, by: repeats.by ?? null };
  }
  const near = known.filter(
    ({ shop, kind, settings: { store: at } }) =>
      shop !== own && shopKinds.has(kind) && at === settings.store,
  );
  const [only] = near;
  return only && near.length === 1 ? { shop: only.shop, kind: only.kind, by: null } : null;
}

/** What another connection has booked of the same order, under any name that it goes by. */
export async function toldBefore(
  tx: Tx,
  connection: Connection,
  { as, event }: { readonly as: ShopOrder | null; readonly event: string },
): Promise<activity.FoundPurchase | null> {
  if (as === null) return null;
  const { shop, id, part = 0 } = as;
  // An order from before orders were claimed is known by the id of its event alone.
  const early = id !== undefined && part === 0 ? [activity.eventKey(shop, `order:${id}`)] : [];
  const found = await activity.findPurchase(tx, [...activity.orderKeysOf(as), ...early]);
  if (found === null) return null;
  return found.source === connection.shop && found.sourceId === event ? null : found;
}

/** Another connection has just booked it: tried again, it is known. */
export function toldAtOnce(): DomainError {
  return new DomainError(
    "member_busy",
    "Another connection is telling of the same order. Send it again, unchanged.",
    { retryAfterSeconds: 1 },
  );
}

/** What is known of an order that its teller has not told, from the purchase that another has: line for line by article. */
export function asHeard(known: OrderState, { record }: activity.FoundPurchase): OrderState {
  const byArticle = Map.groupBy(record.lines, ({ article }) => article);
  const lines = [...byArticle].map(([article, parts]) => {
    const paidMinor = parts.reduce((sum, part) => sum + part.paidMinor, 0);
    const quantity = parts.reduce((sum, part) => sum + part.quantity, 0);
    return { line: article, article, quantity, paidMinor, listMinor: paidMinor };
  });
  const { currency, occurredAt } = record;
  return { ...known, revision: 0, isPaid: true, currency, occurredAt, lines };
}
