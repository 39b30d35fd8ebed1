/** Web shops and payment services that send orders, and what was made of each of their deliveries. */
import { z } from "zod";
import { ID_LENGTH_MAX, instantText, line, page, pageQuery, uuid } from "./common.ts";
import { consentPurpose, contactChannel } from "./consents.ts";
import { endpoint } from "./endpoint.ts";

const tag = "Shops";

const SHOPS_MAX = 200;
const SECRET_LENGTH_MAX = 500;
/** An order of 2,000 lines with taxes and discounts for each. */
const WEBHOOK_BYTES_MAX = 5 * 1024 * 1024;

export const shopKinds = ["shopify", "woocommerce", "stripe", "segment", "generic"] as const;
export const shopKind = z.enum(shopKinds);
export type ShopKind = z.output<typeof shopKind>;

/** The shop's name in addresses and, unless said otherwise, the source of its events and customers. */
export const shopId = z
  .string()
  .min(1)
  .max(60)
  .regex(/^[a-z0-9]+(?:[-_][a-z0-9]+)*$/, "must be lower-case letters, digits, - and _")
  .refine((id) => id !== "id", "must not be id, which stands for the club's own ids")
  .meta({ examples: ["webshop"] });

const secret = z
  .string()
  .min(8)
  .max(SECRET_LENGTH_MAX)
  .regex(/^[\x21-\x7e]+$/, "must be printable ASCII characters without spaces");

/** A day is as long as units can be held; some of it is left for the shop's news of an order. */
const SPENDING_MINUTES_MAX = 1380;

const pageOrigin = z
  .string()
  .max(255)
  .regex(
    /^https?:\/\/[a-z0-9.-]+(?::\d{1,5})?$/,
    "must be scheme and host in small letters, without a path: https://www.kvarnby.example",
  );

/** How many of a shop's fields may say something of a consent. */
export const CONSENT_FIELDS_MAX = 20;

/** The name of a trait or of an entry of meta_data. */
export const consentFieldName = z.string().min(1).max(80);

const consentField = z
  .strictObject({
    purpose: consentPurpose,
    channel: contactChannel.optional().describe("For purposes that reach out: by which way."),
  })
  .refine(
    ({ purpose, channel }) =>
      (purpose === "marketing" || purpose === "personalised_marketing") === (channel !== undefined),
    {
      error: "marketing and personalised_marketing need a channel, profiling and sharing have none",
      path: ["channel"],
    },
  );

export const consentTakes = ["all", "withdrawals", "off"] as const;

export const shopSettings = z
  .strictObject({
    unknownMember: z
      .enum(["refuse", "create"])
      .default("refuse")
      .describe(
        "refuse: orders of people who are no members give nothing. create: every customer of the shop becomes a member, which is no consent to anything.",
      ),
    linkByEmail: z
      .enum(["verified", "always", "never"])
      .default("verified")
      .describe(
        "When a customer account of the shop is taken for the member with the same e-mail address: where the shop says that the address was verified, always, or never.",
      ),
    channel: z
      .string()
      .regex(/^[a-z][a-z0-9_-]{0,59}$/)
      .default("web")
      .describe("The channel that orders are booked with."),
    store: line(ID_LENGTH_MAX).optional().describe("The store that orders are booked with."),
    articleFrom: z
      .enum(["sku", "id"])
      .default("sku")
      .describe(
        "What a line's article is called by: its SKU (its id where it has none), or its id.",
      ),
    earnOn: z
      .strictObject({
        shipping: z.boolean().default(false),
        giftCards: z.boolean().default(false),
        fees: z.boolean().default(false),
      })
      .prefault({})
      .describe("Lines that are booked besides the goods."),
    paidStatuses: z
      .array(z.string().regex(/^[a-z0-9-]{1,40}$/))
      .min(1)
      .max(20)
      .default(["processing", "completed"])
      .describe("WooCommerce: the statuses in which an order counts as paid."),
    testOrders: z.boolean().default(false).describe("Whether orders marked as tests are booked."),
    traits: z
      .record(
        z.string().min(1).max(100),
        z.string().regex(/^[a-z][A-Za-z0-9]{0,59}$/, "must be a profile field such as givenName"),
      )
      .refine((traits) => Object.keys(traits).length <= 50, "must be at most 50 traits")
      .default({})
      .describe("Segment: further traits, and the profile fields that they fill."),
    consents: z
      .strictObject({
        take: z
          .enum(consentTakes)
          .default("all")
          .describe(
            "What of the shop's consents is recorded. A yes waits until the member has confirmed it, and allows nothing before; a no works at once. all: both; withdrawals: a no alone.",
          ),
        fields: z
          .record(consentFieldName, consentField)
          .refine(
            (fields) => Object.keys(fields).length <= CONSENT_FIELDS_MAX,
            `must be at most ${CONSENT_FIELDS_MAX} fields`,
          )
          .default({})
          .describe(
            "Segment: traits that say yes or no to something. WooCommerce: the same of meta_data, by their keys, such as _wc_other/kvarnby/newsletter for a checkbox of the block checkout. Shopify has fields of its own, for marketing by e-mail and text message.",
          ),
      })
      .prefault({})
      .describe("What customers agree to in the shop."),
    writeKeyId: z
      .string()
      .regex(/^[0-9A-Za-z]{12}$/, "must be the 12 characters of a key's id")
      .optional()
      .describe("Segment: the API key whose calls these settings are for; left out: any."),
    memberPrices: z
      .boolean()
      .default(false)
      .describe(
        "Whether the shop's own checkout charges the prices that the club gives members, as one that quotes its baskets with the club. Otherwise its pages show none, and points are foreseen on what the shop asks.",
      ),
    repeats: z
      .union([
        z.literal("none"),
        z.strictObject({
          shop: shopId.describe("The connection of the shop itself."),
          by: z
            .enum(["id", "number"])
            .optional()
            .describe(
              "What order_id is: the shop's id of the order, or the number on the customer's paper. Left out: Shopify's are told apart by their length; elsewhere it is the id.",
            ),
        }),
      ])
      .optional()
      .describe(
        "Segment: the shop whose orders this connection tells as well, so that each is booked once, whoever tells it first. Left out: the one Shopify or WooCommerce connection with the same store, or none; none: these are orders of their own.",
      ),
    spending: z
      .strictObject({
        as: z
          .enum(["off", "discount", "gift_card"])
          .default("off")
          .describe(
            "What points become in the shop's checkout: a discount code (Shopify, WooCommerce) or a gift card (Shopify alone).",
          ),
        minutes: z
          .int()
          .min(5)
          .max(SPENDING_MINUTES_MAX)
          .default(60)
          .describe("How long the code can be used, and the points are held."),
        combines: z
          .boolean()
          .default(true)
          .describe("Whether the code may be used together with other discounts of the shop."),
      })
      .prefault({})
      .describe("Points spent in the shop's own checkout."),
    origins: z
      .array(pageOrigin)
      .max(10)
      .default([])
      .describe("Pages that may carry the club's script, such as https://www.kvarnby.example."),
    redact: z
      .enum(["unlink", "erase"])
      .default("unlink")
      .describe(
        "When the shop erases a customer. unlink: the member is not known by the shop's id any more. erase: whoever the club knew by this shop alone is erased as well.",
      ),
  })
  .meta({ id: "ShopSettings" });
export type ShopSettings = z.output<typeof shopSettings>;

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
