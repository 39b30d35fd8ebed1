/**
 * What is priced. Lines that differ in nothing but their number of pieces are one group, in an order that
 * does not depend on the till: so neither splitting a line nor moving it changes a price.
 */
import { AMOUNT_MINOR_MAX, LINES_PER_PURCHASE_MAX, QUANTITY_MAX } from "../events.ts";
import type { LineFacts } from "../facts.ts";
import { BASIS_POINTS_WHOLE } from "../chance.ts";

/** Something that cannot be priced as asked: a programming error of the caller, who checks input at the edge. */
export class PricingError extends RangeError {
  override readonly name = "PricingError";
}

export type BasketLine = {
  readonly article: string;
  readonly quantity: number;
  /** What one piece costs at the till before the club's offers, minor units. */
  readonly unitPriceMinor: number;
  /** What one piece cost before the shop itself lowered it; expressions read it as `item.list`. */
  readonly originalUnitMinor?: number;
};
export type PriceLineFacts = LineFacts & {
  /** VAT that is part of the price: 2500 is 25 %. Not known: margins are taken on the price as it is. */
  readonly vatBasisPoints?: number;
  /** False for what nothing may lower: tobacco, gift cards, deposits. */
  readonly reducible?: boolean;
};
/** Lines that are the same to every offer. Amounts are for all pieces together, minor units. */
export type Group = {
  readonly article: string;
  quantity: number;
  readonly unitMinor: number;
  readonly originalMinor: number | null;
  readonly facts: PriceLineFacts;
  /** Numbers of the basket's lines, as the till wrote them. */
  readonly lines: number[];
  costMinor: number | null;
  readonly key: string;
};

/**
 * Groups the lines of a basket: dearest piece first, then by article.
 *
 * @throws {PricingError} for amounts, quantities or lines that no purchase can have.
 */
export function groupLines(
  lines: readonly BasketLine[],
  facts: readonly PriceLineFacts[] = [],
): Group[] {
  if (lines.length > LINES_PER_PURCHASE_MAX)
    throw new PricingError(
      `The basket has ${lines.length} lines; ${LINES_PER_PURCHASE_MAX} are possible: price it in parts.`,
    );
  const groups = new Map<string, Group>();
  let total = 0;
  lines.forEach((line, index) => {
    checkLine(line, index);
    total += line.unitPriceMinor * line.quantity;
    const known = facts[index] ?? {};
    const key = keyOf(line, known);
    const group = groups.get(key);
    if (!group) {
      groups.set(key, newGroup(line, known, index, key));
      return;
    }
    group.quantity += line.quantity;
    group.lines.push(index);
    if (group.costMinor !== null) group.costMinor += known.costMinor ?? 0;
  });
  if (total > AMOUNT_MINOR_MAX)
    throw new PricingError(
      `The basket adds up to ${total} minor units; at most ${AMOUNT_MINOR_MAX} can be priced.`,
    );
  return [...groups.values()].toSorted(
    (a, b) => b.unitMinor - a.unitMinor || (a.key < b.key ? -1 : 1),
  );
}

function newGroup(line: BasketLine, facts: PriceLineFacts, index: number, key: string): Group {
  return {
    article: line.article,
    quantity: line.quantity,
    unitMinor: line.unitPriceMinor,
    originalMinor: line.originalUnitMinor ?? null,
    facts,
    lines: [index],
    costMinor: facts.costMinor ?? null,
    key,
  };
}

function keyOf(line: BasketLine, facts: PriceLineFacts): string {
  return JSON.stringify([
    line.article,
    line.unitPriceMinor,
    line.originalUnitMinor ?? null,
    facts.category ?? "",
    facts.tags ?? [],
    facts.costMinor === undefined,
    facts.vatBasisPoints ?? null,
    facts.reducible ?? true,
  ]);
}

function checkLine(line: BasketLine, index: number): void {
  const amounts = [line.unitPriceMinor, line.originalUnitMinor ?? 0];
  if (amounts.some((minor) => !Number.isSafeInteger(minor) || minor < 0))
    throw new PricingError(
      `Line ${index} has a price that is no whole number of minor units from 0 on: round it first.`,
    );
  const { quantity } = line;
  if (!Number.isSafeInteger(quantity) || quantity < 1 || quantity > QUANTITY_MAX)
    throw new PricingError(
      `Line ${index} has ${quantity} pieces; write a whole number from 1 to ${QUANTITY_MAX}, and weighed goods as one piece.`,
    );
}

/**
 * The lowest price of all pieces that keeps the margin: (net - cost) / net >= floor, where net is the price
 * without VAT. Rounded up for each piece, so that any part of a line that is kept also keeps the margin.
 *
 * @returns null where the cost is not known: then nothing is guessed.
 */
export function floorOf(group: Group, floorBasisPoints: number): number | null {
  if (group.costMinor === null) return null;
  const list = group.unitMinor * group.quantity;
  if (floorBasisPoints >= BASIS_POINTS_WHOLE) return list;
  const whole = BigInt(BASIS_POINTS_WHOLE);
  const top = BigInt(group.costMinor) * (whole + BigInt(group.facts.vatBasisPoints ?? 0));
  const bottom = BigInt(group.quantity) * (whole - BigInt(floorBasisPoints));
  return Number(((top + bottom - 1n) / bottom) * BigInt(group.quantity));
}

/** The margin of what is paid, in basis points of its net price, rounded down; null where it is not known. */
export function marginOf(
  paidMinor: number,
  costMinor: number | null | undefined,
  vatBasisPoints: number | undefined,
): number | null {
  if (costMinor === null || costMinor === undefined || paidMinor <= 0) return null;
  const whole = BigInt(BASIS_POINTS_WHOLE);
  const paid = BigInt(paidMinor) * whole;
  const left = paid - BigInt(costMinor) * (whole + BigInt(vatBasisPoints ?? 0));
  const quotient = (left * whole) / paid;
  return Number(left < 0n && (left * whole) % paid !== 0n ? quotient - 1n : quotient);
}
