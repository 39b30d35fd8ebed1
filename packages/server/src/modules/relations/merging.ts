/** Two members who turn out to be one. */
import type { Effect } from "@trofast/engine/effects";
import { balanceOf } from "@trofast/engine/lots";
import { handedOver, portionOf } from "@trofast/engine/portion";
import type { Club } from "../../club.ts";
import type { Db, Tx } from "../../platform/db.ts";
import { DomainError } from "../../platform/errors.ts";
import { newId } from "../../platform/ids.ts";
import * as access from "../access/service.ts";
import * as activity from "../activity/service.ts";
import * as consents from "../consents/service.ts";
import type { ResolvedMember } from "../members/domain.ts";
import * as members from "../members/service.ts";
import * as segments from "../segments/service.ts";
import {
  doubledJoinGifts,
  doubledWelcomes,
  foreseen,
  levelsOf,
  rewardsTogether,
  summed,
  type Block,
} from "./domain.ts";
import { book } from "./booking.ts";
import { reverseBetween } from "./referrals.ts";
import * as referrals from "./referral-store.ts";
import * as store from "./store.ts";

export interface Pair {
  readonly member: members.MemberRef;
  readonly into: members.MemberRef;
}

interface Both {
  readonly member: ResolvedMember;
  readonly into: ResolvedMember;
}

/** @throws DomainError `not_found`, `erased`. */
async function bothOf(club: Club, db: Db, { member, into }: Pair): Promise<Both> {
  const found = await members.resolve(db, [member, into], club.config.phoneCountry);
  const named = (ref: members.MemberRef): ResolvedMember => {
    const known = found.get(members.refKey(ref));
    if (!known)
      throw new DomainError("not_found", `Nobody is known as ${ref.id} in ${ref.source}.`);
    if (known.status === "erased")
      throw new DomainError("erased", "One of the two asked to be forgotten; nothing was changed.");
    return known;
  };
  return { member: named(member), into: named(into) };
}

/** Whom a merge would be about, by id. @throws DomainError `not_found`, `erased`. */
export async function whomToMerge(club: Club, db: Db, pair: Pair): Promise<string[]> {
  const { member, into } = await bothOf(club, db, pair);
  return [member.memberId, into.memberId];
}

/** What stands in the way, save for holds. */
async function blocksOf(db: Db, { member, into }: Both): Promise<Block[]> {
  const blocks: Block[] = [];
  const add = (code: Block["code"], detail: string): void => {
    blocks.push({ code, detail });
  };
  if (member.memberId === into.memberId) add("same_member", "Both names mean the same member.");
  for (const { memberId, walletId, status } of [member, into]) {
    if (status === "frozen")
      add("frozen", `The membership ${memberId} is frozen; settle that first.`);
    if (walletId !== memberId || (await members.sharesWallet(db, memberId)))
      add("wallet_shared", `The member ${memberId} shares a balance with others.`);
  }
  const aliases = await members.aliasesOf(db, [member.memberId]);
  if (aliases.some(({ into: other, until }) => other === member.memberId && until === null))
    add(
      "has_merged",
      "Others have become one with the first member. Merge the other way round, or take that apart first.",
    );
  const { isTooMany } = await segments.previewMerge(db, movedBetween({ member, into }));
  if (isTooMany)
    add(
      "too_many_segments",
      "Together they would be in more segments than one member can be in. Take one of them out of some first.",
    );
  return blocks;
}

const movedBetween = ({ member, into }: Both) => ({ from: member.memberId, to: into.memberId });

/** What a merge would do; nothing is written. */
export async function previewMerge(club: Club, pair: Pair) {
  const { db } = club;
  const both = await bothOf(club, db, pair);
  const at = club.clock.now();
  const timeline = await activity.timelineOf(club);
  const one = await activity.look(db, timeline, { member: both.member, at });
  const other = await activity.look(db, timeline, { member: both.into, at });
  const { effects, after } = foreseen(
    other.programme,
    { one: one.states, other: other.states },
    { market: both.into.market ?? "", at },
  );
  const { wallet } = one.states;
  const portion = portionOf(one.states);
  const lots = portion.lots.filter(({ expiresAt }) => expiresAt === null || expiresAt > at);
  const units = [...new Set(lots.map(({ unit }) => unit))];
  const holds = wallet.holds.map(({ hold, unit, until, uses }) => {
    const amount = uses.reduce((sum, [, part]) => sum + part, 0);
    return { hold, unit, until, amount };
  });
  const blocks = await blocksOf(db, both);
  if (holds.length > 0)
    blocks.push({ code: "open_holds", detail: "Units are held for something under way." });
  const [memberId, intoMemberId] = [both.member.memberId, both.into.memberId];
  return {
    memberId,
    intoMemberId,
    balances: units.map((unit) => {
      const own = lots.filter((lot) => lot.unit === unit);
      const { available, pending } = balanceOf(wallet, unit, at);
      return { unit, amount: available + pending, lots: own };
    }),
    owed: summed(portion.debts, ({ unit }) => unit),
    sums: portion.sums.map(({ unit, period, amount }) => ({ unit, period, amount })),
    levels: levelsOf(one.programme, { one: one.states, other: other.states, after }),
    limits: portion.counts.map(({ key, by }) => ({ limit: key, used: by })),
    rewards: Object.fromEntries(portion.grants.map(({ reward, count }) => [reward, count])),
    rewardsTogether: rewardsTogether(effects),
    doubledWelcomes: doubledWelcomes(one.states, other.states),
    doubledJoinGifts: await joinGiftsOf(db, both),
    consentsWithdrawn: await stricter(db, both, at),
    segments: (await segments.previewMerge(db, movedBetween(both))).coming.map(
      ({ segment, reason, since }) => ({
        segment,
        name: one.programme.source.segments[segment]?.name ?? segment,
        reason,
        since,
      }),
    ),
    holds,
    referralBetween: (await referrals.between(db, memberId, intoMemberId)) !== undefined,
    blocks,
  };
}

/** What both got for joining; each may have become one with others who had joined. */
async function joinGiftsOf(db: Db, { member, into }: Both): Promise<Record<string, number>> {
  const effectsOf = async ({ memberId }: ResolvedMember): Promise<Effect[]> => {
    const names = await members.namesOf(db, memberId);
    return (await activity.joinsOfMembers(db, names)).flatMap(({ effects }) => effects);
  };
  return doubledJoinGifts(await effectsOf(member), await effectsOf(into));
}

/** Consents of the one who stays that the other has refused. */
async function stricter(db: Db, { member, into }: Both, now: number) {
  const refused = (await consents.standing(db, { memberId: member.memberId, now })).consents.filter(
    ({ given }) => !given,
  );
  const given = (await consents.standing(db, { memberId: into.memberId, now })).consents.filter(
    (each) => each.given,
  );
  return given
    .filter(({ purpose, channel }) =>
      refused.some((other) => other.purpose === purpose && other.channel === channel),
    )
    .map(({ purpose, channel }) => ({ purpose, channel }));
}

/**
 * Makes one of two members, in the caller's transaction.
 *
 * @param input.by who asked for it, by id.
 * @throws DomainError `not_found`, `erased`, `cannot_merge`, `open_holds`, `no_programme`, `member_busy`.
 */
export async function merge(
  club: Club,
  tx: Tx,
  input: Pair & { readonly voidHolds: boolean; readonly by: string },
): Promise<store.Merge> {
  const named = await bothOf(club, tx, input);
  for (const id of [named.member.memberId, named.into.memberId].toSorted())
    await members.lock(tx, id);
  const both = await bothOf(club, tx, input);
  const [block] = await blocksOf(tx, both);
  if (block) throw new DomainError("cannot_merge", block.detail);
  const now = club.clock.now();
  const { member, into } = both;
  const timeline = await activity.timelineOf(club, tx);
  const before = await activity.look(tx, timeline, { member, at: now });
  const other = await activity.look(tx, timeline, { member: into, at: now });
  if (input.voidHolds) await voidHolds(club, tx, before.states.wallet.holds, member.memberId);
  const withdrawn = await stricter(tx, both, now);
  const wishes = await consents.wishesTogether(tx, {
    memberId: member.memberId,
    into: into.memberId,
  });
  await reverseBetween(club, tx, { one: member.memberId, other: into.memberId });
  const mergeId = newId();
  const { openedAt } = before.states.wallet;
  const { out, taken } = await bookBoth(club, tx, { mergeId, openedAt, ...both });
  const identities = await members.mergeInto(tx, {
    memberId: member.memberId,
    into: into.memberId,
    now,
  });
  await segments.merge(tx, { merge: mergeId, ...movedBetween(both) });
  await activity.moveParked(tx, { from: member.memberId, to: into.memberId });
  await access.endSessionsOf(tx, { kind: "member", subject: member.memberId }, now);
  await consents.endRequests(tx, [member.memberId, into.memberId], now);
  const asked = { memberId: into.memberId, mergeId, by: input.by };
  await beStricter(club, tx, { ...asked, withdrawn, wishes });
  const merged = {
    mergeId,
    memberId: member.memberId,
    into: into.memberId,
    handedEvent: out.eventId,
    handedAt: out.occurredAt,
    takenEvent: taken.eventId,
    takenAt: taken.occurredAt,
    identities,
    levels: Object.fromEntries(
      levelsOf(other.programme, {
        one: before.states,
        other: other.states,
        after: other.states,
      }).map((each) => [each.ladder, each.into]),
    ),
    mergedAt: now,
    mergedBy: input.by,
  };
  await store.insertMerge(tx, merged);
  return { ...merged, unmergedAt: null };
}

/** The two events of a merge. */
async function bookBoth(
  club: Club,
  tx: Tx,
  {
    mergeId,
    openedAt,
    member,
    into,
  }: Both & { readonly mergeId: string; readonly openedAt: number | null },
) {
  const out = await book(club, tx, {
    id: `merge:${mergeId}:out`,
    memberId: member.memberId,
    payload: { kind: "hand-over", merge: mergeId, to: into.walletId },
  });
  const taken = await book(club, tx, {
    id: `merge:${mergeId}:in`,
    memberId: into.memberId,
    payload: {
      kind: "take-over",
      merge: mergeId,
      from: member.walletId,
      handed: out.eventId,
      openedAt,
      portion: handedOver(out.effects),
    },
  });
  return { out, taken };
}

async function voidHolds(
  club: Club,
  tx: Tx,
  holds: readonly { readonly hold: string }[],
  memberId: string,
): Promise<void> {
  for (const { hold } of holds)
    await book(club, tx, {
      id: `void:${newId()}`,
      memberId,
      payload: { kind: "release", hold },
    });
}

/** Consents and contact wishes of the one who stays, as far as the other wanted less. */
async function beStricter(
  club: Club,
  tx: Tx,
  input: {
    readonly memberId: string;
    readonly mergeId: string;
    readonly by: string;
    readonly withdrawn: Awaited<ReturnType<typeof stricter>>;
    readonly wishes: Awaited<ReturnType<typeof consents.wishesTogether>>;
  },
): Promise<void> {
  if (input.withdrawn.length === 0 && input.wishes === null) return;
  await consents.changeWithin(club, tx, {
    memberId: input.memberId,
    hasLog: true,
    consents: input.withdrawn.map(({ purpose, channel }) => ({
      purpose,
      ...(channel !== null && { channel }),
      given: false,
    })),
    ...(input.wishes !== null && { contact: input.wishes }),
    source: "merge",
    actor: input.by,
    proof: `merge ${input.mergeId}`,
  });
}

export async function listMerges(db: Db, memberId: string): Promise<store.Merge[]> {
  return await store.mergesOf(db, memberId);
}
