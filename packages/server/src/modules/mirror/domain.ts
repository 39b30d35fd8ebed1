/**
 * Mirror: what the club knows of a member, from plain counts of what happened; the member sees what the shop sees.
 *
 * Words: correction (what the member says is not so: "not me", "gift"), green choice (a deed or a kind of article that the
 * club calls so), part of the day (four hours of a weekday, as in the statistics), visit (a day with a purchase).
 *
 * What always holds: nothing is guessed, every figure is a count that the member can follow to receipts; what is corrected
 * stays in the books with its points, and in the receipts, and is in no other figure; without consent to profiling
 * nothing but receipts is counted, and the staff sees not even those; nothing is stored but corrections.
 */
import { DAY_PARTS_PER_WEEK } from "@trofast/contract/mirror";
import type { ReturnedPart } from "@trofast/engine/facts";
import type { CompiledProgramme } from "@trofast/engine/programme/compiled";
import { daySlot } from "@trofast/engine/statistics";
import { dayNumberOf, dayOf, MS_PER_DAY } from "@trofast/engine/time";
import { topCategory } from "@trofast/engine/views";
import type { StoredEvent } from "../activity/domain.ts";

const CATEGORIES_MAX = 50;
const RECENT_DAYS_MAX = 60;
/** Shares are told to a thousandth. */
const SHARE_STEPS = 1000;

export interface Correction {
  readonly correctionId: string;
  readonly kind: "not_me" | "gift";
  readonly eventId: string | null;
  readonly source: string | null;
  readonly sourceId: string | null;
  readonly category: string | null;
  readonly madeAt: number;
}

/** What the club calls a green choice. */
export interface Green {
  readonly activities: readonly string[];
  readonly tags: readonly string[];
}

/** Tags that need no explaining, where the club has named none. */
const GREEN_TAGS = [
  "local",
  "organic",
  "eco",
  "ekologisk",
  "fairtrade",
  "fair-trade",
  "plant-based",
  "vegan",
  "vegetarian",
  "second-hand",
  "refill",
  "reuse",
  "seasonal",
] as const;

/** Deeds that a rule rewards with a unit that only counts and decides no level, such as own cups with impact. */
export function greenOf(programme: CompiledProgramme | null): Green {
  const counted = new Set(programme?.ladders.map(({ unit }) => unit.id));
  const activities = Object.keys(programme?.source.activities ?? {}).filter((activity) =>
    (programme?.rules.get(activity) ?? []).some(({ gives }) =>
      gives.some(({ unit }) => !unit.spendable && !counted.has(unit.id)),
    ),
  );
  return { activities, tags: GREEN_TAGS };
}

interface Line {
  readonly category: string;
  readonly tags: readonly string[];
  readonly bought: number;
  pieces: number;
  paidMinor: number;
}

interface Purchase {
  readonly id: string;
  readonly at: number;
  readonly market: string;
  readonly currency: string;
  readonly lines: readonly Line[];
  returnedMinor: number;
  returnedPieces: number;
}

interface Told {
  readonly purchases: Map<string, Purchase>;
  readonly deeds: { readonly id: string; readonly activity: string; readonly at: number }[];
  readonly redeemed: Map<string, { readonly reward: string; readonly count: number; at: number }>;
  returns: number;
}

export interface Mirror {
  readonly receipts: ReturnType<typeof receiptsOf>;
  readonly what: ReturnType<typeof whatOf>;
  readonly often: ReturnType<typeof oftenOf>;
  readonly when: ReturnType<typeof whenOf>;
  readonly green: ReturnType<typeof greenChoices>;
  readonly returns: ReturnType<typeof returnsOf>;
  readonly rewards: ReturnType<typeof rewardsOf>;
}

export interface Looking {
  readonly corrections: readonly Correction[];
  readonly green: Green;
  readonly zone: string;
  readonly now: number;
  /** By top category: see `Interest.score` of the engine. */
  readonly interests: ReadonlyMap<string, number>;
}

/** @param events a member's, in the order in which they were booked. */
export function mirrorOf(events: readonly StoredEvent[], looking: Looking): Mirror {
  const told = tell(events);
  const kept = [...told.purchases.values()].flatMap((purchase) => {
    const left = withoutCorrected(purchase, looking.corrections);
    return left === null ? [] : [left];
  });
  const leftOut = correctedEvents(looking.corrections);
  const deeds = told.deeds.filter(({ id }) => !leftOut.has(id));
  const often = oftenOf(kept, looking);
  return {
    receipts: receiptsOf([...told.purchases.values()]),
    what: whatOf(kept, looking.interests),
    often,
    when: whenOf(kept, looking.zone),
    green: greenChoices(kept, deeds, { green: looking.green, visits: often.visits }),
    returns: returnsOf(kept, told.returns),
    rewards: rewardsOf([...told.redeemed.values()]),
  };
}

function tell(events: readonly StoredEvent[]): Told {
  const told: Told = { purchases: new Map(), deeds: [], redeemed: new Map(), returns: 0 };
  for (const event of events) {
    const { payload, facts, id, occurred_at: at } = event;
    switch (payload.kind) {
      case "purchase":
        told.purchases.set(id, purchaseOf(event, payload.currency, payload.lines));
        break;
      case "return":
        told.returns += 1;
        for (const part of facts.parts ?? []) takeBack(told.purchases.get(part.purchase), part);
        break;
      case "activity":
        told.deeds.push({ id, activity: payload.activity, at });
        break;
      case "redeem":
        told.redeemed.set(payload.redemption, { reward: payload.reward, count: payload.count, at });
        break;
      case "cancel":
        told.redeemed.delete(payload.redemption);
        break;
      default:
    }
  }
  return told;
}

function purchaseOf(
  { id, occurred_at: at, facts }: StoredEvent,
  currency: string,
  lines: readonly { readonly quantity: number; readonly paidMinor: number }[],
): Purchase {
  return {
    id,
    at,
    market: facts.market,
    currency,
    lines: lines.map(({ quantity, paidMinor }, index) => {
      const { category, tags = [] } = facts.lines?.[index] ?? {};
      return {
        category: category === undefined ? "" : topCategory(category),
        tags,
        bought: quantity,
        pieces: quantity,
        paidMinor,
      };
    }),
    returnedMinor: 0,
    returnedPieces: 0,
  };
}

/** Goods go with their share of what the line cost; money without goods goes off the receipt. */
function takeBack(purchase: Purchase | undefined, part: ReturnedPart): void {
  if (purchase === undefined) return;
  for (const [index, quantity] of part.lines ?? []) {
    const line = purchase.lines[index];
    if (line === undefined) continue;
    const pieces = Math.min(quantity, line.pieces);
    const minor = Math.round((line.paidMinor * pieces) / line.bought);
    line.pieces -= pieces;
    purchase.returnedPieces += pieces;
    purchase.returnedMinor += minor;
  }
  purchase.returnedMinor += part.amountMinor ?? 0;
}

/** The purchase less what the member says is not so; null where nothing is left of it. */
function withoutCorrected(purchase: Purchase, corrections: readonly Correction[]): Purchase | null {
  if (correctedEvents(corrections).has(purchase.id)) return null;
  const leftOut = new Set(corrections.flatMap(({ category }) => category ?? []).map(topCategory));
  if (leftOut.size === 0) return purchase;
  const lines = purchase.lines.filter(({ category }) => !leftOut.has(category));
  return lines.length === 0 ? null : { ...purchase, lines };
}

/** Ids of the events that the member corrected. */
export function correctedEvents(corrections: readonly Correction[]): ReadonlySet<string> {
  return new Set(corrections.flatMap(({ eventId }) => eventId ?? []));
}

function receiptsOf(purchases: readonly Purchase[]) {
  const paid = new Map<string, { market: string; currency: string; paidMinor: number }>();
  for (const { market, currency, lines, returnedMinor } of purchases) {
    const key = `${market} ${currency}`;
    const known = paid.get(key) ?? { market, currency, paidMinor: 0 };
    known.paidMinor += lines.reduce((sum, line) => sum + line.paidMinor, 0) - returnedMinor;
    paid.set(key, known);
  }
  const times = purchases.map(({ at }) => at).toSorted((left, right) => left - right);
  return {
    purchases: purchases.length,
    firstAt: times[0] ?? null,
    lastAt: times.at(-1) ?? null,
    paid: [...paid.values()],
  };
}

function whatOf(purchases: readonly Purchase[], interests: ReadonlyMap<string, number>) {
  const found = new Map<
    string,
    { category: string; purchases: Set<string>; pieces: number; lastAt: number }
  >();
  for (const { id, at, lines } of purchases) {
    for (const { category, pieces } of lines) {
      if (pieces === 0) continue;
      const known = found.get(category) ?? {
        category,
        purchases: new Set(),
        pieces: 0,
        lastAt: at,
      };
      known.purchases.add(id);
      known.pieces += pieces;
      known.lastAt = Math.max(known.lastAt, at);
      found.set(category, known);
    }
  }
  const pieces = [...found.values()].reduce((sum, each) => sum + each.pieces, 0);
  const categories = [...found.values()]
    .toSorted(
      (left, right) => right.pieces - left.pieces || (left.category < right.category ? -1 : 1),
    )
    .slice(0, CATEGORIES_MAX)
    .map((each) => ({
      category: each.category,
      purchases: each.purchases.size,
      pieces: each.pieces,
      share: shareOf(each.pieces, pieces) ?? 0,
      lastAt: each.lastAt,
      interest: interests.get(each.category) ?? null,
    }));
  return { categories, pieces };
}

function oftenOf(purchases: readonly Purchase[], { zone, now }: Pick<Looking, "zone" | "now">) {
  const firstOfDay = new Map<number, number>();
  for (const { at } of purchases) {
    const day = dayNumberOf(at, zone);
    firstOfDay.set(day, Math.max(firstOfDay.get(day) ?? at, at));
  }
  const days = [...firstOfDay.keys()].toSorted((left, right) => left - right);
  const gaps = days.slice(1).map((day, index) => day - (days[index] ?? day));
  const last = days.at(-1);
  const lastVisitAt = last === undefined ? null : (firstOfDay.get(last) ?? null);
  return {
    visits: days.length,
    medianDaysBetween: gaps.length < 2 ? null : medianOf(gaps),
    lastVisitAt,
    daysSinceLast: last === undefined ? null : Math.max(0, dayNumberOf(now, zone) - last),
    longestGapDays: gaps.length === 0 ? null : Math.max(...gaps),
    recentDays: days
      .slice(-RECENT_DAYS_MAX)
      .toReversed()
      .map((day) => dayOf(firstOfDay.get(day) ?? day * MS_PER_DAY, zone)),
  };
}

function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right);
  const upper = sorted[Math.floor(sorted.length / 2)] ?? 0;
  const lower = sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
  return (upper + lower) / 2;
}

function whenOf(purchases: readonly Purchase[], zone: string) {
  const parts = Array.from({ length: DAY_PARTS_PER_WEEK }, () => 0);
  for (const { at } of purchases) {
    const slot = daySlot(at, zone);
    parts[slot] = (parts[slot] ?? 0) + 1;
  }
  const most = Math.max(...parts);
  const isAlone = most > 0 && parts.filter((count) => count === most).length === 1;
  return { parts, busiest: isAlone ? parts.indexOf(most) : null };
}

function greenChoices(
  purchases: readonly Purchase[],
  deeds: Told["deeds"],
  { green, visits }: { readonly green: Green; readonly visits: number },
) {
  const activities = green.activities.map((id) => {
    const done = deeds.filter(({ activity }) => activity === id);
    return choiceOf("activity", id, {
      count: done.length,
      share: shareOf(Math.min(done.length, visits), visits),
      times: done.map(({ at }) => at),
    });
  });
  const lines = purchases.flatMap(({ at, lines: own }) => own.map((line) => ({ at, ...line })));
  const all = lines.reduce((sum, { pieces }) => sum + pieces, 0);
  const tags = green.tags.map((id) => {
    const tagged = lines.filter((line) => line.pieces > 0 && line.tags.includes(id));
    const count = tagged.reduce((sum, { pieces }) => sum + pieces, 0);
    return choiceOf("tag", id, {
      count,
      share: shareOf(count, all),
      times: tagged.map(({ at }) => at),
    });
  });
  // What nobody has done yet is shown for deeds, which invite; a list of tags without pieces says nothing.
  return [...activities, ...tags.filter(({ count }) => count > 0)];
}

function choiceOf(
  kind: "activity" | "tag",
  id: string,
  done: {
    readonly count: number;
    readonly share: number | null;
    readonly times: readonly number[];
  },
) {
  const { count, share, times } = done;
  const lastAt = times.length === 0 ? null : Math.max(...times);
  return { kind, id, count, share, lastAt };
}

function returnsOf(purchases: readonly Purchase[], returns: number) {
  const pieces = purchases.reduce((sum, { returnedPieces }) => sum + returnedPieces, 0);
  const bought = purchases.reduce(
    (sum, { lines }) => sum + lines.reduce((inner, line) => inner + line.bought, 0),
    0,
  );
  return { returns, pieces, share: shareOf(Math.min(pieces, bought), bought) };
}

function rewardsOf(redeemed: readonly { reward: string; count: number; at: number }[]) {
  const found = new Map<string, { reward: string; used: number; lastAt: number }>();
  for (const { reward, count, at } of redeemed) {
    const known = found.get(reward) ?? { reward, used: 0, lastAt: at };
    known.used += count;
    known.lastAt = Math.max(known.lastAt, at);
    found.set(reward, known);
  }
  const byReward = [...found.values()].toSorted((left, right) => right.lastAt - left.lastAt);
  return { used: byReward.reduce((sum, { used }) => sum + used, 0), byReward };
}

function shareOf(part: number, whole: number): number | null {
  return whole === 0 ? null : Math.round((part / whole) * SHARE_STEPS) / SHARE_STEPS;
}
