/**
 * Reservations whose time is over. They count for nothing from that instant on: whoever asks for what they kept gives it
 * back first, and the job of every minute does so where nobody asks.
 */
import type { Club } from "../../club.ts";
import { transaction, type Db, type Tx } from "../../platform/db.ts";
import { DomainError } from "../../platform/errors.ts";
import * as members from "../members/service.ts";
import { cancel, lock } from "./life.ts";
import * as store from "./store.ts";

/** So many are given back by one question; those behind them wait for the next one, or for the job. */
const LAPSED_PER_CALL_MAX = 100;

/**
 * Gives back what reservations of these members, and of one reward, kept too long. Others who ask at the same moment
 * wait for it, so that each of them sees all of it or that it is gone.
 *
 * @returns false where some could not go back now, since their members are busy.
 */
export async function giveBackLapsed(
  club: Club,
  tx: Tx,
  of: { readonly memberIds: readonly string[]; readonly reward: string },
): Promise<boolean> {
  const now = club.clock.now();
  let isWhole = true;
  for (const { id, orderKey } of await store.lockLapsed(tx, {
    ...of,
    now,
    limit: LAPSED_PER_CALL_MAX,
  }))
    if ((await cancelOne(club, tx, { id, orderKey })) === "busy") isWhole = false;
  return isWhole;
}

async function cancelOne(
  club: Club,
  tx: Tx,
  { id, orderKey }: { id: string; orderKey: string | null },
): Promise<"cancelled" | "busy" | "stays"> {
  try {
    await cancel(club, tx, { id, by: "order", order: orderKey ?? undefined });
    return "cancelled";
  } catch (error) {
    // What a surprise brought was used, or its member was forgotten: that is left to a person.
    if (!(error instanceof DomainError)) throw error;
    if (error.code === "member_busy") return "busy";
    club.log.warn({ redemption: id, code: error.code }, "a reservation could not go back");
    return "stays";
  }
}

/** Gives back one reservation, where it has lapsed and is not given back yet. */
async function cancelLapsed(club: Club, tx: Tx, id: string): Promise<number> {
  const redemption = await lock(tx, id);
  const isOver = (redemption.reservedUntil ?? Infinity) <= club.clock.now();
  if (redemption.state !== "reserved" || !isOver) return 0;
  return (await cancelOne(club, tx, redemption)) === "cancelled" ? 1 : 0;
}

/**
 * Gives back what has lapsed, each in a transaction of its own; of one member, or of all. Where nothing has, this is one
 * look at an index.
 *
 * @returns how many went back.
 */
export async function bringUpToDate(
  club: Club,
  { memberId, limit = LAPSED_PER_CALL_MAX }: { memberId?: string; limit?: number },
): Promise<number> {
  const now = club.clock.now();
  const memberIds = memberId === undefined ? null : await namesIfAny(club.db, memberId, now);
  if (memberIds?.length === 0) return 0;
  let count = 0;
  for (const id of await store.lapsed(club.db, { now, limit, memberIds }))
    count += await transaction(club.db, (tx) => cancelLapsed(club, tx, id));
  return count;
}

/** Whether there is a reservation whose time is over. */
export async function isBehind(db: Db, now: number): Promise<boolean> {
  return (await store.lapsed(db, { now, limit: 1, memberIds: null })).length > 0;
}

/** Nearly always nothing has lapsed at all: then nobody's names are asked for. */
async function namesIfAny(db: Db, memberId: string, now: number): Promise<string[]> {
  const [any] = await store.lapsed(db, { now, limit: 1, memberIds: null });
  return any === undefined ? [] : await members.namesOf(db, memberId);
}
