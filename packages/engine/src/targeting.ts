/** Who a rule is for: window, place, segment, level, consent, holdout and chance, cheapest question first. */
import type { Reason } from "./claims.ts";
import { inShare } from "./chance.ts";
import type { ClubEvent } from "./events.ts";
import type { Facts } from "./facts.ts";
import type { CompiledRule, Market } from "./programme/compiled.ts";
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
  const inWindow = rule.windows.get(asked.market.zone);
  if (inWindow && !inWindow(asked.event.occurredAt)) return "window";
  if (!rule.open) {
    const code = whyNotEligible(rule, asked);
    if (code) return code;
  }
  if (
    rule.chanceBasisPoints > 0 &&
    !inShare(`chance:${rule.seed}`, asked.event.id, rule.chanceBasisPoints)
  )
    return "chance";
  return null;
}

function whyNotEligible(rule: CompiledRule, asked: Asked): Reason["code"] | null {
  const { source } = rule;
  const { event, facts, person } = asked;
  if (source.markets && !source.markets.includes(facts.market)) return "market";
  if (source.channels && !source.channels.includes(event.channel ?? "")) return "channel";
  if (source.stores && !source.stores.includes(event.store ?? "")) return "store";
  if (source.regions && !source.regions.includes(facts.region ?? "")) return "region";
  if (source.levels) {
    const { levels } = asked.view.member;
    const wanted = source.levels;
    if (!Object.keys(levels).some((ladder) => wanted.includes(levels[ladder] ?? "")))
      return "level";
  }
  if (source.segments && !source.segments.some((segment) => facts.segments?.includes(segment)))
    return "segment";
  if (source.consent !== undefined && !person.consents.includes(source.consent)) return "consent";
  return null;
}

/** Chance by the member's id and the rule's persistent seed: the same members for the whole of a measurement. */
export function isHeldOut(rule: CompiledRule, person: PersonState): boolean {
  return (
    rule.holdoutBasisPoints > 0 &&
    inShare(`holdout:${rule.seed}`, person.id, rule.holdoutBasisPoints)
  );
}
