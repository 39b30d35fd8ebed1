/** Rewards: what a member can get, what was taken, and what became of it. */
import { REWARD_COUNT_MAX } from "@trofast/engine/events";
import { z } from "zod";
import { externalId, instantText, page, pageQuery, slug, uuid } from "./common.ts";
import { endpoint } from "./endpoint.ts";
import { memberRef } from "./members.ts";

const tag = "Rewards";

export const AMOUNT_MINOR_MAX = 1_000_000_000_000;
/** A day: longer than anybody pays for an order. */
export const KEEP_SECONDS_MAX = 86_400;

export const rewardWords = z.union([z.string(), z.record(z.string(), z.string())]);
const unitAmounts = z.record(z.string(), z.int());
export const currency = z.string().regex(/^[A-Z]{3}$/, "must be an ISO 4217 code such as SEK");
export const amountMinor = z.int().min(1).max(AMOUNT_MINOR_MAX);
export const amounts = z.array(z.object({ currency: z.string(), minor: z.int() }));

export const redemptionState = z.enum(["reserved", "issued", "used", "cancelled", "expired"]);

export const benefit = z
  .object({
    kind: z
      .enum(["percent", "amount", "article", "delivery", "money", "none"])
      .describe(
        "percent and amount lower the lines they are for, article gives pieces of them, delivery the delivery, money pays like a gift card.",
      ),
    basisPoints: z.int().describe("Of percent: 1000 is 10 %."),
    minor: z.int().describe("Of amount and money, in minor units."),
    pieces: z.int().describe("Of article: how many pieces are free."),
    articles: z.array(z.string()).describe("Only these articles; empty with categories: all."),
    categories: z.array(z.string()),
    atLeastMinor: z.int().describe("Only in a basket of at least so much."),
  })
  .meta({ id: "Benefit" });

export const redemption = z
  .object({
    redemptionId: uuid,
    memberId: uuid,
    reward: z.string(),
    kind: z.string(),
    state: redemptionState,
    count: z.int(),
    granted: z.boolean().describe("A granted one was used instead of units."),
    cost: unitAmounts.describe("Units that were paid."),
    paidMinor: z.int(),
    worthMinor: z.int().nullable(),
    currency: z.string(),
    redeemedAt: instantText,
    usableUntil: instantText.nullable().describe("First instant at which it cannot be used."),
    reservedUntil: instantText.nullable(),
    endedAt: instantText.nullable(),
    store: z.string().nullable(),
  })
  .meta({ id: "Redemption" });

const listedReward = z
  .object({
    reward: z.string(),
    name: rewardWords,
    about: rewardWords.nullable(),
    kind: z.string(),
    nearness: z
      .enum(["now", "soon", "dream"])
      .describe("now: usable at once. soon: half of the price is there. dream: the rest."),
    price: z
      .object({ units: unitAmounts, moneyMinor: z.int(), currency: z.string() })
      .nullable()
      .describe("Of one; null where it is only granted."),
    worthMinor: z
      .int()
      .nullable()
      .describe("About what it is worth in money; null where the programme does not say."),
    granted: z.int().describe("How many the member may take without paying."),
    left: z.int().nullable().describe("How many there are still; null: no end."),
    missing: unitAmounts.describe("Units that are missing for one."),
    whyNot: z.object({ code: z.string(), detail: z.string() }).nullable(),
    startsAt: instantText.nullable().describe("Of an experience."),
    endsAt: instantText.nullable(),
    plusOnes: z.int(),
    hasWaitingList: z
      .boolean()
      .describe(
        "Whether one may wait for a place now: not once places can no longer be given back, since nobody moves up then.",
      ),
    window: z
      .object({ opensAt: instantText.nullable(), closesAt: instantText.nullable() })
      .nullable()
      .describe(
        "Of early access: from when, and until when, only some may buy; null at an end that no day says. With neither a price nor a whyNot the member is one of them, and there is nothing to take.",
      ),
    tipDeclined: z
      .object({ until: instantText.nullable() })
      .nullable()
      .describe("The member does not want to be tipped of it: until then, or ever (null)."),
  })
  .meta({ id: "ListedReward" });

const taking = {
  count: z.int().min(1).max(REWARD_COUNT_MAX).optional().describe("How many; 1 unless said."),
  granted: z
    .boolean()
    .optional()
    .describe("true: take one that was granted, instead of paying with units."),
};
const redeemRefusals = [
  "unknown_reward",
  "reward_unavailable",
  "reward_not_granted",
  "reward_limit_reached",
  "out_of_stock",
  "money_missing",
  "wrong_currency",
  "insufficient_balance",
  "unknown_hold",
  "seat_taken",
  "member_frozen",
  "member_busy",
  "unknown_member",
  "erased",
  "no_programme",
] as const;

/** A redemption as its member reads it: with the time and place of an experience. */
const ownRedemption = redemption.extend({
  visit: z
    .object({
      startsAt: instantText,
      endsAt: instantText,
      timezone: z.string().describe("Whose wall clock the two are meant on."),
      place: rewardWords.nullable().describe("Where it is, as the programme says."),
      doorFrom: instantText.describe("From when the code for the door lets in."),
      cancelUntil: instantText.describe("Until when the place can be given back."),
    })
    .nullable()
    .describe("Of an experience: when, where, and how to get in; null: no time is said."),
});

export const rewardName = slug.max(60);
const redemptionParams = z.object({ redemptionId: uuid });

export const listMyRewards = endpoint({
  id: "me.rewards",
  method: "GET",
  path: "/v1/me/rewards",
  summary: "What I can get: now, soon, and one day",
  tag,
  scope: "member",
  answer: z.object({ data: z.array(listedReward) }),
  refusals: ["no_programme", "erased"],
});

export const redeemMine = endpoint({
  id: "me.redeem",
  method: "POST",
  path: "/v1/me/rewards/{reward}/redeem",
  summary: "Take a reward",
  description:
    "Units, stock, code and place are taken together or not at all. The code is read with the redemption afterwards: this answer is kept for repeats, and codes are not kept in the open. Above the worth that the club has settled for a day, and for the first time after 180 idle days, it takes a fresh code; after a new device or address the former waits.",
  tag,
  scope: "member",
  params: z.object({ reward: rewardName }),
  body: z.strictObject(taking),
  answer: redemption,
  refusals: [...redeemRefusals, "step_up_required", "wait_after_change"],
  idempotent: "key",
});

export const listMyRedemptions = endpoint({
  id: "me.redemptions",
  method: "GET",
  path: "/v1/me/redemptions",
  summary: "The rewards I took, newest first",
  tag,
  scope: "member",
  query: pageQuery,
  answer: page(ownRedemption),
  refusals: ["invalid_cursor"],
});

export const readMyRedemption = endpoint({
  id: "me.redemption",
  method: "GET",
  path: "/v1/me/redemptions/{redemptionId}",
  summary: "One of them, with its code and address",
  tag,
  scope: "member",
  params: redemptionParams,
  answer: ownRedemption.extend({
    code: z.string().nullable().describe("Its code, or that of its gift card."),
    url: z
      .string()
      .nullable()
      .describe("Where it is found, as the programme says; null once it is given back or over."),
  }),
  refusals: ["unknown_redemption"],
});

export const cancelMine = endpoint({
  id: "me.cancelRedemption",
  method: "POST",
  path: "/v1/me/redemptions/{redemptionId}/cancel",
  summary: "Give a reward back that I did not use",
  description: "Units go back to the lots they came from. Sent again, it is answered as before.",
  tag,
  scope: "member",
  params: redemptionParams,
  answer: redemption,
  refusals: ["unknown_redemption", "reward_used", "reward_unavailable", "conflict", "member_busy"],
  idempotent: "natural",
});

export const redeemFor = endpoint({
  id: "redemptions.create",
  method: "POST",
  path: "/v1/redemptions",
  summary: "Take a reward for a member",
  tag,
  scope: "checkout",
  stores: "own",
  body: z.strictObject({
    member: memberRef,
    reward: rewardName,
    ...taking,
    paid: z
      .strictObject({ currency, amountMinor })
      .optional()
      .describe("The part of the price that was paid in money."),
    hold: z.string().min(1).max(100).optional().describe("A hold over its units, made before."),
    store: externalId.optional(),
    channel: z
      .string()
      .regex(/^[a-z][a-z0-9_-]{0,59}$/)
      .optional(),
    reserveSeconds: z
      .int()
      .min(1)
      .max(KEEP_SECONDS_MAX)
      .optional()
      .describe(
        "Keep it so long for an order that is not paid yet; then issue it, or it goes back.",
      ),
  }),
  answer: redemption,
  refusals: redeemRefusals,
  idempotent: "key",
});

export const readRedemption = endpoint({
  id: "redemptions.get",
  method: "GET",
  path: "/v1/redemptions/{redemptionId}",
  summary: "Read a redemption",
  tag,
  scope: "checkout",
  stores: "any",
  params: redemptionParams,
  answer: redemption,
  refusals: ["unknown_redemption"],
});

export const issueRedemption = endpoint({
  id: "redemptions.issue",
  method: "POST",
  path: "/v1/redemptions/{redemptionId}/issue",
  summary: "Hand out a reserved reward: its order is paid",
  tag,
  scope: "checkout",
  stores: "own",
  params: redemptionParams,
  answer: redemption,
  refusals: ["unknown_redemption", "reward_used"],
  idempotent: "natural",
});

export const useRedemption = endpoint({
  id: "redemptions.use",
  method: "POST",
  path: "/v1/redemptions/{redemptionId}/use",
  summary: "Use a reward at the till, once",
  tag,
  scope: "checkout",
  stores: "own",
  params: redemptionParams,
  body: z.strictObject({
    order: externalId.describe(
      "The receipt or order; sent again with the same one, it is answered as before.",
    ),
    store: externalId.optional(),
  }),
  answer: redemption,
  refusals: ["unknown_redemption", "reward_used", "conflict"],
  idempotent: "natural",
});

export const cancelRedemption = endpoint({
  id: "redemptions.cancel",
  method: "POST",
  path: "/v1/redemptions/{redemptionId}/cancel",
  summary: "Cancel a reward that was not used",
  tag,
  scope: "checkout",
  stores: "own",
  params: redemptionParams,
  answer: redemption,
  refusals: ["unknown_redemption", "reward_used", "conflict", "member_busy"],
  idempotent: "natural",
});

export const listRedemptionsOf = endpoint({
  id: "redemptions.ofMember",
  method: "GET",
  path: "/v1/members/id/{memberId}/redemptions",
  summary: "The rewards a member took, newest first",
  tag,
  scope: "members:read",
  stores: "any",
  params: z.object({ memberId: uuid }),
  query: pageQuery,
  answer: page(redemption),
  refusals: ["not_found", "erased", "invalid_cursor"],
});

export const cancelRedemptionOf = endpoint({
  id: "redemptions.cancelOf",
  method: "POST",
  path: "/v1/members/id/{memberId}/redemptions/{redemptionId}/cancel",
  summary: "Take back a reward for a member who did not use it",
  description: "Units go back to the lots they came from. Sent again, it is answered as before.",
  tag,
  scope: "members:write",
  stores: "own",
  params: redemptionParams.extend({ memberId: uuid }),
  answer: redemption,
  refusals: [
    "not_found",
    "erased",
    "unknown_redemption",
    "reward_used",
    "reward_unavailable",
    "conflict",
    "member_busy",
  ],
  idempotent: "natural",
});

const liveReward = z
  .object({
    reward: z.string(),
    kind: z.string(),
    stock: z.int().nullable().describe("How many there are in all; null: no end."),
    paused: z.boolean(),
    revision: z.int().describe("For If-Match; 0 where nothing was settled."),
    taken: z.int(),
    used: z.int(),
    left: z.int().nullable(),
    codesLeft: z.int().nullable().describe("Codes left in the pools of the reward."),
    worth: amounts.describe("What all that was taken is worth."),
  })
  .meta({ id: "LiveReward" });

export const listRewards = endpoint({
  id: "rewards.list",
  method: "GET",
  path: "/v1/rewards",
  summary: "Every reward with what there is of it",
  description: "To who acts for some stores, the experiences that are in them.",
  tag,
  scope: "rewards:read",
  stores: "own",
  answer: z.object({ data: z.array(liveReward) }),
  refusals: ["no_programme"],
});

export const putReward = endpoint({
  id: "rewards.put",
  method: "PUT",
  path: "/v1/rewards/{reward}/live",
  summary: "Settle how many there are, and whether they are given out",
  description:
    "What a reward is and costs stands in the programme. Send the revision that was read in If-Match.",
  tag,
  scope: "rewards:write",
  stores: "club",
  params: z.object({ reward: rewardName }),
  body: z.strictObject({
    stock: z
      .int()
      .min(0)
      .max(1_000_000_000)
      .nullable()
      .describe("How many in all, or places at an experience; null: as the programme says."),
    paused: z.boolean().describe("true: nobody can take one for the moment."),
  }),
  answer: liveReward,
  refusals: [
    "unknown_reward",
    "conflict",
    "precondition_failed",
    "precondition_required",
    "no_programme",
  ],
  idempotent: "natural",
});

export const rewardEndpoints = [
  listMyRewards,
  redeemMine,
  listMyRedemptions,
  readMyRedemption,
  cancelMine,
  redeemFor,
  readRedemption,
  issueRedemption,
  useRedemption,
  cancelRedemption,
  listRedemptionsOf,
  cancelRedemptionOf,
  listRewards,
  putReward,
] as const;
