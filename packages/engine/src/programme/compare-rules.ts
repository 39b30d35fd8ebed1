/** Rules before and after: who may get less, or must do more for it? */
import { compareExact, divExact, type Exact } from "../numbers.ts";
import {
  inWords,
  isNarrower,
  isSame,
  minorPerCurrency,
  type Changes,
  type Thing,
} from "./changes.ts";
import type { During, Give, Limit, Rule } from "./schema.ts";

/** Does losing the rule take anything but a message away? */
export function givesSomething(rule: Rule): boolean {
  return [rule.give, rule.multiply, rule.badge, rule.reward].some((gift) => gift !== undefined);
}

/** Writes what differs between two versions of a rule. */
export function compareRules(changes: Changes, of: Thing, before: Rule, after: Rule): void {
  const say = (key: Exclude<keyof Rule, "id">, worse: boolean): void =>
    changes.value(of, key, before[key], after[key], worse);
  say("name", false);
  say("on", isNarrower(listOf(before.on), listOf(after.on)));
  // Another condition may shut members out; only a condition that is gone surely does not.
  for (const key of ["when", "items", "consent", "exclusive"] as const)
    say(key, after[key] !== undefined);
  say("during", isWindowNarrower(before.during, after.during));
  for (const key of ["segments", "levels", "stores", "regions", "channels", "markets"] as const)
    say(key, isNarrower(before[key], after[key]));
  compareGives(changes, of, before.give, after.give);
  compareMultipliers(changes, of, before, after);
  for (const key of ["badge", "reward"] as const) say(key, before[key] !== undefined);
  say("tell", false);
  say("limit", isTighter(limitsOf(before), limitsOf(after)));
  say("holdout", percentOf(after.holdout) > percentOf(before.holdout));
  say("chance", (percentOf(after.chance) || 100) < (percentOf(before.chance) || 100));
  say("seed", false);
  say("advertised", false);
  say("onReturn", RETURN_ORDER.indexOf(after.onReturn) > RETURN_ORDER.indexOf(before.onReturn));
}

/** From the kindest to the strictest. */
const RETURN_ORDER: readonly Rule["onReturn"][] = ["keep", "share", "re-evaluate"];

function percentOf(text: string | undefined): number {
  return text === undefined ? 0 : Number(text.slice(0, -1));
}

function listOf<T>(value: T | T[] | undefined): T[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

function limitsOf(rule: Rule): readonly Limit[] {
  return listOf(rule.limit);
}

function compareGives(
  changes: Changes,
  of: Thing,
  before: Give | undefined,
  after: Give | undefined,
): void {
  const units = new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})]);
  for (const unit of units) {
    const [was, is] = [before?.[unit], after?.[unit]];
    if (isSame(was, is)) continue;
    const words = `${of.called} gives ${giveInWords(is)} ${unit} instead of ${giveInWords(was)}.`;
    changes.add(of, {
      kind: "changed",
      code: "gift_changed",
      path: [...of.path, "give", unit],
      key: unit,
      before: was,
      after: is,
      words,
      worse: givesLess(was, is),
    });
  }
}

type Given = Give[string];

function giveInWords(give: Given | undefined): string {
  if (give === undefined) return "no";
  if (typeof give === "number") return String(give);
  if ("value" in give) return `(${give.value})`;
  return `${give.units ?? 1} for each ${inWords(give.each)} of ${give.of}`;
}

function givesLess(before: Given | undefined, after: Given | undefined): boolean {
  if (before === undefined) return false;
  if (after === undefined) return true;
  if (typeof before === "number" && typeof after === "number") return after < before;
  const proportional =
    typeof before === "object" && "each" in before && typeof after === "object" && "each" in after;
  // Amounts of different kinds depend on the purchase: some member may get less.
  if (!proportional || before.of !== after.of) return true;
  const [was, is] = [ratesOf(before), ratesOf(after)];
  return [...was].some(([currency, rate]) => {
    const now = is.get(currency);
    return now === undefined || compareExact(now, rate) < 0;
  });
}

/** Units for one minor unit per currency, or for one piece under "pieces". */
function ratesOf(give: Extract<Given, { each: unknown }>): Map<string, Exact> {
  const units = give.units ?? 1;
  if (typeof give.each === "number") return new Map([["pieces", divExact(units, give.each)]]);
  const amounts = [...minorPerCurrency(give.each)];
  return new Map(amounts.map(([currency, minor]) => [currency, divExact(units, minor)]));
}

function compareMultipliers(changes: Changes, of: Thing, before: Rule, after: Rule): void {
  const [was, is] = [before.multiply, after.multiply];
  if (isSame(was, is)) return;
  const worse =
    was !== undefined &&
    (is === undefined || is.unit !== was.unit || is.by < was.by || isNarrower(was.rules, is.rules));
  changes.value(of, "multiply", was, is, worse);
}

type Windows = During | During[] | undefined;

/** Windows that end later or start earlier only widen; of anything else some occasion may be lost. */
export function isWindowNarrower(before: Windows, after: Windows): boolean {
  const [was, is] = [listOf(before), listOf(after)];
  if (is.length === 0) return false;
  if (was.length === 0) return true;
  return was.some((window) => !is.some((wider) => contains(wider, window)));
}

function contains(wider: During, window: During): boolean {
  const has = (all: readonly unknown[] | undefined, some: readonly unknown[] | undefined) =>
    !all || (some?.every((value) => all.includes(value)) ?? false);
  return (
    (wider.from ?? "") <= (window.from ?? "") &&
    (wider.through ?? "9999") >= (window.through ?? "9999") &&
    (wider.hours === undefined || wider.hours === window.hours) &&
    has(wider.days, window.days) &&
    has(wider.months, window.months) &&
    has(wider.monthDays, window.monthDays)
  );
}

const PERIODS: readonly Limit["every"][] = ["day", "week", "month", "quarter", "year", "ever"];
const OWNERS: readonly Limit["per"][] = ["member", "wallet", "club"];

/** Some new limit is not already implied by an old one. */
function isTighter(before: readonly Limit[], after: readonly Limit[]): boolean {
  return after.some((limit) => !before.some((earlier) => implies(earlier, limit)));
}

function implies(tight: Limit, loose: Limit): boolean {
  return (
    isAtMost(tight, loose) &&
    PERIODS.indexOf(tight.every) >= PERIODS.indexOf(loose.every) &&
    OWNERS.indexOf(tight.per) >= OWNERS.indexOf(loose.per) &&
    (overOf(tight) === "refuse" || overOf(loose) === "trim")
  );
}

function overOf(limit: Limit): "trim" | "refuse" {
  return limit.over ?? (limit.times === undefined ? "trim" : "refuse");
}

function isAtMost(tight: Limit, loose: Limit): boolean {
  if (loose.times !== undefined) return tight.times !== undefined && tight.times <= loose.times;
  if (loose.units !== undefined) return tight.units !== undefined && tight.units <= loose.units;
  const [was, is] = [minorPerCurrency(tight.money ?? []), minorPerCurrency(loose.money ?? [])];
  if (tight.money === undefined) return false;
  return [...was].every(([currency, max]) => compareExact(is.get(currency) ?? 0, max) >= 0);
}
