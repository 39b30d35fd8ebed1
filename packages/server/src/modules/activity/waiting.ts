/** Returns that wait for their purchase: how they are kept, and how they are read back. */
import type { EventAnswer } from "@trofast/contract/events";
import { payload as payloadOf, type Return } from "@trofast/engine/events";
import { referencesOf, refused, type Submitted } from "./domain.ts";
import type { Back } from "./in-all.ts";
import type { Matched } from "./matching.ts";
import type { WaitingRow } from "./returns-store.ts";

/** What is kept of an event that came too late: all of what was said, and where. */
export function keptLate({ payload, store, channel }: Submitted): unknown {
  return {
    ...payload,
    ...(store !== undefined && { store }),
    ...(channel !== undefined && { channel }),
  };
}

/** A parked return as an event again, to be booked with the purchase that it waited for. */
export interface WaitingReturn {
  readonly parkedId: string;
  readonly submitted: Submitted;
}

/**
 * What is kept of a return that cannot be booked.
 *
 * @param lines the lines that wait, where others of it were booked.
 */
export function keptReturn(submitted: Submitted, lines?: Return["lines"]): unknown {
  const { payload, store } = submitted;
  if (payload.kind !== "return") throw new Error(`a ${payload.kind} does not wait for a purchase`);
  // The purchase it names is known and has no such line: what is left waits for the article, wherever it was bought.
  const { of: _, ...unnamed } = payload;
  const kept = lines === undefined ? payload : { ...unnamed, lines };
  return store === undefined ? kept : { ...kept, store };
}

/**
 * What is kept of a return of which a part may have been told before: that part, with the purchase that it names.
 *
 * @param unclear this part.
 */
export function keptUnclear(submitted: Submitted, unclear: Back): unknown {
  const { payload, store, byShop } = submitted;
  if (payload.kind !== "return") throw new Error(`a ${payload.kind} is no return told twice`);
  const { amountMinor: _money, lines: _pieces, ...rest } = payload;
  return {
    ...rest,
    ...unclear,
    ...(store !== undefined && { store }),
    ...(byShop !== undefined && { byShop }),
  };
}

/** What of a return waits, as it is answered. */
export function parkedOf({
  unmatched,
  unclear,
}: Pick<Matched, "unmatched" | "unclear">): Pick<EventAnswer, "parked" | "parkedMinor"> {
  const lines = [...unmatched, ...(unclear?.lines ?? [])];
  const { amountMinor } = unclear ?? {};
  return {
    ...((lines.length > 0 || amountMinor !== undefined) && { parked: lines }),
    ...(amountMinor !== undefined && { parkedMinor: amountMinor }),
  };
}

/** @param purchase the event that brings it back into the books. */
export function returnOfWaiting(row: WaitingRow, purchase: Submitted): WaitingReturn | null {
  const kept = readKept(row);
  if (kept === null) return null;
  const { store, payload } = kept;
  return {
    parkedId: row.id,
    submitted: {
      member: purchase.member,
      unknownMember: purchase.unknownMember,
      history: purchase.history,
      channel: purchase.channel,
      store,
      source: row.source,
      id: `${row.source_id}#parked-${row.id}`,
      occurredAt: row.occurred_at,
      payload,
    },
  };
}

/** The articles that a waiting return without a named purchase may be matched by. */
export function articlesAwaited(row: WaitingRow): { article: string; quantity: number }[] {
  const payload = readKept(row)?.payload;
  if (!payload || payload.of) return [];
  return (payload.lines ?? []).flatMap(({ article, quantity }) =>
    article === undefined ? [] : [{ article, quantity }],
  );
}

/** Of which purchase and by which shop something was told that a person was asked about; null where it cannot be read. */
export function askedOf(
  row: WaitingRow,
): { readonly purchase: string; readonly shop: string; readonly back: Back } | null {
  const kept = readParked(row);
  if (kept?.payload.kind !== "return" || kept.byShop === undefined) return null;
  const { payload, store, byShop: shop } = kept;
  const [purchase] = referencesOf({ source: row.source, store, payload });
  return purchase === undefined ? null : { purchase, shop, back: payload };
}

function readKept(row: WaitingRow): { store: string | undefined; payload: Return } | null {
  const kept = readParked(row);
  return kept?.payload.kind === "return" ? { store: kept.store, payload: kept.payload } : null;
}

interface Kept {
  readonly store: string | undefined;
  readonly channel: string | undefined;
  readonly byShop: string | undefined;
  readonly payload: Submitted["payload"];
}

/** What waits, as it came; null where it cannot be read any more. */
export function readParked({ event }: Pick<WaitingRow, "event">): Kept | null {
  if (typeof event !== "object" || event === null) return null;
  const { store, channel, byShop, ...rest }: Record<string, unknown> = { ...event };
  const read = payloadOf.safeParse(rest);
  if (!read.success) return null;
  return {
    store: typeof store === "string" ? store : undefined,
    channel: typeof channel === "string" ? channel : undefined,
    byShop: typeof byShop === "string" ? byShop : undefined,
    payload: read.data,
  };
}

/** The refusal of a return that could never be matched: it names a line by its number, and of no purchase. */
export function namelessIn({ payload }: Submitted): EventAnswer | null {
  if (payload.kind !== "return" || payload.of) return null;
  const nameless = (payload.lines ?? []).findIndex((line) => line.article === undefined);
  if (nameless < 0) return null;
  return refused(
    "nothing_to_return",
    "A line number means something only beside the purchase it stands in. Nothing was booked; name the purchase in of, or the article.",
    { pointer: `/lines/${nameless}` },
  );
}
