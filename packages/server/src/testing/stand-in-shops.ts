/**
 * Shopify and WooCommerce on this machine, as far as the club asks them: they refuse what the real ones refuse (wrong
 * credentials, fields they do not know, codes that are taken, used, over or gone) and keep what they are told.
 */
import type { ServerResponse } from "node:http";
import { z } from "zod";
import { hmacBase64, shopSecret, sendShopify, sendWebhook, type Sent } from "./shops.ts";
import { aReceiver, type Received } from "./receiver.ts";
import type { TestClub } from "./club.ts";

export const shopToken = "shpat_0123456789abcdef";
export const wooKeys = { key: "ck_0123456789", secret: "cs_0123456789" };

interface Discount {
  readonly id: string;
  readonly code: string;
  readonly minor: number;
  readonly endsAt: number;
  uses: number;
}
interface Card {
  readonly id: number;
  readonly code: string;
  readonly initialMinor: number;
  readonly note: string;
  leftMinor: number;
  enabled: boolean;
}

export interface StandIn {
  readonly url: string;
  /** Answers 503 to everything. */
  isDown: boolean;
  /** Called before an answer goes out, once it has done what it was asked. */
  beforeAnswer: (() => Promise<void>) | null;
  /** Loses the next answer: it has done what it was asked, and hangs up. */
  losesAnswer: boolean;
  /** Codes that a customer could use at this moment. */
  codes(): string[];
  /** A customer types a code in the checkout: what it takes off, in minor units. */
  use(code: string, goodsMinor: number): number;
  readonly orders: Record<string, unknown>[];
  close(): Promise<void>;
}

class NotTaken extends Error {}

const text = (minor: number): string => (minor / 100).toFixed(2);
const minorOf = (amount: string): number => Math.round(Number(amount) * 100);

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}

/** Starts a server that answers by `handle`, with the faults a test wants of it. */
async function start(
  handle: (request: Received) => { status: number; body: unknown },
  rest: Pick<StandIn, "codes" | "use" | "orders">,
): Promise<StandIn> {
  const receiver = await aReceiver();
  const shop: StandIn = {
    ...rest,
    url: receiver.url,
    isDown: false,
    beforeAnswer: null,
    losesAnswer: false,
    close: () => receiver.close(),
  };
  const answer = async (request: Received, response: ServerResponse): Promise<void> => {
    if (shop.isDown) {
      send(response, 503, {});
      return;
    }
    const { status, body } = handle(request);
    await shop.beforeAnswer?.();
    if (shop.losesAnswer) {
      shop.losesAnswer = false;
      response.destroy();
      return;
    }
    send(response, status, body);
  };
  receiver.answer = (request, response) => {
    answer(request, response).catch((error: unknown) =>
      response.destroy(error instanceof Error ? error : undefined),
    );
  };
  return shop;
}

const money = z.string().regex(/^\d+\.\d\d$/);
const discountInput = z.strictObject({
  title: z.string().min(1),
  code: z.string().min(1).max(255),
  startsAt: z.iso.datetime(),
  endsAt: z.iso.datetime(),
  usageLimit: z.int(),
  appliesOncePerCustomer: z.boolean(),
  context: z.strictObject({ all: z.literal("ALL") }),
  combinesWith: z.strictObject({
    orderDiscounts: z.boolean(),
    productDiscounts: z.boolean(),
    shippingDiscounts: z.boolean(),
  }),
  customerGets: z.strictObject({
    items: z.strictObject({ all: z.literal(true) }),
    value: z.strictObject({
      discountAmount: z.strictObject({ amount: money, appliesOnEachItem: z.literal(false) }),
    }),
  }),
});
const cardInput = z.strictObject({
  code: z.string().regex(/^[a-z0-9]{8,20}$/i),
  initialValue: money,
  expiresOn: z.iso.date(),
  note: z.string(),
});
const graphCall = z.object({ query: z.string(), variables: z.record(z.string(), z.unknown()) });

/** Shopify's Admin API, version 2026-01. */
export async function aShopify(now: () => number): Promise<StandIn> {
  const discounts = new Map<string, Discount>();
  const cards: Card[] = [];
  const orders: Record<string, unknown>[] = [];
  const handle = ({ method, path, headers, body }: Received) => {
    if (headers["x-shopify-access-token"] !== shopToken)
      return { status: 401, body: { errors: "[API] Invalid API key or access token" } };
    if (method === "POST" && path === "/admin/api/2026-01/graphql.json") {
      const call = graphCall.parse(JSON.parse(body));
      try {
        const { query, variables } = call;
        const data =
          graphOfDiscounts(discounts, query, variables) ?? graphOfCards(cards, query, variables);
        return { status: 200, body: { data } };
      } catch (error) {
        return { status: 200, body: { errors: [{ message: String(error) }] } };
      }
    }
    const [, order] = /^\/admin\/api\/2026-01\/orders\/(\d+)\/transactions\.json$/.exec(path) ?? [];
    if (order !== undefined) {
      const of = orders.find(({ id }) => String(id) === order);
      return { status: 200, body: { transactions: of?.["transactions"] ?? [] } };
    }
    if (path.startsWith("/admin/api/2026-01/orders.json?"))
      return { status: 200, body: { orders } };
    return { status: 404, body: { errors: "Not Found" } };
  };
  const isUsable = ({ uses, endsAt }: Discount): boolean => uses === 0 && now() < endsAt;
  return await start(handle, {
    orders,
    codes: () => [
      ...[...discounts.values()].filter(isUsable).map(({ code }) => code),
      ...cards.filter(({ enabled, leftMinor }) => enabled && leftMinor > 0).map(({ code }) => code),
    ],
    use(code, goodsMinor) {
      const key = code.toUpperCase();
      const found = discounts.get(key);
      const card = cards.find((each) => each.code === key);
      if (found && isUsable(found)) {
        found.uses += 1;
        return Math.min(found.minor, goodsMinor);
      }
      if (!card?.enabled) throw new NotTaken(`the shop takes no code ${code}`);
      const paid = Math.min(card.leftMinor, goodsMinor);
      card.leftMinor -= paid;
      return paid;
    },
  });
}

function graphOfDiscounts(
  discounts: Map<string, Discount>,
  query: string,
  given: Record<string, unknown>,
) {
  if (query.includes("discountCodeBasicCreate(")) {
    const input = discountInput.parse(given["input"]);
    const key = input.code.toUpperCase();
    const taken = { codeDiscountNode: null, userErrors: [{ code: "TAKEN", message: "taken" }] };
    if (discounts.has(key)) return { discountCodeBasicCreate: taken };
    const id = `gid://shopify/DiscountCodeNode/${discounts.size + 1}`;
    const minor = minorOf(input.customerGets.value.discountAmount.amount);
    const endsAt = Date.parse(input.endsAt);
    discounts.set(key, { id, code: key, minor, endsAt, uses: 0 });
    return { discountCodeBasicCreate: { codeDiscountNode: { id }, userErrors: [] } };
  }
  if (query.includes("codeDiscountNodeByCode(")) {
    const found = discounts.get(z.string().parse(given["code"]).toUpperCase());
    const codeDiscount = { asyncUsageCount: found?.uses ?? 0 };
    return { codeDiscountNodeByCode: found ? { id: found.id, codeDiscount } : null };
  }
  if (query.includes("discountCodeDelete(")) {
    const found = [...discounts.values()].find(({ id }) => id === given["id"]);
    if (found) discounts.delete(found.code);
    const deletedCodeDiscountId = found?.id ?? null;
    return { discountCodeDelete: { deletedCodeDiscountId, userErrors: [] } };
  }
  return null;
}

function graphOfCards(cards: Card[], query: string, given: Record<string, unknown>) {
  const shown = (card: Card) => ({
    id: `gid://shopify/GiftCard/${card.id}`,
    note: card.note,
    enabled: card.enabled,
    initialValue: { amount: text(card.initialMinor) },
    balance: { amount: text(card.leftMinor) },
  });
  if (query.includes("giftCardCreate(")) {
    const input = cardInput.parse(given["input"]);
    const minor = minorOf(input.initialValue);
    const { note } = input;
    const code = input.code.toUpperCase();
    const made = { id: cards.length + 1, code, initialMinor: minor, note, leftMinor: minor };
    cards.push({ ...made, enabled: true });
    return {
      giftCardCreate: { giftCard: { id: `gid://shopify/GiftCard/${made.id}` }, userErrors: [] },
    };
  }
  if (query.includes("giftCards(")) {
    const [, last = ""] = /^last_characters:(\w{4})$/.exec(z.string().parse(given["query"])) ?? [];
    const found = cards.filter(({ code }) => code.toLowerCase().endsWith(last));
    return { giftCards: { nodes: found.map(shown) } };
  }
  if (query.includes("giftCardDeactivate(")) {
    const card = cards.find((each) => shown(each).id === given["id"]);
    if (card) card.enabled = false;
    return { giftCardDeactivate: { giftCard: card ? shown(card) : null, userErrors: [] } };
  }
  throw new Error("a question that is not known");
}

const couponInput = z.object({
  code: z.string().min(1),
  discount_type: z.literal("fixed_cart"),
  amount: money,
  usage_limit: z.literal(1),
  usage_limit_per_user: z.literal(1),
  individual_use: z.boolean(),
  date_expires: z.iso.datetime(),
  description: z.string(),
});

export interface WooStandIn extends StandIn {
  readonly webhooks: { id: number; topic: string; status: string; delivery_url: string }[];
}

type Coupon = Discount & { readonly number: number };

function makeCoupon(coupons: Coupon[], body: string) {
  const input = couponInput.parse(JSON.parse(body));
  // WordPress keeps coupon codes in small letters.
  const code = input.code.toLowerCase();
  if (coupons.some((each) => each.code === code)) {
    const taken = { code: "woocommerce_rest_coupon_code_already_exists", message: "taken" };
    return { status: 400, body: taken };
  }
  const number = coupons.length + 700;
  const minor = minorOf(input.amount);
  const endsAt = Date.parse(input.date_expires);
  coupons.push({ id: String(number), number, code, minor, endsAt, uses: 0 });
  return { status: 201, body: { id: number, usage_count: 0 } };
}

/** WooCommerce's REST API, version 3. */
export async function aWoocommerce(now: () => number): Promise<WooStandIn> {
  const coupons: Coupon[] = [];
  const orders: Record<string, unknown>[] = [];
  const webhooks: WooStandIn["webhooks"] = [];
  const login = `Basic ${Buffer.from(`${wooKeys.key}:${wooKeys.secret}`).toString("base64")}`;
  const shown = ({ number, code, uses }: Coupon) => ({
    id: number,
    code,
    usage_count: uses,
  });
  const handle = ({ method, path, headers, body }: Received) => {
    const no = { code: "woocommerce_rest_cannot_view", message: "Sorry" };
    if (headers.authorization !== login) return { status: 401, body: no };
    const url = new URL(path, "http://shop.test");
    const [, kind = "", number = ""] =
      /^\/wp-json\/wc\/v3\/(coupons|webhooks|orders)(?:\/(\d+))?$/.exec(url.pathname) ?? [];
    if (method === "POST" && kind === "coupons") return makeCoupon(coupons, body);
    if (method === "GET" && kind === "coupons") {
      const code = url.searchParams.get("code")?.toLowerCase();
      return { status: 200, body: coupons.filter((each) => each.code === code).map(shown) };
    }
    if (method === "DELETE" && kind === "coupons" && url.searchParams.get("force") === "true") {
      const index = coupons.findIndex((each) => String(each.number) === number);
      const [gone] = index === -1 ? [] : coupons.splice(index, 1);
      return gone ? { status: 200, body: shown(gone) } : { status: 404, body: {} };
    }
    if (method === "GET" && kind === "webhooks") return { status: 200, body: webhooks };
    if (method === "PUT" && kind === "webhooks") {
      const found = webhooks.find(({ id }) => String(id) === number);
      const { status } = z.strictObject({ status: z.string() }).parse(JSON.parse(body));
      if (found) found.status = status;
      return found ? { status: 200, body: found } : { status: 404, body: {} };
    }
    if (method === "GET" && kind === "orders") return { status: 200, body: orders };
    return { status: 404, body: { code: "rest_no_route" } };
  };
  const isUsable = ({ uses, endsAt }: Discount): boolean => uses === 0 && now() < endsAt;
  const shop = await start(handle, {
    orders,
    codes: () => coupons.filter(isUsable).map(({ code }) => code.toUpperCase()),
    use(code, goodsMinor) {
      const found = coupons.find((each) => each.code === code.toLowerCase());
      if (!found || !isUsable(found)) throw new NotTaken(`the shop takes no code ${code}`);
      found.uses += 1;
      return Math.min(found.minor, goodsMinor);
    },
  });
  return Object.assign(shop, { webhooks });
}

/** An order of the shop as a test tells it: one line, bought with a code. */
export interface Bought {
  readonly number: number;
  readonly goodsMinor: number;
  readonly code?: string;
  /** What the code has taken off. */
  readonly offMinor?: number;
  readonly quantity?: number;
  readonly isPaid?: boolean;
  readonly isCancelled?: boolean;
  readonly refundedPieces?: number;
  readonly customer?: number;
  /** Minutes after the order was made. */
  readonly minute?: number;
}

const instant = (minute: number): string =>
  new Date(Date.UTC(2026, 5, 1, 9, minute)).toISOString().slice(0, 19);

/** The order as Shopify writes it. */
export function shopifyBought(bought: Bought): Record<string, unknown> {
  const { number, goodsMinor, code, offMinor = 0, quantity = 1, minute = 0 } = bought;
  const pieces = bought.refundedPieces ?? 0;
  const refund = {
    id: number * 10 + 1,
    order_id: number,
    created_at: `${instant(minute)}Z`,
    refund_line_items: [{ line_item_id: number * 10, quantity: pieces }],
  };
  return {
    id: number,
    created_at: `${instant(0)}Z`,
    updated_at: `${instant(minute)}Z`,
    currency: "SEK",
    financial_status: bought.isPaid === false ? "pending" : "paid",
    cancelled_at: bought.isCancelled === true ? `${instant(minute)}Z` : null,
    customer: { id: bought.customer ?? 77 },
    line_items: [
      {
        id: number * 10,
        sku: "BEANS",
        quantity,
        price: text(goodsMinor / quantity),
        discount_allocations:
          code === undefined ? [] : [{ amount: text(offMinor), discount_application_index: 0 }],
      },
    ],
    refunds: pieces > 0 ? [refund] : [],
    discount_codes:
      code === undefined ? [] : [{ code, amount: text(offMinor), type: "fixed_amount" }],
    discount_applications: code === undefined ? [] : [{ type: "discount_code", code }],
    payment_gateway_names: ["bogus"],
  };
}

/** The same as WooCommerce writes it. */
export function wooBought(bought: Bought): Record<string, unknown> {
  const { number, goodsMinor, code, offMinor = 0, quantity = 1, minute = 0 } = bought;
  const isPaid = bought.isPaid !== false;
  const paid = isPaid ? "processing" : "on-hold";
  return {
    id: number,
    status: bought.isCancelled === true ? "cancelled" : paid,
    currency: "SEK",
    date_created_gmt: instant(0),
    date_modified_gmt: instant(minute),
    date_paid_gmt: isPaid ? instant(0) : null,
    prices_include_tax: true,
    customer_id: bought.customer ?? 77,
    line_items: [
      {
        id: number * 10,
        product_id: 5,
        sku: "BEANS",
        quantity,
        subtotal: text(goodsMinor),
        subtotal_tax: "0.00",
        total: text(goodsMinor - offMinor),
        total_tax: "0.00",
      },
    ],
    coupon_lines:
      code === undefined
        ? []
        : [{ id: 1, code: code.toLowerCase(), discount: text(offMinor), discount_tax: "0.00" }],
    refunds: [],
  };
}

/** One of the shops with its own format: the same test runs on both. */
export interface Shopping {
  readonly name: "shopify" | "woocommerce";
  readonly standIn: StandIn;
  tell(bought: Bought): Promise<Sent>;
}

let delivery = 0;

export async function aShopping(room: TestClub, name: Shopping["name"]): Promise<Shopping> {
  const now = () => room.clock.now();
  const isShopify = name === "shopify";
  const standIn = isShopify ? await aShopify(now) : await aWoocommerce(now);
  const tell = async (bought: Bought): Promise<Sent> => {
    delivery += 1;
    if (isShopify)
      return await sendShopify(room.app, "orders/updated", shopifyBought(bought), { shop: name });
    const body = JSON.stringify(wooBought(bought));
    return await sendWebhook(room.app, name, body, {
      "x-wc-webhook-topic": "order.updated",
      "x-wc-webhook-delivery-id": `woo-${delivery}`,
      "x-wc-webhook-signature": hmacBase64(shopSecret, body),
    });
  };
  return { name, standIn, tell };
}
