/**
 * One posting of a purchase, reversed. Units leave the lot they came to, then (as the unit's clawback policy
 * allows) other lots or the arrears; units that paid for the goods go back to their own lots.
 */
import type { Draft } from "./draft.ts";
import type { LotUse, Post } from "./effects.ts";
import type { Facts, PurchaseRecord } from "./facts.ts";
import { bySoonestExpiry, usableLots } from "./lots.ts";
import type { CompiledProgramme } from "./programme/compiled.ts";
import type { Carried, PurchaseRest } from "./purchases.ts";
import type { Lot, States } from "./state.ts";
import { validThrough } from "./time.ts";

export type ReturnAsked = {
  readonly states: States;
  readonly facts: Facts;
  /** Programme version of a purchase; returns follow the rules their purchase was made under. */
  readonly programmeOf: (version: number) => CompiledProgramme | undefined;
  readonly purchases: ReadonlyMap<string, PurchaseRecord>;
};
/** One part of one purchase on its way back. */
export type Reversal = {
  readonly record: PurchaseRecord;
  /** What remains of the purchase when this part is gone. */
  readonly rest: PurchaseRest;
  readonly carried: Carried;
  readonly asked: ReturnAsked;
};

/** Units of a purchase's posting that have been taken back, this decision's included. */
export function takenOf(draft: Draft, record: PurchaseRecord, no: number): number {
  let taken = record.taken[no] ?? 0;
  for (const effect of draft.effects)
    if (effect.do === "post" && effect.of?.no === no && effect.of.event === record.event)
      taken += effect.amount;
  return taken;
}

/** Units that a posting can still lose: what was neither taken back nor expired. */
export function restOf(draft: Draft, record: PurchaseRecord, post: Post): number {
  const expired = post.lot ? (record.expired[post.lot.no] ?? 0) : 0;
  return Math.max(0, post.amount - takenOf(draft, record, post.no) - expired);
}

/** Own lot first, then other lots (pending ones before usable ones), then arrears or a write-off, as the unit says. */
export function takeBackEarned(
  draft: Draft,
  post: Post,
  wanted: number,
  record: PurchaseRecord,
): void {
  const of = { no: post.no, event: record.event };
  const base = { unit: post.unit, to: "issued", rule: post.rule, of } as const;
  if (post.to === "sum") {
    const period = post.period ?? "ever";
    draft.post({ ...base, from: "sum", amount: wanted, period });
    return;
  }
  const policy = draft.programme.units.get(post.unit)?.clawback ?? "within_balance";
  const uses: LotUse[] = [];
  let left = wanted;
  for (const lot of lotsToTakeFrom(draft, post, policy === "own_lots")) {
    const part = Math.min(left, lot.remaining - lot.held);
    if (part <= 0) continue;
    uses.push([lot.no, part]);
    left -= part;
  }
  if (left < wanted) draft.post({ ...base, from: "lots", amount: wanted - left, uses });
  if (left > 0)
    draft.post({ ...base, from: policy === "arrears" ? "arrears" : "adjusted", amount: left });
}

function lotsToTakeFrom(draft: Draft, post: Post, ownOnly: boolean): Readonly<Lot>[] {
  const at = draft.event.bookedAt;
  const lots = draft.lots();
  const own = lots.filter((lot) => lot.no === post.lot?.no);
  if (ownOnly) return own;
  const others = lots.filter((lot) => lot.unit === post.unit && lot.no !== post.lot?.no);
  const pending = others.filter((lot) => lot.availableAt > at).toSorted(bySoonestExpiry);
  return [...own, ...pending, ...usableLots(others, post.unit, at)];
}

/**
 * Spent units return to their lots, latest use first. What has expired meanwhile gets a lot of its own with
 * a grace, and so does a lot whose dates nobody knows: nothing comes back without an end it did not have.
 */
export function giveBackSpent(
  draft: Draft,
  post: Post,
  wanted: number,
  record: PurchaseRecord,
): void {
  const at = draft.event.bookedAt;
  const of = { no: post.no, event: record.event };
  const base = { unit: post.unit, from: "redeemed", to: "lots", rule: post.rule, of } as const;
  const back: [number, number, number | null][] = [];
  const uses: LotUse[] = [];
  let late = 0;
  let elsewhere = 0;
  for (const [no, part] of latestUses(post, takenOf(draft, record, post.no), wanted)) {
    const open = draft.lots().find((lot) => lot.no === no);
    const isElsewhere = no < 0 && record.moved !== undefined;
    const dates = open ? ([open.availableAt, open.expiresAt] as const) : record.lots[no];
    if (!dates || (dates[1] !== null && dates[1] <= at)) late += part;
    else if (isElsewhere) {
      const [availableAt, expiresAt] = dates;
      draft.post({ ...base, amount: part, lot: { availableAt, expiresAt } });
      elsewhere += part;
    } else {
      uses.push([no, part]);
      back.push([no, dates[0], dates[1]]);
    }
  }
  const amount = wanted - late - elsewhere;
  if (amount > 0) draft.post({ ...base, amount, uses, back });
  if (late > 0) {
    const grace = draft.programme.units.get(post.unit)?.grace ?? GRACE;
    const lot = { availableAt: at, expiresAt: validThrough(at, grace, draft.zone) };
    draft.post({ ...base, amount: late, lot });
  }
  if (draft.arrears(post.unit) < 0) draft.payArrears(post.unit, at);
}

/** For a unit that the programme no longer has. */
const GRACE = { kind: "calendar", months: 0, days: 30 } as const;

/** The uses of a posting in reverse, past what has gone back before, as far as an amount reaches. */
function latestUses(post: Post, already: number, amount: number): LotUse[] {
  const uses: LotUse[] = [];
  let skip = already;
  let left = amount;
  for (const [no, used] of (post.uses ?? []).toReversed()) {
    const part = Math.min(left, Math.max(0, used - skip));
    skip = Math.max(0, skip - used);
    if (part > 0) uses.push([no, part]);
    left -= part;
  }
  return uses;
}
