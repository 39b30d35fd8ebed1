/** A member's log as the statistics see it: to rebuild them from nothing. */
import type { ReturnedPart } from "@trofast/engine/facts";
import type { StatisticsEvent } from "@trofast/engine/statistics";
import type { StoredEvent } from "../activity/domain.ts";
import * as activity from "../activity/service.ts";
import type { Timeline } from "../programmes/domain.ts";

/** Purchases and returns of one member, in booking order, in the words of the statistics. */
export function statisticsEventsOf(
  memberId: string,
  events: readonly StoredEvent[],
  timeline: Timeline,
): StatisticsEvent[] {
  const purchases = new Map<string, { purchase: StoredEvent; returned: ReturnedPart[] }>();
  return events.flatMap((event): StatisticsEvent[] => {
    if (event.member_id !== memberId) return [];
    if (event.payload.kind === "purchase") {
      purchases.set(event.id, { purchase: event, returned: [] });
      return [{ kind: "purchase", ...activity.purchaseSeen(event, timeline) }];
    }
    return (event.facts.parts ?? []).flatMap((part): StatisticsEvent[] => {
      const known = purchases.get(part.purchase);
      if (!known) return [];
      const refund = activity.refundSeen(known.purchase, known.returned, part, timeline);
      known.returned.push(part);
      return [refund];
    });
  });
}
