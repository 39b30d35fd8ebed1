/** What members do not want to be tipped of: the reward can be had as before, and is only not proposed. */
import type { Club } from "../../club.ts";
import { transaction } from "../../platform/db.ts";
import type { Db } from "../../platform/db.ts";
import * as activity from "../activity/service.ts";
import * as members from "../members/service.ts";
import { rewardAt } from "./taking.ts";
import * as store from "./tip-store.ts";

/** A tip that was put off is not given again for so long; questions rest as long. */
const NOT_NOW_MS = 60 * 86_400_000;

/**
 * Keeps a reward from being proposed: for two months, or for ever. Said again, the newest word counts.
 *
 * @returns from when it may be proposed again, in epoch milliseconds; null: never.
 * @throws DomainError `unknown_reward`, `no_programme`, `erased`.
 */
export async function declineTip(
  club: Club,
  input: {
    readonly memberId: string;
    readonly reward: string;
    readonly decline: "not_now" | "never";
  },
): Promise<number | null> {
  const now = club.clock.now();
  const { memberId, decline } = input;
  return await transaction(club.db, async (tx) => {
    const { reward } = rewardAt(await activity.timelineOf(club, tx), input.reward, now);
    await members.lock(tx, memberId);
    await members.readById(tx, memberId);
    const untilAt = decline === "never" ? null : now + NOT_NOW_MS;
    await store.decline(tx, { memberId, reward: reward.id, now, untilAt });
    return untilAt;
  });
}

/** Lets it be proposed again; where nothing was said, nothing changes. */
export async function wantTip(
  club: Club,
  input: { readonly memberId: string; readonly reward: string },
): Promise<void> {
  const memberIds = await members.namesOf(club.db, input.memberId);
  await store.want(club.db, { memberIds, reward: input.reward });
}

/** Rewards that are not to be proposed now, each with the instant from which it may be; null: never. */
export async function declinedTips(
  db: Db,
  memberId: string,
  now: number,
): Promise<Map<string, number | null>> {
  return await store.declined(db, await members.namesOf(db, memberId), now);
}
