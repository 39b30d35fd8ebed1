/** Rewards made ready: prices in the order in which they are asked, limits with their counters, money read. */
import { money } from "../numbers.ts";
import type { Instant } from "../time.ts";
import { durationOf } from "./compile-units.ts";
import type { CompiledLimit, CompiledPrice, CompiledReward } from "./compiled.ts";
import type { Reward } from "./reward-schema.ts";

/** The rule that postings and counters of a reward name. */
export const ruleOfReward = (id: string): string => `reward:${id}`;

export function compileReward(
  reward: Reward,
  windows: ReadonlyMap<string, (instant: Instant) => boolean>,
): CompiledReward {
  const special = (reward.prices ?? []).map((price) => priceOf(price));
  const isForSale = reward.cost !== undefined || reward.money !== undefined;
  return {
    id: reward.id,
    source: reward,
    prices: isForSale ? [...special, priceOf({ cost: reward.cost, money: reward.money })] : special,
    stock: reward.seats ?? reward.stock ?? null,
    windows,
    limits: limitsOf(reward),
    lasts: reward.lasts === undefined ? null : durationOf(reward.lasts),
    worthMinor: minorPerMarket(reward.worth),
  };
}

type WrittenPrice = Pick<
  NonNullable<Reward["prices"]>[number],
  "cost" | "money" | "levels" | "segments" | "markets"
>;

function priceOf({ cost, money: texts, levels, segments, markets }: WrittenPrice): CompiledPrice {
  return {
    cost: Object.entries(cost ?? {}).map(([unit, amount]) => ({ unit, amount })),
    moneyMinor: minorPerMarket(texts),
    ...(levels && { levels }),
    ...(segments && { segments }),
    ...(markets && { markets }),
  };
}

function limitsOf({ id, limit = [] }: Reward): CompiledLimit[] {
  return (Array.isArray(limit) ? limit : [limit]).map(({ times = 0, per, every }, position) => ({
    key: `${ruleOfReward(id)}#${position}`,
    of: "times",
    max: times,
    per,
    every,
    over: "refuse",
  }));
}

/** Whole minor units per market; amounts finer than a coin were reported and are left out. */
export function minorPerMarket(
  texts: Readonly<Record<string, string>> | undefined,
): Map<string, number> {
  const minors = new Map<string, number>();
  for (const [market, text] of Object.entries(texts ?? {})) {
    const { minor } = money(text);
    if (typeof minor === "number") minors.set(market, minor);
  }
  return minors;
}
