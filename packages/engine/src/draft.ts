/**
 * A decision being written: the effects so far, and what the states will look like after them. Reads go
 * through the draft, so that a step sees the steps before it; the states themselves are not touched.
 */
import { addTo } from "./counters.ts";
import type { CompiledProgramme, CompiledUnit } from "./programme/compiled.ts";
import type { Effect, EndHold, LotUse, Post } from "./effects.ts";
import type { ClubEvent } from "./events.ts";
import { chooseLots, insertLot } from "./lots.ts";
import { bucketOf, Buckets, placeAt, windowOf } from "./rolling.ts";
import { totalOf } from "./postings.ts";
import type { Lot, OpenHold, PersonState, States, WalletState } from "./state.ts";
import {
  addDuration,
  membershipYearOf,
  periodOf,
  validThrough,
  type Instant,
  type Period,
  type PeriodKind,
} from "./time.ts";

/** What surrounds an amount that is given. */
export type Earned = {
  readonly rule: string;
  /** Where it comes from: "issued" where left out. */
  readonly from?: "adjusted" | undefined;
  readonly lines?: readonly number[] | undefined;
  readonly by?: "quantity" | undefined;
  readonly onReturn?: "re-evaluate" | "keep" | undefined;
};
type LotDates = { readonly availableAt: Instant; readonly expiresAt: Instant | null };
/** A posting before it has its number, and its lot's. */
export type Movement = Pick<Post, "unit" | "from" | "to" | "amount" | "rule"> & {
  readonly [K in "uses" | "back" | "period" | "of" | "lines" | "by" | "onReturn"]?:
    | Post[K]
    | undefined;
} & { readonly lot?: LotDates | undefined };
/** An effect that is still being written. */
export type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** Opened for one decision. */
export class Draft {
  readonly effects: Effect[] = [];
  readonly programme: CompiledProgramme;
  readonly person: PersonState;
  readonly wallet: WalletState;
  readonly event: ClubEvent;
  readonly zone: string;
  #postings: number;
  #lotCount: number;
  #lots: Lot[] | null = null;
  #dates: { readonly unit: CompiledUnit; readonly dates: LotDates } | null = null;
  /** Whether anything may be owed: wallets seldom do, and each posting asks. */
  #mayOwe: boolean;
  /** Postings so far that change the sum of a unit that only counts. */
  readonly #counted: Post[] = [];

  constructor(programme: CompiledProgramme, states: States, event: ClubEvent, zone: string) {
    this.programme = programme;
    this.person = states.person;
    this.wallet = states.wallet;
    this.event = event;
    this.zone = zone;
    this.#postings = states.wallet.postings;
    this.#lotCount = states.wallet.lots;
    this.#mayOwe = hasAny(states.wallet.arrears);
  }

  add(effect: Effect): void {
    this.effects.push(effect);
  }

  /** Number that the next posting will get. */
  get nextPosting(): number {
    return this.#postings + 1;
  }

  get nextLot(): number {
    return this.#lotCount + 1;
  }

  /** The wallet's open lots as they will be: the state's own while nothing has happened, a copy from then on. */
  lots(): readonly Readonly<Lot>[] {
    return this.#lots ?? (this.effects.length === 0 ? this.wallet.open : this.#ownLots());
  }

  #ownLots(): Lot[] {
    if (this.#lots) return this.#lots;
    const lots = this.wallet.open.map((lot) => ({ ...lot }));
    for (const effect of this.effects) followInLots(lots, effect);
    this.#lots = lots;
    return lots;
  }

  /** Frees what a hold reserves; whoever commits it spends right after. */
  endHold(hold: OpenHold, outcome: EndHold["outcome"]): void {
    const lots = this.#ownLots();
    this.effects.push({
      do: "end-hold",
      hold: hold.hold,
      lots: hold.uses.map(([no]) => no),
      outcome,
    });
    for (const [no, part] of hold.uses) {
      const lot = lots.find((candidate) => candidate.no === no);
      if (lot) lot.held -= part;
    }
  }

  /** Has this decision ended the hold already? */
  isEnded(hold: OpenHold): boolean {
    return this.effects.some((effect) => effect.do === "end-hold" && effect.hold === hold.hold);
  }

  /** After a hold has ended: what expired meanwhile goes, and debts are paid from what became free. */
  settleFreed(hold: OpenHold): void {
    this.expireLots();
    if (this.arrears(hold.unit) < 0) this.payArrears(hold.unit, this.event.bookedAt);
  }

  /** Rewards that may be taken without paying, with what this decision adds. */
  grants(reward: string): number {
    let count = this.wallet.grants[reward] ?? 0;
    for (const effect of this.effects)
      if (effect.do === "grant" && effect.reward === reward) count += effect.count;
    return count;
  }

  /** A card, with the stamps that this decision adds. */
  card(id: string): { stamps: number; granted: number } {
    const before = this.wallet.cards[id];
    let stamps = before?.stamps ?? 0;
    let granted = before?.granted ?? 0;
    for (const effect of this.effects) {
      if (effect.do !== "stamp" || effect.card !== id) continue;
      stamps += effect.by;
      granted += effect.grants ?? 0;
    }
    return { stamps, granted };
  }

  /** What the wallet owes of a unit, at or below zero. */
  arrears(unit: string): number {
    if (!this.#mayOwe) return 0;
    return (this.wallet.arrears[unit] ?? 0) + moved(this.effects, unit, "arrears");
  }

  /** Sum of a counting unit in a period, with what this decision adds. */
  sum(unit: string, period: string): number {
    const before = this.wallet.sums[unit]?.periods[period] ?? 0;
    return before + moved(this.#counted, unit, "sum", period);
  }

  /** What of a rolling unit counts now, with what this decision adds. */
  rollingSum(unit: CompiledUnit): number {
    if (!unit.rolling) return 0;
    const { occurredAt, bookedAt } = this.event;
    const place = placeAt(unit.rolling, Math.max(occurredAt, bookedAt), this.zone);
    return this.buckets(unit)?.sumAt(place) ?? 0;
  }

  /** The buckets of a rolling unit, with what this decision adds; null for a unit with other periods. */
  buckets({ id, rolling }: CompiledUnit): Buckets | null {
    if (!rolling) return null;
    const periods: Record<string, number> = { ...this.wallet.sums[id]?.periods };
    for (const { unit, to, amount, period = "ever" } of this.#counted)
      if (unit === id) addTo(periods, period, to === "sum" ? amount : -amount);
    return new Buckets(rolling, periods);
  }

  /** All that a counting unit has ever counted, with what this decision adds. */
  total(unit: string): number {
    let total = totalOf(this.wallet.sums[unit]);
    for (const post of this.#counted)
      if (post.unit === unit) total += post.to === "sum" ? post.amount : -post.amount;
    return total;
  }

  /** The newest period that this decision adds to in a unit that only counts; null for none. */
  periodAddedTo(unit: string): string | null {
    const newest = this.#counted.findLast((post) => post.unit === unit && post.to === "sum");
    return newest ? (newest.period ?? "ever") : null;
  }

  /** Writes one posting; the caller has chosen lots that can carry it. */
  post(movement: Movement): number {
    const { unit, from, to, amount, rule, lot, uses, back, period, of, lines } = movement;
    const no = (this.#postings += 1);
    const post: Writable<Post> = lot
      ? { do: "post", no, unit, from, to, amount, rule, lot: this.#opened(lot) }
      : { do: "post", no, unit, from, to, amount, rule };
    if (uses) post.uses = uses;
    if (back) post.back = back;
    if (period !== undefined) post.period = period;
    if (of) post.of = of;
    if (lines) post.lines = lines;
    if (movement.by) post.by = movement.by;
    if (movement.onReturn) post.onReturn = movement.onReturn;
    this.effects.push(post);
    if (from === "arrears" || to === "arrears") this.#mayOwe = true;
    if (from === "sum" || to === "sum") this.#counted.push(post);
    if (this.#lots) followInLots(this.#lots, post);
    return no;
  }

  #opened({ availableAt, expiresAt }: LotDates): NonNullable<Post["lot"]> {
    return { no: (this.#lotCount += 1), availableAt, expiresAt };
  }

  /**
   * Gives units to the wallet: a new lot of a spendable unit, or a larger sum of one that only counts.
   * The lot's dates follow from `occurredAt`; debts are paid from it at once where it is usable.
   */
  give(unit: CompiledUnit, amount: number, earned: Earned): void {
    const { occurredAt, bookedAt } = this.event;
    const { rule, from = "issued", lines, by, onReturn } = earned;
    if (!unit.spendable) {
      const period = this.periodKey(unit, occurredAt);
      this.post({ unit: unit.id, from, to: "sum", amount, rule, period, lines, by, onReturn });
      return;
    }
    const lot = this.#lotDates(unit, from === "issued");
    this.post({ unit: unit.id, from, to: "lots", amount, rule, lot, lines, by, onReturn });
    const { expiresAt } = lot;
    if (expiresAt !== null && expiresAt <= bookedAt) this.expireLots();
    if (this.arrears(unit.id) < 0) this.payArrears(unit.id, bookedAt);
  }

  /** A correction is due already, so it never waits. Rules of one event often give the same unit: the dates are kept. */
  #lotDates(unit: CompiledUnit, waits: boolean): LotDates {
    if (waits && this.#dates?.unit === unit) return this.#dates.dates;
    const { occurredAt } = this.event;
    const { availableAfter, expires, roundTo } = unit;
    const dates = {
      availableAt:
        waits && availableAfter ? addDuration(occurredAt, availableAfter, this.zone) : occurredAt,
      expiresAt: expires ? validThrough(occurredAt, expires, this.zone, roundTo) : null,
    };
    if (waits) this.#dates = { unit, dates };
    return dates;
  }

  /** Pays debts from what is usable at `at`, soonest expiry first. */
  payArrears(unit: string, at: Instant): void {
    const owed = -this.arrears(unit);
    const { uses, missing } = chooseLots(this.lots(), unit, at, owed);
    const amount = owed - missing;
    if (amount > 0) this.post({ unit, from: "lots", to: "arrears", amount, uses, rule: "arrears" });
  }

  /** Books the end of all lots that are past theirs, save what holds reserve: one posting per unit. */
  expireLots(): void {
    const at = this.event.bookedAt;
    let ended: Map<string, LotUse[]> | null = null;
    for (const { no, unit, remaining, held, expiresAt } of this.lots()) {
      if (expiresAt === null || expiresAt > at) break; // In spending order: the rest ends later.
      if (remaining <= held) continue;
      ended ??= new Map<string, LotUse[]>();
      const uses = ended.get(unit);
      if (uses) uses.push([no, remaining - held]);
      else ended.set(unit, [[no, remaining - held]]);
    }
    if (!ended) return;
    for (const [unit, uses] of ended) {
      const amount = uses.reduce((sum, [, part]) => sum + part, 0);
      this.post({ unit, from: "lots", to: "expired", amount, uses, rule: "expiry" });
    }
  }

  /** The period of a counting unit at an instant, such as "2026" or "m3" (the fourth year of membership). */
  periodKey(unit: CompiledUnit, at: Instant): string {
    return this.period(unit, at).key;
  }

  period(unit: CompiledUnit, at: Instant): Period {
    return unitPeriod(unit, at, this.wallet.openedAt ?? this.event.occurredAt, this.zone);
  }
}

/**
 * The period of a counting unit that an instant lies in, or the bucket of a rolling one; membership years count from the
 * wallet's opening.
 */
export function unitPeriod(
  unit: CompiledUnit,
  at: Instant,
  openedAt: Instant,
  zone: string,
): Period {
  if (unit.period === "rolling") return bucketOf(windowOf(unit), at, zone);
  if (unit.period === "membership year")
    return membershipYearOf(Math.max(at, openedAt), openedAt, zone);
  return periodOf(at, CALENDAR[unit.period], zone);
}

function hasAny(record: Readonly<Record<string, number>>): boolean {
  for (const _ in record) return true;
  return false;
}

/** What postings add to an account of the wallet. */
function moved(
  effects: readonly Effect[],
  unit: string,
  account: "arrears" | "sum",
  period?: string,
): number {
  let amount = 0;
  for (const effect of effects) {
    if (effect.do !== "post" || effect.unit !== unit || effect.period !== period) continue;
    if (effect.to === account) amount += effect.amount;
    if (effect.from === account) amount -= effect.amount;
  }
  return amount;
}

function followInLots(lots: Lot[], post: Effect): void {
  if (post.do !== "post") return;
  if (post.lot) openLot(lots, post);
  for (const [no, part] of post.uses ?? []) {
    const lot = lots.find((candidate) => candidate.no === no);
    if (post.from === "lots" && lot) lot.remaining -= part;
    if (post.to !== "lots") continue;
    if (lot) lot.remaining += part;
    else reopenLot(lots, post, no, part);
  }
}

function openLot(lots: Lot[], post: Post): void {
  if (!post.lot) return;
  insertLot(lots, { ...post.lot, unit: post.unit, remaining: post.amount, held: 0 });
}

function reopenLot(lots: Lot[], post: Post, no: number, remaining: number): void {
  const dates = post.back?.find(([lot]) => lot === no);
  if (!dates) return;
  insertLot(lots, {
    no,
    unit: post.unit,
    remaining,
    held: 0,
    availableAt: dates[1],
    expiresAt: dates[2],
  });
}

const CALENDAR: Record<
  "calendar year" | "calendar quarter" | "calendar month" | "ever",
  PeriodKind
> = {
  "calendar year": "year",
  "calendar quarter": "quarter",
  "calendar month": "month",
  ever: "ever",
};
