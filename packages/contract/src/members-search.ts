/** Finding a member by anything that is known of them. */
import { z } from "zod";
import { instantText, line, page, uuid } from "./common.ts";
import { endpoint } from "./endpoint.ts";
import { memberKind } from "./members.ts";

export const SEARCH_LIMIT = 25;
export const SEARCH_TEXT_MAX = 254;

export const searchMembers = endpoint({
  id: "members.search",
  method: "GET",
  path: "/v1/members/search",
  summary: "Find members by card, phone, e-mail, name or receipt",
  description:
    "A card number, a telephone number, an e-mail address or a receipt number must be whole; of names the beginnings do, in any order. Those that are exactly it come first, then names in the order of the alphabet.",
  tag: "Members",
  scope: "members:read",
  stores: "any",
  query: z.object({
    q: line(SEARCH_TEXT_MAX).describe("What is known: a number, an address, a name."),
    limit: z.coerce.number<number>().int().min(1).max(SEARCH_LIMIT).default(SEARCH_LIMIT),
    cursor: z.string().min(1).max(1000).optional(),
  }),
  answer: page(
    z
      .object({
        memberId: uuid,
        kind: memberKind,
        market: z.string().nullable(),
        status: z.enum(["active", "frozen"]),
        name: z.string().nullable(),
        identity: z
          .object({ source: z.string(), masked: z.string() })
          .nullable()
          .describe("One by which the member is known, with its middle hidden."),
        levels: z.record(z.string(), z.string()),
        available: z.record(z.string(), z.int()).describe("Usable now, per unit."),
        lastVisitAt: instantText.nullable().describe("The last purchase."),
        joinedAt: instantText,
        foundBy: z.enum(["card", "email", "phone", "identity", "name", "receipt"]),
      })
      .meta({ id: "MemberHit" }),
  ),
  refusals: ["invalid_cursor"],
});

export const memberSearchEndpoints = [searchMembers] as const;
