/** Members as the shop's systems know them: by a source (card, shop, app) and the id there. */
import { z } from "zod";
import { externalId, instantText, line, slug, uuid } from "./common.ts";
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

export const memberKind = z.enum(["person", "household", "company"]);

export const profileField = z
  .string()
  .regex(/^[a-z][A-Za-z0-9]{0,59}$/, "must be a name such as givenName, email or phone");

/** Names and contact details; kept in the vault and nowhere else. */
const profileChange = z
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
  refusals: ["conflict", "erased", "unknown_market"],
  idempotent: "natural",
});

export const getMember = endpoint({
  id: "members.get",
  method: "GET",
  path: "/v1/members/{source}/{id}",
  summary: "Read a member by the id a source knows",
  tag,
  scope: "members:read",
  params: z.object({ source: memberSource, id: externalId }),
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
  params: z.object({ memberId: uuid }),
  answer: member,
  refusals: ["not_found", "erased"],
});
