/** Shopify's webhooks and products, in the club's words. Field names after Shopify's Admin REST API. */
import { formatInstant, parseInstant } from "@trofast/engine/time";
import { z } from "zod";
import {
  articleOf,
  Unreadable,
  type ArticleReading,
  type Customer,
  type OrderCode,
  type OrderLine,
  type OrderReading,
  type OrderRefund,
  type Reading,
  type SaidConsent,
} from "./domain.ts";
import type { ShopSettings } from "@trofast/contract/shop-settings";
import { minorOf, paidOf } from "./money.ts";

const id = z.union([z.int().transform(String), z.string().min(1).max(100)]);
const amount = z.union([z.string().max(40), z.number()]);
const text = z.string().max(10_000).nullish();
const instant = z.string().transform((written, context) => {
  const read = parseInstant(written);
  if (read !== null) return read;
  context.addIssue({ code: "custom", message: "is no instant with an offset" });
  return z.NEVER;
});

/** Up to the API version 2024-10 part of every customer, since then in topics of their own. */
const consent = z
  .object({ state: text, consent_updated_at: z.string().max(40).nullish() })
  .nullish();
const customer = z.object({
  id: id.nullish(),
  email: text,
  phone: text,
  verified_email: z.boolean().nullish(),
  first_name: text,
  last_name: text,
  // Whatever stands there keeps no order from being booked.
  email_marketing_consent: consent.catch(null),
  sms_marketing_consent: consent.catch(null),
});
const emailConsent = z.object({
  customer_id: id,
  email_address: text,
  email_marketing_consent: consent,
});
const smsConsent = z.object({ id, phone: text, sms_marketing_consent: consent });
const line = z.object({
  id,
  product_id: id.nullish(),
  variant_id: id.nullish(),
  sku: text,
  quantity: z.int().min(0),
  price: amount,
  total_discount: amount.nullish(),
  discount_allocations: z
    .array(z.object({ amount, discount_application_index: z.int().nullish() }))
    .nullish(),
  gift_card: z.boolean().nullish(),
});
const refund = z.object({
  id,
  order_id: id.nullish(),
  created_at: instant,
  refund_line_items: z
    .array(z.object({ line_item_id: id, quantity: z.int().min(0) }))
    .nullish()
    .transform((lines) => lines ?? []),
  order_adjustments: z
    .array(z.object({ kind: text, amount }))
    .nullish()
    .transform((adjustments) => adjustments ?? []),
  transactions: z.array(z.object({ currency: text })).nullish(),
});
const order = z.object({
  id,
  /** The number on the customer's paper: #1001. */
  name: text,
  created_at: instant,
  processed_at: instant.nullish(),
  updated_at: instant,
  currency: z.string(),
  test: z.boolean().nullish(),
  financial_status: text,
  cancelled_at: z.string().nullish(),
  email: text,
  phone: text,
  customer: customer.nullish(),
  line_items: z.array(line).max(2000),
  shipping_lines: z
    .array(
      z.object({
        id: id.nullish(),
        price: amount,
        discounted_price: amount.nullish(),
      }),
    )
    .nullish(),
  refunds: z.array(refund).nullish(),
  discount_codes: z.array(z.object({ code: z.string().max(255), amount })).nullish(),
  discount_applications: z.array(z.object({ code: z.string().max(255).nullish() })).nullish(),
  payment_gateway_names: z.array(z.string()).nullish(),
});
type Order = z.output<typeof order>;

const product = z.object({
  id,
  title: text,
  product_type: text,
  tags: z.union([z.string(), z.array(z.string())]).nullish(),
  variants: z.array(z.object({ id, sku: text, title: text })).nullish(),
});

const paidStatuses = ["paid", "partially_refunded", "refunded"];

/** What a delivery under `topic` says. @throws Unreadable. */
export function readShopify(topic: string, body: unknown, settings: ShopSettings): Reading {
  switch (topic) {
    case "orders/create":
    case "orders/paid":
    case "orders/updated":
    case "orders/cancelled":
      return orderOf(topic, body, settings);
    case "refunds/create": {
      const { order_id: of, ...rest } = parsed(refund, body);
      if (of === undefined || of === null)
        throw new Unreadable("field_missing", "The refund names no order in order_id.");
      return { about: "refund", order: of, refund: refundOf(rest, currencyOf(rest)) };
    }
    case "customers/create":
    case "customers/update":
      return { about: "customer", customer: customerOf(parsed(customer, body)) };
    case "customers_email_marketing_consent/update": {
      const { customer_id: of, email_address: email, ...said } = parsed(emailConsent, body);
      return { about: "consents", customer: customerOf({ id: of, email, ...said }) };
    }
    case "customers_marketing_consent/update":
      return { about: "consents", customer: customerOf(parsed(smsConsent, body)) };
    case "customers/data_request":
      return {
        about: "person",
        reason: "data_request",
        detail: "A customer asks the shop for their data. Send them the member's export.",
      };
    case "customers/redact":
      return {
        about: "forget",
        customer: customerOf(parsed(z.object({ customer }), body).customer),
      };
    case "shop/redact":
      return { about: "forget_shop" };
    case "products/create":
    case "products/update":
      return { about: "articles", articles: shopifyArticles(body, settings) };
    case "products/delete":
      return nothing("article_kept");
    default:
      return nothing("topic_not_taken");
  }
}

const nothing = (reason: string): Reading => ({ about: "nothing", reason });

/** The whole, or a refusal that names the field and never its value. */
export function parsed<Schema extends z.ZodType>(schema: Schema, body: unknown): z.output<Schema> {
  const read = schema.safeParse(body);
  if (read.success) return read.data;
  const issue = read.error.issues[0];
  const place = (issue?.path ?? []).map(String).join(".").slice(0, 200);
  throw new Unreadable(
    "field_unusable",
    `The field ${place === "" ? "(the whole)" : place} is missing or not what the shop documents.`,
  );
}

function orderOf(topic: string, body: unknown, settings: ShopSettings): Reading {
  const read = parsed(order, body);
  if (read.test === true && !settings.testOrders) return nothing("test_order");
  return { about: "order", order: shopifyOrder(read, topic === "orders/paid", settings) };
}

function shopifyOrder(read: Order, isToldPaid: boolean, settings: ShopSettings): OrderReading {
  const { currency } = read;
  const goods = read.line_items
    .filter((item) => item.quantity > 0 && (settings.earnOn.giftCards || item.gift_card !== true))
    .map((item) => lineOf(item, currency, settings));
  const shipping = settings.earnOn.shipping ? (read.shipping_lines ?? []) : [];
  return {
    order: read.id,
    number: filled(read.name),
    revision: read.updated_at,
    occurredAt: read.processed_at ?? read.created_at,
    currency,
    isPaid: isToldPaid || paidStatuses.includes(read.financial_status ?? ""),
    isCancelled: (read.cancelled_at ?? "") !== "",
    lines: [
      ...goods,
      ...shipping.map((fee, index) => ({
        line: `shipping-${fee.id ?? index}`,
        article: "shipping",
        quantity: 1,
        paidMinor: paidOf(fee.discounted_price ?? fee.price, currency),
        listMinor: paidOf(fee.price, currency),
      })),
    ],
    refunds: (read.refunds ?? []).map((each) => refundOf(each, currency)),
    customer: orderCustomer(read),
    codes: codesOf(read, currency),
    asksGiftCards: (read.payment_gateway_names ?? []).includes("gift_card"),
  };
}

/** Each code with what it took off which line: an allocation names its application by number. */
function codesOf(read: Order, currency: string): OrderCode[] {
  return (read.discount_codes ?? []).map(({ code, amount: off }) => {
    const byLine = new Map<string, number>();
    for (const item of read.line_items) {
      for (const allocation of item.discount_allocations ?? []) {
        const named = read.discount_applications?.[allocation.discount_application_index ?? -1];
        if (named?.code?.toUpperCase() !== code.toUpperCase()) continue;
        byLine.set(item.id, (byLine.get(item.id) ?? 0) + paidOf(allocation.amount, currency));
      }
    }
    return { code, minor: paidOf(off, currency), byLine: byLine.size === 0 ? null : byLine };
  });
}

function lineOf(
  item: z.output<typeof line>,
  currency: string,
  { articleFrom }: ShopSettings,
): OrderLine {
  const number = item.variant_id ?? item.product_id;
  const listMinor = paidOf(item.price, currency) * item.quantity;
  const allocated = item.discount_allocations ?? [];
  const discounts =
    allocated.length > 0
      ? allocated.map((discount) => paidOf(discount.amount, currency))
      : [paidOf(item.total_discount ?? "0", currency)];
  const discountMinor = discounts.reduce((sum, minor) => sum + minor, 0);
  if (discountMinor > listMinor)
    throw new Unreadable("discount_too_large", "A line's discounts are more than its price.");
  return {
    line: item.id,
    article: articleFrom === "sku" ? articleOf(item.sku, number) : articleOf(number, item.sku),
    quantity: item.quantity,
    paidMinor: listMinor - discountMinor,
    listMinor,
  };
}

/** Money without goods: what Shopify calls a refund discrepancy; refunded shipping is no goods and earned nothing. */
function refundOf(read: z.output<typeof refund>, currency: string | null): OrderRefund {
  const adjustments = read.order_adjustments.filter(({ kind }) => kind === "refund_discrepancy");
  if (adjustments.length > 0 && currency === null)
    throw new Unreadable("unknown_currency", "The refund names no currency.");
  const goodwillMinor = adjustments.reduce(
    (sum, adjustment) => sum - minorOf(adjustment.amount, currency ?? ""),
    0,
  );
  return {
    refund: read.id,
    at: read.created_at,
    lines: read.refund_line_items
      .filter(({ quantity }) => quantity > 0)
      .map(({ line_item_id: of, quantity }) => ({ line: of, quantity })),
    amountMinor: Math.max(0, goodwillMinor),
  };
}

const currencyOf = ({ transactions }: Pick<z.output<typeof refund>, "transactions">) =>
  transactions?.[0]?.currency ?? null;

function orderCustomer(read: Order): Customer | null {
  // What is typed at the checkout is not what the shop has verified of the customer.
  if (read.customer) return customerOf(read.customer);
  const email = filled(read.email);
  const phone = filled(read.phone);
  if (email === null && phone === null) return null;
  return { id: null, email, isEmailVerified: false, phone, profile: {} };
}

function customerOf(read: Partial<z.output<typeof customer>>): Customer {
  const givenName = filled(read.first_name);
  const familyName = filled(read.last_name);
  return {
    id: read.id ?? null,
    email: filled(read.email),
    isEmailVerified: read.verified_email === true,
    phone: filled(read.phone),
    profile: { ...(givenName && { givenName }), ...(familyName && { familyName }) },
    consents: [
      ...consentOf("email", read.email_marketing_consent),
      ...consentOf("sms", read.sms_marketing_consent),
    ],
  };
}

/**
 * Of Shopify's states only two are words of the customer: not_subscribed never was asked or never ticked, pending waits
 * for Shopify's own link, invalid and redacted are about the address.
 */
function consentOf(channel: "email" | "sms", read: z.output<typeof consent>): SaidConsent[] {
  const state = read?.state?.toLowerCase();
  if (state !== "subscribed" && state !== "unsubscribed") return [];
  const at = parseInstant(read?.consent_updated_at ?? "");
  const field = `${channel}_marketing_consent`;
  const proof = at === null ? field : `${field} ${formatInstant(at)}`;
  return [{ purpose: "marketing", channel, given: state === "subscribed", at, proof }];
}

/** What is written, or null where nothing is. */
export function filled(written: string | null | undefined): string | null {
  const trimmed = (written ?? "").trim();
  return trimmed === "" ? null : trimmed;
}

/** A product's variants as articles. */
export function shopifyArticles(body: unknown, { articleFrom }: ShopSettings): ArticleReading[] {
  const read = parsed(product, body);
  const tags = typeof read.tags === "string" ? read.tags.split(",") : (read.tags ?? []);
  return (read.variants ?? []).map((variant) => ({
    article:
      articleFrom === "sku"
        ? articleOf(variant.sku, variant.id)
        : articleOf(variant.id, variant.sku),
    name: nameOf(read.title, variant.title === "Default Title" ? null : variant.title),
    category: categoryOf(filled(read.product_type)),
    tags: tagsOf(tags),
    costMinor: null,
    costCurrency: null,
  }));
}

export function nameOf(...parts: readonly (string | null | undefined)[]): string | null {
  const name = parts.flatMap((part) => filled(part) ?? []).join(", ");
  return name === "" ? null : name.replaceAll(/\s+/g, " ").slice(0, 200);
}

/** A category path from what a shop calls it, in the shop's own words. */
export function categoryOf(name: string | null): string | null {
  const levels = (name ?? "").split("/").map(wordsOf);
  const path = levels.filter((level) => !["", ".", ".."].includes(level)).slice(0, LEVELS_MAX);
  return path.length === 0 ? null : path.join("/").slice(0, PATH_LENGTH_MAX).trimEnd();
}

export function tagsOf(names: readonly string[]): string[] {
  const words = names.map((name) => wordsOf(name).slice(0, TAG_LENGTH_MAX).trimEnd());
  return [...new Set(words)].filter((tag) => tag !== "").slice(0, TAGS_MAX);
}

const LEVELS_MAX = 8;
const PATH_LENGTH_MAX = 200;
const TAGS_MAX = 50;
const TAG_LENGTH_MAX = 60;

const wordsOf = (name: string): string => name.replaceAll(/[\s\p{Cc}]+/gu, " ").trim();
