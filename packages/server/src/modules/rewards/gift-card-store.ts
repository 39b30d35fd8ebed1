/** All SQL on gift cards, their books and what orders keep of them. */
import { sql } from "kysely";
import { arrayText } from "../../platform/db.ts";
import type { Db, Tx } from "../../platform/db.ts";
import { at, orNull } from "./store.ts";

export type GiftCard = {
  readonly id: string;
  readonly sealed: string;
  readonly currency: string;
  readonly balanceMinor: number;
  readonly heldMinor: number;
  readonly entries: number;
  readonly memberId: string | null;
  readonly redemptionId: string | null;
  /** Where it was sold or taken; null: in no store. */
  readonly store: string | null;
  readonly madeAt: number;
  readonly usableUntil: number | null;
  readonly endedAt: number | null;
};
export type EntryKind = "sold" | "given" | "topped_up" | "spent" | "refunded" | "taken_back";
export type Entry = {
  readonly no: number;
  readonly kind: EntryKind;
  readonly amountMinor: number;
  readonly balanceMinor: number;
  readonly key: string;
  readonly ofNo: number | null;
  readonly actor: string;
  readonly bookedAt: number;
};

const columns = sql`id, sealed, currency, balance_minor as "balanceMinor", held_minor as "heldMinor",
  entries, member_id as "memberId", redemption_id as "redemptionId", store, made_at as "madeAt",
  usable_until as "usableUntil", ended_at as "endedAt"`;

export async function insertCard(
  tx: Tx,
  card: Pick<
    GiftCard,
    "id" | "sealed" | "currency" | "memberId" | "redemptionId" | "store" | "madeAt" | "usableUntil"
  > & {
    readonly hash: string;
  },
): Promise<void> {
  await tx
    .insertInto("rewards_gift_card")
    .values({
      id: card.id,
      hash: card.hash,
      sealed: card.sealed,
      currency: card.currency,
      balance_minor: 0,
      held_minor: 0,
      entries: 0,
      member_id: card.memberId,
      redemption_id: card.redemptionId,
      store: card.store,
      made_at: at(card.madeAt),
      usable_until: orNull(card.usableUntil),
    })
    .execute();
}

export async function findCard(db: Db, id: string): Promise<GiftCard | undefined> {
  const found = await sql<GiftCard>`
    select ${columns} from rewards_gift_card where id = ${id}`.execute(db);
  return found.rows[0];
}

export async function findByHash(db: Db, hash: string): Promise<GiftCard | undefined> {
  const found = await sql<GiftCard>`
    select ${columns} from rewards_gift_card where hash = ${hash}`.execute(db);
  return found.rows[0];
}

/** Locked until the transaction ends: whoever else wants its money waits. */
export async function lockCard(tx: Tx, id: string): Promise<GiftCard | undefined> {
  const found = await sql<GiftCard>`
    select ${columns} from rewards_gift_card where id = ${id} for update`.execute(tx);
  return found.rows[0];
}

/** Cards of these members with money on them that can be used. */
export async function cardsOfMembers(
  db: Db,
  asked: { readonly memberIds: readonly string[]; readonly now: number; readonly limit: number },
): Promise<GiftCard[]> {
  const found = await sql<GiftCard>`
    select ${columns} from rewards_gift_card
    where member_id = any(${arrayText(asked.memberIds)}::uuid[]) and balance_minor > 0
      and ended_at is null and (usable_until is null or usable_until > ${at(asked.now)})
    order by made_at desc, id desc limit ${asked.limit}`.execute(db);
  return found.rows;
}

export async function cardsOfRedemptions(
  db: Db,
  redemptionIds: readonly string[],
): Promise<GiftCard[]> {
  if (redemptionIds.length === 0) return [];
  const found = await sql<GiftCard>`
    select ${columns} from rewards_gift_card
    where redemption_id = any(${arrayText(redemptionIds)}::uuid[])`.execute(db);
  return found.rows;
}

/** An entry that is there under this key already. */
export async function entryUnder(
  db: Db,
  cardId: string,
  kind: EntryKind,
  key: string,
): Promise<Entry | undefined> {
  const found = await sql<Entry>`
    select ${entryColumns} from rewards_gift_card_entry
    where card_id = ${cardId} and kind = ${kind} and key = ${key}`.execute(db);
  return found.rows[0];
}

const entryColumns = sql`no, kind, amount_minor as "amountMinor", balance_minor as "balanceMinor",
  key, of_no as "ofNo", actor, booked_at as "bookedAt"`;

export async function entriesOf(
  db: Db,
  cardId: string,
  page: { before: number; limit: number },
): Promise<Entry[]> {
  const found = await sql<Entry>`
    select ${entryColumns} from rewards_gift_card_entry
    where card_id = ${cardId} and no < ${page.before} order by no desc limit ${page.limit}`.execute(
    db,
  );
  return found.rows;
}

/** What has gone back of an entry that spent. */
export async function refundedOf(db: Db, cardId: string, no: number): Promise<number> {
  const found = await sql<{ sum: number }>`
    select coalesce(sum(amount_minor), 0)::int8 as sum from rewards_gift_card_entry
    where card_id = ${cardId} and of_no = ${no}`.execute(db);
  return found.rows[0]?.sum ?? 0;
}

/** Moves money on a locked card and writes it into its book; the table refuses what is not there. */
export async function post(
  tx: Tx,
  card: GiftCard,
  entry: Omit<Entry, "no" | "balanceMinor">,
): Promise<Entry> {
  const no = card.entries + 1;
  const balanceMinor = card.balanceMinor + entry.amountMinor;
  await sql`update rewards_gift_card set balance_minor = ${balanceMinor}::int8, entries = ${no}::int
    where id = ${card.id} and entries = ${card.entries}::int`.execute(tx);
  await tx
    .insertInto("rewards_gift_card_entry")
    .values({
      card_id: card.id,
      no,
      kind: entry.kind,
      amount_minor: entry.amountMinor,
      balance_minor: balanceMinor,
      key: entry.key,
      of_no: entry.ofNo,
      actor: entry.actor,
      booked_at: at(entry.bookedAt),
    })
    .execute();
  return { ...entry, no, balanceMinor };
}

export type CardHold = {
  readonly cardId: string;
  readonly orderKey: string;
  readonly amountMinor: number;
  readonly untilAt: number;
  readonly outcome: "committed" | "released" | "timed-out" | null;
};

const holdColumns = sql`card_id as "cardId", order_key as "orderKey", amount_minor as "amountMinor",
  until_at as "untilAt", outcome`;

export async function holdOf(
  db: Db,
  cardId: string,
  orderKey: string,
): Promise<CardHold | undefined> {
  const found = await sql<CardHold>`
    select ${holdColumns} from rewards_gift_card_hold
    where card_id = ${cardId} and order_key = ${orderKey}`.execute(db);
  return found.rows[0];
}

/** What an order keeps of any card, in the order of the cards. */
export async function holdsOf(db: Db, orderKey: string): Promise<CardHold[]> {
  const found = await sql<CardHold>`
    select ${holdColumns} from rewards_gift_card_hold
    where order_key = ${orderKey} order by card_id`.execute(db);
  return found.rows;
}

/** Holds of a card that are open; those past their time count for nothing, written down or not. */
export async function openHolds(db: Db, cardId: string): Promise<CardHold[]> {
  const found = await sql<CardHold>`
    select ${holdColumns} from rewards_gift_card_hold
    where card_id = ${cardId} and outcome is null order by order_key`.execute(db);
  return found.rows;
}

export async function insertHold(tx: Tx, hold: Omit<CardHold, "outcome">): Promise<void> {
  await sql`
    insert into rewards_gift_card_hold (card_id, order_key, amount_minor, until_at, outcome)
    values (${hold.cardId}, ${hold.orderKey}, ${hold.amountMinor}::int8, ${at(hold.untilAt)}, null)
    on conflict (card_id, order_key) do update
      set amount_minor = excluded.amount_minor, until_at = excluded.until_at, outcome = null
      where rewards_gift_card_hold.outcome in ('released', 'timed-out')`.execute(tx);
  await sql`update rewards_gift_card set held_minor = held_minor + ${hold.amountMinor}::int8
    where id = ${hold.cardId}`.execute(tx);
}

/** Ends an open hold, whose card is locked. */
export async function endHold(
  tx: Tx,
  { cardId, orderKey, amountMinor }: CardHold,
  outcome: "committed" | "released" | "timed-out",
): Promise<void> {
  await sql`update rewards_gift_card_hold set outcome = ${outcome}
    where card_id = ${cardId} and order_key = ${orderKey} and outcome is null`.execute(tx);
  await sql`update rewards_gift_card set held_minor = held_minor - ${amountMinor}::int8
    where id = ${cardId}`.execute(tx);
}

/** Cards with a hold that ran out. */
export async function lapsedCards(db: Db, now: number, limit: number): Promise<string[]> {
  const found = await sql<{ id: string }>`
    select distinct card_id as id from rewards_gift_card_hold
    where outcome is null and until_at <= ${at(now)} limit ${limit}`.execute(db);
  return found.rows.map(({ id }) => id);
}
