/** Two programmes over the same members: units, money, winners and losers. What is not known is null. */
import {
  addExact,
  divExact,
  exactFromDecimal,
  mulExact,
  roundExact,
  toSafeInteger,
  type Exact,
} from "./numbers.ts";
import type { CompiledProgramme, CompiledUnit } from "./programme/compiled.ts";
import type { MemberOutcome, UnitOutcome } from "./simulate.ts";

/** Groups of members by what they paid. */
export const SPEND_GROUPS = 5;
/** Money paid on lines of known cost, as a share of all: below it, the margin is not known. */
export const MARGIN_COVERAGE_MIN = 0.8;

/** Money in minor units of the market's currency; null where a unit's cost and worth are not known. */
export type ProgrammeFigures = {
  readonly units: Readonly<Record<string, UnitOutcome>>;
  readonly redeemedMinor: number | null;
  /** What is outstanding, at cost: the debt to members. */
  readonly liabilityMinor: number | null;
  /** Redeemed and outstanding together, less what was there when counting began. */
  readonly costMinor: number | null;
  readonly granted: Readonly<Record<string, number>>;
  readonly skipped: Readonly<Record<string, number>>;
  readonly claims: Readonly<Record<string, { readonly want: number; readonly max: number }>>;
};
export type BreakEven = {
  readonly costChangeMinor: number | null;
  readonly marginShare: number | null;
  /** Sales that the change must bring to pay for itself, in money and as a share of today's. */
  readonly extraSalesMinor: number | null;
  readonly uplift: number | null;
};
export type MarketComparison = {
  readonly market: string;
  readonly currency: string;
  readonly members: number;
  readonly paidMinor: number;
  readonly before: ProgrammeFigures;
  readonly after: ProgrammeFigures;
  readonly breakEven: BreakEven;
};
export type Sides = { members: number; winners: number; losers: number };
/** A fifth of the members of each market by money paid, the smallest first. */
export type SpendGroup = Sides & {
  readonly group: number;
  /** Per market. */
  readonly paidMinor: Record<string, number>;
  /** Units given, less those that expired. */
  unitsBefore: number;
  unitsAfter: number;
  change: number;
};
export type SimulationResult = Sides & {
  readonly unit: string;
  readonly markets: readonly MarketComparison[];
  readonly groups: readonly SpendGroup[];
  /** How unequally units fall: 0 all the same, near 1 all to one. Null where there are none. */
  readonly giniBefore: number | null;
  readonly giniAfter: number | null;
  /** How unequally the change falls, gains and losses by their size. */
  readonly giniOfChange: number | null;
};

/** One member in the comparison: kept small, as there may be a million. */
type Row = { market: string; paidMinor: number; before: number; after: number };
type Side = {
  readonly units: Record<string, UnitOutcome>;
  readonly granted: Record<string, number>;
  readonly skipped: Record<string, number>;
  readonly claims: Record<string, { want: number; readonly max: number }>;
};
type MarketTotals = {
  readonly before: Side;
  readonly after: Side;
  members: number;
  paidMinor: number;
  knownPaidMinor: number;
  knownCostMinor: number;
};

/** Opened for one comparison; members are added one by one. */
export class Comparison {
  readonly #before: CompiledProgramme;
  readonly #after: CompiledProgramme;
  readonly #unit: string;
  readonly #marginShare: number | undefined;
  readonly #rows: Row[] = [];
  readonly #markets = new Map<string, MarketTotals>();

  constructor(
    before: CompiledProgramme,
    after: CompiledProgramme,
    options: { readonly unit?: string; readonly marginShare?: number },
  ) {
    this.#before = before;
    this.#after = after;
    const spendable = [...after.units.values()].find((unit) => unit.spendable);
    this.#unit = options.unit ?? spendable?.id ?? [...after.units.keys()][0] ?? "";
    this.#marginShare = options.marginShare;
  }

  /** Both outcomes of one member, over the same events. */
  add(before: MemberOutcome, after: MemberOutcome): void {
    const { market, paidMinor } = after;
    this.#rows.push({
      market,
      paidMinor,
      before: keptBy(before.units[this.#unit]),
      after: keptBy(after.units[this.#unit]),
    });
    let totals = this.#markets.get(market);
    if (!totals) this.#markets.set(market, (totals = emptyTotals()));
    totals.members += 1;
    totals.paidMinor += paidMinor;
    totals.knownPaidMinor += after.knownPaidMinor;
    totals.knownCostMinor += after.knownCostMinor;
    addSide(totals.before, before);
    addSide(totals.after, after);
  }

  result(): SimulationResult {
    const changes = this.#rows.map(({ before, after }) => Math.abs(after - before));
    return {
      unit: this.#unit,
      ...sidesOf(this.#rows),
      markets: [...this.#markets].map(([market, totals]) => this.#market(market, totals)),
      groups: spendGroups(this.#rows),
      giniBefore: gini(this.#rows.map(({ before }) => Math.max(0, before))),
      giniAfter: gini(this.#rows.map(({ after }) => Math.max(0, after))),
      giniOfChange: gini(changes),
    };
  }

  #market(market: string, totals: MarketTotals): MarketComparison {
    const before = figuresOf(totals.before, this.#before, market);
    const after = figuresOf(totals.after, this.#after, market);
    const known = this.#after.markets.get(market) ?? this.#after.marketDefault;
    const { members, paidMinor } = totals;
    const margin = this.#marginShare ?? marginOf(totals);
    const breakEven = breakEvenOf(before.costMinor, after.costMinor, margin, paidMinor);
    return { market, currency: known.currency, members, paidMinor, before, after, breakEven };
  }
}

/** What a member got out of it: given and adjusted, less what expired unused. */
function keptBy(amounts: UnitOutcome | undefined): number {
  return amounts ? amounts.issued + amounts.adjusted - amounts.expired : 0;
}

function emptySide(): Side {
  return { units: {}, granted: {}, skipped: {}, claims: {} };
}

function emptyTotals(): MarketTotals {
  return {
    before: emptySide(),
    after: emptySide(),
    members: 0,
    paidMinor: 0,
    knownPaidMinor: 0,
    knownCostMinor: 0,
  };
}

function addSide(side: Side, outcome: MemberOutcome): void {
  for (const [unit, amounts] of Object.entries(outcome.units)) {
    const sum = side.units[unit];
    if (!sum) {
      side.units[unit] = { ...amounts };
      continue;
    }
    sum.opening += amounts.opening;
    sum.issued += amounts.issued;
    sum.adjusted += amounts.adjusted;
    sum.redeemed += amounts.redeemed;
    sum.expired += amounts.expired;
    sum.outstanding += amounts.outstanding;
    sum.owed += amounts.owed;
  }
  addAll(side.granted, outcome.granted);
  addAll(side.skipped, outcome.skipped);
  for (const [key, { want, max }] of Object.entries(outcome.claims))
    (side.claims[key] ??= { want: 0, max }).want += want;
}

function addAll(to: Record<string, number>, from: Readonly<Record<string, number>>): void {
  for (const [key, value] of Object.entries(from)) to[key] = (to[key] ?? 0) + value;
}

function figuresOf(side: Side, programme: CompiledProgramme, market: string): ProgrammeFigures {
  const spendable = [...programme.units.values()].filter((unit) => unit.spendable);
  const redeemed = moneyOf(side, spendable, market, (amounts) => amounts.redeemed);
  const liability = moneyOf(side, spendable, market, (amounts) => amounts.outstanding);
  const cost = moneyOf(side, spendable, market, costOf);
  return {
    ...side,
    redeemedMinor: rounded(redeemed),
    liabilityMinor: rounded(liability),
    costMinor: rounded(cost),
  };
}

/** Units that the time in question cost: what was used and what is still to be used, less what was there before. */
export const costOf = ({ opening, redeemed, outstanding }: UnitOutcome): number =>
  redeemed + outstanding - opening;

/** Amounts of all spendable units in money: at what they cost, else at what they are worth. */
function moneyOf(
  side: Side,
  spendable: readonly CompiledUnit[],
  market: string,
  amountOf: (amounts: UnitOutcome) => number,
): Exact | null {
  let money: Exact = 0;
  for (const unit of spendable) {
    const amounts = side.units[unit.id];
    const amount = amounts ? amountOf(amounts) : 0;
    if (amount === 0) continue;
    const each = unit.costMinor.get(market) ?? unit.worthMinor.get(market);
    if (each === undefined) return null;
    money = addExact(money, mulExact(amount, each));
  }
  return money;
}

function rounded(money: Exact | null): number | null {
  return money === null ? null : toSafeInteger(roundExact(money, "half_up"));
}

/** Margin of one krona of sales on the lines whose cost is known, where that is most of them. */
function marginOf({ paidMinor, knownPaidMinor, knownCostMinor }: MarketTotals): number | null {
  if (knownPaidMinor <= 0 || knownPaidMinor < paidMinor * MARGIN_COVERAGE_MIN) return null;
  return (knownPaidMinor - knownCostMinor) / knownPaidMinor;
}

/**
 * Extra sales E at which the change pays for itself: E * margin = change of cost. A change that costs less
 * needs none; without a margin above 0 there is no such E.
 */
function breakEvenOf(
  before: number | null,
  after: number | null,
  marginShare: number | null,
  paidMinor: number,
): BreakEven {
  const costChangeMinor = before === null || after === null ? null : after - before;
  if (costChangeMinor === null || marginShare === null || marginShare <= 0)
    return { costChangeMinor, marginShare, extraSalesMinor: null, uplift: null };
  const extra = divExact(Math.max(0, costChangeMinor), exactFromDecimal(marginShare));
  const extraSalesMinor = toSafeInteger(roundExact(extra, "ceil"));
  const uplift = paidMinor > 0 ? extraSalesMinor / paidMinor : null;
  return { costChangeMinor, marginShare, extraSalesMinor, uplift };
}

function sidesOf(rows: readonly Row[]): Sides {
  const sides = { members: rows.length, winners: 0, losers: 0 };
  for (const { before, after } of rows) {
    if (after > before) sides.winners += 1;
    if (after < before) sides.losers += 1;
  }
  return sides;
}

/** Equal groups within each market, as kronor and euros cannot be ranked together; then the groups of all markets joined. */
function spendGroups(rows: readonly Row[]): SpendGroup[] {
  const members: Row[][] = Array.from({ length: SPEND_GROUPS }, () => []);
  for (const ofMarket of Map.groupBy(rows, ({ market }) => market).values()) {
    const byPaid = ofMarket.toSorted((left, right) => left.paidMinor - right.paidMinor);
    byPaid.forEach((row, rank) =>
      members[Math.floor((rank * SPEND_GROUPS) / byPaid.length)]?.push(row),
    );
  }
  return members.map((group, index) => groupOf(group, index + 1));
}

function groupOf(rows: readonly Row[], group: number): SpendGroup {
  const paidMinor: Record<string, number> = {};
  let [unitsBefore, unitsAfter] = [0, 0];
  for (const row of rows) {
    paidMinor[row.market] = (paidMinor[row.market] ?? 0) + row.paidMinor;
    unitsBefore += row.before;
    unitsAfter += row.after;
  }
  const change = unitsAfter - unitsBefore;
  return { group, ...sidesOf(rows), paidMinor, unitsBefore, unitsAfter, change };
}

/**
 * Gini coefficient of amounts that are not negative: half the mean absolute difference over the mean, by the
 * sorted form G = (2 * sum(i * x_i)) / (n * sum(x)) - (n + 1) / n. Null where there is nothing to share.
 */
export function gini(values: readonly number[]): number | null {
  const sorted = values.toSorted((left, right) => left - right);
  let [sum, weighted] = [0, 0];
  sorted.forEach((value, index) => {
    sum += value;
    weighted += (index + 1) * value;
  });
  if (sum === 0) return null;
  const count = sorted.length;
  return (2 * weighted) / (count * sum) - (count + 1) / count;
}
