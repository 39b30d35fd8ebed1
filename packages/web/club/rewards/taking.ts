/** Whether a reward can be taken here and now, and what it costs: pure. */
import type { ListedReward } from "../nearest.ts";

export type Stop =
  | "full"
  | "gone"
  | "missing"
  | "money"
  | "granted"
  | "limit"
  | "other"
  /** Early access that is open to the member as it is: there is nothing to take. */
  | "early";

const stops: Readonly<Record<string, Stop>> = {
  insufficient_balance: "missing",
  money_missing: "money",
  reward_not_granted: "granted",
  reward_limit_reached: "limit",
  out_of_stock: "gone",
};

/** What stands in the way; null where nothing does. */
export function stopOf(reward: ListedReward): Stop | null {
  if (reward.left === 0) return reward.kind === "experience" ? "full" : "gone";
  if (reward.granted > 0) return null;
  const { whyNot, price } = reward;
  if (whyNot !== null) return stops[whyNot.code] ?? "other";
  if (Object.keys(reward.missing).length > 0) return "missing";
  if (price === null) return reward.window === null ? "granted" : "early";
  // Part of it is paid with money, which only a till can take.
  return price.moneyMinor > 0 ? "money" : null;
}

/** Units for so many of it. */
export const costOf = (
  { price }: Pick<ListedReward, "price">,
  count: number,
): Record<string, number> =>
  Object.fromEntries(
    Object.entries(price?.units ?? {}).map(([unit, amount]) => [unit, amount * count]),
  );
