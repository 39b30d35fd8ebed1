/** Who works for the club: people, their roles, how they sign in, and acts that wait for a second person. */
import { z } from "zod";
import { externalId, instantText, line, page, pageQuery, uuid } from "./common.ts";
import { endpoint, scopes } from "./endpoint.ts";
import {
  base64url,
  credentialId,
  credentialUse,
  newCredential,
  passkeyOptions,
} from "./passkeys.ts";

const tag = "Staff";

/** What a person may do; each is a set of scopes, see docs and `GET /v1/staff/me`. */
export const staffRoles = ["owner", "marketer", "support", "cashier", "auditor"] as const;
export const staffRole = z.enum(staffRoles);
export type StaffRole = z.infer<typeof staffRole>;

export const STORES_PER_CALLER_MAX = 500;

/** The only stores that a key or a person may act for. */
export const storesAllowed = z
  .array(externalId)
  .min(1)
  .max(STORES_PER_CALLER_MAX)
  .refine((stores) => new Set(stores).size === stores.length, "names a store twice");

const email = z
  .email()
  .max(254)
  .transform((text) => text.toLowerCase());

const person = z
  .object({
    id: uuid,
    name: z.string(),
    email: z.string().nullable(),
    role: staffRole,
    stores: z.array(z.string()).nullable().describe("null: all stores."),
    memberId: uuid.nullable().describe("Their own membership, which they may not correct."),
    status: z.enum(["invited", "active", "disabled"]),
    createdAt: instantText,
  })
  .meta({ id: "StaffPerson" });

const invite = z.object({
  link: z.string().describe("For this person alone; works once. It is shown this once."),
  expiresAt: instantText,
});
const invited = z.object({ person, invite }).meta({ id: "StaffInvited" });

const staffId = z.object({ staffId: uuid });

export const invitePerson = endpoint({
  id: "staff.invite",
  method: "POST",
  path: "/v1/staff",
  summary: "Invite somebody to the staff",
  description:
    "The answer holds a link, once: it is stored nowhere. With it they make a passkey, within 72 hours; with their e-mail address they may also come by the identity provider, where one is set up.",
  tag,
  scope: "admin",
  stores: "club",
  body: z.strictObject({
    name: line(200),
    email: email.optional(),
    role: staffRole,
    stores: storesAllowed.optional().describe("Left out: all stores. Owners always act for all."),
    memberId: uuid.optional().describe("Their own membership, where they have one."),
  }),
  answer: invited,
  status: 201,
  refusals: ["conflict", "step_up_required"],
  // A stored answer would keep the link; a repeat is refused by the e-mail address, or can be disabled.
  idempotent: "none",
});

export const inviteAgain = endpoint({
  id: "staff.inviteAgain",
  method: "POST",
  path: "/v1/staff/{staffId}/invites",
  summary: "Make a new link for somebody",
  description:
    "For those who lost their link, or all their passkeys. Links made before stop working; passkeys stay.",
  tag,
  scope: "admin",
  stores: "club",
  params: staffId,
  answer: invited,
  status: 201,
  refusals: ["not_found", "conflict", "step_up_required"],
  idempotent: "none",
});

export const listStaff = endpoint({
  id: "staff.list",
  method: "GET",
  path: "/v1/staff",
  summary: "List the staff",
  tag,
  scope: "audit:read",
  stores: "own",
  query: pageQuery,
  answer: page(person),
  refusals: ["invalid_cursor"],
});

export const changePerson = endpoint({
  id: "staff.change",
  method: "PATCH",
  path: "/v1/staff/{staffId}",
  summary: "Change somebody's role, stores or standing",
  description:
    "What is left out stays. It holds from their next call on; who is disabled is signed out at once, everywhere.",
  tag,
  scope: "admin",
  stores: "club",
  params: staffId,
  body: z
    .strictObject({
      name: line(200).optional(),
      email: email.nullable().optional(),
      role: staffRole.optional(),
      stores: storesAllowed.nullable().optional().describe("null: all stores."),
      memberId: uuid.nullable().optional(),
      disabled: z.boolean().optional(),
    })
    .refine((change) => Object.keys(change).length > 0, "must change something"),
  answer: person,
  refusals: ["not_found", "conflict", "last_owner", "step_up_required"],
  idempotent: "natural",
});

const challengeId = base64url(64);

const question = z
  .object({
    challengeId: z.string(),
    options: passkeyOptions.describe(
      "For `PublicKeyCredential.parse…OptionsFromJSON` in the browser.",
    ),
    expiresAt: instantText,
  })
  .meta({ id: "PasskeyQuestion" });

const inviteToken = z.string().min(1).max(200);
const passkeyName = line(100).describe("So that its owner knows it again: laptop, key ring …");

const signedIn = z
  .object({ person, token: z.string().describe("A browser has it as a cookie as well.") })
  .meta({ id: "StaffSignedIn" });

export const openInvite = endpoint({
  id: "staff.openInvite",
  method: "POST",
  path: "/v1/staff/invites/open",
  summary: "Begin to accept an invitation",
  tag,
  scope: null,
  body: z.strictObject({ token: inviteToken.describe("What stands behind # in the link.") }),
  answer: z.object({ person, question }).meta({ id: "StaffInviteOpened" }),
  refusals: ["sign_in_failed", "rate_limited"],
  idempotent: "none",
});

export const acceptInvite = endpoint({
  id: "staff.acceptInvite",
  method: "POST",
  path: "/v1/staff/invites/accept",
  summary: "Accept an invitation with a new passkey",
  description: "Signs in. The link works no more.",
  tag,
  scope: null,
  body: z.strictObject({
    token: inviteToken,
    challengeId,
    credential: newCredential,
    name: passkeyName,
  }),
  answer: signedIn,
  status: 201,
  refusals: ["sign_in_failed", "rate_limited"],
  idempotent: "none",
});

export const askSignIn = endpoint({
  id: "staff.askSignIn",
  method: "POST",
  path: "/v1/staff/sign-in/question",
  summary: "Begin to sign in with a passkey",
  description: "Asks for no name: the passkey knows whose it is. The body is {}.",
  tag,
  scope: null,
  body: z.strictObject({}),
  answer: question,
  refusals: ["rate_limited"],
  idempotent: "none",
});

export const signIn = endpoint({
  id: "staff.signIn",
  method: "POST",
  path: "/v1/staff/sign-in",
  summary: "Sign in with a passkey",
  tag,
  scope: null,
  body: z.strictObject({ challengeId, credential: credentialUse }),
  answer: signedIn,
  refusals: ["sign_in_failed", "rate_limited"],
  idempotent: "none",
});

export const askProvider = endpoint({
  id: "staff.askProvider",
  method: "POST",
  path: "/v1/staff/provider/question",
  summary: "Begin to sign in by the identity provider",
  description:
    "Send the browser to `url`, from which the answer's cookie came. Known are people of the staff who were invited with the e-mail address that the provider has verified; nobody else is let in.",
  tag,
  scope: null,
  body: z.strictObject({
    fresh: z
      .boolean()
      .default(false)
      .describe("Asks them to prove themselves again there, as a dangerous act needs it."),
  }),
  answer: z.object({ url: z.string(), expiresAt: instantText }),
  refusals: ["not_found", "rate_limited", "sign_in_failed"],
  idempotent: "none",
});

export const providerAnswer = endpoint({
  id: "staff.providerAnswer",
  method: "GET",
  path: "/v1/staff/provider/answer",
  summary: "Where the identity provider sends browsers back to",
  tag,
  scope: null,
  query: z.object({
    state: z.string().max(500).optional(),
    code: z.string().max(4_000).optional(),
    iss: z.string().max(500).optional(),
    error: z.string().max(500).optional(),
  }),
  otherQuery: "ignored",
  answer: z.string(),
  answerMedia: "text/html",
  refusals: ["not_found", "sign_in_failed", "rate_limited"],
});

const passkey = z
  .object({
    id: z.string(),
    name: z.string(),
    createdAt: instantText,
    lastUsedAt: instantText.nullable(),
    backedUp: z.boolean().describe("Kept by the maker of the device, on several of them."),
  })
  .meta({ id: "Passkey" });

export const readOwn = endpoint({
  id: "staff.me",
  method: "GET",
  path: "/v1/staff/me",
  summary: "Who is signed in, and what they may do",
  tag,
  scope: "staff",
  stores: "any",
  answer: z
    .object({
      person,
      scopes: z.array(z.enum(scopes)),
      provenAt: instantText.describe("When they last proved who they are."),
      passkeys: z.array(passkey),
    })
    .meta({ id: "StaffMe" }),
  refusals: [],
});

export const signOut = endpoint({
  id: "staff.signOut",
  method: "POST",
  path: "/v1/staff/me/sign-out",
  summary: "Sign out",
  tag,
  scope: "staff",
  stores: "any",
  body: z.strictObject({
    everywhere: z.boolean().default(false).describe("On all devices, not on this alone."),
  }),
  answer: z.null(),
  status: 204,
  refusals: [],
  idempotent: "natural",
});

export const askStepUp = endpoint({
  id: "staff.askStepUp",
  method: "POST",
  path: "/v1/staff/me/step-up/question",
  summary: "Begin to prove again who is signed in",
  tag,
  scope: "staff",
  stores: "any",
  answer: question,
  refusals: [],
  idempotent: "none",
});

export const stepUp = endpoint({
  id: "staff.stepUp",
  method: "POST",
  path: "/v1/staff/me/step-up",
  summary: "Prove again who is signed in",
  description: "Opens dangerous acts for 10 minutes.",
  tag,
  scope: "staff",
  stores: "any",
  body: z.strictObject({ challengeId, credential: credentialUse }),
  answer: z.object({ provenAt: instantText }),
  refusals: ["sign_in_failed", "rate_limited"],
  idempotent: "none",
});

export const askPasskey = endpoint({
  id: "staff.askPasskey",
  method: "POST",
  path: "/v1/staff/me/passkeys/question",
  summary: "Begin to add a passkey",
  tag,
  scope: "staff",
  stores: "any",
  answer: question,
  refusals: ["step_up_required"],
  idempotent: "none",
});

export const addPasskey = endpoint({
  id: "staff.addPasskey",
  method: "POST",
  path: "/v1/staff/me/passkeys",
  summary: "Add a passkey",
  description: "Ends all other sessions of theirs.",
  tag,
  scope: "staff",
  stores: "any",
  body: z.strictObject({ challengeId, credential: newCredential, name: passkeyName }),
  answer: passkey,
  status: 201,
  refusals: ["sign_in_failed", "step_up_required", "conflict"],
  idempotent: "none",
});

const passkeyId = z.object({ passkeyId: credentialId });

export const renamePasskey = endpoint({
  id: "staff.renamePasskey",
  method: "PATCH",
  path: "/v1/staff/me/passkeys/{passkeyId}",
  summary: "Give a passkey another name",
  tag,
  scope: "staff",
  stores: "any",
  params: passkeyId,
  body: z.strictObject({ name: passkeyName }),
  answer: passkey,
  refusals: ["not_found"],
  idempotent: "natural",
});

export const removePasskey = endpoint({
  id: "staff.removePasskey",
  method: "DELETE",
  path: "/v1/staff/me/passkeys/{passkeyId}",
  summary: "Remove a passkey",
  description: "Ends all other sessions of theirs. The last one stays.",
  tag,
  scope: "staff",
  stores: "any",
  params: passkeyId,
  answer: z.null(),
  status: 204,
  refusals: ["not_found", "last_passkey", "step_up_required"],
  idempotent: "natural",
});

export const staffEndpoints = [
  invitePerson,
  listStaff,
  changePerson,
  inviteAgain,
  openInvite,
  acceptInvite,
  askSignIn,
  signIn,
  askProvider,
  providerAnswer,
  readOwn,
  signOut,
  askStepUp,
  stepUp,
  askPasskey,
  addPasskey,
  renamePasskey,
  removePasskey,
] as const;
