/** Rewards, redemptions, cards and places as the contract writes them. */
import { formatInstant } from "@trofast/engine/time";
import type { Club } from "../../club.ts";
import * as rewards from "./service.ts";

export const textOrNull = (instant: number | null): string | null =>
  instant === null ? null : formatInstant(instant);

/** What has run out is shown as over, whether or not a job has written it down. */
export function shownRedemption(redemption: rewards.Redemption, club: Club) {
  const { id, memberId, reward, kind, count, granted, cost, paidMinor, worthMinor } = redemption;
  return {
    redemptionId: id,
    memberId,
    reward,
    kind,
    state: rewards.stateAt(redemption, club.clock.now()),
    count,
    granted,
    cost: { ...cost },
    paidMinor,
    worthMinor,
    currency: redemption.currency,
    redeemedAt: formatInstant(redemption.redeemedAt),
    usableUntil: textOrNull(redemption.usableUntil),
    reservedUntil: textOrNull(redemption.reservedUntil),
    endedAt: textOrNull(redemption.endedAt),
    store: redemption.store,
  };
}

/** The same for its member. */
export const shownOwn = (of: rewards.Redemption, visit: rewards.OwnVisit | null, club: Club) => ({
  ...shownRedemption(of, club),
  visit: visit && {
    startsAt: formatInstant(visit.startsAt),
    endsAt: formatInstant(visit.endsAt),
    timezone: visit.zone,
    place: visit.place,
    doorFrom: formatInstant(visit.doorFrom),
    cancelUntil: formatInstant(visit.cancelUntil),
  },
});

/** @param declined rewards that are not to be proposed, and from when they may be again. */
export function shownListed(
  listed: rewards.ListedReward,
  declined: ReadonlyMap<string, number | null>,
) {
  const { reward, market, nearness, standing, worthMinor, left, whyNot, visit, window } = listed;
  const { source } = reward;
  const { price, granted, missing } = standing;
  return {
    reward: reward.id,
    name: source.name ?? reward.id,
    about: source.about ?? null,
    kind: source.kind,
    nearness,
    price: price && {
      units: Object.fromEntries(price.cost.map(({ unit, amount }) => [unit, amount])),
      moneyMinor: price.moneyMinor,
      currency: market.currency,
    },
    worthMinor,
    granted,
    left,
    missing: { ...missing },
    whyNot,
    startsAt: textOrNull(visit?.startsAt ?? null),
    endsAt: textOrNull(visit?.endsAt ?? null),
    plusOnes: visit?.plusOnes ?? 0,
    hasWaitingList: listed.hasWaitingList,
    window: window && {
      opensAt: textOrNull(window.opensAt),
      closesAt: textOrNull(window.closesAt),
    },
    tipDeclined: declined.has(reward.id)
      ? { until: textOrNull(declined.get(reward.id) ?? null) }
      : null,
  };
}

export async function shownCard(card: rewards.giftCards.GiftCard, club: Club) {
  const { id, currency, balanceMinor, usableUntil } = card;
  return {
    cardId: id,
    currency,
    balanceMinor,
    availableMinor: await rewards.giftCards.availableMinor(club.db, card, club.clock.now()),
    usableUntil: textOrNull(usableUntil),
  };
}

export function shownHold(hold: rewards.giftCards.CardHold) {
  const { cardId, amountMinor, untilAt, outcome } = hold;
  return { cardId, amountMinor, until: formatInstant(untilAt), outcome };
}

export function shownSeat(seat: rewards.Seat) {
  const { id, memberId, reward, redemptionId, places, state, askedAt } = seat;
  return {
    seatId: id,
    memberId,
    reward,
    redemptionId,
    places,
    state,
    askedAt: formatInstant(askedAt),
  };
}
