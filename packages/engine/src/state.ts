/**
 * The two states of the club and `apply`, the only thing that changes them. A person acts; a wallet
 * holds the balance. They are the same member, unless a household or company shares a wallet.
 *
 * Ownership: `apply` advances the states it is given, in place, because a batch folds thousands of
 * events over one member. Whoever wants to keep the old state clones it first (`cloned`).
 */
import {
  addTo,
  applyCount,
  emptyRecord,
  forgetOldCounters,
  ownRecord,
  type Counter,
} from "./counters.ts";
import type {
  Effect,
  GiveWelcome,
  Progress,
  SetContract,
  SetLevel,
  Stamp,
  Welcome,
} from "./effects.ts";
import { unreachable } from "./invariants.ts";
import { applyHold, applyPost, endHold, extendLot } from "./postings.ts";
import { isBucket } from "./rolling.ts";
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
  /** Of levels whose gifts come again: the newest period in which they were given, and whether they were taken back. */
  gifted?: Record<string, { readonly period: string; readonly taken: boolean }>;
  /** Of a rolling ladder: when the levels that are held were earned; what came by a merge is left out. */
  gained?: Record<string, Instant>;
  /** First instant after the newest period whose close was warned of; left out before any was. */
  warnedUntil?: Instant;
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
  /** Who acts in this one's place since two members became one. */
  mergedInto?: string;
  /** Nothing can be spent; left out where it can. */
  frozen?: true;
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

/** Old counters are looked for this often: to look each time would cost more than they do. */
const EVENTS_BETWEEN_SWEEPS = 32;
const CATEGORIES_MAX = 200;
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
    categories: emptyRecord(),
    counts: emptyRecord(),
    challenges: {},
    badges: [],
    contracts: emptyRecord(),
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
    counts: emptyRecord(),
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
 * States as a store kept them, ready to be read: where shops choose the names (of contracts, of categories) a record
 * read from JSON would know "constructor" although nobody has said it. Changes the states in place, and returns them.
 */
export function revived<T extends { readonly person: PersonState }>(states: T): T {
  const { person } = states;
  person.categories = ownRecord(person.categories);
  person.contracts = ownRecord(person.contracts);
  for (const id in person.challenges) {
    const challenge = person.challenges[id];
    if (challenge) challenge.seen = ownRecord(challenge.seen);
  }
  return states;
}

/** States of their own, to try something on. */
export function cloned(states: States): States {
  return revived(structuredClone(states));
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
    // Most effects are postings, and those are about the wallet alone.
    if (effect.do === "post") {
      applyPost(wallet, effect);
      continue;
    }
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
    case "welcome":
      return applyWelcome(wallet, effect);
    case "close": {
      const ladder = wallet.ladders[effect.ladder];
      if (ladder) ladder.closedUntil = effect.until;
      return;
    }
    case "warn": {
      const ladder = wallet.ladders[effect.ladder];
      if (ladder) ladder.warnedUntil = effect.until;
      return;
    }
    case "progress":
    case "badge":
    case "bought":
    case "contract":
    case "consent":
    case "join":
    case "freeze":
    case "merged":
    case "erase":
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
      return applyBought(
        person,
        effect.lastAt ?? event.occurredAt,
        effect.purchases,
        effect.categories,
      );
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
    case "freeze":
      if (effect.frozen) person.frozen = true;
      else delete person.frozen;
      return;
    case "merged":
      if (effect.into === null) delete person.mergedInto;
      else person.mergedInto = effect.into;
      return;
    case "erase":
      return forget(person);
    case "post":
    case "extend":
    case "hold":
    case "end-hold":
    case "stamp":
    case "grant":
    case "level":
    case "welcome":
    case "close":
    case "warn":
    case "claim":
    case "withhold":
    case "tell":
      return; // About the wallet, or kept by the shell.
    default:
      return unreachable(effect);
  }
}

function forget(person: PersonState): void {
  const { categories, counts, challenges, badges, contracts, consents } = emptyPerson(person.id);
  Object.assign(person, { categories, counts, challenges, badges, contracts, consents });
  delete person.frozen;
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
  for (const level of effect.welcomed ?? []) welcomed[level] ??= [];
  if (effect.why === "merged" && before?.level === effect.level) {
    before.welcomed = welcomed;
    return;
  }
  wallet.ladders[effect.ladder] = {
    level: effect.level,
    since: bookedAt,
    base: baseOf(before, effect),
    period: effect.period,
    closedUntil: before?.closedUntil ?? 0,
    welcomed,
    ...(before?.warnedUntil !== undefined && { warnedUntil: before.warnedUntil }),
    ...(before?.gifted && { gifted: before.gifted }),
    ...(isBucket(effect.period) && { gained: gainedAfter(before, effect, bookedAt) }),
  };
}

/** A level that was earned is held from then on; one that is left, or was got by a merge, is not. */
function gainedAfter(
  before: LadderState | undefined,
  { level, why }: SetLevel,
  bookedAt: Instant,
): Record<string, Instant> {
  const gained = { ...before?.gained };
  if (why === "earned") return { ...gained, [level]: bookedAt };
  delete gained[before?.level ?? ""];
  if (why === "merged") delete gained[level];
  return gained;
}

function applyWelcome(wallet: WalletState, effect: GiveWelcome): void {
  const ladder = wallet.ladders[effect.ladder];
  if (!ladder) return;
  const { level, period, gifts, taken = false } = effect;
  ladder.welcomed = { ...ladder.welcomed, [level]: gifts };
  ladder.gifted = { ...ladder.gifted, [level]: { period, taken } };
}

/** What the level falls back to when a purchase of the same period comes back. */
function baseOf(before: LadderState | undefined, effect: SetLevel): string {
  if (effect.why === "period-end" || effect.why === "programme" || effect.why === "merged")
    return effect.level;
  return before?.period === effect.period ? before.base : (before?.level ?? "");
}

function applyProgress(person: PersonState, effect: Progress): void {
  const before = person.challenges[effect.challenge];
  const state =
    before?.period === effect.period
      ? before
      : { period: effect.period, seen: emptyRecord<number>(), wins: 0 };
  const isNew = state.seen[effect.key] === undefined;
  addTo(state.seen, effect.key, effect.by);
  state.wins += effect.wins ?? 0;
  if (isNew) forgetOldestKey(state.seen);
  person.challenges[effect.challenge] = state;
}

function forgetOldestKey(seen: ChallengeState["seen"]): void {
  const keys = Object.keys(seen);
  const oldest = keys.length > CHALLENGE_KEYS_MAX ? keys.toSorted()[0] : undefined;
  if (oldest !== undefined) delete seen[oldest];
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
    const before = person.categories[category];
    if (before === undefined && (by < 0 || isFull(person))) continue;
    const next = (before ?? 0) + by;
    if (next === 0) delete person.categories[category];
    else person.categories[category] = next;
  }
}

function isFull(person: PersonState): boolean {
  return Object.keys(person.categories).length >= CATEGORIES_MAX;
}
