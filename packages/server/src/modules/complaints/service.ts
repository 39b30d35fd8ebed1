/** Use cases of complaints: note one, note that they are answered, and remember them. */
import type { BodyOf } from "@trofast/contract/endpoint";
import {
  COMPLAINT,
  COMPLAINT_ANSWERED,
  COMPLAINTS_SHOWN_MAX,
  type noteComplaint,
} from "@trofast/contract/complaints";
import type { EventAnswer } from "@trofast/contract/events";
import { isProblemCode } from "@trofast/contract/problems";
import type { Club } from "../../club.ts";
import type { Db } from "../../platform/db.ts";
import { DomainError } from "../../platform/errors.ts";
import type { Caller } from "../../platform/http.ts";
import * as activity from "../activity/service.ts";
import type { StoredEvent } from "../activity/domain.ts";
import * as members from "../members/service.ts";
import { complaintsOf, type Complaint, type Deed } from "./domain.ts";

const EVIDENCE = "office";
/** The field that says what a complaint is about, where the programme declares one. */
const ABOUT = "about";

interface Noting {
  readonly caller: Caller;
  readonly member: members.MemberRef;
  readonly id: string;
}

/**
 * Notes a complaint.
 *
 * @throws DomainError `unknown_member`, `erased`, `no_programme`, `unknown_activity` where the programme knows no
 * complaints, `evidence_not_accepted` where it takes them from nobody in the office.
 */
export async function note(
  club: Club,
  { about, ...noting }: Noting & Pick<BodyOf<typeof noteComplaint>, "about">,
): Promise<Complaint> {
  const { eventId, at } = await book(club, noting, COMPLAINT, { [ABOUT]: about });
  const complaints = await ofMember(club, noting.member);
  const noted = complaints.find(({ id }) => id === eventId);
  return noted ?? { id: eventId, about, channel: EVIDENCE, at, answeredAt: null };
}

/**
 * Notes that whatever waited is answered.
 *
 * @returns how many complaints waited.
 * @throws DomainError as `note`, or `conflict` where none waits.
 */
export async function answer(club: Club, noting: Noting): Promise<number> {
  const known = await activity.storedEvent(club.db, { source: sourceOf(noting), id: noting.id });
  const before = (await ofMember(club, noting.member)).filter(
    ({ answeredAt }) => answeredAt === (known === null ? null : known.occurred_at),
  );
  if (before.length === 0)
    throw new DomainError("conflict", "No complaint of this member waits for an answer.");
  if (known === null) await book(club, noting, COMPLAINT_ANSWERED, {});
  return before.length;
}

/**
 * A member's complaints, newest first.
 *
 * @throws DomainError `unknown_member`, `erased`.
 */
export async function ofMember(club: Club, member: members.MemberRef): Promise<Complaint[]> {
  const memberId = await activity.memberIdOf(club, member);
  const events = await activity.deedsOfMembers(club.db, {
    memberIds: await members.namesOf(club.db, memberId),
    activities: [COMPLAINT, COMPLAINT_ANSWERED],
    // An answer for each complaint.
    limit: 2 * COMPLAINTS_SHOWN_MAX,
  });
  return complaintsOf(events.map(deedOf)).slice(0, COMPLAINTS_SHOWN_MAX);
}

/** The newest complaint of a member where nothing has answered it; null where none waits. */
export async function waiting(db: Db, memberId: string): Promise<Complaint | null> {
  const newest = await activity.deedsOfMembers(db, {
    memberIds: await members.namesOf(db, memberId),
    activities: [COMPLAINT, COMPLAINT_ANSWERED],
    limit: 1,
  });
  return complaintsOf(newest.map(deedOf))[0] ?? null;
}

function deedOf({ id, payload, channel, occurred_at: at }: StoredEvent): Deed {
  const fields = payload.kind === "activity" ? payload.fields : undefined;
  const about = fields?.[ABOUT];
  return {
    id,
    isAnswer: payload.kind === "activity" && payload.activity === COMPLAINT_ANSWERED,
    about: typeof about === "string" ? about : null,
    channel,
    at,
  };
}

/** Each caller's ids are their own. */
const sourceOf = ({ caller }: Pick<Noting, "caller">): string => `complaints:${caller.id}`;

async function book(
  club: Club,
  noting: Noting,
  kind: string,
  said: Readonly<Record<string, string>>,
): Promise<{ eventId: string; at: number }> {
  const at = club.clock.now();
  const programme = (await activity.timelineOf(club)).at(at);
  const declared = programme.source.activities[kind];
  const fields = Object.fromEntries(
    Object.entries(said).filter(([name]) => declared?.fields?.[name] === "text"),
  );
  const booked = await activity.submit(club, {
    source: sourceOf(noting),
    id: noting.id,
    member: noting.member,
    occurredAt: at,
    timedHere: true,
    channel: EVIDENCE,
    unknownMember: "refuse",
    history: false,
    payload: {
      kind: "activity",
      activity: kind,
      ...(declared?.evidence !== undefined && { evidence: EVIDENCE }),
      ...(Object.keys(fields).length > 0 && { fields }),
    },
  });
  return { eventId: bookedEvent(booked).id, at };
}

function bookedEvent({ event, problem }: EventAnswer): NonNullable<EventAnswer["event"]> {
  if (event) return event;
  if (problem && isProblemCode(problem.code)) throw new DomainError(problem.code, problem.detail);
  throw new Error("a complaint was neither booked nor refused");
}
