/**
 * The audit trail: written as platform/audited.ts says, and by modules that have more to tell. Seals over it are made
 * behind, never in anybody's way: each is a hash over a stretch of entries and the seal before, so that nothing can be
 * changed, added or taken away under a seal unnoticed. Entries hold ids alone, so erasing a member leaves them true.
 */
import { pageOf, placeInTime } from "@trofast/contract/common";
import type { Page } from "@trofast/contract/common";
import type { Club } from "../../club.ts";
import { placeAfter, timeAfter } from "../../platform/cursors.ts";
import { snapshot, transaction } from "../../platform/db.ts";
import type { Db } from "../../platform/db.ts";
import type { AuditEntry } from "../../platform/audited.ts";
import { newId } from "../../platform/ids.ts";
import * as store from "./audit-store.ts";

const ENTRIES_PER_SEAL = 5_000;
const SEALS_PER_RUN_MAX = 1_000;
const SEALS_PER_PAGE = 100;
/** Transactions under way may still write entries with an earlier time: leave them this long. */
const SEAL_LAG_MS = 10 * 60_000;
const BEFORE_ALL = Date.UTC(1970, 0, 1);

/**
 * Writes an entry, in the caller's transaction where there is one: it then stands or falls with the act.
 *
 * @param now epoch milliseconds.
 */
export async function audit(db: Db, entry: AuditEntry, now: number): Promise<void> {
  await store.insertEntry(db, { ...entry, id: newId(), recordedAt: now });
}

/** One page of the trail, newest first. */
export async function listAudit(
  club: Club,
  query: store.EntryFilter & { readonly limit: number; readonly cursor?: string | undefined },
): Promise<Page<store.StoredEntry>> {
  const { limit, cursor } = query;
  const before = timeAfter(placeAfter(cursor, placeInTime));
  const rows = await store.listEntries(club.db, { ...query, before, limit: limit + 1 });
  return pageOf(
    rows,
    limit,
    (row) => [row.recordedAt, row.id],
    (row) => row,
  );
}

/** Seals what was recorded and is not sealed yet; returns how many seals were made, and the last one's hash. */
export async function seal(club: Club): Promise<{ made: number; hash: string | null }> {
  let made = 0;
  while (made < SEALS_PER_RUN_MAX && (await sealNext(club))) made += 1;
  return { made, hash: (await store.lastSeal(club.db))?.hash ?? null };
}

async function sealNext(club: Club): Promise<boolean> {
  return await transaction(club.db, async (tx) => {
    await store.lockSeals(tx);
    const last = await store.lastSeal(tx);
    const after = last?.through ?? BEFORE_ALL;
    const until = club.clock.now() - SEAL_LAG_MS;
    const through = await store.chunkEnd(tx, { after, until, size: ENTRIES_PER_SEAL });
    if (through === null) return false;
    const sealed = await store.chunkHash(tx, { after, through }, last?.hash ?? "");
    await store.insertSeal(tx, { no: (last?.no ?? 0) + 1, after, through, ...sealed });
    return true;
  });
}

export interface AuditProof {
  readonly seals: number;
  readonly entries: number;
  readonly unsealed: number;
  readonly hash: string | null;
  readonly sealedThrough: number | null;
  readonly broken: readonly { seal: number; from: number; through: number; words: string }[];
}

/** Computes every seal again and compares. */
export async function verify(club: Club): Promise<AuditProof> {
  return await snapshot(club.db, async (tx) => {
    const broken: AuditProof["broken"][number][] = [];
    let last: store.Seal | undefined;
    let entries = 0;
    for (;;) {
      const page = await store.listSeals(tx, { after: last?.no ?? 0, limit: SEALS_PER_PAGE });
      if (page.length === 0) break;
      for (const next of page) {
        const words = await whatIsWrong(tx, next, last);
        if (words !== null)
          broken.push({ seal: next.no, from: next.after, through: next.through, words });
        entries += next.entries;
        last = next;
      }
    }
    return {
      seals: last?.no ?? 0,
      entries,
      unsealed: await store.countAfter(tx, last?.through ?? BEFORE_ALL),
      hash: last?.hash ?? null,
      sealedThrough: last?.through ?? null,
      broken,
    };
  });
}

async function whatIsWrong(
  db: Db,
  sealed: store.Seal,
  before: store.Seal | undefined,
): Promise<string | null> {
  const isChained =
    sealed.no === (before?.no ?? 0) + 1 && sealed.after === (before?.through ?? BEFORE_ALL);
  if (!isChained) return "A seal before it is missing.";
  const found = await store.chunkHash(db, sealed, before?.hash ?? "");
  if (found.hash === sealed.hash) return null;
  return found.entries === sealed.entries
    ? "An entry in it was changed, or the seal itself."
    : `It was made over ${sealed.entries} entries; ${found.entries} are stored now.`;
}
