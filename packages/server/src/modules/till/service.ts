/** Who stands at the till. */
import { TAKEN_REWARDS_MAX, type tillCustomerCall } from "@trofast/contract/till";
import type { AnswerOf } from "@trofast/contract/endpoint";
import type { Club } from "../../club.ts";
import * as activity from "../activity/service.ts";
import * as members from "../members/service.ts";
import * as rewards from "../rewards/service.ts";
import { cardsShown, usableIn } from "./domain.ts";

type TillCustomer = AnswerOf<typeof tillCustomerCall>;

/**
 * What a cashier sees of the member behind an identifier.
 *
 * @throws DomainError `unknown_member`, `erased`, `no_programme`.
 */
export async function customer(club: Club, member: members.MemberRef): Promise<TillCustomer> {
  const standing = await activity.standing(club, member);
  const programme = (await activity.timelineOf(club)).at(standing.at);
  const { memberId, balance, levels, cards, rewards: granted } = standing;
  const { profile, status } = await members.readById(club.db, memberId);
  return {
    memberId,
    member: { source: member.source, id: member.id },
    givenName: profile["givenName"] ?? null,
    status: status === "frozen" ? "frozen" : "active",
    usable: usableIn(programme, balance),
    levels: { ...levels },
    cards: cardsShown(cards),
    rewards: { ...granted },
    taken: await takenBy(club, memberId, standing.at),
  };
}

/** Of so many that were taken last: what is used up since stands between those that are not. */
const LOOKED_AT_MAX = 200;

async function takenBy(club: Club, memberId: string, now: number): Promise<TillCustomer["taken"]> {
  const { data } = await rewards.redemptionsOf(club, memberId, { limit: LOOKED_AT_MAX });
  return data
    .filter((redemption) => rewards.stateAt(redemption, now) === "issued")
    .slice(0, TAKEN_REWARDS_MAX)
    .map(({ id, reward, kind }) => ({ redemptionId: id, reward, kind }));
}
