/** Consents that somebody else recorded: the member confirms them by a link of their own (double opt-in). */
import { z } from "zod";
import { instantText } from "./common.ts";
import { consentPurpose, contactChannel, standing, wordingHash } from "./consents.ts";
import { endpoint } from "./endpoint.ts";
import { memberNamed } from "./members.ts";

const tag = "Consents";

export const askToConfirm = endpoint({
  id: "consents.ask",
  method: "POST",
  path: "/v1/members/{source}/{id}/consent-requests",
  summary: "Ask a member again for what waits for their confirmation, or hand the link over",
  description:
    "Makes new links; those made before open nothing any more. Sent, one goes to each address that is asked; handed over, one link for all that waits is in the answer and nowhere else: as a QR code on the screen, or on paper.",
  tag,
  scope: "members:write",
  stores: "any",
  params: memberNamed,
  body: z.strictObject({
    by: z.enum(["message", "hand"]).describe("Sent to the member's address, or handed over."),
  }),
  answer: z.object({
    requests: z.array(
      z.object({
        way: z.enum(["email", "sms"]).nullable(),
        expiresAt: instantText,
        path: z
          .string()
          .nullable()
          .describe("Of a link to hand over: below the club's address. Null: it was sent."),
        url: z
          .string()
          .nullable()
          .describe("The same in full; null where the club has no address, or it was sent."),
      }),
    ),
  }),
  status: 201,
  refusals: ["not_found", "erased", "conflict", "rate_limited", "delivery_failed"],
  // A stored answer would keep the link.
  idempotent: "none",
});

const requestToken = z.object({
  token: z.string().regex(/^[A-Za-z0-9_-]{32}$/, "must be the token of a link"),
});

/** What a link has come to. */
export const confirmStates = [
  "open",
  "confirmed",
  "used",
  "expired",
  "replaced",
  "withdrawn",
  "void",
] as const;

const request = z
  .object({
    state: z
      .enum(confirmStates)
      .describe(
        "open: can be confirmed; confirmed: by this call; used: before; replaced: a newer link counts; withdrawn: the member has said something else since; void: the address is not the member's any more, or the membership became part of another.",
      ),
    consents: z.array(
      z.object({
        purpose: consentPurpose,
        channel: contactChannel.nullable(),
        wording: z.string().describe("The words as they were read."),
        language: z.string(),
      }),
    ),
    language: z.string(),
    expiresAt: instantText,
  })
  .meta({ id: "ConsentRequest" });

export const readRequest = endpoint({
  id: "consents.request",
  method: "GET",
  path: "/v1/consent-requests/{token}",
  summary: "What following a link would agree to",
  description: "Reading changes nothing: mail programs follow links by themselves.",
  tag,
  scope: null,
  params: requestToken,
  answer: request,
  refusals: ["not_found"],
});

export const confirmRequest = endpoint({
  id: "consents.confirm",
  method: "POST",
  path: "/v1/consent-requests/{token}",
  summary: "Confirm the consents of a link, once",
  description: "The page at /c/{token} does it with a button. The answer says what came of it.",
  tag,
  scope: null,
  params: requestToken,
  answer: request,
  refusals: ["not_found", "no_programme", "member_busy"],
  idempotent: "natural",
});

export const answerPending = endpoint({
  id: "consents.answer",
  method: "POST",
  path: "/v1/me/consent-answers",
  summary: "Say whether a consent that somebody else recorded is mine",
  description:
    "Confirmed, it is given from now on, to the words it was said to be given to, with both proofs on record. Declined, it is a no, which works at once, also where the member had agreed to earlier words. A link that was sent for it opens nothing any more.",
  tag,
  scope: "member",
  body: z.strictObject({
    purpose: consentPurpose,
    channel: contactChannel.nullable().describe("As it waits; null where the purpose has no ways."),
    wordingHash: wordingHash.describe("The words that were read: an answer is to them alone."),
    confirmed: z.boolean(),
  }),
  answer: standing,
  refusals: ["conflict", "erased", "no_programme", "member_busy"],
  idempotent: "natural",
});

export const confirmingEndpoints = [
  askToConfirm,
  readRequest,
  confirmRequest,
  answerPending,
] as const;
