/**
 * Shopify and WooCommerce on this machine, as far as the club asks them: they refuse what the real ones refuse (wrong
 * credentials, fields they do not know, codes that are taken, used, over or gone) and keep what they are told.
 */
import type { ServerResponse } from "node:http";
import { z } from "zod";
import { hmacBase64, shopSecret, sendShopify, sendWebhook, type Sent } from "./shops.ts";
import { aReceiver, type Received } from "./receiver.ts";
import type { TestClub } from "./club.ts";
import {
  amountText,
  shopifyBought,
  wooBought,
  wooRefunds,
  type Bought,
} from "./stand-in-orders.ts";

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
    initialValue: { amount: amountText(card.initialMinor) },
    balance: { amount: amountText(card.leftMinor) },
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
  date_expires: z.iso.datetime({ local: true, offset: true }),
  description: z.string(),
});

/** The clock on the wall of the site is so much ahead of UTC. */
const SITE_AHEAD_MS = 2 * 3_600_000;

/** As WordPress reads it: a time without a zone is the site's own. */
function siteInstant(written: string): number {
  const isLocal = !/(?:Z|[+-]\d\d:\d\d)$/.test(written);
  return isLocal ? Date.parse(`${written}Z`) - SITE_AHEAD_MS : Date.parse(written);
}

export interface WooStandIn extends StandIn {
  /** What came back of orders, by order. */
  readonly refunds: Map<string, unknown[]>;
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
  const endsAt = siteInstant(input.date_expires);
  coupons.push({ id: String(number), number, code, minor, endsAt, uses: 0 });
  return { status: 201, body: { id: number, usage_count: 0 } };
}

/** WooCommerce's REST API, version 3. */
export async function aWoocommerce(now: () => number): Promise<WooStandIn> {
  const coupons: Coupon[] = [];
  const orders: Record<string, unknown>[] = [];
  const webhooks: WooStandIn["webhooks"] = [];
  const refunds: WooStandIn["refunds"] = new Map();
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
    const [, refunded] = /^\/wp-json\/wc\/v3\/orders\/(\d+)\/refunds$/.exec(url.pathname) ?? [];
    if (refunded !== undefined) return { status: 200, body: refunds.get(refunded) ?? [] };
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
  return Object.assign(shop, { webhooks, refunds });
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
  if (name === "shopify") {
    const tell = async (bought: Bought): Promise<Sent> =>
      await sendShopify(room.app, "orders/updated", shopifyBought(bought), { shop: name });
    return { name, standIn: await aShopify(now), tell };
  }
  const standIn = await aWoocommerce(now);
  const tell = async (bought: Bought): Promise<Sent> => {
    delivery += 1;
    standIn.refunds.set(String(bought.number), wooRefunds(bought));
    const body = JSON.stringify(wooBought(bought));
    return await sendWebhook(room.app, name, body, {
      "x-wc-webhook-topic": "order.updated",
      "x-wc-webhook-delivery-id": `woo-${delivery}`,
      "x-wc-webhook-signature": hmacBase64(shopSecret, body),
    });
  };
  return { name, standIn, tell };
}
