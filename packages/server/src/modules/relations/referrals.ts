/** Friends who bring friends: links, the friend's purchase, rewards on both sides and their reversal. */
import { randomBytes } from "node:crypto";
import { pageOf, placeInTime } from "@trofast/contract/common";
import type { CompiledReferral } from "@trofast/engine/programme/compiled";
import { formatInstant } from "@trofast/engine/time";
import type { Club } from "../../club.ts";
import { placeAfter, timeAfter } from "../../platform/cursors.ts";
import { transaction } from "../../platform/db.ts";
import type { Tx } from "../../platform/db.ts";
import { DomainError } from "../../platform/errors.ts";
import { newId } from "../../platform/ids.ts";
import { fingerprint } from "../../platform/secrets.ts";
import type { StoredEvent } from "../activity/domain.ts";
import * as activity from "../activity/service.ts";
import * as members from "../members/service.ts";
import { book } from "./booking.ts";
import { codeFrom, signalsOf } from "./domain.ts";
import { countingOf, countOnNext, keptOf } from "./friend-purchases.ts";
import * as store from "./referral-store.ts";

const LINK_CHARACTERS = 10;
/** A booking takes seconds at most: statements end after one minute, and so do idle transactions. */
const LAG_MS = 120_000;
const KEYS_PER_PAGE = 1_000;
const PAGES_MAX = 100;
const DUE_PER_RUN_MAX = 500;
const FIRST_ID = "00000000-0000-0000-0000-000000000000";

/** Where somebody comes from, as far as it is known. */
export interface From {
  readonly address?: string | undefined;
  /** An id that the club's own page keeps in the browser. */
  readonly device?: string | undefined;
}

/** Hashed under the club's own key: they can be compared, and tell nothing else. */
async function signsOf(club: Club, from: From): Promise<store.Signs> {
  const hash = async (kind: string, value: string | undefined): Promise<string | null> =>
    value === undefined ? null : await fingerprint(club, "relations.referral", `${kind} ${value}`);
  return {
    addressHash: await hash("address", from.address),
    deviceHash: await hash("device", from.device),
  };
}

/** A member's own code, what it brings, and what has come of it. */
export async function ownLink(club: Club, input: From & { readonly memberId: string }) {
  const { memberId } = input;
  const now = club.clock.now();
  const programme = (await activity.timelineOf(club)).at(now);
  const code = await transaction(club.db, async (tx) => {
    const signs = await signsOf(club, input);
    const fresh = codeFrom(randomBytes(LINK_CHARACTERS));
    return await store.linkOf(tx, { memberId, code: fresh, now, ...signs });
  });
  const counts = await store.countsOf(club.db, memberId);
  const of = (...states: store.ReferralState[]): number =>
    states.reduce((sum, state) => sum + (counts.get(state) ?? 0), 0);
  return {
    code,
    url: club.config.url === null ? null : `${club.config.url}/r/${code}`,
    isOpen: programme.referral !== undefined,
    member: giftsOf(programme.referral?.member),
    friend: giftsOf(programme.referral?.friend),
    // Whether one of them is looked at by a person is not told: a ring would learn from it.
    waiting: of("waiting", "kept", "held"),
    rewarded: of("rewarded"),
  };
}

function giftsOf(gifts: CompiledReferral["member"] | undefined) {
  const give = Object.fromEntries((gifts?.give ?? []).map(({ unit, amount }) => [unit.id, amount]));
  return { give, reward: gifts?.reward ?? null };
}

/**
 * Notes who brought a member that has just joined. A code that is unknown or the member's own changes nothing, and
 * joining goes on: who joins is told nothing about codes of others.
 *
 * @returns whether it was noted.
 */
export async function referredBy(
  club: Club,
  tx: Tx,
  input: From & { readonly memberId: string; readonly code: string; readonly now: number },
): Promise<boolean> {
  const { memberId: friendId, now } = input;
  const code = input.code.trim().toUpperCase().replaceAll("-", "");
  const named = await store.memberOfCode(tx, code);
  if (named === undefined) return false;
  const ref = members.ownRef(named);
  const member = (await members.resolve(tx, [ref])).get(members.refKey(ref));
  if (!member || member.status !== "active" || member.memberId === friendId) return false;
  if (await wasTheSame(tx, { one: member.memberId, other: friendId })) return false;
  const signs = await signsOf(club, input);
  const { memberId } = member;
  return await store.insertReferral(tx, { referralId: newId(), memberId, friendId, now, ...signs });
}

/** Did one go by something that the other has gone by? */
async function wasTheSame(
  tx: Tx,
  { one, other }: { one: string; other: string },
): Promise<boolean> {
  for (const identity of await members.identitiesOf(tx, other)) {
    const holders = await members.holdersOf(tx, identity);
    if (holders.some(({ memberId }) => memberId === one)) return true;
  }
  return false;
}

/**
 * Follows the log for what friends buy and bring back, and rewards what has been kept long enough.
 *
 * @returns how many referrals changed.
 */
export async function follow(club: Club): Promise<number> {
  const followed = await transaction(club.db, (tx) => followLog(club, tx));
  let changed = followed;
  for (const referralId of await store.due(club.db, club.clock.now(), DUE_PER_RUN_MAX))
    changed += await transaction(club.db, async (tx) =>
      (await settle(club, tx, referralId)) ? 1 : 0,
    );
  return changed;
}

async function followLog(club: Club, tx: Tx): Promise<number> {
  const now = club.clock.now();
  const through = await store.lockCursor(tx, now - LAG_MS);
  if (through === null) return 0;
  let from = { at: through, id: FIRST_ID };
  let changed = 0;
  for (let pages = 0; pages < PAGES_MAX; pages += 1) {
    const keys = await activity.recordedFrom(tx, from, KEYS_PER_PAGE);
    changed += await followPage(club, tx, keys);
    const last = keys.at(-1);
    if (last === undefined || keys.length < KEYS_PER_PAGE) {
      await store.moveCursor(tx, now - LAG_MS);
      return changed;
    }
    from = { at: last.recorded_at, id: last.id };
  }
  // More than one run takes: the next begins where this one ended, as far as that is safe.
  await store.moveCursor(tx, Math.min(from.at, now - LAG_MS));
  return changed;
}

type Keys = Awaited<ReturnType<typeof activity.recordedFrom>>;

async function followPage(club: Club, tx: Tx, keys: Keys): Promise<number> {
  const ids = [...new Set(keys.map((key) => key.member_id))];
  const aliases = await members.aliasesOf(tx, ids);
  const friends = new Set([...ids, ...aliases.map(({ memberId }) => memberId)]);
  const referrals = await store.ofFriends(tx, [...friends]);
  if (referrals.length === 0) return 0;
  const acting = new Set(
    referrals.flatMap(({ friendId }) => [
      friendId,
      ...aliases.filter(({ memberId }) => memberId === friendId).map(({ into }) => into),
    ]),
  );
  const events = await activity.eventsByKeys(
    tx,
    keys.filter((key) => acting.has(key.member_id)),
  );
  const inOrder = events.toSorted((left, right) => left.recorded_at - right.recorded_at);
  let changed = 0;
  for (const event of inOrder)
    for (const { referralId, friendId } of referrals) {
      const isTheirs =
        event.member_id === friendId ||
        aliases.some(({ memberId, into }) => memberId === friendId && into === event.member_id);
      if (isTheirs && (await followEvent(club, tx, { referralId, event }))) changed += 1;
    }
  return changed;
}

async function followEvent(
  club: Club,
  tx: Tx,
  { referralId, event }: { readonly referralId: string; readonly event: StoredEvent },
): Promise<boolean> {
  const { payload } = event;
  if (payload.kind !== "purchase" && payload.kind !== "return") return false;
  const referral = await store.find(tx, referralId);
  if (!referral) return false;
  if (payload.kind === "purchase") return await notePurchase(club, tx, referral, event);
  const parts = event.facts.parts ?? [];
  if (!parts.some(({ purchase }) => purchase === referral.purchaseId)) return false;
  if ((await keptOf(club, tx, referral)) !== null) return false;
  await losePurchase(club, tx, referral);
  return true;
}

async function notePurchase(
  club: Club,
  tx: Tx,
  referral: store.Referral,
  event: StoredEvent,
): Promise<boolean> {
  if (referral.state !== "waiting") return false;
  const counting = await countingOf(club, tx, referral, event);
  if (counting === null) return false;
  await store.setPurchase(tx, referral.referralId, counting);
  return true;
}

/** What was counted on came back: a reward for it is taken back on both sides, and the next purchase counts. */
async function losePurchase(club: Club, tx: Tx, referral: store.Referral): Promise<void> {
  const { state, referralId } = referral;
  if (state === "rewarded") await takeBack(club, tx, referral);
  const isOpen = await countOnNext(club, tx, referral);
  if (state === "rewarded" && !isOpen)
    await store.end(tx, { referralId, state: "reversed", now: club.clock.now() });
}

/** Rewards a referral that is due, or lets a person look at it first. */
async function settle(club: Club, tx: Tx, referralId: string): Promise<boolean> {
  const referral = await store.find(tx, referralId);
  if (!referral || referral.state !== "kept" || (referral.dueAt ?? 0) > club.clock.now())
    return false;
  if ((await keptOf(club, tx, referral)) === null) {
    await countOnNext(club, tx, referral);
    return true;
  }
  // Whom a person has looked at and approved of is not asked about again.
  const isApproved = referral.decidedAt !== null;
  const signals = isApproved ? [] : signalsOf(await store.counted(tx, referralId));
  if (signals.length > 0) await store.hold(tx, referralId, signals);
  else await reward(club, tx, referral);
  return true;
}

/** Books what the programme gives to both. */
async function reward(club: Club, tx: Tx, referral: store.Referral): Promise<void> {
  const { referralId, memberId, friendId, purchaseId } = referral;
  const now = club.clock.now();
  const programme = (await activity.timelineOf(club, tx)).at(now);
  const both = await members.byIds(tx, [memberId, friendId]);
  const isGone = [...both.values()].some(({ status }) => status === "erased") || both.size < 2;
  if (isGone || !programme.referral) {
    await store.end(tx, { referralId, state: "over", now });
    return;
  }
  // A reward that was taken back is in the books: what comes for a later purchase is another.
  const again = referral.memberEvent === null ? "" : `:${purchaseId}`;
  const booked = async (side: "member" | "friend", id: string) =>
    await book(club, tx, {
      id: `referral:${referralId}:${side}${again}`,
      memberId: id,
      payload: { kind: "referral", side, referral: referralId },
      occurredAt: now,
    });
  const { eventId: memberEvent } = await booked("member", memberId);
  const { eventId: friendEvent } = await booked("friend", friendId);
  await store.setRewarded(tx, { referralId, memberEvent, friendEvent, at: now });
}

async function reverse(club: Club, tx: Tx, referral: store.Referral): Promise<void> {
  await takeBack(club, tx, referral);
  const { referralId } = referral;
  await store.end(tx, { referralId, state: "reversed", now: club.clock.now() });
}

/** Books back what the referral gave to both. */
async function takeBack(club: Club, tx: Tx, referral: store.Referral): Promise<void> {
  const { referralId, memberId, friendId, memberEvent, friendEvent, rewardedAt } = referral;
  if (memberEvent === null || friendEvent === null || rewardedAt === null)
    throw new Error("a rewarded referral has its events");
  for (const [named, event] of [
    [memberId, memberEvent],
    [friendId, friendEvent],
  ] as const) {
    const id = await holderOf(tx, { memberId: named, event, rewardedAt });
    if ((await members.byIds(tx, [id])).get(id)?.status === "erased") continue;
    await book(club, tx, {
      id: `unrefer:${referralId}:${event}`,
      memberId: id,
      payload: { kind: "unrefer", referral: referralId, event, rewardedAt },
    });
  }
}

/** In whose log a reward stands: the member's, or that of whom they were one with then, also if they no longer are. */
async function holderOf(
  tx: Tx,
  of: { readonly memberId: string; readonly event: string; readonly rewardedAt: number },
): Promise<string> {
  const { memberId, event: id, rewardedAt: occurred_at } = of;
  const aliases = await members.aliasesOf(tx, [memberId]);
  const others = aliases.filter((each) => each.memberId === memberId).map(({ into }) => into);
  const keys = [...new Set([memberId, ...others])].map((name) => ({
    member_id: name,
    occurred_at,
    id,
  }));
  const [found] = await activity.eventsByKeys(tx, keys);
  return found?.member_id ?? memberId;
}

/** One brought the other, and they turn out to be one: what was given for it is taken back. */
export async function reverseBetween(
  club: Club,
  tx: Tx,
  { one, other }: { readonly one: string; readonly other: string },
): Promise<void> {
  const referral = await store.between(tx, one, other);
  if (!referral) return;
  if (referral.state === "rewarded") await reverse(club, tx, referral);
  else
    await store.end(tx, { referralId: referral.referralId, state: "over", now: club.clock.now() });
}

/** Nothing more comes of referrals with members who are forgotten, on either side: no reward, and nothing to look at. */
export const endOf = store.endOf;

/** One page of the referrals that a person has to look at, oldest first. @throws DomainError `invalid_cursor`. */
export async function listHeld(
  club: Club,
  { limit, cursor }: { readonly limit: number; readonly cursor?: string | undefined },
) {
  const after = timeAfter(placeAfter(cursor, placeInTime)) ?? { at: 0, id: FIRST_ID };
  const rows = await store.held(club.db, {
    afterAt: after.at,
    afterId: after.id,
    limit: limit + 1,
  });
  const ids = rows.flatMap(({ memberId, friendId }) => [memberId, friendId]);
  const names = await members.fullNames(club.db, ids);
  return pageOf(
    rows,
    limit,
    ({ madeAt, referralId }) => [madeAt, referralId],
    ({ referralId, memberId, friendId, signals, madeAt, purchaseId }) => ({
      referralId,
      memberId,
      memberName: names.get(memberId) ?? null,
      friendId,
      friendName: names.get(friendId) ?? null,
      signals: [...signals],
      madeAt: formatInstant(madeAt),
      purchaseEvent: purchaseId,
    }),
  );
}

/** Whom a referral is about, by id; nobody where there is no such referral. */
export async function whomToDecideOn(club: Club, referralId: string): Promise<string[]> {
  const found = await transaction(club.db, (tx) => store.find(tx, referralId));
  return found ? [found.memberId, found.friendId] : [];
}

/**
 * What a person of the staff decides about a referral that is held. Where what was bought has come back meanwhile,
 * nothing is given: it counts on the friend's next purchase (`kept`) or waits for it (`waiting`), and is held no more.
 *
 * @throws DomainError `not_found`, `conflict` where it is not held, `member_busy`.
 */
export async function decide(
  club: Club,
  input: {
    readonly referralId: string;
    readonly approved: boolean;
    readonly reason: string;
    readonly by: string;
  },
): Promise<{ referralId: string; state: store.ReferralState }> {
  const { referralId, approved, reason, by } = input;
  return await transaction(club.db, async (tx) => {
    const now = club.clock.now();
    const referral = await store.find(tx, referralId);
    if (!referral) throw new DomainError("not_found", `There is no referral ${referralId}.`);
    if (referral.state !== "held")
      throw new DomainError("conflict", `This referral is not held any more: ${referral.state}.`);
    await store.setDecision(tx, { referralId, by, reason, now });
    if (!approved) await store.end(tx, { referralId, state: "declined", now });
    else if ((await keptOf(club, tx, referral)) === null) await countOnNext(club, tx, referral);
    else await reward(club, tx, referral);
    const after = await store.find(tx, referralId);
    return { referralId, state: after?.state ?? "over" };
  });
}
