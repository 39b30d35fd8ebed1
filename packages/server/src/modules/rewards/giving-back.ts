/**
 * All that an order bought is back: so are the rewards that were used on it. Whoever had taken one before has it again,
 * for at least two weeks, under the same code; one that was taken with the basket is cancelled, so that its units return
 * to their own lots. The programme may say that a reward stays used.
 */
import type { Club } from "../../club.ts";
import { undoable, type Db, type Tx } from "../../platform/db.ts";
import { DomainError } from "../../platform/errors.ts";
import * as activity from "../activity/service.ts";
import * as members from "../members/service.ts";
import { usableAgainUntil, type Redemption } from "./domain.ts";
import { cancel } from "./life.ts";
import * as store from "./store.ts";

export interface Back {
  readonly redemptionId: string;
  readonly reward: string;
  readonly outcome: "given_back" | "units_back" | "stays_used";
  readonly usableUntil: number | null;
}

export interface ReturnedOrder {
  readonly order: string;
  /** Redemptions from before the order; its others were taken with it. */
  readonly brought: readonly string[];
}

/** What would become of the rewards used on an order; nothing is changed. */
export async function foreseeBack(club: Club, db: Db, asked: ReturnedOrder): Promise<Back[]> {
  const used = await store.usedFor(db, asked.order);
  const list: Back[] = [];
  for (const redemption of used) list.push(await backOf(club, db, redemption, asked));
  return list;
}

async function backOf(
  club: Club,
  db: Db,
  redemption: Redemption,
  { brought }: ReturnedOrder,
): Promise<Back> {
  const now = club.clock.now();
  const { id: redemptionId, reward, granted, usableUntil } = redemption;
  const source = (await activity.timelineOf(club, db)).at(now).rewards.get(reward)?.source;
  const ref = members.ownRef(redemption.memberId);
  const member = (await members.resolve(db, [ref])).get(members.refKey(ref));
  const isTakenWith = !brought.includes(redemptionId);
  // What has left the programme could not be used again.
  const stays =
    member === undefined ||
    member.status === "erased" ||
    source?.onReturn === "used" ||
    (source === undefined && !isTakenWith);
  if (stays) return { redemptionId, reward, outcome: "stays_used", usableUntil };
  if (isTakenWith) {
    const outcome = granted ? "given_back" : "units_back";
    return { redemptionId, reward, outcome, usableUntil: null };
  }
  const until = usableAgainUntil(redemption, now);
  return { redemptionId, reward, outcome: "given_back", usableUntil: until };
}

/**
 * Gives the rewards used on an order back, in the caller's transaction.
 *
 * @throws DomainError `member_busy`.
 */
export async function giveBack(club: Club, tx: Tx, asked: ReturnedOrder): Promise<Back[]> {
  const list: Back[] = [];
  for (const redemption of await store.lockOrder(tx, asked.order)) {
    if (redemption.state !== "used") continue;
    const back = await backOf(club, tx, redemption, asked);
    list.push(
      back.outcome === "stays_used" ? back : await applied(club, tx, redemption, back, asked),
    );
  }
  return list;
}

async function applied(
  club: Club,
  tx: Tx,
  { memberId, id, usableUntil }: Redemption,
  back: Back,
  { brought }: ReturnedOrder,
): Promise<Back> {
  const isTakenWith = !brought.includes(id);
  const until = isTakenWith ? usableUntil : back.usableUntil;
  try {
    await undoable(tx, async () => {
      await store.reopen(tx, { memberId, id, usableUntil: isTakenWith ? null : until });
      if (isTakenWith) await cancel(club, tx, { id, by: "order" });
    });
    return back;
  } catch (error) {
    if (!(error instanceof DomainError) || error.code === "member_busy") throw error;
    return { ...back, outcome: "stays_used", usableUntil };
  }
}
