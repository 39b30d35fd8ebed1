/**
 * One membership's belongings go to another: two become one (a merge), and apart again. Each side is an event of
 * its own log: `hand-over` takes out, `take-over` puts in what the other side gave, and its postings point at the
 * giver's. Lots keep their dates; on the way back units return to the lots they came from.
 */
import type { Refusal } from "./claims.ts";
import { emptyRecord } from "./counters.ts";
import { CHALLENGE_KEYS_MAX, type LadderState } from "./state.ts";
import type { Draft } from "./draft.ts";
import type { ContraAccount } from "./effects.ts";
import type { EventOf } from "./events.ts";
import { climbTogether, indexOfLevel, keptSum, reachedIndex, type Standing } from "./levels.ts";
import {
  MERGE_RULE as RULE,
  portionOf,
  sorted,
  sumIn,
  type Portion,
  type PortionLadder,
  type PortionLot,
  type PortionSum,
} from "./portion.ts";
import type { CompiledCard, CompiledLadder } from "./programme/compiled.ts";
import { addDuration } from "./time.ts";
import { withdrawAgain, withdrawWelcome } from "./welcomes.ts";
import { loseTogether, winTogether } from "./winning-together.ts";

/** Gives to another wallet: everything, or of a part as much as is there. Open holds forbid to give everything. */
export function handOver(draft: Draft, event: EventOf<"hand-over">): Refusal | null {
  const { part } = event;
  if (!part && draft.wallet.holds.length > 0)
    return {
      code: "open_holds",
      detail: "Units are held for something under way; it must end first, or be voided.",
    };
  const to: ContraAccount = `member/${event.to}`;
  const portion = part ?? portionOf({ person: draft.person, wallet: draft.wallet });
  for (const { unit, amount } of portion.debts) {
    const owed = Math.min(amount, -draft.arrears(unit));
    if (owed > 0) draft.post({ unit, from: to, to: "arrears", amount: owed, rule: RULE });
  }
  for (const lot of portion.lots) giveLot(draft, lot, to);
  for (const sum of portion.sums) giveSum(draft, sum, to);
  giveThings(draft, portion);
  giveProgress(draft, portion);
  loseTogether(draft, portion);
  if (part) fallBack(draft, part.ladders);
  else giveLadders(draft, portion.ladders);
  giveBought(draft, portion);
  if (!part) draft.add({ do: "merged", into: event.to });
  return null;
}

function giveLot(draft: Draft, { lot: no, amount: most }: PortionLot, to: ContraAccount): void {
  const open = draft.lots().find((lot) => lot.no === no);
  const amount = open ? Math.min(most, open.remaining - open.held) : 0;
  if (!open || amount <= 0) return;
  const { unit, availableAt, expiresAt } = open;
  draft.post({
    unit,
    from: "lots",
    to,
    amount,
    uses: [[no, amount]],
    back: [[no, availableAt, expiresAt]],
    rule: RULE,
  });
}

function giveSum(
  draft: Draft,
  { unit, period, amount: most }: PortionSum,
  to: ContraAccount,
): void {
  const sum = draft.wallet.sums[unit];
  const amount = sum ? Math.min(most, sumIn(sum, period)) : 0;
  if (amount > 0) draft.post({ unit, from: "sum", to, amount, period, rule: RULE });
}

function giveThings(draft: Draft, portion: Portion): void {
  const { person, wallet } = draft;
  for (const { in: where, key, by, until } of portion.counts) {
    const used = (where === "person" ? person : wallet).counts[key]?.[0] ?? 0;
    const less = Math.min(by, used);
    if (less > 0) draft.add({ do: "count", in: where, key, by: -less, until, rule: RULE });
  }
  for (const { card, stamps, granted } of portion.cards) {
    const there = wallet.cards[card];
    const by = Math.min(stamps, there?.stamps ?? 0);
    const grants = Math.min(granted, there?.granted ?? 0);
    if (by > 0 || grants > 0)
      draft.add({ do: "stamp", card, by: -by, ...(grants > 0 && { grants: -grants }) });
  }
  for (const { reward, count } of portion.grants) {
    const less = Math.min(count, draft.grants(reward));
    if (less > 0) draft.add({ do: "grant", reward, count: -less, rule: RULE });
  }
  for (const { card, together = 0 } of portion.cards) emptyTogether(draft, card, together);
  for (const badge of portion.badges)
    if (person.badges.includes(badge)) draft.add({ do: "badge", badge, lost: true, rule: RULE });
  for (const { contract } of portion.contracts) {
    const state = person.contracts[contract];
    if (state && state.status !== "ended")
      draft.add({
        do: "contract",
        contract,
        state: { ...state, status: "ended" },
        was: state.status,
      });
  }
}

/** What only both together had filled the card for goes, as far as it was not used; what was used stays counted. */
function emptyTogether(draft: Draft, id: string, together: number): void {
  const card = cardOf(draft, id);
  if (!card || together === 0) return;
  const less = Math.min(together, draft.card(id).granted, draft.grants(card.grants));
  if (less <= 0) return;
  draft.add({ do: "stamp", card: id, by: 0, grants: -less, together: true });
  draft.add({ do: "grant", reward: card.grants, count: -less, rule: `card:${id}` });
}

function giveProgress(draft: Draft, portion: Portion): void {
  for (const { challenge, period, key, by, wins: most } of portion.progress) {
    const state = draft.person.challenges[challenge];
    if (!state || state.period !== period) continue;
    const less = Math.min(by, state.seen[key] ?? 0);
    const wins = Math.min(most, state.wins);
    if (less > 0 || wins > 0)
      draft.add({
        do: "progress",
        challenge,
        period,
        key,
        by: -less,
        ...(wins > 0 && { wins: -wins }),
      });
  }
}

/** Who has given everything begins anew; gifts for levels that were reached stay given. */
function giveLadders(draft: Draft, ladders: readonly PortionLadder[]): void {
  for (const { ladder: id, level, welcomed, gifted } of ladders) {
    const ladder = ladderOf(draft, id);
    const lowest = ladder?.levels[0];
    if (!ladder || !lowest) continue;
    const period = draft.periodKey(ladder.unit, draft.event.bookedAt);
    const handed = { level, welcomed, ...(gifted && { gifted }) };
    draft.add({ do: "level", ladder: id, level: lowest.id, period, why: "merged", handed });
  }
}

/** To the level from before, or what the sums still reach. */
function fallBack(draft: Draft, ladders: readonly PortionLadder[]): void {
  for (const { ladder: id, level, gained = [] } of ladders) {
    const ladder = ladderOf(draft, id);
    const state = draft.wallet.ladders[id];
    if (!ladder || !state) continue;
    const index = Math.max(
      indexOfLevel(ladder, level),
      reachedIndex(draft, ladder, keptSum(draft, ladder)),
    );
    for (const each of gained) {
      const place = indexOfLevel(ladder, each);
      if (place <= index) continue;
      withdrawWelcome(draft, ladder, place, state);
      withdrawAgain(draft, ladder, place, state);
    }
    const next = ladder.levels[index];
    const period = draft.periodKey(ladder.unit, draft.event.bookedAt);
    if (next && index < indexOfLevel(ladder, state.level))
      draft.add({ do: "level", ladder: id, level: next.id, period, why: "merged" });
  }
}

function giveBought(draft: Draft, portion: Portion): void {
  const { person } = draft;
  const purchases = Math.min(portion.purchases, person.purchases);
  const categories: Record<string, number> = {};
  for (const [category, by] of sorted(portion.categories)) {
    const less = Math.min(by, person.categories[category] ?? 0);
    if (less > 0) categories[category] = -less;
  }
  if (purchases <= 0 && Object.keys(categories).length === 0) return;
  const lastAt = person.lastPurchaseAt;
  draft.add({
    do: "bought",
    purchases: -purchases || 0,
    categories,
    ...(lastAt !== null && { lastAt }),
  });
}

/**
 * Takes what another wallet has given. The higher level counts, until its period ends, and more where both together have
 * earned more; a card that both together have filled gives its reward, and so does a challenge that both have won. Nothing is welcomed twice, and nothing is given
 * when a merge is taken apart.
 */
export function takeOver(draft: Draft, event: EventOf<"take-over">): null {
  const { portion, handed } = event;
  const from: ContraAccount = `member/${event.from}`;
  const linked = (posting: number) => ({ of: { no: posting, event: handed }, rule: RULE });
  for (const lot of portion.lots) takeLot(draft, lot, from, linked(lot.posting));
  for (const { unit, amount, posting } of portion.debts)
    draft.post({ unit, from: "arrears", to: from, amount, ...linked(posting) });
  for (const sum of portion.sums) {
    const { unit, amount, posting } = sum;
    const period = periodFor(draft, sum, event.openedAt);
    draft.post({ unit, from, to: "sum", amount, period, ...linked(posting) });
  }
  takeThings(draft, portion);
  takeProgress(draft, portion);
  const isBack = draft.person.mergedInto === event.from;
  for (const each of portion.ladders) {
    rise(draft, each);
    takeGifted(draft, each, event.openedAt);
  }
  if (!isBack) {
    fillTogether(draft, portion);
    winTogether(draft, portion);
    climbTogether(draft, standingsOf(draft, portion));
  }
  const { purchases, categories, lastPurchaseAt: lastAt } = portion;
  if (purchases > 0 || Object.keys(categories).length > 0)
    draft.add({ do: "bought", purchases, categories, ...(lastAt !== null && { lastAt }) });
  if (isBack) draft.add({ do: "merged", into: null });
  draft.expireLots();
  for (const unit of draft.programme.units.keys())
    if (draft.arrears(unit) < 0) draft.payArrears(unit, draft.event.bookedAt);
  return null;
}

type Linked = {
  readonly of: { readonly no: number; readonly event: string };
  readonly rule: string;
};

function takeLot(draft: Draft, lot: PortionLot, from: ContraAccount, linked: Linked): void {
  const { unit, amount, availableAt, expiresAt, own } = lot;
  const base = { unit, from, to: "lots", amount, ...linked } as const;
  if (!own) {
    draft.post({ ...base, lot: { availableAt, expiresAt } });
    return;
  }
  const [no, ownAvailableAt, ownExpiresAt] = own;
  const open = draft.lots().find((each) => each.no === no);
  const end = open ? open.expiresAt : ownExpiresAt;
  draft.post({ ...base, uses: [[no, amount]], back: [[no, ownAvailableAt, end]] });
  // A sliding unit's lot may have got a later end meanwhile.
  if (expiresAt !== null && end !== null && expiresAt > end)
    draft.add({ do: "extend", lot: no, expiresAt });
}

/** A membership year is the taker's own year at the time; calendar periods are the same for everybody. */
function periodFor(
  draft: Draft,
  { unit: id, period, into }: Pick<PortionSum, "unit" | "period" | "into">,
  openedAt: number | null,
): string {
  if (into !== undefined) return into;
  const unit = draft.programme.units.get(id);
  const year = /^m(\d+)$/u.exec(period)?.[1];
  if (unit?.period !== "membership year" || year === undefined || openedAt === null) return period;
  const years = { kind: "calendar", months: 12 * Number(year), days: 0 } as const;
  return draft.periodKey(unit, addDuration(openedAt, years, draft.zone));
}

function takeThings(draft: Draft, portion: Portion): void {
  for (const { in: where, key, by, until } of portion.counts)
    draft.add({ do: "count", in: where, key, by, until, rule: RULE });
  for (const { card, stamps, granted } of portion.cards)
    draft.add({ do: "stamp", card, by: stamps, ...(granted > 0 && { grants: granted }) });
  for (const { reward, count } of portion.grants)
    draft.add({ do: "grant", reward, count, rule: RULE });
  for (const badge of portion.badges)
    if (!draft.person.badges.includes(badge)) draft.add({ do: "badge", badge, rule: RULE });
  for (const { contract, state } of portion.contracts) {
    const known = draft.person.contracts[contract];
    if (!known || known.status === "ended") draft.add({ do: "contract", contract, state });
  }
}

/** Of two periods of a challenge the newer one counts; within one, keys and wins add up. */
function takeProgress(draft: Draft, portion: Portion): void {
  const room = new Map<string, number>();
  for (const { challenge, period, key, by, wins } of portion.progress) {
    const state = draft.person.challenges[challenge];
    if (state && isOlder(period, state.period)) continue;
    const here = state?.period === period ? state.seen : emptyRecord<number>();
    const known = room.get(challenge) ?? Object.keys(here).length;
    if (here[key] === undefined && known >= CHALLENGE_KEYS_MAX) continue;
    if (here[key] === undefined) room.set(challenge, known + 1);
    draft.add({ do: "progress", challenge, period, key, by, ...(wins > 0 && { wins }) });
  }
}

function isOlder(left: string, right: string): boolean {
  return left.length === right.length ? left < right : left.length < right.length;
}

function rise(draft: Draft, { ladder: id, level, welcomed }: PortionLadder): void {
  const ladder = ladderOf(draft, id);
  if (!ladder) return;
  const state = draft.wallet.ladders[id];
  const now = indexOfLevel(ladder, state?.level);
  const next = Math.max(now, indexOfLevel(ladder, level));
  const fresh = welcomed.filter((each) => state?.welcomed[each] === undefined);
  const reached = ladder.levels[next];
  if (!reached || (next === now && fresh.length === 0)) return;
  draft.add({
    do: "level",
    ladder: id,
    level: reached.id,
    period: periodOfLevel(draft, ladder, next === now ? state : undefined),
    why: "merged",
    ...(fresh.length > 0 && { welcomed: fresh }),
  });
}

/** Gifts that come again in each period came to the other one in this: they are not given once more. */
function takeGifted(
  draft: Draft,
  { ladder: id, gifted = {} }: PortionLadder,
  openedAt: number | null,
): void {
  const known = draft.wallet.ladders[id]?.gifted;
  const unit = ladderOf(draft, id)?.unit.id ?? "";
  for (const [level, theirs] of sorted(gifted)) {
    const period = periodFor(draft, { unit, period: theirs }, openedAt);
    if (known?.[level] === undefined || isOlder(known[level].period, period))
      draft.add({ do: "welcome", ladder: id, level, period, gifts: [], taken: true });
  }
}

/** Rewards for cards that the stamps of both fill. */
function fillTogether(draft: Draft, portion: Portion): void {
  for (const { card: id } of portion.cards) {
    const card = cardOf(draft, id);
    if (!card) continue;
    const { stamps, granted } = draft.card(id);
    const grants = Math.floor(stamps / card.goal) - granted;
    if (grants <= 0) continue;
    draft.add({ do: "stamp", card: id, by: 0, grants, together: true });
    draft.add({ do: "grant", reward: card.grants, count: grants, rule: `card:${id}` });
  }
}

/** Where the wallet stands in each ladder with the higher of both levels. */
function standingsOf(draft: Draft, portion: Portion): Map<string, Standing> {
  return new Map(
    draft.programme.ladders.map((ladder) => {
      const own = draft.wallet.ladders[ladder.id];
      const came = portion.ladders.find((each) => each.ladder === ladder.id);
      const index = Math.max(indexOfLevel(ladder, own?.level), indexOfLevel(ladder, came?.level));
      const welcomed = Object.fromEntries(came?.welcomed.map((level) => [level, true]) ?? []);
      const gifted = own?.gifted;
      return [ladder.id, { index, welcomed: { ...own?.welcomed, ...welcomed }, gifted }];
    }),
  );
}

function periodOfLevel(
  draft: Draft,
  ladder: CompiledLadder,
  state: LadderState | undefined,
): string {
  return state?.period ?? draft.periodKey(ladder.unit, draft.event.bookedAt);
}

function cardOf(draft: Draft, id: string): CompiledCard | undefined {
  return [...draft.programme.cards.values()].flat().find((card) => card.id === id);
}

function ladderOf(draft: Draft, id: string): CompiledLadder | undefined {
  return draft.programme.ladders.find((ladder) => ladder.id === id);
}
