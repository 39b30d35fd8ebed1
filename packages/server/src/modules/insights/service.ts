/** Use cases of insights: prove the books, explain a decision. */
import type { Reason } from "@trofast/engine/claims";
import { describeEffects, describeReason } from "@trofast/engine/describe";
import type { Club } from "../../club.ts";
import { DomainError } from "../../platform/errors.ts";
import type { Caller } from "../../platform/http.ts";
import { untoldIn } from "@trofast/engine/told";
import { isSameJson } from "../../platform/json.ts";
import { requireFound } from "../../platform/store-scope.ts";
import * as activity from "../activity/service.ts";
import type { StoredEvent } from "../activity/domain.ts";
import * as catalogue from "../catalogue/service.ts";
import { Fold } from "./fold.ts";
import { receiptOf, type Receipt as EventReceipt, type ReceiptLine } from "./receipt.ts";
import { rulesToldOf, spokenOf, type ToldRule } from "./told-rules.ts";
import * as store from "./store.ts";

export { bothWays, type BothWays } from "./both-ways.ts";
export { campaignList } from "./campaign-list.ts";
export { findMembers, membersCalled } from "./finding.ts";
export { overview, overviewStart, refresh, watchRefusals, type OverviewStart } from "./overview.ts";
export { listSigns, signsTable } from "./signs.ts";
export { timelineOf } from "./timeline.ts";
export { tryReceipt, whatIf, type Receipt, type WhatIf } from "./trying.ts";
export { simulate, type SimulationReport } from "./simulation.ts";
export { verify } from "./verify.ts";
export { daysBetweenVisits } from "./visits.ts";

export interface Explanation {
  readonly event: StoredEvent;
  readonly reasons: readonly (Reason & { readonly words: string; readonly untold?: string })[];
  readonly effects: readonly string[];
  /** What reasons name, as it was in the version that decided it. */
  readonly rules: ReadonlyMap<string, ToldRule>;
  readonly called: catalogue.CalledThings;
  readonly receipt: CalledReceipt | null;
  /** Deciding again from the stored facts gave the same effects. */
  readonly reproduced: boolean;
}

export interface CalledReceipt extends Omit<EventReceipt, "lines"> {
  readonly lines: readonly (ReceiptLine & { readonly called: catalogue.Called | null })[];
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
  return await explainEvent(club, event, "staff");
}

/**
 * The same of an event that was found before. What time alone did has effects, and no rule that gave a reason.
 *
 * @param reader members are not told of rules for other groups.
 */
export async function explainEvent(
  club: Club,
  event: StoredEvent,
  reader: "member" | "staff",
): Promise<Explanation> {
  const timeline = await activity.timelineOf(club);
  const earlier = await store.eventsOfWallets(club.db, [event.wallet_id], event.wallet_version - 1);
  const fold = new Fold(event.wallet_id, timeline, { decides: true });
  for (const each of earlier) fold.next(each);
  const decision = fold.decide(event);
  const programme = timeline.version(event.programme_version) ?? timeline.at(event.occurred_at);
  const reasons = decision?.reasons ?? [];
  const purchases = await activity.purchasesOfReturn(club.db, event);
  // What comes back follows the rules by which it was earned.
  const versions = purchases.flatMap((each) => timeline.version(each.programme_version) ?? []);
  const rules = rulesToldOf(reasons, [...versions, programme], reader);
  const receipt = receiptOf(event, purchases);
  return {
    event,
    reasons: reasons.map((reason) => {
      const untold = untoldIn(reason.condition ?? "", event.facts.told);
      const words = describeReason(reason, programme);
      return { ...reason, words, ...(untold !== null && { untold }) };
    }),
    effects: describeEffects(event.effects, programme),
    rules,
    called: await catalogue.calledOf(club.db, spokenOf(rules)),
    receipt: receipt === null ? null : await calledReceipt(club, receipt),
    reproduced: isSameJson(decision?.effects ?? null, event.effects),
  };
}

async function calledReceipt(club: Club, receipt: EventReceipt): Promise<CalledReceipt> {
  const articles = receipt.lines.map(({ article }) => article);
  const called = await catalogue.called(club.db, "article", articles);
  const lines = receipt.lines.map((line) => ({
    ...line,
    called: called.get(line.article) ?? null,
  }));
  return { ...receipt, lines };
}

/** What of an explanation is shown the same to members and staff. */
export function shownRest({
  rules,
  called,
  receipt,
}: Pick<Explanation, "rules" | "called" | "receipt">) {
  return {
    rules: Object.fromEntries(rules),
    called,
    receipt: receipt && {
      ...receipt,
      lines: receipt.lines.map((line) => ({ ...line, rules: [...line.rules] })),
    },
  };
}
