/**
 * Who belongs to the club.
 *
 * member: a person, a household or a company, known to the rest of the system by a random id alone.
 * identity: a name some source has for a member, such as `card:7300112233` or `shop:8812`: a link with a first and
 * a last day. A source and an id belong to one member at a time; a member may have many. What one has given up
 * rests before another may have it, so that nobody gets a stranger's points with a used telephone number.
 * wallet: whose balance a member uses. It is the member's own unless a household or company shares one.
 * vault: the one place of names, contact details and free text.
 * status: `active`; `frozen` (nothing can be spent); `erased` (asked to be forgotten, a number remains).
 * bucket: a share of all members (0 to 63) that a sweep takes at a time.
 *
 * What always holds:
 * - A member's id never changes and is never given out again.
 * - Personal data lies in the vault and in the identities, both of this module, and nowhere else; but what rules read of a
 *   member's answers lies beside the events that it decided (`activity_told`), and is forgotten with the member.
 * - Two that enrol the same identity at once get the same member.
 * - What an erased member went by is known as a salted hash alone, and answered as erased wherever it comes up.
 *
 * What it does not do: balances, levels and statistics are the ledger's and the intake's.
 */

import { memberKind, memberRef, PROFILE_TEXT_MAX, profileField } from "@trofast/contract/members";
import { line, slug } from "@trofast/contract/common";
import type { FieldAnswer } from "@trofast/contract/members";
import { z } from "zod";
import type { RowFault } from "../../platform/csv.ts";

/** How a source names a member. */
export type MemberRef = { readonly source: string; readonly id: string };

/** The source under which the club's own ids stand where a reference is asked for. */
export const OWN_SOURCE = "id";

/** A reference to a member by the club's own id. */
export function ownRef(memberId: string): MemberRef {
  return { source: OWN_SOURCE, id: memberId };
}

/** An identity and whose it is. */
export type IdentityLink = MemberRef & { readonly memberId: string };

/** A dated link. Instants are epoch milliseconds. */
export type Identity = IdentityLink & {
  readonly since: number;
  readonly until: number | null;
  /** When the member last showed that it is theirs, by a code sent to it. */
  readonly provenAt: number | null;
};

export type MemberStatus = "active" | "frozen" | "erased";
export type MemberKind = "person" | "household" | "company";

export type ResolvedMember = {
  readonly memberId: string;
  /** Whose balance it is; the member's own id unless shared. */
  readonly walletId: string;
  readonly market: string | null;
  readonly status: MemberStatus;
  /** The segments the member is in, in the order of their names: a fact of every event. */
  readonly segments?: readonly string[];
  /** With whom the member became one: whatever names this member means that one. */
  readonly mergedInto?: string | null;
};

/** What a member has told, as rules may read it. */
export type ToldAs = {
  readonly field: string;
  readonly value: FieldAnswer;
  /** Epoch milliseconds. */
  readonly saidAt: number;
  /** Without this consent nothing may rest on it; null: the membership is enough. */
  readonly consent: "profiling" | "sharing" | null;
};

/** A reference as one text, for maps. A control character cannot occur in a source, so no two refs share a key. */
export function refKey(ref: MemberRef): string {
  return `${ref.source}\u0000${ref.id}`;
}

const BUCKETS = 64;

/** The share of the members that `memberId` falls in: FNV-1a (Fowler, Noll, Vo; 32 bits) of the id, modulo 64. */
export function bucketOf(memberId: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < memberId.length; index += 1) {
    hash = Math.imul(hash ^ memberId.charCodeAt(index), 0x01000193);
  }
  return (hash >>> 0) % BUCKETS;
}

/** What is said about a member; what is left out stays as it is, and a profile field goes away by null. */
export type MemberChange = {
  readonly memberId: string;
  readonly market?: string | undefined;
  readonly kind?: MemberKind | undefined;
  readonly profile?: Readonly<Record<string, string | null>> | undefined;
};

/** What a shop or a table says about somebody it knows. */
export type MemberInput = MemberRef & Omit<MemberChange, "memberId">;

/** The later of two statements about the same member, over the earlier one. */
export function mergedChange(earlier: MemberChange | undefined, later: MemberChange): MemberChange {
  if (earlier === undefined) return later;
  return {
    memberId: later.memberId,
    market: later.market ?? earlier.market,
    kind: later.kind ?? earlier.kind,
    profile: { ...earlier.profile, ...later.profile },
  };
}

/** Columns of a table of members that are no profile fields. */
export const MEMBER_COLUMNS = ["source", "id", "market", "kind"] as const;

/** Profile fields by which the member is known and reached besides: identities of a source of the same name. */
export const CONTACT_COLUMNS = ["email", "phone"] as const;

/**
 * Names the columns of a table of members: what `map` calls them, ours in any case, or profile fields. A column
 * mapped to nothing is left out.
 *
 * @param map ours by theirs, in lower case.
 */
export function columnNames(map: ReadonlyMap<string, string>): (header: string) => string {
  return (header) => {
    const key = header.toLowerCase();
    const own = [...MEMBER_COLUMNS, ...CONTACT_COLUMNS].find((name) => name === key);
    return map.get(key) ?? own ?? header;
  };
}

/** A column name that is neither ours nor fit for a profile field, if there is one. */
export function unusableColumn(columns: readonly string[]): string | undefined {
  return columns.find((name) => !profileField.safeParse(name).success);
}

const profileText = line(PROFILE_TEXT_MAX);

/**
 * Reads one row of a table of members. An empty cell says nothing.
 *
 * @param source of every row, where the table has no such column.
 */
export function readMemberRow(
  cells: ReadonlyMap<string, string>,
  source: string | undefined,
): MemberInput | RowFault {
  const said = (column: string): string | undefined => cells.get(column) || undefined;
  const id = said("id");
  const ref = memberRef.safeParse({ source: said("source") ?? source, id });
  if (!ref.success) {
    const column = ref.error.issues[0]?.path[0] === "id" ? "id" : "source";
    const isMissing = (column === "id" ? id : (said("source") ?? source)) === undefined;
    return fault(isMissing ? "missing" : "invalid", column, ref.error.issues[0]?.message);
  }
  const market = slug.optional().safeParse(said("market"));
  if (!market.success) return fault("invalid", "market", market.error.issues[0]?.message);
  const kind = memberKind.optional().safeParse(said("kind")?.toLowerCase());
  if (!kind.success) return fault("invalid", "kind", "It must be person, household or company.");
  const profile: Record<string, string> = {};
  for (const [column, text] of cells) {
    if (text === "" || MEMBER_COLUMNS.some((name) => name === column)) continue;
    // A line break in a cell is how somebody's spreadsheet wrapped it.
    const checked = profileText.safeParse(text.replaceAll(/\s+/g, " "));
    if (!checked.success) return fault("invalid", column, checked.error.issues[0]?.message);
    profile[column] = checked.data;
  }
  return { ...ref.data, market: market.data, kind: kind.data, profile };
}

function fault(how: "missing" | "invalid", column: string, message = ""): RowFault {
  const detail = how === "missing" ? `The row has no ${column}.` : message;
  return { code: `${how}_${column}`, column, detail };
}

/** A profile from the vault, where only texts are let in. */
export function profileOf(stored: unknown): Readonly<Record<string, string>> {
  return z.record(z.string(), z.string()).parse(stored);
}
