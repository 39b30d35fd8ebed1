/** API keys: who may call the club's API, and for what. */
import { z } from "zod";
import { instant, instantText, line, page, pageQuery } from "./common.ts";
import { endpoint, scopes } from "./endpoint.ts";
import type { Scope } from "./endpoint.ts";
import { storesAllowed } from "./staff.ts";

const tag = "Access";

export const apiKeyId = z
  .string()
  .regex(/^[0-9A-Za-z]{12}$/, "must be the 12 characters of a key's id");

/** Sets of scopes for the usual callers, so that nobody gives more than is needed. */
export const keyPresets = {
  /** A till quotes, books and uploads what it kept while it was offline; it changes nobody's contact details. */
  till: ["checkout", "events:write", "catalogue:read", "rewards:read"],
  /** A web shop also enrols its customers. */
  shop: [
    "checkout",
    "events:write",
    "members:write",
    "members:read",
    "catalogue:read",
    "rewards:read",
  ],
  /** History and master data on their way in. */
  import: ["events:write", "members:write", "catalogue:write"],
  admin: ["admin"],
} as const satisfies Record<string, readonly Scope[]>;

export const keyPreset = z.enum(["till", "shop", "import", "admin"]);
export type KeyPreset = z.infer<typeof keyPreset>;

export const apiKey = z
  .object({
    id: apiKeyId,
    name: z.string(),
    scopes: z.array(z.enum(scopes)),
    stores: z.array(z.string()).nullable().describe("The only stores it may act for; null: all."),
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
  stores: "club",
  body: z
    .strictObject({
      name: line(200).describe("Who or what will use it."),
      preset: keyPreset.optional().describe("The scopes of a usual caller, in place of `scopes`."),
      scopes: z.array(z.enum(scopes)).min(1).max(scopes.length).optional(),
      stores: storesAllowed
        .optional()
        .describe("The only stores it may act for; left out: all. Not for admin keys."),
      expiresAt: instant.optional().describe("Left out: it holds until it is ended."),
    })
    .superRefine((key, context) => {
      if ((key.preset === undefined) === (key.scopes === undefined))
        context.addIssue({ code: "custom", path: ["scopes"], message: "name scopes or a preset" });
      const isAdmin = key.preset === "admin" || key.scopes?.includes("admin") === true;
      if (isAdmin && key.stores !== undefined)
        context.addIssue({
          code: "custom",
          path: ["stores"],
          message: "an admin key could make keys for all stores, so it cannot be held to some",
        });
    }),
  answer: apiKey.extend({ key: z.string() }).meta({ id: "NewApiKey" }),
  status: 201,
  refusals: ["step_up_required"],
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
  stores: "club",
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
  stores: "club",
  params: z.object({ id: apiKeyId }),
  answer: apiKey,
  refusals: ["not_found", "conflict", "step_up_required"],
  idempotent: "natural",
});
