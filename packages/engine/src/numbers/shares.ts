/** Sharing whole amounts without losing or inventing any. */

import { NumberError } from "./exact.ts";

function wholeAmount(name: string, value: number): number {
  if (Number.isSafeInteger(value) && value >= 0) return value;
  throw new NumberError(`${name} is ${value}: shares need whole numbers from 0 to 2^53 - 1.`);
}

/** floor(total * weight / sum) and what the division leaves, exactly. */
function divideShare(total: number, weight: number, sum: number): { share: number; rest: number } {
  const product = total * weight;
  if (Number.isSafeInteger(product)) {
    const rest = product % sum;
    return { share: (product - rest) / sum, rest };
  }
  const [exact, divisor] = [BigInt(total) * BigInt(weight), BigInt(sum)];
  return { share: Number(exact / divisor), rest: Number(exact % divisor) };
}

/**
 * Shares a total by weight in whole numbers that sum to it (largest remainder, also called Hamilton's method). Equal
 * remainders go by position; where all weights are zero everyone weighs the same.
 *
 * @throws {NumberError} for negative, fractional or unsafe numbers, or a total with nobody to share it.
 */
export function largestRemainder(total: number, weights: readonly number[]): number[] {
  wholeAmount("The total", total);
  if (weights.length === 0 && total > 0)
    throw new NumberError(`Nobody is there to share ${total}.`);
  const sum = weights.reduce((added, weight) => added + wholeAmount("A weight", weight), 0);
  wholeAmount("The sum of the weights", sum);
  if (sum === 0) {
    const equal = Math.floor(total / weights.length);
    return weights.map((_, position) => equal + (position < total % weights.length ? 1 : 0));
  }
  const parts = weights.map((weight) => divideShare(total, weight, sum));
  const shares = parts.map(({ share }) => share);
  const left = total - shares.reduce((added, share) => added + share, 0);
  if (left === 0) return shares;
  const order = [...parts.keys()].toSorted(
    (a, b) => (parts[b]?.rest ?? 0) - (parts[a]?.rest ?? 0) || a - b,
  );
  for (const position of order.slice(0, left)) shares[position] = (shares[position] ?? 0) + 1;
  return shares;
}

/**
 * What the first `taken` of `quantity` equal pieces carry of a total, spread evenly along them: ceil(total x taken /
 * quantity). 89 points over 3 pieces are 30, 30 and 29; 40 points over 400 pieces are one for every tenth. The share of
 * pieces 5 to 7 is `shareOfFirst(.., 7) - shareOfFirst(.., 4)`, so it does not matter in how many steps they are taken.
 *
 * @throws {NumberError} for negative, fractional or unsafe numbers, no pieces, or more taken than there are.
 */
export function shareOfFirst(total: number, quantity: number, taken: number): number {
  wholeAmount("The total", total);
  wholeAmount("The quantity", quantity);
  wholeAmount("The number taken", taken);
  if (quantity === 0 || taken > quantity) {
    throw new NumberError(`${taken} of ${quantity} units cannot be taken.`);
  }
  return total - divideShare(total, quantity - taken, quantity).share;
}
