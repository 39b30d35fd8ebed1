/** How somebody comes to be a member: by an identity that nobody has. */
import type { Club } from "../../club.ts";
import type { Tx } from "../../platform/db.ts";
import { DomainError } from "../../platform/errors.ts";
import { newId } from "../../platform/ids.ts";
import * as programmes from "../programmes/service.ts";
import { bucketOf, OWN_SOURCE, refKey } from "./domain.ts";
import type { MemberKind, MemberRef, ResolvedMember } from "./domain.ts";
import { soughtRef, writtenRef } from "./identifiers.ts";
import { distinct, resolve, restingIdentity } from "./identities.ts";
import * as links from "./identity-store.ts";
import * as store from "./store.ts";

/**
 * The members that `refs` name, by `refKey`, made where there are none. Whoever enrols the same identity at the
 * same time gets the same member; the first statement about market and kind counts, and a member that exists is
 * left as it is. Left out are identities that rest, since somebody else had them until lately, and those of source
 * `email` or `phone` that are neither.
 *
 * @param by.now epoch milliseconds.
 * @param by.phoneCountry ISO 3166, of numbers written without one; left out where all are written with it.
 */
export async function create(
  tx: Tx,
  refs: readonly Enrolment[],
  { now, phoneCountry = null }: { readonly now: number; readonly phoneCountry?: string | null },
): Promise<Map<string, ResolvedMember>> {
  const known = await resolve(tx, refs, phoneCountry);
  const strangers = refs.filter(
    (ref) =>
      ref.source !== OWN_SOURCE &&
      !known.has(refKey(ref)) &&
      typeof writtenRef(ref, phoneCountry) !== "string",
  );
  const asked = distinct(strangers.map((ref) => ({ ...ref, ...soughtRef(ref, phoneCountry) })));
  if (asked.length === 0) return known;
  const enrolled = asked.map((ref) => ({ ...ref, memberId: newId() }));
  const won = await links.claimIdentities(tx, enrolled, now);
  const wonIds = new Set(won.map(({ memberId }) => memberId));
  await addMembers(
    tx,
    enrolled.filter(({ memberId }) => wonIds.has(memberId)),
    now,
  );
  return new Map([...known, ...(await resolve(tx, strangers, phoneCountry))]);
}

export type Enrolment = MemberRef & {
  readonly market?: string | undefined;
  readonly kind?: MemberKind | undefined;
};

/** Makes the members whose identities were won. */
export async function addMembers(
  tx: Tx,
  enrolled: readonly (Enrolment & { readonly memberId: string })[],
  now: number,
): Promise<void> {
  const added = enrolled.map((ref) => ({
    memberId: ref.memberId,
    kind: ref.kind ?? "person",
    market: ref.market ?? null,
    bucket: bucketOf(ref.memberId),
    joinedSource: ref.source,
  }));
  await store.insertMembers(tx, added, now);
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
  const made = await create(tx, [{ ...ref, market }], { now });
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
