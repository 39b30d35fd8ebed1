/** How somebody comes to be a member: by an identity that nobody has. */
import type { Club } from "../../club.ts";
import type { Tx } from "../../platform/db.ts";
import { DomainError } from "../../platform/errors.ts";
import { newId } from "../../platform/ids.ts";
import * as programmes from "../programmes/service.ts";
import { bucketOf, OWN_SOURCE, refKey } from "./domain.ts";
import type { MemberKind, MemberRef, ResolvedMember } from "./domain.ts";
import { distinct, resolve, restingIdentity } from "./identities.ts";
import * as links from "./identity-store.ts";
import * as store from "./store.ts";

/**
 * The members that `refs` name, by `refKey`, made where there are none. Whoever enrols the same identity at the
 * same time gets the same member; the first statement about market and kind counts, and a member that exists is
 * left as it is. Left out are identities that rest, since somebody else had them until lately.
 *
 * @param now epoch milliseconds.
 */
export async function create(
  tx: Tx,
  refs: readonly Enrolment[],
  now: number,
): Promise<Map<string, ResolvedMember>> {
  return (await enrol(tx, refs, now)).members;
}

export type Enrolment = MemberRef & {
  readonly market?: string | undefined;
  readonly kind?: MemberKind | undefined;
};

/** The same, and how many were made. */
export async function enrol(
  tx: Tx,
  refs: readonly Enrolment[],
  now: number,
): Promise<{ members: Map<string, ResolvedMember>; addedCount: number }> {
  if (refs.length === 0) return { members: new Map(), addedCount: 0 };
  const known = await resolve(tx, refs);
  const asked = distinct(refs)
    .filter((ref) => ref.source !== OWN_SOURCE && !known.has(refKey(ref)))
    .map((ref) => ({ ...ref, memberId: newId() }));
  if (asked.length === 0) return { members: known, addedCount: 0 };
  const won = await links.claimIdentities(tx, asked, now);
  const wonIds = new Set(won.map((identity) => identity.memberId));
  const added = asked
    .filter((ref) => wonIds.has(ref.memberId))
    .map((ref) => ({
      memberId: ref.memberId,
      kind: ref.kind ?? "person",
      market: ref.market ?? null,
      bucket: bucketOf(ref.memberId),
      joinedSource: ref.source,
    }));
  await store.insertMembers(tx, added, now);
  const members = new Map([...known, ...(await resolve(tx, asked))]);
  return { members, addedCount: added.length };
}

export function erased(): DomainError {
  return new DomainError("erased", "This member has been erased and cannot be read or changed.");
}

/** The markets of all versions: a member may belong to one that is yet to come. `null` without a programme. */
export async function marketsOf(club: Club): Promise<ReadonlySet<string> | null> {
  const timeline = await programmes.timelineOfClub(club);
  if (timeline === null) return null;
  return new Set(timeline.versions.flatMap(({ programme }) => [...programme.markets.keys()]));
}

/**
 * The member who goes by an identity that has just been shown to be theirs, made where there is none: also where
 * somebody went by it who was erased, since who asks now is known to be its owner.
 *
 * @throws DomainError `conflict` where somebody else had it until lately.
 */
export async function enrolProven(
  tx: Tx,
  ref: MemberRef,
  { market, now }: { readonly market?: string | undefined; readonly now: number },
): Promise<ResolvedMember> {
  await links.unbury(tx, ref);
  const made = await create(tx, [{ ...ref, market }], now);
  const member = made.get(refKey(ref));
  if (member === undefined) throw restingIdentity(ref, "");
  await links.markProven(tx, { ...ref, memberId: member.memberId }, now);
  return member;
}

/** A member without any identity but the card that the club gives out. */
export async function enrolNameless(
  tx: Tx,
  {
    market,
    source,
    now,
  }: { readonly market?: string | undefined; readonly source: string; readonly now: number },
): Promise<string> {
  const memberId = newId();
  const bucket = bucketOf(memberId);
  const added = {
    memberId,
    kind: "person" as const,
    market: market ?? null,
    bucket,
    joinedSource: source,
  };
  await store.insertMembers(tx, [added], now);
  return memberId;
}

/** @throws DomainError `unknown_market`. */
export async function requireMarket(club: Club, market: string | undefined): Promise<void> {
  if (market === undefined) return;
  const markets = await marketsOf(club);
  if (markets?.has(market) !== false) return;
  throw new DomainError("unknown_market", `The programme knows no market ${market}.`);
}
