/** Offers and what they did, in words, for answers, logs and the console. English, as in `describe.ts`. */
import { formatMoney } from "../describe.ts";
import type { CompiledOffer, CompiledProgramme, Market, Minors } from "../programme/compiled.ts";
import type { During } from "../programme/schema.ts";
import type { OfferReason } from "./ask.ts";
import { REWARD_LANE } from "./price.ts";

/**
 * An offer as one sentence: what comes off, on what, when and for whom.
 *
 * @param market whose currency the amounts are in.
 */
export function describeOffer(
  offer: CompiledOffer,
  programme: CompiledProgramme,
  market: Market = programme.marketDefault,
): string {
  const { source } = offer;
  const lines = source.items === undefined ? "" : `, on lines where ${source.items}`;
  const asked = source.when === undefined ? "" : `, where ${source.when}`;
  const windows = [source.during ?? []].flat().map(windowInWords);
  const time = windows.length === 0 ? "" : `, ${windows.join(" or ")}`;
  const places = [
    ["in store", source.stores],
    ["in region", source.regions],
    ["in market", source.markets],
    ["through", source.channels],
    ["for level", source.levels],
    ["for segment", source.segments],
  ] as const;
  const only = places.flatMap(([words, names]) => (names ? [`, ${words} ${either(names)}`] : []));
  const chance =
    source.chance === undefined ? "" : `, as a surprise in ${source.chance} of baskets`;
  return `${offer.id} (${offer.lane}): ${takes(offer, market)}${lines}${asked}${time}${only.join("")}${chance}.`;
}

function takes(offer: CompiledOffer, market: Market): string {
  const { cut, atLeast } = offer;
  const from = atLeast ? ` from ${inMarket(atLeast, market)}` : "";
  switch (cut.kind) {
    case "percent":
      return offer.kind === "memberPrice"
        ? `a member price, ${percent(cut.basisPoints)} off`
        : `${percent(cut.basisPoints)} off${cut.of === "list" ? " the list price" : ""}${from}`;
    case "price":
      return `${offer.kind === "memberPrice" ? "a member price of " : ""}${inMarket(cut.minor, market)} for each piece`;
    case "piece":
      return `${inMarket(cut.minor, market)} off each piece`;
    case "article":
      return `${inMarket(cut.minor, market)} off each article`;
    case "basket":
      return `${inMarket(cut.minor, market)} off together${from}`;
    case "sets": {
      const most = cut.setsMax === Number.MAX_SAFE_INTEGER ? "" : `, at most ${cut.setsMax} times`;
      const which = cut.reduced === 1 ? "the cheapest" : `the ${cut.reduced} cheapest`;
      return `of every ${cut.size} pieces ${which} ${forNothing(cut.basisPoints, cut.reduced > 1)}${most}`;
    }
    case "cheapest":
      return `from ${cut.among} pieces on, the cheapest ${forNothing(cut.basisPoints, false)}`;
  }
}

function forNothing(basisPoints: number, isSeveral: boolean): string {
  if (basisPoints === 10_000) return isSeveral ? "are free" : "is free";
  return `at ${percent(basisPoints)} off`;
}

function inMarket(minors: Minors, market: Market): string {
  const minor = minors.get(market.currency);
  return minor === undefined
    ? `nothing in ${market.currency}`
    : formatMoney(minor, market.currency);
}

function percent(basisPoints: number): string {
  return `${basisPoints / 100} %`;
}

function windowInWords(during: During): string {
  const { from, through, days, hours, months, monthDays } = during;
  const parts = [
    from === undefined ? "" : `from ${from}`,
    through === undefined ? "" : `through ${through}`,
    days ? `on ${either(days)}` : "",
    hours === undefined ? "" : `at ${hours}`,
    monthDays ? `on day ${either(monthDays.map(String))} of the month` : "",
    months ? `in month ${either(months.map(String))}` : "",
  ];
  return parts.filter((part) => part !== "").join(" ");
}

/** What became of an offer or reward in a basket, in one sentence. */
export function describeOfferReason(
  reason: OfferReason,
  programme: CompiledProgramme,
  market: Market = programme.marketDefault,
): string {
  const name = reason.lane === REWARD_LANE ? `reward ${reason.offer}` : reason.offer;
  if (reason.outcome === "gave") {
    const cut = reason.code === "trimmed" ? ", which is all that the margin floor allows" : "";
    return `${name} took ${formatMoney(reason.amountMinor, market.currency)} off${cut}.`;
  }
  if (reason.outcome === "withheld")
    return `${name} was withheld: the member is in its holdout, which measures what the offer does.`;
  return `${name} took nothing off: ${whyNothing(reason, programme, market)}.`;
}

function whyNothing(reason: OfferReason, programme: CompiledProgramme, market: Market): string {
  const source = programme.pricing.offersById.get(reason.offer)?.source;
  const { missing, condition, detail } = reason;
  const more = (): string => {
    if (!missing || missing.shortBy <= 0) return "";
    const short =
      missing.kind === "amount"
        ? formatMoney(missing.shortBy, market.currency)
        : String(missing.shortBy);
    const less = missing.operator === "<" || missing.operator === "<=";
    return `, ${short} ${less ? "less" : "more"} would have been enough`;
  };
  switch (reason.code) {
    case "not_a_member":
      return "it is for members";
    case "spend":
      return `the lines it counts come to ${formatMoney(missing?.have ?? 0, market.currency)}${more()}`;
    case "pieces":
      return `the basket has ${missing?.have ?? 0} of the ${missing?.need ?? 0} pieces that it takes${more()}`;
    case "better":
      return `${detail ?? "another offer"} is better for the member, and only one of a lane counts on a line`;
    case "floor":
      return "the margin floor leaves nothing to take";
    case "not_in_basket":
      return "nothing in the basket is what it is for";
    case "items":
      return `no line matches ${condition ?? "it"}`;
    case "when":
      return `${condition ?? "its condition"} was not met${more()}`;
    case "window":
      return "it does not count at this time";
    case "chance":
      return `chance did not fall on it (${source?.chance ?? "a share"} of all win)`;
    case "currency":
      return `it says nothing about amounts in ${market.currency}`;
    case "expression_error":
      return `its condition could not be answered (${detail ?? "no value"})`;
    case "consent":
      return `the member has not consented to ${source?.consent ?? "it"}`;
    case "segment":
      return `it is for ${either(source?.segments)}`;
    case "level":
      return `it is for level ${either(source?.levels)}`;
    case "store":
      return `it counts in ${either(source?.stores)}`;
    case "region":
      return `it counts in ${either(source?.regions)}`;
    case "channel":
      return `it counts in channel ${either(source?.channels)}`;
    case "market":
      return `it counts in market ${either(source?.markets)}`;
    default:
      return "the price is as low already";
  }
}

function either(names: readonly string[] | undefined): string {
  if (!names || names.length === 0) return "others";
  return names.length === 1
    ? (names[0] ?? "")
    : `${names.slice(0, -1).join(", ")} or ${names.at(-1)}`;
}
