/** Members as the shop's systems know them: by a source (card, shop, app) and the id there. */
import { z } from "zod";
import { externalId, instant, instantText, line, page, pageQuery, slug, uuid } from "./common.ts";
import { endpoint } from "./endpoint.ts";

const tag = "Members";

const IDENTITIES_PER_CALL_MAX = 20;
export const PROFILE_FIELDS_MAX = 50;
export const PROFILE_TEXT_MAX = 500;

/** Which system knows the member by the id. `id` is taken: it stands for the club's own ids in addresses. */
export const memberSource = externalId.refine(
  (source) => source !== "id",
  "must not be id, which stands for the club's own ids",
);

export const memberRef = z.strictObject({ source: memberSource, id: externalId });

/** A member in an address: by an identity, or with source `id` by the club's own id, which everybody has. */
export const memberNamed = z.object({
  source: z.union([z.literal("id"), memberSource]),
  id: externalId,
});

export const memberKind = z.enum(["person", "household", "company"]);

export const profileField = z
  .string()
  .regex(/^[a-z][A-Za-z0-9]{0,59}$/, "must be a name such as givenName, email or phone");

/** Names and contact details; kept in the vault and nowhere else. */
export const profileChange = z
  .record(profileField, line(PROFILE_TEXT_MAX).nullable())
  .refine(
    (fields) => Object.keys(fields).length <= PROFILE_FIELDS_MAX,
    `must be at most ${PROFILE_FIELDS_MAX} fields`,
  );

const member = z
  .object({
    memberId: uuid,
    walletId: uuid.describe("Whose balance it is: the member's own unless shared."),
    kind: memberKind,
    market: z.string().nullable(),
    status: z.enum(["active", "frozen"]),
    joinedSource: z.string(),
    createdAt: instantText,
    identities: z.array(z.object({ source: z.string(), id: z.string(), since: instantText })),
    profile: z.record(z.string(), z.string()),
  })
  .meta({ id: "Member" });

export const putMember = endpoint({
  id: "members.put",
  method: "PUT",
  path: "/v1/members/{source}/{id}",
  summary: "Enrol a member, or change one",
  description:
    "What is left out stays as it is. A profile field is set by its text and removed by null. An identity that belongs to somebody else is refused.",
  tag,
  scope: "members:write",
  stores: "any",
  params: z.object({ source: memberSource, id: externalId }),
  body: z.strictObject({
    market: slug.optional().describe("A market of the programme, such as se."),
    kind: memberKind.optional().describe("person unless said."),
    profile: profileChange
      .optional()
      .describe("Names and contact details: givenName, familyName, email, phone, language …"),
    identities: z
      .array(memberRef)
      .max(IDENTITIES_PER_CALL_MAX)
      .optional()
      .describe("Further names the same member goes by."),
  }),
  answer: member,
  refusals: ["conflict", "erased", "unknown_market", "invalid_identifier"],
  idempotent: "natural",
});

export const getMember = endpoint({
  id: "members.get",
  method: "GET",
  path: "/v1/members/{source}/{id}",
  summary: "Read a member by the id a source knows",
  tag,
  scope: "members:read",
  stores: "any",
  params: memberNamed,
  answer: member,
  refusals: ["not_found", "erased"],
});

export const getMemberById = endpoint({
  id: "members.getById",
  method: "GET",
  path: "/v1/members/id/{memberId}",
  summary: "Read a member by the club's own id",
  tag,
  scope: "members:read",
  stores: "any",
  params: z.object({ memberId: uuid }),
  answer: member,
  refusals: ["not_found", "erased"],
});

/** Letters of a name, or the whole of an e-mail address or telephone number. */
const searched = line(254);

export const listMembers = endpoint({
  id: "members.list",
  method: "GET",
  path: "/v1/members",
  summary: "Find members by name or identity, or list them, newest first",
  tag,
  scope: "members:read",
  stores: "club",
  query: pageQuery.extend({
    name: searched.optional().describe("How a given or family name begins."),
    identifier: searched
      .optional()
      .describe("A whole e-mail address, telephone number or card number."),
    source: memberSource.optional().describe("With id: exactly this identity."),
    id: externalId.optional(),
    status: z.enum(["active", "frozen"]).optional(),
  }),
  answer: page(
    z
      .object({
        memberId: uuid,
        kind: memberKind,
        market: z.string().nullable(),
        status: z.enum(["active", "frozen"]),
        givenName: z.string().nullable(),
        familyName: z.string().nullable(),
        createdAt: instantText,
      })
      .meta({ id: "MemberFound" }),
  ),
  refusals: ["invalid_cursor"],
});

export const identityHistory = endpoint({
  id: "members.identityHistory",
  method: "GET",
  path: "/v1/members/{source}/{id}/holders",
  summary: "Who had an identity when, newest first",
  tag,
  scope: "members:read",
  stores: "any",
  params: z.object({ source: memberSource, id: externalId }),
  answer: z.object({
    data: z.array(
      z.object({
        memberId: uuid,
        since: instantText,
        until: instantText.nullable(),
        provenAt: instantText.nullable(),
      }),
    ),
  }),
  refusals: [],
});

export const resolveCard = endpoint({
  id: "members.resolveCard",
  method: "POST",
  path: "/v1/members/resolve-card",
  summary: "Who stands at the till: by the code on the telephone, or the number on the card",
  description:
    "A code on the telephone is good for a minute; a number is good until the member gives it up.",
  tag,
  scope: "checkout",
  stores: "any",
  body: z.strictObject({
    card: line(200).describe("What the scanner read."),
    shownAt: instant
      .optional()
      .describe(
        "When it was read, where the till had no network then: a code that was good at that time still tells who it was, for a week.",
      ),
  }),
  answer: z
    .object({
      memberId: uuid,
      by: z.enum(["token", "number"]),
      status: z.enum(["active", "frozen"]),
      kind: memberKind,
      market: z.string().nullable(),
      givenName: z
        .string()
        .nullable()
        .describe("To greet with; nothing more about a person is told."),
      member: memberRef.describe("To name the member by in the purchase."),
      wishesToSpend: z
        .boolean()
        .describe(
          'The member has switched on "use points on this purchase" beside the code: choose them beforehand, and let the cashier change it.',
        ),
    })
    .meta({ id: "CardResolved" }),
  refusals: ["card_not_valid"],
  idempotent: "none",
});

/** The same in several languages. */
export const words = z.record(z.string().regex(/^[a-z]{2,3}(-[A-Z]{2})?$/), line(300));

export const fieldKind = z.enum([
  "text",
  "number",
  "yes_no",
  "choice",
  "choices",
  "month",
  "store",
]);
const fieldChoice = z.strictObject({ value: slug, label: words });

/** What a field takes: a text, a number, yes or no, one or several of the choices, a month (1 to 12), a store's id. */
export const fieldAnswer = z.union([
  z.string().max(PROFILE_TEXT_MAX),
  z.number(),
  z.boolean(),
  z.array(z.string().max(100)).max(50),
]);
export type FieldAnswer = z.infer<typeof fieldAnswer>;

/** Consents that hold for a use of what is known, and not for a way of contact. */
export const fieldConsent = z.enum(["profiling", "sharing"]);

const fieldShape = {
  kind: fieldKind,
  label: words,
  question: words
    .nullable()
    .describe("Asked one at a time, where the member has not said; null: never asked."),
  choices: z
    .array(fieldChoice)
    .max(100)
    .nullable()
    .describe("For choice and choices; null: the catalogue's main categories are offered."),
  purpose: z
    .union([line(500), words])
    .describe("What it is used for; shown to whoever is asked: one text, or one per language."),
  keepDays: z
    .int()
    .min(1)
    .max(36_500)
    .nullable()
    .describe("After so many days the answer is removed; null: with the membership."),
  consent: fieldConsent
    .nullable()
    .default(null)
    .describe("What rules need before they read the answers; null: the membership is enough."),
  position: z.int().min(0).max(10_000).describe("In which order questions are put."),
};
export const profileFieldShown = z
  .object({ field: profileField, ...fieldShape })
  .meta({ id: "ProfileField" });

export const listFields = endpoint({
  id: "members.fields",
  method: "GET",
  path: "/v1/profile-fields",
  summary: "What the club asks its members about themselves, each with its purpose",
  tag,
  scope: "members:read",
  stores: "any",
  answer: z.object({
    data: z.array(
      profileFieldShown.extend({
        answers: z.int().describe("Members of whom it is known."),
      }),
    ),
  }),
  refusals: [],
});

export const putField = endpoint({
  id: "members.putField",
  method: "PUT",
  path: "/v1/profile-fields/{field}",
  summary: "Declare a field of the profile",
  tag,
  scope: "privacy",
  stores: "club",
  params: z.object({ field: profileField }),
  body: z.strictObject(fieldShape),
  answer: profileFieldShown,
  refusals: ["conflict"],
  idempotent: "natural",
});

export const deleteField = endpoint({
  id: "members.deleteField",
  method: "DELETE",
  path: "/v1/profile-fields/{field}",
  summary: "Remove a field with all its answers",
  tag,
  scope: "privacy",
  stores: "club",
  params: z.object({ field: profileField }),
  answer: z.object({ answersRemoved: z.int() }),
  refusals: ["not_found"],
  idempotent: "natural",
});

export const knownAnswer = z.object({
  value: fieldAnswer,
  from: z.enum(["stated", "imported", "inferred"]),
  at: instantText,
});

export const putAnswers = endpoint({
  id: "members.putAnswers",
  method: "PUT",
  path: "/v1/members/{source}/{id}/answers",
  summary: "What another system knows or infers of a member",
  description: "What the member states outranks it, whichever came later.",
  tag,
  scope: "members:write",
  stores: "any",
  params: memberNamed,
  body: z.strictObject({
    from: z.enum(["imported", "inferred"]),
    answers: z.record(profileField, fieldAnswer.nullable()),
  }),
  answer: z.object({ memberId: uuid, answers: z.record(z.string(), knownAnswer) }),
  refusals: ["not_found", "erased", "field_answer_invalid"],
  idempotent: "natural",
});

export const memberEndpoints = [
  listMembers,
  identityHistory,
  resolveCard,
  listFields,
  putField,
  deleteField,
  putAnswers,
] as const;
