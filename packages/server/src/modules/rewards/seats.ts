/** Places at experiences: who may take one, who waits, and what becomes of a place that is given back. */
import { stockKey } from "@trofast/engine/redeeming";
import type { CompiledProgramme, CompiledReward } from "@trofast/engine/programme/compiled";
import { formatInstant } from "@trofast/engine/time";
import type { Club } from "../../club.ts";
import type { Db, Tx } from "../../platform/db.ts";
import { DomainError } from "../../platform/errors.ts";
import { newId } from "../../platform/ids.ts";
import * as activity from "../activity/service.ts";
import * as members from "../members/service.ts";
import { lengthMs, visitOf, type Redemption, type Visit } from "./domain.ts";
import * as store from "./seat-store.ts";
import type { Seat } from "./seat-store.ts";

/** So many are looked at when a place is free: parties too large for it are passed over. */
export const WAITING_LOOKED_AT_MAX = 200;

/** The visit of an experience under a programme; null where no time is said. */
export function visitIn(programme: CompiledProgramme, reward: CompiledReward): Visit | null {
  return visitOf(
    reward,
    (market) => (programme.markets.get(market ?? "") ?? programme.marketDefault).zone,
  );
}

/**
 * Whether places can no longer be given back: then nobody is given one without being asked, as they could not say no any
 * more. Who comes first may take what is left.
 */
export function isSettled(visit: Visit | null, now: number): boolean {
  return visit !== null && now >= visit.cancelUntil;
}

/** How many places are left; null where they have no end. */
export async function placesLeft(
  db: Db,
  { id, stock: declared }: CompiledReward,
  stock: number | null,
): Promise<number | null> {
  const max = stock ?? declared;
  if (max === null) return null;
  const used = (await activity.capsUsed(db, [stockKey(id)])).get(stockKey(id)) ?? 0;
  return Math.max(0, max - used);
}

/**
 * May a member take places now? The count itself is decided by the claim on them.
 *
 * @throws DomainError `reward_unavailable`, `seat_taken`, `out_of_stock` where others have waited longer.
 */
export async function mayTakeSeat(
  tx: Tx,
  asked: {
    programme: CompiledProgramme;
    reward: CompiledReward;
    input: { readonly memberId: string; readonly wish?: object | undefined };
    count: number;
    stock: number | null;
    now: number;
  },
): Promise<void> {
  const { reward, input, count, stock } = asked;
  await mayCome(tx, { ...asked, memberId: input.memberId });
  if (input.wish !== undefined) return;
  const memberIds = await members.namesOf(tx, input.memberId);
  const own = await store.liveSeat(tx, { reward: reward.id, memberIds });
  if (own) throw seatTaken(reward.id);
  const left = await placesLeft(tx, reward, stock);
  if (left === null) return;
  const others = isSettled(visitIn(asked.programme, reward), asked.now)
    ? []
    : await store.waiting(tx, reward.id, WAITING_LOOKED_AT_MAX);
  if (left < count || others.some(({ places }) => places <= left))
    throw new DomainError(
      "out_of_stock",
      left < count
        ? `There are not ${count} places left at '${reward.id}'. Join the waiting list.`
        : `Others have waited longer for the places left at '${reward.id}'. Join the waiting list.`,
    );
}

/** What does not depend on how many places there are. */
async function mayCome(
  db: Db,
  {
    programme,
    reward,
    memberId,
    count,
    now,
  }: {
    programme: CompiledProgramme;
    reward: CompiledReward;
    memberId: string;
    count: number;
    now: number;
  },
): Promise<void> {
  const visit = visitIn(programme, reward);
  const no = (why: string): DomainError =>
    new DomainError("reward_unavailable", `'${reward.id}' ${why}. Nothing was booked.`);
  if (!visit) return;
  if (visit.startsAt <= now) throw no(`began at ${formatInstant(visit.startsAt)}`);
  if (count > 1 + visit.plusOnes)
    throw no(
      visit.plusOnes === 0
        ? "is for the member alone"
        : `is for at most ${1 + visit.plusOnes} together`,
    );
  const { noShow } = reward.source.visit ?? {};
  if (!noShow) return;
  const memberIds = await members.namesOf(db, memberId);
  const missed = await store.noShows(db, memberIds, now - lengthMs(noShow.within));
  const until = (missed[0] ?? 0) + lengthMs(noShow.waits);
  if (missed.length >= noShow.times && until > now)
    throw no(
      `was missed, or one like it, ${missed.length} times by this member: places can be had again from ${formatInstant(until)}`,
    );
}

function seatTaken(reward: string): DomainError {
  return new DomainError(
    "seat_taken",
    `The member has a place at '${reward}', or waits for one. Nothing was booked.`,
  );
}

/** Notes the places of a redemption, or that a wish came true. */
export async function takeSeat(
  tx: Tx,
  {
    redemption,
    wish,
    now,
  }: {
    redemption: Redemption;
    /** The one that came true; whoever had it may have become part of the member since. */
    wish: Pick<Seat, "memberId" | "id"> | undefined;
    now: number;
  },
): Promise<void> {
  const { memberId, id: redemptionId, reward, count, granted } = redemption;
  const isTaken =
    wish === undefined
      ? await store.insertSeat(tx, {
          memberId,
          id: newId(),
          reward,
          redemptionId,
          places: count,
          state: "reserved",
          granted,
          askedAt: now,
        })
      : await store.moveSeat(tx, {
          ...wish,
          from: "waiting",
          to: "reserved",
          now,
          redemptionId,
          isToBeTold: true,
        });
  if (!isTaken) throw seatTaken(reward);
}

/** @throws DomainError `reward_unavailable` where it is too late for the member to give the place back. */
export async function mayGiveBack(club: Club, tx: Tx, redemption: Redemption): Promise<void> {
  const now = club.clock.now();
  const timeline = await activity.timelineOf(club, tx);
  const programme = timeline.at(now);
  const reward = programme.rewards.get(redemption.reward);
  const visit = reward && visitIn(programme, reward);
  if (!visit || now < visit.cancelUntil) return;
  throw new DomainError(
    "reward_unavailable",
    `The place could be given back until ${formatInstant(visit.cancelUntil)}. Ask the club.`,
  );
}

const whose = ({ memberId, id }: Seat) => ({ memberId, id });

/** The places of a cancelled redemption are free again. */
export async function freeSeat(
  tx: Tx,
  { redemption, now }: { redemption: Redemption; now: number },
): Promise<void> {
  const seat = await store.seatOfRedemption(tx, redemption.id);
  if (seat) await store.moveSeat(tx, { ...whose(seat), from: "reserved", to: "cancelled", now });
}

/**
 * Puts a member on the waiting list. When somebody cancels, the first whose party fits gets the places, at the price of
 * that moment; who cannot pay then keeps waiting.
 *
 * @throws DomainError `reward_unavailable`, `seat_taken`, `conflict` where places can be had at once.
 */
export async function wait(
  tx: Tx,
  asked: {
    programme: CompiledProgramme;
    reward: CompiledReward;
    memberId: string;
    count: number;
    granted: boolean;
    stock: number | null;
    now: number;
  },
): Promise<Seat> {
  const { programme, reward, memberId, count: places, granted, stock, now } = asked;
  const visit = visitIn(programme, reward);
  if (reward.source.kind !== "experience" || visit?.waitingList === false)
    throw new DomainError("reward_unavailable", `'${reward.id}' has no waiting list.`);
  if (visit && isSettled(visit, now) && visit.startsAt > now)
    throw new DomainError(
      "reward_unavailable",
      `Places at '${reward.id}' could be given back until ${formatInstant(visit.cancelUntil)}: nobody moves up any more.`,
    );
  await mayCome(tx, asked);
  const memberIds = await members.namesOf(tx, memberId);
  if (await store.liveSeat(tx, { reward: reward.id, memberIds })) throw seatTaken(reward.id);
  const left = await placesLeft(tx, reward, stock);
  const others = await store.waiting(tx, reward.id, WAITING_LOOKED_AT_MAX);
  if (left === null || (left >= places && others.every((other) => other.places > left)))
    throw new DomainError("conflict", `There are places at '${reward.id}': take them.`);
  const seat = {
    memberId,
    id: newId(),
    reward: reward.id,
    redemptionId: null,
    places,
    state: "waiting" as const,
    granted,
    askedAt: now,
  };
  if (!(await store.insertSeat(tx, seat))) throw seatTaken(reward.id);
  return { ...seat, changedAt: now };
}

/** Takes a member off the waiting list. @throws DomainError `not_found`. */
export async function stopWaiting(
  tx: Tx,
  { reward, memberId, now }: { reward: string; memberId: string; now: number },
): Promise<Seat> {
  const memberIds = await members.namesOf(tx, memberId);
  const seat = await store.liveSeat(tx, { reward, memberIds });
  const isOver =
    seat?.state === "waiting" &&
    (await store.moveSeat(tx, { ...whose(seat), from: "waiting", to: "cancelled", now }));
  if (seat && isOver) return { ...seat, state: "cancelled" };
  throw new DomainError("not_found", `The member does not wait for '${reward}'.`);
}

export const waitingBefore = store.waitingBefore;
export const seatsOfMembers = store.seatsOfMembers;
