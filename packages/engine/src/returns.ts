/**
 * Goods come back: stored postings are reversed, never recalculated with today's rules. How units move back
 * stands in `reversal.ts`; what hangs on the purchase besides its postings, in `undo.ts`.
 */
import type { Refusal, Reason } from "./claims.ts";
import type { Draft } from "./draft.ts";
import type { Post } from "./effects.ts";
import type { EventOf } from "./events.ts";
import type { PurchaseRecord, ReturnedPart } from "./facts.ts";
import { unitsStillDue } from "./kept-goods.ts";
import { descend } from "./levels.ts";
import { postsOf, PurchaseRest } from "./purchases.ts";
import {
  giveBackSpent,
  restOf,
  takeBackEarned,
  takenOf,
  type ReturnAsked,
  type Reversal,
} from "./reversal.ts";
import { undo } from "./undo.ts";

/** Reverses what the parts of earlier purchases carry; a refusal where a part is more than remains. */
export function takeBack(
  draft: Draft,
  event: EventOf<"return">,
  asked: ReturnAsked,
  reasons: Reason[],
): Refusal | null {
  const parts = asked.facts.parts ?? [];
  if (parts.length === 0)
    return { code: "nothing_to_return", detail: "No earlier purchase matches this return." };
  const rests = new Map<string, PurchaseRest>();
  for (const part of parts) {
    const record = asked.purchases.get(part.purchase);
    if (!record)
      return {
        code: "nothing_to_return",
        detail: `The purchase ${part.purchase} is not known here.`,
      };
    const rest = rests.get(record.event) ?? new PurchaseRest(record);
    rests.set(record.event, rest);
    const refusal = problemOf(event, record, part, rest);
    if (refusal) return refusal;
    const carried = rest.take(part);
    reverse(draft, { record, rest, carried, asked }, reasons);
  }
  descend(draft, "returned");
  return null;
}

function problemOf(
  event: EventOf<"return">,
  record: PurchaseRecord,
  part: ReturnedPart,
  rest: PurchaseRest,
): Refusal | null {
  if (record.currency !== event.currency)
    return {
      code: "wrong_currency",
      pointer: "/currency",
      detail: `The purchase was in ${record.currency}, the return says ${event.currency}.`,
    };
  if (rest.exceeds(part))
    return {
      code: "return_exceeds_purchase",
      pointer: part.amountMinor === undefined ? "/lines" : "/amountMinor",
      detail: "More comes back than remains of the purchase.",
    };
  return null;
}

function reverse(draft: Draft, reversal: Reversal, reasons: Reason[]): void {
  const { record } = reversal;
  for (const post of postsOf(record)) {
    const wanted = wantedBack(draft, post, reversal);
    if (wanted <= 0) continue;
    if (post.to === "redeemed") giveBackSpent(draft, post, wanted, record);
    else takeBackEarned(draft, post, wanted, record);
    reasons.push({
      rule: post.rule,
      outcome: "gave",
      code: "applied",
      given: { [post.unit]: post.to === "redeemed" ? wanted : -wanted },
    });
  }
  undo(draft, reversal);
}

/** Units of one posting that this part takes back, as the rule's return policy says. */
function wantedBack(draft: Draft, post: Post, reversal: Reversal): number {
  const { record, rest, carried } = reversal;
  const share = carried.units.get(post.no) ?? 0;
  if (post.to === "redeemed") return share;
  if (post.onReturn === "keep") return 0;
  const most = restOf(draft, record, post);
  if (post.onReturn !== "re-evaluate") return Math.min(most, share);
  if (rest.isWhollyReturned) return most;
  const still = unitsStillDue(post, reversal);
  if (still === null) return Math.min(most, share);
  const due = post.amount - takenOf(draft, record, post.no) - still;
  return Math.max(0, Math.min(most, due));
}
