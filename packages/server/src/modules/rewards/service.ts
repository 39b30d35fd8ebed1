/**
 * Use cases of rewards: take, use and cancel; list what members can get; settle what there is of each; and what checkouts
 * need of redemptions, codes and gift cards. The larger ones have files of their own.
 */
import type { Page } from "@trofast/contract/common";
import { INSTANT_MAX, pageOf, placeInTime } from "@trofast/contract/common";
import { stockKey } from "@trofast/engine/redeeming";
import type { Club } from "../../club.ts";
import { placeAfter } from "../../platform/cursors.ts";
import { transaction } from "../../platform/db.ts";
import type { Db, Tx } from "../../platform/db.ts";
import { DomainError } from "../../platform/errors.ts";
import type { Caller } from "../../platform/http.ts";
import { requireStoreOf } from "../../platform/store-scope.ts";
import * as activity from "../activity/service.ts";
import * as members from "../members/service.ts";
import * as codeStore from "./code-store.ts";
import { stateAt, type Redemption } from "./domain.ts";
import * as giftCards from "./gift-cards.ts";
import { sweep as sweepOrders } from "./orders.ts";
import * as seats from "./seats.ts";
import { unseal } from "./secrets.ts";
import * as store from "./store.ts";
import { mayWish } from "./wishes.ts";
import { bringUpToDate, giveBackLapsed } from "./lapsing.ts";
import { cancel } from "./life.ts";
import { activeMember, rewardAt } from "./taking.ts";
import { tellMovedUp } from "./telling.ts";
import { moveUp, moveUpEverywhere } from "./visits.ts";

export {
  importPool,
  listCampaigns,
  makeCodes,
  putCampaign,
  validCode,
  type Campaign,
  type ValidCode,
} from "./campaigns.ts";
export { makeCodesBy, offerRewarding, putCampaignBy, sellBy, topUpBy } from "./alone.ts";
export {
  countingWrong,
  limitPublic,
  limitTill,
  wrongCode,
  wrongCodesLastHour,
} from "./guessing.ts";
export { carefully, redeemOwn, tieTaken } from "./caution.ts";
export { foresee, type Bought, type Wanted } from "./buying.ts";
export { stateAt, type Redemption } from "./domain.ts";
export { endOf } from "./ending.ts";
export { foreseeBack, giveBack, type Back } from "./giving-back.ts";
export * as giftCards from "./gift-cards.ts";
export { mayBuy, requireMayBuy, rewardsFor, type ListedReward } from "./listing.ts";
export { bringUpToDate, isBehind } from "./lapsing.ts";
export { keep, letGo, offered, settle, useCode } from "./orders.ts";
export type { Seat } from "./seat-store.ts";
export { cancel, issue, use } from "./life.ts";
export { redeem, type RedeemInput } from "./taking.ts";
export { declinedTips, declineTip, wantTip } from "./tips.ts";
export {
  calendarOf,
  checkIn,
  checkInToken,
  guests,
  markNoShows,
  moveUp,
  partiesIn,
  requireOwnVisit,
  whenAndWhere,
  type OwnVisit,
} from "./visits.ts";

/**
 * A redemption, as long as it is this member's, where one is named, or of somebody who became part of the member.
 *
 * @throws DomainError `unknown_redemption`, the same for what belongs to others.
 */
export async function read(
  db: Db,
  { id, memberId }: { id: string; memberId?: string },
): Promise<Redemption> {
  const redemption = await store.findRedemption(db, id);
  if (redemption && memberId === undefined) return redemption;
  const names = memberId === undefined ? [] : await members.namesOf(db, memberId);
  if (redemption && memberId !== undefined && names.includes(redemption.memberId))
    return { ...redemption, memberId };
  throw new DomainError("unknown_redemption", "There is no such redemption.");
}

/**
 * The same, to hand it out or take it back: what a store took is that store's, and what is kept for an order is whose
 * order it is. What a member took in the app may be taken back in any store.
 *
 * @throws DomainError `unknown_redemption`; `forbidden` or `whole_club` for what another store took.
 */
export async function readOwn(
  db: Db,
  who: Pick<Caller, "stores">,
  asked: { id: string; memberId?: string },
): Promise<Redemption> {
  const redemption = await read(db, asked);
  const { store: takenAt, state } = redemption;
  if (takenAt !== null || state === "reserved") requireStoreOf(who, takenAt);
  return redemption;
}

/** What a redemption is called at a till or in a shop: its code, or that of its gift card. Null where it has none. */
export async function codeOf(club: Club, redemption: Redemption): Promise<string | null> {
  const [code] = await codeStore.codesOf(club.db, [redemption.id]);
  const sealed = code?.sealed ?? null;
  if (sealed !== null) return code?.endedAt === null ? await unseal(club, sealed) : null;
  const [card] = await giftCards.cardsOfRedemptions(club.db, [redemption.id]);
  return card ? await giftCards.codeOf(club, card) : null;
}

/**
 * Where a redemption is found: content, or a partner. As the programme in force says, or the one that it was taken under,
 * once the reward is in none. Null where it has no address, and for who has it no more.
 */
export async function urlOf(club: Club, redemption: Redemption): Promise<string | null> {
  const now = club.clock.now();
  const { reward, programmeVersion } = redemption;
  if (["cancelled", "expired"].includes(stateAt(redemption, now))) return null;
  const timeline = await activity.timelineOf(club);
  const then = timeline.versions.find(({ programme }) => programme.version === programmeVersion);
  const found = timeline.at(now).rewards.get(reward) ?? then?.programme.rewards.get(reward);
  return found?.source.url ?? null;
}

/** @throws DomainError `not_found`, `erased`. */
export async function livingId(db: Db, memberId: string): Promise<string> {
  return (await members.readById(db, memberId)).memberId;
}

/** The member's, and those of whoever became part of the member. @throws DomainError `invalid_cursor`. */
export async function redemptionsOf(
  club: Club,
  memberId: string,
  { cursor, limit }: { cursor?: string | undefined; limit: number },
): Promise<Page<Redemption>> {
  const [beforeAt, beforeId] = placeAfter(cursor, placeInTime) ?? [INSTANT_MAX, LAST_ID];
  const memberIds = await members.namesOf(club.db, memberId);
  const page = { memberIds, beforeAt, beforeId, limit: limit + 1 };
  const rows = await store.redemptionsOfMember(club.db, page);
  return pageOf(
    rows,
    limit,
    (row) => [row.redeemedAt, row.id],
    (row) => ({ ...row, memberId }),
  );
}

const LAST_ID = "ffffffff-ffff-ffff-ffff-ffffffffffff";
/**
 * The club's own id of a member that a till names.
 *
 * @throws DomainError `unknown_member`, `erased`.
 */
export async function memberIdOf(club: Club, ref: members.MemberRef): Promise<string> {
  return await activity.memberIdOf(club, ref);
}

export type LiveReward = {
  readonly reward: string;
  readonly kind: string;
  readonly stock: number | null;
  readonly paused: boolean;
  readonly revision: number;
  readonly taken: number;
  readonly used: number;
  readonly left: number | null;
  readonly codesLeft: number | null;
  readonly worth: store.Worth[];
};

/**
 * Every reward of the programme in force with what there is of it.
 *
 * @param stores only the experiences in these, whose figures are theirs; null: all.
 */
export async function liveRewards(
  club: Club,
  stores: readonly string[] | null = null,
): Promise<LiveReward[]> {
  const now = club.clock.now();
  await bringUpToDate(club, {});
  const rewards = [...(await activity.timelineOf(club)).at(now).rewards.values()].filter(
    ({ source }) => stores === null || stores.includes(source.visit?.store ?? ""),
  );
  const ids = rewards.map(({ id }) => id);
  const live = await store.live(club.db);
  const used = await activity.capsUsed(club.db, ids.map(stockKey));
  const totals = await store.totals(club.db, ids);
  const pools = await codeStore.freeInPools(club.db, now);
  return rewards.map(({ id, source, stock: declared }) => {
    const stock = live.get(id)?.stock ?? declared;
    return {
      reward: id,
      kind: source.kind,
      stock,
      paused: live.get(id)?.paused ?? false,
      revision: live.get(id)?.revision ?? 0,
      taken: totals.get(id)?.taken ?? 0,
      used: totals.get(id)?.used ?? 0,
      left: stock === null ? null : Math.max(0, stock - (used.get(stockKey(id)) ?? 0)),
      codesLeft: source.code === "pool" ? (pools.get(id) ?? 0) : null,
      worth: totals.get(id)?.worth ?? [],
    };
  });
}

/**
 * Settles how many there are of a reward in all, and whether it is given out. Never fewer than are out.
 *
 * @param input.revision the one that was read; 0 where nothing was settled before.
 * @throws DomainError `unknown_reward`, `precondition_failed`, `conflict`.
 */
export async function putLive(
  club: Club,
  tx: Tx,
  input: { reward: string; stock: number | null; paused: boolean; revision: number },
): Promise<void> {
  const now = club.clock.now();
  const { reward } = rewardAt(await activity.timelineOf(club, tx), input.reward, now);
  if (!(await store.putLive(tx, { ...input, reward: reward.id, now })))
    throw new DomainError("precondition_failed", "Somebody has settled it since you read it.");
  // From here on nobody takes one until this transaction ends, so what is out stays so many.
  const out = (await activity.capsUsed(tx, [stockKey(reward.id)])).get(stockKey(reward.id)) ?? 0;
  if (input.stock === null || input.stock >= out) return;
  throw new DomainError(
    "conflict",
    `${out} are out already, so there cannot be ${input.stock} in all.`,
  );
}

/** What has been given to each cause, and what is collected for. */
export async function charity(club: Club) {
  const rewards = [...(await activity.timelineOf(club)).at(club.clock.now()).rewards.values()];
  const causes = rewards.filter(({ source }) => source.kind === "charity");
  const totals = await store.totals(
    club.db,
    causes.map(({ id }) => id),
  );
  return causes.map(({ id, source }) => ({
    reward: id,
    name: source.name ?? id,
    goal: source.goal ?? {},
    gifts: totals.get(id)?.taken ?? 0,
    given: totals.get(id)?.worth ?? [],
  }));
}

/**
 * Puts a member on the waiting list of an experience; see `seats.wait`.
 *
 * @throws DomainError as `seats.wait` and `mayWish`.
 */
export async function wait(
  club: Club,
  tx: Tx,
  input: { memberId: string; reward: string; count: number; granted: boolean },
) {
  const now = club.clock.now();
  const { programme, reward } = rewardAt(await activity.timelineOf(club, tx), input.reward, now);
  const live = await store.holdLive(tx, reward.id);
  const { memberId, count, granted } = input;
  // Locked, so that nobody is forgotten between the question and the wish.
  await members.lock(tx, memberId);
  const member = await activeMember(tx, memberId);
  const memberIds = await members.namesOf(tx, memberId);
  await giveBackLapsed(club, tx, { memberIds, reward: reward.id });
  const stock = live?.stock ?? null;
  const seat = await seats.wait(tx, { programme, reward, memberId, count, granted, stock, now });
  await mayWish(club, tx, { member, reward, count, granted });
  return seat;
}

/**
 * Cancels a redemption; a place that becomes free goes to who waits longest. Sent again it is answered as before.
 *
 * @throws DomainError as `cancel`.
 */
export async function cancelAndMoveUp(
  club: Club,
  asked: { id: string; by: "member" | "staff" },
): Promise<Redemption> {
  const cancelled = await transaction(club.db, async (tx) => {
    const before = await store.lockRedemption(tx, asked.id);
    return before?.state === "cancelled" ? before : await cancel(club, tx, asked);
  });
  if (cancelled.kind === "experience") await moveUp(club, cancelled.reward);
  return cancelled;
}

/** An order as the store or system names it: two tills may give the same number. */
export function orderKeyOf(
  caller: string,
  { order, store: at }: { order: string; store?: string | undefined },
): string {
  return `${at ?? caller}:${order}`;
}

const SEATS_SHOWN_MAX = 200;

/** The member's places and wishes, with how many wait in front. */
export async function visitsOf(club: Club, memberId: string) {
  const memberIds = await members.namesOf(club.db, memberId);
  const all = await seats.seatsOfMembers(club.db, memberIds, SEATS_SHOWN_MAX);
  const shown = [];
  for (const seat of all) {
    const isWaiting = seat.state === "waiting";
    shown.push({
      ...seat,
      waitingBefore: isWaiting ? await seats.waitingBefore(club.db, seat) : null,
    });
  }
  return shown;
}

/** Takes a member off the waiting list. @throws DomainError `not_found`. */
export async function stopWaiting(club: Club, input: { memberId: string; reward: string }) {
  const now = club.clock.now();
  return await transaction(club.db, (tx) => seats.stopWaiting(tx, { ...input, now }));
}

/** Writes down what time has done, and lets waiting members move up. A late run changes nothing in what is usable. */
export async function sweep(club: Club): Promise<number> {
  return (
    (await sweepOrders(club)) +
    (await giftCards.sweepHolds(club)) +
    (await moveUpEverywhere(club)) +
    (await tellMovedUp(club))
  );
}
