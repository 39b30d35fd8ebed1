/** Priced groups back to the till's lines, and what pieces of a line carry when they come back. */
import { largestRemainder, shareOfFirst } from "../numbers.ts";
import type { OfferKind } from "../programme/pricing-schema.ts";
import type { OfferCode, OfferReason } from "./ask.ts";
import { marginOf, type BasketLine, type Group, type PriceLineFacts } from "./basket.ts";
import type { PricedBasket } from "./price.ts";
import type { BasketReward } from "./rewards.ts";

/** What an offer or reward took off, minor units. */
export type Reduction = {
  readonly offer: string;
  readonly lane: string;
  readonly kind: OfferKind | BasketReward["kind"];
  readonly amountMinor: number;
  /** What the margin floor kept it from taking. */
  readonly heldBackMinor: number;
};
/** Why an offer that looked at the line did not lower it. */
export type LineReason = {
  readonly offer: string;
  readonly lane: string;
  readonly code: OfferCode;
  /** For `better`: the offer that is. */
  readonly detail?: string;
};
/**
 * Where a price stands to the margin floor. `below`: it was under it before any reduction, or a reward that is
 * owed took it there; `not_known`: without a cost nothing is guessed, and nothing is held back.
 */
export type FloorState = "none" | "not_known" | "kept" | "held_back" | "below";
export type PricedLine = {
  readonly article: string;
  readonly quantity: number;
  /** Before the club's offers, for all pieces. */
  readonly listMinor: number;
  /** Before the shop's own reductions, where that was told. */
  readonly originalMinor: number | null;
  readonly reductions: readonly Reduction[];
  readonly paidMinor: number;
  /** Of the price without VAT where that is known; null without a cost. */
  readonly marginBasisPoints: number | null;
  readonly floor: FloorState;
  readonly reasons: readonly LineReason[];
};
/** A group while it is priced. */
export type GroupPrice = {
  readonly group: Group;
  readonly floorMinor: number | null;
  readonly cuts: Reduction[];
  readonly reasons: LineReason[];
  netMinor: number;
};

/** The lines in the till's order; pieces of a group carry its price evenly. */
export function linesOf(
  lines: readonly BasketLine[],
  facts: readonly PriceLineFacts[],
  prices: readonly GroupPrice[],
  floorBasisPoints: number | null,
): PricedLine[] {
  const shares: Shares = new Map();
  for (const price of prices) shareOut(price, lines, shares);
  return lines.flatMap((line, index) => {
    const share = shares.get(index);
    if (!share) return [];
    const { price, paidMinor, reductions } = share;
    const { originalUnitMinor: original } = line;
    const known = facts[index];
    return [
      {
        article: line.article,
        quantity: line.quantity,
        listMinor: line.unitPriceMinor * line.quantity,
        originalMinor: original === undefined ? null : original * line.quantity,
        reductions,
        paidMinor,
        marginBasisPoints: marginOf(paidMinor, known?.costMinor, known?.vatBasisPoints),
        floor: floorBasisPoints === null ? "none" : floorStateOf(price),
        reasons: price.reasons,
      },
    ];
  });
}

type Shares = Map<
  number,
  { price: GroupPrice; paidMinor: number; reductions: readonly Reduction[] }
>;

function shareOut(price: GroupPrice, lines: readonly BasketLine[], shares: Shares): void {
  const { group, cuts, netMinor } = price;
  const [only, another] = group.lines;
  if (only !== undefined && another === undefined) {
    shares.set(only, { price, paidMinor: netMinor, reductions: cuts });
    return;
  }
  const left = cuts.map(({ amountMinor, heldBackMinor }) => ({ amountMinor, heldBackMinor }));
  let taken = 0;
  for (const index of group.lines) {
    const line = lines[index];
    if (!line) continue;
    const [first, last] = [taken, taken + line.quantity];
    const paidMinor = paidForPieces(netMinor, group.quantity, first, line.quantity);
    const off = line.unitPriceMinor * line.quantity - paidMinor;
    const amounts = largestRemainder(
      off,
      left.map(({ amountMinor }) => amountMinor),
    );
    const reductions = cuts.flatMap((cut, at) => {
      const rest = left[at];
      if (!rest) return [];
      const amountMinor = amounts[at] ?? 0;
      const heldBackMinor =
        shareOfFirst(cut.heldBackMinor, group.quantity, last) -
        shareOfFirst(cut.heldBackMinor, group.quantity, first);
      rest.amountMinor -= amountMinor;
      return amountMinor > 0 || heldBackMinor > 0 ? [{ ...cut, amountMinor, heldBackMinor }] : [];
    });
    shares.set(index, { price, paidMinor, reductions });
    taken = last;
  }
}

function floorStateOf({ floorMinor, netMinor, cuts, reasons }: GroupPrice): FloorState {
  if (floorMinor === null) return "not_known";
  if (netMinor < floorMinor) return "below";
  const isHeld =
    cuts.some((cut) => cut.heldBackMinor > 0) || reasons.some(({ code }) => code === "floor");
  return isHeld ? "held_back" : "kept";
}

/**
 * What `pieces` of a line carry of its price, after `before` of them: what a return of them gives back. It does
 * not matter in how many steps and splits pieces come back; all together give back what was paid, exactly.
 *
 * @throws {NumberError} for more pieces than the line has.
 */
export function paidForPieces(
  paidMinor: number,
  quantity: number,
  before: number,
  pieces: number,
): number {
  return (
    shareOfFirst(paidMinor, quantity, before + pieces) - shareOfFirst(paidMinor, quantity, before)
  );
}

/** Every offer and reward as this line sees it: what it took, or the first condition that failed. */
export function explainLine(
  basket: PricedBasket,
  index: number,
): (LineReason & { readonly amountMinor: number })[] {
  const line = basket.lines[index];
  if (!line) return [];
  return basket.offers.map(({ offer, lane, outcome, code, detail }: OfferReason) => {
    const took = line.reductions.find(
      (reduction) => reduction.offer === offer && reduction.lane === lane,
    );
    if (took && took.amountMinor > 0) {
      const given = took.heldBackMinor > 0 ? "trimmed" : "applied";
      return { offer, lane, code: given, amountMinor: took.amountMinor };
    }
    const own = line.reasons.find((reason) => reason.offer === offer && reason.lane === lane);
    if (own) return { ...own, amountMinor: 0 };
    if (outcome === "gave" || code === "better" || code === "floor")
      return { offer, lane, code: "items", amountMinor: 0 };
    return { offer, lane, code, amountMinor: 0, ...(detail !== undefined && { detail }) };
  });
}
