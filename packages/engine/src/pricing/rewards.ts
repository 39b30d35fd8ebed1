/**
 * What the caller gives by name: a voucher, a reward that was bought or granted. They come after all lanes, in the
 * caller's order, and add up: the member chose to use them.
 */
import { shareOf } from "./spread.ts";
import {
  listOf,
  sumOf,
  takeAmount,
  takePercent,
  type Running,
  type Short,
  type Taken,
} from "./cuts.ts";
import { categoryPath } from "../views.ts";
import { PricingError, type Group } from "./basket.ts";
import { AMOUNT_MINOR_MAX } from "../events.ts";

export const REWARDS_PER_BASKET_MAX = 50; // more codes than anybody has at a till

/** On which lines a reward counts, and from when on; everything that is said must hold. */
type Terms = {
  readonly articles?: readonly string[];
  /** Categories with all that they contain: "coffee" counts for "coffee/beans". */
  readonly categories?: readonly string[];
  /** From how much on, for the lines it counts on at the prices of the basket, minor units. */
  readonly atLeastMinor?: number;
  /** Owed whatever the margin is: the programme's floor does not hold it back. */
  readonly owed?: boolean;
};
export type BasketReward = {
  /** The voucher, redemption or grant: what stands in the books. */
  readonly id: string;
} & (
  | ({
      readonly kind: "percentage";
      readonly basisPoints: number;
    } & Terms)
  | ({ readonly kind: "amount"; readonly amountMinor: number } & Terms)
  /** Pieces of an article for nothing, the dearest first; always owed. */
  | { readonly kind: "product"; readonly article: string; readonly pieces?: number }
  | { readonly kind: "delivery" }
);

/** @throws {PricingError} for a reward that no programme can give. */
export function checkRewards(rewards: readonly BasketReward[]): void {
  if (rewards.length > REWARDS_PER_BASKET_MAX)
    throw new PricingError(
      `${rewards.length} rewards are named; ${REWARDS_PER_BASKET_MAX} can be used at once.`,
    );
  const seen = new Set<string>();
  for (const reward of rewards) {
    const value =
      reward.kind === "percentage"
        ? reward.basisPoints
        : reward.kind === "amount"
          ? reward.amountMinor
          : reward.kind === "product"
            ? (reward.pieces ?? 1)
            : 1;
    const max = reward.kind === "percentage" ? 10_000 : AMOUNT_MINOR_MAX;
    if (!Number.isSafeInteger(value) || value < 1 || value > max)
      throw new PricingError(
        `The reward '${reward.id}' says ${value}; write a whole number from 1 to ${max}.`,
      );
    if (seen.has(reward.id))
      throw new PricingError(`The reward '${reward.id}' is named twice: it can be used once.`);
    seen.add(reward.id);
  }
}

type NotThere = { readonly code: "not_in_basket" };

/** What a reward takes off the basket's lines, or why it does nothing there. */
export function takenByReward(
  reward: Exclude<BasketReward, { kind: "delivery" }>,
  running: Running,
  /** Pieces of each group that an earlier reward made free. */
  free: Map<number, number>,
): Taken | Short | NotThere {
  if (reward.kind === "product") return takeProduct(reward, running, free);
  const on = running.groups.flatMap((group, index) => (countsOn(reward, group) ? [index] : []));
  if (on.length === 0) return { code: "not_in_basket" };
  const need = reward.atLeastMinor ?? 0;
  const have = sumOf(on, (index) => listOf(running.groups[index]));
  if (have < need) return { code: "spend", need, have };
  const floors = reward.owed ? running.floors.map(() => 0) : running.floors;
  if (reward.kind === "percentage")
    return takePercent(reward.basisPoints, "net", on, { ...running, floors });
  return takeAmount("basket", reward.amountMinor, on, { ...running, floors });
}

function countsOn({ articles, categories }: Terms, group: Group): boolean {
  if (group.facts.reducible === false) return false;
  if (articles && !articles.includes(group.article)) return false;
  const path = categoryPath(group.facts.category ?? "");
  return !categories || categories.some((category) => path.includes(category));
}

function takeProduct(
  reward: Extract<BasketReward, { kind: "product" }>,
  running: Running,
  free: Map<number, number>,
): Taken | NotThere {
  const on = [...running.groups.keys()].filter(
    (index) => running.groups[index]?.article === reward.article,
  );
  let left = reward.pieces ?? 1;
  const given = on.map((index) => {
    const before = free.get(index) ?? 0;
    const open = (running.groups[index]?.quantity ?? 0) - before;
    const pieces = Math.min(open, left);
    left -= pieces;
    free.set(index, before + pieces);
    return pieces === 0 ? 0 : shareOf(running.nets[index] ?? 0, pieces, open, running.rounding);
  });
  if (sumOf([...given.keys()], (at) => given[at] ?? 0) === 0) return { code: "not_in_basket" };
  return { on, given, wanted: given };
}
