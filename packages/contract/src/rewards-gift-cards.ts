/** Gift cards: money paid before, with a book of its own. */
import { z } from "zod";
import { externalId, instant, instantText, line, page, pageQuery, uuid } from "./common.ts";
import { endpoint } from "./endpoint.ts";
import { memberRef } from "./members.ts";
import { amountMinor as anyAmount, currency, KEEP_SECONDS_MAX } from "./rewards.ts";

const tag = "Gift cards";

export const GIFT_CARD_MINOR_MAX = 100_000_000;
const amountMinor = anyAmount.max(GIFT_CARD_MINOR_MAX);

const giftCard = z
  .object({
    cardId: uuid,
    currency: z.string(),
    balanceMinor: z.int(),
    availableMinor: z.int().describe("The balance less what orders keep of it."),
    usableUntil: instantText.nullable(),
  })
  .meta({ id: "GiftCard" });
const params = z.object({ cardId: uuid });
const orderKey = externalId.describe("The order, unique in your systems; a repeat is booked once.");
const hold = z.object({
  cardId: uuid,
  amountMinor: z.int(),
  until: instantText,
  outcome: z.enum(["committed", "released", "timed-out"]).nullable(),
});

export const sellGiftCard = endpoint({
  id: "giftCards.sell",
  method: "POST",
  path: "/v1/gift-cards",
  summary: "Sell a gift card",
  description:
    "Its code is read afterwards with GET /v1/gift-cards/{cardId}/code: this answer is kept for repeats, and codes are not kept in the open.",
  tag,
  scope: "checkout",
  stores: "own",
  body: z.strictObject({
    currency,
    amountMinor,
    sale: externalId.describe("The order it is sold in; one order may sell several cards."),
    usableUntil: instant.optional().describe("First instant at which it cannot be used."),
    store: externalId.optional(),
    member: memberRef
      .optional()
      .describe(
        "Whose it is, the buyer or who is given it: the card is then in their app, with its code and balance. Left out, it is nobody's: whoever has its code has the money, and so they have in any case.",
      ),
  }),
  answer: giftCard,
  refusals: [
    "wrong_currency",
    "no_programme",
    "unknown_member",
    "erased",
    "step_up_required",
    "approval_required",
  ],
  idempotent: "key",
});

/** Cards of one member that are shown: the newest, where there are more. */
export const OWN_CARDS_MAX = 50;

export const listMyGiftCards = endpoint({
  id: "me.giftCards",
  method: "GET",
  path: "/v1/me/gift-cards",
  summary: "My gift cards, with their codes and what is on them",
  description: `Those that were sold as mine and those that I took as a reward, the newest ${OWN_CARDS_MAX}; what is over or empty is left out.`,
  tag,
  scope: "member",
  answer: z.object({
    data: z
      .array(
        giftCard.extend({
          code: z.string().nullable().describe("null: it cannot be read any more."),
          redemptionId: uuid.nullable().describe("null: it was sold."),
          madeAt: instantText,
        }),
      )
      .max(OWN_CARDS_MAX),
  }),
  refusals: [],
});

export const readGiftCardCode = endpoint({
  id: "giftCards.code",
  method: "GET",
  path: "/v1/gift-cards/{cardId}/code",
  summary: "What the card is called, to print or send it",
  tag,
  scope: "checkout",
  stores: "own",
  params,
  answer: z.object({ code: z.string().nullable() }),
  refusals: ["not_found"],
});

export const checkGiftCard = endpoint({
  id: "giftCards.check",
  method: "POST",
  path: "/v1/gift-cards/check",
  summary: "How much is on a gift card?",
  description: "Unknown, ended and expired cards are answered alike.",
  tag,
  scope: "checkout",
  stores: "any",
  body: z.strictObject({ code: line(100) }),
  answer: giftCard,
  refusals: ["code_not_valid", "rate_limited"],
  idempotent: "none",
});

export const askGiftCard = endpoint({
  id: "giftCards.ask",
  method: "POST",
  path: "/v1/public/gift-cards/check",
  summary: "How much is on my gift card? For everybody",
  description: "At most 5 a minute and 20 an hour from one address.",
  tag,
  scope: null,
  body: z.strictObject({ code: line(100) }),
  answer: giftCard.omit({ cardId: true }),
  refusals: ["code_not_valid", "rate_limited"],
  idempotent: "none",
});

export const topUpGiftCard = endpoint({
  id: "giftCards.topUp",
  method: "POST",
  path: "/v1/gift-cards/{cardId}/top-up",
  summary: "Put more money on a gift card",
  tag,
  scope: "checkout",
  stores: "own",
  params,
  body: z.strictObject({ currency, amountMinor, sale: orderKey, store: externalId.optional() }),
  answer: giftCard,
  refusals: [
    "not_found",
    "code_not_valid",
    "wrong_currency",
    "amount_out_of_range",
    "conflict",
    "step_up_required",
    "approval_required",
  ],
  idempotent: "natural",
});

export const holdGiftCard = endpoint({
  id: "giftCards.hold",
  method: "POST",
  path: "/v1/gift-cards/{cardId}/hold",
  summary: "Keep money of a gift card for an order",
  tag,
  scope: "checkout",
  stores: "own",
  params,
  body: z.strictObject({
    order: orderKey,
    currency,
    amountMinor,
    seconds: z.int().min(1).max(KEEP_SECONDS_MAX).default(900),
    store: externalId.optional(),
  }),
  answer: hold,
  refusals: ["not_found", "code_not_valid", "wrong_currency", "gift_card_too_low"],
  idempotent: "natural",
});

const order = z.strictObject({ order: orderKey, store: externalId.optional() });

export const spendGiftCards = endpoint({
  id: "giftCards.spend",
  method: "POST",
  path: "/v1/gift-cards/spend",
  summary: "Spend what an order keeps of gift cards",
  tag,
  scope: "checkout",
  stores: "own",
  body: order,
  answer: z.object({ holds: z.array(hold) }),
  refusals: ["gift_card_too_low"],
  idempotent: "natural",
});

export const releaseGiftCards = endpoint({
  id: "giftCards.release",
  method: "POST",
  path: "/v1/gift-cards/release",
  summary: "Let go what an order keeps of gift cards",
  tag,
  scope: "checkout",
  stores: "own",
  body: order,
  answer: z.object({ holds: z.array(hold) }),
  refusals: [],
  idempotent: "natural",
});

export const refundGiftCard = endpoint({
  id: "giftCards.refund",
  method: "POST",
  path: "/v1/gift-cards/{cardId}/refund",
  summary: "Put back money that an order spent",
  tag,
  scope: "checkout",
  stores: "own",
  params,
  body: z.strictObject({
    order: orderKey,
    amountMinor,
    refund: externalId.describe("The return's own id; a repeat is booked once."),
    store: externalId.optional(),
  }),
  answer: giftCard,
  refusals: ["not_found", "nothing_to_return", "return_exceeds_purchase", "conflict"],
  idempotent: "natural",
});

export const takeBackGiftCard = endpoint({
  id: "giftCards.takeBack",
  method: "POST",
  path: "/v1/gift-cards/{cardId}/take-back",
  summary: "Take money off a card: it was sold by mistake, or is paid out",
  tag,
  scope: "rewards:write",
  stores: "club",
  params,
  body: z.strictObject({ amountMinor, reason: externalId.describe("The act's own id.") }),
  answer: giftCard,
  refusals: ["not_found", "gift_card_too_low", "conflict"],
  idempotent: "natural",
});

export const listGiftCardEntries = endpoint({
  id: "giftCards.entries",
  method: "GET",
  path: "/v1/gift-cards/{cardId}/entries",
  summary: "The card's book, newest first",
  tag,
  scope: "rewards:read",
  stores: "club",
  params,
  query: pageQuery,
  answer: page(
    z.object({
      no: z.int(),
      kind: z.enum(["sold", "given", "topped_up", "spent", "refunded", "taken_back"]),
      amountMinor: z.int(),
      balanceMinor: z.int(),
      key: z.string(),
      bookedAt: instantText,
    }),
  ),
  refusals: ["not_found", "invalid_cursor"],
});

export const giftCardEndpoints = [
  sellGiftCard,
  listMyGiftCards,
  readGiftCardCode,
  checkGiftCard,
  askGiftCard,
  topUpGiftCard,
  holdGiftCard,
  spendGiftCards,
  releaseGiftCards,
  refundGiftCard,
  takeBackGiftCard,
  listGiftCardEntries,
] as const;
