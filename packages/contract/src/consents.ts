/** Consents: for which purpose and by which way the club may do what, and the proof of it. */
import { z } from "zod";
import { externalId, instantText, line, prose, uuid } from "./common.ts";
import { endpoint } from "./endpoint.ts";
import { memberNamed } from "./members.ts";

const tag = "Consents";

export const consentPurposes = [
  "marketing",
  "profiling",
  "personalised_marketing",
  "sharing",
] as const;
export const contactChannels = ["email", "sms", "push", "post", "phone"] as const;

export const consentPurpose = z.enum(consentPurposes);
export const contactChannel = z.enum(contactChannels);
export const contactRhythm = z.enum(["lite", "lagom", "more"]);

/** Purposes that reach out: they have one consent per way. */
export const reachingPurpose = consentPurpose.extract(["marketing", "personalised_marketing"]);
export type ReachingPurpose = z.infer<typeof reachingPurpose>;
export type ConsentPurpose = z.infer<typeof consentPurpose>;
export type ContactChannel = z.infer<typeof contactChannel>;
export type ContactRhythm = z.infer<typeof contactRhythm>;

export const language = z
  .string()
  .regex(/^[a-z]{2,3}(-[A-Z]{2})?$/, "must be a language such as sv, da or en-GB")
  .meta({ examples: ["sv"] });

export const wordingHash = z.string().regex(/^[0-9a-f]{64}$/);
const clock = z
  .string()
  .regex(/^([01][0-9]|2[0-3]):[0-5][0-9]$/, "must be a time such as 21:00")
  .meta({ examples: ["21:00"] });

const wording = z
  .object({
    purpose: consentPurpose,
    language,
    version: z.int(),
    wording: z.string(),
    hash: wordingHash.describe("SHA-256 of the wording."),
    publishedAt: instantText,
  })
  .meta({ id: "ConsentWording" });

export const listWordings = endpoint({
  id: "consents.wordings",
  method: "GET",
  path: "/v1/consent-wordings",
  summary: "What each consent means, in its newest words",
  tag,
  scope: null,
  query: z.object({ language: language.optional() }),
  answer: z.object({ data: z.array(wording) }),
  refusals: [],
});

export const publishWording = endpoint({
  id: "consents.publishWording",
  method: "PUT",
  path: "/v1/consent-wordings/{purpose}/{language}",
  summary: "Say what a consent means, as a new version",
  description:
    "The same words again make no new version. What was agreed to before stays agreed to in its own words.",
  tag,
  scope: "privacy",
  stores: "club",
  params: z.object({ purpose: consentPurpose, language }),
  body: z.strictObject({ wording: prose(5_000).min(1) }),
  answer: wording,
  refusals: [],
  idempotent: "natural",
});

/** Purposes that reach out need a way; the others have none. */
const choice = z
  .strictObject({
    purpose: consentPurpose,
    channel: contactChannel
      .optional()
      .describe("For marketing and personalised_marketing: by which way."),
    given: z.boolean(),
    language: language.optional().describe("In which the words were read."),
    wordingVersion: z
      .int()
      .min(1)
      .optional()
      .describe("Which words were read; the newest ones unless said."),
  })
  .refine(
    ({ purpose, channel }) =>
      (purpose === "marketing" || purpose === "personalised_marketing") === (channel !== undefined),
    {
      error: "marketing and personalised_marketing need a channel, profiling and sharing have none",
      path: ["channel"],
    },
  );

const consent = z
  .object({
    purpose: consentPurpose,
    channel: contactChannel.nullable(),
    given: z.boolean(),
    at: instantText,
    wordingVersion: z.int().nullable(),
    wordingHash: wordingHash.nullable(),
    language: z.string().nullable(),
    source: z.string(),
    actor: z.string(),
    proof: z.string(),
  })
  .meta({ id: "ConsentRecord" });

const contact = z
  .object({
    rhythm: contactRhythm.describe("How often the member wants to hear from the club."),
    quiet: z
      .object({ from: clock, to: clock })
      .nullable()
      .describe("Between these, in the member's local time, nothing is sent."),
    most: z
      .record(contactRhythm, z.object({ messages: z.int(), days: z.int() }))
      .describe("What each rhythm lets through: so many promotional messages in so many days."),
  })
  .meta({ id: "ContactWishes" });

/** How long a link waits to be followed. */
export const CONFIRM_DAYS = 7;

const pending = z
  .object({
    purpose: consentPurpose,
    channel: contactChannel.nullable(),
    wordingVersion: z.int(),
    wordingHash,
    language: z.string(),
    wording: z.string().describe("The words that it is said to be given to."),
    recordedBy: z
      .enum(["staff", "system", "shop"])
      .describe("Who says so: a person of the staff, a system with a key, or a connected shop."),
    source: z.string(),
    actor: z.string(),
    proof: z.string(),
    askedAt: instantText,
    expiresAt: instantText,
    way: z
      .enum(["email", "sms"])
      .nullable()
      .describe("By which way the member is asked; null: the staff hand the link over."),
    sentAt: instantText
      .nullable()
      .describe("When the message went out; null: it has not, ask again or hand the link over."),
  })
  .meta({ id: "PendingConsent" });

export const standing = z
  .object({
    memberId: uuid,
    consents: z
      .array(consent)
      .describe("The newest word on each purpose and way; what is missing was never given."),
    history: z.array(consent).describe("All of them, newest first, at most 200."),
    pending: z
      .array(pending)
      .describe("Recorded by somebody else, and not confirmed by the member: they allow nothing."),
    contact,
  })
  .meta({ id: "Consents" });

const changes = z.strictObject({
  consents: z.array(choice).max(40).default([]),
  contact: z
    .strictObject({
      rhythm: contactRhythm.optional(),
      quiet: z.strictObject({ from: clock, to: clock }).nullable().optional(),
    })
    .optional(),
});

const refusals = ["wording_missing", "erased", "no_programme", "member_busy"] as const;

export const myConsents = endpoint({
  id: "consents.mine",
  method: "GET",
  path: "/v1/me/consents",
  summary: "What I have agreed to, and how I want to hear from the club",
  tag,
  scope: "member",
  answer: standing,
  refusals: ["erased"],
});

export const putMyConsents = endpoint({
  id: "consents.putMine",
  method: "PUT",
  path: "/v1/me/consents",
  summary: "Agree, take back, or say how I want to hear from the club",
  description: "What is left out stays. Taking back works at once, on every path.",
  tag,
  scope: "member",
  body: changes,
  answer: standing,
  refusals: [...refusals],
  idempotent: "natural",
});

export const memberConsents = endpoint({
  id: "consents.ofMember",
  method: "GET",
  path: "/v1/members/{source}/{id}/consents",
  summary: "A member's consents with their proof",
  tag,
  scope: "members:read",
  stores: "any",
  params: memberNamed,
  answer: standing,
  refusals: ["not_found", "erased"],
});

export const putMemberConsents = endpoint({
  id: "consents.putOfMember",
  method: "PUT",
  path: "/v1/members/{source}/{id}/consents",
  summary: "Record consents that a member gave elsewhere",
  description:
    "With a reference to the proof, such as the number of a signed form. A consent waits until the member has followed the link that is sent to their address, or has answered it signed in, and allows nothing before; what is taken back is taken back at once.",
  tag,
  scope: "members:write",
  stores: "any",
  params: memberNamed,
  body: changes.extend({
    proof: line(100).describe("What shows it, in the club's own files; no name and no address."),
    source: line(60).describe("Through what it came: form, import, telephone …"),
    confirmed: z
      .boolean()
      .default(false)
      .describe(
        "The member has confirmed it by their address already, and the proof names where that is kept; nobody is asked again. It needs the scope privacy.",
      ),
  }),
  answer: standing,
  refusals: ["not_found", "forbidden", ...refusals],
  idempotent: "natural",
});

const gateAnswer = z.object({
  allowed: z.boolean(),
  reason: z.enum([
    "consented",
    "no_consent",
    "withdrawn",
    "pending",
    "complaint_open",
    "address_not_proven",
    "no_address",
    "rhythm",
    "quiet_hours",
    "frozen",
    "erased",
  ]),
  until: instantText
    .nullable()
    .describe("When quiet hours end, or when the member's rhythm has room for a message again."),
});

export const countContact = endpoint({
  id: "consents.contact",
  method: "POST",
  path: "/v1/members/{source}/{id}/contacts",
  summary: "Send a promotional message: may it go out now; where it may, it is counted",
  description:
    "Whoever sends asks here right before each message. All senders together stay under the programme's contact.perWeek and the member's own rhythm: more hears all of it, lagom half of it (rounded up), lite one message in four weeks.",
  tag,
  scope: "members:write",
  stores: "club",
  params: memberNamed,
  body: z.strictObject({
    id: externalId.describe("Your id of this message: sent again it counts once."),
    purpose: reachingPurpose,
    channel: contactChannel,
  }),
  answer: gateAnswer.extend({
    counted: z.boolean().describe("false: it may not go out, or was counted before."),
    unsubscribe: z
      .object({ path: z.string(), url: z.string().nullable() })
      .nullable()
      .describe(
        "The link that this message must carry: a page for people, and the address of List-Unsubscribe with List-Unsubscribe-Post (RFC 8058). It takes this one consent back and opens nothing else. url: null where the club has no address of its own (TROFAST_URL). null: the message may not go out.",
      ),
  }),
  refusals: ["not_found"],
  idempotent: "natural",
});

export const mayContact = endpoint({
  id: "consents.mayContact",
  method: "GET",
  path: "/v1/members/{source}/{id}/may-contact",
  summary: "May the club write to this member now, by this way, for this purpose, and why (not)",
  tag,
  scope: "members:read",
  stores: "any",
  params: memberNamed,
  query: z.object({ purpose: consentPurpose, channel: contactChannel }),
  answer: gateAnswer,
  refusals: ["not_found"],
});

const unsubscribeToken = z.object({
  token: z.string().regex(/^[A-Za-z0-9_-]{20,60}$/, "must be the token of a message"),
});
const unsubscribed = z.object({
  purpose: consentPurpose,
  channel: contactChannel,
  given: z.boolean(),
});

export const readUnsubscribe = endpoint({
  id: "consents.readUnsubscribe",
  method: "GET",
  path: "/v1/unsubscribe/{token}",
  summary: "What the link in a message would take back",
  description: "Reading changes nothing: mail programs follow links by themselves.",
  tag,
  scope: null,
  params: unsubscribeToken,
  otherQuery: "ignored",
  answer: unsubscribed,
  refusals: ["not_found"],
});

export const unsubscribe = endpoint({
  id: "consents.unsubscribe",
  method: "POST",
  path: "/v1/unsubscribe/{token}",
  summary: "Take a consent back by the link in a message, without signing in (RFC 8058)",
  tag,
  scope: null,
  params: unsubscribeToken,
  otherQuery: "ignored",
  bodyMedia: ["application/x-www-form-urlencoded", "multipart/form-data"],
  answer: unsubscribed,
  refusals: ["not_found"],
  idempotent: "natural",
});

export const consentEndpoints = [
  listWordings,
  publishWording,
  myConsents,
  putMyConsents,
  memberConsents,
  putMemberConsents,
  mayContact,
  countContact,
  readUnsubscribe,
  unsubscribe,
] as const;
