/**
 * What a level welcomes with: once for ever, or once in each period that reaches the level. What is unused of it goes
 * when goods come back that the level rested on; what was given is never given twice.
 */
import type { Draft } from "./draft.ts";
import type { Welcome } from "./effects.ts";
import type { CompiledLadder } from "./programme/compiled.ts";
import { placeOfBucket } from "./rolling.ts";
import type { LadderState } from "./state.ts";

type Level = CompiledLadder["levels"][number];

/** What a wallet was welcomed with before: levels whose gifts were given, and when those that come again were. */
export type Welcomed = {
  readonly welcomed: Readonly<Record<string, unknown>>;
  readonly gifted?: LadderState["gifted"];
};

export const NOBODY: Welcomed = { welcomed: {} };

/** Are the level's gifts to be given on reaching it now? */
export function isWelcomeDue(
  draft: Draft,
  ladder: CompiledLadder,
  level: Level,
  { welcomed, gifted }: Welcomed,
): boolean {
  if (!level.again) return welcomed[level.id] === undefined;
  const given = draft.effects.flatMap((effect) =>
    effect.do === "welcome" && effect.level === level.id ? [effect.period] : [],
  );
  const before = gifted?.[level.id]?.period;
  if (before !== undefined) given.push(before);
  return !given.some((period) => isStill(draft, ladder, period));
}

/** Is this the period that runs or, of a rolling one, does it still count? */
function isStill(draft: Draft, { unit }: CompiledLadder, period: string): boolean {
  const now = draft.periodKey(unit, draft.event.bookedAt);
  if (!unit.rolling) return period === now;
  const { length } = unit.rolling;
  const [then, running] = [placeOfBucket(unit.rolling, period), placeOfBucket(unit.rolling, now)];
  return then !== null && running !== null && running - then <= length;
}

/** Gives what the level welcomes with. */
export function giveWelcome(draft: Draft, level: Level): Welcome[] {
  const rule = ruleOf(level);
  const gifts: Welcome[] = [];
  for (const { unit, amount } of level.give) {
    const posting = draft.nextPosting;
    const lot = unit.spendable ? draft.nextLot : 0;
    draft.give(unit, amount, { rule, onReturn: "keep" });
    gifts.push([posting, lot, amount, unit.id, draft.event.id]);
  }
  if (level.reward !== undefined) draft.add({ do: "grant", reward: level.reward, count: 1, rule });
  return gifts;
}

/** A level that is held is reached again in another period: its gifts come again. True where they do. */
export function welcomeAgain(
  draft: Draft,
  ladder: CompiledLadder,
  index: number,
  welcomed: Welcomed,
): boolean {
  const level = ladder.levels[index];
  if (!level?.again || !isWelcomeDue(draft, ladder, level, welcomed)) return false;
  const gifts = giveWelcome(draft, level);
  const period = draft.periodKey(ladder.unit, draft.event.bookedAt);
  draft.add({ do: "welcome", ladder: ladder.id, level: level.id, period, gifts });
  return true;
}

/** Takes back what is unused of the gifts that a level was welcomed with, once for ever. */
export function withdrawWelcome(
  draft: Draft,
  ladder: CompiledLadder,
  index: number,
  state: LadderState,
): void {
  const level = ladder.levels[index];
  if (level && !level.again) takeGifts(draft, level, state.welcomed[level.id] ?? []);
}

/** Takes back what is unused of the gifts of a period that reaches the level no more. */
export function withdrawAgain(
  draft: Draft,
  ladder: CompiledLadder,
  index: number,
  state: LadderState,
): void {
  const level = ladder.levels[index];
  const given = level && state.gifted?.[level.id];
  if (!level?.again || !given || given.taken || isDeserved(draft, ladder, level, given.period))
    return;
  takeGifts(draft, level, state.welcomed[level.id] ?? []);
  const { period } = given;
  draft.add({ do: "welcome", ladder: ladder.id, level: level.id, period, gifts: [], taken: true });
}

/** Does the period in which gifts were given reach the level? One that is over keeps them. */
function isDeserved(draft: Draft, ladder: CompiledLadder, level: Level, period: string): boolean {
  const { unit } = ladder;
  if (!isStill(draft, ladder, period) || draft.total(unit.id) >= level.lifetime) return true;
  if (!unit.rolling) return draft.sum(unit.id, period) >= level.at;
  const [from, buckets] = [placeOfBucket(unit.rolling, period), draft.buckets(unit)];
  const now = placeOfBucket(unit.rolling, draft.periodKey(unit, draft.event.bookedAt));
  if (from === null || now === null || !buckets) return true;
  return buckets.highest(from, Math.max(now, buckets.newest)) >= level.at;
}

function takeGifts(draft: Draft, level: Level, gifts: readonly Welcome[]): void {
  takeUnused(draft, ruleOf(level), { gifts, reward: level.reward });
}

/** Takes back what is unused of gifts and of a reward; what was used stays given. */
export function takeUnused(
  draft: Draft,
  rule: string,
  { gifts, reward }: { readonly gifts: readonly Welcome[]; readonly reward: string | undefined },
): void {
  for (const [no, lotNo, , unit, event] of gifts) {
    const lot = draft.lots().find((candidate) => candidate.no === lotNo);
    const amount = lot ? lot.remaining - lot.held : 0;
    if (amount <= 0) continue;
    const uses = [[lotNo, amount]] as const;
    draft.post({ unit, from: "lots", to: "issued", amount, uses, rule, of: { no, event } });
  }
  if (reward !== undefined && draft.grants(reward) > 0)
    draft.add({ do: "grant", reward, count: -1, rule });
}

const ruleOf = (level: Level): string => `level:${level.id}`;
