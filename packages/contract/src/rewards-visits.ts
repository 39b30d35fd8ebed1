/** Experiences: waiting lists, the door, and what goes into calendars. */
import { REWARD_COUNT_MAX } from "@trofast/engine/events";
import { z } from "zod";
import { externalId, instantText, page, pageQuery, uuid } from "./common.ts";
import { endpoint } from "./endpoint.ts";
import { redemption, rewardName } from "./rewards.ts";

const tag = "Experiences";

const seat = z
  .object({
    seatId: uuid,
    memberId: uuid,
    reward: z.string(),
    redemptionId: uuid.nullable(),
    places: z.int().describe("The member's own and those of whom she brings."),
    state: z.enum(["waiting", "reserved", "checked_in", "no_show", "cancelled"]),
    askedAt: instantText,
  })
  .meta({ id: "Seat" });

const guest = seat
  .extend({
    name: z
      .string()
      .nullable()
      .describe("null: not known, or not for whoever may not see members."),
  })
  .meta({ id: "Guest" });

const params = z.object({ reward: rewardName });
const redemptionParams = z.object({ redemptionId: uuid });

export const joinWaitingList = endpoint({
  id: "me.wait",
  method: "POST",
  path: "/v1/me/visits/{reward}/waiting",
  summary: "Wait for a place",
  description:
    "When somebody cancels, the first whose party fits gets the places, at the price of that moment. Who cannot pay then keeps waiting. Since it comes true unasked, a fresh proof and the reward's limits are asked for now, as for taking it. One waits for 5 places at most.",
  tag,
  scope: "member",
  params,
  body: z.strictObject({
    count: z.int().min(1).max(REWARD_COUNT_MAX).default(1),
    granted: z.boolean().default(false).describe("true: use a granted one, not units."),
  }),
  answer: seat,
  refusals: [
    "unknown_reward",
    "reward_unavailable",
    "reward_not_granted",
    "reward_limit_reached",
    "seat_taken",
    "conflict",
    "member_frozen",
    "step_up_required",
    "wait_after_change",
    "no_programme",
  ],
  idempotent: "key",
});

export const leaveWaitingList = endpoint({
  id: "me.stopWaiting",
  method: "DELETE",
  path: "/v1/me/visits/{reward}/waiting",
  summary: "Wait no longer",
  tag,
  scope: "member",
  params,
  answer: seat,
  refusals: ["not_found"],
  idempotent: "none",
});

export const listMyVisits = endpoint({
  id: "me.visits",
  method: "GET",
  path: "/v1/me/visits",
  summary: "My places, and what I wait for",
  tag,
  scope: "member",
  answer: z.object({
    data: z.array(
      seat.extend({ waitingBefore: z.int().nullable().describe("How many wait in front of me.") }),
    ),
  }),
  refusals: [],
});

export const readMyCheckIn = endpoint({
  id: "me.checkInToken",
  method: "GET",
  path: "/v1/me/redemptions/{redemptionId}/check-in",
  summary: "A QR code's text that opens the door for two minutes",
  tag,
  scope: "member",
  params: redemptionParams,
  answer: z.object({ token: z.string(), expiresAt: instantText }),
  refusals: ["unknown_redemption", "reward_used"],
});

export const readMyCalendar = endpoint({
  id: "me.calendar",
  method: "GET",
  path: "/v1/me/redemptions/{redemptionId}/calendar",
  summary: "My place as an iCalendar file",
  tag,
  scope: "member",
  params: redemptionParams,
  answer: z.string(),
  answerMedia: "text/calendar",
  refusals: ["unknown_redemption", "unknown_reward", "reward_unavailable", "no_programme"],
});

const letIn = z.object({
  redemption,
  seat,
  givenName: z.string().nullable().describe("To greet with."),
});

export const checkIn = endpoint({
  id: "visits.checkIn",
  method: "POST",
  path: "/v1/visits/check-in",
  summary: "Let a guest in",
  description: "By the token on the guest's screen, or by the redemption found by name.",
  tag,
  scope: "checkout",
  stores: "own",
  body: z.union([
    z.strictObject({ token: z.string().min(1).max(200), store: externalId.optional() }),
    z.strictObject({ redemptionId: uuid, store: externalId.optional() }),
  ]),
  answer: letIn,
  refusals: ["code_not_valid", "reward_used", "reward_unavailable", "unknown_redemption"],
  idempotent: "none",
});

export const checkInGuest = endpoint({
  id: "visits.letIn",
  method: "POST",
  path: "/v1/visits/{reward}/guests/{redemptionId}/check-in",
  summary: "Let a guest of the list in",
  description: "For those who keep the list, without a till. A guest is let in once.",
  tag,
  scope: "rewards:write",
  stores: "own",
  params: params.extend(redemptionParams.shape),
  answer: letIn,
  refusals: ["reward_used", "reward_unavailable", "unknown_redemption"],
  idempotent: "none",
});

export const listGuests = endpoint({
  id: "visits.guests",
  method: "GET",
  path: "/v1/visits/{reward}/guests",
  summary: "Who comes, who waits, who came",
  tag,
  scope: "rewards:read",
  stores: "own",
  params,
  query: pageQuery,
  answer: page(guest).extend({
    parties: z
      .object({ waiting: z.int(), reserved: z.int(), checkedIn: z.int(), noShow: z.int() })
      .describe("How many there are of each on the whole list."),
  }),
  refusals: ["invalid_cursor"],
});

export const markNoShows = endpoint({
  id: "visits.markNoShows",
  method: "POST",
  path: "/v1/visits/{reward}/no-shows",
  summary: "Mark those who did not come, once it is over",
  tag,
  scope: "rewards:write",
  stores: "own",
  params,
  answer: z.object({ marked: z.int() }),
  refusals: ["unknown_reward", "reward_unavailable", "no_programme"],
  idempotent: "natural",
});

export const visitEndpoints = [
  joinWaitingList,
  leaveWaitingList,
  listMyVisits,
  readMyCheckIn,
  readMyCalendar,
  checkIn,
  checkInGuest,
  listGuests,
  markNoShows,
] as const;
