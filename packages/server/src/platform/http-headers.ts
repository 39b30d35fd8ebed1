/** Headers that tell clients how to go on: the next page, what is left of a rate. */
import { z } from "zod";
import type { Take } from "./rate.ts";

const page = z.object({ data: z.array(z.unknown()), nextCursor: z.string() });

/** `Link: rel=next` (RFC 8288) of a page that is not the last; null for anything else. */
export function nextLink(url: string, answer: unknown): string | null {
  const read = page.safeParse(answer);
  if (!read.success) return null;
  const [path = "", query = ""] = url.split("?", 2);
  const search = new URLSearchParams(query);
  search.set("cursor", read.data.nextCursor);
  return `<${path}?${search.toString()}>; rel="next"`;
}

/** What is left of a caller's rate. */
export function rateHeaders({ limit, remaining, resetSeconds }: Take): Record<string, string> {
  return {
    "ratelimit-limit": String(limit),
    "ratelimit-remaining": String(remaining),
    "ratelimit-reset": String(resetSeconds),
  };
}
