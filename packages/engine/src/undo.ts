/**
 * What hangs on a purchase besides its postings, and goes with the goods: room under limits, stamps, progress,
 * rewards and badges that it gave, the person's counters. What a rule keeps on return stays, and so does its
 * use of limits: otherwise the same gift could be had twice.
 */
import { reachedTimes } from "./challenges.ts";
import { ownRecord } from "./counters.ts";
import type { Draft } from "./draft.ts";
import type { Badge, Claimed, Count, Grant, Post, Progress, Stamp } from "./effects.ts";
import type { PurchaseRecord } from "./facts.ts";
import { goesWith } from "./kept-goods.ts";
import { postsOf } from "./purchases.ts";
import { restOf, takeBackEarned, type Reversal } from "./reversal.ts";
import { topCategory } from "./views.ts";

export function undo(draft: Draft, reversal: Reversal): void {
  const { record, rest, carried } = reversal;
  const last = rest.isWhollyReturned && carried.pieces.size > 0;
  const kept = new Set<string>();
  const goes = new Map<string, boolean>();
  const isGone = (rule: string): boolean => {
    const known = goes.get(rule) ?? goesWith(rule, reversal) ?? last;
    goes.set(rule, known);
    return known;
  };
  for (const effect of record.effects) {
    if (effect.do === "stamp") unstamp(draft, effect, reversal, last);
    if (effect.do === "grant" && isGone(effect.rule) && !ungrant(draft, effect, reversal))
      kept.add(effect.rule);
    if (effect.do === "badge" && isGone(effect.rule ?? "")) unbadge(draft, effect, reversal);
  }
  if (last) unprogress(draft, reversal);
  for (const effect of record.effects)
    if (effect.do === "count" || effect.do === "claim")
      freeLimit(draft, effect, reversal, last && !kept.has(effect.rule));
  forgetBought(draft, reversal, last);
}

function keeps({ record, asked }: Reversal, rule: string): boolean {
  return asked.programmeOf(record.version)?.rulesById.get(rule)?.onReturn === "keep";
}

/** Room comes back for new purchases: units and money by what is reversed, times when all of it is. */
function freeLimit(draft: Draft, effect: Count | Claimed, reversal: Reversal, gone: boolean): void {
  if (keeps(reversal, effect.rule)) return;
  const post = postsOf(reversal.record).find(
    ({ rule, to }) => rule === effect.rule && to !== "redeemed",
  );
  const inShares = effect.of !== undefined && post;
  const by = inShares ? freedShare(effect, post, reversal) : gone ? effect.by : 0;
  if (by > 0) draft.add({ ...effect, by: -by });
}

/**
 * What a limit counted follows the shares of the rule's first posting, rounded down on the whole: so parts
 * free what they carried, and the last one frees exactly the rest.
 */
function freedShare(effect: Count | Claimed, post: Post, { rest, carried }: Reversal): number {
  const gone = post.amount - rest.units(post.no);
  const goneBefore = gone - (carried.units.get(post.no) ?? 0);
  const share = (units: number): number =>
    Number((BigInt(effect.by) * BigInt(units)) / BigInt(post.amount));
  return share(gone) - share(goneBefore);
}

/** A reward that a rule granted goes while it is unused; false where it stays. */
function ungrant(draft: Draft, effect: Grant, reversal: Reversal): boolean {
  const { record, asked } = reversal;
  const rule = asked.programmeOf(record.version)?.rulesById.get(effect.rule);
  if (!rule) return true; // Cards, challenges and levels take theirs back themselves.
  if (rule.onReturn === "keep" || draft.grants(effect.reward) < effect.count) return false;
  draft.add({ ...effect, count: -effect.count });
  return true;
}

function unbadge(draft: Draft, effect: Badge, reversal: Reversal): void {
  const { record, asked } = reversal;
  const rule = asked.programmeOf(record.version)?.rulesById.get(effect.rule ?? "");
  if (rule && rule.onReturn !== "keep" && draft.person.badges.includes(effect.badge))
    draft.add({ ...effect, lost: true });
}

/** Stamps of the pieces that came back; a full card's reward goes too while it is unused. */
function unstamp(
  draft: Draft,
  effect: Stamp,
  { record, rest, carried }: Reversal,
  last: boolean,
): void {
  const card = draft.programme.cardsById.get(effect.card);
  const lines = effect.lines ?? record.lines.map((_, index) => index);
  const left = lines.reduce((sum, line) => sum + rest.quantity(line), 0);
  const back = lines.reduce((sum, line) => sum + (carried.pieces.get(line) ?? 0), 0);
  const cap = effect.perEventMax ?? Number.MAX_SAFE_INTEGER;
  const pieces = Math.min(left + back, cap) - Math.min(left, cap);
  const by = card?.count === "events" ? (last ? effect.by : 0) : pieces;
  if (by <= 0) return;
  const state = draft.card(effect.card);
  const due = card ? Math.max(0, Math.floor((state.stamps - by) / card.goal)) : state.granted;
  const unused = card ? draft.grants(card.grants) : 0;
  const grants = Math.min(Math.max(0, state.granted - due), unused);
  draft.add({ do: "stamp", card: effect.card, by: -by, ...(grants > 0 && { grants: -grants }) });
  if (grants > 0 && card)
    draft.add({ do: "grant", reward: card.grants, count: -grants, rule: `card:${card.id}` });
}

/**
 * Progress under the purchase's keys goes back; a win that no longer stands, and was won here, goes with it.
 * A period that is over keeps its wins: what else happened in it is no longer known.
 */
function unprogress(draft: Draft, reversal: Reversal): void {
  const byChallenge = Map.groupBy(
    reversal.record.effects.filter((effect) => effect.do === "progress"),
    (effect) => effect.challenge,
  );
  for (const [challenge, effects] of byChallenge)
    unprogressOne(draft, challenge, effects, reversal);
}

function unprogressOne(
  draft: Draft,
  challenge: string,
  effects: readonly Progress[],
  { record, asked }: Reversal,
): void {
  const state = draft.person.challenges[challenge];
  const gone = effects.filter(({ period, key }) => state?.period === period && state.seen[key]);
  if (!state || gone.length === 0) return;
  const seen = ownRecord(state.seen);
  for (const { key } of gone) {
    seen[key] = (seen[key] ?? 0) - 1;
    if (seen[key] === 0) delete seen[key];
  }
  const each = draft.programme.challengesById.get(challenge);
  const lost = each ? Math.max(0, state.wins - reachedTimes(each, seen)) : 0;
  const wins = Math.min(
    lost,
    effects.reduce((sum, effect) => sum + (effect.wins ?? 0), 0),
  );
  gone.forEach(({ period, key }, index) =>
    draft.add({
      do: "progress",
      challenge,
      period,
      key,
      by: -1,
      ...(index === 0 && wins > 0 && { wins: -wins }),
    }),
  );
  if (wins > 0)
    unwin(
      draft,
      challenge,
      record,
      asked.programmeOf(record.version)?.challengesById.get(challenge),
    );
}

function unwin(
  draft: Draft,
  challenge: string,
  record: PurchaseRecord,
  won: { readonly reward?: string } | undefined,
): void {
  const rule = `challenge:${challenge}`;
  for (const post of postsOf(record)) {
    const most = post.rule === rule ? restOf(draft, record, post) : 0;
    if (most > 0) takeBackEarned(draft, post, most, record);
  }
  for (const effect of record.effects)
    if (effect.do === "badge" && effect.rule === rule && draft.person.badges.includes(effect.badge))
      draft.add({ ...effect, lost: true });
  if (won?.reward !== undefined && draft.grants(won.reward) > 0)
    draft.add({ do: "grant", reward: won.reward, count: -1, rule });
}

/** The person's counters of purchases and categories: a category counts as bought while a piece of it is kept. */
function forgetBought(draft: Draft, { record, rest, carried }: Reversal, last: boolean): void {
  const categories: Record<string, number> = {};
  for (const line of carried.pieces.keys()) {
    const category = topCategory(record.lines[line]?.category ?? "");
    if (category === "" || categories[category] !== undefined) continue;
    const kept = record.lines.some(
      (other, index) => topCategory(other.category ?? "") === category && rest.quantity(index) > 0,
    );
    if (!kept) categories[category] = -1;
  }
  const purchases = last ? -1 : 0;
  if (purchases !== 0 || Object.keys(categories).length > 0)
    draft.add({ do: "bought", purchases, categories });
}
