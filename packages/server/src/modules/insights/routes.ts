import { explainEvent } from "@trofast/contract/events";
import { bind, type Http } from "../../platform/http.ts";
import * as activity from "../activity/service.ts";
import * as insights from "./service.ts";

export function registerInsightRoutes(http: Http): void {
  bind(http, explainEvent, async ({ club, params }) => {
    const { event, reasons, effects, reproduced } = await insights.explain(club, params);
    return {
      event: activity.shown(event),
      reasons: reasons.map((reason) => ({ ...reason })),
      effects: effects.map((line) => line),
      reproduced,
    };
  });
}
