/** Two members who become one, and two again: what names the one means the other meanwhile. */
import type { Tx } from "../../platform/db.ts";
import * as store from "./alias-store.ts";

export type { Alias } from "./alias-store.ts";
export const aliasesOf = store.aliasesOf;
/** Whose things are the member's: the member's own first, then those of whoever became part of them. */
export const namesOf = store.namesOf;

/**
 * Lets everything that names a member mean another from now on; the member's number stays. The caller holds both.
 *
 * @returns the links between identifiers and the member that have ended by it.
 */
export async function mergeInto(
  tx: Tx,
  {
    memberId,
    into,
    now,
  }: { readonly memberId: string; readonly into: string; readonly now: number },
): Promise<string[]> {
  await store.addAlias(tx, { memberId, into, now });
  return await store.moveIdentities(tx, { from: memberId, to: into, now });
}

/** The way back: the identifiers that were the member's, as far as the other still goes by them. */
export async function unmergeFrom(
  tx: Tx,
  of: {
    readonly memberId: string;
    readonly into: string;
    readonly identities: readonly string[];
    readonly now: number;
  },
): Promise<void> {
  const { memberId, into, identities, now } = of;
  await store.endAlias(tx, memberId, now);
  await store.moveIdentities(tx, { from: into, to: memberId, now, named: identities });
}
