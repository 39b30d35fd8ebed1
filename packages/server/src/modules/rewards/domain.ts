/**
 * Rewards in the hands of members. What a reward is, costs and gives stands in the programme; here is what happens to it:
 * how many are left, who took one, the codes, gift cards and places that belong to it.
 *
 * redemption: a reward taken by a member: reserved for an order, issued, and then one end: used, cancelled, expired.
 * code: a text that is worth something. One of our own (65 random bits and a check character) or of an imported pool.
 * campaign: codes without members: an imported pool, a list made in bulk, or one code that is told to everybody.
 * gift card: money that was paid before, with a book of its own; held for an order and then spent or let go.
 * seat: places at an experience, for a member and whom she brings; or the wish for them, on the waiting list.
 * order: what a checkout calls its order, as `source:id`. What it uses is held for it first.
 *
 * What always holds:
 * - Units, redemption, code, card and seat are one transaction: all of it happens or nothing.
 * - Stock, seats, codes and money never go below zero or above what there is: claims, guarded updates and the tables'
 *   own checks see to it, also for many at once.
 * - A redemption ends once. A cancellation gives back exactly what was taken, by the event that took it.
 * - Only the hash of a code finds it. What it says is kept sealed (secrets.ts), since members look it up again.
 *
 * What it does not do: it computes no points and no prices of baskets; the engine does.
 */
import type { CompiledReward, Market } from "@trofast/engine/programme/compiled";
import { minorPerMarket } from "@trofast/engine/programme/compile-rewards";
import { durationOf } from "@trofast/engine/programme/compile-units";
import { addDuration, fromCivil } from "@trofast/engine/time";

export type RedemptionState = "reserved" | "issued" | "used" | "cancelled" | "expired";

/** Which state may follow which; the ends have nothing after them. */
const FOLLOWS: Readonly<Record<RedemptionState, readonly RedemptionState[]>> = {
  reserved: ["issued", "cancelled"],
  issued: ["used", "cancelled", "expired"],
  used: [],
  cancelled: [],
  expired: [],
};

/** The states from which `to` can be reached. */
export function statesBefore(to: RedemptionState): RedemptionState[] {
  const all: readonly RedemptionState[] = ["reserved", "issued", "used", "cancelled", "expired"];
  return all.filter((from) => FOLLOWS[from].includes(to));
}

/** A redemption as it is stored. Instants are epoch milliseconds. */
export type Redemption = {
  readonly memberId: string;
  readonly id: string;
  readonly reward: string;
  readonly kind: string;
  readonly state: RedemptionState;
  readonly count: number;
  readonly granted: boolean;
  /** Units paid. */
  readonly cost: Readonly<Record<string, number>>;
  readonly paidMinor: number;
  readonly worthMinor: number | null;
  readonly currency: string;
  readonly market: string;
  readonly programmeVersion: number;
  readonly eventId: string;
  readonly redeemedAt: number;
  readonly reservedUntil: number | null;
  readonly usableUntil: number | null;
  readonly orderKey: string | null;
  readonly orderUntil: number | null;
  readonly store: string | null;
  readonly endedAt: number | null;
};

/**
 * The state at an instant: what has run out counts as over, whether or not a job has written it down. A reservation
 * that ran out is as good as cancelled.
 */
export function stateAt(
  { state, usableUntil, reservedUntil }: Redemption,
  now: number,
): RedemptionState {
  if (state === "issued" && usableUntil !== null && usableUntil <= now) return "expired";
  if (state === "reserved" && reservedUntil !== null && reservedUntil <= now) return "cancelled";
  return state;
}

/** Whether another order keeps it at this instant. */
export function isHeldByOther(
  { orderKey, orderUntil }: Pick<Redemption, "orderKey" | "orderUntil">,
  order: string | null,
  now: number,
): boolean {
  return orderKey !== null && orderKey !== order && orderUntil !== null && orderUntil > now;
}

/** Kinds that have done all they do when they are taken. */
const USED_AT_ONCE = ["charity", "content", "surprise", "gift_card"];

export function isUsedAtOnce(kind: string): boolean {
  return USED_AT_ONCE.includes(kind);
}

/** Kinds that an order uses up; others are issued by it and used on another day. */
export const USED_BY_ORDER: readonly string[] = ["discount", "product", "credit", "free_delivery"];

/** Whoever has a reward back has at least so long to use it. */
const BACK_MS_MIN = 14 * 86_400_000;

/** Until when a reward can be used that its member has back; null: no end. */
export function usableAgainUntil({ usableUntil }: Redemption, now: number): number | null {
  return usableUntil === null ? null : Math.max(usableUntil, now + BACK_MS_MIN);
}

/** What a redemption or a code takes off a basket, in the market's minor units. */
export type Benefit = {
  readonly kind: "percent" | "amount" | "article" | "delivery" | "money" | "none";
  /** Of `percent`. */
  readonly basisPoints: number;
  /** Of `amount` and `money`, for all of them together. */
  readonly minor: number;
  /** Of `article`: how many pieces are free. */
  readonly pieces: number;
  /** Only these articles and categories count; empty: all. */
  readonly articles: readonly string[];
  readonly categories: readonly string[];
  /** Only in a basket of at least so much. */
  readonly atLeastMinor: number;
};

/**
 * What a reward gives in a market.
 *
 * `percent` and `amount` lower the lines they are for, `article` gives pieces of them, `delivery` the delivery, `money`
 * pays like a gift card, and `none` gives nothing at a checkout.
 */
export function benefitOf(reward: CompiledReward, market: Market, count: number): Benefit {
  const { source } = reward;
  const read = (texts: Readonly<Record<string, string>> | undefined): number | undefined =>
    minorPerMarket(texts).get(market.id);
  const off = read(source.off) ?? reward.worthMinor.get(market.id) ?? 0;
  const basisPoints =
    source.percent === undefined ? 0 : Math.round(Number(source.percent.slice(0, -1)) * 100);
  const base: Benefit = {
    kind: "none",
    basisPoints: 0,
    minor: 0,
    pieces: 0,
    articles: source.articles ?? [],
    categories: source.categories ?? [],
    atLeastMinor: read(source.atLeast) ?? 0,
  };
  switch (source.kind) {
    case "product":
      if (base.articles.length === 0) return base;
      return { ...base, kind: "article", pieces: count };
    case "discount":
    case "code":
    case "partner":
      if (basisPoints > 0) return { ...base, kind: "percent", basisPoints };
      return off > 0 && source.kind !== "partner"
        ? { ...base, kind: "amount", minor: off * count }
        : base;
    case "credit":
      return { ...base, kind: "money", minor: off * count };
    case "free_delivery":
      return { ...base, kind: "delivery" };
    case "gift_card":
    case "early_access":
    case "experience":
    case "charity":
    case "content":
    case "surprise":
      return base;
  }
}

/** When and where an experience is. */
export type Visit = {
  readonly startsAt: number;
  readonly endsAt: number;
  readonly zone: string;
  /** The store it is in; null: of none. */
  readonly store: string | null;
  readonly plusOnes: number;
  readonly waitingList: boolean;
  /** Until when a member may give the place back. */
  readonly cancelUntil: number;
};

/** The visit of an experience in instants; null where the programme says no time. */
export function visitOf(reward: CompiledReward, zoneOf: (market?: string) => string): Visit | null {
  const { visit } = reward.source;
  if (!visit) return null;
  const zone = zoneOf(visit.market);
  const startsAt = instantOf(visit.starts, zone);
  return {
    startsAt,
    endsAt: instantOf(visit.ends, zone),
    zone,
    store: visit.store ?? null,
    plusOnes: visit.plusOnes,
    waitingList: visit.waitingList,
    cancelUntil: startsAt - lengthMs(visit.cancelBefore),
  };
}

/** "2026-12-01 18:30" on a zone's wall clock. */
function instantOf(text: string, zone: string): number {
  const [year = 1, month = 1, day = 1, hour = 0, minute = 0] = text.split(/[-: ]/u).map(Number);
  return fromCivil({ year, month, day, hour, minute }, zone);
}

/** A length of time counted from the epoch: for deadlines, where an hour more or less does not matter. */
export function lengthMs(text: string): number {
  return addDuration(0, durationOf(text), "UTC");
}

/** How near a member is to a reward: usable now, soon (at least half of every unit is there), or a dream. */
export type Nearness = "now" | "soon" | "dream";

export function nearnessOf(
  cost: readonly { readonly unit: string; readonly amount: number }[],
  missing: Readonly<Record<string, number>>,
  isOpen: boolean,
): Nearness {
  if (!isOpen) return "dream";
  if (Object.keys(missing).length === 0) return "now";
  return cost.every(({ unit, amount }) => (missing[unit] ?? 0) * 2 <= amount) ? "soon" : "dream";
}

/** A text for people in a language, or in the first one there is. */
export function textIn(
  words: string | Readonly<Record<string, string>> | undefined,
  language: string,
): string | undefined {
  if (words === undefined || typeof words === "string") return words;
  return words[language] ?? Object.values(words)[0];
}
