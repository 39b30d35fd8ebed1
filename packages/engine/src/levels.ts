/**
 * Ladders of levels. A level is earned by what a counting unit sums to in its period, never by the balance,
 * so spending cannot lower it: up at once, down only when a period has closed and its grace is over.
 */
import { unitPeriod, type Draft } from "./draft.ts";
import type { SetLevel, Welcome } from "./effects.ts";
import type { CompiledLadder, CompiledProgramme } from "./programme/compiled.ts";
import type { LadderState, WalletState } from "./state.ts";
import { addDuration, type Instant } from "./time.ts";

/** The highest level that a sum reaches. */
export function levelIndexFor(ladder: CompiledLadder, sum: number): number {
  return Math.max(
    0,
    ladder.levels.findLastIndex((level) => sum >= level.at),
  );
}

export function indexOfLevel(ladder: CompiledLadder, level: string | undefined): number {
  const index = ladder.levels.findIndex((candidate) => candidate.id === level);
  return Math.max(index, 0);
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
      const period = draft.periodAddedTo(ladder.unit.id);
      if (period === null) continue;
      const state = draft.wallet.ladders[ladder.id];
      const now = reached?.get(ladder.id) ?? indexOfLevel(ladder, state?.level);
      if (levelIndexFor(ladder, draft.sum(ladder.unit.id, period)) <= now) continue;
      enter(draft, ladder, now + 1, state?.welcomed ?? {});
      reached ??= new Map<string, number>();
      reached.set(ladder.id, now + 1);
      moved = true;
    }
  }
}

/** Where a wallet stands in a ladder in the middle of a decision. */
export type Standing = {
  readonly index: number;
  /** Levels whose first-time gifts were given, as keys. */
  readonly welcomed: Readonly<Record<string, unknown>>;
};

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
      if (now === undefined || levelIndexFor(ladder, keptSum(draft, ladder)) <= now) continue;
      enter(draft, ladder, now + 1, standings.get(ladder.id)?.welcomed ?? {});
      reached.set(ladder.id, now + 1);
      moved = true;
    }
  }
}

/** What keeps a level: the sum of the running period or of the one before it, whichever is more. */
export function keptSum(draft: Draft, ladder: CompiledLadder): number {
  const period = draft.period(ladder.unit, draft.event.bookedAt);
  const before = draft.periodKey(ladder.unit, period.start - 1);
  const unit = ladder.unit.id;
  return Math.max(draft.sum(unit, period.key), draft.sum(unit, before));
}

function enter(
  draft: Draft,
  ladder: CompiledLadder,
  index: number,
  welcomed: Readonly<Record<string, unknown>>,
): void {
  const level = ladder.levels[index];
  if (!level) return;
  const first = welcomed[level.id] === undefined;
  const rule = `level:${level.id}`;
  const welcome: Welcome[] = [];
  if (first) {
    for (const { unit, amount } of level.give) {
      const posting = draft.nextPosting;
      const lot = unit.spendable ? draft.nextLot : 0;
      draft.give(unit, amount, { rule, onReturn: "keep" });
      welcome.push([posting, lot, amount, unit.id, draft.event.id]);
    }
    if (level.reward !== undefined)
      draft.add({ do: "grant", reward: level.reward, count: 1, rule });
  }
  const effect: SetLevel = {
    do: "level",
    ladder: ladder.id,
    level: level.id,
    period: draft.periodKey(ladder.unit, draft.event.bookedAt),
    why: "earned",
    ...(first && { welcome }),
  };
  draft.add(effect);
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
    const period = draft.period(ladder.unit, draft.event.bookedAt);
    if (state.period !== period.key) continue;
    const sum = keptSum(draft, ladder);
    const floor = indexOfLevel(ladder, state.base);
    const now = indexOfLevel(ladder, state.level);
    const earned = Math.max(floor, levelIndexFor(ladder, sum));
    if (earned >= now) continue;
    for (let index = now; index > earned; index -= 1) withdrawWelcome(draft, ladder, index, state);
    const level = ladder.levels[earned];
    if (!level) continue;
    draft.add({ do: "level", ladder: ladder.id, level: level.id, period: period.key, why });
  }
}

/** Takes back what is unused of the gifts that a level was welcomed with. */
export function withdrawWelcome(
  draft: Draft,
  ladder: CompiledLadder,
  index: number,
  state: LadderState,
): void {
  const level = ladder.levels[index];
  if (!level) return;
  const rule = `level:${level.id}`;
  for (const [no, lotNo, , unit, event] of state.welcomed[level.id] ?? []) {
    const lot = draft.lots().find((candidate) => candidate.no === lotNo);
    const amount = lot ? lot.remaining - lot.held : 0;
    if (amount <= 0) continue;
    const uses = [[lotNo, amount]] as const;
    draft.post({ unit, from: "lots", to: "issued", amount, uses, rule, of: { no, event } });
  }
  if (level.reward !== undefined && draft.grants(level.reward) > 0)
    draft.add({ do: "grant", reward: level.reward, count: -1, rule });
}

/** A period of a ladder that falls due to close, and the period after it. */
export type Close = {
  readonly at: Instant;
  readonly ladder: string;
  readonly period: string;
  readonly next: string;
  /** First instant after the period. */
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
  let from = Math.max(state.since, state.closedUntil);
  while (from <= to) {
    const programme = programmeAt(from);
    const zone = zoneOf(programme);
    const unit = programme.ladders.find((ladder) => ladder.id === id)?.unit;
    if (!unit || unit.period === "ever") return null;
    const openedAt = wallet.openedAt ?? from;
    const period = unitPeriod(unit, from, openedAt, zone);
    if (period.end > to) return null;
    const closing = programmeAt(period.end).ladders.find((ladder) => ladder.id === id);
    if (closing && closing.down !== "never") {
      const at = addDuration(period.end, closing.grace, zone);
      const next = unitPeriod(unit, period.end, openedAt, zone).key;
      return at > to ? null : { at, ladder: id, period: period.key, next, until: period.end };
    }
    from = period.end;
  }
  return null;
}

/** Closes one period: the level stays if either the closed or the running period reaches it. */
export function closePeriod(draft: Draft, close: Close): void {
  const { ladder: id, period, next, until } = close;
  const ladder = draft.programme.ladders.find((candidate) => candidate.id === id);
  if (ladder)
    fall(draft, ladder, Math.max(...[period, next].map((key) => draft.sum(ladder.unit.id, key))));
  draft.add({ do: "close", ladder: id, period, until });
}

/** The level after a close that finds so much earned: of the closed period or of the running one, whichever is more. */
export function indexAfterClose(ladder: CompiledLadder, now: number, sum: number): number {
  if (ladder.down === "never") return now;
  const earned = levelIndexFor(ladder, sum);
  if (earned >= now) return now;
  return ladder.down === "one level" ? now - 1 : earned;
}

function fall(draft: Draft, ladder: CompiledLadder, sum: number): void {
  const now = indexOfLevel(ladder, draft.wallet.ladders[ladder.id]?.level);
  const index = indexAfterClose(ladder, now, sum);
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
