/**
 * When something happened, told by a device whose clock may be wrong, may be set meanwhile, and whose page may be loaded
 * anew. Three things are known of a moment: what the device's clock showed, a clock that only counts up while the page
 * lives, and how far ahead of the device the club's own clock was when it was heard of last.
 */

/** Further apart than answers are under way: somebody has set the device's clock. */
const SET_MS = 30_000;

export interface Moment {
  /** The device's clock, epoch milliseconds. */
  readonly wallMs: number;
  /** Counts up steadily for as long as `page` lives; says nothing to another page, and may stand while a device sleeps. */
  readonly steadyMs: number;
  readonly page: string;
  /** The club's clock less the device's; null while the club was never heard of. */
  readonly aheadMs: number | null;
}

/**
 * The club's time of an earlier moment, never later than now.
 *
 * @param now with the club's clock as it has just been heard.
 */
export function happenedAt(then: Moment, now: Moment & { readonly aheadMs: number }): number {
  const clubNow = now.wallMs + now.aheadMs;
  return clubNow - Math.max(0, elapsedMs(then, now));
}

function elapsedMs(then: Moment, now: Moment & { readonly aheadMs: number }): number {
  const byWall = now.wallMs - then.wallMs;
  const wasSet = then.aheadMs === null || Math.abs(then.aheadMs - now.aheadMs) > SET_MS;
  // Nobody has touched the clock: it knows the time best, also through a night's sleep.
  if (!wasSet) return byWall;
  if (then.page === now.page) return now.steadyMs - then.steadyMs;
  // It was set while no page could see it: what it showed then was right by what was heard before.
  if (then.aheadMs !== null) return now.wallMs + now.aheadMs - (then.wallMs + then.aheadMs);
  return byWall;
}
