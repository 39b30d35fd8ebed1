/** What a till, shop or app asks a quote for: the basket, who buys, and what shall pay or lower it. */
import { payloads } from "@trofast/engine/events";
import { z } from "zod";
import { externalId, slug, uuid } from "./common.ts";
import { memberRef } from "./members.ts";

export const LINES_PER_QUOTE_MAX = 1000;
export const SPENDS_PER_QUOTE_MAX = 5;
export const DISCOUNTS_PER_QUOTE_MAX = 20;
const REWARD_COUNT_MAX = 100;
/** Coins and notes: no currency has a smallest one above this many minor units. */
const CASH_ROUNDING_MAX = 10_000;

const soldLine = payloads.purchase.shape.lines.element.shape;
const { currency } = payloads.purchase.shape;
export const receipt = payloads.purchase.shape.receipt.unwrap();
export const amountMinor = soldLine.paidMinor;
const atLeastOneMinor = amountMinor.min(1);

const asked = z
  .strictObject({
    article: soldLine.article,
    quantity: soldLine.quantity,
    unitPriceMinor: amountMinor
      .optional()
      .describe("What one piece costs before the club's offers."),
    paidMinor: amountMinor
      .optional()
      .describe("The same for the whole line, where it is no multiple of its pieces."),
    originalUnitMinor: amountMinor
      .optional()
      .describe("What one piece cost before the shop itself lowered it."),
    fixedPrice: z
      .boolean()
      .default(false)
      .describe("Nothing may lower it: tobacco, a deposit, medicine."),
    giftCard: z
      .boolean()
      .default(false)
      .describe(
        "A gift card is sold or topped up: it earns when it is used, and points do not buy it.",
      ),
  })
  .refine((line) => (line.unitPriceMinor === undefined) !== (line.paidMinor === undefined), {
    error: "give either unitPriceMinor or paidMinor",
  });
export const lines = z.array(asked).min(1).max(LINES_PER_QUOTE_MAX);

const spend = z.strictObject({
  unit: slug,
  amount: z
    .union([z.int().min(1).max(1_000_000_000_000), z.literal("most")])
    .describe("How many units pay; most: as many as possible. Never more than the basket takes."),
});
const giftCardUse = z.strictObject({
  code: z.string().min(1).max(100),
  amountMinor: z.union([atLeastOneMinor, z.literal("most")]).default("most"),
});

const bought = z.strictObject({
  reward: slug,
  count: z.int().min(1).max(REWARD_COUNT_MAX).default(1),
  granted: z
    .boolean()
    .default(false)
    .describe("Use one that the member was granted, in place of units."),
});

export const quoteBody = z.strictObject({
  source: externalId.describe("The system that asks: pos, webshop, app …"),
  member: memberRef
    .optional()
    .describe("Who buys, by an identifier. Without it and without a card: a guest."),
  card: z
    .string()
    .min(1)
    .max(200)
    .optional()
    .describe("In place of member: what the till read from the member's card, code or number."),
  currency,
  store: externalId.optional(),
  channel: z
    .string()
    .regex(/^[a-z][a-z0-9_-]{0,59}$/)
    .optional()
    .describe("till, web, app …"),
  lines,
  deliveryMinor: amountMinor.optional().describe("What delivery costs."),
  spend: z
    .array(spend)
    .max(SPENDS_PER_QUOTE_MAX)
    .refine((all) => new Set(all.map(({ unit }) => unit)).size === all.length, {
      error: "name each unit once",
    })
    .default([])
    .describe("Points that pay."),
  redemptions: z
    .array(uuid)
    .max(DISCOUNTS_PER_QUOTE_MAX)
    .default([])
    .describe("Rewards that the member took before, and uses now."),
  rewards: z
    .array(bought)
    .max(DISCOUNTS_PER_QUOTE_MAX)
    .refine((all) => new Set(all.map(({ reward }) => reward)).size === all.length, {
      error: "name each reward once",
    })
    .optional()
    .describe(
      "Rewards to take for this basket: a hold or commit takes their price in units, a void gives it back. One that gives nothing here is not taken.",
    ),
  codes: z
    .array(z.string().min(1).max(100))
    .max(DISCOUNTS_PER_QUOTE_MAX)
    .default([])
    .describe("Voucher and campaign codes."),
  giftCards: z.array(giftCardUse).max(DISCOUNTS_PER_QUOTE_MAX).default([]),
  cashRoundingMinor: z
    .int()
    .min(1)
    .max(CASH_ROUNDING_MAX)
    .optional()
    .describe("The smallest coin, where the money is paid in cash: 100 rounds to whole kronor."),
});
export type QuoteInput = z.output<typeof quoteBody>;
