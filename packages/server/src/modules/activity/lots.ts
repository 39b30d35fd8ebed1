/** What a wallet holds as lines that a reader can follow: usable from when, until when. */
import type { LotLineShown } from "@trofast/contract/ledger";
import { INSTANT_MAX, INSTANT_MIN, slug } from "@trofast/contract/common";
import type { Lot } from "@trofast/engine/state";
import { dayOf, formatInstant, lastDayBefore } from "@trofast/engine/time";
import { z } from "zod";

export interface LotLine {
  readonly unit: string;
  readonly amount: number;
  /** Null: now. */
  readonly usableFrom: number | null;
  /** Null: never. */
  readonly expiresAt: number | null;
}

/** Lots that begin and end together as one line, the soonest to end first; what never ends comes last. */
export function lotLinesOf(open: readonly Lot[], at: number): LotLine[] {
  const byKey = new Map<string, LotLine>();
  for (const { unit, remaining, availableAt, expiresAt } of open) {
    if (remaining <= 0 || (expiresAt !== null && expiresAt <= at)) continue;
    const usableFrom = availableAt > at ? availableAt : null;
    const key = `${unit} ${usableFrom} ${expiresAt}`;
    const amount = (byKey.get(key)?.amount ?? 0) + remaining;
    byKey.set(key, { unit, amount, usableFrom, expiresAt });
  }
  return [...byKey.values()].toSorted((left, right) => compare(placeOf(left), placeOf(right)));
}

export type LotPlace = readonly [expiresAt: number, usableFrom: number, unit: string];

/** Where a line stands in the list. What can be used now comes first, whenever it is asked. */
export const placeOf = ({ expiresAt, usableFrom, unit }: LotLine): LotPlace => [
  expiresAt ?? INSTANT_MAX,
  usableFrom ?? INSTANT_MIN,
  unit,
];

/** A place as a cursor keeps it. */
export const lotPlace = z.tuple([
  z.int().min(INSTANT_MIN).max(INSTANT_MAX),
  z.int().min(INSTANT_MIN).max(INSTANT_MAX),
  slug,
]);

function compare(left: LotPlace, right: LotPlace): number {
  if (left[0] !== right[0]) return left[0] - right[0];
  if (left[1] !== right[1]) return left[1] - right[1];
  return left[2] < right[2] ? -1 : left[2] > right[2] ? 1 : 0;
}

/** The lines behind a place; all of them where there is none. */
export const linesAfter = (lines: readonly LotLine[], place: LotPlace | null): LotLine[] =>
  lines.filter((line) => place === null || compare(placeOf(line), place) > 0);

/** A line with its local days, as it is answered. */
export function shownLot(
  { unit, amount, usableFrom, expiresAt }: LotLine,
  zone: string,
): LotLineShown {
  return {
    unit,
    amount,
    usableFrom: usableFrom === null ? null : formatInstant(usableFrom),
    firstDay: usableFrom === null ? null : dayOf(usableFrom, zone),
    expiresAt: expiresAt === null ? null : formatInstant(expiresAt),
    lastDay: expiresAt === null ? null : lastDayBefore(expiresAt, zone),
  };
}
