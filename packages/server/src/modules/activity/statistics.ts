/** The batch's changes to members' sufficient statistics: floats, kept apart from everything the ledger rests on. */
import type { EventOf } from "@trofast/engine/events";
import type { Facts, LineFacts, PurchaseRecord, ReturnedPart } from "@trofast/engine/facts";
import type { Market } from "@trofast/engine/programme/compiled";
import { PurchaseRest } from "@trofast/engine/purchases";
import {
  addPurchase,
  emptyStatistics,
  refundPart,
  removePurchase,
  type PurchaseSeen,
  type Statistics,
  type StatisticsEvent,
} from "@trofast/engine/statistics";
import { topCategory } from "@trofast/engine/views";

type Kept = { version: number; statistics: Statistics };

/** Opened per batch with the statistics read for it. */
export class StatisticsChanges {
  readonly #known: ReadonlyMap<string, Kept>;
  readonly #changed = new Map<string, Kept>();

  constructor(known: ReadonlyMap<string, Kept>) {
    this.#known = known;
  }

  purchase(memberId: string, event: EventOf<"purchase">, facts: Facts, market: Market): void {
    this.#set(memberId, addPurchase(this.#of(memberId), seenPurchase(event, facts, market)));
  }

  refund(memberId: string, record: PurchaseRecord, part: ReturnedPart, market: Market): void {
    const seen = seenRefund(record, part, market);
    const statistics = this.#of(memberId);
    const next =
      seen.kind === "refund" ? removePurchase(statistics, seen) : refundPart(statistics, seen);
    this.#set(memberId, next);
  }

  /** The member's version that the statistics are now true for. */
  setVersion(memberId: string, version: number): void {
    const changed = this.#changed.get(memberId);
    if (changed) changed.version = version;
  }

  rows(): { member_id: string; version: number; statistics: string; stale: boolean }[] {
    return [...this.#changed].map(([member_id, { version, statistics }]) => ({
      member_id,
      version,
      statistics: JSON.stringify(statistics),
      stale: statistics.stale,
    }));
  }

  #of(memberId: string): Statistics {
    const kept = this.#changed.get(memberId) ?? this.#known.get(memberId);
    return kept?.statistics ?? emptyStatistics();
  }

  #set(memberId: string, statistics: Statistics): void {
    this.#changed.set(memberId, { version: 0, statistics });
  }
}

/** A purchase as the statistics see it. */
export function seenPurchase(
  event: Pick<EventOf<"purchase">, "occurredAt" | "lines">,
  facts: Facts,
  market: Market,
): PurchaseSeen {
  const paidMinor = event.lines.reduce((sum, line) => sum + line.paidMinor, 0);
  const costMinor = isPriced(event.lines) ? costOf(facts.lines, event.lines.length, () => 1) : null;
  return {
    at: event.occurredAt,
    zone: market.zone,
    categories: categoriesOf(facts.lines),
    margin: costMinor === null ? null : (paidMinor - costMinor) / market.scale,
    revenue: paidMinor / market.scale,
  };
}

/** What a part that comes back changes: the whole purchase is undone, or less was paid for it. */
export function seenRefund(
  record: PurchaseRecord,
  part: ReturnedPart,
  market: Market,
): Extract<StatisticsEvent, { kind: "refund" | "partial_refund" }> {
  const rest = new PurchaseRest(record);
  const before = standing(record, rest, market.scale);
  rest.take(part);
  const after = standing(record, rest, market.scale);
  if (!rest.isWhollyReturned) return { kind: "partial_refund", before, after };
  const categories = categoriesOf(record.lineFacts);
  return { kind: "refund", at: record.occurredAt, zone: market.zone, categories, ...before };
}

/** What still stands of a purchase, in major units; the margin is unknown where any cost is. */
function standing(
  record: PurchaseRecord,
  rest: PurchaseRest,
  scale: number,
): { margin: number | null; revenue: number } {
  const shareKept = (line: number): number =>
    rest.quantity(line) / (record.lines[line]?.quantity ?? 1);
  const costMinor = isPriced(record.lines)
    ? costOf(record.lineFacts, record.lines.length, shareKept)
    : null;
  const { moneyMinor } = rest;
  return {
    margin: costMinor === null ? null : (moneyMinor - costMinor) / scale,
    revenue: moneyMinor / scale,
  };
}

/**
 * Whether anything says what it cost. A stamp without an amount, and goods that are wholly a reward, are visits whose
 * margin is unknown: a purchase at 0 kronor, sold at a loss, would pull down every average.
 */
function isPriced(
  lines: readonly { readonly paidMinor: number; readonly tenderMinor?: number | undefined }[],
): boolean {
  return lines.some(({ paidMinor, tenderMinor = 0 }) => paidMinor > 0 || tenderMinor > 0);
}

function costOf(
  lines: readonly LineFacts[] | undefined,
  count: number,
  share: (line: number) => number,
): number | null {
  let costMinor = 0;
  for (let line = 0; line < count; line += 1) {
    const cost = lines?.[line]?.costMinor;
    if (cost === undefined) return null;
    costMinor += cost * share(line);
  }
  return costMinor;
}

function categoriesOf(lines: readonly LineFacts[] | undefined): string[] {
  const categories = new Set<string>();
  for (const line of lines ?? []) if (line.category) categories.add(topCategory(line.category));
  return [...categories];
}
