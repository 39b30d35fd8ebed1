/** What becomes of a redemption that was taken: issued, used or cancelled, each once, in the caller's transaction. */
import type { EventAnswer } from "@trofast/contract/events";
import { isProblemCode } from "@trofast/contract/problems";
import type { Club } from "../../club.ts";
import type { Tx } from "../../platform/db.ts";
import { DomainError } from "../../platform/errors.ts";
import * as activity from "../activity/service.ts";
import type { Submitted } from "../activity/domain.ts";
import * as members from "../members/service.ts";
import * as codeStore from "./code-store.ts";
import { isHeldByOther, isUsedAtOnce, stateAt, statesBefore, type Redemption } from "./domain.ts";
import { giveCard } from "./gift-cards.ts";
import { freeSeat, mayGiveBack } from "./seats.ts";
import * as store from "./store.ts";

export const SOURCE = "rewards";

export function frameOf(memberId: string, id: string, now: number): Omit<Submitted, "payload"> {
  return {
    source: SOURCE,
    id,
    member: members.ownRef(memberId),
    occurredAt: now,
    timedHere: true,
    unknownMember: "refuse",
    history: false,
  };
}

/** Books one event in the caller's transaction; a refusal becomes one of the call. */
export async function book(
  club: Club,
  tx: Tx,
  event: Submitted,
  facts: Submitted["facts"] = {},
): Promise<EventAnswer> {
  const [answer] = await activity.submitWithin(club, tx, [{ ...event, facts }]);
  if (!answer) throw new Error("an event without an answer");
  const { problem } = answer;
  if (!problem) return answer;
  if (!isProblemCode(problem.code)) throw new Error(`unknown problem code ${problem.code}`);
  throw new DomainError(problem.code, problem.detail, {
    ...(problem.errors && { errors: problem.errors }),
    ...(problem.shortBy !== undefined && { shortBy: problem.shortBy }),
  });
}

/**
 * The order that it was kept for is paid: the redemption is the member's.
 *
 * @throws DomainError `unknown_redemption`, `reward_used` where it has gone back meanwhile.
 */
export async function issue(club: Club, tx: Tx, id: string): Promise<Redemption> {
  const now = club.clock.now();
  const redemption = await lock(tx, id);
  const state = stateAt(redemption, now);
  if (state === "issued" || (state === "used" && isUsedAtOnce(redemption.kind))) return redemption;
  if (state !== "reserved") throw ended(redemption, state);
  await move(tx, redemption, { to: "issued", now });
  if (redemption.kind === "gift_card") await giveCard(club, tx, redemption);
  if (isUsedAtOnce(redemption.kind)) await move(tx, redemption, { to: "used", now });
  return await lock(tx, id);
}

/**
 * Uses a redemption, once. Sent again for the same order it is answered as before.
 *
 * @throws DomainError `unknown_redemption`, `reward_used`, `conflict` where another order keeps it.
 */
export async function use(
  tx: Tx,
  input: { id: string; now: number; order?: string | undefined; store?: string | undefined },
): Promise<Redemption> {
  const { id, now, order, store: at } = input;
  const redemption = await lock(tx, id);
  const state = stateAt(redemption, now);
  if (state === "used" && order !== undefined && redemption.orderKey === order) return redemption;
  const isKept = redemption.orderKey === order && (redemption.orderUntil ?? 0) > now;
  // What an order keeps is honoured for it, also when its last day passes meanwhile.
  const isOpen = state === "issued" || (isKept && redemption.state === "issued");
  if (!isOpen) throw ended(redemption, state);
  refuseKept(redemption, order ?? null, now);
  await move(tx, redemption, { to: "used", now, order, store: at });
  return await lock(tx, id);
}

/**
 * Cancels a redemption: units go back to their own lots, stock and seat to the club, a granted reward to the member.
 *
 * @param input.by a member has until the experience's deadline; the staff has not.
 * @throws DomainError `unknown_redemption`, `reward_used`, `reward_unavailable` where it is too late, `conflict`.
 */
export async function cancel(
  club: Club,
  tx: Tx,
  input: { id: string; by: "member" | "staff" | "order"; order?: string | undefined },
): Promise<Redemption> {
  const now = club.clock.now();
  const redemption = await lock(tx, input.id);
  const { id, memberId, state, eventId, redeemedAt } = redemption;
  const isLapsed = state === "reserved";
  if (!isLapsed && stateAt(redemption, now) !== "issued")
    throw ended(redemption, stateAt(redemption, now));
  refuseKept(redemption, input.order ?? null, now);
  if (redemption.kind === "experience" && input.by === "member")
    await mayGiveBack(club, tx, redemption);
  await book(club, tx, {
    ...frameOf(memberId, `${id}#cancel`, now),
    payload: { kind: "cancel", redemption: id, event: eventId, redeemedAt },
  });
  await move(tx, redemption, { to: "cancelled", now });
  await codeStore.endCodes(tx, id, now);
  await freeSeat(tx, { redemption, now });
  return await lock(tx, id);
}

function refuseKept(redemption: Redemption, order: string | null, now: number): void {
  if (!isHeldByOther(redemption, order, now)) return;
  throw new DomainError(
    "conflict",
    `The redemption ${redemption.id} is kept for an order that is not paid yet. Void the order first, or wait.`,
  );
}

async function move(
  tx: Tx,
  { memberId, id }: Redemption,
  how: {
    to: Redemption["state"];
    now: number;
    order?: string | undefined;
    store?: string | undefined;
  },
): Promise<void> {
  const { to, now, order: orderKey, store: at } = how;
  const from = statesBefore(to);
  const moved = await store.move(tx, { memberId, id, from, to, now, orderKey, store: at });
  if (!moved) throw new Error(`the redemption ${id} could not become ${to}`);
}

/** @throws DomainError `unknown_redemption`. */
export async function lock(tx: Tx, id: string): Promise<Redemption> {
  const redemption = await store.lockRedemption(tx, id);
  if (redemption) return redemption;
  throw new DomainError("unknown_redemption", "There is no such redemption.");
}

function ended(redemption: Redemption, state: Redemption["state"]): DomainError {
  return new DomainError("reward_used", `The redemption ${redemption.id} is ${WORDS[state]}.`);
}

const WORDS: Readonly<Record<Redemption["state"], string>> = {
  reserved: "kept for an order and not issued yet",
  issued: "issued",
  used: "used already",
  cancelled: "cancelled",
  expired: "past its last day",
};
