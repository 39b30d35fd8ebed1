/** Wishes for places that cost units: held to what taking them would be held to, since they come true unasked. */
import { Draft } from "@trofast/engine/draft";
import { standingTo, type RewardStanding } from "@trofast/engine/redeeming";
import type { CompiledReward, Market } from "@trofast/engine/programme/compiled";
import type { Club } from "../../club.ts";
import type { Db, Tx } from "../../platform/db.ts";
import { DomainError } from "../../platform/errors.ts";
import * as activity from "../activity/service.ts";
import type { ResolvedMember } from "../members/domain.ts";
import * as members from "../members/service.ts";
import type { Taken } from "./caution-rules.ts";
import { worthOfUnits } from "./listing.ts";
import * as seats from "./seat-store.ts";
import { keptFor } from "./taking.ts";

/** Places that one member may wait for at a time: who waits for everything keeps others from what they want. */
export const WISHES_MAX = 5;

/**
 * May a member keep the wish that was just noted? As who would take it: the limits of the reward and whom it is for count now. Whether it can
 * be paid does not: units may come meanwhile.
 *
 * @throws DomainError `reward_limit_reached`, `reward_not_granted`, `reward_unavailable` and whatever else keeps it from
 * the member.
 */
export async function mayWish(
  club: Club,
  tx: Tx,
  asked: {
    readonly member: ResolvedMember;
    readonly reward: CompiledReward;
    readonly count: number;
    readonly granted: boolean;
  },
): Promise<void> {
  const { member, reward, count, granted } = asked;
  const memberIds = await members.namesOf(tx, member.memberId);
  if ((await seats.wishesOf(tx, { memberIds })).length > WISHES_MAX)
    throw new DomainError(
      "reward_limit_reached",
      `The member waits for ${WISHES_MAX} places already, which is the most. Nothing was noted; wait no longer for one of them first.`,
    );
  const { standing } = await standingOf(club, tx, member, reward);
  if (granted) {
    if (standing.granted >= count) return;
    throw new DomainError(
      "reward_not_granted",
      `The member has no '${reward.id}' that was granted. Nothing was noted.`,
    );
  }
  if (standing.whyNot) throw new DomainError(standing.whyNot.code, standing.whyNot.detail);
  if (standing.price === null)
    throw new DomainError(
      "reward_not_granted",
      `'${reward.id}' cannot be bought: it is granted. Nothing was noted.`,
    );
  if (standing.roomLeft !== null && standing.roomLeft < count)
    throw new DomainError(
      "reward_limit_reached",
      `'${reward.id}' was had as often as it may be in this time. Nothing was noted.`,
    );
}

/** What the wishes of the last time would take, at today's prices. */
export async function wishedSince(
  club: Club,
  tx: Tx,
  asked: { readonly memberIds: readonly string[]; readonly since: number },
): Promise<Taken[]> {
  const wishes = (await seats.wishesOf(tx, asked)).filter(({ granted }) => !granted);
  if (wishes.length === 0) return [];
  const programme = (await activity.timelineOf(club, tx)).at(club.clock.now());
  const known = await members.byIds(tx, [...new Set(wishes.map(({ memberId }) => memberId))]);
  const taken: Taken[] = [];
  for (const { memberId, reward: id, places, askedAt } of wishes) {
    const [member, reward] = [known.get(memberId), programme.rewards.get(id)];
    if (!member || !reward) continue;
    const { standing, market } = await standingOf(club, tx, member, reward);
    const units = worthOfUnits(programme, standing.price?.cost ?? [], market) ?? 0;
    const minor = Math.max(units, reward.worthMinor.get(market.id) ?? 0) * places;
    taken.push({ at: askedAt, minor, currency: market.currency });
  }
  return taken;
}

async function standingOf(
  club: Club,
  db: Db,
  member: ResolvedMember,
  reward: CompiledReward,
): Promise<{ readonly standing: RewardStanding; readonly market: Market }> {
  const now = club.clock.now();
  const timeline = await activity.timelineOf(club, db);
  const { programme, market, states } = await activity.look(db, timeline, { member, at: now });
  const { segments = [] } = member;
  const keptPrices = keptFor(timeline, programme, member, reward.id, now);
  const facts = { version: programme.version, market: market.id, segments, keptPrices };
  const event = { kind: "boundary", id: "", occurredAt: now, bookedAt: now } as const;
  const draft = new Draft(programme, states, event, market.zone);
  return { standing: standingTo(draft, reward, { facts, market, states }), market };
}
