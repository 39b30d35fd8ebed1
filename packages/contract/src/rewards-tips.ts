/** The tips of a member's home: what they do not want to be told of, or not now. */
import { z } from "zod";
import { instantText } from "./common.ts";
import { endpoint } from "./endpoint.ts";
import { rewardName } from "./rewards.ts";

const tag = "Rewards";
const params = z.object({ reward: rewardName });

export const declineTip = endpoint({
  id: "me.declineTip",
  method: "PUT",
  path: "/v1/me/rewards/{reward}/tip",
  summary: "Say that I do not want to be tipped of a reward, now or ever",
  description:
    "The reward stays in the list and can be taken; it is only not proposed, on any device. `not_now` holds for 60 days.",
  tag,
  scope: "member",
  params,
  body: z.strictObject({ decline: z.enum(["not_now", "never"]) }),
  answer: z.object({
    reward: z.string(),
    until: instantText.nullable().describe("From when it may be proposed again; null: never."),
  }),
  refusals: ["unknown_reward", "no_programme", "erased"],
  idempotent: "natural",
});

export const wantTip = endpoint({
  id: "me.wantTip",
  method: "DELETE",
  path: "/v1/me/rewards/{reward}/tip",
  summary: "Be tipped of a reward again",
  tag,
  scope: "member",
  params,
  answer: z.null(),
  status: 204,
  refusals: [],
  idempotent: "natural",
});

export const tipEndpoints = [declineTip, wantTip] as const;
