/** What members leave behind who are forgotten: everything that is open in their name ends, in the caller's transaction. */
import type { Club } from "../../club.ts";
import { undoable, type Tx } from "../../platform/db.ts";
import { DomainError } from "../../platform/errors.ts";
import * as codeStore from "./code-store.ts";
import { stateAt, type Redemption } from "./domain.ts";
import * as seats from "./seat-store.ts";
import { freeSeat } from "./seats.ts";
import * as store from "./store.ts";
import { cancel } from "./life.ts";

/** So that a redemption ends without anything going back: what it brought was used. */
const NOT_CANCELLED = ["reward_used", "unknown_redemption"];

/**
 * Gives back what is not used: units, stock, codes and places; waiting lists forget the members. The members are locked.
 *
 * @returns experiences with places for those who wait.
 * @throws DomainError `member_busy`.
 */
export async function endOf(club: Club, tx: Tx, memberIds: readonly string[]): Promise<string[]> {
  const now = club.clock.now();
  await seats.stopWaitingOf(tx, memberIds, now);
  const freed = new Set<string>();
  for (const redemption of await store.lockOpenOf(tx, memberIds)) {
    await endOne(club, tx, redemption);
    if (redemption.kind === "experience") freed.add(redemption.reward);
  }
  return [...freed];
}

async function endOne(club: Club, tx: Tx, redemption: Redemption): Promise<void> {
  const now = club.clock.now();
  const { id, memberId, state, orderKey } = redemption;
  if (state === "reserved" || stateAt(redemption, now) === "issued") {
    try {
      const order = orderKey ?? undefined;
      await undoable(tx, () => cancel(club, tx, { id, by: "staff", order }));
      return;
    } catch (error) {
      if (!(error instanceof DomainError) || !NOT_CANCELLED.includes(error.code)) throw error;
    }
  }
  await store.move(tx, { memberId, id, from: ["reserved", "issued"], to: "expired", now });
  await codeStore.endCodes(tx, id, now);
  await freeSeat(tx, { redemption, now });
}
