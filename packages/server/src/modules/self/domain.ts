/**
 * The member's own view: who they are to the club, what they have and what it is worth, and every event with its reasons.
 *
 * standing: balances, levels, cards and granted rewards at this moment, with the next ends.
 * worth: what the usable part of a unit is in money, by what the programme says a unit is worth in the member's market;
 * rounded down, so that nobody is promised more than they get.
 *
 * What always holds: a member sees of themselves what the staff sees, with the same reasons; what they are told is
 * computed at the asking and kept nowhere.
 *
 * What it does not do: it decides nothing and writes nothing of its own; profile, answers and card are `members`'.
 */
import { mulExact, ratio, roundExact, toSafeInteger } from "@trofast/engine/numbers";
import type { CompiledProgramme, CompiledUnit, Market } from "@trofast/engine/programme/compiled";

export interface Money {
  readonly minor: number;
  readonly currency: string;
}

/** Where a member belongs; the programme's first market where nothing is said. */
export function marketOf(programme: CompiledProgramme, market: string | null): Market {
  return programme.markets.get(market ?? "") ?? programme.marketDefault;
}

/** What an amount of a unit is worth, rounded down; null where the programme does not say. */
export function worthOf(unit: CompiledUnit, amount: number, market: Market): Money | null {
  const each = unit.worthMinor.get(market.id);
  if (each === undefined) return null;
  const minor = toSafeInteger(roundExact(mulExact(ratio(amount, 1), each), "floor"));
  return minor === null ? null : { minor, currency: market.currency };
}
