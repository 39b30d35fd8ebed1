/** What a sale may still take once the network is gone, and nothing of it was reserved. */
import { takesOnce, takesSomething, totalOf, UNRESERVED, unitsFor, type Sale } from "./sale.ts";

/** What one member may spend while nobody can ask the club. */
export interface OfflineLimit {
  /** What is left of the club's limit for this member, in minor units. */
  readonly leftMinor: number;
  /** What one unit pays, as a decimal of the currency. */
  readonly each: string;
  /** Decimals of the currency. */
  readonly digits: number;
}

/** The most that points may pay here, in minor units: only who has shown the code on their telephone spends at all. */
export const spendMostMinor = (
  sale: Pick<Sale, "customer" | "lines" | "typed">,
  { leftMinor, digits }: Pick<OfflineLimit, "leftMinor" | "digits">,
): number =>
  typeof sale.customer?.codeOf === "string" ? Math.min(leftMinor, totalOf(sale, digits)) : 0;

/**
 * The sale without what only the club could have reserved: rewards, codes and gift cards are once for all, and points are no more
 * than the limit. What is on hold is the customer's, and stays.
 *
 * @returns the very same sale where all of it holds.
 */
export function withoutNetwork(sale: Sale, limit: OfflineLimit): Sale {
  if (sale.hold !== null || !takesSomething(sale)) return sale;
  const spend = clamped(sale, limit);
  if (spend === sale.spend && !takesOnce(sale)) return sale;
  return { ...sale, ...UNRESERVED, spend };
}

function clamped(sale: Sale, limit: OfflineLimit): Sale["spend"] {
  const { spend } = sale;
  if (spend === null) return null;
  const mostMinor = spendMostMinor(sale, limit);
  if (mostMinor === 0) return null;
  if (spend.amount !== "most" && spend.worthMinor <= mostMinor) return spend;
  const amount = unitsFor(mostMinor, limit.each, limit.digits);
  return { unit: spend.unit, amount, worthMinor: mostMinor };
}
