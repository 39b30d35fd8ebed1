/** Segments of two members who become one, and of one who is two again. */
import { SEGMENTS_PER_MEMBER_MAX } from "@trofast/contract/segments";
import type { Db, Tx } from "../../platform/db.ts";
import * as members from "../members/service.ts";
import type { Membership } from "./domain.ts";
import * as store from "./store.ts";

/** Two members by id: what the first is in comes to the second. */
interface Pair {
  readonly from: string;
  readonly to: string;
}

/** What would come to the one who stays, and whether they would be in too many then; nothing is written. */
export async function previewMerge(
  db: Db,
  { from, to }: Pair,
): Promise<{ readonly coming: Membership[]; readonly isTooMany: boolean }> {
  const known = await store.ofMember(db, to);
  const coming = (await store.ofMember(db, from)).filter(
    ({ segment }) => !known.some((own) => own.segment === segment),
  );
  return {
    coming,
    isTooMany: coming.length > 0 && known.length + coming.length > SEGMENTS_PER_MEMBER_MAX,
  };
}

/** Behind the locks of both. Each keeps since when and why; where both are in one, the one who stays keeps their own. */
export async function merge(tx: Tx, move: store.Move): Promise<void> {
  await store.bring(tx, move);
  await noteOn(tx, move);
}

/** The segments that would be the first one's again if a merge were taken apart. */
export async function previewUnmerge(db: Db, move: store.Move): Promise<string[]> {
  return await store.laidAside(db, move);
}

/**
 * Behind the locks of both. What the merge brought goes back with them; what was said of the two while they were one
 * stays: whoever was taken out is out on both sides, and who was put in is in where the merge led.
 *
 * @param others further merges into the same member that stand.
 */
export async function unmerge(tx: Tx, move: store.Move, others: readonly string[]): Promise<void> {
  await store.takeBack(tx, move, others);
  await noteOn(tx, move);
}

async function noteOn(tx: Tx, { from, to }: Pair): Promise<void> {
  await members.setSegments(tx, await store.segmentsOf(tx, [from, to]));
}
