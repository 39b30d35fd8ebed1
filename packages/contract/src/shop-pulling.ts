/** Articles and stores read from a shop's own API. */
import { z } from "zod";
import { instantText } from "./common.ts";
import { endpoint } from "./endpoint.ts";
import { shopId } from "./shop-settings.ts";

const tag = "Shops";

const pull = z
  .object({
    state: z.enum(["asked", "done", "failed"]),
    askedAt: instantText,
    endedAt: instantText.nullable(),
    articles: z.int().describe("Stored so far."),
    stores: z.int(),
    skipped: z.int().describe("Articles that cannot be stored, such as those without a usable id."),
    failure: z.string().nullable(),
  })
  .meta({ id: "ShopPull" });

export const pullShop = endpoint({
  id: "shops.pull",
  method: "POST",
  path: "/v1/shops/{shop}/pull",
  tag,
  summary: "Read articles and stores from the shop's own API",
  description:
    "Answers at once; the reading is done in the background. Asked again meanwhile, it begins anew.",
  scope: "shops:write",
  stores: "club",
  params: z.object({ shop: shopId }),
  answer: pull,
  status: 202,
  refusals: ["not_found", "conflict"],
  idempotent: "none",
});

export const getPull = endpoint({
  id: "shops.readPull",
  method: "GET",
  path: "/v1/shops/{shop}/pull",
  tag,
  summary: "How far the last reading from the shop is",
  scope: "shops:read",
  stores: "club",
  params: z.object({ shop: shopId }),
  answer: pull,
  refusals: ["not_found"],
});

export const pullingEndpoints = [pullShop, getPull] as const;
