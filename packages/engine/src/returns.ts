/**
 * Goods come back: stored postings are reversed, never recalculated with today's rules. Units leave the lots
 * they came to, then (as the unit's clawback policy allows) other lots or the arrears; units that paid for
 * the goods go back to their own lots; limits, stamps, progress and levels follow.
 */
import type { Refusal, Reason } from "./claims.ts";
import type { Draft } from "./draft.ts";
import { unitsOf } from "./earning.ts";
import type { Effect, LotUse, Post, Progress, Stamp } from "./effects.ts";
import type { EventOf } from "./events.ts";
import type { Facts, PurchaseRecord, ReturnedPart } from "./facts.ts";
import { descendAfterReturn } from "./levels.ts";
import { spendingOrder, bySoonestExpiry } from "./lots.ts";
import type { CompiledProgramme, Market } from "./programme/compiled.ts";
import { reachedTimes } from "./challenges.ts";
import { postsOf, PurchaseRest, type Carried } from "./purchases.ts";
import type { States } from "./state.ts";
import { validThrough } from "./time.ts";
import { topCategory, viewOf } from "./views.ts";

export type ReturnAsked = {
  readonly states: States;
  readonly facts: Facts;
  /** Programme version of a purchase; returns follow the rules their purchase was made under. */
  readonly programmeOf: (version: number) => CompiledProgramme | undefined;
  readonly purchases: ReadonlyMap<string, PurchaseRecord>;
};

/** Reverses what the parts of earlier purchases carry; a refusal where a part is more than remains. */
export function takeBack(
  draft: Draft,
  event: EventOf<"return">,
  asked: ReturnAsked,
  reasons: Reason[],
): Refusal | null {
  const parts = asked.facts.parts ?? [];
  if (parts.length === 0)
    return { code: "nothing_to_return", detail: "No earlier purchase matches this return." };
  for (const part of parts) {
    const record = asked.purchases.get(part.purchase);
    if (!record)
      return { code: "nothing_to_return", detail: `The purchase ${part.purchase} is not known here.` };
    if (record.currency !== event.currency)
      return {
        code: "wrong_currency",
        pointer: "/currency",
        detail: `The purchase was in ${record.currency}, the return says ${event.currency}.`,
      };
    const rest = new PurchaseRest(record);
    if (rest.exceeds(part))
      return {
        code: "return_exceeds_purchase",
        pointer: part.amountMinor === undefined ? "/lines" : "/amountMinor",
        detail: "More comes back than remains of the purchase.",
      };
    reverse(draft, record, part, rest, asked, reasons);
  }
  descendAfterReturn(draft);
  return null;
}

function reverse(
  draft: Draft,
  record: PurchaseRecord,
  part: ReturnedPart,
  rest: PurchaseRest,
  asked: ReturnAsked,
  reasons: Reason[],
): void {
  const carried = rest.take(part);
  const reversed = new Map<string, number>();
  for (const post of postsOf(record)) {
    const wanted = wantedBack(post, record, carried, rest, asked);
    if (wanted <= 0) continue;
    if (post.to === "redeemed") giveBackSpent(draft, post, wanted, record);
    else {
      takeBackEarned(draft, post, wanted, record);
      reversed.set(post.rule, (reversed.get(post.rule) ?? 0) + wanted);
    }
    reasons.push({
      rule: post.rule,
      outcome: "gave",
      code: "applied",
      given: { [post.unit]: post.to === "redeemed" ? wanted : -wanted },
    });
  }
  freeLimits(draft, record, rest, reversed, carried);
  reverseProgress(draft, record, rest, carried, asked);
  forgetBought(draft, record, rest, carried);
}

/** Units of one posting that this part takes back, as the rule's return policy says. */
function wantedBack(
  post: Post,
  record: PurchaseRecord,
  carried: Carried,
  rest: PurchaseRest,
  asked: ReturnAsked,
): number {
  if (post.to === "redeemed") return carried.units.get(post.no) ?? 0;
  if (post.onReturn === "keep") return 0;
  const taken = record.taken[post.no] ?? 0;
  const expired = post.lot ? (record.expired[post.lot.no] ?? 0) : 0;
  const most = Math.max(0, post.amount - taken - expired);
  if (post.onReturn === "re-evaluate" && !rest.isWhollyReturned) {
    const still = unitsStillDue(post, record, rest, asked);
    return Math.min(most, Math.max(0, post.amount - taken - still));
  }
  if (post.onReturn === "re-evaluate") return most;
  return Math.min(most, carried.units.get(post.no) ?? 0);
}

/** Asks the purchase's own rule, under its own version, what the goods that were kept would give. */
function unitsStillDue(
  post: Post,
  record: PurchaseRecord,
  rest: PurchaseRest,
  asked: ReturnAsked,
): number {
  const programme = asked.programmeOf(record.version);
  const rule = programme?.rulesById.get(post.rule);
  const market = programme && (programme.markets.get(record.market) ?? programme.marketDefault);
  if (!programme || !rule || !market) return 0;
  const kept = record.lines
    .map((line, index) => ({ line, index, quantity: rest.quantity(index) }))
    .filter(({ quantity }) => quantity > 0);
  const event = {
    id: record.event,
    kind: "purchase" as const,
    occurredAt: record.occurredAt,
    bookedAt: record.occurredAt,
    currency: record.currency,
    lines: kept.map(({ line, index, quantity }) => ({
      article: line.article,
      quantity,
      paidMinor: rest.money(index),
    })),
  };
  const facts: Facts = {
    version: record.version,
    market: market.id,
    lines: kept.map(({ index }) => record.lineFacts?.[index] ?? {}),
  };
  const view = viewOf(programme, asked.states, event, facts, market);
  return unitsOf(rule, { person: asked.states.person, event, facts, market, view }, post.unit);
}

/** Own lot first, then other lots in spending order, then arrears or a write-off, as the unit says. */
function takeBackEarned(draft: Draft, post: Post, wanted: number, record: PurchaseRecord): void {
  const of = { no: post.no, event: record.event };
  const base = { unit: post.unit, to: "issued", rule: post.rule, of } as const;
  if (post.to === "sum") {
    const period = post.period ?? "ever";
    draft.post({ ...base, from: "sum", amount: wanted, period });
    return;
  }
  const unit = draft.programme.units.get(post.unit);
  const policy = unit?.clawback ?? "within_balance";
  const uses: LotUse[] = [];
  let left = wanted;
  const own = draft.lots().find((lot) => lot.no === post.lot?.no);
  const others =
    policy === "own_lots"
      ? []
      : [
          ...draft.lots().filter((lot) => lot.unit === post.unit && lot.availableAt > draft.event.bookedAt).sort(bySoonestExpiry),
          ...spendingOrder(draft.lots(), post.unit, draft.event.bookedAt),
        ].filter((lot) => lot !== own);
  for (const lot of own ? [own, ...others] : others) {
    const part = Math.min(left, lot.remaining - lot.held);
    if (part <= 0) continue;
    uses.push([lot.no, part]);
    left -= part;
  }
  if (left < wanted) draft.post({ ...base, from: "lots", amount: wanted - left, uses });
  if (left > 0)
    draft.post({ ...base, from: policy === "arrears" ? "arrears" : "adjusted", amount: left });
}

/** Spent units return to their lots, latest use first; what has expired meanwhile gets a lot with a grace. */
function giveBackSpent(draft: Draft, post: Post, wanted: number, record: PurchaseRecord): void {
  const already = record.taken[post.no] ?? 0;
  const of = { no: post.no, event: record.event };
  const back: [number, number, number | null][] = [];
  const uses: LotUse[] = [];
  let skip = already;
  let left = wanted;
  let late = 0;
  for (const [no, amount] of (post.uses ?? []).toReversed()) {
    const free = Math.max(0, amount - skip);
    skip = Math.max(0, skip - amount);
    const part = Math.min(left, free);
    if (part <= 0) continue;
    left -= part;
    const dates = record.lots[no];
    const expiresAt = dates?.[1] ?? null;
    if (expiresAt !== null && expiresAt <= draft.event.bookedAt) late += part;
    else {
      uses.push([no, part]);
      back.push([no, dates?.[0] ?? draft.event.bookedAt, expiresAt]);
    }
  }
  const base = { unit: post.unit, from: "redeemed", to: "lots", rule: post.rule, of } as const;
  const amount = uses.reduce((sum, [, part]) => sum + part, 0);
  if (amount > 0) draft.post({ ...base, amount, uses, back });
  if (late > 0) {
    const grace = draft.programme.units.get(post.unit)?.grace ?? { kind: "calendar", months: 0, days: 30 };
    const availableAt = draft.event.bookedAt;
    const expiresAt = validThrough(availableAt, grace, draft.zone);
    draft.post({ ...base, amount: late, lot: { availableAt, expiresAt } });
  }
  if (draft.arrears(post.unit) < 0) draft.payArrears(post.unit, draft.event.bookedAt);
}

/** Room under limits comes back for new purchases: units and money by what is reversed, times when all of it is. */
function freeLimits(
  draft: Draft,
  record: PurchaseRecord,
  rest: PurchaseRest,
  reversed: ReadonlyMap<string, number>,
  carried: Carried,
): void {
  for (const effect of record.effects) {
    if (effect.do !== "count" && effect.do !== "claim") continue;
    const by = freedBy(effect, rest, reversed, carried);
    if (by <= 0) continue;
    draft.add({ ...effect, by: -by });
  }
}

function freedBy(
  effect: Extract<Effect, { do: "count" | "claim" }>,
  rest: PurchaseRest,
  reversed: ReadonlyMap<string, number>,
  carried: Carried,
): number {
  if (effect.of === "units") return Math.min(effect.by, reversed.get(effect.rule) ?? 0);
  if (effect.of === "money") return Math.min(effect.by, carried.moneyMinor);
  return rest.isWhollyReturned ? effect.by : 0;
}

function reverseProgress(
  draft: Draft,
  record: PurchaseRecord,
  rest: PurchaseRest,
  carried: Carried,
  asked: ReturnAsked,
): void {
  for (const effect of record.effects) {
    if (effect.do === "stamp") unstamp(draft, effect, record, rest, carried);
    if (effect.do === "progress" && rest.isWhollyReturned && carried.pieces.size > 0)
      unprogress(draft, effect, record, asked);
    if (effect.do === "grant" && rest.isWhollyReturned && carried.pieces.size > 0)
      ungrant(draft, effect, record, asked);
  }
}

/** A reward that a rule granted for the purchase goes with it while it is unused. */
function ungrant(
  draft: Draft,
  effect: Extract<Effect, { do: "grant" }>,
  record: PurchaseRecord,
  asked: ReturnAsked,
): void {
  const rule = asked.programmeOf(record.version)?.rulesById.get(effect.rule);
  if (!rule || rule.onReturn === "keep" || (draft.wallet.grants[effect.reward] ?? 0) < effect.count)
    return;
  draft.add({ ...effect, count: -effect.count });
}

/** Stamps of the pieces that came back; a full card's reward goes too while it is unused. */
function unstamp(
  draft: Draft,
  effect: Stamp,
  record: PurchaseRecord,
  rest: PurchaseRest,
  carried: Carried,
): void {
  const card = draft.programme.cardsById.get(effect.card);
  const lines = effect.lines ?? record.lines.map((_, index) => index);
  const left = lines.reduce((sum, line) => sum + rest.quantity(line), 0);
  const back = lines.reduce((sum, line) => sum + (carried.pieces.get(line) ?? 0), 0);
  const cap = effect.perEventMax ?? Number.MAX_SAFE_INTEGER;
  const byEvents = card?.count === "events";
  const whole = rest.isWhollyReturned && carried.pieces.size > 0;
  const by = byEvents ? (whole ? effect.by : 0) : Math.min(left + back, cap) - Math.min(left, cap);
  if (by <= 0) return;
  const state = draft.wallet.cards[effect.card] ?? { stamps: 0, granted: 0 };
  const due = card ? Math.max(0, Math.floor((state.stamps - by) / card.goal)) : state.granted;
  const unused = card ? (draft.wallet.grants[card.grants] ?? 0) : 0;
  const grants = Math.min(Math.max(0, state.granted - due), unused);
  draft.add({ do: "stamp", card: effect.card, by: -by, ...(grants > 0 && { grants: -grants }) });
  if (grants > 0 && card)
    draft.add({ do: "grant", reward: card.grants, count: -grants, rule: `card:${card.id}` });
}

/** Progress under the same key goes back; a win that no longer stands, and was won here, goes with it. */
function unprogress(
  draft: Draft,
  effect: Progress,
  record: PurchaseRecord,
  asked: ReturnAsked,
): void {
  const each = draft.programme.challengesById.get(effect.challenge);
  const state = draft.person.challenges[effect.challenge];
  if (state?.period !== effect.period || (state.seen[effect.key] ?? 0) <= 0) return;
  const seen = { ...state.seen, [effect.key]: (state.seen[effect.key] ?? 0) - 1 };
  if (seen[effect.key] === 0) delete seen[effect.key];
  const lost = each ? Math.max(0, state.wins - reachedTimes(each, { ...state, seen })) : 0;
  const wins = Math.min(lost, effect.wins ?? 0);
  draft.add({
    do: "progress",
    challenge: effect.challenge,
    period: effect.period,
    key: effect.key,
    by: -1,
    ...(wins > 0 && { wins: -wins }),
  });
  if (wins <= 0) return;
  const rule = `challenge:${effect.challenge}`;
  for (const post of postsOf(record)) {
    const most = post.amount - (record.taken[post.no] ?? 0);
    if (post.rule === rule && most > 0) takeBackEarned(draft, post, most, record);
  }
  const reward = asked.programmeOf(record.version)?.challengesById.get(effect.challenge)?.reward;
  if (reward !== undefined && (draft.wallet.grants[reward] ?? 0) > 0)
    draft.add({ do: "grant", reward, count: -1, rule });
}

/** The person's counters of purchases and categories: a category counts as bought while a piece of it is kept. */
function forgetBought(
  draft: Draft,
  record: PurchaseRecord,
  rest: PurchaseRest,
  carried: Carried,
): void {
  const categories: Record<string, number> = {};
  for (const line of carried.pieces.keys()) {
    const category = topCategory(record.lines[line]?.category ?? "");
    if (category === "" || categories[category] !== undefined) continue;
    const kept = record.lines.some(
      (other, index) =>
        topCategory(other.category ?? "") === category && rest.quantity(index) > 0,
    );
    if (!kept) categories[category] = -1;
  }
  const purchases = rest.isWhollyReturned && carried.pieces.size > 0 ? -1 : 0;
  if (purchases !== 0 || Object.keys(categories).length > 0)
    draft.add({ do: "bought", purchases, categories });
}

