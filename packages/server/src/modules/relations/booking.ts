/** Events that the club itself makes about how members stand to each other. */
import type { EventAnswer } from "@trofast/contract/events";
import { isProblemCode } from "@trofast/contract/problems";
import type { Effect } from "@trofast/engine/effects";
import type { Club } from "../../club.ts";
import type { Tx } from "../../platform/db.ts";
import { DomainError } from "../../platform/errors.ts";
import type { Submitted } from "../activity/domain.ts";
import * as activity from "../activity/service.ts";
import * as members from "../members/service.ts";

export interface Booked {
  readonly eventId: string;
  readonly occurredAt: number;
  readonly effects: readonly Effect[];
}

/** Books one event of the club's own, or refuses as the event was refused. */
export async function book(
  club: Club,
  tx: Tx,
  asked: {
    readonly id: string;
    readonly memberId: string;
    readonly payload: Submitted["payload"];
    /** The club's clock unless said. */
    readonly occurredAt?: number;
  },
): Promise<Booked> {
  let effects: readonly Effect[] = [];
  const { occurredAt = club.clock.now() } = asked;
  const [answer] = await activity.submitWithin(club, tx, [
    {
      source: "trofast",
      id: asked.id,
      member: members.ownRef(asked.memberId),
      occurredAt,
      timedHere: true,
      unknownMember: "refuse",
      history: false,
      payload: asked.payload,
      decided: (decided) => {
        effects = decided;
      },
    },
  ]);
  requireBooked(answer);
  return { eventId: answer.event.id, occurredAt, effects };
}

type BookedAnswer = EventAnswer & { readonly event: NonNullable<EventAnswer["event"]> };

export function requireBooked(answer: EventAnswer | undefined): asserts answer is BookedAnswer {
  if (answer?.event) return;
  const code = answer?.problem?.code;
  if (code !== undefined && isProblemCode(code))
    throw new DomainError(code, answer?.problem?.detail ?? code);
  throw new Error("an event of the club's own was neither booked nor refused");
}
