/** Goods that come back through the checkout: what is sent, and what is given back. */
import { payloads } from "@trofast/engine/events";
import { z } from "zod";
import { externalId, instantText, uuid } from "./common.ts";
import { endpoint } from "./endpoint.ts";
import { balances, reason } from "./events.ts";
import { shopId } from "./shop-settings.ts";

const soldLine = payloads.purchase.shape.lines.element.shape;
const receipt = payloads.purchase.shape.receipt.unwrap();
const unitsOf = z.record(z.string(), z.int());
const LINES_MAX = 1000;
/** No coin is worth more minor units than this. */
const CASH_ROUNDING_MAX = 10_000;

export const returnedAnswer = z
  .object({
    return: z.string().nullable().describe("The id it was sent with; null for a preview."),
    outcome: z.enum(["preview", "booked", "duplicate"]),
    quote: uuid.nullable(),
    currency: z.string(),
    lines: z.array(
      z.object({
        line: z.int(),
        article: z.string(),
        quantity: z.int(),
        left: z.int().describe("Pieces of the line that are still with the customer."),
      }),
    ),
    moneyMinor: z.int().describe("To give back in money."),
    giftCardMinor: z.int().describe("Put back on gift cards."),
    giftCards: z.array(z.object({ giftCard: z.string(), amountMinor: z.int() })),
    earlierAmountMinor: z
      .int()
      .default(0)
      .describe(
        "Money given back without goods before, whoever told of it, such as the web shop. Ask before giving it again.",
      ),
    roundingMinor: z.int(),
    payableMinor: z.int().describe("The money, rounded to coins where cash was asked for."),
    unitsBack: unitsOf.describe("Units that had paid, given back."),
    unitsTaken: unitsOf.describe("Units that were earned, taken back."),
    rewardsBack: z
      .array(
        z.object({
          redemptionId: uuid,
          reward: z.string(),
          outcome: z.enum(["given_back", "units_back", "stays_used"]),
          usableUntil: instantText.nullable(),
        }),
      )
      .default([])
      .describe(
        "Rewards that were used on the purchase, once all of it is back: the member has it again for at least 14 days; one that was taken with the basket gives its units back; or it stays used, as the programme says.",
      ),
    given: unitsOf.describe("The net change of each unit."),
    reasons: z.array(reason),
    balance: balances.optional(),
    eventId: uuid.nullable(),
  })
  .meta({ id: "CheckoutReturn" });
export type ReturnAnswer = z.infer<typeof returnedAnswer>;

const returnBody = z.strictObject({
  source: externalId.describe("The system that sends."),
  id: externalId.describe("The return's id there: with the source it is single for ever."),
  of: z
    .strictObject({
      quote: uuid.optional(),
      receipt: receipt.optional(),
      store: externalId.optional().describe("Where the receipt is from, if not from source."),
      shop: shopId
        .optional()
        .describe(
          "The web shop whose order number it is. Left out, its orders are looked through as well, and may be brought back in any store.",
        ),
    })
    .refine(({ store, shop }) => store === undefined || shop === undefined, {
      error: "give either store or shop",
    })
    .refine(({ quote, receipt: number }) => (quote === undefined) !== (number === undefined), {
      error: "give either quote or receipt",
    }),
  store: externalId.optional().describe("Where the goods come back."),
  channel: z
    .string()
    .regex(/^[a-z][a-z0-9_-]{0,59}$/)
    .optional(),
  lines: z
    .array(
      z.strictObject({
        line: z.int().min(0).max(LINES_MAX).describe("Line number, from 0."),
        quantity: soldLine.quantity,
      }),
    )
    .min(1)
    .max(LINES_MAX)
    .optional()
    .describe("What comes back; without lines and amount, all that is left."),
  amountMinor: soldLine.paidMinor.min(1).optional().describe("Money given back without goods."),
  delivery: z
    .boolean()
    .optional()
    .describe("Whether what delivery cost is given back; unless said, when no goods are left."),
  cashRoundingMinor: z.int().min(1).max(CASH_ROUNDING_MAX).optional(),
  preview: z.boolean().default(false).describe("Only tell what it would give back."),
});
export type ReturnInput = z.output<typeof returnBody>;

export const returnPurchase = endpoint({
  id: "checkout.return",
  method: "POST",
  path: "/v1/checkout/return",
  tag: "Checkout",
  summary: "Goods come back: money and points, before and after",
  description:
    "By quote or receipt, which may be the number of a web shop's order; by line and quantity, an amount, or all that is left. With preview nothing is booked.",
  scope: "checkout",
  stores: "own",
  body: returnBody,
  answer: returnedAnswer,
  refusals: [
    "unknown_quote",
    "nothing_to_return",
    "ambiguous_receipt",
    "return_exceeds_purchase",
    "event_conflict",
    "forbidden",
    "member_busy",
    "no_programme",
  ],
  idempotent: "natural",
});
