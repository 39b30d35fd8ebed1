/** Points spent inside a web shop's own checkout: units are held, and become a code that the shop takes once. */
import { payloads } from "@trofast/engine/events";
import { z } from "zod";
import { externalId, instantText, page, pageQuery, slug, uuid } from "./common.ts";
import { endpoint } from "./endpoint.ts";
import { balances } from "./events.ts";
import { memberRef } from "./members.ts";
import { shopId } from "./shop-settings.ts";

const tag = "Shops";

const ARTICLES_MAX = 1000;

const { currency } = payloads.purchase.shape;
const { article, paidMinor } = payloads.purchase.shape.lines.element.shape;
const atLeastOneMinor = paidMinor.min(1);

const wish = {
  unit: slug.describe("The unit that pays, such as points."),
  amount: z
    .union([z.int().min(1).max(1_000_000_000_000), z.literal("most")])
    .optional()
    .describe("How many units; most: as many as there are and as the basket takes."),
  moneyMinor: atLeastOneMinor
    .optional()
    .describe("In place of amount: how much money, rounded down to whole units."),
  currency,
  basketMinor: atLeastOneMinor
    .optional()
    .describe("What the goods in the basket cost: no more units are taken than pay for that."),
  articles: z
    .array(article)
    .max(ARTICLES_MAX)
    .default([])
    .describe("What is in the basket: refused where some of it is in early access for others."),
};
const isOneOf = ({ amount, moneyMinor }: { amount?: unknown; moneyMinor?: unknown }): boolean =>
  (amount === undefined) !== (moneyMinor === undefined);
const oneOf = { error: "give either amount or moneyMinor", path: ["amount"] };

const ownWish = z.strictObject(wish).refine(isOneOf, oneOf);
const wishFor = z
  .strictObject({ ...wish, member: memberRef.describe("Whose points.") })
  .refine(isOneOf, oneOf);
export type SpendingWish = z.output<typeof ownWish>;

export const spendingEnds = [
  "used",
  "expired",
  "given_up",
  "failed",
  "order_cancelled",
  "never_paid",
] as const;

export const spendingExceptions = [
  "points_not_covered",
  "code_used_twice",
  "spent_apart",
  "used_without_order",
  "hold_lost",
] as const;
export type SpendingException = (typeof spendingExceptions)[number];

const spending = z
  .object({
    id: uuid,
    shop: shopId,
    kind: z.enum(["discount", "gift_card"]),
    state: z
      .enum(["making", "live", "ordered", "used", "ended"])
      .describe(
        "making: the shop is asked for the code. live: it can be used. ordered: an order that is not paid yet names it. used: the order is paid and the units spent. ended: it was not used and the units are free.",
      ),
    unit: z.string(),
    amount: z.int().describe("Units held, or spent where it is used."),
    worthMinor: z.int().describe("What they pay: rounded down to the smallest unit of money."),
    currency: z.string(),
    madeAt: instantText,
    until: instantText.describe("Until then the shop takes the code."),
    order: z.string().nullable(),
    endedAt: instantText.nullable(),
    end: z.enum(spendingEnds).nullable(),
  })
  .meta({ id: "ShopSpending" });

const madeSpending = spending
  .pick({
    id: true,
    shop: true,
    kind: true,
    unit: true,
    amount: true,
    worthMinor: true,
    currency: true,
    until: true,
  })
  .extend({
    code: z.string().describe("To be typed, or put in by a page, in the shop's checkout."),
    balance: balances.optional().describe("Right after the units were held."),
  })
  .meta({ id: "MadeShopSpending" });

const refusals = [
  "not_found",
  "conflict",
  "no_programme",
  "unknown_unit",
  "unit_not_spendable",
  "wrong_currency",
  "tender_not_possible",
  "insufficient_balance",
  "member_frozen",
  "member_busy",
  "erased",
  "early_access_only",
  "shop_unavailable",
  "rate_limited",
] as const;

const description =
  "The units are held and a code is made in the shop that works once. Paid with the code, the order spends them, together with the purchase; unused, they are free again when it ends. Asked again with the same Idempotency-Key, the same code is answered. Where the shop's API fails nothing is held: ask again with a new key.";

export const spendMine = endpoint({
  id: "shops.spendMine",
  method: "POST",
  path: "/v1/me/shops/{shop}/spendings",
  tag,
  summary: "Get a code for a shop's checkout, paid with my points",
  description,
  scope: "member",
  params: z.object({ shop: shopId }),
  body: ownWish,
  answer: madeSpending,
  status: 201,
  refusals: [...refusals, "step_up_required", "wait_after_change"],
  idempotent: "key",
});

export const spendFor = endpoint({
  id: "shops.spendFor",
  method: "POST",
  path: "/v1/shops/{shop}/spendings",
  tag,
  summary: "Get a code for a shop's checkout, paid with a member's points",
  description,
  scope: "checkout",
  stores: "own",
  params: z.object({ shop: shopId }),
  body: wishFor,
  answer: madeSpending,
  status: 201,
  refusals: [...refusals, "unknown_member", "forbidden"],
  idempotent: "key",
});

export const mySpendings = endpoint({
  id: "shops.mySpendings",
  method: "GET",
  path: "/v1/me/spendings",
  tag,
  summary: "My codes for shops that are not over yet",
  scope: "member",
  answer: z.object({
    data: z.array(
      spending.extend({ code: z.string().nullable().describe("Null until the shop has it.") }),
    ),
  }),
  refusals: ["erased"],
});

export const endMySpending = endpoint({
  id: "shops.endMySpending",
  method: "DELETE",
  path: "/v1/me/spendings/{id}",
  tag,
  summary: "Give a code back that I did not use: the points are free at once",
  scope: "member",
  params: z.object({ id: uuid }),
  answer: spending,
  refusals: ["not_found", "conflict", "shop_unavailable", "member_busy"],
  idempotent: "natural",
});

export const endSpending = endpoint({
  id: "shops.endSpending",
  method: "POST",
  path: "/v1/shops/{shop}/spendings/{id}/end",
  tag,
  summary: "Take a code back that was not used: the member's points are free at once",
  scope: "checkout",
  stores: "own",
  params: z.object({ shop: shopId, id: uuid }),
  answer: spending,
  refusals: ["not_found", "conflict", "shop_unavailable", "member_busy", "forbidden"],
  idempotent: "natural",
});

const shownToStaff = spending
  .extend({
    memberId: uuid,
    exception: z
      .enum(spendingExceptions)
      .nullable()
      .describe(
        "What a person must look at. points_not_covered: the order was paid with the code, but the points were gone. code_used_twice: a second order names it. spent_apart: spent beside the order's booking, so returns do not give the points back by themselves. used_without_order: the shop says it was used, and no order has come. hold_lost: the order is not paid yet, and the points are not held any more.",
      ),
    exceptionMinor: z.int().describe("Money that the shop gave and no points have paid for."),
  })
  .meta({ id: "ShopSpendingForStaff" });

export const listSpendings = endpoint({
  id: "shops.spendings",
  method: "GET",
  path: "/v1/shops/{shop}/spendings",
  tag,
  summary: "Codes made for a shop's checkout, newest first",
  scope: "shops:read",
  stores: "club",
  params: z.object({ shop: shopId }),
  query: pageQuery.extend({
    exceptions: z
      .enum(["open"])
      .optional()
      .describe("open: only those that a person must look at and nobody has settled."),
  }),
  answer: page(shownToStaff),
  refusals: ["not_found", "invalid_cursor"],
});

export const settleSpending = endpoint({
  id: "shops.settleSpending",
  method: "POST",
  path: "/v1/shops/{shop}/spendings/{id}/settle",
  tag,
  summary: "Say that somebody has looked at an exception",
  scope: "shops:write",
  stores: "club",
  params: z.object({ shop: shopId, id: uuid }),
  answer: shownToStaff,
  refusals: ["not_found"],
  idempotent: "natural",
});

const basket = {
  currency,
  shop: shopId
    .optional()
    .describe(
      "The connection of the page's shop: rules that ask for a store or channel are asked with its own. Left out: the only connection that has pages.",
    ),
  channel: z
    .string()
    .regex(/^[a-z][a-z0-9_-]{0,59}$/)
    .optional()
    .describe("Left out: the connection's, or web."),
  lines: z
    .array(
      z.strictObject({
        article,
        quantity: z.int().min(1).max(10_000),
        unitPriceMinor: paidMinor,
      }),
    )
    .min(1)
    .max(200),
};
const gains = z.object({
  listMinor: z.int().describe("What the shop asks."),
  paidMinor: z
    .int()
    .describe("What a member pays; lower where the shop's own checkout charges members' prices."),
  given: z.record(z.string(), z.int()),
  lines: z
    .array(z.object({ article: z.string(), listMinor: z.int(), paidMinor: z.int() }))
    .describe("For members only, line by line; empty for guests."),
});
const previewRefusals = [
  "no_programme",
  "wrong_currency",
  "amount_out_of_range",
  "early_access_only",
  "rate_limited",
] as const;

export const preview = endpoint({
  id: "shops.preview",
  method: "POST",
  path: "/v1/embed/preview",
  tag,
  summary: "What a basket would give somebody who joins now",
  description: "For pages of shops: nothing is stored.",
  scope: null,
  body: z.strictObject(basket),
  answer: gains,
  refusals: [...previewRefusals],
  idempotent: "none",
});

export const previewMine = endpoint({
  id: "shops.previewMine",
  method: "POST",
  path: "/v1/me/preview",
  tag,
  summary: "What a basket would cost and give me",
  description: "For pages of shops: nothing is stored.",
  scope: "member",
  body: z.strictObject(basket),
  answer: gains,
  refusals: [...previewRefusals, "erased"],
  idempotent: "none",
});

const watch = z
  .object({
    checkedAt: instantText.nullable(),
    webhooks: z
      .array(z.object({ id: externalId, topic: z.string(), status: z.string() }))
      .describe("The shop's webhooks that send here, and whether the shop has switched them off."),
    disabled: z.int(),
    reconciledAt: instantText.nullable(),
    ordersThrough: instantText
      .nullable()
      .describe("Orders changed until then have been asked for."),
    failure: z.string().nullable().describe("Why the shop could not be asked the last time."),
  })
  .meta({ id: "ShopWatch" });

export const checkShop = endpoint({
  id: "shops.check",
  method: "POST",
  path: "/v1/shops/{shop}/check",
  tag,
  summary: "Ask the shop whether it still sends, and for orders that it did not tell",
  description:
    "A job does the same: webhooks every fifteen minutes, orders once an hour. WooCommerce switches a webhook off after five failed deliveries and tells nobody.",
  scope: "shops:write",
  stores: "club",
  params: z.object({ shop: shopId }),
  body: z.strictObject({
    enable: z
      .boolean()
      .default(false)
      .describe("WooCommerce: switch on again what the shop has switched off."),
    since: z.iso
      .datetime({ offset: true })
      .optional()
      .describe("Ask for orders changed since then, instead of since the last time."),
  }),
  answer: watch.extend({ orders: z.int().describe("Orders that were asked for and looked at.") }),
  refusals: ["not_found", "conflict", "shop_unavailable"],
  idempotent: "none",
});

export const readWatch = endpoint({
  id: "shops.watch",
  method: "GET",
  path: "/v1/shops/{shop}/watch",
  tag,
  summary: "Whether the shop still sends, as it was last asked",
  scope: "shops:read",
  stores: "club",
  params: z.object({ shop: shopId }),
  answer: watch,
  refusals: ["not_found"],
});

export const shopSpendingEndpoints = [
  spendMine,
  spendFor,
  mySpendings,
  endMySpending,
  listSpendings,
  endSpending,
  settleSpending,
  checkShop,
  readWatch,
  preview,
  previewMine,
] as const;
