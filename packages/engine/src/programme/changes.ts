/** What a comparison of two programmes writes down, and the words for it. */
import { compareExact, money, type Exact } from "../numbers.ts";
import type { Path } from "./collector.ts";
import { durationOf } from "./compile-units.ts";
import type { Offer, Pricing } from "./pricing-schema.ts";
import { pointer } from "./problems.ts";
import type {
  Card,
  Challenge,
  Ladder,
  Level,
  Programme,
  Reward,
  Rule,
  Unit,
  Words,
} from "./schema.ts";

/**
 * What sort of difference it is: a thing is new or gone; a value of it is set, gone or another; it gives another
 * number of some unit; an offer lowers prices in another way.
 */
export const CHANGE_CODES = [
  "thing_new",
  "thing_gone",
  "value_set",
  "value_gone",
  "value_changed",
  "gift_changed",
  "offer_kind_changed",
] as const;
export type ChangeCode = (typeof CHANGE_CODES)[number];

/** What a change is about. */
export const CHANGE_THINGS = [
  "programme",
  "club",
  "market",
  "unit",
  "activity",
  "field",
  "segment",
  "badge",
  "message",
  "rule",
  "card",
  "challenge",
  "ladder",
  "level",
  "reward",
  "pricing",
  "offer",
  "referral",
  "promise",
] as const;
export type ChangeThing = (typeof CHANGE_THINGS)[number];

/** The values that are compared, by their keys in the document. */
export type ChangeKey = Exclude<
  | keyof Programme["club"]
  | keyof Programme["markets"][string]
  | keyof Programme["activities"][string]
  | keyof Programme["promises"]
  | keyof NonNullable<Programme["referral"]>
  | keyof Unit
  | keyof Rule
  | keyof Card
  | keyof Challenge
  | Exclude<keyof Ladder, "levels">
  | keyof Level
  | keyof Reward
  | Exclude<keyof Pricing, "offers">
  | keyof Offer
  | "relation"
  | "answer"
  | "multiplierCap"
  | "contact"
  | "lateDays",
  "id"
>;

/** One difference between two versions, told to the marketer and, where it matters to them, to members. */
export type Change = {
  readonly kind: "added" | "removed" | "changed";
  readonly code: ChangeCode;
  readonly thing: ChangeThing;
  /** What the thing is called in the document, where it says so: one text, or one per language. */
  readonly name?: Words;
  /** Which value of the thing, where it is about one; the unit, where it gives another number of it. */
  readonly key?: string;
  /** The value as the documents have it; left out where there is none. */
  readonly before?: unknown;
  readonly after?: unknown;
  /** JSON pointer into the later document, or into the earlier one for what was removed. */
  readonly path: string;
  /** The rule, unit, level … concerned. */
  readonly subject: string;
  readonly words: string;
  /** Members may get less, later or with more effort. What cannot be known counts as worse. */
  readonly worse: boolean;
};

/** Gathers the changes of one thing after the other. */
export class Changes {
  readonly list: Change[] = [];

  add(of: Thing, told: Told): void {
    const { path = of.path, key, before, after, ...rest } = told;
    this.list.push({
      ...rest,
      thing: of.thing,
      ...(of.name === undefined ? {} : { name: of.name }),
      ...(key === undefined ? {} : { key }),
      ...(before === undefined ? {} : { before }),
      ...(after === undefined ? {} : { after }),
      path: pointer(path),
      subject: of.id,
    });
  }

  tellNew(of: Thing): void {
    const words = `${of.called} is new.`;
    this.add(of, { kind: "added", code: "thing_new", words, worse: false });
  }

  tellGone(of: Thing, worse: boolean): void {
    const words = `${of.called} is gone.`;
    this.add(of, { kind: "removed", code: "thing_gone", words, worse });
  }

  /** A value of a thing, where it differs. */
  value(of: Thing, key: ChangeKey, before: unknown, after: unknown, worse: boolean): void {
    if (isSame(before, after)) return;
    const code =
      after === undefined ? "value_gone" : before === undefined ? "value_set" : "value_changed";
    const words =
      after === undefined
        ? `${of.called}: ${key} is gone (it was ${inWords(before)}).`
        : before === undefined
          ? `${of.called}: ${key} is now ${inWords(after)}.`
          : `${of.called}: ${key} is ${inWords(after)} instead of ${inWords(before)}.`;
    const path = [...of.path, key];
    this.add(of, { kind: "changed", code, path, key, before, after, words, worse });
  }
}

type Told = Pick<Change, "kind" | "code" | "words" | "worse"> & {
  /** Where it stands; the thing's own place unless said. */
  readonly path?: Path;
  readonly key?: string;
  readonly before?: unknown;
  readonly after?: unknown;
};

export type Thing = {
  readonly thing: ChangeThing;
  readonly id: string;
  readonly called: string;
  readonly name?: Words;
  readonly path: Path;
};
type Named = { readonly name?: Words | undefined };
type Market = Programme["markets"][string];
type WithId = Named & { readonly id: string };

/** A thing that is known by its id, at its place in the document. */
function thingAt(thing: ChangeThing, id: string, path: Path, what: Named | Market): Thing {
  const name = "name" in what ? what.name : undefined;
  const of = { thing, id, called: `The ${thing} '${id}'`, path };
  return name === undefined ? of : { ...of, name };
}

/** Pairs things by id, tells the added and removed ones, and hands the others on. */
export function pairUp<T extends WithId>(
  changes: Changes,
  sides: { readonly before: readonly T[]; readonly after: readonly T[] },
  noun: ChangeThing,
  path: Path,
  isLoss: (thing: T) => boolean,
  compare: (of: Thing, before: T, after: T) => void,
): void {
  const earlier = new Map(sides.before.map((thing, index) => [thing.id, { thing, index }]));
  sides.after.forEach((thing, index) => {
    const of = thingAt(noun, thing.id, [...path, index], thing);
    const known = earlier.get(thing.id);
    earlier.delete(thing.id);
    if (known) compare(of, known.thing, thing);
    else changes.tellNew(of);
  });
  for (const { thing, index } of earlier.values())
    changes.tellGone(thingAt(noun, thing.id, [...path, index], thing), isLoss(thing));
}

/** The same for a section that is keyed by ids. */
export function pairKeys<T extends Named | Market>(
  changes: Changes,
  sides: {
    readonly before: Readonly<Record<string, T>>;
    readonly after: Readonly<Record<string, T>>;
  },
  noun: ChangeThing,
  section: string,
  isLoss: boolean,
  compare: (of: Thing, before: T, after: T) => void,
): void {
  const { before, after } = sides;
  for (const [id, thing] of Object.entries(after)) {
    const of = thingAt(noun, id, [section, id], thing);
    const earlier = Object.hasOwn(before, id) ? before[id] : undefined;
    if (earlier !== undefined) compare(of, earlier, thing);
    else changes.tellNew(of);
  }
  for (const [id, thing] of Object.entries(before))
    if (!Object.hasOwn(after, id))
      changes.tellGone(thingAt(noun, id, [section, id], thing), isLoss);
}

export function isSame(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (typeof left !== "object" || typeof right !== "object" || !left || !right) return false;
  if (Array.isArray(left) !== Array.isArray(right)) return false;
  const keys = Object.keys(left);
  return (
    keys.length === Object.keys(right).length &&
    keys.every((key) => isSame(Reflect.get(left, key), Reflect.get(right, key)))
  );
}

/** "points 90" for {points: 90}; lists with commas. */
export function inWords(value: unknown): string {
  if (value === undefined) return "nothing";
  if (typeof value === "string") return value;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return value.map(inWords).join(", ");
  return Object.entries(value)
    .map(([key, inner]) => `${key} ${inWords(inner)}`)
    .join(", ");
}

/** Fewer members or occasions fit: a filter is new, or names less than before. */
export function isNarrower(
  before: readonly string[] | undefined,
  after: readonly string[] | undefined,
): boolean {
  if (!after) return false;
  return !before || before.some((name) => !after.includes(name));
}

/** Gifts per unit: some are smaller or gone. */
export function isLess(
  before: Readonly<Record<string, number>> | undefined,
  after: Readonly<Record<string, number>> | undefined,
): boolean {
  return Object.entries(before ?? {}).some(([unit, amount]) => (after?.[unit] ?? 0) < amount);
}

/** Money per market: some is less or no longer promised. */
export function isWorthLess(
  before: Readonly<Record<string, string>> | undefined,
  after: Readonly<Record<string, string>> | undefined,
): boolean {
  return Object.entries(before ?? {}).some(([market, text]) => {
    const now = after?.[market];
    if (now === undefined) return true;
    const [was, is] = [money(text), money(now)];
    return was.currency !== is.currency || compareExact(is.minor, was.minor) < 0;
  });
}

export function minorPerCurrency(texts: string | readonly string[]): Map<string, Exact> {
  const list = typeof texts === "string" ? [texts] : texts;
  return new Map(list.map((text) => [money(text).currency, money(text).minor]));
}

const DAYS_PER_MONTH_MEAN = 30.436875; // of the Gregorian calendar
const MS_PER_DAY = 86_400_000;

/** A length of time in days, to tell the longer one; "never" and what is not promised are told by the caller. */
export function daysOf(text: string): number {
  if (text === "never") return Infinity;
  if (text === "at once") return 0;
  const length = durationOf(text);
  if (length.kind === "clock") return length.ms / MS_PER_DAY;
  return length.months * DAYS_PER_MONTH_MEAN + length.days;
}

/** A promised length of time that is shorter or gone. */
export function isShorter(before: string | undefined, after: string | undefined): boolean {
  if (before === undefined) return false;
  return after === undefined || daysOf(after) < daysOf(before);
}
