/** Campaigns: rules of the programme with a first or a last day, and what came of them. */
import { z } from "zod";
import { instantText } from "./common.ts";
import { endpoint } from "./endpoint.ts";

export const campaignStates = ["running", "coming", "ended"] as const;
/** The latest of those that are over. */
export const CAMPAIGNS_ENDED_MAX = 100;

const campaign = z
  .object({
    rule: z.string(),
    state: z.enum(campaignStates),
    firstDay: z.string().nullable().describe("YYYY-MM-DD; null: since it is in force."),
    lastDay: z.string().nullable().describe("null: no end."),
    holdout: z.string().nullable().describe("From what share of members it is withheld."),
    version: z.int().describe("The version that says so."),
    definition: z.record(z.string(), z.unknown()).describe("The rule as it stands there."),
    reach: z.int().describe("Members to whom it has given something so far."),
    given: z.record(z.string(), z.int()).describe("What it has given so far, per unit."),
  })
  .meta({ id: "Campaign" });

export const listCampaigns = endpoint({
  id: "programmes.campaigns",
  method: "GET",
  path: "/v1/programmes/campaigns",
  summary: "Campaigns that run, come and have ended, with what came of them",
  description:
    "Every rule with a first or a last day, of the versions so far and of those announced, as it stood last. What is taken back when goods come back is still in what was given.",
  tag: "Programmes",
  scope: "programme:read",
  stores: "club",
  answer: z.object({
    data: z.array(campaign),
    countedAt: instantText.describe("When reach was counted: a while ago in a large club."),
  }),
  refusals: [],
});

export const campaignListEndpoints = [listCampaigns] as const;
