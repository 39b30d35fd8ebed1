/**
 * What if the programme had been another one? The real events of a member are decided again under a programme,
 * from an empty state, and a `Simulation` sets two programmes side by side over many members. Both are folded in
 * the same way, the one in force too, so that the comparison is like with like. Where only a part of the time is in
 * question, what happened before it is folded under the programme in force, for both: a member who has bought for years
 * is no newcomer on its first day.
 *
 * Boundary events are made anew, stored ones are passed over. What the other programme cannot do (a spend that
 * its members could not afford) is left out and counted under a name. Members behave as they did: a
 * simulation says what a programme would have given, not what people would have done.
 */
import { Comparison, type SimulationResult } from "./comparison.ts";
import type { Effect } from "./effects.ts";
import type { ClubEvent } from "./events.ts";
import type { Facts } from "./facts.ts";
import { versionsOf, WalletFold, type Booked } from "./fold.ts";
import type { CompiledProgramme } from "./programme/compiled.ts";
import { PurchaseRest } from "./purchases.ts";
import type { PurchaseBook } from "./record.ts";
import type { WalletState } from "./state.ts";
import { FAR_PAST, type Instant } from "./time.ts";

/** A stored event with its facts; for a return they name its purchases (`facts.parts`). */
export type SimulatedEvent = {
  readonly event: ClubEvent;
  readonly facts: Facts;
  /** Who acted, where the wallet is shared. */
  readonly person?: string;
};
/**
 * Where a unit's amounts went, returns and corrections settled.
 * `opening + issued + adjusted - redeemed - expired = outstanding - owed`.
 */
export type UnitOutcome = {
  /** What was there, less what was owed, when counting began. */
  opening: number;
  issued: number;
  adjusted: number;
  redeemed: number;
  expired: number;
  outstanding: number;
  owed: number;
};
export type MemberOutcome = {
  readonly member: string;
  readonly market: string;
  readonly units: Record<string, UnitOutcome>;
  /** Money paid, less money given back, in minor units of the market's currency. */
  paidMinor: number;
  /** Of the lines whose cost is known: money paid, and what they cost. */
  knownPaidMinor: number;
  knownCostMinor: number;
  readonly levels: Record<string, string>;
  /** Rewards granted without units. */
  readonly granted: Record<string, number>;
  /** Events, or spends within purchases, that the programme could not book: "spend: insufficient_balance". */
  readonly skipped: Record<string, number>;
  /** What was wanted of each club-wide limit. A simulation grants all of it: compare `want` and `max`. */
  readonly claims: Record<string, { want: number; readonly max: number }>;
};
export type SimulateInput = {
  /** One wallet's events in booking order. */
  readonly events: Iterable<SimulatedEvent>;
  readonly programme: CompiledProgramme;
  readonly member: string;
  /** Where the member belongs; the first event's market where left out. */
  readonly market?: string;
  /** Until when time passes after the last event. */
  readonly until?: Instant;
  /** What occurred before is folded under the programme of then, and not counted. Another version number than `programme`. */
  readonly earlier?: Earlier;
};
export type Earlier = { readonly before: Instant; readonly programme: CompiledProgramme };

/** Folds a programme over one member's real events. */
export function simulate(input: SimulateInput): MemberOutcome {
  const { programme, member, earlier } = input;
  const events = [...input.events];
  const market = input.market ?? events[0]?.facts.market ?? programme.marketDefault.id;
  const versions =
    earlier === undefined || earlier.programme === programme
      ? [{ from: 0, programme }]
      : [
          { from: 0, programme: earlier.programme },
          { from: earlier.before, programme },
        ];
  const fold = new WalletFold(member, versionsOf(versions), market);
  const outcome = emptyOutcome(member, market);
  const from = earlier?.before ?? FAR_PAST;
  for (const each of events) {
    if (each.event.kind === "boundary") continue;
    if (each.event.occurredAt >= from) addEvent(outcome, fold, each, programme.version, from);
    else addEarlier(outcome, fold, each, earlier?.programme.version ?? programme.version, from);
  }
  if (input.until !== undefined) countSteps(outcome, fold.advance(input.until), from);
  settle(outcome, fold.wallet);
  return outcome;
}

/** What happened before counting began leaves the state that it left, and only what was open then in the outcome. */
function addEarlier(
  outcome: MemberOutcome,
  fold: WalletFold,
  each: SimulatedEvent,
  version: number,
  from: Instant,
): void {
  const then = emptyOutcome(outcome.member, outcome.market);
  addEvent(then, fold, each, version, from);
  for (const [id, { opening, issued, adjusted, redeemed, expired }] of Object.entries(then.units))
    unitIn(outcome, id).opening += opening + issued + adjusted - redeemed - expired;
}

function emptyOutcome(member: string, market: string): MemberOutcome {
  return {
    member,
    market,
    units: {},
    paidMinor: 0,
    knownPaidMinor: 0,
    knownCostMinor: 0,
    levels: {},
    granted: {},
    skipped: {},
    claims: {},
  };
}

function addEvent(
  outcome: MemberOutcome,
  fold: WalletFold,
  { event, facts: stored, person }: SimulatedEvent,
  version: number,
  from: Instant,
): void {
  // What was scarce, and prices that were kept, belong to the programme of the day.
  const { granted: _, stock: __, keptPrices: ___, ...rest } = stored;
  const facts = { ...rest, version };
  const returnedMinor = event.kind === "return" ? moneyOf(fold.book, facts) : 0;
  const booked = addWithoutSpends(outcome, fold, { event, facts, person }, from);
  if (booked.refusal) return;
  countEffects(outcome, booked.effects);
  for (const { key, want, max } of booked.claims)
    (outcome.claims[key] ??= { want: 0, max }).want += want;
  outcome.paidMinor -= returnedMinor;
  if (event.kind !== "purchase") return;
  event.lines.forEach(({ paidMinor }, index) => {
    const costMinor = facts.lines?.[index]?.costMinor;
    outcome.paidMinor += paidMinor;
    if (costMinor === undefined) return;
    outcome.knownPaidMinor += paidMinor;
    outcome.knownCostMinor += costMinor;
  });
}

type Decided = { event: ClubEvent; facts: Facts; person: string | undefined };

/** The money of a purchase was paid whatever its members could have spent: such a purchase is booked without its spends. */
function addWithoutSpends(
  outcome: MemberOutcome,
  fold: WalletFold,
  { event, facts, person }: Decided,
  from: Instant,
): Booked {
  const booked = fold.add(event, facts, person);
  countSteps(outcome, booked.steps, from);
  if (!booked.refusal) return booked;
  if (event.kind !== "purchase" || !event.spends) {
    addTo(outcome.skipped, `${event.kind}: ${booked.refusal.code}`, 1);
    return booked;
  }
  addTo(outcome.skipped, `spend in purchase: ${booked.refusal.code}`, 1);
  const { spends: _, ...unpaid } = event;
  return addWithoutSpends(outcome, fold, { event: unpaid, facts, person }, from);
}

/** What time did before counting began is what was open less then. */
function countSteps(
  outcome: MemberOutcome,
  steps: readonly { readonly at: Instant; readonly effects: readonly Effect[] }[],
  from: Instant,
): void {
  for (const { at, effects } of steps) {
    if (at >= from) {
      countEffects(outcome, effects);
      continue;
    }
    for (const effect of effects)
      if (effect.do === "post" && effect.to === "expired")
        unitIn(outcome, effect.unit).opening -= effect.amount;
  }
}

function countEffects(outcome: MemberOutcome, effects: readonly Effect[]): void {
  for (const effect of effects) {
    if (effect.do === "grant") addTo(outcome.granted, effect.reward, effect.count);
    if (effect.do !== "post") continue;
    const unit = unitIn(outcome, effect.unit);
    if (effect.from === "issued") unit.issued += effect.amount;
    if (effect.to === "issued") unit.issued -= effect.amount;
    if (effect.from === "adjusted") unit.adjusted += effect.amount;
    if (effect.to === "adjusted") unit.adjusted -= effect.amount;
    if (effect.to === "redeemed") unit.redeemed += effect.amount;
    if (effect.from === "redeemed") unit.redeemed -= effect.amount;
    if (effect.to === "expired") unit.expired += effect.amount;
  }
}

function settle(outcome: MemberOutcome, wallet: WalletState): void {
  for (const lot of wallet.open) unitIn(outcome, lot.unit).outstanding += lot.remaining;
  for (const [unit, arrears] of Object.entries(wallet.arrears))
    unitIn(outcome, unit).owed -= arrears;
  for (const [unit, { before, periods }] of Object.entries(wallet.sums))
    unitIn(outcome, unit).outstanding += Object.values(periods).reduce(
      (sum, part) => sum + part,
      before,
    );
  for (const [ladder, { level }] of Object.entries(wallet.ladders)) outcome.levels[ladder] = level;
}

function unitIn(outcome: MemberOutcome, unit: string): UnitOutcome {
  return (outcome.units[unit] ??= {
    opening: 0,
    issued: 0,
    adjusted: 0,
    redeemed: 0,
    expired: 0,
    outstanding: 0,
    owed: 0,
  });
}

/** Money that the parts of a return give back. */
function moneyOf(book: PurchaseBook, facts: Facts): number {
  const rests = new Map<string, PurchaseRest>();
  let moneyMinor = 0;
  for (const part of facts.parts ?? []) {
    const record = book.get(part.purchase);
    if (!record) continue;
    const rest = rests.get(part.purchase) ?? new PurchaseRest(record);
    rests.set(part.purchase, rest);
    if (!rest.exceeds(part)) moneyMinor += rest.take(part).moneyMinor;
  }
  return moneyMinor;
}

function addTo(record: Record<string, number>, key: string, by: number): void {
  record[key] = (record[key] ?? 0) + by;
}

export type SimulationInput = Omit<SimulateInput, "programme" | "earlier"> & {
  /** What occurred before is not in question; all is, where left out. */
  readonly countedFrom?: Instant;
};

/** Two programmes over many members, one member after the other. */
export class Simulation {
  readonly #before: CompiledProgramme;
  readonly #after: CompiledProgramme;
  readonly #comparison: Comparison;

  /**
   * @param before the programme in force, simulated too.
   * @param options.unit the unit that decides who wins and loses; the new programme's first spendable one where left out.
   * @param options.marginShare what is left of one more krona of sales, from 0 to 1; from the lines' costs where left out.
   */
  constructor(
    before: CompiledProgramme,
    after: CompiledProgramme,
    options: { readonly unit?: string; readonly marginShare?: number } = {},
  ) {
    this.#before = before;
    // Told apart within one fold by its number, whatever the document's own is.
    this.#after = { ...after, version: before.version + 1 };
    this.#comparison = new Comparison(before, after, options);
  }

  /** Folds both programmes over one member's events; what is `earlier` under the one in force. */
  add({ countedFrom, ...input }: SimulationInput): {
    before: MemberOutcome;
    after: MemberOutcome;
  } {
    const events = [...input.events];
    const earlier =
      countedFrom === undefined
        ? {}
        : { earlier: { before: countedFrom, programme: this.#before } };
    const before = simulate({ ...input, ...earlier, events, programme: this.#before });
    const after = simulate({ ...input, ...earlier, events, programme: this.#after });
    this.#comparison.add(before, after);
    return { before, after };
  }

  result(): SimulationResult {
    return this.#comparison.result();
  }
}
