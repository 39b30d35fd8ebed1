/**
 * Whole amounts over lines, without losing any, and so that one price never rises because another fell.
 *
 * Largest remainder cannot promise the latter: an öre more to spread may take one from a line (the Alabama
 * paradox), and then a further reduction could make a basket dearer. A divisor method can; of those, nearest
 * shares (Webster, Sainte-Laguë) stray least from the exact proportion. See M. Balinski, H. P. Young, Fair
 * Representation, 1982. Pieces of a line share evenly, as a return takes them.
 */
import type { RoundingMode } from "../numbers.ts";

/**
 * value * top / bottom as a whole number. With top <= bottom, what remains of a larger value is never less.
 *
 * @param value minor units, from 0; `top` and `bottom` are whole, and `bottom` is above 0.
 */
export function shareOf(value: number, top: number, bottom: number, mode: RoundingMode): number {
  const product = value * top;
  if (Number.isSafeInteger(product) && Number.isSafeInteger(bottom * 2)) {
    const rest = product % bottom;
    const below = (product - rest) / bottom;
    return below + (roundsUp(rest * 2 - bottom, rest > 0, below % 2 === 1, mode) ? 1 : 0);
  }
  const [exact, divisor] = [BigInt(value) * BigInt(top), BigInt(bottom)];
  const [below, rest] = [exact / divisor, exact % divisor];
  const half = rest * 2n - divisor;
  const side = half < 0n ? -1 : half > 0n ? 1 : 0;
  return Number(below) + (roundsUp(side, rest > 0n, below % 2n === 1n, mode) ? 1 : 0);
}

/** `half` is below, at or above 0 as the rest is below, at or above one half. */
function roundsUp(half: number, isBroken: boolean, isOdd: boolean, mode: RoundingMode): boolean {
  switch (mode) {
    case "floor":
      return false;
    case "ceil":
      return isBroken;
    case "half_up":
      return half >= 0;
    case "half_even":
      return half > 0 || (half === 0 && isOdd);
  }
}

/**
 * Spreads an amount in proportion to weights, no share above its cap; what a cap cuts off goes to the others.
 * Less is spread only where all caps are reached. Ties go by position.
 *
 * @param caps none above its weight.
 * @returns whole shares; they sum to the amount, or to the caps where those are less.
 */
export function spread(
  amount: number,
  weights: readonly number[],
  caps: readonly number[],
): number[] {
  if (amount >= total(caps)) return [...caps];
  const shares = nearShares(amount, weights, caps);
  const task: Task = { weights, caps, shares };
  let left = amount - total(shares);
  for (; left > 0; left -= 1) move(shares, nextUp(task), 1);
  for (; left < 0; left += 1) move(shares, nextDown(task), -1);
  // The start was computed with doubles; a share that was rounded the wrong way is found here.
  for (;;) {
    const [up, down] = [nextUp(task), nextDown(task)];
    if (up < 0 || down < 0 || up === down || !isDueBefore(task, up, down)) return shares;
    move(shares, up, 1);
    move(shares, down, -1);
  }
}

type Task = {
  readonly weights: readonly number[];
  readonly caps: readonly number[];
  readonly shares: number[];
};

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

function move(shares: number[], index: number, by: number): void {
  shares[index] = (shares[index] ?? 0) + by;
}

/** Each weight at one common rate, rounded: nearly all shares are right at once. */
function nearShares(amount: number, weights: readonly number[], caps: readonly number[]): number[] {
  const shares = weights.map(() => 0);
  let open = [...weights.keys()].filter((index) => (caps[index] ?? 0) > 0);
  let left = amount;
  for (;;) {
    const sum = open.reduce((added, index) => added + (weights[index] ?? 0), 0);
    const rate = sum > 0 ? left / sum : 0;
    const due = (index: number): number => (weights[index] ?? 0) * rate;
    const full = open.filter((index) => due(index) >= (caps[index] ?? 0));
    if (full.length === 0) {
      for (const index of open)
        shares[index] = Math.min(caps[index] ?? 0, Math.max(0, Math.round(due(index))));
      return shares;
    }
    for (const index of full) {
      shares[index] = caps[index] ?? 0;
      left -= caps[index] ?? 0;
    }
    open = open.filter((index) => due(index) < (caps[index] ?? 0));
  }
}

/** Whose next unit is due first: the largest weight / (2 share + 1) among those with room; -1 for nobody. */
function nextUp(task: Task): number {
  const { weights, caps, shares } = task;
  let best = -1;
  for (let index = 0; index < weights.length; index += 1) {
    if ((shares[index] ?? 0) >= (caps[index] ?? 0)) continue;
    if (best < 0 || isGreater(weights, index, steps(task, index, 1), best, steps(task, best, 1)))
      best = index;
  }
  return best;
}

/** Whose last unit was due last: the smallest weight / (2 share - 1); of equals, the last by position. */
function nextDown(task: Task): number {
  const { weights, shares } = task;
  let best = -1;
  for (let index = 0; index < weights.length; index += 1) {
    if ((shares[index] ?? 0) === 0) continue;
    if (best < 0 || !isGreater(weights, index, steps(task, index, -1), best, steps(task, best, -1)))
      best = index;
  }
  return best;
}

/** Is the next unit of `up` due before the last unit of `down`? */
function isDueBefore(task: Task, up: number, down: number): boolean {
  const [mine, theirs] = [steps(task, up, 1), steps(task, down, -1)];
  if (isGreater(task.weights, up, mine, down, theirs)) return true;
  return up < down && !isGreater(task.weights, down, theirs, up, mine);
}

function steps({ shares }: Task, index: number, by: number): number {
  return 2 * (shares[index] ?? 0) + by;
}

const NEARLY = 1e-9; // doubles further apart than this are told apart without exact numbers

/** Is weights[first] / above > weights[second] / below, exactly? */
function isGreater(
  weights: readonly number[],
  first: number,
  above: number,
  second: number,
  below: number,
): boolean {
  const [mine, theirs] = [weights[first] ?? 0, weights[second] ?? 0];
  const [left, right] = [mine * below, theirs * above];
  if (Math.abs(left - right) > NEARLY * Math.max(left, right)) return left > right;
  if (left < Number.MAX_SAFE_INTEGER && right < Number.MAX_SAFE_INTEGER) return left > right;
  return BigInt(mine) * BigInt(below) > BigInt(theirs) * BigInt(above);
}
