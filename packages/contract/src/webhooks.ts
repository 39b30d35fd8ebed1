/** Webhooks out: who is told of what happens in the club, by Standard Webhooks (standardwebhooks.com). */
import { z } from "zod";
import { instant, instantText, page, pageQuery, uuid } from "./common.ts";
import { endpoint } from "./endpoint.ts";
import { balances } from "./events.ts";

const tag = "Webhooks";

export const WEBHOOKS_MAX = 50;

const event = {
  memberId: uuid.describe("The club's own id of the member."),
  eventId: uuid,
  source: z.string(),
  sourceId: z.string(),
  occurredAt: instantText,
  bookedAt: instantText,
};

/** Every kind of message, with what it tells. Nothing in them is personal: ids and amounts. */
export const webhookMessages = {
  "event.booked": {
    summary: "An event of a member was booked",
    data: z.object({
      ...event,
      kind: z.string(),
      given: z
        .record(z.string(), z.int())
        .optional()
        .describe("Change of each unit; left out where it would be too much for one message."),
      balance: balances.optional().describe("Right after the event; left out like given."),
    }),
  },
  "member.joined": { summary: "Somebody joined the club", data: z.object(event) },
  "member.erased": { summary: "A member was forgotten", data: z.object(event) },
  "consent.changed": {
    summary: "A member gave a consent or took it back",
    data: z.object({ ...event, consent: z.string(), given: z.boolean() }),
  },
  "reward.granted": {
    summary: "A member may take a reward without paying for it, or may no longer",
    data: z.object({
      ...event,
      reward: z.string(),
      count: z.int().describe("Below zero: taken back."),
    }),
  },
  "level.changed": {
    summary: "A member reached a level, or left it",
    data: z.object({ ...event, ladder: z.string(), level: z.string(), why: z.string() }),
  },
  "level.warning": {
    summary: "A member's level will fall if no more is earned",
    data: z.object({
      ...event,
      ladder: z.string(),
      level: z.string().describe("What it becomes."),
      missing: z.int().describe("How much keeps the level,"),
      before: instantText.describe("earned before this instant."),
    }),
  },
  "badge.changed": {
    summary: "A member got a badge, or lost it",
    data: z.object({ ...event, badge: z.string(), lost: z.boolean() }),
  },
  "points.expired": {
    summary: "Units of a member expired",
    data: z.object({ ...event, unit: z.string(), amount: z.int() }),
  },
} as const;

export type WebhookType = keyof typeof webhookMessages;

export const webhookTypes = z.enum(
  Object.keys(webhookMessages).filter((type): type is WebhookType =>
    Object.hasOwn(webhookMessages, type),
  ),
);

export const webhookId = z
  .string()
  .min(1)
  .max(60)
  .regex(/^[a-z0-9]+(?:[-_][a-z0-9]+)*$/, "must be lower-case letters, digits, - and _")
  .meta({ examples: ["crm"] });

export const webhook = z
  .object({
    webhook: webhookId,
    url: z.string(),
    types: z.array(webhookTypes),
    state: z.enum(["active", "disabled"]),
    disabledWhy: z.string().nullable(),
    secrets: z.array(z.object({ since: instantText, until: instantText.nullable() })),
    createdAt: instantText,
    updatedAt: instantText,
    waiting: z.int().describe("Messages that are on their way or tried again."),
    dead: z.int().describe("Messages that were given up; replay them."),
  })
  .meta({ id: "Webhook" });

/** The secret is told once; what is stored of it is encrypted and never told. */
const withSecret = webhook.extend({
  secret: z
    .string()
    .optional()
    .describe("whsec_…; only in the answer that made it. Rotate to get a new one."),
});

export const putWebhook = endpoint({
  id: "webhooks.put",
  method: "PUT",
  path: "/v1/webhooks/{webhook}",
  tag,
  summary: "Be told of what happens, or change what you are told",
  description:
    "Messages are signed (webhook-id, webhook-timestamp, webhook-signature) and sent until an answer 2xx comes: at once, then after 5 seconds and later and later over three days. Answer within 15 seconds. 410 ends the webhook; redirects are not followed. Saying it again sets a webhook that was ended going.",
  scope: "admin",
  stores: "club",
  params: z.object({ webhook: webhookId }),
  body: z.strictObject({
    url: z.string().min(1).max(500).describe("https, on a public address."),
    types: z.array(webhookTypes).min(1).max(50),
  }),
  answer: withSecret,
  refusals: ["conflict"],
  idempotent: "natural",
});

export const listWebhooks = endpoint({
  id: "webhooks.list",
  method: "GET",
  path: "/v1/webhooks",
  tag,
  summary: "All webhooks",
  scope: "admin",
  stores: "club",
  answer: z.object({ data: z.array(webhook).max(WEBHOOKS_MAX) }),
  refusals: [],
});

export const getWebhook = endpoint({
  id: "webhooks.get",
  method: "GET",
  path: "/v1/webhooks/{webhook}",
  tag,
  summary: "A webhook",
  scope: "admin",
  stores: "club",
  params: z.object({ webhook: webhookId }),
  answer: webhook,
  refusals: ["not_found"],
});

export const deleteWebhook = endpoint({
  id: "webhooks.delete",
  method: "DELETE",
  path: "/v1/webhooks/{webhook}",
  tag,
  summary: "End a webhook; its log is deleted",
  scope: "admin",
  stores: "club",
  params: z.object({ webhook: webhookId }),
  answer: z.null(),
  status: 204,
  refusals: ["not_found"],
  idempotent: "natural",
});

export const rotateWebhookSecret = endpoint({
  id: "webhooks.rotate",
  method: "POST",
  path: "/v1/webhooks/{webhook}/rotate",
  tag,
  summary: "Make a new secret; for 24 hours messages are signed with both",
  scope: "admin",
  stores: "club",
  params: z.object({ webhook: webhookId }),
  answer: withSecret,
  refusals: ["not_found"],
  // A stored answer would keep the secret; a repeat makes one more.
  idempotent: "none",
});

export const webhookDelivery = z
  .object({
    id: uuid.describe("As in webhook-id, the same at every try."),
    type: webhookTypes,
    occurredAt: instantText,
    state: z.enum(["waiting", "delivered", "dead"]),
    tries: z.int(),
    nextAt: instantText.nullable(),
    settledAt: instantText.nullable(),
    attempts: z.array(
      z.object({
        at: instantText,
        status: z.int().nullable().describe("null: no answer."),
        fault: z.string().nullable(),
        milliseconds: z.int(),
      }),
    ),
  })
  .meta({ id: "WebhookDelivery" });

export const listWebhookDeliveries = endpoint({
  id: "webhooks.deliveries",
  method: "GET",
  path: "/v1/webhooks/{webhook}/deliveries",
  tag,
  summary: "What was sent to a webhook and what came of it, newest first",
  scope: "admin",
  stores: "club",
  params: z.object({ webhook: webhookId }),
  query: pageQuery.extend({ state: z.enum(["waiting", "delivered", "dead"]).optional() }),
  answer: page(webhookDelivery),
  refusals: ["not_found", "invalid_cursor"],
});

export const replayWebhookDelivery = endpoint({
  id: "webhooks.replay",
  method: "POST",
  path: "/v1/webhooks/{webhook}/deliveries/{id}/replay",
  tag,
  summary: "Send a message again, with its id",
  scope: "admin",
  stores: "club",
  params: z.object({ webhook: webhookId, id: uuid }),
  answer: webhookDelivery,
  refusals: ["not_found"],
  idempotent: "none",
});

export const replayDeadDeliveries = endpoint({
  id: "webhooks.replayDead",
  method: "POST",
  path: "/v1/webhooks/{webhook}/replay",
  tag,
  summary: "Send all messages again that were given up",
  scope: "admin",
  stores: "club",
  params: z.object({ webhook: webhookId }),
  body: z.strictObject({
    since: instant.optional().describe("Only those of what happened from then on."),
  }),
  answer: z.object({ replayed: z.int() }),
  refusals: ["not_found"],
  idempotent: "none",
});

export const webhookEndpoints = [
  putWebhook,
  listWebhooks,
  getWebhook,
  deleteWebhook,
  rotateWebhookSecret,
  listWebhookDeliveries,
  replayWebhookDelivery,
  replayDeadDeliveries,
] as const;
