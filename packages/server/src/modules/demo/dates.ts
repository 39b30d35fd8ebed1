/** Days in the demo's programme that have passed: what comes again, and when, so that there is always something ahead. */
import { addToDay, dayNumberOf, startOfDay } from "@trofast/engine/time";
import { z } from "zod";
import { ZONE } from "./domain.ts";

/** A next one is announced when the last one is this near. */
const AHEAD_DAYS = 10;
/** An evening comes back every fourth week, on the same weekday; a harvest every thirteenth. */
const VISIT_EVERY_DAYS = 28;
const WINDOW_EVERY_DAYS = 91;

const visit = z.looseObject({ starts: z.string(), ends: z.string() });
const window = z.looseObject({ from: z.string(), through: z.string() });
const reward = z.looseObject({
  id: z.string(),
  visit: visit.optional(),
  during: z.unknown().optional(),
});
const documentShape = z.looseObject({ rewards: z.array(reward) });
type Reward = z.infer<typeof reward>;

const daysUntil = (day: string, now: number): number =>
  dayNumberOf(startOfDay(day, ZONE), ZONE) - dayNumberOf(now, ZONE);

/** How many days a day must move on to lie far enough ahead; 0 where it does already. */
function daysOn(day: string, now: number, every: number): number {
  const missing = AHEAD_DAYS - daysUntil(day, now);
  return missing <= 0 ? 0 : Math.ceil(missing / every) * every;
}

const moved = (text: string, days: number): string =>
  addToDay(text.slice(0, 10), { days }) + text.slice(10);

/** `cupping` for `cupping` and for `cupping-2027-01-15`. */
const seriesOf = ({ id }: Reward): string => id.replace(/-\d{4}-\d{2}-\d{2}$/, "");

/**
 * The same programme with the next evening of each series, and with windows that lie ahead. An evening that was keeps its
 * id, its seats and whoever had one; the next is a reward of its own.
 *
 * @returns null where nothing has passed.
 */
export function withComing(document: unknown, now: number): Record<string, unknown> | null {
  const read = documentShape.safeParse(document);
  if (!read.success) return null;
  const rewards = read.data.rewards.map((each) => withWindow(each, now));
  const next = [...lastOfSeries(rewards).values()].flatMap((last) => nextOf(last, now) ?? []);
  const isSame = next.length === 0 && rewards.every((each, at) => each === read.data.rewards[at]);
  return isSame ? null : { ...read.data, rewards: [...rewards, ...next] };
}

function withWindow(each: Reward, now: number): Reward {
  const read = window.safeParse(each.during);
  if (!read.success) return each;
  const { from, through } = read.data;
  const days = daysUntil(through, now) >= 0 ? 0 : daysOn(from, now, WINDOW_EVERY_DAYS);
  if (days === 0) return each;
  return {
    ...each,
    during: { ...read.data, from: moved(from, days), through: moved(through, days) },
  };
}

function lastOfSeries(rewards: readonly Reward[]): Map<string, Reward> {
  const last = new Map<string, Reward>();
  for (const each of rewards) {
    const known = last.get(seriesOf(each))?.visit?.starts ?? "";
    if (each.visit && each.visit.starts > known) last.set(seriesOf(each), each);
  }
  return last;
}

function nextOf(last: Reward, now: number): Reward | null {
  if (!last.visit) return null;
  const { starts, ends } = last.visit;
  const days = daysOn(starts.slice(0, 10), now, VISIT_EVERY_DAYS);
  if (days === 0) return null;
  const day = moved(starts, days).slice(0, 10);
  return {
    ...last,
    id: `${seriesOf(last)}-${day}`,
    visit: { ...last.visit, starts: moved(starts, days), ends: moved(ends, days) },
  };
}
