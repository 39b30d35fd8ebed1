/** Money in the words of an honest report: two significant digits. */
import { displayOf, locale, minorDigits, money } from "../../ui/format.ts";

export interface Money {
  readonly minor: number;
  readonly currency: string;
}

/** "76 000 kr": what is only known roughly. */
export function aboutMoney({ minor, currency }: Money): string {
  return new Intl.NumberFormat(locale(), {
    style: "currency",
    currency,
    currencyDisplay: displayOf(currency),
    maximumSignificantDigits: 2,
  }).format(minor / 10 ** minorDigits(currency));
}

/** "+1 200 kr" or "−1 200 kr". */
export const changeOfMoney = ({ minor, currency }: Money): string =>
  `${minor > 0 ? "+" : ""}${aboutMoney({ minor, currency })}`;

/** Sums of several currencies, which are never added. */
export const moneyList = (sums: readonly Money[]): string =>
  new Intl.ListFormat(locale(), { type: "conjunction" }).format(sums.map(money));

export const aboutMoneyList = (sums: readonly Money[]): string =>
  new Intl.ListFormat(locale(), { type: "conjunction" }).format(sums.map(aboutMoney));

/** "maj 2026" from 2026-05. */
export const monthOf = (month: string, style: "long" | "short" = "long"): string =>
  new Intl.DateTimeFormat(locale(), { month: style, year: "numeric", timeZone: "UTC" }).format(
    new Date(`${month}-01T00:00:00Z`),
  );

/** "5 okt." from 2026-10-05. */
export const weekOf = (monday: string): string =>
  new Intl.DateTimeFormat(locale(), { day: "numeric", month: "short", timeZone: "UTC" }).format(
    new Date(`${monday}T00:00:00Z`),
  );
