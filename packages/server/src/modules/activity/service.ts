/** Use cases of activity: take events in, pass time, and tell what happened. */
import { INSTANT_MAX, INSTANT_MIN } from "@trofast/contract/common";
import { jsonOf, type EventAnswer, type EventInput } from "@trofast/contract/events";
import { formatInstant } from "@trofast/engine/time";
import type { Facts, ReturnedPart } from "@trofast/engine/facts";
import type { CompiledProgramme, Market } from "@trofast/engine/programme/compiled";
import type { PurchaseSeen, StatisticsEvent } from "@trofast/engine/statistics";
import { perClub, type Club } from "../../club.ts";
import { transaction, undoable, type Db, type Tx } from "../../platform/db.ts";
import { isUnavailable } from "../../platform/db-errors.ts";
import { DomainError } from "../../platform/errors.ts";
import * as ledger from "../ledger/service.ts";
import * as members from "../members/service.ts";
import type { ResolvedMember } from "../members/domain.ts";
import * as programmes from "../programmes/service.ts";
import type { Timeline } from "../programmes/domain.ts";
import type { Settled } from "./batch.ts";
import { brought } from "./preview.ts";
import { bookBatch, bringForward, OpenedForNothing } from "./booking.ts";
import {
  claimKeysOf,
  eventKey,
  challengesOf,
  standingOf,
  type Balances,
  type ChallengeStanding,
  type LadderStanding,
  type StoredEvent,
  type Submitted,
} from "./domain.ts";
import { linesAfter, lotLinesOf, type LotLine, type LotPlace } from "./lots.ts";
import { BATCH_EVENTS_MAX, busyAnswer, BUSY_MS_MAX, Gatherer, pause } from "./gatherer.ts";
import { zoneFor } from "./placing.ts";
import type { Known } from "./reading.ts";
import { recordOf } from "./records.ts";
import * as returns from "./returns-store.ts";
import { ClaimTaken } from "./rows.ts";
import { seenPurchase, seenRefund } from "./statistics.ts";
import * as store from "./store.ts";
import { Turns } from "./turns.ts";

/** A claim can be taken from under a batch this often; each time somebody else has booked something. */
const CLAIM_TRIES_MAX = 20;
export const SWEEP_MEMBERS_MAX = 500;
const BUCKETS = 64;
const BUSY_RETRY_MS = 5;

const intakeOf = perClub((club) => {
  const cache = programmes.newTimelineCache();
  const turns = new Turns();
  const gatherer = new Gatherer({
    book: (events) => book(club, events),
    turns,
    batchesMax: club.store.kind === "postgres" ? 2 : 1,
    onWaiting: (count) => club.metrics.intakeWaiting.set(count),
  });
  club.onClose(() => gatherer.close());
  return { cache, turns, gatherer };
});

const knownTo = (club: Club): Known => ({
  timelineOf: async (db) => await timelineOf(club, db),
  lots: ledger.keptLotsOf(club),
  phoneCountry: club.config.phoneCountry,
});

/** The published programmes, as the intake knows them. */
export async function timelineOf(club: Club, db: Db = club.db): Promise<Timeline> {
  const timeline = await programmes.timeline(db, intakeOf(club).cache);
  if (timeline) return timeline;
  throw new DomainError(
    "no_programme",
    "The club has no published programme, so nothing can be decided. Nothing was booked; publish one first.",
  );
}

/**
 * Takes one event in, together with whatever else arrives at the same time.
 *
 * @throws DomainError `no_programme`, `overloaded`, `store_unavailable`; refusals of the event itself are answers.
 */
export function submit(club: Club, event: Submitted): Promise<EventAnswer> {
  return intakeOf(club).gatherer.submit(event);
}

/**
 * Takes many events in, in the order given, in batches of their own; each gets its own answer.
 *
 * @throws DomainError as `submit`; what was answered before is booked, so sending all again is safe.
 */
export async function submitMany(club: Club, events: readonly Submitted[]): Promise<EventAnswer[]> {
  const answers: EventAnswer[] = [];
  for (let from = 0; from < events.length; from += BATCH_EVENTS_MAX)
    answers.push(...(await settleAll(club, events.slice(from, from + BATCH_EVENTS_MAX))));
  return answers;
}

/**
 * Books events within the caller's transaction, without gathering: for calls that carry an `Idempotency-Key`,
 * whose row must share the events' fate.
 *
 * @param also where the caller's own rows hang on the answers alone, it writes them here, and they travel together.
 * @throws DomainError `member_busy` where a member or a key is taken by another transaction at this moment.
 */
export async function submitWithin(
  club: Club,
  tx: Tx,
  events: readonly Submitted[],
  also?: (pipe: Tx, answers: readonly EventAnswer[]) => Promise<unknown>,
): Promise<EventAnswer[]> {
  try {
    const settled = await undoable(tx, () =>
      bookBatch(tx, knownTo(club), events, club.clock.now(), async (pipe, answers) => {
        if (areAll(answers)) await also?.(pipe, answers);
      }),
    );
    if (areAll(settled)) return settled;
  } catch (error) {
    if (error instanceof OpenedForNothing) {
      const settled = await withoutIdle(error, events, (rest) => submitWithin(club, tx, rest));
      if (areAll(settled)) {
        await also?.(tx, settled);
        return settled;
      }
    } else if (!(error instanceof ClaimTaken)) throw error;
  }
  throw new DomainError(
    "member_busy",
    "Other events of this member are being booked. Nothing was; send it again, unchanged.",
    { retryAfterSeconds: 1 },
  );
}

const areAll = (settled: readonly Settled[]): settled is EventAnswer[] =>
  settled.every((answer) => answer !== null);

/** The answers of a batch that was undone, with the others of its events booked again. */
async function withoutIdle(
  undone: OpenedForNothing,
  events: readonly Submitted[],
  bookRest: (rest: readonly Submitted[]) => Promise<readonly Settled[]>,
): Promise<Settled[]> {
  const rest = events.filter((_event, index) => !undone.idle.has(index));
  const again = (rest.length > 0 ? await bookRest(rest) : []).values();
  return undone.answers.map((answer, index) =>
    undone.idle.has(index) ? answer : (again.next().value ?? null),
  );
}

async function settleAll(club: Club, events: readonly Submitted[]): Promise<EventAnswer[]> {
  const { turns } = intakeOf(club);
  const answers: Settled[] = events.map(() => null);
  let open = [...events.entries()];
  let progressAt = performance.now();
  while (open.length > 0 && performance.now() - progressAt < BUSY_MS_MAX) {
    const free = open.filter(([, event]) => !turns.isTaken(event));
    if (free.length === 0) {
      await turns.ended;
      progressAt = performance.now();
      continue;
    }
    const batch = free.map(([, event]) => event);
    const settled = await turns.take(batch, () => book(club, batch));
    free.forEach(([index], position) => (answers[index] = settled[position] ?? null));
    const left = open.filter(([index]) => answers[index] === null);
    // Only waiting for other processes counts: a long batch is no reason to give up on what it left out.
    if (left.length < open.length) progressAt = performance.now();
    else await pause(BUSY_RETRY_MS);
    open = left;
  }
  return answers.map((answer) => answer ?? busyAnswer());
}

const bookedOf = perClub(() => new Set<() => void>());

/** Calls `act` after each batch that this process has booked. @returns what ends it. */
export function onBooked(club: Club, act: () => void): () => void {
  const listeners = bookedOf(club);
  listeners.add(act);
  return () => listeners.delete(act);
}

/** One batch, one transaction; where a row is refused, halves of it, so that only the faulty event fails. */
async function book(club: Club, events: readonly Submitted[]): Promise<Settled[]> {
  const stop = club.metrics.intakeBatchSeconds.startTimer();
  try {
    const answers = await bookOnce(club, events);
    club.metrics.intakeBatchSize.observe(events.length);
    for (const answer of answers)
      if (answer) club.metrics.intakeItems.inc({ outcome: answer.outcome });
    for (const act of bookedOf(club)) act();
    return answers;
  } catch (error) {
    if (error instanceof DomainError) throw error;
    if (isUnavailable(error))
      throw new DomainError(
        "store_unavailable",
        "The database did not answer. Send the event again, unchanged: it is booked once, whatever happened.",
        { retryAfterSeconds: 1, cause: error },
      );
    if (events.length <= 1) throw error;
    const half = Math.ceil(events.length / 2);
    const first = await book(club, events.slice(0, half));
    return [...first, ...(await book(club, events.slice(half)))];
  } finally {
    stop();
  }
}

async function bookOnce(club: Club, events: readonly Submitted[]): Promise<Settled[]> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await transaction(club.db, async (tx) => {
        return await bookBatch(tx, knownTo(club), events, club.clock.now());
      });
    } catch (error) {
      if (error instanceof OpenedForNothing)
        return await withoutIdle(error, events, (rest) => bookOnce(club, rest));
      if (!(error instanceof ClaimTaken) || tries >= CLAIM_TRIES_MAX) throw error;
    }
  }
}

/** An event as the contract parsed it, in the shape the intake works with. */
export function submittedOf(input: EventInput): Submitted {
  const {
    source,
    id,
    member,
    occurredAt,
    channel,
    store: at,
    unknownMember,
    history,
    device,
    ...payload
  } = input;
  const frame = { source, id, member, channel, store: at, unknownMember, history };
  const { offsetMs } = device ?? {};
  if (offsetMs === undefined) return { ...frame, occurredAt, payload };
  // What the club's clock showed then, as far as the device knows; heard anew, it may be another.
  const corrected = Math.min(INSTANT_MAX, Math.max(INSTANT_MIN, occurredAt + offsetMs));
  return { ...frame, occurredAt: corrected, timedHere: true, clockOffMs: offsetMs, payload };
}

/**
 * Books what time alone has done: expiry, activation, hold time-outs, closed level periods. Lateness changes
 * nothing but when the books say it, since balances are functions of time.
 *
 * @returns how many boundary events were booked.
 */
export async function sweep(club: Club): Promise<number> {
  const timeline = await programmes.timeline(club.db, intakeOf(club).cache);
  if (!timeline) return 0;
  let steps = 0;
  for (let bucket = 0; bucket < BUCKETS; bucket += 1) {
    for (;;) {
      const at = club.clock.now();
      const due = await store.dueMembers(club.db, { bucket, at, limit: SWEEP_MEMBERS_MAX });
      if (due.length === 0) break;
      const booked = await transaction(club.db, (tx) => bringForward(tx, timeline, due, at));
      steps += booked;
      if (booked === 0 || due.length < SWEEP_MEMBERS_MAX) break;
    }
  }
  return steps;
}

/**
 * The club's own id of a member.
 *
 * @throws DomainError `unknown_member`, or `erased`.
 */
export async function memberIdOf(club: Club, ref: members.MemberRef): Promise<string> {
  return (await memberOf(club, ref)).memberId;
}

async function memberOf(club: Club, ref: members.MemberRef): Promise<ResolvedMember> {
  const { db, config } = club;
  const member = (await members.resolve(db, [ref], config.phoneCountry)).get(members.refKey(ref));
  if (!member)
    throw new DomainError("unknown_member", `Nobody is known as ${ref.id} in ${ref.source}.`);
  if (member.status === "erased")
    throw new DomainError("erased", "The member asked to be forgotten.");
  return member;
}

/** What others have to give back to a member before it is told what there is. */
const dueOf = perClub(() => ({ bring: async (_memberId: string): Promise<unknown> => null }));

/** Ties what a member is told to what is kept elsewhere until a time that may be over. */
export function tieDue(club: Club, bring: (memberId: string) => Promise<unknown>): void {
  dueOf(club).bring = bring;
}

export interface Standing {
  readonly memberId: string;
  readonly at: number;
  readonly zone: string;
  readonly balance: Balances;
  readonly levels: Record<string, string>;
  readonly ladders: Record<string, LadderStanding>;
  readonly cards: Record<string, { stamps: number; goal: number; granted: number }>;
  readonly rewards: Record<string, number>;
  readonly challenges: Record<string, ChallengeStanding>;
  readonly expiries: readonly { unit: string; amount: number; expiresAt: number }[];
}

/**
 * What a member has at this moment. A function of time: a sweep that is late changes nothing in it.
 *
 * @throws DomainError `unknown_member`, `erased`, `no_programme`.
 */
export async function standing(club: Club, ref: members.MemberRef): Promise<Standing> {
  const member = await memberOf(club, ref);
  const timeline = await timelineOf(club);
  await dueOf(club).bring(member.memberId);
  const at = club.clock.now();
  const { programme, states } = await brought(club.db, timeline, { member, at });
  const zone = zoneFor(programme, member.market);
  return {
    memberId: member.memberId,
    at,
    zone,
    ...standingOf(states.wallet, programme, { at, zone }),
    challenges: challengesOf(states.person, programme, { at, zone }),
  };
}

/**
 * All that a member can use or will, as lines, the soonest to expire first. A function of time, as `standing` is.
 *
 * @throws DomainError `unknown_member`, `erased`, `no_programme`.
 */
export async function lots(
  club: Club,
  ref: members.MemberRef,
  page: { readonly after: LotPlace | null; readonly limit: number },
): Promise<LotsOfMember> {
  const member = await memberOf(club, ref);
  const timeline = await timelineOf(club);
  await dueOf(club).bring(member.memberId);
  const at = club.clock.now();
  const { programme, states } = await brought(club.db, timeline, { member, at });
  const lines = linesAfter(lotLinesOf(states.wallet.open, at), page.after).slice(0, page.limit);
  return { programme, zone: zoneFor(programme, member.market), lines };
}

export interface LotsOfMember {
  readonly programme: CompiledProgramme;
  readonly zone: string;
  readonly lines: readonly LotLine[];
}

/** The claims that a stored event stands behind. */
export function claimKeysOfStored(
  stored: Pick<StoredEvent, "source" | "source_id" | "store" | "payload">,
): string[] {
  const { source, source_id: id, store: at, payload } = stored;
  if (payload.kind === "boundary") return [];
  return claimKeysOf({ source, id, payload, store: at ?? undefined });
}

/** A stored purchase, and a part of it that came back, as the statistics see them. */
export function purchaseSeen(
  stored: Pick<StoredEvent, "occurred_at" | "payload" | "facts">,
  timeline: Timeline,
): PurchaseSeen {
  const { payload, facts } = stored;
  const lines = payload.kind === "purchase" ? payload.lines : [];
  return seenPurchase(
    { occurredAt: stored.occurred_at, lines },
    facts,
    marketOfStored(stored, timeline),
  );
}

export function refundSeen(
  stored: Parameters<typeof recordOf>[0],
  returned: readonly ReturnedPart[],
  part: ReturnedPart,
  timeline: Timeline,
): StatisticsEvent {
  const record = recordOf(stored, { returned, taken: {}, expired: {}, lots: {} });
  return seenRefund(record, part, marketOfStored(stored, timeline));
}

function marketOfStored(
  { facts, occurred_at: at }: Pick<StoredEvent, "facts" | "occurred_at">,
  timeline: Timeline,
): Market {
  const programme = timeline.version(facts.version) ?? timeline.at(at);
  return programme.markets.get(facts.market) ?? programme.marketDefault;
}

/** An event by the id its sender gave it; null where none was booked under it. */
export async function storedEvent(
  db: Db,
  ref: { source: string; id: string },
): Promise<StoredEvent | null> {
  const [claim] = await store.claims(db, [eventKey(ref.source, ref.id)]);
  if (claim?.outcome !== "booked") return null;
  const { member_id, occurred_at, event_id: id } = claim;
  const [event] = await store.events(db, [{ member_id, occurred_at, id }]);
  return event ?? null;
}

/** The purchases that a stored return was matched to; of all other events none. */
export async function purchasesOfReturn(db: Db, event: StoredEvent): Promise<StoredEvent[]> {
  if (event.payload.kind !== "return") return [];
  const keys = await returns.purchasesOfReturn(db, {
    memberId: event.member_id,
    eventId: event.id,
  });
  return await store.events(db, keys);
}

/** What members have told stands in their profile, for those who may look into it. */
function withoutTold(facts: Facts): Facts {
  return { ...facts, ...(facts.told && { told: {} }), ...(facts.moved && { moved: [] }) };
}

/** A stored event as the outside sees it. */
export function shown(row: StoredEvent) {
  return {
    id: row.id,
    memberId: row.member_id,
    walletId: row.wallet_id,
    kind: row.kind,
    source: row.source,
    sourceId: row.source_id,
    occurredAt: formatInstant(row.occurred_at),
    bookedAt: formatInstant(row.booked_at),
    recordedAt: formatInstant(row.recorded_at),
    channel: row.channel,
    store: row.store,
    programmeVersion: row.programme_version,
    payload: jsonOf(row.payload),
    facts: jsonOf(withoutTold(row.facts)),
    effects: row.effects.map(jsonOf),
    balance: row.balances,
  };
}

export { forgetField } from "./told-store.ts";
export { capsUsed, look } from "./looking.ts";
export { lotPlace, placeOf as lotPlaceOf, shownLot } from "./lots.ts";
export {
  claimedAmong,
  findPurchase,
  foresee,
  lookAhead,
  partOf,
  type Ahead,
  type FoundPurchase,
  toldAhead,
} from "./preview.ts";
export {
  balancesOf,
  eventKey,
  givenBy,
  orderKey,
  orderKeysOf,
  reasonsFrom,
  receiptKey,
} from "./domain.ts";
export const eventOfPerson = store.eventOfPerson;
export const eventsOfPerson = store.eventsOfPerson;
export const joinsOfMembers = store.joinsOfMembers;
export const lastDeedAt = store.lastDeedAt;
export const eventsOfMember = store.eventsOfMember;
export const deedsOfMembers = store.deedsOfMembers;
export const eventsByKeys = store.events;
export { recordedFrom } from "./log.ts";
export { whileBusy } from "./while-busy.ts";
export const parked = returns.parked;
export const purchasesBefore = returns.purchasesBefore;
export const purchasesOut = returns.purchasesOut;
export type { PurchaseKey, PurchaseOut } from "./returns-store.ts";
export const moveParked = returns.moveParked;
