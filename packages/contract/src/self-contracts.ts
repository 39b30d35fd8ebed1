/** A member's subscriptions and policies, as they see them themselves. */
import { z } from "zod";
import { called } from "./catalogue.ts";
import { instantText } from "./common.ts";
import { endpoint } from "./endpoint.ts";

const ownContract = z
  .object({
    contract: z.string(),
    product: z.string(),
    called: called.nullable().describe("What the catalogue calls the product; null: nothing."),
    status: z.enum(["active", "paused"]),
    startedAt: instantText,
    renewals: z.int(),
    nextRenewalAt: instantText
      .nullable()
      .describe("A year after the last one, or as long after as that was; null while paused."),
  })
  .meta({ id: "OwnContract" });

export const myContracts = endpoint({
  id: "self.contracts",
  method: "GET",
  path: "/v1/me/contracts",
  tag: "Me",
  summary: "What I have signed: since when, and when it is renewed",
  scope: "member",
  answer: z.object({
    togetherSince: instantText.nullable().describe("When the first began; null: none ever did."),
    yearsTogether: z.int().describe("Whole years since then, while one of them is kept."),
    contracts: z.array(ownContract).describe("Those that are kept, the next to be renewed first."),
  }),
  refusals: ["erased"],
});

export const ownContractEndpoints = [myContracts] as const;
