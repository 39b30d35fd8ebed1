/** Who a rule is for: window, place, segment, level, consent, holdout and chance, cheapest question first. */
import type { Reason } from "./claims.ts";
import { inShare } from "./chance.ts";
import type { ClubEvent } from "./events.ts";
import type { Facts } from "./facts.ts";
import type { Audience, CompiledRule, Market } from "./programme/compiled.ts";
import type { PersonState } from "./state.ts";
import type { View } from "./views.ts";

export type Asked = {
  readonly person: PersonState;
  readonly event: ClubEvent;
  readonly facts: Facts;
  readonly market: Market;
  readonly view: View;
};

/**
 * The first reason why a rule is not for this member and event, or null where it is. Whether it is withheld
 * for measurement is asked last of all, by `isHeldOut`: a holdout is only recorded where the rule would have given.
 */
export function whyNot(rule: CompiledRule, asked: Asked): Reason["code"] | null {
  if (rule.windows.size > 0) {
    const inWindow = rule.windows.get(asked.market.zone);
    if (inWindow && !inWindow(asked.event.occurredAt)) return "window";
  }
  if (rule.audience) {
    const code = whyNotEligible(rule.audience, asked);
    if (code) return code;
  }
  const { chanceBasisPoints: share, chanceSeed } = rule;
  return share > 0 && !inShare(chanceSeed, asked.event.id, share) ? "chance" : null;
}

function whyNotEligible(audience: Audience, asked: Asked): Reason["code"] | null {
  const { event, facts, person } = asked;
  const { markets, channels, stores, regions, levels, segments, consent } = audience;
  if (markets && !markets.includes(facts.market)) return "market";
  if (channels && !channels.includes(event.channel ?? "")) return "channel";
  if (stores && !stores.includes(event.store ?? "")) return "store";
  if (regions && !regions.includes(facts.region ?? "")) return "region";
  if (levels && !asked.view.member.hasReached(levels)) return "level";
  if (segments && !segments.some((segment) => facts.segments?.includes(segment))) return "segment";
  if (consent !== undefined && !person.consents.includes(consent)) return "consent";
  return null;
}

/** Chance by the member's id and the rule's persistent seed: the same members for the whole of a measurement. */
export function isHeldOut(rule: CompiledRule, person: PersonState): boolean {
  return (
    rule.holdoutBasisPoints > 0 && inShare(rule.holdoutSeed, person.id, rule.holdoutBasisPoints)
  );
}
