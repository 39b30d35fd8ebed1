/** Identities from before addresses and numbers were stored the one way: written anew, once. */
import type { Club } from "../../club.ts";
import { transaction } from "../../platform/db.ts";
import type { Tx } from "../../platform/db.ts";
import { refKey } from "./domain.ts";
import type { MemberRef } from "./domain.ts";
import { writtenRef } from "./identifiers.ts";
import * as store from "./rewriting-store.ts";
import type { Unwritten } from "./rewriting-store.ts";

/** Two members went by one address or number, spelled in two ways. */
export interface Doubled {
  readonly source: string;
  /** Who had it first, and keeps it. */
  readonly kept: string;
  /** Who does not go by it any more. */
  readonly lost: string;
}

export interface Rewritten {
  /** Identities that are spelled otherwise now. */
  readonly writtenCount: number;
  /** Identities that are neither an address nor a number: they stay as they are. */
  readonly unreadableCount: number;
  readonly doubled: readonly Doubled[];
}

/** Identities seen to in one transaction. */
const IDENTITIES_PER_TURN = 1_000;

/**
 * Writes what the migration has listed. Any number of processes may do it at once and be killed at any statement; where
 * nothing is left it is one short question.
 */
export async function rewriteIdentities(club: Club): Promise<Rewritten> {
  let writtenCount = 0;
  let unreadableCount = 0;
  const doubled: Doubled[] = [];
  for (;;) {
    const turn = await transaction(club.db, (tx) => rewriteSome(club, tx));
    if (turn === null) return { writtenCount, unreadableCount, doubled };
    writtenCount += turn.writtenCount;
    unreadableCount += turn.unreadableCount;
    doubled.push(...turn.doubled);
  }
}

/** A part of what is listed; null where nothing is. */
async function rewriteSome(club: Club, tx: Tx): Promise<Rewritten | null> {
  const listed = await store.takeUnwritten(tx, IDENTITIES_PER_TURN);
  if (listed.length === 0) return null;
  const read = listed.map((identity) => ({
    ...identity,
    written: writtenRef(identity, club.config.phoneCountry),
  }));
  const otherwise = read.flatMap(({ written, ...identity }) =>
    typeof written === "string" || written.id === identity.id ? [] : [{ ...identity, written }],
  );
  const doubled: Doubled[] = [];
  const alone = await thoseAlone(tx, otherwise);
  await store.writeIds(tx, alone);
  for (const identity of otherwise)
    if (!alone.includes(identity)) doubled.push(...(await rewriteOne(club, tx, identity)));
  return {
    writtenCount: otherwise.length,
    unreadableCount: read.filter(({ written }) => typeof written === "string").length,
    doubled,
  };
}

type Otherwise = Unwritten & { readonly written: MemberRef };

/** Those whose new spelling nobody else has, nor gets in this turn. */
async function thoseAlone(tx: Tx, all: readonly Otherwise[]): Promise<readonly Otherwise[]> {
  const times = new Map<string, number>();
  for (const { written } of all) {
    const key = refKey(written);
    times.set(key, (times.get(key) ?? 0) + 1);
  }
  const holders = await store.holdersInUse(
    tx,
    all.map(({ written }) => written),
  );
  const held = new Set(holders.map((holder) => refKey(holder)));
  return all.filter(({ written }) => {
    const key = refKey(written);
    return times.get(key) === 1 && !held.has(key);
  });
}

/** One whose new spelling somebody goes by: of two members the one who had it first keeps it. */
async function rewriteOne(club: Club, tx: Tx, identity: Otherwise): Promise<Doubled[]> {
  const { source, memberId, isInUse, since, written } = identity;
  const now = club.clock.now();
  const [holder] = isInUse ? await store.holdersInUse(tx, [written]) : [];
  if (holder === undefined) {
    await store.writeIds(tx, [identity]);
    return [];
  }
  const isFirst = since < holder.since;
  await store.endIdentities(tx, [isFirst ? holder.identityId : identity.identityId], now);
  await store.writeIds(tx, [identity]);
  if (holder.memberId === memberId) return [];
  const [kept, lost] = isFirst ? [memberId, holder.memberId] : [holder.memberId, memberId];
  return [{ source, kept, lost }];
}
