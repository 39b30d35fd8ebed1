/** A ready-made programme in somebody's own terms: their name, languages, market and money. */
import { currencyExponent } from "@trofast/engine/numbers";
import { z } from "zod";

export interface Terms {
  readonly name: string;
  readonly languages: readonly string[];
  readonly currency: string;
  readonly market: string;
  readonly timezone: string;
}

/** Where a currency is paid, and whose clock counts there; of other currencies nobody can tell. */
const homes: Readonly<Record<string, { readonly market: string; readonly timezone: string }>> = {
  SEK: { market: "se", timezone: "Europe/Stockholm" },
  DKK: { market: "dk", timezone: "Europe/Copenhagen" },
  NOK: { market: "no", timezone: "Europe/Oslo" },
  ISK: { market: "is", timezone: "Atlantic/Reykjavik" },
  GBP: { market: "gb", timezone: "Europe/London" },
  CHF: { market: "ch", timezone: "Europe/Zurich" },
  PLN: { market: "pl", timezone: "Europe/Warsaw" },
};

/** @param timezone of whoever asks, where the currency says none. */
export const homeOf = (
  currency: string,
  timezone: string,
): { readonly market: string; readonly timezone: string } =>
  homes[currency] ?? { market: "home", timezone };

/** Roughly what a krona is in other money: a proposal, to be looked at before anybody is promised anything. */
const perKrona: Readonly<Record<string, number>> = {
  SEK: 1,
  DKK: 0.7,
  NOK: 1,
  EUR: 0.1,
  GBP: 0.08,
  USD: 0.1,
  CHF: 0.1,
  PLN: 0.4,
  ISK: 13,
};
/** Those that a template can be turned into. */
export const ownCurrencies = Object.keys(perKrona);

/** The market that every template is written for, and its money; what it says of other markets is left out. */
const TEMPLATE_MARKET = "se";
const moneyText = /^(-?\d+(?:\.\d+)?) SEK$/;
const otherMoneyText = /^-?\d+(?:\.\d+)? (?!SEK$)[A-Z]{3}$/;
const languageKey = /^[a-z]{2,3}$/;

const document = z.looseObject({ club: z.looseObject({}), markets: z.looseObject({}) });

/** The same programme with other terms. Sums are turned into round ones of the other currency. */
export function inOwnTerms(template: unknown, terms: Terms): Record<string, unknown> {
  const read = document.parse(template);
  const { name, languages, currency, market, timezone } = terms;
  const turned = z.record(z.string(), z.unknown()).parse(turn(read, terms));
  return {
    ...turned,
    club: { name, languages: [...languages] },
    markets: { [market]: { currency, timezone, language: languages[0] } },
  };
}

function turn(value: unknown, terms: Terms): unknown {
  if (typeof value === "string") return turnedMoney(value, terms);
  if (Array.isArray(value))
    return value.filter((each) => !isOtherMoney(each)).map((each) => turn(each, terms));
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value);
  if (isWords(entries)) return wordsIn(entries, terms);
  if (Object.hasOwn(value, TEMPLATE_MARKET))
    return { [terms.market]: turn(Object.entries(value).find(isOfMarket)?.[1], terms) };
  return Object.fromEntries(entries.map(([key, each]) => [key, turn(each, terms)]));
}

const isOfMarket = ([key]: readonly [string, unknown]): boolean => key === TEMPLATE_MARKET;

const isOtherMoney = (value: unknown): boolean =>
  typeof value === "string" && otherMoneyText.test(value);

function turnedMoney(text: string, { currency }: Terms): string {
  const amount = moneyText.exec(text)?.[1];
  if (amount === undefined) return text;
  const turned = Number(amount) * (perKrona[currency] ?? 1);
  const digits = currencyExponent(currency);
  return `${Math.abs(turned) < 1 ? fine(turned, digits) : turned.toFixed(digits)} ${currency}`;
}

const DECIMALS_MAX = 4;

/** What one point is worth is often less than the smallest coin: its decimals are kept, without noughts at the end. */
function fine(amount: number, least: number): string {
  const text = String(Number(amount.toFixed(DECIMALS_MAX)));
  const decimals = text.split(".")[1]?.length ?? 0;
  return decimals < least ? amount.toFixed(least) : text;
}

type Entries = readonly (readonly [string, unknown])[];

/** A text per language has Swedish and Danish or English beside it; an amount per market has only the market. */
function isWords(entries: Entries): boolean {
  const keys = entries.map(([key]) => key);
  return keys.includes("sv") && keys.every((key) => languageKey.test(key));
}

/** In the club's languages; where the template has none of them, in English. */
function wordsIn(entries: Entries, { languages }: Terms): unknown {
  const byLanguage = new Map(entries);
  const known = languages.filter((language) => byLanguage.has(language));
  if (known.length === 0) return byLanguage.get("en") ?? byLanguage.get("sv");
  return Object.fromEntries(known.map((language) => [language, byLanguage.get(language)]));
}
