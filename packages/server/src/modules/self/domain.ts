/**
 * The member's own view: who they are to the club, what they have and what it is worth, and every event with its reasons.
 *
 * standing: balances, levels, cards and granted rewards at this moment, with the next ends.
 * receipt: what a purchase held, line by line with the rules that counted it, or what of it came back.
 * worth: what the usable part of a unit is in money, by what the programme says a unit is worth in the member's market;
 * rounded down, so that nobody is promised more than they get.
 *
 * What always holds: a member sees of themselves what the staff sees, with the same reasons; what they are told is
 * computed at the asking and kept nowhere.
 *
 * What it does not do: it decides nothing and writes nothing of its own; profile, answers and card are `members`'.
 */
import { mulExact, ratio, roundExact, toSafeInteger } from "@trofast/engine/numbers";
import type { CompiledProgramme, CompiledUnit, Market } from "@trofast/engine/programme/compiled";
import type { StoredEvent } from "../activity/domain.ts";

export interface Money {
  readonly minor: number;
  readonly currency: string;
}

/** Where a member belongs; the programme's first market where nothing is said. */
export function marketOf(programme: CompiledProgramme, market: string | null): Market {
  return programme.markets.get(market ?? "") ?? programme.marketDefault;
}

/** What something of a programme is called in each of its languages. */
export function namesOf(
  id: string,
  name: string | Readonly<Record<string, string>> | undefined,
  { source }: CompiledProgramme,
): Record<string, string> {
  const given = typeof name === "object" ? name : {};
  const fallback = typeof name === "string" ? name : (Object.values(given)[0] ?? id);
  return Object.fromEntries(
    source.club.languages.map((language) => [language, given[language] ?? fallback]),
  );
}

/** What an amount of a unit is worth, rounded down; null where the programme does not say. */
export function worthOf(unit: CompiledUnit, amount: number, market: Market): Money | null {
  const each = unit.worthMinor.get(market.id);
  if (each === undefined) return null;
  const minor = toSafeInteger(roundExact(mulExact(ratio(amount, 1), each), "floor"));
  return minor === null ? null : { minor, currency: market.currency };
}

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
