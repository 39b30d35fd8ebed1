/** Joining with one identifier, signing in the same way, proving again who one is, and one's own identities. */
import { z } from "zod";
import { externalId, instantText, line, slug, uuid } from "./common.ts";
import { endpoint } from "./endpoint.ts";
import { memberNamed, memberRef } from "./members.ts";

const tag = "Joining" as const;

/** The longest address SMTP takes (RFC 5321, 4.5.3.1.3), and room for a number with spaces. */
export const IDENTIFIER_LENGTH_MAX = 254;

const identifier = line(IDENTIFIER_LENGTH_MAX)
  .describe("An e-mail address or a telephone number.")
  .meta({ examples: ["anna@example.se", "070-123 45 67"] });

const handle = z
  .string()
  .regex(/^[A-Za-z0-9_-]{22}$/, "must be the handle that the code was asked with")
  .describe("Binds the code to whoever asked for it.");

const code = z
  .string()
  .regex(/^[0-9]{6}$/, "must be the six digits of the code")
  .meta({ examples: ["402917"] });

const sent = z
  .object({
    handle: z.string().describe("Send it back with the code."),
    channel: z.enum(["email", "sms"]).describe("By which way the code is under way."),
    expiresAt: instantText,
  })
  .meta({ id: "CodeSent" });

const entered = z
  .object({
    memberId: uuid,
    isNew: z.boolean().describe("Joined by this call; false: was a member before."),
    token: z
      .string()
      .describe("Authorization: Bearer …; browsers get it as a cookie that scripts cannot read."),
    expiresAt: instantText,
  })
  .meta({ id: "Entered" });

const referral = z
  .strictObject({
    code: line(40).describe("The code of whoever brought the member."),
    device: z
      .string()
      .min(8)
      .max(100)
      .regex(/^[A-Za-z0-9_-]+$/)
      .optional()
      .describe("A random id that the page keeps in the browser; only its salted hash is kept."),
  })
  .optional()
  .describe("Counts for who joins by this call; a code that is none changes nothing.");

const device = z
  .string()
  .min(32)
  .max(64)
  .regex(/^[0-9A-Za-z-]+$/)
  .optional()
  .describe(
    "A random text that an app keeps, to be known again when it signs in; only its hash is kept. Browsers on the club's own pages have a cookie for it. Without one the device is a new one each time, and large redemptions wait.",
  );

const enteredRefusals = [
  "code_wrong",
  "conflict",
  "rate_limited",
  "no_programme",
  "unknown_market",
  "member_busy",
] as const;

export const join = endpoint({
  id: "joining.join",
  method: "POST",
  path: "/v1/join",
  summary: "Ask for a one-time code: to join, or to sign in",
  description:
    "One identifier is enough. The answer is the same whether or not somebody goes by it, and so is the message.",
  tag,
  scope: null,
  body: z.strictObject({
    identifier,
    language: z
      .string()
      .regex(/^[a-z]{2,3}(-[A-Z]{2})?$/)
      .optional()
      .describe("Of the message; the club's first one unless said."),
    back: z
      .string()
      .max(200)
      .regex(
        /^\/[\w~-]+(?:\/[\w~-]+)*$/,
        "must be a place of the club's app, such as /rewards/mine",
      )
      .optional()
      .describe("Where the asker was going: the mail's link leads there once they are in."),
    referral: referral.describe(
      "Whose code the asker came by. The mail's link keeps it, so that it counts wherever the link is opened.",
    ),
  }),
  answer: sent,
  status: 202,
  refusals: ["invalid_identifier", "join_at_till", "rate_limited", "delivery_failed"],
  idempotent: "none",
});

export const verify = endpoint({
  id: "joining.verify",
  method: "POST",
  path: "/v1/join/verify",
  summary: "Give the code: from then on a member, and signed in",
  description:
    "Who was a member is signed in; who was none has joined, and gets what the programme gives for it. A code works once, for ten minutes, with the handle it was asked with.",
  tag,
  scope: null,
  body: z.strictObject({
    handle,
    code,
    market: slug.optional().describe("A market of the programme, for who joins now."),
    referral,
    device,
  }),
  answer: entered,
  refusals: [...enteredRefusals],
  idempotent: "none",
});

export const joinToken = endpoint({
  id: "joining.token",
  method: "POST",
  path: "/v1/members/join-token",
  summary: "A short-lived token that the till shows as a QR code: who reads it joins",
  tag,
  scope: "checkout",
  stores: "own",
  body: z.strictObject({ store: externalId.optional().describe("Where the till stands.") }),
  answer: z.object({
    token: z.string(),
    path: z
      .string()
      .describe("Where it leads, on the server: what a QR code holds after the club's address."),
    url: z
      .string()
      .nullable()
      .describe(
        "What the QR code holds; null where the club has settled no address (TROFAST_URL): put the address by which phones reach the club before path.",
      ),
    expiresAt: instantText,
  }),
  status: 201,
  refusals: ["rate_limited", "forbidden"],
  idempotent: "none",
});

export const redeem = endpoint({
  id: "joining.redeem",
  method: "POST",
  path: "/v1/join/redeem",
  summary: "Join by the QR code at the till, without any identifier",
  description: "The member gets a card, and can add an e-mail address or a number later.",
  tag,
  scope: null,
  body: z.strictObject({ token: handle, market: slug.optional(), referral, device }),
  answer: entered,
  refusals: [...enteredRefusals],
  idempotent: "none",
});

export const signOut = endpoint({
  id: "joining.signOut",
  method: "DELETE",
  path: "/v1/me/session",
  summary: "Sign out here",
  tag,
  scope: "member",
  answer: z.null(),
  status: 204,
  refusals: [],
  idempotent: "natural",
});

export const signOutEverywhere = endpoint({
  id: "joining.signOutEverywhere",
  method: "DELETE",
  path: "/v1/me/sessions",
  summary: "Sign out everywhere, here too",
  tag,
  scope: "member",
  answer: z.null(),
  status: 204,
  refusals: [],
  idempotent: "natural",
});

export const stepUp = endpoint({
  id: "joining.stepUp",
  method: "POST",
  path: "/v1/me/step-up",
  summary: "Ask for a fresh code, before an act that needs one",
  tag,
  scope: "member",
  body: z.strictObject({
    source: z
      .enum(["email", "phone"])
      .optional()
      .describe("Where the code goes; to the way that was proven last unless said."),
  }),
  answer: sent,
  status: 202,
  refusals: ["conflict", "rate_limited", "delivery_failed"],
  idempotent: "none",
});

export const verifyStepUp = endpoint({
  id: "joining.verifyStepUp",
  method: "POST",
  path: "/v1/me/step-up/verify",
  summary: "Give the fresh code: for ten minutes nothing more is asked",
  tag,
  scope: "member",
  body: z.strictObject({ handle, code }),
  answer: z.object({ provenUntil: instantText }),
  refusals: ["code_wrong", "rate_limited"],
  idempotent: "none",
});

export const readStepUp = endpoint({
  id: "joining.readStepUp",
  method: "GET",
  path: "/v1/me/step-up",
  summary: "Until when this session has proven whose it is",
  tag,
  scope: "member",
  answer: z.object({
    provenUntil: instantText.nullable().describe("Null: an act that needs it needs a fresh proof."),
  }),
  refusals: [],
});

export const askPresence = endpoint({
  id: "joining.askPresence",
  method: "POST",
  path: "/v1/me/step-up/presence",
  summary: "A token to show at the till, for a member to whom no code can be sent",
  description:
    "Shown as a QR code. Whoever is at the till reads it with the member's card open; from then on this session has proven itself for ten minutes, as GET /v1/me/step-up tells.",
  tag,
  scope: "member",
  answer: z.object({
    token: z.string().describe("What the QR code holds."),
    code: code.describe("The same to be read aloud and typed."),
    expiresAt: instantText,
    expiresInSeconds: z.int().describe("For screens whose clock is not the club's."),
  }),
  status: 201,
  refusals: ["conflict", "erased", "rate_limited"],
  idempotent: "none",
});

export const confirmPresence = endpoint({
  id: "joining.confirmPresence",
  method: "POST",
  path: "/v1/members/{source}/{id}/step-up",
  summary: "Vouch at the till for a member who stands there and to whom no code can be sent",
  description:
    "Look at the person and at the card on their screen first: after this they can leave the club and take their data with them.",
  tag,
  scope: "checkout",
  stores: "own",
  params: memberNamed,
  body: z.strictObject({
    token: z
      .union([handle, code])
      .describe("What the member's screen shows: the QR code's token, or the six digits below it."),
    store: externalId.optional().describe("Where the till stands."),
  }),
  answer: z.object({ memberId: uuid, provenUntil: instantText }),
  refusals: [
    "not_found",
    "erased",
    "code_wrong",
    "code_used",
    "code_expired",
    "conflict",
    "own_membership",
    "forbidden",
    "rate_limited",
  ],
  idempotent: "none",
});

const ownIdentity = z
  .object({
    source: z.string(),
    id: z.string(),
    since: instantText,
    until: instantText.nullable().describe("When the member gave it up; null: in use."),
    provenAt: instantText.nullable(),
  })
  .meta({ id: "OwnIdentity" });

export const listIdentities = endpoint({
  id: "joining.identities",
  method: "GET",
  path: "/v1/me/identities",
  summary: "By what the club knows me, now and before",
  tag,
  scope: "member",
  answer: z.object({ data: z.array(ownIdentity) }),
  refusals: ["erased"],
});

export const addIdentity = endpoint({
  id: "joining.addIdentity",
  method: "POST",
  path: "/v1/me/identities",
  summary: "Ask for a code to a new e-mail address or number of mine",
  description: "Who can be reached already must have given a fresh code before: see step-up.",
  tag,
  scope: "member",
  body: z.strictObject({ identifier }),
  answer: sent,
  status: 202,
  refusals: [
    "invalid_identifier",
    "join_at_till",
    "step_up_required",
    "rate_limited",
    "delivery_failed",
  ],
  idempotent: "none",
});

export const verifyIdentity = endpoint({
  id: "joining.verifyIdentity",
  method: "POST",
  path: "/v1/me/identities/verify",
  summary: "Give the code that came to the new address",
  description: "The addresses that were there before are told of it.",
  tag,
  scope: "member",
  body: z.strictObject({ handle, code }),
  answer: z.object({ data: z.array(ownIdentity) }),
  refusals: ["code_wrong", "conflict", "erased", "rate_limited"],
  idempotent: "none",
});

export const removeIdentity = endpoint({
  id: "joining.removeIdentity",
  method: "DELETE",
  path: "/v1/me/identities/{source}/{id}",
  summary: "Give up an identity of mine",
  description:
    "It needs a fresh code, and the address is told of it. Somebody else can have it after the time of rest (90 days unless the club says otherwise).",
  tag,
  scope: "member",
  params: memberRef,
  answer: z.object({ data: z.array(ownIdentity) }),
  refusals: ["not_found", "last_identity", "step_up_required", "erased"],
  idempotent: "natural",
});

const frozen = z.object({
  memberId: uuid,
  status: z.enum(["active", "frozen"]),
});
const freezing = {
  tag,
  scope: "members:write" as const,
  stores: "any" as const,
  params: memberNamed,
  body: z.strictObject({
    reason: slug.describe(
      "A code of the club's own, such as suspected-fraud; no text about a person.",
    ),
  }),
  answer: frozen,
  refusals: ["not_found", "erased", "conflict", "no_programme", "member_busy"] as const,
  idempotent: "natural" as const,
};

export const freeze = endpoint({
  id: "joining.freeze",
  method: "POST",
  path: "/v1/members/{source}/{id}/freeze",
  summary: "Keep a member from spending while something is looked into",
  description:
    "Earning and returns go on. It is an event in the member's log, which the member sees.",
  ...freezing,
});

export const unfreeze = endpoint({
  id: "joining.unfreeze",
  method: "POST",
  path: "/v1/members/{source}/{id}/unfreeze",
  summary: "Let a frozen member spend again",
  ...freezing,
  refusals: [...freezing.refusals, "own_membership"] as const,
});

export const joiningEndpoints = [
  join,
  verify,
  joinToken,
  redeem,
  signOut,
  signOutEverywhere,
  stepUp,
  verifyStepUp,
  readStepUp,
  askPresence,
  confirmPresence,
  listIdentities,
  addIdentity,
  verifyIdentity,
  removeIdentity,
  freeze,
  unfreeze,
] as const;
