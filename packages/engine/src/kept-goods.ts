/**
 * A purchase's own rules, asked again for the goods that were kept: under their own version, with the facts of the day.
 * The member is who they are now. So the whole purchase is asked about too: where even that would not give any more what
 * it gave, what the rule rests on has changed since, or it was no sum of its own (a multiplier), and the answer says
 * nothing about the goods.
 */
import { EvaluationError } from "./expressions/errors.ts";
import type { Post } from "./effects.ts";
import type { Facts, PurchaseRecord } from "./facts.ts";
import { givesOf, isMetBy } from "./measuring.ts";
import type { CompiledRule } from "./programme/compiled.ts";
import { PurchaseRest } from "./purchases.ts";
import type { Reversal } from "./reversal.ts";
import type { Asked } from "./targeting.ts";
import { viewOf } from "./views.ts";

type Goods = readonly {
  readonly index: number;
  readonly quantity: number;
  readonly paidMinor: number;
}[];

/** Units of a posting that the kept goods would still give; null where asking again says nothing. */
export function unitsStillDue(post: Post, reversal: Reversal): number | null {
  const rule = ruleOf(post.rule, reversal);
  if (!rule) return null;
  const unitsOf = (goods: Goods): number =>
    ask(rule, goods, reversal, (asked) => givesOf(rule, asked, post.unit), 0);
  if (unitsOf(allOf(reversal.record)) < post.amount) return null;
  return unitsOf(keptOf(reversal.rest));
}

/**
 * Whether what a rule gave besides units (a reward, a badge) goes with this part: its condition held of what was kept
 * before, and does not hold of what is kept now. Null where asking again says nothing.
 */
export function goesWith(id: string, reversal: Reversal): boolean | null {
  const rule = ruleOf(id, reversal);
  if (rule?.onReturn !== "re-evaluate") return null;
  const holds = (goods: Goods): boolean =>
    ask(rule, goods, reversal, (asked) => isMetBy(rule, asked), false);
  if (!holds(allOf(reversal.record))) return null;
  const before = keptOf(new PurchaseRest(reversal.record));
  return holds(before) && !holds(keptOf(reversal.rest));
}

function ruleOf(id: string, { record, asked }: Reversal): CompiledRule | undefined {
  return asked.programmeOf(record.version)?.rulesById.get(id);
}

const allOf = ({ lines }: PurchaseRecord): Goods =>
  lines.map(({ quantity, paidMinor }, index) => ({ index, quantity, paidMinor }));

/** Goods that have not come back. */
function keptOf(rest: PurchaseRest): Goods {
  return rest.indexes
    .map((index) => ({ index, quantity: rest.quantity(index), paidMinor: rest.money(index) }))
    .filter(({ quantity }) => quantity > 0);
}

function ask<T>(
  rule: CompiledRule,
  goods: Goods,
  { record, asked }: Reversal,
  answer: (asked: Asked) => T,
  unanswered: T,
): T {
  const programme = asked.programmeOf(record.version);
  if (!programme || goods.length === 0) return unanswered;
  const market = programme.markets.get(record.market) ?? programme.marketDefault;
  const event = {
    id: record.event,
    kind: "purchase" as const,
    occurredAt: record.occurredAt,
    bookedAt: record.occurredAt,
    ...record.frame,
    currency: record.currency,
    lines: goods.map(({ index, quantity, paidMinor }) => ({
      article: record.lines[index]?.article ?? "",
      quantity,
      paidMinor,
    })),
  };
  const facts: Facts = {
    version: record.version,
    market: market.id,
    ...(record.facts?.region !== undefined && { region: record.facts.region }),
    ...(record.facts?.segments && { segments: record.facts.segments }),
    ...(record.facts?.told && { told: record.facts.told }),
    lines: goods.map(({ index }) => record.lineFacts?.[index] ?? {}),
  };
  const view = viewOf(programme, asked.states, event, facts, market);
  try {
    return answer({ person: asked.states.person, event, facts, market, view });
  } catch (error) {
    if (error instanceof EvaluationError) return unanswered; // As in earning: what cannot be told gives nothing.
    throw error;
  }
}
