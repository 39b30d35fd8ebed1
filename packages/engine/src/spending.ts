/** Using units: spending, holding and releasing lots, and corrections by a person. */
import type { Refusal } from "./claims.ts";
import type { Draft } from "./draft.ts";
import type { EventOf } from "./events.ts";
import { climb, descend } from "./levels.ts";
import { balanceOf, chooseLots } from "./lots.ts";
import type { CompiledUnit } from "./programme/compiled.ts";

/** Takes units from lots, a hold's lots first. */
export function spend(
  draft: Draft,
  unitId: string,
  amount: number,
  rule: string,
  holdId: string | undefined,
): Refusal | null {
  const problem = unitProblem(draft, unitId);
  if (problem) return problem;
  const held = draft.wallet.holds.find((open) => open.hold === holdId);
  if (holdId !== undefined && !held) return unknownHold(holdId);
  if (held && held.unit !== unitId)
    return {
      code: "unknown_hold",
      pointer: "/hold",
      detail: `The hold '${held.hold}' reserves ${held.unit}, not ${unitId}.`,
    };
  if (held && draft.isEnded(held)) return unknownHold(held.hold);
  if (held) draft.endHold(held, "committed");
  const at = draft.event.bookedAt;
  const lots = draft.arrears(unitId) < 0 ? [] : draft.lots();
  const { uses, missing } = chooseLots(lots, unitId, at, amount, held?.uses);
  if (missing > 0) return insufficient(draft, unitId, amount, missing);
  draft.post({ unit: unitId, from: "lots", to: "redeemed", amount, uses, rule });
  if (held) draft.settleFreed(held);
  return null;
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

export function hold(draft: Draft, event: EventOf<"hold">): Refusal | null {
  const problem = unitProblem(draft, event.unit);
  if (problem) return problem;
  if (draft.wallet.holds.some((open) => open.hold === event.hold))
    return {
      code: "hold_exists",
      pointer: "/hold",
      detail: `The hold '${event.hold}' is open already.`,
    };
  const at = event.bookedAt;
  const lots = draft.arrears(event.unit) < 0 ? [] : draft.lots();
  const { uses, missing } = chooseLots(lots, event.unit, at, event.amount);
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

/** Ends a hold unused. */
export function release(draft: Draft, holdId: string): Refusal | null {
  const held = draft.wallet.holds.find((open) => open.hold === holdId);
  if (!held) return unknownHold(holdId);
  draft.endHold(held, "released");
  draft.settleFreed(held);
  return null;
}

function unknownHold(holdId: string): Refusal {
  return {
    code: "unknown_hold",
    pointer: "/hold",
    detail: `There is no open hold '${holdId}': it was released, used, or has timed out.`,
  };
}

/** A correction by a person: units given with a lot of their own, or taken from lots in spending order. */
export function adjust(draft: Draft, event: EventOf<"adjust">): Refusal | null {
  const unit = draft.programme.units.get(event.unit);
  if (!unit) return unitProblem(draft, event.unit);
  const rule = `adjust:${event.reason}`;
  if (event.amount > 0) {
    draft.give(unit, event.amount, { rule, from: "adjusted" });
    climb(draft);
    return null;
  }
  const amount = -event.amount;
  if (!unit.spendable) return adjustSum(draft, unit, amount, rule);
  const { uses, missing } = chooseLots(draft.lots(), unit.id, event.bookedAt, amount);
  if (missing > 0) return insufficient(draft, unit.id, amount, missing);
  draft.post({ unit: unit.id, from: "lots", to: "adjusted", amount, uses, rule });
  return null;
}

function adjustSum(draft: Draft, unit: CompiledUnit, amount: number, rule: string): Refusal | null {
  const period = draft.periodKey(unit, draft.event.occurredAt);
  const sum = draft.sum(unit.id, period);
  if (sum < amount)
    return {
      code: "insufficient_balance",
      pointer: "/amount",
      detail: `The sum of ${unit.id} in period ${period} is ${sum}; ${amount} cannot be taken from it.`,
      shortBy: amount - sum,
    };
  draft.post({ unit: unit.id, from: "sum", to: "adjusted", amount, period, rule });
  descend(draft, "adjusted");
  return null;
}
