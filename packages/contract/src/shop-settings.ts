/** What is settled of a connection: whose orders it takes, how they are booked, and what its pages may do. */
import { z } from "zod";
import { ID_LENGTH_MAX, line } from "./common.ts";
import { consentPurpose, contactChannel } from "./consents.ts";

/** The shop's name in addresses and, unless said otherwise, the source of its events and customers. */
export const shopId = z
  .string()
  .min(1)
  .max(60)
  .regex(/^[a-z0-9]+(?:[-_][a-z0-9]+)*$/, "must be lower-case letters, digits, - and _")
  .refine((id) => id !== "id", "must not be id, which stands for the club's own ids")
  .meta({ examples: ["webshop"] });

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
