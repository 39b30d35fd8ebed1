/** The member's own view: who I am to the club, what I have, and why. */
import { z } from "zod";
import { called } from "./catalogue.ts";
import { externalId, instantText, page, pageQuery, slug, uuid } from "./common.ts";
import { endpoint } from "./endpoint.ts";
import { balances, receipt } from "./events.ts";
import { challengeStanding, ladderStanding, lotLine } from "./ledger.ts";
import { fieldAnswer, knownAnswer, memberKind, profileChange, profileField } from "./members.ts";
import { toldRules } from "./rule-parts.ts";
import { questionEndpoints } from "./self-questions.ts";

const tag = "Me";

const me = z
  .object({
    memberId: uuid,
    kind: memberKind,
    market: z.string().nullable(),
    status: z.enum(["active", "frozen"]),
    joinedAt: instantText,
    profile: z.record(z.string(), z.string()),
    answers: z
      .record(z.string(), knownAnswer)
      .describe("Per field; what I said outranks what was inferred."),
  })
  .meta({ id: "Me" });

const worth = z.object({ minor: z.int(), currency: z.string() });

const standing = z.object({
  at: instantText,
  balance: balances,
  worth: z
    .record(z.string(), worth)
    .describe("What the usable part of each unit is worth in money, where the club says so."),
  levels: z.record(z.string(), z.string()),
  ladders: z.record(z.string(), ladderStanding).describe("Per ladder, how its level goes on."),
  cards: z.record(z.string(), z.object({ stamps: z.int(), goal: z.int(), granted: z.int() })),
  rewards: z.record(z.string(), z.int()).describe("Granted and not used yet."),
  challenges: z.record(z.string(), challengeStanding).describe("Those that still go on."),
  nextExpiries: z
    .array(
      z.object({
        unit: z.string(),
        amount: z.int(),
        expiresAt: instantText,
        lastDay: z.string(),
        worth: worth.nullable(),
      }),
    )
    .describe("Soonest first, at most 20; see lots for all of them."),
});

export const getMe = endpoint({
  id: "self.get",
  method: "GET",
  path: "/v1/me",
  summary: "Who I am to the club, and what I have",
  tag,
  scope: "member",
  answer: me.extend({
    standing: standing.nullable().describe("Null where the club has no programme in force."),
    complaintWaits: z
      .boolean()
      .describe("A complaint of mine waits for its answer: so long nothing is sold to me."),
  }),
  refusals: ["erased"],
});

export const patchMe = endpoint({
  id: "self.patch",
  method: "PATCH",
  path: "/v1/me",
  summary: "Say something about me, or take it back with null",
  tag,
  scope: "member",
  body: z.strictObject({
    market: slug.optional(),
    profile: profileChange
      .optional()
      .describe("givenName, familyName, language …; addresses and numbers are identities."),
    answers: z.record(profileField, fieldAnswer.nullable()).optional(),
  }),
  answer: me,
  refusals: ["erased", "unknown_market", "field_answer_invalid"],
  idempotent: "natural",
});

const toldReason = z.object({
  rule: z.string(),
  outcome: z.enum(["gave", "skipped", "withheld"]),
  code: z.string(),
  given: z.record(z.string(), z.int()).optional(),
  words: z.string(),
  untold: z
    .string()
    .optional()
    .describe("A field of the profile that the rule asks for, and that was not known to it then."),
});

export const myWhy = endpoint({
  id: "self.why",
  method: "GET",
  path: "/v1/me/history/{source}/{id}/why",
  summary: "Why an event of mine gave what it gave, and why not more",
  description: "Decides it again from what was known then, under the rules of that day.",
  tag,
  scope: "member",
  params: z.object({ source: externalId, id: externalId }),
  answer: z.object({
    reasons: z.array(toldReason),
    effects: z.array(z.string()).describe("What was done, in words."),
    programmeVersion: z.int(),
    ...toldRules.shape,
    receipt: receipt
      .nullable()
      .describe("Of a purchase what was bought, of a return what came back; null for all others."),
  }),
  refusals: ["not_found"],
});

export const myHistory = endpoint({
  id: "self.history",
  method: "GET",
  path: "/v1/me/history",
  summary: "Everything that happened, newest first, each with what it gave and why",
  tag,
  scope: "member",
  query: pageQuery,
  answer: page(
    z
      .object({
        id: uuid,
        kind: z.string(),
        activity: z.string().nullable().describe("Which; null where the kind is another."),
        reward: z.string().nullable().describe("What was taken; null where it was something else."),
        source: z.string(),
        sourceId: z.string(),
        occurredAt: instantText,
        bookedAt: instantText,
        channel: z.string().nullable(),
        store: z.string().nullable(),
        storeCalled: called.nullable().describe("null: no store, or one without a name."),
        given: z.record(z.string(), z.int()),
        reasons: z
          .array(toldReason)
          .describe("The rules that gave; see why for those that did not."),
        effects: z.array(z.string()).describe("What was done, in words."),
        balance: balances,
      })
      .meta({ id: "HistoryEntry" }),
  ),
  refusals: ["erased", "invalid_cursor", "no_programme"],
});

export const myLots = endpoint({
  id: "self.lots",
  method: "GET",
  path: "/v1/me/lots",
  summary: "Everything I can use or will, the soonest to expire first",
  description:
    "Lots that can be used from the same instant and end at the same instant are one line. What waits to be usable and what never expires are in it; what never expires comes last.",
  tag,
  scope: "member",
  query: pageQuery,
  answer: page(
    lotLine
      .extend({ worth: worth.nullable().describe("null: the club says nothing of its worth.") })
      .meta({ id: "OwnLotLine" }),
  ),
  refusals: ["erased", "no_programme", "invalid_cursor"],
});

export const myCard = endpoint({
  id: "self.card",
  method: "GET",
  path: "/v1/me/card",
  summary:
    "My card: a code for the till's camera that changes every minute, and the number for its scanner",
  tag,
  scope: "member",
  answer: z.object({
    token: z.string().describe("As a QR code."),
    refreshAt: instantText.describe("When to ask for the next one."),
    expiresAt: instantText,
    number: z.string().describe("As a Code 128 barcode; its last digit checks the others."),
  }),
  refusals: ["erased"],
});

export const selfEndpoints = [
  getMe,
  patchMe,
  myHistory,
  myWhy,
  myLots,
  myCard,
  ...questionEndpoints,
] as const;
