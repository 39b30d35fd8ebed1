import type { Db, Tx } from "../../platform/db.ts";
import { newId } from "../../platform/ids.ts";
import { bucketOf, refKey } from "./domain.ts";
import type { MemberKind, MemberRef, ResolvedMember } from "./domain.ts";
import * as store from "./store.ts";

export { bucketOf, refKey };
export type { MemberRef, ResolvedMember };

/** The members that `refs` name, by `refKey`; unknown ones are left out. One statement, however many. */
export async function resolve(
  db: Db,
  refs: readonly MemberRef[],
): Promise<Map<string, ResolvedMember>> {
  if (refs.length === 0) return new Map();
  const rows = await store.resolveRefs(db, distinct(refs));
  return new Map(
    rows.map(({ source, id, ...member }) => [refKey({ source, id }), member] as const),
  );
}

/** The members with these ids, by id; unknown ones are left out. One statement, however many. */
export async function byIds(db: Db, ids: readonly string[]): Promise<Map<string, ResolvedMember>> {
  if (ids.length === 0) return new Map();
  const rows = await store.findByIds(db, [...new Set(ids)]);
  return new Map(rows.map((member) => [member.memberId, member]));
}

export type Enrolment = MemberRef & { readonly market?: string; readonly kind?: MemberKind };

/**
 * The members that `refs` name, by `refKey`, made where there are none. Whoever enrols the same identity at the
 * same time gets the same member; the first statement about market and kind counts, and a member that exists is
 * left as it is.
 *
 * @param now epoch milliseconds.
 */
export async function create(
  tx: Tx,
  refs: readonly Enrolment[],
  now: number,
): Promise<Map<string, ResolvedMember>> {
  if (refs.length === 0) return new Map();
  const asked = distinct(refs).map((ref) => ({ ...ref, memberId: newId() }));
  const won = await store.claimIdentities(tx, asked, now);
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
  return await resolve(tx, asked);
}

/** Each reference once, in one order for everybody, so that two writers never wait for each other in a circle. */
function distinct<Ref extends MemberRef>(refs: readonly Ref[]): Ref[] {
  const byKey = new Map<string, Ref>();
  for (const ref of refs) {
    const key = refKey(ref);
    if (!byKey.has(key)) byKey.set(key, ref);
  }
  return [...byKey].toSorted(([left], [right]) => (left < right ? -1 : 1)).map(([, ref]) => ref);
}
