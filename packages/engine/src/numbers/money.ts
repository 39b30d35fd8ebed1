import { exactFromDecimal, mulExact, NumberError, type Exact } from "./exact.ts";

/** An amount in minor units (öre, cents) of an ISO 4217 currency. Rates may be finer than one minor unit. */
export type Money = { readonly minor: Exact; readonly currency: string };

/**
 * Minor-unit digits that are not 2, after ISO 4217 list one. Intl follows CLDR instead, which writes some currencies
 * as they are priced in shops (no fils in Iraq) and not as they are booked.
 */
const EXPONENTS: ReadonlyMap<string, number> = new Map([
  ...["BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF"].map(digits(0)),
  ...["UGX", "UYI", "VND", "VUV", "XAF", "XOF", "XPF"].map(digits(0)),
  ...["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"].map(digits(3)),
  ...["CLF", "UYW"].map(digits(4)),
]);

function digits(exponent: number): (code: string) => [string, number] {
  return (code) => [code, exponent];
}

const CURRENCIES: ReadonlySet<string> = new Set(Intl.supportedValuesOf("currency"));

/** True for a currency code in capital letters, such as "SEK". */
export function isCurrency(code: string): boolean {
  return CURRENCIES.has(code) || EXPONENTS.has(code);
}

/**
 * How many decimals the minor unit of a currency has: SEK 2, JPY 0, KWD 3.
 *
 * @throws {NumberError} for an unknown currency.
 */
export function currencyExponent(code: string): number {
  const exponent = EXPONENTS.get(code);
  if (exponent !== undefined) return exponent;
  if (isCurrency(code)) return 2;
  throw new NumberError(`"${code}" is not a currency: use an ISO 4217 code such as SEK.`);
}

/**
 * Reads "1 SEK" or "0.10 SEK" into minor units, exactly; 0.001 SEK is a tenth of an öre.
 *
 * @throws {NumberError} for another shape, a negative amount or an unknown currency.
 */
export function money(text: string): Money {
  const match = /^(\d{1,15}(?:\.\d{1,12})?) ([A-Z]{3})$/.exec(text.trim());
  if (match === null) {
    throw new NumberError(
      `"${text.slice(0, 40)}" is not an amount: write a number and an ISO 4217 code, such as 149.50 SEK.`,
    );
  }
  const [, amount = "", currency = ""] = match;
  const minorPerMajor = 10 ** currencyExponent(currency);
  return { minor: mulExact(exactFromDecimal(amount), minorPerMajor), currency };
}
