/**
 * Activity: the way of an event into the club. Events come in singly, in batches, from files and adapters;
 * the gatherer joins what arrives together; one transaction per batch reads, decides and writes.
 *
 * Words: event (something that happened), claim (a key taken once: event:source:id, receipt:issuer:number,
 * order-id:shop:part:id, order-number:shop:part:number),
 * facts (what the decision rested on, stored with the event), effects (what it does), states (folded from
 * effects), parked (kept until a purchase or a person settles it).
 *
 * What always holds: an acknowledged event has exactly one effect, however often it is sent; the same key
 * with other content is refused; one bad event never fails its neighbours; a member's events are booked one
 * after the other, with booking times that never go backwards.
 *
 * This module computes no points: `decide` and `apply` of the engine do, and nothing else.
 */
import type { Refusal, Reason } from "@trofast/engine/claims";
import type { Effect, Post } from "@trofast/engine/effects";
import type { Payload, Return, ShopOrder } from "@trofast/engine/events";
import { balanceOf } from "@trofast/engine/lots";
import type { CompiledProgramme } from "@trofast/engine/programme/compiled";
import type { Facts } from "@trofast/engine/facts";
import type { PersonState, WalletState } from "@trofast/engine/state";
import { challengeProgress, type ChallengeProgress } from "@trofast/engine/progress";
import { levelOutlook, type LevelOutlook } from "@trofast/engine/level-outlook";
import { addToDay, formatInstant, lastDayBefore, startOfDay } from "@trofast/engine/time";
import { sumOfUnit } from "@trofast/engine/views";
import type { EventAnswer } from "@trofast/contract/events";
import { problems, type ProblemCode } from "@trofast/contract/problems";

/** Events further ahead than this are refused: a clock is wrong. */
export const FUTURE_MS_MAX = 5 * 60_000;

/** All that has come back of one purchase, as somebody counts it. */
export interface BackInAll {
  /** Pieces, by line or article as in the return itself. */
  readonly lines: NonNullable<Return["lines"]>;
  /** Money given back without goods. */
  readonly amountMinor: number;
}

export interface Promised {
  /** The programme's version then, and the market. */
  readonly version: number;
  readonly market: string;
  /** The id that the event gets, so that chance falls as it did then. */
  readonly eventId: string;
}

/** What arrives, parsed: the frame, and the payload that the engine decides on. */
export interface Submitted {
  readonly source: string;
  readonly id: string;
  readonly member: { readonly source: string; readonly id: string };
  readonly occurredAt: number;
  /** The club's own clock said when it happened: a repeat may say another time and is still the same. */
  readonly timedHere?: true;
  /** The club's clock less that of the device that kept it, as the device heard it last. */
  readonly clockOffMs?: number;
  readonly channel?: string | undefined;
  readonly store?: string | undefined;
  readonly unknownMember: "refuse" | "create";
  readonly history: boolean;
  readonly payload: Exclude<Payload, { kind: "boundary" }>;
  /**
   * Of a return that names its purchase: what its sender knows to have come back in all, this return among it. Only
   * what the books have not is booked, whoever told of the rest.
   */
  readonly backInAll?: BackInAll;
  /** Of a return: the web shop that tells of it, by whichever door. */
  readonly byShop?: string | undefined;
  /** What a quote promised: the purchase is decided as it was asked about, not as rules stand when it is booked. */
  readonly promised?: Promised;
  /** Told what was decided, before it is booked; where it throws, the transaction is undone. */
  readonly decided?: (effects: readonly Effect[]) => void;
  /** What another module knows for the decision: stored with the event like all facts. */
  readonly facts?: Pick<Facts, "keptPrices" | "stock" | "segments" | "lines" | "region">;
}

export type Balances = Record<string, number | EventAnswerBalance>;
type EventAnswerBalance = { available: number; pending: number; held: number; arrears: number };

/** The key that makes an event single for ever. */
export const eventKey = (source: string, id: string): string => `event:${part(source)}:${id}`;
export const receiptKey = (issuer: string, receipt: string): string =>
  `receipt:${part(issuer)}:${receipt}`;

/**
 * The key of a web shop's order. Ids and numbers are apart, since one order's id may be another's number; and so are
 * shops and tills, which number for themselves.
 *
 * @param orderPart what was added to the order later has a number of its own.
 */
export const orderKey = (by: "id" | "number", shop: string, name: string, orderPart = 0): string =>
  // Numbers are typed from paper: small letters or capitals mean the same.
  `order-${by}:${part(shop)}:${orderPart}:${by === "number" ? name.toUpperCase() : name}`;

/** Colons inside a part are written otherwise, so that no two pairs share a key. */
const part = (text: string): string => text.replaceAll("%", "%25").replaceAll(":", "%3A");

type Claiming = Pick<Submitted, "source" | "id" | "store" | "payload">;

/** All keys that an event claims. */
export function claimKeysOf(event: Claiming): string[] {
  const keys = [eventKey(event.source, event.id)];
  const { payload } = event;
  if (payload.kind !== "purchase") return keys;
  if (payload.receipt !== undefined) keys.push(receiptKey(issuerOf(event), payload.receipt));
  if (payload.order !== undefined) keys.push(...orderKeysOf(payload.order));
  return keys;
}

/** The keys that a web shop's order is known under. */
export function orderKeysOf({ shop, id, number, part: of }: ShopOrder): string[] {
  const keys: string[] = [];
  if (id !== undefined) keys.push(orderKey("id", shop, id, of));
  if (number !== undefined) keys.push(orderKey("number", shop, number, of));
  return keys;
}

/** The claims under which the purchase of a return may be found. */
export function referencesOf(event: Pick<Submitted, "payload" | "source" | "store">): string[] {
  if (event.payload.kind !== "return" || !event.payload.of) return [];
  const { source, id, receipt } = event.payload.of;
  const keys: string[] = [];
  if (id !== undefined) keys.push(eventKey(source ?? event.source, id));
  if (receipt !== undefined)
    for (const issuer of new Set([source, event.store, event.source]))
      if (issuer !== undefined) keys.push(receiptKey(issuer, receipt));
  return keys;
}

/** Receipt numbers are unique per store, where one is named; else per sending system. */
function issuerOf(event: Claiming): string {
  return event.store ?? event.source;
}

/** Balances of every unit of the programme at an instant, as they are answered and stored. */
export function balancesOf(
  wallet: WalletState,
  programme: CompiledProgramme,
  at: number,
): Balances {
  const balances: Balances = {};
  for (const unit of programme.units.values()) {
    if (!unit.spendable) {
      balances[unit.id] = sumOfUnit(wallet, unit.id);
      continue;
    }
    const { available, pending, held, arrears } = balanceOf(wallet, unit.id, at);
    balances[unit.id] = { available, pending, held, arrears };
  }
  return balances;
}

/** What a wallet holds at an instant, as people ask for it. */
export function standingOf(
  wallet: WalletState,
  programme: CompiledProgramme,
  { at, zone }: { readonly at: number; readonly zone: string },
) {
  const levels: Record<string, string> = {};
  const ladders: Record<string, LadderStanding> = {};
  for (const ladder of programme.ladders) {
    const outlook = levelOutlook(wallet, ladder, { at, zone });
    levels[ladder.id] = outlook.level;
    ladders[ladder.id] = inLocalDays(outlook, zone);
  }
  const cards: Record<string, { stamps: number; goal: number; granted: number }> = {};
  for (const card of programme.cardsById.values()) {
    const { stamps, granted } = wallet.cards[card.id] ?? { stamps: 0, granted: 0 };
    cards[card.id] = { stamps: stamps - granted * card.goal, goal: card.goal, granted };
  }
  const expiries = wallet.open
    .flatMap(({ unit, remaining, expiresAt }) =>
      expiresAt !== null && expiresAt > at ? [{ unit, amount: remaining, expiresAt }] : [],
    )
    .toSorted((left, right) => left.expiresAt - right.expiresAt);
  return {
    balance: balancesOf(wallet, programme, at),
    levels,
    ladders,
    cards,
    rewards: { ...wallet.grants },
    expiries: summedByInstant(expiries).slice(0, EXPIRIES_SHOWN_MAX),
  };
}

export interface LadderStanding extends Pick<
  LevelOutlook,
  "level" | "unit" | "earned" | "next" | "forLife"
> {
  readonly lastDay: string | null;
  readonly fall: {
    readonly level: string;
    readonly keptThrough: string;
    readonly missing: number;
    readonly earnThrough: string;
    readonly isNear: boolean;
  } | null;
}

/** Ends are shown as the last days before them. */
function inLocalDays(outlook: LevelOutlook, zone: string): LadderStanding {
  const { level, unit, earned, ends, next, forLife, fall, isNear } = outlook;
  return {
    level,
    unit,
    earned,
    lastDay: ends === null ? null : lastDayBefore(ends, zone),
    next,
    forLife,
    fall: fall && {
      level: fall.level,
      keptThrough: lastDayBefore(fall.at, zone),
      missing: fall.missing,
      earnThrough: lastDayBefore(fall.before, zone),
      isNear,
    },
  };
}

export interface ChallengeStanding extends Omit<ChallengeProgress, "until"> {
  /** The last local day for the next step. */
  readonly lastDay: string | null;
  readonly gives: { units: Record<string, number>; badge: string | null; reward: string | null };
}

const dayAfter = (day: string, zone: string): number =>
  startOfDay(addToDay(day, { days: 1 }), zone);

/** How far a person is in every challenge that still goes on. */
export function challengesOf(
  person: PersonState,
  programme: CompiledProgramme,
  { at, zone }: { readonly at: number; readonly zone: string },
): Record<string, ChallengeStanding> {
  const found: Record<string, ChallengeStanding> = {};
  for (const { id, during } of programme.source.challenges) {
    const challenge = programme.challengesById.get(id);
    const closesAt = during?.through === undefined ? null : dayAfter(during.through, zone);
    if (challenge === undefined || (closesAt !== null && closesAt <= at)) continue;
    const { until, ...progress } = challengeProgress(challenge, person.challenges[id], {
      at,
      zone,
    });
    const ends = closesAt === null ? until : Math.min(closesAt, until ?? closesAt);
    found[id] = {
      ...progress,
      lastDay: ends === null ? null : lastDayBefore(ends, zone),
      gives: {
        units: Object.fromEntries(challenge.give.map(({ unit, amount }) => [unit.id, amount])),
        badge: challenge.badge ?? null,
        reward: challenge.reward ?? null,
      },
    };
  }
  return found;
}

export const EXPIRIES_SHOWN_MAX = 20;

type Expiry = { unit: string; amount: number; expiresAt: number };

/** Lots that end together are one line to a reader. */
function summedByInstant(expiries: readonly Expiry[]): Expiry[] {
  const byKey = new Map<string, Expiry>();
  for (const expiry of expiries) {
    const key = `${expiry.unit} ${expiry.expiresAt}`;
    const amount = (byKey.get(key)?.amount ?? 0) + expiry.amount;
    byKey.set(key, { ...expiry, amount });
  }
  return [...byKey.values()];
}

/** Net change per unit that effects make to the wallet's own accounts. */
export function givenBy(effects: readonly Effect[]): Record<string, number> {
  const given: Record<string, number> = {};
  for (const effect of effects) {
    if (effect.do !== "post") continue;
    const change = (isOwn(effect.to) ? 1 : 0) - (isOwn(effect.from) ? 1 : 0);
    if (change !== 0) given[effect.unit] = (given[effect.unit] ?? 0) + change * effect.amount;
  }
  return given;
}

const isOwn = (account: Post["from"]): boolean =>
  account === "lots" || account === "sum" || account === "arrears";

/** The reasons that stored effects still tell: the rules that gave. */
export function reasonsFrom(effects: readonly Effect[]): Reason[] {
  const byRule = new Map<string, Record<string, number>>();
  for (const effect of effects) {
    if (effect.do !== "post" || effect.from !== "issued") continue;
    const given = byRule.get(effect.rule) ?? {};
    given[effect.unit] = (given[effect.unit] ?? 0) + effect.amount;
    byRule.set(effect.rule, given);
  }
  return [...byRule].map(([rule, given]) => ({ rule, outcome: "gave", code: "applied", given }));
}

/** An answer that says no, in the words of the list of refusals. */
export function refused(
  code: ProblemCode,
  detail: string,
  more: { pointer?: string; shortBy?: number } = {},
): EventAnswer {
  const { status, title } = problems[code];
  const { pointer, shortBy } = more;
  return {
    outcome: code === "erased" ? "erased" : "refused",
    problem: {
      code,
      title,
      status,
      detail,
      ...(pointer !== undefined && { errors: [{ pointer, code, detail }] }),
      ...(shortBy !== undefined && { shortBy }),
    },
  };
}

/** One system has told of another member's purchase under the same number: whose it is must not be answered. */
export function receiptTaken(
  { source }: Pick<Submitted, "source">,
  first: StoredEvent,
): EventAnswer {
  return refused(
    "conflict",
    `The receipt of this purchase stands for another member's purchase of ${formatInstant(first.occurred_at)}, told by ${source} as well. Nothing was booked for this one: send it with a number of its own, and see that no two tills count under one name.`,
    { pointer: "/receipt" },
  );
}

export function refusedBy(refusal: Refusal): EventAnswer {
  const { code, detail, pointer, shortBy } = refusal;
  return refused(code, detail, {
    ...(pointer !== undefined && { pointer }),
    ...(shortBy !== undefined && { shortBy }),
  });
}

/** An event as it is written: documents as JSON text. */
export interface EventRow {
  readonly member_id: string;
  readonly occurred_at: number;
  readonly id: string;
  readonly wallet_id: string;
  readonly member_version: number;
  readonly wallet_version: number;
  readonly booked_at: number;
  readonly recorded_at: number;
  readonly kind: string;
  readonly source: string;
  readonly source_id: string;
  readonly channel: string | null;
  readonly store: string | null;
  readonly programme_version: number;
  readonly engine_semantics: number;
  /** JSON text going in; `StoredEvent` has it parsed. */
  readonly payload: string;
  readonly facts: string;
  readonly effects: string;
  readonly balances: string;
}
/** An event as it is read. */
export type StoredEvent = Omit<EventRow, "payload" | "facts" | "effects" | "balances"> & {
  readonly payload: Payload;
  readonly facts: Facts;
  readonly effects: readonly Effect[];
  readonly balances: Balances;
};

/** A member's states as they are stored; lots are rows of the ledger. */
export interface StateRow {
  readonly member_id: string;
  readonly version: number;
  /** The transaction that wrote the row last. A wallet's lots change with the row alone. */
  readonly written: string;
  readonly state: { readonly person: PersonState; readonly wallet: Omit<WalletState, "open"> };
}

/** The stored first answer, for an event that came again. */
export function answerOf(first: StoredEvent): EventAnswer {
  return {
    outcome: "duplicate",
    event: {
      id: first.id,
      memberId: first.member_id,
      memberVersion: first.member_version,
      programmeVersion: first.programme_version,
      occurredAt: formatInstant(first.occurred_at),
      bookedAt: formatInstant(first.booked_at),
    },
    given: givenBy(first.effects),
    reasons: reasonsFrom(first.effects),
    balance: first.balances,
  };
}

/** Each thing once, by its key; the last one counts. */
export function distinctBy<T>(things: readonly T[], keyOf: (thing: T) => string): T[] {
  return [...new Map(things.map((thing) => [keyOf(thing), thing])).values()];
}
