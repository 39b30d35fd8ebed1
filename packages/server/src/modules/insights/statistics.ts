/** A member's log as the statistics see it: to rebuild them from nothing. */
import type { ReturnedPart } from "@trofast/engine/facts";
import {
  daySlot,
  emptyStatistics,
  FAST_HALF_LIFE_DAYS,
  HOURS_HALF_LIFE_DAYS,
  INTERESTS_PER_MEMBER_MAX,
  rebuildStatistics,
  SLOW_HALF_LIFE_DAYS,
  type PurchaseSeen,
  type StatisticsEvent,
} from "@trofast/engine/statistics";
import { dayNumberOf, MS_PER_DAY } from "@trofast/engine/time";
import * as activity from "../activity/service.ts";
import type { Timeline } from "../programmes/domain.ts";
import type { FoldedEvent } from "./domain.ts";

/** Purchases and returns of one member, in booking order, in the words of the statistics. */
export function statisticsEventsOf(
  memberId: string,
  events: readonly FoldedEvent[],
  timeline: Timeline,
): StatisticsEvent[] {
  const purchases = new Map<string, { purchase: FoldedEvent; returned: ReturnedPart[] }>();
  const log: StatisticsEvent[] = [];
  for (const event of events) {
    if (event.member_id !== memberId) continue;
    if (event.payload.kind === "purchase") {
      purchases.set(event.id, { purchase: event, returned: [] });
      log.push({ kind: "purchase", ...activity.purchaseSeen(event, timeline) });
      continue;
    }
    for (const part of event.facts.parts ?? []) {
      const known = purchases.get(part.purchase);
      if (!known) continue;
      const moved = event.facts.moved?.find((record) => record.event === part.purchase);
      const returned = moved?.returned ?? known.returned;
      log.push(activity.refundSeen(known.purchase, returned, part, timeline));
      known.returned.push(part);
    }
  }
  return log;
}

/**
 * The statistics that a log comes to, as JSON: `rebuildStatistics`, sooner for the usual log, which holds purchases
 * alone. Keys stand in the order in which the statistics are stored.
 */
export function statisticsText(log: readonly StatisticsEvent[]): string {
  const purchases: PurchaseSeen[] = [];
  for (const event of log) {
    if (event.kind !== "purchase") return JSON.stringify(rebuildStatistics(log));
    purchases.push(event);
  }
  return textOfPurchases(purchases) ?? JSON.stringify(rebuildStatistics(log));
}

type Pair = { readonly key: string; at: number; fast: number; slow: number; count: number };

/** The same steps as the engine's, on records that change in place; null where something would be forgotten. */
function textOfPurchases(purchases: readonly PurchaseSeen[]): string | null {
  if (purchases.length === 0) return JSON.stringify(emptyStatistics());
  const pairs: Pair[] = [];
  const slots = NO_SLOTS.slice();
  const inOrder = purchases.toSorted((left, right) => left.at - right.at);
  let latestAt = inOrder[0]?.at ?? 0;
  for (const { at, zone, categories } of inOrder) {
    for (const category of categories) {
      const pair = pairOf(pairs, keyOf(category), at);
      pair.fast = pair.fast * shareLeft(at - pair.at, FAST_HALF_LIFE_DAYS) + 1;
      pair.slow = pair.slow * shareLeft(at - pair.at, SLOW_HALF_LIFE_DAYS) + 1;
      pair.at = at;
      pair.count += 1;
    }
    const share = shareLeft(at - latestAt, HOURS_HALF_LIFE_DAYS);
    if (share !== 1)
      for (let slot = 0; slot < SLOTS; slot += 1) slots[slot] = (slots[slot] ?? 0) * share;
    const slot = daySlot(at, zone);
    slots[slot] = (slots[slot] ?? 0) + 1;
    latestAt = at;
  }
  if (pairs.length > INTERESTS_PER_MEMBER_MAX) return null;
  let interests = "";
  for (const { key, at, fast, slow, count } of pairs)
    interests += `${interests === "" ? "" : ","}${key}:{"at":${at},"fast":${fast},"slow":${slow},"count":${count}}`;
  const sums = JSON.stringify({ ...sumsOf(purchases), ...occasionsOf(purchases) });
  return `{"purchases":${sums},"interest":{"pairs":{${interests}},"latestAt":${latestAt},"forgotten":0},"hours":{"at":${latestAt},"sums":[${slots.join(",")}]},"stale":false}`;
}

/** A member has few interests: looking through them is fastest. */
function pairOf(pairs: Pair[], key: string, at: number): Pair {
  for (const pair of pairs) if (pair.key === key) return pair;
  const pair = { key, at, fast: 0, slow: 0, count: 0 };
  pairs.push(pair);
  return pair;
}

function sumsOf(purchases: readonly PurchaseSeen[]) {
  const sums = { purchases: 0, unknownMargin: 0, marginSum: 0, marginSquareSum: 0, revenueSum: 0 };
  for (const { margin, revenue } of purchases) {
    sums.purchases += 1;
    if (margin === null) sums.unknownMargin += 1;
    sums.marginSum += margin ?? 0;
    sums.marginSquareSum += (margin ?? 0) * (margin ?? 0);
    sums.revenueSum += revenue;
  }
  return sums;
}

const SLOTS = 42;
const NO_SLOTS: readonly number[] = Array.from({ length: SLOTS }, () => 0);
const KEYS_KEPT_MAX = 1000;
const keys = new Map<string, string>();

/** The same few keys for all members, as JSON: a text that was joined just now is slow to compare. */
function keyOf(category: string): string {
  let key = keys.get(category);
  if (key !== undefined) return key;
  if (keys.size >= KEYS_KEPT_MAX) keys.clear();
  keys.set(category, (key = JSON.stringify(`purchase:${category}`)));
  return key;
}

const shareLeft = (elapsedMs: number, halfLifeDays: number): number =>
  elapsedMs === 0 ? 1 : 2 ** (-elapsedMs / (halfLifeDays * MS_PER_DAY));

function occasionsOf(purchases: readonly PurchaseSeen[]) {
  const days = [...new Set(purchases.map(({ at, zone }) => dayNumberOf(at, zone)))];
  days.sort((left, right) => left - right);
  let litt = 0;
  for (let index = 1; index < days.length; index += 1)
    litt += Math.log((days[index] ?? 0) - (days[index - 1] ?? 0));
  return { occasions: days.length, firstDay: days[0] ?? null, lastDay: days.at(-1) ?? null, litt };
}
