/** The HTTP API that Segment's own clients speak (segment.com/docs, "HTTP API source", ecommerce spec v2). */
import { z } from "zod";
import { endpoint, type EndpointSpec } from "./endpoint.ts";

const tag = "Segment";

export const SEGMENT_EVENT_BYTES_MAX = 32 * 1024;
export const SEGMENT_BATCH_BYTES_MAX = 500 * 1024;
const SEGMENT_EVENTS_MAX = 2500;

export const segmentTypes = ["identify", "track", "page", "screen", "group", "alias"] as const;
export type SegmentType = (typeof segmentTypes)[number];

export const segmentAnswer = z
  .object({
    messageId: z.string().nullable(),
    outcome: z.enum(["booked", "duplicate", "parked", "ignored", "refused", "invalid", "erased"]),
    reason: z.string().optional().describe("A code for programs."),
    detail: z.string().optional().describe("What happened and what to do."),
  })
  .meta({ id: "SegmentAnswer" });
export type SegmentAnswer = z.output<typeof segmentAnswer>;

const shared = {
  method: "POST",
  tag,
  scope: "events:write",
  stores: "club",
  refusals: ["no_programme", "member_busy"],
  idempotent: "natural",
  otherQuery: "ignored",
} as const satisfies Partial<EndpointSpec>;

const body = z
  .record(z.string(), z.unknown())
  .describe("As Segment documents it: userId, messageId, timestamp, and what the type has.");

const description =
  "For Segment's own clients: set their host to this server and their write key to an API key. messageId makes a message single.";
const bodyBytesMax = SEGMENT_EVENT_BYTES_MAX;

export const identify = endpoint({
  ...shared,
  id: "segment.identify",
  path: "/v1/identify",
  summary: "Say who a member is: traits become profile fields",
  description: `${description} The key needs the scope members:write as well.`,
  body,
  bodyBytesMax,
  answer: segmentAnswer,
});

export const track = endpoint({
  ...shared,
  id: "segment.track",
  path: "/v1/track",
  summary: "Say what a member did",
  description: `${description} Order Completed is a purchase, Order Refunded and Order Cancelled bring it back. Product Viewed, Products Searched and Product Added are taken with the member's consent to profiling alone; these and other events are booked where the programme declares an activity of that name, such as product_viewed.`,
  body,
  bodyBytesMax,
  answer: segmentAnswer,
});

const page = endpoint({
  ...shared,
  id: "segment.page",
  path: "/v1/page",
  summary: "Say which page was seen; counted, not stored",
  description,
  body,
  bodyBytesMax,
  answer: segmentAnswer,
});

const screen = endpoint({
  ...shared,
  id: "segment.screen",
  path: "/v1/screen",
  summary: "Say which screen was seen; counted, not stored",
  description,
  body,
  bodyBytesMax,
  answer: segmentAnswer,
});

const group = endpoint({
  ...shared,
  id: "segment.group",
  path: "/v1/group",
  summary: "Say which group somebody belongs to; counted, not stored",
  description,
  body,
  bodyBytesMax,
  answer: segmentAnswer,
});

export const alias = endpoint({
  ...shared,
  id: "segment.alias",
  path: "/v1/alias",
  summary: "Say that a member goes by another id as well",
  description: `${description} The key needs the scope members:write as well.`,
  body,
  bodyBytesMax,
  answer: segmentAnswer,
});

export const batch = endpoint({
  ...shared,
  id: "segment.batch",
  path: "/v1/batch",
  summary: "Many messages at once; each gets its own answer",
  description,
  body: z.object({
    batch: z
      .array(z.unknown())
      .max(SEGMENT_EVENTS_MAX)
      .describe("Each with its type: identify, track, page, screen, group or alias."),
  }),
  bodyBytesMax: SEGMENT_BATCH_BYTES_MAX,
  answer: z.object({
    success: z.boolean().describe("No message was refused or invalid."),
    answers: z.array(segmentAnswer),
  }),
});

/** Those that carry one message. */
export const segmentMessages = { identify, track, page, screen, group, alias } as const;

export const segmentEndpoints = [identify, track, page, screen, group, alias, batch] as const;
