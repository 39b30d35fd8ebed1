/**
 * Which calls leave a row in the audit trail, and what stands in it.
 *
 * - Everything that people of the staff write, and what they read of members: somebody must be able to ask who looked.
 * - What keys write with scopes that change rules, rights or what members are promised. What tills and shops send in
 *   bulk is not among it: events, orders and returns are in the log, which is sealed by itself and names its source, and
 *   the catalogue is no secret; a second row for each would double the writes of the busiest calls and tell nothing new.
 *
 * The row is written before the act, in a statement of its own, and the act does not happen where that fails: so
 * there is no act without a trace, even if the process dies right after. Where the act is then refused, or where its
 * answer names what was made or found, a second row of the same request says so. Only ids stand in a row: the parts of the path that are a member's, an
 * article's or another thing's own id, never an identifier that a member goes by outside (a card number, an e-mail
 * address), and nothing of the body.
 */
import { z } from "zod";
import type { Audience, EndpointSpec } from "@trofast/contract/endpoint";
import type { Caller, Http } from "./http.ts";
import { problemOf, refusalOf } from "./problem-answers.ts";

export interface AuditEntry {
  /** `key:…`, `staff:…` or `system`. */
  readonly actor: string;
  readonly act: string;
  readonly subjects: readonly string[];
  readonly requestId: string;
  /** How it ended; null where the call was let through. */
  readonly status: number | null;
  /** Ids and numbers, no text of people. */
  readonly detail: Readonly<Record<string, string | number | boolean | null>>;
}

/** Writes a row of the audit trail; resolves when it is stored. */
export type Audit = (entry: AuditEntry) => Promise<void>;

const keysWriting: readonly (Audience | null)[] = [
  "admin",
  "programme:write",
  "ledger:adjust",
  "privacy",
  "rewards:write",
  "shops:write",
];
const staffReading: readonly (Audience | null)[] = ["members:read", "privacy"];

/** Whether a call by `caller` leaves a row. */
function isAudited(endpoint: EndpointSpec, caller: Pick<Caller, "kind">): boolean {
  const isWriting = endpoint.method !== "GET";
  if (caller.kind === "staff") return isWriting || staffReading.includes(endpoint.scope);
  return caller.kind === "key" && isWriting && keysWriting.includes(endpoint.scope);
}

/** Names in a path whose values stand outside for a person: they are left out. */
const outside = new Set(["source", "identity", "code", "token", "receipt"]);
const subjectLengthMax = 255;

/** What a call is about, by the ids in its path. */
function subjectsOf(params: unknown): string[] {
  if (typeof params !== "object" || params === null) return [];
  const entries: [string, unknown][] = Object.entries(params);
  // Beside a source, `id` is what the source calls a member.
  const isIdentity = entries.some(([name]) => name === "source");
  return entries.flatMap(([name, value]) => {
    if (outside.has(name) || (isIdentity && name === "id")) return [];
    return typeof value === "string" || typeof value === "number"
      ? [String(value).slice(0, subjectLengthMax)]
      : [];
  });
}

/** How the trail names a caller. */
export function actorOf(caller: Pick<Caller, "kind" | "id">): string {
  return caller.kind === "key" ? `key:${caller.id}` : caller.id;
}

/** Runs a call with its rows in the audit trail, where it leaves any. */
export async function traced<Answer>(
  http: Pick<Http, "audit" | "club">,
  endpoint: EndpointSpec,
  call: { readonly caller: Caller; readonly params: unknown; readonly requestId: string },
  act: () => Promise<Answer>,
): Promise<Answer> {
  if (!isAudited(endpoint, call.caller)) return await act();
  const entry = {
    actor: actorOf(call.caller),
    act: endpoint.id,
    subjects: subjectsOf(call.params),
    requestId: call.requestId,
    detail: {},
  };
  // The act is in the trail by now; how it ended is worth no second refusal.
  const addOutcome = async (outcome: Pick<AuditEntry, "status" | "subjects">): Promise<void> => {
    await http.audit({ ...entry, ...outcome }).catch((fault: unknown) => {
      http.club.log.error({ err: fault, requestId: call.requestId }, "audit trail");
    });
  };
  await http.audit({ ...entry, status: null });
  try {
    const answer = await act();
    const named = namedIn(answer).filter((id) => !entry.subjects.includes(id));
    if (named.length > 0) {
      await addOutcome({ status: endpoint.status ?? 200, subjects: [...entry.subjects, ...named] });
    }
    return answer;
  } catch (error) {
    const { status } = problemOf(refusalOf(error), { path: "", requestId: call.requestId });
    await addOutcome({ status, subjects: entry.subjects });
    throw error;
  }
}

const id = z.string().max(subjectLengthMax).optional().catch(undefined);
const ids = z.object({ id, memberId: id, eventId: id });
const answered = ids.extend({ person: ids.optional().catch(undefined) });
const sent = z.object({ answer: z.unknown(), text: z.string().optional() });

/** The ids by which an answer names what was made or found. */
function namedIn(handled: unknown): string[] {
  const { answer, text } = sent.safeParse(handled).data ?? {};
  const read = answered.safeParse(text === undefined ? (answer ?? handled) : JSON.parse(text));
  const { person, ...own } = read.data ?? {};
  return [...Object.values(own), ...Object.values(person ?? {})].flatMap((each) => each ?? []);
}
