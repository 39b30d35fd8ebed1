/**
 * How the members of the control group come back, week by week: who is in it is chance by the member's id, so it is
 * worked out here and not in the database.
 */
import { WORTH_ARM_MIN, type OverviewCounted } from "@trofast/contract/insights";
import { inShare } from "@trofast/engine/chance";
import { addToDay, dayNumber, startOfDayNumber } from "@trofast/engine/time";
import type { Club } from "../../club.ts";
import * as store from "./overview-store.ts";
import { shareOfWeeks } from "./worth-domain.ts";
import { controlGroupOf, notYet } from "./worth.ts";

type Group = NonNullable<ReturnType<typeof controlGroupOf>>;
type ControlWeek = OverviewCounted["returning"]["weeks"][number]["control"];

/** What is told of the group over the last weeks together: as many as the sentence beside the chart sums. */
const RECENT_WEEKS = 4;

export interface ControlWeeks {
  /** For each week of the frame; null for those that began before the control group did. */
  readonly weeks: readonly ControlWeek[];
  readonly recent: OverviewCounted["returning"]["control"]["recent"];
}

/** Null without a control group. */
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
): Promise<ControlWeeks | null> {
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
  const told = Array.from({ length: weeks }, (_, week) => week).filter(
    (week) => startOfDayNumber(monday + 7 * week, zone) >= began,
  );
  const last = told.slice(-RECENT_WEEKS);
  const recent = shareOfWeeks(
    masks.map((mask) => ({
      active: last.filter((week) => isActive(mask, week, before)).length,
      bought: last.filter((week) => hasBought(mask, week + before)).length,
    })),
  );
  return {
    weeks: Array.from({ length: weeks }, (_, week) => {
      if (!told.includes(week)) return null;
      const active = masks.filter((mask) => isActive(mask, week, before)).length;
      const bought = masks.filter((mask) => hasBought(mask, week + before)).length;
      return { active, bought, share: active === 0 ? null : bought / active };
    }),
    recent: recent && { weeks: last.length, ...recent },
  };
}

// Masks are longer than the 32 bits that JavaScript's own operators take.
const hasBought = (mask: number, week: number): boolean => Math.floor(mask / 2 ** week) % 2 === 1;

/** A purchase in a week of the frame, or in one of so many before it. */
const isActive = (mask: number, week: number, before: number): boolean =>
  Math.floor(mask / 2 ** week) % 2 ** (before + 1) !== 0;

/** What is told of the group, once enough of it were active in the last week. */
export function groupTold(
  group: Group | null,
  control: ControlWeeks | null,
): OverviewCounted["returning"]["control"] {
  if (group === null) return { rule: null, recent: null, notYet: notYet("control_group", 1, 0) };
  const rule = group.rule.id;
  const active = control?.weeks.at(-1)?.active ?? 0;
  if (active >= WORTH_ARM_MIN) return { rule, recent: control?.recent ?? null, notYet: null };
  const missing = notYet("members_in_control_group", WORTH_ARM_MIN, active);
  return { rule, recent: null, notYet: missing };
}
