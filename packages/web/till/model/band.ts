/** What the cashier sees of a customer, from the answers of the checkout and what the club calls things. */
import type { PublicClub } from "../../ui/first.ts";

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
  usable: Readonly<Record<string, number>>,
  money: { readonly currency: string; readonly digits: number },
): Usable[] {
  return Object.entries(club.units)
    .filter(([, { spendable }]) => spendable)
    .map(([unit, { worth }]) => {
      const amount = usable[unit] ?? 0;
      const each = Object.values(worth).find(({ currency }) => currency === money.currency);
      return { unit, amount, worthMinor: each ? worthOf(amount, each.amount, money.digits) : null };
    })
    .toSorted((one, other) => other.amount - one.amount);
}

/** Rounded down: never more than it is. */
const worthOf = (amount: number, each: string, digits: number): number =>
  Math.floor(Number((amount * Number(each) * 10 ** digits).toFixed(4)));

/** The name of the level in the first ladder that the customer stands in. */
export function levelName(
  club: Pick<PublicClub, "ladders">,
  levels: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> | null {
  for (const [ladder, { levels: known }] of Object.entries(club.ladders)) {
    const level = known.find(({ id }) => id === levels[ladder]);
    if (level) return level.name;
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
