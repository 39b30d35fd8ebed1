/** Whose the identities in a part of a table are: each row's own, and the address and number that it tells. */
import type { RowFault } from "../../platform/csv.ts";
import type { Tx } from "../../platform/db.ts";
import { newId } from "../../platform/ids.ts";
import { refKey } from "./domain.ts";
import type { IdentityLink, MemberRef, ResolvedMember } from "./domain.ts";
import { addMembers } from "./enrolling.ts";
import type { Enrolment } from "./enrolling.ts";
import { distinct, resolve } from "./identities.ts";
import * as links from "./identity-store.ts";
import * as store from "./store.ts";

/** What a row calls its member by, written as identities are stored; the first is the row's own. */
export interface NamedRow {
  readonly line: number;
  readonly own: Enrolment;
  readonly contacts: readonly (MemberRef & { readonly column: string })[];
}

export interface Claimed {
  /** By line: whose the row is. */
  readonly memberIds: Map<number, string>;
  /** By line: why nothing of the row is written. */
  readonly faults: Map<number, RowFault>;
  /** Members made. */
  addedCount: number;
}

type Placed = NamedRow & { readonly memberId: string };

const gone: RowFault = { code: "erased", column: "id", detail: "The member was erased." };
const resting = {
  code: "identity_resting",
  detail: "It was another member's until lately and rests before somebody else may have it.",
};
const taken = {
  code: "identity_taken",
  detail:
    "It is another member's. Correct the row; or, where both are one person, merge the two or give that member the row's id.",
};
const goneContact = {
  code: "erased",
  detail: "It belonged to a member who was erased, and nothing of the row was stored.",
};

/**
 * Gives each row its member, made where nobody goes by the row's own identity, and the member the row's address and
 * number. They are not proven by that: to come in by them takes a code sent there. A row of which one identity is
 * somebody else's, rests or was an erased member's leaves nothing.
 *
 * Whoever joins by such an address at the same time is the same member, or the row is refused: an address is given to
 * one of the two, the other waits and sees whose it has become.
 *
 * @param now epoch milliseconds.
 */
export async function claimRows(tx: Tx, rows: readonly NamedRow[], now: number): Promise<Claimed> {
  const claimed: Claimed = { memberIds: new Map(), faults: new Map(), addedCount: 0 };
  let left = rows;
  // Each turn either ends a row or learns whose one of its identities has become since, so that turns come to an end.
  while (left.length > 0) left = await claimOnce(tx, { rows: left, claimed, now });
  return claimed;
}

/** @returns rows that another row or somebody else came before: to be looked at again. */
async function claimOnce(
  tx: Tx,
  { rows, claimed, now }: { rows: readonly NamedRow[]; claimed: Claimed; now: number },
): Promise<readonly NamedRow[]> {
  const known = await resolve(tx, rows.flatMap(refsOf));
  const locked = await store.lockMembers(tx, [
    ...new Set([...known.values()].map(({ memberId }) => memberId)),
  ]);
  const open = new Set(
    locked.filter(({ status }) => status !== "erased").map(({ memberId }) => memberId),
  );
  const { placed, waiting } = placeRows(rows, { known, open }, claimed);
  const wanted = distinct(placed.flatMap(linksOf)).filter((link) => !known.has(refKey(link)));
  const won = new Set((await links.claimIdentities(tx, wanted, now)).map((ref) => refKey(ref)));
  const lost = wanted.filter((link) => !won.has(refKey(link)));
  const losers = losersOf(placed, { lost, open });
  const kept = placed.filter((row) => !losers.has(row));
  const keptKeys = new Set(kept.flatMap(linksOf).map((link) => refKey(link)));
  const given = wanted.filter((link) => won.has(refKey(link)) && !keptKeys.has(refKey(link)));
  if (given.length > 0) await links.releaseIdentities(tx, given);
  const added = new Map(
    kept.filter(({ memberId }) => !open.has(memberId)).map((row) => [row.memberId, row]),
  );
  await addMembers(
    tx,
    [...added].map(([memberId, { own }]) => ({ ...own, memberId })),
    now,
  );
  claimed.addedCount += added.size;
  for (const { line, memberId } of kept) claimed.memberIds.set(line, memberId);
  return [...(await remaining(tx, { losers, lost, claimed })), ...waiting];
}

/**
 * Names the member of each row, a new one where nobody has the row's identity; notes the faults. A row that asks for what
 * a row before it asks for has to wait for what that one gets.
 */
function placeRows(
  rows: readonly NamedRow[],
  who: {
    readonly known: ReadonlyMap<string, ResolvedMember>;
    readonly open: ReadonlySet<string>;
  },
  { faults }: Claimed,
): { placed: Placed[]; waiting: NamedRow[] } {
  const { known, open } = who;
  const hoped = new Map<string, string>();
  const placed: Placed[] = [];
  const waiting: NamedRow[] = [];
  for (const row of rows) {
    const holderOf = (ref: MemberRef): string | undefined =>
      known.get(refKey(ref))?.memberId ?? hoped.get(refKey(ref));
    const holder = holderOf(row.own);
    const memberId = holder ?? newId();
    const others = row.contacts.find((ref) => (holderOf(ref) ?? memberId) !== memberId);
    if (known.has(refKey(row.own)) && !open.has(memberId)) {
      faults.set(row.line, gone);
    } else if (others === undefined) {
      for (const ref of refsOf(row)) hoped.set(refKey(ref), memberId);
      placed.push({ ...row, memberId });
    } else if (known.has(refKey(others))) {
      const isGone = !open.has(holderOf(others) ?? "");
      faults.set(row.line, { ...(isGone ? goneContact : taken), column: others.column });
    } else waiting.push(row);
  }
  return { placed, waiting };
}

/** Rows that did not get all they name, and rows of members who are not made for that. */
function losersOf(
  placed: readonly Placed[],
  how: { readonly lost: readonly IdentityLink[]; readonly open: ReadonlySet<string> },
): Set<Placed> {
  const lostKeys = new Set(how.lost.map((link) => refKey(link)));
  const losers = placed.filter((row) => refsOf(row).some((ref) => lostKeys.has(refKey(ref))));
  const unmade = new Set(
    losers.map(({ memberId }) => memberId).filter((memberId) => !how.open.has(memberId)),
  );
  return new Set([...losers, ...placed.filter(({ memberId }) => unmade.has(memberId))]);
}

/** What rests is a fault for good; what somebody else has got meanwhile is known at the next turn. */
async function remaining(
  tx: Tx,
  how: {
    readonly losers: ReadonlySet<Placed>;
    readonly lost: readonly IdentityLink[];
    readonly claimed: Claimed;
  },
): Promise<readonly NamedRow[]> {
  const { losers, lost, claimed } = how;
  if (losers.size === 0) return [];
  const since = await resolve(tx, lost);
  const rest = new Set(lost.map((link) => refKey(link)).filter((key) => !since.has(key)));
  const again: NamedRow[] = [];
  for (const row of losers) {
    const { line, own, contacts } = row;
    const column = rest.has(refKey(own))
      ? "id"
      : contacts.find((ref) => rest.has(refKey(ref)))?.column;
    if (column === undefined) again.push({ line, own, contacts });
    else claimed.faults.set(line, { ...resting, column });
  }
  return again;
}

function refsOf({ own, contacts }: NamedRow): MemberRef[] {
  return [own, ...contacts].map(({ source, id }) => ({ source, id }));
}

function linksOf(row: Placed): IdentityLink[] {
  return refsOf(row).map((ref) => ({ ...ref, memberId: row.memberId }));
}
