/** Prices before and after: who may pay more, or must do more for the same price? */
import { compareExact } from "../numbers.ts";
import { isNarrower, minorPerCurrency, pairUp, type Changes, type Thing } from "./changes.ts";
import { isWindowNarrower } from "./compare-rules.ts";
import { kindOf } from "./compile-pricing.ts";
import type { Offer, Pricing } from "./pricing-schema.ts";

/** Writes what differs in lanes, floor, rounding and offers. */
export function comparePricing(
  changes: Changes,
  before: Pricing | undefined,
  after: Pricing | undefined,
): void {
  const of: Thing = { thing: "pricing", id: "pricing", called: "Pricing", path: ["pricing"] };
  // Without offers nobody has had a lower price to lose.
  const isUsed = (before?.offers ?? []).length > 0;
  const say = (key: "lanes" | "marginFloor" | "rounding", worse: boolean): void =>
    changes.value(of, key, before?.[key], after?.[key], isUsed && worse);
  say("lanes", isLaneLost(before?.lanes, after?.lanes));
  say("marginFloor", percentOf(after?.marginFloor) > percentOf(before?.marginFloor));
  say("rounding", after?.rounding !== "ceil");
  pairUp(
    changes,
    { before: before?.offers ?? [], after: after?.offers ?? [] },
    "offer",
    ["pricing", "offers"],
    () => true,
    (offer, was, is) => compareOffers(changes, offer, was, is),
  );
}

/** Lanes that are merged or in another order may leave a dearer price; a further one at the end cannot. */
function isLaneLost(
  before: readonly string[] | undefined,
  after: readonly string[] | undefined,
): boolean {
  return (before ?? []).some((lane, index) => after?.[index] !== lane);
}

function compareOffers(changes: Changes, of: Thing, before: Offer, after: Offer): void {
  const say = (key: Exclude<keyof Offer, "id">, worse: boolean): void =>
    changes.value(of, key, before[key], after[key], worse);
  say("name", false);
  say("lane", true); // in another lane it may lose to an offer that it added to before
  for (const key of ["when", "items", "consent"] as const) say(key, after[key] !== undefined);
  say("during", isWindowNarrower(before.during, after.during));
  for (const key of ["segments", "levels", "stores", "regions", "channels", "markets"] as const)
    say(key, isNarrower(before[key], after[key]));
  say("holdout", percentOf(after.holdout) > percentOf(before.holdout));
  say("chance", (percentOf(after.chance) || 100) < (percentOf(before.chance) || 100));
  say("seed", false);
  say("advertised", false);
  const kind = kindOf(before);
  if (kindOf(after) === kind) return say(kind, isDearer(before, after));
  changes.add(of, {
    kind: "changed",
    code: "offer_kind_changed",
    before: kind,
    after: kindOf(after),
    words: `${of.called} is of another kind: ${kindOf(after)} instead of ${kind}.`,
    worse: true,
  });
}

/** Does the same kind of offer leave some basket dearer than before? What cannot be known counts as dearer. */
function isDearer(before: Offer, after: Offer): boolean {
  if (before.memberPrice !== undefined || after.memberPrice !== undefined)
    return isPriceDearer(before.memberPrice, after.memberPrice);
  if (before.price !== undefined) return isPriceDearer(before.price, after.price);
  if (before.percent !== undefined) {
    const [was, is] = [percentParts(before.percent), percentParts(after.percent)];
    return percentOf(is.off) < percentOf(was.off) || (was.of === "list" && is.of === "net");
  }
  if (before.amount)
    return before.amount.per !== after.amount?.per || isLess(before.amount.off, after.amount?.off);
  if (before.cheapest)
    return (
      (after.cheapest?.among ?? Infinity) > before.cheapest.among ||
      percentOf(after.cheapest?.off) < percentOf(before.cheapest.off)
    );
  if (before.buy && after.buy) return isSetDearer(before.buy, after.buy);
  if (before.spend && after.spend) return isSpendDearer(before.spend, after.spend);
  return true;
}

type Buy = NonNullable<Offer["buy"]>;
type Spend = NonNullable<Offer["spend"]>;

/** Three for two becomes four for three: sets of another size fit other baskets, so some is dearer. */
function isSetDearer(before: Buy, after: Buy): boolean {
  return (
    after.pieces > before.pieces ||
    after.get !== before.get ||
    percentOf(after.off) < percentOf(before.off) ||
    (after.setsMax ?? Infinity) < (before.setsMax ?? Infinity)
  );
}

function isSpendDearer(before: Spend, after: Spend): boolean {
  const [was, is] = [before.off, after.off];
  const takesLess =
    was === undefined
      ? after.percent === undefined || percentOf(after.percent) < percentOf(before.percent)
      : isLess(was, is);
  return takesLess || isMore(before.atLeast, after.atLeast);
}

type Amounts = string | readonly string[];

function isPriceDearer(before: Amounts | undefined, after: Amounts | undefined): boolean {
  if (before === undefined || after === undefined) return true;
  if (isShare(before) !== isShare(after)) return true;
  if (isShare(before) && isShare(after)) return percentOf(after) < percentOf(before);
  return isMore(before, after);
}

function isShare(value: Amounts): value is string {
  return typeof value === "string" && value.endsWith("%");
}

/** In some currency the amount is larger, or there is none any more. */
function isMore(before: Amounts, after: Amounts): boolean {
  const is = minorPerCurrency(after);
  return [...minorPerCurrency(before)].some(([currency, minor]) => {
    const now = is.get(currency);
    return now === undefined || compareExact(now, minor) > 0;
  });
}

function isLess(before: Amounts, after: Amounts | undefined): boolean {
  if (after === undefined) return true;
  const is = minorPerCurrency(after);
  return [...minorPerCurrency(before)].some(
    ([currency, minor]) => compareExact(is.get(currency) ?? 0, minor) < 0,
  );
}

function percentParts(percent: Offer["percent"]): { off: string; of: "list" | "net" } {
  return typeof percent === "object" ? percent : { off: percent ?? "0%", of: "net" };
}

function percentOf(text: string | undefined): number {
  return text === undefined ? 0 : Number(text.slice(0, -1));
}

/** What makes an offer that offer: receipts and measurements are kept under its id. */
export function kindInWords(offer: Offer): string {
  const kind = kindOf(offer);
  return kind === "memberPrice" ? "it is a member price" : `it lowers prices by ${kind}`;
}
