/** Experiences on their day and before: the waiting list moves up, guests are checked in, calendars are written. */
import { createHash, timingSafeEqual } from "node:crypto";
import ical, { ICalCalendarMethod, ICalEventStatus } from "ical-generator";
import type { CompiledProgramme, CompiledReward } from "@trofast/engine/programme/compiled";
import type { Reward } from "@trofast/engine/programme/reward-schema";
import type { Club } from "../../club.ts";
import { transaction } from "../../platform/db.ts";
import type { Db, Tx } from "../../platform/db.ts";
import { DomainError } from "../../platform/errors.ts";
import type { Caller } from "../../platform/http.ts";
import { requireStoreOf } from "../../platform/store-scope.ts";
import * as activity from "../activity/service.ts";
import * as programmes from "../programmes/service.ts";
import { stateAt, textIn, type Redemption } from "./domain.ts";
import { isSettled, placesLeft, visitIn, WAITING_LOOKED_AT_MAX } from "./seats.ts";
import * as seats from "./seat-store.ts";
import type { Seat } from "./seat-store.ts";
import { signed } from "./secrets.ts";
import * as store from "./store.ts";
import { lock, use } from "./life.ts";
import { redeem, rewardAt } from "./taking.ts";
import { tellMovedUp } from "./telling.ts";

/** A check-in token stays on a screen, not in a pocket: a picture of it sent on is worth nothing. */
export const CHECK_IN_SECONDS = 120;
/** Guests arrive early, and some late. */
const EARLY_MS = 3 * 3_600_000;
const LATE_MS = 6 * 3_600_000;

/** Who cancels does not wait for a long line of members who cannot pay: the job goes on with those behind. */
const TRIES_PER_CALL_MAX = 10;

/**
 * Gives free places to those who wait, the longest first, each in a transaction of its own; who cannot take them now (too
 * large a party, too little to pay with) keeps waiting. Who has moved up is told. Returns the redemptions that came of
 * it.
 */
export async function moveUp(
  club: Club,
  rewardId: string,
  triesMax = TRIES_PER_CALL_MAX,
): Promise<Redemption[]> {
  const taken: Redemption[] = [];
  const passedOver = new Set<string>();
  for (;;) {
    if (passedOver.size >= triesMax) return taken;
    const next = await nextInLine(club, rewardId, passedOver);
    if (!next) return taken;
    try {
      const redemption = await transaction(club.db, (tx) =>
        redeem(club, tx, {
          memberId: next.memberId,
          reward: rewardId,
          count: next.places,
          granted: next.granted,
          wish: { memberId: next.memberId, id: next.id },
        }),
      );
      taken.push(redemption);
      await tellMovedUp(club);
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      club.log.info({ reward: rewardId, code: error.code }, "waiting member passed over");
    }
    passedOver.add(next.id);
  }
}

async function nextInLine(
  club: Club,
  rewardId: string,
  passedOver: ReadonlySet<string>,
): Promise<Seat | undefined> {
  const timeline = await activity.timelineOf(club);
  const now = club.clock.now();
  const programme = timeline.at(now);
  const reward = programme.rewards.get(rewardId);
  if (!reward || isSettled(visitIn(programme, reward), now)) return undefined;
  const live = (await store.live(club.db, [rewardId])).get(rewardId);
  const left = await placesLeft(club.db, reward, live?.stock ?? null);
  const waiting = await seats.waiting(club.db, rewardId, WAITING_LOOKED_AT_MAX);
  return waiting.find(({ id, places }) => !passedOver.has(id) && (left === null || places <= left));
}

/** Moves up everywhere: what was missed when a process ended between a cancellation and this. */
export async function moveUpEverywhere(club: Club): Promise<number> {
  let count = 0;
  for (const reward of await seats.awaited(club.db))
    count += (await moveUp(club, reward, WAITING_LOOKED_AT_MAX)).length;
  return count;
}

/**
 * A token that lets a member in at the door, for two minutes: shown as a QR code.
 *
 * @throws DomainError `reward_used`.
 */
export async function checkInToken(
  club: Club,
  redemption: Redemption,
): Promise<{ token: string; expiresAt: number }> {
  const now = club.clock.now();
  if (redemption.kind !== "experience" || stateAt(redemption, now) !== "issued")
    throw new DomainError("reward_used", "This redemption opens no door (any more).");
  const expiresAt = Math.floor(now / 1000) * 1000 + CHECK_IN_SECONDS * 1000;
  const body = `${redemption.id}.${(expiresAt / 1000).toString(36)}`;
  return { token: `trv.${body}.${await signed(club, body)}`, expiresAt };
}

/**
 * Lets a guest in: the token of a member's screen, or the redemption itself where the staff found it by name.
 *
 * @throws DomainError `code_not_valid` for an unknown, forged and old token alike; `unknown_redemption`, `reward_used`,
 * `reward_unavailable`; `forbidden` where the experience is in a store that `who` does not act for.
 */
export async function checkIn(
  club: Club,
  tx: Tx,
  asked: (
    | { readonly token: string }
    /** Only where it is a place at `reward`, if that is said. */
    | { readonly id: string; readonly reward?: string }
  ) & { readonly store?: string | undefined; readonly who: Pick<Caller, "stores"> },
): Promise<{ redemption: Redemption; seat: Seat }> {
  const now = club.clock.now();
  const id = "id" in asked ? asked.id : await redemptionIn(club, tx, asked.token);
  const redemption = await lock(tx, id);
  if ("reward" in asked && asked.reward !== redemption.reward)
    throw new DomainError("unknown_redemption", "There is no such place on this list.");
  const seat = await seats.seatOfRedemption(tx, id);
  if (!seat) throw new DomainError("reward_unavailable", "This redemption is no place anywhere.");
  const { programme, reward } = await presentReward(club, tx, redemption.reward);
  const visit = reward && visitIn(programme, reward);
  if (visit && visit.store !== null) requireStoreOf(asked.who, visit.store);
  if (visit && (now < visit.startsAt - EARLY_MS || now > visit.endsAt + LATE_MS))
    throw new DomainError("reward_unavailable", "Guests are let in on the day itself.");
  const used = await use(tx, { id, now, store: asked.store });
  const { memberId } = seat;
  await seats.moveSeat(tx, { memberId, id: seat.id, from: "reserved", to: "checked_in", now });
  return { redemption: used, seat: { ...seat, state: "checked_in", changedAt: now } };
}

/**
 * Guests are known to those who act for the store that an experience is in; where it is in none, or is in the programme no
 * more, to those who act for all.
 *
 * @throws DomainError `forbidden`, `whole_club`.
 */
export async function requireOwnVisit(
  club: Club,
  who: Pick<Caller, "stores">,
  rewardId: string,
): Promise<void> {
  if (who.stores === undefined) return;
  const { programme, reward } = await presentReward(club, club.db, rewardId);
  const visit = reward && visitIn(programme, reward);
  requireStoreOf(who, visit?.store ?? null);
}

export interface OwnVisit {
  readonly startsAt: number;
  readonly endsAt: number;
  readonly zone: string;
  readonly place: NonNullable<Reward["about"]> | null;
  readonly doorFrom: number;
  readonly cancelUntil: number;
}

/**
 * When and where what was taken takes place, as the programme in force says: who has a place is told a change. Of
 * rewards that left the programme, as it was said when they were taken; null where no time is said.
 */
export async function whenAndWhere(club: Club): Promise<(of: Redemption) => OwnVisit | null> {
  const timeline = await programmes.timelineOfClub(club);
  const programme = timeline?.at(club.clock.now());
  return ({ reward: id, programmeVersion }) => {
    const then = timeline?.version(programmeVersion);
    const [found] = [programme, then].flatMap((each) => {
      const reward = each?.rewards.get(id);
      return each === undefined || reward === undefined ? [] : [{ each, reward }];
    });
    const visit = found === undefined ? null : visitIn(found.each, found.reward);
    if (found === undefined || visit === null) return null;
    const { startsAt, endsAt, zone, cancelUntil } = visit;
    const place = found.reward.source.visit?.place ?? null;
    return { startsAt, endsAt, zone, place, doorFrom: startsAt - EARLY_MS, cancelUntil };
  };
}

async function presentReward(
  club: Club,
  tx: Db,
  id: string,
): Promise<{ programme: CompiledProgramme; reward: CompiledReward | undefined }> {
  const programme = (await activity.timelineOf(club, tx)).at(club.clock.now());
  return { programme, reward: programme.rewards.get(id) };
}

async function redemptionIn(club: Club, tx: Tx, token: string): Promise<string> {
  const now = club.clock.now();
  const [prefix, id = "", until = "", mac = ""] = token.split(".");
  const expected = Buffer.from(await signed(club, `${id}.${until}`));
  const given = Buffer.from(mac);
  const isReal =
    prefix === "trv" && expected.length === given.length && timingSafeEqual(expected, given);
  if (isReal && parseInt(until, 36) * 1000 > now) return id;
  throw new DomainError("code_not_valid", "This does not open the door. Show the code again.");
}

/** Marks those who took places and stayed away; their redemptions end as used up. Returns how many. */
export async function markNoShows(club: Club, tx: Tx, rewardId: string): Promise<number> {
  const now = club.clock.now();
  const { programme, reward } = rewardAt(await activity.timelineOf(club, tx), rewardId, now);
  const visit = visitIn(programme, reward);
  if (!visit) throw new DomainError("reward_unavailable", `'${rewardId}' has no time of its own.`);
  if (now < visit.endsAt)
    throw new DomainError("reward_unavailable", `'${rewardId}' is not over yet.`);
  const missed = await seats.markNoShows(tx, rewardId, now);
  for (const { redemptionId: id } of missed) {
    const { memberId } = await lock(tx, id);
    await store.move(tx, { memberId, id, from: ["issued"], to: "expired", now });
  }
  return missed.length;
}

/**
 * An iCalendar file (RFC 5545) of a member's place: the same UID always, and a SEQUENCE that rises with every change
 * of time, place or name; cancelled where the place was given back.
 */
export async function calendarOf(club: Club, redemption: Redemption): Promise<string> {
  const timeline = await activity.timelineOf(club);
  const now = club.clock.now();
  const { programme, reward } = rewardAt(timeline, redemption.reward, now);
  const visit = visitIn(programme, reward);
  if (!visit) throw new DomainError("reward_unavailable", `'${reward.id}' has no time of its own.`);
  const language = programme.source.club.languages[0] ?? "en";
  const summary = textIn(reward.source.name, language) ?? reward.id;
  const location = textIn(reward.source.visit?.place, language) ?? null;
  const description = textIn(reward.source.about, language) ?? null;
  const told = createHash("sha256")
    .update(JSON.stringify([visit.startsAt, visit.endsAt, summary, location, description]))
    .digest("hex");
  const changes = await seats.tellCalendar(club.db, { reward: reward.id, told, now });
  const isCancelled = redemption.state === "cancelled";
  const calendar = ical({
    name: programme.source.club.name,
    prodId: "//Trofast//Rewards//EN",
    method: isCancelled ? ICalCalendarMethod.CANCEL : ICalCalendarMethod.REQUEST,
  });
  calendar.createEvent({
    id: `${redemption.id}@trofast`,
    // A cancellation is one more change.
    sequence: changes + (isCancelled ? 1 : 0),
    start: new Date(visit.startsAt),
    end: new Date(visit.endsAt),
    stamp: new Date(now),
    summary,
    ...(location !== null && { location }),
    ...(description !== null && { description }),
    status: isCancelled ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
  });
  return calendar.toString();
}

export const guests = seats.guests;
export const partiesIn = seats.partiesIn;
