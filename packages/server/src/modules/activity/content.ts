/** What was said, as one short text: the same key with other content is noticed by it. */
import { hash } from "node:crypto";
import { canonicalJson } from "../../platform/json.ts";
import type { Submitted } from "./domain.ts";

/** Hash of an event's canonical content: keys in order, without the flags that only say how to book it. */
export function contentOf(event: Submitted): string {
  const { member, channel, store, payload } = event;
  const occurredAt = event.timedHere === true ? undefined : event.occurredAt;
  const text = canonicalJson({ member, occurredAt, channel, store, payload });
  return hash("sha256", text, "base64url").slice(0, 22);
}
