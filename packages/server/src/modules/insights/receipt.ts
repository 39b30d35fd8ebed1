/** What an event rested on: a purchase line by line with the rules that counted it, or what of it came back. */
import type { StoredEvent } from "../activity/domain.ts";

/** A receipt is shown so far; nobody reads on, and the answer stays small. */
const RECEIPT_LINES_MAX = 100;

export interface ReceiptLine {
  readonly article: string;
  readonly quantity: number;
  readonly paidMinor: number;
  readonly rules: readonly string[];
}

export interface Receipt {
  readonly currency: string;
  readonly paidMinor: number;
  readonly lines: readonly ReceiptLine[];
  /** Lines that are not shown. */
  readonly more: number;
}

/**
 * What a purchase held, or what came back; null for all other events.
 *
 * @param purchases of a return: those that it was matched to.
 */
export function receiptOf(event: StoredEvent, purchases: readonly StoredEvent[]): Receipt | null {
  const { payload } = event;
  if (payload.kind !== "purchase" && payload.kind !== "return") return null;
  const lines = payload.kind === "purchase" ? boughtLines(event) : returnedLines(event, purchases);
  if (lines.length === 0) return null;
  return {
    currency: payload.currency,
    paidMinor: lines.reduce((sum, line) => sum + line.paidMinor, 0),
    lines: lines.slice(0, RECEIPT_LINES_MAX),
    more: Math.max(0, lines.length - RECEIPT_LINES_MAX),
  };
}

function boughtLines({ payload, effects }: StoredEvent): ReceiptLine[] {
  if (payload.kind !== "purchase") return [];
  const counted = effects.flatMap((effect) => {
    if (effect.do === "stamp") return [{ rule: `card:${effect.card}`, lines: effect.lines }];
    // What levels and challenges give rests on no line.
    const isEarned = effect.do === "post" && effect.from === "issued" && !effect.rule.includes(":");
    return isEarned ? [{ rule: effect.rule, lines: effect.lines }] : [];
  });
  return payload.lines.map(({ article, quantity, paidMinor }, index) => {
    const rules = counted.flatMap(({ rule, lines }) =>
      lines === undefined || lines.includes(index) ? [rule] : [],
    );
    return { article, quantity, paidMinor, rules: [...new Set(rules)] };
  });
}

/** Goods that came back, each with its share of what its line cost. */
function returnedLines({ facts }: StoredEvent, purchases: readonly StoredEvent[]): ReceiptLine[] {
  return (facts.parts ?? []).flatMap((part) => {
    const bought = purchases.find(({ id }) => id === part.purchase)?.payload;
    if (bought?.kind !== "purchase") return [];
    return (part.lines ?? []).flatMap(([index, quantity]) => {
      const line = bought.lines[index];
      if (line === undefined) return [];
      const paidMinor = Math.round((line.paidMinor * quantity) / line.quantity);
      return [{ article: line.article, quantity, paidMinor, rules: [] }];
    });
  });
}
