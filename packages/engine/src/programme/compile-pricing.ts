/** Pricing made ready: money read per currency, shares as basis points, offers sorted into their lanes. */
import { toSafeInteger, type RoundingMode } from "../numbers.ts";
import type { Collector, Path } from "./collector.ts";
import { amountsPerCurrency, basisPoints } from "./compile-units.ts";
import type {
  CompiledOffer,
  CompiledPricing,
  CompiledRule,
  Cut,
  Market,
  Minors,
} from "./compiled.ts";
import { OFFER_KINDS, type Offer, type OfferKind } from "./pricing-schema.ts";
import type { Programme, Rule } from "./schema.ts";

type Shared = {
  readonly markets: ReadonlyMap<string, Market>;
  readonly collector: Collector;
  readonly compileGate: (gate: Rule, path: Path) => CompiledRule;
};

/**
 * The pricing of a programme; without any, there are no lanes.
 *
 * @param compileGate compiles an offer's conditions as those of a rule on purchases.
 */
export function compilePricing(
  source: Programme,
  markets: ReadonlyMap<string, Market>,
  collector: Collector,
  compileGate: Shared["compileGate"],
): CompiledPricing {
  const shared: Shared = { markets, collector, compileGate };
  const { pricing } = source;
  const offers = (pricing?.offers ?? []).map((offer, index) =>
    compileOffer(offer, ["pricing", "offers", index], shared),
  );
  const mode = pricing?.rounding ?? "half_up";
  const roundingIn = (market: string): RoundingMode =>
    typeof mode === "string" ? mode : (mode[market] ?? "half_up");
  return {
    lanes: (pricing?.lanes ?? []).map((id) => ({
      id,
      offers: offers
        .filter((offer) => offer.lane === id)
        .toSorted((a, b) => (a.id < b.id ? -1 : 1)),
    })),
    offersById: new Map(offers.map((offer) => [offer.id, offer])),
    floorBasisPoints: pricing?.marginFloor === undefined ? null : basisPoints(pricing.marginFloor),
    rounding: new Map([...markets.keys()].map((market) => [market, roundingIn(market)])),
  };
}

/** Which of its keys says what an offer does; the schema has seen to it that there is one. */
export function kindOf(offer: Offer): OfferKind {
  return OFFER_KINDS.find((kind) => offer[kind] !== undefined) ?? "percent";
}

function compileOffer(offer: Offer, path: Path, shared: Shared): CompiledOffer {
  const gate = gateOf(offer);
  const kind = kindOf(offer);
  const read = (texts: string | readonly string[] | undefined, key: string): Minors =>
    texts === undefined ? new Map() : minorsOf(texts, gate, [...path, kind, key], shared);
  const atLeast = offer.spend && read(offer.spend.atLeast, "atLeast");
  return {
    id: offer.id,
    lane: offer.lane,
    kind,
    source: offer,
    gate: shared.compileGate(gate, path),
    ...(atLeast && { atLeast }),
    cut: cutOf(offer, read),
  };
}

/** The offer's conditions as a rule that is asked on purchases and gives nothing itself. */
function gateOf(offer: Offer): Rule {
  return {
    id: offer.id,
    name: offer.name,
    on: "purchase",
    when: offer.when,
    items: offer.items,
    during: offer.during,
    segments: offer.segments,
    levels: offer.levels,
    stores: offer.stores,
    regions: offer.regions,
    channels: offer.channels,
    markets: offer.markets,
    consent: offer.consent,
    holdout: offer.holdout,
    seed: offer.seed,
    chance: offer.chance,
    advertised: offer.advertised,
    onReturn: "share",
  };
}

type Read = (texts: string | readonly string[] | undefined, key: string) => Minors;

function cutOf(offer: Offer, read: Read): Cut {
  const { memberPrice, percent, amount, price, buy, spend, cheapest } = offer;
  const net = (share: string): Cut => ({
    kind: "percent",
    basisPoints: basisPoints(share),
    of: "net",
  });
  if (typeof memberPrice === "string" && memberPrice.endsWith("%")) return net(memberPrice);
  if (memberPrice !== undefined) return { kind: "price", minor: read(memberPrice, "") };
  if (price !== undefined) return { kind: "price", minor: read(price, "") };
  if (amount) return { kind: amount.per, minor: read(amount.off, "off") };
  if (spend?.off !== undefined) return { kind: "basket", minor: read(spend.off, "off") };
  if (spend?.percent !== undefined) return net(spend.percent);
  if (cheapest)
    return { kind: "cheapest", among: cheapest.among, basisPoints: basisPoints(cheapest.off) };
  if (buy)
    return {
      kind: "sets",
      size: buy.pieces + buy.get,
      reduced: buy.get,
      basisPoints: basisPoints(buy.off),
      setsMax: buy.setsMax ?? Number.MAX_SAFE_INTEGER,
    };
  if (typeof percent === "object")
    return { kind: "percent", basisPoints: basisPoints(percent.off), of: percent.of };
  return net(percent ?? "0%");
}

function minorsOf(
  texts: string | readonly string[],
  gate: Rule,
  path: Path,
  { markets, collector }: Shared,
): Minors {
  const place = path.filter((segment) => segment !== "");
  const result = new Map<string, number>();
  for (const [currency, minor] of amountsPerCurrency(texts, gate, place, markets, collector))
    if (typeof minor === "number") result.set(currency, toSafeInteger(minor));
    else
      collector.error("amount_too_fine", place, gate.id, {
        message: `The amount in ${currency} is finer than the smallest coin.`,
        advice: "Write as many decimals as the currency has.",
      });
  return result;
}
