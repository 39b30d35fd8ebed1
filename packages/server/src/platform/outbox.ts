/**
 * What happened outside of the log of events and others want to hear of. It is written in the transaction in which it
 * happens, so it is told if and only if that happened, and taken out in the transaction that hands it on.
 */
import { sql } from "kysely";
import type { Db, Tx } from "./db.ts";
import { newId } from "./ids.ts";

export interface Announcement {
  /** `noun.verb`, as the receivers know it. */
  readonly type: string;
  /** When it happened, epoch milliseconds. */
  readonly at: number;
  /** Ids, codes and amounts; nothing personal. */
  readonly data: Readonly<Record<string, string | number | boolean | null>>;
}

/** Tells that something happened, with the transaction's fate. */
export async function announce(tx: Tx, announcement: Announcement): Promise<void> {
  await tx
    .insertInto("platform_outbox")
    .values({
      id: newId(),
      type: announcement.type,
      at: new Date(announcement.at).toISOString(),
      data: JSON.stringify(announcement.data),
    })
    .execute();
}

export interface Announced {
  readonly id: string;
  readonly type: string;
  readonly at: number;
  readonly data: unknown;
}

/** Takes out the oldest; who takes hands them on in the same transaction. */
export async function takeAnnounced(tx: Tx, limit: number): Promise<Announced[]> {
  const taken = await sql<Announced>`
    delete from platform_outbox where id in (
      select id from platform_outbox order by id limit ${limit} for update skip locked)
    returning id, type, at, data`.execute(tx);
  return taken.rows.toSorted((left, right) => (left.id < right.id ? -1 : 1));
}

/** Whether anything waits. */
export async function hasAnnounced(db: Db): Promise<boolean> {
  const found = await sql`select from platform_outbox limit 1`.execute(db);
  return found.rows.length > 0;
}
