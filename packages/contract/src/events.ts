/** Events in: one, many, or as a stream; and the answer each of them gets. */
import { payloads } from "@trofast/engine/events";
import { z } from "zod";
import { called } from "./catalogue.ts";
import { externalId, instant, instantText, page, pageQuery, uuid } from "./common.ts";
import { endpoint } from "./endpoint.ts";
import { deviceSaid } from "./events-devices.ts";
import { memberRef } from "./members.ts";
import { problemItem } from "./problem.ts";
import { toldRules } from "./rule-parts.ts";

export const EVENTS_PER_BATCH_MAX = 1000;
export const BATCH_BYTES_MAX = 20 * 1024 * 1024;

const frame = {
  source: externalId.describe("The system that sends: pos, webshop, app …"),
  id: externalId.describe("The event's id there. With the source it is unique for ever."),
  member: memberRef.describe(
    "Who acted: an identifier that a system of yours knows the member by.",
  ),
  occurredAt: instant.describe("When it happened, with an offset."),
  channel: z
    .string()
    .regex(/^[a-z][a-z0-9_-]{0,59}$/)
    .optional()
    .describe("till, web, app …"),
  store: externalId.optional(),
  device: deviceSaid
    .optional()
    .describe("Of a till that goes on without a network: so that what never came is known."),
  unknownMember: z
    .enum(["refuse", "create"])
    .default("refuse")
    .describe("What to do where nobody is known by this identifier."),
  history: z
    .boolean()
    .default(false)
    .describe("Booked with the clock of its day; send history in time order."),
};

/** An event as it is sent, told apart by `kind`. */
export const eventInput = z
  .discriminatedUnion("kind", [
    payloads.join.extend(frame),
    payloads.purchase.extend(frame),
    payloads.return.extend(frame),
    payloads.activity.extend(frame),
    payloads.contract.extend(frame),
    payloads.spend.extend(frame),
    payloads.hold.extend(frame),
    payloads.release.extend(frame),
    payloads.adjust.extend(frame),
    payloads.consent.extend(frame),
  ])
  .meta({ id: "Event" });
export type EventInput = z.output<typeof eventInput>;

/** A spendable unit's balance, or the sum of a unit that only counts. */
export const unitBalance = z
  .object({
    available: z.int().describe("Usable now."),
    pending: z.int().describe("Usable later."),
    held: z.int().describe("Reserved by open holds."),
    arrears: z.int().describe("Owed, at or below zero; paid first by what is earned next."),
  })
  .meta({ id: "UnitBalance" });
export const balances = z
  .record(z.string(), z.union([unitBalance, z.int()]))
  .meta({ id: "Balances" });

export const reason = z
  .object({
    rule: z.string(),
    outcome: z.enum(["gave", "skipped", "withheld"]),
    code: z.string(),
    given: z.record(z.string(), z.int()).optional(),
    condition: z.string().optional().describe("The part of the rule's condition that failed."),
    missing: z
      .object({
        path: z.string(),
        need: z.number(),
        have: z.number(),
        shortBy: z.number(),
        kind: z.string(),
      })
      .optional()
      .describe("How much was missing; amounts in minor units."),
    detail: z.string().optional(),
  })
  .meta({ id: "Reason" });

export const eventAnswer = z
  .object({
    outcome: z.enum(["booked", "duplicate", "parked", "refused", "invalid", "erased"]),
    event: z
      .object({
        id: uuid,
        memberId: uuid,
        memberVersion: z.int(),
        programmeVersion: z.int(),
        occurredAt: instantText,
        bookedAt: instantText,
      })
      .optional(),
    given: z
      .record(z.string(), z.int())
      .optional()
      .describe("Change of each unit by this event; below zero where units were taken."),
    reasons: z
      .array(reason)
      .optional()
      .describe("Why each rule gave or did not give. A duplicate shows those that gave."),
    balance: balances.optional().describe("Right after the event."),
    parked: z
      .array(
        z.object({
          line: z.int().optional(),
          article: z.string().optional(),
          quantity: z.int(),
        }),
      )
      .optional()
      .describe(
        "Returned lines that wait: for their purchase, or for a person where somebody else may have told of them.",
      ),
    parkedMinor: z
      .int()
      .optional()
      .describe(
        "Money given back without goods that somebody else may have told of: it waits for a person.",
      ),
    problem: z
      .object({
        code: z.string(),
        title: z.string(),
        status: z.int(),
        detail: z.string(),
        errors: z.array(problemItem).optional(),
        shortBy: z.int().optional(),
      })
      .optional(),
  })
  .meta({ id: "EventAnswer" });
export type EventAnswer = z.infer<typeof eventAnswer>;

export const LINE_BYTES_MAX = 1024 * 1024;

const refusals = [
  "unknown_member",
  "forbidden",
  "erased",
  "no_programme",
  "event_conflict",
  "conflict",
  "member_busy",
  "occurred_in_future",
  "unknown_activity",
  "unknown_unit",
  "unit_not_spendable",
  "unknown_hold",
  "hold_exists",
  "insufficient_balance",
  "evidence_missing",
  "evidence_not_accepted",
  "field_unknown",
  "field_invalid",
  "wrong_currency",
  "contract_unknown",
  "contract_exists",
  "return_exceeds_purchase",
  "nothing_to_return",
  "amount_out_of_range",
] as const;

export const submitEvent = endpoint({
  id: "events.submit",
  method: "POST",
  path: "/v1/events",
  tag: "Events",
  summary: "Send one event and get its decision, reasons and balance",
  description:
    "The pair of source and id makes the event single for ever: sent again it is answered as the first time, with outcome duplicate. A purchase with a receipt number is single by that number as well: within the store that it names, whatever the channel; where it names none, within its source.",
  scope: "events:write",
  stores: "own",
  body: eventInput,
  answer: eventAnswer,
  refusals: [...refusals],
  idempotent: "natural",
  heedsKey: true,
  bodyMedia: ["application/cloudevents+json"],
});

export const submitEvents = endpoint({
  id: "events.submitBatch",
  method: "POST",
  path: "/v1/events/batch",
  tag: "Events",
  summary: "Send up to 1,000 events; each gets its own answer",
  description:
    "One bad event never fails its neighbours: look at each answer's outcome. Events are booked in the order given.",
  scope: "events:write",
  stores: "own",
  body: z.strictObject({
    events: z
      .array(z.unknown())
      .min(1)
      .max(EVENTS_PER_BATCH_MAX)
      .describe("Each as for POST /v1/events."),
  }),
  answer: z.object({ answers: z.array(eventAnswer) }),
  refusals: ["no_programme"],
  idempotent: "natural",
  heedsKey: true,
  bodyBytesMax: BATCH_BYTES_MAX,
  bodyMedia: ["application/cloudevents-batch+json"],
});

export const streamEvents = endpoint({
  id: "events.stream",
  method: "POST",
  path: "/v1/events/stream",
  tag: "Events",
  summary: "Send any number of events, one JSON object per line; answers come back line by line",
  description:
    "Content-Type: application/x-ndjson, gzip or plain. A line that is no event gets outcome invalid and fails no other; one that is no JSON gets the code invalid_json, its number and where it breaks. If the connection breaks, send everything again: what was booked is answered as a duplicate.",
  scope: "events:write",
  stores: "own",
  body: z.unknown(),
  answer: z.string(),
  lines: { body: eventInput, answer: eventAnswer },
  refusals: ["no_programme"],
  idempotent: "natural",
  stream: true,
  answerMedia: "application/x-ndjson",
});

export const storedEvent = z
  .object({
    id: uuid,
    memberId: uuid,
    walletId: uuid,
    kind: z.string(),
    source: z.string(),
    sourceId: z.string(),
    occurredAt: instantText,
    bookedAt: instantText,
    recordedAt: instantText,
    channel: z.string().nullable(),
    store: z.string().nullable(),
    programmeVersion: z.int(),
    payload: z.json(),
    facts: z.json(),
    effects: z.array(z.json()),
    balance: balances,
  })
  .meta({ id: "StoredEvent" });

export const memberEvents = endpoint({
  id: "events.ofMember",
  method: "GET",
  path: "/v1/members/{source}/{id}/events",
  tag: "Events",
  summary: "A member's events with their facts and effects, newest first",
  scope: "events:read",
  stores: "own",
  params: z.object({ source: externalId, id: externalId }),
  query: pageQuery,
  answer: page(storedEvent),
  refusals: ["unknown_member", "invalid_cursor"],
});

const RECEIPT_LINES_MAX = 100;

/** What an event rested on, as it is shown. */
export const receipt = z
  .object({
    currency: z.string(),
    paidMinor: z.int().describe("What all lines together cost."),
    lines: z
      .array(
        z.object({
          article: z.string(),
          called: called.nullable().describe("null: the club has no name for it."),
          quantity: z.int(),
          paidMinor: z.int().describe("For the whole line, discounts taken off."),
          rules: z
            .array(z.string())
            .describe("Rules and stamp cards that counted this line, as in reasons."),
        }),
      )
      .max(RECEIPT_LINES_MAX),
    more: z.int().describe("Lines beyond the first 100."),
  })
  .meta({ id: "Receipt" });

export const explainEvent = endpoint({
  id: "events.why",
  method: "GET",
  path: "/v1/events/{source}/{id}/why",
  tag: "Events",
  summary: "Why an event gave what it gave, and why not more",
  description:
    "Decides the stored event again from its stored facts, under its own programme version, and says whether the effects are the same.",
  scope: "events:read",
  stores: "own",
  params: z.object({ source: externalId, id: externalId }),
  answer: z.object({
    event: storedEvent,
    reasons: z.array(reason.extend({ words: z.string() })),
    effects: z.array(z.string()).describe("What was done, in words."),
    ...toldRules.shape,
    receipt: receipt
      .nullable()
      .describe("Of a purchase what was bought, of a return what came back; null for all others."),
    reproduced: z.boolean().describe("Deciding again gave the same effects."),
  }),
  refusals: ["not_found"],
});

export const eventEndpoints = [
  submitEvent,
  submitEvents,
  streamEvents,
  memberEvents,
  explainEvent,
] as const;

/** A value that came out of JSON, as JSON again. */
export const jsonOf = (value: unknown): z.infer<ReturnType<typeof z.json>> =>
  z.json().parse(JSON.parse(JSON.stringify(value)));
