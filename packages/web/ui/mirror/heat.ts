/** When a member comes, as a table of weekdays and parts of the day: pure. */
const PARTS_A_DAY = 6;
const DAYS = 7;
export const HOURS_A_PART = 24 / PARTS_A_DAY;

/** A tint of the brand colour that text can be read on: none, or one of four. */
export type Tint = 0 | 1 | 2 | 3 | 4;

export interface HeatRow {
  /** The first hour of the part: 0, 4, 8 … */
  readonly fromHour: number;
  /** Monday first. */
  readonly cells: readonly { readonly count: number; readonly tint: Tint }[];
}

/**
 * One row per part of the day that has any purchase between the first and the last that has.
 *
 * @param parts 42 counts: Monday's six parts first.
 */
export function heatRows(parts: readonly number[]): HeatRow[] {
  const most = Math.max(0, ...parts);
  if (most === 0) return [];
  const rows = Array.from({ length: PARTS_A_DAY }, (_, part) => ({
    fromHour: part * HOURS_A_PART,
    cells: Array.from({ length: DAYS }, (__, day) => {
      const count = parts[day * PARTS_A_DAY + part] ?? 0;
      return { count, tint: tintOf(count / most) };
    }),
  }));
  const isUsed = ({ cells }: HeatRow): boolean => cells.some(({ count }) => count > 0);
  return rows.slice(rows.findIndex(isUsed), rows.findLastIndex(isUsed) + 1);
}

function tintOf(share: number): Tint {
  if (share <= 0) return 0;
  if (share <= 0.25) return 1;
  if (share <= 0.5) return 2;
  return share <= 0.75 ? 3 : 4;
}

/** A part of the week as its weekday (0 is Monday) and hours. */
export const partOfWeek = (part: number): { day: number; fromHour: number; toHour: number } => ({
  day: Math.floor(part / PARTS_A_DAY),
  fromHour: (part % PARTS_A_DAY) * HOURS_A_PART,
  toHour: (part % PARTS_A_DAY) * HOURS_A_PART + HOURS_A_PART,
});
