/**
 * The one door: what does this event do? A pure function of its arguments, without clock, chance or I/O;
 * the same arguments give the same effects for ever. Nothing outside the engine computes points.
 */
import type { Claim, Reason, Refusal } from "./claims.ts";
import { challenge, stamp } from "./challenges.ts";
import { Draft } from "./draft.ts";
import { earn } from "./earning.ts";
import type { Effect } from "./effects.ts";
import { triggerOf, type ClubEvent, type EventOf } from "./events.ts";
import type { Facts, PurchaseRecord } from "./facts.ts";
import { climb } from "./levels.ts";
import { balanceOf, chooseLots, spendingOrder } from "./lots.ts";
import type { CompiledProgramme, Market } from "./programme/compiled.ts";
import { takeBack } from "./returns.ts";
import { unreachable, type States } from "./state.ts";
import type { Asked } from "./targeting.ts";
import { validThrough } from "./time.ts";
import { topCategory, viewOf } from "./views.ts";

/** Changes when the same arguments may give other effects: `verify --redecide` compares within one number. */
export const ENGINE_SEMANTICS = 1;

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
  switch (event.kind) {
    case "purchase":
      return purchase(draft, event, input, market, reasons, claims);
    case "return": {
      const programmeOf = input.programmeOf ?? (() => input.programme);
      const purchases = input.purchases ?? new Map<string, PurchaseRecord>();
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
    case "hold":
      return hold(draft, event);
    case "release":
      return release(draft, event.hold);
    case "adjust":
      return adjust(draft, event);
    case "consent": {
      const consent = event.channel ? `${event.purpose}:${event.channel}` : event.purpose;
      draft.add({ do: "consent", consent, given: event.given });
      return null;
    }
    case "boundary":
      return null; // Made by `advance`, whose effects come with it.
    default:
      return unreachable(event);
  }
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
    return { code: "amount_out_of_range", pointer: "/lines", detail: "The lines add up to too much." };
  for (const spending of event.spends ?? []) {
    const refusal = spend(draft, spending.unit, spending.amount, "tender", spending.hold);
    if (refusal) return refusal;
  }
  wake(draft, input, market, reasons, claims);
  slide(draft);
  const categories: Record<string, number> = {};
  event.lines.forEach((_, index) => {
    const category = topCategory(input.facts.lines?.[index]?.category ?? "");
    if (category !== "") categories[category] = 1;
  });
  draft.add({ do: "bought", purchases: 1, categories });
  return null;
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
      lot.expiresAt = expiresAt;
      draft.add({ do: "extend", lot: lot.no, expiresAt });
    }
  }
}

/** Takes units from lots, a hold's lots first. */
function spend(
  draft: Draft,
  unitId: string,
  amount: number,
  rule: string,
  holdId: string | undefined,
): Refusal | null {
  const problem = unitProblem(draft, unitId);
  if (problem) return problem;
  const held = draft.wallet.holds.find((open) => open.hold === holdId);
  if (holdId !== undefined && !held)
    return {
      code: "unknown_hold",
      pointer: "/hold",
      detail: `There is no open hold '${holdId}': it was released, used, or has timed out.`,
    };
  if (held) draft.endHold(held, "committed");
  const at = draft.event.bookedAt;
  const { uses, missing } = chooseLots(
    draft.arrears(unitId) < 0 ? [] : leftBeside(spendingOrder(draft.lots(), unitId, at), held?.uses),
    amount,
    held?.unit === unitId ? held.uses : [],
  );
  if (missing > 0) return insufficient(draft, unitId, amount, missing);
  draft.post({ unit: unitId, from: "lots", to: "redeemed", amount, uses, rule });
  return null;
}

/** Lots less what the hold's own uses will take of them. */
function leftBeside<L extends { no: number; remaining: number; held: number }>(
  lots: readonly L[],
  uses: readonly (readonly [number, number])[] | undefined,
): L[] {
  if (!uses) return [...lots];
  return lots.map((lot) => {
    const used = uses.find(([no]) => no === lot.no)?.[1] ?? 0;
    return { ...lot, remaining: lot.remaining - used };
  });
}

function insufficient(draft: Draft, unit: string, amount: number, missing: number): Refusal {
  const { available, arrears } = balanceOf(draft.wallet, unit, draft.event.bookedAt);
  return {
    code: "insufficient_balance",
    pointer: "/amount",
    detail:
      arrears < 0
        ? `The member owes ${-arrears} ${unit}; they are paid by what is earned next, and nothing can be spent before.`
        : `The member has ${available} ${unit} to use and needs ${amount}.`,
    shortBy: missing,
  };
}

function unitProblem(draft: Draft, unitId: string): Refusal | null {
  const unit = draft.programme.units.get(unitId);
  if (!unit)
    return {
      code: "unknown_unit",
      pointer: "/unit",
      detail: `The programme has no unit '${unitId}'; it has ${[...draft.programme.units.keys()].join(", ")}.`,
    };
  if (!unit.spendable)
    return {
      code: "unit_not_spendable",
      pointer: "/unit",
      detail: `'${unitId}' only counts and cannot be spent or held.`,
    };
  return null;
}

function hold(draft: Draft, event: EventOf<"hold">): Refusal | null {
  const problem = unitProblem(draft, event.unit);
  if (problem) return problem;
  if (draft.wallet.holds.some((open) => open.hold === event.hold))
    return { code: "hold_exists", pointer: "/hold", detail: `The hold '${event.hold}' is open already.` };
  const at = event.bookedAt;
  const usable = draft.arrears(event.unit) < 0 ? [] : spendingOrder(draft.lots(), event.unit, at);
  const { uses, missing } = chooseLots(usable, event.amount);
  if (missing > 0) return insufficient(draft, event.unit, event.amount, missing);
  draft.add({
    do: "hold",
    hold: event.hold,
    unit: event.unit,
    until: at + event.seconds * 1000,
    uses,
  });
  return null;
}

/** Ends a hold unused; a lot that expired meanwhile expires now, dated at its own instant by `advance` next time. */
function release(draft: Draft, holdId: string): Refusal | null {
  const held = draft.wallet.holds.find((open) => open.hold === holdId);
  if (!held)
    return {
      code: "unknown_hold",
      pointer: "/hold",
      detail: `There is no open hold '${holdId}': it was released, used, or has timed out.`,
    };
  draft.endHold(held, "released");
  for (const [no] of held.uses) {
    const lot = draft.lots().find((candidate) => candidate.no === no);
    if (lot?.expiresAt != null && lot.expiresAt <= draft.event.bookedAt)
      draft.expireLot(no, held.unit);
  }
  return null;
}

/** A correction by a person: units given with a lot of their own, or taken in spending order and then as a debt. */
function adjust(draft: Draft, event: EventOf<"adjust">): Refusal | null {
  const unit = draft.programme.units.get(event.unit);
  if (!unit) return unitProblem(draft, event.unit);
  const rule = `adjust:${event.reason}`;
  if (!unit.spendable) {
    const period = draft.periodKey(unit, event.occurredAt);
    const [from, to] = event.amount > 0 ? (["adjusted", "sum"] as const) : (["sum", "adjusted"] as const);
    draft.post({ unit: unit.id, from, to, amount: Math.abs(event.amount), period, rule });
    climb(draft);
    return null;
  }
  if (event.amount > 0) {
    const availableAt = event.bookedAt;
    const expiresAt = unit.expires
      ? validThrough(event.occurredAt, unit.expires, draft.zone, unit.roundTo)
      : null;
    const lot = { availableAt, expiresAt };
    draft.post({ unit: unit.id, from: "adjusted", to: "lots", amount: event.amount, rule, lot });
    if (draft.arrears(unit.id) < 0) draft.payArrears(unit.id, event.bookedAt);
    return null;
  }
  const usable = spendingOrder(draft.lots(), unit.id, event.bookedAt);
  const { uses, missing } = chooseLots(usable, -event.amount);
  if (missing > 0) return insufficient(draft, unit.id, -event.amount, missing);
  draft.post({ unit: unit.id, from: "lots", to: "adjusted", amount: -event.amount, uses, rule });
  return null;
}

/** Is the activity declared, with the evidence and fields that it may have? */
function activityProblem(draft: Draft, event: EventOf<"activity">): Refusal | null {
  const declared = draft.programme.source.activities[event.activity];
  if (!declared)
    return {
      code: "unknown_activity",
      pointer: "/activity",
      detail: `The programme declares no activity '${event.activity}'; it has ${Object.keys(draft.programme.source.activities).join(", ") || "none"}.`,
    };
  const { evidence } = declared;
  if (evidence && event.evidence === undefined)
    return {
      code: "evidence_missing",
      pointer: "/evidence",
      detail: `'${event.activity}' needs evidence: ${evidence.join(" or ")}.`,
    };
  if (evidence && event.evidence !== undefined && !evidence.includes(event.evidence))
    return {
      code: "evidence_not_accepted",
      pointer: "/evidence",
      detail: `'${event.activity}' accepts ${evidence.join(" or ")}, not '${event.evidence}'.`,
    };
  for (const [name, value] of Object.entries(event.fields ?? {})) {
    const kind = declared.fields?.[name];
    if (kind === undefined)
      return {
        code: "field_unknown",
        pointer: `/fields/${name}`,
        detail: `'${event.activity}' has no field '${name}'; it has ${Object.keys(declared.fields ?? {}).join(", ") || "none"}.`,
      };
    const wrong = fieldProblem(kind, value);
    if (wrong)
      return { code: "field_invalid", pointer: `/fields/${name}`, detail: `'${name}' ${wrong}.` };
  }
  return null;
}

function fieldProblem(kind: string, value: string | number | boolean): string | null {
  switch (kind) {
    case "text":
    case "article":
      return typeof value === "string" ? null : "is a text";
    case "day":
      return typeof value === "string" && /^\d{4}-\d\d-\d\d$/.test(value)
        ? null
        : "is a day such as 2026-11-21";
    case "number":
      return typeof value === "number" && Number.isFinite(value) ? null : "is a number";
    case "yesno":
      return typeof value === "boolean" ? null : "is true or false";
    default: {
      if (typeof value !== "number" || !Number.isSafeInteger(value)) return "is a whole number";
      const [low, high] = kind.split("..").map(Number);
      if (kind === "whole" || low === undefined || high === undefined) return null;
      return value >= low && value <= high ? null : `lies between ${low} and ${high}`;
    }
  }
}

/** Follows a subscription or policy through its life; rules see the state before the act's own change. */
function contract(draft: Draft, event: EventOf<"contract">): Refusal | null {
  const known = draft.person.contracts[event.contract];
  if (event.act === "started") {
    if (known && known.status !== "ended")
      return {
        code: "contract_exists",
        pointer: "/contract",
        detail: `The contract '${event.contract}' has started already.`,
      };
    const state = {
      product: event.product ?? "",
      status: "active" as const,
      startedAt: event.occurredAt,
      renewals: 0,
      claims: 0,
      claimFreeSince: event.occurredAt,
    };
    draft.add({ do: "contract", contract: event.contract, state });
    return null;
  }
  if (!known)
    return {
      code: "contract_unknown",
      pointer: "/contract",
      detail: `The contract '${event.contract}' has not started for this member.`,
    };
  const state = { ...known };
  if (event.product !== undefined) state.product = event.product;
  if (event.act === "renewed") state.renewals += 1;
  if (event.act === "claimed") {
    state.claims += 1;
    state.claimFreeSince = event.occurredAt;
  }
  if (event.act === "paused") state.status = "paused";
  if (event.act === "resumed" || event.act === "renewed") state.status = "active";
  if (event.act === "ended") state.status = "ended";
  if (event.act !== "premium")
    draft.add({ do: "contract", contract: event.contract, state });
  return null;
}

