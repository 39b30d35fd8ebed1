/** Use cases of insights: prove the books, explain a decision. */
import type { Reason } from "@trofast/engine/claims";
import { describeEffects, describeReason } from "@trofast/engine/describe";
import type { Club } from "../../club.ts";
import { DomainError } from "../../platform/errors.ts";
import type { Caller } from "../../platform/http.ts";
import { isSameJson } from "../../platform/json.ts";
import { requireFound } from "../../platform/store-scope.ts";
import * as activity from "../activity/service.ts";
import type { StoredEvent } from "../activity/domain.ts";
import { Fold } from "./fold.ts";
import * as store from "./store.ts";

export { bothWays, type BothWays } from "./both-ways.ts";
export { campaignList } from "./campaign-list.ts";
export { findMembers } from "./finding.ts";
export { overview, overviewStart, refresh, watchRefusals, type OverviewStart } from "./overview.ts";
export { listSigns, signsTable } from "./signs.ts";
export { timelineOf } from "./timeline.ts";
export { tryReceipt, whatIf, type Receipt, type WhatIf } from "./trying.ts";
export { simulate, type SimulationReport } from "./simulation.ts";
export { verify } from "./verify.ts";
export { daysBetweenVisits } from "./visits.ts";

export interface Explanation {
  readonly event: StoredEvent;
  readonly reasons: readonly (Reason & { readonly words: string })[];
  readonly effects: readonly string[];
  /** Deciding again from the stored facts gave the same effects. */
  readonly reproduced: boolean;
}

/**
 * Why an event gave what it gave, and why not more: decided again from the stored facts, under the event's own
 * programme version, for the states right before it. What happened in a store is for those who act for it.
 *
 * @throws DomainError `not_found`.
 */
export async function explain(
  club: Club,
  ref: { source: string; id: string },
  who: Pick<Caller, "stores"> = {},
): Promise<Explanation> {
  const missing = (): DomainError =>
    new DomainError("not_found", `No event ${ref.id} of ${ref.source} was booked here.`);
  const event = await activity.storedEvent(club.db, ref);
  if (!event) throw missing();
  if (event.store !== null) requireFound(who, event.store, missing);
  return await explainEvent(club, event);
}

/** The same of an event that was found before. What time alone did has effects, and no rule that gave a reason. */
export async function explainEvent(club: Club, event: StoredEvent): Promise<Explanation> {
  const timeline = await activity.timelineOf(club);
  const earlier = await store.eventsOfWallets(club.db, [event.wallet_id], event.wallet_version - 1);
  const fold = new Fold(event.wallet_id, timeline, { decides: true });
  for (const each of earlier) fold.next(each);
  const decision = fold.decide(event);
  const programme = timeline.version(event.programme_version) ?? timeline.at(event.occurred_at);
  const reasons = decision?.reasons ?? [];
  return {
    event,
    reasons: reasons.map((reason) => ({ ...reason, words: describeReason(reason, programme) })),
    effects: describeEffects(event.effects, programme),
    reproduced: isSameJson(decision?.effects ?? null, event.effects),
  };
}
