/** Units, levels, cards, challenges and rewards before and after. */
import {
  daysOf,
  isLess,
  isNarrower,
  isShorter,
  isWorthLess,
  pairUp,
  type Changes,
  type Thing,
} from "./changes.ts";
import { rollingOf } from "../rolling.ts";
import type { Card, Challenge, Ladder, Level, Unit } from "./schema.ts";

/** From the kindest to the strictest. */
const CLAWBACKS: readonly Unit["clawback"][] = ["own_lots", "within_balance", "arrears"];
const ENDS = ["none", "month", "quarter", "year"];
const DOWNS: readonly Ladder["down"][] = ["never", "one level", "to what was earned"];

export function compareUnits(changes: Changes, of: Thing, before: Unit, after: Unit): void {
  const say = (key: keyof Unit, worse: boolean): void =>
    changes.value(of, key, before[key], after[key], worse);
  say("name", false);
  say("spendable", before.spendable);
  say("worth", isWorthLess(before.worth, after.worth));
  say("cost", false);
  say("expires", expiresSooner(before.expires, after.expires));
  say("available", daysOf(after.available) > daysOf(before.available));
  say("clawback", CLAWBACKS.indexOf(after.clawback) > CLAWBACKS.indexOf(before.clawback));
  say("grace", isShorter(before.grace, after.grace));
  say("period", isPeriodWorse(before.period, after.period));
}

/** Sums that start again at other times bring some member's level later; what counts for longer brings nobody's. */
function isPeriodWorse(before: Unit["period"], after: Unit["period"]): boolean {
  const [was, is] = [rollingOf(before ?? "ever"), rollingOf(after ?? "ever")];
  return was === null || is?.grain !== was.grain || is.length < was.length;
}

function expiresSooner(before: Unit["expires"], after: Unit["expires"]): boolean {
  const [was, is] = [expiryOf(before), expiryOf(after)];
  if (is.days === Infinity) return false;
  return is.days < was.days || is.end < was.end || (was.sliding && !is.sliding);
}

function expiryOf(expires: Unit["expires"]): { days: number; end: number; sliding: boolean } {
  if (typeof expires === "string") return { days: daysOf(expires), end: 0, sliding: false };
  const end = ENDS.indexOf(expires.roundTo ?? "none");
  return { days: daysOf(expires.after), end, sliding: expires.sliding ?? false };
}

export function compareLadders(changes: Changes, of: Thing, before: Ladder, after: Ladder): void {
  const say = (key: "counts" | "grace" | "warning" | "down", worse: boolean): void =>
    changes.value(of, key, before[key], after[key], worse);
  say("counts", true);
  say("grace", isShorter(before.grace, after.grace));
  say("warning", isShorter(before.warning, after.warning));
  say("down", DOWNS.indexOf(after.down) > DOWNS.indexOf(before.down));
  const sides = { before: before.levels, after: after.levels };
  pairUp(
    changes,
    sides,
    "level",
    [...of.path, "levels"],
    () => true,
    (level, was, is) => compareLevels(changes, level, was, is),
  );
}

/** Is a level for life from more than before, or no more at all? */
const isLater = (before: Level, after: Level): boolean =>
  before.lifetime !== undefined && (after.lifetime ?? Infinity) > before.lifetime;

function compareLevels(changes: Changes, of: Thing, before: Level, after: Level): void {
  const lost =
    before.welcome?.reward !== undefined && before.welcome.reward !== after.welcome?.reward;
  const comesOnce = before.welcome?.every === "period" && after.welcome?.every !== "period";
  changes.value(of, "name", before.name, after.name, false);
  changes.value(of, "at", before.at, after.at, after.at > before.at);
  changes.value(of, "lifetime", before.lifetime, after.lifetime, isLater(before, after));
  changes.value(
    of,
    "welcome",
    before.welcome,
    after.welcome,
    lost || comesOnce || isLess(before.welcome?.give, after.welcome?.give),
  );
  const [was, is] = [before.benefits ?? [], after.benefits ?? []];
  changes.value(of, "benefits", before.benefits, after.benefits, is.length < was.length);
}

export function compareCards(changes: Changes, of: Thing, before: Card, after: Card): void {
  const say = (key: Exclude<keyof Card, "id">, worse: boolean): void =>
    changes.value(of, key, before[key], after[key], worse);
  say("name", false);
  say("on", true);
  say("items", after.items !== undefined);
  say("count", after.count === "events");
  say("perEventMax", (after.perEventMax ?? Infinity) < (before.perEventMax ?? Infinity));
  say("goal", after.goal > before.goal);
  say("grants", true);
}

export function compareChallenges(
  changes: Changes,
  of: Thing,
  before: Challenge,
  after: Challenge,
): void {
  const say = (key: Exclude<keyof Challenge, "id">, worse: boolean): void =>
    changes.value(of, key, before[key], after[key], worse);
  say("name", false);
  say("on", isNarrower(listOf(before.on), listOf(after.on)));
  say("when", after.when !== undefined);
  say("during", after.during !== undefined);
  say("every", true);
  say("count", true);
  say("goal", after.goal > before.goal);
  say("give", isLess(before.give, after.give));
  say("badge", before.badge !== undefined);
  say("reward", before.reward !== undefined);
}

function listOf(value: string | string[]): string[] {
  return Array.isArray(value) ? value : [value];
}
