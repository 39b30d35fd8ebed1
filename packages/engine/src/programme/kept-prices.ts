/** What rewards cost those who earned before a price rose, as the promise `keepPrices` has it. Pure. */
import type { KeptPrice, PriceFor } from "../facts.ts";
import { addDuration, type Instant } from "../time.ts";
import { isSame } from "./changes.ts";
import { durationOf } from "./compile-units.ts";
import type { Programme } from "./schema.ts";

/** A version and the instant from which it holds. */
export type Version = { readonly effectiveAt: Instant; readonly programme: Programme };
type Reward = Programme["rewards"][number];
type Cost = number | undefined;

const rewardIn = ({ programme }: Version, id: string): Reward | undefined =>
  programme.rewards.find((reward) => reward.id === id);

/**
 * What a reward costs at `at` in units that were earned at `earnedAt`: today's price, or a lower one that was
 * in force when they were earned and is still kept by the promise `keepPrices` of the version that had it.
 *
 * @param zone the zone in which the promise's months are counted.
 * @returns null where the reward cannot be bought with the unit, or does not exist, at `at`.
 */
export function rewardPrice(
  versions: readonly Version[],
  rewardId: string,
  unit: string,
  at: Instant,
  earnedAt: Instant,
  zone: string,
): number | null {
  const past = pastOf(versions, at);
  const costs = past.map((version) => rewardIn(version, rewardId)?.cost?.[unit]);
  return lowestOf(past, costs, { at, earnedAt, zone });
}

const pastOf = (versions: readonly Version[], at: Instant): Version[] =>
  versions
    .filter((version) => version.effectiveAt <= at)
    .toSorted((left, right) => left.effectiveAt - right.effectiveAt);

/** @param costs in each version, the last of which is today's. */
function lowestOf(
  past: readonly Version[],
  costs: readonly Cost[],
  { at, earnedAt, zone }: { at: Instant; earnedAt: Instant; zone: string },
): number | null {
  let price = costs.at(-1);
  if (price === undefined) return null;
  past.forEach((version, index) => {
    const next = past[index + 1];
    const { keepPrices } = version.programme.promises;
    const cost = costs[index];
    if (!next || keepPrices === undefined || cost === undefined || price === undefined) return;
    const kept = at < addDuration(next.effectiveAt, durationOf(keepPrices), zone);
    if (kept && earnedAt < next.effectiveAt && cost < price) price = cost;
  });
  return price;
}

/**
 * The lower prices of a reward, per unit, that are kept at `at` for units earned before they rose: what the
 * decision about a redemption is given, so that it can be repeated. Prices for some levels, segments or markets are
 * kept for those.
 *
 * @param zone the zone in which the promise's months are counted.
 */
export function keptPricesOf(
  versions: readonly Version[],
  rewardId: string,
  at: Instant,
  zone: string,
): Record<string, KeptPrice[]> {
  const past = pastOf(versions, at);
  const rewards = past.map((version) => rewardIn(version, rewardId));
  const today = rewards.at(-1);
  // Most prices never change, and a list of rewards asks for each of them.
  const pricesOf = (reward: Reward | undefined) => [reward?.cost, reward?.prices];
  if (!today || rewards.every((reward) => isSame(pricesOf(reward), pricesOf(today)))) return {};
  const kept: Record<string, KeptPrice[]> = {};
  const keep = (unit: string, costs: readonly Cost[], of?: PriceFor): void => {
    const lower = keptOf(past, costs, { at, zone });
    const prices = lower.map(([price, before]): KeptPrice =>
      of ? [price, before, of] : [price, before],
    );
    if (prices.length > 0) kept[unit] = [...(kept[unit] ?? []), ...prices];
  };
  for (const unit of new Set(rewards.flatMap((reward) => Object.keys(reward?.cost ?? {}))))
    keep(
      unit,
      rewards.map((reward) => reward?.cost?.[unit]),
    );
  for (const of of specialsOf(rewards)) {
    const specials = rewards.map((reward) => specialFor(reward, of));
    // Where the special price is gone, everybody's is what it rose to; a part in money makes it another price.
    const now = specials.at(-1) ?? today;
    const same = specials.map((price) => (isSame(price?.money, now.money) ? price : undefined));
    const costs = [...same.slice(0, -1), now];
    for (const unit of Object.keys(now.cost ?? {}))
      keep(
        unit,
        costs.map((price) => price?.cost?.[unit]),
        of,
      );
  }
  return kept;
}

/** Each lower price with the instant before which the units for it were earned. */
function keptOf(
  past: readonly Version[],
  costs: readonly Cost[],
  { at, zone }: { at: Instant; zone: string },
): [number, Instant][] {
  const today = lowestOf(past, costs, { at, earnedAt: at, zone });
  if (today === null) return [];
  const until = new Map<number, Instant>();
  for (const { effectiveAt } of past) {
    const price = lowestOf(past, costs, { at, earnedAt: effectiveAt - 1, zone });
    if (price !== null && price < today)
      until.set(price, Math.max(effectiveAt, until.get(price) ?? effectiveAt));
  }
  return [...until];
}

/** For whom there have been special prices, each once. */
function specialsOf(rewards: readonly (Reward | undefined)[]): PriceFor[] {
  const all = rewards.flatMap((reward) => (reward?.prices ?? []).map(forWhom));
  return all.filter((one, index) => all.findIndex((each) => isSame(each, one)) === index);
}

const specialFor = (reward: Reward | undefined, of: PriceFor) =>
  reward?.prices?.find((price) => isSame(forWhom(price), of));

function forWhom({ levels, segments, markets }: PriceFor): PriceFor {
  return {
    ...(levels && { levels }),
    ...(segments && { segments }),
    ...(markets && { markets }),
  };
}
