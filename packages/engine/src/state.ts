/**
 * The two states of the club and `apply`, the only thing that changes them. A person acts; a wallet
 * holds the balance. They are the same member, unless a household or company shares a wallet.
 *
 * Ownership: `apply` advances the states it is given, in place, because a batch folds thousands of
 * events over one member. Whoever wants to keep the old state clones it first (`structuredClone`).
 */
import type {
  Count,
  Effect,
  HoldLots,
  LotUse,
  Post,
  Progress,
  SetContract,
  SetLevel,
  Stamp,
  Welcome,
} from "./effects.ts";
import { insertLot } from "./lots.ts";
import type { Instant } from "./time.ts";

/** An amount of a spendable unit with its own availability and expiry. */
export type Lot = {
  no: number;
  unit: string;
  remaining: number;
  /** Part of `remaining` that open holds reserve. */
  held: number;
  availableAt: Instant;
  expiresAt: Instant | null;
};
export type OpenHold = { hold: string; unit: string; until: Instant; uses: [number, number][] };
/** A counter and the end of its period. */
export type Counter = [value: number, until: Instant];
export type ChallengeState = { period: string; seen: Record<string, number>; wins: number };
export type LadderState = {
  level: string;
  since: Instant;
  /** The level at the start of `period`: a return never takes the member below it. Empty: the lowest. */
  base: string;
  /** The period in which the level last changed. */
  period: string;
  /** First instant after the newest closed period; 0 before any was closed. */
  closedUntil: Instant;
  welcomed: Record<string, readonly Welcome[]>;
};
/** Sum of a unit that only counts: recent periods, and everything older in one number. */
export type UnitSum = { before: number; periods: Record<string, number> };

export type PersonState = {
  id: string;
  /** Events applied so far. */
  version: number;
  bookedAt: Instant;
  joinedAt: Instant | null;
  purchases: number;
  lastPurchaseAt: Instant | null;
  categories: Record<string, number>;
  counts: Record<string, Counter>;
  challenges: Record<string, ChallengeState>;
  badges: string[];
  contracts: Record<string, SetContract["state"]>;
  consents: string[];
};
export type WalletState = {
  id: string;
  version: number;
  bookedAt: Instant;
  /** When its first event occurred: membership years count from here, whoever shares the wallet. */
  openedAt: Instant | null;
  /** Numbers of the newest posting and lot. */
  postings: number;
  lots: number;
  /** Lots with something left, in spending order; a state read from a store is put in order by `advance`. */
  open: Lot[];
  /** Debts per unit, at or below zero. */
  arrears: Record<string, number>;
  sums: Record<string, UnitSum>;
  holds: OpenHold[];
  counts: Record<string, Counter>;
  cards: Record<string, { stamps: number; granted: number }>;
  grants: Record<string, number>;
  ladders: Record<string, LadderState>;
};
export type States = { person: PersonState; wallet: WalletState };

/** Counters are kept this long after their period, so that late events find them (live events: at most 90 days late). */
export const COUNTER_GRACE_MS = 100 * 86_400_000;
/** Old counters are looked for this often: to look each time would cost more than they do. */
const EVENTS_BETWEEN_SWEEPS = 32;
export const SUM_PERIODS_MAX = 16;
export const CATEGORIES_MAX = 200;
export const CHALLENGE_KEYS_MAX = 60;

/** The state of a member nobody has heard of. */
export function emptyPerson(id: string): PersonState {
  return {
    id,
    version: 0,
    bookedAt: 0,
    joinedAt: null,
    purchases: 0,
    lastPurchaseAt: null,
    categories: {},
    counts: {},
    challenges: {},
    badges: [],
    contracts: {},
    consents: [],
  };
}

export function emptyWallet(id: string): WalletState {
  return {
    id,
    version: 0,
    bookedAt: 0,
    openedAt: null,
    postings: 0,
    lots: 0,
    open: [],
    arrears: {},
    sums: {},
    holds: [],
    counts: {},
    cards: {},
    grants: {},
    ladders: {},
  };
}

/** A person and a wallet of their own: the ordinary member. */
export function emptyStates(id: string): States {
  return { person: emptyPerson(id), wallet: emptyWallet(id) };
}

/**
 * Folds the effects of one event into the states of its person and wallet, in place, and returns them.
 * Throws where the effects cannot be true of these states (a lot below zero, a posting number out of
 * order): that can only be a bug or a damaged store, and nothing may be built on it.
 */
export function apply(
  states: States,
  event: { readonly occurredAt: Instant; readonly bookedAt: Instant },
  effects: readonly Effect[],
): States {
  const { person, wallet } = states;
  for (const effect of effects) {
    applyToWallet(wallet, event.bookedAt, effect);
    applyToPerson(person, event, effect);
  }
  person.version += 1;
  if (person.version % EVENTS_BETWEEN_SWEEPS === 0)
    forgetOldCounters(person.counts, event.bookedAt);
  if (event.bookedAt > person.bookedAt) person.bookedAt = event.bookedAt;
  closeEvent(wallet, event);
  return states;
}

/**
 * Folds what fell due (a step of `advance`) into a wallet, in place. No person has acted, so whoever shares
 * the wallet stays as they are.
 */
export function applyBoundary(
  wallet: WalletState,
  at: Instant,
  effects: readonly Effect[],
): WalletState {
  for (const effect of effects) applyToWallet(wallet, at, effect);
  closeEvent(wallet, { occurredAt: at, bookedAt: at });
  return wallet;
}

function closeEvent(
  wallet: WalletState,
  event: { readonly occurredAt: Instant; readonly bookedAt: Instant },
): void {
  wallet.version += 1;
  if (wallet.version % EVENTS_BETWEEN_SWEEPS === 0)
    forgetOldCounters(wallet.counts, event.bookedAt);
  wallet.openedAt ??= event.occurredAt;
  if (event.bookedAt > wallet.bookedAt) wallet.bookedAt = event.bookedAt;
}

function applyToWallet(wallet: WalletState, bookedAt: Instant, effect: Effect): void {
  switch (effect.do) {
    case "post":
      return applyPost(wallet, effect);
    case "count":
      if (effect.in === "wallet") applyCount(wallet.counts, effect);
      return;
    case "extend":
      return extendLot(wallet, effect.lot, effect.expiresAt);
    case "hold":
      return applyHold(wallet, effect);
    case "end-hold":
      return endHold(wallet, effect.hold);
    case "stamp":
      return applyStamp(wallet, effect);
    case "grant":
      return addTo(wallet.grants, effect.reward, effect.count);
    case "level":
      return applyLevel(wallet, effect, bookedAt);
    case "close": {
      const ladder = wallet.ladders[effect.ladder];
      if (ladder) ladder.closedUntil = effect.until;
      return;
    }
    case "progress":
    case "badge":
    case "bought":
    case "contract":
    case "consent":
    case "join":
      return; // About a person.
    case "claim":
    case "withhold":
    case "tell":
      return; // Kept by the shell.
    default:
      return unreachable(effect);
  }
}

function applyToPerson(
  person: PersonState,
  event: { readonly occurredAt: Instant; readonly bookedAt: Instant },
  effect: Effect,
): void {
  switch (effect.do) {
    case "count":
      if (effect.in === "person") applyCount(person.counts, effect);
      return;
    case "progress":
      return applyProgress(person, effect);
    case "badge":
      person.badges = person.badges.filter((badge) => badge !== effect.badge);
      if (!effect.lost) person.badges.push(effect.badge);
      return;
    case "bought":
      return applyBought(person, event.occurredAt, effect.purchases, effect.categories);
    case "contract":
      person.contracts[effect.contract] = effect.state;
      return;
    case "consent":
      person.consents = person.consents.filter((consent) => consent !== effect.consent);
      if (effect.given) person.consents.push(effect.consent);
      return;
    case "join":
      person.joinedAt ??= effect.at;
      return;
    case "post":
    case "extend":
    case "hold":
    case "end-hold":
    case "stamp":
    case "grant":
    case "level":
    case "close":
      return; // About the wallet.
    case "claim":
    case "withhold":
    case "tell":
      return; // Kept by the shell.
    default:
      return unreachable(effect);
  }
}

function applyStamp(wallet: WalletState, effect: Stamp): void {
  const card = (wallet.cards[effect.card] ??= { stamps: 0, granted: 0 });
  card.stamps += effect.by;
  card.granted += effect.grants ?? 0;
}

function applyLevel(wallet: WalletState, effect: SetLevel, bookedAt: Instant): void {
  const before = wallet.ladders[effect.ladder];
  const welcomed = { ...before?.welcomed };
  if (effect.welcome) welcomed[effect.level] = effect.welcome;
  wallet.ladders[effect.ladder] = {
    level: effect.level,
    since: bookedAt,
    base: baseOf(before, effect),
    period: effect.period,
    closedUntil: before?.closedUntil ?? 0,
    welcomed,
  };
}

/** What the level falls back to when a purchase of the same period comes back. */
function baseOf(before: LadderState | undefined, effect: SetLevel): string {
  if (effect.why === "period-end" || effect.why === "programme") return effect.level;
  return before?.period === effect.period ? before.base : (before?.level ?? "");
}

function applyPost(wallet: WalletState, post: Post): void {
  assert(post.no === wallet.postings + 1, "postings are numbered without gaps");
  assert(Number.isSafeInteger(post.amount) && post.amount > 0, "a posting moves a whole amount");
  wallet.postings = post.no;
  if (post.from === "lots") takeFromLots(wallet, post.uses ?? [], post.amount);
  if (post.from === "arrears") addTo(wallet.arrears, post.unit, -post.amount);
  if (post.from === "sum") addToSum(wallet, post, -post.amount);
  if (post.to === "sum") addToSum(wallet, post, post.amount);
  if (post.to === "arrears") addTo(wallet.arrears, post.unit, post.amount);
  if (post.to !== "lots") return;
  if (post.uses) return giveBack(wallet, post);
  const lot = post.lot;
  assert(lot !== undefined && lot.no === wallet.lots + 1, "lots are numbered without gaps");
  wallet.lots = lot.no;
  const { no, availableAt, expiresAt } = lot;
  const { unit, amount } = post;
  insertLot(wallet.open, { no, unit, remaining: amount, held: 0, availableAt, expiresAt });
}

function extendLot(wallet: WalletState, no: number, expiresAt: Instant): void {
  const lot = lotOf(wallet, no);
  lot.expiresAt = expiresAt;
  wallet.open.splice(wallet.open.indexOf(lot), 1);
  insertLot(wallet.open, lot);
}

function takeFromLots(wallet: WalletState, uses: readonly LotUse[], amount: number): void {
  let taken = 0;
  for (const [no, part] of uses) {
    const lot = lotOf(wallet, no);
    lot.remaining -= part;
    taken += part;
    assert(lot.remaining >= lot.held, "no lot goes below what is held of it");
    if (lot.remaining === 0) wallet.open.splice(wallet.open.indexOf(lot), 1);
  }
  assert(taken === amount, "a debit names its lots in full");
}

function giveBack(wallet: WalletState, post: Post): void {
  for (const [no, part] of post.uses ?? []) {
    const open = wallet.open.find((lot) => lot.no === no);
    if (open) {
      open.remaining += part;
      continue;
    }
    const dates = post.back?.find(([lot]) => lot === no);
    assert(dates !== undefined, "a closed lot comes back with its dates");
    const [, availableAt, expiresAt] = dates;
    const { unit } = post;
    insertLot(wallet.open, { no, unit, remaining: part, held: 0, availableAt, expiresAt });
  }
}

function addToSum(wallet: WalletState, post: Post, amount: number): void {
  const sum = (wallet.sums[post.unit] ??= { before: 0, periods: {} });
  const period = post.period ?? "ever";
  const isNew = sum.periods[period] === undefined;
  addTo(sum.periods, period, amount);
  if (!isNew) return;
  const keys = Object.keys(sum.periods);
  if (keys.length <= SUM_PERIODS_MAX) return;
  const oldest = keys.toSorted(byPeriod)[0];
  if (oldest === undefined) return;
  sum.before += sum.periods[oldest] ?? 0;
  delete sum.periods[oldest];
}

/** Keys of one kind of period in order of time: "m9" before "m10", "2026-Q1" before "2026-Q2". */
function byPeriod(left: string, right: string): number {
  return left.length - right.length || (left < right ? -1 : 1);
}

function applyCount(counts: Record<string, Counter>, count: Count): void {
  const before = counts[count.key];
  if (!before && count.by <= 0) return; // The counter of a period long gone: nothing counts there any more.
  const next = (before?.[0] ?? 0) + count.by;
  assert(next >= 0, "no counter goes below zero");
  if (next === 0) delete counts[count.key];
  else if (before) before[0] = next;
  else counts[count.key] = [next, count.until];
}

function forgetOldCounters(counts: Record<string, Counter>, bookedAt: Instant): void {
  for (const key in counts) {
    if ((counts[key]?.[1] ?? 0) + COUNTER_GRACE_MS < bookedAt) delete counts[key];
  }
}

function applyHold(wallet: WalletState, effect: HoldLots): void {
  for (const [no, part] of effect.uses) {
    const lot = lotOf(wallet, no);
    lot.held += part;
    assert(lot.held <= lot.remaining, "no more is held than remains");
  }
  wallet.holds.push({
    hold: effect.hold,
    unit: effect.unit,
    until: effect.until,
    uses: effect.uses.map(([no, part]) => [no, part]),
  });
}

function endHold(wallet: WalletState, hold: string): void {
  const open = wallet.holds.find((candidate) => candidate.hold === hold);
  assert(open !== undefined, "a hold ends once");
  for (const [no, part] of open.uses) lotOf(wallet, no).held -= part;
  wallet.holds = wallet.holds.filter((candidate) => candidate !== open);
}

function applyProgress(person: PersonState, effect: Progress): void {
  const before = person.challenges[effect.challenge];
  const state =
    before?.period === effect.period ? before : { period: effect.period, seen: {}, wins: 0 };
  addTo(state.seen, effect.key, effect.by);
  state.wins += effect.wins ?? 0;
  const keys = Object.keys(state.seen);
  const oldest = keys.length > CHALLENGE_KEYS_MAX ? keys.toSorted()[0] : undefined;
  if (oldest !== undefined) delete state.seen[oldest];
  person.challenges[effect.challenge] = state;
}

function applyBought(
  person: PersonState,
  occurredAt: Instant,
  purchases: number,
  categories: Readonly<Record<string, number>>,
): void {
  person.purchases += purchases;
  if (purchases > 0 && occurredAt > (person.lastPurchaseAt ?? -Infinity))
    person.lastPurchaseAt = occurredAt;
  for (const category in categories) {
    const by = categories[category] ?? 0;
    const isNew = person.categories[category] === undefined;
    if (isNew && (by < 0 || Object.keys(person.categories).length >= CATEGORIES_MAX)) continue;
    addTo(person.categories, category, by);
  }
}

/** Adds to a number in a record and drops the key at zero, so that equal states look equal. */
function addTo(record: Record<string, number>, key: string, amount: number): void {
  const next = (record[key] ?? 0) + amount;
  if (next === 0) delete record[key];
  else record[key] = next;
}

function lotOf(wallet: WalletState, no: number): Lot {
  const lot = wallet.open.find((candidate) => candidate.no === no);
  assert(lot !== undefined, `lot ${no} is open`);
  return lot;
}

/** A statement that can only be false because of a bug or a damaged store. */
export class BrokenInvariant extends Error {
  override readonly name = "BrokenInvariant";
}

export function assert(holds: boolean, claim: string): asserts holds {
  if (!holds) throw new BrokenInvariant(`This must hold and does not: ${claim}.`);
}

export function unreachable(value: never): never {
  throw new BrokenInvariant(`This case cannot happen: ${JSON.stringify(value)}.`);
}
