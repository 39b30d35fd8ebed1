/**
 * When a member's points need more than a session to be taken: somebody else may hold it.
 *
 * large: more than the club has settled for a day, in what rewards and codes for web shops are worth together.
 * proof: a fresh code, or the till's word; asked before what is large, and once of who was idle for long.
 * wait: after a new device or address nothing large is taken for some hours, proof or not. Whoever has a member's mail
 * has the code too; in these hours the member reads the notice and says so.
 *
 * At the till nothing of this is asked: the member stands there.
 */

/** Whose points lie so long attracts whoever looks for balances that nobody watches. */
const IDLE_MS = 180 * 86_400_000;
/** What is large is summed over so long, so that many small ones are no way around it. */
export const LARGE_WITHIN_MS = 86_400_000;

/** Something taken, at what it is worth. */
export interface Taken {
  /** Epoch milliseconds, as all instants here. */
  readonly at: number;
  readonly minor: number;
  readonly currency: string;
}

export interface Circumstances {
  readonly now: number;
  /** When who is signed in last proved who they are, and how long that counts. */
  readonly provenAt: number;
  readonly proofMs: number;
  /** When a device or an address was last new to the membership; null: never. */
  readonly changedAt: number | null;
  readonly waitMs: number;
  /** When the member last did anything, before this. */
  readonly lastDeedAt: number;
  /** What was taken within `LARGE_WITHIN_MS`, with what is being taken now. */
  readonly taken: readonly Taken[];
  /** Above what it is large, in minor units. */
  readonly limitOf: (currency: string) => number;
}

export type Caution =
  | { readonly kind: "wait"; readonly until: number }
  | { readonly kind: "proof" };

/** What is asked of who takes something now; null: nothing more. */
export function cautionFor(circumstances: Circumstances): Caution | null {
  const { now, provenAt, proofMs, changedAt, waitMs, lastDeedAt } = circumstances;
  if (changedAt !== null && now < changedAt + waitMs && isLarge(circumstances, changedAt))
    return { kind: "wait", until: changedAt + waitMs };
  if (now - provenAt <= proofMs) return null;
  if (now - lastDeedAt >= IDLE_MS) return { kind: "proof" };
  // What was taken by the last proof has had its proof.
  return isLarge(circumstances, provenAt + proofMs) ? { kind: "proof" } : null;
}

function isLarge({ now, taken, limitOf }: Circumstances, since: number): boolean {
  const from = Math.max(since, now - LARGE_WITHIN_MS);
  const sums = new Map<string, number>();
  for (const { at, minor, currency } of taken)
    if (at >= from) sums.set(currency, (sums.get(currency) ?? 0) + minor);
  return [...sums].some(([currency, minor]) => minor > limitOf(currency));
}
