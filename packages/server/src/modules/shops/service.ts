/** Use cases of shops. */
import { pageOf, placeInTime } from "@trofast/contract/common";
import type { Page } from "@trofast/contract/common";
import type { ShopSettings } from "@trofast/contract/shop-settings";
import type { Club } from "../../club.ts";
import { placeAfter, timeAfter } from "../../platform/cursors.ts";
import { transaction, type Db } from "../../platform/db.ts";
import { DomainError } from "../../platform/errors.ts";
import { noShop, read } from "./connections.ts";
import type { Delivery } from "./domain.ts";
import { settle } from "./receiving.ts";
import * as spendings from "./spending-store.ts";
import type { Spending } from "./spendings.ts";
import * as store from "./store.ts";

export { end, put, rotate } from "./connections.ts";
export { receive, settleDue } from "./receiving.ts";
export { take as takeSegment } from "./segment-intake.ts";
export { askPull, pullDue, readPull } from "./pulling.ts";
export { takenSince } from "./spending-store.ts";
export { begin, giveUp, make, openOf, prepareSpending } from "./spending.ts";
export { sweep as sweepSpendings } from "./spending-sweep.ts";
export { check, watchDue, watchOf } from "./watching.ts";

const MS_PER_DAY = 86_400_000;
/** Long enough to find what came of an order that somebody asks about. */
const KEPT_DAYS = { done: 30, failed: 30 };

export type ShopShown = Omit<store.ConnectionRow, "secrets" | "credentials"> & {
  readonly hasCredentials: boolean;
  readonly open: {
    readonly waiting: number;
    readonly failed: number;
    readonly webhooksDisabled: number;
    readonly spendingExceptions: number;
  };
};

/** @throws DomainError `not_found`. */
export async function readShop(club: Club, shop: string): Promise<ShopShown> {
  return shown(await read(club, shop), await countsOf(club));
}

export async function listShops(club: Club): Promise<ShopShown[]> {
  const counts = await countsOf(club);
  return (await store.connections(club.db)).map((row) => shown(row, counts));
}

async function countsOf(club: Club) {
  return {
    open: await store.openCounts(club.db),
    disabled: await spendings.disabledCounts(club.db),
    exceptions: await spendings.exceptionCounts(club.db),
  };
}

function shown(
  known: store.ConnectionRow,
  counts: Awaited<ReturnType<typeof countsOf>>,
): ShopShown {
  const { secrets: _, credentials, ...row } = known;
  const { shop } = row;
  return {
    ...row,
    hasCredentials: credentials !== null,
    open: {
      ...(counts.open.get(shop) ?? { waiting: 0, failed: 0 }),
      webhooksDisabled: counts.disabled.get(shop) ?? 0,
      spendingExceptions: counts.exceptions.get(shop) ?? 0,
    },
  };
}

/** Codes made for a shop, newest first. @throws DomainError `not_found`, `invalid_cursor`. */
export async function listSpendings(
  club: Club,
  shop: string,
  query: { limit: number; cursor?: string | undefined; exceptions?: "open" | undefined },
): Promise<Page<Spending>> {
  await read(club, shop);
  const rows = await spendings.listSpendings(club.db, {
    shop,
    isOpenException: query.exceptions === "open",
    before: timeAfter(placeAfter(query.cursor, placeInTime)),
    limit: query.limit + 1,
  });
  return pageOf(
    rows,
    query.limit,
    (row) => [row.madeAt, row.id],
    (row) => row,
  );
}

/** Somebody has looked at an exception. @throws DomainError `not_found`. */
export async function settleSpending(club: Club, shop: string, id: string): Promise<Spending> {
  return await transaction(club.db, async (tx) => {
    const row = await spendings.lockSpending(tx, id);
    if (row?.shop !== shop) throw new DomainError("not_found", "There is no such code.");
    return await spendings.saveSpending(tx, row, { isExceptionSettled: row.exception !== null });
  });
}

/** The shops whose customers hold an order number in their hands, with the store that they are booked with. */
export async function printers(db: Db): Promise<{ shop: string; store: string | null }[]> {
  return (await store.connections(db)).map(({ shop, settings }) => ({
    shop,
    store: settings.store ?? null,
  }));
}

/**
 * How the shop of a page takes its orders; null where it is none of the club's.
 *
 * @param named the page's own word; unsaid, it is the only connection that has pages.
 */
export async function pageShop(club: Club, named?: string): Promise<ShopSettings | null> {
  const known = await store.connections(club.db);
  const fitting =
    named === undefined
      ? known.filter(({ url, settings }) => url !== null || settings.origins.length > 0)
      : known.filter(({ shop }) => shop === named);
  const [only] = fitting;
  return only && fitting.length === 1 ? only.settings : null;
}

/** Pages that may carry the club's script. */
export async function pageOrigins(club: Club): Promise<Set<string>> {
  const connections = await store.connections(club.db);
  return new Set(
    connections.flatMap(({ url, settings }) => {
      const own = url === null ? null : (URL.parse(url)?.origin ?? null);
      return own === null ? settings.origins : [...settings.origins, own];
    }),
  );
}

/** @throws DomainError `not_found`, `invalid_cursor`. */
export async function listDeliveries(
  club: Club,
  shop: string,
  query: { limit: number; cursor?: string | undefined; outcome?: string | undefined },
): Promise<Page<Delivery>> {
  await read(club, shop);
  const rows = await store.deliveries(club.db, {
    shop,
    outcome: query.outcome ?? null,
    before: timeAfter(placeAfter(query.cursor, placeInTime)),
    limit: query.limit + 1,
  });
  return pageOf(rows, query.limit, (row) => [row.receivedAt, row.id], withoutBody);
}

/**
 * Books a delivery that failed once more.
 *
 * @throws DomainError `not_found`, or `conflict` where there is nothing left to book.
 */
export async function replay(club: Club, shop: string, id: string): Promise<Delivery> {
  const connection = await read(club, shop);
  const known = await store.delivery(club.db, shop, id);
  if (known === undefined) throw new DomainError("not_found", "There is no such delivery.");
  if (!known.hasBody)
    throw new DomainError(
      "conflict",
      "The delivery is settled and its body deleted, so there is nothing to book again.",
    );
  await store.wake(club.db, { id, body: null, now: club.clock.now() });
  await settle(club, connection, id);
  const after = await store.delivery(club.db, shop, id);
  if (after === undefined) throw noShop(shop);
  return withoutBody(after);
}

function withoutBody(row: store.DeliveryRow): Delivery {
  const { body: _, ...delivery } = row;
  return delivery;
}

/** Forgets deliveries that are settled long since; returns how many. */
export async function forgetOld(club: Club): Promise<number> {
  const now = club.clock.now();
  return await store.forgetDeliveries(club.db, {
    done: now - KEPT_DAYS.done * MS_PER_DAY,
    failed: now - KEPT_DAYS.failed * MS_PER_DAY,
  });
}
