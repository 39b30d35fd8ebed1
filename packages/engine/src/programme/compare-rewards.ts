/** A reward before and after: dearer, scarcer, shorter or for fewer members is worse. */
import { isNarrower, isSame, isShorter, isWorthLess, type Changes, type Thing } from "./changes.ts";
import type { Reward } from "./reward-schema.ts";

/** Keys whose change takes nothing from members, or is a fact of the world and no promise. */
const HARMLESS = ["name", "about", "seats", "stock", "goal", "url", "partner"] as const;
/** Keys where what the change means for members cannot be known, so it counts as worse. */
const UNKNOWN = ["kind", "code", "visit", "among"] as const;

export function compareRewards(changes: Changes, of: Thing, before: Reward, after: Reward): void {
  const say = (key: Exclude<keyof Reward, "id">, worse: boolean): void =>
    changes.value(of, key, before[key], after[key], worse);
  for (const key of HARMLESS) say(key, false);
  for (const key of UNKNOWN) say(key, before[key] !== undefined);
  say("cost", isDearer(before.cost, after.cost));
  say("money", isAdded(before, after, before.money, after.money));
  say("prices", before.prices !== undefined && !isCovered(before.prices, after.prices));
  say("worth", isWorthLess(before.worth, after.worth));
  say("during", after.during !== undefined);
  for (const key of ["levels", "segments", "markets"] as const)
    say(key, isNarrower(before[key], after[key]));
  say("limit", after.limit !== undefined);
  say("lasts", before.lasts === undefined || isShorter(before.lasts, after.lasts ?? "100 years"));
  say("onReturn", before.onReturn !== "used" && after.onReturn === "used");
  say("percent", share(after.percent) < share(before.percent));
  say("off", isWorthLess(before.off, after.off));
  say("atLeast", after.atLeast !== undefined);
  say("articles", isSmaller(before, before.articles, after.articles));
  say("categories", isSmaller(before, before.categories, after.categories));
}

/** More of some unit is asked for, or the reward can no longer be bought with units at all. */
function isDearer(before: Reward["cost"], after: Reward["cost"]): boolean {
  if (before === undefined) return false;
  if (after === undefined) return true;
  return Object.entries(after).some(([unit, cost]) => cost > (before[unit] ?? 0));
}

/** A part in money that is new, or higher in some market. */
function isAdded(
  { cost }: Reward,
  { cost: costAfter }: Reward,
  before: Reward["money"],
  after: Reward["money"],
): boolean {
  if (before === undefined) return after !== undefined && cost !== undefined;
  if (after === undefined) return costAfter === undefined;
  return isWorthLess(after, before);
}

function isCovered(before: NonNullable<Reward["prices"]>, after: Reward["prices"]): boolean {
  return before.every((price) => after?.some((other) => isSame(price, other)) ?? false);
}

function share(text: string | undefined): number {
  return text === undefined ? 0 : Number(text.slice(0, -1));
}

/** Fewer goods are meant; early access opens its goods to everybody where they are left out. */
function isSmaller(
  { kind }: Reward,
  before: readonly string[] | undefined,
  after: readonly string[] | undefined,
): boolean {
  if (before === undefined) return after !== undefined;
  if (after === undefined) return kind === "early_access";
  return before.some((each) => !after.includes(each));
}
