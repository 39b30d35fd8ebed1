/** Acts that wait for a second person of the staff, or for a day to pass. */
import { parseInstant } from "@trofast/engine/time";
import { z } from "zod";
import { externalId, instantText, json, line, page, pageQuery, uuid } from "./common.ts";
import { endpoint } from "./endpoint.ts";
import { currency } from "./rewards.ts";
import type { StaffRole } from "./staff.ts";

const tag = "Staff";

export const actPayload = json;

const act = z
  .object({
    id: uuid,
    kind: z.string().describe("What is done: adjust, publish, bulk_codes, gift_card …"),
    payload: actPayload.describe("What exactly, as the call that does it at once takes it."),
    memberId: uuid.nullable().describe("The member it is about."),
    askedBy: uuid.describe("The person of the staff."),
    askedAt: instantText,
    needs: z
      .enum(["approval", "delay"])
      .describe("A second person's approval; where nobody else holds the right, a day."),
    dueAt: instantText.describe("When it is booked, or where it needs approval, when it lapses."),
    outcome: z.enum(["booked", "failed", "undone", "lapsed"]).nullable(),
    settledBy: uuid.nullable(),
    settledAt: instantText.nullable(),
    problem: z.string().nullable().describe("The code of the refusal where it failed."),
  })
  .meta({ id: "StaffAct" });

export const adjustInput = z.strictObject({
  memberId: uuid,
  unit: z.string().min(1).max(100),
  amount: z.int().refine((amount) => amount !== 0, "must not be 0"),
  reason: z.string().min(1).max(100).describe("A short code, such as goodwill."),
});
export const publishInput = z.strictObject({
  document: json,
  effectiveAt: z
    .string()
    .max(40)
    .refine((text) => parseInstant(text) !== null, "must be a date and time with an offset")
    .optional()
    .describe("When it is booked unless said; leave time for the approval."),
  note: line(500).optional(),
});

/** What is approved here is then done by who asked for it, once, by the call itself: only it can hand out the codes. */
export const bulkCodesInput = z.strictObject({
  campaign: z.string().min(1).max(60),
  batch: line(100).optional().describe("The list's own name; left out for a public code."),
  count: z.int().min(1).max(100_000_000).describe("Codes, or more uses of the public code."),
});
/** The same: the money is paid at the till, and the card is sold there. */
export const giftCardInput = z.strictObject({
  sale: externalId.describe("As it is then sold or topped up under."),
  currency,
  amountMinor: z.int().min(1),
  store: externalId.optional(),
});

/** What the staff may do alone up to a limit a day. */
export const aloneKinds = ["adjust", "bulk_codes", "gift_card"] as const;
export type AloneKind = (typeof aloneKinds)[number];

/**
 * How much of it each role does alone on one day: of a unit moved by hand; codes made and uses of public codes; money
 * put on gift cards, in the smallest unit of a currency. Above it, two are asked.
 */
export const aloneLimits: Readonly<Record<StaffRole, Readonly<Record<AloneKind, number>>>> = {
  owner: { adjust: 10_000, bulk_codes: 1_000, gift_card: 2_000_000 },
  marketer: { adjust: 0, bulk_codes: 500, gift_card: 0 },
  support: { adjust: 1_000, bulk_codes: 0, gift_card: 0 },
  cashier: { adjust: 0, bulk_codes: 0, gift_card: 500_000 },
  auditor: { adjust: 0, bulk_codes: 0, gift_card: 0 },
};

export const askAct = endpoint({
  id: "staff.askAct",
  method: "POST",
  path: "/v1/staff/acts",
  summary: "Ask for an act that one person may not do alone",
  description:
    "Where somebody else of the staff holds the right, one of them must approve it within 7 days. Where nobody does, it is booked after 24 hours; until then it can be undone. Lists of codes and gift cards are made by the call itself once they are approved: send it again, unchanged.",
  tag,
  scope: "staff",
  stores: "own",
  body: z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("adjust"), payload: adjustInput }),
    z.strictObject({ kind: z.literal("publish"), payload: publishInput }),
    z.strictObject({ kind: z.literal("bulk_codes"), payload: bulkCodesInput }),
    z.strictObject({ kind: z.literal("gift_card"), payload: giftCardInput }),
  ]),
  answer: act,
  status: 201,
  refusals: [
    "forbidden",
    "step_up_required",
    "own_membership",
    "not_found",
    "unknown_member",
    "erased",
    "programme_invalid",
    "invalid_body",
    "conflict",
    "whole_club",
  ],
  idempotent: "key",
});
export type ActInput = z.output<typeof askAct.body>;

export const listActs = endpoint({
  id: "staff.listActs",
  method: "GET",
  path: "/v1/staff/acts",
  summary: "Acts that wait, and how earlier ones ended, newest first",
  tag,
  scope: "staff",
  stores: "own",
  query: pageQuery.extend({
    waiting: z.enum(["true", "false"]).default("false").describe("true: only those that wait."),
  }),
  answer: page(act),
  refusals: ["invalid_cursor"],
});

const actId = z.object({ actId: uuid });

export const approveAct = endpoint({
  id: "staff.approveAct",
  method: "POST",
  path: "/v1/staff/acts/{actId}/approval",
  summary: "Approve an act that somebody else asked for",
  description: "It is booked at once. Approving it again answers the same.",
  tag,
  scope: "staff",
  stores: "own",
  params: actId,
  answer: act,
  refusals: ["not_found", "forbidden", "conflict", "step_up_required", "own_membership"],
  idempotent: "natural",
});

export const undoAct = endpoint({
  id: "staff.undoAct",
  method: "DELETE",
  path: "/v1/staff/acts/{actId}",
  summary: "Undo an act that waits",
  description: "Whoever asked for it may, and whoever could have approved it.",
  tag,
  scope: "staff",
  stores: "own",
  params: actId,
  answer: act,
  refusals: ["not_found", "forbidden", "conflict"],
  idempotent: "natural",
});

export const actEndpoints = [askAct, listActs, approveAct, undoAct] as const;
