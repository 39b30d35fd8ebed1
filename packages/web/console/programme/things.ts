/**
 * Units, stamp cards and ladders of levels as forms: everything is typed text, and what is no number yet goes into the
 * document as it is, so that the check says so beside the field. What a form does not know stays as it was.
 */
import { goodsOf, isRecord, itemsFrom, textOf, whole } from "./rule-form.ts";
import type { Document, Rule, RuleForm } from "./rule-form.ts";

export type Names = Readonly<Record<string, string>>;
export type Amounts = Readonly<Record<string, string>>;

const record = (value: unknown): Rule => (isRecord(value) ? value : {});
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** Without what is undefined, and without empty records. */
const filled = (value: Rule): Rule =>
  Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined));

/** Names per language; one text for everybody is everybody's. */
const namesOf = (name: unknown, languages: readonly string[]): Names =>
  Object.fromEntries(
    languages.map((language) => [language, isRecord(name) ? textOf(name[language]) : textOf(name)]),
  );

/** Names with what was typed; other languages stay, and one text for everybody stays one where nothing differs. */
export function namesFrom(before: unknown, names: Names): unknown {
  const said = Object.entries(names).filter(([, name]) => name.trim() !== "");
  const values = new Set(Object.values(names));
  if (typeof before === "string" && values.size === 1 && values.has(before)) return before;
  const others = Object.entries(record(before)).filter(([language]) => !(language in names));
  return Object.fromEntries([...others, ...said]);
}

/** "12 months" in its parts; anything else is shown as it is. */
export interface Duration {
  readonly count: string;
  readonly unit: string;
}
export const durationUnits = ["days", "weeks", "months", "years"] as const;

export function durationOf(value: unknown, otherwise: Duration): Duration {
  const [, count, unit] = /^(\d+) (minute|hour|day|week|month|year)s?$/.exec(textOf(value)) ?? [];
  return count === undefined ? otherwise : { count, unit: `${unit}s` };
}

const durationFrom = ({ count, unit }: Duration): string => `${count.trim()} ${unit}`;

/** Amounts of money per market, without their currency: "0.10". */
const amountsOf = (value: unknown, markets: readonly string[]): Amounts =>
  Object.fromEntries(
    markets.map((market) => [market, textOf(record(value)[market]).replace(/ [A-Z]{3}$/, "")]),
  );

function amountsFrom(before: unknown, amounts: Amounts, document: Document): Rule | undefined {
  const markets = record(document["markets"]);
  const others = Object.entries(record(before)).filter(([market]) => !(market in amounts));
  const typed = Object.entries(amounts)
    .filter(([, amount]) => amount.trim() !== "")
    .map(([market, amount]) => {
      const currency = textOf(record(markets[market])["currency"]);
      return [market, `${amount.trim().replace(",", ".")} ${currency}`];
    });
  return others.length + typed.length === 0 ? undefined : Object.fromEntries([...others, ...typed]);
}

export interface UnitForm {
  readonly names: Names;
  readonly isSpendable: boolean;
  readonly worth: Amounts;
  readonly cost: Amounts;
  readonly ends: "never" | "after";
  readonly after: Duration;
  readonly roundTo: string;
  readonly isSliding: boolean;
  readonly available: "at once" | "after";
  readonly availableAfter: Duration;
  readonly clawback: string;
  readonly period: string;
}

export const clawbacks = ["own_lots", "within_balance", "arrears"] as const;
export const periods = [
  "ever",
  "calendar year",
  "calendar quarter",
  "calendar month",
  "membership year",
] as const;

/** A period that rolls is written with its length: "rolling 12 months". */
export const ROLLING = "rolling ";
export const rollingFor = (period: string): Duration =>
  durationOf(period.slice(ROLLING.length), { count: period.slice(ROLLING.length), unit: "months" });
export const rollingFrom = (length: Duration): string => `${ROLLING}${durationFrom(length)}`;

export interface Ground {
  readonly document: Document;
  readonly languages: readonly string[];
  readonly markets: readonly string[];
}

export function unitForm(unit: Rule, { languages, markets }: Ground): UnitForm {
  const { expires, available } = unit;
  const ending = isRecord(expires) ? expires : { after: expires };
  const never = expires === undefined || expires === "never";
  return {
    names: namesOf(unit["name"], languages),
    isSpendable: unit["spendable"] !== false,
    worth: amountsOf(unit["worth"], markets),
    cost: amountsOf(unit["cost"], markets),
    ends: never ? "never" : "after",
    after: durationOf(ending["after"], { count: "12", unit: "months" }),
    roundTo: textOf(ending["roundTo"]),
    isSliding: ending["sliding"] === true,
    available: available === undefined || available === "at once" ? "at once" : "after",
    availableAfter: durationOf(available, { count: "14", unit: "days" }),
    clawback: textOf(unit["clawback"]) || "within_balance",
    period: textOf(unit["period"]) || "ever",
  };
}

export function unitFrom(unit: Rule, form: UnitForm, { document }: Ground): Rule {
  const { isSpendable } = form;
  return filled({
    ...unit,
    name: namesFrom(unit["name"], form.names),
    spendable: isSpendable ? undefined : false,
    worth: isSpendable ? amountsFrom(unit["worth"], form.worth, document) : undefined,
    cost: isSpendable ? amountsFrom(unit["cost"], form.cost, document) : undefined,
    expires: isSpendable ? expiresFrom(unit["expires"], form) : undefined,
    available:
      isSpendable && form.available === "after" ? durationFrom(form.availableAfter) : undefined,
    clawback:
      !isSpendable || (form.clawback === "within_balance" && unit["clawback"] === undefined)
        ? undefined
        : form.clawback,
    period: isSpendable || form.period === "ever" ? undefined : form.period,
  });
}

function expiresFrom(before: unknown, { ends, after, roundTo, isSliding }: UnitForm): unknown {
  if (ends === "never") return before === undefined ? undefined : "never";
  const length = durationFrom(after);
  if (roundTo === "" && !isSliding) return length;
  return filled({
    ...record(before),
    after: length,
    roundTo: roundTo || undefined,
    sliding: isSliding || undefined,
  });
}

export interface CardForm extends Pick<RuleForm, "goods" | "goodsValue"> {
  readonly names: Names;
  readonly on: string;
  readonly count: string;
  readonly perEventMax: string;
  readonly goal: string;
  readonly grants: string;
}

export function cardForm(card: Rule, { languages }: Ground): CardForm {
  return {
    names: namesOf(card["name"], languages),
    on: textOf(card["on"]) || "purchase",
    ...goodsOf(card["items"]),
    count: textOf(card["count"]) || "items",
    perEventMax: textOf(card["perEventMax"]),
    goal: textOf(card["goal"]),
    grants: textOf(card["grants"]),
  };
}

export function cardFrom(card: Rule, form: CardForm): Rule {
  const isPurchase = form.on === "purchase";
  return filled({
    ...card,
    name: namesFrom(card["name"], form.names),
    on: isPurchase && card["on"] === undefined ? undefined : form.on,
    items: isPurchase ? itemsFrom(form) || undefined : undefined,
    count: form.count === "items" && card["count"] === undefined ? undefined : form.count,
    perEventMax: form.perEventMax.trim() === "" ? undefined : whole(form.perEventMax),
    goal: whole(form.goal),
    grants: form.grants,
  });
}

export interface LevelForm {
  /** For ever; a new level's follows from its first name. */
  readonly id: string;
  readonly names: Names;
  readonly at: string;
  /** Empty: it can be lost. */
  readonly lifetime: string;
  readonly giftUnit: string;
  readonly gift: string;
  readonly reward: string;
  /** Do gift and reward come again in each period that reaches the level? */
  readonly isAgain: boolean;
  /** A line for each thing it means, per language. */
  readonly benefits: Names;
  readonly source: Rule;
}

export interface LadderForm {
  readonly counts: string;
  readonly down: string;
  readonly grace: Duration;
  readonly warning: Duration;
  /** Of the unit that is counted. */
  readonly period: string;
  readonly levels: readonly LevelForm[];
}

export const downs = ["one level", "to what was earned", "never"] as const;

export function ladderForm(ladder: Rule, ground: Ground): LadderForm {
  const counts = textOf(ladder["counts"]);
  const unit = record(record(ground.document["units"])[counts]);
  return {
    counts,
    down: textOf(ladder["down"]) || "one level",
    grace: durationOf(ladder["grace"], { count: "30", unit: "days" }),
    warning: durationOf(ladder["warning"], { count: "30", unit: "days" }),
    period: textOf(unit["period"]) || "ever",
    levels: list(ladder["levels"])
      .filter(isRecord)
      .map((level) => levelForm(level, ground)),
  };
}

export function levelForm(level: Rule, { languages }: Pick<Ground, "languages">): LevelForm {
  const welcome = record(level["welcome"]);
  const [giftUnit = "", gift] = Object.entries(record(welcome["give"]))[0] ?? [];
  return {
    id: textOf(level["id"]),
    names: namesOf(level["name"], languages),
    at: textOf(level["at"]) || "0",
    lifetime: textOf(level["lifetime"]),
    giftUnit,
    gift: textOf(gift),
    reward: textOf(welcome["reward"]),
    isAgain: welcome["every"] === "period",
    benefits: Object.fromEntries(
      languages.map((language) => [
        language,
        list(level["benefits"])
          .map((words) => (isRecord(words) ? textOf(words[language]) : textOf(words)))
          .join("\n"),
      ]),
    ),
    source: level,
  };
}

export function ladderFrom(ladder: Rule, form: LadderForm): Rule {
  const unlessUsual = (key: "grace" | "warning"): string | undefined => {
    const length = durationFrom(form[key]);
    return length === "30 days" && ladder[key] === undefined ? undefined : length;
  };
  return filled({
    ...ladder,
    counts: form.counts,
    levels: form.levels.map(levelFrom),
    grace: unlessUsual("grace"),
    warning: unlessUsual("warning"),
    down: form.down === "one level" && ladder["down"] === undefined ? undefined : form.down,
  });
}

function levelFrom({ id, names, at, lifetime, benefits, source, ...form }: LevelForm): Rule {
  const lines = benefitsFrom(source["benefits"], benefits);
  return filled({
    ...source,
    id,
    name: namesFrom(source["name"], names),
    at: at.trim() === "0" && source["at"] === undefined ? undefined : whole(at),
    lifetime: lifetime.trim() === "" ? undefined : whole(lifetime),
    welcome: welcomeFrom(source, form),
    benefits: lines.length === 0 ? undefined : lines,
  });
}

type WelcomeForm = Pick<LevelForm, "giftUnit" | "gift" | "reward" | "isAgain">;

function welcomeFrom(source: Rule, { giftUnit, gift, reward, isAgain }: WelcomeForm): unknown {
  const before = record(source["welcome"]);
  const others = Object.entries(record(before["give"])).slice(1);
  const give =
    giftUnit === "" || gift.trim() === ""
      ? undefined
      : Object.fromEntries([
          [giftUnit, whole(gift)],
          ...others.filter(([unit]) => unit !== giftUnit),
        ]);
  if (give === undefined && reward === "") return undefined;
  const every = isAgain ? "period" : before["every"] === "ever" ? "ever" : undefined;
  return filled({ ...before, give, reward: reward || undefined, every });
}

/** The first lines of all languages are one benefit, and so on; what nobody has changed stays as it was written. */
function benefitsFrom(before: unknown, benefits: Names): readonly unknown[] {
  const lines = Object.entries(benefits).map(
    ([language, text]) => [language, text.split("\n")] as const,
  );
  const most = Math.max(0, ...lines.map(([, parts]) => parts.length));
  return Array.from({ length: most }, (_, index) => {
    const names = Object.fromEntries(
      lines.map(([language, parts]) => [language, (parts[index] ?? "").trim()]),
    );
    return namesFrom(list(before)[index], names);
  }).filter((words) => typeof words === "string" || Object.keys(record(words)).length > 0);
}

/** An id from a name: small letters and digits, unlike those taken. */
export function idFrom(name: string, taken: readonly string[], otherwise: string): string {
  const plain = name
    .normalize("NFD")
    .replaceAll(/\p{M}/gu, "")
    .replaceAll(/[øØ]/g, "o")
    .replaceAll(/[æÆ]/g, "ae")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^[^a-z]+|-+$/g, "")
    .slice(0, 40);
  const id = plain === "" ? otherwise : plain;
  if (!taken.includes(id)) return id;
  for (let number = 2; ; number += 1)
    if (!taken.includes(`${id}-${number}`)) return `${id}-${number}`;
}

/** A section that is keyed by ids, as pairs. */
export const entriesOf = (
  document: Document,
  section: string,
): readonly (readonly [string, Rule])[] =>
  Object.entries(record(document[section])).flatMap(([id, thing]) =>
    isRecord(thing) ? [[id, thing] as const] : [],
  );

/** A section that is a list. */
export const listOf = (document: Document, section: string): readonly Rule[] =>
  list(document[section]).filter(isRecord);

export const withEntry = (
  document: Document,
  section: string,
  id: string,
  thing: Rule,
): Document => ({
  ...document,
  [section]: { ...record(document[section]), [id]: thing },
});

export const withoutEntry = (document: Document, section: string, id: string): Document => ({
  ...document,
  [section]: Object.fromEntries(
    Object.entries(record(document[section])).filter(([known]) => known !== id),
  ),
});

export const withList = (
  document: Document,
  section: string,
  things: readonly Rule[],
): Document => ({
  ...document,
  [section]: things,
});

/** The document with the period of a unit that only counts. */
export function withPeriod(document: Document, unit: string, period: string): Document {
  const known = record(document["units"])[unit];
  if (!isRecord(known)) return document;
  return withEntry(
    document,
    "units",
    unit,
    filled({ ...known, period: period === "ever" ? undefined : period }),
  );
}
