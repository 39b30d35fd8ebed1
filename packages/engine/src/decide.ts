/**
 * The one door: what does this event do? A pure function of its arguments, without clock, chance or I/O;
 * the same arguments give the same effects for ever. Nothing outside the engine computes points.
 */
import { activityProblem } from "./activities.ts";
import type { Claim, Reason, Refusal } from "./claims.ts";
import { challenge, stamp } from "./challenges.ts";
import { contract } from "./contracts.ts";
import { Draft } from "./draft.ts";
import { earn } from "./earning.ts";
import { erase, freeze, whileFrozen } from "./erasing.ts";
import type { Effect } from "./effects.ts";
import { triggerOf, type ClubEvent, type EventOf } from "./events.ts";
import type { Facts, PurchaseRecord } from "./facts.ts";
import { climb } from "./levels.ts";
import type { CompiledProgramme, Market } from "./programme/compiled.ts";
import { cancel, redeem } from "./redeeming.ts";
import { refer, unrefer } from "./referring.ts";
import { takeBack } from "./returns.ts";
import { adjust, hold, release, spend } from "./spending.ts";
import { unreachable } from "./invariants.ts";
import type { States } from "./state.ts";
import type { Asked } from "./targeting.ts";
import { validThrough } from "./time.ts";
import { handOver, takeOver } from "./transferring.ts";
import { topCategory, viewOf } from "./views.ts";

/** Changes when the same arguments may give other effects: `verify --redecide` compares within one number. */
export const ENGINE_SEMANTICS = 5;

export type DecideInput = {
  readonly programme: CompiledProgramme;
  readonly states: States;
  readonly event: ClubEvent;
  readonly facts: Facts;
  /** For returns: the purchases that come back, by event id, and the programmes they were made under. */
  readonly purchases?: ReadonlyMap<string, PurchaseRecord>;
  readonly programmeOf?: (version: number) => CompiledProgramme | undefined;
};
export type Decision = {
  readonly effects: readonly Effect[];
  readonly reasons: readonly Reason[];
  /** Scarce things wanted; where the shell gets less, it asks again with `facts.granted`. */
  readonly claims: readonly Claim[];
  /** Set where the event cannot be booked: then there are no effects. */
  readonly refusal: Refusal | null;
};

/** Decides one event for states that `advance` has brought to `event.bookedAt`. */
export function decide(input: DecideInput): Decision {
  const { programme, states, event, facts } = input;
  const market = programme.markets.get(facts.market) ?? programme.marketDefault;
  const draft = new Draft(programme, states, event, market.zone);
  const reasons: Reason[] = [];
  const claims: Claim[] = [];
  const refusal = act(draft, input, market, reasons, claims);
  if (refusal) return { effects: [], reasons, claims: [], refusal };
  return { effects: draft.effects, reasons, claims, refusal: null };
}

function act(
  draft: Draft,
  input: DecideInput,
  market: Market,
  reasons: Reason[],
  claims: Claim[],
): Refusal | null {
  const { event, facts, states } = input;
  const stopped = whileFrozen(draft, event);
  if (stopped) return stopped;
  switch (event.kind) {
    case "purchase":
      return purchase(draft, event, input, market, reasons, claims);
    case "return": {
      const programmeOf = input.programmeOf ?? (() => input.programme);
      const purchases = recordsOf(input);
      return takeBack(draft, event, { states, facts, programmeOf, purchases }, reasons);
    }
    case "activity":
      return activityProblem(draft, event) ?? wake(draft, input, market, reasons, claims);
    case "contract":
      return contract(draft, event) ?? wake(draft, input, market, reasons, claims);
    case "join":
      if (states.person.joinedAt !== null) return null;
      draft.add({ do: "join", at: event.occurredAt });
      return wake(draft, input, market, reasons, claims);
    case "spend":
      return spend(draft, event.unit, event.amount, event.reward ?? "spend", event.hold);
    case "redeem":
      return redeem(draft, event, { facts, market, states }, { claims, reasons });
    case "cancel":
      return cancel(draft, event, recordsOf(input).get(event.event), reasons);
    case "hold":
      return hold(draft, event);
    case "release":
      return release(draft, event.hold);
    case "adjust":
      return adjust(draft, event);
    case "consent":
      return consent(draft, event);
    case "freeze":
      return freeze(draft, event);
    case "erase":
      return erase(draft);
    case "hand-over":
      return handOver(draft, event);
    case "take-over":
      return takeOver(draft, event);
    case "referral":
      return refer(draft, event, { facts, market }, { claims, reasons });
    case "unrefer":
      return unrefer(draft, recordsOf(input).get(event.event), reasons);
    case "boundary":
      return null; // Made by `advance`, whose effects come with it.
    default:
      return unreachable(event);
  }
}

function consent(draft: Draft, { purpose, contactChannel, given }: EventOf<"consent">): null {
  draft.add({
    do: "consent",
    consent: contactChannel === undefined ? purpose : `${purpose}:${contactChannel}`,
    given,
  });
  return null;
}

/** Purchases whose story lies in several members' logs stand in the facts, as they were then; those count. */
function recordsOf({ purchases, facts }: DecideInput): ReadonlyMap<string, PurchaseRecord> {
  const moved = (facts.moved ?? []).map((record) => [record.event, record] as const);
  return moved.length === 0 && purchases ? purchases : new Map([...(purchases ?? []), ...moved]);
}

/** Asks the rules, cards, challenges and ladders that the event wakes. */
function wake(
  draft: Draft,
  input: DecideInput,
  market: Market,
  reasons: Reason[],
  claims: Claim[],
): null {
  const { programme, states, event, facts } = input;
  const trigger = triggerOf(event);
  const rules = programme.rules.get(trigger);
  const cards = programme.cards.get(trigger);
  const challenges = programme.challenges.get(trigger);
  if (rules ?? cards ?? challenges) {
    const view = viewOf(programme, states, event, facts, market);
    const asked: Asked = { person: states.person, event, facts, market, view };
    if (rules) earn(draft, asked, rules, reasons, claims);
    if (cards) stamp(draft, view, cards, reasons);
    if (challenges) challenge(draft, view, challenges, market, reasons);
  }
  if (programme.ladders.length > 0) climb(draft);
  return null;
}

function purchase(
  draft: Draft,
  event: EventOf<"purchase">,
  input: DecideInput,
  market: Market,
  reasons: Reason[],
  claims: Claim[],
): Refusal | null {
  if (event.currency !== market.currency)
    return {
      code: "wrong_currency",
      pointer: "/currency",
      detail: `The purchase is in ${event.currency}, but market '${market.id}' uses ${market.currency}.`,
    };
  const total = event.lines.reduce((sum, line) => sum + line.paidMinor, 0);
  if (!Number.isSafeInteger(total))
    return {
      code: "amount_out_of_range",
      pointer: "/lines",
      detail: "The lines add up to too much.",
    };
  for (const spending of event.spends ?? []) {
    const refusal = spend(draft, spending.unit, spending.amount, "tender", spending.hold);
    if (refusal) return refusal;
  }
  wake(draft, input, market, reasons, claims);
  slide(draft);
  draft.add({ do: "bought", purchases: 1, categories: boughtFrom(input.facts) });
  return null;
}

/** A set of outermost categories, and the sets that it becomes with one line more, by the line's category. */
type CategorySet = {
  readonly categories: Readonly<Record<string, number>>;
  readonly with: Map<string, CategorySet>;
};

const SETS_KEPT_MAX = 10_000;
/** By their names in order; the empty set is where every basket begins. */
const sets = new Map<string, CategorySet>();
let setsKept = 0;

/** The outermost categories of a basket: of the same ones the same record, as baskets come again and to make one is slow. */
function boughtFrom({ lines = [] }: Facts): CategorySet["categories"] {
  let set = sets.get("") ?? setOf([]);
  for (const line of lines) {
    const { category = "" } = line;
    if (category !== "") set = set.with.get(category) ?? widened(set, category);
  }
  return set.categories;
}

function widened(set: CategorySet, category: string): CategorySet {
  const names = new Set([...Object.keys(set.categories), topCategory(category)]);
  const wider = setOf([...names].filter((name) => name !== ""));
  set.with.set(category, wider);
  setsKept += 1;
  if (setsKept > SETS_KEPT_MAX) {
    sets.clear();
    setsKept = 0;
  }
  return wider;
}

function setOf(names: readonly string[]): CategorySet {
  const inOrder = names.toSorted();
  const key = inOrder.join("\n");
  const known = sets.get(key);
  if (known) return known;
  const categories = Object.fromEntries(inOrder.map((name) => [name, 1]));
  const set = { categories, with: new Map<string, CategorySet>() };
  sets.set(key, set);
  return set;
}

/** Sliding units: a purchase gives every open lot the newest end; it never shortens one. */
function slide(draft: Draft): void {
  const { occurredAt, bookedAt } = draft.event;
  for (const unit of draft.programme.slidingUnits) {
    if (!unit.expires) continue;
    const expiresAt = validThrough(occurredAt, unit.expires, draft.zone, unit.roundTo);
    for (const lot of draft.lots()) {
      const open = lot.unit === unit.id && lot.remaining > 0 && (lot.expiresAt ?? 0) > bookedAt;
      if (!open || (lot.expiresAt ?? Infinity) >= expiresAt) continue;
      draft.add({ do: "extend", lot: lot.no, expiresAt });
    }
  }
}
