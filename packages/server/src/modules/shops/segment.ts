/** Segment's messages in the club's words. Names after its spec, "Ecommerce events" version 2. */
import type { ShopSettings } from "@trofast/contract/shop-settings";
import { largestRemainder } from "@trofast/engine/numbers";
import { parseInstant } from "@trofast/engine/time";
import { z } from "zod";
import {
  articleOf,
  consentsIn,
  Unreadable,
  type Customer,
  type OrderLine,
  type OrderReading,
  type OrderRefund,
  type SaidConsent,
} from "./domain.ts";
import { paidOf } from "./money.ts";
import { filled, parsed } from "./shopify.ts";

const amount = z.union([z.number(), z.string().max(40)]);
const id = z.union([z.string().min(1).max(255), z.int().transform(String)]);
const text = z.string().max(5000).nullish();

export const segmentMessage = z.object({
  type: z.string(),
  messageId: z.string().min(1).max(200),
  userId: id.nullish(),
  previousId: id.nullish(),
  timestamp: z.string().nullish(),
  event: z.string().max(200).nullish(),
  traits: z.record(z.string(), z.unknown()).nullish(),
  properties: z.record(z.string(), z.unknown()).nullish(),
});
export type SegmentMessage = z.output<typeof segmentMessage>;

const product = z.object({
  product_id: id.nullish(),
  sku: text,
  price: amount,
  quantity: z.int().min(1).nullish(),
});
const order = z.object({
  order_id: id,
  currency: z.string(),
  discount: amount.nullish(),
  products: z.array(product).max(2000),
});
const refunded = z.object({
  order_id: id,
  products: z
    .array(product.extend({ price: amount.nullish() }))
    .max(2000)
    .nullish(),
});

/** When it happened: as the message says, else when it came. @throws Unreadable. */
export function happenedAt({ timestamp }: SegmentMessage, now: number): number {
  if (!timestamp) return now;
  const at = parseInstant(timestamp);
  if (at !== null) return at;
  throw new Unreadable("field_unusable", "The timestamp is no date and time with an offset.");
}

/** An order; its products have no ids of their own, so equal articles at one price are one line. @throws Unreadable. */
export function segmentOrder(
  message: SegmentMessage,
  at: number,
  settings: ShopSettings,
): OrderReading {
  const read = parsed(order, message.properties);
  const currency = read.currency.toUpperCase();
  const lines = new Map<string, OrderLine>();
  for (const item of read.products) {
    const article = productArticle(item, settings);
    const quantity = item.quantity ?? 1;
    const listMinor = paidOf(item.price, currency) * quantity;
    const before = lines.get(article);
    lines.set(article, {
      line: article,
      article,
      quantity: quantity + (before?.quantity ?? 0),
      paidMinor: listMinor + (before?.paidMinor ?? 0),
      listMinor: listMinor + (before?.listMinor ?? 0),
    });
  }
  return {
    order: read.order_id,
    revision: at,
    occurredAt: at,
    currency,
    isPaid: message.event === "Order Completed",
    isCancelled: false,
    lines: discounted([...lines.values()], paidOf(read.discount ?? 0, currency)),
    refunds: [],
    customer: segmentCustomer(message, {}),
  };
}

/** A discount of the whole order falls on its lines by what they cost. */
function discounted(lines: readonly OrderLine[], discountMinor: number): OrderLine[] {
  const total = lines.reduce((sum, line) => sum + line.listMinor, 0);
  if (discountMinor === 0 || total === 0) return [...lines];
  if (discountMinor > total)
    throw new Unreadable("discount_too_large", "The discount is more than the products cost.");
  const shares = largestRemainder(
    discountMinor,
    lines.map(({ listMinor }) => listMinor),
  );
  return lines.map((line, index) => ({
    ...line,
    paidMinor: line.paidMinor - (shares[index] ?? 0),
  }));
}

const productArticle = (
  item: { sku?: string | null | undefined; product_id?: string | null | undefined },
  { articleFrom }: ShopSettings,
): string =>
  articleFrom === "sku"
    ? articleOf(item.sku, item.product_id)
    : articleOf(item.product_id, item.sku);

/** What comes back: the products that are named, or the whole order. @throws Unreadable. */
export function segmentRefund(
  message: SegmentMessage,
  at: number,
  settings: ShopSettings,
): { order: string; refund: OrderRefund | null } {
  const read = parsed(refunded, message.properties);
  const products = read.products ?? [];
  if (message.event === "Order Cancelled" || products.length === 0)
    return { order: read.order_id, refund: null };
  const lines = products.map((item) => ({
    line: productArticle(item, settings),
    quantity: item.quantity ?? 1,
  }));
  return { order: read.order_id, refund: { refund: message.messageId, at, lines, amountMinor: 0 } };
}

/** Traits that Segment reserves, and the profile fields that they fill. */
const reservedTraits: Readonly<Record<string, string>> = {
  firstName: "givenName",
  lastName: "familyName",
  name: "name",
  "address.street": "street",
  "address.postalCode": "postalCode",
  "address.city": "city",
  "address.country": "country",
};

/** Who it is, with those traits that have a place in the profile. */
export function segmentCustomer(
  { userId, traits }: SegmentMessage,
  furtherTraits: Readonly<Record<string, string>>,
): Customer | null {
  if (!userId) return null;
  const profile: Record<string, string> = {};
  for (const [trait, field] of Object.entries({ ...reservedTraits, ...furtherTraits })) {
    const value = traitAt(traits ?? {}, trait);
    if (value !== null) profile[field] = value;
  }
  return {
    id: userId,
    email: traitAt(traits ?? {}, "email"),
    isEmailVerified: false,
    phone: traitAt(traits ?? {}, "phone"),
    profile,
  };
}

/**
 * What the traits say that the club has named: Segment reserves none for what somebody wants to hear, and its consent
 * object is about where data goes.
 */
export function segmentConsents(
  { traits }: SegmentMessage,
  settings: ShopSettings,
): readonly SaidConsent[] {
  return consentsIn(settings, (field) => traitAt(traits ?? {}, field));
}

function traitAt(traits: Readonly<Record<string, unknown>>, path: string): string | null {
  let value: unknown = traits;
  for (const name of path.split(".")) {
    if (typeof value !== "object" || value === null) return null;
    value = new Map(Object.entries(value)).get(name);
  }
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  return typeof value === "string" ? filled(value) : null;
}

/** What somebody looked at or looked for: taken with their consent to profiling alone. */
const browsing = new Set(["product_viewed", "products_searched", "product_added"]);

export const needsConsent = (activity: string): boolean => browsing.has(activity);

/** `Product Viewed` as the programme would name it: `product_viewed`; null where no name is left. */
export function activityName(event: string): string | null {
  const name = event
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "_")
    .replaceAll(/^[^a-z]+|_+$/g, "")
    .slice(0, 60);
  return name === "" ? null : name;
}

/**
 * The fields of an activity that the programme declares, from properties of the same names. Texts are left out: what
 * people write or search for is not stored with events.
 */
export function fieldsOf(
  declared: Readonly<Record<string, string>>,
  properties: Readonly<Record<string, unknown>>,
): Record<string, string | number | boolean> {
  const said = new Map(Object.entries(properties));
  const fields: Record<string, string | number | boolean> = {};
  for (const [name, kind] of Object.entries(declared)) {
    const value =
      kind === "article"
        ? (said.get(name) ?? said.get("sku") ?? said.get("product_id"))
        : said.get(name);
    if (kind === "text" || value === undefined || value === null) continue;
    if (kind === "article" && (typeof value === "string" || typeof value === "number"))
      fields[name] = articleOf(String(value));
    else if (typeof value === "number" || typeof value === "boolean") fields[name] = value;
    else if (kind === "day" && typeof value === "string") fields[name] = value.slice(0, 10);
  }
  return fields;
}
