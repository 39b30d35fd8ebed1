/** Rules in sentences. */
import type { TFunction } from "i18next";
import { first } from "../../ui/first.ts";
import { language, locale, minorDigits, money, named, number, unitIn } from "../../ui/format.ts";
import { formOf, isRecord, nameIn, textOf, type Rule, type RuleForm } from "./rule-form.ts";
import { saidBy, type Comparison, type Measure, type Said } from "./said.ts";

/** What a rule is called. */
export const ruleName = (rule: Rule): string =>
  nameIn(rule["name"], language()) || nameIn(rule["name"], "sv") || textOf(rule["id"]);

/** A rule in one sentence, as it would be said across the counter. */
export function sentenceOf(rule: Rule, t: TFunction): string {
  const form = formOf(rule, language());
  const parts = [
    [wakes(form.on, t), goodsPart(rule, t)].filter((part) => part !== null).join(" "),
    condition(rule, t),
    ...gifts(rule, t),
    rule["badge"] === undefined ? null : `${t("programme.rule.badge")} ${textOf(rule["badge"])}`,
    rule["reward"] === undefined ? null : `${t("programme.rule.reward")} ${textOf(rule["reward"])}`,
    limit(form, t),
    during(rule["during"], t),
    form.holdout === "" ? null : t("programme.sentence.holdout", { share: `${form.holdout} %` }),
  ].filter((part) => part !== null && part !== "");
  return `${parts.join(", ")}.`;
}

function limit({ times, every }: RuleForm, t: TFunction): string | null {
  if (times === "") return null;
  const count = Number(times);
  return every === "ever"
    ? t("programme.sentence.limitEver", { count })
    : t("programme.sentence.limit", { count, every: everyWord(every, t) });
}

/** When it counts: days, months, weekdays and hours that are written. Of several windows the first is said. */
function during(windows: unknown, t: TFunction): string | null {
  const window: unknown = Array.isArray(windows) ? windows[0] : windows;
  if (!isRecord(window)) return null;
  const parts = [
    daysBetween(textOf(window["from"]), textOf(window["through"]), t),
    listed(
      window["months"],
      (month) => monthName(Number(month)),
      (months) => t("programme.sentence.months", { months }),
    ),
    listed(window["days"], weekdayName, (days) => t("programme.sentence.days", { days })),
    listed(window["monthDays"], String, (days) => t("programme.sentence.monthDays", { days })),
    textOf(window["hours"]) === ""
      ? null
      : t("programme.sentence.hours", { hours: textOf(window["hours"]).replace("-", "–") }),
  ].filter((part) => part !== null);
  return parts.join(" ");
}

/** When something counts, with every window that is written; null where none is. */
export function windowWords(windows: unknown, t: TFunction): string | null {
  const all = (Array.isArray(windows) ? windows : [windows]).map((window) => during(window, t));
  const parts = all.filter((part) => part !== null && part !== "");
  return parts.length === 0 ? null : parts.join(` ${t("programme.said.or")} `);
}

/** What a condition says; null where it is none of the usual shapes. */
export function conditionWords(text: string, t: TFunction): string | null {
  const said = saidBy(text);
  return said === null ? null : wordsOf(said, t);
}

function listed(
  value: unknown,
  name: (part: string) => string,
  say: (list: string) => string,
): string | null {
  if (!Array.isArray(value) || value.length === 0) return null;
  const names = value.map((part) => name(textOf(part)));
  return say(new Intl.ListFormat(locale(), { type: "conjunction" }).format(names));
}

const dateFormat = () =>
  new Intl.DateTimeFormat(locale(), { dateStyle: "medium", timeZone: "UTC" });
const isDay = (text: string): boolean => !Number.isNaN(Date.parse(text));

function daysBetween(from: string, through: string, t: TFunction): string | null {
  const format = dateFormat();
  if (isDay(from) && isDay(through) && from <= through)
    return format.formatRange(new Date(from), new Date(through));
  if (isDay(from)) return t("programme.sentence.from", { day: format.format(new Date(from)) });
  if (isDay(through))
    return t("programme.sentence.through", { day: format.format(new Date(through)) });
  return null;
}

const monthName = (month: number): string =>
  new Intl.DateTimeFormat(locale(), { month: "long", timeZone: "UTC" }).format(
    Date.UTC(2026, month - 1, 1),
  );

const WEEK = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
/** 1 January 2029 is a Monday. */
const weekdayName = (day: string): string =>
  new Intl.DateTimeFormat(locale(), { weekday: "long", timeZone: "UTC" }).format(
    Date.UTC(2029, 0, 1 + WEEK.indexOf(day)),
  );

const everyWord = (every: string, t: TFunction): string => {
  const words: Readonly<Record<string, string>> = t("programme.every", { returnObjects: true });
  return words[every] ?? every;
};

/** What wakes a rule, in words. */
export function triggerWord(on: string, t: TFunction): string {
  const contracts: Readonly<Record<string, string>> = t("programme.contract", {
    returnObjects: true,
  });
  const contract = on.startsWith("contract.") ? contracts[on.slice("contract.".length)] : undefined;
  if (contract !== undefined) return contract;
  const words: Readonly<Record<string, string>> = t("programme.on", { returnObjects: true });
  return words[on] ?? named(first.club.activities[on]?.name, on);
}

/** "När någon handlar", or for deeds, which are named and not done with a verb: "Vid egen kopp". */
function wakes(on: string, t: TFunction): string {
  const names = on.split(", ");
  const words: Readonly<Record<string, string>> = t("programme.on", { returnObjects: true });
  const said = names.map((one) => triggerWord(one, t)).join(" / ");
  if (names.every((name) => words[name] !== undefined))
    return t("programme.sentence.when", { on: said });
  return t("programme.sentence.at", { on: said.toLocaleLowerCase() });
}

function condition(rule: Rule, t: TFunction): string | null {
  const text = textOf(rule["when"]);
  if (text === "") return null;
  const said = saidBy(text);
  return t("programme.sentence.if", {
    when: said === null ? t("programme.said.other") : wordsOf(said, t),
  });
}

/** Which goods something is about; null where it is about all. */
export function goodsPart(rule: Rule, t: TFunction): string | null {
  const text = textOf(rule["items"]);
  if (text === "") return null;
  const said = saidBy(text);
  return t("programme.sentence.items", {
    items: said === null ? t("programme.said.otherGoods") : wordsOf(said, t),
  });
}

/** What a condition says, in words. */
function wordsOf(said: Said, t: TFunction): string {
  switch (said.kind) {
    case "all":
    case "any": {
      const word = t(said.kind === "all" ? "programme.said.and" : "programme.said.or");
      // Without brackets "a and b or c" would be read as one likes.
      const parts = said.parts.map((part) =>
        part.kind === "all" || part.kind === "any" ? `(${wordsOf(part, t)})` : wordsOf(part, t),
      );
      return parts.join(` ${word} `);
    }
    case "number":
      return t(`programme.said.number.${said.measure}`, {
        much: much(said, t, moneyMeasures.has(said.measure) ? inEachCurrency : written),
        count: said.value,
      });
    case "field":
      return t("programme.said.field", {
        field: fieldName(said.field),
        much: much(said, t, written),
      });
    case "place":
      return t(`programme.said.${said.not ? "isNot" : "is"}.${said.place}`, {
        values: said.values.join(` ${t("programme.said.or")} `),
      });
    case "flag":
      return t(said.not ? "programme.said.notFlag" : "programme.said.flag", {
        field: fieldName(said.field),
      });
    case "newCategory":
      return t("programme.said.newCategory");
  }
}

const much = (
  { comparison, value }: { readonly comparison: Comparison; readonly value: number },
  t: TFunction,
  say: (value: number) => string,
): string => t(`programme.said.much.${comparison}`, { value: say(value) });

const moneyMeasures: ReadonlySet<Measure> = new Set(["paid", "list", "premium"]);
const written = (value: number): string => number(value, 2);

/** A rule's amount of money is in the currency of whichever market the purchase is made in. */
function inEachCurrency(value: number): string {
  const currencies = new Set(first.club.markets.map(({ currency }) => currency));
  return [...currencies]
    .map((currency) => money({ minor: Math.round(value * 10 ** minorDigits(currency)), currency }))
    .join(" / ");
}

const fieldName = (field: string): string => field.replaceAll("_", " ");

const unitName = (unit: string): string => unitIn(unit, Number.NaN);

/** "1 poäng", also where the document holds the number as text. */
const unitsOf = (amount: unknown, unit: string): string => {
  const text = textOf(amount);
  const value = Number(text);
  return text === "" || Number.isNaN(value)
    ? `${text} ${unitName(unit)}`
    : `${number(value, 2)} ${unitIn(unit, value)}`;
};

const MONEY = /^(\d+(?:\.\d+)?) ([A-Z]{3})$/;

/** "10 SEK" as the reader writes it; anything else as it stands. */
function moneyWords(text: string): string {
  const [, amount, currency = ""] = MONEY.exec(text) ?? [];
  if (amount === undefined) return text;
  const minor = Number((Number(amount) * 10 ** minorDigits(currency)).toFixed(6));
  return Number.isInteger(minor) ? money({ minor, currency }) : text;
}

function gifts(rule: Rule, t: TFunction): readonly string[] {
  const { give, multiply } = rule;
  if (isRecord(multiply))
    return [
      t("programme.sentence.times", {
        unit: unitName(textOf(multiply["unit"])),
        by: textOf(multiply["by"]),
      }),
    ];
  if (!isRecord(give)) return [];
  const all = Object.entries(give).map(([unit, gift]) => {
    if (!isRecord(gift)) return unitsOf(gift, unit);
    if (gift["each"] === undefined) return unitsOf(gift["value"], unit);
    const { each } = gift;
    return t("programme.sentence.each", {
      amount: unitsOf(textOf(gift["units"]) || "1", unit),
      each: (Array.isArray(each) ? each : [each]).map((one) => moneyWords(textOf(one))).join(" / "),
    });
  });
  return [t("programme.sentence.gives", { give: all.join(" + ") })];
}
