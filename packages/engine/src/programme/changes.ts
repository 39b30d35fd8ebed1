/** What a comparison of two programmes writes down, and the words for it. */
import { compareExact, money, type Exact } from "../numbers.ts";
import type { Path } from "./collector.ts";
import { durationOf } from "./compile-units.ts";
import { pointer } from "./problems.ts";

/** One difference between two versions, told to the marketer and, where it matters to them, to members. */
export type Change = {
  readonly kind: "added" | "removed" | "changed";
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

  add(kind: Change["kind"], path: Path, subject: string, words: string, worse: boolean): void {
    this.list.push({ kind, path: pointer(path), subject, words, worse });
  }

  /** A value of a thing, where it differs. */
  value(of: Thing, key: string, before: unknown, after: unknown, worse: boolean): void {
    if (isSame(before, after)) return;
    const words =
      after === undefined
        ? `${of.called}: ${key} is gone (it was ${inWords(before)}).`
        : before === undefined
          ? `${of.called}: ${key} is now ${inWords(after)}.`
          : `${of.called}: ${key} is ${inWords(after)} instead of ${inWords(before)}.`;
    this.add("changed", [...of.path, key], of.id, words, worse);
  }
}

export type Thing = { readonly id: string; readonly called: string; readonly path: Path };
type WithId = { readonly id: string };

/** Pairs things by id, tells the added and removed ones, and hands the others on. */
export function pairUp<T extends WithId>(
  changes: Changes,
  sides: { readonly before: readonly T[]; readonly after: readonly T[] },
  noun: string,
  path: Path,
  isLoss: (thing: T) => boolean,
  compare: (of: Thing, before: T, after: T) => void,
): void {
  const earlier = new Map(sides.before.map((thing, index) => [thing.id, { thing, index }]));
  sides.after.forEach((thing, index) => {
    const of = { id: thing.id, called: `The ${noun} '${thing.id}'`, path: [...path, index] };
    const known = earlier.get(thing.id);
    earlier.delete(thing.id);
    if (known) compare(of, known.thing, thing);
    else changes.add("added", of.path, thing.id, `${of.called} is new.`, false);
  });
  for (const { thing, index } of earlier.values())
    changes.add(
      "removed",
      [...path, index],
      thing.id,
      `The ${noun} '${thing.id}' is gone.`,
      isLoss(thing),
    );
}

/** The same for a section that is keyed by ids. */
export function pairKeys<T>(
  changes: Changes,
  sides: {
    readonly before: Readonly<Record<string, T>>;
    readonly after: Readonly<Record<string, T>>;
  },
  noun: string,
  section: string,
  isLoss: boolean,
  compare: (of: Thing, before: T, after: T) => void,
): void {
  const { before, after } = sides;
  for (const [id, thing] of Object.entries(after)) {
    const of = { id, called: `The ${noun} '${id}'`, path: [section, id] };
    const earlier = Object.hasOwn(before, id) ? before[id] : undefined;
    if (earlier !== undefined) compare(of, earlier, thing);
    else changes.add("added", of.path, id, `${of.called} is new.`, false);
  }
  for (const id of Object.keys(before))
    if (!Object.hasOwn(after, id))
      changes.add("removed", [section, id], id, `The ${noun} '${id}' is gone.`, isLoss);
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
