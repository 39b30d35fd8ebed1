/** How much a member hears from the club: promotional messages are counted, whoever sends them. */
import type { ContactChannel, ContactRhythm, ReachingPurpose } from "@trofast/contract/consents";
import type { Club } from "../../club.ts";
import { transaction } from "../../platform/db.ts";
import * as members from "../members/service.ts";
import * as sent from "./budget-store.ts";
import { budgetOf, type Budget, type GateAnswer } from "./domain.ts";
import { gateOf, momentOf } from "./gate.ts";

/**
 * May this message go out now? Where it may, it is counted in the same transaction, so that no two senders take the last
 * place. Asked again with the same id it is let out again, and counts once.
 *
 * @param wanted.sender who sends; `message` is its own id of the message.
 */
export async function countContact(
  club: Club,
  wanted: {
    readonly memberId: string;
    readonly purpose: ReachingPurpose;
    readonly channel: ContactChannel;
    readonly sender: string;
    readonly message: string;
  },
): Promise<GateAnswer & { readonly counted: boolean }> {
  const { memberId, sender, message } = wanted;
  const moment = await momentOf(club);
  return await transaction(club.db, async (tx) => {
    await sent.lockBudget(tx, memberId);
    const memberIds = await members.namesOf(tx, memberId);
    if (await sent.isCounted(tx, { memberIds, sender, message }))
      return { ...(await gateOf(tx, moment, { ...wanted, isCounted: true })), counted: false };
    const answer = await gateOf(tx, moment, wanted);
    if (answer.allowed) await sent.insertSent(tx, { ...wanted, at: moment.now });
    return { ...answer, counted: answer.allowed };
  });
}

/** What each rhythm lets through in this club now. */
export async function budgets(club: Club): Promise<Record<ContactRhythm, Budget>> {
  const { programme } = await momentOf(club);
  const perWeek = programme?.source.contact?.perWeek;
  return {
    lite: budgetOf("lite", perWeek),
    lagom: budgetOf("lagom", perWeek),
    more: budgetOf("more", perWeek),
  };
}
