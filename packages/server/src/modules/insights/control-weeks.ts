/**
 * How the members of the control group come back, week by week: who is in it is chance by the member's id, so it is
 * worked out here and not in the database.
 */
import { WORTH_ARM_MIN, type OverviewCounted } from "@trofast/contract/insights";
import { inShare } from "@trofast/engine/chance";
import { addToDay, dayNumber, startOfDayNumber } from "@trofast/engine/time";
import type { Club } from "../../club.ts";
import * as store from "./overview-store.ts";
import { controlGroupOf, notYet } from "./worth.ts";

type Group = NonNullable<ReturnType<typeof controlGroupOf>>;
type ControlWeek = OverviewCounted["returning"]["weeks"][number]["control"];

/** For each week of the frame; null for those that began before the control group did. */
export async function controlWeeks(
  club: Club,
  group: Group | null,
  frame: {
    /** The Monday of the first week told. */
    readonly first: string;
    readonly weeks: number;
    readonly before: number;
    readonly zone: string;
  },
): Promise<ControlWeek[] | null> {
  if (group === null) return null;
  const { rule, began } = group;
  const { weeks, before, zone } = frame;
  const rows = await store.weeksBought(club.db, {
    first: addToDay(frame.first, { days: -7 * before }),
    weeks: weeks + before,
    zone,
  });
  const masks = rows
    .filter(({ memberId }) => inShare(rule.holdoutSeed, memberId, rule.holdoutBasisPoints))
    .map(({ mask }) => mask);
  const monday = dayNumber(frame.first);
  return Array.from({ length: weeks }, (_, week) => {
    if (startOfDayNumber(monday + 7 * week, zone) < began) return null;
    // Masks are longer than the 32 bits that JavaScript's own operators take.
    const active = masks.filter((mask) => Math.floor(mask / 2 ** week) % 2 ** (before + 1) !== 0);
    const bought = active.filter((mask) => Math.floor(mask / 2 ** (week + before)) % 2 === 1);
    return {
      active: active.length,
      bought: bought.length,
      share: active.length === 0 ? null : bought.length / active.length,
    };
  });
}

/** @param active how many of it were active in the last week; 0 where no week is told. */
export function groupTold(
  group: Group | null,
  active: number,
): OverviewCounted["returning"]["control"] {
  if (group === null) return { rule: null, notYet: notYet("control_group", 1, 0) };
  const rule = group.rule.id;
  if (active >= WORTH_ARM_MIN) return { rule, notYet: null };
  return { rule, notYet: notYet("members_in_control_group", WORTH_ARM_MIN, active) };
}
