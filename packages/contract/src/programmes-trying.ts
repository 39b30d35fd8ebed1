/** Trying a programme before it is published: on real events of the past, and on a made-up receipt. */
import { payloads } from "@trofast/engine/events";
import { z } from "zod";
import { externalId, instant, instantText, json, uuid } from "./common.ts";
import { endpoint } from "./endpoint.ts";
import { balances, reason } from "./events.ts";
import { memberRef } from "./members.ts";
import { draftId, programmeChange, programmeProblem } from "./programmes.ts";

const tag = "Programmes";

export const WHAT_IF_MONTHS_MAX = 36;
/** Reading stops then: what was read by then is a sample, and is said to be one. */
export const WHAT_IF_SECONDS = 10;

const subject = {
  document: json.optional().describe("The programme as an object, or as one text in YAML."),
  draft: draftId.optional().describe("In place of document: a saved draft."),
};

const unitFigures = z.object({
  issued: z.int(),
  adjusted: z.int(),
  redeemed: z.int(),
  expired: z.int(),
  outstanding: z.int(),
  opening: z.int().describe("What members had of it when the months in question began."),
  owed: z.int(),
});
const figures = z.object({
  units: z.record(z.string(), unitFigures),
  redeemedMinor: z.int().nullable(),
  liabilityMinor: z.int().nullable().describe("What is outstanding at the end, at its cost."),
  costMinor: z
    .int()
    .nullable()
    .describe(
      "Both together, less what was there when the months began; null: no unit's cost or worth is known.",
    ),
  granted: z.record(z.string(), z.int()).describe("Rewards granted, by reward."),
});

const marketOutcome = z.object({
  market: z.string(),
  currency: z.string(),
  members: z.int(),
  paidMinor: z.int(),
  before: figures,
  after: figures,
  costChange: z
    .object({
      minor: z.int(),
      lowMinor: z.int().nullable(),
      highMinor: z
        .int()
        .nullable()
        .describe("With the low one a 95 % interval; null where all members were read."),
    })
    .nullable(),
  breakEven: z.object({
    marginShare: z.number().nullable(),
    extraSalesMinor: z.int().nullable(),
    uplift: z.number().nullable().describe("As a share of the sales."),
  }),
});

const sides = {
  members: z.int(),
  winners: z.int(),
  losers: z.int(),
};

export const whatIf = endpoint({
  id: "programmes.whatIf",
  method: "POST",
  path: "/v1/programmes/what-if",
  summary: "What a programme would have given for the last months' real events",
  description:
    "Both programmes are folded over the same events, from nothing; a campaign to come is tried on as many days that have been, whole weeks back; members are taken to behave as they did. Reading stops after ten seconds, or as many as are said: then the members read are a random sample, all figures are scaled to the whole club, and the change of cost has an interval.",
  tag,
  scope: "programme:read",
  stores: "club",
  body: z
    .strictObject({
      ...subject,
      months: z.int().min(1).max(WHAT_IF_MONTHS_MAX).default(12),
      seconds: z
        .number()
        .min(0.5)
        .max(WHAT_IF_SECONDS)
        .default(WHAT_IF_SECONDS)
        .describe("How long to read at most: fewer while somebody types, for a first answer."),
      effectiveAt: instant
        .optional()
        .describe(
          "From when on it would be in force: it is compared with the version that it follows then; with the one in force now unless said.",
        ),
      marginShare: z
        .number()
        .min(0)
        .max(1)
        .optional()
        .describe("What is left of one more krona of sales; else from the articles' costs."),
    })
    .refine(({ document, draft }) => (document === undefined) !== (draft === undefined), {
      error: "send either document or draft",
    }),
  answer: z
    .object({
      programmeVersion: z.int().describe("The one that it would follow: before."),
      changes: z.array(programmeChange),
      from: instantText,
      through: instantText,
      asIf: z
        .object({
          from: z.string().describe("The first of these days, YYYY-MM-DD."),
          through: z.string().describe("The last one."),
          weeksBack: z.int().describe("52: the same season a year ago."),
          rules: z.array(z.string()).describe("The rules that were moved."),
        })
        .nullable()
        .describe(
          "Rules that are news and still to come were tried as if they had run on these days; where nothing else is news, the figures are of these days alone. null: nothing was moved.",
        ),
      events: z.int().describe("That were read."),
      sample: z
        .object({ members: z.int(), of: z.int(), share: z.number() })
        .nullable()
        .describe("null: all members were read."),
      unit: z.string().describe("What winning and losing is told in."),
      ...sides,
      reach: z.int().describe("Members for whom something changes: winners and losers."),
      markets: z.array(marketOutcome),
      groups: z.array(
        z.object({
          group: z.int().describe("1 is the fifth that paid least, 5 the one that paid most."),
          ...sides,
          paidMinor: z.record(z.string(), z.int()).describe("Per market."),
          unitsBefore: z.int(),
          unitsAfter: z.int(),
        }),
      ),
      seconds: z.number(),
    })
    .meta({ id: "WhatIf" }),
  refusals: ["programme_invalid", "no_programme", "not_found"],
  idempotent: "none",
});

const basketLine = payloads.purchase.shape.lines.element;

export const tryReceipt = endpoint({
  id: "programmes.tryReceipt",
  method: "POST",
  path: "/v1/programmes/try",
  summary: "What a receipt would give, and why; nothing is booked",
  description:
    "With neither document nor draft, under the programme in force. Without a member: for somebody who has just joined.",
  tag,
  scope: "programme:read",
  stores: "any",
  body: z
    .strictObject({
      ...subject,
      basket: z
        .strictObject({
          currency: payloads.purchase.shape.currency.optional(),
          market: z.string().max(60).optional(),
          lines: z.array(basketLine).min(1).max(200),
          store: externalId.optional(),
          channel: z
            .string()
            .regex(/^[a-z][a-z0-9_-]{0,59}$/)
            .optional(),
        })
        .optional()
        .describe("A purchase."),
      activity: payloads.activity
        .omit({ kind: true })
        .optional()
        .describe("In place of basket: a deed."),
      at: instant.optional().describe("When; now unless said."),
      member: memberRef.optional().describe("A member as they are now; needs members:read."),
    })
    .refine(({ document, draft }) => document === undefined || draft === undefined, {
      error: "send document or draft, not both",
    })
    .refine(({ basket, activity }) => (basket === undefined) !== (activity === undefined), {
      error: "send either basket or activity",
    }),
  answer: z
    .object({
      memberId: uuid.nullable(),
      market: z.string(),
      currency: z.string(),
      at: instantText,
      paidMinor: z.int(),
      given: z.record(z.string(), z.int()),
      reasons: z.array(reason.extend({ words: z.string() })),
      effects: z.array(z.string()).describe("What would be done, in words."),
      balance: balances.describe("After it."),
      refused: z
        .object({ code: z.string(), detail: z.string() })
        .nullable()
        .describe("It would not be booked, and why."),
      unknownArticles: z.array(z.string()).describe("Not in the catalogue: no category, no tags."),
      problems: z.array(programmeProblem).describe("Warnings about the programme."),
    })
    .meta({ id: "TriedReceipt" }),
  refusals: [
    "programme_invalid",
    "no_programme",
    "not_found",
    "unknown_member",
    "unknown_market",
    "wrong_currency",
    "unknown_activity",
    "forbidden",
    "erased",
  ],
  idempotent: "none",
});

export const programmeTryingEndpoints = [whatIf, tryReceipt] as const;
