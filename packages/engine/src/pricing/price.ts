/**
 * The price of a basket: what the programme's offers and the member's rewards take off, line by line, with the
 * reason for each. Nothing outside computes a price; a quote, a till and a commit ask here.
 *
 * What always holds:
 * - list price less reductions is what is paid, for each line and for the basket, in whole minor units;
 * - no price is below zero, and no offer takes one below the margin floor where the cost is known;
 * - lanes follow each other, each on what the one before left; in a lane each line takes the offer that is best
 *   for the member (then the first by id); rewards come last and add up;
 * - conditions and thresholds are asked of the basket before any reduction, so an offer never makes another fail;
 *   therefore one offer more never makes a basket dearer;
 * - how the till splits or orders lines changes no total; pieces of a line carry its price evenly.
 */
import type { Market, CompiledOffer, CompiledProgramme } from "../programme/compiled.ts";
import type { OfferKind } from "../programme/pricing-schema.ts";
import type { States } from "../state.ts";
import type { Told } from "../told.ts";
import type { Instant } from "../time.ts";
import { askOffers, skippedOffer, type OfferReason } from "./ask.ts";
import {
  floorOf,
  groupLines,
  PricingError,
  type BasketLine,
  type PriceLineFacts,
} from "./basket.ts";
import { listOf, sumOf, takenBy, type Running, type Short, type Taken } from "./cuts.ts";
import { linesOf, type GroupPrice, type PricedLine } from "./lines.ts";
import { checkRewards, takenByReward, type BasketReward } from "./rewards.ts";

export { PricingError };
export type { BasketLine, OfferReason, PricedLine, PriceLineFacts, BasketReward };

/** The lane of what the caller names, after the programme's own. */
export const REWARD_LANE = "reward";

export type PriceInput = {
  readonly programme: CompiledProgramme;
  /** The market's id. */
  readonly market: string;
  /** Null for a guest: the club's offers are for members. */
  readonly states: States | null;
  readonly segments?: readonly string[];
  /** What the member has told of what the programme's offers read. */
  readonly told?: Told;
  readonly region?: string;
  readonly lines: readonly BasketLine[];
  /** The day's values of each line, in the order of the lines. */
  readonly lineFacts?: readonly PriceLineFacts[];
  readonly rewards?: readonly BasketReward[];
  /** What delivery costs, where there is any. */
  readonly deliveryMinor?: number;
  readonly at: Instant;
  /** The id that the purchase will have, so that chance falls the same way when it is committed. */
  readonly id: string;
  readonly channel?: string;
  readonly store?: string;
};
export type PricedBasket = {
  readonly market: string;
  readonly currency: string;
  readonly lines: readonly PricedLine[];
  /** Minor units of all lines; delivery stands apart. */
  readonly listMinor: number;
  readonly reductionMinor: number;
  readonly paidMinor: number;
  readonly delivery: { readonly listMinor: number; readonly paidMinor: number } | null;
  /** Every offer and reward, in the order in which they were asked. */
  readonly offers: readonly OfferReason[];
};

/**
 * Prices a basket.
 *
 * @throws {PricingError} for an unknown market, or lines and rewards that no purchase can have.
 */
export function priceBasket(input: PriceInput): PricedBasket {
  const { programme, rewards = [] } = input;
  const market = programme.markets.get(input.market);
  if (!market)
    throw new PricingError(
      `There is no market '${input.market}': use one of ${[...programme.markets.keys()].join(", ")}.`,
    );
  checkRewards(rewards);
  const groups = groupLines(input.lines, input.lineFacts);
  const prices = groups.map((group): GroupPrice => {
    const floor = programme.pricing.floorBasisPoints;
    const floorMinor = floor === null ? null : floorOf(group, floor);
    return { group, floorMinor, cuts: [], reasons: [], netMinor: listOf(group) };
  });
  const basket: Basket = { prices, running: runningOf(programme, market, prices), reasons: [] };
  applyOffers(basket, input, market);
  const delivery = applyRewards(basket, rewards, input.deliveryMinor);
  const listMinor = sumOf([...groups.keys()], (index) => listOf(groups[index]));
  const paidMinor = basket.running.nets.reduce((sum, net) => sum + net, 0);
  return {
    market: market.id,
    currency: market.currency,
    lines: linesOf(input.lines, input.lineFacts ?? [], prices, programme.pricing.floorBasisPoints),
    listMinor,
    reductionMinor: listMinor - paidMinor,
    paidMinor,
    delivery,
    offers: basket.reasons,
  };
}

type Basket = {
  readonly prices: readonly GroupPrice[];
  readonly running: Running;
  readonly reasons: OfferReason[];
};

function runningOf(
  programme: CompiledProgramme,
  market: Market,
  prices: readonly GroupPrice[],
): Running {
  return {
    groups: prices.map(({ group }) => group),
    nets: prices.map(({ netMinor }) => netMinor),
    floors: prices.map(({ floorMinor }) => floorMinor ?? 0),
    currency: market.currency,
    rounding: programme.pricing.rounding.get(market.id) ?? "half_up",
  };
}

function applyOffers(basket: Basket, input: PriceInput, market: Market): void {
  const { pricing } = input.programme;
  const willing = askOffers(pricing, input, market, basket.running.groups, basket.reasons);
  for (const lane of pricing.lanes) {
    const rivals: Rival[] = [];
    for (const { offer, on } of willing.get(lane.id) ?? []) {
      const taken = takenBy(offer, on, basket.running);
      if ("code" in taken)
        basket.reasons.push(
          skippedOffer(
            offer,
            shortOf(offer.source.items === undefined ? "basket" : "items", taken),
          ),
        );
      else rivals.push({ offer, taken });
    }
    compete(basket, rivals);
  }
}

/** What the basket, or the chosen lines of it, lacks, told as a condition's lack is. */
function shortOf(
  of: "basket" | "items",
  { code, need, have }: Short,
): {
  code: Short["code"];
  missing?: NonNullable<OfferReason["missing"]>;
} {
  if (need === undefined || have === undefined) return { code };
  const [what, kind] = code === "spend" ? ["paid", "amount"] : ["quantity", "int"];
  const missing = { path: `${of}.${what}`, need, have, shortBy: need - have, kind };
  return { code, missing: { ...missing, operator: ">=" } };
}

type Rival = { readonly offer: CompiledOffer; readonly taken: Taken };

/** In one lane each line takes what is best for the member; offers stand in the order of their ids. */
function compete(basket: Basket, rivals: readonly Rival[]): void {
  const best = new Map<number, { offer: string; given: number }>();
  for (const { offer, taken } of rivals)
    taken.on.forEach((index, at) => {
      const given = taken.given[at] ?? 0;
      if (given > (best.get(index)?.given ?? 0)) best.set(index, { offer: offer.id, given });
    });
  for (const { offer, taken } of rivals) {
    let amountMinor = 0;
    let isCut = false;
    let beaten: string | null = null;
    taken.on.forEach((index, at) => {
      const [given, wanted] = [taken.given[at] ?? 0, taken.wanted[at] ?? 0];
      const winner = best.get(index)?.offer;
      const price = basket.prices[index];
      if (!price) return;
      if (wanted > given) isCut = true;
      if (winner === offer.id) {
        amountMinor += given;
        addCut(basket, index, offer, given, Math.max(0, wanted - given));
      } else {
        const code =
          winner !== undefined && wanted > 0 ? "better" : wanted > 0 ? "floor" : "nothing_to_take";
        if (code === "better") beaten ??= winner ?? null;
        price.reasons.push({
          offer: offer.id,
          lane: offer.lane,
          code,
          ...(code === "better" && winner !== undefined && { detail: winner }),
        });
      }
    });
    basket.reasons.push(verdictOf(offer, amountMinor, isCut, beaten));
  }
}

function verdictOf(
  offer: CompiledOffer,
  amountMinor: number,
  isCut: boolean,
  beaten: string | null,
): OfferReason {
  const said = { offer: offer.id, lane: offer.lane, amountMinor };
  if (amountMinor > 0) return { ...said, outcome: "gave", code: isCut ? "trimmed" : "applied" };
  if (beaten !== null) return { ...said, outcome: "skipped", code: "better", detail: beaten };
  return { ...said, outcome: "skipped", code: isCut ? "floor" : "nothing_to_take" };
}

function addCut(
  basket: Basket,
  index: number,
  by: {
    readonly id: string;
    readonly lane: string;
    readonly kind: OfferKind | BasketReward["kind"];
  },
  amountMinor: number,
  heldBackMinor: number,
): void {
  const price = basket.prices[index];
  if (!price) return;
  const net = (basket.running.nets[index] ?? 0) - amountMinor;
  basket.running.nets[index] = net;
  price.netMinor = net;
  price.cuts.push({ offer: by.id, lane: by.lane, kind: by.kind, amountMinor, heldBackMinor });
}

function applyRewards(
  basket: Basket,
  rewards: readonly BasketReward[],
  deliveryMinor: number | undefined,
): PricedBasket["delivery"] {
  if (deliveryMinor !== undefined && (!Number.isSafeInteger(deliveryMinor) || deliveryMinor < 0))
    throw new PricingError(`Delivery costs ${deliveryMinor}: write whole minor units from 0 on.`);
  const free = new Map<number, number>();
  let openMinor = deliveryMinor ?? 0;
  for (const reward of rewards) {
    const by = { id: reward.id, lane: REWARD_LANE, kind: reward.kind };
    const said = { offer: reward.id, lane: REWARD_LANE };
    if (reward.kind === "delivery") {
      const code = openMinor > 0 ? "applied" : "nothing_to_take";
      const outcome = openMinor > 0 ? "gave" : "skipped";
      basket.reasons.push({ ...said, outcome, code, amountMinor: openMinor });
      openMinor = 0;
      continue;
    }
    const taken = takenByReward(reward, basket.running, free);
    if ("code" in taken) {
      const short = taken.code === "not_in_basket" ? taken : shortOf("basket", taken);
      basket.reasons.push({ ...said, outcome: "skipped", ...short, amountMinor: 0 });
      continue;
    }
    basket.reasons.push(useReward(basket, by, taken, said));
  }
  return deliveryMinor === undefined ? null : { listMinor: deliveryMinor, paidMinor: openMinor };
}

function useReward(
  basket: Basket,
  by: { readonly id: string; readonly lane: string; readonly kind: BasketReward["kind"] },
  taken: Taken,
  said: Pick<OfferReason, "offer" | "lane">,
): OfferReason {
  let amountMinor = 0;
  let wantedMinor = 0;
  taken.on.forEach((index, at) => {
    const [given, wanted] = [taken.given[at] ?? 0, taken.wanted[at] ?? 0];
    amountMinor += given;
    wantedMinor += wanted;
    if (given > 0) addCut(basket, index, by, given, Math.max(0, wanted - given));
    else if (wanted > 0) basket.prices[index]?.reasons.push({ ...said, code: "floor" });
  });
  const isCut = wantedMinor > amountMinor;
  if (amountMinor === 0)
    return { ...said, outcome: "skipped", code: isCut ? "floor" : "nothing_to_take", amountMinor };
  return { ...said, outcome: "gave", code: isCut ? "trimmed" : "applied", amountMinor };
}
