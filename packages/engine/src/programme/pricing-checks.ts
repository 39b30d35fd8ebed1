/** Do the parts of pricing know each other, and can they mean what they say? */
import type { Collector, Path } from "./collector.ts";
import { kindOf } from "./compile-pricing.ts";
import type { Offer, Pricing } from "./pricing-schema.ts";
import type { Programme } from "./schema.ts";

/** Reports unknown lanes and names, doubled lanes, member prices that come too late, and forbidden holdouts. */
export function checkPricing(programme: Programme, collector: Collector): void {
  const { pricing } = programme;
  if (!pricing) return;
  const lanes = pricing.lanes ?? [];
  lanes.forEach((lane, index) => {
    if (lanes.indexOf(lane) < index)
      collector.error("doubled_lane", ["pricing", "lanes", index], "pricing", {
        message: `The lane '${lane}' stands twice.`,
        advice: "Keep it in the one place where its offers shall be asked.",
      });
  });
  pricing.offers.forEach((offer, index) => {
    const path = ["pricing", "offers", index];
    checkLane(offer, pricing, path, collector);
    checkNames(programme, offer, path, collector);
    checkHoldout(offer, path, collector);
  });
  checkRounding(programme, pricing, collector);
}

function checkLane(offer: Offer, pricing: Pricing, path: Path, collector: Collector): void {
  const lanes = pricing.lanes ?? [];
  if (lanes.includes(offer.lane)) return checkMemberPrice(offer, pricing, lanes, path, collector);
  const declare = `Declare the lanes in their order: lanes: [${offer.lane}].`;
  const advice = lanes.length === 0 ? declare : undefined;
  collector.unknown("lane", offer.lane, lanes, [...path, "lane"], offer.id, advice);
}

/** Offers that look at several pieces at once; a member price must be settled before them. */
function isAcrossLines(offer: Offer): boolean {
  return (
    offer.amount?.per === "basket" ||
    offer.buy !== undefined ||
    offer.spend !== undefined ||
    offer.cheapest !== undefined
  );
}

function checkMemberPrice(
  offer: Offer,
  pricing: Pricing,
  lanes: readonly string[],
  path: Path,
  collector: Collector,
): void {
  if (kindOf(offer) !== "memberPrice") return;
  const own = lanes.indexOf(offer.lane);
  const earlier = pricing.offers.find(
    (other) => isAcrossLines(other) && (lanes.indexOf(other.lane) + 1 || Infinity) <= own + 1,
  );
  if (earlier)
    collector.error("member_price_late", [...path, "lane"], offer.id, {
      message: `A member price comes before what is taken off the basket, but '${earlier.id}' is asked no later, in lane '${earlier.lane}'.`,
      advice: "Give member prices a lane of their own, the first one.",
    });
}

function checkNames(programme: Programme, offer: Offer, path: Path, collector: Collector): void {
  const check = (what: string, key: "segments" | "levels" | "markets", known: string[]): void => {
    for (const name of offer[key] ?? [])
      if (!known.includes(name)) collector.unknown(what, name, known, [...path, key], offer.id);
  };
  const levels = programme.ladders.flatMap((ladder) => ladder.levels.map((level) => level.id));
  check("segment", "segments", Object.keys(programme.segments));
  check("level", "levels", levels);
  check("market", "markets", Object.keys(programme.markets));
}

/** What is promised to everybody must reach everybody; so must the price on the shelf. */
function checkHoldout(offer: Offer, path: Path, collector: Collector): void {
  if (offer.holdout === undefined) return;
  if (offer.advertised !== true && offer.memberPrice === undefined) return;
  collector.error("holdout_not_allowed", [...path, "holdout"], offer.id, {
    message: offer.advertised
      ? "An advertised offer cannot be withheld from anybody."
      : "A member price stands on the shelf, so it cannot be withheld from any member.",
    advice: "Remove the holdout, or measure with an offer of its own that is not advertised.",
  });
}

function checkRounding(programme: Programme, pricing: Pricing, collector: Collector): void {
  if (typeof pricing.rounding === "string") return;
  const known = Object.keys(programme.markets);
  for (const market of Object.keys(pricing.rounding))
    if (!known.includes(market))
      collector.unknown("market", market, known, ["pricing", "rounding", market], "pricing");
}
