/** Which purchase does a return belong to? By reference where there is one, else the newest purchases of the article. */
import type { ReturnedPart } from "@trofast/engine/facts";
import type { Return } from "@trofast/engine/events";
import type { Back } from "./in-all.ts";
import { PurchaseRest } from "@trofast/engine/purchases";
import type { PurchaseBook } from "@trofast/engine/record";

export interface KeptLine {
  readonly event_id: string;
  readonly line: number;
  readonly article: string;
  readonly occurred_at: number;
  readonly quantity: number;
  returned: number;
}
export interface Matched {
  readonly parts: ReturnedPart[];
  /** Pieces that match no earlier purchase. */
  readonly unmatched: { article?: string | undefined; quantity: number }[];
  /** What somebody else may have told of before: a person decides. */
  readonly unclear?: Back | null;
}

/**
 * Matches a return that names its purchase. Without lines and amount, everything that remains comes back.
 * Pieces beyond what remains are left in the part, so that `decide` refuses it with the right words.
 */
export function matchReferenced(payload: Return, purchaseId: string, book: PurchaseBook): Matched {
  const record = book.get(purchaseId);
  if (!record) return { parts: [], unmatched: [] };
  const rest = new PurchaseRest(record);
  const lines = new Map<number, number>();
  const unmatched: Matched["unmatched"] = [];
  const add = (line: number, quantity: number): void => {
    lines.set(line, (lines.get(line) ?? 0) + quantity);
  };
  for (const wanted of payload.lines ?? []) {
    if (wanted.line !== undefined) {
      add(wanted.line, wanted.quantity);
      continue;
    }
    let left = wanted.quantity;
    let last: number | undefined;
    record.lines.forEach((line, index) => {
      if (line.article !== wanted.article) return;
      last = index;
      const part = Math.min(left, rest.quantity(index) - (lines.get(index) ?? 0));
      if (part > 0) add(index, part);
      left -= Math.max(0, part);
    });
    if (left > 0 && last !== undefined) add(last, left);
    else if (left > 0) unmatched.push({ article: wanted.article, quantity: left });
  }
  if (!payload.lines && payload.amountMinor === undefined)
    record.lines.forEach((_, index) => {
      if (rest.quantity(index) > 0) add(index, rest.quantity(index));
    });
  const part: ReturnedPart = {
    purchase: purchaseId,
    ...(lines.size > 0 && { lines: [...lines] }),
    ...(payload.amountMinor !== undefined && { amountMinor: payload.amountMinor }),
  };
  const empty = part.lines === undefined && part.amountMinor === undefined;
  return { parts: empty ? [] : [part], unmatched };
}

/**
 * Matches pieces by article to the newest purchases before the return that still keep some.
 *
 * @param kept the member's lines with pieces left, in any order; not changed here.
 */
export function matchByArticle(
  wanted: readonly { article?: string | undefined; quantity: number }[],
  returnedAt: number,
  kept: readonly KeptLine[],
): Matched {
  const parts = new Map<string, Map<number, number>>();
  const unmatched: Matched["unmatched"] = [];
  const newestFirst = kept
    .filter((line) => line.occurred_at <= returnedAt)
    .toSorted((left, right) => right.occurred_at - left.occurred_at || left.line - right.line);
  const taken = new Map<KeptLine, number>();
  for (const { article, quantity } of wanted) {
    let left = quantity;
    for (const line of newestFirst) {
      if (left === 0) break;
      if (line.article !== article) continue;
      const part = Math.min(left, line.quantity - line.returned - (taken.get(line) ?? 0));
      if (part <= 0) continue;
      taken.set(line, (taken.get(line) ?? 0) + part);
      const lines = parts.get(line.event_id) ?? new Map<number, number>();
      lines.set(line.line, (lines.get(line.line) ?? 0) + part);
      parts.set(line.event_id, lines);
      left -= part;
    }
    if (left > 0) unmatched.push({ article, quantity: left });
  }
  return {
    parts: [...parts].map(([purchase, lines]) => ({ purchase, lines: [...lines] })),
    unmatched,
  };
}
