/** What a member has, and what it is worth: pure, so that it can be counted again while it moves. */
import type { Me, PublicClub } from "../ui/first.ts";

export type Standing = NonNullable<Me["standing"]>;
export type Balances = Standing["balance"];
export interface UnitBalance {
  readonly available: number;
  readonly pending: number;
  readonly held: number;
  readonly arrears: number;
}
export interface Money {
  readonly minor: number;
  readonly currency: string;
}

type Units = PublicClub["units"];

/**
 * The unit that the home screen is about: the first that can be spent and is worth money, else the first that can be
 * spent; null where the club has none, such as one with stamps alone.
 */
export function mainUnit(units: Units): string | null {
  const spendable = Object.entries(units).filter(([, unit]) => unit.spendable);
  const valued = spendable.find(([, unit]) => Object.keys(unit.worth).length > 0);
  return (valued ?? spendable[0])?.[0] ?? null;
}

/** Of a unit that can be spent; nothing of it yet is zero. */
export function balanceOf(balance: Balances, unit: string): UnitBalance {
  const found = balance[unit];
  if (typeof found === "object") return found;
  return { available: found ?? 0, pending: 0, held: 0, arrears: 0 };
}

/** Of a unit that only counts. */
export function sumOf(balance: Balances, unit: string): number {
  const found = balance[unit];
  return typeof found === "number" ? found : (found?.available ?? 0);
}

/**
 * What so many of a unit are worth, rounded down to whole minor units; null where the club does not say.
 *
 * @param minorDigits decimals of the currency: 2 for SEK.
 */
export function worthOf(
  units: Units,
  { unit, amount, market }: { unit: string; amount: number; market: string | null },
  minorDigits: (currency: string) => number,
): Money | null {
  const worth = units[unit]?.worth ?? {};
  const said = (market === null ? undefined : worth[market]) ?? Object.values(worth)[0];
  if (said === undefined) return null;
  const { whole, decimals } = decimal(said.amount);
  const scale = 10n ** BigInt(decimals);
  const minor = (BigInt(amount) * whole * 10n ** BigInt(minorDigits(said.currency))) / scale;
  return { minor: Number(minor), currency: said.currency };
}

/** "0.10" as 10 with 2 decimals: exact, unlike the nearest binary fraction. */
function decimal(text: string): { whole: bigint; decimals: number } {
  const [units = "0", fraction = ""] = text.split(".");
  return { whole: BigInt(`${units}${fraction}`), decimals: fraction.length };
}

/** What of a unit goes first; null where nothing does. */
export function nextExpiry(
  standing: Pick<Standing, "nextExpiries">,
  unit: string,
): Standing["nextExpiries"][number] | null {
  return standing.nextExpiries.find((expiry) => expiry.unit === unit) ?? null;
}
