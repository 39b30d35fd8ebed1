/** What the members are called that the audit trail speaks of: the trail itself holds ids alone. */
import { z } from "zod";
import { instantText, uuid } from "./common.ts";
import { endpoint } from "./endpoint.ts";

/** More than a page of the trail is about. */
const IDS_MAX = 200;
const UUID_LENGTH = 36;

export const membersInAudit = endpoint({
  id: "audit.members",
  method: "GET",
  path: "/v1/audit/members",
  summary: "What the members are called that the audit trail names by their ids",
  description:
    "Ids that are no members' are left out. Names and identities are told to callers with members:read; others read since when each is a member.",
  tag: "Audit",
  scope: "audit:read",
  stores: "any",
  query: z.object({
    ids: z
      .string()
      .max(IDS_MAX * (UUID_LENGTH + 1))
      .transform((text) => text.split(","))
      .pipe(z.array(uuid).min(1).max(IDS_MAX))
      .describe(`At most ${IDS_MAX} ids, with commas between.`),
  }),
  answer: z.object({
    data: z.array(
      z
        .object({
          memberId: uuid,
          name: z.string().nullable(),
          identity: z
            .object({ source: z.string(), masked: z.string() })
            .nullable()
            .describe("One by which the member is known, with its middle hidden."),
          status: z.enum(["active", "frozen", "erased"]),
          joinedAt: instantText,
        })
        .meta({ id: "MemberCalled" }),
    ),
  }),
  refusals: [],
});

export const auditMemberEndpoints = [membersInAudit] as const;
