/**
 * What is true in the invented club and nobody there can know: which rule changes what members do, and how much. What
 * is measured can be compared with it.
 */

export interface PlantedEffect {
  readonly rule: string;
  /** As the engine asks: seed and share decide who goes without. */
  readonly holdoutSeed: string;
  readonly holdoutBasisPoints: number;
  /** The share of all members whom the rule can move. */
  readonly reachableShare: number;
  /** How much more often they buy while it is on. */
  readonly rateFactor: number;
  /** The months in which it is on, 1 to 12. */
  readonly months: readonly number[];
}

/** Double points on local goods: those who can be moved, and get it, buy more often in its months. */
export const plantedEffect: PlantedEffect = {
  rule: "double-local",
  holdoutSeed: "holdout:double-local",
  holdoutBasisPoints: 1_000,
  reachableShare: 0.45,
  rateFactor: 1.4,
  months: [3, 4, 9, 10],
};

/** What a comparison of everybody with the holdout must come near to: the reachable share moves, the others do not. */
export function averageEffect({ reachableShare, rateFactor }: PlantedEffect): number {
  return reachableShare * (rateFactor - 1);
}

/** How much more often a member buys in a month, given what the planted effect does to them. */
export function rateFactorOf(
  member: { readonly isReachable: boolean; readonly isHeldOut: boolean },
  month: number,
): number {
  const moves = member.isReachable && !member.isHeldOut && plantedEffect.months.includes(month);
  return moves ? plantedEffect.rateFactor : 1;
}
