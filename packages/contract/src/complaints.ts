/** What a member was not content with: noted, told to be answered, and remembered until all is well. */
import { z } from "zod";
import { externalId, instantText, uuid } from "./common.ts";
import { endpoint } from "./endpoint.ts";

const tag = "Complaints";

/** The activities of a programme that are complaints and their answers. */
export const COMPLAINT = "complaint";
export const COMPLAINT_ANSWERED = "complaint_answered";

/** Of one member; older ones are not told. */
export const COMPLAINTS_SHOWN_MAX = 50;

/** What a complaint can be about. What was said is in no event: an event is never taken back. */
export const complaintSubjects = [
  "goods",
  "service",
  "waiting",
  "delivery",
  "price",
  "points",
  "place",
  "other",
] as const;

const params = z.object({ source: externalId, id: externalId });

const complaint = z
  .object({
    eventId: uuid,
    about: z
      .string()
      .nullable()
      .describe("A subject as for noting, or what another system said; null: nothing."),
    at: instantText,
    channel: z.string().nullable(),
    answeredAt: instantText.nullable().describe("null: it waits for an answer."),
  })
  .meta({ id: "Complaint" });

const id = externalId.describe("Your id for it: sent again, it is noted once.");
const refusals = [
  "unknown_member",
  "erased",
  "no_programme",
  "unknown_activity",
  "evidence_missing",
  "evidence_not_accepted",
  "event_conflict",
  "member_busy",
] as const;

export const noteComplaint = endpoint({
  id: "complaints.note",
  method: "POST",
  path: "/v1/members/{source}/{id}/complaints",
  summary: "Note that a member is not content, and with what",
  description:
    "An activity complaint in the member's log, which the member sees; the programme must declare it. What was said word by word belongs where it can be forgotten, so only its subject is noted.",
  tag,
  scope: "members:write",
  stores: "any",
  params,
  body: z.strictObject({ id, about: z.enum(complaintSubjects) }),
  answer: complaint,
  status: 201,
  refusals: [...refusals],
  idempotent: "natural",
});

export const answerComplaints = endpoint({
  id: "complaints.answer",
  method: "POST",
  path: "/v1/members/{source}/{id}/complaints/answer",
  summary: "Note that a member's complaints are answered",
  description:
    "An activity complaint_answered: it answers every complaint before it. Where none waits, it is refused.",
  tag,
  scope: "members:write",
  stores: "any",
  params,
  body: z.strictObject({ id }),
  answer: z.object({ answered: z.int().describe("How many complaints waited.") }),
  refusals: [...refusals, "conflict"],
  idempotent: "natural",
});

export const memberComplaints = endpoint({
  id: "complaints.ofMember",
  method: "GET",
  path: "/v1/members/{source}/{id}/complaints",
  summary: "A member's complaints, newest first",
  description: `The ${COMPLAINTS_SHOWN_MAX} newest.`,
  tag,
  scope: "members:read",
  stores: "any",
  params,
  answer: z.object({ data: z.array(complaint).max(COMPLAINTS_SHOWN_MAX) }),
  refusals: ["unknown_member", "erased"],
});

export const complaintEndpoints = [noteComplaint, answerComplaints, memberComplaints] as const;
