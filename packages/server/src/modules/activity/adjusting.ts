/** Corrections by hand: by a key at once, by somebody of the staff up to a limit a day, above it by two. */
import type { EventAnswer } from "@trofast/contract/events";
import { isProblemCode } from "@trofast/contract/problems";
import { adjustInput } from "@trofast/contract/acts";
import type { Club } from "../../club.ts";
import { transaction } from "../../platform/db.ts";
import { DomainError } from "../../platform/errors.ts";
import type { Caller } from "../../platform/http.ts";
import * as access from "../access/service.ts";
import * as members from "../members/service.ts";
import type { Submitted } from "./domain.ts";
import { memberIdOf, submit, submitWithin } from "./service.ts";

interface Correction {
  readonly id: string;
  readonly member: { readonly source: string; readonly id: string };
  readonly unit: string;
  readonly amount: number;
  readonly reason: string;
}

function eventOf(
  club: Club,
  { id, member, unit, amount, reason }: Correction,
  by: { readonly id: string; readonly name: string },
): Submitted {
  return {
    source: `adjust:${by.id}`,
    id,
    member,
    occurredAt: club.clock.now(),
    timedHere: true,
    unknownMember: "refuse",
    history: false,
    payload: { kind: "adjust", unit, amount, reason, actor: by.name },
  };
}

/**
 * Corrects a balance.
 *
 * @throws DomainError for somebody of the staff `step_up_required`, `own_membership`, and `approval_required` above what
 * their role moves alone on a day; refusals of the event itself are answers.
 */
export async function adjust(
  club: Club,
  { caller, ...correction }: Correction & { readonly caller: Caller },
): Promise<EventAnswer> {
  const event = eventOf(club, correction, caller);
  if (caller.kind !== "staff") return await submit(club, event);
  access.requireProof(caller, club.clock.now());
  const memberId = await memberIdOf(club, correction.member);
  await access.requireOtherMembership(club, caller, memberId);
  return await transaction(club.db, async (tx) => {
    const [answer] = await submitWithin(club, tx, [event]);
    if (answer === undefined) throw new Error("an event without an answer");
    const alone = {
      kind: "adjust",
      of: correction.unit,
      amount: Math.abs(correction.amount),
    } as const;
    if (answer.outcome === "booked") await access.mayActAlone(club, tx, { caller, ...alone });
    return answer;
  });
}

/** Lets the staff ask for corrections above what one person may do alone. */
export function offerAdjusting(club: Club): void {
  access.offerAct(club, {
    kind: "adjust",
    scope: "ledger:adjust",
    payload: adjustInput,
    memberIn: ({ memberId }) => memberId,
    async book(_club, tx, { id, staffId, payload }) {
      const { memberId, ...correction } = payload;
      // By their own number: it means who they are by now, also once they have become one with another.
      const member = members.ownRef(memberId);
      const by = { id: `staff:${staffId}`, name: `staff:${staffId}` };
      const event = eventOf(club, { ...correction, id, member }, by);
      const [answer] = await submitWithin(club, tx, [event]);
      const code = answer?.problem?.code;
      if (code !== undefined && isProblemCode(code))
        throw new DomainError(code, answer?.problem?.detail ?? code);
    },
  });
}
