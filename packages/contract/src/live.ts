/** What happens now, as server-sent events (WHATWG HTML, "Server-sent events"). */
import { z } from "zod";
import { instantText, uuid } from "./common.ts";
import { endpoint } from "./endpoint.ts";
import { balances } from "./events.ts";

const tag = "Live";

/** The `data` of each message to a member; its SSE `event` is `balance`, its `id` resumes. */
export const liveBalance = z
  .object({
    type: z.literal("balance"),
    balance: balances,
    given: z.record(z.string(), z.int()).describe("Change of each unit by this event."),
    eventId: uuid,
    kind: z.string(),
    at: instantText,
  })
  .meta({ id: "LiveBalance" });
export type LiveBalance = z.infer<typeof liveBalance>;

/** The `data` of each message to the staff; its SSE `event` is `event`, its `id` resumes. */
export const liveEvent = z
  .object({
    type: z.literal("event"),
    eventId: uuid,
    kind: z.string(),
    activity: z.string().nullable().describe("Of kind activity: which."),
    channel: z.string().nullable(),
    store: z.string().nullable(),
    at: instantText.describe("When it happened."),
    recordedAt: instantText,
    memberId: uuid,
    givenName: z
      .string()
      .nullable()
      .describe("For callers with the scope members:read; null where none is known."),
    given: z.record(z.string(), z.int()),
  })
  .meta({ id: "LiveEvent" });
export type LiveEvent = z.infer<typeof liveEvent>;

/**
 * Sent first, and again where messages may have been missed (`reset: true`: the place to resume from is too old):
 * read what you show anew. Its SSE `event` is `ready`.
 */
export const liveReady = z.object({
  type: z.literal("ready"),
  reset: z.boolean(),
  at: instantText,
});
export type LiveReady = z.infer<typeof liveReady>;

export const LISTEN_SECONDS_MAX = 300;

const query = z.object({
  seconds: z.coerce
    .number<number>()
    .int()
    .min(0)
    .max(LISTEN_SECONDS_MAX)
    .default(LISTEN_SECONDS_MAX)
    .describe("The connection ends after so long; browsers open it again by themselves."),
});

const description =
  "Server-sent events: ready first, then one message per event; a comment every 20 seconds keeps the connection open. Last-Event-ID (the browser sends it by itself) goes on where the connection broke, for the last two minutes.";

export const myLive = endpoint({
  id: "live.mine",
  method: "GET",
  path: "/v1/me/live",
  summary: "My balance as it changes",
  description,
  tag,
  scope: "member",
  query,
  answer: z.string(),
  answerMedia: "text/event-stream",
  stream: true,
  refusals: ["erased", "too_many_listeners"],
});

export const clubLive = endpoint({
  id: "live.club",
  method: "GET",
  path: "/v1/live",
  summary: "What happens in the club, as it happens",
  description,
  tag,
  scope: "ledger:read",
  stores: "club",
  query,
  answer: z.string(),
  answerMedia: "text/event-stream",
  stream: true,
  refusals: ["too_many_listeners"],
});

export const liveEndpoints = [myLive, clubLive] as const;
