/**
 * CloudEvents 1.0 (CNCF specification, JSON format): the envelope says id, source, time and type, the data is the event.
 * The type is `trofast.` and the kind of event; what follows, as in `trofast.purchase.booked.v1`, is the sender's own.
 */
import { z } from "zod";

const envelope = z.looseObject({
  specversion: z.string(),
  id: z.string(),
  source: z.string(),
  type: z.string(),
  time: z.string().optional(),
  subject: z.string().optional(),
  data: z.unknown().optional(),
});

export function isCloudEvent(value: unknown): boolean {
  return envelope.safeParse(value).success;
}

/**
 * The event in a CloudEvent, to be checked as any other; what is no CloudEvent of ours stays as it is and is refused
 * there. The envelope outranks the data. A subject `source:id` names the member where the data does not.
 */
export function eventOfCloud(value: unknown): unknown {
  const read = envelope.safeParse(value);
  if (!read.success || !read.data.specversion.startsWith("1.")) return value;
  const { id, source, type, time, subject, data } = read.data;
  const kind = /^trofast\.([a-z]+)(?:\.|$)/.exec(type)?.[1];
  if (kind === undefined || typeof data !== "object" || data === null || Array.isArray(data))
    return value;
  const member = memberOf(subject);
  return {
    ...(member && { member }),
    ...data,
    kind,
    id,
    source,
    ...(time !== undefined && { occurredAt: time }),
  };
}

function memberOf(subject: string | undefined): { source: string; id: string } | null {
  const at = subject?.indexOf(":") ?? -1;
  if (subject === undefined || at <= 0 || at === subject.length - 1) return null;
  return { source: subject.slice(0, at), id: subject.slice(at + 1) };
}

/** The envelope in the headers `ce-…`, where the body is the data alone (binary mode). */
export function cloudOfHeaders(
  headers: Readonly<Record<string, string | string[] | undefined>>,
  data: unknown,
): unknown {
  const said = Object.entries(headers).flatMap(([name, value]) =>
    name.startsWith("ce-") && typeof value === "string" ? [[name.slice(3), decoded(value)]] : [],
  );
  return { ...Object.fromEntries(said), data };
}

/** Header values are percent-encoded UTF-8. */
function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
