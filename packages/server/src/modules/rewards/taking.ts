/** A redemption's life: taken, kept, issued, and then one end. All of it in the caller's transaction. */
import { keptPricesOf } from "@trofast/engine/programme/compare";
import { ruleOfReward } from "@trofast/engine/programme/compile-rewards";
import type { CompiledProgramme, CompiledReward, Market } from "@trofast/engine/programme/compiled";
import { validThrough } from "@trofast/engine/time";
import type { EventAnswer } from "@trofast/contract/events";
import { isProblemCode } from "@trofast/contract/problems";
import type { Club } from "../../club.ts";
import type { Tx } from "../../platform/db.ts";
import { DomainError } from "../../platform/errors.ts";
import { newId } from "../../platform/ids.ts";
import * as activity from "../activity/service.ts";
import type { Submitted } from "../activity/domain.ts";
import * as members from "../members/service.ts";
import type { ResolvedMember } from "../members/domain.ts";
import type { Timeline } from "../programmes/domain.ts";
import * as codeStore from "./code-store.ts";
import { isHeldByOther, isUsedAtOnce, stateAt, statesBefore, type Redemption } from "./domain.ts";
import { giveCard } from "./gift-cards.ts";
import { giveCode } from "./issuing.ts";
import { freeSeat, mayGiveBack, mayTakeSeat, takeSeat } from "./seats.ts";
import * as store from "./store.ts";

export const SOURCE = "rewards";

export interface RedeemInput {
  readonly memberId: string;
  readonly reward: string;
  readonly count?: number | undefined;
  readonly granted?: boolean | undefined;
  /** The part of the price paid in money. */
  readonly paid?: { readonly currency: string; readonly amountMinor: number } | undefined;
  /** A hold over units, made before. */
  readonly hold?: string | undefined;
  readonly store?: string | undefined;
  readonly channel?: string | undefined;
  /** Keeps it for an order that is not paid yet: it is issued with `issue`, or goes back by itself. */
  readonly reserve?: { readonly order: string | null; readonly seconds: number } | undefined;
  /** From the waiting list: the wish that comes true. */
  readonly seatId?: string | undefined;
}

/**
 * Takes a reward for a member: units, stock, code, gift card and seat in one transaction.
 *
 * @throws DomainError `unknown_reward`, `reward_unavailable`, `reward_not_granted`, `reward_limit_reached`,
 * `out_of_stock`, `money_missing`, `insufficient_balance`, `seat_taken`, `member_busy`, `erased` …
 */
export async function redeem(club: Club, tx: Tx, input: RedeemInput): Promise<Redemption> {
  const now = club.clock.now();
  const timeline = await activity.timelineOf(club, tx);
  const { programme, reward } = rewardAt(timeline, input.reward, now);
  const live = await store.holdLive(tx, reward.id);
  if (live?.paused === true) throw unavailable(reward.id, "is not given out at the moment");
  const stock = live?.stock ?? null;
  const member = await activeMember(tx, input.memberId);
  const count = countOf(reward, input.count ?? 1);
  if (reward.source.kind === "experience")
    await mayTakeSeat(tx, { programme, reward, input, count, stock, now });
  const id = newId();
  const answer = await book(club, tx, eventOf({ input, id, count, now }), {
    keptPrices: keptFor(timeline, programme, member, reward.id, now),
    ...(stock !== null && { stock }),
  });
  const market = marketOf(programme, member);
  const redemption = newRedemption({ input, id, count, reward, market, programme, answer, now });
  await store.insertRedemption(tx, redemption);
  if (reward.source.code !== undefined) await giveCode(club, tx, { redemption, reward });
  // A card that could be spent before its order is paid would be worth too much.
  if (reward.source.kind === "gift_card" && redemption.state !== "reserved")
    await giveCard(club, tx, redemption);
  if (reward.source.kind === "experience")
    await takeSeat(tx, { redemption, seatId: input.seatId, now });
  return redemption;
}

/** @throws DomainError `unknown_reward`. */
export function rewardAt(
  timeline: Timeline,
  id: string,
  now: number,
): { programme: CompiledProgramme; reward: CompiledReward } {
  const programme = timeline.at(now);
  const reward = programme.rewards.get(id);
  if (reward) return { programme, reward };
  throw new DomainError("unknown_reward", `The programme in force has no reward '${id}'.`);
}

/** @throws DomainError `unknown_member`, `erased`, `reward_unavailable` where the membership is frozen. */
async function activeMember(tx: Tx, memberId: string): Promise<ResolvedMember> {
  const member = (await members.byIds(tx, [memberId])).get(memberId);
  if (!member) throw new DomainError("unknown_member", `There is no member ${memberId}.`);
  if (member.status === "erased")
    throw new DomainError("erased", "The member asked to be forgotten. Nothing was booked.");
  if (member.status === "frozen")
    throw new DomainError(
      "reward_unavailable",
      "The membership is frozen: nothing can be taken until a person has looked at it. Ask the club.",
    );
  return member;
}

function countOf({ id, source }: CompiledReward, count: number): number {
  const single = source.code !== undefined || source.kind === "gift_card";
  if (!single || count === 1) return count;
  throw new DomainError("invalid_body", `'${id}' comes with a code: take one at a time.`, {
    errors: [{ pointer: "/count", code: "one_at_a_time", detail: "must be 1" }],
  });
}

export function unavailable(id: string, why: string): DomainError {
  return new DomainError("reward_unavailable", `'${id}' ${why}. Nothing was booked.`);
}

function marketOf(programme: CompiledProgramme, member: ResolvedMember): Market {
  return programme.markets.get(member.market ?? "") ?? programme.marketDefault;
}

/** Lower prices that were promised to those who earned before they rose. */
export function keptFor(
  timeline: Timeline,
  programme: CompiledProgramme,
  member: Pick<ResolvedMember, "market">,
  reward: string,
  now: number,
): Record<string, [amount: number, earnedBefore: number][]> {
  const versions = timeline.versions.map(({ effectiveAt, programme: { source } }) => ({
    effectiveAt,
    programme: source,
  }));
  const zone = (programme.markets.get(member.market ?? "") ?? programme.marketDefault).zone;
  return keptPricesOf(versions, reward, now, zone);
}

function eventOf({
  input,
  id,
  count,
  now,
}: {
  input: RedeemInput;
  id: string;
  count: number;
  now: number;
}): Submitted {
  const { reward, hold, paid, granted } = input;
  return {
    ...frameOf(input.memberId, id, now),
    store: input.store,
    channel: input.channel,
    payload: {
      kind: "redeem",
      reward,
      count,
      redemption: id,
      ...(hold !== undefined && { hold }),
      ...(paid && { paid }),
      ...(granted === true && { granted }),
    },
  };
}

function frameOf(memberId: string, id: string, now: number): Omit<Submitted, "payload"> {
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
async function book(
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

function newRedemption({
  input,
  id,
  count,
  reward,
  market,
  programme,
  answer,
  now,
}: {
  input: RedeemInput;
  id: string;
  count: number;
  reward: CompiledReward;
  market: Market;
  programme: CompiledProgramme;
  answer: EventAnswer;
  now: number;
}): Redemption {
  const worth = reward.worthMinor.get(market.id);
  const reservedUntil = input.reserve ? now + input.reserve.seconds * 1000 : null;
  const isOver = reservedUntil === null && isUsedAtOnce(reward.source.kind);
  return {
    memberId: input.memberId,
    id,
    reward: reward.id,
    kind: reward.source.kind,
    state: isOver ? "used" : reservedUntil === null ? "issued" : "reserved",
    count,
    granted: input.granted === true,
    cost: costOf(answer, reward.id),
    paidMinor: input.paid?.amountMinor ?? 0,
    worthMinor: worth === undefined ? null : worth * count,
    currency: market.currency,
    market: market.id,
    programmeVersion: programme.version,
    eventId: answer.event?.id ?? "",
    redeemedAt: now,
    reservedUntil,
    usableUntil: reward.lasts ? validThrough(now, reward.lasts, market.zone) : null,
    orderKey: input.reserve?.order ?? null,
    orderUntil: input.reserve && input.reserve.order !== null ? reservedUntil : null,
    store: input.store ?? null,
    endedAt: isOver ? now : null,
  };
}

/** Units that the decision took, as it says itself. */
function costOf(answer: EventAnswer, reward: string): Record<string, number> {
  const given = answer.reasons?.find(({ rule }) => rule === ruleOfReward(reward))?.given ?? {};
  return Object.fromEntries(Object.entries(given).map(([unit, amount]) => [unit, -amount]));
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
