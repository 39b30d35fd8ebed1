/**
 * A member brought a friend: what the programme gives each of the two, as an event in each one's log, and its reversal
 * when the friend's purchase comes back. Whether the purchase was kept long enough is the shell's to watch.
 */
import type { Claim, Reason } from "./claims.ts";
import type { Draft } from "./draft.ts";
import type { EventOf } from "./events.ts";
import type { Facts, PurchaseRecord } from "./facts.ts";
import { climb, descend } from "./levels.ts";
import { roomsOf, useRoom } from "./limits.ts";
import type { Market } from "./programme/compiled.ts";
import { postsOf } from "./purchases.ts";
import { skipped, skippedFor } from "./reasons.ts";
import { restOf, takeBackEarned } from "./reversal.ts";

const RULE = "club:referral";

/** Gives one of the two what the programme says; nothing where it says nothing, or the member's limit is used up. */
export function refer(
  draft: Draft,
  event: EventOf<"referral">,
  asked: { readonly facts: Facts; readonly market: Market },
  out: { readonly claims: Claim[]; readonly reasons: Reason[] },
): null {
  const { referral } = draft.programme;
  const gifts = referral?.[event.side];
  if (!referral || !gifts || (gifts.give.length === 0 && gifts.reward === undefined)) {
    out.reasons.push(skipped(RULE, "rounds_to_nothing"));
    return null;
  }
  const limits = event.side === "member" ? referral.limits : [];
  const rooms = roomsOf({ limits }, draft, asked.facts, asked.market);
  const full = rooms.find((room) => room.left <= 0);
  if (full) {
    out.reasons.push(skippedFor(RULE, "limit", full.key));
    return null;
  }
  const given: Record<string, number> = {};
  for (const { unit, amount } of gifts.give) {
    draft.give(unit, amount, { rule: RULE });
    given[unit.id] = amount;
  }
  const { reward } = gifts;
  if (reward !== undefined) draft.add({ do: "grant", reward, count: 1, rule: RULE });
  for (const room of rooms) useRoom(draft, RULE, room, 1, out.claims);
  if (draft.programme.ladders.length > 0) climb(draft);
  out.reasons.push({ rule: RULE, outcome: "gave", code: "applied", given });
  return null;
}

/** Takes back what a `referral` event gave: units as the unit's clawback policy allows, a reward while it is unused. */
export function unrefer(draft: Draft, record: PurchaseRecord | undefined, reasons: Reason[]): null {
  if (!record) return null;
  const taken: Record<string, number> = {};
  for (const post of postsOf(record)) {
    const amount = post.rule === RULE ? restOf(draft, record, post) : 0;
    if (amount <= 0) continue;
    takeBackEarned(draft, post, amount, record);
    taken[post.unit] = -amount;
  }
  for (const effect of record.effects) {
    if (effect.do === "grant" && effect.rule === RULE && draft.grants(effect.reward) > 0)
      draft.add({ ...effect, count: -effect.count });
    if (effect.do === "count" && effect.rule === RULE) draft.add({ ...effect, by: -effect.by });
  }
  descend(draft, "returned");
  reasons.push({ rule: RULE, outcome: "gave", code: "applied", given: taken });
  return null;
}
