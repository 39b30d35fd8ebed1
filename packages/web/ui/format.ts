/** Numbers, money and times in the reader's language. */
import i18next from "i18next";
import { first, type Language } from "./first.ts";
import { oneOf } from "./one-of.ts";

export const language = (): Language =>
  i18next.resolvedLanguage === "da" ? "da" : i18next.resolvedLanguage === "en" ? "en" : "sv";

const locales: Readonly<Record<Language, string>> = { sv: "sv-SE", da: "da-DK", en: "en-GB" };
export const locale = (): string => locales[language()];

export const number = (value: number, digits = 0): string =>
  new Intl.NumberFormat(locale(), { maximumFractionDigits: digits }).format(value);

export const percent = (share: number, digits = 0): string =>
  new Intl.NumberFormat(locale(), { style: "percent", maximumFractionDigits: digits }).format(
    share,
  );

/** Money from its smallest unit; whole amounts without decimals, another currency than the club's own by its code. */
export function money({ minor, currency }: { minor: number; currency: string }): string {
  const digits = minorDigits(currency);
  const value = minor / 10 ** digits;
  return new Intl.NumberFormat(locale(), {
    style: "currency",
    currency,
    currencyDisplay: displayOf(currency),
    minimumFractionDigits: Number.isInteger(value) ? 0 : digits,
    maximumFractionDigits: digits,
  }).format(value);
}

/** Of the market that counts where nothing else is said. */
export const ownCurrency = (): string | undefined => first.club.markets[0]?.currency;

/** "kr" is four currencies: it stands for the club's own, and only to readers who call it so. */
export const displayOf = (currency: string): "narrowSymbol" | "code" =>
  currency === ownCurrency() && !(language() === "en" && /^(?:SEK|DKK|NOK|ISK)$/.test(currency))
    ? "narrowSymbol"
    : "code";

/** Decimals of a currency: 2 for SEK, 0 for ISK. */
export const minorDigits = (currency: string): number =>
  new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions()
    .maximumFractionDigits ?? 2;

const CIVIL_DAY = /^\d{4}-\d\d-\d\d$/;

/** A day such as 2026-03-31 is no instant: it is that day wherever in the world it is read. */
const zoneOf = (when: string | number | Date): { timeZone?: "UTC" } =>
  typeof when === "string" && CIVIL_DAY.test(when) ? { timeZone: "UTC" } : {};

/** "31 mars": of an instant where the reader is, of a civil day that day. */
export const day = (when: string | number | Date): string =>
  new Intl.DateTimeFormat(locale(), { day: "numeric", month: "long", ...zoneOf(when) }).format(
    new Date(when),
  );

/** The day it is in the club's first market. */
export const dayInClub = (instant: string | number | Date): string =>
  new Intl.DateTimeFormat(locale(), {
    day: "numeric",
    month: "long",
    timeZone: first.club.markets[0]?.timezone ?? "UTC",
  }).format(new Date(instant));

export const dayAndYear = (when: string | number | Date): string =>
  new Intl.DateTimeFormat(locale(), { dateStyle: "long", ...zoneOf(when) }).format(new Date(when));

export const shortDay = (when: string | number | Date): string =>
  new Intl.DateTimeFormat(locale(), { day: "numeric", month: "short", ...zoneOf(when) }).format(
    new Date(when),
  );

export const time = (instant: string | number | Date): string =>
  new Intl.DateTimeFormat(locale(), { timeStyle: "short" }).format(new Date(instant));

/** "14:02", and with its day where that is not today's. */
export const timeOrDay = (instant: string | number | Date): string =>
  dayAndYear(new Date(instant)) === dayAndYear(new Date()) ? time(instant) : dayAndTime(instant);

/** @param timeZone whose wall clock; the reader's, where nothing is said. */
export const dayAndTime = (instant: string | number | Date, timeZone?: string): string =>
  new Intl.DateTimeFormat(locale(), {
    day: "numeric",
    month: "short",
    hour: "2-digit",
    minute: "2-digit",
    ...(timeZone !== undefined && { timeZone }),
  }).format(new Date(instant));

/** The wall clock of a market; of the club's first, where it is not known which. */
export const zoneOfMarket = (market: string | null = null): string => {
  const [main] = first.club.markets;
  const found = first.club.markets.find(({ id }) => id === market) ?? main;
  return found?.timezone ?? "UTC";
};

/** An instant on the wall clock of a place, wherever it is read. */
export const dayAndTimeIn = (instant: string, timeZone: string): string =>
  new Intl.DateTimeFormat(locale(), {
    weekday: "long",
    day: "numeric",
    month: "long",
    hour: "2-digit",
    minute: "2-digit",
    timeZone,
  }).format(new Date(instant));

export const timeIn = (instant: string, timeZone: string): string =>
  new Intl.DateTimeFormat(locale(), { timeStyle: "short", timeZone }).format(new Date(instant));

/** From when to when on the wall clock of a place; a day that both share is said once. */
export const spanIn = (startsAt: string, endsAt: string, timeZone: string): string =>
  new Intl.DateTimeFormat(locale(), {
    weekday: "long",
    day: "numeric",
    month: "long",
    hour: "2-digit",
    minute: "2-digit",
    timeZone,
  }).formatRange(new Date(startsAt), new Date(endsAt));

/** A name in the reader's language, from what the club has given names in. */
export function named(names: Readonly<Record<string, string>> | undefined, id: string): string {
  return names?.[language()] ?? names?.[first.club.languages[0] ?? "sv"] ?? humanised(id);
}

const humanised = (id: string): string => {
  const words = id.replaceAll(/[-_]+/g, " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
};

/** Danish money ends with a full stop of its own, and a sentence needs one alone. */
export const sentence = (text: string): string => text.replaceAll("..", ".");

/** "a, b and c", joined as the language does. */
export const list = (things: readonly string[]): string =>
  new Intl.ListFormat(locale(), { type: "conjunction" }).format(things);

/** "86 poäng": an amount of a unit of the club. */
export function amountOf(unit: string, amount: number): string {
  return `${number(amount)} ${unitIn(unit, amount)}`;
}

/** "90 poäng och 1 avtryck": joined as the language does. */
export const amountsOf = (given: Readonly<Record<string, number>>): string =>
  list(Object.entries(given).map(([unit, amount]) => amountOf(unit, amount)));

/** "poäng": the word that stands after so many, or after so many are to come. */
export function unitIn(unit: string, amount: number): string {
  const name = named(first.club.units[unit]?.name, unit);
  const word = Math.abs(amount) === 1 ? oneOf(name, language()) : name;
  return word.toLocaleLowerCase(locale());
}

/** An article or a store: by its name in the reader's language, else by the one it has. */
export const calledOf = (
  called: {
    readonly name: string | null;
    readonly names: Readonly<Record<string, string>>;
  } | null,
  id: string,
): string => called?.names[language()] ?? called?.name ?? named(called?.names, id);
