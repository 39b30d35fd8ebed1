/**
 * Checkout: what a basket costs and gives before it is bought (quote), reserved while it is paid (hold), booked
 * (commit), let go (void) or brought back (return); the same for a till, a web shop and an app.
 */
import { z } from "zod";
import { amountMinor, lines, quoteBody, receipt } from "./checkout-basket.ts";
import { instant, instantText, uuid } from "./common.ts";
import { returnedAnswer, returnPurchase } from "./checkout-returns.ts";
import { endpoint } from "./endpoint.ts";
import { balances, reason } from "./events.ts";

export type { QuoteInput } from "./checkout-basket.ts";

const tag = "Checkout";

export const QUOTE_BYTES_MAX = 1024 * 1024;
export const HOLD_SECONDS_DEFAULT = 900;
export const HOLD_SECONDS_MAX = 86_400;

const named = z.union([z.string(), z.record(z.string(), z.string())]).optional();
const unitsOf = z.record(z.string(), z.int());

const quotedLine = z.object({
  article: z.string(),
  quantity: z.int(),
  listMinor: z.int().describe("Before the club's offers."),
  originalMinor: z.int().nullable(),
  reductions: z.array(
    z.object({
      offer: z.string(),
      kind: z.string(),
      lane: z.string(),
      amountMinor: z.int(),
      name: named,
    }),
  ),
  paidMinor: z.int().describe("The price: list less reductions."),
  tenderMinor: z.int().describe("The part of the price that units pay for."),
  reasons: z
    .array(z.object({ offer: z.string(), code: z.string(), detail: z.string().optional() }))
    .describe("Offers that looked at the line and did not lower it."),
});
const totals = z.object({
  listMinor: z.int(),
  reductionMinor: z.int(),
  paidMinor: z.int().describe("The price of the goods."),
  deliveryMinor: z.int(),
  tenderMinor: z.int().describe("Paid in units."),
  giftCardMinor: z.int().describe("Paid with gift cards."),
  moneyMinor: z.int().describe("Paid in money, before cash is rounded."),
  roundingMinor: z.int().describe("What rounding to coins adds (or, below zero, takes off)."),
  payableMinor: z.int().describe("What to ask for in money."),
  baseMinor: z.int().describe("What earns: money and gift cards paid for goods."),
});
const missing = z.object({
  kind: z.enum(["rule", "offer"]),
  id: z.string(),
  name: named,
  shortByMinor: z.int(),
  currency: z.string(),
});
const foreseen = {
  given: unitsOf.describe("Change of each unit; below zero where units pay."),
  earns: z.array(
    z.object({
      rule: z.string(),
      unit: z.string(),
      amount: z.int(),
      usableFrom: instantText.nullable().describe("Null for units that only count."),
      expiresAt: instantText.nullable(),
    }),
  ),
};

export const quoteAnswer = z
  .object({
    quote: uuid,
    state: z.enum(["live", "held", "committed", "voided", "expired"]),
    quotedAt: instantText,
    expiresAt: instantText.describe("Until then a commit gives what stands here."),
    programmeVersion: z.int(),
    market: z.string(),
    currency: z.string(),
    memberId: uuid.nullable(),
    lines: z.array(quotedLine),
    totals,
    ...foreseen,
    spends: z.array(z.object({ unit: z.string(), amount: z.int(), worthMinor: z.int() })),
    rewards: z
      .array(
        z.object({
          reward: z.string(),
          count: z.int(),
          granted: z.boolean(),
          cost: unitsOf.describe("Units that it takes."),
        }),
      )
      .default([])
      .describe("Rewards that are taken with the basket."),
    giftCards: z.array(z.object({ giftCard: z.string(), amountMinor: z.int() })),
    offers: z
      .array(
        z.object({
          offer: z.string(),
          outcome: z.enum(["gave", "skipped", "withheld"]),
          code: z.string(),
          amountMinor: z.int(),
          name: named,
          detail: z.string().optional(),
        }),
      )
      .describe("Every offer and reward that was asked, and what became of it."),
    reasons: z.array(reason).describe("Why each rule gives, or does not give."),
    usable: z
      .array(
        z.object({
          unit: z.string(),
          available: z.int(),
          amountMax: z.int().describe("As many as this basket takes."),
          worthMaxMinor: z.int(),
        }),
      )
      .describe("Units that could pay."),
    nearby: z.array(missing).describe("What a little more would bring, nearest first."),
    balance: balances.optional().describe("Right after the purchase; left out for a guest."),
    asMember: z
      .object({ paidMinor: z.int(), savesMinor: z.int(), ...foreseen })
      .nullable()
      .describe("For a guest: what the same basket would cost and give a new member."),
  })
  .meta({ id: "Quote" });
export type QuoteAnswer = z.infer<typeof quoteAnswer>;

/** What may keep a reward from being taken with a basket. */
const takingRefusals = [
  "unknown_reward",
  "reward_unavailable",
  "reward_not_granted",
  "reward_limit_reached",
  "out_of_stock",
  "money_missing",
] as const;

const quotePath = z.object({ quote: uuid });

export const makeQuote = endpoint({
  id: "checkout.quote",
  method: "POST",
  path: "/v1/checkout/quote",
  tag,
  summary: "What a basket costs and gives, before it is bought",
  description:
    "Nothing is booked. The quote lives 15 minutes: a commit within its life gives what it says, even where a campaign has ended or a new version of the programme has come since. Codes and gift cards that cannot be used count as wrong ones of who asks, as anywhere; a quote without codes is never refused for that.",
  scope: "checkout",
  stores: "own",
  body: quoteBody.refine(({ member, card }) => member === undefined || card === undefined, {
    error: "give member or card, not both",
    path: ["card"],
  }),
  answer: quoteAnswer,
  refusals: [
    ...takingRefusals,
    "unknown_member",
    "card_not_valid",
    "erased",
    "forbidden",
    "no_programme",
    "wrong_currency",
    "amount_out_of_range",
    "unknown_unit",
    "unit_not_spendable",
    "tender_not_possible",
    "insufficient_balance",
    "member_frozen",
    "unknown_redemption",
    "reward_used",
    "conflict",
    "code_not_valid",
    "gift_card_too_low",
    "early_access_only",
    "member_busy",
    "rate_limited",
  ],
  idempotent: "none",
  bodyBytesMax: QUOTE_BYTES_MAX,
});

const orderAnswer = z
  .object({
    quote: uuid,
    outcome: z
      .enum(["booked", "duplicate"])
      .describe("duplicate: it was committed before, and this is the first answer again."),
    receipt: z.string().nullable(),
    committedAt: instantText,
    totals,
    memberId: uuid.nullable(),
    eventId: uuid.nullable().describe("The purchase in the member's log; null for a guest."),
    given: unitsOf,
    reasons: z.array(reason),
    balance: balances.optional(),
    differences: z
      .array(z.string())
      .describe("What came out otherwise than quoted, where the call accepted that."),
  })
  .meta({ id: "Order" });
export type OrderAnswer = z.infer<typeof orderAnswer>;

export const readQuote = endpoint({
  id: "checkout.read",
  method: "GET",
  path: "/v1/checkout/{quote}",
  tag,
  summary: "A quote, and what became of it",
  scope: "checkout",
  stores: "own",
  params: quotePath,
  answer: z.object({
    quote: quoteAnswer,
    order: orderAnswer.nullable(),
    returns: z.array(returnedAnswer),
  }),
  refusals: ["unknown_quote"],
});

export const holdQuote = endpoint({
  id: "checkout.hold",
  method: "POST",
  path: "/v1/checkout/{quote}/hold",
  tag,
  summary: "Reserve what a quote takes, while the money is paid",
  description:
    "Points, rewards and codes are kept for this quote until the hold ends, and the quote lives as long. It ends by a commit, a void, or by itself.",
  scope: "checkout",
  stores: "own",
  params: quotePath,
  body: z.strictObject({
    seconds: z
      .int()
      .min(1)
      .max(HOLD_SECONDS_MAX)
      .default(HOLD_SECONDS_DEFAULT)
      .describe("How long; a day at most."),
  }),
  answer: z.object({
    quote: uuid,
    state: z.literal("held"),
    until: instantText,
    held: z.array(z.object({ unit: z.string(), amount: z.int() })),
    balance: balances.optional(),
  }),
  refusals: [
    ...takingRefusals,
    "unknown_quote",
    "quote_expired",
    "quote_changed",
    "conflict",
    "quote_ended",
    "insufficient_balance",
    "member_busy",
    "member_frozen",
    "erased",
    "reward_used",
    "unknown_redemption",
    "code_not_valid",
    "gift_card_too_low",
  ],
  idempotent: "natural",
});

export const commitQuote = endpoint({
  id: "checkout.commit",
  method: "POST",
  path: "/v1/checkout/{quote}/commit",
  tag,
  summary: "The basket is paid: book it",
  description:
    "Single for ever by the quote's id and by the receipt number. A repeat is answered as the first time. Where the basket or what it gives has changed, nothing is booked unless whenChanged says so.",
  scope: "checkout",
  stores: "own",
  params: quotePath,
  body: z.strictObject({
    receipt: receipt.optional().describe("The till's receipt or the shop's order number."),
    lines: lines.optional().describe("The basket again, to be sure that it is the quoted one."),
    payableMinor: amountMinor
      .optional()
      .describe("The money that was asked for, to be sure that it is the quoted amount."),
    whenChanged: z
      .enum(["refuse", "accept"])
      .default("refuse")
      .describe(
        "Where something else has happened to the member since: refuse, or book what it gives now at the quoted prices.",
      ),
    paidAt: instant
      .optional()
      .describe(
        "When the customer paid, where the till had no network to say so: within the quote's life, and told while the quote is remembered (7 days). A hold that has ended by itself since is then taken again, where all of it is still there.",
      ),
  }),
  answer: orderAnswer,
  refusals: [
    ...takingRefusals,
    "unknown_quote",
    "quote_expired",
    "quote_ended",
    "quote_changed",
    "insufficient_balance",
    "unknown_hold",
    "member_busy",
    "member_frozen",
    "erased",
    "conflict",
    "reward_used",
    "unknown_redemption",
    "code_not_valid",
    "gift_card_too_low",
  ],
  idempotent: "natural",
  bodyBytesMax: QUOTE_BYTES_MAX,
});

export const voidQuote = endpoint({
  id: "checkout.void",
  method: "POST",
  path: "/v1/checkout/{quote}/void",
  tag,
  summary: "The basket is not bought: give back what was reserved",
  scope: "checkout",
  stores: "own",
  params: quotePath,
  answer: z.object({
    quote: uuid,
    state: z.enum(["voided", "expired"]),
    balance: balances.optional(),
  }),
  refusals: ["unknown_quote", "quote_ended", "member_busy"],
  idempotent: "natural",
});

export const checkoutEndpoints = [
  makeQuote,
  readQuote,
  holdQuote,
  commitQuote,
  voidQuote,
  returnPurchase,
] as const;
