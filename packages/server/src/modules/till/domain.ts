/**
 * The till's own view of a member: what a cashier must see to serve whoever stands there, and no more. The checkout does
 * the rest; a cashier's role reads neither the books nor the members.
 *
 * Words: usable (units that can pay, at this moment), taken (a reward that was taken for units before and is to be used).
 *
 * What always holds: only what can be used now is told, with the first name; no address, no history, no other dates.
 * Nothing is written, and what is told is computed at the asking.
 */
import type { CompiledProgramme } from "@trofast/engine/programme/compiled";

type Balance = Readonly<Record<string, number | { readonly available: number }>>;

/** Units that can pay, with how many of them are usable; sums that only count are nobody's business at a counter. */
export function usableIn(programme: CompiledProgramme, balance: Balance): Record<string, number> {
  const usable: Record<string, number> = {};
  for (const unit of programme.units.values()) {
    const held = balance[unit.id];
    if (unit.spendable && typeof held === "object") usable[unit.id] = held.available;
  }
  return usable;
}

type Card = { readonly stamps: number; readonly goal: number; readonly granted: number };

/** How far each card is since it was full last. */
export const cardsShown = (
  cards: Readonly<Record<string, Card>>,
): Record<string, { stamps: number; goal: number }> =>
  Object.fromEntries(
    Object.entries(cards).map(([card, { stamps, goal }]) => [card, { stamps, goal }]),
  );
