/** Other systems that sign by Standard Webhooks: they send the club's own events, plainly or as CloudEvents. */
import { eventOfCloud, isCloudEvent } from "./cloud-event.ts";
import type { Reading } from "./domain.ts";

/** One event, `{ "events": […] }`, or CloudEvents. What is no event is found where each is read. */
export function readGeneric(body: unknown): Reading {
  const many =
    typeof body === "object" && body !== null && "events" in body && Array.isArray(body.events)
      ? body.events
      : Array.isArray(body)
        ? body
        : [body];
  const events: unknown[] = many.slice(0, EVENTS_MAX);
  if (many.length > EVENTS_MAX) {
    const detail = `At most ${EVENTS_MAX} events a delivery; this one has ${many.length}.`;
    return { about: "fault", reason: "too_many_events", detail };
  }
  return {
    about: "events",
    events: events.map((event) => (isCloudEvent(event) ? eventOfCloud(event) : event)),
  };
}

const EVENTS_MAX = 1000;
