/** Web shops and payment services that send orders, and what was made of each of their deliveries. */
import { z } from "zod";
import { instantText, page, pageQuery, uuid } from "./common.ts";
import { endpoint } from "./endpoint.ts";
import { shopId, shopSettings } from "./shop-settings.ts";

const tag = "Shops";

const SHOPS_MAX = 200;
const SECRET_LENGTH_MAX = 500;
/** An order of 2,000 lines with taxes and discounts for each. */
const WEBHOOK_BYTES_MAX = 5 * 1024 * 1024;

export const shopKinds = ["shopify", "woocommerce", "stripe", "segment", "generic"] as const;
export const shopKind = z.enum(shopKinds);
export type ShopKind = z.output<typeof shopKind>;

const secret = z
  .string()
  .min(8)
  .max(SECRET_LENGTH_MAX)
  .regex(/^[\x21-\x7e]+$/, "must be printable ASCII characters without spaces");

const shopAddress = z
  .string()
  .max(500)
  .regex(/^https?:\/\/[^\s]+$/, "must be the shop's address, such as https://example.com")
  .describe("Where the shop's own API is, such as https://kvarnby.myshopify.com.");

export const shop = z
  .object({
    shop: shopId,
    kind: shopKind,
    url: z.string().nullable(),
    settings: shopSettings,
    secrets: z
      .array(z.object({ since: instantText, until: instantText.nullable() }))
      .describe(
        "Which signatures are accepted, newest first. The secrets themselves are never shown.",
      ),
    hasCredentials: z.boolean().describe("Whether the shop's own API may be asked."),
    createdAt: instantText,
    updatedAt: instantText,
    health: z.object({
      lastReceivedAt: instantText.nullable().describe("Of deliveries whose signature was right."),
      lastFailedAt: instantText.nullable(),
      lastFailure: z.string().nullable().describe("The reason's code."),
      badSignatures: z.int().describe("Deliveries that were refused because of their signature."),
      lastBadSignatureAt: instantText.nullable(),
      waiting: z.int().describe("Stored, not booked yet."),
      failed: z.int().describe("Kept with a reason; replay them when the reason is gone."),
      webhooksDisabled: z
        .int()
        .describe("Webhooks that the shop has switched off, as it was last asked; see check."),
      spendingExceptions: z
        .int()
        .describe("Codes paid with points that a person must look at; see spendings."),
    }),
  })
  .meta({ id: "Shop" });

export const putShop = endpoint({
  id: "shops.put",
  method: "PUT",
  path: "/v1/shops/{shop}",
  tag,
  summary: "Connect a shop, or change a connection",
  description:
    "Left out, a secret or the credentials stay as they are. Let the shop send its webhooks to /v1/shops/{shop}/webhook.",
  scope: "shops:write",
  stores: "club",
  params: z.object({ shop: shopId }),
  body: z.strictObject({
    kind: shopKind,
    url: shopAddress.nullable().optional(),
    secret: secret
      .optional()
      .describe(
        "What the shop signs with: Shopify's API secret, WooCommerce's webhook secret, Stripe's whsec_…, or for generic the whsec_… of Standard Webhooks.",
      ),
    credentials: z
      .strictObject({
        key: secret.optional().describe("WooCommerce: the consumer key."),
        secret: secret.describe("Shopify: the access token; WooCommerce: the consumer secret."),
      })
      .nullable()
      .optional()
      .describe("For the shop's own API; null takes them away."),
    settings: shopSettings.prefault({}),
  }),
  answer: shop,
  refusals: ["conflict"],
  idempotent: "natural",
});

export const getShop = endpoint({
  id: "shops.get",
  method: "GET",
  path: "/v1/shops/{shop}",
  tag,
  summary: "A connection and its health",
  scope: "shops:read",
  stores: "club",
  params: z.object({ shop: shopId }),
  answer: shop,
  refusals: ["not_found"],
});

export const listShops = endpoint({
  id: "shops.list",
  method: "GET",
  path: "/v1/shops",
  tag,
  summary: "All connections and their health",
  scope: "shops:read",
  stores: "club",
  answer: z.object({ data: z.array(shop).max(SHOPS_MAX) }),
  refusals: [],
});

export const deleteShop = endpoint({
  id: "shops.delete",
  method: "DELETE",
  path: "/v1/shops/{shop}",
  tag,
  summary: "End a connection",
  description:
    "Its secrets, credentials and deliveries are deleted. What was booked stays, also what is remembered of its orders: connected again, none is booked twice.",
  scope: "shops:write",
  stores: "club",
  params: z.object({ shop: shopId }),
  answer: z.null(),
  status: 204,
  refusals: ["not_found", "conflict"],
  idempotent: "natural",
});

export const rotateShopSecret = endpoint({
  id: "shops.rotate",
  method: "POST",
  path: "/v1/shops/{shop}/rotate",
  tag,
  summary: "Give a connection a new secret; the old one holds on for a while",
  scope: "shops:write",
  stores: "club",
  params: z.object({ shop: shopId }),
  body: z.strictObject({
    secret,
    oldHours: z.int().min(0).max(168).default(24).describe("How long the old secret still holds."),
  }),
  answer: shop,
  refusals: ["not_found"],
  idempotent: "natural",
});

export const deliveryOutcomes = [
  "booked",
  "duplicate",
  "accepted",
  "ignored",
  "no_member",
  "erased",
  "failed",
  "for_a_person",
] as const;
export const deliveryOutcome = z.enum(deliveryOutcomes);
export type DeliveryOutcome = z.output<typeof deliveryOutcome>;

export const receiveWebhook = endpoint({
  id: "shops.receive",
  method: "POST",
  path: "/v1/shops/{shop}/webhook",
  tag,
  summary: "Take a shop's webhook in",
  description:
    "For the shop itself: its signature over the body's very bytes stands in for a key. What is signed is stored and answered with 200, whatever comes of it, since a shop that is refused again and again stops sending; see the deliveries for what came of it. The same delivery sent again changes nothing.",
  scope: null,
  params: z.object({ shop: shopId }),
  otherQuery: "ignored",
  body: z.unknown().describe("As the shop documents it."),
  answer: z.object({ outcome: deliveryOutcome, reason: z.string().optional() }),
  refusals: ["invalid_signature"],
  idempotent: "natural",
  bodyBytesMax: WEBHOOK_BYTES_MAX,
  raw: true,
});

export const shopDelivery = z
  .object({
    id: uuid,
    topic: z.string(),
    receivedAt: instantText,
    settledAt: instantText.nullable(),
    state: z.enum(["waiting", "done", "failed"]),
    outcome: deliveryOutcome,
    reason: z.string().nullable().describe("A code for programs."),
    detail: z.string().nullable().describe("What happened and what to do."),
    tries: z.int(),
    mayReplay: z.boolean().describe("Whether the body is still there: it is deleted once booked."),
  })
  .meta({ id: "ShopDelivery" });

export const listDeliveries = endpoint({
  id: "shops.deliveries",
  method: "GET",
  path: "/v1/shops/{shop}/deliveries",
  tag,
  summary: "What a shop sent and what came of it, newest first",
  scope: "shops:read",
  stores: "club",
  params: z.object({ shop: shopId }),
  query: pageQuery.extend({
    outcome: deliveryOutcome.optional().describe("Only those with this outcome."),
  }),
  answer: page(shopDelivery),
  refusals: ["not_found", "invalid_cursor"],
});

export const replayDelivery = endpoint({
  id: "shops.replay",
  method: "POST",
  path: "/v1/shops/{shop}/deliveries/{id}/replay",
  tag,
  summary: "Book a delivery that failed once more",
  scope: "shops:write",
  stores: "club",
  params: z.object({ shop: shopId, id: uuid }),
  answer: shopDelivery,
  refusals: ["not_found", "conflict", "member_busy"],
  idempotent: "none",
});

export const shopEndpoints = [
  putShop,
  getShop,
  listShops,
  deleteShop,
  rotateShopSecret,
  receiveWebhook,
  listDeliveries,
  replayDelivery,
] as const;
