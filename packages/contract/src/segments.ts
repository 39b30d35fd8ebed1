/** Groups of members that the club puts together, by hand or by table, each membership with its reason. */
import { z } from "zod";
import { instantText, page, pageQuery, slug, tableStored, uuid } from "./common.ts";
import { endpoint } from "./endpoint.ts";
import { memberNamed } from "./members.ts";

const tag = "Segments";

/** Every segment of a member is stored with each of their events. */
export const SEGMENTS_PER_MEMBER_MAX = 50;
const TABLE_BYTES_MAX = 20 * 1_048_576;

const segmentName = z.object({ segment: slug });
const placeOf = segmentName.extend(memberNamed.shape);

export const segmentCalled = z
  .union([z.string(), z.record(z.string(), z.string())])
  .describe("As the programme writes it: one text, or one per language.");

const reason = slug.describe(
  "Why, as a code of the club's own, such as book-circle-2026; no text about a person.",
);

const meaning = z
  .object({
    kind: z
      .enum(["rule", "offer", "reward", "price"])
      .describe("price: a price of its own for a reward that others can have too."),
    id: z.string(),
    name: segmentCalled,
  })
  .meta({ id: "SegmentMeaning" });

const membership = z
  .object({
    segment: z.string(),
    name: segmentCalled,
    reason: z.string(),
    since: instantText,
    means: z
      .array(meaning)
      .describe(
        "What the programme in force has for this segment. What is withheld from some to measure it, and surprises, are left out.",
      ),
  })
  .meta({ id: "SegmentMembership" });

const place = z
  .object({
    segment: z.string(),
    memberId: uuid,
    reason: z.string(),
    actor: z.string().describe("Who put them there."),
    since: instantText,
  })
  .meta({ id: "SegmentMember" });

export const listSegments = endpoint({
  id: "segments.list",
  method: "GET",
  path: "/v1/segments",
  summary: "The segments that the programme declares, and how many members each has",
  tag,
  scope: "members:read",
  stores: "any",
  answer: z.object({
    data: z.array(z.object({ segment: z.string(), name: segmentCalled, members: z.int() })),
  }),
  refusals: ["no_programme"],
});

export const listSegmentMembers = endpoint({
  id: "segments.members",
  method: "GET",
  path: "/v1/segments/{segment}/members",
  summary: "Who is in a segment, and why, newest first",
  tag,
  scope: "members:read",
  stores: "club",
  params: segmentName,
  query: pageQuery,
  answer: page(
    place.extend({ memberName: z.string().nullable().describe("Null: the club knows none.") }),
  ),
  refusals: ["invalid_cursor"],
});

export const putSegmentMember = endpoint({
  id: "segments.put",
  method: "PUT",
  path: "/v1/segments/{segment}/members/{source}/{id}",
  summary: "Put a member into a segment",
  description:
    "Rules, rewards and prices for the segment hold for the member's next event. A segment must be declared by the programme that is in force or one that is published to come.",
  tag,
  scope: "members:write",
  stores: "any",
  params: placeOf,
  body: z.strictObject({ reason }),
  answer: place,
  refusals: ["not_found", "erased", "conflict", "no_programme"],
  idempotent: "natural",
});

export const removeSegmentMember = endpoint({
  id: "segments.remove",
  method: "DELETE",
  path: "/v1/segments/{segment}/members/{source}/{id}",
  summary: "Take a member out of a segment",
  description: "What was given to them as one of it stays theirs.",
  tag,
  scope: "members:write",
  stores: "any",
  params: placeOf,
  answer: z.null(),
  status: 204,
  refusals: ["not_found", "erased"],
  idempotent: "natural",
});

export const importSegmentMembers = endpoint({
  id: "segments.import",
  method: "POST",
  path: "/v1/segments/{segment}/import",
  summary: "Put many members into a segment, as a table",
  description:
    "Columns source, id and reason, in UTF-8. Rows that cannot be used are listed and the others stored; the same table can be sent again.",
  tag,
  scope: "members:write",
  stores: "club",
  params: segmentName,
  body: z.string(),
  bodyMedia: ["text/csv"],
  bodyBytesMax: TABLE_BYTES_MAX,
  answer: tableStored,
  refusals: ["not_found", "no_programme", "invalid_csv", "body_too_large"],
  idempotent: "natural",
});

export const segmentsOfMember = endpoint({
  id: "segments.ofMember",
  method: "GET",
  path: "/v1/members/{source}/{id}/segments",
  summary: "In which segments a member is, and why",
  tag,
  scope: "members:read",
  stores: "any",
  params: memberNamed,
  answer: z.object({ data: z.array(membership) }),
  refusals: ["not_found", "erased", "no_programme"],
});

export const mySegments = endpoint({
  id: "segments.mine",
  method: "GET",
  path: "/v1/me/segments",
  summary: "Into which groups the club has put me, and why",
  tag,
  scope: "member",
  answer: z.object({ data: z.array(membership) }),
  refusals: ["erased", "no_programme"],
});

export const groupEndpoints = [
  listSegments,
  listSegmentMembers,
  putSegmentMember,
  removeSegmentMember,
  importSegmentMembers,
  segmentsOfMember,
  mySegments,
] as const;
