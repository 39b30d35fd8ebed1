/** One who is two again: a merge taken apart. */
import type { Effect } from "@trofast/engine/effects";
import { handedOver, type Portion } from "@trofast/engine/portion";
import type { Club } from "../../club.ts";
import type { Db, Tx } from "../../platform/db.ts";
import { DomainError } from "../../platform/errors.ts";
import * as activity from "../activity/service.ts";
import * as ledger from "../ledger/service.ts";
import * as members from "../members/service.ts";
import * as segments from "../segments/service.ts";
import { book } from "./booking.ts";
import { asTakenBack, periodKey, summed, wayBackOf, type WayBack } from "./domain.ts";
import * as store from "./store.ts";

/** A merge that can be taken apart, and what of it is left. @throws DomainError `not_found`, `erased`, `cannot_merge`. */
async function standingMerge(
  db: Db,
  mergeId: string,
): Promise<{ merge: store.Merge; way: WayBack }> {
  const found = await store.findMerge(db, mergeId);
  if (!found) throw new DomainError("not_found", `There is no merge ${mergeId}.`);
  if (found.unmergedAt !== null)
    throw new DomainError("cannot_merge", "This merge was taken apart before.");
  const into = (await members.byIds(db, [found.into])).get(found.into);
  if (into?.status === "erased")
    throw new DomainError("erased", "The member asked to be forgotten; nothing is left to part.");
  if (into?.status === "frozen" || into?.mergedInto)
    throw new DomainError(
      "cannot_merge",
      "The member is frozen or has become part of another meanwhile; settle that first.",
    );
  const events = await activity.eventsByKeys(db, [
    { member_id: found.memberId, occurred_at: found.handedAt, id: found.handedEvent },
    { member_id: found.into, occurred_at: found.takenAt, id: found.takenEvent },
  ]);
  const effectsOf = (id: string): readonly Effect[] =>
    events.find((event) => event.id === id)?.effects ?? [];
  const way = wayBackOf(
    { handed: effectsOf(found.handedEvent), taken: effectsOf(found.takenEvent) },
    found.levels,
  );
  return { merge: found, way: await lessWhatCameBack(db, found, way) };
}

/** Sums that returns of the other's purchases have lowered meanwhile stay low. */
async function lessWhatCameBack(db: Db, done: store.Merge, way: WayBack): Promise<WayBack> {
  const taken = new Map<string, number>();
  const of = { wallet: done.into, given: done.memberId, after: way.lastPosting };
  for (const { unit, period, amount } of await ledger.sumsTakenFor(db, of))
    taken.set(periodKey(unit, period), amount);
  const sums = way.part.sums.map((sum) => {
    const less = taken.get(periodKey(sum.unit, sum.period)) ?? 0;
    return { ...sum, amount: Math.max(0, sum.amount - less) };
  });
  return { ...way, part: { ...way.part, sums } };
}

const movedBy = ({ mergeId, memberId, into }: store.Merge) => ({
  merge: mergeId,
  from: memberId,
  to: into,
});

/** What taking a merge apart would give back; nothing is written. */
export async function previewUnmerge(club: Club, mergeId: string) {
  const { db } = club;
  const { merge: found, way } = await standingMerge(db, mergeId);
  const open = (await ledger.openLots(db, [found.into])).get(found.into) ?? [];
  const at = club.clock.now();
  const left = new Map(
    open
      .filter(({ expiresAt }) => expiresAt === null || expiresAt > at)
      .map(({ no, remaining, held }) => [no, remaining - held]),
  );
  const came = summed(way.part.lots, ({ unit }) => unit);
  const back = summed(
    way.part.lots.map((lot) => ({
      unit: lot.unit,
      amount: Math.min(lot.amount, left.get(lot.lot) ?? 0),
    })),
    ({ unit }) => unit,
  );
  return {
    mergeId,
    memberId: found.memberId,
    intoMemberId: found.into,
    balances: Object.entries(came).map(([unit, amount]) => ({
      unit,
      came: amount,
      back: back[unit] ?? 0,
    })),
    sums: way.part.sums.map(({ unit, period, amount }) => ({ unit, period, amount })),
    segments: await segments.previewUnmerge(db, movedBy(found)),
    identities: found.identities.length,
  };
}

/** Whom a merge is about, by id; nobody where there is no such merge. */
export async function whomToUnmerge(db: Db, mergeId: string): Promise<string[]> {
  const found = await store.findMerge(db, mergeId);
  return found ? [found.memberId, found.into] : [];
}

/** Of the same member, others that stand. */
async function standingInto(tx: Tx, { mergeId, into }: store.Merge): Promise<string[]> {
  return (await store.mergesOf(tx, into))
    .filter((each) => each.into === into && each.unmergedAt === null && each.mergeId !== mergeId)
    .map((each) => each.mergeId);
}

/**
 * Takes a merge apart, in the caller's transaction.
 *
 * @throws DomainError `not_found`, `erased`, `cannot_merge`, `no_programme`, `member_busy`.
 */
export async function unmerge(
  club: Club,
  tx: Tx,
  input: { readonly mergeId: string; readonly by: string },
): Promise<store.Merge> {
  const { mergeId, by } = input;
  const known = await store.findMerge(tx, mergeId);
  if (!known) throw new DomainError("not_found", `There is no merge ${mergeId}.`);
  for (const id of [known.memberId, known.into].toSorted()) await members.lock(tx, id);
  const { merge: found, way } = await standingMerge(tx, mergeId);
  const now = club.clock.now();
  const { memberId, into } = found;
  const out = await book(club, tx, {
    id: `unmerge:${mergeId}:out`,
    memberId: into,
    payload: { kind: "hand-over", merge: mergeId, to: memberId, part: way.part },
  });
  await segments.unmerge(tx, movedBy(found), await standingInto(tx, found));
  await members.unmergeFrom(tx, { memberId, into, identities: found.identities, now });
  const portion: Portion = asTakenBack(handedOver(out.effects), way);
  await book(club, tx, {
    id: `unmerge:${mergeId}:in`,
    memberId,
    payload: {
      kind: "take-over",
      merge: mergeId,
      from: into,
      handed: out.eventId,
      openedAt: null,
      portion,
    },
  });
  if (!(await store.endMerge(tx, { mergeId, now, by })))
    throw new DomainError("cannot_merge", "This merge was taken apart before.");
  return { ...found, unmergedAt: now };
}
