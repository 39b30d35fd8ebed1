/** API keys: who may call the club's API, and for what. */
import { z } from "zod";
import { instant, instantText, line, page, pageQuery } from "./common.ts";
import { endpoint, scopes } from "./endpoint.ts";

const tag = "Access";

export const apiKeyId = z
  .string()
  .regex(/^[0-9A-Za-z]{12}$/, "must be the 12 characters of a key's id");

export const apiKey = z
  .object({
    id: apiKeyId,
    name: z.string(),
    scopes: z.array(z.enum(scopes)),
    createdAt: instantText,
    expiresAt: instantText.nullable(),
    lastUsedAt: instantText.nullable().describe("To the minute."),
    endedAt: instantText.nullable(),
  })
  .meta({ id: "ApiKey" });

export const createKey = endpoint({
  id: "access.createKey",
  method: "POST",
  path: "/v1/keys",
  summary: "Make an API key",
  description:
    "The answer holds the key itself, once: it is stored nowhere. To rotate, make a second key, switch over, end the first.",
  tag,
  scope: "admin",
  body: z.strictObject({
    name: line(200).describe("Who or what will use it."),
    scopes: z.array(z.enum(scopes)).min(1).max(scopes.length),
    expiresAt: instant.optional().describe("Left out: it holds until it is ended."),
  }),
  answer: apiKey.extend({ key: z.string() }).meta({ id: "NewApiKey" }),
  status: 201,
  refusals: [],
  // A stored answer would keep the secret; a repeat makes one more key, which can be ended.
  idempotent: "none",
});

export const listKeys = endpoint({
  id: "access.listKeys",
  method: "GET",
  path: "/v1/keys",
  summary: "List the API keys, newest first",
  tag,
  scope: "admin",
  query: pageQuery,
  answer: page(apiKey),
  refusals: ["invalid_cursor"],
});

export const endKey = endpoint({
  id: "access.endKey",
  method: "DELETE",
  path: "/v1/keys/{id}",
  summary: "End an API key at once",
  description: "Ending a key that has ended answers the same again.",
  tag,
  scope: "admin",
  params: z.object({ id: apiKeyId }),
  answer: apiKey,
  refusals: ["not_found", "conflict"],
  idempotent: "natural",
});
