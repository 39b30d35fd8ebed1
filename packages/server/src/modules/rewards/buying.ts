/** Rewards that are taken together with a basket: what they would cost and give, before anything is booked. */
import type { Club } from "../../club.ts";
import type { Tx } from "../../platform/db.ts";
import { DomainError } from "../../platform/errors.ts";
import { newId } from "../../platform/ids.ts";
import * as activity from "../activity/service.ts";
import { benefitOf, USED_BY_ORDER, type Benefit } from "./domain.ts";
import * as store from "./store.ts";
import { costIn, countOf, eventOf, keptFor, unavailable } from "./taking.ts";

export interface Wanted {
  readonly reward: string;
  readonly count: number;
  readonly granted: boolean;
}

/** A reward that a basket would take. */
export interface Bought extends Wanted {
  /** Units that it takes. */
  readonly cost: Readonly<Record<string, number>>;
  readonly benefit: Benefit;
}

/**
 * What rewards would cost a member and give on a basket, one after another, and how the member stands after it. Nothing
 * is changed.
 *
 * @throws DomainError as `redeem`.
 */
export async function foresee(
  club: Club,
  tx: Tx,
  input: { readonly ahead: activity.Ahead; readonly wanted: readonly Wanted[] },
): Promise<{ readonly bought: Bought[]; readonly ahead: activity.Ahead }> {
  let { ahead } = input;
  const bought: Bought[] = [];
  for (const wanted of input.wanted) {
    const { one, after } = await foreseeOne(club, tx, ahead, wanted);
    bought.push(one);
    ahead = { ...ahead, states: after };
  }
  return { bought, ahead };
}

async function foreseeOne(club: Club, tx: Tx, ahead: activity.Ahead, wanted: Wanted) {
  const { timeline, programme, market, member } = ahead;
  const now = club.clock.now();
  const reward = programme.rewards.get(wanted.reward);
  if (!reward)
    throw new DomainError(
      "unknown_reward",
      `The programme in force has no reward '${wanted.reward}'.`,
    );
  const benefit = benefitOf(reward, market, wanted.count);
  if (benefit.kind === "none" || !USED_BY_ORDER.includes(reward.source.kind))
    throw unavailable(reward.id, "gives nothing on a basket: take it by itself");
  const live = (await store.live(tx, [reward.id])).get(reward.id);
  if (live?.paused === true) throw unavailable(reward.id, "is not given out at the moment");
  const stock = live?.stock ?? null;
  const count = countOf(reward, wanted.count);
  const event = eventOf({
    input: { memberId: member.memberId, reward: reward.id, granted: wanted.granted },
    id: newId(),
    count,
    now,
  });
  const keptPrices = keptFor(timeline, programme, member, reward.id, now);
  const facts = { keptPrices, ...(stock !== null && { stock }) };
  const { decision, after } = await activity.foresee(tx, ahead, { ...event, facts });
  if (decision.refusal) {
    const { code, detail, shortBy } = decision.refusal;
    const hint = code === "money_missing" ? " Take it by itself, and use it here then." : "";
    throw new DomainError(code, `${detail}${hint}`, { ...(shortBy !== undefined && { shortBy }) });
  }
  return { one: { ...wanted, cost: costIn(decision.reasons, reward.id), benefit }, after };
}
