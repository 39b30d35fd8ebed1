/**
 * The parts of a rule that can be said in words: what wakes it, which goods, when, where, what it gives and how often.
 * Read from its document, also while somebody writes it: what cannot be read yet is left out. Who goes without
 * (holdouts), which groups a rule is for and how often chance falls on it are no parts: they are not for everybody.
 */
import { saidBy, type Said } from "./said.ts";
import { WEEKDAYS } from "./weekdays.ts";

/** A condition as it can be said; `other` is one that is written in a way there are no words for. */
export type Condition = Said | { readonly kind: "other" };

/** An amount as the programme writes it: whole currency, as a decimal. */
export interface WrittenMoney {
  readonly amount: string;
  readonly currency: string;
}

export const MEASURED = [
  "basket.paid",
  "items.paid",
  "basket.quantity",
  "items.quantity",
  "contract.premium",
] as const;

export type Gift =
  | { readonly kind: "fixed"; readonly unit: string; readonly amount: number }
  | {
      readonly kind: "perMoney";
      readonly unit: string;
      readonly amount: number;
      /** One per currency. */
      readonly each: readonly WrittenMoney[];
      readonly of: (typeof MEASURED)[number];
    }
  | {
      readonly kind: "perPiece";
      readonly unit: string;
      readonly amount: number;
      readonly each: number;
    }
  /** As many as an expression says. */
  | { readonly kind: "other"; readonly unit: string };

/** Local days, both ends included; all that is written must hold. */
export interface TimePart {
  readonly from?: string | undefined;
  readonly through?: string | undefined;
  readonly days?: readonly (typeof WEEKDAYS)[number][] | undefined;
  /** Of the wall clock: 14:00-17:00. */
  readonly hours?: string | undefined;
  readonly months?: readonly number[] | undefined;
  readonly monthDays?: readonly number[] | undefined;
}

export const PERIODS = ["day", "week", "month", "quarter", "year", "ever"] as const;

export type LimitPart = {
  readonly every: (typeof PERIODS)[number];
  /** Of all who share a wallet together. */
  readonly together: boolean;
} & (
  | { readonly of: "times" | "units"; readonly most: number }
  | { readonly of: "money"; readonly most: readonly WrittenMoney[] }
);

export interface RuleParts {
  /** purchase, join, contract.renewed …, or activities. */
  readonly on: readonly string[];
  readonly items?: Condition | undefined;
  readonly when?: Condition | undefined;
  /** In one of these. */
  readonly during?: readonly TimePart[] | undefined;
  readonly levels?: readonly string[] | undefined;
  readonly stores?: readonly string[] | undefined;
  readonly regions?: readonly string[] | undefined;
  readonly channels?: readonly string[] | undefined;
  readonly markets?: readonly string[] | undefined;
  readonly consent?: string | undefined;
  readonly give?: readonly Gift[] | undefined;
  readonly multiply?: { readonly unit: string; readonly by: number } | undefined;
  readonly badge?: string | undefined;
  readonly reward?: string | undefined;
  readonly tells?: boolean | undefined;
  readonly limits?: readonly LimitPart[] | undefined;
  /** The whole club shares a limit, and how large it is stays with the club. */
  readonly isScarce?: boolean | undefined;
}

type Written = Readonly<Record<string, unknown>>;

/** The parts of a rule, a stamp card or a challenge. */
export function partsOf(rule: Written): RuleParts {
  const { multiply } = rule;
  const limits = listed(rule["limit"]).filter(isWritten);
  return withoutGaps({
    on: texts(rule["on"] ?? "purchase"),
    items: conditionOf(rule["items"]),
    when: conditionOf(rule["when"]),
    during: filled(listed(rule["during"]).filter(isWritten).map(timeOf)),
    levels: filled(texts(rule["levels"])),
    stores: filled(texts(rule["stores"])),
    regions: filled(texts(rule["regions"])),
    channels: filled(texts(rule["channels"])),
    markets: filled(texts(rule["markets"])),
    consent: textOf(rule["consent"]),
    give: filled(giftsOf(rule["give"])),
    multiply: isWritten(multiply) ? timesOf(multiply) : undefined,
    badge: textOf(rule["badge"]),
    reward: textOf(rule["reward"]),
    tells: textOf(rule["tell"]) === undefined ? undefined : true,
    limits: filled(limits.flatMap((limit) => limitOf(limit) ?? [])),
    isScarce: limits.some(({ per }) => per === "club") ? true : undefined,
  });
}

/** What a member may be told of a rule's parts: of a condition on groups of members, only that there is one. */
export function toldParts(parts: RuleParts): RuleParts {
  const told = (condition: Condition | undefined): Condition | undefined =>
    condition !== undefined && isAboutGroups(condition) ? { kind: "other" } : condition;
  return withoutGaps({ ...parts, items: told(parts.items), when: told(parts.when) });
}

function isAboutGroups(condition: Condition): boolean {
  if (condition.kind === "all" || condition.kind === "any")
    return condition.parts.some(isAboutGroups);
  return condition.kind === "place" && condition.place === "segment";
}

/** Whether anybody may know of a rule: those for some groups say who is in them, and a surprise is none once told. */
export function isForEverybody(rule: Written): boolean {
  const written = [rule["when"], rule["items"]].map((text) => textOf(text) ?? "").join(" ");
  return (
    rule["segments"] === undefined &&
    rule["chance"] === undefined &&
    !/\bmember\.segments\b/.test(written)
  );
}

export interface Mentioned {
  readonly articles: readonly string[];
  readonly categories: readonly string[];
  readonly stores: readonly string[];
}

/** What of the catalogue some parts speak of, by its ids. */
export function mentionedBy(all: readonly RuleParts[]): Mentioned {
  const places = all.flatMap(({ items, when }) => [...placesIn(items), ...placesIn(when)]);
  const among = (...kinds: readonly string[]): string[] =>
    places.flatMap(({ place, values }) => (kinds.includes(place) ? values : []));
  return {
    articles: [...new Set(among("article", "basketArticle"))],
    categories: [...new Set(among("category", "basketCategory", "bought", "interest"))],
    stores: [
      ...new Set([...among("store", "homeStore"), ...all.flatMap(({ stores = [] }) => stores)]),
    ],
  };
}

function placesIn(condition: Condition | undefined): Extract<Said, { kind: "place" }>[] {
  if (condition?.kind === "all" || condition?.kind === "any")
    return condition.parts.flatMap(placesIn);
  return condition?.kind === "place" ? [condition] : [];
}

const isWritten = (value: unknown): value is Written =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const listed = (value: unknown): readonly unknown[] =>
  Array.isArray(value) ? value : value === undefined ? [] : [value];

const textOf = (value: unknown): string | undefined =>
  typeof value === "string" && value !== "" ? value : undefined;

const texts = (value: unknown): string[] => listed(value).flatMap((part) => textOf(part) ?? []);

/** Also a number that is still the text that somebody types. */
function numberOf(value: unknown): number | undefined {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number) ? number : undefined;
}

const numbers = (value: unknown): number[] => listed(value).flatMap((part) => numberOf(part) ?? []);

const filled = <T>(list: readonly T[]): readonly T[] | undefined =>
  list.length === 0 ? undefined : list;

/** Without what is not said, so that an answer holds no empty words. */
function withoutGaps<T extends object>(parts: T): T {
  const entries: [string, unknown][] = Object.entries(parts);
  for (const [key, value] of entries) if (value === undefined) Reflect.deleteProperty(parts, key);
  return parts;
}

function conditionOf(written: unknown): Condition | undefined {
  const text = textOf(written);
  return text === undefined ? undefined : (saidBy(text) ?? { kind: "other" });
}

const isWeekday = (day: string): day is (typeof WEEKDAYS)[number] =>
  WEEKDAYS.some((weekday) => weekday === day);

function timeOf(window: Written): TimePart {
  return withoutGaps({
    from: textOf(window["from"]),
    through: textOf(window["through"]),
    days: filled(texts(window["days"]).filter(isWeekday)),
    hours: textOf(window["hours"]),
    months: filled(numbers(window["months"])),
    monthDays: filled(numbers(window["monthDays"])),
  });
}

const MONEY = /^(\d+(?:\.\d+)?) ([A-Z]{3})$/;

function moneyOf(value: unknown): WrittenMoney[] {
  return texts(value).flatMap((text) => {
    const [, amount, currency] = MONEY.exec(text) ?? [];
    return amount === undefined || currency === undefined ? [] : [{ amount, currency }];
  });
}

function giftsOf(give: unknown): Gift[] {
  if (!isWritten(give)) return [];
  return Object.entries(give).flatMap(([unit, gift]) => giftOf(unit, gift) ?? []);
}

function giftOf(unit: string, gift: unknown): Gift | undefined {
  if (!isWritten(gift)) {
    const amount = numberOf(gift);
    return amount === undefined ? undefined : { kind: "fixed", unit, amount };
  }
  if (gift["value"] !== undefined) return { kind: "other", unit };
  const amount = numberOf(gift["units"] ?? 1);
  if (amount === undefined) return undefined;
  const pieces = numberOf(gift["each"]);
  if (pieces !== undefined) return { kind: "perPiece", unit, amount, each: pieces };
  const each = moneyOf(gift["each"]);
  const of = MEASURED.find((measured) => measured === gift["of"]);
  return each.length === 0 || of === undefined
    ? undefined
    : { kind: "perMoney", unit, amount, each, of };
}

function timesOf(multiply: Written): RuleParts["multiply"] {
  const unit = textOf(multiply["unit"]);
  const by = numberOf(multiply["by"]);
  return unit === undefined || by === undefined ? undefined : { unit, by };
}

/** What one member, or those of one wallet, can get; a limit of the whole club is told by `isScarce` alone. */
function limitOf(limit: Written): LimitPart | undefined {
  if (limit["per"] === "club") return undefined;
  const every = PERIODS.find((period) => period === (limit["every"] ?? "ever"));
  if (every === undefined) return undefined;
  const when = { every, together: limit["per"] === "wallet" };
  const [times, units] = [numberOf(limit["times"]), numberOf(limit["units"])];
  if (times !== undefined) return { ...when, of: "times", most: times };
  if (units !== undefined) return { ...when, of: "units", most: units };
  const most = moneyOf(limit["money"]);
  return most.length === 0 ? undefined : { ...when, of: "money", most };
}
