/**
 * Ladders of levels. A level is earned by what a counting unit sums to in its period, never by the balance,
 * so spending cannot lower it: up at once, down only when a period has closed and its grace is over.
 */
import type { SetLevel } from "./effects.ts";
import type { Draft } from "./draft.ts";
import type { CompiledLadder } from "./programme/compiled.ts";
import type { LadderState } from "./state.ts";
import { addDuration, type Instant } from "./time.ts";

/** The highest level that a sum reaches. */
export function levelIndexFor(ladder: CompiledLadder, sum: number): number {
  let index = 0;
  ladder.levels.forEach((level, position) => {
    if (sum >= level.at) index = position;
  });
  return index;
}

export function indexOfLevel(ladder: CompiledLadder, level: string | undefined): number {
  const index = ladder.levels.findIndex((candidate) => candidate.id === level);
  return Math.max(index, 0);
}

/** Moves the wallet up in every ladder whose unit this decision has added to. */
export function climb(draft: Draft): void {
  for (const ladder of draft.programme.ladders) {
    const period = touchedPeriod(draft, ladder);
    if (period === null) continue;
    const state = draft.wallet.ladders[ladder.id];
    const now = indexOfLevel(ladder, state?.level);
    const earned = levelIndexFor(ladder, draft.sum(ladder.unit.id, period));
    for (let index = now + 1; index <= earned; index += 1) enter(draft, ladder, index, state);
  }
}

/** The newest period of the ladder's unit that postings of this decision added to. */
function touchedPeriod(draft: Draft, ladder: CompiledLadder): string | null {
  let touched: string | null = null;
  for (const effect of draft.effects)
    if (effect.do === "post" && effect.unit === ladder.unit.id && effect.to === "sum")
      touched = effect.period ?? "ever";
  return touched;
}

function enter(
  draft: Draft,
  ladder: CompiledLadder,
  index: number,
  state: LadderState | undefined,
): void {
  const level = ladder.levels[index];
  if (!level) return;
  const first = state?.welcomed[level.id] === undefined;
  const rule = `level:${level.id}`;
  const welcome: [number, number, number, string][] = [];
  if (first) {
    for (const { unit, amount } of level.give) {
      const posting = draft.nextPosting;
      const lot = draft.nextLot;
      draft.give(unit, amount, { rule, onReturn: "keep" });
      welcome.push([posting, unit.spendable ? lot : 0, amount, unit.id]);
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
 * After a return: a level that only the returned purchase reached is withdrawn at once inside its period,
 * but never below the level that the period began with. Its unused welcome gifts go too; used ones stay.
 */
export function descendAfterReturn(draft: Draft): void {
  for (const ladder of draft.programme.ladders) {
    const state = draft.wallet.ladders[ladder.id];
    if (!state) continue;
    const period = draft.periodKey(ladder.unit, draft.event.bookedAt);
    if (state.period !== period) continue;
    const floor = indexOfLevel(ladder, state.base);
    const now = indexOfLevel(ladder, state.level);
    const earned = Math.max(floor, levelIndexFor(ladder, draft.sum(ladder.unit.id, period)));
    if (earned >= now) continue;
    for (let index = now; index > earned; index -= 1) withdrawWelcome(draft, ladder, index, state);
    const level = ladder.levels[earned];
    if (level)
      draft.add({ do: "level", ladder: ladder.id, level: level.id, period, why: "returned" });
  }
}

function withdrawWelcome(
  draft: Draft,
  ladder: CompiledLadder,
  index: number,
  state: LadderState,
): void {
  const level = ladder.levels[index];
  if (!level) return;
  const rule = `level:${level.id}`;
  for (const [, lotNo, , unit] of state.welcomed[level.id] ?? []) {
    const lot = draft.lots().find((candidate) => candidate.no === lotNo);
    const amount = lot ? lot.remaining - lot.held : 0;
    if (amount > 0)
      draft.post({ unit, from: "lots", to: "issued", amount, uses: [[lotNo, amount]], rule });
  }
  if (level.reward !== undefined && (draft.wallet.grants[level.reward] ?? 0) > 0)
    draft.add({ do: "grant", reward: level.reward, count: -1, rule });
}

/** When the ladder's oldest unclosed period may be closed: its end plus grace; null where nothing can fall. */
export function nextClose(
  draft: Pick<Draft, "period" | "wallet" | "zone">,
  ladder: CompiledLadder,
): { at: Instant; period: string; next: string } | null {
  const state = draft.wallet.ladders[ladder.id];
  if (!state || ladder.down === "never" || ladder.unit.period === "ever") return null;
  let period = draft.period(ladder.unit, state.since);
  for (let step = 0; step < PERIODS_TO_CLOSE_MAX; step += 1) {
    const next = draft.period(ladder.unit, period.end);
    if (isAfter(period.key, state.closed))
      return {
        at: addDuration(period.end, ladder.grace, draft.zone),
        period: period.key,
        next: next.key,
      };
    period = next;
  }
  return null;
}

const PERIODS_TO_CLOSE_MAX = 2000; // more than a century of months

/** Calendar keys ("2026", "2026-Q3") sort as text; membership years ("m9", "m10") by their number. */
function isAfter(period: string, closed: string): boolean {
  if (closed === "") return true;
  if (period.startsWith("m") && closed.startsWith("m"))
    return Number(period.slice(1)) > Number(closed.slice(1));
  return period > closed;
}

/** Closes one period: the level stays if either the closed or the running period reaches it. */
export function closePeriod(draft: Draft, ladder: CompiledLadder, period: string, next: string): void {
  const state = draft.wallet.ladders[ladder.id];
  const now = indexOfLevel(ladder, state?.level);
  const sums = [draft.sum(ladder.unit.id, period), draft.sum(ladder.unit.id, next)];
  const earned = levelIndexFor(ladder, Math.max(...sums));
  if (earned < now) {
    const target = ladder.down === "one level" ? Math.max(now - 1, earned) : earned;
    const level = ladder.levels[target];
    const running = draft.periodKey(ladder.unit, draft.event.bookedAt);
    if (level)
      draft.add({
        do: "level",
        ladder: ladder.id,
        level: level.id,
        period: running,
        why: "period-end",
      });
  }
  draft.add({ do: "close", ladder: ladder.id, period });
}
