/** How long members let pass between two visits, from their statistics. */
import { z } from "zod";
import type { Club } from "../../club.ts";
import { keptFigure } from "../../platform/figures.ts";
import { medianDaysBetween } from "./overview-store.ts";

const REST_MS_MIN = 3_600_000;
const AT_ONCE_MS = 100;
/** Fewer say nothing about the others. */
const MEMBERS_MIN = 30;

const kept = keptFigure<number | null>({
  part: "visits",
  shape: z.number().nullable(),
  count: async ({ db }) => await medianDaysBetween(db, MEMBERS_MIN),
  atOnceMs: AT_ONCE_MS,
  restMsMin: REST_MS_MIN,
});

/** The days between visits of the member in the middle; null where too few have come twice. */
export async function daysBetweenVisits(club: Club): Promise<number | null> {
  return (await kept.newest(club)).figures;
}

/** Counts where it is time, so that the first who asks does not wait. */
export async function refreshVisits(club: Club): Promise<void> {
  await kept.refresh(club);
}
