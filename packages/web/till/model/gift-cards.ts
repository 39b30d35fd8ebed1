/** Gift cards as a cashier sells them: round amounts, and what a code is called on the screen. */

/** Whole units of a currency: a coin of these is worth ten of others. */
const SMALL = [100, 200, 500, 1000] as const;
const LARGE = [10, 25, 50, 100] as const;
const largeCurrencies: ReadonlySet<string> = new Set(["EUR", "GBP", "USD", "CHF"]);
const SHOWN_CHARACTERS = 4;

/**
 * The amounts that are asked for most, in minor units.
 *
 * @param digits decimals of the currency.
 */
export const quickAmounts = (currency: string, digits: number): number[] =>
  (largeCurrencies.has(currency) ? LARGE : SMALL).map((whole) => whole * 10 ** digits);

/** As a code is shown where somebody may look on. */
export const endOf = (code: string): string => `…${code.slice(-SHOWN_CHARACTERS)}`;
