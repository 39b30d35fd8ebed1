/**
 * Who belongs to the club.
 *
 * member: a person, a household or a company, known to the rest of the system by a random id alone.
 * identity: a name some source has for a member, such as `card:7300112233` or `shop:8812`. A source and an id
 * belong to one member at a time; a member may have many.
 * wallet: whose balance a member uses. It is the member's own unless a household or company shares one.
 * vault: the one place of names, contact details and free text.
 * status: `active`; `frozen` (nothing can be spent); `erased` (asked to be forgotten, a number remains).
 * bucket: a share of all members (0 to 63) that a sweep takes at a time.
 *
 * What always holds:
 * - A member's id never changes and is never given out again.
 * - Personal data lies in the vault and in the identities, both of this module, and nowhere else.
 * - Two that enrol the same identity at once get the same member.
 *
 * What it does not do: balances, levels and statistics are the ledger's and the intake's.
 */

/** How a source names a member. */
export type MemberRef = { readonly source: string; readonly id: string };

export type MemberStatus = "active" | "frozen" | "erased";
export type MemberKind = "person" | "household" | "company";

export type ResolvedMember = {
  readonly memberId: string;
  /** Whose balance it is; the member's own id unless shared. */
  readonly walletId: string;
  readonly market: string | null;
  readonly status: MemberStatus;
};

/** A reference as one text, for maps. A control character cannot occur in a source, so no two refs share a key. */
export function refKey(ref: MemberRef): string {
  return `${ref.source}\u0000${ref.id}`;
}

export const BUCKETS = 64;

/** The share of the members that `memberId` falls in: FNV-1a (Fowler, Noll, Vo; 32 bits) of the id, modulo 64. */
export function bucketOf(memberId: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < memberId.length; index += 1) {
    hash = Math.imul(hash ^ memberId.charCodeAt(index), 0x01000193);
  }
  return (hash >>> 0) % BUCKETS;
}
