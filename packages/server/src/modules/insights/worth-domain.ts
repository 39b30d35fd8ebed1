/** The arithmetic of a comparison of two groups. Pure. */

/** The first version of a programme is in force from the beginning: an instant before all others. */
export const BEGINNING_OF_ALL = 0;
/** Of the normal distribution, for 95 % on both sides. */
const Z = 1.959_963_984_540_054;

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function varianceOf(values: readonly number[], mean: number): number {
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
}

/**
 * The difference of two means, first less second, with its 95 % interval by Welch.
 *
 * @param first, second at least two values each.
 */
export function welch(
  first: readonly number[],
  second: readonly number[],
): { difference: number; low: number; high: number; means: [number, number] } {
  const means: [number, number] = [meanOf(first), meanOf(second)];
  const [left, right] = [
    varianceOf(first, means[0]) / first.length,
    varianceOf(second, means[1]) / second.length,
  ];
  const difference = means[0] - means[1];
  const variance = left + right;
  if (variance === 0) return { difference, low: difference, high: difference, means };
  const freedom =
    variance ** 2 / (left ** 2 / (first.length - 1) + right ** 2 / (second.length - 1));
  const half = quantile(freedom) * Math.sqrt(variance);
  return { difference, low: difference - half, high: difference + half, means };
}

/** What of one member is counted: in how many weeks active, and in how many of those they bought. */
export type MemberWeeks = { readonly active: number; readonly bought: number };

/**
 * The share of active weeks with a purchase, over all members, with its 95 % interval. A member's weeks are alike, so it
 * is members that are counted and not weeks: the variance is that of a ratio of sums (Cochran, Sampling Techniques,
 * 1977, 6.4).
 *
 * @returns null of fewer than two members.
 */
export function shareOfWeeks(
  members: readonly MemberWeeks[],
): { readonly share: number; readonly low: number; readonly high: number } | null {
  const seen = members.filter(({ active }) => active > 0);
  const weeks = seen.reduce((sum, { active }) => sum + active, 0);
  if (seen.length < 2) return null;
  const share = seen.reduce((sum, { bought }) => sum + bought, 0) / weeks;
  const squares = seen.reduce((sum, { active, bought }) => sum + (bought - share * active) ** 2, 0);
  const variance = (squares * seen.length) / (seen.length - 1) / weeks ** 2;
  const half = quantile(seen.length - 1) * Math.sqrt(variance);
  return { share, low: Math.max(0, share - half), high: Math.min(1, share + half) };
}

/** Student's 97.5 % quantile (Abramowitz and Stegun 26.7.5); within 0.001 from 8 degrees of freedom on. */
export function quantile(freedom: number): number {
  const [z3, z5, z7] = [Z ** 3, Z ** 5, Z ** 7];
  return (
    Z +
    (z3 + Z) / (4 * freedom) +
    (5 * z5 + 16 * z3 + 3 * Z) / (96 * freedom ** 2) +
    (3 * z7 + 19 * z5 + 17 * z3 - 15 * Z) / (384 * freedom ** 3)
  );
}
