/** Which offers are for this member and basket, and on which lines: asked once, before anything is reduced. */
import type { Reason } from "../claims.ts";
import type { Compiled } from "../expressions/compile.ts";
import { EvaluationError } from "../expressions/errors.ts";
import type { EventOf } from "../events.ts";
import { matchedLines } from "../measuring.ts";
import type { CompiledOffer, CompiledPricing, Market } from "../programme/compiled.ts";
import { unmet } from "../reasons.ts";
import { isHeldOut, whyNot, type Asked } from "../targeting.ts";
import { viewOf } from "../views.ts";
import type { Group } from "./basket.ts";
import type { PriceInput } from "./price.ts";

/** An offer's answer; codes beside those of rules are told where they arise. */
export type OfferCode =
  | Reason["code"]
  | "not_a_member"
  | "spend"
  | "pieces"
  | "better"
  | "floor"
  | "nothing_to_take"
  | "not_in_basket";
/** What became of an offer or reward in this basket. */
export type OfferReason = {
  readonly offer: string;
  readonly lane: string;
  readonly outcome: "gave" | "skipped" | "withheld";
  readonly code: OfferCode;
  /** What it took off the whole basket, minor units. */
  readonly amountMinor: number;
  readonly condition?: string;
  readonly missing?: Reason["missing"];
  readonly detail?: string;
};
/** An offer that may lower prices, and the groups that its `items` chose. */
export type Willing = { readonly offer: CompiledOffer; readonly on: readonly number[] };

/** Asks every offer of the programme; those that may not lower prices join the reasons. */
export function askOffers(
  pricing: CompiledPricing,
  input: PriceInput,
  market: Market,
  groups: readonly Group[],
  reasons: OfferReason[],
): Map<string, Willing[]> {
  const willing = new Map<string, Willing[]>();
  const asked = askedOf(input, market, groups);
  const open = groups.flatMap((group, index) => (group.facts.reducible === false ? [] : [index]));
  for (const lane of pricing.lanes) {
    const list: Willing[] = [];
    for (const offer of lane.offers) {
      const no = asked ? refusal(offer, asked) : { code: "not_a_member" as const };
      const on = no || !asked ? [] : chosen(offer.gate.items, asked, open);
      if (no) reasons.push(skippedOffer(offer, no));
      else if (!Array.isArray(on)) reasons.push(skippedOffer(offer, on));
      else if (on.length === 0) reasons.push(skippedOffer(offer, noItems(offer)));
      else list.push({ offer, on });
    }
    willing.set(lane.id, list);
  }
  return willing;
}

type No = Partial<OfferReason> & Pick<OfferReason, "code">;

function noItems(offer: CompiledOffer): No {
  return { code: "items", condition: offer.gate.items?.source ?? "" };
}

export function skippedOffer(offer: CompiledOffer, no: No): OfferReason {
  return { offer: offer.id, lane: offer.lane, outcome: "skipped", amountMinor: 0, ...no };
}

/** The event that the basket would be, as expressions see it: prices as they are before any reduction. */
function askedOf(input: PriceInput, market: Market, groups: readonly Group[]): Asked | null {
  const { programme, states, id, at, channel, store } = input;
  if (!states) return null;
  const event: EventOf<"purchase"> = {
    id,
    occurredAt: at,
    bookedAt: at,
    ...(channel !== undefined && { channel }),
    ...(store !== undefined && { store }),
    kind: "purchase",
    currency: market.currency,
    lines: groups.map(({ article, quantity, unitMinor, originalMinor }) => ({
      article,
      quantity,
      paidMinor: unitMinor * quantity,
      ...(originalMinor !== null && { listMinor: originalMinor * quantity }),
    })),
  };
  const facts = {
    version: programme.version,
    market: market.id,
    ...(input.region !== undefined && { region: input.region }),
    ...(input.segments && { segments: input.segments }),
    ...(input.told && { told: input.told }),
    lines: groups.map((group) => group.facts),
  };
  const view = viewOf(programme, states, event, facts, market);
  return { person: states.person, event, facts, market, view };
}

function refusal(offer: CompiledOffer, asked: Asked): No | null {
  const { gate } = offer;
  const code = whyNot(gate, asked);
  if (code) return { code };
  try {
    if (gate.when && gate.when.evaluate(asked.view) !== true) {
      const { condition, missing } = unmet(offer.id, gate.when, asked.view);
      return {
        code: "when",
        ...(condition !== undefined && { condition }),
        // What more money would not wake for this member is not missing.
        ...(missing && !isHeldOut(gate, asked.person) && { missing }),
      };
    }
  } catch (error) {
    return unanswered(error);
  }
  return isHeldOut(gate, asked.person) ? { code: "holdout", outcome: "withheld" } : null;
}

/** The groups that `items` chose, of those that anything may lower. */
function chosen(
  items: Compiled | null | undefined,
  asked: Asked,
  open: readonly number[],
): No | number[] {
  if (!items) return [...open];
  try {
    const matched = new Set(matchedLines(items, asked.view));
    return open.filter((index) => matched.has(index));
  } catch (error) {
    return unanswered(error);
  }
}

function unanswered(error: unknown): No {
  if (error instanceof EvaluationError) return { code: "expression_error", detail: error.message };
  throw error;
}
