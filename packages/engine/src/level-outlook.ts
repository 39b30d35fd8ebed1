/**
 * What becomes of a level if no more is earned, and the warning of it. A warning is an effect of time like the close
 * that it warns of: due at one instant, booked once a period, the same however late it is asked for.
 */
import { unitPeriod, type Draft } from "./draft.ts";
import { countedAt, coveredStretch, fallsAt, heldSince } from "./level-rolling.ts";
import { indexAfterClose, indexOfLevel, levelIndexFor, lifetimeIndexFor } from "./levels.ts";
import { totalOf } from "./postings.ts";
import type { CompiledLadder, CompiledProgramme, CompiledUnit } from "./programme/compiled.ts";
import type { LadderState, WalletState } from "./state.ts";
import {
  addDuration,
  dayNumberOf,
  startOfDayNumber,
  type Duration,
  type Instant,
  type Period,
} from "./time.ts";

/** A fall that comes unless more is earned. */
export type Fall = {
  /** When the level changes. */
  readonly at: Instant;
  readonly level: string;
  /** Units that keep the level, where they are earned before `before`. */
  readonly missing: number;
  readonly before: Instant;
};

/** Where a wallet stands on one ladder. */
export type LevelOutlook = {
  readonly level: string;
  readonly unit: string;
  /** Earned of the unit in the period that runs. */
  readonly earned: number;
  /** First instant after that period; null where it never ends. */
  readonly ends: Instant | null;
  readonly next: { readonly level: string; readonly missing: number } | null;
  /** Null where the level is kept whatever is earned. */
  readonly fall: Fall | null;
  /** Is it time to tell of the fall? */
  readonly isNear: boolean;
  /** The highest level that is never lost; null where every level may be. */
  readonly forLife: string | null;
};

type Ground = { readonly at: Instant; readonly zone: string };

/** How a wallet that has been brought to `at` stands on a ladder, and what comes if it earns no more. */
export function levelOutlook(
  wallet: WalletState,
  ladder: CompiledLadder,
  { at, zone }: Ground,
): LevelOutlook {
  const { unit, levels } = ladder;
  const running = unitPeriod(unit, at, wallet.openedAt ?? at, zone);
  const earned = unit.rolling
    ? countedAt(wallet, unit, at, zone)
    : earnedIn(wallet, ladder, running.key);
  const index = indexOfLevel(ladder, wallet.ladders[ladder.id]?.level);
  const next = levels[index + 1];
  const { fall, period } = unit.rolling
    ? rollingFall(wallet, ladder, { at, zone })
    : nextFall(wallet, ladder, { at, zone });
  const kept = keptIndex(wallet, ladder);
  return {
    level: levels[index]?.id ?? "",
    unit: unit.id,
    earned,
    ends: unit.period === "ever" || unit.rolling ? null : running.end,
    next: next ? { level: next.id, missing: missingTo(wallet, ladder, next, earned) } : null,
    fall,
    isNear: period !== null && at >= warningAt(period, ladder.warning, zone),
    forLife: (kept > 0 && levels[kept]?.id) || null,
  };
}

/** What leads to a level: in the period or, where that is less, in all for one that is then kept for life. */
function missingTo(
  wallet: WalletState,
  { unit, lasts }: CompiledLadder,
  { at, lifetime }: CompiledLadder["levels"][number],
  earned: number,
): number {
  const missing = Math.max(0, at - earned);
  if (!lasts) return missing;
  return Math.min(missing, Math.max(0, lifetime - totalOf(wallet.sums[unit.id])));
}

const keptIndex = (wallet: WalletState, ladder: CompiledLadder): number =>
  ladder.lasts ? lifetimeIndexFor(ladder, totalOf(wallet.sums[ladder.unit.id])) : 0;

const STAYS = { fall: null, period: null };

/** The first fall to come, and the period whose close brings it. */
function nextFall(
  wallet: WalletState,
  ladder: CompiledLadder,
  { at, zone }: Ground,
): { readonly fall: Fall | null; readonly period: Period | null } {
  const state = wallet.ladders[ladder.id];
  if (!state || !canFall(wallet, ladder, state.level)) return STAYS;
  const openedAt = wallet.openedAt ?? at;
  let period = unitPeriod(ladder.unit, Math.max(state.since, state.closedUntil), openedAt, zone);
  // Nothing is earned yet in periods to come, so one of the next few brings it.
  for (;;) {
    const fall = fallAfter(wallet, ladder, period, { at, zone });
    if (fall) return { fall, period };
    period = unitPeriod(ladder.unit, period.end, openedAt, zone);
  }
}

const canFall = (wallet: WalletState, ladder: CompiledLadder, level: string): boolean =>
  ladder.down !== "never" &&
  ladder.unit.period !== "ever" &&
  indexOfLevel(ladder, level) > keptIndex(wallet, ladder);

const earnedIn = (wallet: WalletState, { unit }: CompiledLadder, period: string): number =>
  wallet.sums[unit.id]?.periods[period] ?? 0;

/** The fall at the close of a period, as things stand; null where the level stays. */
function fallAfter(
  wallet: WalletState,
  ladder: CompiledLadder,
  period: Period,
  { at, zone }: Ground,
): Fall | null {
  const following = unitPeriod(ladder.unit, period.end, wallet.openedAt ?? at, zone);
  const earned = earnedIn(wallet, ladder, period.key);
  const earnedSince = earnedIn(wallet, ladder, following.key);
  const now = indexOfLevel(ladder, wallet.ladders[ladder.id]?.level);
  const after = indexAfterClose(
    ladder,
    now,
    reached(wallet, ladder, Math.max(earned, earnedSince)),
  );
  const [own, lower] = [ladder.levels[now], ladder.levels[after]];
  if (after >= now || !own || !lower) return null;
  const closesAt = addDuration(period.end, ladder.grace, zone);
  const isOver = at >= period.end;
  return {
    at: closesAt,
    level: lower.id,
    missing: own.at - (isOver ? earnedSince : earned),
    before: isOver ? closesAt : period.end,
  };
}

const reached = (wallet: WalletState, ladder: CompiledLadder, sum: number): number =>
  Math.max(levelIndexFor(ladder, sum), keptIndex(wallet, ladder));

/** The fall that comes when a rolling period has covered the level no more for the whole of the grace. */
function rollingFall(
  wallet: WalletState,
  ladder: CompiledLadder,
  { at, zone }: Ground,
): { readonly fall: Fall | null; readonly period: Period | null } {
  const { unit } = ladder;
  const state = wallet.ladders[ladder.id];
  if (!state || !canFall(wallet, ladder, state.level)) return STAYS;
  const { key, end } = coveredStretch(wallet, ladder, heldSince(state), zone);
  const closesAt = fallsAt(wallet, ladder, end, zone);
  const now = indexOfLevel(ladder, state.level);
  const counted = countedAt(wallet, unit, closesAt, zone);
  const after = indexAfterClose(ladder, now, reached(wallet, ladder, counted));
  const [own, lower] = [ladder.levels[now], ladder.levels[after]];
  if (after >= now || !own || !lower) return STAYS;
  const isShort = at >= end;
  const missing = own.at - countedAt(wallet, unit, isShort ? at : end, zone);
  const fall = { at: closesAt, level: lower.id, missing, before: isShort ? closesAt : end };
  return { fall, period: { key, start: startOfLength(unit, end, zone), end } };
}

/** Where the length of a rolling unit began that is over at an instant. */
function startOfLength({ rolling }: CompiledUnit, end: Instant, zone: string): Instant {
  const length = rolling?.length ?? 0;
  const [months, days] = rolling?.grain === "month" ? [length, 0] : [0, length];
  return addDuration(end, { kind: "calendar", months: -months, days: -days }, zone);
}

type Planned = { readonly period: Period; readonly zone: string; readonly at: Instant };

/** Every event asks for its ladder's next warning, and nearly all of them for the same. */
const recentlyPlanned = new WeakMap<Duration, Planned>();

/** When a warning of a period's close is due: its time before the end, and never in the period's first half. */
function warningAt(period: Period, warning: Duration, zone: string): Instant {
  const recent = recentlyPlanned.get(warning);
  if (recent?.period === period && recent.zone === zone) return recent.at;
  const at = plannedAt(period, warning, zone);
  recentlyPlanned.set(warning, { period, zone, at });
  return at;
}

function plannedAt(period: Period, warning: Duration, zone: string): Instant {
  const middle = period.start + (period.end - period.start) / 2;
  const earliest = startOfDayNumber(dayNumberOf(middle, zone), zone);
  return Math.max(earliest, addDuration(period.end, negative(warning), zone));
}

const negative = (length: Duration): Duration =>
  length.kind === "clock"
    ? { kind: "clock", ms: -length.ms }
    : { kind: "calendar", months: -length.months, days: -length.days };

/** A warning that falls due. */
export type Warning = {
  readonly at: Instant;
  readonly ladder: string;
  readonly level: string;
  readonly missing: number;
  readonly period: string;
  /** First instant after the period. */
  readonly until: Instant;
  /** Where the period is over: what is missing may be earned before the close. */
  readonly before?: Instant;
};

/**
 * The next warning of a wallet's ladder that is due by `to`, or null. What puts a level at risk when its time has come
 * already is told the morning after, so that goods that are exchanged on one day warn of nothing. The length is the one
 * in force when the level or the period began; everything else follows the version effective at the due instant.
 */
export function nextWarning(
  wallet: WalletState,
  id: string,
  to: Instant,
  programmeAt: (at: Instant) => CompiledProgramme,
  zoneOf: (programme: CompiledProgramme) => string,
): Warning | null {
  const state = wallet.ladders[id];
  if (!state) return null;
  let from = Math.max(heldSince(state), state.warnedUntil ?? 0);
  while (from <= to) {
    const programme = programmeAt(from);
    const zone = zoneOf(programme);
    const ladder = programme.ladders.find((candidate) => candidate.id === id);
    if (!ladder || ladder.unit.period === "ever" || indexOfLevel(ladder, state.level) === 0)
      return null;
    if (ladder.down === "never" && programmeAt(to) === programme) return null;
    const running = unitPeriod(ladder.unit, from, wallet.openedAt ?? from, zone);
    const period = ladder.unit.rolling
      ? rollingFall(wallet, ladder, { at: from, zone }).period
      : running;
    if (period === null) {
      // No version to come: what never falls under this one never will.
      if (programmeAt(to) === programme) return null;
      from = Math.max(running.end, wallet.bookedAt);
      continue;
    }
    if (isToldOf(state, ladder, period, zone)) return null;
    const planned = warningAt(period, ladder.warning, zone);
    const at = wallet.bookedAt < planned ? planned : morningAfter(wallet.bookedAt, zone);
    if (at > to) return null;
    const then = programmeAt(at).ladders.find((candidate) => candidate.id === id);
    const fall = then && fallOf(wallet, then, period, { at, zone });
    if (fall && at < fall.at) {
      const { level, missing, before } = fall;
      const { key, end: until } = period;
      const late = before === until ? {} : { before };
      return { at, ladder: id, level, missing, period: key, until, ...late };
    }
    if (ladder.unit.rolling) return null;
    from = period.end;
  }
  return null;
}

/** The fall that a version makes of what another warns of. */
function fallOf(
  wallet: WalletState,
  ladder: CompiledLadder,
  period: Period,
  ground: Ground,
): Fall | null {
  if (ladder.unit.rolling) return rollingFall(wallet, ladder, ground).fall;
  const level = wallet.ladders[ladder.id]?.level ?? "";
  return canFall(wallet, ladder, level) ? fallAfter(wallet, ladder, period, ground) : null;
}

/**
 * Who hovers about a level of a rolling period falls short anew with many a purchase: after a warning there is none for
 * as long as it warns ahead, unless the level has changed.
 */
function isToldOf(
  { warnedUntil, since }: LadderState,
  { unit, warning }: CompiledLadder,
  { end }: Period,
  zone: string,
): boolean {
  if (!unit.rolling || warnedUntil === undefined || since >= warnedUntil) return false;
  return end <= warnedUntil || end < addDuration(warnedUntil, warning, zone);
}

const morningAfter = (at: Instant, zone: string): Instant =>
  startOfDayNumber(dayNumberOf(at, zone) + 1, zone);

/** Books a warning. */
export function warn(draft: Draft, warning: Warning): void {
  const { ladder, level, period, until, missing, before } = warning;
  const late = before === undefined ? {} : { before };
  draft.add({ do: "warn", ladder, level, period, until, missing, ...late });
}
