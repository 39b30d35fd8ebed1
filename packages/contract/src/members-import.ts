/** Members from a table that another system has written. */
import { z } from "zod";
import { tableRead } from "./common.ts";
import { endpoint } from "./endpoint.ts";
import { memberSource } from "./members.ts";

const TABLE_BYTES_MAX = 16 * 1024 * 1024;

export const uploadMembers = endpoint({
  id: "members.upload",
  method: "POST",
  path: "/v1/members/csv",
  summary: "Enrol or change many members, as a table",
  description:
    "Columns source, id, market, kind; every other column is a field of the profile, such as givenName. By what stands in the columns email and phone the member is known besides, however it is spelled: who joins by it is that member; a row whose address or number is somebody else's is refused. Separated by comma, semicolon or tab. Rows that cannot be used are listed and the others stored. It consents to nothing for anybody. A table that breaks off leaves what was stored before; send it again.",
  tag: "Members",
  scope: "members:write",
  stores: "club",
  query: z.object({
    source: memberSource.optional().describe("Of every row, where there is no such column."),
  }),
  body: z.string(),
  bodyMedia: ["text/csv"],
  bodyBytesMax: TABLE_BYTES_MAX,
  answer: tableRead
    .extend({
      created: z.int().describe("Members made."),
      updated: z
        .int()
        .describe("Rows that said something of a member known before, or named earlier."),
    })
    .meta({ id: "MembersTableResult" }),
  refusals: ["invalid_csv", "body_too_large"],
  idempotent: "natural",
});
