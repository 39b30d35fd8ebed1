/** All SQL on redemptions, and on what is settled about rewards from day to day. */
import { sql } from "kysely";
import { arrayText } from "../../platform/db.ts";
import type { Db, Tx } from "../../platform/db.ts";
import type { Redemption, RedemptionState } from "./domain.ts";

export const at = (instant: number): string => new Date(instant).toISOString();
export const orNull = (instant: number | null): string | null =>
  instant === null ? null : at(instant);

export type Live = {
  readonly reward: string;
  readonly stock: number | null;
  readonly paused: boolean;
  readonly revision: number;
};

/** What is settled about rewards; those without a row run as the programme says. */
export async function live(db: Db, rewards?: readonly string[]): Promise<Map<string, Live>> {
  let query = db.selectFrom("rewards_live").select(["reward", "stock", "paused", "revision"]);
  if (rewards) query = query.where("reward", "in", [...rewards]);
  return new Map((await query.execute()).map((row) => [row.reward, row]));
}

/** The same for one reward, which stays as it is until the transaction ends. */
export async function holdLive(tx: Tx, reward: string): Promise<Live | undefined> {
  return await tx
    .selectFrom("rewards_live")
    .select(["reward", "stock", "paused", "revision"])
    .where("reward", "=", reward)
    .forShare()
    .executeTakeFirst();
}

/** Writes it where the revision is the one that was read (0: there was none); false where it is not. */
export async function putLive(
  tx: Tx,
  { reward, stock, paused, revision, now }: Live & { readonly now: number },
): Promise<boolean> {
  const result = await sql`
    insert into rewards_live as l (reward, stock, paused, revision, changed_at)
    values (${reward}, ${stock}::int, ${paused}, 1, ${at(now)})
    on conflict (reward) do update
      set stock = excluded.stock, paused = excluded.paused, revision = l.revision + 1,
        changed_at = excluded.changed_at
      where l.revision = ${revision}::int`.execute(tx);
  return Number(result.numAffectedRows ?? 0) === 1;
}

export async function insertRedemption(tx: Tx, row: Redemption): Promise<void> {
  await tx
    .insertInto("rewards_redemption")
    .values({
      member_id: row.memberId,
      id: row.id,
      reward: row.reward,
      kind: row.kind,
      state: row.state,
      count: row.count,
      granted: row.granted,
      cost: JSON.stringify(row.cost),
      paid_minor: row.paidMinor,
      worth_minor: row.worthMinor,
      currency: row.currency,
      market: row.market,
      programme_version: row.programmeVersion,
      event_id: row.eventId,
      redeemed_at: at(row.redeemedAt),
      reserved_until: orNull(row.reservedUntil),
      usable_until: orNull(row.usableUntil),
      order_key: row.orderKey,
      order_until: orNull(row.orderUntil),
      store: row.store,
      ended_at: orNull(row.endedAt),
    })
    .execute();
}

const columns = sql`member_id as "memberId", id, reward, kind, state, count, granted, cost,
  paid_minor as "paidMinor", worth_minor as "worthMinor", currency, market,
  programme_version as "programmeVersion", event_id as "eventId", redeemed_at as "redeemedAt",
  reserved_until as "reservedUntil", usable_until as "usableUntil", order_key as "orderKey",
  order_until as "orderUntil", store, ended_at as "endedAt"`;

export async function findRedemption(db: Db, id: string): Promise<Redemption | undefined> {
  const found = await sql<Redemption>`
    select ${columns} from rewards_redemption where id = ${id}`.execute(db);
  return found.rows[0];
}

/** The same, held until the transaction ends: whoever ends it waits. */
export async function lockRedemption(tx: Tx, id: string): Promise<Redemption | undefined> {
  const found = await sql<Redemption>`
    select ${columns} from rewards_redemption where id = ${id} for update`.execute(tx);
  return found.rows[0];
}

export async function redemptionsOfMember(
  db: Db,
  page: { memberIds: readonly string[]; beforeAt: number; beforeId: string; limit: number },
): Promise<Redemption[]> {
  const found = await sql<Redemption>`
    select ${columns} from rewards_redemption
    where member_id = any(${arrayText(page.memberIds)}::uuid[])
      and (redeemed_at, id) < (${at(page.beforeAt)}::timestamptz, ${page.beforeId}::uuid)
    order by redeemed_at desc, id desc
    limit ${page.limit}`.execute(db);
  return found.rows;
}

/** What members took since an instant and have not given back. */
export async function takenSince(
  db: Db,
  asked: { readonly memberIds: readonly string[]; readonly since: number },
): Promise<Redemption[]> {
  const found = await sql<Redemption>`
    select ${columns} from rewards_redemption
    where member_id = any(${arrayText(asked.memberIds)}::uuid[]) and state <> 'cancelled'
      and redeemed_at >= ${at(asked.since)}::timestamptz`.execute(db);
  return found.rows;
}

/** Those that an order keeps or used, in the order of their ids; locked. */
export async function lockOrder(tx: Tx, orderKey: string): Promise<Redemption[]> {
  const found = await sql<Redemption>`
    select ${columns} from rewards_redemption where order_key = ${orderKey}
    order by id for update`.execute(tx);
  return found.rows;
}

/** What an order used, in the order of its ids. */
export async function usedFor(db: Db, orderKey: string): Promise<Redemption[]> {
  const found = await sql<Redemption>`
    select ${columns} from rewards_redemption where order_key = ${orderKey} and state = 'used'
    order by id`.execute(db);
  return found.rows;
}

/** Lets what was used be used again, until an instant. */
export async function reopen(
  tx: Tx,
  again: { memberId: string; id: string; usableUntil: number | null },
): Promise<void> {
  await sql`
    update rewards_redemption set state = 'issued', ended_at = null, order_key = null, order_until = null,
      usable_until = ${orNull(again.usableUntil)}::timestamptz
    where member_id = ${again.memberId} and id = ${again.id} and state = 'used'`.execute(tx);
}

/** What these members have not used and not given back, in the order of its ids; locked. */
export async function lockOpenOf(tx: Tx, memberIds: readonly string[]): Promise<Redemption[]> {
  const found = await sql<Redemption>`
    select ${columns} from rewards_redemption
    where member_id = any(${arrayText(memberIds)}::uuid[]) and state in ('reserved', 'issued')
    order by id for update`.execute(tx);
  return found.rows;
}

/** Which of these rewards do these members have, in one of these states? */
export async function hasRedeemed(
  db: Db,
  {
    memberIds,
    rewards,
    states,
  }: {
    memberIds: readonly string[];
    rewards: readonly string[];
    states: readonly RedemptionState[];
  },
): Promise<Set<string>> {
  const found = await sql<{ reward: string }>`
    select distinct reward from rewards_redemption
    where member_id = any(${arrayText(memberIds)}::uuid[]) and reward = any(${arrayText(rewards)}::text[])
      and state = any(${arrayText(states)}::text[])`.execute(db);
  return new Set(found.rows.map(({ reward }) => reward));
}

/** Moves a redemption on where it is in one of the states before; false where it is not. */
export async function move(
  tx: Tx,
  input: {
    memberId: string;
    id: string;
    from: readonly RedemptionState[];
    to: RedemptionState;
    now: number;
    orderKey?: string | null | undefined;
    store?: string | undefined;
  },
): Promise<boolean> {
  const ends = ["used", "cancelled", "expired"].includes(input.to);
  const result = await sql`
    update rewards_redemption set state = ${input.to}, reserved_until = null,
      ended_at = ${ends ? at(input.now) : null}::timestamptz,
      order_key = coalesce(${input.orderKey ?? null}::text, order_key), order_until = null,
      store = coalesce(${input.store ?? null}::text, store)
    where member_id = ${input.memberId} and id = ${input.id}
      and state = any(${arrayText(input.from)}::text[])`.execute(tx);
  return Number(result.numAffectedRows ?? 0) === 1;
}

/** Keeps an issued redemption for an order, or, without one, for nobody. */
export async function keepFor(
  tx: Tx,
  {
    id,
    memberId,
    orderKey,
    until,
  }: {
    id: string;
    memberId: string;
    orderKey: string | null;
    until: number | null;
  },
): Promise<void> {
  await sql`
    update rewards_redemption set order_key = ${orderKey}::text, order_until = ${orNull(until)}::timestamptz
    where member_id = ${memberId} and id = ${id}`.execute(tx);
}

/** Marks what can no longer be used, oldest first; what an order keeps waits for it. Returns how many. */
export async function expire(tx: Tx, now: number, limit: number): Promise<number> {
  const result = await sql`
    update rewards_redemption set state = 'expired', ended_at = usable_until, order_until = null
    where (member_id, id) in (
      select member_id, id from rewards_redemption
      where state = 'issued' and usable_until <= ${at(now)}
        and (order_until is null or order_until <= ${at(now)})
      order by usable_until limit ${limit} for update skip locked)`.execute(tx);
  return Number(result.numAffectedRows ?? 0);
}

/** Reservations that ran out, those of these members alone where some are named. */
export async function lapsed(
  db: Db,
  { now, limit, memberIds }: { now: number; limit: number; memberIds: readonly string[] | null },
): Promise<string[]> {
  const theirs =
    memberIds === null ? sql`true` : sql`member_id = any(${arrayText(memberIds)}::uuid[])`;
  const found = await sql<{ id: string }>`
    select id from rewards_redemption
    where state = 'reserved' and reserved_until <= ${at(now)} and ${theirs}
    order by reserved_until limit ${limit}`.execute(db);
  return found.rows.map(({ id }) => id);
}

/** Those of these members and of one reward, in the order of their ids; locked. */
export async function lockLapsed(
  tx: Tx,
  of: { memberIds: readonly string[]; reward: string; now: number; limit: number },
): Promise<{ id: string; orderKey: string | null }[]> {
  const found = await sql<{ id: string; orderKey: string | null }>`
    select id, order_key as "orderKey" from rewards_redemption
    where state = 'reserved' and reserved_until <= ${at(of.now)}
      and (reward = ${of.reward} or member_id = any(${arrayText(of.memberIds)}::uuid[]))
    order by id limit ${of.limit} for update`.execute(tx);
  return found.rows;
}

export type Worth = { readonly currency: string; readonly minor: number };
export type Totals = {
  readonly reward: string;
  readonly taken: number;
  readonly used: number;
  readonly worth: Worth[];
};

/** How often rewards were taken and not given back, and what that is worth, per currency. */
export async function totals(db: Db, rewards: readonly string[]): Promise<Map<string, Totals>> {
  const found = await sql<{
    reward: string;
    currency: string;
    taken: number;
    used: number;
    minor: number;
  }>`
    select reward, currency, sum(count)::int8 as taken,
      coalesce(sum(count) filter (where state = 'used'), 0)::int8 as used,
      coalesce(sum(worth_minor), 0)::int8 as minor
    from rewards_redemption
    where reward = any(${arrayText(rewards)}::text[]) and state <> 'cancelled'
    group by reward, currency order by reward, currency`.execute(db);
  const byReward = new Map<string, Totals>();
  for (const { reward, currency, taken, used, minor } of found.rows) {
    const known = byReward.get(reward);
    byReward.set(reward, {
      reward,
      taken: taken + (known?.taken ?? 0),
      used: used + (known?.used ?? 0),
      worth: [...(known?.worth ?? []), { currency, minor }],
    });
  }
  return byReward;
}
