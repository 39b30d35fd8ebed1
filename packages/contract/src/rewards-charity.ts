/** What members gave to good causes. */
import { z } from "zod";
import { endpoint } from "./endpoint.ts";
import { amounts, rewardWords } from "./rewards.ts";

const tag = "Rewards";

export const readCharity = endpoint({
  id: "rewards.charity",
  method: "GET",
  path: "/v1/charity",
  summary: "What members gave to each cause, together",
  tag,
  scope: null,
  answer: z.object({
    data: z.array(
      z.object({
        reward: z.string(),
        name: rewardWords,
        goal: z.record(z.string(), z.string()),
        gifts: z.int(),
        given: amounts,
      }),
    ),
  }),
  refusals: ["no_programme"],
});

export const charityEndpoints = [readCharity] as const;
