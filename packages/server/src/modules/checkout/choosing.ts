/** What a buyer has chosen to lower the price and to pay with, as far as it gives something on the basket. */
import type { QuoteInput } from "@trofast/contract/checkout";
import type { Club } from "../../club.ts";
import type { Tx } from "../../platform/db.ts";
import { DomainError } from "../../platform/errors.ts";
import * as activity from "../activity/service.ts";
import * as rewards from "../rewards/service.ts";
import * as discounts from "./discounts.ts";
import { priceQuote, type PricingAsked } from "./pricing.ts";

/**
 * What is chosen, as far as it gives something, and the price with it. A reward that would give nothing on this basket is
 * not taken, so all is reckoned again without it: its units may pay for something else.
 */
export async function chosen(club: Club, tx: Tx, quoting: Quoting) {
  const { asked, isGuest, at } = quoting;
  let wanted: readonly rewards.Wanted[] = asked.rewards ?? [];
  const tooSmallFor = new Map<string, number>();
  if (isGuest && wanted.length > 0)
    throw new DomainError(
      "tender_not_possible",
      "A guest has nothing to take rewards with: name the member, or leave out rewards.",
      { errors: [{ pointer: "/rewards", code: "guest", detail: "no member" }] },
    );
  for (;;) {
    const { bought, ahead } = await rewards.foresee(club, tx, { ahead: quoting.ahead, wanted });
    const memberId = isGuest ? null : ahead.member.memberId;
    const found = await discounts.find(club, tx, { asked, bought, memberId, ahead, at });
    for (const { reward, shortByMinor } of found.short) tooSmallFor.set(reward, shortByMinor);
    const priced = priceQuote({ ...pricingOf({ ...quoting, ahead }), ...found });
    const used = new Set(
      discounts.takenIn(discounts.usedBy(found, priced)).map(({ reward }) => reward),
    );
    if (bought.every(({ reward }) => used.has(reward))) {
      const short = [...tooSmallFor].map(([reward, shortByMinor]) => ({ reward, shortByMinor }));
      return { found: { ...found, short, idle: idleOf(asked, used) }, priced, ahead };
    }
    wanted = wanted.filter(({ reward }) => used.has(reward));
  }
}

const idleOf = ({ rewards: wanted = [] }: QuoteInput, used: ReadonlySet<string>): string[] =>
  wanted.map(({ reward }) => reward).filter((reward) => !used.has(reward));

export type Chosen = discounts.FoundDiscounts & {
  /** Rewards that would give nothing here, and are not taken. */
  readonly idle: readonly string[];
};

export interface Quoting {
  readonly asked: QuoteInput;
  readonly id: string;
  readonly at: number;
  readonly ahead: activity.Ahead;
  readonly isGuest: boolean;
}

export function pricingOf({
  asked,
  id,
  at,
  ahead,
  isGuest,
}: Quoting): Omit<PricingAsked, "rewards" | "offers" | "giftCards"> {
  const { programme, market, states, articles, region, bookedAt } = ahead;
  return {
    asked,
    programme,
    market,
    states: isGuest ? null : states,
    segments: isGuest ? [] : (ahead.member.segments ?? []),
    told: isGuest ? null : activity.toldAhead(ahead, at),
    articles,
    region,
    at,
    bookedAt,
    id,
  };
}
