/** Shops as they send: small orders in their formats, signed as they sign. */
import { createHmac } from "node:crypto";
import type { FastifyInstance } from "fastify";
import * as programmes from "../modules/programmes/service.ts";
import { transaction } from "../platform/db.ts";
import { testNow, type TestClub } from "./club.ts";

/** A point for each krona. */
export const pointsPerKrona = {
  club: { name: "Test", languages: ["en"] },
  markets: { se: { currency: "SEK", timezone: "Europe/Stockholm" } },
  units: { points: { worth: { se: "0.10 SEK" }, expires: "12 months" } },
  rules: [{ id: "base", on: "purchase", give: { points: { each: "1 SEK", of: "basket.paid" } } }],
};

export async function publish(room: TestClub, document: object = pointsPerKrona): Promise<void> {
  const { club } = room;
  await transaction(club.db, (tx) =>
    programmes.publish(club, tx, { document, publishedBy: "test", now: testNow }),
  );
}

export const shopSecret = "shpss_0123456789abcdef";

export interface OrderParts {
  readonly id?: number;
  readonly customer?: Record<string, unknown> | null;
  readonly lines?: readonly Record<string, unknown>[];
  readonly updatedAt?: string;
  readonly [field: string]: unknown;
}

/** A paid order of one customer: 3 coffees at 33.33 and a cup at 50.00, 10 % off. */
export function shopifyOrder(parts: OrderParts = {}): Record<string, unknown> {
  const { id = 1001, customer, lines, updatedAt = "2026-06-01T09:00:00Z", ...more } = parts;
  return {
    id,
    created_at: "2026-06-01T10:59:00+02:00",
    processed_at: "2026-06-01T10:59:00+02:00",
    updated_at: updatedAt,
    currency: "SEK",
    taxes_included: true,
    financial_status: "paid",
    test: false,
    cancelled_at: null,
    email: "anna@example.se",
    customer:
      customer === undefined
        ? { id: 77, email: "anna@example.se", verified_email: true, first_name: "Anna" }
        : customer,
    line_items: lines ?? [
      shopifyLine({ id: 11, sku: "KAFFE-1", quantity: 3, price: "33.33", off: "10.00" }),
      shopifyLine({ id: 12, sku: "KOPP", quantity: 1, price: "50.00", off: "5.00" }),
    ],
    shipping_lines: [{ id: 1, price: "49.00", discounted_price: "49.00" }],
    refunds: [],
    ...more,
  };
}

export function shopifyLine(line: {
  id: number;
  sku?: string | null;
  quantity: number;
  price: string;
  off?: string;
  giftCard?: boolean;
}): Record<string, unknown> {
  return {
    id: line.id,
    product_id: line.id * 10,
    variant_id: line.id * 100,
    sku: line.sku ?? null,
    quantity: line.quantity,
    price: line.price,
    gift_card: line.giftCard ?? false,
    total_discount: "0.00",
    discount_allocations: line.off === undefined ? [] : [{ amount: line.off }],
  };
}

export function shopifyRefund(
  id: number,
  lines: readonly { line: number; quantity: number }[],
  more: Record<string, unknown> = {},
): Record<string, unknown> {
  return {
    id,
    order_id: 1001,
    created_at: "2026-06-01T09:30:00Z",
    refund_line_items: lines.map(({ line, quantity }) => ({ line_item_id: line, quantity })),
    order_adjustments: [],
    transactions: [],
    ...more,
  };
}

export const hmacBase64 = (secret: string, body: string): string =>
  createHmac("sha256", secret).update(body).digest("base64");

export interface Sent {
  readonly status: number;
  readonly answer: Record<string, unknown>;
}

/** Sends bytes to a shop's webhook as they are. */
export async function sendWebhook(
  app: FastifyInstance,
  shop: string,
  body: string | Buffer,
  headers: Record<string, string>,
): Promise<Sent> {
  const answer = await app.inject({
    method: "POST",
    url: `/v1/shops/${shop}/webhook`,
    payload: body,
    headers: { "content-type": "application/json", ...headers },
  });
  return { status: answer.statusCode, answer: answer.json() };
}

let deliveries = 0;

/** Sends a delivery as Shopify does. */
export async function sendShopify(
  app: FastifyInstance,
  topic: string,
  payload: unknown,
  how: { shop?: string; secret?: string; event?: string } = {},
): Promise<Sent> {
  const body = JSON.stringify(payload);
  deliveries += 1;
  return await sendWebhook(app, how.shop ?? "webshop", body, {
    "x-shopify-topic": topic,
    "x-shopify-event-id": how.event ?? `event-${deliveries}`,
    "x-shopify-hmac-sha256": hmacBase64(how.secret ?? shopSecret, body),
  });
}
