/** Limits of rules: how much room is left, and what using it will count. */
import type { Claim } from "./claims.ts";
import type { Count } from "./effects.ts";
import type { Draft, Writable } from "./draft.ts";
import type { Facts } from "./facts.ts";
import type { CompiledLimit, CompiledRule, Market } from "./programme/compiled.ts";
import { periodOf } from "./time.ts";

export type Room = {
  readonly limit: CompiledLimit;
  readonly key: string;
  readonly max: number;
  readonly left: number;
  readonly until: number;
};

/** What is left under each limit of a rule at the event's own time; an event asks a rule once. Club-wide room is what the shell granted. */
export function roomsOf(
  rule: Pick<CompiledRule, "limits">,
  draft: Draft,
  facts: Facts,
  market: Market,
): Room[] {
  const rooms: Room[] = [];
  for (const limit of rule.limits) {
    const period = periodOf(draft.event.occurredAt, limit.every, draft.zone);
    const max = limit.of === "money" ? (limit.maxMinor?.get(market.currency) ?? 0) : limit.max;
    const key = counterKey(limit, period.key);
    const left =
      limit.per === "club"
        ? (facts.granted?.[claimKey(key)] ?? max)
        : Math.max(0, max - usedOf(limit, key, draft));
    rooms.push({ limit, key, max, left, until: period.end });
  }
  return rooms;
}

function usedOf(limit: CompiledLimit, key: string, { person, wallet }: Draft): number {
  const counts = limit.per === "member" ? person.counts : wallet.counts;
  return counts[key]?.[0] ?? 0;
}

/** The counter of a limit in a period. The newest one is kept, as most events ask for the same. */
function counterKey(limit: CompiledLimit, period: string): string {
  const recent = recentKeys.get(limit);
  if (recent?.period === period) return recent.key;
  const key = `${limit.key}:${period}`;
  recentKeys.set(limit, { period, key });
  return key;
}

const recentKeys = new WeakMap<CompiledLimit, { readonly period: string; readonly key: string }>();

export const claimKey = (key: string): string => `limit:${key}`;

/** Records the use of a limit: a counter of the member, or a claim on the club's. */
export function useRoom(draft: Draft, rule: string, room: Room, by: number, claims: Claim[]): void {
  if (by <= 0) return;
  const of = room.limit.of === "times" ? undefined : room.limit.of;
  const { per } = room.limit;
  if (per === "club") {
    const key = claimKey(room.key);
    claims.push({ key, want: by, max: room.max });
    draft.add({ do: "claim", key, by, max: room.max, rule, ...(of && { of }) });
    return;
  }
  const { key, until } = room;
  const count: Writable<Count> = {
    do: "count",
    in: per === "member" ? "person" : "wallet",
    key,
    by,
    until,
    rule,
  };
  if (of) count.of = of;
  draft.add(count);
}
