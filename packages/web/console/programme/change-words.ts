/** A change of the programme, in the reader's words: by its code, with the values that it is about. */
import type { ChangeCode, ChangeThing } from "@trofast/engine/programme/changes";
import { changeTexts, type ChangeTexts } from "../texts/programme-changes.ts";
import type { Language } from "../../ui/first.ts";
import { isRecord, textOf } from "./rule-form.ts";

export interface ChangeSaid {
  readonly code: ChangeCode;
  readonly thing: ChangeThing;
  readonly subject: string;
  readonly name?: string | Readonly<Record<string, string>> | undefined;
  readonly key?: string | undefined;
  readonly before?: unknown;
  readonly after?: unknown;
}

/** How the page itself says what is not special to changes. */
export interface Saying {
  readonly language: Language;
  readonly number: (value: number) => string;
  readonly money: (value: number, currency: string) => string;
  /** "poäng", and names of rewards and rules, by their ids. */
  /** As it is called after so many. */
  readonly unit: (id: string, amount?: number) => string;
  readonly reward: (id: string) => string;
  readonly rule: (id: string) => string;
  readonly trigger: (on: string) => string;
  /** A condition, or a window of time; null where there are no words for it. */
  readonly condition: (text: string) => string | null;
  readonly window: (window: unknown) => string | null;
}

/** One sentence. */
export function changeWorded(change: ChangeSaid, saying: Saying): string {
  const texts = changeTexts[saying.language];
  const name = worded(change.name, saying.language) ?? change.subject;
  const { sentence } = texts;
  const [before, after] = [change.before, change.after].map((value) =>
    value === undefined ? "" : valueOf(change, value, saying, texts),
  );
  const template =
    change.code !== "gift_changed"
      ? sentence[change.code]
      : change.before === undefined
        ? sentence.giftNew
        : change.after === undefined
          ? sentence.giftGone
          : sentence.gift_changed;
  return filled(template, {
    thing: filled(texts.thing[change.thing], { name }),
    label: labelOf(change, texts),
    before,
    after,
  });
}

const filled = (template: string, values: Readonly<Record<string, string | undefined>>): string =>
  template.replaceAll(/\{\{(\w+)\}\}/g, (_, key: string) => values[key] ?? "");

function worded(name: unknown, language: Language): string | null {
  if (typeof name === "string") return name;
  if (!isRecord(name)) return null;
  const found = textOf(name[language]) || textOf(Object.values(name)[0]);
  return found === "" ? null : found;
}

const own = (words: object, key: string): string | undefined => {
  const word: unknown = Object.hasOwn(words, key) ? Reflect.get(words, key) : undefined;
  return typeof word === "string" ? word : undefined;
};

function labelOf({ thing, key = "" }: ChangeSaid, texts: ChangeTexts): string {
  return own(texts.especially, `${thing}.${key}`) ?? own(texts.label, key) ?? key;
}

function valueOf(change: ChangeSaid, value: unknown, saying: Saying, texts: ChangeTexts): string {
  const { key = "" } = change;
  if (change.code === "offer_kind_changed") return own(texts.label, textOf(value)) ?? textOf(value);
  if (change.code === "gift_changed") return gift(key, value, saying, texts);
  return said(key, value, { saying, texts });
}

/** So many of a unit, for each purchase or in proportion to it. */
function gift(unit: string, value: unknown, saying: Saying, texts: ChangeTexts): string {
  const name = saying.unit(unit);
  if (typeof value === "number") return `${saying.number(value)} ${saying.unit(unit, value)}`;
  if (!isRecord(value)) return name;
  if (value["each"] === undefined)
    return filled(texts.byExpression, { unit: name, value: textOf(value["value"]) });
  const units = typeof value["units"] === "number" ? value["units"] : 1;
  return filled(texts.each, {
    units: saying.number(units),
    unit: saying.unit(unit, units),
    each: said("each", value["each"], { saying, texts }),
    of: own(texts.measured, textOf(value["of"])) ?? textOf(value["of"]),
  });
}

interface Words {
  readonly saying: Saying;
  readonly texts: ChangeTexts;
}

/** Values that are a word of the programme language, and no name that the club has given. */
const CHOSEN = new Set(
  [
    "kind code clawback period count every down onReturn per of rounding relation",
    "expires available after fields answer",
  ].flatMap((keys) => keys.split(" ")),
);
/** Names in the reader's language, where there is one. */
const NAMED = new Set(["name", "about", "place", "benefits"]);
const REWARDS = new Set(["reward", "grants", "among"]);

function said(key: string, value: unknown, words: Words): string {
  const { saying, texts } = words;
  if (typeof value === "boolean") return value ? texts.yes : texts.no;
  if (typeof value === "number") return saying.number(value);
  if (key === "during") return saying.window(value) ?? JSON.stringify(value);
  if (typeof value === "string") return text(key, value, words);
  if (Array.isArray(value)) return listed(key, value, words);
  if (isRecord(value)) return recorded(key, value, words);
  return "";
}

function listed(key: string, values: readonly unknown[], words: Words): string {
  const between = key === "limit" || key === "prices" ? `, ${words.texts.or} ` : ", ";
  const isMoney = values.every((each) => typeof each === "string" && MONEY.test(each));
  return values.map((each) => said(key, each, words)).join(isMoney ? " / " : between);
}

const ROLLING = "rolling ";
const DURATION = /^(\d+) (minute|hour|day|week|month|year)s?$/;
const MONEY = /^(\d+(?:\.\d+)?) ([A-Z]{3})$/;
const SHARE = /^(\d+(?:\.\d+)?)%$/;

function text(key: string, value: string, { saying, texts }: Words): string {
  if (CHOSEN.has(key) && own(texts.chosen, value) !== undefined)
    return own(texts.chosen, value) ?? value;
  if (key === "when" || key === "items")
    return quoted(saying.condition(value) ?? value, saying.language);
  if (key === "on") return saying.trigger(value);
  if (key === "counts") return saying.unit(value);
  if (REWARDS.has(key)) return saying.reward(value);
  if (NAMED.has(key)) return quoted(value, saying.language);
  if (key === "period" && value.startsWith(ROLLING)) {
    const time = text("grace", value.slice(ROLLING.length), { saying, texts });
    return filled(texts.rolling, { time });
  }
  const [, count, unit = ""] = DURATION.exec(value) ?? [];
  if (count !== undefined) return lasting(Number(count), unit, texts, saying);
  const [, amount, currency = ""] = MONEY.exec(value) ?? [];
  if (amount !== undefined) return saying.money(Number(amount), currency);
  const [, share] = SHARE.exec(value) ?? [];
  if (share === undefined) return value;
  return `${saying.number(Number(share))}${saying.language === "en" ? "%" : "\u00a0%"}`;
}

const QUOTES: Readonly<Record<Language, readonly [string, string]>> = {
  sv: ["”", "”"],
  da: ["»", "«"],
  en: ["“", "”"],
};
function quoted(value: string, language: Language): string {
  const [open, close] = QUOTES[language];
  return `${open}${value}${close}`;
}

function lasting(count: number, unit: string, texts: ChangeTexts, saying: Saying): string {
  const found: unknown = Reflect.get(texts.time, unit);
  const [one, many] = Array.isArray(found) ? found.map(textOf) : [unit, unit];
  return `${saying.number(count)} ${(count === 1 ? one : many) ?? unit}`;
}

function recorded(key: string, value: Readonly<Record<string, unknown>>, words: Words): string {
  const { saying, texts } = words;
  if (NAMED.has(key)) return quoted(worded(value, saying.language) ?? "", saying.language);
  if (key === "limit") return limited(value, words);
  if (key === "multiply") return multiplied(value, words);
  const entries = Object.entries(value);
  if (key === "cost" || key === "give")
    if (entries.every(([, amount]) => typeof amount === "number"))
      return entries.map(([unit, amount]) => gift(unit, amount, saying, texts)).join(" + ");
  // Per market, of which most clubs have one: its money alone says enough.
  const isMoney = entries.every(([, amount]) => MONEY.test(textOf(amount)));
  if (isMoney && entries.length === 1) return said(key, entries[0]?.[1], words);
  return entries
    .map(([inner, part]) => {
      if (inner === "roundTo") return own(texts.ends, textOf(part)) ?? textOf(part);
      const label = own(texts.inner, inner) ?? inner;
      if (part === true) return label;
      return `${label} ${said(isMoney || key === "fields" ? key : inner, part, words)}`;
    })
    .join(", ");
}

function limited(value: Readonly<Record<string, unknown>>, words: Words): string {
  const { limit } = words.texts;
  const { times, units, money, every, per, over } = value;
  const most =
    times === 1
      ? limit.once
      : times !== undefined
        ? filled(limit.times, { times: said("times", times, words) })
        : units !== undefined
          ? filled(units === 1 ? limit.oneUnit : limit.units, {
              units: said("units", units, words),
            })
          : filled(limit.money, { money: said("money", money, words) });
  return [
    every === undefined || every === "ever"
      ? `${most} ${limit.ever}`
      : `${most} ${filled(limit.every, { every: said("every", every, words) })}`,
    per === "wallet" ? limit.wallet : per === "club" ? limit.club : null,
    over === "trim" ? limit.trim : over === "refuse" ? limit.refuse : null,
  ]
    .filter((part) => part !== null)
    .join(", ");
}

function multiplied(value: Readonly<Record<string, unknown>>, words: Words): string {
  const { texts, saying } = words;
  const product = filled(texts.multiply, {
    unit: saying.unit(textOf(value["unit"])),
    by: said("by", value["by"], words),
  });
  if (!Array.isArray(value["rules"])) return product;
  const rules = value["rules"].map((id) => quoted(saying.rule(textOf(id)), saying.language));
  const only = filled(texts.onlyRules, { rules: rules.join(", ") });
  return `${product}, ${only}`;
}
