import { explainEvent } from "@trofast/contract/events";
import { membersInAudit } from "@trofast/contract/audit-members";
import { listSigns, signsTable } from "@trofast/contract/audit-signs";
import { memberTimeline, readOverview } from "@trofast/contract/insights";
import { searchMembers } from "@trofast/contract/members-search";
import { formatInstant } from "@trofast/engine/time";
import { bind, reply, type Http } from "../../platform/http.ts";
import { storesShown } from "../../platform/store-scope.ts";
import * as activity from "../activity/service.ts";
import * as insights from "./service.ts";
import { bindTrying } from "./trying-routes.ts";

export function registerInsightRoutes(http: Http): void {
  insights.watchRefusals(http.club);
  bindMembers(http);
  bindOverview(http);
  bindTrying(http);

  bind(http, listSigns, async ({ club, query }) => insights.listSigns(club, query));
  bind(http, signsTable, async ({ club }) =>
    reply(await insights.signsTable(club), { headers: { "content-disposition": "attachment" } }),
  );

  bind(http, explainEvent, async ({ club, caller, params }) => {
    const told = await insights.explain(club, params, caller);
    return {
      event: activity.shown(told.event),
      reasons: told.reasons.map((reason) => {
        const { untold: _, ...shown } = reason;
        return shown;
      }),
      effects: told.effects.map((line) => line),
      ...insights.shownRest(told),
      reproduced: told.reproduced,
    };
  });
}

function bindMembers(http: Http): void {
  bind(http, searchMembers, async ({ club, query }) => {
    const page = await insights.findMembers(club, query);
    return {
      ...page,
      data: page.data.map(({ joinedAt, lastVisitAt, ...hit }) => ({
        ...hit,
        joinedAt: formatInstant(joinedAt),
        lastVisitAt: lastVisitAt === null ? null : formatInstant(lastVisitAt),
      })),
    };
  });

  bind(http, membersInAudit, async ({ club, caller: { scopes }, query }) => {
    const withNames = scopes.has("members:read") || scopes.has("admin");
    const called = await insights.membersCalled(club, { ...query, withNames });
    return {
      data: called.map((each) => ({ ...each, joinedAt: formatInstant(each.joinedAt) })),
    };
  });

  bind(http, memberTimeline, async ({ club, caller, params, query }) =>
    insights.timelineOf(club, { ...params, ...query, stores: storesShown(caller) }),
  );
}

function bindOverview(http: Http): void {
  bind(http, readOverview, async ({ club }) => {
    const { at, countedAt, zone, counted, events, ...now } = await insights.overview(club);
    const { oldestDueAt, refused } = now;
    return {
      ...counted,
      at: formatInstant(at),
      countedAt: formatInstant(countedAt),
      timezone: zone,
      events: {
        last24Hours: events.day,
        last24HoursAt: formatInstant(events.dayCountedAt),
        byMinute: events.byMinute.map((count) => count),
        through: formatInstant(events.through),
      },
      intake: {
        eventsPerSecond: now.eventsPerSecond,
        refusedLastHour: refused === null ? null : { ...refused },
        wrongCodesLastHour: now.wrongCodes,
        parked: now.parked,
        oldestDueAt: oldestDueAt === null ? null : formatInstant(oldestDueAt),
        oldestDueSeconds:
          oldestDueAt === null ? null : Math.max(0, Math.round((at - oldestDueAt) / 1000)),
      },
    };
  });
}
