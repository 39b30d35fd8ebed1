/** Acts that wait for a second person of the staff, or for a day to pass. */
import { parseInstant } from "@trofast/engine/time";
import { z } from "zod";
import { instantText, json, line, page, pageQuery, uuid } from "./common.ts";
import { endpoint } from "./endpoint.ts";

const tag = "Staff";

export const actPayload = json;

const act = z
  .object({
    id: uuid,
    kind: z.string().describe("What is done: adjust, publish …"),
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

export const askAct = endpoint({
  id: "staff.askAct",
  method: "POST",
  path: "/v1/staff/acts",
  summary: "Ask for an act that one person may not do alone",
  description:
    "Where somebody else of the staff holds the right, one of them must approve it within 7 days. Where nobody does, it is booked after 24 hours; until then it can be undone.",
  tag,
  scope: "staff",
  body: z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("adjust"), payload: adjustInput }),
    z.strictObject({ kind: z.literal("publish"), payload: publishInput }),
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
  params: actId,
  answer: act,
  refusals: ["not_found", "forbidden", "conflict"],
  idempotent: "natural",
});

export const actEndpoints = [askAct, listActs, approveAct, undoAct] as const;
