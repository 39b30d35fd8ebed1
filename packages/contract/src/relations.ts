/** Members and each other: two that become one, purchases claimed later, friends who bring friends. */
import { payloads } from "@trofast/engine/events";
import { z } from "zod";
import { externalId, instant, instantText, page, pageQuery, slug, uuid } from "./common.ts";
import { consentPurpose, contactChannel } from "./consents.ts";
import { endpoint } from "./endpoint.ts";
import { memberRef } from "./members.ts";
import { segmentCalled } from "./segments.ts";

const merging = "Merging";
const guests = "Guest purchases";
const referring = "Referrals" as const;

const pair = z.strictObject({
  member: memberRef.describe("Who becomes one with the other."),
  into: memberRef.describe("Who stays: identities, balance and level come to this member."),
});

const amounts = z.array(
  z.object({
    unit: z.string(),
    amount: z.int(),
    lots: z.array(
      z.object({
        amount: z.int(),
        availableAt: instantText,
        expiresAt: instantText.nullable(),
      }),
    ),
  }),
);

/** What stands in the way of a merge. */
export const mergeBlocks = [
  "same_member",
  "frozen",
  "wallet_shared",
  "has_merged",
  "too_many_segments",
  "open_holds",
] as const;
export type MergeBlock = (typeof mergeBlocks)[number];

const preview = z
  .object({
    memberId: uuid,
    intoMemberId: uuid,
    balances: amounts.describe("What goes over, per unit and lot; lots keep their dates."),
    owed: z.record(z.string(), z.int()).describe("Debts that go over, per unit."),
    sums: z
      .array(z.object({ unit: z.string(), period: z.string(), amount: z.int() }))
      .describe("Of units that only count: added to the same period."),
    levels: z
      .array(
        z.object({
          ladder: z.string(),
          member: z.string(),
          into: z.string(),
          after: z
            .string()
            .describe(
              "The higher of both, or what both have earned together; it holds until its period ends.",
            ),
        }),
      )
      .describe("Per ladder."),
    limits: z
      .array(z.object({ limit: z.string(), used: z.int() }))
      .describe("Uses of limits that are added to the other's."),
    rewards: z.record(z.string(), z.int()).describe("Rewards that were granted and not used."),
    rewardsTogether: z
      .record(z.string(), z.int())
      .describe("Rewards that come since both together fill a card or win a challenge."),
    doubledWelcomes: z
      .array(
        z.object({
          ladder: z.string(),
          level: z.string(),
          gifts: z.record(z.string(), z.int()).describe("What the first member got, per unit."),
        }),
      )
      .describe("Gifts for the same level that both got. They stay; a correction takes them back."),
    doubledJoinGifts: z
      .record(z.string(), z.int())
      .describe(
        "Where both got a gift for joining: what the first got, per unit. It stays; a correction takes it back.",
      ),
    consentsWithdrawn: z
      .array(z.object({ purpose: consentPurpose, channel: contactChannel.nullable() }))
      .describe("Given by the one who stays, refused by the other: the stricter answer counts."),
    segments: z
      .array(
        z.object({
          segment: z.string(),
          name: segmentCalled,
          reason: z.string(),
          since: instantText,
        }),
      )
      .describe("What the first is in and the other not yet; they come with why and since when."),
    holds: z.array(
      z.object({ hold: z.string(), unit: z.string(), amount: z.int(), until: instantText }),
    ),
    referralBetween: z.boolean().describe("One brought the other: the reward for it is reversed."),
    blocks: z
      .array(z.object({ code: z.enum(mergeBlocks), detail: z.string() }))
      .describe("What stands in the way; empty where the merge can be done."),
  })
  .meta({ id: "MergePreview" });

const merged = z
  .object({
    mergeId: uuid,
    memberId: uuid,
    intoMemberId: uuid,
    mergedAt: instantText,
    mergedBy: z.string(),
    unmergedAt: instantText.nullable(),
  })
  .meta({ id: "Merge" });

const mergeRefusals = [
  "not_found",
  "erased",
  "cannot_merge",
  "open_holds",
  "no_programme",
  "member_busy",
  "step_up_required",
  "own_membership",
] as const;

export const previewMerge = endpoint({
  id: "relations.previewMerge",
  method: "POST",
  path: "/v1/members/merge/preview",
  summary: "What would happen if two members became one",
  description: "Nothing is written. Ask it right before merging.",
  tag: merging,
  scope: "members:write",
  stores: "any",
  body: pair,
  answer: preview,
  refusals: ["not_found", "erased", "no_programme"],
  idempotent: "none",
});

export const merge = endpoint({
  id: "relations.merge",
  method: "POST",
  path: "/v1/members/merge",
  summary: "Make one of two members",
  description:
    "An event in both logs. Whatever named the first member means the other from then on. It can be taken apart again.",
  tag: merging,
  scope: "members:write",
  stores: "any",
  body: pair.extend({
    voidHolds: z.boolean().default(false).describe("Ends holds that would stand in the way."),
  }),
  answer: merged,
  status: 201,
  refusals: [...mergeRefusals],
  idempotent: "key",
});

export const listMerges = endpoint({
  id: "relations.merges",
  method: "GET",
  path: "/v1/merges",
  summary: "Merges of a member, newest first",
  tag: merging,
  scope: "members:read",
  stores: "any",
  query: z.strictObject({ memberId: uuid }),
  answer: z.object({ data: z.array(merged) }),
  refusals: [],
});

const unmergePreview = z
  .object({
    mergeId: uuid,
    memberId: uuid,
    intoMemberId: uuid,
    balances: z
      .array(
        z.object({
          unit: z.string(),
          came: z.int().describe("What came by the merge."),
          back: z.int().describe("What is left of it, and goes back to the lots it was in."),
        }),
      )
      .describe("Per unit."),
    sums: z.array(z.object({ unit: z.string(), period: z.string(), amount: z.int() })),
    segments: z
      .array(z.string())
      .describe("Segments that go back, less those that somebody was taken out of meanwhile."),
    identities: z.int().describe("Identifiers that go back."),
  })
  .meta({ id: "UnmergePreview" });

const mergeNamed = z.strictObject({ mergeId: uuid });

export const previewUnmerge = endpoint({
  id: "relations.previewUnmerge",
  method: "POST",
  path: "/v1/members/unmerge/preview",
  summary: "What would go back if a merge were taken apart",
  tag: merging,
  scope: "members:write",
  stores: "any",
  body: mergeNamed,
  answer: unmergePreview,
  refusals: ["not_found", "erased", "cannot_merge"],
  idempotent: "none",
});

export const unmerge = endpoint({
  id: "relations.unmerge",
  method: "POST",
  path: "/v1/members/unmerge",
  summary: "Take a merge apart",
  description:
    "Each lot goes back, less what was spent of it. What happened meanwhile stays where it was booked; what comes follows the identifier that is used. Consents that the merge withdrew stay withdrawn.",
  tag: merging,
  scope: "members:write",
  stores: "any",
  body: mergeNamed,
  answer: merged,
  refusals: [...mergeRefusals],
  idempotent: "key",
});

export const mergeEndpoints = [previewMerge, merge, listMerges, previewUnmerge, unmerge] as const;

/** What a till keeps for somebody it does not know. */
const guestPurchase = payloads.purchase
  .pick({ currency: true, receipt: true, lines: true })
  .extend({
    source: externalId.describe("The system that sends it."),
    id: externalId.describe("Its own id of the purchase: sent again, it is the same."),
    occurredAt: instant.describe("When it was bought."),
    store: externalId.optional(),
    channel: slug.optional(),
  });

export const keepGuestPurchase = endpoint({
  id: "relations.keepGuestPurchase",
  method: "POST",
  path: "/v1/guest-purchases",
  summary: "Keep a purchase of somebody who is no member, or does not say so",
  description:
    "The code is told once: print it on the receipt. Sent again with the same id, a new code is told and the one before is worth nothing, unless the purchase was claimed.",
  tag: guests,
  scope: "checkout",
  stores: "own",
  body: guestPurchase,
  answer: z.object({
    guestPurchaseId: uuid,
    code: z.string().describe("For the receipt."),
    claimableUntil: instantText,
  }),
  status: 201,
  refusals: [
    "event_conflict",
    "conflict",
    "occurred_in_future",
    "forbidden",
    "wrong_currency",
    "no_programme",
  ],
  idempotent: "natural",
});

export const withdrawGuestPurchase = endpoint({
  id: "relations.withdrawGuestPurchase",
  method: "DELETE",
  path: "/v1/guest-purchases/{source}/{id}",
  summary: "The goods came back before anybody claimed the purchase",
  description: "Once it is claimed, send a return that names the purchase instead.",
  tag: guests,
  scope: "checkout",
  stores: "own",
  params: z.object({ source: externalId, id: externalId }),
  answer: z.null(),
  status: 204,
  refusals: ["not_found", "conflict"],
  idempotent: "natural",
});

export const claimPurchase = endpoint({
  id: "relations.claim",
  method: "POST",
  path: "/v1/me/claims",
  summary: "Claim a purchase by the code on its receipt",
  description:
    "Once, across all members. The answer is the same for a code that is unknown, used or too old.",
  tag: guests,
  scope: "member",
  body: z.strictObject({ code: z.string().min(1).max(40) }),
  answer: z.object({
    eventId: uuid,
    occurredAt: instantText,
    given: z.record(z.string(), z.int()),
  }),
  refusals: ["code_not_valid", "rate_limited", "no_programme", "member_busy"],
  idempotent: "natural",
});

export const guestEndpoints = [keepGuestPurchase, withdrawGuestPurchase, claimPurchase] as const;

const gifts = z.object({
  give: z.record(z.string(), z.int()).describe("Units."),
  reward: z.string().nullable(),
});

/** An id that a page keeps in the browser: it says nothing about anybody, and only its salted hash is kept. */
const device = z
  .string()
  .min(8)
  .max(100)
  .regex(/^[A-Za-z0-9_-]+$/)
  .optional()
  .describe("A random id that the page keeps in the browser.");

export const myReferral = endpoint({
  id: "relations.myReferral",
  method: "GET",
  path: "/v1/me/referral",
  summary: "My link and code for friends, and what has come of them",
  tag: referring,
  scope: "member",
  query: z.strictObject({ device }),
  answer: z.object({
    code: z.string(),
    url: z.string().nullable().describe("Null where the club has no address of its own."),
    isOpen: z.boolean().describe("Whether the programme rewards friends now."),
    member: gifts.describe("What the member gets for each friend."),
    friend: gifts.describe("What the friend gets."),
    waiting: z.int().describe("Friends whose purchase is waited for, or not kept long enough yet."),
    rewarded: z.int(),
  }),
  refusals: ["no_programme"],
});

const nameKnown = z.string().nullable().describe("null: not known.");

export const heldReferrals = endpoint({
  id: "relations.heldReferrals",
  method: "GET",
  path: "/v1/referrals/held",
  summary: "Referrals that a person should look at, oldest first",
  description:
    "Signs of a ring were seen: the same place or device, many at once, chains, circles. Nobody is shut out by them.",
  tag: referring,
  scope: "members:read",
  stores: "any",
  query: pageQuery,
  answer: page(
    z.object({
      referralId: uuid,
      memberId: uuid,
      memberName: nameKnown,
      friendId: uuid,
      friendName: nameKnown,
      signals: z.array(z.string()),
      madeAt: instantText,
      purchaseEvent: uuid.nullable(),
    }),
  ),
  refusals: ["invalid_cursor"],
});

const decision = {
  tag: referring,
  scope: "members:write" as const,
  stores: "any" as const,
  params: z.object({ referralId: uuid }),
  body: z.strictObject({
    reason: slug.describe("A code of the club's own, such as same-family; no text about a person."),
  }),
  answer: z.object({ referralId: uuid, state: z.string() }),
  refusals: ["not_found", "conflict", "own_membership", "no_programme", "member_busy"] as const,
  idempotent: "natural" as const,
};

export const approveReferral = endpoint({
  id: "relations.approveReferral",
  method: "POST",
  path: "/v1/referrals/{referralId}/approve",
  summary: "Reward a referral that is held",
  ...decision,
});

export const declineReferral = endpoint({
  id: "relations.declineReferral",
  method: "POST",
  path: "/v1/referrals/{referralId}/decline",
  summary: "Reward neither of the two",
  ...decision,
});

export const relationEndpoints = [
  ...mergeEndpoints,
  ...guestEndpoints,
  myReferral,
  heldReferrals,
  approveReferral,
  declineReferral,
] as const;
