import { sql } from "kysely";
import { z } from "zod";
import type { Db, Tx } from "../../platform/db.ts";
import type { Pull } from "./domain.ts";

const iso = (instant: number): string => new Date(instant).toISOString();

export interface OrderRow {
  readonly memberId: string | null;
  /** Null where nothing is known yet. */
  readonly state: unknown;
}

/** The order, held until the transaction ends; made where nothing is known of it. */
export async function lockOrder(
  tx: Tx,
  order: { shop: string; orderId: string; now: number },
): Promise<OrderRow> {
  await tx
    .insertInto("shops_order")
    .values({
      shop: order.shop,
      order_id: order.orderId,
      updated_at: iso(order.now),
      state: "null",
    })
    .onConflict((conflict) => conflict.columns(["shop", "order_id"]).doNothing())
    .execute();
  const row = await tx
    .selectFrom("shops_order")
    .select(["member_id", "state"])
    .where("shop", "=", order.shop)
    .where("order_id", "=", order.orderId)
    .forUpdate()
    .executeTakeFirstOrThrow();
  return { memberId: row.member_id, state: row.state };
}

export async function saveOrder(
  tx: Tx,
  order: {
    shop: string;
    orderId: string;
    memberId: string | null;
    state: unknown;
    now: number;
  },
): Promise<void> {
  await tx
    .updateTable("shops_order")
    .set({
      member_id: order.memberId,
      state: JSON.stringify(order.state),
      updated_at: iso(order.now),
    })
    .where("shop", "=", order.shop)
    .where("order_id", "=", order.orderId)
    .execute();
}

const pullColumns = [
  "shop",
  "state",
  "asked_at",
  "ended_at",
  "next",
  "articles",
  "stores",
  "skipped",
  "failure",
] as const;
const pullState = z.enum(["asked", "done", "failed"]);

export async function pull(db: Db, shop: string): Promise<Pull | undefined> {
  const row = await db
    .selectFrom("shops_pull")
    .select(pullColumns)
    .where("shop", "=", shop)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const { asked_at: askedAt, ended_at: endedAt, state: is, ...rest } = row;
  return { ...rest, askedAt, endedAt, state: pullState.parse(is) };
}

export async function askedPulls(db: Db): Promise<string[]> {
  const rows = await db
    .selectFrom("shops_pull")
    .select("shop")
    .where("state", "=", "asked")
    .execute();
  return rows.map(({ shop }) => shop);
}

/** Begins anew, whatever was read before. */
export async function askPull(db: Db, shop: string, now: number): Promise<void> {
  const values = {
    state: "asked",
    asked_at: iso(now),
    ended_at: null,
    next: null,
    articles: 0,
    stores: 0,
    skipped: 0,
    failure: null,
  };
  await db
    .insertInto("shops_pull")
    .values({ ...values, shop })
    .onConflict((conflict) => conflict.column("shop").doUpdateSet(values))
    .execute();
}

/** Notes how far it is, unless it was asked for anew meanwhile. */
export async function savePull(db: Db, pulled: Pull): Promise<void> {
  await db
    .updateTable("shops_pull")
    .set({
      state: pulled.state,
      ended_at: pulled.endedAt === null ? null : iso(pulled.endedAt),
      next: pulled.next,
      articles: pulled.articles,
      stores: pulled.stores,
      skipped: pulled.skipped,
      failure: pulled.failure,
    })
    .where("shop", "=", pulled.shop)
    .where(sql<boolean>`asked_at = ${iso(pulled.askedAt)}`)
    .execute();
}
