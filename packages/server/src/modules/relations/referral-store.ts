/** All SQL on personal links and on who brought whom. */
import { sql } from "kysely";
import { arrayText } from "../../platform/db.ts";
import type { Db, Tx } from "../../platform/db.ts";

export type ReferralState =
  | "waiting"
  | "kept"
  | "held"
  | "rewarded"
  | "declined"
  | "reversed"
  | "over";

export interface Referral {
  readonly referralId: string;
  readonly memberId: string;
  readonly friendId: string;
  readonly state: ReferralState;
  readonly signals: readonly string[];
  readonly madeAt: number;
  readonly purchaseId: string | null;
  readonly purchasedAt: number | null;
  readonly dueAt: number | null;
  readonly memberEvent: string | null;
  readonly friendEvent: string | null;
  readonly rewardedAt: number | null;
  /** When a person looked at it. */
  readonly decidedAt: number | null;
}

/** Salted hashes of where somebody came from. */
export interface Signs {
  readonly addressHash: string | null;
  readonly deviceHash: string | null;
}

const columns = sql`r.id as "referralId", r.member_id as "memberId", r.friend_id as "friendId", r.state, r.signals,
  r.made_at as "madeAt", r.purchase_id as "purchaseId", r.purchased_at as "purchasedAt", r.due_at as "dueAt",
  r.member_event as "memberEvent", r.friend_event as "friendEvent", r.rewarded_at as "rewardedAt",
  r.decided_at as "decidedAt"`;

const text = (instant: number): string => new Date(instant).toISOString();

/** A member's own code, made where there is none yet. */
export async function linkOf(
  db: Db,
  link: Signs & { readonly memberId: string; readonly code: string; readonly now: number },
): Promise<string> {
  await sql`
    insert into relations_link (member_id, code, address_hash, device_hash, made_at)
    values (${link.memberId}, ${link.code}, ${link.addressHash}, ${link.deviceHash}, ${text(link.now)})
    on conflict (member_id) do nothing`.execute(db);
  const found = await db
    .selectFrom("relations_link")
    .select("code")
    .where("member_id", "=", link.memberId)
    .executeTakeFirstOrThrow();
  return found.code;
}

export async function memberOfCode(db: Db, code: string): Promise<string | undefined> {
  const found = await db
    .selectFrom("relations_link")
    .select("member_id")
    .where("code", "=", code)
    .executeTakeFirst();
  return found?.member_id;
}

/** Notes who brought whom; a friend is brought once. */
export async function insertReferral(
  tx: Tx,
  made: Signs & {
    readonly referralId: string;
    readonly memberId: string;
    readonly friendId: string;
    readonly now: number;
  },
): Promise<boolean> {
  const inserted = await sql`
    insert into relations_referral (id, member_id, friend_id, state, address_hash, device_hash, made_at)
    values (${made.referralId}, ${made.memberId}, ${made.friendId}, 'waiting', ${made.addressHash},
      ${made.deviceHash}, ${text(made.now)})
    on conflict (friend_id) do nothing`.execute(tx);
  return Number(inserted.numAffectedRows ?? 0) > 0;
}

export async function find(tx: Tx, referralId: string): Promise<Referral | undefined> {
  const found = await sql<Referral>`
    select ${columns} from relations_referral r where r.id = ${referralId}::uuid for update`.execute(
    tx,
  );
  return found.rows[0];
}

/** What goes on between two members, whoever brought whom. */
export async function between(db: Db, one: string, other: string): Promise<Referral | undefined> {
  const found = await sql<Referral>`
    select ${columns} from relations_referral r
    where r.state in ('waiting', 'kept', 'held', 'rewarded')
      and ((r.member_id = ${one}::uuid and r.friend_id = ${other}::uuid)
        or (r.member_id = ${other}::uuid and r.friend_id = ${one}::uuid))`.execute(db);
  return found.rows[0];
}

/** Referrals that still may change by what these friends do. */
export async function ofFriends(db: Db, friendIds: readonly string[]): Promise<Referral[]> {
  if (friendIds.length === 0) return [];
  const found = await sql<Referral>`
    select ${columns} from relations_referral r
    where r.friend_id = any(${arrayText(friendIds)}::uuid[])
      and r.state in ('waiting', 'kept', 'held', 'rewarded')`.execute(db);
  return found.rows;
}

export async function due(db: Db, now: number, limit: number): Promise<string[]> {
  const found = await sql<{ id: string }>`
    select id from relations_referral where state = 'kept' and due_at <= ${text(now)}
    order by due_at limit ${limit}`.execute(db);
  return found.rows.map((row) => row.id);
}

/** The friend bought something that counts, or that came back. */
export async function setPurchase(
  tx: Tx,
  referralId: string,
  purchase: { readonly id: string; readonly at: number; readonly dueAt: number } | null,
): Promise<void> {
  await sql`
    update relations_referral set state = ${purchase === null ? "waiting" : "kept"},
      purchase_id = ${purchase?.id ?? null}::uuid,
      purchased_at = ${purchase === null ? null : text(purchase.at)}::timestamptz,
      due_at = ${purchase === null ? null : text(purchase.dueAt)}::timestamptz
    where id = ${referralId}::uuid`.execute(tx);
}

export async function hold(tx: Tx, referralId: string, signals: readonly string[]): Promise<void> {
  await sql`
    update relations_referral set state = 'held', signals = ${arrayText(signals)}::text[]
    where id = ${referralId}::uuid`.execute(tx);
}

export async function setRewarded(
  tx: Tx,
  rewarded: {
    readonly referralId: string;
    readonly memberEvent: string;
    readonly friendEvent: string;
    readonly at: number;
  },
): Promise<void> {
  await sql`
    update relations_referral set state = 'rewarded', member_event = ${rewarded.memberEvent}::uuid,
      friend_event = ${rewarded.friendEvent}::uuid, rewarded_at = ${text(rewarded.at)}
    where id = ${rewarded.referralId}::uuid`.execute(tx);
}

export async function end(
  tx: Tx,
  {
    referralId,
    state,
    now,
  }: { referralId: string; state: "reversed" | "over" | "declined"; now: number },
): Promise<void> {
  await sql`
    update relations_referral set state = ${state}, ended_at = ${text(now)}
    where id = ${referralId}::uuid`.execute(tx);
}

/** Ends what is open between these members and anybody. */
export async function endOf(tx: Tx, memberIds: readonly string[], now: number): Promise<void> {
  const ids = arrayText(memberIds);
  await sql`
    update relations_referral set state = 'over', ended_at = ${text(now)}
    where state in ('waiting', 'kept', 'held')
      and (member_id = any(${ids}::uuid[]) or friend_id = any(${ids}::uuid[]))`.execute(tx);
}

export async function setDecision(
  tx: Tx,
  decision: {
    readonly referralId: string;
    readonly by: string;
    readonly reason: string;
    readonly now: number;
  },
): Promise<void> {
  await sql`
    update relations_referral set decided_by = ${decision.by}, decision_reason = ${decision.reason},
      decided_at = ${text(decision.now)}
    where id = ${decision.referralId}::uuid`.execute(tx);
}

/** Referrals that a person has to look at, oldest first. */
export async function held(
  db: Db,
  page: { readonly afterAt: number; readonly afterId: string; readonly limit: number },
): Promise<Referral[]> {
  const found = await sql<Referral>`
    select ${columns} from relations_referral r
    where r.state = 'held' and (r.made_at, r.id) > (${text(page.afterAt)}::timestamptz, ${page.afterId}::uuid)
    order by r.made_at, r.id limit ${page.limit}`.execute(db);
  return found.rows;
}

/** How many referrals of a member are in each state. */
export async function countsOf(db: Db, memberId: string): Promise<Map<ReferralState, number>> {
  const found = await sql<{ state: ReferralState; count: number }>`
    select state, count(*)::int as count from relations_referral
    where member_id = ${memberId}::uuid group by state`.execute(db);
  return new Map(found.rows.map(({ state, count }) => [state, count]));
}

export interface Counted {
  /** The friend came from where the member's own link was asked for. */
  readonly asMember: boolean;
  readonly sameDevice: number;
  readonly sameAddress: number;
  /** How many the member brought within a day of this one. */
  readonly within: number;
  /** How many links of a chain of friends were made within a week up to this one. */
  readonly chain: number;
  readonly loop: boolean;
}

const CHAIN_LOOKED_AT_MAX = 20;

/** What can be seen around a referral. */
export async function counted(tx: Tx, referralId: string): Promise<Counted> {
  const found = await sql<Counted>`
    with recursive this as (
      select * from relations_referral where id = ${referralId}::uuid
    ), chain as (
      select t.member_id, t.friend_id, t.made_at, 1 as depth from this t
      union all
      select r.member_id, r.friend_id, r.made_at, c.depth + 1
      from chain c join relations_referral r on r.friend_id = c.member_id
      where c.depth < ${CHAIN_LOOKED_AT_MAX}
    )
    select
      exists (select from this t join relations_link l on l.member_id = t.member_id
        where l.device_hash = t.device_hash or l.address_hash = t.address_hash) as "asMember",
      (select count(*)::int from this t join relations_referral r on r.device_hash = t.device_hash
        and r.made_at between t.made_at - interval '90 days' and t.made_at + interval '90 days') as "sameDevice",
      (select count(*)::int from this t join relations_referral r on r.address_hash = t.address_hash
        and r.made_at between t.made_at - interval '30 days' and t.made_at + interval '30 days') as "sameAddress",
      (select count(*)::int from this t join relations_referral r on r.member_id = t.member_id
        and r.made_at between t.made_at - interval '1 day' and t.made_at + interval '1 day') as "within",
      (select count(*)::int from chain c, this t where c.made_at > t.made_at - interval '7 days') as "chain",
      exists (select from chain c, this t where c.member_id = t.friend_id) as "loop"`.execute(tx);
  const [row] = found.rows;
  if (!row) throw new Error("a count without a row");
  return row;
}

/** Locks how far the log was followed; null where another process follows it at this moment. */
export async function lockCursor(tx: Tx, startAt: number): Promise<number | null> {
  await sql`
    insert into relations_cursor (name, through_at) values ('referrals', ${text(startAt)})
    on conflict (name) do nothing`.execute(tx);
  const found = await sql<{ through_at: number }>`
    select through_at from relations_cursor where name = 'referrals' for update skip locked`.execute(
    tx,
  );
  return found.rows[0]?.through_at ?? null;
}

export async function moveCursor(tx: Tx, through: number): Promise<void> {
  await sql`
    update relations_cursor set through_at = greatest(through_at, ${text(through)}::timestamptz)
    where name = 'referrals'`.execute(tx);
}
