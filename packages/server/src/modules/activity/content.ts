/** What was said, as one short text: the same key with other content is noticed by it. */
import { createHash } from "node:crypto";
import type { Submitted } from "./domain.ts";

/** Hash of an event's canonical content: keys in order, without the flags that only say how to book it. */
export function contentOf(event: Submitted): string {
  const { member, occurredAt, channel, store, payload } = event;
  const text = canonical({ member, occurredAt, channel, store, payload });
  return createHash("sha256").update(text).digest("base64url").slice(0, 22);
}

/** JSON with keys in alphabetical order and nothing undefined. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  entries.sort(([left], [right]) => (left < right ? -1 : 1));
  return `{${entries.map(([key, inner]) => `${JSON.stringify(key)}:${canonical(inner)}`).join(",")}}`;
}
