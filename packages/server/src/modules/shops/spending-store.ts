/** All SQL on points that became codes of shops, and on what was last heard of shops themselves. */
import { spendingEnds, spendingExceptions } from "@trofast/contract/shop-spending";
import { sql } from "kysely";
import { z } from "zod";
import type { Db, Tx } from "../../platform/db.ts";
import type { Spending, SpendingChange, Watch } from "./spendings.ts";

const iso = (instant: number): string => new Date(instant).toISOString();
const isoOrNull = (instant: number | null): string | null =>
  instant === null ? null : iso(instant);

const columns = sql`id, shop, member_id as "memberId", kind, state, unit, amount, worth_minor as "worthMinor",
  currency, code_hash as "codeHash", code, shop_ref as "shopRef", made_at as "madeAt", code_until as "codeUntil",
  holds, hold_until as "holdUntil", tried_at as "triedAt", shop_done as "isShopDone", tries, next_at as "nextAt",
  order_id as "order", ended_at as "endedAt", ended_why as "end", used_amount as "usedAmount",
  used_minor as "usedMinor", exception, exception_minor as "exceptionMinor",
  exception_settled as "isExceptionSettled"`;

const kinds = z.object({
  kind: z.enum(["discount", "gift_card"]),
  state: z.enum(["making", "live", "ordered", "used", "ended"]),
  end: z.enum(spendingEnds).nullable(),
  exception: z.enum(spendingExceptions).nullable(),
});

type Row = Omit<Spending, "kind" | "state" | "end" | "exception"> & {
  kind: string;
  state: string;
  end: string | null;
  exception: string | null;
};

const spendingOf = (row: Row): Spending => ({ ...row, ...kinds.parse(row) });

export async function insertSpending(tx: Tx, row: Spending): Promise<void> {
  await sql`insert into shops_spending (id, shop, member_id, kind, state, unit, amount, worth_minor, currency,
      code_hash, code, made_at, code_until, holds, hold_until, next_at)
    values (${row.id}, ${row.shop}, ${row.memberId}, ${row.kind}, ${row.state}, ${row.unit}, ${row.amount},
      ${row.worthMinor}, ${row.currency}, ${row.codeHash}, ${row.code}, ${iso(row.madeAt)}, ${iso(row.codeUntil)},
      ${row.holds}, ${iso(row.holdUntil)}, ${isoOrNull(row.nextAt)})`.execute(tx);
}

export async function findSpending(db: Db, id: string): Promise<Spending | undefined> {
  const found = await sql<Row>`select ${columns} from shops_spending where id = ${id}`.execute(db);
  return found.rows.map(spendingOf)[0];
}

/** Nobody else changes it until the transaction ends. */
export async function lockSpending(tx: Tx, id: string): Promise<Spending | undefined> {
  const found = await sql<Row>`
    select ${columns} from shops_spending where id = ${id} for update`.execute(tx);
  return found.rows.map(spendingOf)[0];
}

/** Those that an order's codes, or the shop's own ids of them, name. */
export async function spendingsNamed(
  db: Db,
  shop: string,
  by: { readonly hashes: readonly string[]; readonly refs: readonly string[] },
): Promise<Spending[]> {
  const found = await sql<Row>`select ${columns} from shops_spending
    where shop = ${shop} and (code_hash = any(${[...by.hashes]}::text[]) or shop_ref = any(${[...by.refs]}::text[]))
    order by id`.execute(db);
  return found.rows.map(spendingOf);
}

/** Whether gift cards of ours were ever made in a shop. */
export async function hasGiftCards(db: Db, shop: string): Promise<boolean> {
  const found = await sql<{ has: boolean }>`select exists (
    select 1 from shops_spending where shop = ${shop} and kind = 'gift_card') as has`.execute(db);
  return found.rows[0]?.has === true;
}

/** Those that an order was told to be paid with. */
export async function spendingsOfOrder(tx: Tx, shop: string, order: string): Promise<Spending[]> {
  const found = await sql<Row>`select ${columns} from shops_spending
    where shop = ${shop} and order_id = ${order} order by id for update`.execute(tx);
  return found.rows.map(spendingOf);
}

export async function openSpendingsOf(db: Db, memberId: string): Promise<Spending[]> {
  const found = await sql<Row>`select ${columns} from shops_spending
    where member_id = ${memberId} and state in ('making', 'live', 'ordered') order by made_at, id`.execute(
    db,
  );
  return found.rows.map(spendingOf);
}

/** What members made into codes since an instant and have not given back. */
export async function takenSince(
  db: Db,
  asked: { readonly memberIds: readonly string[]; readonly since: number },
): Promise<{ at: number; minor: number; currency: string }[]> {
  const found = await sql<{ at: number; minor: number; currency: string }>`
    select made_at as at, coalesce(used_minor, worth_minor) as minor, currency from shops_spending
    where member_id = any(${[...asked.memberIds]}::uuid[]) and made_at >= ${iso(asked.since)}
      and state <> 'ended'`.execute(db);
  return found.rows;
}

export async function countOpenSpendings(db: Db, shop: string): Promise<number> {
  const found = await sql<{ count: number }>`select count(*)::int as count from shops_spending
    where shop = ${shop} and (state in ('making', 'live', 'ordered') or not shop_done and next_at is not null)`.execute(
    db,
  );
  return found.rows[0]?.count ?? 0;
}

/** Newest first. */
export async function listSpendings(
  db: Db,
  query: {
    readonly shop: string;
    readonly isOpenException: boolean;
    readonly before: { readonly at: number; readonly id: string } | null;
    readonly limit: number;
  },
): Promise<Spending[]> {
  const { before } = query;
  const exceptions = query.isOpenException
    ? sql`and exception is not null and not exception_settled`
    : sql``;
  const page =
    before === null ? sql`` : sql`and (made_at, id) < (${iso(before.at)}, ${before.id}::uuid)`;
  const found = await sql<Row>`select ${columns} from shops_spending
    where shop = ${query.shop} ${exceptions} ${page}
    order by made_at desc, id desc limit ${query.limit}::int`.execute(db);
  return found.rows.map(spendingOf);
}

/** How many of each shop's a person must look at. */
export async function exceptionCounts(db: Db): Promise<Map<string, number>> {
  const found = await sql<{ shop: string; count: number }>`
    select shop, count(*)::int as count from shops_spending
    where exception is not null and not exception_settled group by shop`.execute(db);
  return new Map(found.rows.map(({ shop, count }) => [shop, count]));
}

/** Takes the right to ask the shop for a code, or to work on a row, until `leaseMs` have passed; false: somebody has it. */
export async function takeTurn(
  db: Db,
  turn: { readonly id: string; readonly now: number; readonly leaseMs: number },
): Promise<boolean> {
  const taken = await sql`update shops_spending set tried_at = ${iso(turn.now)}
    where id = ${turn.id} and (tried_at is null or tried_at <= ${iso(turn.now - turn.leaseMs)})`.execute(
    db,
  );
  return Number(taken.numAffectedRows ?? 0) === 1;
}

export async function dueSpendings(db: Db, now: number, limit: number): Promise<Spending[]> {
  const found = await sql<Row>`select ${columns} from shops_spending
    where next_at <= ${iso(now)} order by next_at, id limit ${limit}::int`.execute(db);
  return found.rows.map(spendingOf);
}

/** Writes what has become of a locked row. */
export async function saveSpending(
  tx: Db,
  row: Spending,
  change: SpendingChange,
): Promise<Spending> {
  const after: Spending = { ...row, ...change };
  await sql`update shops_spending set state = ${after.state}, code = ${after.code}, shop_ref = ${after.shopRef},
      holds = ${after.holds}, hold_until = ${iso(after.holdUntil)}, tried_at = ${isoOrNull(after.triedAt)},
      shop_done = ${after.isShopDone}, tries = ${after.tries}, next_at = ${isoOrNull(after.nextAt)},
      order_id = ${after.order}, ended_at = ${isoOrNull(after.endedAt)}, ended_why = ${after.end},
      used_amount = ${after.usedAmount}, used_minor = ${after.usedMinor}, exception = ${after.exception},
      exception_minor = ${after.exceptionMinor}, exception_settled = ${after.isExceptionSettled}
    where id = ${row.id}`.execute(tx);
  return after;
}

const webhooks = z.array(z.object({ id: z.string(), topic: z.string(), status: z.string() }));

export async function watchOf(db: Db, shop: string): Promise<Watch> {
  const row = await db
    .selectFrom("shops_watch")
    .select(["checked_at", "webhooks", "disabled", "reconciled_at", "orders_through", "failure"])
    .where("shop", "=", shop)
    .executeTakeFirst();
  if (row === undefined)
    return {
      checkedAt: null,
      webhooks: [],
      disabled: 0,
      reconciledAt: null,
      ordersThrough: null,
      failure: null,
    };
  return {
    checkedAt: row.checked_at,
    webhooks: webhooks.parse(row.webhooks),
    disabled: row.disabled,
    reconciledAt: row.reconciled_at,
    ordersThrough: row.orders_through,
    failure: row.failure,
  };
}

export async function saveWatch(db: Db, shop: string, watch: Watch): Promise<void> {
  const values = {
    checked_at: isoOrNull(watch.checkedAt),
    webhooks: JSON.stringify(watch.webhooks),
    disabled: watch.disabled,
    reconciled_at: isoOrNull(watch.reconciledAt),
    orders_through: isoOrNull(watch.ordersThrough),
    failure: watch.failure,
  };
  await db
    .insertInto("shops_watch")
    .values({ ...values, shop })
    .onConflict((conflict) => conflict.column("shop").doUpdateSet(values))
    .execute();
}

/** Per shop, webhooks that the shop has switched off. */
export async function disabledCounts(db: Db): Promise<Map<string, number>> {
  const rows = await db.selectFrom("shops_watch").select(["shop", "disabled"]).execute();
  return new Map(rows.map(({ shop, disabled }) => [shop, disabled]));
}

export async function forgetWatch(tx: Tx, shop: string): Promise<void> {
  await tx.deleteFrom("shops_watch").where("shop", "=", shop).execute();
}
