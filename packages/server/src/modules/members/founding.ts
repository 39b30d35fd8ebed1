/** Many members at once, under ids that are settled beforehand: what an invented club is peopled with. */
import type { Tx } from "../../platform/db.ts";
import { bucketOf } from "./domain.ts";
import type { MemberRef } from "./domain.ts";
import { byIds } from "./identities.ts";
import * as links from "./identity-store.ts";
import * as store from "./store.ts";

export interface Founder {
  readonly memberId: string;
  readonly market: string;
  readonly joinedSource: string;
  /** Epoch milliseconds. */
  readonly joinedAt: number;
  readonly identities: readonly MemberRef[];
  readonly profile: Readonly<Record<string, string>>;
}

/** Makes the members that are not there yet; identities that somebody has already stay where they are. */
export async function found(tx: Tx, founders: readonly Founder[]): Promise<void> {
  const known = await byIds(
    tx,
    founders.map(({ memberId }) => memberId),
  );
  const fresh = founders.filter(({ memberId }) => !known.has(memberId));
  if (fresh.length === 0) return;
  const firstAt = Math.min(...fresh.map(({ joinedAt }) => joinedAt));
  const added = fresh.map(({ memberId, market, joinedSource, joinedAt }) => ({
    memberId,
    kind: "person" as const,
    market,
    bucket: bucketOf(memberId),
    joinedSource,
    createdAt: joinedAt,
  }));
  const named = fresh.flatMap(({ memberId, identities }) =>
    identities.map((identity) => ({ ...identity, memberId })),
  );
  await links.claimIdentities(tx, named, firstAt);
  await store.insertMembers(tx, added, firstAt);
  await store.mergeProfiles(tx, fresh, firstAt);
}
