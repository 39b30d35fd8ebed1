/** Rewards are taken, in the caller's transaction: units, stock, code, gift card and seat at once. */
import type { KeptPrice } from "@trofast/engine/facts";
import { keptPricesOf } from "@trofast/engine/programme/kept-prices";
import { ruleOfReward } from "@trofast/engine/programme/compile-rewards";
import type { CompiledProgramme, CompiledReward, Market } from "@trofast/engine/programme/compiled";
import { validThrough } from "@trofast/engine/time";
import type { EventAnswer } from "@trofast/contract/events";
import type { Club } from "../../club.ts";
import type { Tx } from "../../platform/db.ts";
import { DomainError } from "../../platform/errors.ts";
import { newId } from "../../platform/ids.ts";
import * as activity from "../activity/service.ts";
import type { Submitted } from "../activity/domain.ts";
import * as members from "../members/service.ts";
import type { ResolvedMember } from "../members/domain.ts";
import type { Timeline } from "../programmes/domain.ts";
import { isUsedAtOnce, type Redemption } from "./domain.ts";
import { giveCard } from "./gift-cards.ts";
import { giveCode } from "./issuing.ts";
import { giveBackLapsed } from "./lapsing.ts";
import { book, frameOf } from "./life.ts";
import { mayTakeSeat, takeSeat } from "./seats.ts";
import * as store from "./store.ts";

interface QuotePromise {
  readonly version: number;
  readonly market: string;
  /** When it was promised. */
  readonly at: number;
  /** In which the member was then. */
  readonly segments?: readonly string[] | undefined;
}

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
  /** By a quote, for its life: the reward is given under its version and as of then, also if it has closed since. */
  readonly promised?: QuotePromise | undefined;
  /** From the waiting list: the wish that comes true. */
  readonly wish?: { readonly memberId: string; readonly id: string } | undefined;
}

/**
 * Takes a reward for a member: units, stock, code, gift card and seat in one transaction.
 *
 * @throws DomainError `unknown_reward`, `reward_unavailable`, `reward_not_granted`, `reward_limit_reached`,
 * `out_of_stock`, `money_missing`, `insufficient_balance`, `seat_taken`, `member_busy`, `erased` …
 */
export async function redeem(club: Club, tx: Tx, input: RedeemInput): Promise<Redemption> {
  const member = await activeMember(tx, input.memberId);
  const names = await members.namesOf(tx, member.memberId);
  const isWhole = await giveBackLapsed(club, tx, { memberIds: names, reward: input.reward });
  try {
    return await takeFor(club, tx, { ...input, member });
  } catch (error) {
    if (isWhole || !(error instanceof DomainError) || !SCARCE.includes(error.code)) throw error;
    throw new DomainError(
      "member_busy",
      "What somebody had reserved is coming back at this moment. Nothing was booked; send it again, unchanged.",
      { retryAfterSeconds: 1, cause: error },
    );
  }
}

/** Refusals that may have another outcome once everything that has lapsed is back. */
const SCARCE = ["out_of_stock", "insufficient_balance", "reward_limit_reached"];

async function takeFor(
  club: Club,
  tx: Tx,
  input: RedeemInput & { readonly member: ResolvedMember },
): Promise<Redemption> {
  const now = club.clock.now();
  const { member, promised } = input;
  const { memberId } = member;
  const asOf = promised?.at ?? now;
  const timeline = await activity.timelineOf(club, tx);
  const { programme, reward } = rewardAt(timeline, input.reward, asOf, promised?.version);
  const live = await store.holdLive(tx, reward.id);
  if (live?.paused === true && !promised)
    throw unavailable(reward.id, "is not given out at the moment");
  const stock = live?.stock ?? null;
  const count = countOf(reward, input.count ?? 1);
  if (reward.source.kind === "experience")
    await mayTakeSeat(tx, { programme, reward, input: { ...input, memberId }, count, stock, now });
  const id = newId();
  const answer = await book(
    club,
    tx,
    eventOf({ input: { ...input, memberId }, id, count, now: asOf }),
    {
      keptPrices: keptFor(timeline, programme, member, reward.id, asOf),
      ...(promised?.segments && { segments: promised.segments }),
      ...(stock !== null && { stock }),
    },
  );
  const market = marketOf(programme, member);
  const redemption = newRedemption({
    input: { ...input, memberId },
    id,
    count,
    reward,
    market,
    programme,
    answer,
    now,
  });
  await store.insertRedemption(tx, redemption);
  if (reward.source.code !== undefined) await giveCode(club, tx, { redemption, reward });
  // A card that could be spent before its order is paid would be worth too much.
  if (reward.source.kind === "gift_card" && redemption.state !== "reserved")
    await giveCard(club, tx, redemption);
  if (reward.source.kind === "experience")
    await takeSeat(tx, { redemption, wish: input.wish, now });
  return redemption;
}

/**
 * @param version what was promised under, where it was.
 * @throws DomainError `unknown_reward`.
 */
export function rewardAt(
  timeline: Timeline,
  id: string,
  now: number,
  version = 0,
): { programme: CompiledProgramme; reward: CompiledReward } {
  const programme = timeline.version(version) ?? timeline.at(now);
  const reward = programme.rewards.get(id);
  if (reward) return { programme, reward };
  throw new DomainError("unknown_reward", `The programme in force has no reward '${id}'.`);
}

/**
 * Who takes it: whoever a member has become part of, where there is one.
 *
 * @throws DomainError `unknown_member`, `erased`, `member_frozen`.
 */
export async function activeMember(tx: Tx, memberId: string): Promise<ResolvedMember> {
  const ref = members.ownRef(memberId);
  const member = (await members.resolve(tx, [ref])).get(members.refKey(ref));
  if (!member) throw new DomainError("unknown_member", `There is no member ${memberId}.`);
  if (member.status === "erased")
    throw new DomainError("erased", "The member asked to be forgotten. Nothing was booked.");
  if (member.status === "frozen")
    throw new DomainError(
      "member_frozen",
      "The membership is frozen: nothing can be taken until a person has looked at it. Ask the club.",
    );
  return member;
}

export function countOf({ id, source }: CompiledReward, count: number): number {
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
): Record<string, KeptPrice[]> {
  const versions = timeline.versions.map(({ effectiveAt, programme: { source } }) => ({
    effectiveAt,
    programme: source,
  }));
  const zone = (programme.markets.get(member.market ?? "") ?? programme.marketDefault).zone;
  return keptPricesOf(versions, reward, now, zone);
}

/** The event of taking a reward. */
export function eventOf({
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
  const { reward, hold, paid, granted, promised } = input;
  return {
    ...frameOf(input.memberId, id, now),
    ...(promised && {
      promised: { version: promised.version, market: promised.market, eventId: newId() },
    }),
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
    cost: costIn(answer.reasons, reward.id),
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

/** Units that a decision took, as it says itself. */
export function costIn(
  reasons:
    | readonly {
        readonly rule: string;
        readonly given?: Readonly<Record<string, number>> | undefined;
      }[]
    | undefined,
  reward: string,
): Record<string, number> {
  const given = reasons?.find(({ rule }) => rule === ruleOfReward(reward))?.given ?? {};
  return Object.fromEntries(Object.entries(given).map(([unit, amount]) => [unit, -amount]));
}
