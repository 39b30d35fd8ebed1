/**
 * Levels over a rolling period. A level is covered while enough counts for it; it is lost when it has not been covered
 * for the whole of the grace. Whether it was covered is read from the buckets as they are now, so that what was bought
 * and came back has never covered anything, and the answer never depends on when it is asked.
 */
import type { Draft } from "./draft.ts";
import type { CompiledLadder, CompiledUnit } from "./programme/compiled.ts";
import { totalOf } from "./postings.ts";
import { bucketOf, Buckets, placeAt, startOfPlace, windowOf } from "./rolling.ts";
import type { LadderState, WalletState } from "./state.ts";
import { addDuration, type Instant } from "./time.ts";

/** From when on it is asked whether a level is kept: since it was earned, or since the newest close. */
export const heldSince = (state: LadderState): Instant =>
  Math.max(state.closedUntil, state.gained?.[state.level] ?? state.since);

/** How long a level is covered from an instant on, as things stand. */
export type Stretch = {
  /** The bucket in which it begins to fall short. */
  readonly key: string;
  readonly end: Instant;
  /** Not told by what counts: whatever it is, the level is kept at least until `end`. */
  readonly isKept?: true;
};

/** The stretch in which a wallet's level is covered; where it falls short already, one that ends at `from`. */
export function coveredStretch(
  wallet: WalletState,
  ladder: CompiledLadder,
  from: Instant,
  zone: string,
): Stretch {
  const { unit, levels } = ladder;
  const index = levels.findIndex(({ id }) => id === wallet.ladders[ladder.id]?.level);
  const own = levels[index];
  const window = windowOf(unit);
  if (!own || index <= 0) return { key: "", end: Infinity };
  if (totalOf(wallet.sums[unit.id]) >= own.lifetime) {
    const { key, end } = bucketOf(window, from, zone);
    return { key, end, isKept: true };
  }
  const place = bucketsOf(wallet, unit).shortFrom(own.at, {
    present: placeAt(window, Math.max(wallet.bookedAt, from), zone),
    earliest: placeAt(window, from, zone),
  });
  const end = Math.max(from, startOfPlace(window, place, zone));
  return { key: bucketOf(window, end, zone).key, end };
}

/**
 * When a level that falls short from an instant on is lost: after the grace. What came back may show that the grace has
 * been over for some time: then it is lost at the next turn of a bucket, which is also the soonest for a second fall.
 */
export function fallsAt(
  wallet: WalletState,
  { unit, grace }: CompiledLadder,
  short: Instant,
  zone: string,
): Instant {
  const at = addDuration(short, grace, zone);
  return at > wallet.bookedAt ? at : bucketOf(windowOf(unit), wallet.bookedAt, zone).end;
}

/** What counts at an instant, as far as it is known in a wallet. */
export function countedAt(
  wallet: WalletState,
  unit: CompiledUnit,
  at: Instant,
  zone: string,
): number {
  return bucketsOf(wallet, unit).sumAt(placeAt(windowOf(unit), at, zone));
}

/** The highest level that was not gained by what has come back: what was gained longer ago than all that counts stays. */
export function rightlyGained(draft: Draft, ladder: CompiledLadder, state: LadderState): number {
  const { unit, levels } = ladder;
  const window = windowOf(unit);
  const buckets = draft.buckets(unit);
  const now = placeAt(window, draft.event.bookedAt, draft.zone);
  let index = levels.findIndex(({ id }) => id === state.level);
  for (; index > 0; index -= 1) {
    const level = levels[index];
    const gained = state.gained?.[level?.id ?? ""];
    if (!level || gained === undefined) break;
    const then = placeAt(window, gained, draft.zone);
    if (!buckets || now - then > window.length) break;
    if (buckets.highest(then, Math.max(now, buckets.newest)) >= level.at) break;
  }
  return Math.max(0, index);
}

const bucketsOf = (wallet: WalletState, unit: CompiledUnit): Buckets =>
  new Buckets(windowOf(unit), wallet.sums[unit.id]?.periods ?? {});
