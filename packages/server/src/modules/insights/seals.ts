/**
 * Seals: hashes over everything recorded, each chained to the one before. They are made behind the intake, never
 * in its way, and show that a stored event has not been changed since, not even together with its books.
 */
import type { Club } from "../../club.ts";
import { transaction, type Db } from "../../platform/db.ts";
import type { Findings } from "./domain.ts";
import * as store from "./store.ts";

/** Events per seal; an interval is always closed at an instant, so a little more may be in it. */
export const SEAL_EVENTS = 5000;
/** Transactions under way may still record with an earlier time: leave them this long. */
export const SEAL_LAG_MS = 60_000;
const SEALS_PER_RUN_MAX = 1000;
const SEALS_PER_PAGE = 100;
const BEFORE_ALL = Date.UTC(1970, 0, 1);

/**
 * Seals what was recorded and is not sealed yet.
 *
 * @returns how many seals were made.
 */
export async function seal(club: Club): Promise<number> {
  let made = 0;
  while (made < SEALS_PER_RUN_MAX && (await sealNext(club))) made += 1;
  return made;
}

async function sealNext(club: Club): Promise<boolean> {
  return await transaction(club.db, async (tx) => {
    const last = await store.lastSeal(tx);
    const after = last?.through_at ?? BEFORE_ALL;
    const until = club.clock.now() - SEAL_LAG_MS;
    const through = await store.chunkEnd(tx, after, until, SEAL_EVENTS);
    if (through === null) return false;
    const { events, hash } = await store.chunkHash(tx, { after, through }, last?.hash ?? "");
    await store.insertSeal(tx, {
      no: (last?.no ?? 0) + 1,
      after_at: after,
      through_at: through,
      events,
      hash,
    });
    return true;
  });
}

/** Recomputes every seal; returns how many there are. */
export async function checkSeals(db: Db, findings: Findings): Promise<number> {
  let no = 0;
  let previous = "";
  for (;;) {
    const page = await store.seals(db, no, SEALS_PER_PAGE);
    if (page.length === 0) return no;
    for (const row of page) {
      const interval = { after: row.after_at, through: row.through_at };
      const { events, hash } = await store.chunkHash(db, interval, previous);
      if (hash !== row.hash)
        findings.add({
          promise: "P4",
          what: `seal ${row.no} (${row.events} events recorded through ${new Date(row.through_at).toISOString()}) does not fit what is stored now (${events} events)`,
        });
      previous = row.hash;
      no = row.no;
    }
  }
}
