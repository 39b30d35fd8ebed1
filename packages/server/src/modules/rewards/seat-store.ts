/** All SQL on places at experiences, the waiting list, and what calendars were told. */
import { sql } from "kysely";
import { arrayText } from "../../platform/db.ts";
import type { Db, Tx } from "../../platform/db.ts";
import { at } from "./store.ts";

export type SeatState = "waiting" | "reserved" | "checked_in" | "no_show" | "cancelled";
export type Seat = {
  readonly memberId: string;
  readonly id: string;
  readonly reward: string;
  readonly redemptionId: string | null;
  readonly places: number;
  readonly state: SeatState;
  readonly granted: boolean;
  readonly askedAt: number;
  readonly changedAt: number;
};

const columns = sql`member_id as "memberId", id, reward, redemption_id as "redemptionId", places, state,
  granted, asked_at as "askedAt", changed_at as "changedAt"`;

/** Adds a place or a wish; false where the member has one that still counts. */
export async function insertSeat(tx: Tx, seat: Omit<Seat, "changedAt">): Promise<boolean> {
  const result = await sql`
    insert into rewards_seat (member_id, id, reward, redemption_id, places, state, granted, asked_at, changed_at)
    values (${seat.memberId}, ${seat.id}, ${seat.reward}, ${seat.redemptionId}::uuid, ${seat.places}::int,
      ${seat.state}, ${seat.granted}, ${at(seat.askedAt)}, ${at(seat.askedAt)})
    on conflict (reward, member_id) where state in ('waiting', 'reserved', 'checked_in') do nothing`.execute(
    tx,
  );
  return Number(result.numAffectedRows ?? 0) === 1;
}

/** Moves a place on from a state; false where it was not in it. */
export async function moveSeat(
  tx: Tx,
  input: {
    memberId: string;
    id: string;
    from: SeatState;
    to: SeatState;
    now: number;
    redemptionId?: string | undefined;
    /** Whether the member has to be told of it. */
    isToBeTold?: boolean | undefined;
  },
): Promise<boolean> {
  const tellAt = input.isToBeTold === true ? at(input.now) : sql`tell_at`;
  const result = await sql`
    update rewards_seat set state = ${input.to}, changed_at = ${at(input.now)}, tell_at = ${tellAt},
      redemption_id = coalesce(${input.redemptionId ?? null}::uuid, redemption_id)
    where member_id = ${input.memberId} and id = ${input.id} and state = ${input.from}`.execute(tx);
  return Number(result.numAffectedRows ?? 0) === 1;
}

export interface Untold {
  readonly memberId: string;
  readonly id: string;
  readonly redemptionId: string;
  /** How often it was tried before. */
  readonly tries: number;
  readonly tellAt: number;
}

/** Who has moved up and has to be told by now, the longest due first. */
export async function untold(db: Db, now: number, limit: number): Promise<Untold[]> {
  const found = await sql<Untold>`
    select member_id as "memberId", id, redemption_id as "redemptionId", tell_tries as tries, tell_at as "tellAt"
    from rewards_seat where tell_at <= ${at(now)} and redemption_id is not null
    order by tell_at, id limit ${limit}`.execute(db);
  return found.rows;
}

/** Takes it on to tell somebody, until when nobody else does; false where another has taken it on, or told them. */
export async function beginTelling(
  db: Db,
  { memberId, id, tellAt, until }: Untold & { readonly until: number },
): Promise<boolean> {
  const result = await sql`
    update rewards_seat set tell_at = ${at(until)}, tell_tries = tell_tries + 1
    where member_id = ${memberId} and id = ${id} and tell_at = ${at(tellAt)}`.execute(db);
  return Number(result.numAffectedRows ?? 0) === 1;
}

/** They are told, or never will be. */
export async function endTelling(db: Db, { memberId, id }: Untold): Promise<void> {
  await sql`
    update rewards_seat set tell_at = null where member_id = ${memberId} and id = ${id}`.execute(
    db,
  );
}

/** The place or wish of these members that still counts; the oldest where each had one before they became one. */
export async function liveSeat(
  db: Db,
  { reward, memberIds }: { reward: string; memberIds: readonly string[] },
): Promise<Seat | undefined> {
  const found = await sql<Seat>`
    select ${columns} from rewards_seat
    where reward = ${reward} and member_id = any(${arrayText(memberIds)}::uuid[])
      and state in ('waiting', 'reserved', 'checked_in')
    order by asked_at, id limit 1`.execute(db);
  return found.rows[0];
}

export async function seatOfRedemption(db: Db, redemptionId: string): Promise<Seat | undefined> {
  const found = await sql<Seat>`
    select ${columns} from rewards_seat where redemption_id = ${redemptionId}`.execute(db);
  return found.rows[0];
}

/** Who waits, the longest first. */
export async function waiting(db: Db, reward: string, limit: number): Promise<Seat[]> {
  const found = await sql<Seat>`
    select ${columns} from rewards_seat where reward = ${reward} and state = 'waiting'
    order by asked_at, id limit ${limit}`.execute(db);
  return found.rows;
}

/** Wishes of these members that have not come true, the oldest first; those since an instant where one is named. */
export async function wishesOf(
  db: Db,
  { memberIds, since }: { readonly memberIds: readonly string[]; readonly since?: number },
): Promise<Seat[]> {
  const after = since === undefined ? sql`` : sql`and asked_at >= ${at(since)}::timestamptz`;
  const found = await sql<Seat>`
    select ${columns} from rewards_seat
    where member_id = any(${arrayText(memberIds)}::uuid[]) and state = 'waiting' ${after}
    order by asked_at, id`.execute(db);
  return found.rows;
}

/** Takes members off every waiting list. */
export async function stopWaitingOf(
  tx: Tx,
  memberIds: readonly string[],
  now: number,
): Promise<void> {
  await sql`
    update rewards_seat set state = 'cancelled', changed_at = ${at(now)}
    where member_id = any(${arrayText(memberIds)}::uuid[]) and state = 'waiting'`.execute(tx);
}

/** Experiences somebody waits for. */
export async function awaited(db: Db): Promise<string[]> {
  const found = await sql<{ reward: string }>`
    select distinct reward from rewards_seat where state = 'waiting' order by reward`.execute(db);
  return found.rows.map(({ reward }) => reward);
}

/** Wishes and places of these members, newest first. */
export async function seatsOfMembers(
  db: Db,
  memberIds: readonly string[],
  limit: number,
): Promise<Seat[]> {
  const found = await sql<Seat>`
    select ${columns} from rewards_seat where member_id = any(${arrayText(memberIds)}::uuid[])
    order by asked_at desc, id desc limit ${limit}`.execute(db);
  return found.rows;
}

/** How many wait in front of a wish. */
export async function waitingBefore(db: Db, { reward, askedAt, id }: Seat): Promise<number> {
  const found = await sql<{ count: number }>`
    select count(*) as count from rewards_seat
    where reward = ${reward} and state = 'waiting'
      and (asked_at, id) < (${at(askedAt)}::timestamptz, ${id}::uuid)`.execute(db);
  return found.rows[0]?.count ?? 0;
}

/** The list at the door, in the order of asking. */
export async function guests(
  db: Db,
  reward: string,
  page: { afterAt: number; afterId: string; limit: number },
): Promise<Seat[]> {
  const found = await sql<Seat>`
    select ${columns} from rewards_seat
    where reward = ${reward} and state <> 'cancelled'
      and (asked_at, id) > (${at(page.afterAt)}::timestamptz, ${page.afterId}::uuid)
    order by asked_at, id limit ${page.limit}`.execute(db);
  return found.rows;
}

/** How many parties of a reward there are in each state. */
export async function partiesIn(db: Db, reward: string): Promise<Map<SeatState, number>> {
  const found = await sql<{ state: SeatState; count: number }>`
    select state, count(*) as count from rewards_seat where reward = ${reward} group by state`.execute(
    db,
  );
  return new Map(found.rows.map(({ state, count }) => [state, count]));
}

/** Marks those who did not come. Returns their members and redemptions. */
export async function markNoShows(
  tx: Tx,
  reward: string,
  now: number,
): Promise<{ memberId: string; redemptionId: string }[]> {
  const found = await sql<{ memberId: string; redemptionId: string }>`
    update rewards_seat set state = 'no_show', changed_at = ${at(now)}
    where reward = ${reward} and state = 'reserved'
    returning member_id as "memberId", redemption_id as "redemptionId"`.execute(tx);
  return found.rows;
}

/** When these members stayed away, since an instant, newest first. */
export async function noShows(
  db: Db,
  memberIds: readonly string[],
  since: number,
): Promise<number[]> {
  const found = await sql<{ changedAt: number }>`
    select changed_at as "changedAt" from rewards_seat
    where member_id = any(${arrayText(memberIds)}::uuid[]) and state = 'no_show' and changed_at >= ${at(since)}
    order by changed_at desc`.execute(db);
  return found.rows.map(({ changedAt }) => changedAt);
}

/** Counts the sequence of a calendar's event up where what it tells has changed. */
export async function tellCalendar(
  db: Db,
  { reward, told, now }: { reward: string; told: string; now: number },
): Promise<number> {
  await sql`
    insert into rewards_calendar as c (reward, sequence, told, changed_at)
    values (${reward}, 0, ${told}, ${at(now)})
    on conflict (reward) do update set sequence = c.sequence + 1, told = excluded.told,
      changed_at = excluded.changed_at
      where c.told <> excluded.told`.execute(db);
  const found = await sql<{ sequence: number }>`
    select sequence from rewards_calendar where reward = ${reward}`.execute(db);
  return found.rows[0]?.sequence ?? 0;
}
