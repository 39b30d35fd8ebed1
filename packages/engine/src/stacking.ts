/** How rules stand beside each other: limits, exclusive groups, the cap on multipliers. */
import type { Reason } from "./claims.ts";
import type { Draft } from "./draft.ts";
import type { Room } from "./limits.ts";
import { exactPart, multiplied, wholePart, type Candidate } from "./measuring.ts";
import { addExact, compareExact, mulExact, subExact, type Exact } from "./numbers.ts";
import type { Market } from "./programme/compiled.ts";
import { skipped, skippedFor } from "./reasons.ts";
import type { View } from "./views.ts";

/** Trims what is given to the room that is left; returns the room that leaves nothing. */
export function fitIntoRooms(candidate: Candidate): Room | null {
  for (const room of candidate.rooms) {
    const wanted = wantedOf(candidate, room);
    if (compareExact(wanted, room.left) <= 0) continue;
    if (room.left <= 0 || room.limit.over === "refuse") return room;
    for (const part of candidate.parts) {
      part.top = mulExact(part.top, room.left);
      part.bottom = mulExact(part.bottom, wanted);
    }
    candidate.trimmed = true;
  }
  return null;
}

/** What a limit measures: the application, the first unit's amount, or the money it rests on. */
function wantedOf(candidate: Candidate, room: Room): Exact {
  if (room.limit.of === "times") return 1;
  if (room.limit.of === "money") return candidate.baseMinor;
  const first = candidate.parts[0];
  return first ? wholePart(first) : 0;
}

/** In each exclusive group the best for the member stays: highest worth, then first in order. */
export function bestOfGroups(
  candidates: Candidate[],
  market: Market,
  reasons: Reason[],
): Candidate[] {
  let best: Map<string, Candidate> | null = null;
  for (const candidate of candidates) {
    const group = candidate.rule.exclusive;
    if (group === undefined) continue;
    best ??= new Map();
    const rival = best.get(group);
    if (!rival || compareExact(worthOf(candidate, market), worthOf(rival, market)) > 0)
      best.set(group, candidate);
  }
  if (best === null) return candidates;
  const winners = best;
  return candidates.filter((candidate) => {
    const group = candidate.rule.exclusive;
    const winner = group === undefined ? candidate : winners.get(group);
    if (winner === candidate) return true;
    reasons.push(skippedFor(candidate.rule.id, "exclusive", winner?.rule.id ?? ""));
    return false;
  });
}

/** Worth to the member; a unit whose worth nobody has told counts as one minor unit. */
function worthOf(candidate: Candidate, market: Market): Exact {
  let worth: Exact = 0;
  for (const part of candidate.parts)
    if (part.unit.spendable)
      worth = addExact(worth, mulExact(exactPart(part), part.unit.worthMinor.get(market.id) ?? 1));
  return worth;
}

/**
 * Multiplies what stays: multipliers add (x2 and x3 give x4: base + 1 + 2), in their order, under the
 * programme's cap. Those that find no room or no base leave, with their reason.
 */
export function settleMultipliers(
  candidates: Candidate[],
  draft: Draft,
  view: View,
  reasons: Reason[],
): Candidate[] {
  const used = new Map<string, Exact>();
  return candidates.filter((candidate) => {
    const { rule } = candidate;
    if (!rule.multiply) return true;
    const before = used.get(rule.multiply.unit.id) ?? 0;
    const room = subExact(draft.programme.extraMax, before);
    const over = compareExact(rule.multiply.extra, room) > 0;
    const extra = over ? room : rule.multiply.extra;
    if (compareExact(extra, 0) <= 0) {
      reasons.push(skippedFor(rule.id, "limit", "multiplierCap"));
      return false;
    }
    const part = multiplied(candidate, extra, candidates, view);
    if (!part) {
      reasons.push(skipped(rule.id, "nothing_to_multiply"));
      return false;
    }
    candidate.parts = [part];
    candidate.trimmed = over;
    fitIntoRooms(candidate);
    used.set(rule.multiply.unit.id, addExact(before, extra));
    return true;
  });
}
