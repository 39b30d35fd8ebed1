/** WooCommerce's webhooks, refunds and products, in the club's words. Field names after its REST API, version 3. */
import { parseInstant } from "@trofast/engine/time";
import type { ShopSettings } from "@trofast/contract/shop-settings";
import { z } from "zod";
import {
  articleOf,
  consentsIn,
  Unreadable,
  type ArticleReading,
  type Customer,
  type OrderLine,
  type OrderReading,
  type OrderRefund,
  type Reading,
  type SaidConsent,
} from "./domain.ts";
import { minorOf, paidOf } from "./money.ts";
import { categoryOf, filled, nameOf, parsed, tagsOf } from "./shopify.ts";

const id = z.union([z.int().transform(String), z.string().min(1).max(100)]);
const amount = z.union([z.string().max(40), z.number()]);
const text = z.string().max(10_000).nullish();

/** Where plugins and the block checkout keep what the shop itself has no field for. */
const meta = z.array(z.object({ key: z.string(), value: z.unknown() })).nullish();
/** What a plugin has written there keeps no order from being booked. */
const anyMeta = meta.catch(null);
const address = z.object({ first_name: text, last_name: text, email: text, phone: text });
const line = z.object({
  id,
  product_id: id.nullish(),
  variation_id: id.nullish(),
  sku: text,
  quantity: z.int().min(0),
  subtotal: amount,
  subtotal_tax: amount.nullish(),
  total: amount,
  total_tax: amount.nullish(),
});
const fee = z.object({ id, total: amount, total_tax: amount.nullish() });
const orderBody = z.object({
  id,
  /** The id, unless a plugin numbers otherwise. */
  number: id.nullish(),
  status: z.string(),
  currency: z.string(),
  date_created_gmt: z.string(),
  date_modified_gmt: z.string().nullish(),
  date_paid_gmt: z.string().nullish(),
  prices_include_tax: z.boolean().nullish(),
  customer_id: z.int().nullish(),
  billing: address.nullish(),
  line_items: z.array(line).max(2000),
  shipping_lines: z.array(fee).nullish(),
  fee_lines: z.array(fee).nullish(),
  refunds: z.array(z.object({ id, total: amount })).nullish(),
  meta_data: anyMeta,
  coupon_lines: z
    .array(
      z.object({
        code: z.string().max(255),
        discount: amount.nullish(),
        discount_tax: amount.nullish(),
      }),
    )
    .nullish(),
});
type Order = z.output<typeof orderBody>;

const customer = z.object({
  id,
  email: text,
  first_name: text,
  last_name: text,
  billing: address.nullish(),
  meta_data: anyMeta,
});

/** A refund as `/orders/{id}/refunds` answers it. */
export const wooRefund = z.object({
  id,
  date_created_gmt: z.string(),
  amount,
  line_items: z.array(
    z.object({
      quantity: z.int(),
      total: amount,
      total_tax: amount.nullish(),
      meta_data: meta,
    }),
  ),
});

const product = z.object({
  id,
  sku: text,
  name: text,
  categories: z.array(z.object({ name: text })).nullish(),
  tags: z.array(z.object({ name: text })).nullish(),
});

/** What a delivery under `topic` says. @throws Unreadable. */
export function readWoocommerce(topic: string, body: unknown, settings: ShopSettings): Reading {
  switch (topic) {
    case "order.created":
    case "order.updated":
    case "order.restored":
      return { about: "order", order: wooOrder(parsed(orderBody, body), settings) };
    case "customer.created":
    case "customer.updated":
      return { about: "customer", customer: customerOf(parsed(customer, body), settings) };
    case "product.created":
    case "product.updated":
    case "product.restored":
      return { about: "articles", articles: wooArticles(body, settings) };
    case "order.deleted":
      return nothing("order_kept");
    case "customer.deleted": {
      const gone = parsed(z.object({ id }), body);
      const nameless = { email: null, isEmailVerified: false, phone: null, profile: {} };
      return { about: "forget", customer: { id: gone.id, ...nameless } };
    }
    case "product.deleted":
      return nothing("article_kept");
    default:
      return nothing("topic_not_taken");
  }
}

const nothing = (reason: string): Reading => ({ about: "nothing", reason });

/** WooCommerce writes instants of UTC without saying so. */
function instantOf(written: string): number {
  const read = parseInstant(/Z$|[+-]\d\d:?\d\d$/.test(written) ? written : `${written}Z`);
  if (read !== null) return read;
  throw new Unreadable("field_unusable", "A date of the order is no date.");
}

/** Statuses in which everything comes back, once it was paid. */
const endedStatuses = ["cancelled", "refunded"];

function wooOrder(read: Order, settings: ShopSettings): OrderReading {
  const { currency } = read;
  const withTax = read.prices_include_tax === true;
  const fees = [
    ...(settings.earnOn.shipping ? (read.shipping_lines ?? []).map(named("shipping")) : []),
    ...(settings.earnOn.fees ? (read.fee_lines ?? []).map(named("fee")) : []),
  ];
  const refunds = read.refunds ?? [];
  const wasPaid = filled(read.date_paid_gmt) !== null;
  return {
    order: read.id,
    number: filled(read.number),
    revision: instantOf(read.date_modified_gmt ?? read.date_created_gmt),
    occurredAt: instantOf(read.date_created_gmt),
    currency,
    isPaid:
      settings.paidStatuses.includes(read.status) ||
      (wasPaid && endedStatuses.includes(read.status)),
    isCancelled: endedStatuses.includes(read.status),
    lines: [
      ...read.line_items
        .filter(({ quantity }) => quantity > 0)
        .map((item) => lineOf(item, { currency, withTax, settings })),
      ...fees.map(({ line: name, article, fee: of }) => {
        const paidMinor = Math.max(0, sum(currency, of.total, withTax ? of.total_tax : null));
        return { line: name, article, quantity: 1, paidMinor, listMinor: paidMinor };
      }),
    ],
    refunds: [],
    customer: orderCustomer(read, settings),
    codes: (read.coupon_lines ?? []).map(({ code, discount, discount_tax: tax }) => ({
      code,
      minor: Math.max(0, sum(currency, discount ?? "0", withTax ? tax : null)),
      byLine: null,
    })),
    ...(refunds.length > 0 && {
      asksRefunds: refunds.map((each) => ({
        refund: each.id,
        amountMinor: Math.abs(minorOf(each.total, currency)),
      })),
    }),
  };
}

const named = (article: string) => (of: z.output<typeof fee>) => ({
  line: `${article}-${of.id}`,
  article,
  fee: of,
});

function lineOf(
  item: z.output<typeof line>,
  how: { currency: string; withTax: boolean; settings: ShopSettings },
): OrderLine {
  const { currency, withTax, settings } = how;
  const number = item.variation_id === "0" ? item.product_id : item.variation_id;
  const paidMinor = sum(currency, item.total, withTax ? item.total_tax : null);
  const listMinor = sum(currency, item.subtotal, withTax ? item.subtotal_tax : null);
  if (paidMinor < 0) throw new Unreadable("amount_negative", "A line is below zero.");
  return {
    line: item.id,
    article:
      settings.articleFrom === "sku" ? articleOf(item.sku, number) : articleOf(number, item.sku),
    quantity: item.quantity,
    paidMinor,
    listMinor: Math.max(listMinor, paidMinor),
  };
}

function sum(
  currency: string,
  net: string | number,
  tax: string | number | null | undefined,
): number {
  return minorOf(net, currency) + minorOf(filled(String(tax ?? "")) ?? "0", currency);
}

function orderCustomer(read: Order, settings: ShopSettings): Customer | null {
  const { billing } = read;
  const number = read.customer_id ?? 0;
  if (number === 0 && !filled(billing?.email)) return null;
  return {
    id: number === 0 ? null : String(number),
    email: filled(billing?.email),
    isEmailVerified: false,
    phone: filled(billing?.phone),
    profile: profileOf(billing?.first_name, billing?.last_name),
    // A box that was not ticked again takes nothing back.
    consents: consentsOf(read.meta_data, settings).filter(({ given }) => given),
  };
}

function consentsOf(read: z.output<typeof anyMeta>, settings: ShopSettings): SaidConsent[] {
  return consentsIn(settings, (field) => read?.find(({ key }) => key === field)?.value);
}

function customerOf(read: z.output<typeof customer>, settings: ShopSettings): Customer {
  return {
    id: read.id,
    email: filled(read.email) ?? filled(read.billing?.email),
    isEmailVerified: false,
    phone: filled(read.billing?.phone),
    profile: profileOf(
      filled(read.first_name) ?? read.billing?.first_name,
      filled(read.last_name) ?? read.billing?.last_name,
    ),
    consents: consentsOf(read.meta_data, settings),
  };
}

function profileOf(
  first: string | null | undefined,
  last: string | null | undefined,
): Record<string, string> {
  const givenName = filled(first);
  const familyName = filled(last);
  return { ...(givenName && { givenName }), ...(familyName && { familyName }) };
}

/** A refund of an order: pieces by line, and what was given back besides them. @throws Unreadable. */
export function refundOf(
  body: unknown,
  order: Pick<OrderReading, "currency" | "lines">,
): OrderRefund {
  const read = parsed(wooRefund, body);
  const lines = read.line_items.flatMap((item) => {
    const of = item.meta_data?.find(({ key }) => key === "_refunded_item_id")?.value;
    const name = typeof of === "string" || typeof of === "number" ? String(of) : "";
    const isOurs = order.lines.some((each) => each.line === name);
    return isOurs && item.quantity !== 0 ? [{ line: name, quantity: Math.abs(item.quantity) }] : [];
  });
  const goods = read.line_items.length > 0;
  return {
    refund: read.id,
    at: instantOf(read.date_created_gmt),
    lines,
    // Money beside pieces is mostly shipping and fees, which earned nothing.
    amountMinor: goods ? moneyOnly(read, order.currency) : paidOf(read.amount, order.currency),
  };
}

/** Part of a line's price given back while the pieces stay. */
function moneyOnly(read: z.output<typeof wooRefund>, currency: string): number {
  return read.line_items
    .filter(({ quantity }) => quantity === 0)
    .reduce((total, item) => total + Math.abs(sum(currency, item.total, item.total_tax)), 0);
}

/** A product as an article; its variations come as products of their own. @throws Unreadable. */
export function wooArticles(body: unknown, { articleFrom }: ShopSettings): ArticleReading[] {
  const read = parsed(product, body);
  const names = (of: { name?: string | null | undefined }[] | null | undefined): string[] =>
    (of ?? []).flatMap(({ name }) => filled(name) ?? []);
  return [
    {
      article: articleFrom === "sku" ? articleOf(read.sku, read.id) : articleOf(read.id, read.sku),
      name: nameOf(read.name),
      category: categoryOf(names(read.categories)[0]?.replaceAll("/", " ") ?? null),
      tags: tagsOf(names(read.tags)),
      costMinor: null,
      costCurrency: null,
    },
  ];
}
