/** One event into the books, in the transaction of whoever has it. */
import type { EventAnswer } from "@trofast/contract/events";
import type { Club } from "../../club.ts";
import type { Tx } from "../../platform/db.ts";
import { DomainError } from "../../platform/errors.ts";
import * as activity from "../activity/service.ts";
import type { Submitted } from "../activity/domain.ts";

/** @throws DomainError `member_busy`, for which the whole is tried again. */
export async function submitOne(club: Club, tx: Tx, event: Submitted): Promise<EventAnswer> {
  const [answer] = await activity.submitWithin(club, tx, [event]);
  if (answer === undefined) throw new Error("an event without an answer");
  if (answer.problem?.code === "member_busy")
    throw new DomainError("member_busy", answer.problem.detail, { retryAfterSeconds: 1 });
  return answer;
}
