/** What a till is told of whoever stands before it: enough to greet and to serve, nothing to look anybody up by. */
import { z } from "zod";
import { externalId, uuid } from "./common.ts";
import { endpoint } from "./endpoint.ts";
import { memberRef } from "./members.ts";

/** More than this nobody carries to a counter; the newest are told. */
export const TAKEN_REWARDS_MAX = 20;

const tillCustomer = z
  .object({
    memberId: uuid,
    member: memberRef.describe("As the till named them."),
    givenName: z.string().nullable().describe("To greet with."),
    status: z.enum(["active", "frozen"]),
    usable: z.record(z.string(), z.int()).describe("Units that can pay, usable now."),
    levels: z.record(z.string(), z.string()).describe("The level in each ladder."),
    cards: z.record(
      z.string(),
      z.object({ stamps: z.int().describe("Since the last full card."), goal: z.int() }),
    ),
    rewards: z
      .record(z.string(), z.int())
      .describe("Granted and not used yet: by a full card, a level or a rule."),
    taken: z
      .array(z.object({ redemptionId: uuid, reward: z.string(), kind: z.string() }))
      .max(TAKEN_REWARDS_MAX)
      .describe("Taken for units before, and to be used now; newest first."),
  })
  .meta({ id: "TillCustomer" });

export const tillCustomerCall = endpoint({
  id: "till.customer",
  method: "GET",
  path: "/v1/till/members/{source}/{id}",
  tag: "Till",
  summary: "Who stands at the till: first name, stamps, and what can be used now",
  description:
    "For callers who may check out and not read the books: no address, no history, no amounts that were spent.",
  scope: "checkout",
  stores: "any",
  params: z.object({ source: externalId, id: externalId }),
  answer: tillCustomer,
  refusals: ["unknown_member", "erased", "no_programme"],
});

export const tillEndpoints = [tillCustomerCall] as const;
