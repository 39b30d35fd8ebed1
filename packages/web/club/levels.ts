/** Where a member stands on a ladder: pure. */
import type { PublicClub } from "../ui/first.ts";
import type { Standing } from "./worth.ts";

type Ladder = PublicClub["ladders"][string];
export type Level = Ladder["levels"][number];
type Fall = NonNullable<Standing["ladders"][string]["fall"]>;

export interface Place {
  readonly ladder: string;
  readonly unit: string;
  readonly now: Level | null;
  readonly next: Level | null;
  /** What is counted in the period that runs. */
  readonly sum: number;
  readonly missing: number;
  /** What becomes of the level if no more is earned; null: it stays. */
  readonly fall: Fall | null;
  /** Enough has been counted in all for the level never to be lost. */
  readonly isForLife: boolean;
}

/** The member's place on each ladder of the club. */
export function placesOf(
  ladders: PublicClub["ladders"],
  standing: Pick<Standing, "levels" | "ladders">,
): Place[] {
  return Object.entries(ladders).map(([ladder, { counts, levels }]) => {
    const own = standing.ladders[ladder];
    const at = levels.findIndex(({ id }) => id === standing.levels[ladder]);
    const now = at < 0 ? null : (levels[at] ?? null);
    const next = levels[at + 1] ?? null;
    return {
      ladder,
      unit: counts,
      now,
      next,
      sum: own?.earned ?? 0,
      missing: next === null ? 0 : (own?.next?.missing ?? next.at),
      fall: own?.fall ?? null,
      isForLife: now !== null && own?.forLife === now.id,
    };
  });
}

/** The level that is lost soonest, where it is time to say so. */
export function placeAtRisk(places: readonly Place[]): (Place & { readonly fall: Fall }) | null {
  const near = places.flatMap((place) =>
    place.fall?.isNear === true ? [{ ...place, fall: place.fall }] : [],
  );
  const soonest = near.toSorted((left, right) =>
    left.fall.keptThrough.localeCompare(right.fall.keptThrough),
  );
  return soonest[0] ?? null;
}
