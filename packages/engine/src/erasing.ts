/** The end of a membership, and its pause: a member is forgotten, or kept from spending while something is looked into. */
import type { Refusal } from "./claims.ts";
import type { Draft } from "./draft.ts";
import type { LotUse } from "./effects.ts";
import type { ClubEvent, EventOf } from "./events.ts";
import type { CompiledLadder } from "./programme/compiled.ts";

/**
 * Ends what a member has: holds are released, what remains goes to `forfeited`, what is owed is written off,
 * rewards that were granted are taken back, and levels are left. A wallet that others share stays as it is.
 */
export function erase(draft: Draft): null {
  if (draft.wallet.id === draft.person.id) settle(draft);
  draft.add({ do: "erase" });
  return null;
}

function settle(draft: Draft): void {
  for (const held of draft.wallet.holds) draft.endHold(held, "released");
  draft.expireLots();
  const left = new Map<string, LotUse[]>();
  for (const { no, unit, remaining } of draft.lots()) {
    if (remaining <= 0) continue;
    const uses = left.get(unit);
    if (uses) uses.push([no, remaining]);
    else left.set(unit, [[no, remaining]]);
  }
  for (const [unit, uses] of left) {
    const amount = uses.reduce((sum, [, part]) => sum + part, 0);
    draft.post({ unit, from: "lots", to: "forfeited", amount, uses, rule: "erase" });
  }
  for (const unit of Object.keys(draft.wallet.arrears)) {
    const owed = -draft.arrears(unit);
    if (owed > 0)
      draft.post({ unit, from: "adjusted", to: "arrears", amount: owed, rule: "erase" });
  }
  for (const [reward, count] of Object.entries(draft.wallet.grants))
    if (count > 0) draft.add({ do: "grant", reward, count: -count, rule: "erase" });
  for (const ladder of draft.programme.ladders) leaveLevel(draft, ladder);
}

/** Back to the lowest level, so that time has nothing more to warn of or to take. */
function leaveLevel(draft: Draft, { id: ladder, unit, levels }: CompiledLadder): void {
  const [lowest] = levels;
  const level = draft.wallet.ladders[ladder]?.level;
  if (!lowest || level === undefined || level === lowest.id) return;
  const period = draft.periodKey(unit, draft.event.bookedAt);
  draft.add({ do: "level", ladder, level: lowest.id, period, why: "erased" });
}

/** Keeps a member from spending, or lets them again. Earning and returns go on. */
export function freeze(draft: Draft, event: EventOf<"freeze">): null {
  draft.add({ do: "freeze", frozen: event.frozen, reason: event.reason });
  return null;
}

/** Why a frozen member may not do this, or null where they may. */
export function whileFrozen(draft: Draft, event: ClubEvent): Refusal | null {
  if (draft.person.frozen !== true || !spends(event)) return null;
  return {
    code: "member_frozen",
    pointer: event.kind === "purchase" ? "/spends" : "",
    detail:
      "The membership is frozen, so nothing can be spent now; earning goes on. A person looks into it: ask the club.",
  };
}

function spends(event: ClubEvent): boolean {
  if (event.kind === "purchase") return (event.spends?.length ?? 0) > 0;
  return event.kind === "spend" || event.kind === "hold" || event.kind === "redeem";
}
