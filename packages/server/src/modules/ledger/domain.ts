/**
 * The ledger: the club's books. Every movement of units is a posting between two accounts; spendable units
 * lie in lots, and every debit names the lots it took (lot uses). Postings and uses are only ever added;
 * a lot's remainder is the one thing that changes, and verify derives it again.
 *
 * Words: posting (an immutable movement), lot (an amount with its own availability and expiry), lot use,
 * hold (lots reserved until a time), arrears (what a member owes), contra account (issued, redeemed,
 * expired, adjusted, forfeited, partner/…).
 *
 * What always holds: postings sum to zero per unit; a wallet's postings are numbered without gaps; the sum of
 * a wallet's lots plus its arrears is the sum of its postings; no lot is below zero or below what is held.
 *
 * This module decides nothing: it writes rows that follow from effects, and reads them back.
 */
import type { Effect, EndHold, HoldLots, Post } from "@trofast/engine/effects";
import {
  addExact,
  mulExact,
  ratio,
  roundExact,
  toSafeInteger,
  type Exact,
} from "@trofast/engine/numbers";
import type { CompiledProgramme, CompiledUnit } from "@trofast/engine/programme/compiled";
import type { Lot, WalletState } from "@trofast/engine/state";

export interface PostingRow {
  readonly member_id: string;
  readonly no: number;
  readonly event_id: string;
  readonly unit: string;
  readonly debit: string;
  readonly credit: string;
  readonly amount: number;
  readonly rule: string;
  readonly programme_version: number;
  readonly period: string | null;
  readonly lot: number | null;
  readonly of_no: number | null;
  readonly of_event: string | null;
  readonly occurred_at: number;
  readonly booked_at: number;
}
export interface LotRow {
  readonly member_id: string;
  readonly no: number;
  readonly unit: string;
  readonly event_id: string;
  readonly posting: number;
  readonly amount: number;
  remaining: number;
  held: number;
  expired: number;
  readonly available_at: number;
  expires_at: number | null;
}
export interface LotUseRow {
  readonly member_id: string;
  readonly posting: number;
  readonly lot: number;
  readonly amount: number;
}
export interface LotChange {
  readonly member_id: string;
  readonly no: number;
  remaining: number;
  held: number;
  /** What this batch expired of it; added to what had expired before. */
  expired: number;
  expires_at: number | null;
}
export interface HoldRow {
  readonly member_id: string;
  readonly hold: string;
  readonly lot: number;
  readonly unit: string;
  readonly amount: number;
  readonly event_id: string;
  readonly until_at: number;
  outcome: "committed" | "released" | "timed-out" | null;
}

/** The event that effects belong to, as the rows name it. */
export interface BookedEvent {
  readonly id: string;
  readonly occurredAt: number;
  readonly bookedAt: number;
  readonly programmeVersion: number;
}

/** Everything a batch writes to the books, gathered event by event. */
export class LedgerRows {
  readonly postings: PostingRow[] = [];
  readonly lotUses: LotUseRow[] = [];
  readonly holds: HoldRow[] = [];
  readonly endedHolds: { member_id: string; hold: string; outcome: string }[] = [];
  readonly #lots = new Map<string, LotRow>();
  readonly #changes = new Map<string, LotChange>();

  get newLots(): LotRow[] {
    return [...this.#lots.values()];
  }

  get lotChanges(): LotChange[] {
    return [...this.#changes.values()];
  }

  /** Adds what one event's effects mean for the books of its wallet. */
  add(walletId: string, event: BookedEvent, effects: readonly Effect[]): void {
    for (const effect of effects) {
      if (effect.do === "post") this.#post(walletId, event, effect);
      if (effect.do === "hold") this.#hold(walletId, event, effect);
      if (effect.do === "extend") this.#touch(walletId, effect.lot);
      if (effect.do === "end-hold") this.#endHold(walletId, effect);
    }
  }

  /** Settles what remains in the touched lots, once the batch's events are all folded. */
  settle(wallets: ReadonlyMap<string, WalletState>): void {
    const openOf = new Map<string, ReadonlyMap<number, Lot>>();
    for (const lot of [...this.#lots.values(), ...this.#changes.values()]) {
      let open = openOf.get(lot.member_id);
      if (!open) {
        open = new Map(wallets.get(lot.member_id)?.open.map((each) => [each.no, each]));
        openOf.set(lot.member_id, open);
      }
      const now = open.get(lot.no);
      lot.remaining = now?.remaining ?? 0;
      lot.held = now?.held ?? 0;
      if (now) lot.expires_at = now.expiresAt;
    }
  }

  #post(walletId: string, event: BookedEvent, post: Post): void {
    this.postings.push({
      member_id: walletId,
      no: post.no,
      event_id: event.id,
      unit: post.unit,
      debit: post.from,
      credit: post.to,
      amount: post.amount,
      rule: post.rule,
      programme_version: event.programmeVersion,
      period: post.period ?? null,
      lot: post.lot?.no ?? null,
      of_no: post.of?.no ?? null,
      of_event: post.of?.event ?? null,
      occurred_at: event.occurredAt,
      booked_at: event.bookedAt,
    });
    if (post.lot) {
      this.#lots.set(`${walletId} ${post.lot.no}`, {
        member_id: walletId,
        no: post.lot.no,
        unit: post.unit,
        event_id: event.id,
        posting: post.no,
        amount: post.amount,
        remaining: post.amount,
        held: 0,
        expired: 0,
        available_at: post.lot.availableAt,
        expires_at: post.lot.expiresAt,
      });
    }
    for (const [lot, amount] of post.uses ?? []) {
      this.lotUses.push({ member_id: walletId, posting: post.no, lot, amount });
      const touched = this.#touch(walletId, lot);
      if (post.to === "expired") touched.expired += amount;
    }
  }

  #hold(walletId: string, event: BookedEvent, effect: HoldLots): void {
    for (const [lot, amount] of effect.uses) {
      this.#touch(walletId, lot);
      this.holds.push({
        member_id: walletId,
        hold: effect.hold,
        lot,
        unit: effect.unit,
        amount,
        event_id: event.id,
        until_at: effect.until,
        outcome: null,
      });
    }
  }

  #endHold(walletId: string, { hold, lots, outcome }: EndHold): void {
    for (const lot of lots) this.#touch(walletId, lot);
    let here = false;
    for (const row of this.holds) {
      if (row.member_id !== walletId || row.hold !== hold || row.outcome !== null) continue;
      row.outcome = outcome;
      here = true;
    }
    if (!here) this.endedHolds.push({ member_id: walletId, hold, outcome });
  }

  #touch(walletId: string, no: number): LotRow | LotChange {
    const key = `${walletId} ${no}`;
    const known = this.#lots.get(key) ?? this.#changes.get(key);
    if (known) return known;
    const change: LotChange = {
      member_id: walletId,
      no,
      remaining: 0,
      held: 0,
      expired: 0,
      expires_at: null,
    };
    this.#changes.set(key, change);
    return change;
  }
}

/** A posting as history shows it. */
export interface HistoryRow extends Omit<PostingRow, "member_id"> {
  readonly lot_available_at: number | null;
  readonly lot_expires_at: number | null;
}

/** What a posting was, in plain English; screens have their own words. */
export function wordsOf({ debit, credit, rule, of_no }: HistoryRow): string {
  if (of_no !== null && credit === "issued") return `taken back with a return (${rule})`;
  if (of_no !== null && debit === "redeemed") return `given back with a return (${rule})`;
  if (debit.startsWith("member/")) return "came from another membership";
  if (credit.startsWith("member/")) return "went to another membership";
  if (credit === "expired") return "expired";
  if (credit === "redeemed") return rule === "tender" ? "used to pay" : `used for ${rule}`;
  if (credit === "arrears") return "paid what was owed";
  if (debit === "issued") return `earned by ${rule}`;
  if (debit === "adjusted" || credit === "adjusted") return `corrected (${rule})`;
  return rule;
}

/** One unit's place in the club's books. */
export interface UnitTotals {
  readonly issued: number;
  readonly redeemed: number;
  readonly expired: number;
  readonly adjusted: number;
  readonly forfeited: number;
  readonly arrears: number;
  readonly outstanding: number;
  readonly liability: { readonly minor: number; readonly currency: string }[] | null;
  readonly byMonth: { month: string | null; amount: number; lots: number }[];
}

type Outstanding = {
  readonly unit: string;
  readonly market: string | null;
  readonly month: string | null;
  readonly amount: number;
  readonly lots: number;
};

/** From the sums per account. Contra accounts gave what is missing in them: issued is their negative. */
export function totalsOf(
  unit: CompiledUnit,
  accounts: readonly { account: string; amount: number }[],
  rows: readonly Outstanding[],
  programme: CompiledProgramme,
): UnitTotals {
  const of = (account: string): number =>
    accounts.find((row) => row.account === account)?.amount ?? 0;
  return {
    issued: -of("issued") || 0,
    redeemed: of("redeemed"),
    expired: of("expired"),
    adjusted: -of("adjusted") || 0,
    forfeited: of("forfeited"),
    arrears: of("arrears"),
    outstanding: of("lots") + of("sum"),
    liability: unit.spendable && unit.worthMinor.size > 0 ? worthOf(rows, programme) : null,
    byMonth: [...Map.groupBy(rows, ({ month }) => month)].map(([month, own]) => ({
      month,
      amount: own.reduce((sum, { amount }) => sum + amount, 0),
      lots: own.reduce((sum, { lots }) => sum + lots, 0),
    })),
  };
}

/** Amounts at the units' worth in each member's market, summed exactly and rounded up once: a debt is not told too low. */
export function worthOf(
  rows: readonly Pick<Outstanding, "unit" | "market" | "amount">[],
  programme: CompiledProgramme,
): { currency: string; minor: number }[] {
  const sums = new Map<string, Exact>();
  for (const { unit, market, amount } of rows) {
    const place = programme.markets.get(market ?? "") ?? programme.marketDefault;
    const each = programme.units.get(unit)?.worthMinor.get(place.id);
    if (each === undefined) continue;
    const money = mulExact(ratio(amount, 1), each);
    sums.set(place.currency, addExact(sums.get(place.currency) ?? 0, money));
  }
  return [...sums].map(([currency, sum]) => ({
    currency,
    minor: toSafeInteger(roundExact(sum, "ceil")) ?? 0,
  }));
}
