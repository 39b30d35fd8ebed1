/** What changed of a balance, in words. */
import { first } from "../../ui/first.ts";
import { amountOf } from "../../ui/format.ts";

/** "+86 poäng, −200 poäng": the spendable units that changed. */
export const givenText = (given: Readonly<Record<string, number>>): string =>
  Object.entries(given)
    .filter(([unit, amount]) => amount !== 0 && first.club.units[unit]?.spendable === true)
    .map(([unit, amount]) => `${amount > 0 ? "+" : "−"}${amountOf(unit, Math.abs(amount))}`)
    .join(", ");
