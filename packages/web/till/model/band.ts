/** What the cashier sees of a customer, from the answers of the checkout and what the club calls things. */
import type { PublicClub } from "../../ui/first.ts";

type Balance = Readonly<Record<string, number | { readonly available: number }>>;

/** What is usable of a unit, and about how much that is in money. */
interface Usable {
  readonly unit: string;
  readonly amount: number;
  /** Null where the club has not said what it is worth in this currency. */
  readonly worthMinor: number | null;
}

/** The units that can pay, those with something first. */
export function usableOf(
  club: Pick<PublicClub, "units">,
  balance: Balance,
  money: { readonly currency: string; readonly digits: number },
): Usable[] {
  return Object.entries(club.units)
    .filter(([, { spendable }]) => spendable)
    .map(([unit, { worth }]) => {
      const amount = availableOf(balance[unit]);
      const each = Object.values(worth).find(({ currency }) => currency === money.currency);
      return { unit, amount, worthMinor: each ? worthOf(amount, each.amount, money.digits) : null };
    })
    .toSorted((one, other) => other.amount - one.amount);
}

/** Rounded down: never more than it is. */
const worthOf = (amount: number, each: string, digits: number): number =>
  Math.floor(Number((amount * Number(each) * 10 ** digits).toFixed(4)));

const availableOf = (held: Balance[string] | undefined): number =>
  typeof held === "number" ? held : (held?.available ?? 0);

/** The level that the counted sum of now reaches; a level kept from an earlier period may be higher. */
export function levelOf(
  club: Pick<PublicClub, "ladders">,
  balance: Balance,
): {
  readonly ladder: string;
  readonly name: Readonly<Record<string, string>>;
  readonly id: string;
} | null {
  for (const [ladder, { counts, levels }] of Object.entries(club.ladders)) {
    const sum = availableOf(balance[counts]);
    const level = levels.findLast(({ at }) => sum >= at);
    if (level) return { ladder, name: level.name, id: level.id };
  }
  return null;
}

type Reason = {
  readonly rule: string;
  readonly outcome: string;
  readonly given?: Readonly<Record<string, number>> | undefined;
};

/** Stamps that a purchase gives, by card. */
export function stampsOf(reasons: readonly Reason[]): { card: string; stamps: number }[] {
  return reasons.flatMap(({ rule, outcome, given }) => {
    const stamps = given?.["stamps"] ?? 0;
    if (outcome !== "gave" || stamps === 0 || !rule.startsWith("card:")) return [];
    return [{ card: rule.slice("card:".length), stamps }];
  });
}

/** Which rules gave how much of what, for "because …". */
export const givenBy = (
  reasons: readonly Reason[],
  unit: string,
): { rule: string; amount: number }[] =>
  reasons.flatMap(({ rule, outcome, given }) => {
    const amount = given?.[unit] ?? 0;
    return outcome === "gave" && amount > 0 ? [{ rule, amount }] : [];
  });

/**
 * The steps in which stamps of a paper card are carried over, where one purchase stamps no more than so many.
 *
 * @param gave how many the step before brought; 0 ends it.
 */
export const nextStep = (wanted: number, had: number, gave: number | null): number =>
  gave === 0 ? 0 : Math.max(0, wanted - had);
