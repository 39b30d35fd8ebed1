/** What comes back of what is paid, said plainly: "about 2.4 %". */
import { divExact, floorExact, money, mulExact, sumExact, toSafeInteger } from "../numbers.ts";
import type { CompiledProgramme, Market } from "./compiled.ts";
import type { Gift, WrittenMoney } from "./parts.ts";
import { partsOf } from "./parts.ts";
import type { Rule } from "./schema.ts";

export interface ReturnRate {
  /** The rule that gives it, which may count some goods only, and up to a limit. */
  readonly rule: string;
  /** Of each amount paid: 0.024 is 2.4 %. Rounded down to a hundredth of a percent, so that nobody is promised more. */
  readonly share: number;
}

/** Hundredths of a percent. */
const SHARE_PARTS = 10_000;

/**
 * What a purchase in a market gives back at least, at what the club says that its units are worth. Null where that
 * cannot be said in one number: no rule or more than one gives in proportion to money, or only now and then, for some
 * members or not to all of them; or the units have no worth.
 */
export function returnRateOf(programme: CompiledProgramme, market: Market): ReturnRate | null {
  const rates = programme.source.rules.flatMap((rule) => {
    const share = isPlain(rule, market) ? shareOf(rule, programme, market) : 0;
    return share > 0 ? [{ rule: rule.id, share }] : [];
  });
  return rates.length === 1 ? (rates[0] ?? null) : null;
}

/** Whether a rule gives to everybody, always; it may count some goods only, or so much money or so many units. */
function isPlain(rule: Rule, market: Market): boolean {
  const { on, when, during, segments, levels, stores, regions, channels, consent } = rule;
  const { chance, exclusive, holdout, markets } = rule;
  const { isScarce = false, limits = [] } = partsOf(rule);
  const isForSome = [when, during, segments, levels, stores, regions, channels, consent];
  const isUnsure = [chance, exclusive, holdout];
  return (
    [on].flat().join() === "purchase" &&
    [...isForSome, ...isUnsure].every((part) => part === undefined) &&
    (markets === undefined || markets.includes(market.id)) &&
    !isScarce &&
    limits.every(({ of }) => of !== "times")
  );
}

function shareOf(rule: Rule, programme: CompiledProgramme, market: Market): number {
  const { give = [] } = partsOf(rule);
  const shares = give.map((gift) => {
    const each = eachOf(gift, market);
    const worth = programme.units.get(gift.unit)?.worthMinor.get(market.id);
    if (gift.kind !== "perMoney" || each === undefined || worth === undefined) return 0;
    return divExact(mulExact(gift.amount, worth), money(`${each.amount} ${each.currency}`).minor);
  });
  const parts = toSafeInteger(floorExact(mulExact(sumExact(shares), SHARE_PARTS)));
  return (parts ?? 0) / SHARE_PARTS;
}

function eachOf(gift: Gift, { currency }: Market): WrittenMoney | undefined {
  if (gift.kind !== "perMoney" || gift.of === "contract.premium") return undefined;
  return gift.each.find((written) => written.currency === currency);
}
