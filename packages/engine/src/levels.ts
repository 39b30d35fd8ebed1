/**
 * Ladders of levels. A level is earned by what a counting unit sums to in its period, never by the balance,
 * so spending cannot lower it: up at once, down only when a period has closed and its grace is over.
 */
import { unitPeriod, type Draft } from "./draft.ts";
import type { SetLevel } from "./effects.ts";
import {
  coveredStretch,
  fallsAt,
  heldSince,
  rightlyGained,
  type Stretch,
} from "./level-rolling.ts";
import type { CompiledLadder, CompiledProgramme, CompiledUnit } from "./programme/compiled.ts";
import type { LadderState, WalletState } from "./state.ts";
import { addDuration, type Instant } from "./time.ts";
import {
  giveWelcome,
  isWelcomeDue,
  NOBODY,
  welcomeAgain,
  withdrawAgain,
  withdrawWelcome,
  type Welcomed,
} from "./welcomes.ts";

/** The highest level that a sum reaches. */
export function levelIndexFor(ladder: CompiledLadder, sum: number): number {
  return Math.max(
    0,
    ladder.levels.findLastIndex((level) => sum >= level.at),
  );
}

/** The highest level that is kept for life, once so many have been counted in all. */
export function lifetimeIndexFor(ladder: CompiledLadder, total: number): number {
  if (!ladder.lasts) return 0;
  return Math.max(
    0,
    ladder.levels.findLastIndex((level) => total >= level.lifetime),
  );
}

export function indexOfLevel(ladder: CompiledLadder, level: string | undefined): number {
  const index = ladder.levels.findIndex((candidate) => candidate.id === level);
  return Math.max(index, 0);
}

/** The highest level that a sum reaches, or that all together have made one for life. */
export function reachedIndex(draft: Draft, ladder: CompiledLadder, sum: number): number {
  const index = levelIndexFor(ladder, sum);
  if (!ladder.lasts) return index;
  return Math.max(index, lifetimeIndexFor(ladder, draft.total(ladder.unit.id)));
}

/**
 * Moves the wallet up in every ladder whose unit this decision has added to. A welcome gift may add to a
 * ladder's unit itself, so the ladders are asked until none moves; no ladder has more steps than levels.
 */
export function climb(draft: Draft): void {
  let reached: Map<string, number> | null = null;
  for (let moved = true; moved;) {
    moved = false;
    for (const ladder of draft.programme.ladders) {
      const { id, unit } = ladder;
      const period = draft.periodAddedTo(unit.id);
      if (period === null) continue;
      const state = draft.wallet.ladders[id];
      const now = reached?.get(id) ?? indexOfLevel(ladder, state?.level);
      const sum = unit.rolling ? draft.rollingSum(unit) : draft.sum(unit.id, period);
      const index = reachedIndex(draft, ladder, sum);
      if (index > now) {
        enter(draft, ladder, now + 1, state ?? NOBODY);
        reached ??= new Map<string, number>();
        reached.set(id, now + 1);
        moved = true;
      } else if (ladder.givesAgain && index === now) {
        moved = welcomeAgain(draft, ladder, now, state ?? NOBODY) || moved;
      }
    }
  }
}

/** Where a wallet stands in a ladder in the middle of a decision. */
export type Standing = Welcomed & { readonly index: number };

/**
 * After a merge: moves the wallet up in every ladder as far as what both have earned reaches, as it would stand had one
 * earned it: in the running period, or in the one before it, whose level lasts through the running one.
 *
 * @param standings where the wallet stands with the higher of both levels, by ladder.
 */
export function climbTogether(draft: Draft, standings: ReadonlyMap<string, Standing>): void {
  const reached = new Map([...standings].map(([id, { index }]) => [id, index]));
  for (let moved = true; moved;) {
    moved = false;
    for (const ladder of draft.programme.ladders) {
      const now = reached.get(ladder.id);
      if (now === undefined || reachedIndex(draft, ladder, keptSum(draft, ladder)) <= now) continue;
      enter(draft, ladder, now + 1, standings.get(ladder.id) ?? NOBODY);
      reached.set(ladder.id, now + 1);
      moved = true;
    }
  }
}

/**
 * What keeps a level: the sum of the running period or of the one before it, whichever is more; in a rolling period what
 * counts now.
 */
export function keptSum(draft: Draft, ladder: CompiledLadder): number {
  if (ladder.unit.rolling) return draft.rollingSum(ladder.unit);
  const period = draft.period(ladder.unit, draft.event.bookedAt);
  const before = draft.periodKey(ladder.unit, period.start - 1);
  const unit = ladder.unit.id;
  return Math.max(draft.sum(unit, period.key), draft.sum(unit, before));
}

function enter(draft: Draft, ladder: CompiledLadder, index: number, welcomed: Welcomed): void {
  const level = ladder.levels[index];
  if (!level) return;
  const gifts = isWelcomeDue(draft, ladder, level, welcomed) ? giveWelcome(draft, level) : null;
  const period = draft.periodKey(ladder.unit, draft.event.bookedAt);
  const effect: SetLevel = {
    do: "level",
    ladder: ladder.id,
    level: level.id,
    period,
    why: "earned",
    ...(gifts && !level.again && { welcome: gifts }),
  };
  draft.add(effect);
  if (gifts && level.again)
    draft.add({ do: "welcome", ladder: ladder.id, level: level.id, period, gifts });
}

/**
 * After a return or a correction: a level gained in the running period is withdrawn at once where neither that period nor the
 * one before it reaches it any more, but never below the level that the period began with. Its unused welcome
 * gifts go too; used ones stay.
 */
export function descend(draft: Draft, why: "returned" | "adjusted"): void {
  for (const ladder of draft.programme.ladders) {
    const state = draft.wallet.ladders[ladder.id];
    if (!state) continue;
    const now = indexOfLevel(ladder, state.level);
    const earned = Math.min(now, stillHeld(draft, ladder, state));
    if (ladder.givesAgain)
      for (let index = now; index > 0; index -= 1) withdrawAgain(draft, ladder, index, state);
    if (earned === now) continue;
    for (let index = now; index > earned; index -= 1) withdrawWelcome(draft, ladder, index, state);
    const level = ladder.levels[earned];
    if (!level) continue;
    const period = draft.periodKey(ladder.unit, draft.event.bookedAt);
    draft.add({ do: "level", ladder: ladder.id, level: level.id, period, why });
  }
}

/** The level that is left when what came back counts no more; levels of periods that are over fall by time alone. */
function stillHeld(draft: Draft, ladder: CompiledLadder, state: LadderState): number {
  const now = indexOfLevel(ladder, state.level);
  if (ladder.unit.rolling)
    return Math.max(rightlyGained(draft, ladder, state), kept(draft, ladder));
  const period = draft.period(ladder.unit, draft.event.bookedAt);
  if (state.period !== period.key) return now;
  const floor = indexOfLevel(ladder, state.base);
  return Math.max(floor, reachedIndex(draft, ladder, keptSum(draft, ladder)));
}

const kept = (draft: Draft, ladder: CompiledLadder): number =>
  ladder.lasts ? lifetimeIndexFor(ladder, draft.total(ladder.unit.id)) : 0;

/** A period of a ladder that falls due to close, and the period after it. */
export type Close = {
  readonly at: Instant;
  readonly ladder: string;
  readonly period: string;
  readonly next: string;
  /** First instant after the period; of a rolling one, that of the close. */
  readonly until: Instant;
};

/**
 * The oldest period of a wallet's ladder that is due to close by `to`, or null. The version effective at the
 * period's end says whether levels fall and after which grace, so the answer never depends on when it is asked.
 */
export function nextClose(
  wallet: WalletState,
  id: string,
  to: Instant,
  programmeAt: (at: Instant) => CompiledProgramme,
  zoneOf: (programme: CompiledProgramme) => string,
): Close | null {
  const state = wallet.ladders[id];
  if (!state) return null;
  let from = heldSince(state);
  while (from <= to) {
    const programme = programmeAt(from);
    const zone = zoneOf(programme);
    const ladder = programme.ladders.find((candidate) => candidate.id === id);
    if (!ladder || ladder.unit.period === "ever") return null;
    const { unit } = ladder;
    const openedAt = wallet.openedAt ?? from;
    const period: Stretch = unit.rolling
      ? coveredStretch(wallet, ladder, from, zone)
      : unitPeriod(unit, from, openedAt, zone);
    if (period.end > to) return null;
    const closing = programmeAt(period.end).ladders.find((candidate) => candidate.id === id);
    if (closing && closing.down !== "never" && !period.isKept && isSameKind(unit, closing.unit)) {
      const at = unit.rolling
        ? fallsAt(wallet, closing, period.end, zone)
        : addDuration(period.end, closing.grace, zone);
      const next = unitPeriod(unit, period.end, openedAt, zone).key;
      const until = unit.rolling ? at : period.end;
      return at > to ? null : { at, ladder: id, period: period.key, next, until };
    }
    // No version to come: what never falls under this one never will.
    if (programmeAt(to) === programmeAt(period.end)) return null;
    from = Math.max(period.end, unitPeriod(unit, from, openedAt, zone).end);
  }
  return null;
}

/** A period that rolled has no close once periods do not; one of the calendar closes whatever comes after it. */
const isSameKind = (before: CompiledUnit, after: CompiledUnit): boolean =>
  !before.rolling || after.rolling !== null;

/** Closes one period: the level stays if either the closed or the running period reaches it. */
export function closePeriod(draft: Draft, close: Close): void {
  const { ladder: id, period, next, until } = close;
  const ladder = draft.programme.ladders.find((candidate) => candidate.id === id);
  if (ladder) {
    const { unit } = ladder;
    const sums = [period, next].map((key) => draft.sum(unit.id, key));
    fall(draft, ladder, Math.max(...sums, draft.rollingSum(unit)));
  }
  draft.add({ do: "close", ladder: id, period, until });
}

/** The level after a close that finds one earned, by what was counted in the closed period or since, or for life. */
export function indexAfterClose(ladder: CompiledLadder, now: number, earned: number): number {
  if (ladder.down === "never" || earned >= now) return now;
  return ladder.down === "one level" ? now - 1 : earned;
}

function fall(draft: Draft, ladder: CompiledLadder, sum: number): void {
  const now = indexOfLevel(ladder, draft.wallet.ladders[ladder.id]?.level);
  const index = indexAfterClose(ladder, now, reachedIndex(draft, ladder, sum));
  const level = ladder.levels[index];
  const running = draft.periodKey(ladder.unit, draft.event.bookedAt);
  if (level && index < now)
    draft.add({
      do: "level",
      ladder: ladder.id,
      level: level.id,
      period: running,
      why: "period-end",
    });
}
