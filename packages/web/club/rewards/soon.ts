/** A place that one has today or tomorrow, by the wall clock where it is. */
import type { OwnVisit } from "./visit.tsx";

interface Place {
  readonly redemptionId: string;
  readonly reward: string;
  readonly state: string;
  readonly visit: OwnVisit | null;
}

export interface SoonVisit {
  readonly redemptionId: string;
  readonly reward: string;
  readonly visit: OwnVisit;
  readonly isToday: boolean;
}

/** The first of them that is not over; null: none. */
export function soonVisit(places: readonly Place[], now: number): SoonVisit | null {
  const soon = places.flatMap(({ redemptionId, reward, state, visit }) => {
    if (visit === null || state !== "issued" || Date.parse(visit.endsAt) <= now) return [];
    const days = dayOf(Date.parse(visit.startsAt), visit) - dayOf(now, visit);
    return days > 1 ? [] : [{ redemptionId, reward, visit, isToday: days <= 0 }];
  });
  const startOf = ({ visit }: SoonVisit): number => Date.parse(visit.startsAt);
  return soon.toSorted((one, other) => startOf(one) - startOf(other))[0] ?? null;
}

const DAY_MS = 86_400_000;

/** The number of the day that it is there; in this locale days are written as they are parsed. */
function dayOf(at: number, { timezone }: OwnVisit): number {
  const day = new Intl.DateTimeFormat("en-CA", { timeZone: timezone }).format(at);
  return Date.parse(day) / DAY_MS;
}
