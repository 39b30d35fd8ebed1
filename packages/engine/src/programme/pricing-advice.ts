/** Advice on offers: those that can never lower a price, and lanes that together may sell under the margin floor. */
import { adviseOnCondition, adviseOnWindow } from "./advice-rules.ts";
import type { Collector, Path } from "./collector.ts";
import type { CompiledOffer, CompiledPricing, CompiledProgramme } from "./compiled.ts";
import type { Offer } from "./pricing-schema.ts";

const WHOLE = 10_000;
/** Few goods in a shop carry more: to ask for it is to ask for the floor at nearly every sale. */
export const MARGIN_ASKED_MAX = 5_000;

/** Adds a warning for each offer that will not do what its writer hopes. */
export function adviseOnPricing(programme: CompiledProgramme, collector: Collector): void {
  const { pricing, source } = programme;
  source.pricing?.offers.forEach((offer, index) => {
    const path = ["pricing", "offers", index];
    const compiled = pricing.offersById.get(offer.id);
    if (!compiled) return;
    adviseOnCondition(compiled.gate.when, [...path, "when"], offer.id, collector);
    adviseOnCondition(compiled.gate.items, [...path, "items"], offer.id, collector);
    const windows = Array.isArray(offer.during) ? offer.during : [offer.during];
    for (const window of windows)
      if (window) adviseOnWindow(window, [...path, "during"], offer.id, collector);
    if (!source.relation.includes("transaction"))
      collector.warning("never_fires", path, offer.id, {
        message: "The club's relation is contract, so no baskets are expected.",
        advice: "Add transaction (purchases) to relation, or remove the offer.",
      });
    adviseOnRivals(compiled, pricing, path, collector);
  });
  if ((source.pricing?.offers.length ?? 0) > 0) adviseOnFloor(pricing, collector);
}

/** Whatever it takes, a rival of its lane that is for everything and everybody takes as much. */
function adviseOnRivals(
  offer: CompiledOffer,
  pricing: CompiledPricing,
  path: Path,
  collector: Collector,
): void {
  const { cut } = offer;
  if (cut.kind !== "percent") return;
  const rivals = pricing.lanes.find((lane) => lane.id === offer.lane)?.offers ?? [];
  const better = rivals.find(
    (rival) =>
      rival !== offer &&
      rival.cut.kind === "percent" &&
      rival.cut.of === cut.of &&
      isUnconditional(rival.source) &&
      rival.atLeast === undefined &&
      (rival.cut.basisPoints > cut.basisPoints ||
        (rival.cut.basisPoints === cut.basisPoints && rival.id < offer.id)),
  );
  if (better)
    collector.warning("never_best", path, offer.id, {
      message: `'${better.id}' always takes at least as much off in the lane '${offer.lane}', so this offer never counts.`,
      advice: "Put it in another lane where the two shall add up, or remove it.",
    });
}

const CONDITIONS: readonly (keyof Offer)[] = [
  "when",
  "items",
  "during",
  "segments",
  "levels",
  "stores",
  "regions",
  "channels",
  "markets",
  "consent",
  "holdout",
  "chance",
];

function isUnconditional(offer: Offer): boolean {
  return CONDITIONS.every((key) => offer[key] === undefined);
}

/**
 * The worst case over lanes: in each the offer that takes most, all at once on one article. What is left of a price
 * p at cost c keeps the margin f where p (1 - cut) (1 - f) >= c, so the article must carry 1 - (1 - cut) (1 - f).
 */
function adviseOnFloor(pricing: CompiledPricing, collector: Collector): void {
  const { floorBasisPoints } = pricing;
  if (floorBasisPoints === null) {
    collector.warning("no_margin_floor", ["pricing"], "pricing", {
      message: "Nothing says how far offers may lower a price, so they may sell under cost.",
      advice: "Write the lowest margin that a sale may have: marginFloor: 8%.",
    });
    return;
  }
  const worst = pricing.lanes.flatMap(({ offers }) => {
    const deepest = offers.reduce<CompiledOffer | null>(
      (best, offer) => (best && deepestCut(best) >= deepestCut(offer) ? best : offer),
      null,
    );
    return deepest && deepestCut(deepest) > 0 ? [deepest] : [];
  });
  const left = worst.reduce((rest, offer) => (rest * (WHOLE - deepestCut(offer))) / WHOLE, WHOLE);
  const asked = WHOLE - (left * (WHOLE - floorBasisPoints)) / WHOLE;
  if (worst.length === 0 || asked <= MARGIN_ASKED_MAX) return;
  const names = worst.map(({ id }) => `'${id}'`).join(", then ");
  collector.warning("stacking_under_floor", ["pricing", "marginFloor"], "pricing", {
    message: `${names} can take ${inPercent(WHOLE - left)} off one article. What carries less than ${inPercent(asked)} margin today is cut at the floor of ${inPercent(floorBasisPoints)}, and goes below it where its cost is not known.`,
    advice:
      "Take less, let offers share a lane so that only the best counts, or choose their lines with items.",
  });
}

/** The largest share that an offer can take off one article; 0 where it depends on prices. */
function deepestCut({ cut }: CompiledOffer): number {
  switch (cut.kind) {
    case "percent":
      return cut.basisPoints;
    case "sets":
      return (cut.basisPoints * cut.reduced) / cut.size;
    case "cheapest":
      return cut.basisPoints / cut.among;
    default:
      return 0;
  }
}

function inPercent(basisPoints: number): string {
  return `${Math.round(basisPoints / 10) / 10}%`;
}
