/** What time does to codes of shops. Nothing waits for it but the shop's own list of codes: a hold ends by itself. */
import type { Club } from "../../club.ts";
import { transaction } from "../../platform/db.ts";
import { DomainError } from "../../platform/errors.ts";
import { submitOne } from "./submitting.ts";
import { endCode } from "./shop-codes.ts";
import { codedOf, end, holdEvent, release } from "./spending.ts";
import * as store from "./spending-store.ts";
import { reconcileShop } from "./watching.ts";
import {
  askAgainAt,
  RENEWALS_MAX,
  RENEWED_MS,
  TURN_MS,
  type Spending,
  type SpendingChange,
} from "./spendings.ts";

const DUE_PER_RUN = 200;
const HOUR_MS = 3_600_000;

/** Goes through what is due; returns how many rows were looked at. */
export async function sweep(club: Club): Promise<number> {
  const due = await store.dueSpendings(club.db, club.clock.now(), DUE_PER_RUN);
  let count = 0;
  for (const spending of due) {
    const turn = { id: spending.id, now: club.clock.now(), leaseMs: TURN_MS };
    if (!(await store.takeTurn(club.db, turn))) continue;
    count += 1;
    try {
      await sweepOne(club, spending);
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      await later(club, spending, error.code);
    }
  }
  return count;
}

async function sweepOne(club: Club, spending: Spending): Promise<void> {
  switch (spending.state) {
    case "making":
      // Whoever began it has gone away; nobody has seen the code.
      await end(club, spending.id, { why: "failed", isShopDone: false });
      return;
    case "live":
      await expire(club, spending);
      return;
    case "ordered":
      await renew(club, spending);
      return;
    default:
      await cleanUp(club, spending);
  }
}

/** Out of the shop first: only then are the units free. */
async function expire(club: Club, spending: Spending): Promise<void> {
  const { connection, code } = await codedOf(club, spending);
  const now = club.clock.now();
  if ((await endCode(club, connection, { spending, code })) === "gone") {
    await end(club, spending.id, { why: "expired", isShopDone: true });
    return;
  }
  // The shop says that an order has used it, of which no news has come: it is asked for.
  await reconcileShop(club, connection);
  if (now < spending.holdUntil) {
    await change(club, spending, { nextAt: spending.holdUntil });
    return;
  }
  await change(club, spending, {
    exception: "used_without_order",
    exceptionMinor: spending.worthMinor,
    isShopDone: true,
    nextAt: null,
  });
}

/** An order that waits for its money keeps its units, a day at a time. */
async function renew(club: Club, spending: Spending): Promise<void> {
  const { connection } = await codedOf(club, spending);
  const now = club.clock.now();
  await transaction(club.db, async (tx) => {
    const row = await store.lockSpending(tx, spending.id);
    if (row?.state !== "ordered") return;
    await release(club, tx, connection, row);
    const holds = row.holds + 1;
    const until = now + RENEWED_MS;
    const answer = await submitOne(club, tx, holdEvent(connection, row, holds, now, until));
    if (holds <= RENEWALS_MAX && !answer.problem) {
      const nextAt = until - HOUR_MS;
      await store.saveSpending(tx, row, { holds, holdUntil: until, nextAt, triedAt: null });
      return;
    }
    if (!answer.problem) await release(club, tx, connection, { ...row, holds });
    await store.saveSpending(tx, row, {
      holds,
      exception: "hold_lost",
      exceptionMinor: row.worthMinor,
      nextAt: null,
      triedAt: null,
    });
  });
}

async function cleanUp(club: Club, spending: Spending): Promise<void> {
  const { connection, code } = await codedOf(club, spending);
  if (code !== "") await endCode(club, connection, { spending, code });
  await change(club, spending, { isShopDone: true, code: null, nextAt: null });
}

/** A shop that does not answer is asked again. The code has ended by itself by then, and so has the hold. */
async function later(club: Club, spending: Spending, reason: string): Promise<void> {
  const now = club.clock.now();
  club.log.warn({ spending: spending.id, code: reason }, "a shop's code is looked at again later");
  if (spending.state === "live" && now >= spending.holdUntil) {
    await end(club, spending.id, { why: "expired", isShopDone: false });
    return;
  }
  const again = askAgainAt(spending.tries, now);
  const isLive = spending.state === "live";
  await change(club, spending, {
    tries: spending.tries + 1,
    nextAt: isLive ? Math.min(again ?? spending.holdUntil, spending.holdUntil) : again,
  });
}

/** Where nobody else has changed its state meanwhile. */
async function change(club: Club, spending: Spending, to: SpendingChange): Promise<void> {
  await transaction(club.db, async (tx) => {
    const row = await store.lockSpending(tx, spending.id);
    if (row?.state === spending.state) await store.saveSpending(tx, row, { triedAt: null, ...to });
  });
}
