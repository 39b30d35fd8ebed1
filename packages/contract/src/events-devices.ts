/** Tills that number what they do without a network: what of it never came, and how far their clocks are off. */
import { z } from "zod";
import { externalId, instantText, page, pageQuery } from "./common.ts";
import { endpoint } from "./endpoint.ts";

const tag = "Events";

/** A till that books every second has come so far after thirty years. */
const SEQUENCE_MAX = 1_000_000_000;
/** A hundred years: a clock whose battery is empty begins in 1970. */
const OFFSET_MS_MAX = 3_155_760_000_000;
/** Gaps that are told of one device: the first ones, where there are more. */
export const GAPS_TOLD_MAX = 20;

const sequence = z.int().min(1).max(SEQUENCE_MAX);

/** What an event says of the device that kept it. */
export const deviceSaid = z.strictObject({
  id: externalId.describe("The till's own name, the same for as long as it counts on."),
  sequence: sequence.describe(
    "Counts up by one, from 1, with all that this device sends for this store. The same event has the same number.",
  ),
  offsetMs: z
    .int()
    .min(-OFFSET_MS_MAX)
    .max(OFFSET_MS_MAX)
    .optional()
    .describe(
      "The club's clock less the device's, in milliseconds, as heard at the last contact: from the Date of any answer. Then occurredAt is what the device's clock showed, and is corrected by it.",
    ),
});

const device = z
  .object({
    source: z.string(),
    store: z.string().nullable(),
    device: z.string(),
    lastSequence: z.int().describe("The highest number that came."),
    missing: z.int().describe("Numbers below it that never came."),
    missingSince: instantText.nullable().describe("null: nothing is missing."),
    gaps: z
      .array(z.object({ from: z.int(), to: z.int(), since: instantText }))
      .max(GAPS_TOLD_MAX)
      .describe("Which ones, both ends among them."),
    late: z.int().describe("Numbers that came after a higher one."),
    repeats: z.int().describe("How often a number came that had come before."),
    givenUp: z.int().describe("Numbers under which nothing will come."),
    clashes: z
      .int()
      .describe(
        "How often a number came with another event than before: two devices count under one name, or one has begun anew. Each event is answered for itself; what is missing can no longer be seen. Give each device a name of its own.",
      ),
    clashedAt: instantText.nullable().describe("The last time; null: never."),
    skewSeconds: z
      .int()
      .nullable()
      .describe("How far the device's clock is ahead; below zero: behind. null: it never said."),
    clock: z
      .enum(["unknown", "right", "wrong", "far"])
      .describe("wrong: more than 10 minutes off; far: more than 48 hours, its events wait."),
    heardAt: instantText,
  })
  .meta({ id: "Device" });

export const listDevices = endpoint({
  id: "events.devices",
  method: "GET",
  path: "/v1/events/devices",
  tag,
  summary: "Tills that number what they send, with what never came of it",
  description:
    "A till that goes on without a network numbers what it keeps. A number that is missing is a purchase or an act that the club has not heard of: open the till on that device with a network, and it sends what it has.",
  scope: "events:read",
  stores: "own",
  query: pageQuery.extend({
    state: z
      .enum(["all", "missing", "attention"])
      .default("all")
      .describe(
        "missing: those of which something never came; attention: those, clocks that are off, and clashes of the last 7 days.",
      ),
  }),
  answer: page(device),
  refusals: ["invalid_cursor"],
});

export const giveUpNumbers = endpoint({
  id: "events.giveUp",
  method: "POST",
  path: "/v1/events/devices/give-up",
  tag,
  summary: "Say that nothing comes under these numbers",
  description:
    "The till says so of what it took back before it was sent, or has booked by another call; a person of what is lost with the device. Numbers that came stay as they are. What comes under them later all the same is booked.",
  scope: "events:write",
  stores: "own",
  body: z.strictObject({
    source: externalId,
    store: externalId.optional(),
    device: externalId,
    from: sequence,
    to: sequence.optional().describe("The last of them; the first alone unless said."),
  }),
  answer: device,
  refusals: ["forbidden"],
  idempotent: "natural",
});

export const deviceEndpoints = [listDevices, giveUpNumbers] as const;
