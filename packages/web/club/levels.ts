/** Where a member stands on a ladder: pure. */
import type { PublicClub } from "../ui/first.ts";
import { sumOf, type Standing } from "./worth.ts";

type Ladder = PublicClub["ladders"][string];
export type Level = Ladder["levels"][number];

export interface Place {
  readonly ladder: string;
  readonly unit: string;
  readonly now: Level | null;
  readonly next: Level | null;
  /** What is counted so far. */
  readonly sum: number;
  readonly missing: number;
}

/** The member's place on each ladder of the club. */
export function placesOf(
  ladders: PublicClub["ladders"],
  standing: Pick<Standing, "levels" | "balance">,
): Place[] {
  return Object.entries(ladders).map(([ladder, { counts, levels }]) => {
    const sum = sumOf(standing.balance, counts);
    const at = levels.findIndex(({ id }) => id === standing.levels[ladder]);
    const now = at < 0 ? null : (levels[at] ?? null);
    const next = levels[at + 1] ?? null;
    return {
      ladder,
      unit: counts,
      now,
      next,
      sum,
      missing: next === null ? 0 : Math.max(0, next.at - sum),
    };
  });
}
